//! The making of a whole book: households one after the other on one thread, the database on another.

use app::day::Day;
use app::db::{On, Store};
use app::execute;
use tokio::sync::mpsc;

use super::bulk::Bulk;
use super::cast::{self, SIGN_INS};
use super::dice::Dice;
use super::rows::Batch;
use super::world::{self, Making, Numbers, World};

/// Households in one batch: what waits in memory.
const BATCH: usize = 200;

/// Which book.
pub(super) struct Plan {
    pub policyholders: usize,
    pub seed: u64,
    pub as_of: Day,
    /// Password hashes of the sign-ins, in their order.
    pub secrets: Vec<String>,
    /// The hash of a password nobody knows.
    pub locked: String,
}

/// Where the series stood before the book: as the migrations leave them.
const START: Numbers = Numbers {
    policy: 204_816,
    claim: 4_789,
    invoice: 310_000,
};

/// Writes the book in one transaction: it is there whole or not at all.
///
/// # Errors
/// What the database says.
pub(super) async fn write(store: &Store, plan: Plan) -> Result<(), sqlx::Error> {
    let (batches, mut made) = mpsc::channel(2);
    let making = tokio::task::spawn_blocking(move || make(&plan, &batches));
    let mut bulk = Bulk::new(store.begin().await?);
    while let Some(batch) = made.recv().await {
        batch.write(&mut bulk).await?;
    }
    let numbers = making.await.map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))?;
    go_on(&mut bulk, &numbers).await?;
    bulk.commit().await
}

/// Makes the households and hands them over; ends early when nobody takes them any more.
fn make(plan: &Plan, batches: &mpsc::Sender<Batch>) -> Numbers {
    let mut numbers = START;
    let mut batch = Batch::default();
    let bills = world::bills(plan.seed);
    let world = World::new(plan.seed, plan.as_of, plan.locked.clone(), bills, &mut batch);
    for index in 0..plan.policyholders {
        let stream = index as u64 + 2;
        let mut making = Making {
            dice: Dice::new(
                world.seed,
                stream,
                world::ids_from(world.now) + i64::try_from(stream).unwrap_or_default() * 1000,
            ),
            world: &world,
            batch: &mut batch,
            numbers: &mut numbers,
        };
        match plan.secrets.get(index) {
            Some(secret) if index < SIGN_INS.len() => cast::household(&mut making, index, secret),
            _ => making.random_household(index),
        }
        if (index + 1) % BATCH == 0 && batches.blocking_send(std::mem::take(&mut batch)).is_err() {
            return numbers;
        }
    }
    let _ = batches.blocking_send(batch);
    numbers
}

/// Lets the series go on behind the last numbers of the book.
async fn go_on(bulk: &mut Bulk, numbers: &Numbers) -> Result<(), sqlx::Error> {
    for (kind, last) in [("policy", numbers.policy), ("claim", numbers.claim), ("invoice", numbers.invoice)] {
        match bulk.tx().run() {
            on @ On::Sqlite(_) => execute!(on, "UPDATE number_counter SET last = $1 WHERE kind = $2", last, kind)?,
            on @ On::Postgres(_) => execute!(on, "SELECT setval(CAST($2 AS regclass), $1)", last, format!("{kind}_number"))?,
        };
    }
    Ok(())
}
