//! The steps that follow when a bill is not paid, each in the transaction of what causes it, and their end when it is.

use super::rules::{self, Known, Last};
use crate::billing::held::hold;
use crate::billing::model::{Failure, PaymentState};
use crate::billing::paying::settling::Bill;
use crate::billing::schedule;
use crate::day::{Day, Moment};
use crate::db::Tx;
use crate::ids::{HouseholdId, InvoiceId};
use crate::notify::{self, Tidings};
use crate::policies::flags;
use crate::policies::model::Flag;
use crate::state::AppState;
use crate::{execute, fetch_all, fetch_one, fetch_optional};

crate::text_enum! {
    /// A step.
    pub enum Step {
        /// The payment is tried again.
        Retry = "retry",
        /// The notice goes that cover will end.
        Notice = "notice",
        /// Cover ends.
        Lapse = "lapse",
    }
}

crate::queries! {
    WHERE = "SELECT h.time_zone, h.state FROM invoice i JOIN household h ON h.id = i.household_id WHERE i.id = $1";
    UNPLAN = "UPDATE invoice SET pay_on = NULL WHERE id = $1 AND pay_on IS NOT NULL";
    RETRIES = "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN done_at IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) FROM dunning_step WHERE invoice_id = $1 AND kind = 'retry'";
    PLAN = "INSERT INTO dunning_step (id, invoice_id, kind, due_at) VALUES ($1, $2, $3, $4)";
    NOT_NEEDED = "UPDATE dunning_step SET done_at = $2, outcome = 'not_needed' WHERE invoice_id = $1 AND done_at IS NULL AND (CAST($3 AS TEXT) IS NULL OR kind = $3)";
    TRIED = "UPDATE dunning_step SET done_at = $2, outcome = 'done' WHERE invoice_id = $1 AND kind = 'retry' AND done_at IS NULL AND due_at <= $2";
    OTHERS_LATE = "SELECT COUNT(*) FROM invoice WHERE policy_id = $1 AND id <> $2 AND state <> 'paid' AND ended_at IS NULL AND due_on < $3";
    LATE = "UPDATE invoice SET state = 'past_due' WHERE id = $1 AND state = 'open' AND ended_at IS NULL AND due_on < $2
        AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.invoice_id = invoice.id AND p.state IN ('started', 'pending'))";
    TOLD = "SELECT COUNT(*) FROM payment WHERE invoice_id = $1 AND state IN ('failed', 'returned') AND origin IN ('autopay', 'planned')";
    BILL = "SELECT i.policy_id, i.amount_cents, i.paid_cents, i.due_on, i.state, i.ended_at, h.time_zone, h.state AS home_state
        FROM invoice i JOIN household h ON h.id = i.household_id WHERE i.id = $1";
    WHOSE = "SELECT household_id FROM invoice WHERE id = $1";
    // What is late and whose turn has come: bills to mark, notices and lapses.
    TO_MARK = "SELECT id, due_on FROM invoice WHERE state = 'open' AND ended_at IS NULL AND due_on < $1 AND (due_on > $2 OR (due_on = $2 AND id > $3))
        AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.invoice_id = invoice.id AND p.state IN ('started', 'pending')) ORDER BY due_on, id LIMIT 500";
    DUE = "SELECT d.id, d.invoice_id, d.kind, d.due_at FROM dunning_step d
        WHERE d.done_at IS NULL AND d.due_at <= $1 AND d.kind <> 'retry' AND (d.due_at > $2 OR (d.due_at = $2 AND d.id > $3)) ORDER BY d.due_at, d.id LIMIT 500";
    DONE = "UPDATE dunning_step SET done_at = $2, outcome = $3 WHERE id = $1 AND done_at IS NULL";
    UNDER_WAY = "SELECT COUNT(*) FROM payment WHERE invoice_id = $1 AND state IN ('started', 'pending')";
    // Bills of cover that has lapsed: when they can no longer bring it back they are owed no longer.
    LAPSED = "SELECT i.id, h.state, h.time_zone, s.from_on FROM invoice i JOIN standing s ON s.policy_id = i.policy_id AND s.flag = 'lapsed' AND s.to_on IS NULL
        JOIN household h ON h.id = i.household_id WHERE i.state <> 'paid' AND i.ended_at IS NULL AND s.from_on < $1 ORDER BY i.id LIMIT 500";
    // Whoever opened a page to pay and named nothing to pay with has only looked.
    LAST = "SELECT p.state, p.failure, p.method, p.started_at, p.ended_at, p.expects_on,
            (SELECT COUNT(*) FROM payment_attempt a WHERE a.payment_id = p.id AND a.outcome = 'unknown') AS unknown
        FROM payment p WHERE p.invoice_id = $1
            AND NOT (p.state = 'failed' AND p.origin IN ('person', 'link') AND p.method = '' AND COALESCE(p.failure, '') = 'not_confirmed')
        ORDER BY p.started_at DESC, p.id DESC LIMIT 1";
    STEPS = "SELECT kind, MIN(due_at) FROM dunning_step WHERE invoice_id = $1 AND done_at IS NULL GROUP BY kind";
    HAS_METHOD = "SELECT COUNT(*) FROM billing_account b JOIN payment_method m ON m.id = b.method_id AND m.state = 'ready'
        WHERE b.household_id = (SELECT household_id FROM invoice WHERE id = $1)";
    BY_STATE = "SELECT h.state, COUNT(*) FROM invoice i JOIN household h ON h.id = i.household_id WHERE i.state = 'past_due' AND i.ended_at IS NULL GROUP BY h.state ORDER BY h.state";
    BEGUN = "SELECT MAX(started_at) FROM payment WHERE invoice_id = $1 AND state = 'settled'";
    LAPSED_SINCE = "SELECT from_on FROM standing WHERE policy_id = $1 AND flag = 'lapsed' AND to_on IS NULL";
}

