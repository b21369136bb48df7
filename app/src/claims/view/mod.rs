//! Screens of claims.

use leptos::prelude::*;

mod card;
mod checklist;
mod claim;
mod claims;
mod decision;
mod invoice;
mod timeline;
mod withdraw;
mod words;

pub use card::{ClaimCard, Progress};
pub use claim::ClaimPage;
pub use claims::ClaimsPage;

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
