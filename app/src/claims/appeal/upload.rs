//! `POST /claims/{claim}/appeal-files/{line}`: files that are laid ready for an appeal.

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::response::Response;

use super::store;
use crate::auth::Power;
use crate::claims::asked::upload::{receive, within};
use crate::documents::upload::{MaybeSession, Reply, sender};
use crate::error::AppError;
use crate::ids::ClaimId;
use crate::state::AppState;
use crate::texts::Lang;

/// Takes the files of a form.
pub async fn add_files(
    State(state): State<AppState>,
    session: MaybeSession,
    lang: Option<Extension<Lang>>,
    Path((claim, line)): Path<(String, String)>,
    request: Request,
) -> Response {
    let number = line.parse::<i64>();
    let page = number.as_ref().map_or(String::new(), |line| format!("/appeal/{line}"));
    let reply = Reply::new(request.headers(), lang, within("/claims", &claim, &page));
    let place = async {
        let actor = sender(session)?.household(&[Power::File])?;
        let number = number.map_err(|_| AppError::NotFound)?;
        store::place(&state, &actor, &ClaimId(claim), number).await
    };
    reply.in_time(receive(&state, request, place)).await
}