/// A payment of a bill did not go through, or was taken back. `again`: whoever began it may try again by itself. Gives whether the household is to hear of it:
/// the first time, and when nothing more is tried.
pub async fn failed(tx: &mut Tx, state: &AppState, invoice: &InvoiceId, why: Failure, by_bank: bool, again: bool) -> Result<bool, sqlx::Error> {
    let (zone, _): (String, String) = fetch_one!(tx.run(), (String, String), WHERE, invoice)?;
    execute!(tx.run(), UNPLAN, invoice)?;
    let now = state.clock.now();
    if !again || !rules::may_retry(why, by_bank) {
        execute!(tx.run(), NOT_NEEDED, invoice, now, Some(Step::Retry))?;
        return Ok(true);
    }
    let (planned, open): (i64, i64) = fetch_one!(tx.run(), (i64, i64), RETRIES, invoice)?;
    if planned > 0 {
        return Ok(open == 0);
    }
    for day in rules::retries(why, by_bank, Moment::local(now, &zone).day, &state.billing) {
        execute!(tx.run(), PLAN, state.new_id(), invoice, Step::Retry, day.at(state.billing.hour, 0, &zone))?;
    }
    Ok(true)
}

/// The retry whose day has come is being made.
pub async fn tried(tx: &mut Tx, state: &AppState, invoice: &InvoiceId) -> Result<(), sqlx::Error> {
    execute!(tx.run(), TRIED, invoice, state.clock.now()).map(drop)
}

/// A bill is paid: nothing more follows, and what had followed is undone while that is allowed.
pub async fn paid(tx: &mut Tx, state: &AppState, invoice: &InvoiceId, bill: &Bill) -> Result<(), sqlx::Error> {
    execute!(tx.run(), NOT_NEEDED, invoice, state.clock.now(), None::<Step>)?;
    let today = state.clock.today(&bill.time_zone);
    let (others,): (i64,) = fetch_one!(tx.run(), (i64,), OTHERS_LATE, &bill.policy_id, invoice, today)?;
    if others > 0 {
        return Ok(());
    }
    let lapsed = flags::up_since(tx, &bill.policy_id, Flag::Lapsed).await?;
    // A bank takes days over it: whoever paid on the last day has paid in time.
    let (begun,): (Option<i64>,) = fetch_one!(tx.run(), (Option<i64>,), BEGUN, invoice)?;
    let paid_on = begun.map_or(today, |at| Moment::local(at, &bill.time_zone).day);
    match (lapsed, state.billing.lapse_in(&bill.home_state)) {
        (None, _) => flags::paid_up(tx, &bill.policy_id, today).await,
        (Some(lapsed_on), Some(lapse)) if paid_on <= rules::reinstate_until(lapsed_on, lapse) => {
            flags::reinstate(tx, &bill.policy_id).await?;
            notify::tell(tx, state, &Tidings::Reinstated(invoice.as_str())).await
        }
        (Some(_), _) => Ok(()),
    }
}

/// A bill that was paid is owed again.
pub async fn reopened(tx: &mut Tx, state: &AppState, invoice: &InvoiceId, bill: &Bill) -> Result<(), sqlx::Error> {
    if bill.due_on < state.clock.today(&bill.time_zone) {
        follow(tx, state, invoice, bill).await?;
    }
    Ok(())
}

