//! What a policyholder can fetch.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::cards;
use super::cards_model::{Documents, IdCard};
#[cfg(feature = "ssr")]
use crate::auth::Power;
use crate::error::AppError;
use crate::ids::PetId;

/// All documents of the household.
#[server(prefix = "/api", endpoint = "documents/list")]
pub async fn list_documents() -> Result<Documents, AppError> {
    let actor = crate::auth::household(&[Power::View]).await?;
    Ok(cards::documents(&crate::auth::app_state()?, &actor).await?)
}

/// The ID card of a pet.
#[server(prefix = "/api", endpoint = "documents/id_card")]
pub async fn load_id_card(pet: PetId) -> Result<IdCard, AppError> {
    let actor = crate::auth::household(&[Power::View]).await?;
    cards::id_card(&crate::auth::app_state()?, &actor, &pet).await?.ok_or(AppError::NotFound)
}
