//! What the double remembers from one start to the next: the demo keeps its book, so its gateway must know the same customers.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::accounts::Link;
use super::banks::TestAccount;
use super::delivery::Letter;
use super::due::Due;
use super::idempotency::Memory;
use super::world::{Instrument, Thing, World};
use super::{Shared, lock};

/// How often it is written down.
const ROUND: Duration = Duration::from_secs(1);

/// All of a world that outlives its process. Trouble that was asked for does not.
#[derive(Serialize, Deserialize)]
struct Kept {
    offset: i64,
    memory: Memory,
    letters: VecDeque<Letter>,
    instruments: HashMap<String, Instrument>,
    spent: HashSet<String>,
    session_of: HashMap<String, String>,
    plans: HashMap<String, Value>,
    backs: HashMap<String, String>,
    links: HashMap<String, Link>,
    payees: HashMap<String, Payee>,
    things: HashMap<String, Thing>,
    kinds: HashMap<String, Vec<String>>,
    balances: HashMap<String, i64>,
    due: Vec<((i64, u64), Due)>,
    /// How far the dice have rolled: ids never come twice.
    rolled: String,
    turn: u64,
}

#[derive(Serialize, Deserialize)]
struct Payee(#[serde(with = "account")] &'static TestAccount);

impl Kept {
    fn of(world: &World) -> Kept {
        Kept {
            offset: world.clock.offset(),
            memory: world.memory.clone(),
            letters: world.outbox.letters().clone(),
            instruments: world.instruments.clone(),
            spent: world.spent.clone(),
            session_of: world.session_of.clone(),
            plans: world.plans.clone(),
            backs: world.backs.clone(),
            links: world.links.clone(),
            payees: world.payees.iter().map(|(bank, test)| (bank.clone(), Payee(test))).collect(),
            things: world.things.clone(),
            kinds: world.kinds.clone(),
            balances: world.balances.clone(),
            due: world.due.iter().map(|(when, due)| (*when, due.clone())).collect(),
            rolled: world.dice.get_word_pos().to_string(),
            turn: world.turn,
        }
    }

    fn into(self, world: &mut World) -> Result<(), std::num::ParseIntError> {
        world.dice.set_word_pos(self.rolled.parse()?);
        world.clock.advance(self.offset);
        world.memory = self.memory;
        world.outbox.wait_for(self.letters);
        world.instruments = self.instruments;
        world.spent = self.spent;
        world.session_of = self.session_of;
        world.plans = self.plans;
        world.backs = self.backs;
        world.links = self.links;
        world.payees = self.payees.into_iter().map(|(bank, payee)| (bank, payee.0)).collect();
        world.things = self.things;
        world.kinds = self.kinds;
        world.balances = self.balances;
        world.due = self.due.into_iter().collect::<BTreeMap<_, _>>();
        world.turn = self.turn;
        Ok(())
    }
}

/// Remembers what was kept; a file that is not there yet says nothing.
///
/// # Errors
/// When it cannot be read, or is none of ours: beginning anew would lose what it holds.
pub fn recall(file: &Path, world: &mut World) -> io::Result<()> {
    let text = match std::fs::read(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        read => read?,
    };
    let kept: Kept = serde_json::from_slice(&text)?;
    kept.into(world).map_err(|error| io::Error::new(ErrorKind::InvalidData, error))
}

/// A world as it is written down.
///
/// # Errors
/// Never, as its types are.
pub fn text(world: &Shared) -> io::Result<String> {
    let kept = Kept::of(&lock(world));
    Ok(serde_json::to_string(&kept)?)
}

/// Writes it down, all of it or nothing.
///
/// # Errors
/// What the disk says.
pub fn write(file: &Path, text: &str) -> io::Result<()> {
    let beside = file.with_extension("new");
    std::fs::write(&beside, text)?;
    std::fs::rename(beside, file)
}

/// Writes down what has changed, again and again, until `stop`.
pub async fn keep(file: PathBuf, world: Arc<Shared>, stop: CancellationToken) {
    let mut written = String::new();
    loop {
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            () = stop.cancelled() => return,
        }
        let Ok(now) = text(&world) else { continue };
        if now != written {
            match write(&file, &now) {
                Ok(()) => written = now,
                Err(error) => tracing::warn!("The double cannot write {}: {error}", file.display()),
            }
        }
    }
}

/// Test cards and accounts by their number.
macro_rules! by_number {
    ($name:ident, $known:path, $kind:ty) => {
        pub mod $name {
            use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

            pub fn serialize<S: Serializer>(test: &$kind, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(test.number)
            }

            pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<&'static $kind, D::Error> {
                let number = String::deserialize(from)?;
                $known
                    .iter()
                    .find(|test| test.number == number)
                    .ok_or_else(|| D::Error::custom("no test number"))
            }
        }
    };
}

by_number!(card, crate::double::cards::CARDS, crate::double::cards::TestCard);
by_number!(account, crate::double::banks::ACCOUNTS, crate::double::banks::TestAccount);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::double::{Ask, Setup, start};

    #[tokio::test]
    async fn what_it_knew_it_knows_after_the_next_start() {
        let folder = tempfile::tempdir().expect("a folder");
        let setup = || Setup {
            keep: Some(folder.path().join("gateway.json")),
            ..Setup::default()
        };
        let client = crate::double::delivery::client().expect("a client");
        let call = |url: String| client.post(url).bearer_auth("sk_test_double");
        let first = start(setup()).await.expect("started");
        let made = call(format!("{}/v1/customers", first.url())).send().await.expect("an answer");
        let customer: Value = made.json().await.expect("a customer");
        let id = customer["id"].as_str().expect("an id").to_owned();
        let attached = call(format!("{}/v1/payment_methods/pm_card_visa/attach", first.url()))
            .form(&[("customer", id.as_str())])
            .send()
            .await
            .expect("an answer");
        assert!(attached.status().is_success());
        first.ask(Ask::Advance { seconds: 3_600 }).expect("later");
        first.end().expect("ended");

        let second = start(setup()).await.expect("started");
        let known = client
            .get(format!("{}/v1/payment_methods?customer={id}", second.url()))
            .bearer_auth("sk_test_double")
            .send()
            .await
            .expect("an answer");
        let known: Value = known.json().await.expect("a list");
        assert_eq!(known["data"][0]["card"]["last4"], "4242");
        let other: Value = call(format!("{}/v1/customers", second.url()))
            .send()
            .await
            .expect("an answer")
            .json()
            .await
            .expect("a customer");
        assert_ne!(other["id"], id.as_str(), "an id that was given already");
    }
}
