//! The making of a whole book: households one after the other on one thread, the database on another.

use app::billing::ledger::opening;
use app::day::Day;
use app::db::{On, Store};
use app::execute;
use tokio::sync::mpsc;

use super::bulk::Bulk;
use super::cast;
use super::dice::Dice;
use super::pool::Pool;
use super::rows::Batch;
use super::world::{self, Making, Numbers, World};

/// Households in one batch: what waits in memory.
const BATCH: usize = 1_000;

/// Which book.
pub(super) struct Plan {
    pub policyholders: usize,
    pub seed: u64,
    pub as_of: Day,
    /// Password hashes of the cast, in the order of its households.
    pub secrets: Vec<String>,
    /// The hash of a password nobody knows.
    pub locked: String,
    /// Its pictures, which are kept already.
    pub pool: Pool,
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
    let at = plan.as_of.at(0, 0, "UTC");
    let (batches, mut made) = mpsc::channel(2);
    let making = tokio::task::spawn_blocking(move || make(plan, &batches));
    let mut bulk = Bulk::begin(store).await?;
    while let Some(batch) = made.recv().await {
        batch.write(&mut bulk).await?;
    }
    let numbers = making.await.map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))?;
    go_on(&mut bulk, &numbers).await?;
    opening::open(bulk.tx(), at).await?;
    bulk.commit().await
}

