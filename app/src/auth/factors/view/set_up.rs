//! `/set-up`

use leptos::form::ActionForm;
use leptos::prelude::*;

use super::{PasskeyAct, PasskeyButton};
use crate::auth::factors::model::Offer;
use crate::auth::factors::rules::LONGEST_NAME;
use crate::auth::factors::set_up_api::{BeginApp, load_offer};
use crate::shell::LogoMark;
use crate::texts::use_lang;
use crate::ui::{Button, ButtonLink, ErrorSummary, Heading, Loaded, Look, TextField, answer, use_form_errors};

/// Something to prove oneself with: a passkey first, an app second.
#[component]
pub fn SetUpPage() -> impl IntoView {
    let l = use_lang();
    let offer = answer(|| (), |()| load_offer());
    view! {
        <div class="sign-in">
            <LogoMark/>
            <Heading words=l.set_up_title()/>
            <Loaded from=offer view=|offer| view! { <Choices offer=offer/> }/>
        </div>
    }
}

#[component]
fn Choices(offer: Offer) -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<BeginApp>::new();
    let errors = use_form_errors(action);
    view! {
        <p class="soft">{if offer.must { l.set_up_must() } else { l.set_up_why() }}</p>
        {offer.passkeys.then(|| view! {
            <form class="passkey card stack">
                <h2>{l.security_kind_passkey()}</h2>
                <p class="soft">{l.set_up_passkey_what()}</p>
                <TextField name="name" label=l.set_up_name() hint=l.set_up_name_hint() autocomplete="off" maxlength=LONGEST_NAME/>
                <PasskeyButton act=PasskeyAct::Make primary=true words=l.set_up_passkey()/>
            </form>
        })}
        <ActionForm action=action attr:class="card stack">
            <h2>{l.security_kind_totp()}</h2>
            <p class="soft">{l.set_up_app_what()}</p>
            <ErrorSummary errors=errors/>
            <Button look=Look::Second wide=true pending=action.pending()>{l.set_up_app()}</Button>
        </ActionForm>
        {(!offer.must).then(|| view! { <ButtonLink href="/account/security" look=Look::Plain wide=true>{l.set_up_back()}</ButtonLink> })}
    }
    .into_any()
}
