//! What an estimate rests on.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::{Ground, Occasion};
#[cfg(feature = "ssr")]
use crate::auth::Power;
use crate::error::AppError;
use crate::ids::PetId;

/// The cover of a pet on a day, and conditions that fit what was typed.
#[server(prefix = "/api", endpoint = "claims/estimate")]
pub async fn load_ground(pet: PetId, #[server(default)] occasion: Occasion) -> Result<Ground, AppError> {
    let actor = crate::auth::household(&[Power::View]).await?;
    super::store::ground(&crate::auth::app_state()?, &actor, &pet, &occasion, crate::texts::use_lang()).await
}
