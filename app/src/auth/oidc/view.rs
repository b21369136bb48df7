//! The way to the provider on the sign-in page and under `/account/security`, and `/sign-in/check`.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;

use super::api::{CheckIdentity, LinkProvider, ProveByProvider, begin_check};
use super::model::Outcome;
use crate::register::model::IdentityForm;
use crate::register::view::IdentityFields;
use crate::shell::LogoMark;
use crate::texts::use_lang;
use crate::ui::{Button, ErrorSummary, Heading, Loaded, Look, Notice, Tone, answer, use_form_errors};

/// What the sign-in page says of the provider: only the server knows whether there is one, so the browser's code need not hold it.
#[cfg(feature = "ssr")]
pub fn way_in(query: &leptos_router::params::ParamsMap) -> String {
    use crate::auth::model::leading_back;
    let l = use_lang();
    let Some(provider) = use_context::<crate::state::AppState>().and_then(|state| state.oidc.clone()) else {
        return String::new();
    };
    let outcome = query.get("oidc").and_then(|word| Outcome::parse(&word));
    let outcome = outcome.map_or(String::new(), |outcome| {
        let words = escaped(&outcome.words(l, provider.name()));
        format!("<p class=\"error-summary\" role=\"alert\">{words}</p>")
    });
    let href = leading_back("/sign-in/oidc", crate::auth::model::safe_next(&query.get("next").unwrap_or_default()));
    format!(
        "{outcome}<a class=\"button button-second button-wide\" rel=\"external\" href=\"{}\">{}</a>",
        escaped(&href),
        escaped(&l.oidc_sign_in(provider.name()))
    )
}

/// The browser takes what the server put there.
#[cfg(not(feature = "ssr"))]
pub fn way_in(_: &leptos_router::params::ParamsMap) -> &'static str {
    ""
}

#[cfg(feature = "ssr")]
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// After the first sign-in at the provider: which policy is yours? A plain form, since its way on leaves the running app.
#[component]
pub fn CheckPage() -> impl IntoView {
    let form = answer(|| (), |()| begin_check());
    view! {
        <div class="sign-in">
            <LogoMark/>
            <Loaded from=form view=check/>
        </div>
    }
}

fn check(form: IdentityForm) -> impl IntoView {
    let l = use_lang();
    let errors = use_form_errors(ServerAction::<CheckIdentity>::new());
    view! {
        <Heading words=l.oidc_check_title()/>
        <p class="soft">{l.oidc_check_intro()}</p>
        <form method="post" action=CheckIdentity::url() class="stack" novalidate=true>
            <ErrorSummary errors=errors/>
            <IdentityFields form=form errors=errors/>
            <button type="submit" class="button button-primary button-wide">{l.oidc_check_go()}</button>
        </form>
    }
    .into_any()
}

/// How linking the account with `provider` ended, and the way there while it is not `linked`. A plain form, since its way on leaves the running app.
#[component]
pub fn LinkPart(
    /// What its button calls it.
    provider: String,
    /// Whether this account is linked with it.
    linked: bool,
) -> impl IntoView {
    let l = use_lang();
    let errors = use_form_errors(ServerAction::<LinkProvider>::new());
    let outcome = use_query_map().with_untracked(|query| query.get("oidc")).and_then(|word| Outcome::parse(&word));
    let tone = if outcome == Some(Outcome::Linked) { Tone::Calm } else { Tone::Now };
    view! {
        {outcome.map(|outcome| view! { <Notice tone=tone title=outcome.words(l, &provider)/> })}
        {(!linked).then(|| view! {
            <form method="post" action=LinkProvider::url() class="stack-tight">
                <ErrorSummary errors=errors/>
                <button type="submit" class="button button-second button-wide">{l.oidc_link(&provider)}</button>
                <p class="soft small">{l.oidc_link_what(&provider)}</p>
            </form>
        })}
    }
    .into_any()
}

/// The way to the provider for a fresh proof, and how the last try ended. A plain form, since its way on leaves the running app.
#[component]
pub fn ProveThere(
    /// What its button calls it.
    name: String,
    /// Where the way leads afterwards.
    next: String,
    /// The look of the button.
    look: Look,
) -> impl IntoView {
    let l = use_lang();
    let errors = use_form_errors(ServerAction::<ProveByProvider>::new());
    let outcome = use_query_map().with_untracked(|query| query.get("oidc")).and_then(|word| Outcome::parse(&word));
    let (ended, go, what) = (outcome.map(|outcome| outcome.words(l, &name)), l.prove_there(&name), l.prove_there_what(&name));
    view! {
        {ended.map(|words| view! { <Notice tone=Tone::Now title=words/> })}
        <form method="post" action=ProveByProvider::url() class="stack-tight">
            <ErrorSummary errors=errors/>
            <input type="hidden" name="next" value=next/>
            <Button look=look wide=true>{go}</Button>
            <p class="soft small">{what}</p>
        </form>
    }
    .into_any()
}
