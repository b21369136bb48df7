//! `POST /pets/{pet}/photo`: the pet's picture.

use axum::Extension;
use axum::extract::{Path, Request, State};
use axum::response::Response;

use crate::auth::HouseholdActor;
use crate::documents::inspect::{Purpose, judge};
use crate::documents::model::Refusal;
use crate::documents::receive::{Form, Received};
use crate::documents::store;
use crate::documents::upload::{MaybeSession, Reply, Uploaded, sender};
use crate::error::AppError;
use crate::ids::{BlobId, PetId};
use crate::state::AppState;
use crate::texts::Lang;
use crate::{execute, fetch_optional};

crate::queries! {
    OWN = "SELECT id FROM pet WHERE id = $1 AND household_id = $2";
    SET = "UPDATE pet SET photo_blob_id = $1, changed_at = $2 WHERE id = $3 AND household_id = $4";
}

/// A photo that is the pet's now.
#[derive(Debug, serde::Serialize)]
pub struct Photo {
    /// `/files/{blob_id}` shows it.
    pub blob_id: BlobId,
}

/// Takes the first file of a form as the pet's photo. The one before is swept away later.
pub async fn set_photo(
    State(state): State<AppState>,
    session: MaybeSession,
    lang: Option<Extension<Lang>>,
    Path(pet): Path<String>,
    request: Request,
) -> Response {
    let generated = pet.len() == 36 && pet.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let back = if generated { format!("/pets/{pet}") } else { "/pets".to_owned() };
    let reply = Reply::new(request.headers(), lang, back);
    reply.in_time(taken(&state, session, &PetId(pet), request)).await
}

async fn taken(state: &AppState, session: MaybeSession, pet: &PetId, request: Request) -> Result<Uploaded<Photo>, AppError> {
    let mut form = Form::of(request).await?;
    let actor = match owner(state, session, pet).await {
        Ok(actor) => actor,
        Err(error) => {
            form.forget().await;
            return Err(error);
        }
    };
    let mut done = Uploaded::default();
    match form.next_file().await {
        Some(Ok(file)) => done.add(set(state, &actor, pet, file).await),
        Some(Err(refusal)) => done.add(Err(refusal)),
        None => {}
    }
    form.forget().await;
    Ok(done)
}

async fn owner(state: &AppState, session: MaybeSession, pet: &PetId) -> Result<HouseholdActor, AppError> {
    let actor = sender(session)?.policyholder()?;
    let own = fetch_optional!(state.store.read(), (PetId,), OWN, pet, &actor.household)?;
    own.map(|_| actor).ok_or(AppError::NotFound)
}

async fn set(state: &AppState, actor: &HouseholdActor, pet: &PetId, file: Received) -> Result<Photo, Refusal> {
    let judged = judge(state, file.bytes(), Purpose::Portrait).await?;
    let blob_id = store::keep(state, actor, &judged).await.map_err(|_| Refusal::NotKept)?;
    let written = async {
        let mut tx = state.store.begin().await?;
        execute!(tx.run(), SET, &blob_id, state.clock.now(), pet, &actor.household)?;
        store::confirm(&mut tx, actor, &blob_id).await?;
        tx.commit().await
    };
    if let Err(error) = written.await {
        tracing::warn!("A pet's photo was not kept: {error}");
        store::take_back(state, &blob_id).await;
        return Err(Refusal::NotKept);
    }
    Ok(Photo { blob_id })
}
