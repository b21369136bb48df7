//! `/account/security`

use leptos::form::ActionForm;
use leptos::prelude::*;

use super::kind_words;
use crate::account::view::AccountPage;
use crate::auth::factors::model::{Factor, Kind, Security};
use crate::auth::factors::set_up_api::{RenewCodes, load_security};
use crate::auth::oidc::view::LinkPart;
use crate::day::Day;
use crate::texts::use_lang;
use crate::ui::{Button, ButtonLink, ErrorSummary, Icon, IconView, Loaded, Look, Notice, Tone, answer, day_full, moment_long, use_form_errors};

/// All that one proves oneself with.
#[component]
pub fn SecurityPage() -> impl IntoView {
    let l = use_lang();
    let security = answer(|| (), |()| load_security());
    view! {
        <AccountPage here="/account/security" title=l.security_title()>
            <Loaded from=security view=|security| view! { <Parts security=security/> }/>
        </AccountPage>
    }
}

#[component]
fn Parts(security: Security) -> impl IntoView {
    let l = use_lang();
    let has = |kind| security.factors.iter().any(|factor| factor.kind == kind);
    let has_second = security.factors.iter().any(|factor| factor.kind.is_second());
    let (has_any, linked) = (!security.factors.is_empty(), has(Kind::Oidc));
    let phone = security.texts && !has(Kind::Sms);
    let today = security.today;
    view! {
        {has_any.then(|| view! {
            <nav class="card rows" aria-label=l.security_factors()>
                {security.factors.into_iter().map(|factor| view! { <Line factor=factor today=today/> }).collect_view()}
            </nav>
        })}
        {(!has_second).then(|| view! { <Notice tone=Tone::Soon title=l.security_none_title()>{l.security_none()}</Notice> })}
        <ButtonLink href="/set-up" icon=Icon::Plus>{l.security_add()}</ButtonLink>
        {(phone || security.password).then(|| view! {
            <div class="card rows">
                {phone.then(|| view! {
                    <a class="line" href="/set-up/phone">
                        <IconView icon=Icon::Phone/>
                        <span class="grow-words"><strong>{l.security_add_phone()}</strong><span class="soft small">{l.second_send_weaker()}</span></span>
                        <IconView icon=Icon::ChevronRight/>
                    </a>
                })}
                {security.password.then(|| view! {
                    <a class="line" href="/account/password">
                        <IconView icon=Icon::Lock/>
                        <strong class="grow-words">{l.security_password()}</strong>
                        <IconView icon=Icon::ChevronRight/>
                    </a>
                })}
            </div>
        })}
        {security.provider.map(|provider| view! { <LinkPart provider=provider linked=linked/> })}
        {has_second.then(|| view! { <Codes left=security.codes_left/> })}
    }
    .into_any()
}

#[component]
fn Line(factor: Factor, today: Day) -> impl IntoView {
    let l = use_lang();
    let (kind, icon) = kind_words(l, factor.kind);
    let name = if factor.kind == Kind::Sms {
        l.security_phone_name(&factor.name)
    } else {
        factor.name
    };
    let used = factor
        .used
        .map_or(l.security_unused().to_owned(), |used| l.security_used(moment_long(l, used, today)));
    view! {
        <a class="line" href=format!("/account/security/{}", factor.id)>
            <IconView icon=icon/>
            <span class="grow-words">
                <strong>{name}</strong>
                <span class="soft small">{kind}" · "{l.security_since(day_full(l, factor.since))}" · "{used}</span>
                {(factor.kind == Kind::Sms).then(|| view! { <span class="soft small">{l.security_weaker()}</span> })}
            </span>
            <IconView icon=Icon::ChevronRight/>
        </a>
    }
    .into_any()
}

#[component]
fn Codes(left: i64) -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<RenewCodes>::new();
    let errors = use_form_errors(action);
    view! {
        <section class="card stack">
            <h2>{l.security_codes_title()}</h2>
            <p>{if left == 0 { l.security_codes_none().to_owned() } else { l.security_codes_left(left) }}</p>
            <p class="soft">{l.security_codes_what()}</p>
            <ActionForm action=action attr:class="stack-tight">
                <ErrorSummary errors=errors/>
                <Button look=Look::Second pending=action.pending()>{l.security_codes_renew()}</Button>
            </ActionForm>
        </section>
    }
}
