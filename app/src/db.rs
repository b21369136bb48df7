//! The only file that knows which database this is.
//!
//! Two concrete pools behind one [`Store`]. Each SQL text is written once, with `$1`; the macros here run it on either. See docs/decisions/0001.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, Transaction};

use crate::ids::Series;

/// One of two databases, or one of two things that stand on them.
#[derive(Clone, Debug)]
pub enum On<S, P> {
    /// SQLite, the embedded default.
    Sqlite(S),
    /// PostgreSQL, for more than one server.
    Postgres(P),
}

/// What each connection of SQLite may keep in memory: negative KiB. With less, looking somebody up among 41,000 policyholders costs half as much again.
const CACHE_KIB: &str = "-8000";
/// The most connections that read from SQLite: one more than our smallest machine has cores, so that a long search leaves it busy.
const READERS: u32 = 3;

/// SQLite wants one writer: 32 deferred writers gave 65,000 BUSY errors, one immediate writer none.
#[derive(Clone, Debug)]
pub struct SqlitePools {
    write: SqlitePool,
    read: SqlitePool,
}

/// The database.
pub type Store = On<SqlitePools, PgPool>;

/// One transaction. Pass `&mut Tx` down: a nested write would wait for itself on SQLite and split in two on PostgreSQL.
pub type Tx = On<Transaction<'static, Sqlite>, Transaction<'static, Postgres>>;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// Runs one sqlx expression on whichever database `$on` is.
#[macro_export]
macro_rules! on {
    ($on:expr, |$db:ident| $body:expr) => {
        match $on {
            $crate::db::On::Sqlite($db) => $body,
            $crate::db::On::Postgres($db) => $body,
        }
    };
}

/// All rows of a query as `$row`: `fetch_all!(store.read(), Row, SQL, argument, …)`.
#[macro_export]
macro_rules! fetch_all {
    ($on:expr, $row:ty, $sql:expr $(, $argument:expr)* $(,)?) => {
        $crate::on!($on, |db| sqlx::query_as::<_, $row>($sql)$(.bind($argument))*.fetch_all(db).await)
    };
}

/// The row of a query as `$row`, if there is one.
#[macro_export]
macro_rules! fetch_optional {
    ($on:expr, $row:ty, $sql:expr $(, $argument:expr)* $(,)?) => {
        $crate::on!($on, |db| sqlx::query_as::<_, $row>($sql)$(.bind($argument))*.fetch_optional(db).await)
    };
}

/// The one row of a query as `$row`; an error when there is none.
#[macro_export]
macro_rules! fetch_one {
    ($on:expr, $row:ty, $sql:expr $(, $argument:expr)* $(,)?) => {
        $crate::on!($on, |db| sqlx::query_as::<_, $row>($sql)$(.bind($argument))*.fetch_one(db).await)
    };
}

/// Runs a statement and gives the number of rows it touched: `execute!(tx.run(), SQL, argument, …)`.
#[macro_export]
macro_rules! execute {
    ($on:expr, $sql:expr $(, $argument:expr)* $(,)?) => {
        $crate::on!($on, |db| sqlx::query($sql)$(.bind($argument))*.execute(db).await.map(|done| done.rows_affected()))
    };
}

