use leptos::prelude::*;

/// Segments, so many of them done.
#[component]
pub fn Steps(
    /// How many are done.
    done: usize,
    /// How many there are.
    of: usize,
) -> impl IntoView {
    view! {
        <div class="steps" aria-hidden="true">
            {(0..of).map(|i| view! { <span class=if i < done { "done" } else { "" }></span> }).collect_view()}
        </div>
    }
}
