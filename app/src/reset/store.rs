//! Whose password is lost, and setting the new one.

use serde_json::json;

use crate::auth::audit::{self, By};
use crate::auth::store::token_hash;
use crate::auth::tickets::{self, Kind, Ticket};
use crate::db::Tx;
use crate::error::AppError;
use crate::ids::{PersonId, SessionId};
use crate::notify::{self, SecurityChange, Tidings};
use crate::state::AppState;
use crate::texts::Lang;
use crate::{execute, fetch_all, fetch_optional};

crate::queries! {
    BY_PASSWORD = "SELECT p.id, p.language FROM credential c JOIN person p ON p.id = c.person_id WHERE c.email = $1";
    // Who signs in without a password may choose one, too.
    BY_FACTOR = "SELECT DISTINCT p.id, p.language FROM person p JOIN factor f ON f.person_id = p.id AND f.kind IN ('passkey', 'oidc') AND f.removed_at IS NULL
        WHERE p.email = $1 LIMIT 2";
    CHANGE = "UPDATE credential SET secret = $1 WHERE person_id = $2 AND kind = 'password'";
    ADD = "INSERT INTO credential (id, person_id, kind, email, secret, created_at) VALUES ($1, $2, 'password', $3, $4, $5) ON CONFLICT DO NOTHING";
    END_OTHERS = "UPDATE session SET ended_at = $1 WHERE person_id = $2 AND id <> $3 AND ended_at IS NULL";
    SECRET = "SELECT secret FROM credential WHERE person_id = $1 AND kind = 'password'";
    KNOW_DEVICE = "INSERT INTO device (id, person_id, token_hash, name, first_at, last_at) VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT DO NOTHING";
}

/// The one person who signs in with an address.
pub async fn find(state: &AppState, email: &str) -> Result<Option<(PersonId, Option<Lang>)>, sqlx::Error> {
    let found: Option<(PersonId, Option<Lang>)> = fetch_optional!(state.store.read(), (PersonId, Option<Lang>), BY_PASSWORD, email)?;
    if found.is_some() {
        return Ok(found);
    }
    let mut found = fetch_all!(state.store.read(), (PersonId, Option<Lang>), BY_FACTOR, email)?;
    Ok(found.pop().filter(|_| found.is_empty()))
}

/// The live ticket of a link; its payload is the address it was sent to.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be read.
pub async fn ticket(state: &AppState, token: &str) -> Result<Option<(Ticket<String>, PersonId)>, AppError> {
    let Some(ticket) = tickets::look::<String>(state, Kind::Reset, token).await? else {
        return Ok(None);
    };
    let person = find(state, &ticket.payload).await?.map(|(person, _)| person);
    Ok(person.filter(|person| Some(person) == ticket.person.as_ref()).map(|person| (ticket, person)))
}

/// A browser that opened the link in somebody's mail: no guesses of others stop it from signing in.
pub struct Browser<'a> {
    /// Token of its own cookie.
    pub token: &'a str,
    /// What to call it.
    pub name: &'a str,
}

/// Sets the password behind a link, once, and ends every session. `false`: the ticket was used meanwhile, or the address is taken.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn set(state: &AppState, ticket: &Ticket<String>, person: &PersonId, secret: &str, browser: Browser<'_>) -> Result<bool, AppError> {
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    if !tickets::use_up(&mut tx, state, &ticket.id).await? {
        return Ok(false);
    }
    let changed = execute!(tx.run(), CHANGE, secret, person)?;
    if changed == 0 && execute!(tx.run(), ADD, state.new_id(), person, &ticket.payload, secret, now)? == 0 {
        return Ok(false);
    }
    let device = token_hash(browser.token);
    execute!(tx.run(), KNOW_DEVICE, state.new_id(), person, device, browser.name, now)?;
    tell(&mut tx, state, person, "reset", None).await?;
    tx.commit().await?;
    Ok(true)
}

/// Changes the password of somebody signed in, and ends their other sessions. `false`: they sign in without one.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn change(state: &AppState, person: &PersonId, session: &SessionId, secret: &str) -> Result<bool, AppError> {
    let mut tx = state.store.begin().await?;
    if execute!(tx.run(), CHANGE, secret, person)? == 0 {
        return Ok(false);
    }
    tell(&mut tx, state, person, "password.change", Some(session)).await?;
    tx.commit().await?;
    Ok(true)
}

/// What follows a new password: other sessions end, links for another one are void, the person is told.
async fn tell(tx: &mut Tx, state: &AppState, person: &PersonId, action: &str, keep: Option<&SessionId>) -> Result<(), AppError> {
    tickets::void(tx, state, Kind::Reset, person).await?;
    let ended = execute!(tx.run(), END_OTHERS, state.clock.now(), person, keep.map_or("", SessionId::as_str))?;
    let change = SecurityChange::Password;
    notify::tell(tx, state, &Tidings::Security { person, change: &change }).await?;
    let detail = json!({ "sessions_ended": ended });
    Ok(audit::record(tx, state, By::Person(person), action, ("person", person.as_str()), detail).await?)
}

/// The PHC string of a person's password, if they have one.
pub async fn secret(state: &AppState, person: &PersonId) -> Result<Option<String>, sqlx::Error> {
    let row: Option<(String,)> = fetch_optional!(state.store.read(), (String,), SECRET, person)?;
    Ok(row.map(|(secret,)| secret))
}
