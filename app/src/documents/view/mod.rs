//! Screens.

use leptos::prelude::*;

/// Stub.
#[component]
pub fn DocumentsPage() -> impl IntoView {
    view! { <h1>"DocumentsPage"</h1> }
}

/// Stub.
#[component]
pub fn IdCardPage() -> impl IntoView {
    view! { <h1>"IdCardPage"</h1> }
}
