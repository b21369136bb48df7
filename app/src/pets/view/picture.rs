use leptos::prelude::*;

use super::words::species_icon;
use crate::ids::BlobId;
use crate::pets::model::Species;
use crate::ui::IconView;

/// The colours behind the drawing of a species.
pub fn fur(species: Species) -> &'static str {
    match species {
        Species::Dog => "fur-dog",
        Species::Cat => "fur-cat",
        Species::Rabbit => "fur-rabbit",
        Species::Bird => "fur-bird",
        Species::SmallMammal => "fur-small",
    }
}

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
            let class = format!("{} {}", if large { "avatar avatar-large" } else { "avatar" }, fur(species));
            view! { <span class=class><IconView icon=species_icon(species)/></span> }.into_any()
        }
    }
}
