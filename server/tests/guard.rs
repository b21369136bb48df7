//! Nobody reaches what is not theirs: strangers, other sites, and customers who name somebody else's things.

mod common;

use std::collections::BTreeSet;

use app::error::AppError;
use app::on_both_engines;
use app::routes::App;
use app::testing::home;
use axum::body::Body;
use axum::http::header::{ACCEPT, CONTENT_TYPE, COOKIE, ORIGIN};
use axum::http::{Method, StatusCode};
use common::book::{Book, book};
use common::functions::{Access, FUNCTIONS, Function, borrowed, fill};
use common::tables::{changes, contents};
use common::{Answer, HTML, TestApp, urlencoded};

/// Files that are fetched beside the pages, with ids of a household in place of names.
const FILES: &[&str] = &["/files/{blob}", "/payments/{invoice}/invoice.pdf", "/payments/receipts/{payment}/receipt.pdf"];
/// Addresses that files are sent to. What they refuse is in uploads.rs.
const SENT: &[&str] = &[
    "/claims/new/pages",
    "/pets/{pet}/photo",
    "/pets/{pet}/estimate/photo",
    "/claims/{claim}/asked/{requirement}",
    "/claims/{claim}/message-files",
    "/claims/{claim}/appeal-files/{line}",
    "/desk/claims/{claim}/message-files",
    "/vet/none/files/{requirement}",
];
/// Addresses that answer to anyone.
const PUBLIC: &[&str] = &[
    "/sign-in/check",
    "/invitation/none",
    "/vet/none",
    "/unsubscribe/none",
    "/pay/none",
    "/pay/back",
    "/sign-in",
    "/sign-in/code",
    "/help",
    "/offline",
    "/styleguide",
    "/register",
    "/register/none",
    "/reset",
    "/reset/none",
];

/// Server functions that exist.
fn registered() -> BTreeSet<&'static str> {
    leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path).collect()
}

/// Addresses of all pages, with ids of a household in place of names.
fn pages(book: &Book) -> Vec<String> {
    let routes = leptos_axum::generate_route_list(App);
    let mut pages: Vec<String> = routes
        .iter()
        .map(|route| fill(route.path(), book).replace("{question}", "check").replace("{token}", "none"))
        .collect();
    pages.retain(|page| !page.contains('*'));
    pages
}

/// The one call of a function that is right in form, as the WebAssembly sends it or as a form.
async fn call(app: &TestApp, function: &Function, book: &Book, accept: &str) -> Answer {
    let fields = function.naming(book);
    let request = app.request(Method::POST, function.path).header(ACCEPT, accept);
    let request = request
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("referer", "http://portal.test/");
    app.send(request.body(Body::from(urlencoded(&borrowed(&fields)))).expect("a request")).await
}

#[test]
fn every_function_is_in_the_table() {
    let table: BTreeSet<&str> = FUNCTIONS.iter().map(|function| function.path).collect();
    assert_eq!(table, registered(), "tests/common/functions.rs must have one row for each function");
}

#[test]
fn only_these_functions_answer_to_anyone() {
    let open: BTreeSet<&str> = FUNCTIONS
        .iter()
        .filter(|function| function.access == Access::Anyone)
        .map(|function| function.path)
        .collect();
    assert_eq!(
        open,
        BTreeSet::from([
            "/api/auth/choose_appearance",
            "/api/auth/sign_in",
            "/api/auth/sign_out",
            "/api/help/contact",
            "/api/notices/look_at_link",
            "/api/notices/unsubscribe",
            "/api/oidc/begin",
            "/api/oidc/check",
            "/api/register/ask",
            "/api/register/begin",
            "/api/register/finish",
            "/api/register/finish_with_passkey",
            "/api/register/look",
            "/api/reset/ask",
            "/api/reset/begin",
            "/api/reset/finish",
            "/api/reset/look",
            "/api/sessions/keep_typed",
            "/api/people/invitation",
            "/api/people/join",
            "/api/vet/visit",
            "/api/links/look",
            "/api/links/begin",
            "/api/links/pay_there",
            "/api/links/done",
            "/api/factors/second_step",
            "/api/factors/answer_code",
            "/api/factors/answer_recovery",
            "/api/factors/send_code",
            "/api/factors/begin_passkey",
            "/api/factors/finish_passkey",
        ])
    );
}

