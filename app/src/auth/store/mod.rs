//! Credentials and sessions.

use sha2::{Digest, Sha256};

use crate::db::{Store, Tx};
use crate::ids::{PersonId, SessionId};
use crate::seal::hex;
use crate::sessions::store::WHOLE_MS;
use crate::state::AppState;
use crate::texts::Lang;
use crate::{execute, fetch_optional};

pub mod look;

pub use look::session;

crate::queries! {
    CREDENTIAL = "SELECT person_id, secret FROM credential WHERE kind = 'password' AND email = $1";
    END_SESSION = "UPDATE session SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL";
    SWEEP = "DELETE FROM session WHERE expires_at < $1";
    SET_PASSWORD = "UPDATE credential SET secret = $1 WHERE kind = 'password' AND email = $2";
    NAME = "SELECT given_name || ' ' || family_name, email FROM person WHERE id = $1";
    SET_LANGUAGE = "UPDATE person SET language = $1 WHERE id = $2";
}

/// A password's owner and PHC string, by lower-case e-mail.
pub async fn credential(state: &AppState, email: &str) -> Result<Option<(PersonId, String)>, sqlx::Error> {
    fetch_optional!(state.store.read(), (PersonId, String), CREDENTIAL, email)
}

/// Ends a session for good. Ending it twice is harmless.
pub async fn end_session(tx: &mut Tx, state: &AppState, session: &SessionId) -> Result<(), sqlx::Error> {
    execute!(tx.run(), END_SESSION, state.clock.now(), session).map(drop)
}

/// Full name and e-mail address of a person.
pub async fn name_and_email(state: &AppState, person: &PersonId) -> Result<Option<(String, String)>, sqlx::Error> {
    fetch_optional!(state.store.read(), (String, String), NAME, person)
}

/// Keeps a person's choice of language.
pub async fn set_language(state: &AppState, person: &PersonId, lang: Lang) -> Result<(), sqlx::Error> {
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), SET_LANGUAGE, lang, person)?;
    tx.commit().await
}

/// Replaces the password of a sign-in by its PHC string. `false`: there is no such sign-in.
pub async fn set_password(store: &Store, email: &str, secret: &str) -> Result<bool, sqlx::Error> {
    let mut tx = store.begin().await?;
    let changed = execute!(tx.run(), SET_PASSWORD, secret, email)?;
    tx.commit().await?;
    Ok(changed == 1)
}

/// Forgets sessions that expired more than a day ago.
pub async fn sweep_sessions(state: &AppState) -> Result<u64, sqlx::Error> {
    let mut tx = state.store.begin().await?;
    let swept = execute!(tx.run(), SWEEP, state.clock.now() - WHOLE_MS)?;
    tx.commit().await?;
    Ok(swept)
}

/// SHA-256 of a token, in hex: what is stored. The token has 256 random bits, so no salt is needed.
pub fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}
