//! Screens of claims.

use leptos::prelude::*;

mod card;
mod words;

pub use card::{ClaimCard, Progress};

/// Stub.
#[component]
pub fn ClaimPage() -> impl IntoView {
    view! { <h1>"ClaimPage"</h1> }
}

/// Stub.
#[component]
pub fn ClaimsPage() -> impl IntoView {
    view! { <h1>"ClaimsPage"</h1> }
}

/// Stub.
#[component]
pub fn WizardPage() -> impl IntoView {
    view! { <h1>"WizardPage"</h1> }
}

/// Stub.
#[component]
pub fn WizardStart() -> impl IntoView {
    view! { <h1>"WizardStart"</h1> }
}
