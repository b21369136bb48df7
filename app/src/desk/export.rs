//! `GET /desk/audit.csv` and `/desk/audit.jsonl`: the audit log to take away, streamed, so that its length does not matter.

use axum::body::Body;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};

use super::model::AuditFilter;
use super::store::audit::after;
use crate::auth::Role;
use crate::auth::audit::{By, Entry, record};
use crate::documents::upload::{MaybeSession, sender};
use crate::error::AppError;
use crate::state::AppState;

/// Entries that are read at once.
const BATCH: i64 = 1_000;
const COLUMNS: &str = "seq,at,actor_kind,actor_id,action,subject_kind,subject_id,detail,hash\r\n";

/// The log as a table.
pub async fn csv(State(state): State<AppState>, session: MaybeSession, Query(filter): Query<AuditFilter>) -> Response {
    answer(state, session, filter, "text/csv; charset=utf-8", "audit.csv", COLUMNS, as_csv).await
}

/// The log as one JSON object on each line, with which the chain of hashes can be worked out again.
pub async fn json_lines(State(state): State<AppState>, session: MaybeSession, Query(filter): Query<AuditFilter>) -> Response {
    answer(state, session, filter, "application/jsonl", "audit.jsonl", "", as_json).await
}

async fn answer(
    state: AppState,
    session: MaybeSession,
    filter: AuditFilter,
    kind: &'static str,
    name: &'static str,
    head: &'static str,
    line: fn(&Entry) -> String,
) -> Response {
    match begun(&state, session, name).await {
        Ok(()) => {
            let headers = [
                (CONTENT_TYPE, kind.to_owned()),
                (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
                (CACHE_CONTROL, "no-store".to_owned()),
            ];
            (headers, lines(state, filter, head, line)).into_response()
        }
        Err(error) => StatusCode::from_u16(error.status())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            .into_response(),
    }
}

/// Only ops take the log away, and that they did is in it.
async fn begun(state: &AppState, session: MaybeSession, name: &str) -> Result<(), AppError> {
    let staff = sender(session)?.staff(&[Role::Ops])?;
    let mut tx = state.store.begin().await?;
    record(
        &mut tx,
        state,
        By::Person(&staff.person),
        "audit.export",
        ("audit_entry", ""),
        serde_json::json!({ "as": name }),
    )
    .await?;
    Ok(tx.commit().await?)
}

fn lines(state: AppState, filter: AuditFilter, head: &'static str, line: fn(&Entry) -> String) -> Body {
    let begin = (state, filter, Some(0_i64), head.to_owned());
    Body::from_stream(futures::stream::try_unfold(begin, move |(state, filter, seq, mut text)| async move {
        let Some(seq) = seq else { return Ok::<_, sqlx::Error>(None) };
        let entries = after(&state, &filter, seq, BATCH).await?;
        text.extend(entries.iter().map(line));
        let next = entries.last().map(|last| last.seq);
        Ok(Some((text, (state, filter, next, String::new()))))
    }))
}

fn as_json(entry: &Entry) -> String {
    serde_json::to_string(entry).map_or(String::new(), |json| json + "\n")
}

fn as_csv(entry: &Entry) -> String {
    let cells = [
        &entry.seq.to_string(),
        &entry.at.to_string(),
        &entry.actor_kind,
        &entry.actor_id,
        &entry.action,
        &entry.subject_kind,
        &entry.subject_id,
        &entry.detail,
        &entry.hash,
    ];
    cells.map(|cell| quoted(cell)).join(",") + "\r\n"
}

/// A cell of a table (RFC 4180), which no spreadsheet takes for a formula.
fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_stays_a_cell() {
        assert_eq!(quoted("a \"b\", c\n"), "\"a \"\"b\"\", c\n\"");
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
    }
}
