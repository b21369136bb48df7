//! Looking at a bill and paying it: now, in part, on another day, by what stands there or by something new.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::{BillView, DoneView, ReceiptView};
#[cfg(feature = "ssr")]
use super::store;
use crate::billing::gateway_form::GatewayForm;
use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::ids::MethodId;
use crate::ids::{InvoiceId, PaymentId};
#[cfg(feature = "ssr")]
use crate::{
    auth::{Power, app_state, household},
    texts::use_lang,
};

/// A bill.
#[server(prefix = "/api", endpoint = "bill/find")]
pub async fn load_bill(invoice: InvoiceId) -> Result<BillView, AppError> {
    let actor = household(&[Power::View, Power::Pay]).await?;
    store::find(&app_state()?, &actor, &invoice).await?.ok_or(AppError::NotFound)
}

/// Pays a bill, or a part of it, now. Without a method the person goes on to where one is chosen.
#[server(prefix = "/api", endpoint = "bill/pay")]
pub async fn pay_bill(invoice: InvoiceId, #[server(default)] amount: String, #[server(default)] method: String) -> Result<(), AppError> {
    let actor = household(&[Power::Pay]).await?;
    let state = app_state()?;
    let amount = store::part(&state, &actor, &invoice, &amount, use_lang()).await?;
    if method.is_empty() {
        leptos_axum::redirect(&store::other_way(&invoice, amount));
        return Ok(());
    }
    leptos_axum::redirect(&store::pay(&state, &actor, &invoice, amount, &MethodId(method)).await?);
    Ok(())
}

/// What the gateway's form needs to pay a bill by something new on our page: `public/pay.js` asks.
#[server(prefix = "/api", endpoint = "bill/begin")]
pub async fn begin_payment(invoice: InvoiceId, #[server(default)] amount: String) -> Result<GatewayForm, AppError> {
    let actor = household(&[Power::Pay]).await?;
    let state = app_state()?;
    let amount = store::part(&state, &actor, &invoice, &amount, use_lang()).await?;
    store::begin_form(&state, &actor, &invoice, amount).await
}

/// Leads to the gateway's page where a bill is paid by something new.
#[server(prefix = "/api", endpoint = "bill/pay_there")]
pub async fn pay_there(invoice: InvoiceId, #[server(default)] amount: String) -> Result<(), AppError> {
    let actor = household(&[Power::Pay]).await?;
    let state = app_state()?;
    let amount = store::part(&state, &actor, &invoice, &amount, use_lang()).await?;
    leptos_axum::redirect(&store::begin_page(&state, &actor, &invoice, amount).await?);
    Ok(())
}

/// Has a bill paid on a day by the method that is used then; an empty day takes that back.
#[server(prefix = "/api", endpoint = "bill/plan")]
pub async fn plan_payment(invoice: InvoiceId, #[server(default)] day: String) -> Result<(), AppError> {
    let actor = crate::auth::policyholder().await?;
    let day = store::plan(&app_state()?, &actor, &invoice, &day, use_lang()).await?;
    leptos_axum::redirect(&format!("/payments/{invoice}?{}", if day.is_some() { "planned" } else { "unplanned" }));
    Ok(())
}

/// Puts the day off by which a bill is to be paid.
#[server(prefix = "/api", endpoint = "bill/move_due")]
pub async fn move_due(invoice: InvoiceId, #[server(default)] due: String) -> Result<(), AppError> {
    let actor = household(&[Power::Pay]).await?;
    store::move_due(&app_state()?, &actor, &invoice, &due, use_lang()).await?;
    leptos_axum::redirect(&format!("/payments/{invoice}?moved"));
    Ok(())
}

/// What became of a payment, as the gateway says.
#[server(prefix = "/api", endpoint = "bill/done")]
pub async fn load_done(payment: PaymentId) -> Result<DoneView, AppError> {
    let actor = household(&[Power::View, Power::Pay]).await?;
    store::done(&app_state()?, &actor, &payment).await?.ok_or(AppError::NotFound)
}

/// Proof of a payment.
#[server(prefix = "/api", endpoint = "bill/receipt")]
pub async fn load_receipt(payment: PaymentId) -> Result<ReceiptView, AppError> {
    let actor = household(&[Power::View, Power::Pay]).await?;
    store::receipt(&app_state()?, &actor, &payment).await?.ok_or(AppError::NotFound)
}
