use leptos::prelude::*;

use crate::day::Day;
use crate::pets::form::{LONGEST_BREED, LONGEST_NAME, PetForm};
use crate::pets::model::{Sex, Species};
use crate::texts::{Lang, use_lang};
use crate::ui::{FormErrors, SelectField, TextField};

/// `id` of the breeds that are offered.
const BREEDS: &str = "breeds";

/// The fields of a pet, new or known.
#[component]
pub fn PetFields(
    /// What stands in them at first.
    form: PetForm,
    /// Which breeds are offered.
    species: Species,
    /// The latest birth date.
    today: Day,
    /// What went wrong with the form.
    errors: FormErrors,
) -> impl IntoView {
    let l = use_lang();
    view! {
        <TextField name="name" label=l.pets_name() value=form.name maxlength=LONGEST_NAME autocomplete="off" errors=errors/>
        <TextField
            name="breed"
            label=l.pets_breed()
            hint=l.pets_breed_hint()
            value=form.breed
            maxlength=LONGEST_BREED
            autocomplete="off"
            list=BREEDS
            errors=errors
        />
        <datalist id=BREEDS>{breeds(l, species).split('|').map(|breed| view! { <option value=breed></option> }).collect_view()}</datalist>
        <TextField
            name="birth_on"
            label=l.pets_birth_on()
            hint=l.pets_birth_on_hint()
            kind="date"
            value=form.birth_on
            max=today.to_string()
            errors=errors
        />
        <SelectField
            name="sex"
            label=l.pets_sex()
            options=options(l, [
                (Sex::Female.as_str(), l.pets_sex_female()),
                (Sex::Male.as_str(), l.pets_sex_male()),
                (Sex::Unknown.as_str(), l.pets_sex_unknown()),
            ])
            value=form.sex
            errors=errors
        />
        <SelectField
            name="neutered"
            label=l.pets_neutered()
            options=options(l, [("yes", l.pets_neutered_yes()), ("no", l.pets_neutered_no()), ("unknown", l.pets_neutered_unknown())])
            value=form.neutered
            errors=errors
        />
        <TextField
            name="microchip"
            label=l.pets_microchip_label()
            hint=l.pets_microchip_hint()
            value=form.microchip
            maxlength=30
            autocomplete="off"
            errors=errors
        />
    }
}

/// The choices of a question that nobody has answered before it is asked.
fn options(l: Lang, choices: [(&str, &str); 3]) -> Vec<(String, String)> {
    [("", l.pets_choose())]
        .into_iter()
        .chain(choices)
        .map(|(value, words)| (value.to_owned(), words.to_owned()))
        .collect()
}

fn breeds(l: Lang, species: Species) -> &'static str {
    match species {
        Species::Dog => l.pets_breeds_dog(),
        Species::Cat => l.pets_breeds_cat(),
        Species::Rabbit => l.pets_breeds_rabbit(),
        Species::Bird => l.pets_breeds_bird(),
        Species::SmallMammal => l.pets_breeds_small_mammal(),
    }
}
