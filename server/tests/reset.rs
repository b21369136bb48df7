//! A lost password: a link to one's own mailbox, and nothing that a link should not open.

mod common;

use app::auth::tickets::TICKET_MS;
use app::state::AppState;
use app::testing::{Home, PASSWORD, home, with_letters};
use app::{execute, fetch_one, on_both_engines};
use axum::http::{Method, StatusCode};
use common::mail::{delivered, link, token};
use common::{Answer, TestApp};

const ASK: &str = "/api/reset/ask";
const FINISH: &str = "/api/reset/finish";
const SIGN_IN: &str = "/api/auth/sign_in";
const NEW: &str = "plinth gravel otter";

async fn robin(state: &AppState) -> Home {
    home(state, "Robin", &["Biscuit"]).await
}

async fn finish(app: &TestApp, path: &str, password: &str) -> Answer {
    app.form_from(path, FINISH, &[("token", token(path)), ("password", password)]).await
}

/// A try to sign in from an address of its own.
async fn attempt(app: &TestApp, from: &str, email: &str, password: &str) -> Answer {
    let body = common::urlencoded(&[("email", email), ("password", password), ("next", "/")]);
    let request = app
        .request(Method::POST, SIGN_IN)
        .header("x-forwarded-for", from)
        .header("accept", "application/json");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    app.send(request.body(body.into()).expect("a request")).await
}

async fn live_sessions(state: &AppState) -> i64 {
    let sql = "SELECT COUNT(*) FROM session WHERE ended_at IS NULL";
    let (count,): (i64,) = fetch_one!(state.store.read(), (i64,), sql).expect("a count");
    count
}

