//! What people see and change about their factors.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::{AppSetUp, Offer, Security};
#[cfg(feature = "ssr")]
use super::set_up::{self, By, Secret};
#[cfg(feature = "ssr")]
use super::{keeping, model::Kind, passkeys, proof, rules, store, totp};
#[cfg(feature = "ssr")]
use crate::auth::model::{Strength, safe_next};
#[cfg(feature = "ssr")]
use crate::auth::tickets;
use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::error::FieldError;

/// All that whoever is signed in proves themselves with.
#[server(prefix = "/api", endpoint = "factors/list")]
pub async fn load_security() -> Result<Security, AppError> {
    let session = crate::auth::signed_in().await?;
    keeping::security(&crate::auth::app_state()?, &session.person).await
}

/// What can be set up here, and whether one must.
#[server(prefix = "/api", endpoint = "factors/offer")]
pub async fn load_offer() -> Result<Offer, AppError> {
    let state = crate::auth::app_state()?;
    let by = By::anyone(&state).await?;
    Ok(Offer {
        passkeys: passkeys::work_here(&state),
        must: matches!(by, By::Attempt(_)),
    })
}

/// Makes a secret for an app and goes to the page that shows it.
#[server(prefix = "/api", endpoint = "factors/begin_app")]
pub async fn begin_app() -> Result<(), AppError> {
    let state = crate::auth::app_state()?;
    let by = By::proved(&state).await?;
    let secret = Secret {
        secret: totp::new_secret(&state.random),
        code: String::new(),
    };
    let mut tx = state.store.begin().await?;
    set_up::begin(&mut tx, &state, tickets::Kind::Totp, by.person(), &secret).await?;
    tx.commit().await?;
    leptos_axum::redirect("/set-up/app");
    Ok(())
}

/// The app that is being set up in this browser; `None` when it took too long or was begun anew elsewhere.
#[server(prefix = "/api", endpoint = "factors/app")]
pub async fn load_app() -> Result<Option<AppSetUp>, AppError> {
    let state = crate::auth::app_state()?;
    let by = By::anyone(&state).await?;
    keeping::app(&state, by.person()).await
}

/// Keeps the app whose code this is.
#[server(prefix = "/api", endpoint = "factors/confirm_app")]
pub async fn confirm_app(set_up: String, name: String, code: String) -> Result<(), AppError> {
    let (state, l) = (crate::auth::app_state()?, crate::texts::use_lang());
    let by = By::proved(&state).await?;
    let name = keeping::name_or(&name, l.security_kind_totp())?;
    let ticket = set_up::named(&state, tickets::Kind::Totp, by.person(), &set_up).await?;
    let ticket = ticket.ok_or_else(|| AppError::Invalid(vec![FieldError::new("", l.set_up_gone())]))?;
    let code = rules::digits(&code).ok_or_else(|| AppError::Invalid(vec![FieldError::new("code", l.second_code_missing())]))?;
    let Some(step) = totp::step_of(&ticket.payload.secret, &code, state.clock.now())? else {
        return Err(set_up::missed(&state, &ticket, l.second_code_wrong()).await?);
    };
    let new = store::New::of(Kind::Totp, &name, &ticket.payload.secret, Some(step));
    let has_codes = keeping::keep(&state, by.person(), &ticket, &new).await?;
    by.go_on(&state, "totp", Strength::Two, has_codes).await
}

/// Sends a code to a number that is to be a factor.
#[server(prefix = "/api", endpoint = "factors/begin_phone")]
pub async fn begin_phone(phone: String) -> Result<(), AppError> {
    let session = crate::auth::signed_in().await?;
    proof::freshly_proved().await?;
    let (state, l) = (crate::auth::app_state()?, crate::texts::use_lang());
    let number = rules::phone(&phone).ok_or_else(|| AppError::Invalid(vec![FieldError::new("phone", l.set_up_phone_unfit())]))?;
    keeping::begin_phone(&state, &session.person, number).await?;
    leptos_axum::redirect("/set-up/phone?sent=1");
    Ok(())
}

