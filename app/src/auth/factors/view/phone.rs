//! `/set-up/phone`

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::auth::factors::set_up_api::{BeginPhone, ConfirmPhone, load_phone};
use crate::shell::LogoMark;
use crate::texts::use_lang;
use crate::ui::{Button, ButtonLink, ErrorSummary, Heading, Loaded, Look, TextField, answer, use_form_errors};

/// A number for codes by text message, proved by one.
#[component]
pub fn PhonePage() -> impl IntoView {
    let l = use_lang();
    let query = use_query_map();
    let phone = answer(move || query.with(|query| query.get("sent").is_some()), |_| load_phone());
    view! {
        <div class="sign-in">
            <LogoMark/>
            <Heading words=l.set_up_phone_title()/>
            <p class="soft">{l.set_up_phone_weaker()}</p>
            <Loaded from=phone view=|set_up| view! { <Parts set_up=set_up/> }/>
            <ButtonLink href="/account/security" look=Look::Plain wide=true>{l.set_up_back()}</ButtonLink>
        </div>
    }
}

#[component]
fn Parts(set_up: Option<String>) -> impl IntoView {
    let asked = use_query_map().with_untracked(|query| query.get("sent").is_some());
    match set_up.filter(|_| asked) {
        Some(set_up) => view! { <Code set_up=set_up/> }.into_any(),
        None => view! { <Number/> }.into_any(),
    }
}

#[component]
fn Number() -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<BeginPhone>::new();
    let errors = use_form_errors(action);
    view! {
        <ActionForm action=action attr:class="stack" attr:novalidate=true>
            <ErrorSummary errors=errors/>
            <TextField name="phone" label=l.set_up_phone() hint=l.set_up_phone_hint() kind="tel" autocomplete="tel" maxlength=30 errors=errors/>
            <Button wide=true pending=action.pending()>{l.set_up_phone_send()}</Button>
        </ActionForm>
    }
}

#[component]
fn Code(set_up: String) -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<ConfirmPhone>::new();
    let errors = use_form_errors(action);
    view! {
        <ActionForm action=action attr:class="stack" attr:novalidate=true>
            <ErrorSummary errors=errors/>
            <input type="hidden" name="set_up" value=set_up/>
            <TextField name="code" label=l.second_code() hint=l.set_up_phone_code_hint() inputmode="numeric" autocomplete="one-time-code" maxlength=20 errors=errors/>
            <Button wide=true pending=action.pending()>{l.set_up_phone_confirm()}</Button>
        </ActionForm>
        <a class="line-link" href="/set-up/phone">{l.set_up_phone_other()}</a>
    }
}
