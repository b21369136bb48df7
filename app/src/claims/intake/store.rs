//! Drafts: one open at a time for each person, answer by answer.

use serde_json::{Map, Value};
use sqlx::types::Json;

use super::model::Answers;
use super::rules::Question;
use crate::auth::HouseholdActor;
use crate::db::Tx;
use crate::error::AppError;
use crate::ids::{ClaimId, DraftId};
use crate::state::AppState;
use crate::{execute, fetch_optional};

/// How long a draft that was set aside can be taken up again, in milliseconds.
pub const UNDO_MS: i64 = 60 * 60 * 1000;

crate::queries! {
    CURRENT = "SELECT d.id, d.answers, d.created_at,
            (SELECT COUNT(*) FROM claim_page p WHERE p.draft_id = d.id AND p.removed_at IS NULL) AS pages
        FROM draft d WHERE d.person_id = $1 AND d.household_id = $2 AND d.submitted_at IS NULL AND d.discarded_at IS NULL";
    ONE = "SELECT d.id, d.answers, d.created_at,
            (SELECT COUNT(*) FROM claim_page p WHERE p.draft_id = d.id AND p.removed_at IS NULL) AS pages
        FROM draft d WHERE d.id = $1 AND d.person_id = $2 AND d.household_id = $3";
    // Two tabs may begin at once: the index of open drafts lets one of them.
    NEW = "INSERT INTO draft (id, household_id, person_id, answers, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT DO NOTHING";
    // Takes the row's lock, so that two answers given at once are both kept.
    TOUCH = "UPDATE draft SET changed_at = $1 WHERE id = $2 AND person_id = $3 AND household_id = $4 AND submitted_at IS NULL AND discarded_at IS NULL";
    KEEP = "UPDATE draft SET answers = $1 WHERE id = $2 AND household_id = $3";
    DISCARD = "UPDATE draft SET discarded_at = $1 WHERE id = $2 AND person_id = $3 AND household_id = $4 AND submitted_at IS NULL AND discarded_at IS NULL";
    RESTORE = "UPDATE draft SET discarded_at = NULL, changed_at = $1
        WHERE id = $2 AND person_id = $3 AND household_id = $4 AND submitted_at IS NULL AND discarded_at > $5";
    SET_ASIDE = "SELECT id, answers FROM draft
        WHERE person_id = $1 AND household_id = $2 AND submitted_at IS NULL AND discarded_at > $3 ORDER BY discarded_at DESC, id DESC LIMIT 1";
    CLAIM_OF_DRAFT = "SELECT id FROM claim WHERE draft_id = $1 AND household_id = $2";
    LATEST_CLAIM = "SELECT id FROM claim WHERE household_id = $1 AND submitted_by = $2 AND draft_id IS NOT NULL AND submitted_at > $3
        ORDER BY submitted_at DESC, id DESC LIMIT 1";
}

/// A draft as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Which.
    pub id: DraftId,
    /// What was typed so far.
    pub answers: Answers,
    /// When it was begun, UTC milliseconds.
    pub created_at: i64,
    /// How many files of the invoice it has.
    pub pages: i64,
}

impl Draft {
    /// Whether nothing was given yet.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty() && self.pages == 0
    }
}

/// What became of the draft an answer was meant for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It holds the answer now.
    Draft(Box<Draft>),
    /// It had been submitted before.
    Claim(ClaimId),
}

#[derive(sqlx::FromRow)]
struct DraftRow {
    id: DraftId,
    answers: Json<Value>,
    created_at: i64,
    pages: i64,
}

impl DraftRow {
    fn draft(self) -> Draft {
        Draft {
            id: self.id,
            answers: read(&self.answers.0),
            created_at: self.created_at,
            pages: self.pages,
        }
    }
}

/// The answers of a stored document. What this version of the questions does not know is passed over, and stays in the document.
pub(super) fn read(stored: &Value) -> Answers {
    let mut answers = Answers::default();
    for question in Question::ALL {
        for (name, field) in answers.fields_mut(question) {
            *field = stored.get(name).and_then(Value::as_str).map(str::to_owned);
        }
    }
    answers
}

/// The document with one question's answers in it. NUL is left out: PostgreSQL keeps no text that has it.
fn write(stored: Value, answers: &mut Answers, question: Question) -> Value {
    let mut document = match stored {
        Value::Object(document) => document,
        _ => Map::new(),
    };
    for (name, field) in answers.fields_mut(question) {
        match field {
            Some(text) => drop(document.insert(name.to_owned(), Value::String(text.replace('\0', "")))),
            None => drop(document.remove(name)),
        }
    }
    Value::Object(document)
}

/// The person's open draft, if there is one.
pub async fn current(state: &AppState, actor: &HouseholdActor) -> Result<Option<Draft>, sqlx::Error> {
    let row = fetch_optional!(state.store.read(), DraftRow, CURRENT, &actor.person, &actor.household)?;
    Ok(row.map(DraftRow::draft))
}

