//! `/sign-in/code`

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{PasskeyAct, PasskeyButton};
use crate::auth::factors::model::SecondStep;
use crate::auth::factors::sign_in_api::{AnswerCode, AnswerRecovery, SendCode, load_second_step};
use crate::shell::LogoMark;
use crate::texts::use_lang;
use crate::ui::{Button, ButtonLink, ErrorSummary, Heading, Loaded, Look, TextField, answer, arriving, use_form_errors};

/// After the password: a code, a passkey, or what stands in for them.
#[component]
pub fn SecondStepPage() -> impl IntoView {
    let l = use_lang();
    let query = use_query_map();
    // Another way is another page to fetch: a code may have been sent since.
    let step = answer(move || query.with(|query| query.get("by").unwrap_or_default()), |_| load_second_step());
    view! {
        <div class="sign-in">
            <LogoMark/>
            <Heading words=l.second_title()/>
            <Loaded from=step view=|step| view! { <Step step=step/> }/>
        </div>
    }
}

#[component]
fn Step(step: Option<SecondStep>) -> impl IntoView {
    let l = use_lang();
    let Some(step) = step else {
        return view! {
            <p>{l.second_gone()}</p>
            <ButtonLink href="/sign-in" wide=true>{l.second_again()}</ButtonLink>
        }
        .into_any();
    };
    let by_recovery = use_query_map().with_untracked(|query| query.get("by").as_deref() == Some("recovery"));
    let takes_code = (step.code || step.sent) && !by_recovery;
    let first = if by_recovery {
        view! { <Recovery/> }.into_any()
    } else if takes_code {
        view! { <Code sent=step.sent phone=step.phone.clone().unwrap_or_default()/> }.into_any()
    } else {
        ().into_any()
    };
    let other = by_recovery && (step.code || step.sent || step.passkey);
    view! {
        {first}
        {(step.passkey && !by_recovery).then(|| view! { <PasskeyButton act=PasskeyAct::Use next=step.next.clone() primary=!takes_code words=l.passkey_use()/> })}
        {step.phone.filter(|_| !by_recovery).map(|phone| view! { <ByPhone phone=phone sent=step.sent/> })}
        {(step.recovery && !by_recovery).then(|| view! { <a class="line-link" href="/sign-in/code?by=recovery">{l.second_use_recovery()}</a> })}
        {other.then(|| view! { <a class="line-link" href="/sign-in/code">{l.second_another_way()}</a> })}
        <a class="line-link" href="/help">{l.second_help()}</a>
    }
    .into_any()
}

#[component]
fn Code(sent: bool, phone: String) -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<AnswerCode>::new();
    arriving(action);
    let errors = use_form_errors(action);
    let hint = if sent { l.second_code_sent(phone) } else { l.second_code_hint().to_owned() };
    view! {
        <ActionForm action=action attr:class="stack" attr:novalidate=true>
            <ErrorSummary errors=errors/>
            <TextField name="code" label=l.second_code() hint=hint inputmode="numeric" autocomplete="one-time-code" maxlength=20 errors=errors/>
            <Button wide=true pending=action.pending()>{l.auth_sign_in()}</Button>
        </ActionForm>
    }
}

#[component]
fn Recovery() -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<AnswerRecovery>::new();
    arriving(action);
    let errors = use_form_errors(action);
    view! {
        <ActionForm action=action attr:class="stack" attr:novalidate=true>
            <ErrorSummary errors=errors/>
            <TextField name="code" label=l.second_recovery() hint=l.second_recovery_hint() autocomplete="off" maxlength=40 errors=errors/>
            <Button wide=true pending=action.pending()>{l.auth_sign_in()}</Button>
        </ActionForm>
    }
}

#[component]
fn ByPhone(phone: String, sent: bool) -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<SendCode>::new();
    let errors = use_form_errors(action);
    let words = if sent { l.second_send_again(phone) } else { l.second_send(phone) };
    view! {
        <ActionForm action=action attr:class="stack-tight">
            <ErrorSummary errors=errors/>
            <Button look=Look::Second wide=true pending=action.pending()>{words}</Button>
            <p class="soft small">{l.second_send_weaker()}</p>
        </ActionForm>
    }
}
