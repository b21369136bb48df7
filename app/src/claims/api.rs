//! Claims after they were filed: the list, one claim, taking one back.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::{ClaimDetail, ClaimsOverview, Said};
#[cfg(feature = "ssr")]
use super::{intake::late, store};
#[cfg(feature = "ssr")]
use crate::auth::Power;
use crate::error::AppError;
use crate::ids::ClaimId;

/// The claims page; with `after` the page of past claims that follows that claim.
#[server(prefix = "/api", endpoint = "claims/list")]
pub async fn list_claims(#[server(default)] after: Option<ClaimId>) -> Result<ClaimsOverview, AppError> {
    let actor = crate::auth::household(&[Power::View, Power::File]).await?;
    let state = crate::auth::app_state()?;
    Ok(store::overview(&state, &actor, after.as_ref(), crate::texts::use_lang()).await?)
}

/// Everything about one claim.
#[server(prefix = "/api", endpoint = "claims/find")]
pub async fn find_claim(claim: ClaimId) -> Result<ClaimDetail, AppError> {
    let actor = crate::auth::household(&[Power::View, Power::File]).await?;
    let found = store::find(&crate::auth::app_state()?, &actor, &claim, crate::texts::use_lang()).await?;
    found.ok_or(AppError::NotFound)
}

/// Takes an undecided claim back and goes to its page.
#[server(prefix = "/api", endpoint = "claims/withdraw")]
pub async fn withdraw_claim(claim: ClaimId) -> Result<(), AppError> {
    let actor = crate::auth::household(&[Power::File]).await?;
    store::withdraw(&crate::auth::app_state()?, &actor, &claim).await?;
    leptos_axum::redirect(&format!("/claims/{claim}"));
    Ok(())
}

/// Says whether what was read from the invoice after filing is right: `mark` names what the person saw.
#[server(prefix = "/api", endpoint = "claims/confirm_reading")]
pub async fn confirm_reading(claim: ClaimId, mark: String, said: Said) -> Result<(), AppError> {
    let actor = crate::auth::household(&[Power::File]).await?;
    late::answer(&crate::auth::app_state()?, &actor, &claim, &mark, said).await?;
    leptos_axum::redirect(&format!("/claims/{claim}"));
    Ok(())
}
