//! People of a book, signed in without their passwords.

use std::sync::Arc;

use app::auth::passwords::Hasher;
use app::auth::store::token_hash;
use app::billing::terms::Terms;
use app::claims::reading::model::DateOrder;
use app::claims::reading::ports::ReadError;
use app::day::Day;
use app::db::Store;
use app::ids::{HouseholdId, PersonId, PetId};
use app::seal::Keys;
use app::sessions::store::WHOLE_MS;
use app::state::{AppState, Brand, Clock, Random, Services};
use app::testing::{Letters, MemoryBlobs, Prepared};
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
    let (keys, letters) = (Keys::passing(&random), Arc::new(Letters::default()));
    let services = Services {
        store: Store::open(url, 2).await?,
        clock: Clock::System,
        hasher: Hasher::new(64, 1, &random)?,
        random,
        blobs: Arc::new(MemoryBlobs::default()),
        scanner: None,
        reader: Arc::new(Prepared(Err(ReadError::NotSetUp("nothing is read here".into())))),
        date_order: DateOrder::MonthFirst,
        instant_up_to_cents: 0,
        second_above_cents: 0,
        brand: Arc::new(Brand {
            name: String::new(),
            phone: String::new(),
            hours: String::new(),
            email: String::new(),
            postal: String::new(),
        }),
        keys,
        mailer: letters.clone(),
        sms: Some(letters.clone()),
        pusher: Some(letters),
        sms_hook_secret: None,
        billing: Arc::new(Terms::default()),
        gateway: None,
        oidc: None,
        public_url: "http://127.0.0.1".into(),
        behind_proxy: false,
    };
    Ok(services.into())
}

/// Signs in policyholders drawn by chance, each once.
///
/// # Errors
/// When the database does not answer or the book is smaller.
pub async fn sign_in(state: &AppState, how_many: usize) -> Result<Vec<SignedIn>, Failure> {
    let sql = "SELECT person_id, scope_id FROM \"grant\" WHERE role = 'policyholder' AND to_at IS NULL ORDER BY person_id";
    let people = fetch_all!(state.store.read(), (PersonId, HouseholdId), sql)?;
    let drawn = draw(state, people, how_many)?;
    with_sessions(state, drawn).await
}

/// Somebody who can file a claim for a pet.
#[derive(Clone, Debug)]
pub struct Filer {
    /// Who.
    pub who: SignedIn,
    /// A living pet, insured for some time, with cover on [`visit_day`].
    pub pet: PetId,
}

/// A day some days ago, in any time zone.
pub fn visit_day(state: &AppState) -> Day {
    state.clock.today("UTC").plus_days(-3)
}

/// Signs in people drawn by chance who can file a claim and have no draft open.
///
/// # Errors
/// As [`sign_in`].
pub async fn filers(state: &AppState, how_many: usize) -> Result<Vec<Filer>, Failure> {
    let sql = "SELECT g.person_id, g.scope_id, MIN(p.id) FROM \"grant\" g
        JOIN policy y ON y.policyholder_id = g.person_id AND y.household_id = g.scope_id
        JOIN pet p ON p.id = y.pet_id
        JOIN term t ON t.policy_id = y.id AND t.starts_on <= $1 AND t.ends_on >= $1
        WHERE g.role = 'policyholder' AND g.to_at IS NULL AND p.died_on IS NULL AND y.cover_from <= $2
            AND NOT EXISTS (SELECT 1 FROM standing s WHERE s.policy_id = y.id AND s.flag IN ('lapsed', 'cancelled', 'pending'))
            AND NOT EXISTS (SELECT 1 FROM draft d WHERE d.person_id = g.person_id AND d.submitted_at IS NULL AND d.discarded_at IS NULL)
        GROUP BY g.person_id, g.scope_id ORDER BY g.person_id";
    let visit = visit_day(state);
    let people = fetch_all!(state.store.read(), (PersonId, HouseholdId, PetId), sql, visit, visit.plus_months(-3))?;
    let drawn = draw(state, people, how_many)?;
    let (people, pets): (Vec<_>, Vec<_>) = drawn.into_iter().map(|(person, household, pet)| ((person, household), pet)).unzip();
    let signed_in = with_sessions(state, people).await?;
    Ok(signed_in.into_iter().zip(pets).map(|(who, pet)| Filer { who, pet }).collect())
}

/// Some of them, by chance, each at most once.
fn draw<T>(state: &AppState, mut from: Vec<T>, how_many: usize) -> Result<Vec<T>, Failure> {
    if from.len() < how_many {
        return Err(format!("the book has {} people for this, not {how_many}", from.len()).into());
    }
    let mut drawn = Vec::with_capacity(how_many);
    for _ in 0..how_many {
        let chance = usize::try_from(u32::from_le_bytes(state.random.bytes()))?;
        drawn.push(from.swap_remove(chance % from.len()));
    }
    Ok(drawn)
}

async fn with_sessions(state: &AppState, people: Vec<(PersonId, HouseholdId)>) -> Result<Vec<SignedIn>, Failure> {
    let sql = "INSERT INTO session (id, token_hash, person_id, created_at, expires_at, device) VALUES ($1, $2, $3, $4, $5, 'a trial')";
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    let mut signed_in = Vec::with_capacity(people.len());
    for (person, household) in people {
        let token: String = state.random.bytes::<32>().iter().map(|byte| format!("{byte:02x}")).collect();
        execute!(tx.run(), sql, state.new_id(), token_hash(&token), &person, now, now + WHOLE_MS)?;
        signed_in.push(SignedIn { person, household, token });
    }
    tx.commit().await?;
    Ok(signed_in)
}
