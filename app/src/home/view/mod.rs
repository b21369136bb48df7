//! Screens.

use leptos::prelude::*;

mod more;

pub use more::MorePage;

/// Stub.
#[component]
pub fn HomePage() -> impl IntoView {
    view! { <h1>"HomePage"</h1> }
}
