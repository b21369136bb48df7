//! `/register/{token}`

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::auth::view::{LinkGone, NewPasswordFields};
use crate::register::api::{FinishRegistration, FinishWithPasskey, look_at_invitation};
use crate::register::model::Invited;
use crate::shell::LogoMark;
use crate::texts::use_lang;
use crate::ui::{Button, ErrorSummary, Heading, Loaded, Look, answer, arriving, use_form_errors};

/// Behind the link of a registration: choose a password, and you are in.
#[component]
pub fn FinishRegistrationPage() -> impl IntoView {
    let params = use_params_map();
    let token = move || params.with(|params| params.get("token").unwrap_or_default());
    let invited = answer(token, look_at_invitation);
    view! {
        <div class="sign-in">
            <LogoMark/>
            <Loaded from=invited view=|invited| view! { <Finish invited=invited/> }/>
        </div>
    }
}

#[component]
fn Finish(invited: Invited) -> impl IntoView {
    let l = use_lang();
    let Some(email) = invited.email else {
        return view! { <LinkGone href="/register" again=l.register_again()/> }.into_any();
    };
    let token = use_params_map().with_untracked(|params| params.get("token").unwrap_or_default());
    let (action, with_passkey) = (ServerAction::<FinishRegistration>::new(), ServerAction::<FinishWithPasskey>::new());
    let (errors, passkey_errors) = (use_form_errors(action), use_form_errors(with_passkey));
    arriving(action);
    arriving(with_passkey);
    let token_again = token.clone();
    view! {
        <Heading words=l.register_finish_title()/>
        <p class="soft">{l.register_finish_intro()}</p>
        <ActionForm action=action attr:class="stack" attr:novalidate=true>
            <ErrorSummary errors=errors/>
            <input type="hidden" name="token" value=token/>
            <NewPasswordFields email=email errors=errors/>
            <Button wide=true pending=action.pending()>{l.register_finish()}</Button>
        </ActionForm>
        <ActionForm action=with_passkey attr:class="stack">
            <ErrorSummary errors=passkey_errors/>
            <input type="hidden" name="token" value=token_again/>
            <p class="soft">{l.register_passkey_hint()}</p>
            <Button look=Look::Second wide=true pending=with_passkey.pending()>{l.register_passkey()}</Button>
        </ActionForm>
    }
    .into_any()
}
