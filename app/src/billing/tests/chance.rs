//! Sequences that nobody thought of: what customers do, faults of the gateway, and word that comes twice, late and in any order. After each step the ledger
//! balances, no bill is charged twice, and everything that is wrong has a sentence; in the end no payment is lost.
//!
//! `PAWTAL_FUZZ_SEQUENCES`: how many, on each engine; `PAWTAL_FUZZ_SEED`: another seed than the usual.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore as _, SeedableRng as _};

use super::*;
use crate::billing::dunning::words;
use crate::billing::model::{Failure, InvoiceState};
use crate::billing::paying::store::{apply, refresh, sweep};
use crate::billing::paying::wishes::{coming, move_due_date, pay_now, plan_payment};
use crate::billing::ports::{Intent, IntentState};
use crate::billing::run::run;
use crate::error::AppError;
use crate::ids::{MethodId, PaymentId};
use crate::testing::gateway::{FakeGateway, Fault, Outcome, autopay, choose, method_of, with_gateway};
use crate::testing::work;
use crate::texts::Lang;

/// In `make test`, on each engine; `make soak` runs more.
const FEW: usize = 120;
/// Households that share a database.
const SHARED: usize = 12;
/// Steps of a sequence.
const STEPS: usize = 9;

const WHY: [Failure; 6] = [
    Failure::NoFunds,
    Failure::Declined,
    Failure::DeclinedForGood,
    Failure::NotConfirmed,
    Failure::NoAccount,
    Failure::Trouble,
];

struct Chance(ChaCha20Rng);

impl Chance {
    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.0.next_u32()).expect("small") % count
    }

    fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        if from.is_empty() {
            return None;
        }
        let nth = self.below(from.len());
        Some(from[nth].clone())
    }

    fn why(&mut self) -> Failure {
        WHY[self.below(WHY.len())]
    }

    fn outcome(&mut self) -> Outcome {
        match self.below(6) {
            0 => Outcome::Takes,
            1 => Outcome::Asks,
            2 | 3 => Outcome::Fails(self.why()),
            _ => Outcome::Settles,
        }
    }

    fn faults(&mut self) -> Vec<Option<Fault>> {
        (0..3)
            .map(|_| match self.below(10) {
                0 | 1 => Some(Fault::Before),
                2 | 3 => Some(Fault::After),
                4 => Some(Fault::Refused),
                _ => None,
            })
            .collect()
    }
}

fn intent_now(gateway: &FakeGateway, intent: &Intent) -> Intent {
    gateway.intents().into_iter().find(|now| now.id == intent.id).unwrap_or_else(|| intent.clone())
}

/// One household and what happens to it.
struct World<'a> {
    state: &'a AppState,
    gateway: &'a FakeGateway,
    home: Home,
    methods: Vec<(MethodId, String)>,
}

