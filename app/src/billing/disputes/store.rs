//! Disputes as the gateway tells of them. A bank's debit that came back is no dispute but a payment that has returned: `paying::store` knows what follows.

use super::model::{Dispute, DisputeStands};
use crate::auth::{HouseholdActor, Staff};
use crate::billing::asking::{gateway, trouble};
use crate::billing::ledger::{self, Account, Event, Posting};
use crate::billing::paying::store as paying;
use crate::billing::ports::{DisputeState, IntentState};
use crate::day::{Day, Moment};
use crate::db::Tx;
use crate::error::AppError;
use crate::ids::{HouseholdId, InvoiceId, PaymentId};
use crate::money::{Currency, Money};
use crate::state::AppState;
use crate::{execute, fetch_all, fetch_optional};

/// The most that is listed.
const MANY: i64 = 200;

crate::queries! {
    PAYMENT = "SELECT id, household_id, invoice_id FROM payment WHERE gateway_intent = $1";
    OPEN = "INSERT INTO dispute (id, gateway_dispute, payment_id, household_id, amount_cents, currency, reason, state, opened_at, answer_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9) ON CONFLICT DO NOTHING";
    LOCK = "UPDATE dispute SET reason = $1, answer_by = COALESCE($2, answer_by) WHERE gateway_dispute = $3 RETURNING id, state";
    END = "UPDATE dispute SET state = $1, ended_at = $2 WHERE id = $3 AND state = 'open'";
    // Whether the bank had the money at all.
    HELD = "SELECT account FROM ledger_entry WHERE event = 'dispute_opened' AND subject_id = $1 LIMIT 1";
    LIST = "SELECT d.payment_id, d.household_id, d.amount_cents, d.currency, d.reason, d.state, d.opened_at, d.answer_by, d.ended_at, i.number
        FROM dispute d JOIN payment m ON m.id = d.payment_id JOIN invoice i ON i.id = m.invoice_id
        WHERE (CAST($1 AS TEXT) IS NULL OR d.household_id = $1) ORDER BY CASE d.state WHEN 'open' THEN 0 ELSE 1 END, d.opened_at DESC, d.id LIMIT $2";
}

/// Asks the gateway how a dispute stands and writes it. `false`: it is of no payment of ours.
///
/// # Errors
/// `Unavailable` when the gateway did not answer.
pub async fn told(state: &AppState, id: &str) -> Result<bool, AppError> {
    let gateway = gateway(state)?;
    let dispute = gateway.dispute(id).await.map_err(|error| trouble(&error))?;
    let found = fetch_optional!(state.store.read(), (PaymentId, HouseholdId, InvoiceId), PAYMENT, &dispute.intent)?;
    let Some((payment, household, invoice)) = found else { return Ok(false) };
    let intent = gateway.intent(&dispute.intent).await.map_err(|error| trouble(&error))?;
    if matches!(intent.state, IntentState::Returned(_)) {
        let mut tx = state.store.begin().await?;
        paying::apply(&mut tx, state, &payment, &intent).await?;
        tx.commit().await?;
        return Ok(true);
    }
    let mut tx = state.store.begin().await?;
    write(&mut tx, state, id, &dispute, (&payment, &household, &invoice)).await?;
    tx.commit().await?;
    Ok(true)
}

async fn write(
    tx: &mut Tx,
    state: &AppState,
    id: &str,
    dispute: &DisputeState,
    (payment, household, invoice): (&PaymentId, &HouseholdId, &InvoiceId),
) -> Result<(), sqlx::Error> {
    let (own, cents, now) = (state.new_id(), dispute.amount.cents, state.clock.now());
    let opened = execute!(
        tx.run(),
        OPEN,
        &own,
        id,
        payment,
        household,
        cents,
        dispute.amount.currency,
        &dispute.reason,
        now,
        dispute.answer_by
    )? == 1;
    let Some((own, stands)) = fetch_optional!(tx.run(), (String, DisputeStands), LOCK, &dispute.reason, dispute.answer_by, id)? else {
        return Ok(());
    };
    let mut posting = Posting {
        event: Event::DisputeOpened,
        subject: &own,
        household,
        invoice: Some(invoice),
        currency: dispute.amount.currency,
        entries: &[(Account::Disputed, cents), (Account::Gateway, -cents)],
    };
    // What was a warning may have become a dispute meanwhile; what was posted is not posted again.
    if dispute.took {
        ledger::post(tx, state, &posting).await?;
    }
    if opened {
        tracing::warn!(dispute.id = %own, "A bank disputes a payment; answer by {:?}", dispute.answer_by);
    }
    let (DisputeStands::Open, Some(won)) = (stands, dispute.won) else {
        return Ok(());
    };
    let (to, event, gets) = if won {
        (DisputeStands::Won, Event::DisputeWon, Account::Gateway)
    } else {
        (DisputeStands::Lost, Event::DisputeLost, Account::Premium)
    };
    if execute!(tx.run(), END, to, now, &own)? == 1 {
        tracing::info!(dispute.id = %own, "Dispute {own} is {to}");
        if fetch_optional!(tx.run(), (String,), HELD, &own)?.is_none() {
            return Ok(());
        }
        let entries = [(gets, cents), (Account::Disputed, -cents)];
        posting.event = event;
        posting.entries = &entries;
        ledger::post(tx, state, &posting).await?;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    payment_id: PaymentId,
    household_id: HouseholdId,
    amount_cents: i64,
    currency: Currency,
    reason: String,
    state: DisputeStands,
    opened_at: i64,
    answer_by: Option<Day>,
    ended_at: Option<i64>,
    number: String,
}

async fn list(state: &AppState, household: Option<&HouseholdId>) -> Result<Vec<Dispute>, sqlx::Error> {
    let rows = fetch_all!(state.store.read(), Row, LIST, household, MANY)?;
    let day = |at| Moment::local(at, "UTC").day;
    let dispute = |row: Row| Dispute {
        payment: row.payment_id,
        household: row.household_id,
        bill: row.number,
        amount: Money {
            cents: row.amount_cents,
            currency: row.currency,
        },
        reason: row.reason,
        stands: row.state,
        opened_on: day(row.opened_at),
        answer_by: row.answer_by,
        ended_on: row.ended_at.map(day),
    };
    Ok(rows.into_iter().map(dispute).collect())
}

/// The household's disputes, open ones first.
pub async fn own(state: &AppState, actor: &HouseholdActor) -> Result<Vec<Dispute>, sqlx::Error> {
    list(state, Some(&actor.household)).await
}

/// All disputes, open ones first.
pub async fn desk(state: &AppState, _staff: &Staff) -> Result<Vec<Dispute>, sqlx::Error> {
    list(state, None).await
}
