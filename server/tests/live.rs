//! `/api/live`: word of changes to pages that are open.

mod common;

use std::time::Duration;

use app::auth::Role;
use app::state::AppState;
use app::testing::people::{Scope, grant, somebody, token_of};
use app::testing::{Home, home};
use app::{execute, on_both_engines};
use axum::body::{Body, BodyDataStream};
use axum::http::{Method, StatusCode};
use common::TestApp;
use futures::StreamExt;

/// Long enough for word to come on a busy machine.
const PATIENCE: Duration = Duration::from_secs(10);

/// Something of a household changes by a hand that knows nothing of pages.
async fn change(state: &AppState, home: &Home) {
    let mut tx = state.store.begin().await.expect("a transaction");
    execute!(tx.run(), "UPDATE pet SET breed = breed || 'x' WHERE id = $1", &home.pets[0].id).expect("a change");
    tx.commit().await.expect("a commit");
}

/// A page that listens.
struct Page(BodyDataStream);

impl Page {
    /// Opens a connection, having seen a revision; `last` as a browser says it that was connected before.
    async fn open(app: &TestApp, since: i64, last: Option<i64>) -> Page {
        let mut request = app.request(Method::GET, &format!("/api/live?since={since}"));
        if let Some(last) = last {
            request = request.header("last-event-id", last.to_string());
        }
        let answer = app.open(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        assert!(!answer.headers().contains_key("content-encoding"), "compression would hold events back");
        Page(answer.into_body().into_data_stream())
    }

    /// The next revision that is told, within a time; `None`: nothing is.
    async fn hears(&mut self, within: Duration) -> Option<i64> {
        let piece = tokio::time::timeout(within, self.0.next()).await.ok()??.expect("a piece");
        let text = String::from_utf8_lossy(&piece).into_owned();
        assert!(text.lines().any(|line| line.starts_with("data: ")), "a browser takes no notice of {text}");
        let id = text.lines().find_map(|line| line.strip_prefix("id: ").or(line.strip_prefix("id:")));
        Some(id.unwrap_or_else(|| panic!("no id in {text}")).parse().expect("a number"))
    }
}

async fn now(app: &TestApp) -> i64 {
    app.get("/api/live/now").await.text().parse().expect("a revision")
}

async fn signed_in(state: &AppState, given_name: &str) -> (TestApp, Home) {
    let home = home(state, given_name, &["Biscuit"]).await;
    let app = TestApp::new(state.clone());
    app.sign_in(&home).await;
    (app, home)
}

on_both_engines! {
    async fn a_change_is_told_to_the_pages_of_its_household_alone(state: AppState) {
        let ((robins, robin), (sams, _)) = (signed_in(&state, "Robin").await, signed_in(&state, "Sam").await);
        let (mut one, mut other) = (Page::open(&robins, now(&robins).await, None).await, Page::open(&sams, now(&sams).await, None).await);
        let before = now(&robins).await;
        change(&state, &robin).await;
        let told = one.hears(PATIENCE).await.expect("word");
        assert!(told > before && told == now(&robins).await);
        assert_eq!(other.hears(Duration::from_millis(700)).await, None);
    }

    async fn another_server_hears_of_it_too(state: AppState) {
        let (app, robin) = signed_in(&state, "Robin").await;
        let second = TestApp::new(state.clone());
        second.set_cookie("session", &app.cookie("session").expect("a session"));
        let mut pages = [Page::open(&app, now(&app).await, None).await, Page::open(&second, now(&app).await, None).await];
        change(&state, &robin).await;
        for page in &mut pages {
            assert!(page.hears(PATIENCE).await.is_some());
        }
    }

    async fn what_was_missed_is_told_at_once(state: AppState) {
        let (app, robin) = signed_in(&state, "Robin").await;
        let before = now(&app).await;
        change(&state, &robin).await;
        let after = now(&app).await;
        assert_eq!(Page::open(&app, before, None).await.hears(PATIENCE).await, Some(after), "a page that is older than the change");
        // The address still says what the page had seen when it was made.
        assert_eq!(Page::open(&app, 0, Some(before)).await.hears(PATIENCE).await, Some(after), "a connection that broke before the change");
        assert_eq!(Page::open(&app, 0, Some(after)).await.hears(Duration::from_millis(700)).await, None, "one that broke after it");
    }

    async fn strangers_and_staff_hear_nothing(state: AppState) {
        let app = TestApp::new(state.clone());
        for path in ["/api/live", "/api/live/now"] {
            assert_eq!(app.get(path).await.status, StatusCode::UNAUTHORIZED, "{path}");
        }
        let ann = somebody(&state, "Ann").await.id;
        grant(&state, &ann, Role::Adjuster, Scope::Book).await;
        app.set_cookie("session", &token_of(&state, &ann).await);
        assert_eq!(app.get("/api/live").await.status, StatusCode::FORBIDDEN);
    }

    async fn a_household_has_a_bounded_number_of_connections(state: AppState) {
        let (app, _) = signed_in(&state, "Robin").await;
        let mut open = Vec::new();
        for _ in 0..20 {
            open.push(Page::open(&app, 0, Some(i64::MAX)).await);
        }
        let one_more = app.open(app.request(Method::GET, "/api/live").body(Body::empty()).expect("a request")).await;
        assert_eq!(one_more.status(), StatusCode::NO_CONTENT, "the browser asks now and then instead");
        drop(open);
        Page::open(&app, 0, Some(i64::MAX)).await;
    }

    async fn listening_does_not_keep_a_session_awake(state: AppState) {
        let (app, _) = signed_in(&state, "Robin").await;
        for _ in 0..16 {
            state.clock.advance(60_000);
            let _ = app.get("/api/live/now").await;
        }
        assert_eq!(app.get("/api/live/now").await.status, StatusCode::UNAUTHORIZED);
    }
}
