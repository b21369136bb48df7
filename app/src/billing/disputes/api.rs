//! Disputes: the household's own, and all of them at the desk.

use leptos::prelude::*;

use super::model::Dispute;
#[cfg(feature = "ssr")]
use super::store;
#[cfg(feature = "ssr")]
use crate::auth::{Power, Role};
use crate::error::AppError;

/// The household's disputes, open ones first.
#[server(prefix = "/api", endpoint = "disputes/list")]
pub async fn load_own_disputes() -> Result<Vec<Dispute>, AppError> {
    let actor = crate::auth::household(&[Power::View, Power::Pay]).await?;
    Ok(store::own(&crate::auth::app_state()?, &actor).await?)
}

/// All disputes, open ones first: they are answered on the gateway's own pages.
#[server(prefix = "/api", endpoint = "desk/disputes/list")]
pub async fn load_disputes() -> Result<Vec<Dispute>, AppError> {
    let staff = crate::auth::staff(&[Role::Support, Role::Ops]).await?;
    Ok(store::desk(&crate::auth::app_state()?, &staff).await?)
}
