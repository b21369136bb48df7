//! What adjusters can see and do about claims, and what others of the staff can see. Every look at a claim is an entry of the audit log.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::form::reason;
use super::form::{DecisionForm, HealthForm, LineForm};
use super::model::{DutyKept, LineToChange, Pulse, Queue, QueueFilter, RecordToAdd, Work};
#[cfg(feature = "ssr")]
use super::store::{case, change, deciding, hold, queue};
#[cfg(feature = "ssr")]
use crate::auth::Role;
use crate::error::AppError;
use crate::ids::{ClaimId, PersonId};

/// Who may look at claims: those who decide them, and those who answer for them.
#[cfg(feature = "ssr")]
const LOOKERS: [Role; 2] = [Role::Adjuster, Role::Support];

/// Goes to a claim's page.
#[cfg(feature = "ssr")]
fn to_claim(claim: &ClaimId) {
    leptos_axum::redirect(&format!("/desk/claims/{claim}"));
}

/// A page of the queue.
#[server(prefix = "/api", endpoint = "desk/claims/list")]
pub async fn load_queue(#[server(default)] filter: QueueFilter) -> Result<Queue, AppError> {
    let staff = crate::auth::staff(&LOOKERS).await?;
    let state = crate::auth::app_state()?;
    Ok(queue::queue(&state, &staff, &filter, crate::texts::use_lang()).await?)
}

/// Everything about one claim, with what was typed into the form of its decision and needs another look.
#[server(prefix = "/api", endpoint = "desk/claims/find")]
pub async fn find_work(claim: ClaimId) -> Result<Work, AppError> {
    let staff = crate::auth::staff(&LOOKERS).await?;
    let found = case::find(&crate::auth::app_state()?, &staff, &claim, crate::texts::use_lang()).await?;
    let mut work = found.ok_or(AppError::NotFound)?;
    work.form = crate::kept::take(&format!("decide {claim}"));
    Ok(work)
}

/// Says that the claim is open here, and hears who else has it open and whether it has changed.
#[server(prefix = "/api", endpoint = "desk/claims/pulse")]
pub async fn still_here(claim: ClaimId) -> Result<Pulse, AppError> {
    let adjuster = crate::auth::adjuster().await?;
    hold::pulse(&crate::auth::app_state()?, &adjuster, &claim).await
}

/// Takes a claim up.
#[server(prefix = "/api", endpoint = "desk/claims/take_up")]
pub async fn take_up(claim: ClaimId, version: i64) -> Result<(), AppError> {
    let adjuster = crate::auth::adjuster().await?;
    hold::take_up(&crate::auth::app_state()?, &adjuster, &claim, version).await?;
    to_claim(&claim);
    Ok(())
}

/// Hands a claim to another adjuster.
#[server(prefix = "/api", endpoint = "desk/claims/hand_over")]
pub async fn hand_over(claim: ClaimId, version: i64, to: PersonId) -> Result<(), AppError> {
    let adjuster = crate::auth::adjuster().await?;
    hold::hand_over(&crate::auth::app_state()?, &adjuster, &claim, version, &to).await?;
    to_claim(&claim);
    Ok(())
}

/// Gives a claim back.
#[server(prefix = "/api", endpoint = "desk/claims/give_back")]
pub async fn give_back(claim: ClaimId, version: i64) -> Result<(), AppError> {
    let adjuster = crate::auth::adjuster().await?;
    hold::give_back(&crate::auth::app_state()?, &adjuster, &claim, version).await?;
    to_claim(&claim);
    Ok(())
}

/// Decides a claim, or only keeps what was chosen, so that the page shows what comes out.
#[server(prefix = "/api", endpoint = "desk/claims/decide")]
pub async fn decide(claim: ClaimId, version: i64, #[server(default)] form: DecisionForm) -> Result<(), AppError> {
    let adjuster = crate::auth::adjuster().await?;
    let (state, l, name) = (crate::auth::app_state()?, crate::texts::use_lang(), format!("decide {claim}"));
    if !form.is_sent() {
        crate::kept::keep(&name, &form);
        leptos_axum::redirect(&format!("/desk/claims/{claim}/decide"));
        return Ok(());
    }
    let done = deciding::decide_as_typed(&state, &adjuster, &claim, version, &form, l).await;
    done.inspect_err(|_| crate::kept::keep(&name, &form))?;
    to_claim(&claim);
    Ok(())
}

/// Confirms a decision that another adjuster proposed.
#[server(prefix = "/api", endpoint = "desk/claims/confirm")]
pub async fn confirm(claim: ClaimId, version: i64, proposal: String) -> Result<(), AppError> {
    let adjuster = crate::auth::adjuster().await?;
    let state = crate::auth::app_state()?;
    deciding::confirm(&state, &adjuster, &claim, version, &proposal, crate::texts::use_lang()).await?;
    to_claim(&claim);
    Ok(())
}

/// Sends a proposed decision back.
#[server(prefix = "/api", endpoint = "desk/claims/send_back")]
pub async fn send_back(claim: ClaimId, version: i64, proposal: String, why: String) -> Result<(), AppError> {
    let adjuster = crate::auth::adjuster().await?;
    let why = reason(&why, crate::texts::use_lang()).map_err(AppError::Invalid)?;
    deciding::send_back(&crate::auth::app_state()?, &adjuster, &claim, version, &proposal, &why).await?;
    to_claim(&claim);
    Ok(())
}

