//! `POST /claims/new/pages`: files for the draft this person is writing, from a plain form or from the running app.

use axum::Extension;
use axum::extract::{Request, State};
use axum::response::Response;

use super::pages::{self, NewPage, Outcome};
use super::pages_model::Page;
use crate::auth::{HouseholdActor, Power};
use crate::documents::inspect::{Purpose, judge};
use crate::documents::model::Refusal;
use crate::documents::receive::{Form, Received};
use crate::documents::store;
use crate::documents::upload::{MaybeSession, Reply, Uploaded, sender};
use crate::error::AppError;
use crate::ids::DraftId;
use crate::state::AppState;
use crate::texts::Lang;

/// Where a plain form goes when its files are kept.
pub const BACK: &str = "/claims/new/invoice";

/// Takes the files of a form. Each is kept, or refused with a sentence; one that is refused does not hold up the others.
pub async fn add_pages(State(state): State<AppState>, session: MaybeSession, lang: Option<Extension<Lang>>, request: Request) -> Response {
    let reply = Reply::new(request.headers(), lang, BACK);
    reply.in_time(taken(&state, session, request)).await
}

async fn taken(state: &AppState, session: MaybeSession, request: Request) -> Result<Uploaded<Page>, AppError> {
    let mut form = Form::of(request).await?;
    let (actor, draft) = match writer(state, session).await {
        Ok(found) => found,
        Err(error) => {
            form.forget().await;
            return Err(error);
        }
    };
    let mut done = Uploaded::default();
    while let Some(file) = form.next_file().await {
        done.add(match file {
            Ok(file) => one(state, &actor, &draft, file).await,
            Err(refusal) => Err(refusal),
        });
    }
    Ok(done)
}

/// Who sends, and the draft they are writing.
async fn writer(state: &AppState, session: MaybeSession) -> Result<(HouseholdActor, DraftId), AppError> {
    let actor = sender(session)?.household(&[Power::File])?;
    let draft = pages::open_draft(state, &actor).await?.ok_or(AppError::NotFound)?;
    Ok((actor, draft))
}

async fn one(state: &AppState, actor: &HouseholdActor, draft: &DraftId, file: Received) -> Result<Page, Refusal> {
    match pages::known(state, actor, draft, &file.key).await.map_err(unavailable)? {
        Some(outcome) => kept(outcome),
        None => new(state, actor, draft, file).await,
    }
}

async fn new(state: &AppState, actor: &HouseholdActor, draft: &DraftId, file: Received) -> Result<Page, Refusal> {
    let (key, name) = (file.key.clone(), file.name.clone());
    let judged = judge(state, file.bytes(), Purpose::Invoice).await?;
    let blob = store::keep(state, actor, &judged).await.map_err(|_| Refusal::NotKept)?;
    let page = NewPage {
        upload_key: &key,
        file_name: &name,
        blob: &blob,
        sheets: judged.sheets,
    };
    let outcome = pages::add_page(state, actor, draft, &page).await;
    if !matches!(outcome, Ok(Outcome::Done(_))) {
        store::take_back(state, &blob).await;
    }
    kept(outcome.map_err(unavailable)?)
}

fn kept(outcome: Outcome) -> Result<Page, Refusal> {
    match outcome {
        Outcome::Done(page) | Outcome::Before(page) => Ok(page),
        Outcome::Full => Err(Refusal::TooManyFiles),
        Outcome::TooLate | Outcome::NotFound => Err(Refusal::TooLate),
    }
}

fn unavailable(error: sqlx::Error) -> Refusal {
    tracing::warn!("A page was not kept: {error}");
    Refusal::NotKept
}
