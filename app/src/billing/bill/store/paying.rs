//! Paying a bill, planning to, and putting its day off.

use super::look::find;
use crate::auth::HouseholdActor;
use crate::auth::audit::{By, record};
use crate::billing::bill::model::{BillView, parse_part, parse_plan};
use crate::billing::gateway_form::GatewayForm;
use crate::billing::paying::store::{self as paying, Effort, Origin};
use crate::billing::paying::{pages, wishes};
use crate::day::Day;
use crate::error::{AppError, FieldError};
use crate::ids::{InvoiceId, MethodId, PaymentId};
use crate::money::Money;
use crate::state::AppState;
use crate::texts::Lang;

/// The page that says what became of a payment.
pub fn done_path(payment: &PaymentId) -> String {
    format!("/payments/back?payment={payment}")
}

/// The page where so much of a bill is paid by something new.
pub fn other_way(invoice: &InvoiceId, amount: Money) -> String {
    format!("/payments/{invoice}/pay?other={}.{:02}", amount.cents / 100, amount.cents % 100)
}

async fn payable(state: &AppState, actor: &HouseholdActor, invoice: &InvoiceId) -> Result<BillView, AppError> {
    let bill = find(state, actor, invoice).await?.ok_or(AppError::NotFound)?;
    if !bill.set_up || !bill.payable() {
        return Err(AppError::Conflict);
    }
    Ok(bill)
}

/// How much of a bill of the household is to be paid, as typed.
///
/// # Errors
/// `NotFound` when it is not theirs, `Conflict` when it cannot be paid now, `Invalid` when the amount does not fit.
pub async fn part(state: &AppState, actor: &HouseholdActor, invoice: &InvoiceId, typed: &str, l: Lang) -> Result<Money, AppError> {
    let bill = payable(state, actor, invoice).await?;
    parse_part(typed, bill.left(), l).map_err(AppError::Invalid)
}

fn effort<'a>(actor: &'a HouseholdActor, invoice: &'a InvoiceId, amount: Money, method: Option<&'a MethodId>) -> Effort<'a> {
    Effort {
        invoice,
        amount,
        origin: Origin::Person,
        person: Some(&actor.person),
        method,
    }
}

/// Pays so much of a bill by a method of the household, now. What came of it is on the page of [`done_path`]; where the gateway has not answered nobody
/// knows yet, and the page of the bill says so.
///
/// # Errors
/// `NotFound` when bill or method is not theirs, `Conflict` when it cannot be paid now.
pub async fn pay(state: &AppState, actor: &HouseholdActor, invoice: &InvoiceId, amount: Money, method: &MethodId) -> Result<String, AppError> {
    let bill = payable(state, actor, invoice).await?;
    if !bill.methods.iter().any(|own| own.id == *method) {
        return Err(AppError::NotFound);
    }
    match paying::pay(state, &effort(actor, invoice, amount, Some(method))).await {
        Ok((payment, _)) => Ok(done_path(&payment)),
        Err(AppError::Unavailable) => Ok(format!("/payments/{invoice}?asked")),
        Err(error) => Err(error),
    }
}

/// Begins to pay so much of a bill with the gateway's form on our page.
///
/// # Errors
/// As [`pay`]; `Unavailable` when the gateway does not answer.
pub async fn begin_form(state: &AppState, actor: &HouseholdActor, invoice: &InvoiceId, amount: Money) -> Result<GatewayForm, AppError> {
    let (_, form) = pages::open_form(state, &effort(actor, invoice, amount, None), false).await?;
    Ok(form)
}

/// Begins to pay so much of a bill on the gateway's page; gives its address.
///
/// # Errors
/// As [`begin_form`].
pub async fn begin_page(state: &AppState, actor: &HouseholdActor, invoice: &InvoiceId, amount: Money) -> Result<String, AppError> {
    let (_, url) = pages::open_page(state, &effort(actor, invoice, amount, None), false).await?;
    Ok(url)
}

/// Has a bill paid on a day by the method that is used then. Nothing typed takes that back.
///
/// # Errors
/// `NotFound` when it is not theirs, `Conflict` when it cannot be paid or there is nothing to pay with, `Invalid` when the day does not fit.
pub async fn plan(state: &AppState, actor: &HouseholdActor, invoice: &InvoiceId, typed: &str, l: Lang) -> Result<Option<Day>, AppError> {
    let bill = payable(state, actor, invoice).await?;
    let day = match typed.trim() {
        "" => None,
        typed => Some(parse_plan(typed, bill.today, bill.due_on, l).map_err(AppError::Invalid)?),
    };
    wishes::plan_payment(state, actor, &bill.number, day).await?;
    note(state, actor, "bill.plan", serde_json::json!({ "on": day.map(|day| day.to_string()) })).await?;
    Ok(day)
}

/// Puts the day off by which a bill is to be paid.
///
/// # Errors
/// `NotFound` when it is not theirs, `Conflict` when its day cannot be put off, `Invalid` when the day does not fit.
pub async fn move_due(state: &AppState, actor: &HouseholdActor, invoice: &InvoiceId, typed: &str, l: Lang) -> Result<(), AppError> {
    let bill = find(state, actor, invoice).await?.ok_or(AppError::NotFound)?;
    let last = bill.movable_until.ok_or(AppError::Conflict)?;
    let day = Day::parse_iso(typed.trim())
        .filter(|day| *day > bill.due_on && *day <= last)
        .ok_or_else(|| AppError::Invalid(vec![FieldError::new("due", l.paying_due_unlike())]))?;
    wishes::move_due_date(state, actor, &bill.number, day).await?;
    note(
        state,
        actor,
        "bill.move_due",
        serde_json::json!({ "from": bill.due_on.to_string(), "to": day.to_string() }),
    )
    .await
}

async fn note(state: &AppState, actor: &HouseholdActor, action: &str, detail: serde_json::Value) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    record(
        &mut tx,
        state,
        By::Person(&actor.person),
        action,
        ("household", actor.household.as_str()),
        detail,
    )
    .await?;
    Ok(tx.commit().await?)
}
