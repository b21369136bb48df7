//! Signing in and out.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::audit::{self, By};
use super::model::Me;
#[cfg(feature = "ssr")]
use super::{model, store};
use crate::error::AppError;
use crate::shell::Theme;
use crate::texts::Lang;

/// The first step of signing in. Without a second factor it is the only one: a session begins, and the answer is where to arrive: `next`, an address of our own.
#[server(prefix = "/api", endpoint = "auth/sign_in")]
pub async fn sign_in(email: String, password: String, next: String) -> Result<String, AppError> {
    super::anyone().await?;
    let (state, l) = (super::app_state()?, crate::texts::use_lang());
    let form = model::SignInForm { email, password };
    let credentials = form.parse(l).map_err(AppError::Invalid)?;
    let Some(person) = super::limits::guesses::person_of(&state, &credentials).await? else {
        return Err(AppError::Invalid(vec![crate::error::FieldError::new("", l.auth_wrong())]));
    };
    super::factors::attempt::after_password(&state, &person, model::safe_next(&next)).await
}

/// Ends this session, and at the OpenID provider the one it came from; goes to the sign-in page.
#[server(prefix = "/api", endpoint = "auth/sign_out")]
pub async fn sign_out() -> Result<(), AppError> {
    let session = super::anyone().await?;
    let mut way_out = None;
    if let Some(session) = session {
        let state = super::app_state()?;
        way_out = super::oidc::store::way_out(&state, &session).await;
        let mut tx = state.store.begin().await?;
        store::end_session(&mut tx, &state, &session.id).await?;
        let subject = ("session", session.id.as_str());
        audit::record(&mut tx, &state, By::Person(&session.person), "sign_out", subject, serde_json::json!({})).await?;
        tx.commit().await?;
    }
    cookies::clear_session();
    leptos_axum::redirect(way_out.as_deref().unwrap_or("/sign-in"));
    Ok(())
}

/// Who is signed in, and how the portal looks to them.
#[server(prefix = "/api", endpoint = "auth/me")]
pub async fn load_me() -> Result<Me, AppError> {
    let session = super::signed_in().await?;
    let (name, email) = store::name_and_email(&super::app_state()?, &session.person).await?.ok_or(AppError::NotFound)?;
    let theme = use_context().unwrap_or(Theme::System);
    Ok(Me { name, email, theme })
}

/// Keeps how the portal speaks and, when chosen with it, looks: in cookies, and the language with the person. Goes back to `next`.
#[server(prefix = "/api", endpoint = "auth/choose_appearance")]
pub async fn choose_appearance(lang: Lang, theme: Option<Theme>, next: String) -> Result<(), AppError> {
    let session = super::anyone().await?;
    if let Some(session) = session {
        store::set_language(&super::app_state()?, &session.person, lang).await?;
    }
    cookies::set_appearance(lang, theme);
    leptos_axum::redirect(model::safe_next(&next));
    Ok(())
}

/// The cookies we set, all in one place.
#[cfg(feature = "ssr")]
pub mod cookies {
    use cookie::time::Duration;
    use cookie::{Cookie, SameSite};
    use http::header::{HeaderName, HeaderValue, SET_COOKIE, USER_AGENT};
    use http::request::Parts;
    use leptos::prelude::{use_context, with_context};
    use leptos_axum::ResponseOptions;

    use crate::auth::tickets::TICKET_MS;
    use crate::sessions::devices::KNOWN_SECONDS;
    use crate::sessions::store::{IDLE_MS, Started, WARNING_MS};
    use crate::shell::Theme;
    use crate::texts::Lang;

    /// Whether the portal is reached over TLS: cookies are Secure then, and named so that no other host can set them.
    #[derive(Clone, Copy, Debug)]
    pub struct Secure(pub bool);

