//! What a household wants done about a bill: see what comes, pay it now, pay it on a day, have a few more days.

use super::model::{Coming, How};
use super::store::{self, Effort, Origin};
use crate::auth::HouseholdActor;
use crate::billing::dunning::{self, rules::Last};
use crate::billing::held::hold;
use crate::billing::model::{InvoiceState, PaymentState};
use crate::billing::ports::Intent;
use crate::day::Day;
use crate::error::AppError;
use crate::ids::{InvoiceId, MethodId, PaymentId, PolicyId};
use crate::money::{Currency, Money};
use crate::state::AppState;
use crate::{execute, fetch_all, fetch_optional};

/// A bill can be moved by so many days, once.
pub const MOVABLE_DAYS: i32 = 5;

crate::queries! {
    // $2: this bill only, by its number; NULL: all.
    OWED = "SELECT i.id, i.number, i.policy_id, p.name AS pet_name, i.amount_cents, i.paid_cents, i.currency, i.due_on, i.first_due_on, i.pay_on, i.state,
            m.brand, m.last_four, (SELECT COUNT(*) FROM mandate a WHERE a.household_id = i.household_id AND a.ended_at IS NULL) AS mandates
        FROM invoice i JOIN policy y ON y.id = i.policy_id JOIN pet p ON p.id = y.pet_id
            LEFT JOIN billing_account b ON b.household_id = i.household_id
            LEFT JOIN payment_method m ON m.id = b.method_id AND m.state = 'ready'
        WHERE i.household_id = $1 AND i.state <> 'paid' AND i.ended_at IS NULL AND (CAST($2 AS TEXT) IS NULL OR i.number = $2)
        ORDER BY i.due_on, i.number LIMIT 100";
    MOVE = "UPDATE invoice SET first_due_on = due_on, due_on = $3, pay_on = CASE WHEN pay_on > $3 THEN $3 ELSE pay_on END
        WHERE id = $1 AND household_id = $2 AND state = 'open' AND first_due_on IS NULL AND ended_at IS NULL AND due_on >= $4";
    OWN = "SELECT id FROM payment WHERE id = $1 AND household_id = $2";
    PLAN = "UPDATE invoice SET pay_on = $3 WHERE id = $1 AND household_id = $2 AND state <> 'paid' AND ended_at IS NULL";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: InvoiceId,
    number: String,
    policy_id: PolicyId,
    pet_name: String,
    amount_cents: i64,
    paid_cents: i64,
    currency: Currency,
    due_on: Day,
    first_due_on: Option<Day>,
    pay_on: Option<Day>,
    state: InvoiceState,
    brand: Option<String>,
    last_four: Option<String>,
    mandates: i64,
}

impl Row {
    fn money(&self, cents: i64) -> Money {
        Money {
            cents,
            currency: self.currency,
        }
    }

    fn owed(&self) -> Money {
        self.money(self.amount_cents - self.paid_cents)
    }

    fn movable_until(&self, today: Day) -> Option<Day> {
        let may = self.state == InvoiceState::Open && self.first_due_on.is_none() && self.due_on >= today;
        may.then(|| self.due_on.plus_days(MOVABLE_DAYS))
    }

    fn how(&self, on_its_way: bool, today: Day) -> How {
        let by = self
            .brand
            .as_ref()
            .zip(self.last_four.as_ref())
            .map(|(brand, digits)| format!("{brand} ending {digits}"));
        match (on_its_way, self.pay_on, self.mandates > 0, by) {
            (true, ..) => How::OnItsWay,
            (_, Some(on), _, Some(by)) => How::Planned { on: on.max(today), by },
            (_, None, true, Some(by)) => How::Autopay {
                on: self.due_on.max(today),
                by,
            },
            (_, None, false, _) => How::ByHand,
            (.., None) => How::NoMethod,
        }
    }
}

async fn rows(state: &AppState, actor: &HouseholdActor, number: Option<&str>) -> Result<Vec<Row>, sqlx::Error> {
    fetch_all!(state.store.read(), Row, OWED, &actor.household, number)
}

async fn one(state: &AppState, actor: &HouseholdActor, number: &str) -> Result<Row, AppError> {
    rows(state, actor, Some(number)).await?.pop().ok_or(AppError::NotFound)
}

