//! What was typed when a session had ended: kept sealed for ten minutes, without passwords and codes, and shown again to the same person alone,
//! in the form it was typed into. It waits on the server; the browser holds only the token that leads to it.

use std::sync::Arc;

use axum::Form;
use axum::body::Body;
use axum::extract::{FromRequest as _, Request};
use http::header::CONTENT_TYPE;
use http::request::Parts;
use leptos::prelude::with_context;
use serde::{Deserialize, Serialize};

use crate::auth::tickets::{self, Kind};
use crate::error::AppError;
use crate::ids::PersonId;
use crate::state::AppState;
use crate::texts::Lang;

/// The content type of a plain form.
const FORM: &str = "application/x-www-form-urlencoded";
/// Whether a field of this name is never kept.
fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    ["password", "passkey", "secret", "token"].iter().any(|word| name.contains(word)) || name == "code" || name.ends_with("_code")
}

/// A form as it was typed.
#[derive(Serialize, Deserialize)]
struct Typed {
    /// Address of the page it stood on, without its query.
    page: String,
    fields: Vec<(String, String)>,
}

/// The fields of a form as a browser sends them.
pub async fn fields(body: impl Into<Body>) -> Vec<(String, String)> {
    let Ok(request) = Request::post("/").header(CONTENT_TYPE, FORM).body(body.into()) else {
        return Vec::new();
    };
    Form::from_request(request, &()).await.map(|Form(fields)| fields).unwrap_or_default()
}

/// Keeps a form for a person. Gives the token for the cookie; `None` when nothing in it may be kept.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn keep(state: &AppState, person: &PersonId, page: &str, mut fields: Vec<(String, String)>) -> Result<Option<String>, AppError> {
    fields.retain(|(name, _)| !is_secret(name));
    if fields.is_empty() || !page.starts_with('/') {
        return Ok(None);
    }
    let page = page.split(['?', '#']).next().unwrap_or_default().to_owned();
    let mut tx = state.store.begin().await?;
    // The last one counts.
    tickets::void(&mut tx, state, Kind::Typed, person).await?;
    let token = tickets::issue(&mut tx, state, Kind::Typed, Some(person), &Typed { page, fields }).await?;
    tx.commit().await?;
    Ok(Some(token))
}

/// What a token leads to.
pub enum Found {
    /// The form of this page, once.
    Again(Arc<Again>),
    /// The form of another page: it waits.
    Waits,
    /// Nothing, or nothing for this person: the token is of no more use.
    Nothing,
}

/// What was typed, for the page that is about to be shown again.
pub struct Again {
    fields: Vec<(String, String)>,
}

/// Looks for what this person typed into a page. Somebody else's is thrown away.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be read.
pub async fn take(state: &AppState, person: &PersonId, token: &str, page: &str) -> Result<Found, AppError> {
    let Some(ticket) = tickets::look::<Typed>(state, Kind::Typed, token).await? else {
        return Ok(Found::Nothing);
    };
    let own = ticket.person.as_ref() == Some(person);
    if own && ticket.payload.page != page {
        return Ok(Found::Waits);
    }
    let mut tx = state.store.begin().await?;
    let first = tickets::use_up(&mut tx, state, &ticket.id).await?;
    tx.commit().await?;
    if !own || !first {
        return Ok(Found::Nothing);
    }
    let again = Again { fields: ticket.payload.fields };
    Ok(Found::Again(Arc::new(again)))
}

fn with_again<T>(look: impl FnOnce(&Again) -> Option<T>) -> Option<T> {
    with_context::<Parts, _>(|parts| parts.extensions.get::<Arc<Again>>().cloned())
        .flatten()
        .and_then(|again| look(&again))
}

/// What was typed into the field of this name.
pub fn value(name: &str) -> Option<String> {
    with_again(|again| again.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()))
}

/// What to say above the form.
pub fn words(l: Lang) -> Option<&'static str> {
    with_again(|_| Some(l.sessions_typed_again()))
}
