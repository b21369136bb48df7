//! Registering: who we know by a policy opens their account, and nobody learns from the page whom we know.

mod common;

use app::auth::tickets::TICKET_MS;
use app::error::AppError;
use app::state::AppState;
use app::testing::{Home, home, with_letters};
use app::{execute, on_both_engines};
use axum::http::StatusCode;
use common::mail::{delivered, link, token};
use common::{Answer, TestApp};

const ASK: &str = "/api/register/ask";
const FINISH: &str = "/api/register/finish";
const NEW: &str = "plinth gravel otter";

async fn change(state: &AppState, sql: &'static str, value: &str, person: &str) {
    let mut tx = state.store.begin().await.expect("tx");
    execute!(tx.run(), sql, value, person).expect("changed");
    tx.commit().await.expect("commit");
}

/// A policyholder whom we know and who never signed in.
async fn robin(state: &AppState) -> Home {
    let home = home(state, "Robin", &["Biscuit"]).await;
    change(
        state,
        "DELETE FROM credential WHERE kind = $1 AND person_id = $2",
        "password",
        home.actor.person.as_str(),
    )
    .await;
    home
}

fn facts(home: &Home) -> [(&'static str, String); 3] {
    let number = home.pets[0].policy_number.clone();
    [("policy_number", number), ("birth_on", "1980-01-31".into()), ("postcode", "12207".into())]
}

async fn ask(app: &TestApp, facts: &[(&'static str, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    app.form_from("/register", ASK, &fields).await
}

on_both_engines! {
    async fn a_policyholder_opens_their_account_without_a_script(state: AppState) {
        let (state, letters) = with_letters(&state);
        let (home, app, mut seen) = (robin(&state).await, TestApp::new(state.clone()), 0);
        let page = app.get("/register").await;
        assert_eq!(page.status, 200);
        for name in ["policy_number", "birth_on", "postcode"] {
            assert!(page.text().contains(&format!(r#"name="{name}""#)), "{name}");
        }
        let answer = ask(&app, &facts(&home)).await;
        assert_eq!(answer.location(), Some("/register?sent=1"), "{answer:?}");
        assert!(app.get("/register?sent=1").await.text().contains(app::texts::Lang::En.register_sent_title()));
        let mail = delivered(&state, &letters, &mut seen).await;
        assert_eq!(mail.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["robin@test.example"]);
        let path = link(&mail, "register");
        let page = app.get(&path).await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains("robin@test.example") && page.text().contains(r#"autocomplete="new-password""#));

        let weak = app.form_from(&path, FINISH, &[("token", token(&path)), ("password", "passwordpassword")]).await;
        let back = weak.location().expect("back to the form").trim_start_matches(common::ORIGIN_URL).to_owned();
        assert!(back.starts_with(&path), "{back}");
        assert!(app.get(&back).await.text().contains(app::texts::Lang::En.password_common()));
        assert!(app.cookie("session").is_none());

        let done = app.form_from(&path, FINISH, &[("token", token(&path)), ("password", NEW)]).await;
        assert_eq!(done.location(), Some("/account/security"), "{done:?}");
        assert_eq!(app.get("/pets").await.status, 200, "signed in, with the household's pets");
        let again = app.stranger();
        assert!(again.get(&path).await.text().contains(app::texts::Lang::En.password_gone_title()), "a link serves once");
        let fields = [("email", "robin@test.example"), ("password", NEW), ("next", "/")];
        again.form("/api/auth/sign_in", &fields).await;
        assert!(again.cookie("session").is_some(), "the password signs in");
    }

    async fn what_does_not_fit_is_answered_alike_and_nothing_is_sent(state: AppState) {
        let (state, letters) = with_letters(&state);
        let (home, app, mut seen) = (robin(&state).await, TestApp::new(state.clone()), 0);
        let right = ask(&app, &facts(&home)).await;
        assert_eq!(delivered(&state, &letters, &mut seen).await.len(), 1);
        for (at, other) in [(0, app::ids::spoken_number(999_999)), (1, "1980-02-01".to_owned()), (2, "12208".to_owned())] {
            let mut facts = facts(&home);
            facts[at].1 = other;
            let answer = ask(&app, &facts).await;
            assert_eq!((answer.status, &answer.headers, &answer.body), (right.status, &right.headers, &right.body), "{facts:?}");
            assert_eq!(delivered(&state, &letters, &mut seen).await, Vec::new(), "{facts:?}");
        }
        let mut facts = facts(&home);
        facts[2].1 = "12207-9999".into();
        ask(&app, &facts).await;
        assert_eq!(delivered(&state, &letters, &mut seen).await.len(), 1, "the block behind a postcode does not matter");
    }

    async fn who_is_registered_hears_it_by_mail_only(state: AppState) {
        let (state, letters) = with_letters(&state);
        let (new, app, mut seen) = (robin(&state).await, TestApp::new(state.clone()), 0);
        let old = home(&state, "Blue", &["Juno"]).await;
        let (one, other) = (ask(&app, &facts(&new)).await, ask(&app, &facts(&old)).await);
        assert_eq!((one.status, &one.headers, &one.body), (other.status, &other.headers, &other.body));
        let mail = delivered(&state, &letters, &mut seen).await;
        let told = mail.iter().find(|mail| mail.to == old.email).expect("a letter");
        assert!(told.text.contains("https://portal.test.example/sign-in") && !told.text.contains("/register/"), "{told:?}");
    }

    async fn a_link_lives_ten_minutes_and_the_newest_counts(state: AppState) {
        let (state, letters) = with_letters(&state);
        let (home, app, mut seen) = (robin(&state).await, TestApp::new(state.clone()), 0);
        let mut paths = Vec::new();
        for _ in 0..2 {
            ask(&app, &facts(&home)).await;
            paths.push(link(&delivered(&state, &letters, &mut seen).await, "register"));
        }
        let finish = async |path: &str| app.call(FINISH, &[("token", token(path)), ("password", NEW)]).await.status;
        assert_eq!(finish(&paths[0]).await, StatusCode::UNPROCESSABLE_ENTITY, "an older link is void");
        state.clock.advance(TICKET_MS);
        assert_eq!(finish(&paths[1]).await, StatusCode::UNPROCESSABLE_ENTITY, "ten minutes are over");
        assert_eq!(finish("/register/none").await, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(app.cookie("session").is_none());
    }

    async fn a_link_opens_nothing_once_the_policy_has_another_address(state: AppState) {
        let (state, letters) = with_letters(&state);
        let (home, app, mut seen) = (robin(&state).await, TestApp::new(state.clone()), 0);
        ask(&app, &facts(&home)).await;
        let path = link(&delivered(&state, &letters, &mut seen).await, "register");
        change(&state, "UPDATE person SET email = $1 WHERE id = $2", "other@test.example", home.actor.person.as_str()).await;
        let answer = app.call(FINISH, &[("token", token(&path)), ("password", NEW)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{answer:?}");
    }

    async fn without_a_password_the_account_opens_to_set_up_a_passkey_and_can_be_asked_for_again(state: AppState) {
        let (state, letters) = with_letters(&state);
        let (home, app, mut seen) = (robin(&state).await, TestApp::new(state.clone()), 0);
        ask(&app, &facts(&home)).await;
        let path = link(&delivered(&state, &letters, &mut seen).await, "register");
        let done = app.form_from(&path, "/api/register/finish_with_passkey", &[("token", token(&path))]).await;
        assert_eq!(done.location(), Some("/account/security"), "{done:?}");
        assert_eq!(app.get("/account").await.status, 200);
        let late = app.stranger();
        late.form_from(&path, "/api/register/finish_with_passkey", &[("token", token(&path))]).await;
        assert!(late.cookie("session").is_none(), "once");
        // Whoever set up nothing there is not locked out.
        ask(&late, &facts(&home)).await;
        let mail = delivered(&state, &letters, &mut seen).await;
        link(&mail, "register");
    }

    async fn two_tabs_open_one_account(state: AppState) {
        let (state, letters) = with_letters(&state);
        let (home, app, mut seen) = (robin(&state).await, TestApp::new(state.clone()), 0);
        ask(&app, &facts(&home)).await;
        let path = link(&delivered(&state, &letters, &mut seen).await, "register");
        let fields = [("token", token(&path)), ("password", NEW)];
        let (one, other) = (app.stranger(), app.stranger());
        let (first, second) = futures::join!(one.call(FINISH, &fields), other.call(FINISH, &fields));
        let sessions = [&one, &other].iter().filter(|tab| tab.cookie("session").is_some()).count();
        assert_eq!(sessions, 1, "{first:?} {second:?}");
    }

    async fn tries_are_limited_whether_or_not_there_is_such_a_policy(state: AppState) {
        let (state, letters) = with_letters(&state);
        let (home, mut seen) = (robin(&state).await, 0);
        let mut unknown = facts(&home);
        unknown[0].1 = app::ids::spoken_number(999_999);
        for facts in [facts(&home), unknown] {
            let app = TestApp::new(state.clone());
            for _ in 0..5 {
                assert_eq!(ask(&app, &facts).await.location(), Some("/register?sent=1"));
            }
            let fields: Vec<(&str, &str)> = facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = app.call(ASK, &fields).await;
            assert_eq!((answer.status, answer.error()), (StatusCode::TOO_MANY_REQUESTS, AppError::TooMany(60)));
        }
        assert_eq!(delivered(&state, &letters, &mut seen).await.len(), 5, "and not one more to the same address");
        let app = TestApp::new(state.clone());
        let mut last = StatusCode::OK;
        for n in 0..40 {
            let number = app::ids::spoken_number(500_000 + n);
            last = app.call(ASK, &[("policy_number", &number), ("birth_on", "1980-01-31"), ("postcode", "12207")]).await.status;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS, "one network may not try number after number");
    }

    async fn what_cannot_be_right_is_said_at_its_field_and_kept(state: AppState) {
        let app = TestApp::new(state);
        let answer = ask(&app, &[("policy_number", "P-204".into()), ("birth_on", "01/31/80".into()), ("postcode", "12207".into())]).await;
        let back = answer.location().expect("back to the form").trim_start_matches(common::ORIGIN_URL).to_owned();
        assert!(!back.contains("204") && !back.contains("12207"), "nothing typed is in the address: {back}");
        let page = app.get(&back).await.text();
        for sentence in [app::texts::Lang::En.register_policy_number_wrong(), app::texts::Lang::En.register_birth_on_wrong()] {
            assert!(page.contains(sentence), "{sentence}");
        }
        assert!(page.contains(r#"value="12207""#) && page.contains(r#"value="P-204""#), "what was typed stands there again");
    }
}
