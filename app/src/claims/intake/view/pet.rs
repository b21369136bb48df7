//! Which pet is this for?

use leptos::prelude::*;

use super::answering::Answering;
use crate::auth::Power;
use crate::claims::intake::model::InsuredPet;
use crate::pets::model::Species;
use crate::shell::use_roles;
use crate::texts::use_lang;
use crate::ui::{ButtonLink, Choice, FieldProblem, HelpBlock, Icon, IconView, Look};

/// The pets as cards; where there is none, what to do.
pub fn body(form: Answering) -> AnyView {
    let l = use_lang();
    let pets = form.screen.with_value(|screen| screen.facts.pets.clone());
    let chosen = form.kept(|answers| &answers.pet);
    if pets.is_empty() {
        return view! {
            <div class="card stack-tight">
                <p>{l.intake_pet_none()}</p>
                <p class="soft">{l.intake_pet_none_hint()}</p>
                {use_roles().may(Power::View).then(|| view! { <ButtonLink href="/pets" look=Look::Second>{l.intake_pet_none_go()}</ButtonLink> })}
            </div>
        }
        .into_any();
    }
    view! {
        <fieldset class="stack-tight">
            <legend class="visually-hidden">{l.intake_pet_title()}</legend>
            <FieldProblem name="pet" errors=form.errors()/>
            {pets
                .into_iter()
                .enumerate()
                .map(|(i, pet)| {
                    // The first one carries the question's name, so that an error can lead to it.
                    let id = if i == 0 { "pet".to_owned() } else { format!("pet-{i}") };
                    let checked = pet.id.as_str() == chosen;
                    view! {
                        <Choice name="pet" value=pet.id.to_string() id=id checked=checked>
                            <span class="grow">{pet.name.clone()}</span>
                            <Portrait pet=pet/>
                        </Choice>
                    }
                })
                .collect_view()}
        </fieldset>
        <HelpBlock title=l.intake_pet_help_title()><p>{l.intake_pet_help()}</p></HelpBlock>
    }
    .into_any()
}

/// The pet's own photo; a drawing of its kind when there is none.
#[component]
fn Portrait(pet: InsuredPet) -> impl IntoView {
    match pet.photo {
        Some(photo) => view! { <img class="avatar" src=format!("/files/{photo}") alt="" width="48" height="48"/> }.into_any(),
        None => {
            let icon = match pet.species {
                Species::Dog => Icon::Dog,
                Species::Cat => Icon::Cat,
                Species::Rabbit => Icon::Rabbit,
                Species::Bird => Icon::Bird,
                Species::SmallMammal => Icon::Rat,
            };
            view! { <span class="avatar"><IconView icon=icon/></span> }.into_any()
        }
    }
}
