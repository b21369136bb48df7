//! Answering an invitation.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::Invitation;
#[cfg(feature = "ssr")]
use super::store::invitation as store;
use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::{auth::app_state, texts::use_lang};

/// The invitation behind a link, and how it can be accepted.
#[server(prefix = "/api", endpoint = "people/invitation")]
pub async fn load_invitation(token: String) -> Result<Invitation, AppError> {
    let session = crate::auth::anyone().await?;
    Ok(store::look(&app_state()?, session.as_deref(), &token).await?)
}

/// Accepts an invitation as the signed-in person, whose address it must be for.
#[server(prefix = "/api", endpoint = "people/accept")]
pub async fn accept(token: String) -> Result<(), AppError> {
    let session = crate::auth::signed_in().await?;
    store::accept(&app_state()?, &session, &token).await?;
    leptos_axum::redirect("/");
    Ok(())
}

/// Accepts an invitation with a new sign-in, for an address that has none.
#[server(prefix = "/api", endpoint = "people/join")]
pub async fn join(token: String, given_name: String, family_name: String, password: String) -> Result<(), AppError> {
    crate::auth::anyone().await?;
    let (state, l) = (app_state()?, use_lang());
    let person = store::join(&state, &token, [given_name.trim(), family_name.trim()], &password, l).await?;
    crate::auth::arrive(&state, &person, "invitation", crate::auth::model::Strength::One, "/")
        .await
        .map(drop)
}
