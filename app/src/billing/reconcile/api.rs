//! Differences between our books and the gateway's, at the desk.

use leptos::prelude::*;

use super::model::Difference;
#[cfg(feature = "ssr")]
use super::store;
#[cfg(feature = "ssr")]
use crate::auth::Role;
use crate::error::AppError;

/// What the two books do not say the same of, oldest first.
#[server(prefix = "/api", endpoint = "desk/gateway/differences")]
pub async fn load_differences() -> Result<Vec<Difference>, AppError> {
    let staff = crate::auth::staff(&[Role::Ops]).await?;
    Ok(store::differences(&crate::auth::app_state()?, &staff).await?)
}

/// Compares the books now: the work is done in the background, and what it finds is listed.
#[server(prefix = "/api", endpoint = "desk/gateway/reconcile")]
pub async fn reconcile_now() -> Result<(), AppError> {
    let staff = crate::auth::staff(&[Role::Ops]).await?;
    Ok(store::ask(&crate::auth::app_state()?, &staff).await?)
}
