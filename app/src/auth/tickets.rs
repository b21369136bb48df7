//! Promises that somebody may do one thing once: a link in a mail, a code by SMS, a sign-in half done.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::store::token_hash;
use crate::db::Tx;
use crate::error::{AppError, internal};
use crate::ids::PersonId;
use crate::seal::hex;
use crate::state::AppState;
use crate::{execute, fetch_optional};

/// How long a link or a code lasts, in milliseconds: ten minutes (ASVS 5.0, 6.5).
pub const TICKET_MS: i64 = 10 * 60 * 1000;
/// Wrong codes against one ticket before it is void.
pub const TRIES: i64 = 5;

crate::text_enum! {
    /// What a ticket is for.
    pub enum Kind {
        /// Finishing a registration.
        Register = "register",
        /// Choosing a new password.
        Reset = "reset",
        /// The second step of signing in.
        SignIn = "sign_in",
        /// A code sent by SMS, to add the number or to prove it.
        Sms = "sms",
        /// A passkey's challenge.
        Passkey = "passkey",
        /// A TOTP seed that is being set up.
        Totp = "totp",
        /// A round trip to the OpenID provider.
        Oidc = "oidc",
        /// A new e-mail address that must answer.
        Email = "email",
        /// A new telephone number that must answer.
        Phone = "phone",
        /// A fresh proof that is under way.
        StepUp = "step_up",
        /// A form that was typed when the session had ended.
        Typed = "typed",
        /// Recovery codes that wait to be written down.
        Codes = "codes",
    }
}

crate::queries! {
    ISSUE = "INSERT INTO ticket (id, kind, token_hash, person_id, payload, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    LOOK = "SELECT id, person_id, payload FROM ticket WHERE kind = $1 AND token_hash = $2 AND used_at IS NULL AND expires_at > $3 AND tries < $4";
    USE = "UPDATE ticket SET used_at = $1 WHERE id = $2 AND used_at IS NULL";
    MISS = "UPDATE ticket SET tries = tries + 1 WHERE id = $1";
    VOID = "UPDATE ticket SET used_at = $1 WHERE kind = $2 AND person_id = $3 AND used_at IS NULL";
    SWEEP = "DELETE FROM ticket WHERE expires_at < $1";
}

/// A live ticket.
#[derive(Clone, Debug)]
pub struct Ticket<T> {
    /// Which.
    pub id: String,
    /// Whom it is for, where that is known.
    pub person: Option<PersonId>,
    /// What its kind needs.
    pub payload: T,
}

fn purpose(id: &str) -> String {
    format!("ticket:{id}")
}

/// Issues a ticket and gives its token: 256 bits, kept here only as a hash. The payload is sealed.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn issue<T: Serialize>(tx: &mut Tx, state: &AppState, kind: Kind, person: Option<&PersonId>, payload: &T) -> Result<String, AppError> {
    let (id, token, now) = (state.new_id(), hex(&state.random.bytes::<32>()), state.clock.now());
    let payload = serde_json::to_string(payload).map_err(|e| internal(&e))?;
    let sealed = state.keys.seal(&purpose(&id), &payload, &state.random)?;
    execute!(tx.run(), ISSUE, &id, kind, token_hash(&token), person, sealed, now, now + TICKET_MS)?;
    Ok(token)
}

/// The live ticket of a token, left as it is.
///
/// # Errors
/// `Internal` when its payload is not what the kind needs.
pub async fn look<T: DeserializeOwned>(state: &AppState, kind: Kind, token: &str) -> Result<Option<Ticket<T>>, AppError> {
    let row: Option<(String, Option<PersonId>, String)> = fetch_optional!(
        state.store.read(),
        (String, Option<PersonId>, String),
        LOOK,
        kind,
        token_hash(token),
        state.clock.now(),
        TRIES
    )?;
    let Some((id, person, sealed)) = row else { return Ok(None) };
    let payload = state.keys.open_sealed(&purpose(&id), &sealed)?;
    let payload = serde_json::from_str(&payload).map_err(|e| internal(&e))?;
    Ok(Some(Ticket { id, person, payload }))
}

/// Uses a ticket up. `false`: somebody was faster.
pub async fn use_up(tx: &mut Tx, state: &AppState, id: &str) -> Result<bool, sqlx::Error> {
    Ok(execute!(tx.run(), USE, state.clock.now(), id)? == 1)
}

/// Counts a wrong answer against a ticket; after [`TRIES`] it is void.
pub async fn miss(state: &AppState, id: &str) -> Result<(), sqlx::Error> {
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), MISS, id)?;
    tx.commit().await
}

/// Makes a person's other tickets of a kind void, so that only the newest link works.
pub async fn void(tx: &mut Tx, state: &AppState, kind: Kind, person: &PersonId) -> Result<(), sqlx::Error> {
    execute!(tx.run(), VOID, state.clock.now(), kind, person).map(drop)
}

/// Forgets tickets that expired more than a day ago.
pub async fn sweep(state: &AppState) -> Result<(), sqlx::Error> {
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), SWEEP, state.clock.now() - 24 * 60 * 60 * 1000)?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::on_both_engines;

    async fn issued(state: &AppState) -> String {
        let mut tx = state.store.begin().await.expect("tx");
        let token = issue(&mut tx, state, Kind::Reset, None, &"payload").await.expect("issued");
        tx.commit().await.expect("commit");
        token
    }

    on_both_engines! {
        async fn a_ticket_serves_once(state: AppState) {
            let token = issued(&state).await;
            let ticket = look::<String>(&state, Kind::Reset, &token).await.expect("look").expect("live");
            assert_eq!(ticket.payload, "payload");
            let mut tx = state.store.begin().await.expect("tx");
            assert!(use_up(&mut tx, &state, &ticket.id).await.expect("used"));
            assert!(!use_up(&mut tx, &state, &ticket.id).await.expect("used again"));
            tx.commit().await.expect("commit");
            assert!(look::<String>(&state, Kind::Reset, &token).await.expect("look").is_none());
        }

        async fn a_ticket_expires_serves_one_kind_and_bears_few_misses(state: AppState) {
            let token = issued(&state).await;
            assert!(look::<String>(&state, Kind::Register, &token).await.expect("look").is_none(), "another kind");
            let ticket = look::<String>(&state, Kind::Reset, &token).await.expect("look").expect("live");
            for _ in 0..TRIES {
                miss(&state, &ticket.id).await.expect("missed");
            }
            assert!(look::<String>(&state, Kind::Reset, &token).await.expect("look").is_none(), "too many misses");
            let token = issued(&state).await;
            state.clock.advance(TICKET_MS);
            assert!(look::<String>(&state, Kind::Reset, &token).await.expect("look").is_none(), "expired");
        }
    }
}
