//! Passkeys (W3C Web Authentication, Level 3): what `navigator.credentials` is asked, and the check of what it answers.

use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::{
    CreationChallengeResponse, DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Url, Uuid, Webauthn,
    WebauthnBuilder,
};

use super::model::Kind;
use super::store::{self, New};
use crate::auth::api::cookies;
use crate::auth::tickets::{self, Ticket};
use crate::db::Tx;
use crate::error::{AppError, FieldError, internal};
use crate::ids::PersonId;
use crate::seal::hex;
use crate::state::AppState;

/// Name of the cookie of a challenge.
const COOKIE: &str = "passkey";

/// What a challenge is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// Signing in.
    SignIn,
    /// A fresh proof.
    Prove,
}

#[derive(Serialize, Deserialize)]
enum Challenge {
    New(PasskeyRegistration),
    Use(Purpose, DiscoverableAuthentication),
}

/// Whether passkeys work at our address: browsers want TLS, or `localhost`, and a name instead of numbers.
pub fn work_here(state: &AppState) -> bool {
    relying_party(state).is_ok()
}

fn relying_party(state: &AppState) -> Result<Webauthn, AppError> {
    let not_here = || AppError::NotFound;
    let origin = Url::parse(&state.public_url).map_err(|_| not_here())?;
    let host = origin.domain().ok_or_else(not_here)?.to_owned();
    if origin.scheme() != "https" && host != "localhost" {
        return Err(not_here());
    }
    let builder = WebauthnBuilder::new(&host, &origin).map_err(|_| not_here())?;
    builder.rp_name(&state.brand.name).build().map_err(|e| internal(&e))
}

/// Asks for a new passkey of a person: the options for `navigator.credentials.create`, as JSON.
///
/// # Errors
/// `NotFound` where passkeys do not work.
pub async fn ask_new(state: &AppState, person: &PersonId, account: &str) -> Result<String, AppError> {
    let party = relying_party(state)?;
    let id = Uuid::parse_str(person.as_str()).map_err(|e| internal(&e))?;
    let mut known = Vec::new();
    for row in store::list(state, person).await?.iter().filter(|row| row.kind == Kind::Passkey) {
        known.push(read(&row.open(state)?)?.cred_id().clone());
    }
    let (options, challenge) = party.start_passkey_registration(id, account, account, Some(known)).map_err(|e| internal(&e))?;
    keep(state, Some(person), &Challenge::New(challenge)).await?;
    found_without_name(&options)
}

/// The key itself is to know whose it is, so that signing in needs no name: webauthn-rs asks for that only with attestation.
fn found_without_name(options: &CreationChallengeResponse) -> Result<String, AppError> {
    let mut options = serde_json::to_value(options).map_err(|e| internal(&e))?;
    let wanted = &mut options["publicKey"]["authenticatorSelection"];
    wanted["residentKey"] = "required".into();
    wanted["requireResidentKey"] = true.into();
    Ok(options.to_string())
}

/// Keeps the passkey that answered.
///
/// # Errors
/// `Invalid` when it does not answer what was asked of this person in this browser.
pub async fn take_new(tx: &mut Tx, state: &AppState, person: &PersonId, answer: &str, name: &str) -> Result<Vec<String>, AppError> {
    let ticket = answered(state).await?;
    let (Challenge::New(challenge), true) = (&ticket.payload, ticket.person.as_ref() == Some(person)) else {
        return Err(refused());
    };
    let answer: RegisterPublicKeyCredential = serde_json::from_str(answer).map_err(|_| refused())?;
    let key = relying_party(state)?.finish_passkey_registration(&answer, challenge).map_err(|error| {
        tracing::info!("Refused a new passkey: {error}");
        refused()
    })?;
    if !tickets::use_up(tx, state, &ticket.id).await? {
        return Err(refused());
    }
    cookies::clear_ticket(COOKIE);
    let (lookup, secret) = (hex(key.cred_id()), written(&key)?);
    let new = New {
        kind: Kind::Passkey,
        name,
        lookup: Some(&lookup),
        secret: &secret,
        last_step: None,
    };
    store::add(tx, state, person, &new).await
}

/// Asks for any passkey of ours: the options for `navigator.credentials.get`, as JSON.
///
/// # Errors
/// `NotFound` where passkeys do not work.
pub async fn ask(state: &AppState, purpose: Purpose) -> Result<String, AppError> {
    let (options, challenge) = relying_party(state)?.start_discoverable_authentication().map_err(|e| internal(&e))?;
    keep(state, None, &Challenge::Use(purpose, challenge)).await?;
    serde_json::to_string(&options).map_err(|e| internal(&e))
}

/// Whose passkey answered, and for what. Each challenge counts once; a key whose counter went back may be a copy and is refused.
///
/// # Errors
/// `Invalid` when the answer is not right.
pub async fn take(state: &AppState, answer: &str) -> Result<(PersonId, Purpose), AppError> {
    let ticket = answered(state).await?;
    let Challenge::Use(purpose, challenge) = ticket.payload else {
        return Err(refused());
    };
    let answer: PublicKeyCredential = serde_json::from_str(answer).map_err(|_| refused())?;
    let party = relying_party(state)?;
    let (owner, credential) = party.identify_discoverable_authentication(&answer).map_err(|_| refused())?;
    let (id, person, sealed) = store::passkey(state, &hex(credential)).await?.ok_or_else(refused)?;
    if person.as_str() != owner.to_string() {
        return Err(refused());
    }
    let mut key = read(&store::open_passkey(state, &id, &sealed)?)?;
    let result = party.finish_discoverable_authentication_v2(&answer, challenge, &key).map_err(|error| {
        tracing::info!("Refused a passkey: {error}");
        refused()
    })?;
    key.update_credential(&result);
    let mut tx = state.store.begin().await?;
    if !tickets::use_up(&mut tx, state, &ticket.id).await? || !store::turn_passkey(&mut tx, state, &id, &sealed, &written(&key)?).await? {
        return Err(refused());
    }
    tx.commit().await?;
    cookies::clear_ticket(COOKIE);
    Ok((person, purpose))
}

async fn keep(state: &AppState, person: Option<&PersonId>, challenge: &Challenge) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    let token = tickets::issue(&mut tx, state, tickets::Kind::Passkey, person, challenge).await?;
    tx.commit().await?;
    cookies::set_ticket(COOKIE, &token);
    Ok(())
}

/// The challenge of this browser.
async fn answered(state: &AppState) -> Result<Ticket<Challenge>, AppError> {
    let token = cookies::ticket(COOKIE).ok_or_else(refused)?;
    tickets::look(state, tickets::Kind::Passkey, &token).await?.ok_or_else(refused)
}

fn read(secret: &str) -> Result<Passkey, AppError> {
    serde_json::from_str(secret).map_err(|e| internal(&e))
}

fn written(key: &Passkey) -> Result<String, AppError> {
    serde_json::to_string(key).map_err(|e| internal(&e))
}

/// The one sentence for every passkey that was not right.
pub fn refused() -> AppError {
    AppError::Invalid(vec![FieldError::new("", crate::texts::use_lang().passkey_refused())])
}