/// The person's open draft; begun now when there is none.
///
/// # Errors
/// `Conflict` when it was sent or set aside in this very moment.
pub async fn open(state: &AppState, actor: &HouseholdActor) -> Result<Draft, AppError> {
    if let Some(draft) = current(state, actor).await? {
        return Ok(draft);
    }
    let empty = Json(Value::Object(Map::new()));
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), NEW, state.new_id(), &actor.household, &actor.person, empty, state.clock.now())?;
    tx.commit().await?;
    current(state, actor).await?.ok_or(AppError::Conflict)
}

/// Keeps the answer to one question as it was typed, whether or not it fits.
///
/// # Errors
/// `NotFound` for somebody else's draft, `Conflict` for one that was set aside.
pub async fn keep(state: &AppState, actor: &HouseholdActor, draft: &DraftId, question: Question, given: Answers) -> Result<Kept, AppError> {
    let mut tx = state.store.begin().await?;
    if execute!(tx.run(), TOUCH, state.clock.now(), draft, &actor.person, &actor.household)? == 0 {
        return sent(&mut tx, actor, draft).await?.map(Kept::Claim);
    }
    let row = fetch_optional!(tx.run(), DraftRow, ONE, draft, &actor.person, &actor.household)?.ok_or(AppError::NotFound)?;
    let stored = row.answers.0.clone();
    let mut kept = row.draft();
    kept.answers.give(question, given);
    execute!(tx.run(), KEEP, Json(write(stored, &mut kept.answers, question)), draft, &actor.household)?;
    tx.commit().await?;
    Ok(Kept::Draft(Box::new(kept)))
}

/// A draft of this person, whatever has become of it.
pub(super) async fn one(tx: &mut Tx, actor: &HouseholdActor, draft: &DraftId) -> Result<Option<Draft>, sqlx::Error> {
    let row = fetch_optional!(tx.run(), DraftRow, ONE, draft, &actor.person, &actor.household)?;
    Ok(row.map(DraftRow::draft))
}

/// The claim of a draft that is open no more; `Conflict` when it was set aside instead, `NotFound` when it is not this person's.
pub(super) async fn sent(tx: &mut Tx, actor: &HouseholdActor, draft: &DraftId) -> Result<Result<ClaimId, AppError>, sqlx::Error> {
    if one(tx, actor, draft).await?.is_none() {
        return Ok(Err(AppError::NotFound));
    }
    let row = fetch_optional!(tx.run(), (ClaimId,), CLAIM_OF_DRAFT, draft, &actor.household)?;
    Ok(row.map(|(claim,)| claim).ok_or(AppError::Conflict))
}

/// Sets a draft aside. One that is open no more stays as it is.
///
/// # Errors
/// `NotFound` for somebody else's draft.
pub async fn discard(state: &AppState, actor: &HouseholdActor, draft: &DraftId) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    one(&mut tx, actor, draft).await?.ok_or(AppError::NotFound)?;
    execute!(tx.run(), DISCARD, state.clock.now(), draft, &actor.person, &actor.household)?;
    Ok(tx.commit().await?)
}

/// Takes a draft up again that was set aside, in place of the empty one that was begun since.
///
/// # Errors
/// `NotFound` for somebody else's draft, `Conflict` when the newer one has answers by now or the time for it is over.
pub async fn restore(state: &AppState, actor: &HouseholdActor, draft: &DraftId) -> Result<(), AppError> {
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    one(&mut tx, actor, draft).await?.ok_or(AppError::NotFound)?;
    if let Some(newer) = fetch_optional!(tx.run(), DraftRow, CURRENT, &actor.person, &actor.household)?.map(DraftRow::draft) {
        if newer.id == *draft {
            return Ok(());
        }
        if !newer.is_empty() {
            return Err(AppError::Conflict);
        }
        execute!(tx.run(), DISCARD, now, &newer.id, &actor.person, &actor.household)?;
    }
    if execute!(tx.run(), RESTORE, now, draft, &actor.person, &actor.household, now - UNDO_MS)? == 0 {
        return Err(AppError::Conflict);
    }
    Ok(tx.commit().await?)
}

/// The draft that was set aside last and can still be taken up again, if it had answers.
pub async fn set_aside(state: &AppState, actor: &HouseholdActor) -> Result<Option<DraftId>, sqlx::Error> {
    let since = state.clock.now() - UNDO_MS;
    let row = fetch_optional!(state.store.read(), (DraftId, Json<Value>), SET_ASIDE, &actor.person, &actor.household, since)?;
    Ok(row.filter(|(_, answers)| !read(&answers.0).is_empty()).map(|(id, _)| id))
}

/// The claim this person submitted last, not longer ago than a draft can be taken up again: where "back" leads after submitting.
pub async fn latest_claim(state: &AppState, actor: &HouseholdActor) -> Result<Option<ClaimId>, sqlx::Error> {
    let since = state.clock.now() - UNDO_MS;
    let row = fetch_optional!(state.store.read(), (ClaimId,), LATEST_CLAIM, &actor.household, &actor.person, since)?;
    Ok(row.map(|(id,)| id))
}
