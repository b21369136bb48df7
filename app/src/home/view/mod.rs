//! Screens.

use leptos::prelude::*;

/// Stub.
#[component]
pub fn HomePage() -> impl IntoView {
    view! { <h1>"HomePage"</h1> }
}

/// Stub.
#[component]
pub fn MorePage() -> impl IntoView {
    view! { <h1>"MorePage"</h1> }
}
