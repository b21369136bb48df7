//! The identity check after the first sign-in at the provider, and linking an account with it.
#![expect(missing_docs, reason = "the fields that the server macro makes are the arguments below")]

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::{
    prove, store,
    web::{self, Errand},
};
#[cfg(feature = "ssr")]
use crate::auth::{self, limits, tickets};
use crate::error::AppError;
use crate::register::model::IdentityForm;

/// What the form begins with: empty, or what was typed before.
#[server(prefix = "/api", endpoint = "oidc/begin")]
pub async fn begin_check() -> Result<IdentityForm, AppError> {
    auth::anyone().await?;
    Ok(crate::kept::take("oidc").unwrap_or_default())
}

/// Binds the provider's identity to the policyholder whom all of this fits, who has no sign-in yet and whose address the provider vouches for.
/// Then once more to the provider, which knows them still.
#[server(prefix = "/api", endpoint = "oidc/check")]
pub async fn check_identity(#[server(flatten)] form: IdentityForm) -> Result<(), AppError> {
    auth::anyone().await?;
    let (state, l) = (auth::app_state()?, crate::texts::use_lang());
    let identity = form.parse(l).map_err(|errors| {
        crate::kept::keep("oidc", &form);
        AppError::Invalid(errors)
    })?;
    let wrong = |words: &str| AppError::Invalid(vec![crate::error::FieldError::new("", words)]);
    limits::count(
        &state,
        crate::register::api::limit::PER_NETWORK,
        &auth::address::network(&auth::address::here(&state)),
    )
    .await?;
    limits::count(&state, crate::register::api::limit::PER_POLICY, &identity.policy_number).await?;
    let token = auth::api::cookies::oidc_token().unwrap_or_default();
    let ticket = tickets::look::<Errand>(&state, tickets::Kind::Oidc, &token).await?;
    let Some((id, Errand::Check { identity: theirs, next })) = ticket.map(|ticket| (ticket.id, ticket.payload)) else {
        return Err(wrong(l.oidc_late()));
    };
    if !store::check(&state, &id, &identity, &theirs).await? {
        crate::kept::keep("oidc", &form);
        return Err(wrong(l.oidc_no_match()));
    }
    leptos_axum::redirect(&auth::model::leading_back("/sign-in/oidc", &next));
    Ok(())
}

/// Sends somebody who is signed in to the provider, to link their account with who they are there.
#[server(prefix = "/api", endpoint = "oidc/link")]
pub async fn link_provider() -> Result<(), AppError> {
    let session = auth::signed_in().await?;
    auth::freshly_proved().await?;
    let state = auth::app_state()?;
    let provider = state.oidc.clone().ok_or(AppError::NotFound)?;
    match web::leave_to_link(&state, provider.as_ref(), &session).await {
        Ok((to, token)) => {
            auth::api::cookies::set_oidc(&token);
            leptos_axum::redirect(&to);
        }
        Err(outcome) => leptos_axum::redirect(&format!("/account/security?oidc={outcome}")),
    }
    Ok(())
}

/// Sends somebody who is signed in to the provider, to prove anew there who they are; then on to `next`.
#[server(prefix = "/api", endpoint = "oidc/prove")]
pub async fn prove_by_provider(next: String) -> Result<(), AppError> {
    let session = auth::signed_in().await?;
    let state = auth::app_state()?;
    let provider = state.oidc.clone().ok_or(AppError::NotFound)?;
    match web::leave_to_prove(&state, provider.as_ref(), &session, &next).await {
        Ok((to, token)) => {
            auth::api::cookies::set_oidc(&token);
            leptos_axum::redirect(&to);
        }
        Err(outcome) => leptos_axum::redirect(&prove::page_after(auth::model::safe_next(&next), outcome)),
    }
    Ok(())
}
