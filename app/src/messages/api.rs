//! Reading and writing about a claim.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::Conversation;
#[cfg(feature = "ssr")]
use super::{model::Said, store};
use crate::error::AppError;
use crate::ids::ClaimId;
#[cfg(feature = "ssr")]
use crate::{
    auth::{Power, app_state},
    texts::use_lang,
};

/// What was said about a claim; what is new is seen from now on.
#[server(prefix = "/api", endpoint = "messages/read")]
pub async fn read_messages(claim: ClaimId) -> Result<Conversation, AppError> {
    let actor = crate::auth::household(&[Power::View, Power::File]).await?;
    let found = store::read(&app_state()?, &actor, &claim).await?;
    let typed = crate::kept::take(claim.as_str()).unwrap_or_default();
    Ok(Conversation { typed, ..found })
}

/// Writes to the insurer's people about a claim.
#[server(prefix = "/api", endpoint = "messages/write")]
pub async fn write_message(claim: ClaimId, key: String, #[server(default)] words: String) -> Result<(), AppError> {
    let actor = crate::auth::household(&[Power::File]).await?;
    let keep = |_: &AppError| crate::kept::keep(claim.as_str(), &words);
    let said = Said::parse(&words, use_lang()).map_err(AppError::Invalid).inspect_err(keep)?;
    store::write(&app_state()?, &actor, &claim, &key, &said).await.inspect_err(keep)?;
    leptos_axum::redirect(&format!("/claims/{claim}#messages"));
    Ok(())
}
