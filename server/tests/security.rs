//! What every answer says to the browser, and what no page may hold.

mod common;

use app::error::AppError;
use app::on_both_engines;
use app::routes::App;
use app::testing::gateway::with_gateway;
use app::testing::home;
use axum::body::Body;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{Method, StatusCode};
use common::book::{Book, book};
use common::functions::{FUNCTIONS, fill};
use common::html::{complaints, tags};
use common::{Answer, HTML, TestApp};

/// A text that would run if a page held it as it is.
const EVIL: &str = "</script></title><img src=//evil.example/x onerror=alert(1)>\"' onfocus=alert(1) x='{{7*7}}";

/// Addresses of all pages, with ids of a household in place of names.
fn pages(book: &Book) -> Vec<String> {
    let questions = ["pet", "date", "invoice", "condition", "total", "notes", "check", "no-such-question"];
    let routes = leptos_axum::generate_route_list(App);
    let addresses = routes.iter().map(|route| fill(route.path(), book)).filter(|page| !page.contains('*'));
    let mut pages: Vec<String> = addresses
        .flat_map(|page| questions.map(|question| page.replace("{question}", question)))
        .collect();
    pages.extend([format!("/claims/{}", book.paid_claim), "/no/such/page".to_owned()]);
    pages.dedup();
    pages
}

/// The nonce of a page's content security policy.
fn nonce(answer: &Answer) -> String {
    let policy = answer.header("content-security-policy").expect("a policy");
    let (_, nonce) = policy.split_once("'nonce-").unwrap_or_else(|| panic!("no nonce in {policy}"));
    nonce.split('\'').next().expect("a nonce").to_owned()
}

/// Writes a text that would run into every field of a household that people fill in.
async fn poison(app: &TestApp, book: &Book) {
    let mut tx = app.state.store.begin().await.expect("a transaction");
    app::execute!(
        tx.run(),
        "UPDATE pet SET name = $1, breed = $1, microchip = $1 WHERE household_id = $2",
        EVIL,
        &book.home.actor.household
    )
    .expect("pets");
    app::execute!(
        tx.run(),
        "UPDATE person SET given_name = $1, family_name = $1 WHERE id = $2",
        EVIL,
        &book.home.actor.person
    )
    .expect("person");
    app::execute!(
        tx.run(),
        "UPDATE claim SET condition_text = $1, notes = $1 WHERE household_id = $2",
        EVIL,
        &book.home.actor.household
    )
    .expect("claims");
    app::execute!(tx.run(), "UPDATE claim_page SET file_name = $1", EVIL).expect("pages");
    app::execute!(tx.run(), "UPDATE claim_line SET description = $1", EVIL).expect("lines");
    app::execute!(tx.run(), "UPDATE payment SET method = $1", EVIL).expect("payments");
    app::execute!(tx.run(), "UPDATE payout SET account = $1", EVIL).expect("payouts");
    tx.commit().await.expect("commit");
}

