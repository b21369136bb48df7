//! Looking at one's place in an agency.

use leptos::prelude::*;

use super::model::AgencyProfile;
use crate::error::AppError;

/// Who the signed-in person is at their agency.
#[server(prefix = "/api", endpoint = "agency/profile")]
pub async fn load_agency_profile() -> Result<AgencyProfile, AppError> {
    let agent = crate::auth::agent().await?;
    super::store::profile(&crate::auth::app_state()?, &agent).await?.ok_or(AppError::NotFound)
}
