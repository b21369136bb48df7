//! `/pets/new`: first the species, then the rest.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::fields::PetFields;
use super::{PetPicture, species_words};
use crate::error::AppError;
use crate::pets::api::{AddPet, begin_new_pet};
use crate::pets::model::{NewPet, Species};
use crate::shell::use_roles;
use crate::texts::use_lang;
use crate::ui::{Button, ErrorSummary, Heading, Icon, IconView, Loaded, TopBar, Trouble, answer, use_checked_form};

/// The species in the order in which they are offered: the commonest first.
const OFFERED: [Species; 5] = [Species::Dog, Species::Cat, Species::Rabbit, Species::Bird, Species::SmallMammal];

/// Adds a pet that is not insured.
#[component]
pub fn NewPetPage() -> impl IntoView {
    let l = use_lang();
    if !use_roles().own() {
        return view! { <Trouble error=AppError::Forbidden/> }.into_any();
    }
    let query = use_query_map();
    let species = Memo::new(move |_| query.with(|query| query.get("species").and_then(|word| Species::parse(&word))));
    let back = move || match species.get() {
        None => view! { <TopBar back=("/pets".to_owned(), l.pets_back().to_owned())/> },
        Some(_) => view! { <TopBar back=("/pets/new".to_owned(), l.pets_back_to_pet().to_owned())/> },
    };
    view! {
        {back}
        <div class="stack narrow">
            {move || match species.get() {
                None => view! { <SpeciesChoice/> }.into_any(),
                Some(species) => view! { <Details species=species/> }.into_any(),
            }}
        </div>
    }
    .into_any()
}

#[component]
fn SpeciesChoice() -> impl IntoView {
    let l = use_lang();
    view! {
        <Heading words=l.pets_new_species_title()/>
        <p class="soft">{l.pets_new_species_intro()}</p>
        <ul class="stack-tight">
            {OFFERED
                .into_iter()
                .map(|species| {
                    let hint = (species == Species::SmallMammal).then(|| l.pets_species_small_mammal_hint());
                    view! {
                        <li>
                            <a class="card card-link pet-card" href=format!("/pets/new?species={species}")>
                                <PetPicture species=species photo=None/>
                                <span class="pet-card-words">
                                    <strong>{species_words(l, species)}</strong>
                                    {hint.map(|hint| view! { <span class="soft small">{hint}</span> })}
                                </span>
                                <IconView icon=Icon::ChevronRight/>
                            </a>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}

#[component]
fn Details(species: Species) -> impl IntoView {
    let l = use_lang();
    let new = answer(|| (), |()| begin_new_pet());
    view! {
        <Heading words=l.pets_new_title()/>
        <p class="soft">{l.pets_new_intro()}</p>
        <div class="card card-sunk row">
            <PetPicture species=species photo=None/>
            <strong>{species_words(l, species)}</strong>
            <a class="ml-auto font-semibold" href="/pets/new">
                {l.pets_new_species_change()}
                <span class="visually-hidden">" "{l.pets_species()}</span>
            </a>
        </div>
        <Loaded from=new view=|new| view! { <NewForm new=new/> }/>
    }
}

#[component]
fn NewForm(new: NewPet) -> impl IntoView {
    let l = use_lang();
    let species = use_query_map().with_untracked(|query| query.get("species").and_then(|word| Species::parse(&word)).unwrap_or(Species::Dog));
    let action = ServerAction::<AddPet>::new();
    let today = new.today;
    let (errors, check) = use_checked_form(action, move |sent: &AddPet| sent.form.parse(l, today).err().unwrap_or_default());
    view! {
        <ActionForm action=action attr:class="stack" attr:novalidate=true on:submit:capture=check>
            <ErrorSummary errors=errors/>
            <input type="hidden" name="pet" value=new.id.to_string()/>
            <input type="hidden" name="species" value=species.as_str()/>
            <PetFields form=new.form species=species today=today errors=errors/>
            <Button wide=true pending=action.pending()>{l.pets_new_save()}</Button>
        </ActionForm>
    }
}
