//! Refunds at the desk: looked at, proposed, answered; and the household's own.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::{DeskRefund, Refund, RefundForm, Refundable};
#[cfg(feature = "ssr")]
use super::{lists, store};
#[cfg(feature = "ssr")]
use crate::auth::{Power, Role};
use crate::error::AppError;
use crate::ids::{PaymentId, RefundId};

/// Who of the insurer's people sends money back.
#[cfg(feature = "ssr")]
const SENDERS: [Role; 2] = [Role::Support, Role::Ops];

/// The household's refunds, newest first.
#[server(prefix = "/api", endpoint = "refunds/list")]
pub async fn load_refunds() -> Result<Vec<Refund>, AppError> {
    let actor = crate::auth::household(&[Power::View, Power::Pay]).await?;
    Ok(lists::own(&crate::auth::app_state()?, &actor).await?)
}

/// What of a payment can go back, and what did.
#[server(prefix = "/api", endpoint = "desk/refunds/find")]
pub async fn find_refundable(payment: PaymentId) -> Result<Refundable, AppError> {
    let staff = crate::auth::staff(&SENDERS).await?;
    lists::refundable(&crate::auth::app_state()?, &staff, &payment).await
}

/// Refunds that wait for a second person, oldest first.
#[server(prefix = "/api", endpoint = "desk/refunds/waiting")]
pub async fn load_waiting() -> Result<Vec<DeskRefund>, AppError> {
    let staff = crate::auth::staff(&SENDERS).await?;
    Ok(lists::waiting(&crate::auth::app_state()?, &staff).await?)
}

/// Proposes a refund; a small one is approved with that.
#[server(prefix = "/api", endpoint = "desk/refunds/propose")]
pub async fn propose_refund(payment: PaymentId, #[server(flatten)] form: RefundForm) -> Result<(), AppError> {
    let staff = crate::auth::staff(&SENDERS).await?;
    let l = crate::texts::use_lang();
    let new = form.parse(l).map_err(AppError::Invalid)?;
    store::propose(&crate::auth::app_state()?, &staff, &payment, &new, l).await.map(drop)
}

/// Approves or refuses what a colleague proposed.
#[server(prefix = "/api", endpoint = "desk/refunds/answer")]
pub async fn answer_refund(refund: RefundId, approve: bool) -> Result<(), AppError> {
    let staff = crate::auth::staff(&SENDERS).await?;
    store::answer(&crate::auth::app_state()?, &staff, &refund, approve).await
}
