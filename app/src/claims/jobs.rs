//! Work that claims cause.

use super::store;
use crate::error::AppError;
use crate::ids::ClaimId;
use crate::state::AppState;

/// Opens the adjusters' task for a claim that came in, due on the day of its answer. Safe to run twice.
pub async fn route(state: &AppState, claim: &ClaimId) -> Result<(), AppError> {
    store::route(state, claim).await
}
