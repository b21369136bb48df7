//! A lost password: asking for the link, and the page behind it.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::{ResetForm, Resetting};
#[cfg(feature = "ssr")]
use super::{jobs, store};
use crate::error::AppError;

#[cfg(feature = "ssr")]
mod limit {
    use crate::auth::limits::Limit;

    pub const PER_NETWORK: Limit = Limit::new("reset.network", 30, 60);
    pub const PER_EMAIL: Limit = Limit::new("reset.email", 5, 60);
}

/// What the form begins with: empty, or what was typed before.
#[server(prefix = "/api", endpoint = "reset/begin")]
pub async fn begin_reset() -> Result<ResetForm, AppError> {
    crate::auth::anyone().await?;
    Ok(crate::kept::take("reset").unwrap_or_default())
}

/// Has a link sent to the address, if somebody signs in with it; says the same, as fast, if not.
#[server(prefix = "/api", endpoint = "reset/ask")]
pub async fn ask_to_reset(#[server(flatten)] form: ResetForm) -> Result<(), AppError> {
    crate::auth::anyone().await?;
    let (state, l) = (crate::auth::app_state()?, crate::texts::use_lang());
    let email = form.parse(l).map_err(|errors| {
        crate::kept::keep("reset", &form);
        AppError::Invalid(errors)
    })?;
    let network = crate::auth::address::network(&crate::auth::address::here(&state));
    crate::auth::limits::count(&state, limit::PER_NETWORK, &network).await?;
    crate::auth::limits::count(&state, limit::PER_EMAIL, &email).await?;
    jobs::ask(&state, l, email).await?;
    leptos_axum::redirect("/reset?sent=1");
    Ok(())
}

/// Whose password a link sets. Looking does not use it up: mail programs look, too.
#[server(prefix = "/api", endpoint = "reset/look")]
pub async fn look_at_reset(token: String) -> Result<Resetting, AppError> {
    crate::auth::anyone().await?;
    let state = crate::auth::app_state()?;
    let Some((ticket, person)) = store::ticket(&state, &token).await? else {
        return Ok(Resetting {
            email: None,
            second_factor: false,
        });
    };
    Ok(Resetting {
        email: Some(ticket.payload),
        second_factor: crate::auth::new_password::fewest(&state, &person).await? < crate::auth::new_password::FEWEST_ALONE,
    })
}

/// Sets the password behind a link. Every session ends, and signing in takes what it always takes.
#[server(prefix = "/api", endpoint = "reset/finish")]
pub async fn finish_reset(token: String, password: String) -> Result<(), AppError> {
    crate::auth::anyone().await?;
    let (state, l) = (crate::auth::app_state()?, crate::texts::use_lang());
    let gone = || AppError::Invalid(vec![crate::error::FieldError::new("", l.password_gone())]);
    let (ticket, person) = store::ticket(&state, &token).await?.ok_or_else(gone)?;
    let secret = crate::auth::new_password::judged(&state, &person, &ticket.payload, &password, l).await?;
    let browser = crate::auth::api::cookies::known_browser(&state);
    let name = crate::auth::api::cookies::device();
    if !store::set(&state, &ticket, &person, &secret, store::Browser { token: &browser, name: &name }).await? {
        return Err(gone());
    }
    leptos_axum::redirect("/reset?done=1");
    Ok(())
}
