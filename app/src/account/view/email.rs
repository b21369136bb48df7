//! `/account/email`, and behind the link `/account/email/{token}`

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::ProfileStep;
use crate::account::api::{ChangeEmail, ConfirmEmail, new_email};
use crate::account::model::Waiting;
use crate::auth::view::LinkGone;
use crate::texts::use_lang;
use crate::ui::{Button, ButtonLink, ErrorSummary, Loaded, Look, TextField, answer, use_checked_form, use_form_errors};

/// Asks for a new address; then: a letter is on its way to it.
#[component]
pub fn EmailPage() -> impl IntoView {
    let l = use_lang();
    let query = use_query_map();
    view! {
        {move || match query.with(|query| query.get("sent").is_some()) {
            true => view! {
                <ProfileStep title=l.account_email_sent_title()>
                    <p>{l.account_email_sent()}</p>
                    <ButtonLink href="/account" look=Look::Second>{l.account_profile()}</ButtonLink>
                </ProfileStep>
            }
            .into_any(),
            false => view! { <ProfileStep title=l.account_email_title()><Ask/></ProfileStep> }.into_any(),
        }}
    }
}

#[component]
fn Ask() -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<ChangeEmail>::new();
    let (errors, check) = use_checked_form(action, move |sent: &ChangeEmail| sent.form.parse(l).err().unwrap_or_default());
    view! {
        <p class="soft">{l.account_email_intro()}</p>
        <ActionForm action=action attr:class="stack" attr:novalidate=true on:submit:capture=check>
            <ErrorSummary errors=errors/>
            <TextField name="email" label=l.account_email_new() kind="email" autocomplete="email" errors=errors/>
            <div class="form-actions">
                <Button pending=action.pending()>{l.account_email_ask()}</Button>
                <ButtonLink href="/account" look=Look::Plain>{l.pets_cancel()}</ButtonLink>
            </div>
        </ActionForm>
    }
}

/// Behind the link: one press keeps the address. Opening alone does nothing, for mail programs open links, too.
#[component]
pub fn ConfirmEmailPage() -> impl IntoView {
    let params = use_params_map();
    let token = move || params.with(|params| params.get("token").unwrap_or_default());
    let waiting = answer(token, new_email);
    view! { <Loaded from=waiting view=|waiting| view! { <Confirm waiting=waiting/> }/> }
}

#[component]
fn Confirm(waiting: Waiting) -> impl IntoView {
    let l = use_lang();
    let Some(email) = waiting.new else {
        return view! { <ProfileStep><LinkGone href="/account/email" again=l.reset_again()/></ProfileStep> }.into_any();
    };
    let token = use_params_map().with_untracked(|params| params.get("token").unwrap_or_default());
    let action = ServerAction::<ConfirmEmail>::new();
    let errors = use_form_errors(action);
    view! {
        <ProfileStep title=l.account_email_confirm_title()>
            <p><strong>{email}</strong></p>
            <ActionForm action=action attr:class="stack">
                <ErrorSummary errors=errors/>
                <input type="hidden" name="token" value=token/>
                <div class="form-actions">
                    <Button pending=action.pending()>{l.account_email_confirm()}</Button>
                    <ButtonLink href="/account" look=Look::Plain>{l.pets_cancel()}</ButtonLink>
                </div>
            </ActionForm>
        </ProfileStep>
    }
    .into_any()
}
