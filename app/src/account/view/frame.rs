use leptos::prelude::*;

use crate::texts::use_lang;
use crate::ui::{Heading, Icon, IconView, TopBar};

/// Around every page of the account: the way to the others, then the page's own heading.
#[component]
pub fn AccountPage(
    /// Its address.
    here: &'static str,
    /// Its heading.
    #[prop(into)]
    title: String,
    /// What is on it.
    children: Children,
) -> impl IntoView {
    let l = use_lang();
    // One line for each page of the account that there is.
    let pages = [
        ("/account", Icon::User, l.account_profile()),
        ("/account/security", Icon::Lock, l.security_title()),
        ("/account/sessions", Icon::ShieldCheck, l.sessions_title()),
        ("/account/household", Icon::House, l.people_household()),
        ("/account/notifications", Icon::Bell, l.notice_preferences()),
    ];
    view! {
        <TopBar back=("/more".to_owned(), l.nav_more().to_owned())/>
        <div class="stack account">
            <nav class="account-nav" aria-label=l.account_label()>
                {pages
                    .into_iter()
                    .map(|(href, icon, words)| view! { <a href=href aria-current=(href == here).then_some("page")><IconView icon=icon/>{words}</a> })
                    .collect_view()}
            </nav>
            <Heading words=title/>
            {children()}
        </div>
    }
}

/// Around what is changed on a page of its own: the way back to the profile, then the heading.
#[component]
pub fn ProfileStep(
    /// Its heading; without one the content brings its own.
    #[prop(optional, into)]
    title: Option<String>,
    /// What is on it.
    children: Children,
) -> impl IntoView {
    let l = use_lang();
    view! {
        <TopBar back=("/account".to_owned(), l.account_profile().to_owned())/>
        <div class="stack narrow">
            {title.map(|title| view! { <Heading words=title/> })}
            {children()}
        </div>
    }
}
