//! What is stored of factors and proofs.

use crate::auth::audit::{self, By};
use crate::auth::guard::Session;
use crate::auth::model::Strength;
use crate::auth::store::token_hash;
use crate::db::Tx;
use crate::error::AppError;
use crate::ids::PersonId;
use crate::seal::hex;
use crate::state::AppState;
use crate::{execute, fetch_optional};

crate::queries! {
    PASSWORD = "SELECT secret FROM credential WHERE kind = 'password' AND person_id = $1";
    PROVE = "UPDATE session SET token_hash = $1, proved_at = $2, strength = $3 WHERE id = $4 AND ended_at IS NULL";
}

/// The PHC string of a person's password, if they have one.
pub async fn password(state: &AppState, person: &PersonId) -> Result<Option<String>, sqlx::Error> {
    let row: Option<(String,)> = fetch_optional!(state.store.read(), (String,), PASSWORD, person)?;
    Ok(row.map(|(secret,)| secret))
}

/// Notes a fresh proof and gives the session its new token.
///
/// # Errors
/// `SignIn` when the session has ended meanwhile.
pub async fn prove(tx: &mut Tx, state: &AppState, session: &Session, by: &str, strength: Strength) -> Result<String, AppError> {
    let token = hex(&state.random.bytes::<32>());
    let strength = strength.max(session.strength);
    if execute!(tx.run(), PROVE, token_hash(&token), state.clock.now(), strength, &session.id)? == 0 {
        return Err(AppError::SignIn);
    }
    let detail = serde_json::json!({ "by": by });
    audit::record(tx, state, By::Person(&session.person), "prove", ("session", session.id.as_str()), detail).await?;
    Ok(token)
}
