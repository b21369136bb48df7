//! Asking, answering what came, writing to a household, and notes among us.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::DeskConversation;
#[cfg(feature = "ssr")]
use super::store;
use crate::error::AppError;
use crate::ids::{ClaimId, RequirementId};
#[cfg(feature = "ssr")]
use crate::{
    auth::{Role, app_state},
    claims::asked::{
        self,
        model::{AnswerForm, AskForm},
    },
    error::FieldError,
    kept,
    messages::{desk, internal, model::Said},
    texts::use_lang,
};

/// Who reads and writes about claims at the desk.
#[cfg(feature = "ssr")]
const TALKING: [Role; 2] = [Role::Adjuster, Role::Support];

/// All that is asked and said about a claim.
#[server(prefix = "/api", endpoint = "desk/conversation")]
pub async fn load_conversation(claim: ClaimId) -> Result<DeskConversation, AppError> {
    let staff = crate::auth::staff(&TALKING).await?;
    let found = store::conversation(&app_state()?, &staff, &claim).await?;
    let mut found = found.ok_or(AppError::NotFound)?;
    found.thread.typed = kept::take(&format!("desk {claim}")).unwrap_or_default();
    Ok(found)
}

/// Asks the household or its clinic for something.
#[server(prefix = "/api", endpoint = "desk/ask")]
pub async fn ask(
    claim: ClaimId,
    #[server(default)] what: String,
    #[server(default)] owner: String,
    #[server(default)] due_on: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let adjuster = crate::auth::signed_in().await?.adjuster()?;
    let (state, l) = (app_state()?, use_lang());
    let today = store::today_of_claim(&state, &claim).await?.ok_or(AppError::NotFound)?;
    let ask = AskForm { what, owner, due_on, reason }.parse(l, today).map_err(AppError::Invalid)?;
    asked::store::ask(&state, &adjuster, &claim, &ask).await?;
    leptos_axum::redirect(&format!("/desk/claims/{claim}/conversation"));
    Ok(())
}

/// Says what is to be said to something that was asked for: accepted, sent back, no longer wanted, asked again.
#[server(prefix = "/api", endpoint = "desk/answer_asked")]
pub async fn answer_asked(
    requirement: RequirementId,
    verdict: String,
    #[server(default)] why: String,
    #[server(default)] due_on: String,
) -> Result<(), AppError> {
    let adjuster = crate::auth::signed_in().await?.adjuster()?;
    let (state, l) = (app_state()?, use_lang());
    let today = store::today_of_requirement(&state, &requirement).await?.ok_or(AppError::NotFound)?;
    let (verdict, why, due_on) = AnswerForm { verdict, why, due_on }.parse(l, today).map_err(AppError::Invalid)?;
    let claim = asked::store::answer(&state, &adjuster, &requirement, verdict, &why, due_on).await?;
    leptos_axum::redirect(&format!("/desk/claims/{claim}/conversation"));
    Ok(())
}

/// Writes to the household.
#[server(prefix = "/api", endpoint = "desk/write_message")]
pub async fn write_to_household(claim: ClaimId, key: String, #[server(default)] words: String) -> Result<(), AppError> {
    let staff = crate::auth::staff(&TALKING).await?;
    let keep = |_: &AppError| kept::keep(&format!("desk {claim}"), &words);
    let said = Said::parse(&words, use_lang()).map_err(AppError::Invalid).inspect_err(keep)?;
    desk::write(&app_state()?, &staff, &claim, &key, &said).await.inspect_err(keep)?;
    leptos_axum::redirect(&format!("/desk/claims/{claim}/conversation"));
    Ok(())
}

/// Writes a note that only the insurer's people read.
#[server(prefix = "/api", endpoint = "desk/write_note")]
pub async fn write_note(claim: ClaimId, key: String, #[server(default)] note: String) -> Result<(), AppError> {
    let staff = crate::auth::staff(&TALKING).await?;
    let at_field = |errors: Vec<FieldError>| errors.into_iter().map(|error| FieldError::new("note", error.message)).collect();
    let said = Said::parse(&note, use_lang()).map_err(|errors| AppError::Invalid(at_field(errors)))?;
    internal::note(&app_state()?, &staff, &claim, &key, &said).await?;
    leptos_axum::redirect(&format!("/desk/claims/{claim}/conversation"));
    Ok(())
}
