//! Paying a bill, planning to, and putting its day off.

use super::look::{find, movable_until};
use crate::auth::HouseholdActor;
use crate::auth::audit::{By, record};
use crate::billing::bill::model::{BillView, parse_part, parse_plan};
use crate::billing::gateway_form::GatewayForm;
use crate::billing::paying::pages;
use crate::billing::paying::store::{self as paying, Effort, Origin};
use crate::day::Day;
use crate::error::{AppError, FieldError};
use crate::execute;
use crate::ids::{InvoiceId, MethodId, PaymentId};
use crate::money::Money;
use crate::state::AppState;
use crate::texts::Lang;

crate::queries! {
    PLAN = "UPDATE invoice SET pay_on = $1 WHERE id = $2 AND household_id = $3 AND state <> 'paid' AND ended_at IS NULL";
    // The day before it was put off is kept, however often it is.
    MOVE = "UPDATE invoice SET first_due_on = COALESCE(first_due_on, due_on), due_on = $1 WHERE id = $2 AND household_id = $3 AND due_on = $4 AND state = 'open' AND ended_at IS NULL";
}

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
        typed => Some(parse_plan(typed, bill.today, l).map_err(AppError::Invalid)?),
    };
    if day.is_some() && !bill.methods.iter().any(|method| method.default) {
        return Err(AppError::Conflict);
    }
    let mut tx = state.store.begin().await?;
    let done = execute!(tx.run(), PLAN, day, invoice, &actor.household)?;
    let detail = serde_json::json!({ "on": day.map(|day| day.to_string()) });
    record(&mut tx, state, By::Person(&actor.person), "bill.plan", ("household", actor.household.as_str()), detail).await?;
    tx.commit().await?;
    if done == 0 { Err(AppError::Conflict) } else { Ok(day) }
}

/// Puts the day off by which a bill is to be paid, by a few days and for as long as it has not passed.
///
/// # Errors
/// `NotFound` when it is not theirs, `Conflict` when its day cannot be put off, `Invalid` when the day does not fit.
pub async fn move_due(state: &AppState, actor: &HouseholdActor, invoice: &InvoiceId, typed: &str, l: Lang) -> Result<Day, AppError> {
    let bill = find(state, actor, invoice).await?.ok_or(AppError::NotFound)?;
    let last = bill.movable_until.ok_or(AppError::Conflict)?;
    let day = Day::parse_iso(typed.trim())
        .filter(|day| *day > bill.due_on && *day <= last)
        .ok_or_else(|| AppError::Invalid(vec![FieldError::new("due", l.paying_due_unlike())]))?;
    let mut tx = state.store.begin().await?;
    if execute!(tx.run(), MOVE, day, invoice, &actor.household, bill.due_on)? == 0 {
        return Err(AppError::Conflict);
    }
    let detail = serde_json::json!({ "from": bill.due_on.to_string(), "to": day.to_string() });
    record(&mut tx, state, By::Person(&actor.person), "bill.move_due", ("household", actor.household.as_str()), detail).await?;
    tx.commit().await?;
    Ok(day)
}

#[cfg(test)]
mod unit {
    use super::*;
    use crate::billing::bill::model::MOVE_DAYS;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_day_is_never_put_off_further_than_from_the_first_one(first in 0_i32..30, moved in 0_i32..10, today in -10_i32..40) {
            let start = Day::parse_iso("2026-11-20").expect("a date");
            let (first_due, due) = (start.plus_days(first), start.plus_days(first + moved));
            let until = movable_until(due, (moved > 0).then_some(first_due), start.plus_days(today));
            prop_assert_eq!(until.is_some(), moved < MOVE_DAYS && first + moved >= today);
            prop_assert!(until.is_none_or(|until| first_due.days_until(until) == MOVE_DAYS));
        }
    }
}
