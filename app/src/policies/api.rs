//! Looking at a policy.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::PolicyView;
#[cfg(feature = "ssr")]
use crate::auth::Power;
use crate::error::AppError;
use crate::ids::PolicyId;

/// Everything about one policy of the household.
#[server(prefix = "/api", endpoint = "policies/policy")]
pub async fn policy(policy: PolicyId) -> Result<PolicyView, AppError> {
    let actor = crate::auth::household(&[Power::View]).await?;
    let state = crate::auth::app_state()?;
    super::store::policy(&state, &actor, &policy, crate::texts::use_lang())
        .await?
        .ok_or(AppError::NotFound)
}
