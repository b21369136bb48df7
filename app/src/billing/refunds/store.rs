//! Refunds from their proposal to the person's bank. The money is asked for by a job, whose key is the refund's own id.

use serde_json::json;

use super::model::{NewRefund, RefundState};
use super::rules;
use crate::auth::Staff;
use crate::auth::audit::{self, By};
use crate::billing::asking::{gateway, trouble};
use crate::billing::held::hold;
use crate::billing::ledger::{self, Account, Event, Posting};
use crate::billing::model::PaymentState;
use crate::billing::ports::{self, GatewayError, Key};
use crate::day::Day;
use crate::db::Tx;
use crate::error::{AppError, FieldError, internal};
use crate::ids::{HouseholdId, InvoiceId, PaymentId, PersonId, RefundId};
use crate::jobs::{self, Job};
use crate::money::{Currency, Money};
use crate::state::AppState;
use crate::texts::Lang;
use crate::workflow::clocks::Within;
use crate::{execute, fetch_all, fetch_one, fetch_optional};

/// Within this a bank shows what was sent back, says the gateway: five to ten business days.
const BANK_DAYS: Within = Within::BusinessDays(10);
/// How long a key is surely remembered, in milliseconds. What is older is looked for at the gateway before it is asked for anew.
const KEY_MS: i64 = 23 * 60 * 60 * 1000;
/// The most that is followed in one go.
const MANY: i64 = 200;

crate::queries! {
    // Writing the state over itself takes the row's lock on both engines: of two refunds at once, the second sees the first.
    LOCK_PAYMENT = "UPDATE payment SET state = state WHERE id = $1 RETURNING household_id, amount_cents, currency, state, gateway_intent";
    GOING_BACK = "SELECT CAST(COALESCE(SUM(amount_cents), 0) AS BIGINT) FROM refund WHERE payment_id = $1 AND state IN ('proposed', 'approved', 'sent', 'arrived')";
    PROPOSE = "INSERT INTO refund (id, payment_id, household_id, amount_cents, currency, reason, why, state, proposed_by, proposed_at, answered_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    PROPOSED = "UPDATE refund SET state = state WHERE id = $1 RETURNING state, proposed_by";
    ANSWER = "UPDATE refund SET state = $1, answered_by = $2, answered_at = $3 WHERE id = $4 AND state = 'proposed'";
    LOOK = "SELECT r.id, r.household_id, m.invoice_id, r.amount_cents, r.currency, r.state, r.gateway_refund, r.arrives_by, m.gateway_intent, h.time_zone, r.answered_at
        FROM refund r JOIN payment m ON m.id = r.payment_id JOIN household h ON h.id = r.household_id WHERE r.id = $1";
    SENT = "UPDATE refund SET state = 'sent', gateway_refund = $1, sent_at = $2, arrives_by = $3 WHERE id = $4 AND state = 'approved'";
    ENDED = "UPDATE refund SET state = $1, ended_at = $2 WHERE id = $3 AND state = $4";
    BY_GATEWAY = "SELECT id FROM refund WHERE gateway_refund = $1";
    APPROVED = "SELECT id FROM refund WHERE id = $1 AND state IN ('approved', 'sent', 'arrived')";
    OF_INTENT = "SELECT r.id FROM refund r JOIN payment m ON m.id = r.payment_id WHERE m.gateway_intent = $1 AND r.state IN ('sent', 'arrived') ORDER BY r.id";
    // Sent and due to have arrived; and approved, but the job has given up. What is older still wants somebody.
    TO_FOLLOW = "SELECT id, state FROM refund WHERE (state = 'sent' AND arrives_by <= $1) OR (state = 'approved' AND answered_at < $2 AND answered_at >= $3) ORDER BY id LIMIT $4";
    CREDIT = "SELECT CAST(COALESCE(SUM(amount_cents), 0) AS BIGINT) FROM ledger_entry WHERE household_id = $1 AND account = 'credit'";
    POSTED = "SELECT account, amount_cents FROM ledger_entry WHERE event = 'refund_sent' AND subject_id = $1";
}

