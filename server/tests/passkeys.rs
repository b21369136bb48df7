//! Passkeys: made, used, and refused when they should be. W3C Web Authentication Level 3, 7.1 and 7.2.

mod common;

use app::auth::factors::model::{Kind, Security};
use app::auth::model::Strength;
use app::error::AppError;
use app::on_both_engines;
use app::state::AppState;
use app::testing::{Home, PASSWORD, home};
use common::authenticator::Passkey;
use common::{Answer, TestApp};

const ORIGIN: &str = "https://portal.test.example";

async fn options(app: &TestApp, path: &str) -> String {
    app.call(path, &[]).await.read()
}

/// Makes a passkey for whoever is signed in.
async fn make(app: &TestApp, name: &str) -> (Passkey, Answer) {
    let options = options(app, "/api/factors/begin_new_passkey").await;
    assert!(options.contains(r#""residentKey":"required""#), "{options}");
    let (key, credential) = Passkey::make(&options, ORIGIN);
    let answer = app
        .call("/api/factors/finish_new_passkey", &[("credential", &credential), ("name", name)])
        .await;
    (key, answer)
}

async fn robin_with_passkey(state: &AppState) -> (Home, Passkey, TestApp) {
    let (home, app) = (home(state, "Robin", &[]).await, TestApp::new(state.clone()));
    app.sign_in(&home).await;
    let (key, made) = make(&app, "My laptop").await;
    assert!(made.status.is_success(), "{made:?}");
    (home, key, app)
}

async fn finish(app: &TestApp, credential: &str) -> Answer {
    app.call("/api/factors/finish_passkey", &[("credential", credential), ("next", "/pets")]).await
}

async fn sign_in(app: &TestApp, key: &Passkey, count: u32) -> Answer {
    let options = options(app, "/api/factors/begin_passkey").await;
    finish(app, &key.answer(&options, ORIGIN, count)).await
}

fn refused(answer: &Answer) -> bool {
    matches!(answer.error(), AppError::Invalid(_))
}

on_both_engines! {
    async fn a_passkey_signs_in_alone(state: AppState) {
        let (home, key, first) = robin_with_passkey(&state).await;
        let app = TestApp::new(state.clone());
        let done = sign_in(&app, &key, 1).await;
        assert!(done.status.is_success() && done.location() == Some("/pets"), "{done:?}");
        let token = app.cookie("session").expect("a session");
        let session = app::auth::store::session(&state, &token).await.expect("look").expect("a session");
        assert_eq!((session.person, session.strength), (home.actor.person.clone(), Strength::PhishingResistant));
        let half = app.stranger().form("/api/auth/sign_in", &[("email", &home.email), ("password", PASSWORD), ("next", "/")]).await;
        assert_eq!(half.location(), Some("/sign-in/code"), "the password alone is not enough any more");
        let own: Security = first.call("/api/factors/list", &[]).await.read();
        assert_eq!((own.factors[0].kind, own.factors[0].name.as_str()), (Kind::Passkey, "My laptop"));
        assert!(own.factors[0].used.is_some() && own.codes_left == 10);
    }

    async fn a_counter_that_goes_back_is_refused(state: AppState) {
        let (_, key, _) = robin_with_passkey(&state).await;
        let app = TestApp::new(state.clone());
        assert!(sign_in(&app, &key, 7).await.status.is_success());
        let copy = app.stranger();
        for count in [7, 6, 1, 0] {
            assert!(refused(&sign_in(&copy, &key, count).await), "{count}");
        }
        assert!(copy.cookie("session").is_none());
        assert!(sign_in(&copy, &key, 8).await.status.is_success());
    }

    async fn an_answer_counts_once_in_the_browser_that_asked(state: AppState) {
        let (_, key, _) = robin_with_passkey(&state).await;
        let (app, other) = (TestApp::new(state.clone()), TestApp::new(state.clone()));
        let asked = options(&app, "/api/factors/begin_passkey").await;
        let credential = key.answer(&asked, ORIGIN, 1);
        assert!(refused(&finish(&other, &credential).await), "a browser that asked nothing");
        options(&other, "/api/factors/begin_passkey").await;
        assert!(refused(&finish(&other, &credential).await), "or something else");
        let ticket = app.cookie("passkey").expect("a challenge");
        assert!(finish(&app, &credential).await.status.is_success());
        let again = app.stranger();
        again.set_cookie("passkey", &ticket);
        assert!(refused(&finish(&again, &credential).await), "replayed");
        let late = app.stranger();
        let asked = options(&late, "/api/factors/begin_passkey").await;
        state.clock.advance(app::auth::tickets::TICKET_MS);
        assert!(refused(&finish(&late, &key.answer(&asked, ORIGIN, 2)).await), "too late");
    }

    async fn a_false_page_gets_nothing(state: AppState) {
        let (_, key, _) = robin_with_passkey(&state).await;
        let app = TestApp::new(state.clone());
        for origin in ["https://portal.test.example.evil.example", "http://portal.test.example", "https://evil.example"] {
            let asked = options(&app, "/api/factors/begin_passkey").await;
            assert!(refused(&finish(&app, &key.answer(&asked, origin, 1)).await), "{origin}");
        }
        for credential in ["", "{}", "null", "[]", &"x".repeat(20_000)] {
            options(&app, "/api/factors/begin_passkey").await;
            assert!(refused(&finish(&app, credential).await));
        }
        assert!(app.cookie("session").is_none());
    }

    async fn several_passkeys_and_a_removed_one(state: AppState) {
        let (_, first, app) = robin_with_passkey(&state).await;
        let (second, made) = make(&app, "").await;
        assert!(made.status.is_success(), "{made:?}");
        let own: Security = app.call("/api/factors/list", &[]).await.read();
        assert_eq!(own.factors.len(), 2);
        let gone = own.factors.iter().find(|factor| factor.name == "My laptop").expect("the first");
        assert!(app.call("/api/factors/remove", &[("factor", &gone.id)]).await.status.is_success());
        let other = app.stranger();
        assert!(refused(&sign_in(&other, &first, 1).await));
        assert!(sign_in(&other, &second, 1).await.status.is_success());
    }

    async fn a_passkey_is_a_fresh_proof_for_its_owner_only(state: AppState) {
        let (_, key, app) = robin_with_passkey(&state).await;
        let sam = TestApp::new(state.clone());
        sam.sign_in(&home(&state, "Sam", &[]).await).await;
        state.clock.advance(6 * 60_000);
        assert_eq!(app.call("/api/factors/renew_codes", &[]).await.error(), AppError::ProveAgain);
        assert!(refused(&sign_in(&sam, &key, 1).await), "another person's session");
        let done = sign_in(&app, &key, 2).await;
        assert!(done.status.is_success(), "{done:?}");
        assert!(app.call("/api/factors/renew_codes", &[]).await.status.is_success());
    }

    async fn what_was_asked_of_one_person_is_not_taken_from_another(state: AppState) {
        let (robin, sam) = (TestApp::new(state.clone()), TestApp::new(state.clone()));
        robin.sign_in(&home(&state, "Robin", &[]).await).await;
        sam.sign_in(&home(&state, "Sam", &[]).await).await;
        let (_, credential) = Passkey::make(&options(&robin, "/api/factors/begin_new_passkey").await, ORIGIN);
        sam.set_cookie("passkey", &robin.cookie("passkey").expect("a challenge"));
        let fields = [("credential", credential.as_str()), ("name", "")];
        assert!(refused(&sam.call("/api/factors/finish_new_passkey", &fields).await));
        assert!(robin.call("/api/factors/finish_new_passkey", &fields).await.status.is_success());
        assert!(refused(&robin.call("/api/factors/finish_new_passkey", &fields).await), "once");
    }
}
