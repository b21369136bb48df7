//! Whose a provider's identities are.

use super::ports::Identity;
use crate::auth::Session;
use crate::auth::factors::model::Kind;
use crate::auth::factors::store as factors;
use crate::auth::model::parse_email;
use crate::auth::tickets;
use crate::db::Tx;
use crate::error::{AppError, FieldError};
use crate::ids::{PersonId, SessionId};
use crate::register::model::Identity as Facts;
use crate::register::store::{self as register, Match};
use crate::state::AppState;
use crate::{execute, fetch_all, fetch_one, fetch_optional};

crate::queries! {
    PERSON = "SELECT person_id FROM factor WHERE kind = 'oidc' AND lookup = $1 AND removed_at IS NULL";
    BIND = "INSERT INTO factor (id, person_id, kind, name, lookup, secret, created_at) VALUES ($1, $2, 'oidc', $3, $4, '', $5) ON CONFLICT (lookup) DO NOTHING";
    HAS = "SELECT COUNT(*) FROM factor WHERE person_id = $1 AND kind = 'oidc' AND removed_at IS NULL";
    USED = "UPDATE factor SET used_at = $1 WHERE kind = 'oidc' AND lookup = $2";
    STAFF = "SELECT COUNT(*) FROM \"grant\" WHERE person_id = $1 AND scope_kind = 'book' AND from_at <= $2 AND (to_at IS NULL OR to_at > $2)";
    STAFF_BY_EMAIL = "SELECT DISTINCT p.id FROM person p JOIN \"grant\" g ON g.person_id = p.id AND g.scope_kind = 'book'
        WHERE lower(p.email) = $1 AND g.from_at <= $2 AND (g.to_at IS NULL OR g.to_at > $2)";
    KEEP_TOKEN = "UPDATE session SET oidc_id_token = $1 WHERE id = $2";
    TOKEN = "SELECT oidc_id_token FROM session WHERE id = $1";
}

/// The person an identity is bound to.
pub async fn person(state: &AppState, identity: &Identity) -> Result<Option<PersonId>, sqlx::Error> {
    let row: Option<(PersonId,)> = fetch_optional!(state.store.read(), (PersonId,), PERSON, identity.lookup())?;
    Ok(row.map(|(person,)| person))
}

/// Whether somebody is one of the insurer's own people.
pub async fn is_staff(state: &AppState, person: &PersonId) -> Result<bool, sqlx::Error> {
    let (grants,): (i64,) = fetch_one!(state.store.read(), (i64,), STAFF, person, state.clock.now())?;
    Ok(grants > 0)
}

/// Whether somebody may sign in past the provider.
///
/// # Errors
/// `Invalid` when the deployment holds its own people to the provider, and they are one of them.
pub async fn may_arrive_otherwise(state: &AppState, person: &PersonId) -> Result<(), AppError> {
    match &state.oidc {
        Some(provider) if provider.staff_only() && is_staff(state, person).await? => {
            let words = crate::texts::use_lang().oidc_staff_only(provider.name());
            Err(AppError::Invalid(vec![FieldError::new("", words)]))
        }
        _ => Ok(()),
    }
}

/// The one of the insurer's own people who has this address.
pub async fn staff_by_email(state: &AppState, email: &str) -> Result<Option<PersonId>, sqlx::Error> {
    let Some(email) = parse_email(email) else { return Ok(None) };
    let found: Vec<(PersonId,)> = fetch_all!(state.store.read(), (PersonId,), STAFF_BY_EMAIL, email, state.clock.now())?;
    Ok(<[(PersonId,); 1]>::try_from(found).ok().map(|[(person,)]| person))
}

/// Links a person with who they are at the provider, records it and writes them a letter. `false`: that identity, or this person, is linked already.
async fn bind(tx: &mut Tx, state: &AppState, person: &PersonId, identity: &Identity, name: &str) -> Result<bool, AppError> {
    let id = state.new_id();
    let (linked,): (i64,) = fetch_one!(tx.run(), (i64,), HAS, person)?;
    if linked > 0 || execute!(tx.run(), BIND, &id, person, name, identity.lookup(), state.clock.now())? == 0 {
        return Ok(false);
    }
    factors::note_added(tx, state, person, &id, Kind::Oidc).await?;
    Ok(true)
}

/// As [`bind`], by itself.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn link(state: &AppState, person: &PersonId, identity: &Identity, name: &str) -> Result<bool, AppError> {
    let mut tx = state.store.begin().await?;
    let linked = bind(&mut tx, state, person, identity, name).await?;
    tx.commit().await?;
    Ok(linked)
}

/// Binds an identity to the policyholder whom the facts fit, if they have no sign-in yet and the provider vouches for the address on their policy.
/// `false`: one of these is not so; which, is not told.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn check(state: &AppState, ticket: &str, facts: &Facts, identity: &Identity) -> Result<bool, AppError> {
    let Match::Fits(known) = register::find(state, facts).await? else {
        return Ok(false);
    };
    let email = identity.email.as_deref().and_then(parse_email);
    if email.as_ref() != Some(&known.email) || register::is_registered(state, &known.person, &known.email).await? {
        return Ok(false);
    }
    let Some(provider) = state.oidc.as_ref() else { return Ok(false) };
    let mut tx = state.store.begin().await?;
    if !tickets::use_up(&mut tx, state, ticket).await? || !bind(&mut tx, state, &known.person, identity, provider.name()).await? {
        return Ok(false);
    }
    register::open_households(&mut tx, state, &known.person).await?;
    tx.commit().await?;
    Ok(true)
}

fn purpose(session: &SessionId) -> String {
    format!("session:{session}")
}

/// Keeps the identity token with the session it began, sealed.
pub async fn keep_token(tx: &mut Tx, state: &AppState, session: &SessionId, identity: &Identity) -> Result<(), AppError> {
    let sealed = state.keys.seal(&purpose(session), &identity.id_token, &state.random)?;
    let now = state.clock.now();
    execute!(tx.run(), KEEP_TOKEN, sealed, session)?;
    execute!(tx.run(), USED, now, identity.lookup())?;
    Ok(())
}

/// Where signing out goes on: to the provider, when the session began there. A provider that does not answer holds nobody up.
pub async fn way_out(state: &AppState, session: &Session) -> Option<String> {
    let provider = state.oidc.as_ref()?;
    let row: Option<(Option<String>,)> = fetch_optional!(state.store.read(), (Option<String>,), TOKEN, &session.id).ok()?;
    let id_token = state.keys.open_sealed(&purpose(&session.id), &row?.0?).ok()?;
    provider.way_out(&id_token).await.ok()?
}
