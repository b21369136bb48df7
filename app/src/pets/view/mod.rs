//! Screens.

mod picture;
mod words;
pub use picture::PetPicture;

use leptos::prelude::*;

/// Stub.
#[component]
pub fn NewPetPage() -> impl IntoView {
    view! { <h1>"NewPetPage"</h1> }
}

/// Stub.
#[component]
pub fn PetEditPage() -> impl IntoView {
    view! { <h1>"PetEditPage"</h1> }
}

/// Stub.
#[component]
pub fn PetPage() -> impl IntoView {
    view! { <h1>"PetPage"</h1> }
}

/// Stub.
#[component]
pub fn PetsPage() -> impl IntoView {
    view! { <h1>"PetsPage"</h1> }
}
