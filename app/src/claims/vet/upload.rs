//! `POST /vet/{token}/files/{requirement}`: what a clinic sends by a link.

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use http::HeaderMap;
use http::header::USER_AGENT;
use http::request::Parts;

use super::visit::{self, From};
use crate::auth::address;
use crate::claims::asked::upload::receive;
use crate::documents::upload::Reply;
use crate::ids::RequirementId;
use crate::state::AppState;
use crate::texts::Lang;

/// The most of a `User-Agent` that is looked at, in bytes.
const LONGEST: usize = 300;

/// From where a request comes.
pub fn from(parts: &Parts, behind_proxy: bool) -> From {
    From {
        network: address::network(&address::of(parts, behind_proxy)),
        browser: browser(&parts.headers),
    }
}

fn browser(headers: &HeaderMap) -> String {
    let sent = headers.get(USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    sent.unwrap_or_default().chars().take(LONGEST).collect()
}

/// Takes the files of a clinic's form.
pub async fn add_files(
    State(state): State<AppState>,
    lang: Option<Extension<Lang>>,
    Path((token, requirement)): Path<(String, String)>,
    request: Request,
) -> Response {
    let generated = token.len() == 64 && token.bytes().all(|byte| byte.is_ascii_hexdigit());
    let back = if generated { format!("/vet/{token}") } else { "/vet/none".to_owned() };
    let reply = Reply::new(request.headers(), lang, back);
    let (parts, body) = request.into_parts();
    let from = from(&parts, state.behind_proxy);
    let place = async { visit::place(&state, &token, &RequirementId(requirement), &from).await };
    reply.in_time(receive(&state, Request::from_parts(parts, body), place)).await
}
