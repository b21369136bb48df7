use leptos::prelude::*;

/// A bar: how much of a whole is left or used. SVG attributes, because the content security policy allows no inline style.
#[component]
pub fn Meter(
    /// How much, in the unit of `of`.
    value: i64,
    /// The whole.
    of: i64,
    /// What the bar says, for those who do not see it.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let percent = if of > 0 { (value.clamp(0, of).saturating_mul(100) + of / 2) / of } else { 0 };
    view! {
        <svg class="meter" role="img" aria-label=label viewBox="0 0 100 1" preserveAspectRatio="none">
            <rect x="0" y="0" width=percent.to_string() height="1"></rect>
        </svg>
    }
}
