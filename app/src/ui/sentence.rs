use leptos::prelude::*;

/// A sentence of the catalogue in which what stands between `[[` and `]]` is what counts: a date, an amount.
#[component]
pub fn Sentence(
    /// The words.
    #[prop(into)]
    words: String,
) -> impl IntoView {
    words
        .split("]]")
        .map(|part| {
            let (before, strong) = part.split_once("[[").unwrap_or((part, ""));
            let strong = (!strong.is_empty()).then(|| view! { <strong class="counts">{strong.to_owned()}</strong> });
            view! { {before.to_owned()}{strong} }
        })
        .collect_view()
}
