//! What follows from how a payment stands: the bill, the ledger, dunning, and the words to the household, in the transaction that notices it.

use super::rules::{Move, Said, moves};
use super::store::Origin;
use crate::billing::dunning::store as dunning;
use crate::billing::held::hold;
use crate::billing::ledger::{self, Account, Event, Posting};
use crate::billing::model::{Failure, InvoiceState, MethodKind, PaymentState};
use crate::billing::ports::{Intent, IntentState, Method};
use crate::day::Day;
use crate::db::Tx;
use crate::ids::{HouseholdId, InvoiceId, MethodId, PaymentId, PolicyId};
use crate::jobs::{self, Job};
use crate::money::Currency;
use crate::notify::{self, Tidings};
use crate::state::AppState;
use crate::workflow::clocks::Within;
use crate::{execute, fetch_all, fetch_one, fetch_optional};

/// Business days that a debit from a bank takes at most.
const BANK_DAYS: Within = Within::BusinessDays(4);

crate::queries! {
    WHOSE = "SELECT household_id FROM payment WHERE id = $1";
    TAKE = "UPDATE payment SET gateway_intent = COALESCE(gateway_intent, $2) WHERE id = $1
        RETURNING id, invoice_id, household_id, amount_cents, currency, state, origin, method_id, gateway_intent, failure";
    ATTEMPT = "UPDATE payment_attempt SET outcome = $2, failure = $3, answered_at = $4
        WHERE payment_id = $1 AND (outcome IS NULL OR outcome IN ('unknown', 'action', 'pending')) AND (outcome IS NULL OR outcome <> $2)";
    STANDS = "SELECT id, invoice_id, household_id, amount_cents, currency, state, origin, method_id, gateway_intent, failure FROM payment WHERE id = $1";
    NOTE = "UPDATE payment SET failure = $2 WHERE id = $1";
    BY = "UPDATE payment SET method = $2 WHERE id = $1 AND method <> $2";
    // Of two efforts that a bank works on, the second waits for its end.
    PENDING = "UPDATE payment SET state = 'pending', expects_on = $2, failure = NULL, ended_at = NULL WHERE id = $1
        AND NOT EXISTS (SELECT 1 FROM payment o WHERE o.invoice_id = $3 AND o.id <> $1 AND o.state IN ('started', 'pending'))";
    AGAIN = "UPDATE payment SET state = 'started', expects_on = NULL, failure = $2 WHERE id = $1";
    SETTLED = "UPDATE payment SET state = 'settled', settled_at = $2, failure = NULL, ended_at = NULL WHERE id = $1";
    OVER = "UPDATE payment SET state = $2, failure = $3, ended_at = $4 WHERE id = $1";
    BILL = "SELECT i.policy_id, i.amount_cents, i.paid_cents, i.due_on, i.state, i.ended_at, h.time_zone, h.state AS home_state
        FROM invoice i JOIN household h ON h.id = i.household_id WHERE i.id = $1";
    PAID = "UPDATE invoice SET paid_cents = $2, state = $3, pay_on = CASE WHEN $3 = 'paid' THEN NULL ELSE pay_on END WHERE id = $1";
    DEBITED = "UPDATE mandate SET last_debit_at = $2 WHERE household_id = $1 AND ended_at IS NULL";
    POSTED = "SELECT account, amount_cents FROM ledger_entry WHERE event = 'payment_settled' AND subject_id = $1";
    KIND = "SELECT kind FROM payment_method WHERE id = $1";
}

/// What came of taking what the gateway says.
pub enum Taken {
    /// The payment stands so now.
    Stands(PaymentState),
    /// What was said is of another intent than the payment's; it stands so.
    Foreign(PaymentState),
    /// There is no such payment.
    Unknown,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: PaymentId,
    invoice_id: InvoiceId,
    household_id: HouseholdId,
    amount_cents: i64,
    currency: Currency,
    state: PaymentState,
    origin: Origin,
    method_id: Option<MethodId>,
    gateway_intent: Option<String>,
    failure: Option<Failure>,
}

/// The bill of a payment.
#[derive(sqlx::FromRow)]
pub struct Bill {
    /// What it is for.
    pub policy_id: PolicyId,
    /// What it comes to.
    pub amount_cents: i64,
    /// What of it is with us.
    pub paid_cents: i64,
    /// The day by which it is to be paid.
    pub due_on: Day,
    /// Where it stands.
    pub state: InvoiceState,
    /// Since when it is owed no longer.
    pub ended_at: Option<i64>,
    /// The household's zone.
    pub time_zone: String,
    /// The household's state.
    pub home_state: String,
}

fn said(intent: &Intent) -> Said {
    match &intent.state {
        IntentState::Open | IntentState::Action { .. } => Said::Open,
        IntentState::Pending => Said::Pending,
        IntentState::Settled => Said::Settled,
        IntentState::Failed(why) => Said::Failed(*why),
        IntentState::Ended => Said::Ended,
        IntentState::Returned(why) => Said::Returned(*why),
    }
}

