//! What the gateway told and we did not understand.

use leptos::prelude::*;

use super::model::UnknownEvent;
#[cfg(feature = "ssr")]
use super::store;
#[cfg(feature = "ssr")]
use crate::auth::Role;
use crate::error::AppError;

/// Events of kinds that we do not know, newest first.
#[server(prefix = "/api", endpoint = "desk/gateway/unknown")]
pub async fn load_unknown_events() -> Result<Vec<UnknownEvent>, AppError> {
    let staff = crate::auth::staff(&[Role::Ops]).await?;
    Ok(store::unknown(&crate::auth::app_state()?, &staff).await?)
}
