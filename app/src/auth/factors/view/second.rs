//! `/sign-in/second`

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::auth::factors::sign_in_api::NotNow;
use crate::shell::LogoMark;
use crate::texts::use_lang;
use crate::ui::{Button, ButtonLink, ErrorSummary, Heading, Look, use_form_errors};

/// Asks a policyholder for a second factor; "not now" is as easy.
#[component]
pub fn SecondPage() -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<NotNow>::new();
    let errors = use_form_errors(action);
    let next = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    view! {
        <div class="sign-in">
            <LogoMark/>
            <Heading words=l.ask_second_title()/>
            <p class="soft">{l.ask_second_why()}</p>
            <ButtonLink href="/set-up" wide=true>{l.ask_second_yes()}</ButtonLink>
            <ActionForm action=action attr:class="stack-tight">
                <ErrorSummary errors=errors/>
                <input type="hidden" name="to" value=next/>
                <Button look=Look::Second wide=true pending=action.pending()>{l.ask_second_not_now()}</Button>
                <p class="soft small">{l.ask_second_later()}</p>
            </ActionForm>
        </div>
    }
}
