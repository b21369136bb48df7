//! What is stored of factors and proofs.

use super::model::Kind;
use super::recovery;
use crate::auth::audit::{self, By};
use crate::auth::guard::Session;
use crate::auth::model::Strength;
use crate::auth::store::token_hash;
use crate::db::Tx;
use crate::error::AppError;
use crate::ids::PersonId;
use crate::notify::{self, SecurityChange, Tidings};
use crate::seal::hex;
use crate::state::AppState;
use crate::texts::Lang;
use crate::{execute, fetch_all, fetch_one, fetch_optional};

crate::queries! {
    PASSWORD = "SELECT secret FROM credential WHERE kind = 'password' AND person_id = $1";
    PROVE = "UPDATE session SET token_hash = $1, proved_at = $2, strength = $3 WHERE id = $4 AND ended_at IS NULL";
    LIST = "SELECT id, kind, name, secret, created_at, used_at FROM factor WHERE person_id = $1 AND kind <> 'recovery' AND removed_at IS NULL ORDER BY created_at, id";
    CODES_LEFT = "SELECT COUNT(*) FROM factor WHERE person_id = $1 AND kind = 'recovery' AND removed_at IS NULL";
    ADD = "INSERT INTO factor (id, person_id, kind, name, lookup, secret, last_step, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    // A step counts once, and none before the last.
    TAKE_STEP = "UPDATE factor SET last_step = $1, used_at = $2 WHERE id = $3 AND removed_at IS NULL AND (last_step IS NULL OR last_step < $1)";
    SPEND = "UPDATE factor SET used_at = $1, removed_at = $1 WHERE person_id = $2 AND kind = 'recovery' AND lookup = $3 AND removed_at IS NULL";
    USED = "UPDATE factor SET used_at = $1 WHERE id = $2 AND removed_at IS NULL";
    RENAME = "UPDATE factor SET name = $1 WHERE id = $2 AND person_id = $3 AND kind IN ('passkey', 'totp') AND removed_at IS NULL RETURNING kind";
    // What is given up may be taken up again: nothing finds it any more.
    REMOVE = "UPDATE factor SET removed_at = $1, lookup = NULL WHERE id = $2 AND person_id = $3 AND kind <> 'recovery' AND removed_at IS NULL RETURNING kind";
    DROP_CODES = "UPDATE factor SET removed_at = $1 WHERE person_id = $2 AND kind = 'recovery' AND removed_at IS NULL";
    PASSKEY = "SELECT id, person_id, secret FROM factor WHERE kind = 'passkey' AND lookup = $1 AND removed_at IS NULL";
    // Two uses at once: one of them met another state of the key than it changed.
    TURN_PASSKEY = "UPDATE factor SET secret = $1, used_at = $2 WHERE id = $3 AND secret = $4 AND removed_at IS NULL";
    MUST = "SELECT 1 FROM \"grant\" WHERE person_id = $1 AND scope_kind IN ('agency', 'book') AND from_at <= $2 AND (to_at IS NULL OR to_at > $2) LIMIT 1";
    COUNT_SIGN_IN = "UPDATE person SET sign_ins = sign_ins + 1 WHERE id = $1 RETURNING sign_ins, second_factor_asked_at";
    NOT_NOW = "UPDATE person SET second_factor_asked_at = $1 WHERE id = $2";
    REACH = "SELECT COALESCE(c.email, p.email) AS email, p.language FROM person p LEFT JOIN credential c ON c.person_id = p.id WHERE p.id = $1 LIMIT 1";
    ZONE = "SELECT h.time_zone FROM \"grant\" g JOIN household h ON h.id = g.scope_id WHERE g.person_id = $1 AND g.scope_kind = 'household' ORDER BY g.from_at LIMIT 1";
}

/// A factor as it is stored.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Row {
    /// Which.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// What its owner calls it.
    pub name: String,
    /// Sealed.
    pub secret: String,
    /// Since when.
    pub created_at: i64,
    /// Used last.
    pub used_at: Option<i64>,
}

impl Row {
    /// What its secret is for.
    fn purpose(id: &str) -> String {
        format!("factor:{id}")
    }

