//! The end of every way to sign in.

use http::header::{HeaderValue, LOCATION};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use super::audit::{self, By};
use super::factors::{self, rules};
use super::guard::{Session, is_plain_form, use_session};
use super::model::{Strength, leading_back, safe_next};
use super::oidc::ports::Identity;
use super::{api::cookies, oidc, store};
use crate::error::AppError;
use crate::ids::PersonId;
use crate::sessions::browser::Browser;
use crate::sessions::store::{self as sessions, Started};
use crate::state::AppState;

/// How somebody proved who they are.
#[derive(Clone, Copy, Debug)]
pub struct Proof<'a> {
    /// By what, in the words of the audit log: `password and totp`.
    pub by: &'a str,
    /// How strongly.
    pub strength: Strength,
    /// Who the OpenID provider says they are, when they came from there.
    pub identity: Option<&'a Identity>,
}

/// Signs a person in who has proved who they are `by` something of ours; see [`arrive_with`].
///
/// # Errors
/// `Invalid` when the deployment holds this person to its OpenID provider, `Unavailable` or `Internal` when it cannot be stored.
pub async fn arrive(state: &AppState, person: &PersonId, by: &str, strength: Strength, next: &str) -> Result<String, AppError> {
    let identity = None;
    arrive_with(state, person, &Proof { by, strength, identity }, next).await
}

/// Signs a person in: the session before ends, a new one with a new token begins, and the way leads to `next`, an address of our own; now and then
/// by a page that asks a person with one factor for a second. Gives where: a plain form is sent there, the running app loads it anew, since menus
/// and pages depend on who one is.
///
/// # Errors
/// As [`arrive`].
pub async fn arrive_with(state: &AppState, person: &PersonId, proof: &Proof<'_>, next: &str) -> Result<String, AppError> {
    let (started, to) = begin(state, person, proof, use_session().as_deref(), &Browser::of_request(state), next).await?;
    cookies::set_session(&started);
    if is_plain_form() {
        leptos_axum::redirect(&to);
    } else if let (Some(response), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&to)) {
        response.insert_header(LOCATION, value);
    }
    Ok(to)
}

/// Begins the session, and says where the way leads.
///
/// # Errors
/// As [`arrive`].
pub(super) async fn begin(
    state: &AppState,
    person: &PersonId,
    proof: &Proof<'_>,
    before: Option<&Session>,
    browser: &Browser,
    next: &str,
) -> Result<(Started, String), AppError> {
    if proof.identity.is_none() {
        oidc::store::may_arrive_otherwise(state, person).await?;
    }
    let mut tx = state.store.begin().await?;
    if let Some(before) = before {
        store::end_session(&mut tx, state, &before.id).await?;
    }
    let started = sessions::start(&mut tx, state, person, proof.strength, browser).await?;
    if let Some(identity) = proof.identity {
        oidc::store::keep_token(&mut tx, state, &started.id, identity).await?;
    }
    let (sign_ins, asked_at) = factors::store::count_sign_in(&mut tx, person).await?;
    let detail = serde_json::json!({ "by": proof.by, "strength": proof.strength });
    audit::record(&mut tx, state, By::Person(person), "sign_in", ("person", person.as_str()), detail).await?;
    tx.commit().await?;
    let next = safe_next(next);
    let asks = proof.strength == Strength::One && rules::asks_for_second(sign_ins, asked_at, state.clock.now());
    let to = if asks { leading_back("/sign-in/second", next) } else { next.to_owned() };
    Ok((started, to))
}
