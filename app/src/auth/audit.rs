//! Who saw and changed what: append-only, each entry with the hash of the one before, in the same transaction as what it records.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::db::{Store, Tx};
use crate::ids::PersonId;
use crate::seal::hex;
use crate::state::AppState;
use crate::{execute, fetch_all, fetch_one};

crate::queries! {
    // Takes the row for the rest of the transaction: entries are chained one after the other, on every server.
    HEAD = "UPDATE audit_head SET seq = seq + 1 WHERE one = 1 RETURNING seq, hash";
    SET_HEAD = "UPDATE audit_head SET hash = $1 WHERE one = 1";
    APPEND = "INSERT INTO audit_entry (seq, at, actor_kind, actor_id, action, subject_kind, subject_id, detail, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    SINCE = "SELECT seq, at, actor_kind, actor_id, action, subject_kind, subject_id, detail, hash FROM audit_entry WHERE seq > $1 ORDER BY seq LIMIT $2";
    READ_HEAD = "SELECT seq, hash FROM audit_head WHERE one = 1";
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By<'a> {
    /// Somebody signed in, or who proved to be this person.
    Person(&'a PersonId),
    /// The server by itself, or its operator from a terminal.
    System,
    /// Somebody unknown.
    Nobody,
}

impl By<'_> {
    fn words(&self) -> (&'static str, &str) {
        match self {
            By::Person(person) => ("person", person.as_str()),
            By::System => ("system", "system"),
            By::Nobody => ("nobody", ""),
        }
    }
}

/// One entry as it is stored and exported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Entry {
    /// Place in the chain, from 1, without gaps.
    pub seq: i64,
    /// When, in UTC milliseconds.
    pub at: i64,
    /// `person`, `system` or `nobody`.
    pub actor_kind: String,
    /// The person's id.
    pub actor_id: String,
    /// What was done: `sign_in`, `household.invite`, `desk.view_claim` …
    pub action: String,
    /// Kind of what it was done to, as a table's name.
    pub subject_kind: String,
    /// Its id.
    pub subject_id: String,
    /// JSON with what else matters; no names, addresses or numbers of people.
    pub detail: String,
    /// SHA-256 over the hash before and all of the above, hex.
    pub hash: String,
}

impl Entry {
    /// The hash this entry must carry after `before`. Each part goes in with its length, so that no two entries read alike.
    fn expected(&self, before: &str) -> String {
        let (seq, at) = (self.seq.to_string(), self.at.to_string());
        let parts = [
            before,
            &seq,
            &at,
            &self.actor_kind,
            &self.actor_id,
            &self.action,
            &self.subject_kind,
            &self.subject_id,
            &self.detail,
        ];
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        hex(&hash.finalize())
    }
}

/// Records an act in the transaction that does it.
pub async fn record(tx: &mut Tx, state: &AppState, by: By<'_>, action: &str, subject: (&str, &str), detail: serde_json::Value) -> Result<(), sqlx::Error> {
    record_at(tx, state.clock.now(), by, action, subject, detail).await
}

/// As [`record`], where there is no state: at a terminal. `at` is now, in UTC milliseconds.
pub async fn record_at(tx: &mut Tx, at: i64, by: By<'_>, action: &str, subject: (&str, &str), detail: serde_json::Value) -> Result<(), sqlx::Error> {
    let (seq, before): (i64, String) = fetch_one!(tx.run(), (i64, String), HEAD)?;
    let (actor_kind, actor_id) = by.words();
    let mut entry = Entry {
        seq,
        at,
        actor_kind: actor_kind.to_owned(),
        actor_id: actor_id.to_owned(),
        action: action.to_owned(),
        subject_kind: subject.0.to_owned(),
        subject_id: subject.1.to_owned(),
        detail: detail.to_string(),
        hash: String::new(),
    };
    entry.hash = entry.expected(&before);
    execute!(
        tx.run(),
        APPEND,
        entry.seq,
        entry.at,
        &entry.actor_kind,
        &entry.actor_id,
        &entry.action,
        &entry.subject_kind,
        &entry.subject_id,
        &entry.detail,
        &entry.hash
    )?;
    execute!(tx.run(), SET_HEAD, &entry.hash).map(drop)
}

