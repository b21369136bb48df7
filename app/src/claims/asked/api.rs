//! Answering what was asked: saying whether what a clinic sent is one's own, and taking a file back.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::store;
use crate::error::AppError;
use crate::ids::{AttachmentId, RequirementId};
#[cfg(feature = "ssr")]
use crate::{
    auth::{Power, app_state, model::safe_next},
    workflow::model::SubjectKind,
};

/// Says of what a clinic sent that it is one's own and counts, or that it is not.
#[server(prefix = "/api", endpoint = "asked/confirm")]
pub async fn confirm_files(requirement: RequirementId, #[server(default)] theirs: bool) -> Result<(), AppError> {
    let actor = crate::auth::household(&[Power::File]).await?;
    let about = store::confirm(&app_state()?, &actor, &requirement, theirs).await?;
    leptos_axum::redirect(&match about.subject_kind {
        SubjectKind::Claim => format!("/claims/{}", about.subject_id),
        SubjectKind::Pet => format!("/pets/{}/vet", about.subject_id),
    });
    Ok(())
}

/// Takes a file back that one has sent or laid ready, as long as nobody has looked at it.
#[server(prefix = "/api", endpoint = "asked/remove_file")]
pub async fn remove_file(file: AttachmentId, #[server(default)] next: String) -> Result<(), AppError> {
    let actor = crate::auth::household(&[Power::File]).await?;
    store::remove(&app_state()?, &actor, &file).await?;
    leptos_axum::redirect(safe_next(&next));
    Ok(())
}