impl World<'_> {
    async fn payments(&self) -> Vec<(PaymentId, String)> {
        let sql = "SELECT id, state FROM payment WHERE household_id = $1 ORDER BY id";
        fetch_all!(self.state.store.read(), (PaymentId, String), sql, &self.home.actor.household).expect("payments")
    }

    /// This household's intents at the gateway.
    async fn intents(&self) -> Vec<(PaymentId, Intent)> {
        let payments = self.payments().await;
        let ours = |intent: Intent| {
            let of = PaymentId(self.gateway.payment_of(&intent.id)?);
            payments.iter().any(|(id, _)| *id == of).then_some((of, intent))
        };
        self.gateway.intents().into_iter().filter_map(ours).collect()
    }

    /// Does something. What is refused is refused for a reason that the household can be told.
    async fn step(&self, chance: &mut Chance) -> String {
        let (state, actor) = (self.state, &self.home.actor);
        if chance.percent(35) {
            self.gateway.faults(chance.faults());
        }
        let bills = coming(state, actor).await.expect("bills");
        let bill = chance.pick(&bills);
        let what = chance.below(12);
        let done: Result<String, AppError> = match (what, bill) {
            (0..=2, Some(bill)) => {
                let part = chance.percent(30).then(|| bill.owed.cents / 2 + 1);
                let method = if chance.percent(25) { None } else { chance.pick(&self.methods) };
                let method = method.map(|(id, _)| id);
                let paid = pay_now(state, actor, &bill.number, part, method.as_ref()).await;
                paid.map(|(payment, intent)| format!("paid {part:?}: {payment} {:?}", intent.state))
            }
            (3, Some(bill)) => {
                let day = state.clock.today(&actor.zone).plus_days(i32::try_from(chance.below(6)).expect("small"));
                let day = chance.percent(80).then_some(day);
                plan_payment(state, actor, &bill.number, day).await.map(|()| format!("planned {day:?}"))
            }
            (4, Some(bill)) => {
                let day = bill.due_on.plus_days(i32::try_from(chance.below(7)).expect("small"));
                move_due_date(state, actor, &bill.number, day).await.map(|()| format!("moved to {day}"))
            }
            (5 | 6, _) => {
                let to = match chance.below(5) {
                    0 => IntentState::Failed(chance.why()),
                    1 => IntentState::Pending,
                    2 => IntentState::Returned(chance.why()),
                    _ => IntentState::Settled,
                };
                match chance.pick(&self.intents().await) {
                    Some((_, intent)) => Ok(format!("{} became {to:?}: {}", intent.id, self.gateway.move_on(&intent.id, to.clone()))),
                    None => Ok("nothing to move".to_owned()),
                }
            }
            (7, _) => match chance.pick(&self.payments().await) {
                Some((payment, _)) => refresh(state, &payment).await.map(|found| format!("{payment} is {found}")),
                None => Ok("nothing to look at".to_owned()),
            },
            // The same word twice, at the same time.
            (8, _) => match chance.pick(&self.intents().await) {
                Some((payment, intent)) => {
                    let both = futures::join!(refresh(state, &payment), refresh(state, &payment));
                    let mut tx = state.store.begin().await.expect("a transaction");
                    let found = apply(&mut tx, state, &payment, &intent_now(self.gateway, &intent)).await;
                    tx.commit().await.expect("a commit");
                    found.map(|found| format!("{payment} is {found} after {both:?}"))
                }
                None => Ok("nothing was said".to_owned()),
            },
            (9, _) => {
                let method = chance.pick(&self.methods).filter(|_| chance.percent(85));
                if let Some((_, gateway_id)) = &method {
                    let outcome = chance.outcome();
                    self.gateway.outcome(gateway_id, outcome);
                }
                choose(state, &self.home, method.as_ref().map(|(id, _)| id)).await;
                autopay(state, &self.home, chance.percent(80)).await;
                Ok("chose otherwise".to_owned())
            }
            _ => {
                let hours = [1, 7, 24, 24, 72, 24 * 15][chance.below(6)];
                state.clock.advance(hours * 60 * 60 * 1000);
                if hours > 24 {
                    self.gateway.forget_keys();
                }
                let report = run(state).await.map(|report| format!("{hours} hours later {report:?}"));
                work(state).await;
                report
            }
        };
        match done {
            Ok(done) => done,
            Err(AppError::Internal(why)) if !why.is_empty() => "refused by the gateway".to_owned(),
            Err(error @ (AppError::Conflict | AppError::Unavailable | AppError::Invalid(_) | AppError::NotFound)) => format!("{what}: {error}"),
            Err(error) => panic!("{what}: {error}"),
        }
    }

    /// What must be so at any time.
    async fn holds(&self) {
        let report = verify(&self.state.store).await.expect("a look");
        assert_eq!(report.wrong, [], "the ledger balances");
        assert!(self.gateway.times_settled().values().all(|times| *times == 1), "no payment moves money twice");
        assert_eq!(self.gateway.mixed_keys(), 0, "a key always comes with the same words");
        // What is with us by the gateway's own account, bill by bill.
        let mut moved = std::collections::HashMap::<String, (i64, i64)>::new();
        for (payment, intent) in self.intents().await {
            let sql = "SELECT i.id, i.amount_cents FROM payment p JOIN invoice i ON i.id = p.invoice_id WHERE p.id = $1";
            let (bill, amount): (String, i64) = fetch_one!(self.state.store.read(), (String, i64), sql, &payment).expect("a bill");
            let entry = moved.entry(bill).or_insert((0, amount));
            if matches!(intent.state, IntentState::Settled | IntentState::Pending) {
                entry.0 += intent.amount.cents;
            }
        }
        for (bill, (moved, amount)) in moved {
            assert!(moved <= amount, "bill {bill} of {amount} was charged {moved}");
        }
        let today = self.state.clock.today(&self.home.actor.zone);
        for bill in coming(self.state, &self.home.actor).await.expect("bills") {
            let Some(trouble) = bill.trouble else { continue };
            for l in Lang::ALL {
                let said = [words::happened(l, &trouble.happened, bill.owed, today), words::next(l, &trouble, today)];
                let doing = trouble.now.iter().map(|now| words::now(l, *now).to_owned());
                for sentence in said.into_iter().chain(doing) {
                    assert!(sentence.len() > 4 && !sentence.contains(['{', '}']), "{sentence:?}");
                }
            }
        }
    }

    /// Once the gateway answers again and everything was looked at: no payment is lost.
    async fn ends(&self) {
        self.gateway.faults([]);
        for _ in 0..2 {
            self.state.clock.advance(3 * 60 * 1000);
            sweep(self.state).await.expect("a look");
            for (payment, _) in self.payments().await {
                refresh(self.state, &payment).await.expect("a look");
            }
        }
        let ours = self.payments().await;
        for (payment, intent) in self.intents().await {
            let stands = ours.iter().find(|(id, _)| *id == payment).map(|(_, stands)| stands.as_str());
            let right = match intent.state {
                IntentState::Settled => stands == Some("settled"),
                IntentState::Pending => stands == Some("pending"),
                IntentState::Returned(_) => stands == Some("returned"),
                IntentState::Ended => stands == Some("failed"),
                IntentState::Failed(_) | IntentState::Open | IntentState::Action { .. } => matches!(stands, Some("failed" | "started")),
            };
            assert!(right, "{payment} is {stands:?} and at the gateway {:?}", intent.state);
        }
        self.holds().await;
        let sql = "SELECT state FROM invoice WHERE household_id = $1 AND ended_at IS NULL AND paid_cents > amount_cents";
        let over = fetch_all!(self.state.store.read(), (InvoiceState,), sql, &self.home.actor.household).expect("bills");
        assert!(over.is_empty(), "nobody paid more than was owed");
    }
}

