//! Switching autopay on and off: the policyholder's own.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::AutopayView;
#[cfg(feature = "ssr")]
use super::store;
use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::{
    auth::{app_state, freshly_proved, policyholder},
    sessions::browser::Browser,
    texts::use_lang,
};

/// Autopay as it stands, and what would be agreed to.
#[server(prefix = "/api", endpoint = "autopay/look")]
pub async fn load_autopay() -> Result<AutopayView, AppError> {
    let actor = policyholder().await?;
    store::look(&app_state()?, &actor, use_lang()).await
}

/// Switches autopay on, by the words that `seal` names.
#[server(prefix = "/api", endpoint = "autopay/on")]
pub async fn turn_on(#[server(default)] agreed: String, #[server(default)] seal: String) -> Result<(), AppError> {
    let actor = policyholder().await?;
    let (state, l) = (app_state()?, use_lang());
    store::agreed(&agreed, l).map_err(AppError::Invalid)?;
    freshly_proved().await?;
    store::turn_on(&state, &actor, &seal, &Browser::of_request(&state), l).await?;
    leptos_axum::redirect("/payments/autopay?on");
    Ok(())
}

/// Switches autopay off.
#[server(prefix = "/api", endpoint = "autopay/off")]
pub async fn turn_off() -> Result<(), AppError> {
    let actor = policyholder().await?;
    store::turn_off(&app_state()?, &actor).await?;
    leptos_axum::redirect("/payments/autopay?off");
    Ok(())
}
