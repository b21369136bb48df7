//! Where one is signed in, and staying so.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::Sessions;
#[cfg(feature = "ssr")]
use super::{devices, store, typed};
#[cfg(feature = "ssr")]
use crate::auth;
use crate::error::AppError;
use crate::ids::SessionId;

/// Where the person is signed in.
#[server(prefix = "/api", endpoint = "sessions/list")]
pub async fn list_sessions() -> Result<Sessions, AppError> {
    let session = auth::signed_in().await?;
    Ok(store::list(&auth::app_state()?, &session.person, &session.id, crate::texts::use_lang()).await?)
}

/// Ends one of the person's sessions; like ASVS 5.0, 7.5.2, after a fresh proof.
#[server(prefix = "/api", endpoint = "sessions/end")]
pub async fn end_session(session: SessionId) -> Result<(), AppError> {
    let here = auth::signed_in().await?;
    auth::freshly_proved().await?;
    let state = auth::app_state()?;
    let mut tx = state.store.begin().await?;
    let ended = store::end(&mut tx, &state, &here.person, store::End::One(&session)).await?;
    tx.commit().await?;
    leptos_axum::redirect("/account/sessions");
    if ended == 1 { Ok(()) } else { Err(AppError::NotFound) }
}

/// Ends all the person's sessions but this one, after a fresh proof.
#[server(prefix = "/api", endpoint = "sessions/end_others")]
pub async fn end_other_sessions() -> Result<(), AppError> {
    let here = auth::signed_in().await?;
    auth::freshly_proved().await?;
    let state = auth::app_state()?;
    let mut tx = state.store.begin().await?;
    store::end(&mut tx, &state, &here.person, store::End::Others(&here.id)).await?;
    tx.commit().await?;
    leptos_axum::redirect("/account/sessions");
    Ok(())
}

/// "That was me": the notice of a new browser is answered. Goes back to `next`.
#[server(prefix = "/api", endpoint = "sessions/that_was_me")]
pub async fn that_was_me(notice: String, next: String) -> Result<(), AppError> {
    let here = auth::signed_in().await?;
    if !devices::that_was_me(&auth::app_state()?, &here.person, &notice).await? {
        return Err(AppError::NotFound);
    }
    leptos_axum::redirect(auth::model::safe_next(&next));
    Ok(())
}

/// The person is still there: being asked is a use. Gives the seconds until the session ends if nothing more is done.
#[server(prefix = "/api", endpoint = "sessions/stay")]
pub async fn stay_signed_in() -> Result<i64, AppError> {
    let here = auth::signed_in().await?;
    Ok(store::seconds_left(&auth::app_state()?, &here))
}

/// The seconds until the session ends. The page asks by itself: this is no use of the session.
#[server(prefix = "/api", endpoint = "sessions/time_left")]
pub async fn time_left() -> Result<i64, AppError> {
    let here = auth::signed_in().await?;
    Ok(store::seconds_left(&auth::app_state()?, &here))
}

/// Keeps what stands in the forms of a page whose session has ended, for the person whose session it was.
#[server(prefix = "/api", endpoint = "sessions/keep_typed")]
pub async fn keep_typed(page: String, typed: String) -> Result<(), AppError> {
    auth::anyone().await?;
    let state = auth::app_state()?;
    let Some(person) = store::person_of_request(&state).await? else {
        return Ok(());
    };
    if let Some(token) = typed::keep(&state, &person, &page, typed::fields(typed).await).await? {
        auth::api::cookies::set_typed(&token);
    }
    Ok(())
}
