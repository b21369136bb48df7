//! Many rows at once: multi-row INSERT on SQLite, COPY on PostgreSQL.

use std::fmt::Write as _;

use app::db::{On, Store, Tx};
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments as _, AssertSqlSafe};

use super::rows::{Cells, Row};

/// Values of one SQLite statement; it takes at most 32,766.
const SQLITE_VALUES: usize = 1_500;
/// Bytes of COPY data sent at once.
const COPY_BYTES: usize = 4 * 1024 * 1024;

/// Writes rows in one transaction.
pub(super) struct Bulk {
    tx: Tx,
}

impl Bulk {
    /// Begins to write. PostgreSQL takes the rows at their word where it lets us: looking up every key doubles the time, and the book, made by the same
    /// program for both engines, is checked by SQLite.
    pub async fn begin(store: &Store) -> Result<Bulk, sqlx::Error> {
        let mut tx = store.begin().await?;
        if let On::Postgres(db) = tx.run() {
            let (may,): (bool,) = sqlx::query_as("SELECT current_setting('is_superuser') = 'on'").fetch_one(&mut *db).await?;
            if may {
                sqlx::query("SET LOCAL session_replication_role = replica").execute(&mut *db).await?;
            }
        }
        Ok(Bulk { tx })
    }

    /// The transaction, for what is not a row.
    pub fn tx(&mut self) -> &mut Tx {
        &mut self.tx
    }

    /// Makes everything written stand.
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        self.tx.commit().await
    }

    /// Appends rows to their table.
    pub async fn rows<R: Row>(&mut self, rows: &[R]) -> Result<(), sqlx::Error> {
        if rows.is_empty() {
            return Ok(());
        }
        match self.tx.run() {
            On::Sqlite(db) => {
                for rows in rows.chunks(SQLITE_VALUES / R::COLUMNS.len()) {
                    let mut values = Values::default();
                    rows.iter().for_each(|row| row.put(&mut values));
                    let values = values.take()?;
                    sqlx::query_with(AssertSqlSafe(insert::<R>(rows.len())), values).execute(&mut *db).await?;
                }
            }
            On::Postgres(db) => {
                let mut copy = db.copy_in_raw(&format!("COPY {} ({}) FROM STDIN", R::TABLE, R::COLUMNS.join(", "))).await?;
                let mut lines = Lines::default();
                for row in rows {
                    row.put(&mut lines);
                    lines.end();
                    if lines.text.len() > COPY_BYTES {
                        copy.send(lines.text.as_bytes()).await?;
                        lines.text.clear();
                    }
                }
                copy.send(lines.text.as_bytes()).await?;
                copy.finish().await?;
            }
        }
        Ok(())
    }
}

/// `INSERT INTO t (a, b) VALUES (?, ?), (?, ?)`
fn insert<R: Row>(rows: usize) -> String {
    let row = format!("({})", vec!["?"; R::COLUMNS.len()].join(", "));
    format!(
        "INSERT INTO {} ({}) VALUES {}",
        R::TABLE,
        R::COLUMNS.join(", "),
        vec![row.as_str(); rows].join(", ")
    )
}

/// Values bound to a SQLite statement.
#[derive(Default)]
struct Values {
    values: SqliteArguments,
    error: Option<sqlx::error::BoxDynError>,
}

impl Values {
    fn add<'v, T: sqlx::Encode<'v, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>>(&mut self, value: T) {
        if let Err(error) = self.values.add(value) {
            self.error = Some(error);
        }
    }

    fn take(self) -> Result<SqliteArguments, sqlx::Error> {
        match self.error {
            Some(error) => Err(sqlx::Error::Encode(error)),
            None => Ok(self.values),
        }
    }
}

impl Cells for Values {
    fn null(&mut self) {
        self.add(None::<i64>);
    }

    fn integer(&mut self, value: i64) {
        self.add(value);
    }

    fn yes_no(&mut self, value: bool) {
        self.add(i64::from(value));
    }

    fn text(&mut self, value: &str) {
        self.add(value);
    }
}

/// Lines in PostgreSQL's text format for COPY.
#[derive(Default)]
struct Lines {
    text: String,
    begun: bool,
}

impl Lines {
    fn next(&mut self) {
        if self.begun {
            self.text.push('\t');
        }
        self.begun = true;
    }

    fn end(&mut self) {
        self.text.push('\n');
        self.begun = false;
    }
}

impl Cells for Lines {
    fn null(&mut self) {
        self.next();
        self.text.push_str("\\N");
    }

    fn integer(&mut self, value: i64) {
        self.next();
        let _ = write!(self.text, "{value}");
    }

    fn yes_no(&mut self, value: bool) {
        self.next();
        self.text.push(if value { 't' } else { 'f' });
    }

    fn text(&mut self, value: &str) {
        self.next();
        for c in value.chars() {
            match c {
                '\\' => self.text.push_str("\\\\"),
                '\t' => self.text.push_str("\\t"),
                '\n' => self.text.push_str("\\n"),
                '\r' => self.text.push_str("\\r"),
                _ => self.text.push(c),
            }
        }
    }
}