#[derive(sqlx::FromRow)]
struct Payment {
    household_id: HouseholdId,
    amount_cents: i64,
    currency: Currency,
    state: PaymentState,
    gateway_intent: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: RefundId,
    household_id: HouseholdId,
    invoice_id: InvoiceId,
    amount_cents: i64,
    currency: Currency,
    state: RefundState,
    gateway_refund: Option<String>,
    arrives_by: Option<Day>,
    gateway_intent: Option<String>,
    time_zone: String,
    answered_at: Option<i64>,
}

/// Proposes a refund; up to the amount that one person decides alone it is approved with that, and will be sent.
///
/// # Errors
/// `NotFound` when there is no such payment, `Invalid` when more is asked than it still holds.
pub async fn propose(state: &AppState, staff: &Staff, payment: &PaymentId, new: &NewRefund, l: Lang) -> Result<RefundId, AppError> {
    let (id, now) = (RefundId(state.new_id()), state.clock.now());
    let mut tx = state.store.begin().await?;
    let held = fetch_optional!(tx.run(), Payment, LOCK_PAYMENT, payment)?.ok_or(AppError::NotFound)?;
    let (going,): (i64,) = fetch_one!(tx.run(), (i64,), GOING_BACK, payment)?;
    let at_most = rules::at_most(held.state, held.gateway_intent.is_some(), held.amount_cents, going);
    if new.cents > at_most {
        let words = match at_most {
            0 => l.refunds_nothing_left().to_owned(),
            cents => l.refunds_at_most(Money {
                cents,
                currency: held.currency,
            }),
        };
        return Err(AppError::Invalid(vec![FieldError::new("amount", words)]));
    }
    // Of one payment, so that nobody sends it back alone in parts.
    let second = rules::wants_second(going.saturating_add(new.cents), state.second_above_cents);
    let stands = if second { RefundState::Proposed } else { RefundState::Approved };
    execute!(
        tx.run(),
        PROPOSE,
        &id,
        payment,
        &held.household_id,
        new.cents,
        held.currency,
        new.reason,
        &new.why,
        stands,
        &staff.person,
        now,
        (!second).then_some(now)
    )?;
    let detail = json!({ "cents": new.cents, "reason": new.reason, "second": second });
    audit::record(&mut tx, state, By::Person(&staff.person), "refund.propose", ("refund", id.as_str()), detail).await?;
    if !second {
        jobs::enqueue(&mut tx, state, &Job::SendRefund { refund: id.clone() }).await?;
    }
    tx.commit().await?;
    tracing::info!(refund.id = %id, "Proposed refund {id}");
    Ok(id)
}

/// Approves or refuses what somebody else proposed.
///
/// # Errors
/// `NotFound` when there is no such refund, `Forbidden` for who proposed it, `Conflict` when it was answered already.
pub async fn answer(state: &AppState, staff: &Staff, refund: &RefundId, approve: bool) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    let found = fetch_optional!(tx.run(), (RefundState, PersonId), PROPOSED, refund)?;
    let (stands, proposed_by) = found.ok_or(AppError::NotFound)?;
    let to = if approve { RefundState::Approved } else { RefundState::Refused };
    if !rules::may_move(stands, to) {
        return Err(AppError::Conflict);
    }
    if proposed_by == staff.person {
        return Err(AppError::Forbidden);
    }
    execute!(tx.run(), ANSWER, to, &staff.person, state.clock.now(), refund)?;
    audit::record(
        &mut tx,
        state,
        By::Person(&staff.person),
        "refund.answer",
        ("refund", refund.as_str()),
        json!({ "approve": approve }),
    )
    .await?;
    if approve {
        jobs::enqueue(&mut tx, state, &Job::SendRefund { refund: refund.clone() }).await?;
    }
    tx.commit().await?;
    tracing::info!(refund.id = %refund, "Answered refund {refund}: {to}");
    Ok(())
}

