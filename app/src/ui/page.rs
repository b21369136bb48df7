use leptos::html::H1;
use leptos::prelude::*;
use leptos_meta::Title;

use super::{ButtonLink, Icon, IconView};
use crate::texts::use_lang;

/// The page's own heading (level 1) and its title in the browser. Takes the focus when the running app comes here, so that a screen reader
/// says where one is.
#[component]
pub fn Heading(
    /// The words.
    #[prop(into)]
    words: String,
) -> impl IntoView {
    let heading = NodeRef::<H1>::new();
    let first_page = use_first_page();
    Effect::new(move || {
        if let (Some(heading), false) = (heading.get(), first_page) {
            // A heading that comes with its page's data is made before it is put into the page.
            request_animation_frame(move || {
                let _ = heading.focus();
            });
        }
    });
    let l = use_lang();
    view! {
        <Title text=as_title(l.ui_page_title(&words))/>
        <h1 node_ref=heading tabindex="-1">{words}</h1>
    }
}

/// On the server leptos_meta puts the text of a title into the document as it is: what a person typed must not end the element.
#[cfg(feature = "ssr")]
fn as_title(words: String) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(not(feature = "ssr"))]
fn as_title(words: String) -> String {
    words
}

/// Whether this is the page the server sent, where the browser puts the focus itself.
#[cfg(feature = "hydrate")]
fn use_first_page() -> bool {
    Owner::current_shared_context().is_some_and(|shared| shared.during_hydration())
}

#[cfg(not(feature = "hydrate"))]
fn use_first_page() -> bool {
    true
}

/// What the frame around the pages puts beside help, on every page.
#[derive(Clone, Copy, Debug)]
pub struct BesideHelp(pub fn() -> AnyView);

/// What stands above every page: the way back on the left, help always last on the right.
#[component]
pub fn TopBar(
    /// Where "back" goes and what it is called.
    #[prop(optional)]
    back: Option<(String, String)>,
    /// What stands between.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let l = use_lang();
    view! {
        <div class="top-bar">
            {back.map(|(href, words)| view! { <a class="back" href=href><IconView icon=Icon::ChevronLeft/>{words}</a> })}
            {children.map(|children| children())}
            <div class="end">
                {use_context::<BesideHelp>().map(|BesideHelp(beside)| beside())}
                <a class="icon-link" href="/help" aria-label=l.ui_help() title=l.ui_help()><IconView icon=Icon::CircleQuestionMark/></a>
            </div>
        </div>
    }
}

/// A short block of help that opens in place.
#[component]
pub fn HelpBlock(
    /// The question it answers.
    #[prop(into)]
    title: String,
    /// The answer.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="details help-block">
            <summary><IconView icon=Icon::CircleQuestionMark/>{title}<IconView icon=Icon::ChevronRight/></summary>
            <div class="soft stack-tight">{children()}</div>
        </details>
    }
}

/// A page with nothing to show: what happened, the way home, and help.
#[component]
pub fn DeadEnd(
    /// A drawing.
    icon: Icon,
    /// What happened, in a few words.
    #[prop(into)]
    title: String,
    /// What to do.
    #[prop(into)]
    sentence: String,
) -> impl IntoView {
    let l = use_lang();
    view! {
        <div class="dead-end">
            <span class="dead-end-icon"><IconView icon=icon/></span>
            <Heading words=title/>
            <p class="soft">{sentence}</p>
            <ButtonLink href="/" afresh=true>{l.error_go_home()}</ButtonLink>
            <a class="line-link" href="/help"><IconView icon=Icon::CircleQuestionMark/>{l.ui_help()}</a>
        </div>
    }
}
