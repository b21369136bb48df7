//! The demo book: never in a production build.

mod billing;
mod book;
mod bulk;
mod cast;
mod cast_bills;
mod claims;
mod cover;
mod desk;
mod dice;
mod draw_command;
mod facts;
mod guests;
mod homes;
mod invoices;
mod pictures;
mod plans;
mod pool;
mod rows;
mod staff;
mod story;
mod verdict;
mod world;

pub use draw_command::DrawInvoicesCommand;

use std::path::PathBuf;

use app::auth::passwords::Hasher;
use app::day::Day;
use app::db::Store;
use app::ids::{Series, show_number};
use app::seal::Keys;
use app::state::{Clock, Random};
use app::{fetch_all, fetch_optional};
use clap::Args;

use self::staff::Staff;
use crate::adapters::DiskBlobs;
use crate::config::{DatabaseConfig, FilesConfig, PasswordConfig};

/// Fill an empty database with a demo book.
#[derive(Args)]
pub struct SeedCommand {
    /// How many policyholders.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    policyholders: u32,
    /// The same seed and date give the same book.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The day the book is made for, YYYY-MM-DD; today unless given.
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Day>,
    /// Where to write the demo sign-ins (JSON).
    #[arg(long, value_name = "FILE")]
    sign_ins: Option<PathBuf>,
    #[command(flatten)]
    database: DatabaseConfig,
    #[command(flatten)]
    files: FilesConfig,
    #[command(flatten)]
    passwords: PasswordConfig,
}

fn day(text: &str) -> Result<Day, &'static str> {
    Day::parse_iso(text).ok_or("expected a date as in 2026-11-20")
}

impl SeedCommand {
    /// Makes the book.
    ///
    /// # Errors
    /// With a sentence that says what to change.
    pub async fn run(self) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let store = self.database.open().await?;
        store.migrate().await?;
        if has_policyholders(&store).await? {
            return Err("the database already holds policyholders; seed fills only an empty one. Nothing was changed".into());
        }
        let random = Random::seeded(self.seed);
        let PasswordConfig {
            argon2_memory_kib,
            argon2_passes,
        } = self.passwords;
        let hasher = Hasher::new(argon2_memory_kib, argon2_passes, &random).map_err(|error| error.to_string())?;
        let mut secrets = Vec::new();
        for sign_in in &cast::SIGN_INS {
            secrets.push(hasher.hash(sign_in.password, &random).await?);
        }
        let (as_of, seed) = (self.as_of.unwrap_or_else(|| Clock::System.today("UTC")), self.seed);
        let (mut pool, wishes) = pool::plan(seed, as_of);
        let pictures = tokio::task::spawn_blocking(move || pool::draw(&wishes, seed)).await??;
        pool.blobs = pool::rows(&pictures, as_of);
        tracing::info!("Drew {} pictures", pictures.len());
        let blobs = DiskBlobs::new(self.files.data_dir.join("blobs"))
            .map_err(|error| format!("PAWTAL_DATA_DIR: {} cannot be used: {error}", self.files.data_dir.display()))?;
        pool::keep(&pictures, &blobs).await?;
        let bills = pool.bills.clone();
        let plan = book::Plan {
            policyholders: usize::try_from(self.policyholders)?,
            seed,
            as_of,
            secrets,
            locked: locked(argon2_memory_kib, argon2_passes),
            pool,
        };
        book::write(&store, plan).await?;
        tracing::info!("Wrote a book of {} policyholders as of {as_of}", self.policyholders);
        let newcomers = newcomers(&store).await?;
        let guests = guests::write(&store, &hasher, &random, as_of.at(0, 0, "UTC")).await?;
        let keys = Keys::open(&self.files.keys(), &Random::system()).map_err(|error| error.to_string())?;
        let staff = Staff {
            keys: &keys,
            hasher: &hasher,
            seed,
            now: as_of.at(0, 0, "UTC"),
        };
        let sign_ins = cast::SIGN_INS.iter().take(usize::try_from(self.policyholders)?);
        let mut sign_ins: Vec<_> = sign_ins
            .map(|one| serde_json::json!({ "role": "policyholder", "email": one.email, "password": one.password }))
            .collect();
        sign_ins.extend(guests);
        sign_ins.extend(staff.write(&store).await?);
        desk::lay_out(&store, &bills, seed, as_of).await?;
        staff.give_apps(&store, &mut sign_ins).await?;
        store.close().await;
        for one in &sign_ins {
            let word = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
            println!("{}  {}  {}  {}", word("role"), word("email"), word("password"), word("totp_secret"));
        }
        if let Some(path) = self.sign_ins {
            let beside = path.with_file_name("newcomers.json");
            for (path, content) in [
                (&path, serde_json::to_vec_pretty(&sign_ins)?),
                (&beside, serde_json::to_vec_pretty(&newcomers)?),
            ] {
                std::fs::write(path, content).map_err(|error| format!("--sign-ins: {} cannot be written: {error}", path.display()))?;
            }
        }
        Ok(())
    }
}

/// Some with a policy who have not registered yet, and what they know of it.
async fn newcomers(store: &Store) -> Result<Vec<serde_json::Value>, sqlx::Error> {
    let sql = "SELECT MIN(y.number), p.birth_on, h.postcode, p.email FROM policy y JOIN person p ON p.id = y.policyholder_id JOIN household h ON h.id = y.household_id
        WHERE p.birth_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM credential c WHERE c.person_id = p.id)
        GROUP BY p.birth_on, h.postcode, p.email ORDER BY 1 LIMIT 5";
    let found: Vec<(String, Day, String, String)> = fetch_all!(store.read(), (String, Day, String, String), sql)?;
    let shown = found.into_iter().map(|(number, birth_on, postcode, email)| {
        serde_json::json!({ "policy_number": show_number(Series::Policy, &number), "birth_on": birth_on, "postcode": postcode, "email": email })
    });
    Ok(shown.collect())
}

async fn has_policyholders(store: &Store) -> Result<bool, sqlx::Error> {
    let found = fetch_optional!(store.read(), (i32,), "SELECT 1 FROM household LIMIT 1")?;
    Ok(found.is_some())
}

/// A hash as a password's would be stored, to which nobody knows a password: checking one against it takes as long as ever.
fn locked(memory_kib: u32, passes: u32) -> String {
    format!("$argon2id$v=19$m={memory_kib},t={passes},p=1$bm9ib2R5LWtub3dzLWl0${}", "A".repeat(43))
}
