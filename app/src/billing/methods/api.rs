//! Adding, choosing and removing what a household pays with: the policyholder's own.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::{Added, MethodsView};
#[cfg(feature = "ssr")]
use super::{model::Wish, store};
#[cfg(feature = "ssr")]
use crate::auth::{app_state, freshly_proved, policyholder};
use crate::billing::gateway_form::GatewayForm;
use crate::error::AppError;
use crate::ids::MethodId;

/// Page of what the household pays with.
pub const PAGE: &str = "/payments/methods";

/// What the household pays with.
#[server(prefix = "/api", endpoint = "methods/list")]
pub async fn load_methods() -> Result<MethodsView, AppError> {
    let actor = policyholder().await?;
    store::list(&app_state()?, &actor).await
}

/// What the gateway's form needs to add a method on our page: `public/pay.js` asks.
#[server(prefix = "/api", endpoint = "methods/begin")]
pub async fn begin_method(#[server(default)] replaces: Option<MethodId>, #[server(default)] default: bool) -> Result<GatewayForm, AppError> {
    let actor = policyholder().await?;
    freshly_proved().await?;
    store::begin(&app_state()?, &actor, &wish(replaces, default)).await
}

/// Leads to the gateway's page where a method is added.
#[server(prefix = "/api", endpoint = "methods/add")]
pub async fn add_method(#[server(default)] replaces: Option<MethodId>, #[server(default)] default: bool) -> Result<(), AppError> {
    let actor = policyholder().await?;
    freshly_proved().await?;
    leptos_axum::redirect(&store::begin_hosted(&app_state()?, &actor, &wish(replaces, default)).await?);
    Ok(())
}

/// What came of the method that is being added, as the gateway says.
#[server(prefix = "/api", endpoint = "methods/added")]
pub async fn load_added() -> Result<Added, AppError> {
    let actor = policyholder().await?;
    store::added(&app_state()?, &actor).await
}

/// Uses a method from now on.
#[server(prefix = "/api", endpoint = "methods/choose")]
pub async fn choose_method(method: MethodId) -> Result<(), AppError> {
    let actor = policyholder().await?;
    store::choose(&app_state()?, &actor, &method).await?;
    leptos_axum::redirect(&format!("{PAGE}?chosen"));
    Ok(())
}

/// Removes a method.
#[server(prefix = "/api", endpoint = "methods/remove")]
pub async fn remove_method(method: MethodId) -> Result<(), AppError> {
    let actor = policyholder().await?;
    store::remove(&app_state()?, &actor, &method, crate::texts::use_lang()).await?;
    leptos_axum::redirect(&format!("{PAGE}?removed"));
    Ok(())
}

#[cfg(feature = "ssr")]
fn wish(replaces: Option<MethodId>, default: bool) -> Wish {
    Wish {
        replaces: replaces.filter(|method| !method.0.is_empty()),
        default,
    }
}