    /// Name of the session's cookie.
    pub fn session_name(secure: Secure) -> &'static str {
        if secure.0 { "__Host-session" } else { "session" }
    }

    /// The value of a request's cookie.
    pub fn value<'a>(headers: &'a http::HeaderMap, name: &str) -> Option<&'a str> {
        let sent = headers.get_all(http::header::COOKIE).iter().filter_map(|header| header.to_str().ok());
        sent.flat_map(|header| header.split(';'))
            .find_map(|pair| pair.trim().split_once('=').filter(|(key, _)| *key == name))
            .map(|(_, value)| value)
    }

    fn secure() -> Secure {
        use_context::<Secure>().unwrap_or(Secure(true))
    }

    /// The session's token that the browser sent, whatever it is worth.
    pub(crate) fn session_token() -> Option<String> {
        with_context::<Parts, _>(|parts| value(&parts.headers, session_name(secure())).map(str::to_owned)).flatten()
    }

    fn whole(mut cookie: Cookie<'_>, secure: Secure) -> Option<HeaderValue> {
        cookie.set_path("/");
        cookie.set_secure(secure.0);
        cookie.set_same_site(SameSite::Lax);
        HeaderValue::from_str(&cookie.to_string()).ok()
    }

    fn send(cookie: Cookie<'_>) {
        if let (Some(response), Some(value)) = (use_context::<ResponseOptions>(), whole(cookie, secure())) {
            response.append_header(SET_COOKIE, value);
        }
    }

    fn session_cookie(value: String, seconds: i64) -> Cookie<'static> {
        session_cookie_of(value, seconds, secure())
    }

    fn session_cookie_of(value: String, seconds: i64, secure: Secure) -> Cookie<'static> {
        Cookie::build((session_name(secure), value))
            .http_only(true)
            .max_age(Duration::seconds(seconds))
            .build()
    }

    /// Name of the cookie that is there until it is time to warn: the page's script looks for it (public/session.js). It opens nothing.
    pub const AWAKE: &str = "awake";

    fn awake_cookie(mark: String, left_ms: i64) -> Cookie<'static> {
        let seconds = (left_ms.min(IDLE_MS) - WARNING_MS).max(0) / 1000;
        Cookie::build((AWAKE, mark)).max_age(Duration::seconds(seconds)).build()
    }

    /// The header that says: used just now, and `left_ms` until it ends whatever happens.
    pub fn awake(mark: String, left_ms: i64, secure: Secure) -> Option<HeaderValue> {
        whole(awake_cookie(mark, left_ms), secure)
    }

    fn begun(started: &Started, secure: Secure) -> [Cookie<'static>; 3] {
        [
            session_cookie_of(started.token.clone(), started.lasts_ms / 1000, secure),
            awake_cookie(started.mark.clone(), started.lasts_ms),
            device_cookie(started.device.clone()),
        ]
    }

    /// The cookies of a session that has begun.
    pub(crate) fn set_session(started: &Started) {
        begun(started, secure()).into_iter().for_each(send);
    }

    /// The same as headers, for an answer that Leptos does not make.
    pub(crate) fn of_session(started: &Started, secure: Secure) -> [Option<HeaderValue>; 3] {
        begun(started, secure).map(|cookie| whole(cookie, secure))
    }

    /// The header that keeps the ticket of a sign-in that is half done, for an answer that Leptos does not make.
    pub(crate) fn of_sign_in(token: &str, secure: Secure) -> Option<HeaderValue> {
        whole(ticket_cookie_of(SIGN_IN, token.to_owned(), TICKET_MS / 1000, secure), secure)
    }

    /// Name of the cookie that binds a round trip to the OpenID provider to this browser.
    pub const OIDC: &str = "oidc";

    /// Sends the browser to the provider with it.
    pub(in crate::auth) fn set_oidc(token: &str) {
        if let (Some(response), Some(value)) = (use_context::<ResponseOptions>(), oidc(token, TICKET_MS / 1000, secure())) {
            response.append_header(SET_COOKIE, value);
        }
    }

    /// Its header; with an empty token, that forgets it.
    pub(crate) fn oidc(token: &str, seconds: i64, secure: Secure) -> Option<HeaderValue> {
        whole(Cookie::build((OIDC, token)).http_only(true).max_age(Duration::seconds(seconds)).build(), secure)
    }

    /// Its token, as this browser sent it.
    pub(crate) fn oidc_token() -> Option<String> {
        with_context::<Parts, _>(|parts| value(&parts.headers, OIDC).map(str::to_owned)).flatten()
    }

    /// The session goes on under another token.
    pub(crate) fn turn_session(token: String, left_ms: i64) {
        send(session_cookie(token, left_ms / 1000));
    }

    /// The same as a header, for an answer that Leptos does not make.
    pub(crate) fn of_turned(token: String, left_ms: i64, secure: Secure) -> Option<HeaderValue> {
        whole(session_cookie_of(token, left_ms / 1000, secure), secure)
    }

    fn device_cookie(token: String) -> Cookie<'static> {
        let device = Cookie::build((DEVICE, token)).http_only(true);
        device.max_age(Duration::seconds(KNOWN_SECONDS)).build()
    }

    /// Takes the session's cookies back, and what the browser has stored of the pages and pictures it showed: nothing comes back with Back.
    pub(crate) fn clear_session() {
        send(session_cookie(String::new(), 0));
        send(awake_cookie(String::new(), 0));
        if let Some(response) = use_context::<ResponseOptions>() {
            response.insert_header(HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\""));
        }
    }

    /// Name of the cookie that leads to what was typed when a session ended; see `crate::sessions::typed`.
    pub const TYPED: &str = "typed";

    pub(crate) fn set_typed(token: &str) {
        if let (Some(response), Some(value)) = (use_context::<ResponseOptions>(), typed(token, TICKET_MS / 1000, secure())) {
            response.append_header(SET_COOKIE, value);
        }
    }

    /// The header that keeps the way to what was typed; with an empty token, that forgets it.
    pub fn typed(token: &str, seconds: i64, secure: Secure) -> Option<HeaderValue> {
        whole(
            Cookie::build((TYPED, token)).http_only(true).max_age(Duration::seconds(seconds)).build(),
            secure,
        )
    }

    /// Name of the cookie that holds a form for another look; see `crate::kept`.
    pub const KEPT: &str = "kept";

    /// Name of the ticket of a sign-in that is half done.
    pub const SIGN_IN: &str = "sign_in";

    /// Name of the cookie of a ticket.
    pub fn ticket_name(secure: Secure, name: &str) -> String {
        format!("{}{name}", if secure.0 { "__Host-" } else { "" })
    }

    fn ticket_cookie(name: &str, value: String, seconds: i64) -> Cookie<'static> {
        ticket_cookie_of(name, value, seconds, secure())
    }

    fn ticket_cookie_of(name: &str, value: String, seconds: i64, secure: Secure) -> Cookie<'static> {
        Cookie::build((ticket_name(secure, name), value))
            .http_only(true)
            .max_age(Duration::seconds(seconds))
            .build()
    }

    /// Keeps the token of a ticket in this browser, for as long as the ticket lives.
    pub(in crate::auth) fn set_ticket(name: &str, token: &str) {
        send(ticket_cookie(name, token.to_owned(), TICKET_MS / 1000));
    }

    pub(in crate::auth) fn clear_ticket(name: &str) {
        send(ticket_cookie(name, String::new(), 0));
    }

    /// The token of this browser's ticket.
    pub(in crate::auth) fn ticket(name: &str) -> Option<String> {
        let parts = use_context::<Parts>()?;
        value(&parts.headers, &ticket_name(secure(), name))
            .filter(|token| token.len() == 64)
            .map(str::to_owned)
    }

    fn kept_cookie(value: &str, seconds: i64) -> Cookie<'_> {
        Cookie::build((KEPT, value)).http_only(true).max_age(Duration::seconds(seconds)).build()
    }

    pub(crate) fn set_kept(value: &str) {
        send(kept_cookie(value, 120));
    }

    pub(crate) fn clear_kept() {
        send(kept_cookie("", 0));
    }

    pub(super) fn set_appearance(lang: Lang, theme: Option<Theme>) {
        let chosen = [Some(("lang", lang.as_str())), theme.map(|theme| ("theme", theme.as_str()))];
        for (name, value) in chosen.into_iter().flatten() {
            send(Cookie::build((name, value)).max_age(Duration::days(365)).build());
        }
    }

    /// Name of the cookie that a browser keeps after its first sign-in.
    pub const DEVICE: &str = "device";

    /// The token of this browser, made now if it has none: somebody has just proved to be themselves on it.
    pub(crate) fn known_browser(state: &crate::state::AppState) -> String {
        known_device().unwrap_or_else(|| {
            let token = crate::seal::hex(&state.random.bytes::<32>());
            send(device_cookie(token.clone()));
            token
        })
    }

    /// The token of this browser, if somebody has signed in with it before.
    pub(in crate::auth) fn known_device() -> Option<String> {
        use_context::<Parts>().and_then(|parts| value(&parts.headers, DEVICE).map(str::to_owned))
    }

    pub(crate) fn device() -> String {
        let parts = use_context::<Parts>();
        parts
            .and_then(|p| p.headers.get(USER_AGENT)?.to_str().ok().map(str::to_owned))
            .unwrap_or_default()
    }
}
