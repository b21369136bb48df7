//! The fresh proof: what is hard to undo wants one of the last five minutes (ASVS 5.0, 7.5.1).

use super::model::Kind;
use super::{store, totp};
use crate::auth::api::cookies;
use crate::auth::audit::{self, By};
use crate::auth::guard::{Session, app_state, page_of_plain_form, signed_in};
use crate::auth::limits::{self, Limit};
use crate::auth::model::{Strength, prove_path};
use crate::error::{AppError, FieldError};
use crate::ids::PersonId;
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

/// Notes a fresh proof; gives the session's new token, which is all that opens it from now on.
///
/// # Errors
/// `SignIn` when the session has ended meanwhile.
pub async fn noted(state: &AppState, session: &Session, by: &str, strength: Strength) -> Result<String, AppError> {
    let mut tx = state.store.begin().await?;
    let token = store::prove(&mut tx, state, session, by, strength).await?;
    tx.commit().await?;
    limits::forgive(state, MISSES, session.person.as_str()).await?;
    Ok(token)
}

/// As [`noted`]; the browser gets the new token.
///
/// # Errors
/// As [`noted`].
pub async fn done(state: &AppState, session: &Session, by: &str, strength: Strength) -> Result<(), AppError> {
    let token = noted(state, session, by, strength).await?;
    cookies::turn_session(token, session.expires_at - state.clock.now());
    Ok(())
}

/// Records a proof that was wrong, and gives what to say.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn refused(state: &AppState, session: &Session, say: FieldError) -> Result<AppError, AppError> {
    let mut tx = state.store.begin().await?;
    let (subject, detail) = (("session", session.id.as_str()), serde_json::json!({ "by": say.field }));
    audit::record(&mut tx, state, By::Person(&session.person), "prove.refuse", subject, detail).await?;
    tx.commit().await?;
    Ok(AppError::Invalid(vec![say]))
}

/// Whether this is a code of one of the person's apps that was not used before; it is used now.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be looked up.
pub async fn app_code(state: &AppState, person: &PersonId, code: &str) -> Result<bool, AppError> {
    for row in store::list(state, person).await?.iter().filter(|row| row.kind == Kind::Totp) {
        let Some(step) = totp::step_of(&row.open(state)?, code, state.clock.now())? else {
            continue;
        };
        let mut tx = state.store.begin().await?;
        let first = store::take_step(&mut tx, state, &row.id, step).await?;
        tx.commit().await?;
        if first {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether two codes are the same, in a time that tells nothing.
pub fn same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}
