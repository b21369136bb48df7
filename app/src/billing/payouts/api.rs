//! Setting up the account that claims are paid to: at the gateway, so that no bank's number comes here.

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::account;
use super::model::PayoutAccount;
use crate::error::AppError;

/// Where claims are paid to.
#[server(prefix = "/api", endpoint = "payouts/account")]
pub async fn load_payout_account() -> Result<PayoutAccount, AppError> {
    let actor = crate::auth::policyholder().await?;
    Ok(account::view(&crate::auth::app_state()?, &actor).await?)
}

/// Goes to the gateway's page where the policyholder names their bank account. Wants a fresh proof of who they are.
#[server(prefix = "/api", endpoint = "payouts/begin")]
pub async fn begin_payout_account() -> Result<(), AppError> {
    let actor = crate::auth::policyholder().await?;
    crate::auth::freshly_proved().await?;
    let page = account::begin(&crate::auth::app_state()?, &actor).await?;
    leptos_axum::redirect(&page);
    Ok(())
}

/// The policyholder is back from the gateway: asks it how the account stands.
#[server(prefix = "/api", endpoint = "payouts/back")]
pub async fn back_from_gateway() -> Result<PayoutAccount, AppError> {
    let actor = crate::auth::policyholder().await?;
    let state = crate::auth::app_state()?;
    account::refresh(&state, &actor.household).await?;
    Ok(account::view(&state, &actor).await?)
}
