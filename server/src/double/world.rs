//! Everything the double knows: its objects as they are sent, what is to happen when, and what was answered to which key.

use std::collections::{BTreeMap, HashMap, HashSet};

use app::state;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore as _, SeedableRng as _};
use serde_json::{Value, json};

use super::accounts::Link;
use super::banks::{Bank, TestAccount};
use super::call::Call;
use super::cards::Card;
use super::clock::Clock;
use super::delivery::Outbox;
use super::due::Due;
use super::faults::Faults;
use super::idempotency::Memory;
use super::refusal::Refusal;

/// What a payment method stands for. Numbers never stand in the objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instrument {
    /// A card.
    Card(Card),
    /// An account at a bank.
    Bank(Bank),
}

/// One object and where it belongs.
#[derive(Debug)]
pub struct Thing {
    /// As it is sent.
    pub object: Value,
    /// The connected account that it belongs to; `None`: the platform.
    pub account: Option<String>,
    /// Its place among those of its kind.
    pub place: usize,
}

/// See the module.
pub struct World {
    /// The double's own address, without a slash at the end.
    pub url: String,
    /// Its clock.
    pub clock: Clock,
    /// Trouble that was asked for.
    pub faults: Faults,
    /// Answers by idempotency key.
    pub memory: Memory,
    /// Events on their way to the platform.
    pub outbox: Outbox,
    /// Cards and accounts by method.
    pub instruments: HashMap<String, Instrument>,
    /// Methods that were used or detached: nobody can have them again.
    pub spent: HashSet<String>,
    /// The hosted page that an intent belongs to.
    pub session_of: HashMap<String, String>,
    /// What a hosted page will make an intent of.
    pub plans: HashMap<String, Value>,
    /// Where somebody goes after telling the small deposits of an intent.
    pub backs: HashMap<String, String>,
    /// Account links by the last part of their address.
    pub links: HashMap<String, Link>,
    /// Bank accounts that payouts go to.
    pub payees: HashMap<String, &'static TestAccount>,
    /// Milliseconds that each call takes.
    pub latency: u64,
    /// Request and idempotency key of the call that is being answered, for its events.
    pub cause: (Option<String>, Option<String>),
    things: HashMap<String, Thing>,
    kinds: HashMap<String, Vec<String>>,
    balances: HashMap<String, i64>,
    due: BTreeMap<(i64, u64), Due>,
    dice: ChaCha8Rng,
    turn: u64,
    seed: u64,
    base: state::Clock,
}

/// What the platform has with Stripe at first, in cents: payouts come out of it.
const FLOAT: i64 = 500_000_000;

impl World {
    /// A world in which nothing has happened. Ids depend on the seed alone.
    pub fn new(url: &str, clock: state::Clock, seed: u64) -> World {
        World {
            url: url.to_owned(),
            seed,
            clock: Clock::new(clock.clone()),
            base: clock,
            faults: Faults::default(),
            memory: Memory::default(),
            outbox: Outbox::default(),
            instruments: HashMap::new(),
            spent: HashSet::new(),
            session_of: HashMap::new(),
            plans: HashMap::new(),
            backs: HashMap::new(),
            links: HashMap::new(),
            payees: HashMap::new(),
            latency: 0,
            cause: (None, None),
            things: HashMap::new(),
            kinds: HashMap::new(),
            balances: HashMap::from([(String::new(), FLOAT)]),
            due: BTreeMap::new(),
            dice: ChaCha8Rng::seed_from_u64(seed),
            turn: 0,
        }
    }

    /// Forgets everything but where events go.
    pub fn reset(&mut self) {
        let fresh = World::new(&self.url, self.base.clone(), self.seed);
        let outbox = std::mem::take(&mut self.outbox).emptied();
        *self = World { outbox, ..fresh };
    }

    /// Has events come in another order.
    pub fn shuffle_post(&mut self) {
        let dice = &mut self.dice;
        self.outbox.shuffle(|count| usize::try_from(dice.next_u32()).unwrap_or_default() % count);
    }

    /// What time it is here.
    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// That many letters and digits.
    pub fn letters(&mut self, count: usize) -> String {
        const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        (0..count).map(|_| char::from(ALPHABET[(self.dice.next_u32() % 62) as usize])).collect()
    }

    /// A new id: `pi_…`.
    pub fn id(&mut self, prefix: &str) -> String {
        format!("{prefix}_{}", self.letters(24))
    }

