//! What is stored of a person's own account.

use serde_json::json;

use super::model::Profile;
use crate::auth::audit::{self, By};
use crate::auth::tickets::{self, Kind};
use crate::error::AppError;
use crate::ids::PersonId;
use crate::notify::{self, Letter, Text};
use crate::state::AppState;
use crate::texts::Lang;
use crate::{execute, fetch_optional};

crate::queries! {
    PROFILE = "SELECT p.given_name || ' ' || p.family_name AS name, COALESCE(c.email, p.email) AS email, p.phone, c.id AS credential
        FROM person p LEFT JOIN credential c ON c.person_id = p.id AND c.kind = 'password' WHERE p.id = $1";
    // Nobody signs in with an address of somebody else.
    TAKEN = "SELECT 1 FROM credential WHERE email = $1 AND person_id <> $2 LIMIT 1";
    SET_EMAIL = "UPDATE person SET email = $1 WHERE id = $2";
    SET_SIGN_IN = "UPDATE credential SET email = $1 WHERE person_id = $2 AND kind = 'password'";
    SET_PHONE = "UPDATE person SET phone = $1 WHERE id = $2";
}

#[derive(sqlx::FromRow)]
struct Row {
    name: String,
    email: String,
    phone: Option<String>,
    credential: Option<String>,
}

fn phone_of(person: &PersonId) -> String {
    format!("phone:{person}")
}

/// A person's number, in E.164, of what stands in their row.
///
/// # Errors
/// `Internal` when it cannot be opened.
pub fn open_phone(state: &AppState, person: &PersonId, sealed: &str) -> Result<String, AppError> {
    state.keys.open_sealed(&phone_of(person), sealed)
}

/// A person by their own session.
///
/// # Errors
/// `NotFound` when there is no such person, `Unavailable` when the database does not answer.
pub async fn profile(state: &AppState, person: &PersonId) -> Result<Profile, AppError> {
    let row = fetch_optional!(state.store.read(), Row, PROFILE, person)?.ok_or(AppError::NotFound)?;
    let phone = row.phone.map(|sealed| open_phone(state, person, &sealed)).transpose()?;
    Ok(Profile {
        name: row.name,
        email: row.email,
        phone,
        texts: state.sms.is_some(),
        password: row.credential.is_some(),
        second_factor: crate::auth::new_password::fewest(state, person).await? < crate::auth::new_password::FEWEST_ALONE,
    })
}

/// Sends a link to a new address; it counts once it answers.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn ask_email(state: &AppState, person: &PersonId, lang: Lang, email: &str) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    tickets::void(&mut tx, state, Kind::Email, person).await?;
    let token = tickets::issue(&mut tx, state, Kind::Email, Some(person), &email).await?;
    let link = format!("{}/account/email/{token}", state.public_url);
    notify::jobs::write(&mut tx, state, email, lang, Letter::ConfirmEmail { link }).await?;
    audit::record(&mut tx, state, By::Person(person), "email.ask", ("person", person.as_str()), json!({})).await?;
    Ok(tx.commit().await?)
}

/// Keeps the address that answered, and tells the one before.
///
/// # Errors
/// `Conflict` when the link was used meanwhile, or somebody else signs in with the address.
pub async fn set_email(state: &AppState, person: &PersonId, lang: Lang, ticket: &str, email: &str) -> Result<(), AppError> {
    let before = profile(state, person).await?.email;
    let mut tx = state.store.begin().await?;
    let taken: Option<(i32,)> = fetch_optional!(tx.run(), (i32,), TAKEN, email, person)?;
    if taken.is_some() || !tickets::use_up(&mut tx, state, ticket).await? {
        return Err(AppError::Conflict);
    }
    execute!(tx.run(), SET_EMAIL, email, person)?;
    execute!(tx.run(), SET_SIGN_IN, email, person)?;
    tickets::void(&mut tx, state, Kind::Reset, person).await?;
    notify::jobs::write(&mut tx, state, &before, lang, Letter::EmailChanged).await?;
    audit::record(&mut tx, state, By::Person(person), "email.change", ("person", person.as_str()), json!({})).await?;
    Ok(tx.commit().await?)
}

/// Sends a code to a new number and gives the token of the ticket that waits for it.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn ask_phone(state: &AppState, person: &PersonId, lang: Lang, phone: &str) -> Result<String, AppError> {
    let code = format!("{:06}", u64::from_le_bytes(state.random.bytes()) % 1_000_000);
    let mut tx = state.store.begin().await?;
    tickets::void(&mut tx, state, Kind::Phone, person).await?;
    let token = tickets::issue(&mut tx, state, Kind::Phone, Some(person), &(phone, &code)).await?;
    notify::jobs::text(&mut tx, state, phone, lang, Text::Code { code }).await?;
    tx.commit().await?;
    Ok(token)
}

/// Keeps the number that answered, sealed. `false`: the ticket was used meanwhile.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn set_phone(state: &AppState, person: &PersonId, ticket: &str, phone: &str) -> Result<bool, AppError> {
    let sealed = state.keys.seal(&phone_of(person), phone, &state.random)?;
    let mut tx = state.store.begin().await?;
    if !tickets::use_up(&mut tx, state, ticket).await? {
        return Ok(false);
    }
    execute!(tx.run(), SET_PHONE, sealed, person)?;
    audit::record(&mut tx, state, By::Person(person), "phone.change", ("person", person.as_str()), json!({})).await?;
    tx.commit().await?;
    Ok(true)
}
