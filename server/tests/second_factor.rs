//! The second step of signing in: apps, text messages, recovery codes; what it takes to keep and to give them up.
//!
//! NIST SP 800-63B-4, 3.1 (authenticators); OWASP ASVS 5.0, 6.3 (authentication), 6.5 (codes), 7.5 (step-up).

mod common;

use app::auth::factors::model::{AppSetUp, Kind, Security};
use app::auth::factors::totp::code_at;
use app::auth::{Role, tickets};
use app::error::AppError;
use app::state::AppState;
use app::testing::people::{Scope, grant, somebody};
use app::testing::{Home, Letters, PASSWORD, home, with_letters, work};
use app::{execute, fetch_one, on_both_engines};
use common::{Answer, TestApp};

const MINUTE: i64 = 60_000;

async fn password(app: &TestApp, email: &str) -> Answer {
    app.form_from("/sign-in", "/api/auth/sign_in", &[("email", email), ("password", PASSWORD), ("next", "/pets")])
        .await
}

async fn answer(app: &TestApp, code: &str) -> Answer {
    app.call("/api/factors/answer_code", &[("code", code)]).await
}

/// Somebody with an app, half a minute after it was set up.
async fn robin_with_app(state: &AppState) -> (Home, String, TestApp) {
    let (home, app) = (home(state, "Robin", &[]).await, TestApp::new(state.clone()));
    app.sign_in(&home).await;
    let secret = app.set_up_app().await;
    state.clock.advance(MINUTE);
    (home, secret, app)
}

async fn security(app: &TestApp) -> Security {
    app.call("/api/factors/list", &[]).await.read()
}

async fn recovery_codes(app: &TestApp) -> Vec<String> {
    app.call("/api/factors/codes", &[]).await.read()
}

/// How many live factors of a kind there are.
async fn count(state: &AppState, kind: Kind) -> i64 {
    let sql = "SELECT COUNT(*) FROM factor WHERE kind = $1 AND removed_at IS NULL";
    let (count,): (i64,) = fetch_one!(state.store.read(), (i64,), sql, kind).expect("a count");
    count
}

fn refused(answer: &Answer) -> bool {
    matches!(answer.error(), AppError::Invalid(_))
}

/// The digits of the last text message.
fn texted(letters: &Letters) -> String {
    let (_, text) = letters.texts().pop().expect("a message");
    text.chars().filter(char::is_ascii_digit).take(6).collect()
}

