use leptos::prelude::*;

use crate::texts::use_lang;
use crate::ui::{ButtonLink, Heading, Look};

/// After a letter was asked for: it is on its way, if all fits; and what to do when none comes.
#[component]
pub fn LetterSent(
    /// The heading.
    title: &'static str,
    /// What is on its way.
    what: &'static str,
    /// What to do when none comes.
    nothing: &'static str,
    /// Where to ask once more, and in which words.
    again: (&'static str, &'static str),
    /// The other way in, and its words.
    other: (&'static str, &'static str),
) -> impl IntoView {
    view! {
        <Heading words=title/>
        <p>{what}</p>
        <p class="soft">{nothing}</p>
        <ButtonLink href=again.0 look=Look::Second>{again.1}</ButtonLink>
        <SignInFoot other=other/>
    }
}

/// Below a form that somebody who is not signed in fills in: another way in, and help.
#[component]
pub fn SignInFoot(
    /// The other way in, and its words.
    other: (&'static str, &'static str),
) -> impl IntoView {
    let l = use_lang();
    view! {
        <footer class="sign-in-foot">
            <a href=other.0>{other.1}</a>
            <a href="/help">{l.ui_help()}</a>
        </footer>
    }
}
