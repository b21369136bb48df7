use leptos::prelude::*;

/// Stub.
#[component]
pub fn MorePage() -> impl IntoView {
    view! { <h1>"MorePage"</h1> }
}
