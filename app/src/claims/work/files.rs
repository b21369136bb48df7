//! `GET /desk/claims/{claim}/pages/{page}`: a page of one claim, for those who work it. Each look is recorded.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use super::store::case;
use crate::auth::Role;
use crate::documents::files::bytes_of;
use crate::documents::upload::{MaybeSession, sender};
use crate::error::AppError;
use crate::ids::{ClaimId, PageId};
use crate::state::AppState;

/// The bytes of a page.
pub async fn page(State(state): State<AppState>, session: MaybeSession, Path((claim, page)): Path<(String, String)>) -> Response {
    answer(&state, session, &ClaimId(claim), &PageId(page)).await.unwrap_or_else(|error| {
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        status.into_response()
    })
}

async fn answer(state: &AppState, session: MaybeSession, claim: &ClaimId, page: &PageId) -> Result<Response, AppError> {
    let staff = sender(session)?.staff(&[Role::Adjuster, Role::Support])?;
    let (blob, shown) = case::page(state, &staff, claim, page).await?.ok_or(AppError::NotFound)?;
    bytes_of(state, &blob, &shown).await
}
