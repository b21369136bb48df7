//! Stores and builders for tests: every store and server test runs on SQLite and PostgreSQL, each with a database of its own.

pub mod book;
pub mod gateway;
pub mod people;
pub mod talk;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use sqlx::types::Json;

use crate::auth::passwords::Hasher;
use crate::auth::{HouseholdActor, Role};
use crate::billing::terms::Terms;
use crate::claims::reading::model::DateOrder;
use crate::claims::reading::ports::{InvoiceReader, ReadError, Sheet};
use crate::day::Day;
use crate::db::Store;
use crate::documents::ports::{BlobError, BlobStore, Scanner};
use crate::execute;
use crate::ids::{BlobId, HouseholdId, PersonId, PetId, PolicyId, Series, TermId};
use crate::jobs::Lane;
use crate::notify::ports::{Mail, Mailer, Parcel, Pusher, SendError, Sms};
use crate::policies::model::{Benefit, DeductibleKind, Exclusion, Order, PlanTerms, WaitingPeriods};
use crate::seal::Keys;
use crate::state::{AppState, Brand, Clock, Random, Services};

/// Friday 20 November 2026, 17:00 UTC: noon in New York, nine in the morning in Los Angeles.
pub const NOW: i64 = 1_795_194_000_000;
/// The date of [`NOW`] in the test household.
pub const TODAY: &str = "2026-11-20";
/// The password of every test sign-in.
pub const PASSWORD: &str = "a long test password";

