//! Registering: the identity check, and the page behind the link.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::{IdentityForm, Invited};
#[cfg(feature = "ssr")]
use super::{jobs, store};
#[cfg(feature = "ssr")]
use crate::auth::model::Strength;
use crate::error::AppError;

/// Where a new account goes first: to a second step, or the passkey in place of a password.
#[cfg(feature = "ssr")]
const SECURITY: &str = "/account/security";

#[cfg(feature = "ssr")]
pub(crate) mod limit {
    use crate::auth::limits::Limit;

    pub const PER_NETWORK: Limit = Limit::new("register.network", 30, 60);
    pub const PER_POLICY: Limit = Limit::new("register.policy", 5, 60);
}

/// What the form begins with: empty, or what was typed before.
#[server(prefix = "/api", endpoint = "register/begin")]
pub async fn begin_registration() -> Result<IdentityForm, AppError> {
    crate::auth::anyone().await?;
    Ok(crate::kept::take("register").unwrap_or_default())
}

/// Has a link sent to the address on the policy, if all of this fits one; says the same, as fast, if not.
#[server(prefix = "/api", endpoint = "register/ask")]
pub async fn ask_to_register(#[server(flatten)] form: IdentityForm) -> Result<(), AppError> {
    crate::auth::anyone().await?;
    let (state, l) = (crate::auth::app_state()?, crate::texts::use_lang());
    let identity = form.parse(l).map_err(|errors| {
        crate::kept::keep("register", &form);
        AppError::Invalid(errors)
    })?;
    let network = crate::auth::address::network(&crate::auth::address::here(&state));
    crate::auth::limits::count(&state, limit::PER_NETWORK, &network).await?;
    crate::auth::limits::count(&state, limit::PER_POLICY, &identity.policy_number).await?;
    jobs::ask(&state, l, identity).await?;
    leptos_axum::redirect("/register?sent=1");
    Ok(())
}

/// Whom a link was sent to. Looking does not use it up: mail programs look, too.
#[server(prefix = "/api", endpoint = "register/look")]
pub async fn look_at_invitation(token: String) -> Result<Invited, AppError> {
    crate::auth::anyone().await?;
    let ticket = store::ticket(&crate::auth::app_state()?, &token).await?;
    Ok(Invited {
        email: ticket.map(|(ticket, _)| ticket.payload.email),
    })
}

/// Opens the account behind a link with its password, and signs in; gives where to arrive.
#[server(prefix = "/api", endpoint = "register/finish")]
pub async fn finish_registration(token: String, password: String) -> Result<String, AppError> {
    crate::auth::anyone().await?;
    let (state, l) = (crate::auth::app_state()?, crate::texts::use_lang());
    let (ticket, person) = store::ticket(&state, &token).await?.ok_or_else(|| gone(l))?;
    let secret = crate::auth::new_password::judged(&state, &person, &ticket.payload.email, &password, l).await?;
    if !store::open(&state, &ticket.id, &person, &ticket.payload.email, Some(&secret)).await? {
        return Err(gone(l));
    }
    crate::auth::arrive(&state, &person, "register", Strength::One, SECURITY).await
}

/// Opens the account behind a link and signs in, to set up a passkey in place of a password; gives where to arrive.
#[server(prefix = "/api", endpoint = "register/finish_with_passkey")]
pub async fn finish_with_passkey(token: String) -> Result<String, AppError> {
    crate::auth::anyone().await?;
    let (state, l) = (crate::auth::app_state()?, crate::texts::use_lang());
    let (ticket, person) = store::ticket(&state, &token).await?.ok_or_else(|| gone(l))?;
    if !store::open(&state, &ticket.id, &person, &ticket.payload.email, None).await? {
        return Err(gone(l));
    }
    crate::auth::arrive(&state, &person, "register", Strength::One, SECURITY).await
}

#[cfg(feature = "ssr")]
fn gone(l: crate::texts::Lang) -> AppError {
    AppError::Invalid(vec![crate::error::FieldError::new("", l.register_gone())])
}
