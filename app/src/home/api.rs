//! Looking at Home.

use leptos::prelude::*;

use super::model::Drawn;
use crate::error::AppError;

/// Home of the person's household, drawn.
#[server(prefix = "/api", endpoint = "home/read")]
pub async fn read_home() -> Result<Drawn, AppError> {
    let actor = crate::auth::at_home().await?;
    let session = crate::auth::signed_in().await?;
    let (state, l) = (crate::auth::app_state()?, crate::texts::use_lang());
    let page = super::store::dashboard(&state, &actor, l).await?;
    Ok(super::drawing::draw(page, &session.roles(), l))
}
