//! Pages for when the product itself cannot show one: static, in every language at once, styled by a link, without any script.

use std::any::Any;
use std::fmt::Write as _;
use std::sync::Arc;

use app::error::{AppError, internal};
use app::texts::Lang;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFRESH, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// What such a page may load: our style sheet and its font.
const POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Makes the pages.
#[derive(Clone, Debug)]
pub struct Failure {
    css: Arc<str>,
}

impl Failure {
    /// With the address of the style sheet.
    pub fn new(css: &str) -> Failure {
        Failure { css: css.into() }
    }

    /// What a person sees of an error that came before any page.
    pub fn of(&self, error: &AppError) -> Response {
        match error {
            AppError::Internal(reference) => self.broken(reference),
            _ => self.unavailable(),
        }
    }

    /// After a panic: what it said goes to the log.
    pub fn panicked(&self, panic: &(dyn Any + Send)) -> Response {
        let words = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        self.of(&internal(&format!("panic: {}", words.unwrap_or("without words"))))
    }

    /// Our mistake (500), with its reference in the log.
    fn broken(&self, reference: &str) -> Response {
        let page = self.page(|l| (l.error_broken_title(), l.error_broken(), l.error_reference(reference)));
        (StatusCode::INTERNAL_SERVER_ERROR, page).into_response()
    }

    /// The database or a disk does not answer (503): the browser tries again by itself.
    fn unavailable(&self) -> Response {
        let page = self.page(|l| (l.error_title(), l.error_unavailable(), String::new()));
        (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "2"), (REFRESH, "3")], page).into_response()
    }

    /// A page of a title, a sentence and a reference, each of which may go into HTML as it is.
    fn page(&self, words: impl Fn(Lang) -> (&'static str, &'static str, String)) -> ([(HeaderName, &'static str); 3], String) {
        let mut html = format!(
            "<!DOCTYPE html><html lang=\"en\" data-theme=\"system\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{}</title>\
             <link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\"><link rel=\"stylesheet\" href=\"{}\"></head><body><main class=\"dead-end\">",
            Lang::En.brand(),
            self.css
        );
        for (i, l) in Lang::ALL.into_iter().enumerate() {
            let (title, sentence, reference) = words(l);
            let heading = if i == 0 { "h1" } else { "h2" };
            let _ = write!(
                html,
                "<section class=\"stack-tight\" lang=\"{l}\"><{heading}>{title}</{heading}><p class=\"soft\">{sentence}</p><p class=\"soft number\">{reference}</p>\
                 <p><a class=\"button button-primary\" href=\"/\">{}</a></p><p><a href=\"/help\">{}</a></p></section>",
                l.error_go_home(),
                l.ui_help()
            );
        }
        html.push_str("</main></body></html>");
        let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CONTENT_SECURITY_POLICY, POLICY), (CACHE_CONTROL, "no-store")];
        (headers, html)
    }
}

/// Whether a person's browser asked for a page, not our own code for data.
pub fn wants_html(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

/// Gives a page to an answer that took too long and came back with nothing.
pub async fn dress(State(failure): State<Failure>, request: Request, next: Next) -> Response {
    let html = wants_html(request.headers());
    let response = next.run(request).await;
    let bare = response.status() == StatusCode::SERVICE_UNAVAILABLE && !response.headers().contains_key(CONTENT_TYPE);
    if html && bare { failure.unavailable() } else { response }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt;
    use tower_http::catch_panic::CatchPanicLayer;

    async fn answer(path: &str) -> (StatusCode, HeaderMap, String) {
        let failure = Failure::new("/pkg/pawtal.css");
        let broken = failure.clone();
        let app = Router::new()
            .route("/panics", get(|| async { if true { panic!("secret detail") } }))
            .route("/late", get(|| async { StatusCode::SERVICE_UNAVAILABLE }))
            .layer(from_fn_with_state(failure, dress))
            .layer(CatchPanicLayer::custom(move |panic: Box<dyn Any + Send>| broken.panicked(panic.as_ref())));
        let request = Request::get(path).header(ACCEPT, "text/html").body(Body::empty()).expect("a request");
        let (parts, body) = app.oneshot(request).await.expect("an answer").into_parts();
        let body = to_bytes(body, 100_000).await.expect("a body");
        (parts.status, parts.headers, String::from_utf8_lossy(&body).into_owned())
    }

    #[tokio::test]
    async fn a_panic_becomes_a_page_that_tells_nothing_but_a_reference() {
        let (status, headers, page) = answer("/panics").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(page.contains(Lang::En.error_broken_title()) && page.contains(Lang::Es.error_broken_title()) && page.contains("Reference: "));
        assert!(!page.contains("secret") && !page.contains("<script") && !page.contains("style="));
        assert_eq!(headers.get(CONTENT_SECURITY_POLICY).and_then(|value| value.to_str().ok()), Some(POLICY));
    }

    #[tokio::test]
    async fn an_answer_that_took_too_long_is_a_page_that_tries_again() {
        let (status, headers, page) = answer("/late").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(page.contains(Lang::En.error_unavailable()) && headers.contains_key(REFRESH));
    }
}
