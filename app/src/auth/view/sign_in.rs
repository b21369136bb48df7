//! `/sign-in`

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::auth::api::SignIn;
use crate::shell::LogoMark;
use crate::texts::use_lang;
use crate::ui::{Button, ErrorSummary, Heading, TextField, use_form_errors};

/// E-mail, password, one button.
#[component]
pub fn SignInPage() -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<SignIn>::new();
    let errors = use_form_errors(action);
    let next = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    view! {
        <div class="sign-in">
            <LogoMark/>
            <Heading words=l.auth_title()/>
            <p class="soft">{l.auth_intro()}</p>
            <ActionForm action=action attr:class="stack" attr:novalidate=true>
                <ErrorSummary errors=errors/>
                <TextField name="email" label=l.auth_email() kind="email" autocomplete="username" errors=errors/>
                <TextField name="password" label=l.auth_password() kind="password" autocomplete="current-password" errors=errors/>
                <input type="hidden" name="next" value=next/>
                <Button wide=true pending=action.pending()>{l.auth_sign_in()}</Button>
            </ActionForm>
        </div>
    }
}