/// Sends an approved refund. Safe to run twice: the gateway knows it by its id. Once the gateway may have forgotten that, it is left to the comparison of
/// the books, which looks first.
///
/// # Errors
/// `Unavailable` when the gateway did not answer: the same is asked again.
pub async fn send(state: &AppState, refund: &RefundId) -> Result<(), AppError> {
    let found = fetch_optional!(state.store.read(), Row, LOOK, refund)?.filter(|row| row.state == RefundState::Approved);
    match found {
        Some(row) if row.answered_at.is_some_and(|at| state.clock.now() - at <= KEY_MS) => ask_for(state, &row).await,
        _ => Ok(()),
    }
}

async fn ask_for(state: &AppState, row: &Row) -> Result<(), AppError> {
    let refund = &row.id;
    let Some(intent) = &row.gateway_intent else {
        return Err(internal(&format!("refund {refund} is of a payment that the gateway does not have")));
    };
    let amount = Money {
        cents: row.amount_cents,
        currency: row.currency,
    };
    match gateway(state)?.refund(&Key(refund.0.clone()), intent, amount, refund.as_str()).await {
        Ok((id, stands)) => sent(state, row, &id, stands).await,
        Err(error @ (GatewayError::Refused(_) | GatewayError::NotFound)) => {
            tracing::error!(refund.id = %refund, "Refund {refund} was refused and needs somebody: {error}");
            let mut tx = state.store.begin().await?;
            end(&mut tx, state, row, RefundState::Failed).await?;
            Ok(tx.commit().await?)
        }
        Err(error) => Err(trouble(&error)),
    }
}

/// Writes that a refund left us, by the gateway's id of it.
async fn sent(state: &AppState, row: &Row, id: &str, stands: ports::RefundState) -> Result<(), AppError> {
    let arrives_by = BANK_DAYS.last_day(state.clock.today(&row.time_zone));
    let mut tx = state.store.begin().await?;
    // Of two refunds at once, the second sees what the first has taken of the household's credit.
    hold(&mut tx, &row.household_id).await?;
    if execute!(tx.run(), SENT, id, state.clock.now(), arrives_by, &row.id)? == 1 {
        let (credit,): (i64,) = fetch_one!(tx.run(), (i64,), CREDIT, &row.household_id)?;
        // What the household has with us goes first; the rest is premium that we give back.
        let of_credit = (-credit).clamp(0, row.amount_cents);
        let entries = [
            (Account::Credit, of_credit),
            (Account::Premium, row.amount_cents - of_credit),
            (Account::Gateway, -row.amount_cents),
        ];
        post(&mut tx, state, row, Event::RefundSent, &entries).await?;
        tracing::info!(refund.id = %row.id, "Sent refund {}", row.id);
    }
    if stands == ports::RefundState::Failed {
        let now = fetch_optional!(tx.run(), Row, LOOK, &row.id)?.ok_or(AppError::NotFound)?;
        end(&mut tx, state, &now, RefundState::Failed).await?;
    }
    Ok(tx.commit().await?)
}

async fn post(tx: &mut Tx, state: &AppState, row: &Row, event: Event, entries: &[(Account, i64)]) -> Result<bool, sqlx::Error> {
    let posting = Posting {
        event,
        subject: row.id.as_str(),
        household: &row.household_id,
        invoice: Some(&row.invoice_id),
        currency: row.currency,
        entries,
    };
    ledger::post(tx, state, &posting).await
}

