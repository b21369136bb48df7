//! `/account/password`

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::ProfileStep;
use crate::account::api::{ChangePassword, load_profile};
use crate::account::model::Profile;
use crate::auth::view::NewPasswordFields;
use crate::texts::use_lang;
use crate::ui::{Button, ButtonLink, ErrorSummary, Loaded, Look, Notice, TextField, Tone, answer, use_form_errors};

/// The password before, and the new one.
#[component]
pub fn PasswordPage() -> impl IntoView {
    let l = use_lang();
    let profile = answer(|| (), |()| load_profile());
    let query = use_query_map();
    view! {
        <ProfileStep title=l.password_change_title()>
            {move || match query.with(|query| query.get("done").is_some()) {
                true => view! {
                    <div role="status"><Notice tone=Tone::Calm title=l.password_changed()/></div>
                    <ButtonLink href="/account" look=Look::Second>{l.account_profile()}</ButtonLink>
                }
                .into_any(),
                false => view! { <Loaded from=profile view=|profile| view! { <Change profile=profile/> }/> }.into_any(),
            }}
        </ProfileStep>
    }
}

#[component]
fn Change(profile: Profile) -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<ChangePassword>::new();
    let errors = use_form_errors(action);
    view! {
        <p class="soft">{l.password_change_intro()}</p>
        <ActionForm action=action attr:class="stack" attr:novalidate=true>
            <ErrorSummary errors=errors/>
            <TextField name="current" label=l.password_current() kind="password" autocomplete="current-password" errors=errors/>
            <NewPasswordFields email=profile.email second_factor=profile.second_factor errors=errors/>
            <div class="form-actions">
                <Button pending=action.pending()>{l.password_change()}</Button>
                <ButtonLink href="/account" look=Look::Plain>{l.pets_cancel()}</ButtonLink>
            </div>
        </ActionForm>
        <a class="line-link" href="/reset">{l.reset_link()}</a>
    }
    .into_any()
}
