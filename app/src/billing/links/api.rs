//! Paying by a link, for whoever has it; and sending one, for the desk.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::{LinkDone, LinkVisit};
#[cfg(feature = "ssr")]
use super::{store, visit};
#[cfg(feature = "ssr")]
use crate::auth::{Role, address, anyone, app_state};
use crate::billing::gateway_form::GatewayForm;
use crate::error::AppError;
use crate::ids::{HouseholdId, InvoiceId, PaymentId};
#[cfg(feature = "ssr")]
use crate::state::AppState;

/// What stands behind a link.
#[server(prefix = "/api", endpoint = "links/look")]
pub async fn load_link(token: String) -> Result<LinkVisit, AppError> {
    anyone().await?;
    let state = app_state()?;
    visit::open(&state, &token, &network(&state)).await
}

/// What the gateway's form needs to pay by a link on our page: `public/pay.js` asks.
#[server(prefix = "/api", endpoint = "links/begin")]
pub async fn begin_link(token: String) -> Result<GatewayForm, AppError> {
    anyone().await?;
    let state = app_state()?;
    visit::begin_form(&state, &token, &network(&state)).await
}

/// Leads to the gateway's page where a bill is paid by a link.
#[server(prefix = "/api", endpoint = "links/pay_there")]
pub async fn pay_link_there(token: String) -> Result<(), AppError> {
    anyone().await?;
    let state = app_state()?;
    leptos_axum::redirect(&visit::begin_page(&state, &token, &network(&state)).await?);
    Ok(())
}

/// What became of a payment by a link; nothing when there is no such payment.
#[server(prefix = "/api", endpoint = "links/done")]
pub async fn load_link_done(payment: PaymentId) -> Result<Option<LinkDone>, AppError> {
    anyone().await?;
    let state = app_state()?;
    visit::done(&state, &payment, &network(&state)).await
}

/// Makes a link for a customer's bill and sends it to them.
#[server(prefix = "/api", endpoint = "desk/send_pay_link")]
pub async fn send_pay_link(household: HouseholdId, invoice: InvoiceId) -> Result<(), AppError> {
    let staff = crate::auth::staff(&[Role::Support]).await?;
    store::send(&app_state()?, &staff, &household, &invoice).await?;
    leptos_axum::redirect(&format!("/desk/customers/{household}?link_sent"));
    Ok(())
}

#[cfg(feature = "ssr")]
fn network(state: &AppState) -> String {
    address::network(&address::here(state))
}
