//! `pawtal admin …`: what the people who run the deployment do from a terminal.

mod read_invoice;

use std::io::Read as _;
use std::path::Path;

use app::auth::Role;
use app::auth::audit::Verdict;
use app::auth::new_password::{FEWEST_ALONE, judge};
use app::auth::passwords::Hasher;
use app::day::Day;
use app::db::Store;
use app::seal::{KeyError, Keys};
use app::sessions::operator::{self, Whose};
use app::state::{AppState, Clock, Random};
use app::texts::Lang;
use clap::{Args, Subcommand};

use crate::assemble;
use crate::config::{Config, DatabaseConfig, FilesConfig, PasswordConfig};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Look after the deployment.
#[derive(Args)]
pub struct Admin {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Set the password of a sign-in; it is read from standard input.
    SetPassword {
        /// E-mail address of the sign-in.
        email: String,
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        passwords: PasswordConfig,
    },
    /// Give the first of the insurer's people a sign-in; the others are invited from the desk. The password is read from standard input.
    CreateStaff {
        /// E-mail address to sign in with.
        #[arg(long)]
        email: String,
        /// Given name.
        #[arg(long)]
        given_name: String,
        /// Family name.
        #[arg(long)]
        family_name: String,
        /// adjuster, support, underwriter or ops.
        #[arg(long, value_parser = staff_role)]
        role: Role,
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        passwords: PasswordConfig,
    },
    /// End the sessions of one person, or of everybody, at once on every server. Who goes on must sign in again.
    EndSessions {
        /// E-mail address of the person.
        #[arg(long, required_unless_present = "all", conflicts_with = "all")]
        email: Option<String>,
        /// Everybody's.
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        database: DatabaseConfig,
    },
    /// Read the whole audit log and say whether every entry is there and as it was written.
    VerifyAudit {
        #[command(flatten)]
        database: DatabaseConfig,
    },
    /// Add up the whole ledger, compare it with bills, payments, refunds and payouts, and say what does not agree.
    VerifyLedger {
        #[command(flatten)]
        database: DatabaseConfig,
    },
    /// Make, collect and follow bills now, as the worker does every ten minutes, and say what was done. Servers may run meanwhile; stopped half-way, run it again.
    BillRun(Box<Config>),
    /// Look again at everything that the payment gateway told since a day: the events are kept, their work is left once more for the servers' workers.
    ReplayWebhooks {
        /// The first day, in UTC: 2026-11-20. Without it all that are kept.
        #[arg(long, value_parser = day)]
        since: Option<Day>,
        #[command(flatten)]
        config: Box<Config>,
    },
    /// Compare our books with the payment gateway's now, heal what another look can heal, and list what differs on the desk.
    Reconcile {
        /// How many days back.
        #[arg(long, default_value_t = app::billing::reconcile::store::DAYS, value_parser = clap::value_parser!(i64).range(1..=400))]
        days: i64,
        #[command(flatten)]
        config: Box<Config>,
    },
    /// Read invoices and print one line of JSON for each: file, date, total_cents, clinic, number, lines, ms.
    ReadInvoice(read_invoice::ReadInvoice),
    /// Make a new key to be known by at the push services of browsers. Browsers show no notices until their people switch them on again, which each is asked on their next visit. Servers may run meanwhile.
    RenewPushKey {
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        files: FilesConfig,
    },
    /// Make a new key and seal every secret anew under it. Servers may run meanwhile; stopped half-way, run it again.
    RotateKeys {
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        files: FilesConfig,
    },
}

impl Admin {
    /// Does the task.
    ///
    /// # Errors
    /// With a sentence that says what to change.
    pub async fn run(self) -> Result<(), Failure> {
        match self.task {
            Task::SetPassword { email, database, passwords } => {
                let secret = hashed_password(std::slice::from_ref(&email), &passwords).await?;
                let store = Store::open(&database.database_url, 1).await?;
                if !app::auth::store::set_password(&store, &email.to_lowercase(), &secret).await? {
                    return Err("no sign-in has this e-mail address; nothing was changed".into());
                }
                println!("The password is set.");
                Ok(())
            }
            Task::CreateStaff {
                email,
                given_name,
                family_name,
                role,
                database,
                passwords,
            } => {
                let email = email.trim().to_lowercase();
                let own = [email.clone(), given_name.clone(), family_name.clone()];
                let secret = hashed_password(&own, &passwords).await?;
                let store = Store::open(&database.database_url, 1).await?;
                store.migrate().await?;
                let names = [given_name.trim(), family_name.trim()];
                if !app::people::store::staff::create(&store, &email, names, role, &secret).await? {
                    return Err("this e-mail address is known already; invite it from the desk instead. Nothing was changed".into());
                }
                println!("{email} can sign in as {role}.");
                Ok(())
            }
            Task::EndSessions { email, all: _, database } => {
                let store = Store::open(&database.database_url, 1).await?;
                let email = email.map(|email| email.trim().to_lowercase());
                let ended = operator::end(&store, &Clock::System, email.as_deref().map_or(Whose::Everybodys, Whose::Of)).await?;
                println!("Sessions ended: {ended}.");
                Ok(())
            }
            Task::VerifyAudit { database } => {
                let store = Store::open(&database.database_url, 1).await?;
                match app::auth::audit::verify(&store).await? {
                    Verdict::Whole(entries) => {
                        println!("The audit log is whole: {entries} entries.");
                        Ok(())
                    }
                    Verdict::Broken(entry) => Err(format!("the audit log is broken: entry {entry} is missing or was changed").into()),
                }
            }
            Task::VerifyLedger { database } => {
                // Each comparison has a connection of its own.
                let store = Store::open(&database.database_url, 3).await?;
                let report = app::billing::ledger::verify::verify(&store).await?;
                if report.wrong.is_empty() {
                    println!("The ledger balances: {} entries.", report.entries);
                    return Ok(());
                }
                report.wrong.iter().for_each(|wrong| println!("{wrong}"));
                Err("the ledger does not agree with the books; nothing was changed".into())
            }
            Task::ReplayWebhooks { since, config } => {
                let state = assemble::open(&config).await?;
                let since = since.map_or(0, |day| day.at(0, 0, "UTC"));
                let events = app::billing::events::store::replay(&state, since).await?;
                println!("{events} events will be worked again.");
                Ok(())
            }
            Task::Reconcile { days, config } => reconcile(days, &config).await,
            Task::BillRun(config) => bill_run(&assemble::open(&config).await?).await,
            Task::ReadInvoice(read) => read.run().await,
            Task::RenewPushKey { database, files } => renew_push_key(database, &files).await,
            Task::RotateKeys { database, files } => rotate_keys(database, &files).await,
        }
    }
}

