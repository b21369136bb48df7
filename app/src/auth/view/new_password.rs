use leptos::prelude::*;

use crate::texts::use_lang;
use crate::ui::{ButtonLink, FormErrors, Heading, SummaryList, SummaryRow, TextField};

/// Whose password, and the new one. Paste and password managers are welcome: the address stands in the form for them to keep.
#[component]
pub fn NewPasswordFields(
    /// The address its owner signs in with.
    email: String,
    /// Whether a second factor stands beside it.
    #[prop(optional)]
    second_factor: bool,
    /// What went wrong with the form.
    errors: FormErrors,
) -> impl IntoView {
    let l = use_lang();
    let username = email.clone();
    let hint = if second_factor {
        l.password_hint_with_second()
    } else {
        l.password_hint_alone()
    };
    view! {
        <SummaryList>
            <SummaryRow name=l.auth_email()>{email}</SummaryRow>
        </SummaryList>
        <input type="text" autocomplete="username" value=username readonly hidden/>
        <TextField name="password" label=l.password_new() hint=hint kind="password" autocomplete="new-password" errors=errors/>
    }
}

/// Behind a link that was used, is too old, or never was one.
#[component]
pub fn LinkGone(
    /// Where to ask for another.
    href: &'static str,
    /// In which words.
    again: &'static str,
) -> impl IntoView {
    let l = use_lang();
    view! {
        <Heading words=l.password_gone_title()/>
        <p>{l.password_gone()}</p>
        <ButtonLink href=href>{again}</ButtonLink>
    }
}
