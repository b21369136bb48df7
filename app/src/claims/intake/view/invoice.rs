//! Add the invoice

use leptos::prelude::*;

use super::answering::Answering;

/// The pages so far, and ways to add one.
pub fn body(_form: Answering) -> AnyView {
    view! { <p></p> }.into_any()
}
