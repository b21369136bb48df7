//! Looking at the dashboard.

use leptos::prelude::*;

use super::model::Dashboard;
use crate::error::AppError;

/// The dashboard of the person's household.
#[server(prefix = "/api", endpoint = "home/dashboard")]
pub async fn read_dashboard() -> Result<Dashboard, AppError> {
    let actor = crate::auth::at_home().await?;
    let state = crate::auth::app_state()?;
    super::store::dashboard(&state, &actor, crate::texts::use_lang()).await
}
