//! `GET /claims/{claim}/eob.json`: the explanation of benefits to take away.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};

use super::model::Download;
use super::store;
use crate::auth::Power;
use crate::documents::upload::{MaybeSession, sender};
use crate::error::AppError;
use crate::ids::{ClaimId, Series, show_number};
use crate::state::AppState;
use crate::texts::Lang;

/// The decision with all that it rests on, as a file.
pub async fn json(State(state): State<AppState>, session: MaybeSession, Path(claim): Path<ClaimId>) -> Response {
    match found(&state, session, &claim).await {
        Ok(answer) => answer,
        Err(error) => StatusCode::from_u16(error.status())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            .into_response(),
    }
}

async fn found(state: &AppState, session: MaybeSession, claim: &ClaimId) -> Result<Response, AppError> {
    let session = sender(session)?;
    let actor = session.household(&[Power::View, Power::File])?;
    let eob = store::find(state, &actor, claim, session.language.unwrap_or(Lang::En))
        .await?
        .ok_or(AppError::Conflict)?;
    let name = show_number(Series::Claim, &eob.number);
    let headers = [
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.json\"")),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    let worked_out = eob.work_out();
    Ok((headers, Json(Download { eob: &eob, worked_out })).into_response())
}
