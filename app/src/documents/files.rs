//! `GET /files/{id}`: the bytes of a picture or a PDF, for whom they concern.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};

use super::store::{self, Shown};
use super::upload::{MaybeSession, sender};
use crate::auth::Power;
use crate::error::{AppError, internal};
use crate::ids::BlobId;
use crate::state::AppState;

/// A blob never changes; a browser may keep it as long as a session may last.
const CACHE: &str = "private, max-age=86400, immutable";

/// The bytes of a blob. Unknown and somebody else's are not told apart.
pub async fn show(State(state): State<AppState>, session: MaybeSession, Path(id): Path<String>) -> Response {
    answer(&state, session, BlobId(id)).await.unwrap_or_else(|error| {
        let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        status.into_response()
    })
}

async fn answer(state: &AppState, session: MaybeSession, id: BlobId) -> Result<Response, AppError> {
    let actor = sender(session)?.household(&[Power::View, Power::File])?;
    let shown = store::shown(state, &actor, &id).await?.ok_or(AppError::NotFound)?;
    bytes_of(state, &id, &shown).await
}

/// The answer with the bytes of a blob that may be shown: whoever calls has seen to that.
///
/// # Errors
/// `Internal` when the bytes are gone.
pub async fn bytes_of(state: &AppState, id: &BlobId, shown: &Shown) -> Result<Response, AppError> {
    let bytes = state.blobs.get(id).await.map_err(|error| internal(&error))?;
    let bytes = bytes.ok_or_else(|| internal(&format!("the bytes of blob {id} are gone")))?;
    Ok(sent(shown, bytes))
}

/// The bytes of a file as they are sent: shown or saved, never run, never kept by a cache that several people share.
pub fn sent(shown: &Shown, bytes: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, shown.content_type.clone()),
        (X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox".to_owned()),
        (CACHE_CONTROL, CACHE.to_owned()),
        (CONTENT_DISPOSITION, disposition(shown)),
    ];
    (headers, bytes).into_response()
}

/// Pictures are shown in the page; everything else is saved, under the name it came with (RFC 6266).
fn disposition(shown: &Shown) -> String {
    if shown.content_type.starts_with("image/") {
        return "inline".to_owned();
    }
    let name = shown.file_name.as_deref().filter(|name| !name.is_empty()).unwrap_or("invoice.pdf");
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "-_. ".contains(c) { c } else { '_' })
        .collect();
    let encoded: String = name
        .bytes()
        .map(|byte| match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        let named = |name: &str| {
            disposition(&Shown {
                content_type: "application/pdf".into(),
                file_name: Some(name.into()),
            })
        };
        assert_eq!(
            named("Rechnung \"Ü\"\r\n.pdf"),
            "attachment; filename=\"Rechnung _____.pdf\"; filename*=UTF-8''Rechnung%20%22%C3%9C%22%0D%0A.pdf"
        );
        assert!(named("").contains("invoice.pdf"));
    }
}