    /// Keeps a new object and gives its id.
    pub fn keep(&mut self, account: Option<&str>, object: Value) -> String {
        let id = object["id"].as_str().unwrap_or_default().to_owned();
        let kind = object["object"].as_str().unwrap_or_default().to_owned();
        let kind = self.kinds.entry(kind).or_default();
        let account = account.map(str::to_owned);
        let place = kind.len();
        kind.push(id.clone());
        self.things.insert(id.clone(), Thing { object, account, place });
        id
    }

    /// An object that is known to be there.
    pub fn object(&self, id: &str) -> &Value {
        self.things.get(id).map_or(&Value::Null, |thing| &thing.object)
    }

    /// A text in an object; empty where there is none.
    pub fn text(&self, id: &str, field: &str) -> String {
        self.object(id)[field].as_str().unwrap_or_default().to_owned()
    }

    /// A number in an object.
    pub fn number(&self, id: &str, field: &str) -> i64 {
        self.object(id)[field].as_i64().unwrap_or_default()
    }

    /// Any object, with where it belongs.
    pub fn thing(&self, id: &str) -> Option<&Thing> {
        self.things.get(id)
    }

    /// An object of that kind that whoever calls may see.
    pub fn find(&self, call: &Call, kind: &str, id: &str, param: &str) -> Result<&Value, Refusal> {
        match self.things.get(id) {
            Some(thing) if thing.object["object"] == kind && thing.account == call.account => Ok(&thing.object),
            _ => Err(Refusal::missing(kind, id, param)),
        }
    }

    /// The newest of a kind first.
    pub fn newest<'a>(&'a self, kind: &str) -> impl Iterator<Item = &'a Thing> {
        let ids = self.kinds.get(kind).map(Vec::as_slice).unwrap_or_default();
        ids.iter().rev().filter_map(|id| self.things.get(id))
    }

    /// Puts fields of an object anew.
    pub fn change(&mut self, id: &str, fields: Value) {
        if let (Some(thing), Value::Object(fields)) = (self.things.get_mut(id), fields) {
            for (name, value) in fields {
                thing.object[name.as_str()] = value;
            }
        }
    }

    /// Tells the platform what an object has become.
    pub fn tell(&mut self, what: &str, id: &str) {
        let account = self.thing(id).and_then(|thing| thing.account.clone());
        self.tell_at(what, id, account.as_deref());
    }

    /// Tells it as something that happened at a connected account.
    pub fn tell_at(&mut self, what: &str, id: &str, account: Option<&str>) {
        let object = self.object(id).clone();
        let event = super::events::blank(&self.id("evt"), what, self.now(), object, account, &self.cause);
        let event_id = self.keep(account, event.clone());
        let now = self.now();
        self.outbox.post(&event_id, &event, now);
    }

    /// What an account has with Stripe; `None`: the platform.
    pub fn balance(&self, account: Option<&str>) -> i64 {
        self.balances.get(account.unwrap_or_default()).copied().unwrap_or_default()
    }

    /// Books an amount of whoever `account` is, and gives the id of the balance transaction.
    pub fn book(&mut self, account: Option<&str>, kind: &str, amount: i64, fee: i64, source: &str) -> String {
        *self.balances.entry(account.unwrap_or_default().to_owned()).or_default() += amount - fee;
        let id = self.id("txn");
        let entry = super::balance::blank(&id, kind, (amount, fee), source, self.now());
        self.keep(account, entry)
    }

    /// Has something happen later.
    pub fn later(&mut self, at: i64, due: Due) {
        self.turn += 1;
        self.due.insert((at, self.turn), due);
    }

    /// Whatever is due, one by one.
    pub fn next_due(&mut self) -> Option<Due> {
        let first = self.due.first_entry()?;
        (first.key().0 <= self.clock.now()).then(|| first.remove())
    }

    /// Takes back what was to happen later.
    pub fn forget_due(&mut self, gone: impl Fn(&Due) -> bool) {
        self.due.retain(|_, due| !gone(due));
    }

    /// A secret that a page may know.
    pub fn secret(&mut self, id: &str) -> String {
        format!("{id}_secret_{}", self.letters(25))
    }
}

/// An empty list, as objects hold them.
pub fn empty_list(url: &str) -> Value {
    json!({"object": "list", "data": [], "has_more": false, "url": url})
}
