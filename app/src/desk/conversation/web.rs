//! `GET /desk/attachments/{attachment}`: a file that came with something asked or said, for the desk. Every look is an entry of the audit log.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use crate::auth::Role;
use crate::auth::audit::{By, record};
use crate::documents::files::sent;
use crate::documents::store::Shown;
use crate::documents::upload::{MaybeSession, sender};
use crate::error::{AppError, internal};
use crate::messages::desk;
use crate::state::AppState;

/// The bytes of a file.
pub async fn show(State(state): State<AppState>, session: MaybeSession, Path(attachment): Path<String>) -> Response {
    answer(&state, session, &attachment).await.unwrap_or_else(|error| {
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        status.into_response()
    })
}

async fn answer(state: &AppState, session: MaybeSession, attachment: &str) -> Result<Response, AppError> {
    let staff = sender(session)?.staff(&[Role::Adjuster, Role::Support])?;
    let file = desk::file(state, attachment).await?.ok_or(AppError::NotFound)?;
    let mut tx = state.store.begin().await?;
    let detail = serde_json::json!({ "as": staff.roles.to_string(), "attachment": attachment });
    let subject = ("household", file.household_id.as_str());
    record(&mut tx, state, By::Person(&staff.person), "desk.view_file", subject, detail).await?;
    tx.commit().await?;
    let bytes = state.blobs.get(&file.blob_id).await.map_err(|error| internal(&error))?;
    let bytes = bytes.ok_or_else(|| internal(&format!("the bytes of blob {} are gone", file.blob_id)))?;
    let shown = Shown {
        content_type: file.content_type,
        file_name: Some(file.file_name),
    };
    Ok(sent(&shown, bytes))
}
