//! `/set-up/codes` and `/sign-in/recovered`

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::auth::factors::model::Security;
use crate::auth::factors::set_up_api::{CodesKept, load_codes, load_security};
use crate::auth::model::safe_next;
use crate::shell::LogoMark;
use crate::texts::use_lang;
use crate::ui::{Button, ButtonLink, ErrorSummary, Heading, Loaded, Look, answer, use_form_errors};

/// Ten new recovery codes, until they are written down.
#[component]
pub fn CodesPage() -> impl IntoView {
    let l = use_lang();
    let codes = answer(|| (), |()| load_codes());
    view! {
        <div class="sign-in">
            <LogoMark/>
            <Heading words=l.security_codes_title()/>
            <Loaded from=codes view=|codes| view! { <Codes codes=codes/> }/>
        </div>
    }
}

#[component]
fn Codes(codes: Vec<String>) -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<CodesKept>::new();
    let errors = use_form_errors(action);
    let next = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    if codes.is_empty() {
        return view! {
            <p>{l.codes_gone()}</p>
            <ButtonLink href="/account/security" wide=true>{l.set_up_back()}</ButtonLink>
        }
        .into_any();
    }
    view! {
        <p>{l.codes_what()}</p>
        <ol class="card codes number">{codes.into_iter().map(|code| view! { <li>{code}</li> }).collect_view()}</ol>
        <p class="soft">{l.codes_once()}</p>
        <ActionForm action=action attr:class="stack">
            <ErrorSummary errors=errors/>
            <input type="hidden" name="to" value=next/>
            <Button wide=true pending=action.pending()>{l.codes_kept()}</Button>
        </ActionForm>
    }
    .into_any()
}

/// After a recovery code: how many are left.
#[component]
pub fn RecoveredPage() -> impl IntoView {
    let l = use_lang();
    let security = answer(|| (), |()| load_security());
    view! {
        <div class="sign-in">
            <LogoMark/>
            <Heading words=l.codes_used_title()/>
            <Loaded from=security view=|security: Security| view! { <Left left=security.codes_left/> }/>
        </div>
    }
}

#[component]
fn Left(left: i64) -> impl IntoView {
    let l = use_lang();
    let next = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    view! {
        <p>{l.security_codes_left(left)}</p>
        <p class="soft">{l.codes_used_what()}</p>
        <ButtonLink href=safe_next(&next).to_owned() wide=true>{l.codes_used_on()}</ButtonLink>
        <ButtonLink href="/account/security" look=Look::Second wide=true>{l.codes_used_security()}</ButtonLink>
    }
}
