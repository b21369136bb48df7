//! People of a book, signed in without their passwords.

use std::sync::Arc;

use app::auth::passwords::Hasher;
use app::auth::store::{SESSION_MS, token_hash};
use app::db::Store;
use app::ids::{HouseholdId, PersonId};
use app::state::{AppState, Brand, Clock, Random, Services};
use app::testing::MemoryBlobs;
use app::{execute, fetch_all};

use super::Failure;

/// Somebody with a live session.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub person: PersonId,
    /// Of which household.
    pub household: HouseholdId,
    /// The session's token, for the cookie.
    pub token: String,
}

/// A database as the product sees it, at the machine's time, without any bytes.
///
/// # Errors
/// When it cannot be opened.
pub async fn open(url: &str, random: Random) -> Result<AppState, Failure> {
    let services = Services {
        store: Store::open(url, 2).await?,
        clock: Clock::System,
        hasher: Hasher::new(64, 1, &random)?,
        random,
        blobs: Arc::new(MemoryBlobs::default()),
        brand: Arc::new(Brand {
            name: String::new(),
            phone: String::new(),
            hours: String::new(),
            email: String::new(),
        }),
    };
    Ok(services.into())
}

/// Signs in policyholders drawn by chance, each once.
///
/// # Errors
/// When the database does not answer or the book is smaller.
pub async fn sign_in(state: &AppState, how_many: usize) -> Result<Vec<SignedIn>, Failure> {
    let sql = "SELECT person_id, scope_id FROM \"grant\" WHERE role = 'policyholder' AND to_at IS NULL ORDER BY person_id";
    let mut people = fetch_all!(state.store.read(), (PersonId, HouseholdId), sql)?;
    if people.len() < how_many {
        return Err(format!("the book has {} policyholders, not {how_many}", people.len()).into());
    }
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    let mut signed_in = Vec::with_capacity(how_many);
    for _ in 0..how_many {
        let chance = usize::try_from(u32::from_le_bytes(state.random.bytes()))?;
        let (person, household) = people.swap_remove(chance % people.len());
        let token: String = state.random.bytes::<32>().iter().map(|byte| format!("{byte:02x}")).collect();
        let sql = "INSERT INTO session (id, token_hash, person_id, created_at, expires_at, device) VALUES ($1, $2, $3, $4, $5, 'a trial')";
        execute!(tx.run(), sql, state.new_id(), token_hash(&token), &person, now, now + SESSION_MS)?;
        signed_in.push(SignedIn { person, household, token });
    }
    tx.commit().await?;
    Ok(signed_in)
}
