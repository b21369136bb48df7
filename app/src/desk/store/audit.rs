//! The audit log as ops read it: filtered, page by page; and as it is taken away, in the order it was written.

use crate::auth::audit::Entry;
use crate::day::{Day, Moment};
use crate::desk::model::{AuditFilter, AuditLine, AuditPage};
use crate::desk::words;
use crate::fetch_all;
use crate::ids::HouseholdId;
use crate::state::AppState;
use crate::texts::Lang;

crate::queries! {
    // $1: before this entry; $2: who, $3: how the action begins, $4: whom or what ('' for all); $5, $6: from and to; $7: how many.
    PAGE = "SELECT a.seq, a.at, a.actor_kind, COALESCE(p.given_name || ' ' || p.family_name, '') AS name, a.action, a.subject_kind, a.subject_id, a.detail,
            CASE WHEN s.id <> a.actor_id THEN s.given_name || ' ' || s.family_name END AS subject_name
        FROM audit_entry a LEFT JOIN person p ON p.id = a.actor_id LEFT JOIN person s ON a.subject_kind = 'person' AND s.id = a.subject_id
        WHERE a.seq < $1 AND (CAST($2 AS TEXT) = '' OR a.actor_id = $2 OR a.actor_id IN (SELECT x.id FROM person x WHERE x.email = $2))
            AND substr(a.action, 1, length(CAST($3 AS TEXT))) = $3
            AND (CAST($4 AS TEXT) = '' OR a.subject_id = $4 OR a.subject_id IN (SELECT x.id FROM person x WHERE x.email = $4))
            AND a.at >= $5 AND a.at < $6
        ORDER BY a.seq DESC LIMIT $7";
    EXPORT = "SELECT a.seq, a.at, a.actor_kind, a.actor_id, a.action, a.subject_kind, a.subject_id, a.detail, a.hash
        FROM audit_entry a
        WHERE a.seq > $1 AND (CAST($2 AS TEXT) = '' OR a.actor_id = $2 OR a.actor_id IN (SELECT x.id FROM person x WHERE x.email = $2))
            AND substr(a.action, 1, length(CAST($3 AS TEXT))) = $3
            AND (CAST($4 AS TEXT) = '' OR a.subject_id = $4 OR a.subject_id IN (SELECT x.id FROM person x WHERE x.email = $4))
            AND a.at >= $5 AND a.at < $6
        ORDER BY a.seq LIMIT $7";
}

/// Entries on one page.
const PAGE_SIZE: usize = 50;

#[derive(sqlx::FromRow)]
struct Row {
    seq: i64,
    at: i64,
    actor_kind: String,
    name: String,
    action: String,
    subject_kind: String,
    subject_id: String,
    detail: String,
    subject_name: Option<String>,
}

/// A filter as the statements take it.
struct Asked {
    actor: String,
    action: String,
    subject: String,
    from: i64,
    to: i64,
}

impl AuditFilter {
    fn asked(&self) -> Asked {
        // NUL, which PostgreSQL does not take, is in nothing that could be found.
        let word = |text: &str| text.trim().replace('\0', "");
        let address = |text: &str| if text.contains('@') { word(text).to_lowercase() } else { word(text) };
        let day = |text: &str| Day::parse_iso(text.trim());
        Asked {
            actor: address(&self.actor),
            action: word(&self.action),
            subject: address(&self.subject),
            from: day(&self.from).map_or(0, |day| day.at(0, 0, "UTC")),
            to: day(&self.to).map_or(i64::MAX, |day| day.plus_days(1).at(0, 0, "UTC")),
        }
    }
}

/// A page of the log, newest first, from before an entry.
pub async fn page(state: &AppState, filter: &AuditFilter, before: Option<i64>, l: Lang) -> Result<AuditPage, sqlx::Error> {
    let Asked {
        actor,
        action,
        subject,
        from,
        to,
    } = filter.asked();
    let most = i64::try_from(PAGE_SIZE + 1).unwrap_or(i64::MAX);
    let mut rows = fetch_all!(
        state.store.read(),
        Row,
        PAGE,
        before.unwrap_or(i64::MAX),
        actor.as_str(),
        action.as_str(),
        subject.as_str(),
        from,
        to,
        most
    )?;
    let more = rows.len() > PAGE_SIZE;
    rows.truncate(PAGE_SIZE);
    Ok(AuditPage {
        older: rows.last().filter(|_| more).map(|row| row.seq),
        lines: rows.into_iter().map(|row| line(row, l)).collect(),
        today: state.clock.today("UTC"),
    })
}

fn line(row: Row, l: Lang) -> AuditLine {
    AuditLine {
        seq: row.seq,
        at: Moment::local(row.at, "UTC"),
        who: Some(row.name)
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| words::nobody(l, &row.actor_kind).to_owned()),
        act: words::act(l, &row.action),
        to: row.subject_name,
        detail: words::detail(l, &row.detail),
        record: format!("{} {} {} {}", row.action, row.subject_kind, row.subject_id, row.detail),
        household: (row.subject_kind == "household").then_some(HouseholdId(row.subject_id)),
    }
}

/// The next entries to take away, after an entry, in the order they were written.
pub async fn after(state: &AppState, filter: &AuditFilter, seq: i64, most: i64) -> Result<Vec<Entry>, sqlx::Error> {
    let Asked {
        actor,
        action,
        subject,
        from,
        to,
    } = filter.asked();
    fetch_all!(
        state.store.read(),
        Entry,
        EXPORT,
        seq,
        actor.as_str(),
        action.as_str(),
        subject.as_str(),
        from,
        to,
        most
    )
}
