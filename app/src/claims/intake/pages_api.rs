//! The files of the draft: seeing them, taking one away, bringing it back.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::pages::{self, Outcome};
use super::pages_model::Page;
use crate::error::AppError;
use crate::ids::PageId;
#[cfg(feature = "ssr")]
use crate::{
    auth::{Power, app_state},
    documents::model::Refusal,
};

/// The files of the draft this person is writing, in order.
#[server(prefix = "/api", endpoint = "claims/pages")]
pub async fn list_pages() -> Result<Vec<Page>, AppError> {
    let actor = crate::auth::household(&[Power::File]).await?;
    let state = app_state()?;
    match pages::open_draft(&state, &actor).await? {
        Some(draft) => Ok(pages::pages_of_draft(&state, &actor, &draft).await?),
        None => Ok(Vec::new()),
    }
}

/// Takes a file away. The screen then offers to bring it back.
#[server(prefix = "/api", endpoint = "claims/remove_page")]
pub async fn remove_page(page: PageId) -> Result<(), AppError> {
    let actor = crate::auth::household(&[Power::File]).await?;
    match pages::remove_page(&app_state()?, &actor, &page).await? {
        Outcome::Done(page) | Outcome::Before(page) => leptos_axum::redirect(&format!("/claims/new/invoice?removed={}", page.id)),
        Outcome::NotFound => return Err(AppError::NotFound),
        Outcome::TooLate | Outcome::Full => return Err(AppError::Conflict),
    }
    Ok(())
}

/// Brings a removed file back to its place.
#[server(prefix = "/api", endpoint = "claims/restore_page")]
pub async fn restore_page(page: PageId) -> Result<(), AppError> {
    let actor = crate::auth::household(&[Power::File]).await?;
    match pages::restore_page(&app_state()?, &actor, &page).await? {
        Outcome::Done(_) | Outcome::Before(_) => leptos_axum::redirect("/claims/new/invoice"),
        Outcome::NotFound => return Err(AppError::NotFound),
        Outcome::TooLate => return Err(AppError::Conflict),
        Outcome::Full => leptos_axum::redirect(&format!("/claims/new/invoice?refused={}", Refusal::TooManyFiles)),
    }
    Ok(())
}
