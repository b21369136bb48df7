//! Work that claims cause.

use super::store;
use crate::error::AppError;
use crate::ids::ClaimId;
use crate::state::AppState;

/// Opens the adjusters' task for a claim that came in, due on the day of its answer. Safe to run twice.
pub async fn route(state: &AppState, claim: &ClaimId) -> Result<(), AppError> {
    store::route(state, claim).await
}

/// What legal clocks want: claims that have none get theirs, letters are written, and the desk is told of half times. Safe to run twice.
pub async fn keep_clocks(state: &AppState) -> Result<(), AppError> {
    store::timing::catch_up(state).await?;
    store::timing::write_status_letters(state).await?;
    crate::workflow::watch::alert(state).await?;
    Ok(())
}
