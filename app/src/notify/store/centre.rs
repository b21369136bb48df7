//! Somebody's notices, as they stand in the portal.

use sqlx::types::Json;

use crate::error::AppError;
use crate::ids::{HouseholdId, PersonId};
use crate::notify::model::{NoticeLine, NoticesPage};
use crate::notify::news::{News, Subject, Told};
use crate::sessions::store::{in_words, zone};
use crate::state::AppState;
use crate::texts::Lang;
use crate::{execute, fetch_all, fetch_one, fetch_optional};

/// Notices on a page.
const PAGE: usize = 20;

crate::queries! {
    // What is about a household only as long as one belongs to it. $3: those after this notice.
    LIST = "SELECT n.id, n.kind, n.detail, n.subject_kind, n.subject_id, n.created_at, n.seen_at FROM notice n
        WHERE n.person_id = $1
            AND (n.household_id IS NULL OR EXISTS (SELECT 1 FROM \"grant\" g WHERE g.person_id = $1 AND g.scope_kind = 'household' AND g.scope_id = n.household_id
                AND g.from_at <= $2 AND (g.to_at IS NULL OR g.to_at > $2)))
            AND (CAST($3 AS TEXT) IS NULL OR (n.created_at, n.id) < (SELECT x.created_at, x.id FROM notice x WHERE x.id = $3 AND x.person_id = $1))
        ORDER BY n.created_at DESC, n.id DESC LIMIT $4";
    // As the session counts for the bell (auth::store::look).
    UNREAD = "SELECT COUNT(*) FROM notice n
        WHERE n.person_id = $1 AND n.seen_at IS NULL
            AND (n.household_id IS NULL OR EXISTS (SELECT 1 FROM \"grant\" g WHERE g.person_id = $1 AND g.scope_kind = 'household' AND g.scope_id = n.household_id
                AND g.from_at <= $2 AND (g.to_at IS NULL OR g.to_at > $2)))";
    ONE = "SELECT kind, detail, subject_kind, subject_id, household_id FROM notice WHERE id = $1 AND person_id = $2";
    SEE = "UPDATE notice SET seen_at = $1 WHERE id = $2 AND person_id = $3 AND seen_at IS NULL";
    SEE_ALL = "UPDATE notice SET seen_at = $1 WHERE person_id = $2 AND seen_at IS NULL";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    kind: String,
    detail: Json<serde_json::Value>,
    subject_kind: String,
    subject_id: String,
    created_at: i64,
    seen_at: Option<i64>,
}

/// A page of somebody's notices, after one of them or from the newest.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn page(state: &AppState, person: &PersonId, after: Option<&str>, l: Lang) -> Result<NoticesPage, AppError> {
    let (zone, most) = (zone(state, person).await?, PAGE + 1);
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut rows = fetch_all!(state.store.read(), Row, LIST, person, state.clock.now(), after, most)?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let older = rows.last().filter(|_| more).map(|row| row.id.clone());
    Ok(NoticesPage {
        lines: rows.into_iter().filter_map(|row| line(state, row, &zone, l)).collect(),
        unread: unread(state, person).await?,
        older,
    })
}

fn line(state: &AppState, row: Row, zone: &str, l: Lang) -> Option<NoticeLine> {
    let news = News::read(&row.kind, row.detail.0)?;
    let told = Told {
        about: Subject {
            kind: row.subject_kind,
            id: row.subject_id,
        },
        at: row.created_at,
        zone: zone.to_owned(),
    };
    let (title, text) = news.lines(l, &told, state);
    Some(NoticeLine {
        id: row.id,
        topic: news.kind().topic(),
        title,
        text,
        when: in_words(state, row.created_at, zone, l),
        unread: row.seen_at.is_none(),
    })
}

/// How many notices somebody has not read.
///
/// # Errors
/// What the database says.
pub async fn unread(state: &AppState, person: &PersonId) -> Result<i64, sqlx::Error> {
    let (count,): (i64,) = fetch_one!(state.store.read(), (i64,), UNREAD, person, state.clock.now())?;
    Ok(count)
}

/// Where a notice leads.
pub struct Way {
    /// The page that says more.
    pub path: String,
    /// The household it is about.
    pub household: Option<HouseholdId>,
}

/// Marks a notice as read, and says where it leads. `None`: it is not this person's.
///
/// # Errors
/// What the database says.
pub async fn open(state: &AppState, person: &PersonId, id: &str) -> Result<Option<Way>, sqlx::Error> {
    type Found = (String, Json<serde_json::Value>, String, String, Option<HouseholdId>);
    let row: Option<Found> = fetch_optional!(state.store.read(), Found, ONE, id, person)?;
    let Some((kind, Json(detail), subject_kind, subject_id, household)) = row else {
        return Ok(None);
    };
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), SEE, state.clock.now(), id, person)?;
    tx.commit().await?;
    let about = Subject {
        kind: subject_kind,
        id: subject_id,
    };
    let path = News::read(&kind, detail).map_or_else(|| "/notices".to_owned(), |news| news.path(&about));
    Ok(Some(Way { path, household }))
}

/// Marks all of somebody's notices as read.
///
/// # Errors
/// What the database says.
pub async fn see_all(state: &AppState, person: &PersonId) -> Result<(), sqlx::Error> {
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), SEE_ALL, state.clock.now(), person)?;
    tx.commit().await
}
