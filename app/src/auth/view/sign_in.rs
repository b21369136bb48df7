//! `/sign-in`

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;

use crate::auth::api::{ChooseAppearance, SignIn};
use crate::auth::factors::view::{PasskeyAct, PasskeyButton};
use crate::auth::model::sign_in_path;
use crate::auth::oidc::view::way_in;
use crate::shell::LogoMark;
use crate::texts::{Lang, use_lang};
use crate::ui::{Button, ErrorSummary, Heading, TextField, arriving, use_form_errors};

/// E-mail, password, one button.
#[component]
pub fn SignInPage() -> impl IntoView {
    let l = use_lang();
    let action = ServerAction::<SignIn>::new();
    let errors = use_form_errors(action);
    arriving(action);
    let next = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    let (back, to) = (next.clone(), next.clone());
    let way_in = use_query_map().with_untracked(way_in);
    view! {
        <div class="sign-in">
            <LogoMark/>
            <Heading words=l.auth_title()/>
            <p class="soft">{l.auth_intro()}</p>
            <ActionForm action=action attr:class="stack" attr:novalidate=true>
                <ErrorSummary errors=errors/>
                <TextField name="email" label=l.auth_email() kind="email" autocomplete="username webauthn" errors=errors/>
                <TextField name="password" label=l.auth_password() kind="password" autocomplete="current-password" errors=errors/>
                <input type="hidden" name="next" value=next/>
                <Button wide=true pending=action.pending()>{l.auth_sign_in()}</Button>
            </ActionForm>
            <PasskeyButton act=PasskeyAct::Use next=to words=l.passkey_use()/>
            <div class="stack" inner_html=way_in></div>
            <footer class="sign-in-foot">
                <a href="/reset">{l.reset_link()}</a>
                <a href="/register">{l.register_link()}</a>
                <LanguageChoice next=back/>
                <a href="/help">{l.ui_help()}</a>
            </footer>
        </div>
    }
}

/// The portal's languages, each a button with its own name. A plain form: the texts of a language come with a new page.
#[component]
fn LanguageChoice(next: String) -> impl IntoView {
    let l = use_lang();
    let back = if next.is_empty() { "/sign-in".to_owned() } else { sign_in_path(&next) };
    view! {
        <form method="post" action=ChooseAppearance::url() class="row" aria-label=l.more_language()>
            <input type="hidden" name="next" value=back/>
            {Lang::ALL
                .into_iter()
                .map(|lang| view! {
                    <button class="text-button" name="lang" value=lang.as_str() lang=lang.as_str() aria-pressed=(lang == l).to_string()>{lang.own_name()}</button>
                })
                .collect_view()}
        </form>
    }
}
