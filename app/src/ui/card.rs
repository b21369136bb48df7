use leptos::prelude::*;

use super::{Icon, IconView};

/// What a notice or a badge means for the person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to do.
    #[default]
    Calm,
    /// Needs you now.
    Now,
    /// Needs you soon.
    Soon,
    /// Over and done.
    Quiet,
}

/// A surface that holds one thing. With `href` the whole of it is the link.
#[component]
pub fn Card(
    /// Where it goes, if anywhere.
    #[prop(optional, into)]
    href: Option<String>,
    /// What is on it.
    children: Children,
) -> impl IntoView {
    match href {
        Some(href) => view! { <a class="card card-link" href=href>{children()}</a> }.into_any(),
        None => view! { <div class="card">{children()}</div> }.into_any(),
    }
}

/// A word or two about a state.
#[component]
pub fn Badge(
    /// What it means.
    #[prop(optional)]
    tone: Tone,
    /// An icon before the words.
    #[prop(optional, into)]
    icon: Option<Icon>,
    /// The words.
    children: Children,
) -> impl IntoView {
    let class = match tone {
        Tone::Calm => "badge badge-calm",
        Tone::Now => "badge badge-now",
        Tone::Soon => "badge badge-soon",
        Tone::Quiet => "badge badge-quiet",
    };
    view! {
        <span class=class>
            {icon.map(|icon| view! { <IconView icon=icon/> })}
            {children()}
        </span>
    }
}

/// Something the person should know, with a title and a sentence.
#[component]
pub fn Notice(
    /// What it means.
    tone: Tone,
    /// In a few words.
    #[prop(into)]
    title: String,
    /// Where to do something about it.
    #[prop(optional, into)]
    href: Option<String>,
    /// The sentence.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (class, icon) = match tone {
        Tone::Now => ("notice notice-now", Icon::CircleAlert),
        Tone::Soon => ("notice notice-soon", Icon::TriangleAlert),
        Tone::Calm | Tone::Quiet => ("notice notice-good", Icon::CircleCheck),
    };
    let inner = view! {
        <IconView icon=icon/>
        <span>
            <strong>{title}</strong>
            {children.map(|children| view! { <span class="block soft">{children()}</span> })}
        </span>
    };
    match href {
        Some(href) => view! { <a class=class href=href>{inner}<span class="go"><IconView icon=Icon::ChevronRight/></span></a> }.into_any(),
        None => view! { <div class=class>{inner}</div> }.into_any(),
    }
}

/// What a list says while there is nothing in it: what will stand here, and the first step.
#[component]
pub fn Empty(
    /// A drawing.
    icon: Icon,
    /// What is not there yet.
    #[prop(into)]
    title: String,
    /// What to do, and the button for it.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="empty">
            <IconView icon=icon/>
            <h2>{title}</h2>
            {children()}
        </div>
    }
}
