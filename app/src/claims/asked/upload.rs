//! `POST /claims/{claim}/asked/{requirement}`: files for something that was asked; and what all uploads of files that belong to something have in common.

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use serde::Serialize;

use super::store;
use crate::auth::Power;
use crate::documents::attachments::{self, Place, Subject};
use crate::documents::model::Refusal;
use crate::documents::receive::{Form, Received};
use crate::documents::upload::{MaybeSession, Reply, Uploaded, sender};
use crate::error::AppError;
use crate::ids::{ClaimId, RequirementId};
use crate::state::AppState;
use crate::texts::Lang;

/// A file that is kept.
#[derive(Debug, Serialize)]
pub struct Sent {
    /// What the sender called it.
    pub upload_key: String,
}

/// Takes the files of a form for something that was asked.
pub async fn add_files(
    State(state): State<AppState>,
    session: MaybeSession,
    lang: Option<Extension<Lang>>,
    Path((claim, requirement)): Path<(String, String)>,
    request: Request,
) -> Response {
    let reply = Reply::new(request.headers(), lang, within("/claims", &claim, ""));
    let place = async {
        let actor = sender(session)?.household(&[Power::File])?;
        let place = store::place(&state, &actor, &RequirementId(requirement)).await?;
        if place.claim == Some(ClaimId(claim)) {
            Ok(place)
        } else {
            Err(AppError::NotFound)
        }
    };
    reply.in_time(receive(&state, request, place)).await
}

/// The page of a thing, when its id looks like one of ours; else the list.
pub fn within(list: &str, id: &str, page: &str) -> String {
    let generated = id.len() == 36 && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    if generated { format!("{list}/{id}{page}") } else { list.to_owned() }
}

/// Takes the files of a form to their place. What is refused does not hold up the others.
///
/// # Errors
/// Why there is no place for them.
pub async fn receive(state: &AppState, request: Request, place: impl Future<Output = Result<Place, AppError>>) -> Result<Uploaded<Sent>, AppError> {
    let mut form = Form::of(request).await?;
    let place = match place.await {
        Ok(place) => place,
        Err(error) => {
            form.forget().await;
            return Err(error);
        }
    };
    let mut done = Uploaded::default();
    while let Some(file) = form.next_file().await {
        done.add(match file {
            Ok(file) => one(state, &place, file).await,
            Err(refusal) => Err(refusal),
        });
    }
    Ok(done)
}

/// Takes one file to its place.
///
/// # Errors
/// Why it is not kept.
pub(crate) async fn one(state: &AppState, place: &Place, file: Received) -> Result<Sent, Refusal> {
    let sent = Sent { upload_key: file.key.clone() };
    let Some(kept) = attachments::take(state, place, file).await? else {
        return Ok(sent);
    };
    let written = match place.kind {
        Subject::Requirement => store::arrive(state, place, &kept).await,
        _ => attachments::lay_ready(state, place, &kept).await,
    };
    if written != Ok(true) {
        attachments::take_back(state, &kept).await;
    }
    match written {
        Ok(_) => Ok(sent),
        Err(AppError::Conflict | AppError::NotFound) => Err(Refusal::TooLate),
        Err(_) => Err(Refusal::NotKept),
    }
}