/// Makes the households and hands them over; ends early when nobody takes them any more.
fn make(plan: Plan, batches: &mpsc::Sender<Batch>) -> Numbers {
    let mut numbers = START;
    let mut batch = Batch::default();
    let world = World::new(plan.seed, plan.as_of, plan.locked, plan.pool, &mut batch);
    let mut secrets = plan.secrets.into_iter();
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
        match secrets.next() {
            Some(secret) => cast::household(&mut making, index, secret),
            None => making.random_household(index),
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

#[cfg(test)]
mod tests {
    use app::{fetch_all, testing};
    use sqlx::AssertSqlSafe;

    use super::*;
    use crate::demo::pool::{self, Picture};
    use crate::demo::rows::TABLES;

    /// A book with blank pictures.
    fn plan(policyholders: usize) -> Plan {
        plan_of(policyholders, "2026-11-20")
    }

    fn plan_of(policyholders: usize, as_of: &str) -> Plan {
        let (seed, as_of) = (7, Day::parse_iso(as_of).expect("a date"));
        let (mut pool, wishes) = pool::plan(seed, as_of);
        let blank = wishes.iter().map(|wish| Picture {
            id: wish.id,
            bytes: wish.id.as_bytes().to_vec(),
        });
        pool.blobs = pool::rows(&blank.collect::<Vec<_>>(), as_of);
        Plan {
            policyholders,
            seed,
            as_of,
            secrets: vec!["one".into(), "two".into(), "three".into()],
            locked: "locked".into(),
            pool,
        }
    }

    async fn sqlite(folder: &tempfile::TempDir) -> Store {
        let store = Store::open(&format!("sqlite://{}", folder.path().join("t.db").display()), 2)
            .await
            .expect("a database");
        store.migrate().await.expect("migrations");
        store
    }

    /// Every row of every table as text, each engine's own words for yes, no and documents made one.
    async fn contents(store: &Store) -> Vec<(&'static str, Vec<String>)> {
        let mut contents = Vec::new();
        for (table, columns) in TABLES {
            let key = columns[0];
            let columns: Vec<String> = columns.iter().map(|column| format!("COALESCE(CAST({column} AS TEXT), '-')")).collect();
            let sql = format!("SELECT {} FROM {table} ORDER BY {key}", columns.join(" || '\t' || "));
            let rows = fetch_all!(store.read(), (String,), AssertSqlSafe(sql.clone())).expect("rows");
            contents.push((*table, rows.into_iter().map(|(row,)| plain(&row)).collect()));
        }
        contents
    }

    fn plain(row: &str) -> String {
        let cells = row.split('\t').map(|cell| match serde_json::from_str(cell) {
            Ok(serde_json::Value::Bool(yes)) => i32::from(yes).to_string(),
            Ok(document) => document.to_string(),
            Err(_) => cell.to_owned(),
        });
        cells.collect::<Vec<_>>().join("\t")
    }

    #[tokio::test]
    async fn the_same_seed_and_date_give_the_same_book_on_both_engines() {
        let folders = [tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder")];
        let mut books = Vec::new();
        for folder in &folders {
            let store = sqlite(folder).await;
            write(&store, plan(30)).await.expect("a book");
            books.push(contents(&store).await);
        }
        match testing::postgres().await {
            Some(url) => {
                let store = Store::open(&url, 2).await.expect("a database");
                store.migrate().await.expect("migrations");
                write(&store, plan(30)).await.expect("a book");
                books.push(contents(&store).await);
            }
            None => eprintln!("skipped: PAWTAL_TEST_POSTGRES does not name a PostgreSQL server"),
        }
        for book in &books[1..] {
            for ((table, one), (_, other)) in books[0].iter().zip(book) {
                assert!(!one.is_empty(), "{table} is empty");
                assert_eq!(one.len(), other.len(), "{table}");
                for (one, other) in one.iter().zip(other) {
                    assert_eq!(one, other, "{table}");
                }
            }
        }
    }

    #[tokio::test]
    async fn numbers_go_on_behind_the_book() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = sqlite(&folder).await;
        write(&store, plan(5)).await.expect("a book");
        let last = fetch_all!(store.read(), (String,), "SELECT number FROM claim ORDER BY number DESC LIMIT 1").expect("a claim");
        let mut tx = store.begin().await.expect("a transaction");
        let next = tx.next_number(app::ids::Series::Claim).await.expect("a number");
        assert!(next > last[0].0, "{next} after {}", last[0].0);
    }

    #[tokio::test]
    async fn the_sums_of_a_book_agree() {
        sums_agree("2026-11-20", 120).await;
    }

    #[tokio::test]
    async fn they_agree_where_months_are_shorter_than_their_first() {
        sums_agree("2026-12-01", 250).await;
        sums_agree("2027-03-01", 120).await;
    }

    async fn sums_agree(as_of: &str, policyholders: usize) {
        let folder = tempfile::tempdir().expect("a folder");
        let store = sqlite(&folder).await;
        write(&store, plan_of(policyholders, as_of)).await.expect("a book");
        for (what, sql) in [
            (
                "lines of a claim",
                "SELECT c.id FROM claim c JOIN claim_line l ON l.claim_id = c.id GROUP BY c.id HAVING SUM(l.amount_cents) <> MAX(c.total_cents)",
            ),
            (
                "lines of a decision",
                "SELECT d.id FROM decision d JOIN decision_line l ON l.decision_id = d.id GROUP BY d.id HAVING SUM(l.payable_cents) <> MAX(d.payable_cents) OR SUM(l.eligible_cents) <> MAX(d.eligible_cents)",
            ),
            (
                "limit of a term",
                "SELECT t.id FROM term t JOIN claim c ON c.term_id = t.id JOIN decision d ON d.claim_id = c.id GROUP BY t.id HAVING SUM(d.payable_cents) > MAX(t.annual_limit_cents)",
            ),
            (
                "deductible of a term",
                "SELECT t.id FROM term t JOIN claim c ON c.term_id = t.id JOIN decision d ON d.claim_id = c.id GROUP BY t.id HAVING SUM(d.deductible_cents) > MAX(t.deductible_cents)",
            ),
            (
                "payouts of a claim",
                "SELECT d.id FROM decision d LEFT JOIN payout p ON p.claim_id = d.claim_id WHERE COALESCE(p.amount_cents, 0) <> d.payable_cents",
            ),
            (
                "only a person declines",
                "SELECT d.id FROM decision d JOIN decision_line l ON l.decision_id = d.id WHERE d.decided_by IS NULL AND (d.payable_cents = 0 OR l.reason_code IS NOT NULL)",
            ),
            (
                "visits within their term",
                "SELECT c.id FROM claim c JOIN term t ON t.id = c.term_id WHERE c.visit_on NOT BETWEEN t.starts_on AND t.ends_on",
            ),
            (
                "nothing lies ahead",
                "SELECT e.id FROM claim_event e JOIN claim c ON c.id = e.claim_id WHERE e.at >= NOW_MS OR e.at < c.submitted_at",
            ),
            (
                "premium of a term",
                "SELECT i.id FROM invoice i JOIN term t ON t.policy_id = i.policy_id AND i.due_on BETWEEN t.starts_on AND t.ends_on WHERE i.amount_cents * t.installments <> t.premium_cents",
            ),
            (
                "every bill is an installment of its term",
                "SELECT id FROM invoice WHERE installment IS NULL OR term_id IS NULL",
            ),
            (
                "schedules go on behind the bills",
                "SELECT s.term_id FROM schedule s LEFT JOIN invoice i ON i.term_id = s.term_id GROUP BY s.term_id HAVING COUNT(i.id) <> MAX(s.billed) OR COALESCE(MAX(i.installment), 0) <> MAX(s.billed) OR MAX(i.due_on) >= MAX(s.next_on)",
            ),
            (
                "one open bill a policy",
                "SELECT policy_id FROM invoice WHERE state = 'open' AND due_on >= 'AS_OF' GROUP BY policy_id HAVING COUNT(*) > 1",
            ),
        ] {
            let midnight = Day::parse_iso(as_of).expect("a date").at(0, 0, "UTC");
            let sql = sql.replace("AS_OF", as_of).replace("NOW_MS", &midnight.to_string());
            let wrong = fetch_all!(store.read(), (String,), AssertSqlSafe(sql)).expect("rows");
            assert!(wrong.is_empty(), "{what}: {wrong:?}");
        }
        let report = app::billing::ledger::verify::verify(&store).await.expect("a look");
        assert!(report.entries > 400 && report.wrong.is_empty(), "{report:?}");
    }
}