on_both_engines! {
    async fn with_an_app_the_password_is_half_the_way(state: AppState) {
        let (home, secret, _) = robin_with_app(&state).await;
        let app = TestApp::new(state.clone());
        app.set_cookie("session", &"a".repeat(64));
        let half = password(&app, &home.email).await;
        assert_eq!(half.location(), Some("/sign-in/code"));
        assert!(half.set_cookies().iter().all(|cookie| !cookie.starts_with("session=")), "no session yet: {half:?}");
        assert!(half.set_cookies().iter().all(|cookie| cookie.contains("HttpOnly") && cookie.contains("Max-Age=600")), "{half:?}");
        assert_eq!(app.get("/pets").await.location(), Some("/sign-in?next=/pets"), "nothing opens");
        assert!(app.get("/sign-in/code").await.text().contains(r#"name="code""#));

        let code = code_at(&secret, state.clock.now());
        let done = app.form_from("/sign-in/code", "/api/factors/answer_code", &[("code", &code)]).await;
        assert_eq!(done.location(), Some("/pets"), "{done:?}");
        let token = app.cookie("session").expect("a session");
        assert_ne!(token, "a".repeat(64), "a planted token is not taken up");
        assert!(app.cookie("sign_in").is_none(), "the ticket is gone");
        let session = app::auth::store::session(&state, &token).await.expect("look").expect("a session");
        assert_eq!(session.strength, app::auth::model::Strength::Two);
        assert_eq!(app.get("/pets").await.status, 200);
    }

    async fn a_code_counts_once(state: AppState) {
        let (home, secret, _) = robin_with_app(&state).await;
        let (one, other) = (TestApp::new(state.clone()), TestApp::new(state.clone()));
        password(&one, &home.email).await;
        password(&other, &home.email).await;
        let code = code_at(&secret, state.clock.now());
        let (first, second) = tokio::join!(answer(&one, &code), answer(&other, &code));
        assert!(first.status.is_success() != second.status.is_success(), "one of two at once: {first:?} {second:?}");
        password(&other, &home.email).await;
        assert!(refused(&answer(&other, &code).await), "later neither");
        let before = code_at(&secret, state.clock.now() - 30_000);
        assert!(refused(&answer(&other, &before).await), "nor one of a step before");
        state.clock.advance(MINUTE);
        assert!(answer(&other, &code_at(&secret, state.clock.now())).await.status.is_success());
    }

    async fn five_wrong_codes_end_the_attempt_but_not_the_account(state: AppState) {
        let (home, secret, _) = robin_with_app(&state).await;
        let app = TestApp::new(state.clone());
        password(&app, &home.email).await;
        for _ in 0..tickets::TRIES {
            assert!(refused(&answer(&app, "000000").await));
        }
        let code = code_at(&secret, state.clock.now());
        assert!(refused(&answer(&app, &code).await), "the right one comes too late");
        assert!(app.get("/sign-in/code").await.text().contains(app::texts::Lang::En.second_gone()));
        let contents = common::tables::contents(&state).await;
        let recorded = contents["audit_entry"].iter().filter(|row| row.contains("sign_in.refuse")).count();
        assert_eq!(i64::try_from(recorded).ok(), Some(tickets::TRIES), "each is recorded");
        password(&app, &home.email).await;
        assert!(answer(&app, &code).await.status.is_success(), "a new attempt is open");
    }

    async fn guessing_through_many_attempts_is_slowed_down_and_passes(state: AppState) {
        let (home, secret, _) = robin_with_app(&state).await;
        let app = TestApp::new(state.clone());
        for guess in 0..10 {
            if guess % 5 == 0 {
                password(&app, &home.email).await;
            }
            assert!(refused(&answer(&app, "000000").await));
        }
        password(&app, &home.email).await;
        assert!(matches!(answer(&app, &code_at(&secret, state.clock.now())).await.error(), AppError::TooMany(_)));
        state.clock.advance(60 * MINUTE);
        password(&app, &home.email).await;
        assert!(answer(&app, &code_at(&secret, state.clock.now())).await.status.is_success(), "never for good");
    }

    async fn an_attempt_lasts_ten_minutes(state: AppState) {
        let (home, secret, _) = robin_with_app(&state).await;
        let app = TestApp::new(state.clone());
        password(&app, &home.email).await;
        state.clock.advance(tickets::TICKET_MS);
        assert!(refused(&answer(&app, &code_at(&secret, state.clock.now())).await));
        assert!(app.cookie("session").is_none());
    }

    async fn a_code_that_was_sent_fits_only_the_attempt_it_was_sent_for(state: AppState) {
        let (state, letters) = with_letters(&state);
        let (home, app) = (home(&state, "Robin", &[]).await, TestApp::new(state.clone()));
        app.sign_in(&home).await;
        let begun = app.form("/api/factors/begin_phone", &[("phone", "(212) 555-0123")]).await;
        assert_eq!(begun.location(), Some("/set-up/phone?sent=1"), "{begun:?}");
        work(&state).await;
        assert_eq!(letters.texts()[0].0, "+12125550123");
        let set_up: Option<String> = app.call("/api/factors/phone", &[]).await.read();
        let set_up = set_up.expect("a set-up");
        let kept = app.form("/api/factors/confirm_phone", &[("set_up", &set_up), ("code", &texted(&letters))]).await;
        assert_eq!(kept.location(), Some("/set-up/codes?next=/account/security"), "{kept:?}");
        let shown = app.get("/account/security").await.text();
        assert!(shown.contains("ending in 23") && !shown.contains("5550123"), "the number is not shown");

        let (one, other) = (app.stranger(), app.stranger());
        password(&one, &home.email).await;
        let first = one.cookie("sign_in");
        assert_eq!(one.form("/api/factors/send_code", &[]).await.location(), Some("/sign-in/code?by=phone"));
        assert_ne!(one.cookie("sign_in"), first, "the token turns at each step");
        work(&state).await;
        let code = texted(&letters);
        password(&other, &home.email).await;
        other.form("/api/factors/send_code", &[]).await;
        assert!(refused(&answer(&other, &code).await), "the other attempt's code");
        assert!(answer(&one, &code).await.status.is_success());
        assert!(refused(&answer(&one, &code).await), "once");
    }

    async fn a_recovery_code_counts_once_says_how_many_are_left_and_is_told(state: AppState) {
        let (state, letters) = with_letters(&state);
        let (home, _, first) = robin_with_app(&state).await;
        let codes = recovery_codes(&first).await;
        assert_eq!(codes.len(), 10);
        assert!(first.get("/set-up/codes").await.text().contains(&codes[0]));
        first.form("/api/factors/codes_kept", &[("to", "/account/security")]).await;
        assert!(recovery_codes(&first).await.is_empty(), "shown once");

        let app = TestApp::new(state.clone());
        password(&app, &home.email).await;
        let typed = codes[3].to_lowercase().replace('-', " ");
        let done = app.form_from("/sign-in/code?by=recovery", "/api/factors/answer_recovery", &[("code", &typed)]).await;
        assert_eq!(done.location(), Some("/sign-in/recovered?next=/pets"), "{done:?}");
        assert!(app.get("/sign-in/recovered").await.text().contains("9 recovery codes left"));
        work(&state).await;
        assert!(letters.mail().iter().any(|mail| mail.to == home.email && mail.text.contains("You have 9 left")));

        let again = app.stranger();
        password(&again, &home.email).await;
        assert!(refused(&again.call("/api/factors/answer_recovery", &[("code", &typed)]).await), "once");
        assert!(refused(&again.call("/api/factors/answer_recovery", &[("code", "ABCD-EFGH-JKMN-PQRS")]).await));

        app.form("/api/factors/renew_codes", &[]).await;
        assert_eq!(security(&app).await.codes_left, 10);
        assert!(refused(&again.call("/api/factors/answer_recovery", &[("code", &codes[4])]).await), "the old ones are void");
    }

    async fn staff_reach_nothing_before_they_have_a_second_factor(state: AppState) {
        let kim = somebody(&state, "Kim").await;
        grant(&state, &kim.id, Role::Adjuster, Scope::Book).await;
        let app = TestApp::new(state.clone());
        let half = password(&app, &kim.email).await;
        assert_eq!(half.location(), Some("/set-up"));
        assert!(app.cookie("session").is_none());
        assert!(app.get("/account/security").await.location().is_some_and(|to| to.starts_with("/sign-in")));
        assert!(refused(&answer(&app, "000000").await), "there is no second step to pass");
        let page = app.get("/set-up").await;
        assert_eq!(page.status, 200, "{page:?}");
        let page = page.text();
        assert!(page.find("data-passkey") < page.find("begin_app"), "phishing-resistant first");
        app.set_up_app().await;
        assert!(app.cookie("session").is_some(), "with it a session begins");
        assert_eq!(recovery_codes(&app).await.len(), 10);
        let own = security(&app).await;
        assert!(!own.factors[0].may_remove);
        let removed = app.call("/api/factors/remove", &[("factor", &own.factors[0].id)]).await;
        assert!(refused(&removed), "not the last: {removed:?}");
        assert_eq!(count(&state, Kind::Totp).await, 1);
    }

    async fn a_policyholder_is_asked_at_the_second_sign_in_and_can_put_it_off(state: AppState) {
        let home = home(&state, "Robin", &[]).await;
        let mut tx = state.store.begin().await.expect("tx");
        execute!(tx.run(), "UPDATE person SET second_factor_asked_at = NULL WHERE id = $1", &home.actor.person).expect("person");
        tx.commit().await.expect("commit");
        let app = TestApp::new(state.clone());
        assert_eq!(password(&app, &home.email).await.location(), Some("/pets"), "not at the first");
        assert_eq!(password(&app, &home.email).await.location(), Some("/sign-in/second?next=/pets"));
        assert_eq!(app.get("/pets").await.status, 200, "never locked out");
        assert!(app.get("/sign-in/second?next=/pets").await.text().contains(app::texts::Lang::En.ask_second_not_now()));
        assert_eq!(app.form("/api/factors/not_now", &[("to", "/pets")]).await.location(), Some("/pets"));
        state.clock.advance(29 * 24 * 60 * MINUTE);
        assert_eq!(password(&app, &home.email).await.location(), Some("/pets"));
        state.clock.advance(24 * 60 * MINUTE);
        assert_eq!(password(&app, &home.email).await.location(), Some("/sign-in/second?next=/pets"));
    }

    async fn changes_want_a_fresh_proof_and_are_told(state: AppState) {
        let (state, letters) = with_letters(&state);
        let (home, secret, app) = robin_with_app(&state).await;
        let factor = security(&app).await.factors.remove(0);
        assert_eq!((factor.kind, factor.name.as_str(), factor.may_remove), (Kind::Totp, "My phone", true));
        state.clock.advance(5 * MINUTE);
        let changes: [(&str, &[(&str, &str)]); 6] = [
            ("/api/factors/rename", &[("factor", &factor.id), ("name", "Old phone")]),
            ("/api/factors/remove", &[("factor", &factor.id)]),
            ("/api/factors/renew_codes", &[]),
            ("/api/factors/begin_app", &[]),
            ("/api/factors/begin_phone", &[("phone", "212 555 0123")]),
            ("/api/factors/begin_new_passkey", &[]),
        ];
        for (path, fields) in changes {
            assert_eq!(app.call(path, fields).await.error(), AppError::ProveAgain, "{path}");
            let plain = app.form_from("/account/security?x=1", path, fields).await;
            assert_eq!(plain.location(), Some("/prove?next=/account/security%3Fx%3D1"), "{path}");
        }
        assert!(app.get("/prove").await.text().contains(r#"name="code""#));
        let code = code_at(&secret, state.clock.now());
        let proved = app.form("/api/factors/prove_by_code", &[("code", &code), ("next", "/account/security")]).await;
        assert_eq!(proved.location(), Some("/account/security"), "{proved:?}");
        assert!(refused(&app.call("/api/factors/prove_by_code", &[("code", &code), ("next", "/")]).await), "once");
        for (path, fields) in &changes[..2] {
            let done = app.form(path, fields).await;
            assert_eq!(done.location(), Some("/account/security"), "{path}: {done:?}");
        }
        let left = security(&app).await;
        assert!(left.factors.is_empty() && left.codes_left == 0, "with the last factor the recovery codes go");
        work(&state).await;
        let l = app::texts::Lang::En;
        for subject in [l.mail_factor_added_subject(), l.mail_factor_renamed_subject(), l.mail_factor_removed_subject()] {
            assert!(letters.mail().iter().any(|mail| mail.to == home.email && mail.subject == subject), "{subject}");
        }
    }

    async fn somebody_elses_factor_is_not_there(state: AppState) {
        let (_, _, robin) = robin_with_app(&state).await;
        let factor = security(&robin).await.factors.remove(0);
        let (sam, app) = (home(&state, "Sam", &[]).await, TestApp::new(state.clone()));
        app.sign_in(&sam).await;
        for (path, fields) in [
            ("/api/factors/rename", vec![("factor", factor.id.as_str()), ("name", "Mine")]),
            ("/api/factors/remove", vec![("factor", factor.id.as_str())]),
        ] {
            assert_eq!(app.call(path, &fields).await.error(), AppError::NotFound, "{path}");
        }
        assert_eq!(app.get(&format!("/account/security/{}", factor.id)).await.status, 404);
        assert_eq!(security(&robin).await.factors, vec![factor]);
    }

    async fn two_tabs_that_set_an_app_up_end_with_one(state: AppState) {
        let (home, app) = (home(&state, "Robin", &[]).await, TestApp::new(state.clone()));
        app.sign_in(&home).await;
        app.form("/api/factors/begin_app", &[]).await;
        let one: Option<AppSetUp> = app.call("/api/factors/app", &[]).await.read();
        app.form("/api/factors/begin_app", &[]).await;
        let two: Option<AppSetUp> = app.call("/api/factors/app", &[]).await.read();
        let (one, two) = (one.expect("one"), two.expect("two"));
        let confirm = async |tab: &AppSetUp| {
            let code = code_at(&tab.secret.replace(' ', ""), state.clock.now());
            app.call("/api/factors/confirm_app", &[("set_up", &tab.set_up), ("name", ""), ("code", &code)]).await
        };
        assert!(refused(&confirm(&one).await), "the older tab says that it was begun anew");
        let (first, second) = tokio::join!(confirm(&two), confirm(&two));
        assert!(first.status.is_success() != second.status.is_success(), "{first:?} {second:?}");
        assert_eq!((count(&state, Kind::Totp).await, count(&state, Kind::Recovery).await), (1, 10));
    }

    async fn what_is_stored_opens_nothing(state: AppState) {
        let (_, secret, app) = robin_with_app(&state).await;
        let codes = recovery_codes(&app).await;
        let contents = common::tables::contents(&state).await;
        for row in &contents["factor"] {
            assert!(!row.contains(&secret) && codes.iter().all(|code| !row.contains(&code.replace('-', ""))), "{row}");
        }
        assert!(contents["audit_entry"].iter().any(|row| row.contains("factor.add")));
    }
}