/// Names the phone that is being set up in this browser, once a code was sent to it.
#[server(prefix = "/api", endpoint = "factors/phone")]
pub async fn load_phone() -> Result<Option<String>, AppError> {
    let session = crate::auth::signed_in().await?;
    let found = set_up::current(&crate::auth::app_state()?, tickets::Kind::Sms, &session.person).await?;
    Ok(found.map(|(token, _)| token))
}

/// Keeps the number that the code was sent to.
#[server(prefix = "/api", endpoint = "factors/confirm_phone")]
pub async fn confirm_phone(set_up: String, code: String) -> Result<(), AppError> {
    let session = crate::auth::signed_in().await?;
    proof::freshly_proved().await?;
    let (state, l) = (crate::auth::app_state()?, crate::texts::use_lang());
    let ticket = set_up::named(&state, tickets::Kind::Sms, &session.person, &set_up).await?;
    let ticket = ticket.ok_or_else(|| AppError::Invalid(vec![FieldError::new("", l.set_up_gone())]))?;
    let code = rules::digits(&code).ok_or_else(|| AppError::Invalid(vec![FieldError::new("code", l.second_code_missing())]))?;
    if !proof::same(&ticket.payload.code, &code) {
        return Err(set_up::missed(&state, &ticket, l.second_code_wrong()).await?);
    }
    let name = super::attempt::last_digits(&ticket.payload.secret);
    let new = store::New::of(Kind::Sms, &name, &ticket.payload.secret, None);
    let has_codes = keeping::keep(&state, &session.person, &ticket, &new).await?;
    By::Session(session).go_on(&state, "sms", Strength::Two, has_codes).await
}

/// Makes ten new recovery codes and goes to the page that shows them.
#[server(prefix = "/api", endpoint = "factors/renew_codes")]
pub async fn renew_codes() -> Result<(), AppError> {
    let session = crate::auth::signed_in().await?;
    proof::freshly_proved().await?;
    let state = crate::auth::app_state()?;
    keeping::renew(&state, &session.person).await?;
    By::Session(session).go_on(&state, "recovery", Strength::Two, true).await
}

/// The recovery codes that wait to be written down.
#[server(prefix = "/api", endpoint = "factors/codes")]
pub async fn load_codes() -> Result<Vec<String>, AppError> {
    let session = crate::auth::signed_in().await?;
    let found = set_up::codes(&crate::auth::app_state()?, &session.person).await?;
    let codes = found.map(|ticket| ticket.payload).unwrap_or_default();
    Ok(codes.iter().map(|code| super::recovery::shown(code)).collect())
}

/// They are written down; goes `to` an address of our own.
#[server(prefix = "/api", endpoint = "factors/codes_kept")]
pub async fn codes_kept(to: String) -> Result<(), AppError> {
    let session = crate::auth::signed_in().await?;
    set_up::forget_codes(&crate::auth::app_state()?, &session.person).await?;
    leptos_axum::redirect(safe_next(&to));
    Ok(())
}

/// Gives a factor another name.
#[server(prefix = "/api", endpoint = "factors/rename")]
pub async fn rename_factor(factor: String, name: String) -> Result<(), AppError> {
    let session = crate::auth::signed_in().await?;
    proof::freshly_proved().await?;
    let state = crate::auth::app_state()?;
    let name = keeping::name_or(&name, "")?;
    let mut tx = state.store.begin().await?;
    store::rename(&mut tx, &state, &session.person, &factor, &name)
        .await?
        .ok_or(AppError::NotFound)?;
    tx.commit().await?;
    leptos_axum::redirect("/account/security");
    Ok(())
}

/// Gives a factor up, unless it is needed.
#[server(prefix = "/api", endpoint = "factors/remove")]
pub async fn remove_factor(factor: String) -> Result<(), AppError> {
    let session = crate::auth::signed_in().await?;
    proof::freshly_proved().await?;
    keeping::remove(&crate::auth::app_state()?, &session.person, &factor).await?;
    leptos_axum::redirect("/account/security");
    Ok(())
}