/// Ends a refund. What did not go is with us again, where it came from.
async fn end(tx: &mut Tx, state: &AppState, row: &Row, to: RefundState) -> Result<(), sqlx::Error> {
    if !rules::may_move(row.state, to) || execute!(tx.run(), ENDED, to, state.clock.now(), &row.id, row.state)? == 0 {
        return Ok(());
    }
    if to == RefundState::Failed {
        let back: Vec<(Account, i64)> = fetch_all!(tx.run(), (Account, i64), POSTED, &row.id)?;
        let back: Vec<(Account, i64)> = back.into_iter().map(|(account, cents)| (account, -cents)).collect();
        if !back.is_empty() {
            post(tx, state, row, Event::RefundFailed, &back).await?;
        }
    }
    tracing::info!(refund.id = %row.id, "Refund {} ended: {to}", row.id);
    Ok(())
}

/// Asks how a refund stands and writes it. A bank shows money days after the gateway is done with it, so it has arrived on the promised day, not before.
///
/// # Errors
/// `Unavailable` when the gateway did not answer.
pub async fn refresh(state: &AppState, refund: &RefundId) -> Result<(), AppError> {
    let Some(row) = fetch_optional!(state.store.read(), Row, LOOK, refund)? else {
        return Ok(());
    };
    let Some(id) = &row.gateway_refund else { return Ok(()) };
    let to = match gateway(state)?.refund_state(id).await.map_err(|error| trouble(&error))? {
        ports::RefundState::Failed => RefundState::Failed,
        ports::RefundState::Arrived if row.arrives_by.is_some_and(|day| day <= state.clock.today(&row.time_zone)) => RefundState::Arrived,
        ports::RefundState::Arrived | ports::RefundState::Pending => return Ok(()),
    };
    let mut tx = state.store.begin().await?;
    end(&mut tx, state, &row, to).await?;
    Ok(tx.commit().await?)
}

/// Takes in what the gateway says of a refund by its id, and by ours where it came along: its word may be here before our own answer is. `false`: it is none of ours.
///
/// # Errors
/// `Unavailable` when the gateway did not answer.
pub async fn told(state: &AppState, id: &str, ours: Option<&str>) -> Result<bool, AppError> {
    if let Some((refund,)) = fetch_optional!(state.store.read(), (RefundId,), BY_GATEWAY, id)? {
        refresh(state, &refund).await?;
        return Ok(true);
    }
    let known = fetch_optional!(state.store.read(), (RefundId,), APPROVED, ours.unwrap_or_default())?;
    let Some((refund,)) = known else { return Ok(false) };
    let Some(row) = fetch_optional!(state.store.read(), Row, LOOK, &refund)? else {
        return Ok(false);
    };
    let stands = gateway(state)?.refund_state(id).await.map_err(|error| trouble(&error))?;
    sent(state, &row, id, stands).await?;
    Ok(true)
}

/// Looks at every refund of an intent again.
///
/// # Errors
/// `Unavailable` when the gateway did not answer.
pub async fn refresh_of(state: &AppState, intent: &str) -> Result<(), AppError> {
    for (refund,) in fetch_all!(state.store.read(), (RefundId,), OF_INTENT, intent)? {
        refresh(state, &refund).await?;
    }
    Ok(())
}

/// Looks at refunds that should have arrived by today, and asks again for those that were approved a day ago or two and never left: whoever calls has looked
/// for them at the gateway. Gives how many it looked at.
///
/// # Errors
/// `Unavailable` when the gateway did not answer; the next run goes on.
pub async fn follow(state: &AppState) -> Result<usize, AppError> {
    let (today, now) = (state.clock.today("UTC"), state.clock.now());
    let due = fetch_all!(
        state.store.read(),
        (RefundId, RefundState),
        TO_FOLLOW,
        today,
        now - KEY_MS,
        now - 3 * KEY_MS,
        MANY
    )?;
    for (refund, stands) in &due {
        match stands {
            RefundState::Approved => {
                if let Some(row) = fetch_optional!(state.store.read(), Row, LOOK, refund)?.filter(|row| row.state == RefundState::Approved) {
                    ask_for(state, &row).await?;
                }
            }
            _ => refresh(state, refund).await?,
        }
    }
    Ok(due.len())
}
