//! The end of every way to sign in.

use super::audit::{self, By};
use super::guard::use_session;
use super::model::{Strength, safe_next};
use super::{api::cookies, store};
use crate::error::AppError;
use crate::ids::PersonId;
use crate::sessions::browser::Browser;
use crate::sessions::store as sessions;
use crate::state::AppState;

/// Signs a person in who has proved who they are `by` something: the session before ends, a new one with a new token begins, and the way leads to
/// `next`, an address of our own.
///
/// # Errors
/// `Invalid` when the deployment holds this person to its OpenID provider, `Unavailable` or `Internal` when it cannot be stored.
pub async fn arrive(state: &AppState, person: &PersonId, by: &str, strength: Strength, next: &str) -> Result<(), AppError> {
    super::oidc::store::may_arrive_otherwise(state, person).await?;
    let mut tx = state.store.begin().await?;
    if let Some(before) = use_session() {
        store::end_session(&mut tx, state, &before.id).await?;
    }
    let started = sessions::start(&mut tx, state, person, strength, &Browser::of_request(state)).await?;
    let detail = serde_json::json!({ "by": by });
    audit::record(&mut tx, state, By::Person(person), "sign_in", ("person", person.as_str()), detail).await?;
    tx.commit().await?;
    cookies::set_session(&started);
    leptos_axum::redirect(safe_next(next));
    Ok(())
}
