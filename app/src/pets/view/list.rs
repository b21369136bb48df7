//! `/pets`

use leptos::prelude::*;

use super::{PetPicture, age_words, cover_badge};
use crate::pets::api::list_pets;
use crate::pets::model::PetEntry;
use crate::shell::use_roles;
use crate::texts::use_lang;
use crate::ui::{Badge, ButtonLink, Empty, Heading, HelpBlock, Icon, IconView, Loaded, Look, TopBar, answer};

/// All pets of the household: those insured, those not, and those remembered.
#[component]
pub fn PetsPage() -> impl IntoView {
    let l = use_lang();
    let pets = answer(|| (), |()| list_pets());
    view! {
        <TopBar><Heading words=l.pets_title()/></TopBar>
        <div class="stack">
            <Loaded from=pets view=|pets| view! { <Pets pets=pets/> }/>
            <HelpBlock title=l.pets_help_title()>
                <p>{l.pets_help_insured()}</p>
                <p>{l.pets_help_new()}</p>
            </HelpBlock>
        </div>
    }
}

#[component]
fn Pets(pets: Vec<PetEntry>) -> impl IntoView {
    let l = use_lang();
    let own = use_roles().own();
    if pets.is_empty() {
        return view! {
            <Empty icon=Icon::PawPrint title=l.pets_empty_title()>
                <p class="soft">{l.pets_empty()}</p>
                {own.then(|| view! { <ButtonLink href="/pets/new" icon=Icon::Plus>{l.pets_add()}</ButtonLink> })}
            </Empty>
        }
        .into_any();
    }
    view! {
        <ul class="pet-list">{pets.into_iter().map(|entry| view! { <li><PetCard entry=entry/></li> }).collect_view()}</ul>
        {own.then(|| view! { <div><ButtonLink href="/pets/new" look=Look::Second icon=Icon::Plus>{l.pets_add()}</ButtonLink></div> })}
    }
    .into_any()
}

#[component]
fn PetCard(entry: PetEntry) -> impl IntoView {
    let l = use_lang();
    let (tone, icon, cover) = cover_badge(l, &entry);
    let age = age_words(l, entry.age);
    let PetEntry { pet, .. } = entry;
    let about = match pet.died_on {
        Some(_) => l.pets_lived(age, &pet.breed),
        None => l.pets_breed_and_age(age, &pet.breed),
    };
    view! {
        <a class="card card-link pet-card" href=format!("/pets/{}", pet.id)>
            <PetPicture species=pet.species photo=pet.photo_blob_id/>
            <span class="pet-card-words">
                <strong>{pet.name}</strong>
                <span class="soft">{about}</span>
                <Badge tone=tone icon=icon>{cover}</Badge>
            </span>
            <IconView icon=Icon::ChevronRight/>
        </a>
    }
}
