//! Bodies that no form sends: too long, of another kind, of no kind. Every function refuses them early and in a sentence.

mod common;

use app::on_both_engines;
use app::testing::home;
use axum::body::Body;
use axum::http::Method;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use common::TestApp;
use common::functions::FUNCTIONS;
use futures::StreamExt as _;

const TEN_MEGABYTES: usize = 10 * 1024 * 1024;

on_both_engines! {
    async fn no_function_reads_ten_megabytes(state: AppState) {
        let (home, app) = (home(&state, "Robin", &[]).await, TestApp::new(state));
        app.sign_in(&home).await;
        for function in FUNCTIONS.iter().filter(|function| !function.fields.is_empty() && !function.path.ends_with("sign_out")) {
            let read = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
            let counted = read.clone();
            let chunks = futures::stream::iter(std::iter::once("password=".to_owned()).chain(std::iter::repeat_n("x".repeat(16 * 1024), TEN_MEGABYTES / (16 * 1024))));
            let chunks = chunks.map(move |chunk| {
                counted.fetch_add(chunk.len(), std::sync::atomic::Ordering::Relaxed);
                Ok::<_, std::io::Error>(chunk)
            });
            let request = app.request(Method::POST, function.path).header(ACCEPT, "application/json");
            let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from_stream(chunks)).expect("a request");
            let answer = app.send(request).await;
            assert!(answer.status.is_client_error(), "{}: {answer:?}", function.path);
            assert!(answer.body.len() < 1000, "{}: {}", function.path, answer.body.len());
            let read = read.load(std::sync::atomic::Ordering::Relaxed);
            assert!(read <= 128 * 1024, "{} read {read} bytes", function.path);
        }
    }

    async fn what_is_no_form_gets_a_sentence(state: AppState) {
        let (home, app) = (home(&state, "Robin", &[]).await, TestApp::new(state));
        let kinds = [
            ("application/json", r#"{"email":"robin@test.example","password":"x","next":"/"}"#),
            ("text/plain", "I forgot my password"),
            ("multipart/form-data; boundary=x", "--x--\r\n"),
            ("application/x-www-form-urlencoded", "%FF%FE=%00&&&==="),
            ("application/octet-stream", "\u{0}\u{1}\u{2}"),
        ];
        for function in FUNCTIONS.iter().filter(|function| !function.fields.is_empty() && !function.path.ends_with("sign_out")) {
            app.sign_in(&home).await;
            // What may be called with nothing may be called with anything.
            if app.call(function.path, &[]).await.status.is_success() {
                continue;
            }
            for (kind, body) in kinds {
                let request = app.request(Method::POST, function.path).header(ACCEPT, "application/json").header(CONTENT_TYPE, kind);
                let answer = app.send(request.body(Body::from(body)).expect("a request")).await;
                assert!(answer.status.is_client_error(), "{} as {kind}: {answer:?}", function.path);
                assert!(!answer.error().sentence(app::texts::Lang::En).is_empty());
            }
        }
    }

    async fn a_form_that_is_none_leads_a_person_back_with_a_sentence(state: AppState) {
        let app = TestApp::new(state);
        for (page, path) in [("/sign-in", "/api/auth/sign_in"), ("/register", "/api/register/ask"), ("/reset", "/api/reset/ask")] {
            let request = app.request(Method::POST, path).header(ACCEPT, common::HTML).header("referer", format!("{}{page}", common::ORIGIN_URL));
            let answer = app.send(request.header(CONTENT_TYPE, "application/json").body(Body::from("{}")).expect("a request")).await;
            let back = answer.location().unwrap_or_else(|| panic!("{path}: {answer:?}")).trim_start_matches(common::ORIGIN_URL).to_owned();
            let shown = app.get(&back).await;
            assert_eq!(shown.status, 200, "{back}");
            assert!(shown.text().contains(app::texts::Lang::En.ui_error_title()), "{path}");
        }
    }
}