/// The household's bills that are not paid, the one due first at the top, with how each will be paid and what is wrong with it.
pub async fn coming(state: &AppState, actor: &HouseholdActor) -> Result<Vec<Coming>, AppError> {
    let today = state.clock.today(&actor.zone);
    let mut coming = Vec::new();
    for row in rows(state, actor, None).await? {
        let known = dunning::store::known(state, &row.id).await?;
        let on_its_way = known.as_ref().is_some_and(|known| matches!(known.last, Last::OnItsWay { .. } | Last::NotKnown));
        coming.push(Coming {
            policy: row.policy_id.clone(),
            pet_name: row.pet_name.clone(),
            amount: row.money(row.amount_cents),
            owed: row.owed(),
            due_on: row.due_on,
            movable_until: row.movable_until(today),
            how: row.how(on_its_way, today),
            trouble: known.and_then(|known| dunning::rules::trouble(&known, today)),
            number: row.number,
        });
    }
    Ok(coming)
}

/// Pays a bill now, all that is owed or part of it, by a method of the household or, without one, by what is chosen on the gateway's form.
///
/// # Errors
/// `NotFound` when the household owes no such bill; those of [`store::pay`].
pub async fn pay_now(
    state: &AppState,
    actor: &HouseholdActor,
    number: &str,
    cents: Option<i64>,
    method: Option<&MethodId>,
) -> Result<(PaymentId, Intent), AppError> {
    let row = one(state, actor, number).await?;
    let owed = row.owed();
    let effort = Effort {
        invoice: &row.id,
        amount: Money {
            cents: cents.unwrap_or(owed.cents),
            ..owed
        },
        origin: Origin::Person,
        person: Some(&actor.person),
        method,
    };
    store::pay(state, &effort).await
}

/// Has a bill paid on a day by the method chosen then, or, with `None`, no longer.
///
/// # Errors
/// `NotFound` when the household owes no such bill; `Invalid` when the day is past or after the bill's; `Conflict` when there is no method.
pub async fn plan_payment(state: &AppState, actor: &HouseholdActor, number: &str, on: Option<Day>) -> Result<(), AppError> {
    let row = one(state, actor, number).await?;
    let today = state.clock.today(&actor.zone);
    if on.is_some_and(|day| day < today || day > row.due_on.max(today)) {
        return Err(AppError::Invalid(Vec::new()));
    }
    if on.is_some() && row.brand.is_none() {
        return Err(AppError::Conflict);
    }
    let mut tx = state.store.begin().await?;
    hold(&mut tx, &actor.household).await?;
    if execute!(tx.run(), PLAN, &row.id, &actor.household, on)? == 0 {
        return Err(AppError::Conflict);
    }
    Ok(tx.commit().await?)
}

/// Gives a bill another due date, up to five days after the first; once.
///
/// # Errors
/// `NotFound` when the household owes no such bill; `Invalid` when the day is not one of those; `Conflict` when it was moved before or is late.
pub async fn move_due_date(state: &AppState, actor: &HouseholdActor, number: &str, to: Day) -> Result<(), AppError> {
    let row = one(state, actor, number).await?;
    let today = state.clock.today(&actor.zone);
    let Some(until) = row.movable_until(today) else {
        return Err(AppError::Conflict);
    };
    if to <= row.due_on || to > until {
        return Err(AppError::Invalid(Vec::new()));
    }
    let mut tx = state.store.begin().await?;
    hold(&mut tx, &actor.household).await?;
    if execute!(tx.run(), MOVE, &row.id, &actor.household, to, today)? == 0 {
        return Err(AppError::Conflict);
    }
    Ok(tx.commit().await?)
}

/// How a payment of the household stands, asked anew at the gateway.
///
/// # Errors
/// `NotFound` when it is none of theirs; `Unavailable` when the gateway does not answer.
pub async fn look_again(state: &AppState, actor: &HouseholdActor, payment: &PaymentId) -> Result<PaymentState, AppError> {
    fetch_optional!(state.store.read(), (String,), OWN, payment, &actor.household)?.ok_or(AppError::NotFound)?;
    store::refresh(state, payment).await
}
