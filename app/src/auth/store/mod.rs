//! Credentials and sessions.

use sha2::{Digest, Sha256};

use crate::auth::guard::{Policyholder, Session};
use crate::auth::model::Strength;
use crate::db::{Store, Tx};
use crate::ids::{HouseholdId, PersonId, SessionId};
use crate::seal::hex;
use crate::state::AppState;
use crate::texts::Lang;
use crate::{execute, fetch_optional};

/// How long a session lasts, in milliseconds: NIST SP 800-63B-4 allows at most 24 hours.
pub const SESSION_MS: i64 = 24 * 60 * 60 * 1000;

crate::queries! {
    CREDENTIAL = "SELECT person_id, secret FROM credential WHERE kind = 'password' AND email = $1";
    NEW_SESSION = "INSERT INTO session (id, token_hash, person_id, created_at, expires_at, device, strength, proved_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $4)";
    // One look tells who is signed in, for which household, and in which time zone: it runs before every page.
    SESSION = "SELECT s.id, s.person_id, s.strength, COALESCE(s.proved_at, s.created_at) AS proved_at, p.given_name, p.language, h.id AS household_id, h.time_zone, h.state
        FROM session s
        JOIN person p ON p.id = s.person_id
        LEFT JOIN \"grant\" g ON g.person_id = s.person_id AND g.role = 'policyholder' AND g.scope_kind = 'household' AND g.from_at <= $2 AND (g.to_at IS NULL OR g.to_at > $2)
        LEFT JOIN household h ON h.id = g.scope_id
        WHERE s.token_hash = $1 AND s.ended_at IS NULL AND s.expires_at > $2
        ORDER BY g.from_at LIMIT 1";
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

/// Starts a session and gives the token for the cookie: 256 bits, kept here only as a hash. Whoever signs in goes through `auth::arrive`.
pub async fn start_session(tx: &mut Tx, state: &AppState, person: &PersonId, strength: Strength, device: &str) -> Result<String, sqlx::Error> {
    let token: String = hex(&state.random.bytes::<32>());
    let now = state.clock.now();
    let device: String = device.chars().take(200).collect();
    execute!(
        tx.run(),
        NEW_SESSION,
        state.new_id(),
        token_hash(&token),
        person,
        now,
        now + SESSION_MS,
        &device,
        strength
    )?;
    Ok(token)
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    id: SessionId,
    person_id: PersonId,
    strength: Strength,
    proved_at: i64,
    given_name: String,
    language: Option<Lang>,
    household_id: Option<HouseholdId>,
    time_zone: Option<String>,
    state: Option<String>,
}

/// The live session of a cookie's token.
pub async fn session(state: &AppState, token: &str) -> Result<Option<Session>, sqlx::Error> {
    let row = fetch_optional!(state.store.read(), SessionRow, SESSION, token_hash(token), state.clock.now())?;
    Ok(row.map(|row| Session {
        id: row.id,
        language: row.language,
        strength: row.strength,
        proved_at: row.proved_at,
        policyholder: match (row.household_id, row.time_zone, row.state) {
            (Some(household), Some(zone), Some(state)) => Some(Policyholder {
                person: row.person_id.clone(),
                given_name: row.given_name,
                household,
                zone,
                state,
            }),
            _ => None,
        },
        person: row.person_id,
    }))
}

/// Ends a session for good. Ending it twice is harmless.
pub async fn end_session(tx: &mut Tx, state: &AppState, session: &SessionId) -> Result<(), sqlx::Error> {
    execute!(tx.run(), END_SESSION, state.clock.now(), session).map(drop)
}

/// Full name and e-mail address of the policyholder.
pub async fn name_and_email(state: &AppState, actor: &Policyholder) -> Result<Option<(String, String)>, sqlx::Error> {
    fetch_optional!(state.store.read(), (String, String), NAME, &actor.person)
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
    let swept = execute!(tx.run(), SWEEP, state.clock.now() - SESSION_MS)?;
    tx.commit().await?;
    Ok(swept)
}

/// SHA-256 of a token, in hex: what is stored. The token has 256 random bits, so no salt is needed.
pub fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}
