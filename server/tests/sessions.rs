//! How long one stays signed in, on which browsers, and what is left when a session ends.

mod common;

use app::auth::Role;
use app::error::AppError;
use app::on_both_engines;
use app::sessions::model::Sessions;
use app::state::AppState;
use app::testing::home;
use app::testing::people::{Scope, grant, member, token_of};
use axum::body::Body;
use axum::http::header::{ACCEPT, USER_AGENT};
use axum::http::{Method, StatusCode};
use common::functions::{FUNCTIONS, borrowed};
use common::{HTML, TestApp};

const MINUTE: i64 = 60_000;
const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1";

/// How many rows of the session table say when they were used.
async fn last_use(state: &AppState) -> Option<i64> {
    let (used,): (Option<i64>,) = app::fetch_one!(state.store.read(), (Option<i64>,), "SELECT MAX(used_at) FROM session").expect("a row");
    used
}

async fn sessions(app: &TestApp) -> Sessions {
    app.call("/api/sessions/list", &[]).await.read()
}

on_both_engines! {
    async fn fifteen_minutes_without_use_end_a_session(state: AppState) {
        let (home, app) = (home(&state, "Robin", &["Biscuit"]).await, TestApp::new(state));
        app.sign_in(&home).await;
        app.state.clock.advance(15 * MINUTE - 1);
        assert_eq!(app.get("/pets").await.status, 200);
        app.state.clock.advance(15 * MINUTE);
        assert_eq!(app.get("/pets").await.location(), Some("/sign-in?next=/pets"));
        assert_eq!(app.call("/api/pets/list", &[]).await.error(), AppError::SignIn);
    }

    async fn it_is_extended_by_one_press_at_least_ten_times(state: AppState) {
        let (home, app) = (home(&state, "Robin", &["Biscuit"]).await, TestApp::new(state));
        app.sign_in(&home).await;
        for _ in 0..12 {
            app.state.clock.advance(14 * MINUTE);
            let left: i64 = app.call("/api/sessions/time_left", &[]).await.read();
            assert_eq!(left, 61, "one minute, and the second that has begun");
            assert_eq!(app.call("/api/sessions/stay", &[]).await.status, 200);
        }
        assert_eq!(app.get("/pets").await.status, 200);
    }

    async fn what_the_page_asks_by_itself_is_no_use(state: AppState) {
        let (home, app) = (home(&state, "Robin", &["Biscuit"]).await, TestApp::new(state));
        app.sign_in(&home).await;
        for _ in 0..7 {
            app.state.clock.advance(2 * MINUTE);
            assert_eq!(app.call("/api/sessions/time_left", &[]).await.status, 200);
            app.get("/files/01980000-0000-7000-8000-000000000001").await;
        }
        assert_eq!(last_use(&app.state).await, None);
        app.state.clock.advance(2 * MINUTE);
        assert_eq!(app.call("/api/sessions/time_left", &[]).await.error(), AppError::SignIn);
    }

    async fn many_requests_are_one_write_a_minute(state: AppState) {
        let (home, app) = (home(&state, "Robin", &["Biscuit"]).await, TestApp::new(state));
        app.sign_in(&home).await;
        app.state.clock.advance(MINUTE);
        let first = app.get("/pets").await;
        assert!(first.set_cookies().iter().any(|cookie| cookie.starts_with("awake=") && cookie.contains("Max-Age=780")), "{first:?}");
        let noted = last_use(&app.state).await;
        assert_eq!(noted, Some(app.state.clock.now()));
        for _ in 0..5 {
            app.state.clock.advance(MINUTE / 6);
            assert!(app.get("/pets").await.set_cookies().is_empty());
        }
        assert_eq!(last_use(&app.state).await, noted);
    }

    async fn a_page_that_is_open_is_told_when_its_person_may_do_other_things(state: AppState) {
        let (home, app) = (home(&state, "Robin", &["Biscuit"]).await, TestApp::new(state.clone()));
        let kim = member(&state, &home.actor, "Kim", &[Role::MemberPay]).await;
        app.set_cookie("session", &token_of(&state, &kim.person).await);
        app.set_cookie("awake", "of a session that begins");
        let told = async || {
            let answer = app.get("/payments").await;
            (answer.set_cookies().iter().any(|cookie| cookie.starts_with("awake=")), app.cookie("awake").expect("a mark"))
        };
        let (set, one) = told().await;
        assert!(set);
        assert_eq!(told().await, (false, one.clone()), "not again");
        grant(&state, &kim.person, Role::MemberFile, Scope::Home(&home.actor)).await;
        let (set, other) = told().await;
        let parts = |mark: &str| mark.split_once('.').map(|(person, can)| (person.to_owned(), can.to_owned())).expect("two parts");
        assert!(set && parts(&one).0 == parts(&other).0 && parts(&one).1 != parts(&other).1, "{one} {other}");
        assert_eq!(app.call("/api/sessions/time_left", &[]).await.set_cookies(), Vec::<&str>::new(), "what the page asks by itself changes nothing");
    }

    async fn nothing_that_somebody_signed_in_sees_is_left_in_a_cache(state: AppState) {
        let (home, app) = (home(&state, "Robin", &["Biscuit"]).await, TestApp::new(state));
        app.sign_in(&home).await;
        for route in leptos_axum::generate_route_list(app::routes::App) {
            let path = route.path().replace(":question", "date").replace("{question}", "date");
            let answer = app.get(&path).await;
            // The sign-in page leads on, with nothing in it.
            assert!(answer.header("cache-control") == Some("private, no-store") || answer.body.is_empty(), "{path}: {answer:?}");
        }
        for function in FUNCTIONS.iter().filter(|function| !function.path.starts_with("/api/auth/") && function.path != "/api/sessions/end_others") {
            let fields: Vec<(&'static str, String)> = function.fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
            let answer = app.call(function.path, &borrowed(&fields)).await;
            assert_eq!(answer.header("cache-control"), Some("private, no-store"), "{}: {answer:?}", function.path);
        }
    }

    async fn signing_out_leaves_nothing_behind(state: AppState) {
        let (home, app) = (home(&state, "Robin", &["Biscuit"]).await, TestApp::new(state));
        app.sign_in(&home).await;
        let thief = app.stranger();
        thief.set_cookie("session", &app.cookie("session").expect("a session"));
        assert_eq!(thief.get("/pets").await.status, 200);
        let answer = app.form("/api/auth/sign_out", &[]).await;
        assert_eq!(answer.header("clear-site-data"), Some("\"cache\""));
        assert!(app.cookie("session").is_none() && app.cookie("awake").is_none());
        assert!(app.cookie("device").is_some(), "the browser is known at the next sign-in");
        assert_eq!(thief.get("/pets").await.location(), Some("/sign-in?next=/pets"), "the old cookie is worth nothing");
        assert_eq!(thief.call("/api/pets/list", &[]).await.error(), AppError::SignIn);
    }

    async fn sessions_are_listed_and_ended_without_javascript(state: AppState) {
        let (home, app) = (home(&state, "Robin", &["Biscuit"]).await, TestApp::new(state));
        let phone = app.stranger();
        let sam = app::testing::home(&app.state, "Sam", &[]).await;
        let foreign = app.stranger();
        foreign.sign_in(&sam).await;
        app.sign_in(&home).await;
        let fields = common::urlencoded(&[("email", home.email.as_str()), ("password", app::testing::PASSWORD), ("next", "/")]);
        let request = phone.request(Method::POST, "/api/auth/sign_in").header(ACCEPT, HTML).header(USER_AGENT, PHONE);
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(Body::from(fields)).expect("a request");
        assert_eq!(phone.send(request).await.location(), Some("/"));
        let page = app.get("/account/sessions").await.text();
        assert!(page.contains("Safari on iPhone") && page.contains("New sign-in: Safari on iPhone"), "{page}");
        assert!(app.get("/").await.text().contains("New sign-in: Safari on iPhone"), "an alert on Home");

        let found = sessions(&app).await;
        assert_eq!((found.list.len(), found.list[0].this, found.news.len()), (2, true, 1));
        let answered = app.form_from("/", "/api/sessions/that_was_me", &[("notice", &found.news[0].id), ("next", "/")]).await;
        assert_eq!(answered.location(), Some("/"));
        assert!(!app.get("/").await.text().contains("New sign-in"));

        let theirs = sessions(&foreign).await.list[0].id.0.clone();
        let refused = app.call("/api/sessions/end", &[("session", &theirs)]).await;
        assert_eq!(refused.error(), AppError::NotFound);
        assert_eq!(foreign.get("/pets").await.status, 200);

        let ended = app.form_from("/account/sessions", "/api/sessions/end", &[("session", &found.list[1].id.0)]).await;
        assert_eq!(ended.location(), Some("/account/sessions"));
        assert_eq!(phone.get("/pets").await.status, StatusCode::SEE_OTHER);
        phone.sign_in(&home).await;
        let ended = app.form_from("/account/sessions", "/api/sessions/end_others", &[]).await;
        assert_eq!(ended.location(), Some("/account/sessions"));
        assert_eq!(phone.get("/pets").await.status, StatusCode::SEE_OTHER);
        assert_eq!(app.get("/pets").await.status, 200);
        assert!(matches!(app::auth::audit::verify(&app.state.store).await.expect("verified"), app::auth::audit::Verdict::Whole(entries) if entries > 0));
    }

    async fn a_form_that_came_too_late_is_there_after_signing_in(state: AppState) {
        let (home, app) = (home(&state, "Robin", &["Biscuit"]).await, TestApp::new(state));
        let sam = app::testing::home(&app.state, "Sam", &[]).await;
        let fields = [("pet", "01980000-0000-7000-8000-000000000001"), ("species", "cat"), ("name", "Juno of the Hill"), ("breed", "Mixed"), ("birth_on", ""), ("sex", "female"), ("neutered", "yes"), ("microchip", "")];
        for same in [true, false] {
            app.sign_in(&home).await;
            app.state.clock.advance(15 * MINUTE);
            let answer = app.form_from("/pets/new?species=cat", "/api/pets/add", &fields).await;
            assert_eq!(answer.location(), Some("/sign-in?next=/pets/new%3Fspecies%3Dcat"), "{answer:?}");
            assert!(app.cookie("typed").is_some());
            assert!(!answer.location().expect("a way").contains("Juno"));
            app.sign_in(if same { &home } else { &sam }).await;
            let page = app.get("/pets/new?species=cat").await.text();
            assert_eq!(page.contains("Juno of the Hill"), same);
            assert_eq!(page.contains(app::texts::Lang::En.sessions_typed_again()), same);
            assert!(app.cookie("typed").is_none());
            assert!(!app.get("/pets/new?species=cat").await.text().contains("Juno of the Hill"), "once");
        }
    }

    async fn what_the_script_keeps_when_the_time_is_over_comes_back_too(state: AppState) {
        let (home, app) = (home(&state, "Robin", &["Biscuit"]).await, TestApp::new(state));
        app.sign_in(&home).await;
        app.state.clock.advance(15 * MINUTE);
        let answer = app.call("/api/sessions/keep_typed", &[("page", "/pets/new"), ("typed", "name=Juno+%26+Co&password=hunter2")]).await;
        assert_eq!(answer.status, 200);
        app.sign_in(&home).await;
        let page = app.get("/pets/new?species=cat").await.text();
        assert!(page.contains("Juno &amp; Co") && !page.contains("hunter2"), "{page}");

        let stranger = app.stranger();
        let answer = stranger.call("/api/sessions/keep_typed", &[("page", "/pets/new"), ("typed", "name=Juno")]).await;
        assert_eq!((answer.status, answer.set_cookies().len()), (StatusCode::OK, 0), "nothing is kept for nobody");
        app.form("/api/auth/sign_out", &[]).await;
        let answer = app.call("/api/sessions/keep_typed", &[("page", "/pets/new"), ("typed", "name=Juno")]).await;
        assert_eq!(answer.set_cookies().len(), 0, "nor after signing out");
    }

    async fn the_session_under_way_is_no_other_after_signing_in(state: AppState) {
        let (home, app) = (home(&state, "Robin", &["Biscuit"]).await, TestApp::new(state));
        app.set_cookie("session", &"b".repeat(64));
        app.set_cookie("device", &"c".repeat(64));
        app.sign_in(&home).await;
        assert_ne!(app.cookie("session"), Some("b".repeat(64)), "a session fixed by somebody else is not taken up");
    }

    async fn ending_a_session_wants_a_fresh_proof(state: AppState) {
        let (home, app) = (home(&state, "Robin", &["Biscuit"]).await, TestApp::new(state));
        let other = app.stranger();
        other.sign_in(&home).await;
        app.sign_in(&home).await;
        app.state.clock.advance(6 * MINUTE);
        assert_eq!(app.call("/api/sessions/end_others", &[]).await.error(), AppError::ProveAgain);
        let asked = app.form_from("/account/sessions", "/api/sessions/end_others", &[]).await;
        assert_eq!(asked.location(), Some("/prove?next=/account/sessions"));
        assert_eq!(other.get("/pets").await.status, 200);
    }
}
