//! What one can see and change about one's own account. What leads to us, or into the account, takes a fresh proof.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::{EmailForm, PhoneForm, Profile, Waiting};
#[cfg(feature = "ssr")]
use super::store;
#[cfg(feature = "ssr")]
use crate::auth::tickets::{self, Kind};
use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::error::FieldError;

#[cfg(feature = "ssr")]
mod limit {
    use crate::auth::limits::Limit;

    pub const LETTERS: Limit = Limit::new("account.email", 5, 60);
    pub const TEXTS: Limit = Limit::new("account.phone", 5, 60);
    pub const PASSWORDS: Limit = Limit::new("account.password", 10, 15);
}

/// Who is signed in, with how we reach them.
#[server(prefix = "/api", endpoint = "account/profile")]
pub async fn load_profile() -> Result<Profile, AppError> {
    let session = crate::auth::signed_in().await?;
    store::profile(&crate::auth::app_state()?, &session.person).await
}

/// Sends a link to a new address.
#[server(prefix = "/api", endpoint = "account/change_email")]
pub async fn change_email(#[server(flatten)] form: EmailForm) -> Result<(), AppError> {
    let session = crate::auth::signed_in().await?;
    crate::auth::freshly_proved().await?;
    let (state, l) = (crate::auth::app_state()?, crate::texts::use_lang());
    let email = form.parse(l).map_err(AppError::Invalid)?;
    crate::auth::limits::count(&state, limit::LETTERS, session.person.as_str()).await?;
    store::ask_email(&state, &session.person, l, &email).await?;
    leptos_axum::redirect("/account/email?sent=1");
    Ok(())
}

/// The address behind a link, for whoever asked for it.
#[server(prefix = "/api", endpoint = "account/new_email")]
pub async fn new_email(token: String) -> Result<Waiting, AppError> {
    let session = crate::auth::signed_in().await?;
    let ticket = tickets::look::<String>(&crate::auth::app_state()?, Kind::Email, &token).await?;
    let own = ticket.filter(|ticket| ticket.person.as_ref() == Some(&session.person));
    Ok(Waiting {
        new: own.map(|ticket| ticket.payload),
    })
}

/// Keeps the address behind a link.
#[server(prefix = "/api", endpoint = "account/confirm_email")]
pub async fn confirm_email(token: String) -> Result<(), AppError> {
    let session = crate::auth::signed_in().await?;
    let (state, l) = (crate::auth::app_state()?, crate::texts::use_lang());
    let ticket = tickets::look::<String>(&state, Kind::Email, &token).await?;
    let ticket = ticket
        .filter(|ticket| ticket.person.as_ref() == Some(&session.person))
        .ok_or(AppError::NotFound)?;
    store::set_email(&state, &session.person, l, &ticket.id, &ticket.payload).await?;
    leptos_axum::redirect("/account");
    Ok(())
}

/// Sends a code to a new number.
#[server(prefix = "/api", endpoint = "account/change_phone")]
pub async fn change_phone(#[server(flatten)] form: PhoneForm) -> Result<(), AppError> {
    let session = crate::auth::signed_in().await?;
    crate::auth::freshly_proved().await?;
    let (state, l) = (crate::auth::app_state()?, crate::texts::use_lang());
    let phone = form.parse(l).map_err(AppError::Invalid)?;
    crate::auth::limits::count(&state, limit::TEXTS, session.person.as_str()).await?;
    let token = store::ask_phone(&state, &session.person, l, &phone).await?;
    leptos_axum::redirect(&format!("/account/phone?sent={token}"));
    Ok(())
}

/// Keeps the number that its owner read the code from.
#[server(prefix = "/api", endpoint = "account/confirm_phone")]
pub async fn confirm_phone(token: String, code: String) -> Result<(), AppError> {
    let session = crate::auth::signed_in().await?;
    let (state, l) = (crate::auth::app_state()?, crate::texts::use_lang());
    let wrong = |sentence: &str| AppError::Invalid(vec![FieldError::new("code", sentence)]);
    let ticket = tickets::look::<(String, String)>(&state, Kind::Phone, &token).await?;
    let ticket = ticket.filter(|ticket| ticket.person.as_ref() == Some(&session.person));
    let ticket = ticket.ok_or_else(|| wrong(l.account_code_gone()))?;
    let (phone, right) = &ticket.payload;
    if code.split_whitespace().collect::<String>() != *right {
        tickets::miss(&state, &ticket.id).await?;
        return Err(wrong(l.account_code_wrong()));
    }
    if !store::set_phone(&state, &session.person, &ticket.id, phone).await? {
        return Err(wrong(l.account_code_gone()));
    }
    leptos_axum::redirect("/account");
    Ok(())
}

/// Changes the password, for whoever knows the one before; ends every other session.
#[server(prefix = "/api", endpoint = "account/change_password")]
pub async fn change_password(current: String, password: String) -> Result<(), AppError> {
    let session = crate::auth::signed_in().await?;
    let (state, l) = (crate::auth::app_state()?, crate::texts::use_lang());
    let wrong = || AppError::Invalid(vec![FieldError::new("current", l.password_current_wrong())]);
    crate::auth::limits::count(&state, limit::PASSWORDS, session.person.as_str()).await?;
    let before = crate::reset::store::secret(&state, &session.person).await?;
    if current.len() > crate::auth::model::LONGEST_PASSWORD || !state.hasher.verify(&current, before.as_deref()).await? {
        return Err(wrong());
    }
    let email = store::profile(&state, &session.person).await?.email;
    let secret = crate::auth::new_password::judged(&state, &session.person, &email, &password, l).await?;
    if !crate::reset::store::change(&state, &session.person, &session.id, &secret).await? {
        return Err(wrong());
    }
    leptos_axum::redirect("/account/password?done=1");
    Ok(())
}
