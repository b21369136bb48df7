//! The second step of signing in, and passkeys, which need no second.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::SecondStep;
#[cfg(feature = "ssr")]
use super::{attempt, keeping, passkeys, proof, set_up, store};
#[cfg(feature = "ssr")]
use crate::auth::model::{Strength, safe_next};
use crate::error::AppError;

/// What the sign-in that is half done in this browser waits for; `None` when there is none, or no longer.
#[server(prefix = "/api", endpoint = "factors/second_step")]
pub async fn load_second_step() -> Result<Option<SecondStep>, AppError> {
    crate::auth::anyone().await?;
    let state = crate::auth::app_state()?;
    Ok(match attempt::waiting(&state).await {
        Ok(attempt) => Some(attempt.offer(&state).await?),
        Err(_) => None,
    })
}

/// Takes the code of an app, or the one that was sent to the phone; gives where to arrive.
#[server(prefix = "/api", endpoint = "factors/answer_code")]
pub async fn answer_code(code: String) -> Result<String, AppError> {
    crate::auth::anyone().await?;
    let state = crate::auth::app_state()?;
    attempt::waiting(&state).await?.answer(&state, &code).await
}

/// Takes one of the ten recovery codes; gives where to arrive.
#[server(prefix = "/api", endpoint = "factors/answer_recovery")]
pub async fn answer_recovery(code: String) -> Result<String, AppError> {
    crate::auth::anyone().await?;
    let state = crate::auth::app_state()?;
    attempt::waiting(&state).await?.recover(&state, &code).await
}

/// Sends a code to the phone.
#[server(prefix = "/api", endpoint = "factors/send_code")]
pub async fn send_code() -> Result<(), AppError> {
    crate::auth::anyone().await?;
    let state = crate::auth::app_state()?;
    attempt::waiting(&state).await?.send_code(&state).await?;
    leptos_axum::redirect("/sign-in/code?by=phone");
    Ok(())
}

/// Puts off the question for a second factor, and goes `to` an address of our own.
#[server(prefix = "/api", endpoint = "factors/not_now")]
pub async fn not_now(to: String) -> Result<(), AppError> {
    let session = crate::auth::signed_in().await?;
    let state = crate::auth::app_state()?;
    let mut tx = state.store.begin().await?;
    store::not_now(&mut tx, &state, &session.person).await?;
    tx.commit().await?;
    leptos_axum::redirect(match safe_next(&to) {
        // Not everyone begins at Home.
        "/" => session.roles().home(),
        to => to,
    });
    Ok(())
}

/// What `navigator.credentials.get` is asked, as JSON: to sign in, or with a session to prove it is oneself.
#[server(prefix = "/api", endpoint = "factors/begin_passkey")]
pub async fn begin_passkey() -> Result<String, AppError> {
    let session = crate::auth::anyone().await?;
    let purpose = if session.is_some() {
        passkeys::Purpose::Prove
    } else {
        passkeys::Purpose::SignIn
    };
    passkeys::ask(&crate::auth::app_state()?, purpose).await
}

/// Takes what it answered, and goes to `next`.
#[server(prefix = "/api", endpoint = "factors/finish_passkey")]
pub async fn finish_passkey(credential: String, next: String) -> Result<(), AppError> {
    let session = crate::auth::anyone().await?;
    let state = crate::auth::app_state()?;
    let (person, purpose) = match passkeys::take(&state, &credential).await {
        Ok(taken) => taken,
        Err(error) => return Err(attempt::note_refusal(&state, None, "passkey").await.err().unwrap_or(error)),
    };
    match (purpose, session) {
        (passkeys::Purpose::SignIn, _) => crate::auth::arrive(&state, &person, "passkey", Strength::PhishingResistant, &next)
            .await
            .map(drop),
        (passkeys::Purpose::Prove, Some(session)) if session.person == person => {
            proof::done(&state, &session, "passkey", Strength::PhishingResistant).await?;
            leptos_axum::redirect(safe_next(&next));
            Ok(())
        }
        _ => Err(passkeys::refused()),
    }
}

/// What `navigator.credentials.create` is asked, as JSON.
#[server(prefix = "/api", endpoint = "factors/begin_new_passkey")]
pub async fn begin_new_passkey() -> Result<String, AppError> {
    let state = crate::auth::app_state()?;
    let by = set_up::By::proved(&state).await?;
    let mut tx = state.store.begin().await?;
    let (account, _) = store::reach(&mut tx, by.person()).await?;
    drop(tx);
    passkeys::ask_new(&state, by.person(), &account).await
}

/// Keeps the passkey that it made.
#[server(prefix = "/api", endpoint = "factors/finish_new_passkey")]
pub async fn finish_new_passkey(credential: String, name: String) -> Result<(), AppError> {
    let state = crate::auth::app_state()?;
    let by = set_up::By::proved(&state).await?;
    let name = keeping::name_or(&name, crate::texts::use_lang().security_kind_passkey())?;
    let mut tx = state.store.begin().await?;
    let codes = passkeys::take_new(&mut tx, &state, by.person(), &credential, &name).await?;
    let has_codes = set_up::show_codes(&mut tx, &state, by.person(), &codes).await?;
    tx.commit().await?;
    by.go_on(&state, "passkey", Strength::PhishingResistant, has_codes).await
}
