//! Everything that is in the database, to compare before and after.

use std::collections::BTreeMap;

use app::db::On;
use app::state::AppState;

/// Every row of every table of the product, as JSON, in order.
pub async fn contents(state: &AppState) -> BTreeMap<String, Vec<String>> {
    let mut contents = BTreeMap::new();
    for table in tables(state).await {
        let rows = rows(state, &table).await;
        contents.insert(table, rows);
    }
    contents
}

/// What differs between two looks, one line each.
pub fn changes(before: &BTreeMap<String, Vec<String>>, after: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let mut changes = Vec::new();
    for (table, rows) in after {
        let old = before.get(table).map_or(&[][..], Vec::as_slice);
        changes.extend(rows.iter().filter(|row| !old.contains(row)).map(|row| format!("{table} has now {row}")));
        changes.extend(old.iter().filter(|row| !rows.contains(row)).map(|row| format!("{table} has no longer {row}")));
    }
    changes
}

async fn tables(state: &AppState) -> Vec<String> {
    let names: Vec<(String,)> = match state.store.read() {
        On::Sqlite(db) => sqlx::query_as("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
            .fetch_all(db)
            .await
            .expect("tables"),
        On::Postgres(db) => sqlx::query_as("SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1")
            .fetch_all(db)
            .await
            .expect("tables"),
    };
    names.into_iter().map(|(name,)| name).filter(|name| name != "_sqlx_migrations").collect()
}

async fn rows(state: &AppState, table: &str) -> Vec<String> {
    let rows: Vec<(String,)> = match state.store.read() {
        On::Sqlite(db) => {
            let columns: Vec<(String,)> = sqlx::query_as("SELECT name FROM pragma_table_info($1) ORDER BY cid")
                .bind(table)
                .fetch_all(db)
                .await
                .expect("columns");
            let columns: Vec<String> = columns.into_iter().map(|(name,)| format!("'{name}', \"{name}\"")).collect();
            let sql = format!("SELECT json_object({}) FROM \"{table}\" ORDER BY 1", columns.join(", "));
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(db).await.expect("rows")
        }
        On::Postgres(db) => {
            let sql = format!("SELECT to_jsonb(t)::text FROM \"{table}\" t ORDER BY 1");
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(db).await.expect("rows")
        }
    };
    rows.into_iter().map(|(row,)| row).collect()
}
