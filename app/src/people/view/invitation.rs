//! `/invitation/{token}`: what is offered, and taking it. Plain forms: with it, all that stands around the pages changes.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

use super::words::powers_words;
use crate::auth::api::SignOut;
use crate::auth::model::sign_in_path;
use crate::people::invitation_api::{Accept, Join, load_invitation};
use crate::people::model::{Circle, How, Invitation, OpenInvitation};
use crate::shell::LogoMark;
use crate::texts::{Lang, use_lang};
use crate::ui::{Button, ButtonLink, ErrorSummary, Heading, Loaded, SummaryList, SummaryRow, TextField, answer, day_full, use_form_errors};

fn use_token() -> String {
    use_params_map().with_untracked(|params| params.get("token").unwrap_or_default())
}

/// An invitation, for whoever has its link.
#[component]
pub fn InvitationPage() -> impl IntoView {
    let token = use_token();
    let invitation = answer(|| (), move |()| load_invitation(token.clone()));
    view! {
        <div class="sign-in">
            <LogoMark/>
            <Loaded from=invitation view=shown/>
        </div>
    }
}

fn shown(invitation: Invitation) -> AnyView {
    let l = use_lang();
    let over = |sentence: &'static str| {
        view! {
            <Heading words=l.people_over_title()/>
            <p>{sentence}</p>
            <ButtonLink href="/" wide=true afresh=true>{l.error_go_home()}</ButtonLink>
        }
        .into_any()
    };
    match invitation {
        Invitation::Unknown => over(l.people_over_unknown()),
        Invitation::Expired => over(l.people_over_expired()),
        Invitation::Revoked => over(l.people_over_revoked()),
        Invitation::Used => over(l.people_over_used()),
        Invitation::Open(open) => view! { <Open open=*open/> }.into_any(),
    }
}

fn title(l: Lang, open: &OpenInvitation) -> String {
    match open.of {
        Circle::Household => l.people_offer_household(&open.from),
        Circle::Agency => l.people_offer_agency(&open.from),
        Circle::Book => l.people_offer_book(&open.from),
    }
}

#[component]
fn Open(open: OpenInvitation) -> impl IntoView {
    let l = use_lang();
    let here = format!("/invitation/{}", use_token());
    let words = powers_words(l, &open.roles, None);
    let email = open.email.clone();
    let way = match open.how {
        How::Accept => view! { <AcceptForm/> }.into_any(),
        How::Join => view! { <JoinForm name=open.name.clone() email=email/> }.into_any(),
        How::SignIn => view! {
            <p>{l.people_sign_in_first(email)}</p>
            <ButtonLink href=sign_in_path(&here) wide=true>{l.auth_sign_in()}</ButtonLink>
        }
        .into_any(),
        How::Register => view! {
            <p>{l.people_register_first()}</p>
            <ButtonLink href="/register" wide=true>{l.people_register()}</ButtonLink>
        }
        .into_any(),
        How::Foreign => view! {
            <p>{l.people_foreign()}</p>
            <form method="post" action=SignOut::url()><Button wide=true>{l.auth_sign_out()}</Button></form>
        }
        .into_any(),
    };
    view! {
        <Heading words=title(l, &open)/>
        <div class="card">
            <SummaryList>
                <SummaryRow name=l.people_you_may()>{words}</SummaryRow>
                {open.until.map(|day| view! { <SummaryRow name=l.people_until()>{day_full(l, day)}</SummaryRow> })}
            </SummaryList>
        </div>
        {way}
    }
    .into_any()
}

#[component]
fn AcceptForm() -> impl IntoView {
    let l = use_lang();
    let errors = use_form_errors(ServerAction::<Accept>::new());
    view! {
        <form method="post" action=Accept::url() class="stack">
            <ErrorSummary errors=errors/>
            <input type="hidden" name="token" value=use_token()/>
            <Button wide=true>{l.people_accept()}</Button>
        </form>
    }
    .into_any()
}

#[component]
fn JoinForm(name: String, email: String) -> impl IntoView {
    let l = use_lang();
    let errors = use_form_errors(ServerAction::<Join>::new());
    let (given, family) = name
        .split_once(' ')
        .map_or((name.clone(), String::new()), |(given, family)| (given.to_owned(), family.to_owned()));
    view! {
        <p class="soft">{l.people_join_text()}</p>
        <form method="post" action=Join::url() class="stack" novalidate=true>
            <ErrorSummary errors=errors/>
            <input type="hidden" name="token" value=use_token()/>
            <TextField name="given_name" label=l.people_given_name() autocomplete="given-name" value=given maxlength=60 errors=errors/>
            <TextField name="family_name" label=l.people_family_name() autocomplete="family-name" value=family maxlength=60 errors=errors/>
            <div class="field">
                <label for="username">{l.auth_email()}</label>
                <input class="input" id="username" type="email" autocomplete="username" value=email readonly=true/>
            </div>
            <TextField name="password" label=l.people_password() hint=l.people_password_hint() kind="password" autocomplete="new-password" errors=errors/>
            <Button wide=true>{l.people_join()}</Button>
        </form>
    }
    .into_any()
}
