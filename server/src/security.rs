//! What happens before any page or function: who asks, from where, in which language; and the headers of every answer.

use std::sync::Arc;

use app::auth::api::cookies::{self, Secure};
use app::auth::model::sign_in_path;
use app::auth::store;
use app::error::AppError;
use app::shell::Theme;
use app::state::AppState;
use app::texts::Lang;
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, ORIGIN, REFERRER_POLICY, REFRESH, RETRY_AFTER, VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use crate::failure;

/// What the security layers need.
#[derive(Clone)]
pub struct Security {
    /// The product's state, for sessions.
    pub state: AppState,
    /// Our own origin as people type it: `https://portal.example.com`.
    pub origin: Arc<str>,
    /// Whether it begins with https.
    pub secure: Secure,
    /// Address of the style sheet, for the page that is shown while the database does not answer.
    pub css: Arc<str>,
}

/// Refuses what another site made the browser send: every non-GET must come from our own pages.
///
/// `Sec-Fetch-Site` is the browser's own word; where it is missing, `Origin` must be ours. A request with neither is refused too: no browser
/// in use sends a form without one of them.
pub async fn same_origin_only(State(security): State<Security>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) || is_own(request.headers(), &security.origin) {
        next.run(request).await
    } else {
        tracing::info!("Refused a request from another site");
        (StatusCode::FORBIDDEN, "This request did not come from our own pages, so nothing was done.").into_response()
    }
}

fn is_own(headers: &HeaderMap, own: &str) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match (text(&HeaderName::from_static("sec-fetch-site")), text(&ORIGIN)) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin == own || (origin.split_once("://").map(|(_, host)| host) == text(&HOST) && text(&HOST).is_some()),
        (None, None) => false,
    }
}

/// Finds out once per request who is signed in and how the page should speak and look; sends strangers to the sign-in page.
pub async fn recognise(State(security): State<Security>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let token = cookies::value(headers, cookies::session_name(security.secure)).filter(|token| token.len() == 64);
    let session = match token {
        Some(token) => match store::session(&security.state, token).await {
            Ok(session) => session.map(Arc::new),
            Err(error) => return unavailable(&AppError::from(error), &security.css, &request),
        },
        None => None,
    };
    let lang = cookies::value(headers, "lang")
        .and_then(Lang::parse)
        .or(session.as_ref().and_then(|session| session.language))
        .or_else(|| accepted_language(headers))
        .unwrap_or(Lang::En);
    let theme = cookies::value(headers, "theme").and_then(Theme::parse).unwrap_or(Theme::System);
    let path = request.uri().path();
    let page = matches!(*request.method(), Method::GET | Method::HEAD) && !path.starts_with("/api/");
    match &session {
        None if page && !app::routes::is_public(path) => return Redirect::to(&sign_in(request.uri())).into_response(),
        Some(session) if page && matches!(path, "/" | "/sign-in") => {
            let home = session.roles().home();
            if path != home {
                return Redirect::to(home).into_response();
            }
        }
        _ => {}
    }
    if let Some(session) = session {
        request.extensions_mut().insert(session);
    }
    request.extensions_mut().insert(lang);
    request.extensions_mut().insert(theme);
    next.run(request).await
}

fn sign_in(uri: &Uri) -> String {
    sign_in_path(uri.path_and_query().map_or("/", |path| path.as_str()))
}

/// What is said while the database does not answer: to the running app the error it knows, to a person a page, which tries again by itself
/// unless that would send a form anew.
fn unavailable(error: &AppError, css: &str, request: &Request) -> Response {
    let headers = request.headers();
    let reads_pages = failure::wants_html(headers);
    let mut response = if reads_pages {
        failure::page(css, &[chosen_language(headers).unwrap_or(Lang::En)], error)
    } else {
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
        (status, [(CACHE_CONTROL, "no-store")], axum::Json(error)).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(RETRY_AFTER, HeaderValue::from_static("2"));
    if reads_pages && *request.method() == Method::GET {
        headers.insert(REFRESH, HeaderValue::from_static("3"));
    }
    response
}

/// The language in a request's own cookie or headers.
fn chosen_language(headers: &HeaderMap) -> Option<Lang> {
    cookies::value(headers, "lang").and_then(Lang::parse).or_else(|| accepted_language(headers))
}

fn accepted_language(headers: &HeaderMap) -> Option<Lang> {
    headers.get(ACCEPT_LANGUAGE).and_then(|value| Lang::accepted(value.to_str().ok()?))
}

/// Headers that every answer carries. Pages bring their own content security policy, with their nonce; everything else may load nothing.
pub async fn headers(State(security): State<Security>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(
        "permissions-policy",
        HeaderValue::from_static("camera=(self), geolocation=(), microphone=(), payment=()"),
    );
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.append(VARY, HeaderValue::from_static("cookie, accept-language"));
    if security.secure.0 {
        headers.insert("strict-transport-security", HeaderValue::from_static("max-age=63072000; includeSubDomains"));
    }
    headers
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn only_our_own_pages_may_post() {
        let own = "https://portal.example.com";
        assert!(is_own(&sent(&[("sec-fetch-site", "same-origin")]), own));
        assert!(is_own(&sent(&[("origin", own)]), own));
        assert!(is_own(&sent(&[("origin", "http://127.0.0.1:3000"), ("host", "127.0.0.1:3000")]), own));
        for foreign in [
            sent(&[]),
            sent(&[("sec-fetch-site", "cross-site"), ("origin", own)]),
            sent(&[("sec-fetch-site", "same-site")]),
            sent(&[("sec-fetch-site", "none")]),
            sent(&[("origin", "https://evil.example"), ("host", "portal.example.com")]),
            sent(&[("origin", "null")]),
        ] {
            assert!(!is_own(&foreign, own), "{foreign:?}");
        }
    }
}
