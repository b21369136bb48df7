use leptos::prelude::*;

use super::{Icon, IconView};

/// How much a button asks for attention. One primary action per screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// The one thing to do here.
    #[default]
    Primary,
    /// Another good thing to do.
    Second,
    /// A way out.
    Plain,
    /// Takes something away.
    Danger,
}

impl Look {
    fn class(self, wide: bool) -> &'static str {
        match (self, wide) {
            (Look::Primary, false) => "button button-primary",
            (Look::Primary, true) => "button button-primary button-wide",
            (Look::Second, false) => "button button-second",
            (Look::Second, true) => "button button-second button-wide",
            (Look::Plain, false) => "button button-plain",
            (Look::Plain, true) => "button button-plain button-wide",
            (Look::Danger, false) => "button button-danger",
            (Look::Danger, true) => "button button-danger button-wide",
        }
    }
}

/// A button that sends its form.
#[component]
pub fn Button(
    /// Its look.
    #[prop(optional)]
    look: Look,
    /// As wide as its column.
    #[prop(optional)]
    wide: bool,
    /// An icon before the words.
    #[prop(optional, into)]
    icon: Option<Icon>,
    /// `name` sent with the form, when a form has several buttons.
    #[prop(optional)]
    name: Option<&'static str>,
    /// Value sent under `name`.
    #[prop(optional, into)]
    value: Option<String>,
    /// While true the button says that it is busy and sends nothing twice.
    #[prop(optional, into)]
    pending: Signal<bool>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="submit"
            class=look.class(wide)
            name=name
            value=value
            aria-disabled=move || pending.get().then_some("true")
            on:click=move |event| {
                if pending.get_untracked() {
                    event.prevent_default();
                }
            }
        >
            {icon.map(|icon| view! { <IconView icon=icon/> })}
            {children()}
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub fn ButtonLink(
    /// Where it goes.
    #[prop(into)]
    href: String,
    /// Its look.
    #[prop(optional)]
    look: Look,
    /// As wide as its column.
    #[prop(optional)]
    wide: bool,
    /// Asks the server for the whole page, which knows where this person belongs; else the running app goes there by itself.
    #[prop(optional)]
    afresh: bool,
    /// An icon before the words.
    #[prop(optional, into)]
    icon: Option<Icon>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <a href=href class=look.class(wide) rel=afresh.then_some("external")>
            {icon.map(|icon| view! { <IconView icon=icon/> })}
            {children()}
        </a>
    }
}
