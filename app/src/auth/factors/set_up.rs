//! Setting a factor up: by somebody signed in with a fresh proof, or by staff who have given their password and may do nothing else yet.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::attempt::{self, Attempt};
use super::store;
use crate::auth::api::cookies;
use crate::auth::guard::{Session, signed_in, use_session};
use crate::auth::model::{Strength, leading_back};
use crate::auth::tickets::{self, Kind, Ticket};
use crate::db::Tx;
use crate::error::{AppError, FieldError};
use crate::ids::PersonId;
use crate::notify::{Text, jobs};
use crate::state::AppState;

/// Name of the cookie of what is being set up.
const COOKIE: &str = "set_up";
/// Name of the cookie of recovery codes that wait to be written down.
const CODES: &str = "codes";

/// Who sets something up.
pub enum By {
    /// Somebody signed in.
    Session(Arc<Session>),
    /// Somebody who must have a second factor before a session begins.
    Attempt(Box<Attempt>),
}

impl By {
    /// Whoever may look at a page of setting up.
    ///
    /// # Errors
    /// `SignIn` when it is nobody.
    pub async fn anyone(state: &AppState) -> Result<By, AppError> {
        match (use_session(), attempt::current(state).await?.filter(|attempt| attempt.half.must_set_up)) {
            (None, Some(attempt)) => Ok(By::Attempt(Box::new(attempt))),
            _ => Ok(By::Session(signed_in().await?)),
        }
    }

    /// Whoever may change something: in a session only with a fresh proof.
    ///
    /// # Errors
    /// `SignIn` when it is nobody, `ProveAgain` when the last proof is too old.
    pub async fn proved(state: &AppState) -> Result<By, AppError> {
        let by = By::anyone(state).await?;
        if let By::Session(_) = by {
            super::proof::freshly_proved().await?;
        }
        Ok(by)
    }

    /// Who it is.
    pub fn person(&self) -> &PersonId {
        match self {
            By::Session(session) => &session.person,
            By::Attempt(attempt) => &attempt.person,
        }
    }

    /// Goes on after something was set up: whoever waited for it is signed in now; new recovery codes are shown.
    ///
    /// # Errors
    /// `SignIn` when the attempt was used meanwhile.
    pub async fn go_on(&self, state: &AppState, how: &str, strength: Strength, has_codes: bool) -> Result<(), AppError> {
        let after = match self {
            By::Session(_) => "/account/security",
            By::Attempt(attempt) => attempt.half.next.as_str(),
        };
        let to = if has_codes { leading_back("/set-up/codes", after) } else { after.to_owned() };
        match self {
            By::Session(_) => leptos_axum::redirect(&to),
            By::Attempt(attempt) => leptos_axum::redirect(&attempt.pass(state, how, strength, &to).await?),
        }
        Ok(())
    }
}

/// What is being set up.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Secret {
    /// The app's secret, or the phone's number.
    pub secret: String,
    /// The code that was sent to the phone; empty for an app, which makes its own.
    pub code: String,
}

/// Begins to set up an app or a phone; what was begun before in another tab is void.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn begin(tx: &mut Tx, state: &AppState, kind: Kind, person: &PersonId, secret: &Secret) -> Result<(), AppError> {
    tickets::void(tx, state, kind, person).await?;
    let token = tickets::issue(tx, state, kind, Some(person), secret).await?;
    cookies::set_ticket(COOKIE, &token);
    Ok(())
}

/// What this browser sets up, with the token that names it.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be read.
pub async fn current(state: &AppState, kind: Kind, person: &PersonId) -> Result<Option<(String, Ticket<Secret>)>, AppError> {
    let Some(token) = cookies::ticket(COOKIE) else { return Ok(None) };
    Ok(named(state, kind, person, &token).await?.map(|ticket| (token, ticket)))
}

/// What a form names.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be read.
pub async fn named(state: &AppState, kind: Kind, person: &PersonId, token: &str) -> Result<Option<Ticket<Secret>>, AppError> {
    let ticket = tickets::look::<Secret>(state, kind, token).await?;
    Ok(ticket.filter(|ticket| ticket.person.as_ref() == Some(person)))
}

/// Uses up what was set up.
///
/// # Errors
/// `Conflict` when another tab was faster.
pub async fn finish(tx: &mut Tx, state: &AppState, ticket: &Ticket<Secret>) -> Result<(), AppError> {
    if !tickets::use_up(tx, state, &ticket.id).await? {
        return Err(AppError::Conflict);
    }
    cookies::clear_ticket(COOKIE);
    Ok(())
}

/// A wrong code while setting up.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn missed(state: &AppState, ticket: &Ticket<Secret>, sentence: &str) -> Result<AppError, AppError> {
    tickets::miss(state, &ticket.id).await?;
    Ok(AppError::Invalid(vec![FieldError::new("code", sentence)]))
}

/// Six random digits, as likely as one another.
pub fn six_digits(state: &AppState) -> String {
    format!("{:06}", u64::from_be_bytes(state.random.bytes::<8>()) % 1_000_000)
}

/// Sends a code to a number, in the language of its owner.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn text_code(tx: &mut Tx, state: &AppState, person: &PersonId, number: &str, code: &str) -> Result<(), AppError> {
    let (_, lang) = store::reach(tx, person).await?;
    let lang = lang.unwrap_or_else(crate::texts::use_lang);
    jobs::text(tx, state, number, lang, Text::Code { code: code.to_owned() }).await
}

/// Keeps recovery codes until they are written down: ten minutes in this browser, sealed. Gives whether there are any.
///
/// # Errors
/// `Unavailable` or `Internal` when they cannot be stored.
pub async fn show_codes(tx: &mut Tx, state: &AppState, person: &PersonId, codes: &[String]) -> Result<bool, AppError> {
    if codes.is_empty() {
        return Ok(false);
    }
    tickets::void(tx, state, Kind::Codes, person).await?;
    let token = tickets::issue(tx, state, Kind::Codes, Some(person), &codes).await?;
    cookies::set_ticket(CODES, &token);
    Ok(true)
}

/// The recovery codes that wait to be written down, and their ticket.
///
/// # Errors
/// `Unavailable` or `Internal` when they cannot be read.
pub async fn codes(state: &AppState, person: &PersonId) -> Result<Option<Ticket<Vec<String>>>, AppError> {
    let Some(token) = cookies::ticket(CODES) else { return Ok(None) };
    let ticket = tickets::look::<Vec<String>>(state, Kind::Codes, &token).await?;
    Ok(ticket.filter(|ticket| ticket.person.as_ref() == Some(person)))
}

/// They are written down: nobody sees them again.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn forget_codes(state: &AppState, person: &PersonId) -> Result<(), AppError> {
    if let Some(ticket) = codes(state, person).await? {
        let mut tx = state.store.begin().await?;
        tickets::use_up(&mut tx, state, &ticket.id).await?;
        tx.commit().await?;
    }
    cookies::clear_ticket(CODES);
    Ok(())
}
