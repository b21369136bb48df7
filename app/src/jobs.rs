//! The outbox: a change and the work it causes commit together.
//!
//! A job is safe to run twice. It ends in done, in another try later, or failed for good. See docs/decisions/0003.

use serde::{Deserialize, Serialize};
use sqlx::types::Json;

use crate::db::{On, Tx};
use crate::error::{AppError, internal};
use crate::ids::{ClaimId, InvoiceId, MethodId, PageId, PaymentId, PayoutId, RefundId};
use crate::state::AppState;
use crate::{execute, fetch_optional};

/// All work that a change can cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// A claim came in: give it to the adjusters.
    RouteClaim {
        /// Which claim.
        claim: ClaimId,
    },
    /// A page of an invoice is to be read.
    ReadPage {
        /// Which page.
        page: PageId,
    },
    /// Somebody wants to register: write to the address on the policy.
    Register {
        /// What they know, sealed.
        sealed: String,
    },
    /// Somebody lost their password: write to the address.
    Reset {
        /// The address, sealed.
        sealed: String,
    },
    /// A payment method was removed: the gateway is to forget it.
    ForgetMethod {
        /// Which.
        method: MethodId,
    },
    /// The gateway was asked to move money and the answer was lost.
    LookUpPayment {
        /// Which payment.
        payment: PaymentId,
    },
    /// A payment did not go through while nobody was there: its household gets a link to pay by.
    SendPayLink {
        /// For which bill.
        invoice: InvoiceId,
    },
    /// A letter or a text message is to go.
    Send {
        /// Whom and what, sealed.
        sealed: String,
    },
    /// The gateway told something: ask it how things are.
    GatewayEvent {
        /// Its id of what it told.
        event: String,
    },
    /// A refund was approved: send it.
    SendRefund {
        /// Which.
        refund: RefundId,
    },
    /// Money for a claim was approved, or can go now: send it.
    SendPayout {
        /// Which.
        payout: PayoutId,
        /// Since when, UTC milliseconds.
        since: i64,
    },
    /// Our books and the gateway's are to be compared.
    Reconcile {
        /// How many days back.
        days: i64,
    },
}

/// Jobs that take their time do not hold up the others: each lane is worked by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Everything that is done in a moment.
    Usual,
    /// Reading pages: a second or more each.
    Reading,
    /// Asking the gateway: as long as it takes to answer, and several at once.
    Money,
    /// What takes minutes.
    Nightly,
}

impl Lane {
    /// All of them.
    pub const ALL: [Lane; 4] = [Lane::Usual, Lane::Reading, Lane::Money, Lane::Nightly];

    fn as_str(self) -> &'static str {
        match self {
            Lane::Usual => "usual",
            Lane::Reading => "reading",
            Lane::Money => "money",
            Lane::Nightly => "nightly",
        }
    }

    /// How long a worker may take for one of its jobs before another takes it over, in milliseconds.
    fn lease_ms(self) -> i64 {
        match self {
            Lane::Usual | Lane::Reading | Lane::Money => LEASE_MS,
            Lane::Nightly => 2 * 60 * LEASE_MS,
        }
    }
}

/// What the payloads of jobs are sealed for.
pub const SEALED: &str = "errand";
/// The usual lease of a job, in milliseconds.
const LEASE_MS: i64 = 60_000;
/// Tries before a job has failed for good: with the pauses below a day.
const TRIES: i64 = 18;

crate::queries! {
    ENQUEUE = "INSERT INTO job (id, kind, payload, state, run_at, tries, created_at) VALUES ($1, $2, $3, 'waiting', $4, 0, $4) ON CONFLICT DO NOTHING";
    TAKE_SQLITE = "UPDATE job SET run_at = $2, tries = tries + 1
        WHERE id = (SELECT id FROM job WHERE state = 'waiting' AND run_at <= $1 AND (CASE kind WHEN 'read_page' THEN 'reading' WHEN 'gateway_event' THEN 'money' WHEN 'forget_method' THEN 'money' WHEN 'look_up_payment' THEN 'money' WHEN 'send_refund' THEN 'money' WHEN 'send_payout' THEN 'money' WHEN 'reconcile' THEN 'nightly' ELSE 'usual' END) = $3 ORDER BY run_at, id LIMIT 1) RETURNING id, payload, tries";
    DUE = "SELECT 1 FROM job WHERE state = 'waiting' AND run_at <= $1 AND (CASE kind WHEN 'read_page' THEN 'reading' WHEN 'gateway_event' THEN 'money' WHEN 'forget_method' THEN 'money' WHEN 'look_up_payment' THEN 'money' WHEN 'send_refund' THEN 'money' WHEN 'send_payout' THEN 'money' WHEN 'reconcile' THEN 'nightly' ELSE 'usual' END) = $2 LIMIT 1";
    DONE = "UPDATE job SET state = 'done', finished_at = $1, last_error = NULL WHERE id = $2 AND tries = $3";
    AGAIN = "UPDATE job SET run_at = $1, last_error = $2 WHERE id = $3 AND tries = $4";
    FAILED = "UPDATE job SET state = 'failed', finished_at = $1, last_error = $2 WHERE id = $3 AND tries = $4";
    SWEEP = "DELETE FROM job WHERE state = 'done' AND finished_at < $1";
}

