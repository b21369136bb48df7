//! Refunds as their household sees them, and as staff does.

use serde_json::json;

use super::model::{DeskRefund, Refund, RefundReason, RefundState, Refundable};
use super::rules::{self, Days};
use crate::auth::audit::{self, By};
use crate::auth::{HouseholdActor, Staff};
use crate::billing::model::PaymentState;
use crate::day::{Day, Moment};
use crate::error::AppError;
use crate::ids::{PaymentId, PersonId, RefundId};
use crate::money::{Currency, Money};
use crate::state::AppState;
use crate::{fetch_all, fetch_optional};

/// The most that is listed.
const MANY: i64 = 200;

crate::queries! {
    PAYMENT = "SELECT m.amount_cents, m.currency, m.state, m.gateway_intent,
            (SELECT CAST(COALESCE(SUM(r.amount_cents), 0) AS BIGINT) FROM refund r WHERE r.payment_id = m.id AND r.state IN ('proposed', 'approved', 'sent', 'arrived'))
        FROM payment m WHERE m.id = $1";
    OWN = "SELECT r.id, r.payment_id, r.amount_cents, r.currency, r.reason, r.state, r.answered_at, r.sent_at, r.arrives_by, r.ended_at, m.method, i.number, p.name AS pet_name
        FROM refund r JOIN payment m ON m.id = r.payment_id JOIN invoice i ON i.id = m.invoice_id JOIN policy y ON y.id = i.policy_id JOIN pet p ON p.id = y.pet_id
        WHERE r.household_id = $1 AND r.state NOT IN ('proposed', 'refused') ORDER BY r.proposed_at DESC, r.id DESC LIMIT $2";
    DESK = "SELECT r.id, r.payment_id, r.amount_cents, r.currency, r.reason, r.why, r.state, r.proposed_by, r.proposed_at, r.arrives_by, i.number,
            s.given_name || ' ' || s.family_name AS proposer, a.given_name || ' ' || a.family_name AS answerer
        FROM refund r JOIN payment m ON m.id = r.payment_id JOIN invoice i ON i.id = m.invoice_id JOIN person s ON s.id = r.proposed_by
        LEFT JOIN person a ON a.id = r.answered_by
        WHERE (CAST($1 AS TEXT) IS NULL OR r.payment_id = $1) AND (CAST($2 AS TEXT) IS NULL OR r.state = $2) ORDER BY r.proposed_at DESC, r.id DESC LIMIT $3";
}

#[derive(sqlx::FromRow)]
struct OwnRow {
    id: RefundId,
    payment_id: PaymentId,
    amount_cents: i64,
    currency: Currency,
    reason: RefundReason,
    state: RefundState,
    answered_at: Option<i64>,
    sent_at: Option<i64>,
    arrives_by: Option<Day>,
    ended_at: Option<i64>,
    method: String,
    number: String,
    pet_name: String,
}

/// The household's refunds, newest first.
pub async fn own(state: &AppState, actor: &HouseholdActor) -> Result<Vec<Refund>, sqlx::Error> {
    let rows = fetch_all!(state.store.read(), OwnRow, OWN, &actor.household, MANY)?;
    let day = |at: Option<i64>| at.map(|at| Moment::local(at, &actor.zone).day);
    let refund = |row: OwnRow| Refund {
        steps: rules::timeline(
            row.state,
            Days {
                approved: day(row.answered_at),
                sent: day(row.sent_at),
                arrives_by: row.arrives_by,
                ended: day(row.ended_at),
            },
        ),
        id: row.id,
        payment: row.payment_id,
        amount: Money {
            cents: row.amount_cents,
            currency: row.currency,
        },
        reason: row.reason,
        pet_name: row.pet_name,
        bill: row.number,
        to: row.method,
    };
    Ok(rows.into_iter().map(refund).collect())
}

#[derive(sqlx::FromRow)]
struct DeskRow {
    id: RefundId,
    payment_id: PaymentId,
    amount_cents: i64,
    currency: Currency,
    reason: RefundReason,
    why: String,
    state: RefundState,
    proposed_by: PersonId,
    proposed_at: i64,
    arrives_by: Option<Day>,
    number: String,
    proposer: String,
    answerer: Option<String>,
}

async fn desk(state: &AppState, staff: &Staff, payment: Option<&PaymentId>, stands: Option<RefundState>) -> Result<Vec<DeskRefund>, sqlx::Error> {
    let rows = fetch_all!(state.store.read(), DeskRow, DESK, payment, stands, MANY)?;
    let refund = |row: DeskRow| DeskRefund {
        may_answer: row.state == RefundState::Proposed && row.proposed_by != staff.person,
        id: row.id,
        payment: row.payment_id,
        bill: row.number,
        amount: Money {
            cents: row.amount_cents,
            currency: row.currency,
        },
        reason: row.reason,
        why: row.why,
        state: row.state,
        proposed_by: row.proposer,
        proposed_on: Moment::local(row.proposed_at, "UTC").day,
        answered_by: row.answerer,
        arrives_by: row.arrives_by,
    };
    Ok(rows.into_iter().map(refund).collect())
}

/// Refunds that wait for a second person, oldest first.
pub async fn waiting(state: &AppState, staff: &Staff) -> Result<Vec<DeskRefund>, sqlx::Error> {
    let mut waiting = desk(state, staff, None, Some(RefundState::Proposed)).await?;
    waiting.reverse();
    Ok(waiting)
}

/// What of a payment can go back, and what did. The look is an entry of the audit log.
///
/// # Errors
/// `NotFound` when there is no such payment.
pub async fn refundable(state: &AppState, staff: &Staff, payment: &PaymentId) -> Result<Refundable, AppError> {
    type Held = (i64, Currency, PaymentState, Option<String>, i64);
    let held = fetch_optional!(state.store.read(), Held, PAYMENT, payment)?;
    let (cents, currency, stands, intent, going) = held.ok_or(AppError::NotFound)?;
    let mut tx = state.store.begin().await?;
    audit::record(
        &mut tx,
        state,
        By::Person(&staff.person),
        "desk.view_payment",
        ("payment", payment.as_str()),
        json!({}),
    )
    .await?;
    tx.commit().await?;
    let money = |cents| Money { cents, currency };
    Ok(Refundable {
        payment: payment.clone(),
        at_most: money(rules::at_most(stands, intent.is_some(), cents, going)),
        second_above: money(state.second_above_cents),
        refunds: desk(state, staff, Some(payment), None).await?,
    })
}
