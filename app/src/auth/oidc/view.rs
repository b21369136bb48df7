//! The way to the provider on the sign-in page, and `/sign-in/check`.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::{CheckIdentity, begin_check};
use crate::register::model::IdentityForm;
use crate::shell::LogoMark;
use crate::texts::use_lang;
use crate::ui::{ErrorSummary, Heading, Loaded, TextField, answer, use_form_errors};

/// What the sign-in page says of the provider: only the server knows whether there is one, so the browser's code need not hold it.
#[cfg(feature = "ssr")]
pub fn way_in(query: &leptos_router::params::ParamsMap) -> String {
    use super::web::Trouble;
    use crate::auth::model::leading_back;
    let l = use_lang();
    let Some(provider) = use_context::<crate::state::AppState>().and_then(|state| state.oidc.clone()) else {
        return String::new();
    };
    let trouble = query.get("oidc").and_then(|word| Trouble::parse(&word)).map(|trouble| match trouble {
        Trouble::Down => l.oidc_down(provider.name()),
        Trouble::Late => l.oidc_late().to_owned(),
        Trouble::Refused => l.oidc_refused(provider.name()),
        Trouble::Clock => l.oidc_clock(provider.name()),
        Trouble::Ours => l.error_unavailable().to_owned(),
    });
    let trouble = trouble.map_or(String::new(), |words| {
        format!("<p class=\"error-summary\" role=\"alert\">{}</p>", escaped(&words))
    });
    let href = leading_back("/sign-in/oidc", crate::auth::model::safe_next(&query.get("next").unwrap_or_default()));
    format!(
        "{trouble}<a class=\"button button-second button-wide\" rel=\"external\" href=\"{}\">{}</a>",
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
            <TextField name="policy_number" label=l.register_policy_number() value=form.policy_number errors=errors/>
            <TextField name="birth_on" label=l.register_birth_on() autocomplete="bday" value=form.birth_on errors=errors/>
            <TextField name="postcode" label=l.register_postcode() autocomplete="postal-code" value=form.postcode errors=errors/>
            <button type="submit" class="button button-primary button-wide">{l.oidc_check_go()}</button>
        </form>
    }
    .into_any()
}
