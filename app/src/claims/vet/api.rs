//! Making, following and taking back links for clinics; and what a clinic sees behind one.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::{Share, Visit};
use crate::error::AppError;
use crate::ids::{RequirementId, VetLinkId};
use crate::workflow::model::SubjectKind;
#[cfg(feature = "ssr")]
use crate::{
    auth::{Power, app_state},
    workflow::model::What,
};
#[cfg(feature = "ssr")]
use {super::store, super::upload, super::visit};

/// Sharing a claim or a pet with a clinic, as it stands.
#[server(prefix = "/api", endpoint = "vet/share")]
pub async fn load_share(kind: SubjectKind, subject: String) -> Result<Share, AppError> {
    let actor = crate::auth::household(&[Power::File]).await?;
    store::share(&app_state()?, &actor, kind, &subject).await
}

/// Makes a link for a clinic.
#[server(prefix = "/api", endpoint = "vet/make")]
pub async fn make_link(kind: SubjectKind, subject: String, #[server(default)] wanted: Vec<String>) -> Result<(), AppError> {
    let actor = crate::auth::household(&[Power::File]).await?;
    let wanted: Vec<What> = wanted
        .iter()
        .filter_map(|what| What::parse(what))
        .filter(|what| what.is_the_clinics())
        .collect();
    store::make(&app_state()?, &actor, kind, &subject, &wanted).await?;
    leptos_axum::redirect(&page(kind, &subject));
    Ok(())
}

/// Takes a link back: it opens nothing any more.
#[server(prefix = "/api", endpoint = "vet/withdraw")]
pub async fn withdraw_link(link: VetLinkId) -> Result<(), AppError> {
    let actor = crate::auth::household(&[Power::File]).await?;
    let (kind, subject) = store::withdraw(&app_state()?, &actor, &link).await?;
    leptos_axum::redirect(&page(kind, &subject));
    Ok(())
}

/// Files a claim with what a clinic sent about a pet: the wizard goes on with its pages.
#[server(prefix = "/api", endpoint = "vet/use_files")]
pub async fn use_files(requirement: RequirementId) -> Result<(), AppError> {
    let actor = crate::auth::household(&[Power::File]).await?;
    let pet = store::into_draft(&app_state()?, &actor, &requirement, crate::texts::use_lang()).await?;
    leptos_axum::redirect(&format!("/claims/new?pet={pet}"));
    Ok(())
}

/// What stands behind a link, for whoever has it.
#[server(prefix = "/api", endpoint = "vet/visit")]
pub async fn load_visit(token: String) -> Result<Visit, AppError> {
    let session = crate::auth::anyone().await?;
    let state = app_state()?;
    let parts = use_context::<http::request::Parts>().ok_or(AppError::NotFound)?;
    visit::open(&state, &token, &upload::from(&parts, state.behind_proxy), session.as_deref()).await
}

/// Address of the page that shares something.
pub fn page(kind: SubjectKind, subject: &str) -> String {
    match kind {
        SubjectKind::Claim => format!("/claims/{subject}/vet"),
        SubjectKind::Pet => format!("/pets/{subject}/vet"),
    }
}
