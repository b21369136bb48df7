//! The fresh proof: what is hard to undo wants one of the last five minutes (ASVS 5.0, 7.5.1).

use super::store;
use crate::auth::api::cookies;
use crate::auth::guard::{Session, app_state, page_of_plain_form, signed_in};
use crate::auth::limits::{self, Limit};
use crate::auth::model::{Strength, prove_path};
use crate::error::AppError;
use crate::state::AppState;

/// How long a proof is fresh, in milliseconds.
pub const FRESH_MS: i64 = 5 * 60 * 1000;
/// Wrong answers of one person, beside what each ticket bears: the window passes, so nobody is locked out for good.
pub const MISSES: Limit = Limit::new("proof", 10, 60);

/// Goes on only when whoever is signed in has proved it within the last five minutes; signing in counts. A plain form leads to `/prove` and back.
///
/// # Errors
/// `SignIn` when nobody is signed in, `ProveAgain` when the last proof is older.
pub async fn freshly_proved() -> Result<(), AppError> {
    let session = signed_in().await?;
    if app_state()?.clock.now() - session.proved_at <= FRESH_MS {
        return Ok(());
    }
    if let Some(page) = page_of_plain_form() {
        leptos_axum::redirect(&prove_path(&page));
    }
    Err(AppError::ProveAgain)
}

/// Notes a fresh proof; the browser gets the session's new token.
///
/// # Errors
/// `SignIn` when the session has ended meanwhile.
pub async fn done(state: &AppState, session: &Session, by: &str, strength: Strength) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    let token = store::prove(&mut tx, state, session, by, strength).await?;
    tx.commit().await?;
    limits::forgive(state, MISSES, session.person.as_str()).await?;
    cookies::turn_session(token, session.expires_at - state.clock.now());
    Ok(())
}
