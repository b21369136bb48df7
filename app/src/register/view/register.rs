//! `/register`

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::register::api::{AskToRegister, begin_registration};
use crate::register::model::IdentityForm;
use crate::shell::LogoMark;
use crate::texts::use_lang;
use crate::ui::{Button, ButtonLink, ErrorSummary, Heading, HelpBlock, Loaded, Look, TextField, answer, use_checked_form};

/// Three facts that stand on a policy; then: a letter is on its way.
#[component]
pub fn RegisterPage() -> impl IntoView {
    let form = answer(|| (), |()| begin_registration());
    let query = use_query_map();
    view! {
        <div class="sign-in">
            <LogoMark/>
            {move || match query.with(|query| query.get("sent").is_some()) {
                true => view! { <Sent/> }.into_any(),
                false => view! { <Loaded from=form view=|form| view! { <Identity form=form/> }/> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Identity(form: IdentityForm) -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<AskToRegister>::new();
    let (errors, check) = use_checked_form(action, move |sent: &AskToRegister| sent.form.parse(l).err().unwrap_or_default());
    view! {
        <Heading words=l.register_title()/>
        <p class="soft">{l.register_intro()}</p>
        <ActionForm action=action attr:class="stack" attr:novalidate=true on:submit:capture=check>
            <ErrorSummary errors=errors/>
            <TextField
                name="policy_number"
                label=l.register_policy_number()
                hint=l.register_policy_number_hint()
                value=form.policy_number
                maxlength=30
                autocomplete="off"
                errors=errors
            />
            <TextField
                name="birth_on"
                label=l.register_birth_on()
                hint=l.register_birth_on_hint()
                value=form.birth_on
                maxlength=20
                inputmode="text"
                autocomplete="bday"
                errors=errors
            />
            <TextField
                name="postcode"
                label=l.register_postcode()
                value=form.postcode
                maxlength=12
                inputmode="numeric"
                autocomplete="postal-code"
                errors=errors
            />
            <Button wide=true pending=action.pending()>{l.register_ask()}</Button>
        </ActionForm>
        <HelpBlock title=l.register_help_title()><p>{l.register_help()}</p></HelpBlock>
        <footer class="sign-in-foot">
            <a href="/sign-in">{l.register_sign_in()}</a>
            <a href="/help">{l.ui_help()}</a>
        </footer>
    }
}

#[component]
fn Sent() -> impl IntoView {
    let l = use_lang();
    view! {
        <Heading words=l.register_sent_title()/>
        <p>{l.register_sent()}</p>
        <p class="soft">{l.register_sent_nothing()}</p>
        <ButtonLink href="/register" look=Look::Second>{l.register_again()}</ButtonLink>
        <footer class="sign-in-foot">
            <a href="/sign-in">{l.register_sign_in()}</a>
            <a href="/help">{l.ui_help()}</a>
        </footer>
    }
}
