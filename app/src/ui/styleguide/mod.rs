//! `/styleguide`: every component in every state, in development and the demo. It is rendered by the server alone: the browser's code knows
//! nothing of it, and its words are no product texts.

#[cfg(feature = "demo")]
mod fields;
#[cfg(feature = "demo")]
mod parts;

use leptos::prelude::*;

/// Not in a production build.
#[cfg(not(feature = "demo"))]
#[component]
pub fn StyleguidePage() -> impl IntoView {
    view! { <crate::shell::NotFound/> }
}

/// Every component in every state, in the light look and the dark one.
#[cfg(feature = "demo")]
#[component]
pub fn StyleguidePage() -> impl IntoView {
    use super::Heading;
    use crate::shell::LogoMark;
    view! {
        <div class="styleguide stack">
            <LogoMark/>
            <Heading words="Style guide"/>
            <p class="soft">"Every component of app/src/ui in every state, in both looks. It is drawn by the server and runs no script."</p>
            <div class="looks">
                {[("light", fields::LIGHT), ("dark", fields::DARK)]
                    .into_iter()
                    .map(|(look, names)| view! { <section class="look stack" data-theme=look aria-label=look><fields::Fields names=names/><parts::Parts/></section> })
                    .collect_view()}
            </div>
        </div>
    }
}

/// A group of components under a heading.
#[cfg(feature = "demo")]
#[component]
fn Group(title: &'static str, children: Children) -> impl IntoView {
    view! { <section class="stack-tight"><h2>{title}</h2>{children()}</section> }.into_any()
}
