//! The gateway, for whoever asks it, and what its troubles are to people.

use std::sync::Arc;

use super::ports::{GatewayError, PaymentGateway};
use crate::error::{AppError, internal};
use crate::state::AppState;

/// The gateway.
///
/// # Errors
/// `Unavailable` where none is set up.
pub fn gateway(state: &AppState) -> Result<&Arc<dyn PaymentGateway>, AppError> {
    state.gateway.as_ref().ok_or(AppError::Unavailable)
}

/// What a trouble of the gateway is to people: it passes, or it is our mistake.
pub fn trouble(error: &GatewayError) -> AppError {
    match error {
        GatewayError::Unknown(why) => {
            tracing::warn!("The gateway did not answer: {why}");
            AppError::Unavailable
        }
        GatewayError::Refused(_) | GatewayError::NotFound => internal(error),
    }
}

/// The gateway, for what a page offers only where one is set up.
///
/// # Errors
/// `Conflict` where none is.
pub fn offered(state: &AppState) -> Result<&Arc<dyn PaymentGateway>, AppError> {
    state.gateway.as_ref().ok_or(AppError::Conflict)
}
