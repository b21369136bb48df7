//! What is asked of a household or its clinic, and what becomes of it: the rows, whatever they are about. Whoever calls moves the subject along.

use super::model::{Owner, Requirement, RequirementState, SubjectKind, What};
use crate::auth::HouseholdActor;
use crate::day::Day;
use crate::db::Tx;
use crate::documents::attachments::{self, Subject};
use crate::ids::{HouseholdId, PersonId, RequirementId};
use crate::state::AppState;
use crate::{execute, fetch_all, fetch_optional};

crate::queries! {
    LIST = "SELECT r.id, r.what, r.owner, r.due_on, r.state, r.words, a.given_name AS asked_by, s.given_name AS resolved_by, r.resolution
        FROM requirement r LEFT JOIN person a ON a.id = r.asked_by LEFT JOIN person s ON s.id = r.resolved_by
        WHERE r.subject_kind = $1 AND r.subject_id = $2 AND r.household_id = $3 ORDER BY r.opened_at, r.what, r.id";
    ASK = "INSERT INTO requirement (id, subject_kind, subject_id, household_id, what, owner, due_on, state, opened_at, words, asked_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9, $10)";
    ABOUT = "SELECT subject_kind, subject_id, household_id, what, owner, state FROM requirement WHERE id = $1";
    // Writing over itself takes the row's lock on both engines: of two answers at once, the second sees the first.
    LOCK = "UPDATE requirement SET state = state WHERE id = $1 RETURNING subject_kind, subject_id, household_id, what, owner, state";
    SUPPLY = "UPDATE requirement SET state = $1, supplied_at = $2 WHERE id = $3";
    REOPEN = "UPDATE requirement SET state = CASE WHEN resolution IS NULL THEN 'open' ELSE 'sent_back' END WHERE id = $1";
    RESOLVE = "UPDATE requirement SET state = $1, resolved_at = $2, resolved_by = $3, resolution = $4, due_on = COALESCE($5, due_on),
        overdue_at = CASE WHEN CAST($5 AS TEXT) IS NULL THEN overdue_at END WHERE id = $6";
    // One at a time of each kind for each subject.
    WANT = "INSERT INTO requirement (id, subject_kind, subject_id, household_id, what, owner, due_on, state, opened_at)
        SELECT $1, $2, $3, $4, $5, 'policyholder', $6, 'open', CAST($7 AS BIGINT)
        WHERE NOT EXISTS (SELECT 1 FROM requirement WHERE subject_kind = $2 AND subject_id = $3 AND what = $5 AND state IN ('open', 'to_confirm', 'supplied', 'sent_back'))";
    HAVE = "UPDATE requirement SET state = 'accepted', supplied_at = $1, resolved_at = $1 WHERE household_id = $2 AND what = $3 AND state IN ('open', 'to_confirm', 'supplied', 'sent_back')";
    STANDING = "SELECT state, owner FROM requirement WHERE subject_kind = $1 AND subject_id = $2";
    // What has come for it since it was asked or sent back last: what is the household's own, or its clinic's and confirmed; and what waits to be confirmed.
    CAME = "SELECT CAST(COALESCE(SUM(CASE WHEN a.sender <> 'vet' OR a.confirmed IS TRUE THEN 1 ELSE 0 END), 0) AS BIGINT),
            CAST(COALESCE(SUM(CASE WHEN a.sender = 'vet' AND a.confirmed IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT)
        FROM attachment a JOIN requirement r ON r.id = a.subject_id
        WHERE a.subject_kind = 'requirement' AND a.subject_id = $1 AND a.state = 'checked' AND a.created_at > COALESCE(r.resolved_at, 0)";
    CONFIRM = "UPDATE attachment SET confirmed = $1, answered_at = $2
        WHERE subject_kind = 'requirement' AND subject_id = $3 AND sender = 'vet' AND state = 'checked' AND confirmed IS NULL";
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRequirement {
    /// What.
    pub what: What,
    /// Of whom.
    pub owner: Owner,
    /// By when.
    pub due_on: Day,
    /// Why, in the asker's own words; for something else, what.
    pub words: String,
}

/// What a requirement is about.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct About {
    /// The kind of thing.
    pub subject_kind: SubjectKind,
    /// Its id.
    pub subject_id: String,
    /// Whose.
    pub household_id: HouseholdId,
    /// What is asked for.
    pub what: What,
    /// Of whom.
    pub owner: Owner,
    /// Where it stands.
    pub state: RequirementState,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: RequirementId,
    what: What,
    owner: Owner,
    due_on: Day,
    state: RequirementState,
    words: String,
    asked_by: Option<String>,
    resolved_by: Option<String>,
    resolution: Option<String>,
}

/// Everything that was ever asked about something of the household, in the order in which it was asked, with what came for it.
pub async fn requirements(state: &AppState, actor: &HouseholdActor, kind: SubjectKind, subject: &str) -> Result<Vec<Requirement>, sqlx::Error> {
    list(state, &actor.household, &actor.zone, kind, subject).await
}

/// As [`requirements`], for whoever works on it: times are on the clock of `zone`.
pub async fn list(state: &AppState, household: &HouseholdId, zone: &str, kind: SubjectKind, subject: &str) -> Result<Vec<Requirement>, sqlx::Error> {
    let rows = fetch_all!(state.store.read(), Row, LIST, kind, subject, household)?;
    let mut list = Vec::with_capacity(rows.len());
    for row in rows {
        let files = attachments::of(state, household, zone, Subject::Requirement, row.id.as_str(), None).await?;
        list.push(Requirement {
            id: row.id,
            what: row.what,
            owner: row.owner,
            due_on: row.due_on,
            state: row.state,
            words: row.words,
            asked_by: row.asked_by,
            resolved_by: row.resolved_by,
            resolution: row.resolution,
            files,
        });
    }
    Ok(list)
}

/// What a requirement is about, as it stands.
pub async fn about(state: &AppState, requirement: &RequirementId) -> Result<Option<About>, sqlx::Error> {
    fetch_optional!(state.store.read(), About, ABOUT, requirement)
}

/// As [`about`], for this transaction alone.
pub async fn lock(tx: &mut Tx, requirement: &RequirementId) -> Result<Option<About>, sqlx::Error> {
    fetch_optional!(tx.run(), About, LOCK, requirement)
}

/// Asks for something.
pub async fn ask(
    tx: &mut Tx,
    state: &AppState,
    (kind, subject): (SubjectKind, &str),
    household: &HouseholdId,
    by: &PersonId,
    new: &NewRequirement,
) -> Result<RequirementId, sqlx::Error> {
    let id = RequirementId(state.new_id());
    execute!(
        tx.run(),
        ASK,
        &id,
        kind,
        subject,
        household,
        new.what,
        new.owner,
        new.due_on,
        state.clock.now(),
        &new.words,
        by
    )?;
    Ok(id)
}

/// Asks the policyholder for something that the server itself will see when it is there. `None`: it is asked for already.
pub async fn want(
    tx: &mut Tx,
    state: &AppState,
    (kind, subject): (SubjectKind, &str),
    household: &HouseholdId,
    what: What,
    due_on: Day,
) -> Result<Option<RequirementId>, sqlx::Error> {
    let id = RequirementId(state.new_id());
    let asked = execute!(tx.run(), WANT, &id, kind, subject, household, what, due_on, state.clock.now())?;
    Ok((asked == 1).then_some(id))
}

/// Says that something is there which a household was asked for by [`want`], whatever it was about.
pub async fn have(tx: &mut Tx, state: &AppState, household: &HouseholdId, what: What) -> Result<(), sqlx::Error> {
    execute!(tx.run(), HAVE, state.clock.now(), household, what).map(drop)
}

/// Puts a requirement where its files leave it: owed, waiting to be confirmed, or supplied. Gives where that is.
pub async fn settle(tx: &mut Tx, state: &AppState, requirement: &RequirementId) -> Result<RequirementState, sqlx::Error> {
    let (own, waiting) = fetch_optional!(tx.run(), (i64, i64), CAME, requirement)?.unwrap_or_default();
    let to = match (own, waiting) {
        (0, 0) => {
            execute!(tx.run(), REOPEN, requirement)?;
            return Ok(RequirementState::Open);
        }
        (_, 1..) => RequirementState::ToConfirm,
        _ => RequirementState::Supplied,
    };
    execute!(tx.run(), SUPPLY, to, state.clock.now(), requirement)?;
    Ok(to)
}

/// Says of all that a clinic sent for a requirement whether it is the household's. `false`: nothing waited.
pub async fn confirm(tx: &mut Tx, state: &AppState, requirement: &RequirementId, theirs: bool) -> Result<bool, sqlx::Error> {
    Ok(execute!(tx.run(), CONFIRM, theirs, state.clock.now(), requirement)? > 0)
}

/// Looks at a requirement: accepted, sent back, asked for again or no longer wanted, with why and from when on.
pub async fn resolve(
    tx: &mut Tx,
    state: &AppState,
    requirement: &RequirementId,
    by: &PersonId,
    (to, why, due_on): (RequirementState, Option<&str>, Option<Day>),
) -> Result<(), sqlx::Error> {
    execute!(tx.run(), RESOLVE, to, state.clock.now(), by, why, due_on, requirement).map(drop)
}

/// Where each requirement of a subject stands, and who owes it.
pub async fn standing(tx: &mut Tx, kind: SubjectKind, subject: &str) -> Result<Vec<(RequirementState, Owner)>, sqlx::Error> {
    fetch_all!(tx.run(), (RequirementState, Owner), STANDING, kind, subject)
}
