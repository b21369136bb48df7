//! `/reset/{token}`

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::auth::view::{LinkGone, NewPasswordFields};
use crate::reset::api::{FinishReset, look_at_reset};
use crate::reset::model::Resetting;
use crate::shell::LogoMark;
use crate::texts::use_lang;
use crate::ui::{Button, ErrorSummary, Heading, Loaded, answer, use_form_errors};

/// Behind the link of a lost password: choose a new one.
#[component]
pub fn FinishResetPage() -> impl IntoView {
    let params = use_params_map();
    let token = move || params.with(|params| params.get("token").unwrap_or_default());
    let resetting = answer(token, look_at_reset);
    view! {
        <div class="sign-in">
            <LogoMark/>
            <Loaded from=resetting view=|resetting| view! { <Finish resetting=resetting/> }/>
        </div>
    }
}

#[component]
fn Finish(resetting: Resetting) -> impl IntoView {
    let l = use_lang();
    let Some(email) = resetting.email else {
        return view! { <LinkGone href="/reset" again=l.reset_again()/> }.into_any();
    };
    let token = use_params_map().with_untracked(|params| params.get("token").unwrap_or_default());
    let action = ServerAction::<FinishReset>::new();
    let errors = use_form_errors(action);
    view! {
        <Heading words=l.reset_finish_title()/>
        <p class="soft">{l.reset_finish_intro()}</p>
        <ActionForm action=action attr:class="stack" attr:novalidate=true>
            <ErrorSummary errors=errors/>
            <input type="hidden" name="token" value=token/>
            <NewPasswordFields email=email second_factor=resetting.second_factor errors=errors/>
            <Button wide=true pending=action.pending()>{l.reset_finish()}</Button>
        </ActionForm>
    }
    .into_any()
}