/// As `TAKE_SQLITE`, without waiting for rows that another worker is taking.
const TAKE_POSTGRES: &str = "UPDATE job SET run_at = $2, tries = tries + 1
    WHERE id = (SELECT id FROM job WHERE state = 'waiting' AND run_at <= $1 AND (CASE kind WHEN 'read_page' THEN 'reading' WHEN 'gateway_event' THEN 'money' WHEN 'forget_method' THEN 'money' WHEN 'look_up_payment' THEN 'money' WHEN 'send_refund' THEN 'money' WHEN 'send_payout' THEN 'money' WHEN 'reconcile' THEN 'nightly' ELSE 'usual' END) = $3 ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id, payload, tries";

/// Leaves a job in the transaction that makes it necessary.
pub async fn enqueue(tx: &mut Tx, state: &AppState, job: &Job) -> Result<(), sqlx::Error> {
    enqueue_once(tx, state, &state.new_id(), job).await
}

/// As [`enqueue`], under a name of its own: of several that leave it, whenever, one does.
pub async fn enqueue_once(tx: &mut Tx, state: &AppState, name: &str, job: &Job) -> Result<(), sqlx::Error> {
    let kind = match job {
        Job::RouteClaim { .. } => "route_claim",
        Job::ReadPage { .. } => "read_page",
        Job::Register { .. } => "register",
        Job::Reset { .. } => "reset",
        Job::ForgetMethod { .. } => "forget_method",
        Job::LookUpPayment { .. } => "look_up_payment",
        Job::SendPayLink { .. } => "send_pay_link",
        Job::Send { .. } => "send",
        Job::GatewayEvent { .. } => "gateway_event",
        Job::SendRefund { .. } => "send_refund",
        Job::SendPayout { .. } => "send_payout",
        Job::Reconcile { .. } => "reconcile",
    };
    execute!(tx.run(), ENQUEUE, name, kind, Json(job), state.clock.now()).map(drop)
}

/// Takes the next due job of a lane and works it. `false`: nothing is due.
pub async fn work_one(state: &AppState, lane: Lane) -> Result<bool, sqlx::Error> {
    let (words, now) = (lane.as_str(), state.clock.now());
    // Looking costs no write lock; most looks find nothing.
    if fetch_optional!(state.store.read(), (i32,), DUE, now, words)?.is_none() {
        return Ok(false);
    }
    let mut tx = state.store.begin().await?;
    let taken: Option<(String, Json<serde_json::Value>, i64)> = match tx.run() {
        On::Sqlite(db) => {
            sqlx::query_as(TAKE_SQLITE)
                .bind(now)
                .bind(now + lane.lease_ms())
                .bind(words)
                .fetch_optional(db)
                .await?
        }
        On::Postgres(db) => {
            sqlx::query_as(TAKE_POSTGRES)
                .bind(now)
                .bind(now + lane.lease_ms())
                .bind(words)
                .fetch_optional(db)
                .await?
        }
    };
    tx.commit().await?;
    let Some((id, Json(payload), tries)) = taken else { return Ok(false) };
    let outcome = match serde_json::from_value::<Job>(payload) {
        Ok(job) => run(state, job).await,
        Err(error) => Err(internal(&error)),
    };
    let mut tx = state.store.begin().await?;
    let now = state.clock.now();
    match outcome {
        Ok(()) => execute!(tx.run(), DONE, now, &id, tries)?,
        Err(error) if tries >= TRIES => {
            tracing::error!(job.id = %id, "Gave job {id} up after {tries} tries: {error}");
            execute!(tx.run(), FAILED, now, error.to_string(), &id, tries)?
        }
        Err(error) => {
            tracing::warn!(job.id = %id, "Job {id} will be tried again: {error}");
            execute!(tx.run(), AGAIN, now + pause_ms(tries), error.to_string(), &id, tries)?
        }
    };
    tx.commit().await?;
    Ok(true)
}

async fn run(state: &AppState, job: Job) -> Result<(), AppError> {
    match job {
        Job::RouteClaim { claim } => crate::claims::jobs::route(state, &claim).await,
        Job::ReadPage { page } => crate::claims::reading::jobs::read(state, &page).await,
        Job::Register { sealed } => crate::register::jobs::answer(state, &sealed).await,
        Job::Reset { sealed } => crate::reset::jobs::answer(state, &sealed).await,
        Job::ForgetMethod { method } => crate::billing::methods::store::forget(state, &method).await,
        Job::LookUpPayment { payment } => crate::billing::paying::store::look_up(state, &payment).await,
        Job::SendPayLink { invoice } => crate::billing::links::store::after_failure(state, &invoice).await,
        Job::Send { sealed } => crate::notify::jobs::send(state, &sealed).await,
        Job::GatewayEvent { event } => crate::billing::events::store::work(state, &event).await,
        Job::SendRefund { refund } => crate::billing::refunds::store::send(state, &refund).await,
        Job::SendPayout { payout, since } => crate::billing::payouts::store::send_since(state, &payout, since).await,
        Job::Reconcile { days } => crate::billing::reconcile::store::run(state, days).await.map(drop),
    }
}

/// 2 s, 4 s, 8 s … at most six hours.
fn pause_ms(tries: i64) -> i64 {
    1000_i64.saturating_mul(1 << tries.clamp(0, 20)).min(6 * 60 * 60 * 1000)
}

/// Forgets what has served: expired sessions, finished jobs of last month, files nobody refers to; and looks at the legal clocks.
pub async fn sweep(state: &AppState) -> Result<(), AppError> {
    crate::auth::store::sweep_sessions(state).await?;
    crate::sessions::devices::sweep(state).await?;
    crate::auth::tickets::sweep(state).await?;
    crate::auth::limits::sweep(state).await?;
    crate::claims::work::store::hold::sweep(state).await?;
    crate::claims::asked::reminders::run(state).await?;
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), SWEEP, state.clock.now() - 30 * 24 * 60 * 60 * 1000)?;
    tx.commit().await?;
    crate::documents::store::sweep(state).await?;
    crate::claims::jobs::keep_clocks(state).await?;
    crate::billing::reconcile::store::nightly(state).await?;
    Ok(())
}
