use leptos::prelude::*;

use super::words::species_icon;
use crate::ids::BlobId;
use crate::pets::model::Species;
use crate::ui::IconView;

/// A pet's photo in a circle, or the drawing of its species. It says nothing to a screen reader: the name stands beside it.
#[component]
pub fn PetPicture(
    /// What it is, for the drawing.
    species: Species,
    /// Its photo, if there is one.
    photo: Option<BlobId>,
    /// Twice as large as in a list.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    match photo {
        Some(blob) => {
            let class = if large { "avatar avatar-large" } else { "avatar" };
            view! { <img class=class src=format!("/files/{blob}") alt=""/> }.into_any()
        }
        None => {
            let class = match (species, large) {
                (Species::Dog, false) => "avatar fur-dog",
                (Species::Dog, true) => "avatar avatar-large fur-dog",
                (Species::Cat, false) => "avatar fur-cat",
                (Species::Cat, true) => "avatar avatar-large fur-cat",
                (Species::Rabbit, false) => "avatar fur-rabbit",
                (Species::Rabbit, true) => "avatar avatar-large fur-rabbit",
                (Species::Bird, false) => "avatar fur-bird",
                (Species::Bird, true) => "avatar avatar-large fur-bird",
                (Species::SmallMammal, false) => "avatar fur-small",
                (Species::SmallMammal, true) => "avatar avatar-large fur-small",
            };
            view! { <span class=class><IconView icon=species_icon(species)/></span> }.into_any()
        }
    }
}
