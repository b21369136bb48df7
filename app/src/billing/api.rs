//! Looking at bills and payments.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::PaymentsView;
#[cfg(feature = "ssr")]
use crate::auth::Power;
use crate::error::AppError;

/// Unpaid bills and a page of the history. `before` is a place as [`super::model::Before`] writes it; anything else means the newest page. `search`: a bill's
/// number, a pet's name or an amount that is looked for.
#[server(prefix = "/api", endpoint = "billing/payments")]
pub async fn payments(#[server(default)] before: String, #[server(default)] search: String) -> Result<PaymentsView, AppError> {
    let actor = crate::auth::household(&[Power::View, Power::Pay]).await?;
    let state = crate::auth::app_state()?;
    super::store::payments(&state, &actor, super::model::Before::parse(&before), &search).await
}
