//! The floor that pages are measured against: a bare route with one indexed query, without a session, of any number of bytes.

use app::fetch_optional;
use app::state::AppState;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use serde::Deserialize;

/// Address of the floor.
pub const PATH: &str = "/bench/floor";
/// The largest answer, in bytes.
const LARGEST: usize = 1024 * 1024;

#[derive(Deserialize)]
struct Asked {
    /// A household.
    id: String,
    /// How long the answer shall be, in bytes.
    bytes: usize,
}

/// The route, with nothing around it.
pub fn routes(state: AppState) -> Router {
    Router::new().route(PATH, get(floor)).with_state(state)
}

async fn floor(State(state): State<AppState>, Query(asked): Query<Asked>) -> Response {
    let found = fetch_optional!(state.store.read(), (String,), "SELECT street FROM household WHERE id = $1", &asked.id);
    match found {
        Ok(Some((street,))) => {
            let mut body = street.into_bytes();
            body.resize(asked.bytes.min(LARGEST), b' ');
            ([(CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