/// Answers an appeal: the decision stands.
#[server(prefix = "/api", endpoint = "desk/claims/uphold")]
pub async fn uphold(claim: ClaimId, version: i64, appeal: String, why: String) -> Result<(), AppError> {
    let adjuster = crate::auth::adjuster().await?;
    let why = reason(&why, crate::texts::use_lang()).map_err(AppError::Invalid)?;
    deciding::uphold(&crate::auth::app_state()?, &adjuster, &claim, version, &appeal, &why).await?;
    to_claim(&claim);
    Ok(())
}

/// Takes a decided claim up again.
#[server(prefix = "/api", endpoint = "desk/claims/reopen")]
pub async fn reopen(claim: ClaimId, version: i64, why: String) -> Result<(), AppError> {
    let adjuster = crate::auth::adjuster().await?;
    let why = reason(&why, crate::texts::use_lang()).map_err(AppError::Invalid)?;
    deciding::reopen(&crate::auth::app_state()?, &adjuster, &claim, version, &why).await?;
    to_claim(&claim);
    Ok(())
}

/// What the form of a line begins with.
#[server(prefix = "/api", endpoint = "desk/claims/line")]
pub async fn load_line(claim: ClaimId, line: String) -> Result<LineToChange, AppError> {
    let adjuster = crate::auth::adjuster().await?;
    let found = change::line_to_change(&crate::auth::app_state()?, &adjuster, &claim, &line, crate::texts::use_lang()).await?;
    let mut found = found.ok_or(AppError::NotFound)?;
    found.form = crate::kept::take(&line).unwrap_or(found.form);
    Ok(found)
}

/// Puts a line right.
#[server(prefix = "/api", endpoint = "desk/claims/change_line")]
pub async fn change_line(claim: ClaimId, version: i64, line: String, #[server(flatten)] form: LineForm) -> Result<(), AppError> {
    let adjuster = crate::auth::adjuster().await?;
    let state = crate::auth::app_state()?;
    let done = match form.parse(crate::texts::use_lang()) {
        Ok(facts) => change::change_line(&state, &adjuster, &claim, version, &line, &facts).await,
        Err(problems) => Err(AppError::Invalid(problems)),
    };
    done.inspect_err(|_| crate::kept::keep(&line, &form))?;
    to_claim(&claim);
    Ok(())
}

/// Says what the invoice calls itself.
#[server(prefix = "/api", endpoint = "desk/claims/name_invoice")]
pub async fn name_invoice(claim: ClaimId, version: i64, #[server(default)] clinic: String, #[server(default)] number: String) -> Result<(), AppError> {
    let adjuster = crate::auth::adjuster().await?;
    change::name_invoice(&crate::auth::app_state()?, &adjuster, &claim, version, &clinic, &number).await?;
    to_claim(&claim);
    Ok(())
}

/// What the form of a record begins with.
#[server(prefix = "/api", endpoint = "desk/claims/record")]
pub async fn load_record(claim: ClaimId) -> Result<RecordToAdd, AppError> {
    let adjuster = crate::auth::adjuster().await?;
    let found = change::record_to_add(&crate::auth::app_state()?, &adjuster, &claim, crate::texts::use_lang()).await?;
    let mut found = found.ok_or(AppError::NotFound)?;
    found.form = crate::kept::take(&format!("record {claim}")).unwrap_or_default();
    Ok(found)
}

/// Records what a record of the claim's animal shows.
#[server(prefix = "/api", endpoint = "desk/claims/add_record")]
pub async fn add_record(claim: ClaimId, version: i64, #[server(flatten)] form: HealthForm) -> Result<(), AppError> {
    let adjuster = crate::auth::adjuster().await?;
    let state = crate::auth::app_state()?;
    let today = change::today_of(&state, &adjuster, &claim).await?;
    let done = match form.parse(today, crate::texts::use_lang()) {
        Ok(facts) => change::add_record(&state, &adjuster, &claim, version, &facts).await,
        Err(problems) => Err(AppError::Invalid(problems)),
    };
    done.inspect_err(|_| crate::kept::keep(&format!("record {claim}"), &form))?;
    to_claim(&claim);
    Ok(())
}

/// Says that a sign means nothing.
#[server(prefix = "/api", endpoint = "desk/claims/clear_sign")]
pub async fn clear_sign(claim: ClaimId, version: i64, sign: String, why: String) -> Result<(), AppError> {
    let adjuster = crate::auth::adjuster().await?;
    let why = reason(&why, crate::texts::use_lang()).map_err(AppError::Invalid)?;
    change::clear_sign(&crate::auth::app_state()?, &adjuster, &claim, version, &sign, &why).await?;
    to_claim(&claim);
    Ok(())
}

/// How the legal clocks were kept, by duty and state.
#[server(prefix = "/api", endpoint = "desk/clocks")]
pub async fn load_clocks() -> Result<Vec<DutyKept>, AppError> {
    crate::auth::staff(&[Role::Adjuster, Role::Ops]).await?;
    Ok(queue::duties(&crate::auth::app_state()?).await?)
}

/// Of the legal clocks that run: how many are past half of their time, and how many of these past their day.
#[server(prefix = "/api", endpoint = "desk/alerts")]
pub async fn alerts() -> Result<(i64, i64), AppError> {
    crate::auth::staff(&Role::STAFF).await?;
    Ok(crate::workflow::watch::alerts(&crate::auth::app_state()?).await?)
}
