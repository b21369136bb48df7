//! The explanation of benefits of one claim.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::Eob;
#[cfg(feature = "ssr")]
use crate::auth::Power;
use crate::error::AppError;
use crate::ids::ClaimId;

/// What was decided about a claim, and what it rests on; nothing while it is undecided.
#[server(prefix = "/api", endpoint = "claims/explain")]
pub async fn explain(claim: ClaimId) -> Result<Option<Eob>, AppError> {
    let actor = crate::auth::household(&[Power::View, Power::File]).await?;
    super::store::find(&crate::auth::app_state()?, &actor, &claim, crate::texts::use_lang()).await
}
