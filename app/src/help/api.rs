//! How to reach somebody.

use leptos::prelude::*;

use crate::brand::Brand;
use crate::error::AppError;

/// The insurer's name, telephone and e-mail address. Anyone may ask: whoever cannot sign in needs it most.
#[server(prefix = "/api", endpoint = "help/contact")]
pub async fn contact() -> Result<Brand, AppError> {
    crate::auth::anyone().await?;
    Ok((*crate::auth::app_state()?.brand).clone())
}
