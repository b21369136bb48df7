//! The end of every way to sign in.

use http::header::{HeaderValue, LOCATION};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use super::audit::{self, By};
use super::factors::{self, rules};
use super::guard::{is_plain_form, use_session};
use super::model::{Strength, leading_back, safe_next};
use super::{api::cookies, store};
use crate::error::AppError;
use crate::ids::PersonId;
use crate::sessions::browser::Browser;
use crate::sessions::store as sessions;
use crate::state::AppState;

/// Signs a person in who has proved who they are `by` something: the session before ends, a new one with a new token begins, and the way leads to
/// `next`, an address of our own; now and then by a page that asks a person with one factor for a second. Gives where: a plain form is sent there,
/// the running app loads it anew, since menus and pages depend on who one is.
///
/// # Errors
/// `Invalid` when the deployment holds this person to its OpenID provider, `Unavailable` or `Internal` when it cannot be stored.
pub async fn arrive(state: &AppState, person: &PersonId, by: &str, strength: Strength, next: &str) -> Result<String, AppError> {
    super::oidc::store::may_arrive_otherwise(state, person).await?;
    let mut tx = state.store.begin().await?;
    if let Some(before) = use_session() {
        store::end_session(&mut tx, state, &before.id).await?;
    }
    let started = sessions::start(&mut tx, state, person, strength, &Browser::of_request(state)).await?;
    let (sign_ins, asked_at) = factors::store::count_sign_in(&mut tx, person).await?;
    let detail = serde_json::json!({ "by": by, "strength": strength });
    audit::record(&mut tx, state, By::Person(person), "sign_in", ("person", person.as_str()), detail).await?;
    tx.commit().await?;
    cookies::set_session(&started);
    let next = safe_next(next);
    let asks = strength == Strength::One && rules::asks_for_second(sign_ins, asked_at, state.clock.now());
    let to = if asks { leading_back("/sign-in/second", next) } else { next.to_owned() };
    if is_plain_form() {
        leptos_axum::redirect(&to);
    } else if let (Some(response), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&to)) {
        response.insert_header(LOCATION, value);
    }
    Ok(to)
}
