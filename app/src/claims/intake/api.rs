//! Filling in a draft, and sending it.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::model::Submitted;
use super::model::{Answers, Listed, Place, Then};
use super::rules::Question;
#[cfg(feature = "ssr")]
use super::{screen, store, submission};
use crate::error::AppError;
use crate::ids::{DraftId, PetId};
#[cfg(feature = "ssr")]
use crate::{
    auth::{Power, app_state},
    texts::use_lang,
};

/// Begins a draft, for a pet if one is named, or takes the open one up again, and says at which address.
#[server(prefix = "/api", endpoint = "claims/start")]
pub async fn start(pet: Option<PetId>) -> Result<String, AppError> {
    let actor = crate::auth::household(&[Power::File]).await?;
    match pet {
        Some(pet) => screen::start_for(&app_state()?, &actor, &pet, use_lang()).await,
        None => screen::start(&app_state()?, &actor, use_lang()).await,
    }
}

/// What an address of the wizard shows.
#[server(prefix = "/api", endpoint = "claims/look")]
pub async fn look(question: Question) -> Result<Place, AppError> {
    let actor = crate::auth::household(&[Power::File]).await?;
    screen::look(&app_state()?, &actor, question, use_lang()).await
}

/// Keeps an answer as it was typed, then goes where the person wants to.
#[server(prefix = "/api", endpoint = "claims/answer")]
pub async fn answer(draft: DraftId, question: Question, then: Then, #[server(flatten)] given: Answers) -> Result<(), AppError> {
    let actor = crate::auth::household(&[Power::File]).await?;
    let (state, l) = (app_state()?, use_lang());
    let to = match store::keep(&state, &actor, &draft, question, given).await? {
        _ if then == Then::Stay => return Ok(()),
        store::Kept::Claim(claim) => screen::claim_path(&claim),
        store::Kept::Draft(_) if then == Then::Later => "/claims".to_owned(),
        store::Kept::Draft(_) if then == Then::Search => question.path(),
        store::Kept::Draft(draft) => screen::after(&state, &actor, &draft, question, l).await.inspect_err(|_| again(question))?,
    };
    leptos_axum::redirect(&to);
    Ok(())
}

/// A plain form comes back to its own screen, which finds what is wrong from what was kept: nothing typed is in the address.
#[cfg(feature = "ssr")]
fn again(question: Question) {
    if crate::auth::is_plain_form() {
        leptos_axum::redirect(&format!("{}?again", question.path()));
    }
}

/// The conditions that fit what was typed, best first.
#[server(prefix = "/api", endpoint = "claims/search_conditions")]
pub async fn search_conditions(typed: String) -> Result<Vec<Listed>, AppError> {
    crate::auth::household(&[Power::File]).await?;
    let l = use_lang();
    Ok(crate::claims::conditions::search(&typed, l)
        .into_iter()
        .map(|condition| condition.listed(l))
        .collect())
}

/// Makes a claim of the draft and goes to it; to the question that needs another look when there is one.
#[server(prefix = "/api", endpoint = "claims/submit")]
pub async fn submit(draft: DraftId) -> Result<(), AppError> {
    let actor = crate::auth::household(&[Power::File]).await?;
    let to = match submission::submit(&app_state()?, &actor, &draft, use_lang()).await? {
        Submitted::Claim(claim) => format!("{}?filed=1", screen::claim_path(&claim)),
        Submitted::Incomplete(question) => format!("{}?again", question.path()),
    };
    leptos_axum::redirect(&to);
    Ok(())
}

/// Sets the draft aside and begins a new one.
#[server(prefix = "/api", endpoint = "claims/start_over")]
pub async fn start_over(draft: DraftId) -> Result<(), AppError> {
    let actor = crate::auth::household(&[Power::File]).await?;
    store::discard(&app_state()?, &actor, &draft).await?;
    leptos_axum::redirect(screen::START);
    Ok(())
}

/// Takes up again the draft that was set aside a moment ago.
#[server(prefix = "/api", endpoint = "claims/take_up_again")]
pub async fn take_up_again(draft: DraftId) -> Result<(), AppError> {
    let actor = crate::auth::household(&[Power::File]).await?;
    store::restore(&app_state()?, &actor, &draft).await?;
    leptos_axum::redirect(screen::START);
    Ok(())
}
