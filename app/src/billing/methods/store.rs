//! Methods as the gateway has them.

use crate::error::{AppError, internal};
use crate::state::AppState;

/// Asks the gateway what came of adding a method, by its id of the setup or of its page, and writes it.
///
/// # Errors
/// `Unavailable` when the gateway did not answer.
pub async fn settle(_state: &AppState, _gateway_setup: &str) -> Result<(), AppError> {
    Err(internal(&"methods cannot be added yet"))
}