on_both_engines! {
    async fn a_lost_password_is_set_anew_without_a_script(state: AppState) {
        let (state, letters) = with_letters(&state);
        let (home, app, mut seen) = (robin(&state).await, TestApp::new(state.clone()), 0);
        let elsewhere = app.stranger();
        elsewhere.sign_in(&home).await;
        assert_eq!(app.get("/reset").await.status, 200);
        let answer = app.form_from("/reset", ASK, &[("email", &format!(" {} ", home.email.to_uppercase()))]).await;
        assert_eq!(answer.location(), Some("/reset?sent=1"), "{answer:?}");
        let mail = delivered(&state, &letters, &mut seen).await;
        let path = link(&mail, "reset");
        assert!(app.get(&path).await.text().contains(&home.email));
        let weak = finish(&app, &path, "short").await;
        let back = weak.location().expect("back to the form").trim_start_matches(common::ORIGIN_URL).to_owned();
        assert!(app.get(&back).await.text().contains(&app::texts::Lang::En.password_short(15)));
        assert_eq!(finish(&app, &path, NEW).await.location(), Some("/reset?done=1"));

        assert!(app.cookie("session").is_none(), "a link signs nobody in");
        assert_eq!(live_sessions(&state).await, 0);
        assert!(elsewhere.get("/pets").await.status.is_redirection());
        assert_eq!(attempt(&app, "203.0.113.9", &home.email, PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(attempt(&app, "203.0.113.9", &home.email, NEW).await.status, 200);
        assert!(app.get(&path).await.text().contains(app::texts::Lang::En.password_gone_title()), "once");
        let told = delivered(&state, &letters, &mut seen).await;
        assert!(told.iter().any(|mail| mail.to == home.email && mail.subject == app::texts::Lang::En.mail_password_changed_subject()));
    }

    async fn an_unknown_address_is_answered_alike_and_nothing_is_sent(state: AppState) {
        let (state, letters) = with_letters(&state);
        let (home, app) = (robin(&state).await, TestApp::new(state.clone()));
        let known = app.form_from("/reset", ASK, &[("email", &home.email)]).await;
        for email in ["nobody@test.example", "robin@test.example.evil.example", "robin+x@test.example"] {
            let unknown = app.form_from("/reset", ASK, &[("email", email)]).await;
            assert_eq!((known.status, &known.headers, &known.body), (unknown.status, &unknown.headers, &unknown.body));
        }
        // Cyrillic, Greek, the Kelvin sign, full width, and two addresses in one.
        for email in ["r\u{43e}bin@test.example", "robin@te\u{455}t.example", "\u{ff32}obin@test.example", "robin@test.example,evil@evil.example", "robin@test.example\nBcc: evil@evil.example"] {
            let answer = app.call(ASK, &[("email", email)]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{email:?}");
        }
        let mail = delivered(&state, &letters, &mut 0).await;
        assert_eq!(mail.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), [home.email.as_str()]);
    }

    async fn a_link_lives_ten_minutes_serves_once_and_the_newest_counts(state: AppState) {
        let (state, letters) = with_letters(&state);
        let (home, app, mut seen) = (robin(&state).await, TestApp::new(state.clone()), 0);
        let mut paths = Vec::new();
        for _ in 0..3 {
            app.call(ASK, &[("email", &home.email)]).await;
            paths.push(link(&delivered(&state, &letters, &mut seen).await, "reset"));
        }
        let done = async |path: &str| finish(&app, path, NEW).await.location() == Some("/reset?done=1");
        assert!(!done(&paths[0]).await && !done(&paths[1]).await, "only the newest");
        assert!(done(&paths[2]).await);
        assert!(!done(&paths[2]).await, "once");
        app.call(ASK, &[("email", &home.email)]).await;
        let mail = delivered(&state, &letters, &mut seen).await;
        let late = link(&mail, "reset");
        state.clock.advance(TICKET_MS);
        assert!(!done(&late).await, "ten minutes");
        let register = app.call("/api/register/finish", &[("token", token(&late)), ("password", NEW)]).await;
        assert_eq!(register.status, StatusCode::UNPROCESSABLE_ENTITY, "a link serves one kind");
    }

    async fn beside_a_second_factor_eight_characters_do(state: AppState) {
        let (state, letters) = with_letters(&state);
        let (home, app) = (robin(&state).await, TestApp::new(state.clone()));
        let sql = "INSERT INTO factor (id, person_id, kind, name, secret, created_at) VALUES ($1, $2, 'totp', 'App', '', 0)";
        let mut tx = state.store.begin().await.expect("tx");
        execute!(tx.run(), sql, state.new_id(), &home.actor.person).expect("a factor");
        tx.commit().await.expect("commit");
        app.call(ASK, &[("email", &home.email)]).await;
        let path = link(&delivered(&state, &letters, &mut 0).await, "reset");
        assert!(app.get(&path).await.text().contains(app::texts::Lang::En.password_hint_with_second()));
        assert_eq!(finish(&app, &path, "qz vx9 plinth").await.location(), Some("/reset?done=1"));
        assert!(app.cookie("session").is_none(), "the second factor is still to come");
    }

    async fn asking_is_limited_alike_for_known_and_unknown(state: AppState) {
        let (state, letters) = with_letters(&state);
        let (home, app) = (robin(&state).await, TestApp::new(state.clone()));
        for email in [home.email.as_str(), "nobody@test.example"] {
            for _ in 0..5 {
                assert_eq!(app.call(ASK, &[("email", email)]).await.status, 200);
            }
            assert_eq!(app.call(ASK, &[("email", email)]).await.status, StatusCode::TOO_MANY_REQUESTS);
        }
        assert_eq!(delivered(&state, &letters, &mut 0).await.len(), 5);
    }

    async fn a_storm_of_sign_ins_from_everywhere_does_not_lock_the_owner_out(state: AppState) {
        let (state, letters) = with_letters(&state);
        let (home, app) = (robin(&state).await, TestApp::new(state.clone()));
        let storm = async |wrong: &str| {
            let tries = (0..150).map(|n| {
                let (app, email) = (app.stranger(), home.email.clone());
                async move { attempt(&app, &format!("198.51.{}.{}", n / 50, n % 50), &email, wrong).await }
            });
            futures::future::join_all(tries).await
        };
        let answers = storm("not the password").await;
        assert!(answers.iter().all(|answer| matches!(answer.status.as_u16(), 422 | 429)), "none gets in, none takes the server down");
        let stopped = answers.iter().filter(|answer| answer.status == StatusCode::TOO_MANY_REQUESTS).count();
        assert!(stopped >= 50, "{stopped}");
        let unknown: Vec<_> = {
            let tries = (0..150).map(|n| {
                let app = app.stranger();
                async move { attempt(&app, &format!("198.51.{}.{}", 100 + n / 50, n % 50), "nobody@test.example", "not the password").await.status }
            });
            futures::future::join_all(tries).await
        };
        let stopped = unknown.iter().filter(|status| **status == StatusCode::TOO_MANY_REQUESTS).count();
        assert!(stopped >= 50, "an address of nobody's is stopped alike: {stopped}");

        // The owner asks for a link, sets a password, and signs in from the same browser while the storm goes on.
        app.call(ASK, &[("email", &home.email)]).await;
        let path = link(&delivered(&state, &letters, &mut 0).await, "reset");
        assert_eq!(finish(&app, &path, NEW).await.location(), Some("/reset?done=1"));
        let (_, signed_in) = futures::join!(storm("not the password either"), attempt(&app, "203.0.113.9", &home.email, NEW));
        assert_eq!(signed_in.status, 200, "{signed_in:?}");
        assert!(app.cookie("session").is_some());
        // And nobody is locked out for good.
        state.clock.advance(60 * 60 * 1000);
        let anywhere = attempt(&app.stranger(), "203.0.113.200", &home.email, NEW).await;
        assert_eq!(anywhere.status, 200, "{anywhere:?}");
    }
}
