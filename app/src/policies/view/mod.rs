//! Screens.

use leptos::prelude::*;

/// Stub.
#[component]
pub fn PolicyPage() -> impl IntoView {
    view! { <h1>"PolicyPage"</h1> }
}