/// A bill's day has passed: the policy says so, and the notice is planned.
async fn follow(tx: &mut Tx, state: &AppState, invoice: &InvoiceId, bill: &Bill) -> Result<(), sqlx::Error> {
    if flags::up_since(tx, &bill.policy_id, Flag::InForce).await?.is_none() {
        return Ok(());
    }
    let today = state.clock.today(&bill.time_zone);
    flags::delinquent(tx, state, &bill.policy_id, bill.due_on.plus_days(1)).await?;
    match state.billing.lapse_in(&bill.home_state) {
        Some(lapse) => {
            let at = rules::notice_on(bill.due_on, lapse, today).at(state.billing.hour, 0, &bill.time_zone);
            execute!(tx.run(), PLAN, state.new_id(), invoice, Step::Notice, at).map(drop)
        }
        None => Ok(()),
    }
}

/// Bills whose day has passed and that nobody has marked, a page of them.
pub async fn to_mark(state: &AppState, after: Option<(InvoiceId, Day)>) -> Result<Vec<(InvoiceId, Day)>, sqlx::Error> {
    let (id, day) = after.map_or((String::new(), String::new()), |(id, day)| (id.0, day.to_string()));
    fetch_all!(state.store.read(), (InvoiceId, Day), TO_MARK, state.clock.today("UTC").plus_days(1), day, id)
}

/// Marks a bill as late, if it is in its household, and tells of it. `false`: it is not, or was marked before.
pub async fn mark(state: &AppState, invoice: &InvoiceId) -> Result<bool, sqlx::Error> {
    let mut tx = state.store.begin().await?;
    hold_of(&mut tx, invoice).await?;
    let bill = fetch_one!(tx.run(), Bill, BILL, invoice)?;
    if execute!(tx.run(), LATE, invoice, state.clock.today(&bill.time_zone))? == 0 {
        return Ok(false);
    }
    follow(&mut tx, state, invoice, &bill).await?;
    let (told,): (i64,) = fetch_one!(tx.run(), (i64,), TOLD, invoice)?;
    if told == 0 {
        notify::tell(&mut tx, state, &Tidings::PaymentLate(invoice.as_str())).await?;
    }
    tx.commit().await?;
    Ok(true)
}

async fn hold_of(tx: &mut Tx, invoice: &InvoiceId) -> Result<(), sqlx::Error> {
    let (household,) = fetch_one!(tx.run(), (HouseholdId,), WHOSE, invoice)?;
    hold(tx, &household).await
}

/// A notice or lapse whose time has come.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct DueStep {
    /// Which.
    pub id: String,
    /// Of which bill.
    pub invoice_id: InvoiceId,
    /// What.
    pub kind: Step,
    /// Since when.
    pub due_at: i64,
}

/// Notices and lapses whose time has come, a page of them.
pub async fn due(state: &AppState, after: Option<&DueStep>) -> Result<Vec<DueStep>, sqlx::Error> {
    let (at, id) = after.map_or((i64::MIN, ""), |step| (step.due_at, step.id.as_str()));
    fetch_all!(state.store.read(), DueStep, DUE, state.clock.now(), at, id)
}

/// Does a notice or a lapse. A payment that is on its way holds both up. `false`: not now, or it was done before.
pub async fn work(state: &AppState, step: &DueStep) -> Result<bool, sqlx::Error> {
    let mut tx = state.store.begin().await?;
    hold_of(&mut tx, &step.invoice_id).await?;
    let bill = fetch_one!(tx.run(), Bill, BILL, &step.invoice_id)?;
    let (under_way,): (i64,) = fetch_one!(tx.run(), (i64,), UNDER_WAY, &step.invoice_id)?;
    // Whoever runs the deployment has said nothing of this state, or no more: then nobody's cover ends by itself.
    let Some(lapse) = state.billing.lapse_in(&bill.home_state).filter(|_| under_way == 0) else {
        return Ok(false);
    };
    let covered = flags::up_since(&mut tx, &bill.policy_id, Flag::InForce).await?.is_some();
    let wanted = covered && bill.ended_at.is_none() && bill.paid_cents < bill.amount_cents;
    if execute!(tx.run(), DONE, &step.id, state.clock.now(), if wanted { "done" } else { "not_needed" })? == 0 {
        return Ok(false);
    }
    let today = state.clock.today(&bill.time_zone);
    if wanted && step.kind == Step::Notice {
        let on = rules::lapse_on(bill.due_on, lapse, today);
        execute!(tx.run(), PLAN, state.new_id(), &step.invoice_id, Step::Lapse, on.at(0, 0, &bill.time_zone))?;
        let invoice = step.invoice_id.as_str();
        notify::tell(&mut tx, state, &Tidings::CoverEnds { invoice, on }).await?;
    } else if wanted && step.kind == Step::Lapse {
        flags::lapse(&mut tx, state, &bill.policy_id, today).await?;
        execute!(tx.run(), NOT_NEEDED, &step.invoice_id, state.clock.now(), Some(Step::Retry))?;
        let until = rules::reinstate_until(today, lapse);
        let invoice = step.invoice_id.as_str();
        notify::tell(&mut tx, state, &Tidings::Lapsed { invoice, until }).await?;
        tracing::info!(policy.id = %bill.policy_id, "Policy {} lapsed", bill.policy_id);
    }
    tx.commit().await?;
    Ok(wanted)
}