/// Writes a test twice: once on SQLite, once on PostgreSQL (named by `PAWTAL_TEST_POSTGRES`; without it that half says so and passes).
///
/// ```ignore
/// on_both_engines! {
///     async fn a_draft_is_kept(state: AppState) { … }
/// }
/// ```
#[macro_export]
macro_rules! on_both_engines {
    ($($(#[$meta:meta])* async fn $name:ident($state:ident: AppState) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports, clippy::allow_attributes, reason = "not every test needs all of them")]
            use super::*;

            async fn test($state: $crate::state::AppState) $body

            #[tokio::test]
            $(#[$meta])*
            async fn on_sqlite() {
                let folder = tempfile::tempdir().expect("a folder");
                let path = folder.path().join("test.db");
                test($crate::testing::state(&format!("sqlite://{}", path.display())).await).await;
            }

            #[tokio::test]
            $(#[$meta])*
            async fn on_postgres() {
                match $crate::testing::postgres().await {
                    Some(url) => test($crate::testing::state(&url).await).await,
                    None => eprintln!("skipped: PAWTAL_TEST_POSTGRES does not name a PostgreSQL server"),
                }
            }
        }
    )+};
}

/// Address of a new, empty PostgreSQL database; `None` when no server is named.
pub async fn postgres() -> Option<String> {
    let server = std::env::var("PAWTAL_TEST_POSTGRES").ok()?;
    let name = format!("test_{}", Random::system().id_at(0).replace('-', ""));
    let admin = sqlx::PgPool::connect(&format!("{server}/postgres"))
        .await
        .expect("PAWTAL_TEST_POSTGRES answers");
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .execute(&admin)
        .await
        .expect("a database");
    admin.close().await;
    Some(format!("{server}/{name}"))
}

/// What the provider of text messages signs with.
pub const HOOK_SECRET: &str = "a secret of the tests' provider";

/// The insurer of every test.
pub fn brand() -> Brand {
    Brand {
        name: "Test Mutual".into(),
        phone: "+1 555 010 0100".into(),
        hours: "always".into(),
        email: "help@test.example".into(),
        postal: "1 Harbor Street, Albany, NY 12207".into(),
    }
}

/// A state on a migrated database, at [`NOW`], with blobs in memory and cheap password hashes.
pub async fn state(url: &str) -> AppState {
    let store = Store::open(url, 4).await.expect("a database");
    store.migrate().await.expect("migrations");
    let random = Random::system();
    let hasher = Hasher::new(64, 1, &random).expect("parameters");
    let keys = Keys::passing(&random);
    Services {
        store,
        clock: Clock::fixed(NOW),
        random,
        blobs: Arc::new(MemoryBlobs::default()),
        scanner: None,
        hasher,
        reader: Arc::new(Prepared(Err(ReadError::NotSetUp("no reader in this test".into())))),
        date_order: DateOrder::MonthFirst,
        instant_up_to_cents: 150_000,
        second_above_cents: 250_000,
        brand: Arc::new(brand()),
        keys,
        mailer: Arc::new(Letters::default()),
        sms: Some(Arc::new(Letters::default())),
        pusher: Some(Arc::new(Letters::default())),
        sms_hook_secret: Some(HOOK_SECRET.into()),
        billing: Arc::new(Terms::default()),
        gateway: None,
        oidc: None,
        public_url: "https://portal.test.example".into(),
        // So that a test says with a header where a request comes from.
        behind_proxy: true,
    }
    .into()
}

/// The same state with another store of bytes.
pub fn with_blobs(state: &AppState, blobs: MemoryBlobs) -> AppState {
    let services = Services::clone(state);
    Services {
        blobs: Arc::new(blobs),
        ..services
    }
    .into()
}

/// The same state with a scanner.
pub fn with_scanner(state: &AppState, scanner: Arc<dyn Scanner>) -> AppState {
    let services = Services::clone(state);
    Services {
        scanner: Some(scanner),
        ..services
    }
    .into()
}

/// The same state whose reader answers this, whatever it is shown.
pub fn with_reader(state: &AppState, answer: Result<Vec<Sheet>, ReadError>) -> AppState {
    let services = Services::clone(state);
    Services {
        reader: Arc::new(Prepared(answer)),
        ..services
    }
    .into()
}

/// A reader with one answer.
pub struct Prepared(pub Result<Vec<Sheet>, ReadError>);

#[async_trait]
impl InvoiceReader for Prepared {
    async fn read(&self, _: &[u8], _: &str) -> Result<Vec<Sheet>, ReadError> {
        self.0.clone()
    }
}

/// The same state whose letters and messages can be read.
pub fn with_letters(state: &AppState) -> (AppState, Arc<Letters>) {
    let (services, letters) = (Services::clone(state), Arc::new(Letters::default()));
    let services = Services {
        mailer: letters.clone(),
        sms: Some(letters.clone()),
        pusher: Some(letters.clone()),
        ..services
    };
    (services.into(), letters)
}

/// Letters, text messages and pushes that were sent, in order; or what becomes of them instead.
#[derive(Default)]
pub struct Letters {
    mail: Mutex<Vec<Mail>>,
    texts: Mutex<Vec<(String, String)>>,
    text_keys: Mutex<Vec<String>>,
    pushes: Mutex<Vec<Parcel>>,
    trouble: Mutex<Option<fn() -> SendError>>,
}

impl Letters {
    /// The e-mail so far.
    pub fn mail(&self) -> Vec<Mail> {
        self.mail.lock().expect("a lock").clone()
    }

    /// The text messages so far: number and words.
    pub fn texts(&self) -> Vec<(String, String)> {
        self.texts.lock().expect("a lock").clone()
    }

    /// The keys by which the provider of text messages knows a message again.
    pub fn text_keys(&self) -> Vec<String> {
        self.text_keys.lock().expect("a lock").clone()
    }

    /// The pushes so far.
    pub fn pushes(&self) -> Vec<Parcel> {
        self.pushes.lock().expect("a lock").clone()
    }

    /// From now on nothing goes, for this reason; `None`: everything goes.
    pub fn fail(&self, why: Option<fn() -> SendError>) {
        *self.trouble.lock().expect("a lock") = why;
    }

    fn trouble(&self) -> Result<(), SendError> {
        self.trouble.lock().expect("a lock").map_or(Ok(()), |why| Err(why()))
    }
}

#[async_trait]
impl Mailer for Letters {
    async fn send(&self, mail: &Mail) -> Result<(), SendError> {
        self.trouble()?;
        self.mail.lock().expect("a lock").push(mail.clone());
        Ok(())
    }
}

#[async_trait]
impl Sms for Letters {
    async fn send(&self, to: &str, text: &str, key: &str) -> Result<(), SendError> {
        self.trouble()?;
        self.texts.lock().expect("a lock").push((to.to_owned(), text.to_owned()));
        self.text_keys.lock().expect("a lock").push(key.to_owned());
        Ok(())
    }
}

#[async_trait]
impl Pusher for Letters {
    fn knows(&self, endpoint: &str) -> bool {
        endpoint.starts_with("https://push.test.example/")
    }

    async fn send(&self, parcel: &Parcel) -> Result<(), SendError> {
        self.trouble()?;
        if parcel.endpoint.ends_with("/gone") {
            return Err(SendError::Gone("the push service answered 410".into()));
        }
        self.pushes.lock().expect("a lock").push(parcel.clone());
        Ok(())
    }
}

/// Works everything that is due, as the worker would.
pub async fn work(state: &AppState) {
    loop {
        let mut worked = crate::notify::store::deliveries::deliver_one(state).await.expect("deliveries");
        for lane in Lane::ALL {
            worked |= crate::jobs::work_one(state, lane).await.expect("jobs");
        }
        if !worked {
            return;
        }
    }
}

/// Blobs in memory. [`MemoryBlobs::full`] plays a full disk.
#[derive(Default)]
pub struct MemoryBlobs {
    blobs: Mutex<HashMap<String, Vec<u8>>>,
    full: bool,
}

impl MemoryBlobs {
    /// A store with no room.
    pub fn full() -> MemoryBlobs {
        MemoryBlobs {
            full: true,
            ..MemoryBlobs::default()
        }
    }

    /// How many blobs there are.
    pub fn len(&self) -> usize {
        self.blobs.lock().expect("a lock").len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[async_trait]
impl BlobStore for MemoryBlobs {
    async fn put(&self, id: &BlobId, bytes: &[u8]) -> Result<(), BlobError> {
        if self.full {
            return Err(BlobError::Full);
        }
        self.blobs.lock().expect("a lock").insert(id.0.clone(), bytes.to_vec());
        Ok(())
    }

    async fn get(&self, id: &BlobId) -> Result<Option<Vec<u8>>, BlobError> {
        Ok(self.blobs.lock().expect("a lock").get(&id.0).cloned())
    }

    async fn delete(&self, id: &BlobId) -> Result<(), BlobError> {
        self.blobs.lock().expect("a lock").remove(&id.0);
        Ok(())
    }
}

/// A household with one policyholder and its pets, each insured since a year and a half.
#[derive(Clone, Debug)]
pub struct Home {
    /// The policyholder, as the guard would give them.
    pub actor: HouseholdActor,
    /// Sign-in address; the password is [`PASSWORD`].
    pub email: String,
    /// The pets in order.
    pub pets: Vec<InsuredPet>,
}

/// A pet with its policy.
#[derive(Clone, Debug)]
pub struct InsuredPet {
    /// The animal.
    pub id: PetId,
    /// What it is called.
    pub name: String,
    /// Its policy.
    pub policy: PolicyId,
    /// The policy's number, stored form.
    pub policy_number: String,
    /// The term that holds today.
    pub term: TermId,
}

/// First day of the test policies' cover.
pub fn cover_from() -> Day {
    Day::new(2025, 5, 1).expect("a date")
}

/// A household of New York, whose policyholder has just said "not now" to a second factor, with pets of these names (dogs), annual limit $10,000, deductible $250, rate 80%.
pub async fn home(state: &AppState, given_name: &str, pets: &[&str]) -> Home {
    let now = state.clock.now();
    let (household, person) = (HouseholdId(state.new_id()), PersonId(state.new_id()));
    let email = format!("{}@test.example", given_name.to_lowercase());
    let secret = state.hasher.hash(PASSWORD, &state.random).await.expect("a hash");
    let mut tx = state.store.begin().await.expect("a transaction");
    execute!(
        tx.run(),
        "INSERT INTO household (id, street, city, state, postcode, time_zone, created_at) VALUES ($1, '1 Test Street', 'Albany', 'NY', '12207', 'America/New_York', $2)",
        &household,
        now
    )
    .expect("household");
    execute!(
        tx.run(),
        "INSERT INTO person (id, given_name, family_name, email, birth_on, created_at, second_factor_asked_at) VALUES ($1, $2, 'Test', $3, '1980-01-31', $4, $4)",
        &person,
        given_name,
        &email,
        now
    )
    .expect("person");
    execute!(
        tx.run(),
        "INSERT INTO credential (id, person_id, kind, email, secret, created_at) VALUES ($1, $2, 'password', $3, $4, $5)",
        state.new_id(),
        &person,
        &email,
        secret,
        now
    )
    .expect("credential");
    execute!(
        tx.run(),
        "INSERT INTO \"grant\" (id, person_id, role, scope_kind, scope_id, from_at) VALUES ($1, $2, 'policyholder', 'household', $3, $4)",
        state.new_id(),
        &person,
        &household,
        now - 1
    )
    .expect("grant");
    execute!(
        tx.run(),
        "INSERT INTO plan (id, code, name) VALUES ('plan-complete', 'complete', 'Complete') ON CONFLICT DO NOTHING"
    )
    .expect("plan");
    execute!(
        tx.run(),
        "INSERT INTO plan_version (id, plan_id, version, effective_from, terms) VALUES ('plan-complete-1', 'plan-complete', 1, '2020-01-01', $1) ON CONFLICT DO NOTHING",
        Json(plan_terms())
    )
    .expect("plan version");
    let mut insured = Vec::new();
    for name in pets {
        let (pet, policy, term) = (PetId(state.new_id()), PolicyId(state.new_id()), TermId(state.new_id()));
        let number = tx.next_number(Series::Policy).await.expect("a number");
        execute!(
            tx.run(),
            "INSERT INTO pet (id, household_id, name, species, breed, birth_on, sex, neutered, created_at, changed_at) VALUES ($1, $2, $3, 'dog', 'Beagle', '2021-03-12', 'female', $4, $5, $5)",
            &pet,
            &household,
            *name,
            true,
            now
        )
        .expect("pet");
        execute!(
            tx.run(),
            "INSERT INTO policy (id, number, household_id, pet_id, policyholder_id, cover_from, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &policy,
            &number,
            &household,
            &pet,
            &person,
            cover_from(),
            now
        )
        .expect("policy");
        for (id, starts) in [(TermId(state.new_id()), cover_from()), (term.clone(), cover_from().plus_months(12))] {
            execute!(
                tx.run(),
                "INSERT INTO term (id, policy_id, plan_version_id, starts_on, ends_on, annual_limit_cents, deductible_cents, rate_percent, premium_cents, installments, currency)
                 VALUES ($1, $2, 'plan-complete-1', $3, $4, 1000000, 25000, 80, 50520, 12, 'USD')",
                id,
                &policy,
                starts,
                starts.plus_months(12).plus_days(-1)
            )
            .expect("term");
        }
        execute!(
            tx.run(),
            "INSERT INTO standing (id, policy_id, flag, from_on) VALUES ($1, $2, 'in_force', $3)",
            state.new_id(),
            &policy,
            cover_from()
        )
        .expect("standing");
        insured.push(InsuredPet {
            id: pet,
            name: (*name).to_owned(),
            policy,
            policy_number: number,
            term,
        });
    }
    tx.commit().await.expect("commit");
    let actor = HouseholdActor {
        person,
        given_name: given_name.to_owned(),
        household,
        zone: "America/New_York".into(),
        state: "NY".into(),
        roles: [Role::Policyholder].into_iter().collect(),
    };
    Home { actor, email, pets: insured }
}

/// The terms of the test plan.
pub fn plan_terms() -> PlanTerms {
    PlanTerms {
        waiting: WaitingPeriods {
            accident_days: 0,
            illness_days: 14,
            orthopaedic_days: 30,
            dental_days: 14,
        },
        filing_window_days: 180,
        benefits: vec![
            Benefit::Accidents,
            Benefit::Illnesses,
            Benefit::Surgery,
            Benefit::Diagnostics,
            Benefit::Medicines,
        ],
        exclusions: vec![Exclusion::PreExisting, Exclusion::Cosmetic, Exclusion::Breeding, Exclusion::Wellness],
        deductible: DeductibleKind::Annual,
        order: Order::DeductibleRateLimit,
        condition_limit_cents: None,
        lifetime_limit_cents: None,
        bilateral: false,
        schedule: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::On;
    use crate::sessions::browser::Browser;

    #[tokio::test]
    async fn every_statement_is_understood_by_sqlite() {
        let folder = tempfile::tempdir().expect("a folder");
        let state = state(&format!("sqlite://{}", folder.path().join("t.db").display())).await;
        understood(&state).await;
    }

    #[tokio::test]
    async fn every_statement_is_understood_by_postgres() {
        match postgres().await {
            Some(url) => understood(&state(&url).await).await,
            None => eprintln!("skipped: PAWTAL_TEST_POSTGRES does not name a PostgreSQL server"),
        }
    }

    async fn understood(state: &AppState) {
        use sqlx::{Executor as _, SqlSafeStr as _};
        let slices = [
            crate::account::store::ALL,
            crate::auth::audit::ALL,
            crate::auth::factors::store::ALL,
            crate::auth::limits::ALL,
            crate::auth::oidc::store::ALL,
            crate::auth::limits::guesses::ALL,
            crate::auth::new_password::ALL,
            crate::auth::store::ALL,
            crate::auth::store::look::ALL,
            crate::auth::tickets::ALL,
            crate::billing::ledger::ALL,
            crate::billing::ledger::opening::ALL,
            crate::billing::ledger::verify::ALL,
            crate::billing::dunning::store::ALL,
            crate::billing::held::ALL,
            crate::billing::paying::settling::ALL,
            crate::billing::paying::store::ALL,
            crate::billing::paying::wishes::ALL,
            crate::billing::run::ALL,
            crate::billing::schedule::store::ALL,
            crate::policies::flags::ALL,
            crate::billing::autopay::store::ALL,
            crate::billing::autopay::words::ALL,
            crate::billing::bill::store::look::ALL,
            crate::billing::links::store::ALL,
            crate::billing::links::visit::ALL,
            crate::billing::methods::store::ALL,
            crate::billing::paying::pages::ALL,
            crate::billing::store::ALL,
            crate::billing::disputes::store::ALL,
            crate::billing::events::store::ALL,
            crate::billing::events::work::ALL,
            crate::billing::payouts::account::ALL,
            crate::billing::payouts::store::ALL,
            crate::billing::reconcile::store::ALL,
            crate::billing::refunds::lists::ALL,
            crate::billing::refunds::store::ALL,
            crate::claims::eob::store::ALL,
            crate::claims::estimate::photo::ALL,
            crate::claims::estimate::store::ALL,
            crate::live::ALL,
            crate::claims::intake::facts::ALL,
            crate::claims::intake::pages::ALL,
            crate::claims::intake::preflight::ALL,
            crate::claims::intake::store::ALL,
            crate::claims::intake::submission::ALL,
            crate::claims::store::ALL,
            crate::documents::cards::ALL,
            crate::agency::store::ALL,
            crate::desk::store::ALL,
            crate::desk::store::audit::ALL,
            crate::people::store::ALL,
            crate::people::store::homes::ALL,
            crate::people::store::invitation::ALL,
            crate::people::store::staff::ALL,
            crate::jobs::ALL,
            crate::notify::store::centre::ALL,
            crate::notify::store::deliveries::ALL,
            crate::notify::store::own::ALL,
            crate::notify::store::preferences::ALL,
            crate::notify::store::state::ALL,
            crate::notify::store::telling::ALL,
            crate::pets::store::ALL,
            crate::claims::store::cover::ALL,
            crate::claims::store::decisions::ALL,
            crate::claims::store::detail::ALL,
            crate::claims::store::moves::ALL,
            crate::claims::store::signs::ALL,
            crate::claims::store::timing::ALL,
            crate::claims::work::store::ALL,
            crate::claims::work::store::case::ALL,
            crate::claims::work::store::change::ALL,
            crate::claims::work::store::deciding::ALL,
            crate::claims::work::store::hold::ALL,
            crate::claims::work::store::queue::ALL,
            crate::home::store::ALL,
            crate::policies::store::ALL,
            crate::register::store::ALL,
            crate::reset::store::ALL,
            crate::documents::store::ALL,
            crate::sessions::devices::ALL,
            crate::sessions::operator::ALL,
            crate::sessions::store::ALL,
            crate::pets::photo::ALL,
            crate::rotation::ALL,
            crate::workflow::store::ALL,
            crate::workflow::watch::ALL,
            crate::workflow::requirements::ALL,
            crate::claims::appeal::store::ALL,
            crate::claims::asked::reminders::ALL,
            crate::claims::asked::store::ALL,
            crate::claims::vet::store::ALL,
            crate::claims::vet::visit::ALL,
            crate::desk::conversation::store::ALL,
            crate::documents::attachments::ALL,
            crate::messages::desk::ALL,
            crate::messages::internal::ALL,
            crate::messages::store::ALL,
            crate::messages::threads::ALL,
        ];
        for (name, sql) in slices.into_iter().flatten() {
            let mut tx = state.store.begin().await.expect("a transaction");
            let sql = sqlx::AssertSqlSafe(*sql).into_sql_str();
            let prepared = match tx.run() {
                On::Sqlite(db) => db.prepare(sql).await.map(drop),
                On::Postgres(db) => db.prepare(sql).await.map(drop),
            };
            assert!(prepared.is_ok(), "{name}: {prepared:?}");
        }
    }

    on_both_engines! {
        async fn a_session_is_found_until_it_ends(state: AppState) {
            let home = home(&state, "Robin", &["Biscuit"]).await;
            let mut tx = state.store.begin().await.expect("tx");
            let one = crate::auth::model::Strength::One;
            let started = crate::sessions::store::start(&mut tx, &state, &home.actor.person, one, &Browser::default()).await;
            tx.commit().await.expect("commit");
            let token = started.expect("session").token;
            let found = crate::auth::store::session(&state, &token).await.expect("look").expect("found");
            assert_eq!(found.policyholder().expect("a policyholder").household, home.actor.household);
            assert!(crate::auth::store::session(&state, "no such token").await.expect("look").is_none());
            state.clock.advance(crate::sessions::store::IDLE_MS);
            assert!(crate::auth::store::session(&state, &token).await.expect("look").is_none(), "expired");
        }

        async fn two_numbers_are_never_the_same(state: AppState) {
            let mut tx = state.store.begin().await.expect("tx");
            let (one, two) = (tx.next_number(Series::Claim).await.expect("one"), tx.next_number(Series::Claim).await.expect("two"));
            assert_ne!(one, two);
        }
    }
}
