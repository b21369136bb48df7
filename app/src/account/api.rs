//! What one can see and change about one's own account.

use leptos::prelude::*;

use super::model::Profile;
#[cfg(feature = "ssr")]
use super::store;
use crate::error::AppError;

/// Who is signed in, with how we reach them.
#[server(prefix = "/api", endpoint = "account/profile")]
pub async fn load_profile() -> Result<Profile, AppError> {
    let session = crate::auth::signed_in().await?;
    store::profile(&crate::auth::app_state()?, &session.person).await?.ok_or(AppError::NotFound)
}