async fn bill_run(state: &AppState) -> Result<(), Failure> {
    let done = app::billing::run::run(state).await?;
    println!("Bills made: {}.", done.made);
    println!(
        "Payments: {} arrived, {} on their way, {} did not go through, {} not answered yet.",
        done.paid, done.on_their_way, done.failed, done.not_known
    );
    println!(
        "Bills late since now: {}. Notices and lapses: {}. Bills owed no longer: {}.",
        done.late, done.steps, done.ended
    );
    for (home_state, bills) in app::billing::dunning::store::late_by_state(state).await? {
        if state.billing.lapse_in(&home_state).is_none() {
            println!("No cover ends in {home_state}, where {bills} bills are late: PAWTAL_LAPSE does not name it.");
        }
    }
    state.store.close().await;
    Ok(())
}

fn staff_role(word: &str) -> Result<Role, &'static str> {
    Role::parse(word)
        .filter(|role| Role::STAFF.contains(role))
        .ok_or("expected adjuster, support, underwriter or ops")
}

/// The hash of the password on standard input, which must be as good as anybody's; `own`: words of its owner that may not be in it.
async fn hashed_password(own: &[String], passwords: &PasswordConfig) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    let mut password = String::new();
    std::io::stdin().read_to_string(&mut password)?;
    let password = password.trim_end_matches(['\r', '\n']);
    judge(password, own, FEWEST_ALONE).map_err(|unfit| format!("{} Nothing was changed.", unfit.sentence(Lang::En)))?;
    let random = Random::system();
    let hasher = Hasher::new(passwords.argon2_memory_kib, passwords.argon2_passes, &random).map_err(|e| e.to_string())?;
    Ok(hasher.hash(password, &random).await?)
}

/// The keys of the key file, which must be there: a new one would open nothing.
fn keys_of(file: &Path, random: &Random) -> Result<Keys, String> {
    if !file.exists() {
        return Err(format!("PAWTAL_KEY_FILE: there is no {}; nothing was changed", file.display()));
    }
    Keys::open(file, random).map_err(|error| named(file, &error))
}

fn named(file: &Path, error: &KeyError) -> String {
    format!("PAWTAL_KEY_FILE: {}: {error}", file.display())
}

async fn renew_push_key(database: DatabaseConfig, files: &FilesConfig) -> Result<(), Failure> {
    let random = Random::system();
    let keys = keys_of(&files.keys(), &random)?;
    let store = Store::open(&database.database_url, 1).await?;
    let dropped = app::notify::store::own::renew_push(&store, &keys, &random).await?;
    println!("Push services know us by a new key. Browsers that are asked to show notices again: {dropped}.");
    Ok(())
}

fn day(text: &str) -> Result<Day, &'static str> {
    Day::parse_iso(text).ok_or("expected a day as 2026-11-20")
}

async fn reconcile(days: i64, config: &Config) -> Result<(), Failure> {
    let state = assemble::open(config).await?;
    if state.gateway.is_none() {
        return Err("PAWTAL_STRIPE_SECRET_KEY: there is no gateway to compare with; nothing was changed".into());
    }
    let report = app::billing::reconcile::store::run(&state, days).await?;
    println!("{} movements at the gateway, {} of ours asked for one by one.", report.theirs, report.asked);
    match report.differences {
        0 => {
            println!("The books say the same.");
            Ok(())
        }
        differences => Err(format!("{differences} differences are listed on the desk").into()),
    }
}

async fn rotate_keys(database: DatabaseConfig, files: &FilesConfig) -> Result<(), Failure> {
    let (random, file) = (Random::system(), files.keys());
    let keys = keys_of(&file, &random)?;
    let store = Store::open(&database.database_url, 2).await?;
    let newest = keys.turn(&random).map_err(|error| named(&file, &error))?;
    println!("Key {newest} seals from now on.");
    let done = app::rotation::reseal(&store, &keys, &random).await?;
    println!("{} secrets are sealed anew under it.", done.anew);
    if done.unreadable > 0 {
        return Err(format!(
            "{} secrets are sealed under keys that the file does not hold; keep it as it is and look for the older one",
            done.unreadable
        )
        .into());
    }
    println!("Older keys are needed no more once every server has read this file.");
    Ok(())
}
