//! One's own account: what leads to us or into the account changes only for whoever proved lately, and only once it answered.

mod common;

use app::auth::tickets::{TICKET_MS, TRIES};
use app::error::AppError;
use app::on_both_engines;
use app::state::{AppState, Services};
use app::testing::{Home, PASSWORD, home, with_letters};
use app::texts::Lang::En;
use axum::http::StatusCode;
use common::mail::{delivered, link, token};
use common::{Answer, TestApp};

const NEW_EMAIL: &str = "robin.new@test.example";
const NEW: &str = "plinth gravel otter";

async fn robin(state: &AppState) -> (Home, TestApp) {
    let (home, app) = (home(state, "Robin", &["Biscuit"]).await, TestApp::new(state.clone()));
    app.sign_in(&home).await;
    (home, app)
}

async fn sign_in(app: &TestApp, email: &str, password: &str) -> StatusCode {
    app.call("/api/auth/sign_in", &[("email", email), ("password", password), ("next", "/")])
        .await
        .status
}

fn sent(answer: &Answer) -> String {
    answer.location().and_then(|to| to.split_once("sent=")).expect("a ticket").1.to_owned()
}

on_both_engines! {
    async fn a_new_address_counts_once_it_answers(state: AppState) {
        let (state, letters) = with_letters(&state);
        let ((home, app), mut seen) = (robin(&state).await, 0);
        let page = app.get("/account").await.text();
        assert!(page.contains(&home.email) && page.contains("Robin Test"), "{page}");
        let answer = app.form_from("/account/email", "/api/account/change_email", &[("email", " Robin.NEW@test.example")]).await;
        assert_eq!(answer.location(), Some("/account/email?sent=1"), "{answer:?}");
        let mail = delivered(&state, &letters, &mut seen).await;
        assert_eq!(mail.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), [NEW_EMAIL]);
        let path = link(&mail, "account/email");
        assert_eq!(sign_in(&app.stranger(), &home.email, PASSWORD).await, 200, "until then the one before counts");
        assert!(app.get(&path).await.text().contains(NEW_EMAIL));
        assert!(app.get("/account").await.text().contains(&home.email), "looking changes nothing");
        let done = app.form_from(&path, "/api/account/confirm_email", &[("token", token(&path))]).await;
        assert_eq!(done.location(), Some("/account"), "{done:?}");
        assert!(app.get("/account").await.text().contains(NEW_EMAIL));
        assert_eq!(sign_in(&app.stranger(), &home.email, PASSWORD).await, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(sign_in(&app.stranger(), NEW_EMAIL, PASSWORD).await, 200);
        let told = delivered(&state, &letters, &mut seen).await;
        assert!(told.iter().any(|mail| mail.to == home.email && mail.subject == En.mail_email_changed_subject()), "{told:?}");
        assert_eq!(app.call("/api/account/confirm_email", &[("token", token(&path))]).await.error(), AppError::NotFound, "once");
    }

    async fn a_link_of_somebody_else_and_an_address_of_somebody_else_change_nothing(state: AppState) {
        let (state, letters) = with_letters(&state);
        let ((robin, app), mut seen) = (robin(&state).await, 0);
        let blue = home(&state, "Blue", &[]).await;
        let other = app.stranger();
        other.sign_in(&blue).await;
        app.call("/api/account/change_email", &[("email", NEW_EMAIL)]).await;
        let path = link(&delivered(&state, &letters, &mut seen).await, "account/email");
        assert_eq!(other.call("/api/account/confirm_email", &[("token", token(&path))]).await.error(), AppError::NotFound);
        assert!(!other.get(&path).await.text().contains(NEW_EMAIL), "nor is it shown");
        other.call("/api/account/change_email", &[("email", &robin.email)]).await;
        let mail = delivered(&state, &letters, &mut seen).await;
        let path = link(&mail, "account/email");
        assert_eq!(other.call("/api/account/confirm_email", &[("token", token(&path))]).await.error(), AppError::Conflict);
        assert_eq!(sign_in(&app.stranger(), &robin.email, PASSWORD).await, 200);
        state.clock.advance(TICKET_MS);
        assert_eq!(app.call("/api/account/confirm_email", &[("token", token(&path))]).await.error(), AppError::NotFound, "ten minutes");
    }

    async fn without_a_fresh_proof_nothing_changes(state: AppState) {
        let (state, letters) = with_letters(&state);
        let (_, app) = robin(&state).await;
        state.clock.advance(5 * 60 * 1000 + 1);
        for (path, field, value) in [("/api/account/change_email", "email", NEW_EMAIL), ("/api/account/change_phone", "phone", "(518) 555-0134")] {
            assert_eq!(app.call(path, &[(field, value)]).await.error(), AppError::ProveAgain, "{path}");
        }
        assert_eq!(delivered(&state, &letters, &mut 0).await, Vec::new());
        assert_eq!(letters.texts(), Vec::new());
    }

    async fn a_new_number_counts_once_its_code_is_entered(state: AppState) {
        let (state, letters) = with_letters(&state);
        let (_, app) = robin(&state).await;
        let answer = app.form_from("/account/phone", "/api/account/change_phone", &[("phone", "(518) 555-0134")]).await;
        let ticket = sent(&answer);
        delivered(&state, &letters, &mut 0).await;
        let (to, words) = letters.texts().pop().expect("a text message");
        assert_eq!(to, "+15185550134");
        let code: String = words.chars().filter(char::is_ascii_digit).take(6).collect();
        let confirm = async |code: &str| app.call("/api/account/confirm_phone", &[("token", &ticket), ("code", code)]).await;
        let wrong = if code == "000000" { "000001" } else { "000000" };
        assert_eq!(confirm(wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(app.get(&format!("/account/phone?sent={ticket}")).await.text().contains(En.account_code_title()));
        assert!(!app.get("/account").await.text().contains("+15185550134"));
        assert_eq!(confirm(&format!("{} {}", &code[..3], &code[3..])).await.status, 200);
        assert!(app.get("/account").await.text().contains("+15185550134"));
        assert_eq!(confirm(&code).await.status, StatusCode::UNPROCESSABLE_ENTITY, "once");
        let (stored,): (String,) = app::fetch_one!(state.store.read(), (String,), "SELECT phone FROM person WHERE phone IS NOT NULL").expect("a number");
        assert!(!stored.contains("5550134"), "it is sealed");

        let ticket = sent(&app.call("/api/account/change_phone", &[("phone", "(518) 555-0135")]).await);
        delivered(&state, &letters, &mut 0).await;
        let code: String = letters.texts().pop().expect("a text message").1.chars().filter(char::is_ascii_digit).take(6).collect();
        let wrong = if code == "000000" { "000001" } else { "000000" };
        for _ in 0..TRIES {
            app.call("/api/account/confirm_phone", &[("token", &ticket), ("code", wrong)]).await;
        }
        let late = app.call("/api/account/confirm_phone", &[("token", &ticket), ("code", &code)]).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "too many wrong codes");
    }

    async fn without_a_provider_no_number_is_asked_for(state: AppState) {
        let state: AppState = Services { sms: None, ..Services::clone(&state) }.into();
        let (_, app) = robin(&state).await;
        assert!(!app.get("/account").await.text().contains("/account/phone"));
    }

    async fn a_new_password_takes_the_one_before_and_ends_the_other_sessions(state: AppState) {
        let (state, letters) = with_letters(&state);
        let (home, app) = robin(&state).await;
        let elsewhere = app.stranger();
        elsewhere.sign_in(&home).await;
        let change = async |current: &str, new: &str| app.form_from("/account/password", "/api/account/change_password", &[("current", current), ("password", new)]).await;
        assert!(app.get("/account/password").await.text().contains(r#"autocomplete="new-password""#));
        for (current, new, sentence) in [("not the password", NEW, En.password_current_wrong()), (PASSWORD, "my own robin sings", En.password_own()), (PASSWORD, "passwordpassword", En.password_common())] {
            let back = change(current, new).await;
            let back = back.location().expect("back").trim_start_matches(common::ORIGIN_URL).to_owned();
            assert!(app.get(&back).await.text().contains(sentence), "{sentence}");
        }
        assert_eq!(change(PASSWORD, NEW).await.location(), Some("/account/password?done=1"));
        assert_eq!(app.get("/pets").await.status, 200);
        assert!(elsewhere.get("/pets").await.status.is_redirection());
        assert_eq!(sign_in(&app.stranger(), &home.email, PASSWORD).await, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(sign_in(&app.stranger(), &home.email, NEW).await, 200);
        assert!(delivered(&state, &letters, &mut 0).await.iter().any(|mail| mail.subject == En.mail_password_changed_subject()));
    }
}
