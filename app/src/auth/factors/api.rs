//! Proving who one is, beyond the first step of signing in.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

use super::model::Ways;
#[cfg(feature = "ssr")]
use super::{model::Kind, passkeys, proof, rules, store};
#[cfg(feature = "ssr")]
use crate::auth::model::{LONGEST_PASSWORD, Strength, safe_next};
use crate::error::AppError;
#[cfg(feature = "ssr")]
use crate::error::FieldError;

/// How whoever is signed in may prove it anew.
#[server(prefix = "/api", endpoint = "factors/ways")]
pub async fn load_ways() -> Result<Ways, AppError> {
    let session = crate::auth::signed_in().await?;
    let state = crate::auth::app_state()?;
    let rows = store::list(&state, &session.person).await?;
    Ok(Ways {
        password: store::password(&state, &session.person).await?.is_some(),
        code: rows.iter().any(|row| row.kind == Kind::Totp),
        passkey: rows.iter().any(|row| row.kind == Kind::Passkey) && passkeys::work_here(&state),
        provider: crate::auth::oidc::prove::way(&state, &session).await?,
    })
}

/// Takes a password as a fresh proof and goes to `next`.
#[server(prefix = "/api", endpoint = "factors/prove_by_password")]
pub async fn prove_by_password(password: String, next: String) -> Result<(), AppError> {
    let session = crate::auth::signed_in().await?;
    let (state, l) = (crate::auth::app_state()?, crate::texts::use_lang());
    crate::auth::limits::count(&state, proof::MISSES, session.person.as_str()).await?;
    let stored = store::password(&state, &session.person).await?;
    if password.len() > LONGEST_PASSWORD || !state.hasher.verify(&password, stored.as_deref()).await? {
        return Err(proof::refused(&state, &session, FieldError::new("password", l.prove_password_wrong())).await?);
    }
    proof::done(&state, &session, "password", Strength::One).await?;
    leptos_axum::redirect(safe_next(&next));
    Ok(())
}

/// Takes the code of an app as a fresh proof and goes to `next`.
#[server(prefix = "/api", endpoint = "factors/prove_by_code")]
pub async fn prove_by_code(code: String, next: String) -> Result<(), AppError> {
    let session = crate::auth::signed_in().await?;
    let (state, l) = (crate::auth::app_state()?, crate::texts::use_lang());
    let code = rules::digits(&code).ok_or_else(|| AppError::Invalid(vec![FieldError::new("code", l.second_code_missing())]))?;
    crate::auth::limits::count(&state, proof::MISSES, session.person.as_str()).await?;
    if !proof::app_code(&state, &session.person, &code).await? {
        return Err(proof::refused(&state, &session, FieldError::new("code", l.second_code_wrong())).await?);
    }
    proof::done(&state, &session, "totp", Strength::Two).await?;
    leptos_axum::redirect(safe_next(&next));
    Ok(())
}
