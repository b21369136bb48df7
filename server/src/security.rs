//! What happens before any page or function: who asks, from where, in which language; and the headers of every answer.

use std::sync::Arc;

use app::auth::api::cookies::{self, Secure};
use app::auth::model::sign_in_path;
use app::auth::tickets::TICKET_MS;
use app::auth::{Session, store};
use app::error::AppError;
use app::sessions::store::{self as sessions, IDLE_MS, NOTE_MS};
use app::sessions::typed;
use app::shell::Theme;
use app::state::AppState;
use app::texts::Lang;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, LOCATION, ORIGIN, REFERER, REFERRER_POLICY, REFRESH, RETRY_AFTER, SET_COOKIE,
    VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use crate::failure;
use crate::router::FORM_BYTES;

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
    let used = uses_the_session(path, headers);
    match &session {
        None if page && !app::routes::is_public(path) && !sets_up(path, headers, security.secure) => {
            return Redirect::to(&sign_in(request.uri())).into_response();
        }
        Some(session) if page && matches!(path, "/" | "/sign-in") => {
            let home = session.roles().home();
            if path != home {
                return Redirect::to(home).into_response();
            }
        }
        _ => {}
    }
    request.extensions_mut().insert(lang);
    request.extensions_mut().insert(theme);
    request.extensions_mut().insert(security.secure);
    match session {
        Some(session) => as_somebody(&security, session, page, used, request, next).await,
        None => as_nobody(&security, request, next).await,
    }
}

/// Whether a request is made by the person, not by the page for itself: only then does the session stay awake.
fn uses_the_session(path: &str, headers: &HeaderMap) -> bool {
    let by_itself =
        ["/files/", "/api/live"].iter().any(|begin| path.starts_with(begin)) || ["/api/sessions/time_left", "/api/sessions/keep_typed"].contains(&path);
    !by_itself && !headers.contains_key("sec-purpose")
}

/// What somebody signed in asks for. Nothing of it is left in a cache.
async fn as_somebody(security: &Security, session: Arc<Session>, page: bool, used: bool, mut request: Request, next: Next) -> Response {
    let (state, now) = (&security.state, security.state.clock.now());
    let mark = sessions::mark_of(&session);
    // A page that is open is told when its person may do other things than before.
    let changed = cookies::value(request.headers(), cookies::AWAKE).is_some_and(|told| told != mark);
    let note = used && session.used_at + NOTE_MS <= now;
    if note && let Err(error) = sessions::note_use(state, &session.id).await {
        tracing::warn!("The use of a session was not written down: {error}");
    }
    // Whoever says that they are there is told that they were heard, even within the minute.
    let heard = request.uri().path() == "/api/sessions/stay";
    let idle_from = if note || heard { now } else { session.used_at };
    let left = session.expires_at.min(idle_from + IDLE_MS) - now;
    let mark = (note || heard || (used && changed)).then_some(mark);
    let mut forget = None;
    if page && let Some(token) = cookies::value(request.headers(), cookies::TYPED) {
        match typed::take(state, &session.person, token, request.uri().path()).await {
            Ok(typed::Found::Again(again)) => {
                request.extensions_mut().insert(again);
                forget = cookies::typed("", 0, security.secure);
            }
            Ok(typed::Found::Nothing) => forget = cookies::typed("", 0, security.secure),
            Ok(typed::Found::Waits) | Err(_) => {}
        }
    }
    request.extensions_mut().insert(session);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-store"));
    let set_here = headers.get_all(SET_COOKIE).iter().any(|cookie| cookie.as_bytes().starts_with(b"awake="));
    let awake = mark.filter(|_| !set_here).and_then(|mark| cookies::awake(mark, left, security.secure));
    for cookie in [awake, forget].into_iter().flatten() {
        headers.append(SET_COOKIE, cookie);
    }
    response
}

/// What a stranger asks for. A plain form that comes when the session has run out is kept, until its owner has signed in again.
async fn as_nobody(security: &Security, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let token = cookies::value(headers, cookies::session_name(security.secure)).map(str::to_owned);
    let stood_on = headers
        .get(REFERER)
        .and_then(|from| from.to_str().ok()?.parse::<Uri>().ok())
        .map(|from| from.path().to_owned());
    let form = headers
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    let path = request.uri().path();
    let worth = *request.method() == Method::POST && form && failure::wants_html(headers) && path.starts_with("/api/") && !path.starts_with("/api/auth/");
    let (Some(token), Some(page), true) = (token, stood_on, worth) else {
        return next.run(request).await;
    };
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, FORM_BYTES).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let mut response = next.run(Request::from_parts(parts, Body::from(body.clone()))).await;
    let turned_away = response.headers().get(LOCATION).is_some_and(|to| to.as_bytes().starts_with(b"/sign-in"));
    if turned_away && let Some(cookie) = keep(security, &token, &page, body).await {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

async fn keep(security: &Security, token: &str, page: &str, body: Bytes) -> Option<HeaderValue> {
    let state = &security.state;
    let person = sessions::lapsed(state, token).await.ok().flatten()?;
    let kept = typed::keep(state, &person, page, typed::fields(body).await).await.ok().flatten()?;
    cookies::typed(&kept, TICKET_MS / 1000, security.secure)
}

/// Whether somebody has given their password and must set up a second factor before a session begins: the pages for that ask for the ticket.
fn sets_up(path: &str, headers: &HeaderMap, secure: Secure) -> bool {
    path.starts_with("/set-up") && cookies::value(headers, &cookies::ticket_name(secure, cookies::SIGN_IN)).is_some()
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

/// Headers of a page with the payment gateway's form, in place of every other page's: wallets ask the browser for a payment, and a bank's sign-in opens in
/// a window of its own, which must find its way back.
pub fn for_payments(origins: &[String]) -> Vec<(HeaderName, HeaderValue)> {
    let allowed: String = origins.iter().map(|origin| format!(" \"{origin}\"")).collect();
    let policy = format!("camera=(self), geolocation=(), microphone=(), payment=(self{allowed})");
    let policy = HeaderValue::from_str(&policy).ok();
    let opener = (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin-allow-popups"),
    );
    policy
        .map(|policy| (HeaderName::from_static("permissions-policy"), policy))
        .into_iter()
        .chain([opener])
        .collect()
}

/// Headers that every answer carries. Pages bring their own content security policy, with their nonce; everything else may load nothing.
pub async fn headers(State(security): State<Security>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers
        .entry("permissions-policy")
        .or_insert(HeaderValue::from_static("camera=(self), geolocation=(), microphone=(), payment=()"));
    headers.entry("cross-origin-opener-policy").or_insert(HeaderValue::from_static("same-origin"));
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
