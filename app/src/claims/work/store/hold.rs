//! Who has a claim, and who has it open.

use super::{note, take};
use crate::auth::Adjuster;
use crate::claims::model::{Actor, ClaimState, EventKind};
use crate::claims::store::moves::set_state;
use crate::claims::store::record;
use crate::claims::work::model::{Colleague, Present, Pulse};
use crate::day::Moment;
use crate::db::Tx;
use crate::error::AppError;
use crate::ids::{ClaimId, PersonId};
use crate::state::AppState;
use crate::{execute, fetch_all, fetch_one, fetch_optional};

crate::queries! {
    ASSIGN = "INSERT INTO assignment (claim_id, person_id, assigned_by, assigned_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (claim_id) DO UPDATE SET person_id = excluded.person_id, assigned_by = excluded.assigned_by, assigned_at = excluded.assigned_at";
    GIVE_BACK = "DELETE FROM assignment WHERE claim_id = $1";
    STATE = "SELECT state FROM claim WHERE id = $1";
    IS_ADJUSTER = "SELECT 1 FROM \"grant\" WHERE person_id = $1 AND role = 'adjuster' AND scope_kind = 'book' AND from_at <= $2 AND (to_at IS NULL OR to_at > $2) LIMIT 1";
    COLLEAGUES = "SELECT DISTINCT p.id, p.given_name AS name FROM \"grant\" g JOIN person p ON p.id = g.person_id
        WHERE g.role = 'adjuster' AND g.scope_kind = 'book' AND g.from_at <= $1 AND (g.to_at IS NULL OR g.to_at > $1) AND p.id <> $2 ORDER BY p.given_name, p.id";
    HOLDER = "SELECT p.id, p.given_name AS name FROM assignment a JOIN person p ON p.id = a.person_id WHERE a.claim_id = $1";
    // Whoever was away begins anew.
    SEEN = "INSERT INTO claim_look (claim_id, person_id, since_at, seen_at) VALUES ($1, $2, $3, $3)
        ON CONFLICT (claim_id, person_id) DO UPDATE SET since_at = CASE WHEN claim_look.seen_at < $4 THEN excluded.seen_at ELSE claim_look.since_at END, seen_at = excluded.seen_at";
    OTHERS = "SELECT p.given_name, k.since_at FROM claim_look k JOIN person p ON p.id = k.person_id
        WHERE k.claim_id = $1 AND k.person_id <> $2 AND k.seen_at >= $3 ORDER BY k.since_at, p.id";
    ZONE = "SELECT c.version, h.time_zone FROM claim c JOIN household h ON h.id = c.household_id WHERE c.id = $1";
    FORGET = "DELETE FROM claim_look WHERE seen_at < $1";
}

/// How long somebody counts as there after they were seen last, in milliseconds. The running app says every minute that it is there; without a script only
/// loading the page does.
const THERE_MS: i64 = 5 * 60 * 1000;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Takes a claim: it is this adjuster's from now on. One that nobody had begun to read is in review then.
///
/// # Errors
/// `NotFound`, and `Conflict` when it changed since this version.
pub async fn take_up(state: &AppState, by: &Adjuster, claim: &ClaimId, version: i64) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    take(&mut tx, claim, version).await?;
    assign(&mut tx, state, by, claim, by.person()).await?;
    begin_review(&mut tx, state, by, claim).await?;
    note(&mut tx, state, by.person(), "claim.take_up", claim, serde_json::json!({})).await?;
    Ok(tx.commit().await?)
}

/// Puts a claim that has come in into review, by whoever begins to work it.
pub(super) async fn begin_review(tx: &mut Tx, state: &AppState, by: &Adjuster, claim: &ClaimId) -> Result<(), sqlx::Error> {
    let (stands,): (ClaimState,) = fetch_one!(tx.run(), (ClaimState,), STATE, claim)?;
    if stands == ClaimState::Received {
        set_state(tx, claim, ClaimState::InReview).await?;
        record(tx, state, claim, EventKind::ReviewBegun, Actor::Staff, Some(by.person())).await?;
    }
    Ok(())
}

/// Hands a claim to another adjuster.
///
/// # Errors
/// As [`take_up`]; `NotFound` as well when that person is no adjuster.
pub async fn hand_over(state: &AppState, by: &Adjuster, claim: &ClaimId, version: i64, to: &PersonId) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    take(&mut tx, claim, version).await?;
    fetch_optional!(tx.run(), (i32,), IS_ADJUSTER, to, state.clock.now())?.ok_or(AppError::NotFound)?;
    assign(&mut tx, state, by, claim, to).await?;
    note(&mut tx, state, by.person(), "claim.hand_over", claim, serde_json::json!({ "to": to })).await?;
    Ok(tx.commit().await?)
}

/// Gives a claim back: nobody has it.
///
/// # Errors
/// As [`take_up`].
pub async fn give_back(state: &AppState, by: &Adjuster, claim: &ClaimId, version: i64) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    take(&mut tx, claim, version).await?;
    execute!(tx.run(), GIVE_BACK, claim)?;
    note(&mut tx, state, by.person(), "claim.give_back", claim, serde_json::json!({})).await?;
    Ok(tx.commit().await?)
}

async fn assign(tx: &mut Tx, state: &AppState, by: &Adjuster, claim: &ClaimId, to: &PersonId) -> Result<(), sqlx::Error> {
    execute!(tx.run(), ASSIGN, claim, to, by.person(), state.clock.now()).map(drop)
}

/// Who has a claim.
pub(super) async fn holder(tx: &mut Tx, claim: &ClaimId) -> Result<Option<Colleague>, sqlx::Error> {
    fetch_optional!(tx.run(), Colleague, HOLDER, claim)
}

/// The other adjusters.
pub(super) async fn colleagues(tx: &mut Tx, state: &AppState, person: &PersonId) -> Result<Vec<Colleague>, sqlx::Error> {
    fetch_all!(tx.run(), Colleague, COLLEAGUES, state.clock.now(), person)
}

/// Says that somebody has a claim open, and gives who else has, since when on the household's clock.
pub(super) async fn seen(tx: &mut Tx, state: &AppState, person: &PersonId, claim: &ClaimId, zone: &str) -> Result<Vec<Present>, sqlx::Error> {
    let now = state.clock.now();
    execute!(tx.run(), SEEN, claim, person, now, now - THERE_MS)?;
    let others = fetch_all!(tx.run(), (String, i64), OTHERS, claim, person, now - THERE_MS)?;
    let present = |(name, since): (String, i64)| Present {
        name,
        since: Moment::local(since, zone),
    };
    Ok(others.into_iter().map(present).collect())
}

/// As [`seen`], every minute while the page is open; and whether the claim has changed.
///
/// # Errors
/// `NotFound` when there is no such claim.
pub async fn pulse(state: &AppState, by: &Adjuster, claim: &ClaimId) -> Result<Pulse, AppError> {
    let mut tx = state.store.begin().await?;
    let (version, zone): (i64, String) = fetch_optional!(tx.run(), (i64, String), ZONE, claim)?.ok_or(AppError::NotFound)?;
    let others = seen(&mut tx, state, by.person(), claim, &zone).await?;
    tx.commit().await?;
    Ok(Pulse {
        others,
        version,
        today: state.clock.today(&zone),
    })
}

/// Forgets who had what open the day before.
pub async fn sweep(state: &AppState) -> Result<(), sqlx::Error> {
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), FORGET, state.clock.now() - DAY_MS)?;
    tx.commit().await
}