/// Takes what the gateway says of a payment.
pub async fn take(tx: &mut Tx, state: &AppState, payment: &PaymentId, intent: &Intent) -> Result<Taken, sqlx::Error> {
    let Some((household,)) = fetch_optional!(tx.run(), (HouseholdId,), WHOSE, payment)? else {
        return Ok(Taken::Unknown);
    };
    hold(tx, &household).await?;
    let row = fetch_one!(tx.run(), Row, TAKE, payment, &intent.id)?;
    if row.gateway_intent.as_deref() != Some(intent.id.as_str()) {
        return Ok(Taken::Foreign(row.state));
    }
    if intent.amount.cents != row.amount_cents {
        tracing::error!(payment.id = %payment, "Payment {payment} moves another amount at the gateway");
    }
    if let Some(method) = &intent.method {
        execute!(tx.run(), BY, payment, shown(method))?;
    }
    attempted(tx, state, payment, intent).await?;
    let standing = match moves(row.state, row.origin.is_present(), said(intent)) {
        Move::Stay => row.state,
        Move::Note(why) => {
            execute!(tx.run(), NOTE, payment, why)?;
            row.state
        }
        Move::To(PaymentState::Pending, _) => pending(tx, state, &row).await?,
        Move::To(PaymentState::Started, why) => {
            execute!(tx.run(), AGAIN, payment, why.unwrap_or(Failure::Trouble))?;
            notify::tell(tx, state, &Tidings::PaymentFailed(payment.as_str())).await?;
            PaymentState::Started
        }
        Move::To(PaymentState::Settled, _) => settled(tx, state, &row).await?,
        Move::To(PaymentState::Returned, why) => returned(tx, state, &row, why.unwrap_or(Failure::Trouble)).await?,
        Move::To(to, why) => {
            let why = row.failure.filter(|_| said(intent) == Said::Ended).or(why).unwrap_or(Failure::Trouble);
            over(tx, state, &row, to, why).await?;
            to
        }
    };
    Ok(Taken::Stands(standing))
}

/// Holds the household of a payment.
pub async fn hold_of(tx: &mut Tx, payment: &PaymentId) -> Result<(), sqlx::Error> {
    let (household,) = fetch_one!(tx.run(), (HouseholdId,), WHOSE, payment)?;
    hold(tx, &household).await
}

/// How a payment stands, within a transaction.
pub async fn standing(tx: &mut Tx, payment: &PaymentId) -> Result<PaymentState, sqlx::Error> {
    Ok(fetch_one!(tx.run(), Row, STANDS, payment)?.state)
}

/// "Visa ending 4242"
fn shown(method: &Method) -> String {
    format!("{} ending {}", method.brand, method.last_four)
}

async fn attempted(tx: &mut Tx, state: &AppState, payment: &PaymentId, intent: &Intent) -> Result<(), sqlx::Error> {
    let (outcome, failure) = match &intent.state {
        IntentState::Open | IntentState::Action { .. } => ("action", None),
        IntentState::Pending => ("pending", None),
        IntentState::Settled => ("settled", None),
        IntentState::Failed(why) | IntentState::Returned(why) => ("failed", Some(*why)),
        IntentState::Ended => ("failed", Some(Failure::NotConfirmed)),
    };
    execute!(tx.run(), ATTEMPT, payment, outcome, failure, state.clock.now()).map(drop)
}

async fn bill(tx: &mut Tx, row: &Row) -> Result<Bill, sqlx::Error> {
    fetch_one!(tx.run(), Bill, BILL, &row.invoice_id)
}

async fn pending(tx: &mut Tx, state: &AppState, row: &Row) -> Result<PaymentState, sqlx::Error> {
    let bill = bill(tx, row).await?;
    let by = BANK_DAYS.last_day(state.clock.today(&bill.time_zone));
    if execute!(tx.run(), PENDING, &row.id, by, &row.invoice_id)? == 0 {
        tracing::error!(payment.id = %row.id, "Payment {} is on its way although another was begun", row.id);
        return Ok(row.state);
    }
    debited(tx, state, row).await?;
    Ok(PaymentState::Pending)
}

async fn debited(tx: &mut Tx, state: &AppState, row: &Row) -> Result<(), sqlx::Error> {
    if matches!(row.origin, Origin::Autopay | Origin::Planned) {
        execute!(tx.run(), DEBITED, &row.household_id, state.clock.now())?;
    }
    Ok(())
}

