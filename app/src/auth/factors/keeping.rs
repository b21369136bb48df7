//! What a person keeps: looking at it, adding to it, giving up.

use super::model::{AppSetUp, Factor, Kind, Security};
use super::set_up::{self, Secret};
use super::store::{self, New};
use super::{passkeys, rules, totp};
use crate::auth::limits::{self, Limit};
use crate::auth::tickets::{self, Ticket};
use crate::day::Moment;
use crate::error::{AppError, FieldError};
use crate::ids::PersonId;
use crate::state::AppState;

/// Text messages that one person may have sent to numbers in an hour.
const SENT: Limit = Limit::new("sms_set_up", 5, 60);

/// All that a person proves themselves with.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be read.
pub async fn security(state: &AppState, person: &PersonId) -> Result<Security, AppError> {
    let (zone, rows) = (store::zone(state, person).await?, store::list(state, person).await?);
    let password = store::password(state, person).await?.is_some();
    let must = store::must_have_second(state, person).await?;
    let others = |id: &str| rows.iter().filter(|row| row.id != id).map(|row| row.kind).collect::<Vec<_>>();
    let factors = rows.iter().map(|row| Factor {
        id: row.id.clone(),
        kind: row.kind,
        name: row.name.clone(),
        since: Moment::local(row.created_at, &zone).day,
        used: row.used_at.map(|at| Moment::local(at, &zone)),
        may_remove: rules::may_remove(&others(&row.id), password, must),
    });
    Ok(Security {
        factors: factors.collect(),
        codes_left: store::codes_left(state, person).await?,
        password,
        passkeys: passkeys::work_here(state),
        texts: state.sms.is_some(),
        provider: state.oidc.as_ref().map(|provider| provider.name().to_owned()),
        today: state.clock.today(&zone),
    })
}

/// The app that is being set up in this browser.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be read.
pub async fn app(state: &AppState, person: &PersonId) -> Result<Option<AppSetUp>, AppError> {
    let Some((set_up, ticket)) = set_up::current(state, tickets::Kind::Totp, person).await? else {
        return Ok(None);
    };
    let mut tx = state.store.begin().await?;
    let (account, _) = store::reach(&mut tx, person).await?;
    drop(tx);
    let secret = ticket.payload.secret;
    let link = totp::link(&secret, &state.brand.name, &account)?;
    let (side, path) = totp::qr(&link)?;
    let secret = secret.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ");
    Ok(Some(AppSetUp {
        set_up,
        secret,
        side,
        path,
        link,
    }))
}

/// Sends a code to a number that is to be a factor.
///
/// # Errors
/// `NotFound` when the deployment sends no text messages, `TooMany` when too many were sent.
pub async fn begin_phone(state: &AppState, person: &PersonId, number: String) -> Result<(), AppError> {
    if state.sms.is_none() {
        return Err(AppError::NotFound);
    }
    limits::count(state, SENT, person.as_str()).await?;
    let code = set_up::six_digits(state);
    let mut tx = state.store.begin().await?;
    set_up::text_code(&mut tx, state, person, &number, &code).await?;
    let secret = Secret { secret: number, code };
    set_up::begin(&mut tx, state, tickets::Kind::Sms, person, &secret).await?;
    Ok(tx.commit().await?)
}

/// Keeps what was set up. Gives whether there are new recovery codes to show.
///
/// # Errors
/// `Conflict` when another tab was faster.
pub async fn keep(state: &AppState, person: &PersonId, ticket: &Ticket<Secret>, new: &New<'_>) -> Result<bool, AppError> {
    let mut tx = state.store.begin().await?;
    set_up::finish(&mut tx, state, ticket).await?;
    let codes = store::add(&mut tx, state, person, new).await?;
    let has_codes = set_up::show_codes(&mut tx, state, person, &codes).await?;
    tx.commit().await?;
    Ok(has_codes)
}

/// Makes new recovery codes for somebody who has a second factor.
///
/// # Errors
/// `Conflict` when they have none.
pub async fn renew(state: &AppState, person: &PersonId) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    if !store::list_in(&mut tx, person).await?.iter().any(|row| row.kind.is_second()) {
        return Err(AppError::Conflict);
    }
    let codes = store::renew_codes(&mut tx, state, person).await?;
    set_up::show_codes(&mut tx, state, person, &codes).await?;
    Ok(tx.commit().await?)
}

/// Gives a factor up.
///
/// # Errors
/// `Invalid` when it is needed, `NotFound` when it is not this person's.
pub async fn remove(state: &AppState, person: &PersonId, id: &str) -> Result<(), AppError> {
    let has_password = store::password(state, person).await?.is_some();
    let must = store::must_have_second(state, person).await?;
    let mut tx = state.store.begin().await?;
    store::remove(&mut tx, state, person, id).await?.ok_or(AppError::NotFound)?;
    // Looked at after it is gone, in the same transaction: two tabs that give up one each do not end with none.
    let left: Vec<Kind> = store::list_in(&mut tx, person).await?.iter().map(|row| row.kind).collect();
    if !rules::may_remove(&left, has_password, must) {
        return Err(AppError::Invalid(vec![FieldError::new("", crate::texts::use_lang().security_needed())]));
    }
    Ok(tx.commit().await?)
}

/// A factor's name as typed, or what it is when nothing was.
///
/// # Errors
/// `Invalid` when it is too long, or there is none.
pub fn name_or(typed: &str, otherwise: &str) -> Result<String, AppError> {
    let typed = if typed.trim().is_empty() { otherwise } else { typed };
    let unfit = || AppError::Invalid(vec![FieldError::new("name", crate::texts::use_lang().security_name_unfit())]);
    rules::name(typed).ok_or_else(unfit)
}
