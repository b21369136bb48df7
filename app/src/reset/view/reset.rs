//! `/reset`

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::auth::view::{LetterSent, SignInFoot};
use crate::reset::api::{AskToReset, begin_reset};
use crate::reset::model::ResetForm;
use crate::shell::LogoMark;
use crate::texts::use_lang;
use crate::ui::{Button, ButtonLink, ErrorSummary, Heading, Loaded, TextField, answer, use_checked_form};

/// Asks for the address; then: a letter is on its way; at the end: sign in with the new password.
#[component]
pub fn ResetPage() -> impl IntoView {
    let form = answer(|| (), |()| begin_reset());
    let query = use_query_map();
    let reached = move |step: &str| query.with(|query| query.get(step).is_some());
    view! {
        <div class="sign-in">
            <LogoMark/>
            {move || match (reached("sent"), reached("done")) {
                (_, true) => view! { <Done/> }.into_any(),
                (true, false) => view! { <Sent/> }.into_any(),
                _ => view! { <Loaded from=form view=|form| view! { <Ask form=form/> }/> }.into_any(),
            }}
        </div>
    }
}

#[component]
fn Ask(form: ResetForm) -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<AskToReset>::new();
    let (errors, check) = use_checked_form(action, move |sent: &AskToReset| sent.form.parse(l).err().unwrap_or_default());
    view! {
        <Heading words=l.reset_title()/>
        <p class="soft">{l.reset_intro()}</p>
        <ActionForm action=action attr:class="stack" attr:novalidate=true on:submit:capture=check>
            <ErrorSummary errors=errors/>
            <TextField name="email" label=l.auth_email() value=form.email kind="email" autocomplete="username" errors=errors/>
            <Button wide=true pending=action.pending()>{l.reset_ask()}</Button>
        </ActionForm>
        <SignInFoot other=("/sign-in", l.auth_sign_in())/>
    }
}

#[component]
fn Sent() -> impl IntoView {
    let l = use_lang();
    view! {
        <LetterSent
            title=l.reset_sent_title()
            what=l.reset_sent()
            nothing=l.reset_sent_nothing()
            again=("/reset", l.reset_again())
            other=("/register", l.register_link())
        />
    }
}

#[component]
fn Done() -> impl IntoView {
    let l = use_lang();
    view! {
        <Heading words=l.reset_done_title()/>
        <p>{l.reset_done()}</p>
        <ButtonLink href="/sign-in" wide=true>{l.auth_sign_in()}</ButtonLink>
    }
}