async fn settled(tx: &mut Tx, state: &AppState, row: &Row) -> Result<PaymentState, sqlx::Error> {
    execute!(tx.run(), SETTLED, &row.id, state.clock.now())?;
    let bill = bill(tx, row).await?;
    let owed = if bill.ended_at.is_some() { 0 } else { bill.amount_cents - bill.paid_cents };
    // What nobody owed any more is the household's.
    let on_bill = row.amount_cents.min(owed.max(0));
    let entries = [
        (Account::Gateway, row.amount_cents),
        (Account::OwedToUs, -on_bill),
        (Account::Credit, on_bill - row.amount_cents),
    ];
    post(tx, state, row, Event::PaymentSettled, &entries).await?;
    let paid = bill.paid_cents + on_bill;
    let whole = bill.ended_at.is_none() && paid >= bill.amount_cents;
    execute!(tx.run(), PAID, &row.invoice_id, paid, if whole { InvoiceState::Paid } else { bill.state })?;
    debited(tx, state, row).await?;
    notify::tell(tx, state, &Tidings::PaymentReceived(row.id.as_str())).await?;
    if whole {
        dunning::paid(tx, state, &row.invoice_id, &bill).await?;
    }
    Ok(PaymentState::Settled)
}

async fn returned(tx: &mut Tx, state: &AppState, row: &Row, why: Failure) -> Result<PaymentState, sqlx::Error> {
    if row.state != PaymentState::Settled {
        // It was taken back before we heard that it came: nothing was ever with us.
        over(tx, state, row, PaymentState::Returned, why).await?;
        return Ok(PaymentState::Returned);
    }
    execute!(tx.run(), OVER, &row.id, PaymentState::Returned, why, state.clock.now())?;
    let bill = bill(tx, row).await?;
    let posted: Vec<(Account, i64)> = fetch_all!(tx.run(), (Account, i64), POSTED, &row.id)?;
    let entries: Vec<(Account, i64)> = if posted.is_empty() {
        // It settled before there was a ledger: then all of it paid its bill.
        vec![(Account::OwedToUs, row.amount_cents), (Account::Gateway, -row.amount_cents)]
    } else {
        posted.into_iter().map(|(account, cents)| (account, -cents)).collect()
    };
    post(tx, state, row, Event::PaymentReturned, &entries).await?;
    let reopened: i64 = entries
        .iter()
        .filter(|(account, _)| *account == Account::OwedToUs)
        .map(|(_, cents)| cents)
        .sum();
    let late = bill.due_on < state.clock.today(&bill.time_zone);
    let standing = match (reopened > 0, late) {
        (false, _) => bill.state,
        (true, true) => InvoiceState::PastDue,
        (true, false) => InvoiceState::Open,
    };
    execute!(tx.run(), PAID, &row.invoice_id, bill.paid_cents - reopened, standing)?;
    notify::tell(tx, state, &Tidings::PaymentReturned(row.id.as_str())).await?;
    if reopened > 0 && bill.ended_at.is_none() {
        dunning::reopened(tx, state, &row.invoice_id, &bill).await?;
        if plan(tx, state, row, why).await? {
            link(tx, state, row).await?;
        }
    }
    Ok(PaymentState::Returned)
}

/// A payment is over and nothing of it is with us.
async fn over(tx: &mut Tx, state: &AppState, row: &Row, to: PaymentState, why: Failure) -> Result<(), sqlx::Error> {
    execute!(tx.run(), OVER, &row.id, to, why, state.clock.now())?;
    // Whoever was there has seen it.
    if !row.origin.is_present() || to == PaymentState::Returned || row.state == PaymentState::Pending {
        let last = plan(tx, state, row, why).await?;
        if last {
            notify::tell(tx, state, &Tidings::PaymentFailed(row.id.as_str())).await?;
            link(tx, state, row).await?;
        }
    }
    Ok(())
}

/// Sends the household a link to pay by: nobody is there who could pay at once.
async fn link(tx: &mut Tx, state: &AppState, row: &Row) -> Result<(), sqlx::Error> {
    let invoice = row.invoice_id.clone();
    jobs::enqueue(tx, state, &Job::SendPayLink { invoice }).await
}

/// Plans what comes after a failure. Gives whether the household is to hear of it.
async fn plan(tx: &mut Tx, state: &AppState, row: &Row, why: Failure) -> Result<bool, sqlx::Error> {
    let kind = match &row.method_id {
        None => None,
        Some(method) => fetch_optional!(tx.run(), (MethodKind,), KIND, method)?.map(|(kind,)| kind),
    };
    let by_bank = kind == Some(MethodKind::Bank);
    let again = matches!(row.origin, Origin::Autopay);
    dunning::failed(tx, state, &row.invoice_id, why, by_bank, again).await
}

/// A payment that was begun never reached the gateway, or was refused there.
pub async fn failed(tx: &mut Tx, state: &AppState, payment: &PaymentId) -> Result<(), sqlx::Error> {
    let row = fetch_one!(tx.run(), Row, STANDS, payment)?;
    if row.state == PaymentState::Started {
        over(tx, state, &row, PaymentState::Failed, row.failure.unwrap_or(Failure::Trouble)).await?;
    }
    Ok(())
}

async fn post(tx: &mut Tx, state: &AppState, row: &Row, event: Event, entries: &[(Account, i64)]) -> Result<(), sqlx::Error> {
    let posting = Posting {
        event,
        subject: row.id.as_str(),
        household: &row.household_id,
        invoice: Some(&row.invoice_id),
        currency: row.currency,
        entries,
    };
    ledger::post(tx, state, &posting).await.map(drop)
}
