//! Legal clocks as they run: begun and met in the transactions that begin and meet them, so that no clock is forgotten when a server stops half-way.

use super::clocks::{Duty, due, half_way};
use super::model::SubjectKind;
use crate::day::{Day, Moment};
use crate::db::Tx;
use crate::state::AppState;
use crate::{execute, fetch_all, fetch_one};

crate::queries! {
    // One of the same duty that runs already runs on.
    START = "INSERT INTO clock (id, subject_kind, subject_id, duty, us_state, source, started_on, due_on, started_at, half_at, due_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING";
    MEET = "UPDATE clock SET met_at = $1 WHERE subject_kind = $2 AND subject_id = $3 AND duty = $4 AND met_at IS NULL AND stopped_at IS NULL";
    STOP = "UPDATE clock SET stopped_at = $1 WHERE subject_kind = $2 AND subject_id = $3 AND duty = $4 AND met_at IS NULL AND stopped_at IS NULL";
    ALERT = "UPDATE clock SET alerted_at = $1 WHERE half_at <= $1 AND alerted_at IS NULL AND met_at IS NULL AND stopped_at IS NULL";
    ALERTS = "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(CASE WHEN due_at <= $1 THEN 1 ELSE 0 END), 0) AS BIGINT) FROM clock
        WHERE alerted_at IS NOT NULL AND met_at IS NULL AND stopped_at IS NULL";
    OF_SUBJECT = "SELECT duty, source, started_on, due_on, half_at, due_at, met_at, stopped_at FROM clock
        WHERE subject_kind = $1 AND subject_id = $2 ORDER BY started_at, id";
    REPORT = "SELECT duty, us_state, source, CAST(COUNT(*) AS BIGINT) AS begun,
            CAST(SUM(CASE WHEN met_at < due_at THEN 1 ELSE 0 END) AS BIGINT) AS met,
            CAST(SUM(CASE WHEN met_at >= due_at OR (met_at IS NULL AND stopped_at IS NULL AND due_at <= $1) THEN 1 ELSE 0 END) AS BIGINT) AS missed,
            CAST(SUM(CASE WHEN met_at IS NULL AND stopped_at IS NULL AND due_at > $1 THEN 1 ELSE 0 END) AS BIGINT) AS running,
            CAST(SUM(CASE WHEN met_at IS NULL AND stopped_at IS NULL AND due_at > $1 AND half_at <= $1 THEN 1 ELSE 0 END) AS BIGINT) AS past_half
        FROM clock GROUP BY duty, us_state, source ORDER BY duty, us_state, source";
}

/// What a duty is owed about, and where: its state's law counts, and the days of its household's zone.
#[derive(Clone, Copy, Debug)]
pub struct Owed<'a> {
    /// The kind of thing.
    pub kind: SubjectKind,
    /// Its id.
    pub subject: &'a str,
    /// State of the household, two letters.
    pub us_state: &'a str,
    /// Time zone of the household.
    pub zone: &'a str,
}

/// A clock of something, as it ran.
#[derive(Debug, sqlx::FromRow)]
pub struct Ran {
    /// What was owed.
    pub duty: Duty,
    /// Where the time stands.
    pub source: String,
    /// The day it began.
    pub started_on: Day,
    /// The last day on which it is in time.
    pub due_on: Day,
    /// When half of it has passed.
    pub half_at: i64,
    /// When it is over.
    pub due_at: i64,
    /// When it was done.
    pub met_at: Option<i64>,
    /// When it was no longer owed.
    pub stopped_at: Option<i64>,
}

impl Ran {
    /// Whether it is still owed.
    pub fn runs(&self) -> bool {
        self.met_at.is_none() && self.stopped_at.is_none()
    }
}

/// How a duty was kept in a state.
#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Kept {
    /// Which duty.
    pub duty: Duty,
    /// Whose law, two letters.
    pub us_state: String,
    /// Where the time stands.
    pub source: String,
    /// How often it was begun.
    pub begun: i64,
    /// Done in time.
    pub met: i64,
    /// Done late, or late by now.
    pub missed: i64,
    /// Still in time, and to be done.
    pub running: i64,
    /// Of these, with half of the time gone.
    pub past_half: i64,
}

/// Begins a clock at an instant (UTC milliseconds), unless one of the same duty runs. Gives the last day on which it is in time.
pub async fn start(tx: &mut Tx, state: &AppState, of: Owed<'_>, duty: Duty, at: i64) -> Result<Day, sqlx::Error> {
    let on = Moment::local(at, of.zone).day;
    let owed = due(of.us_state, duty, on);
    execute!(
        tx.run(),
        START,
        state.new_id(),
        of.kind,
        of.subject,
        duty,
        of.us_state.to_uppercase(),
        owed.source,
        on,
        owed.on,
        at,
        half_way(on, owed.on).at(0, 0, of.zone),
        owed.on.plus_days(1).at(0, 0, of.zone)
    )?;
    Ok(owed.on)
}

/// Says that a duty was done at an instant (UTC milliseconds), if it is owed. Gives how many clocks that met: one or none.
pub async fn meet(tx: &mut Tx, kind: SubjectKind, subject: &str, duty: Duty, at: i64) -> Result<u64, sqlx::Error> {
    execute!(tx.run(), MEET, at, kind, subject, duty)
}

/// Says that a duty is no longer owed since an instant (UTC milliseconds).
pub async fn stop(tx: &mut Tx, kind: SubjectKind, subject: &str, duty: Duty, at: i64) -> Result<(), sqlx::Error> {
    execute!(tx.run(), STOP, at, kind, subject, duty).map(drop)
}

/// Tells the desk of every clock of which half has passed; safe to run again. Gives how many are new.
pub async fn alert(state: &AppState) -> Result<u64, sqlx::Error> {
    let mut tx = state.store.begin().await?;
    let told = execute!(tx.run(), ALERT, state.clock.now())?;
    tx.commit().await?;
    if told > 0 {
        tracing::warn!("Half of the time has passed for {told} legal clocks more");
    }
    Ok(told)
}

/// Of the clocks that the desk was told of and that run: how many, and how many of them are over.
pub async fn alerts(state: &AppState) -> Result<(i64, i64), sqlx::Error> {
    fetch_one!(state.store.read(), (i64, i64), ALERTS, state.clock.now())
}

/// The clocks of something, oldest first.
pub async fn of_subject(state: &AppState, kind: SubjectKind, subject: &str) -> Result<Vec<Ran>, sqlx::Error> {
    fetch_all!(state.store.read(), Ran, OF_SUBJECT, kind, subject)
}

/// How each duty was kept in each state.
pub async fn report(state: &AppState) -> Result<Vec<Kept>, sqlx::Error> {
    fetch_all!(state.store.read(), Kept, REPORT, state.clock.now())
}