    /// Its secret.
    ///
    /// # Errors
    /// `Internal` when it cannot be opened.
    pub fn open(&self, state: &AppState) -> Result<String, AppError> {
        state.keys.open_sealed(&Row::purpose(&self.id), &self.secret)
    }
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

/// A person's factors without recovery codes, oldest first.
pub async fn list(state: &AppState, person: &PersonId) -> Result<Vec<Row>, sqlx::Error> {
    fetch_all!(state.store.read(), Row, LIST, person)
}

/// As [`list`], in a transaction.
pub async fn list_in(tx: &mut Tx, person: &PersonId) -> Result<Vec<Row>, sqlx::Error> {
    fetch_all!(tx.run(), Row, LIST, person)
}

/// How many recovery codes a person has left.
pub async fn codes_left(state: &AppState, person: &PersonId) -> Result<i64, sqlx::Error> {
    let (left,): (i64,) = fetch_one!(state.store.read(), (i64,), CODES_LEFT, person)?;
    Ok(left)
}

/// A factor to keep.
pub struct New<'a> {
    /// What it is.
    pub kind: Kind,
    /// What its owner calls it.
    pub name: &'a str,
    /// What finds it, where something does.
    pub lookup: Option<&'a str>,
    /// Its secret, not sealed yet.
    pub secret: &'a str,
    /// The step of the code that confirmed it.
    pub last_step: Option<i64>,
}

impl<'a> New<'a> {
    /// A factor that nothing looks up.
    pub fn of(kind: Kind, name: &'a str, secret: &'a str, last_step: Option<i64>) -> New<'a> {
        New {
            kind,
            name,
            lookup: None,
            secret,
            last_step,
        }
    }
}

/// Keeps a new factor, records it and writes its owner a letter. Gives fresh recovery codes when there are none yet.
///
/// # Errors
/// `Conflict` when this passkey is kept already.
pub async fn add(tx: &mut Tx, state: &AppState, person: &PersonId, new: &New<'_>) -> Result<Vec<String>, AppError> {
    let id = state.new_id();
    let secret = state.keys.seal(&Row::purpose(&id), new.secret, &state.random)?;
    let added = execute!(
        tx.run(),
        ADD,
        &id,
        person,
        new.kind,
        new.name,
        new.lookup,
        &secret,
        new.last_step,
        state.clock.now()
    );
    added.map_err(|error| match error.as_database_error().map(sqlx::error::DatabaseError::kind) {
        Some(sqlx::error::ErrorKind::UniqueViolation) => AppError::Conflict,
        _ => error.into(),
    })?;
    note_added(tx, state, person, &id, new.kind).await?;
    let (left,): (i64,) = fetch_one!(tx.run(), (i64,), CODES_LEFT, person)?;
    if left == 0 { put_codes(tx, state, person).await } else { Ok(Vec::new()) }
}

/// Records a new factor and writes its owner a letter.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn note_added(tx: &mut Tx, state: &AppState, person: &PersonId, id: &str, kind: Kind) -> Result<(), AppError> {
    note(tx, state, person, "factor.add", id, kind).await?;
    tell(tx, state, person, SecurityChange::FactorAdded { factor: kind }).await
}

/// Makes ten new recovery codes in place of those before.
///
/// # Errors
/// `Unavailable` or `Internal` when they cannot be stored.
pub async fn renew_codes(tx: &mut Tx, state: &AppState, person: &PersonId) -> Result<Vec<String>, AppError> {
    execute!(tx.run(), DROP_CODES, state.clock.now(), person)?;
    let codes = put_codes(tx, state, person).await?;
    note(tx, state, person, "factor.renew_codes", person.as_str(), Kind::Recovery).await?;
    tell(tx, state, person, SecurityChange::FactorAdded { factor: Kind::Recovery }).await?;
    Ok(codes)
}

async fn put_codes(tx: &mut Tx, state: &AppState, person: &PersonId) -> Result<Vec<String>, AppError> {
    let (codes, now) = (recovery::new_codes(&state.random), state.clock.now());
    for code in &codes {
        let lookup = recovery::hash(person, code);
        execute!(tx.run(), ADD, state.new_id(), person, Kind::Recovery, "", lookup, "", None::<i64>, now)?;
    }
    Ok(codes)
}

/// Gives a factor another name. `None`: it is not this person's.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn rename(tx: &mut Tx, state: &AppState, person: &PersonId, id: &str, name: &str) -> Result<Option<()>, AppError> {
    let kind: Option<(Kind,)> = fetch_optional!(tx.run(), (Kind,), RENAME, name, id, person)?;
    let Some((kind,)) = kind else { return Ok(None) };
    note(tx, state, person, "factor.rename", id, kind).await?;
    tell(tx, state, person, SecurityChange::FactorRenamed { factor: kind }).await?;
    Ok(Some(()))
}

/// Gives a factor up, and with the last one the recovery codes. `None`: it is not this person's.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn remove(tx: &mut Tx, state: &AppState, person: &PersonId, id: &str) -> Result<Option<()>, AppError> {
    let now = state.clock.now();
    let kind: Option<(Kind,)> = fetch_optional!(tx.run(), (Kind,), REMOVE, now, id, person)?;
    let Some((kind,)) = kind else { return Ok(None) };
    if !list_in(tx, person).await?.iter().any(|row| row.kind.is_second()) {
        execute!(tx.run(), DROP_CODES, now, person)?;
    }
    note(tx, state, person, "factor.remove", id, kind).await?;
    tell(tx, state, person, SecurityChange::FactorRemoved { factor: kind }).await?;
    Ok(Some(()))
}