#[test]
fn the_reader_of_pages_sees_what_a_browser_would() {
    let page = r#"<p title='a>b' class="x"><!-- <img src=x> --><script nonce="n">if(a<b){"<img onerror=1>"}</script><IMG SRC=//x.example onerror=go()>"#;
    let names: Vec<String> = tags(page).into_iter().map(|tag| tag.name).collect();
    assert_eq!(names, ["p", "script", "img"]);
    assert_eq!(complaints(page, "n").len(), 2, "{:?}", complaints(page, "n"));
    assert_eq!(complaints(page, "other").len(), 3);
    assert_eq!(
        complaints(r#"<div style="x"><a href="https://x.example">x</a><a href="javascript:x">x</a>"#, "n").len(),
        3
    );
    assert!(complaints(r##"<a href="/a">x</a><a href="#x">x</a><a href="tel:1">x</a><form action=""></form>"##, "n").is_empty());
}

on_both_engines! {
    async fn no_page_holds_anything_inline_or_from_elsewhere(state: AppState) {
        let (book, app) = (book(&state, "Robin").await, TestApp::new(state));
        app.sign_in(&book.home).await;
        for evil in [false, true] {
            if evil {
                poison(&app, &book).await;
            }
            for lang in ["en", "es"] {
                app.set_cookie("lang", lang);
                for page in pages(&book) {
                    let answer = app.get(&page).await;
                    assert!(answer.status.as_u16() < 500, "{page}: {answer:?}");
                    if answer.status.is_redirection() {
                        continue;
                    }
                    let complaints = complaints(&answer.text(), &nonce(&answer));
                    assert!(complaints.is_empty(), "{page} in {lang}: {complaints:#?}");
                    assert_eq!(answer.header("cache-control"), Some("private, no-store"), "{page}");
                }
            }
        }
        let stranger = app.stranger();
        for page in ["/sign-in", "/help", "/offline", "/sign-in?next=/%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "/sign-in?__err=%22%3E%3Cscript%3E&__path=x"] {
            let answer = stranger.get(page).await;
            let complaints = complaints(&answer.text(), &nonce(&answer));
            assert!(complaints.is_empty(), "{page}: {complaints:#?}");
        }
    }

    async fn every_page_has_a_policy_and_a_nonce_of_its_own(state: AppState) {
        let app = TestApp::new(state);
        let (one, other) = (app.get("/sign-in").await, app.get("/sign-in").await);
        assert_ne!(nonce(&one), nonce(&other));
        assert!(nonce(&one).len() >= 22, "128 bits");
        let policy = one.header("content-security-policy").expect("a policy");
        for part in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'", "style-src 'self';"] {
            assert!(policy.contains(part), "{part} in {policy}");
        }
        for part in ["unsafe-inline", "'unsafe-eval'", "http:", "https:", "*", "ws:", "data:"] {
            assert!(!policy.contains(part), "{part} in {policy}");
        }
    }

    async fn the_payment_gateway_is_let_in_where_somebody_pays_and_nowhere_else(state: AppState) {
        let (state, _) = with_gateway(&state);
        let gateway = state.gateway.clone().expect("a gateway");
        let origins = gateway.page().origins;
        assert!(!origins.is_empty());
        let (book, app) = (book(&state, "Robin").await, TestApp::new(state));
        app.sign_in(&book.home).await;
        let forms = [format!("/payments/{}/pay", book.money.invoice), "/payments/methods/new".to_owned(), "/pay/{token}".to_owned()];
        let ways = ["/payments/payouts".to_owned()];
        let mut seen = 0;
        for page in pages(&book) {
            let answer = app.get(&page).await;
            let policy = answer.header("content-security-policy").expect("a policy");
            let directive = |name: &str| policy.split(';').map(str::trim).find(|part| part.starts_with(name)).unwrap_or_default().to_owned();
            let permitted = answer.header("permissions-policy").expect("permissions");
            let opener = answer.header("cross-origin-opener-policy").expect("an opener policy");
            for origin in &origins {
                let form = forms.contains(&page);
                for name in ["script-src", "frame-src", "connect-src"] {
                    assert_eq!(directive(name).contains(origin.as_str()), form, "{name} of {page}: {policy}");
                }
                assert_eq!(directive("form-action").contains(origin.as_str()), form || ways.contains(&page), "form-action of {page}: {policy}");
                assert_eq!(permitted.contains(origin.as_str()), form, "{page}: {permitted}");
                assert_eq!(opener == "same-origin-allow-popups", form, "{page}: {opener}");
                seen += usize::from(form || ways.contains(&page));
            }
            assert!(!policy.contains("unsafe-inline"), "{page}: {policy}");
        }
        assert_eq!(seen, (forms.len() + ways.len()) * origins.len(), "each of them was looked at");
    }

    async fn without_a_gateway_no_page_lets_anybody_in(state: AppState) {
        let (book, app) = (book(&state, "Robin").await, TestApp::new(state));
        app.sign_in(&book.home).await;
        for page in [format!("/payments/{}/pay", book.money.invoice), "/payments/methods/new".to_owned()] {
            let answer = app.get(&page).await;
            assert!(!answer.header("content-security-policy").expect("a policy").contains("frame-src"), "{page}");
            assert!(answer.text().contains("not set up"), "{page} says how to pay otherwise");
        }
    }

    async fn every_answer_carries_the_security_headers(state: AppState) {
        let home = home(&state, "Robin", &["Biscuit"]).await;
        for origin in [common::ORIGIN_URL, "https://portal.example"] {
            let app = TestApp::at(origin, state.clone());
            let post = |path: &str, site: &'static str| app.request(Method::POST, path).header("sec-fetch-site", site).body(Body::empty()).expect("a request");
            let mut answers = Vec::new();
            for path in ["/", "/sign-in", "/help", "/favicon.svg", "/health/live", "/texts/none.txt", "/pkg/none.js", "/fonts/none.woff2", "/api/none", "/api/auth/sign_in"] {
                answers.push((path, app.get(path).await));
            }
            answers.push(("form", app.form("/api/auth/sign_in", &[("email", ""), ("password", ""), ("next", "/")]).await));
            answers.push(("call", app.call("/api/auth/sign_in", &[("email", ""), ("password", ""), ("next", "/")]).await));
            answers.push(("cross-site", app.send(post("/api/auth/sign_out", "cross-site")).await));
            answers.push(("405", app.send(post("/favicon.svg", "same-origin")).await));
            app.sign_in(&home).await;
            for path in ["/", "/pets", "/no/such/page"] {
                answers.push((path, app.get(path).await));
            }
            for (what, answer) in answers {
                for (name, value) in [
                    ("x-content-type-options", "nosniff"),
                    ("x-frame-options", "DENY"),
                    ("referrer-policy", "same-origin"),
                    ("cross-origin-opener-policy", "same-origin"),
                ] {
                    assert_eq!(answer.header(name), Some(value), "{name} of {what}");
                }
                let policy = answer.header("content-security-policy").expect("a policy");
                assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
                assert!(answer.header("permissions-policy").is_some(), "{what}");
                assert_eq!(answer.header("strict-transport-security").is_some(), origin.starts_with("https"), "{what}");
            }
        }
    }

    async fn only_forms_of_a_reasonable_size_are_read(state: AppState) {
        let (book, app) = (book(&state, "Robin").await, TestApp::new(state));
        app.sign_in(&book.home).await;
        let long = format!("email={}", "x".repeat(70_000));
        let bodies = [
            ("application/x-www-form-urlencoded", long.clone()),
            ("application/json", r#"{"email":"x","password":"y","next":"/"}"#.to_owned()),
            ("application/json", "{".repeat(30_000)),
            ("text/plain", "email=x&password=y&next=/".to_owned()),
            ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\nx\r\n--x--\r\n".to_owned()),
            ("application/x-www-form-urlencoded", "%%%=%ff&&&=&[[]]=1&a[b][c]=2".to_owned()),
            ("application/x-www-form-urlencoded", "a=1&".repeat(10_000)),
            ("", String::new()),
        ];
        // These need nothing: what they cannot read they take for nothing said, and answer with the first page, or that the desk is not for this caller.
        let undemanding = [("/api/oidc/prove", 404), ("/api/methods/begin", 409), ("/api/methods/add", 409), ("/api/claims/list", 200), ("/api/billing/payments", 200), ("/api/desk/search", 403), ("/api/desk/audit", 403), ("/api/desk/claims/list", 403)];
        let demands = |path: &str| undemanding.iter().all(|(undemanding, _)| *undemanding != path);
        for function in FUNCTIONS.iter().filter(|function| !function.fields.is_empty() && demands(function.path)) {
            for (content_type, body) in &bodies {
                let request = app.request(Method::POST, function.path).header(ACCEPT, "application/json").header(CONTENT_TYPE, *content_type);
                let answer = app.send(request.body(Body::from(body.clone())).expect("a request")).await;
                assert!(answer.status.is_client_error(), "{} with {content_type}: {answer:?}", function.path);
                assert!(matches!(answer.error(), AppError::Invalid(_)), "{} with {content_type}: {answer:?}", function.path);
            }
        }
        for (path, expected) in undemanding {
            for (content_type, body) in &bodies {
                let request = app.request(Method::POST, path).header(ACCEPT, "application/json").header(CONTENT_TYPE, *content_type);
                let answer = app.send(request.body(Body::from(body.clone())).expect("a request")).await;
                assert!(answer.status == expected || answer.status == 422, "{path} with {content_type}: {answer:?}");
            }
        }
        assert_eq!(app.get("/pets").await.status, 200);
    }

    async fn only_what_is_there_is_kept_in_caches(state: AppState) {
        let app = TestApp::new(state);
        let page = app.get("/sign-in").await.text();
        let texts = tags(&page).into_iter().find_map(|tag| tag.get("href").filter(|to| to.starts_with("/texts/")).map(str::to_owned)).expect("the texts");
        let answer = app.get(&texts).await;
        assert_eq!((answer.status.as_u16(), answer.header("cache-control")), (200, Some("public, max-age=31536000, immutable")));
        for path in ["/texts/none.txt", "/pkg/none.js", "/fonts/none.woff2"] {
            let answer = app.get(path).await;
            assert_eq!((answer.status.as_u16(), answer.header("cache-control")), (404, None), "{path}");
        }
    }

    async fn what_is_not_there_says_so(state: AppState) {
        let (book, app) = (book(&state, "Robin").await, TestApp::new(state));
        app.sign_in(&book.home).await;
        assert_eq!(app.get("/no/such/page").await.status, StatusCode::NOT_FOUND);
        assert!(app.get("/no/such/page").await.text().contains("<h1"));
        for path in ["/texts/en.0.txt", "/texts/../Cargo.toml", "/pkg/../Cargo.toml", "/pkg/%2e%2e/Cargo.toml", "/api/none"] {
            let request = app.request(Method::GET, path).header(ACCEPT, HTML).body(Body::empty()).expect("a request");
            let answer = app.send(request).await;
            assert!(answer.status.is_client_error(), "{path}: {answer:?}");
        }
    }
}