/// What the check of the chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every entry is there and as it was written: how many.
    Whole(i64),
    /// The first entry that is missing, or whose content or place was changed.
    Broken(i64),
}

/// Reads the whole chain and says whether it holds.
pub async fn verify(store: &Store) -> Result<Verdict, sqlx::Error> {
    let (mut seq, mut hash) = (0_i64, String::new());
    loop {
        let entries: Vec<Entry> = fetch_all!(store.read(), Entry, SINCE, seq, 1_000_i64)?;
        let last = entries.len() < 1_000;
        for entry in entries {
            if entry.seq != seq + 1 || entry.hash != entry.expected(&hash) {
                return Ok(Verdict::Broken(seq + 1));
            }
            (seq, hash) = (entry.seq, entry.hash);
        }
        if last {
            break;
        }
    }
    // Entries cut off at the end show only here.
    let head: (i64, String) = fetch_one!(store.read(), (i64, String), READ_HEAD)?;
    Ok(if head == (seq, hash) { Verdict::Whole(seq) } else { Verdict::Broken(seq + 1) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::On;
    use crate::on_both_engines;

    async fn three(state: &AppState) {
        for n in 0..3 {
            let mut tx = state.store.begin().await.expect("tx");
            record(&mut tx, state, By::System, "test", ("thing", &n.to_string()), serde_json::json!({ "n": n }))
                .await
                .expect("recorded");
            tx.commit().await.expect("commit");
        }
    }

    /// What somebody with the database's own password could do.
    async fn tamper(state: &AppState, sql: &'static str) {
        let mut tx = state.store.begin().await.expect("tx");
        match tx.run() {
            On::Sqlite(db) => {
                sqlx::raw_sql("DROP TRIGGER audit_entry_no_update; DROP TRIGGER audit_entry_no_delete")
                    .execute(&mut *db)
                    .await
                    .expect("dropped");
                sqlx::raw_sql(sql).execute(db).await.expect("tampered");
            }
            On::Postgres(db) => {
                sqlx::raw_sql("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only")
                    .execute(&mut *db)
                    .await
                    .expect("disabled");
                sqlx::raw_sql(sql).execute(db).await.expect("tampered");
            }
        }
        tx.commit().await.expect("commit");
    }

    on_both_engines! {
        async fn a_chain_that_nobody_touched_is_whole(state: AppState) {
            assert_eq!(verify(&state.store).await.expect("verified"), Verdict::Whole(0));
            three(&state).await;
            assert_eq!(verify(&state.store).await.expect("verified"), Verdict::Whole(3));
        }

        async fn the_database_itself_refuses_to_change_an_entry(state: AppState) {
            three(&state).await;
            for sql in ["UPDATE audit_entry SET action = 'other'", "DELETE FROM audit_entry"] {
                let mut tx = state.store.begin().await.expect("tx");
                let done = match tx.run() {
                    On::Sqlite(db) => sqlx::raw_sql(sql).execute(db).await.map(drop),
                    On::Postgres(db) => sqlx::raw_sql(sql).execute(db).await.map(drop),
                };
                assert!(done.expect_err("refused").to_string().contains("append-only"));
            }
        }

        async fn a_changed_entry_is_found(state: AppState) {
            three(&state).await;
            tamper(&state, "UPDATE audit_entry SET subject_id = '7' WHERE seq = 2").await;
            assert_eq!(verify(&state.store).await.expect("verified"), Verdict::Broken(2));
        }

        async fn a_missing_entry_is_found_even_at_the_end(state: AppState) {
            three(&state).await;
            tamper(&state, "DELETE FROM audit_entry WHERE seq = 3").await;
            assert_eq!(verify(&state.store).await.expect("verified"), Verdict::Broken(3));
        }

        async fn what_is_rolled_back_leaves_no_entry(state: AppState) {
            let mut tx = state.store.begin().await.expect("tx");
            record(&mut tx, &state, By::Nobody, "test", ("thing", "1"), serde_json::json!({})).await.expect("recorded");
            drop(tx);
            three(&state).await;
            assert_eq!(verify(&state.store).await.expect("verified"), Verdict::Whole(3));
        }
    }
}