/// Takes a step of an app's codes. `false`: it, or a later one, was used before.
pub async fn take_step(tx: &mut Tx, state: &AppState, id: &str, step: i64) -> Result<bool, sqlx::Error> {
    Ok(execute!(tx.run(), TAKE_STEP, step, state.clock.now(), id)? == 1)
}

/// Notes that a factor was used.
pub async fn used(tx: &mut Tx, state: &AppState, id: &str) -> Result<(), sqlx::Error> {
    execute!(tx.run(), USED, state.clock.now(), id).map(drop)
}

/// Spends a recovery code and writes its owner how many are left. `false`: there is no such code, or it was spent.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn spend(tx: &mut Tx, state: &AppState, person: &PersonId, code: &str) -> Result<Option<i64>, AppError> {
    if execute!(tx.run(), SPEND, state.clock.now(), person, recovery::hash(person, code))? == 0 {
        return Ok(None);
    }
    let (left,): (i64,) = fetch_one!(tx.run(), (i64,), CODES_LEFT, person)?;
    tell(tx, state, person, SecurityChange::RecoveryUsed { left }).await?;
    Ok(Some(left))
}

/// A passkey by the id of its credential, with its owner.
pub async fn passkey(state: &AppState, lookup: &str) -> Result<Option<(String, PersonId, String)>, AppError> {
    let row: Option<(String, PersonId, String)> = fetch_optional!(state.store.read(), (String, PersonId, String), PASSKEY, lookup)?;
    Ok(row)
}

/// The secret of a passkey that [`passkey`] gave.
///
/// # Errors
/// `Internal` when it cannot be opened.
pub fn open_passkey(state: &AppState, id: &str, sealed: &str) -> Result<String, AppError> {
    state.keys.open_sealed(&Row::purpose(id), sealed)
}

/// Keeps a passkey's new state in place of the one it was used in. `false`: it was used elsewhere in between.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn turn_passkey(tx: &mut Tx, state: &AppState, id: &str, before: &str, after: &str) -> Result<bool, AppError> {
    let sealed = state.keys.seal(&Row::purpose(id), after, &state.random)?;
    Ok(execute!(tx.run(), TURN_PASSKEY, sealed, state.clock.now(), id, before)? == 1)
}

/// Whether a person may not go without a second factor: staff and agents.
pub async fn must_have_second(state: &AppState, person: &PersonId) -> Result<bool, sqlx::Error> {
    Ok(fetch_optional!(state.store.read(), (i32,), MUST, person, state.clock.now())?.is_some())
}

/// Counts a sign-in. Gives how many there were with this one, and when "not now" was said last.
pub async fn count_sign_in(tx: &mut Tx, person: &PersonId) -> Result<(i64, Option<i64>), sqlx::Error> {
    fetch_one!(tx.run(), (i64, Option<i64>), COUNT_SIGN_IN, person)
}

/// Notes that a person does not want a second factor now.
pub async fn not_now(tx: &mut Tx, state: &AppState, person: &PersonId) -> Result<(), sqlx::Error> {
    execute!(tx.run(), NOT_NOW, state.clock.now(), person).map(drop)
}

/// Where a person's letters go, and in which language they read them.
pub async fn reach(tx: &mut Tx, person: &PersonId) -> Result<(String, Option<Lang>), sqlx::Error> {
    fetch_one!(tx.run(), (String, Option<Lang>), REACH, person)
}

/// The time zone a person lives in, if we know it.
pub async fn zone(state: &AppState, person: &PersonId) -> Result<String, sqlx::Error> {
    let row: Option<(String,)> = fetch_optional!(state.store.read(), (String,), ZONE, person)?;
    Ok(row.map_or("UTC".to_owned(), |(zone,)| zone))
}

async fn note(tx: &mut Tx, state: &AppState, person: &PersonId, action: &str, id: &str, kind: Kind) -> Result<(), sqlx::Error> {
    let detail = serde_json::json!({ "kind": kind });
    audit::record(tx, state, By::Person(person), action, ("factor", id), detail).await
}

/// Tells a person about their factors.
async fn tell(tx: &mut Tx, state: &AppState, person: &PersonId, change: SecurityChange) -> Result<(), AppError> {
    Ok(notify::tell(tx, state, &Tidings::Security { person, change: &change }).await?)
}
