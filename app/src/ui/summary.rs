use leptos::prelude::*;

/// Names and values below each other.
#[component]
pub fn SummaryList(
    /// [`SummaryRow`]s.
    children: Children,
) -> impl IntoView {
    view! { <dl class="summary">{children()}</dl> }
}

/// A name, its value, and perhaps a link to change it.
#[component]
pub fn SummaryRow(
    /// The name.
    #[prop(into)]
    name: String,
    /// Where and in which words it can be changed.
    #[prop(optional)]
    change: Option<(String, String)>,
    /// The value.
    children: Children,
) -> impl IntoView {
    let hidden = name.clone();
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{children()}</dd>
            {change.map(|(href, words)| view! { <dd class="act"><a href=href>{words}<span class="visually-hidden">" "{hidden}</span></a></dd> })}
        </div>
    }
}
