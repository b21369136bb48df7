//! `/pets/{pet}/edit`

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::fields::PetFields;
use super::species_words;
use crate::ids::PetId;
use crate::pets::api::{ChangePet, load_pet_to_change};
use crate::pets::model::PetToChange;
use crate::texts::use_lang;
use crate::ui::{Button, ButtonLink, ErrorSummary, Heading, Loaded, Look, SummaryList, SummaryRow, TopBar, answer, use_checked_form};

/// What a policyholder may put right about a pet.
#[component]
pub fn PetEditPage() -> impl IntoView {
    let l = use_lang();
    let params = use_params_map();
    let id = move || PetId(params.with(|params| params.get("pet").unwrap_or_default()));
    let pet = answer(id, load_pet_to_change);
    view! {
        <TopBar back=(format!("/pets/{}", id()), l.pets_back_to_pet().to_owned())/>
        <Loaded from=pet view=|pet| view! { <EditForm pet=pet/> }/>
    }
}

#[component]
fn EditForm(pet: PetToChange) -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<ChangePet>::new();
    let today = pet.today;
    let (errors, check) = use_checked_form(action, move |sent: &ChangePet| sent.form.parse(l, today).err().unwrap_or_default());
    view! {
        <div class="stack narrow">
            <Heading words=l.pets_edit_title(&pet.name)/>
            <p class="soft">{l.pets_edit_intro()}</p>
            <ActionForm action=action attr:class="stack" attr:novalidate=true on:submit:capture=check>
                <ErrorSummary errors=errors/>
                <input type="hidden" name="pet" value=pet.id.to_string()/>
                <input type="hidden" name="changed_at" value=pet.changed_at.to_string()/>
                <PetFields form=pet.form species=pet.species today=today errors=errors/>
                <div class="card card-sunk stack-tight">
                    <SummaryList>
                        <SummaryRow name=l.pets_species()>{species_words(l, pet.species)}</SummaryRow>
                    </SummaryList>
                    <p class="soft small">{l.pets_species_fixed()}</p>
                </div>
                <div class="form-actions">
                    <Button pending=action.pending()>{l.pets_save()}</Button>
                    <ButtonLink href=format!("/pets/{}", pet.id) look=Look::Plain>{l.pets_cancel()}</ButtonLink>
                </div>
            </ActionForm>
        </div>
    }
}