/// Ends the bills of cover that cannot be had back any more. Gives how many.
pub async fn close(state: &AppState) -> Result<u64, sqlx::Error> {
    let mut ended = 0;
    let rows = fetch_all!(
        state.store.read(),
        (InvoiceId, String, String, Day),
        LAPSED,
        state.clock.today("UTC").plus_days(1)
    )?;
    for (invoice, home_state, zone, lapsed_on) in rows {
        let Some(lapse) = state.billing.lapse_in(&home_state) else { continue };
        if state.clock.today(&zone) <= rules::reinstate_until(lapsed_on, lapse) {
            continue;
        }
        let mut tx = state.store.begin().await?;
        hold_of(&mut tx, &invoice).await?;
        let (under_way,): (i64,) = fetch_one!(tx.run(), (i64,), UNDER_WAY, &invoice)?;
        if under_way == 0 && schedule::store::end(&mut tx, state, &invoice).await? {
            execute!(tx.run(), NOT_NEEDED, &invoice, state.clock.now(), None::<Step>)?;
            ended += 1;
        }
        tx.commit().await?;
    }
    Ok(ended)
}

/// How many bills are late in each state.
pub async fn late_by_state(state: &AppState) -> Result<Vec<(String, i64)>, sqlx::Error> {
    fetch_all!(state.store.read(), (String, i64), BY_STATE)
}

#[derive(sqlx::FromRow)]
struct LastRow {
    state: PaymentState,
    failure: Option<Failure>,
    method: String,
    started_at: i64,
    ended_at: Option<i64>,
    expects_on: Option<Day>,
    unknown: i64,
}

/// What is known of a bill that is not paid, for [`rules::trouble`]. Whoever calls has seen that it may be looked at.
pub async fn known(state: &AppState, invoice: &InvoiceId) -> Result<Option<Known>, sqlx::Error> {
    let Some(bill) = fetch_optional!(state.store.read(), Bill, BILL, invoice)? else {
        return Ok(None);
    };
    let local = |at: i64| Moment::local(at, &bill.time_zone).day;
    let last = fetch_optional!(state.store.read(), LastRow, LAST, invoice)?;
    let steps: Vec<(Step, i64)> = fetch_all!(state.store.read(), (Step, i64), STEPS, invoice)?;
    let step = |wanted: Step| steps.iter().find(|(kind, _)| *kind == wanted).map(|(_, at)| local(*at));
    let (methods,): (i64,) = fetch_one!(state.store.read(), (i64,), HAS_METHOD, invoice)?;
    let lapsed_on = fetch_optional!(state.store.read(), (Day,), LAPSED_SINCE, &bill.policy_id)?.map(|(day,)| day);
    let last = match last {
        Some(row) if row.state == PaymentState::Started && row.unknown > 0 => Last::NotKnown,
        Some(row) if row.state == PaymentState::Pending => Last::OnItsWay { by: row.expects_on },
        Some(row) if matches!(row.state, PaymentState::Failed | PaymentState::Returned) || (row.state == PaymentState::Started && row.failure.is_some()) => {
            Last::Failed {
                why: row.failure.unwrap_or(Failure::Trouble),
                by: row.method,
                on: local(row.ended_at.unwrap_or(row.started_at)),
                returned: row.state == PaymentState::Returned,
            }
        }
        _ => Last::None,
    };
    Ok(Some(Known {
        due_on: bill.due_on,
        last,
        retry_on: step(Step::Retry),
        cover_ends: step(Step::Lapse),
        lapsed_on,
        reinstate_until: lapsed_on.and_then(|day| Some(rules::reinstate_until(day, state.billing.lapse_in(&bill.home_state)?))),
        has_method: methods > 0,
    }))
}
