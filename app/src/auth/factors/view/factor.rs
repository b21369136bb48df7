//! `/account/security/{factor}`

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::kind_words;
use crate::auth::factors::model::{Factor, Kind};
use crate::auth::factors::rules::LONGEST_NAME;
use crate::auth::factors::set_up_api::{RemoveFactor, RenameFactor, load_security};
use crate::error::AppError;
use crate::texts::use_lang;
use crate::ui::{Button, ConfirmDialog, ErrorSummary, Heading, Loaded, Look, TextField, TopBar, answer, use_form_errors};

async fn load_factor(id: String) -> Result<Factor, AppError> {
    let security = load_security().await?;
    security.factors.into_iter().find(|factor| factor.id == id).ok_or(AppError::NotFound)
}

/// One of the things one proves oneself with: its name, and giving it up.
#[component]
pub fn FactorPage() -> impl IntoView {
    let l = use_lang();
    let params = use_params_map();
    let factor = answer(move || params.with(|params| params.get("factor").unwrap_or_default()), load_factor);
    view! {
        <TopBar back=("/account/security".to_owned(), l.security_title().to_owned())/>
        <Loaded from=factor view=|factor| view! { <Parts factor=factor/> }/>
    }
}

#[component]
fn Parts(factor: Factor) -> impl IntoView {
    let l = use_lang();
    let (kind, _) = kind_words(l, factor.kind);
    let title = if factor.kind == Kind::Sms {
        l.security_phone_name(&factor.name)
    } else {
        factor.name.clone()
    };
    let id = factor.id.clone();
    view! {
        <div class="stack narrow">
            <Heading words=title/>
            <p class="soft">{kind}</p>
            {matches!(factor.kind, Kind::Passkey | Kind::Totp).then(|| view! { <Rename id=id name=factor.name/> })}
            {if factor.may_remove {
                view! { <Remove id=factor.id/> }.into_any()
            } else {
                view! { <p class="soft">{l.security_needed()}</p> }.into_any()
            }}
        </div>
    }
    .into_any()
}

#[component]
fn Rename(id: String, name: String) -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<RenameFactor>::new();
    let errors = use_form_errors(action);
    view! {
        <ActionForm action=action attr:class="stack" attr:novalidate=true>
            <ErrorSummary errors=errors/>
            <input type="hidden" name="factor" value=id/>
            <TextField name="name" label=l.set_up_name() value=name autocomplete="off" maxlength=LONGEST_NAME errors=errors/>
            <div><Button look=Look::Second pending=action.pending()>{l.security_rename()}</Button></div>
        </ActionForm>
    }
}

#[component]
fn Remove(id: String) -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<RemoveFactor>::new();
    let errors = use_form_errors(action);
    view! {
        <ErrorSummary errors=errors/>
        <ConfirmDialog open=l.security_remove() question=l.security_remove_question()>
            <ActionForm action=action>
                <input type="hidden" name="factor" value=id/>
                <Button look=Look::Danger pending=action.pending()>{l.security_remove_yes()}</Button>
            </ActionForm>
        </ConfirmDialog>
    }
}
