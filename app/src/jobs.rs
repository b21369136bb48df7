//! The outbox: a change and the work it causes commit together.
//!
//! A job is safe to run twice. It ends in done, in another try later, or failed for good. See docs/decisions/0003.

use serde::{Deserialize, Serialize};
use sqlx::types::Json;

use crate::db::{On, Tx};
use crate::error::{AppError, internal};
use crate::ids::{ClaimId, MethodId, PageId};
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
    /// A letter or a text message is to go.
    Send {
        /// Whom and what, sealed.
        sealed: String,
    },
}

/// Jobs that take their time do not hold up the others: each lane is worked by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Everything that is done in a moment.
    Usual,
    /// Reading pages: a second or more each.
    Reading,
}

impl Lane {
    /// All of them.
    pub const ALL: [Lane; 2] = [Lane::Usual, Lane::Reading];
}

/// What the payloads of jobs are sealed for.
pub const SEALED: &str = "errand";
/// How long a worker may take for a job before another takes it over, in milliseconds.
const LEASE_MS: i64 = 60_000;
/// Tries before a job has failed for good: with the pauses below a day.
const TRIES: i64 = 18;

crate::queries! {
    ENQUEUE = "INSERT INTO job (id, kind, payload, state, run_at, tries, created_at) VALUES ($1, $2, $3, 'waiting', $4, 0, $4)";
    TAKE_SQLITE = "UPDATE job SET run_at = $2, tries = tries + 1
        WHERE id = (SELECT id FROM job WHERE state = 'waiting' AND run_at <= $1 AND (kind = 'read_page') = $3 ORDER BY run_at, id LIMIT 1) RETURNING id, payload, tries";
    DUE = "SELECT 1 FROM job WHERE state = 'waiting' AND run_at <= $1 AND (kind = 'read_page') = $2 LIMIT 1";
    DONE = "UPDATE job SET state = 'done', finished_at = $1, last_error = NULL WHERE id = $2 AND tries = $3";
    AGAIN = "UPDATE job SET run_at = $1, last_error = $2 WHERE id = $3 AND tries = $4";
    FAILED = "UPDATE job SET state = 'failed', finished_at = $1, last_error = $2 WHERE id = $3 AND tries = $4";
    SWEEP = "DELETE FROM job WHERE state = 'done' AND finished_at < $1";
}

/// As `TAKE_SQLITE`, without waiting for rows that another worker is taking.
const TAKE_POSTGRES: &str = "UPDATE job SET run_at = $2, tries = tries + 1
    WHERE id = (SELECT id FROM job WHERE state = 'waiting' AND run_at <= $1 AND (kind = 'read_page') = $3 ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id, payload, tries";

/// Leaves a job in the transaction that makes it necessary.
pub async fn enqueue(tx: &mut Tx, state: &AppState, job: &Job) -> Result<(), sqlx::Error> {
    let kind = match job {
        Job::RouteClaim { .. } => "route_claim",
        Job::ReadPage { .. } => "read_page",
        Job::Register { .. } => "register",
        Job::Reset { .. } => "reset",
        Job::ForgetMethod { .. } => "forget_method",
        Job::Send { .. } => "send",
    };
    execute!(tx.run(), ENQUEUE, state.new_id(), kind, Json(job), state.clock.now()).map(drop)
}

/// Takes the next due job of a lane and works it. `false`: nothing is due.
pub async fn work_one(state: &AppState, lane: Lane) -> Result<bool, sqlx::Error> {
    let reading = lane == Lane::Reading;
    let now = state.clock.now();
    // Looking costs no write lock; most looks find nothing.
    if fetch_optional!(state.store.read(), (i32,), DUE, now, reading)?.is_none() {
        return Ok(false);
    }
    let mut tx = state.store.begin().await?;
    let taken: Option<(String, Json<serde_json::Value>, i64)> = match tx.run() {
        On::Sqlite(db) => {
            sqlx::query_as(TAKE_SQLITE)
                .bind(now)
                .bind(now + LEASE_MS)
                .bind(reading)
                .fetch_optional(db)
                .await?
        }
        On::Postgres(db) => {
            sqlx::query_as(TAKE_POSTGRES)
                .bind(now)
                .bind(now + LEASE_MS)
                .bind(reading)
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
        Job::Send { sealed } => crate::notify::jobs::send(state, &sealed).await,
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
    Ok(())
}
