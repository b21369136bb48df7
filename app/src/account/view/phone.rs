//! `/account/phone`

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::ProfileStep;
use crate::account::api::{ChangePhone, ConfirmPhone};
use crate::texts::use_lang;
use crate::ui::{Button, ButtonLink, ErrorSummary, Look, TextField, use_checked_form, use_form_errors};

/// Asks for a new number; then for the code that went to it.
#[component]
pub fn PhonePage() -> impl IntoView {
    let l = use_lang();
    let query = use_query_map();
    view! {
        {move || match query.with(|query| query.get("sent")) {
            Some(token) => view! { <ProfileStep title=l.account_code_title()><Code token=token/></ProfileStep> }.into_any(),
            None => view! { <ProfileStep title=l.account_phone_title()><Ask/></ProfileStep> }.into_any(),
        }}
    }
}

#[component]
fn Ask() -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<ChangePhone>::new();
    let (errors, check) = use_checked_form(action, move |sent: &ChangePhone| sent.form.parse(l).err().unwrap_or_default());
    view! {
        <p class="soft">{l.account_phone_intro()}</p>
        <ActionForm action=action attr:class="stack" attr:novalidate=true on:submit:capture=check>
            <ErrorSummary errors=errors/>
            <TextField name="phone" label=l.account_phone_new() hint=l.account_phone_hint() kind="tel" autocomplete="tel" maxlength=30 errors=errors/>
            <div class="form-actions">
                <Button pending=action.pending()>{l.account_phone_ask()}</Button>
                <ButtonLink href="/account" look=Look::Plain>{l.pets_cancel()}</ButtonLink>
            </div>
        </ActionForm>
    }
}

#[component]
fn Code(token: String) -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<ConfirmPhone>::new();
    let errors = use_form_errors(action);
    view! {
        <p class="soft">{l.account_code_intro()}</p>
        <ActionForm action=action attr:class="stack" attr:novalidate=true>
            <ErrorSummary errors=errors/>
            <input type="hidden" name="token" value=token/>
            <TextField name="code" label=l.account_code() inputmode="numeric" autocomplete="one-time-code" maxlength=10 errors=errors/>
            <div class="form-actions">
                <Button pending=action.pending()>{l.account_code_confirm()}</Button>
                <ButtonLink href="/account/phone" look=Look::Plain>{l.account_code_again()}</ButtonLink>
            </div>
        </ActionForm>
    }
}
