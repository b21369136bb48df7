//! Pages for when the product itself cannot show one: static, styled by a link, without any script.

use std::any::Any;
use std::fmt::Write as _;
use std::sync::Arc;

use app::error::{AppError, internal};
use app::texts::Lang;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// What such a page may load: our style sheet and its font.
const POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page of an error in the languages given. `css` is the address of the style sheet.
pub fn page(css: &str, languages: &[Lang], error: &AppError) -> Response {
    let mut html = format!(
        "<!DOCTYPE html><html lang=\"{}\" data-theme=\"system\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{}</title>\
         <link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\"><link rel=\"stylesheet\" href=\"{css}\"></head>\
         <body><main id=\"main\" class=\"dead-end\" role=\"alert\">",
        languages.first().unwrap_or(&Lang::En),
        Lang::En.brand(),
    );
    for (i, l) in languages.iter().copied().enumerate() {
        let (title, sentence, reference) = match error {
            AppError::Internal(reference) => (l.error_broken_title(), l.error_broken().to_owned(), l.error_reference(reference)),
            other => (l.error_title(), other.sentence(l), String::new()),
        };
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
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (CACHE_CONTROL, "no-store"),
    ];
    (status, headers, html).into_response()
}

/// After a panic: what it said goes to the log, its reference to the person, in every language, since nobody knows any more who asked.
pub fn panicked(css: &str, panic: &(dyn Any + Send)) -> Response {
    let words = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    page(css, &Lang::ALL, &internal(&format!("panic: {}", words.unwrap_or("without words"))))
}

/// Whether a person's browser asked for a page, not our own code for data.
pub fn wants_html(headers: &HeaderMap) -> bool {
    headers
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// Gives a page to an answer that took too long and came back with nothing.
pub async fn dress(State(css): State<Arc<str>>, request: Request, next: Next) -> Response {
    let html = wants_html(request.headers());
    let response = next.run(request).await;
    let bare = response.status() == StatusCode::SERVICE_UNAVAILABLE && !response.headers().contains_key(CONTENT_TYPE);
    if html && bare {
        page(&css, &Lang::ALL, &AppError::Unavailable)
    } else {
        response
    }
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
        let css: Arc<str> = "/pkg/pawtal.css".into();
        let app = Router::new()
            .route(
                "/panics",
                get(|| async {
                    if true {
                        panic!("secret detail")
                    }
                }),
            )
            .route("/late", get(|| async { StatusCode::SERVICE_UNAVAILABLE }))
            .layer(from_fn_with_state(css.clone(), dress))
            .layer(CatchPanicLayer::custom(move |panic: Box<dyn Any + Send>| panicked(&css, panic.as_ref())));
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
    async fn an_answer_that_took_too_long_is_a_page() {
        let (status, _, page) = answer("/late").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(page.contains(Lang::En.error_unavailable()) && page.contains("/pkg/pawtal.css"));
    }
}
