//! `/register`

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::IdentityFields;
use crate::auth::view::{LetterSent, SignInFoot};
use crate::register::api::{AskToRegister, begin_registration};
use crate::register::model::IdentityForm;
use crate::shell::LogoMark;
use crate::texts::use_lang;
use crate::ui::{Button, ErrorSummary, Heading, HelpBlock, Loaded, answer, use_checked_form};

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
            <IdentityFields form=form errors=errors/>
            <Button wide=true pending=action.pending()>{l.register_ask()}</Button>
        </ActionForm>
        <HelpBlock title=l.register_help_title()><p>{l.register_help()}</p></HelpBlock>
        <SignInFoot other=("/sign-in", l.register_sign_in())/>
    }
}

#[component]
fn Sent() -> impl IntoView {
    let l = use_lang();
    view! {
        <LetterSent
            title=l.register_sent_title()
            what=l.register_sent()
            nothing=l.register_sent_nothing()
            again=("/register", l.register_again())
            other=("/sign-in", l.register_sign_in())
        />
    }
}
