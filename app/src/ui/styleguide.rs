//! `/styleguide`: every component in every state, in development and the demo.

use leptos::prelude::*;

/// Not in a production build.
#[cfg(not(feature = "demo"))]
#[component]
pub fn StyleguidePage() -> impl IntoView {
    view! { <crate::shell::NotFoundPage/> }
}

/// Every component in every state.
#[cfg(feature = "demo")]
#[component]
pub fn StyleguidePage() -> impl IntoView {
    use super::*;
    view! { <div class="page stack"><Heading words="Style guide"/></div> }
}
