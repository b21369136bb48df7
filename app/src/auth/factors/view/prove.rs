//! `/prove`

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;

use super::{PasskeyAct, PasskeyButton};
use crate::auth::api::SignOut;
use crate::auth::factors::api::{ProveByCode, ProveByPassword, load_ways};
use crate::auth::factors::model::Ways;
use crate::auth::model::safe_next;
use crate::auth::oidc::view::ProveThere;
use crate::shell::LogoMark;
use crate::texts::use_lang;
use crate::ui::{Button, ButtonLink, ErrorSummary, Heading, Loaded, Look, TextField, answer, use_form_errors};

/// One more proof before something that is hard to undo, then back.
#[component]
pub fn ProvePage() -> impl IntoView {
    let l = use_lang();
    let ways = answer(|| (), |()| load_ways());
    view! {
        <div class="sign-in">
            <LogoMark/>
            <Heading words=l.prove_title()/>
            <p class="soft">{l.prove_intro()}</p>
            <Loaded from=ways view=|ways| view! { <Proofs ways=ways/> }/>
        </div>
    }
}

#[component]
fn Proofs(ways: Ways) -> impl IntoView {
    let l = use_lang();
    let next = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    let back = safe_next(&next).to_owned();
    let by_code = ways.code.then(|| view! { <ByCode next=next.clone()/> });
    let by_passkey = ways
        .passkey
        .then(|| view! { <PasskeyButton act=PasskeyAct::Use next=next.clone() words=l.passkey_use()/> });
    let by_password = ways
        .password
        .then(|| view! { <ByPassword next=next look=if ways.code { Look::Second } else { Look::Primary }/> });
    let by_provider = ways.provider.clone().map(|name| {
        let look = if ways.code || ways.password || ways.passkey {
            Look::Second
        } else {
            Look::Primary
        };
        view! { <ProveThere name=name next=back.clone() look=look/> }
    });
    let none = (ways == Ways::default()).then(|| {
        view! {
            <p>{l.prove_none()}</p>
            <form method="post" action=SignOut::url()>
                <button type="submit" class="button button-primary button-wide">{l.auth_sign_out()}</button>
            </form>
        }
    });
    view! {
        {by_passkey}
        {by_code}
        {by_password}
        {by_provider}
        {none}
        <ButtonLink href=back look=Look::Plain wide=true>{l.prove_not_now()}</ButtonLink>
    }
}

#[component]
fn ByCode(next: String) -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<ProveByCode>::new();
    let errors = use_form_errors(action);
    view! {
        <ActionForm action=action attr:class="stack" attr:novalidate=true>
            <ErrorSummary errors=errors/>
            <TextField name="code" label=l.second_code() hint=l.second_code_hint() inputmode="numeric" autocomplete="one-time-code" maxlength=20 errors=errors/>
            <input type="hidden" name="next" value=next/>
            <Button wide=true pending=action.pending()>{l.prove_by_code()}</Button>
        </ActionForm>
    }
}

#[component]
fn ByPassword(next: String, look: Look) -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<ProveByPassword>::new();
    let errors = use_form_errors(action);
    view! {
        <ActionForm action=action attr:class="stack" attr:novalidate=true>
            <ErrorSummary errors=errors/>
            <TextField name="password" label=l.auth_password() kind="password" autocomplete="current-password" errors=errors/>
            <input type="hidden" name="next" value=next/>
            <Button look=look wide=true pending=action.pending()>{l.prove_go()}</Button>
        </ActionForm>
    }
}
