//! Screens.

use leptos::prelude::*;

/// Stub.
#[component]
pub fn PaymentsPage() -> impl IntoView {
    view! { <h1>"PaymentsPage"</h1> }
}
