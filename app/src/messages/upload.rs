//! Files that are laid ready for a message: `POST /claims/{claim}/message-files`, and from the desk `POST /desk/claims/{claim}/message-files`.

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::response::Response;

use super::{desk, store};
use crate::auth::{Power, Role};
use crate::claims::asked::upload::{receive, within};
use crate::documents::upload::{MaybeSession, Reply, sender};
use crate::ids::ClaimId;
use crate::state::AppState;
use crate::texts::Lang;

/// Takes the files of a household's form.
pub async fn from_household(
    State(state): State<AppState>,
    session: MaybeSession,
    lang: Option<Extension<Lang>>,
    Path(claim): Path<String>,
    request: Request,
) -> Response {
    let reply = Reply::new(request.headers(), lang, within("/claims", &claim, ""));
    let place = async {
        let actor = sender(session)?.household(&[Power::File])?;
        store::place(&state, &actor, &ClaimId(claim)).await
    };
    reply.in_time(receive(&state, request, place)).await
}

/// Takes the files of a form of the desk.
pub async fn from_desk(
    State(state): State<AppState>,
    session: MaybeSession,
    lang: Option<Extension<Lang>>,
    Path(claim): Path<String>,
    request: Request,
) -> Response {
    let reply = Reply::new(request.headers(), lang, within("/desk/claims", &claim, "/conversation"));
    let place = async {
        let staff = sender(session)?.staff(&[Role::Adjuster, Role::Support])?;
        desk::place(&state, &staff, &ClaimId(claim)).await
    };
    reply.in_time(receive(&state, request, place)).await
}
