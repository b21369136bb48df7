//! Changes of a claim's state: each in one transaction with its event and the work it causes.

use super::{signs, timing};
use crate::auth::HouseholdActor;
use crate::claims::model::{Actor, ClaimState, EventKind};
use crate::claims::rules;
use crate::day::Day;
use crate::db::Tx;
use crate::error::AppError;
use crate::ids::{ClaimId, PersonId};
use crate::notify::{self, Tidings};
use crate::state::AppState;
use crate::workflow::model::{Reason, SubjectKind};
use crate::workflow::store::{self as workflow, NewTask};
use crate::{execute, fetch_optional};

crate::queries! {
    // Writing the state over itself takes the row's lock on both engines: of two moves at once, the second sees the first.
    LOCK_OWN = "UPDATE claim SET state = state WHERE id = $1 AND household_id = $2 AND (CAST($3 AS TEXT) IS NULL OR submitted_by = $3) RETURNING state";
    LOCK = "UPDATE claim SET state = state WHERE id = $1 RETURNING state, answer_by";
    DECIDED = "SELECT 1 FROM decision WHERE claim_id = $1 LIMIT 1";
    SET_STATE = "UPDATE claim SET state = $1 WHERE id = $2";
    // What happens in one millisecond keeps its order: each event is later than the one before.
    RECORD = "INSERT INTO claim_event (id, claim_id, at, kind, actor_kind, actor_id)
        VALUES ($1, $2, COALESCE((SELECT MAX(e.at) + 1 FROM claim_event e WHERE e.claim_id = $2 AND e.at >= $3), $3), $4, $5, $6)";
}

/// Adds a row to a claim's timeline, in the transaction of what happened, and starts, meets and stops the legal clocks that it does.
pub async fn record(tx: &mut Tx, state: &AppState, claim: &ClaimId, kind: EventKind, by: Actor, person: Option<&PersonId>) -> Result<(), sqlx::Error> {
    let now = state.clock.now();
    execute!(tx.run(), RECORD, state.new_id(), claim, now, kind, by, person)?;
    timing::happened(tx, state, claim, kind, now).await
}

/// Puts a claim into a state, in the transaction of what moved it there.
pub(in crate::claims) async fn set_state(tx: &mut Tx, claim: &ClaimId, to: ClaimState) -> Result<(), sqlx::Error> {
    execute!(tx.run(), SET_STATE, to, claim).map(drop)
}

/// Writes on a claim's timeline that money for it left us.
pub async fn money_sent(tx: &mut Tx, state: &AppState, claim: &ClaimId) -> Result<(), sqlx::Error> {
    record(tx, state, claim, EventKind::PayoutSent, Actor::System, None).await
}

/// Writes on a claim's timeline that money for it is with the bank. With `all` of it there, a decided claim is paid.
pub async fn money_arrived(tx: &mut Tx, state: &AppState, claim: &ClaimId, all: bool) -> Result<(), sqlx::Error> {
    record(tx, state, claim, EventKind::PayoutArrived, Actor::System, None).await?;
    go(tx, claim, if all { ClaimState::Paid } else { ClaimState::Decided }).await
}

/// Writes on a claim's timeline that the bank sent its money back: it is not paid any more.
pub async fn money_returned(tx: &mut Tx, state: &AppState, claim: &ClaimId) -> Result<(), sqlx::Error> {
    record(tx, state, claim, EventKind::PayoutReturned, Actor::System, None).await?;
    go(tx, claim, ClaimState::Decided).await
}

/// Puts a claim that money moved for where that leaves it. One that is in review again stays there.
async fn go(tx: &mut Tx, claim: &ClaimId, to: ClaimState) -> Result<(), sqlx::Error> {
    let before = fetch_optional!(tx.run(), (ClaimState, Day), LOCK, claim)?;
    match before {
        Some((before @ (ClaimState::Decided | ClaimState::Paid), _)) if rules::may_move(before, to) => set_state(tx, claim, to).await,
        _ => Ok(()),
    }
}

/// Takes an undecided claim back for its policyholder, or for the member who filed it: nothing more is to do about it.
///
/// # Errors
/// `NotFound` when the household has no such claim or a member did not file it, `Conflict` when it is past that point.
pub async fn withdraw(state: &AppState, actor: &HouseholdActor, claim: &ClaimId) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    let (before,): (ClaimState,) =
        fetch_optional!(tx.run(), (ClaimState,), LOCK_OWN, claim, &actor.household, actor.changes_filed_by())?.ok_or(AppError::NotFound)?;
    // What was decided once and is in review again, by an appeal, stays decided: the appeal is what is taken back.
    let decided = fetch_optional!(tx.run(), (i32,), DECIDED, claim)?.is_some();
    if decided || !rules::can_withdraw(before) {
        return Err(AppError::Conflict);
    }
    set_state(&mut tx, claim, ClaimState::Withdrawn).await?;
    workflow::let_go(&mut tx, state, actor, SubjectKind::Claim, claim.as_str()).await?;
    record(&mut tx, state, claim, EventKind::Withdrawn, Actor::Policyholder, Some(&actor.person)).await?;
    notify::tell(&mut tx, state, &Tidings::ClaimWithdrawn(claim)).await?;
    tx.commit().await?;
    tracing::info!(claim.id = %claim, "Withdrew claim {claim}");
    Ok(())
}

/// Lays a claim that has come in before the adjusters. A claim that is there already, or no longer waits for them, stays as it is.
pub async fn route(state: &AppState, claim: &ClaimId) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    let Some((now, answer_by)) = fetch_optional!(tx.run(), (ClaimState, Day), LOCK, claim)? else {
        return Err(AppError::NotFound);
    };
    signs::look_again(&mut tx, state, claim).await?;
    let task = NewTask {
        kind: SubjectKind::Claim,
        subject: claim.as_str(),
        reason: Reason::ClaimToDecide,
        blocking: false,
        due_on: answer_by,
    };
    if now == ClaimState::Received && workflow::open_task(&mut tx, state, task).await? {
        record(&mut tx, state, claim, EventKind::Routed, Actor::System, None).await?;
        tx.commit().await?;
        tracing::info!(claim.id = %claim, "Routed claim {claim}");
    }
    Ok(())
}
