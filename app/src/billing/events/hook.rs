//! Where the gateway posts what it has to tell.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};

use super::store;
use crate::state::AppState;

/// The largest event that is taken: Stripe's own are a tenth of it.
pub const MOST_BYTES: usize = 512 * 1024;

/// `POST /webhooks/stripe`: called by the gateway, from elsewhere and without our cookies; a signature over the body says that it may. Answered as soon as
/// the event is kept. When it cannot be kept the gateway is told so, and comes again for three days.
pub async fn stripe(State(state): State<AppState>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(gateway) = &state.gateway else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let signature = headers.get("stripe-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let told = gateway.told(&body, signature, state.clock.now());
    let (Some(told), Ok(text)) = (told, std::str::from_utf8(&body)) else {
        tracing::warn!("Refused a webhook: it is not signed by our gateway, or too long ago");
        return StatusCode::BAD_REQUEST.into_response();
    };
    match store::take(&state, &told, text).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(error) => {
            tracing::warn!("A webhook could not be kept and will come again: {error}");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
