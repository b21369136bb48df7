//! What a policyholder can see and do about their pets.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::form::PetForm;
use super::model::{NewPet, PetEntry, PetToChange, Profile, Species};
#[cfg(feature = "ssr")]
use super::{rules, store};
#[cfg(feature = "ssr")]
use crate::auth::Power;
use crate::error::AppError;
use crate::ids::PetId;

/// All pets of the household.
#[server(prefix = "/api", endpoint = "pets/list")]
pub async fn list_pets() -> Result<Vec<PetEntry>, AppError> {
    let actor = crate::auth::household(&[Power::View]).await?;
    Ok(store::entries(&crate::auth::app_state()?, &actor).await?)
}

/// Everything on a pet's page.
#[server(prefix = "/api", endpoint = "pets/profile")]
pub async fn load_profile(pet: PetId) -> Result<Profile, AppError> {
    let actor = crate::auth::household(&[Power::View]).await?;
    let state = crate::auth::app_state()?;
    let entry = store::one_entry(&state, &actor, &pet).await?.ok_or(AppError::NotFound)?;
    Ok(Profile {
        year: match &entry.cover {
            Some(cover) => store::year_money(&state, &actor, cover).await?,
            None => None,
        },
        claims: store::recent_claims(&state, &actor, &pet, crate::texts::use_lang()).await?,
        asked: store::cover_asked(&state, &actor, &pet).await?,
        today: state.clock.today(&actor.zone),
        entry,
    })
}

/// What the form to change a pet begins with.
#[server(prefix = "/api", endpoint = "pets/to_change")]
pub async fn load_pet_to_change(pet: PetId) -> Result<PetToChange, AppError> {
    let actor = crate::auth::policyholder().await?;
    let state = crate::auth::app_state()?;
    let (stored, changed_at) = store::pet(&state, &actor, &pet).await?.ok_or(AppError::NotFound)?;
    Ok(PetToChange {
        form: crate::kept::take(pet.as_str()).unwrap_or_else(|| PetForm::from(&stored)),
        id: stored.id,
        name: stored.name,
        species: stored.species,
        changed_at,
        today: state.clock.today(&actor.zone),
    })
}

/// Changes a pet, unless somebody changed it since `changed_at` (UTC ms), and goes to its page.
#[server(prefix = "/api", endpoint = "pets/change")]
pub async fn change_pet(pet: PetId, changed_at: i64, #[server(flatten)] form: PetForm) -> Result<(), AppError> {
    let actor = crate::auth::policyholder().await?;
    let state = crate::auth::app_state()?;
    let facts = form.parse(crate::texts::use_lang(), state.clock.today(&actor.zone)).map_err(|errors| {
        crate::kept::keep(pet.as_str(), &form);
        AppError::Invalid(errors)
    })?;
    if !store::change(&state, &actor, &pet, changed_at, &facts).await? {
        store::pet(&state, &actor, &pet).await?.ok_or(AppError::NotFound)?;
        return Err(AppError::Conflict);
    }
    leptos_axum::redirect(&format!("/pets/{pet}"));
    Ok(())
}

/// What the form for a new pet begins with.
#[server(prefix = "/api", endpoint = "pets/new")]
pub async fn begin_new_pet() -> Result<NewPet, AppError> {
    let actor = crate::auth::policyholder().await?;
    let state = crate::auth::app_state()?;
    Ok(NewPet {
        id: PetId(state.new_id()),
        form: crate::kept::take("new").unwrap_or_default(),
        today: state.clock.today(&actor.zone),
    })
}

/// Adds a pet that is not insured and goes to its page, where cover can be asked for.
#[server(prefix = "/api", endpoint = "pets/add")]
pub async fn add_pet(pet: PetId, species: Species, #[server(flatten)] form: PetForm) -> Result<(), AppError> {
    let actor = crate::auth::policyholder().await?;
    let state = crate::auth::app_state()?;
    let facts = form.parse(crate::texts::use_lang(), state.clock.today(&actor.zone)).map_err(|errors| {
        crate::kept::keep("new", &form);
        AppError::Invalid(errors)
    })?;
    uuid::Uuid::parse_str(pet.as_str()).map_err(|_| AppError::Invalid(Vec::new()))?;
    store::add(&state, &actor, &pet, species, &facts).await?;
    leptos_axum::redirect(&format!("/pets/{pet}"));
    Ok(())
}

/// Asks for an offer of cover for a pet that lives and has none.
#[server(prefix = "/api", endpoint = "pets/ask_for_cover")]
pub async fn ask_for_cover(pet: PetId) -> Result<(), AppError> {
    let actor = crate::auth::policyholder().await?;
    let state = crate::auth::app_state()?;
    let entry = store::one_entry(&state, &actor, &pet).await?.ok_or(AppError::NotFound)?;
    if !rules::may_ask_for_cover(&entry) {
        return Err(AppError::Conflict);
    }
    store::ask_for_cover(&state, &actor, &entry).await?;
    leptos_axum::redirect(&format!("/pets/{pet}"));
    Ok(())
}
