//! Appealing a line, following what was appealed, and taking an appeal back.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::{Appeal, AppealPage};
#[cfg(feature = "ssr")]
use super::{model::parse_words, store};
use crate::error::AppError;
use crate::ids::{AppealId, ClaimId};
#[cfg(feature = "ssr")]
use crate::{
    auth::{Power, app_state},
    kept,
    texts::use_lang,
};

/// The page on which a line (from 1) is appealed.
#[server(prefix = "/api", endpoint = "appeal/line")]
pub async fn load_line(claim: ClaimId, line: i64) -> Result<AppealPage, AppError> {
    let actor = crate::auth::household(&[Power::View, Power::File]).await?;
    let page = store::page(&app_state()?, &actor, &claim, line).await?;
    let typed = kept::take(&form(&claim, line)).unwrap_or_default();
    Ok(AppealPage { typed, ..page })
}

/// The appeals of a claim, newest first.
#[server(prefix = "/api", endpoint = "appeal/list")]
pub async fn list_appeals(claim: ClaimId) -> Result<Vec<Appeal>, AppError> {
    let actor = crate::auth::household(&[Power::View, Power::File]).await?;
    store::of(&app_state()?, &actor, &claim).await
}

/// Appeals a line (from 1).
#[server(prefix = "/api", endpoint = "appeal/make")]
pub async fn make_appeal(claim: ClaimId, line: i64, #[server(default)] words: String) -> Result<(), AppError> {
    let actor = crate::auth::household(&[Power::File]).await?;
    let (state, l) = (app_state()?, use_lang());
    let keep = |_: &AppError| kept::keep(&form(&claim, line), &words);
    let said = parse_words(&words, l).map_err(AppError::Invalid).inspect_err(keep)?;
    store::make(&state, &actor, &claim, line, &said, l).await.inspect_err(keep)?;
    leptos_axum::redirect(&format!("/claims/{claim}#appeals"));
    Ok(())
}

/// Takes an open appeal back.
#[server(prefix = "/api", endpoint = "appeal/take_back")]
pub async fn take_appeal_back(appeal: AppealId) -> Result<(), AppError> {
    let actor = crate::auth::household(&[Power::File]).await?;
    let claim = store::take_back(&app_state()?, &actor, &appeal).await?;
    leptos_axum::redirect(&format!("/claims/{claim}#appeals"));
    Ok(())
}

/// Name of the form of a line, for what is typed into it.
#[cfg(feature = "ssr")]
fn form(claim: &ClaimId, line: i64) -> String {
    format!("appeal {claim} {line}")
}