on_both_engines! {
    async fn a_stranger_gets_nothing_from_any_function(state: AppState) {
        let (book, app) = (book(&state, "Robin").await, TestApp::new(state));
        let before = contents(&app.state).await;
        for function in FUNCTIONS.iter().filter(|function| function.access != Access::Anyone) {
            let answer = call(&app, function, &book, "application/json").await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}: {answer:?}", function.path);
            assert_eq!(answer.error(), AppError::SignIn, "{}", function.path);
            let answer = call(&app, function, &book, HTML).await;
            assert!(answer.status.is_redirection(), "{}: {answer:?}", function.path);
            let back = answer.location().expect("a way on");
            assert!(back.starts_with("http://portal.test/") || back.starts_with("/sign-in"), "{}: {back}", function.path);
            for accept in ["application/json", HTML] {
                let empty = app.request(Method::POST, function.path).header(ACCEPT, accept).body(Body::empty()).expect("a request");
                let answer = app.send(empty).await;
                assert!(!answer.status.is_success(), "{} without fields: {answer:?}", function.path);
            }
            let answer = app.get(function.path).await;
            assert!(!answer.status.is_success(), "GET {}: {answer:?}", function.path);
        }
        assert_eq!(changes(&before, &contents(&app.state).await), Vec::<String>::new());
    }

    async fn a_stranger_is_sent_from_every_page_to_signing_in_and_back(state: AppState) {
        let (book, app) = (book(&state, "Robin").await, TestApp::new(state));
        let pages = pages(&book);
        assert!(pages.len() > 10, "{pages:?}");
        for page in pages.iter().map(String::as_str).chain(["/no/such/page", "/pets/1?tab=cover&x=1"]) {
            let answer = app.get(page).await;
            if PUBLIC.contains(&page) {
                assert_eq!(answer.status, 200, "{page}");
                continue;
            }
            assert!(answer.status.is_redirection(), "{page}: {answer:?}");
            let way_back = match page {
                "/" => "/sign-in".to_owned(),
                other => format!("/sign-in?next={}", other.replace('?', "%3F").replace('=', "%3D").replace('&', "%26").replace('{', "%7B").replace('}', "%7D")),
            };
            assert_eq!(answer.location(), Some(way_back.as_str()), "{page}");
            assert!(answer.body.is_empty(), "{page}");
        }
    }

    async fn a_session_that_is_no_session_is_a_stranger(state: AppState) {
        let (book, app) = (book(&state, "Robin").await, TestApp::new(state));
        for token in ["", "x", "0", &"0".repeat(64), &"f".repeat(65), &"a".repeat(8000), "%00%ff", "\"; DROP TABLE session"] {
            let request = app.request(Method::GET, "/pets").header(ACCEPT, HTML).header(COOKIE, format!("session={token}"));
            let answer = app.send(request.body(Body::empty()).expect("a request")).await;
            assert_eq!(answer.location(), Some("/sign-in?next=/pets"), "{token}");
        }
        // What the database keeps is a hash: it opens nothing.
        app.sign_in(&book.home).await;
        let hash = app::auth::store::token_hash(&app.cookie("session").expect("a session"));
        let thief = app.stranger();
        thief.set_cookie("session", &hash);
        assert_eq!(thief.get("/pets").await.location(), Some("/sign-in?next=/pets"));
    }

    async fn another_site_cannot_make_a_browser_do_anything(state: AppState) {
        let (book, app) = (book(&state, "Robin").await, TestApp::new(state));
        app.sign_in(&book.home).await;
        let before = contents(&app.state).await;
        let foreign = [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("sec-fetch-site", "none"),
            (ORIGIN.as_str(), "https://evil.example"),
            (ORIGIN.as_str(), "null"),
            (ORIGIN.as_str(), "http://portal.test.evil.example"),
        ];
        let functions = FUNCTIONS.iter().map(|function| function.path).chain(FILES.iter().chain(SENT).copied()).chain(["/", "/no/such/page"]);
        for path in functions {
            for (header, value) in foreign {
                for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                    let request = app.request(method.clone(), &fill(path, &book)).header(header, value).header(ACCEPT, HTML);
                    let answer = app.send(request.body(Body::empty()).expect("a request")).await;
                    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{method} {path} with {header}: {value}");
                }
            }
        }
        assert_eq!(changes(&before, &contents(&app.state).await), Vec::<String>::new());
        assert_eq!(app.get("/pets").await.status, 200, "still signed in");
    }

    async fn nobody_reaches_the_things_of_another_household(state: AppState) {
        let (robin, sam) = (book(&state, "Robin").await, book(&state, "Sam").await);
        let app = TestApp::new(state);
        // As a server does when it starts.
        app::notify::store::own::make(&app.state).await.expect("keys");
        app.sign_in(&robin.home).await;
        let before = contents(&app.state).await;
        for function in FUNCTIONS.iter().filter(|function| function.access == Access::Named) {
            let answer = call(&app, function, &sam, "application/json").await;
            assert!(matches!(answer.error(), AppError::NotFound | AppError::Conflict), "{}: {answer:?}", function.path);
            keeps_secrets(function.path, &answer, &sam);
            let answer = call(&app, function, &sam, HTML).await;
            assert!(answer.status.is_redirection(), "{}: {answer:?}", function.path);
            assert!(answer.location().is_some_and(|back| back.contains("__err=")), "{}: {answer:?}", function.path);
        }
        for page in pages(&sam).iter().filter(|page| !PUBLIC.contains(&page.as_str())) {
            let answer = app.get(page).await;
            keeps_secrets(page, &answer, &sam);
            if sam.secrets.iter().any(|secret| page.contains(secret.as_str())) {
                let refused = if page.starts_with("/desk") { StatusCode::FORBIDDEN } else { StatusCode::NOT_FOUND };
                assert_eq!(answer.status, refused, "{page}: {answer:?}");
            }
        }
        for file in FILES {
            let answer = app.get(&fill(file, &sam)).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{file}: {answer:?}");
        }
        assert_eq!(changes(&before, &contents(&app.state).await), Vec::<String>::new());
        for function in FUNCTIONS.iter().filter(|function| function.access == Access::Own) {
            keeps_secrets(function.path, &call(&app, function, &sam, "application/json").await, &sam);
        }
    }

    async fn somebody_without_a_household_sees_no_data(state: AppState) {
        let book = book(&state, "Robin").await;
        let guest = home(&state, "Guest", &[]).await;
        let mut tx = state.store.begin().await.expect("a transaction");
        app::execute!(tx.run(), "DELETE FROM \"grant\" WHERE person_id = $1", &guest.actor.person).expect("grant");
        tx.commit().await.expect("commit");
        let app = TestApp::new(state);
        app.sign_in(&guest).await;
        for function in FUNCTIONS.iter().filter(|function| !matches!(function.access, Access::Anyone | Access::Person)) {
            let answer = call(&app, function, &book, "application/json").await;
            assert_eq!(answer.error(), AppError::Forbidden, "{}", function.path);
        }
        for page in pages(&book) {
            keeps_secrets(&page, &app.get(&page).await, &book);
        }
    }
}

/// Fails when an answer tells an id, a number or an address of a household, beyond what was asked with.
fn keeps_secrets(asked: &str, answer: &Answer, book: &Book) {
    let text = answer.text();
    for secret in book.secrets.iter().filter(|secret| !asked.contains(secret.as_str())) {
        assert!(!text.contains(secret.as_str()), "{asked} told {secret}: {answer:?}");
    }
}
