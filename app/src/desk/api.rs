//! Looking customers and records up. Every look at a customer is an entry of the audit log.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::{AuditFilter, AuditPage, Customer, Found};
#[cfg(feature = "ssr")]
use super::store;
#[cfg(feature = "ssr")]
use crate::auth::Role;
use crate::error::AppError;
use crate::ids::HouseholdId;

/// The customers with this policy number or e-mail address; an empty search finds nobody.
#[server(prefix = "/api", endpoint = "desk/search")]
pub async fn search(#[server(default)] typed: String) -> Result<Vec<Found>, AppError> {
    let staff = crate::auth::staff(&Role::STAFF).await?;
    store::search(&crate::auth::app_state()?, &staff, typed.trim()).await
}

/// A customer, as far as one's role sees them.
#[server(prefix = "/api", endpoint = "desk/customer")]
pub async fn load_customer(household: HouseholdId) -> Result<Customer, AppError> {
    let staff = crate::auth::staff(&Role::STAFF).await?;
    let found = store::customer(&crate::auth::app_state()?, &staff, &household, crate::texts::use_lang()).await?;
    found.ok_or(AppError::NotFound)
}

/// A page of the audit log; `before` is where it begins.
#[server(prefix = "/api", endpoint = "desk/audit")]
pub async fn load_audit(#[server(default)] before: Option<i64>, #[server(default)] filter: AuditFilter) -> Result<AuditPage, AppError> {
    crate::auth::staff(&[Role::Ops]).await?;
    Ok(store::audit::page(&crate::auth::app_state()?, &filter, before, crate::texts::use_lang()).await?)
}