async fn sequence(state: &AppState, gateway: &FakeGateway, seed: u64) {
    let mut chance = Chance(ChaCha20Rng::seed_from_u64(seed));
    let home = home(state, &format!("P{seed}"), &["Biscuit"]).await;
    let due = state.clock.today(&home.actor.zone).plus_days(i32::try_from(chance.below(14)).expect("small"));
    billed(state, &home, 0, 7, Some(due)).await;
    super::super::schedule::store::make_next(state, &home.pets[0].term).await.expect("a bill");
    let mut methods = Vec::new();
    for kind in ["card", "bank"] {
        let gateway_id = format!("{kind} {seed}");
        methods.push((method_of(state, &home, &gateway_id).await, gateway_id.clone()));
        let outcome = chance.outcome();
        gateway.outcome(&gateway_id, outcome);
    }
    autopay(state, &home, chance.percent(60)).await;
    let world = World { state, gateway, home, methods };
    for _ in 0..STEPS {
        let done = world.step(&mut chance).await;
        eprintln!("{seed}: {done}");
        world.holds().await;
    }
    world.ends().await;
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Runs the sequences, some in each database; `open` gives the address of a new one.
async fn sequences(open: impl AsyncFn() -> Option<String>) {
    let count = number("PAWTAL_FUZZ_SEQUENCES").and_then(|count| usize::try_from(count).ok()).unwrap_or(FEW);
    let first = number("PAWTAL_FUZZ_SEED").unwrap_or(20_261_201);
    let mut seeds = (first..).take(count).peekable();
    while seeds.peek().is_some() {
        let Some(url) = open().await else {
            eprintln!("skipped: PAWTAL_TEST_POSTGRES does not name a PostgreSQL server");
            return;
        };
        let (state, gateway) = with_gateway(&lapsing(&crate::testing::state(&url).await));
        for seed in seeds.by_ref().take(SHARED) {
            sequence(&state, &gateway, seed).await;
        }
        state.store.close().await;
    }
}

#[tokio::test]
async fn whatever_happens_in_whatever_order_every_cent_is_accounted_for_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    let nth = std::sync::atomic::AtomicU32::new(0);
    sequences(async || {
        let nth = nth.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Some(format!("sqlite://{}", folder.path().join(format!("{nth}.db")).display()))
    })
    .await;
}

#[tokio::test]
async fn whatever_happens_in_whatever_order_every_cent_is_accounted_for_on_postgres() {
    sequences(crate::testing::postgres).await;
}