/// Declares a slice's SQL: a constant each, and `ALL` for the test that prepares every one of them on both databases.
#[macro_export]
macro_rules! queries {
    ($($(#[$meta:meta])* $name:ident = $sql:literal;)+) => {
        $($(#[$meta])* const $name: &str = $sql;)+
        /// Every statement of this file by name.
        pub const ALL: &[(&str, &str)] = &[$((concat!(module_path!(), "::", stringify!($name)), $name),)+];
    };
}

/// Why the database could not be opened or brought up to date; the sentence names the setting.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Neither `sqlite:` nor `postgres:`.
    #[error("PAWTAL_DATABASE_URL must begin with sqlite:// or postgres://")]
    Scheme,
    /// The database did not answer or did not like what it was asked.
    #[error("the database cannot be opened: {0}")]
    Database(#[from] sqlx::Error),
    /// A migration failed.
    #[error("the database cannot be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The lock file beside the SQLite database cannot be had.
    #[error("the migration lock cannot be taken: {0}")]
    Lock(#[from] std::io::Error),
}

/// Passing trouble: worth another try by the person, no mistake of ours.
pub fn is_passing(error: &dyn sqlx::error::DatabaseError) -> bool {
    // SQLite: BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN. PostgreSQL: serialisation, deadlock, and classes 08, 53, 57.
    match error.code().as_deref() {
        Some("40001" | "40P01") => true,
        Some(code) if code.len() == 5 => ["08", "53", "57"].contains(&&code[..2]),
        Some(code) => code.parse::<i32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 8 | 10 | 13 | 14)),
        None => false,
    }
}

/// Whether a transaction lost a race with another (PostgreSQL: serialisation, deadlock) and may simply be tried again.
pub fn lost_a_race(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(database) if matches!(database.code().as_deref(), Some("40001" | "40P01")))
}

impl Store {
    /// Opens `sqlite://path` (made when missing) or `postgres://…` with at most `connections` connections.
    pub async fn open(url: &str, connections: u32) -> Result<Store, OpenError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let pool = PgPoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(Duration::from_secs(5))
                .test_before_acquire(false)
                // A connection that slept may have died; one that was used just now has not.
                .before_acquire(|connection, meta| {
                    Box::pin(async move {
                        if meta.idle_for > Duration::from_secs(2) {
                            sqlx::Connection::ping(connection).await.map(|()| true)
                        } else {
                            Ok(true)
                        }
                    })
                })
                .connect_with(PgConnectOptions::from_str(url)?)
                .await?;
            Ok(On::Postgres(pool))
        } else if url.starts_with("sqlite:") {
            let options = SqliteConnectOptions::from_str(url)?
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(Duration::from_secs(5))
                .foreign_keys(true)
                .pragma("cache_size", CACHE_KIB)
                .pragma("mmap_size", "0");
            let pool = |size| {
                SqlitePoolOptions::new()
                    .max_connections(size)
                    .acquire_timeout(Duration::from_secs(5))
                    .test_before_acquire(false)
                    .idle_timeout(None)
                    .max_lifetime(None)
            };
            let write = pool(1).connect_with(options.clone()).await?;
            let read = pool(connections.clamp(1, READERS))
                .connect_with(options.read_only(true).create_if_missing(false))
                .await?;
            Ok(On::Sqlite(SqlitePools { write, read }))
        } else {
            Err(OpenError::Scheme)
        }
    }

    /// Brings the tables up to date. Several processes may try at once: one does it, the others wait.
    pub async fn migrate(&self) -> Result<(), OpenError> {
        match self {
            On::Postgres(pool) => Ok(POSTGRES.run(pool).await?),
            On::Sqlite(pools) => {
                let file = pools.write.connect_options().get_filename().to_owned();
                let lock = lock_beside(&file)?;
                let done = SQLITE.run(&pools.write).await;
                drop(lock);
                Ok(done?)
            }
        }
    }

    /// Where to read. On PostgreSQL and SQLite alike what was committed before is seen.
    pub fn read(&self) -> On<&SqlitePool, &PgPool> {
        match self {
            On::Sqlite(pools) => On::Sqlite(&pools.read),
            On::Postgres(pool) => On::Postgres(pool),
        }
    }

    /// Begins a transaction that may write. It is undone unless [`Tx::commit`] is reached.
    pub async fn begin(&self) -> Result<Tx, sqlx::Error> {
        match self {
            On::Sqlite(pools) => Ok(On::Sqlite(pools.write.begin_with("BEGIN IMMEDIATE").await?)),
            On::Postgres(pool) => Ok(On::Postgres(pool.begin().await?)),
        }
    }

    /// Answers when the database does.
    pub async fn ping(&self) -> Result<(), sqlx::Error> {
        on!(self.read(), |db| sqlx::query("SELECT 1").execute(db).await.map(drop))
    }

    /// Lets every connection go, after the work in hand is done.
    pub async fn close(&self) {
        match self {
            On::Sqlite(pools) => {
                pools.read.close().await;
                pools.write.close().await;
            }
            On::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Where to run a statement of this transaction.
    pub fn run(&mut self) -> On<&mut SqliteConnection, &mut PgConnection> {
        match self {
            On::Sqlite(tx) => On::Sqlite(&mut **tx),
            On::Postgres(tx) => On::Postgres(&mut **tx),
        }
    }

    /// Makes everything done in it stand.
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        on!(self, |tx| tx.commit().await)
    }

    /// The next number of a series, stored form. Gaps are possible, repetition is not.
    pub async fn next_number(&mut self, series: Series) -> Result<String, sqlx::Error> {
        let (serial,): (i64,) = match self.run() {
            On::Sqlite(db) => {
                sqlx::query_as("UPDATE number_counter SET last = last + 1 WHERE kind = $1 RETURNING last")
                    .bind(series.as_str())
                    .fetch_one(db)
                    .await?
            }
            On::Postgres(db) => {
                sqlx::query_as("SELECT nextval(CAST($1 AS regclass))")
                    .bind(format!("{series}_number"))
                    .fetch_one(db)
                    .await?
            }
        };
        Ok(crate::ids::spoken_number(serial))
    }
}

/// A lock held as long as the returned file is open.
fn lock_beside(database: &Path) -> std::io::Result<std::fs::File> {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    let file = std::fs::File::create(name)?;
    fs4::FileExt::lock(&file)?;
    Ok(file)
}
