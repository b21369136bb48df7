//! Signing in, staying signed in, signing out.

mod common;

use app::error::AppError;
use app::on_both_engines;
use app::state::AppState;
use app::testing::{Home, PASSWORD, home};
use axum::http::StatusCode;
use common::{Answer, TestApp};

const SIGN_IN: &str = "/api/auth/sign_in";

/// Tries to sign in through the form on `/sign-in`.
async fn attempt(app: &TestApp, email: &str, password: &str, next: &str) -> Answer {
    let fields = [("email", email), ("password", password), ("next", next)];
    app.form_from("/sign-in", SIGN_IN, &fields).await
}

async fn robin(state: &AppState) -> Home {
    home(state, "Robin", &["Biscuit"]).await
}

/// How many sessions are live.
async fn live_sessions(state: &AppState) -> i64 {
    let sql = "SELECT COUNT(*) FROM session WHERE ended_at IS NULL AND expires_at > $1";
    let (count,): (i64,) = app::fetch_one!(state.store.read(), (i64,), sql, state.clock.now()).expect("a count");
    count
}

on_both_engines! {
    async fn signing_in_opens_the_page_that_was_asked_for(state: AppState) {
        let (home, app) = (robin(&state).await, TestApp::new(state));
        let asked = app.get("/pets").await;
        assert_eq!(asked.location(), Some("/sign-in?next=/pets"));
        let page = app.follow("/pets").await.text();
        assert!(page.contains(r#"name="next""#) && page.contains(r#"value="/pets""#), "the form keeps where to go");
        let answer = attempt(&app, &home.email, PASSWORD, "/pets").await;
        assert_eq!((answer.status, answer.location()), (StatusCode::FOUND, Some("/pets")), "{answer:?}");
        assert_eq!(app.get("/pets").await.status, 200);
        assert_eq!(app.get("/sign-in").await.location(), Some("/"), "the form is not shown to somebody signed in");
    }

    async fn the_address_is_taken_as_people_type_it(state: AppState) {
        let (home, app) = (robin(&state).await, TestApp::new(state));
        let answer = attempt(&app, &format!("  {} ", home.email.to_uppercase()), PASSWORD, "/").await;
        assert_eq!(answer.location(), Some("/"));
        assert!(app.cookie("session").is_some());
    }

    async fn a_wrong_password_and_an_unknown_address_are_answered_alike(state: AppState) {
        let (home, app) = (robin(&state).await, TestApp::new(state));
        let same_but_longer = format!("{PASSWORD} ");
        let known = [("Robin", home.email.as_str(), "not the password"), ("Robin", home.email.as_str(), &same_but_longer)];
        let unknown = attempt(&app, "nobody@test.example", PASSWORD, "/").await;
        for (_, email, password) in known {
            let answer = attempt(&app, email, password, "/").await;
            assert_eq!(answer.status, unknown.status);
            assert_eq!(answer.headers, unknown.headers);
            assert_eq!(answer.body, unknown.body);
        }
        let path = unknown.location().expect("back to the form").trim_start_matches(common::ORIGIN_URL).to_owned();
        let page = app.get(&path).await.text();
        assert!(page.contains(app::texts::Lang::En.auth_wrong()), "{page}");
        assert!(!page.contains("nobody@test.example") && !path.contains("nobody"), "nothing typed is in the address or sent back");

        let fields = |email| [("email", email), ("password", "not the password"), ("next", "/")];
        let (one, other) = (app.call(SIGN_IN, &fields(&home.email)).await, app.call(SIGN_IN, &fields("nobody@test.example")).await);
        assert_eq!((one.status, &one.headers, &one.body), (other.status, &other.headers, &other.body));
        assert_eq!(one.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(app.cookie("session").is_none());
        assert_eq!(live_sessions(&app.state).await, 0);
    }

    async fn what_cannot_be_right_is_said_at_its_field(state: AppState) {
        let (home, app) = (robin(&state).await, TestApp::new(state));
        let long = "x".repeat(2000);
        let cases: [(&str, &str, &[&str]); 7] = [
            ("", "", &["email", "password"]),
            ("   ", PASSWORD, &["email"]),
            ("robin", PASSWORD, &["email"]),
            (&home.email, "", &["password"]),
            (&home.email, &long, &["password"]),
            (&long, &long, &["email", "password"]),
            // PostgreSQL knows no such character.
            ("ro\0bin@test.example", PASSWORD, &["email"]),
        ];
        for (email, password, expected) in cases {
            let answer = app.call(SIGN_IN, &[("email", email), ("password", password), ("next", "/")]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{email:?}: {answer:?}");
            let AppError::Invalid(fields) = answer.error() else { panic!("{answer:?}") };
            assert_eq!(fields.iter().map(|field| field.field.as_str()).collect::<Vec<_>>(), expected, "{email:?}");
            assert!(!answer.text().contains("xxx"), "what was typed is not sent back");
        }
    }

    async fn a_password_of_ten_megabytes_is_refused_unread(state: AppState) {
        let (home, app) = (robin(&state).await, TestApp::new(state));
        let password = "x".repeat(10_000_000);
        for answer in [
            attempt(&app, &home.email, &password, "/").await,
            app.call(SIGN_IN, &[("email", &home.email), ("password", &password), ("next", "/")]).await,
        ] {
            assert!(answer.status.is_client_error() || answer.location().is_some_and(|back| back.contains("__err=")), "{answer:?}");
            assert!(answer.body.len() < 1000, "{}", answer.body.len());
        }
        assert!(app.cookie("session").is_none());
    }

    async fn each_sign_in_has_a_token_of_its_own_and_ends_the_session_before(state: AppState) {
        let (home, app) = (robin(&state).await, TestApp::new(state));
        app.sign_in(&home).await;
        let first = app.cookie("session").expect("a session");
        assert_eq!(first.len(), 64, "256 bits");
        app.sign_in(&home).await;
        let second = app.cookie("session").expect("a session");
        assert_ne!(first, second);
        assert_eq!(live_sessions(&app.state).await, 1);
        let old = app.stranger();
        old.set_cookie("session", &first);
        assert_eq!(old.get("/pets").await.location(), Some("/sign-in?next=/pets"));
        assert_eq!(app.get("/pets").await.status, 200);

        // A token that somebody planted is not taken up.
        let planted = app.stranger();
        planted.set_cookie("session", &"a".repeat(64));
        planted.sign_in(&home).await;
        assert_ne!(planted.cookie("session"), Some("a".repeat(64)));
        assert_eq!(app.get("/pets").await.status, 200, "another browser's session goes on");
    }

    async fn a_wrong_password_leaves_the_session_before_alone(state: AppState) {
        let (home, app) = (robin(&state).await, TestApp::new(state));
        app.sign_in(&home).await;
        attempt(&app, &home.email, "not the password", "/").await;
        assert_eq!(app.get("/pets").await.status, 200);
    }

    async fn the_cookie_is_out_of_reach_of_scripts_and_other_sites(state: AppState) {
        let home = robin(&state).await;
        let app = TestApp::new(state.clone());
        let answer = attempt(&app, &home.email, PASSWORD, "/").await;
        let cookies = answer.set_cookies();
        let [cookie, awake, device] = cookies[..] else { panic!("three cookies, not {cookies:?}") };
        assert!(awake.starts_with("awake=") && !awake.contains("HttpOnly"), "the page's script looks for it; it opens nothing: {awake}");
        assert!(device.starts_with("device=") && device.contains("HttpOnly"), "{device}");
        assert!(cookie.starts_with("session="), "{cookie}");
        for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=86400"] {
            assert!(cookie.contains(attribute), "{attribute} in {cookie}");
        }
        assert!(!cookie.contains("Secure") && !cookie.contains("Domain"), "{cookie}");

        let app = TestApp::at("https://portal.example", state);
        let answer = attempt(&app, &home.email, PASSWORD, "/").await;
        let cookie = answer.set_cookies()[0];
        assert!(cookie.starts_with("__Host-session="), "{cookie}");
        for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Secure"] {
            assert!(cookie.contains(attribute), "{attribute} in {cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
        assert_eq!(app.get("/pets").await.status, 200);
        let plain = app.stranger();
        plain.set_cookie("session", &app.cookie("__Host-session").expect("a session"));
        assert!(plain.get("/pets").await.status.is_redirection(), "under TLS only the cookie no other host can set counts");
    }

    async fn signing_out_ends_the_session_for_good(state: AppState) {
        let (home, app) = (robin(&state).await, TestApp::new(state));
        app.sign_in(&home).await;
        let copy = app.stranger();
        copy.set_cookie("session", &app.cookie("session").expect("a session"));
        let answer = app.form("/api/auth/sign_out", &[]).await;
        assert_eq!(answer.location(), Some("/sign-in"), "{answer:?}");
        assert!(app.cookie("session").is_none());
        assert!(copy.get("/pets").await.status.is_redirection(), "a copy of the cookie opens nothing either");
        assert_eq!(app.form("/api/auth/sign_out", &[]).await.location(), Some("/sign-in"), "twice is harmless");
    }

    async fn a_session_ends_after_a_day(state: AppState) {
        let (home, app) = (robin(&state).await, TestApp::new(state));
        app.sign_in(&home).await;
        for _ in 0..(24 * 6 - 1) {
            app.state.clock.advance(10 * 60 * 1000);
            app.get("/help").await;
        }
        app.state.clock.advance(10 * 60 * 1000 - 1);
        assert_eq!(app.get("/pets").await.status, 200);
        app.state.clock.advance(1);
        assert_eq!(app.get("/claims/new/total").await.location(), Some("/sign-in?next=/claims/new/total"));
        app.sign_in(&home).await;
        assert_eq!(app.get("/pets").await.status, 200);
    }

    async fn signing_in_leads_nowhere_but_here(state: AppState) {
        let (home, app) = (robin(&state).await, TestApp::new(state));
        let elsewhere = [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "/api/auth/sign_out",
            "/pets\r\nSet-Cookie: session=x",
            "evil.example",
            "",
        ];
        for next in elsewhere {
            let answer = attempt(&app, &home.email, PASSWORD, next).await;
            assert_eq!(answer.location(), Some("/"), "{next}");
            assert_eq!(answer.set_cookies().len(), 3, "{next}");
        }
        let answer = attempt(&app, &home.email, PASSWORD, "/claims/new?from=home&x=1").await;
        assert_eq!(answer.location(), Some("/claims/new?from=home&x=1"));
    }
}
