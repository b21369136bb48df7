//! Claims as staff work them. Who only looks is `Staff`, who acts an `Adjuster`; every look and every act is an entry of the audit log.

pub mod case;
pub mod change;
pub mod deciding;
pub mod hold;
pub mod queue;
#[cfg(test)]
mod tests;

use crate::auth::audit::{By, record};
use crate::claims::store::cover::take_turn;
use crate::db::Tx;
use crate::error::AppError;
use crate::ids::{ClaimId, PersonId};
use crate::state::AppState;
use crate::{execute, fetch_optional};

crate::queries! {
    TAKE = "UPDATE claim SET version = version + 1 WHERE id = $1 AND version = $2";
    THERE = "SELECT 1 FROM claim WHERE id = $1";
}

/// Begins a change of a claim that was made on one of its versions: whoever saw another is refused, and nothing of theirs is written over.
///
/// # Errors
/// `NotFound` when there is no such claim, `Conflict` when it has changed since.
async fn take(tx: &mut Tx, claim: &ClaimId, version: i64) -> Result<(), AppError> {
    take_turn(tx, claim).await?;
    if execute!(tx.run(), TAKE, claim, version)? == 1 {
        return Ok(());
    }
    fetch_optional!(tx.run(), (i32,), THERE, claim)?.ok_or(AppError::NotFound)?;
    Err(AppError::Conflict)
}

/// Writes down what somebody did about a claim, or that they looked.
async fn note(tx: &mut Tx, state: &AppState, by: &PersonId, act: &str, claim: &ClaimId, detail: serde_json::Value) -> Result<(), sqlx::Error> {
    record(tx, state, By::Person(by), act, ("claim", claim.as_str()), detail).await
}
