//! One guard: the first line of every server function is `let actor = auth::policyholder().await?` (or `anyone()`).
//!
//! The server looks the session up once per request (server/src/security.rs) and leaves it in the request's extensions.

use std::sync::Arc;

use http::request::Parts;
use leptos::prelude::use_context;

use super::model::Strength;
use crate::error::{AppError, internal};
use crate::ids::{HouseholdId, PersonId, SessionId};
use crate::state::AppState;
use crate::texts::Lang;

/// A live session, as found once per request.
#[derive(Clone, Debug)]
pub struct Session {
    /// Which session.
    pub id: SessionId,
    /// Whose.
    pub person: PersonId,
    /// The language the person chose.
    pub language: Option<Lang>,
    /// What the person may do as a policyholder, if anything.
    pub policyholder: Option<Policyholder>,
    /// How strongly they proved who they are.
    pub strength: Strength,
    /// When they proved it last, in UTC milliseconds.
    pub proved_at: i64,
}

/// The person who owns the policies of one household. Every function that touches customers' data takes the actor.
#[derive(Clone, Debug)]
pub struct Policyholder {
    /// Who acts.
    pub person: PersonId,
    /// What to call them.
    pub given_name: String,
    /// Whose data may be reached.
    pub household: HouseholdId,
    /// IANA time zone of the household: its dates are the dates of service and cover.
    pub zone: String,
    /// US state, two letters: chooses the legal clocks.
    pub state: String,
}

/// The session of this request, if somebody is signed in.
pub fn use_session() -> Option<Arc<Session>> {
    use_context::<Parts>()?.extensions.get::<Arc<Session>>().cloned()
}

/// Whoever is signed in, whatever they may do.
///
/// # Errors
/// `SignIn` when nobody is.
pub async fn signed_in() -> Result<Arc<Session>, AppError> {
    use_session().ok_or(AppError::SignIn).inspect_err(|_| form_to_sign_in())
}

/// The signed-in policyholder.
///
/// # Errors
/// `SignIn` when nobody is signed in, `Forbidden` when somebody without a household is.
pub async fn policyholder() -> Result<Policyholder, AppError> {
    let session = signed_in().await?;
    session.policyholder.clone().ok_or(AppError::Forbidden)
}

/// Whether this request is a form that the browser sent by itself: it wants a page, not a value.
pub fn is_plain_form() -> bool {
    let Some(parts) = use_context::<Parts>() else { return false };
    let accept = parts.headers.get(http::header::ACCEPT).and_then(|value| value.to_str().ok());
    parts.method == http::Method::POST && accept.is_some_and(|accept| accept.contains("text/html"))
}

/// A form sent after the session ended leads to the sign-in page, and from there back to the page it stood on.
fn form_to_sign_in() {
    if let Some(page) = page_of_plain_form() {
        leptos_axum::redirect(&super::model::sign_in_path(&page));
    }
}

/// The page that a plain form stood on, by its path and query.
pub(super) fn page_of_plain_form() -> Option<String> {
    let parts = use_context::<Parts>().filter(|_| is_plain_form())?;
    let referer = parts.headers.get(http::header::REFERER).and_then(|value| value.to_str().ok());
    let path = referer.and_then(|from| from.split_once("://")?.1.split_once('/')).map_or("", |(_, path)| path);
    // Without the error of a try before: it would greet the person who comes back.
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let query: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("__")).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    Some(format!("/{path}{mark}{}", query.join("&")))
}

/// Nobody in particular: for the few functions that anyone may call. They are listed by name in the test of the guard.
pub async fn anyone() -> Result<Option<Arc<Session>>, AppError> {
    Ok(use_session())
}

/// The server's state inside a server function.
///
/// # Errors
/// `Internal` outside a request.
pub fn app_state() -> Result<AppState, AppError> {
    use_context::<AppState>().ok_or_else(|| internal(&"no state in this context"))
}
