//! Drafts: one open at a time for each person, answer by answer.

use serde_json::{Map, Value};
use sqlx::types::Json;

use super::model::{Answers, Facts, InsuredPet, Listed, Term};
use super::rules::Question;
use crate::auth::Policyholder;
use crate::claims::conditions;
use crate::day::Day;
use crate::error::AppError;
use crate::ids::{BlobId, ClaimId, DraftId, PetId, PolicyId, TermId};
use crate::pets::model::Species;
use crate::policies::model::PlanTerms;
use crate::state::AppState;
use crate::texts::Lang;
use crate::{execute, fetch_all, fetch_optional};

/// How long a draft that was set aside can be taken up again, in milliseconds.
pub const UNDO_MS: i64 = 60 * 60 * 1000;

/// How many conditions are offered before anything is typed.
const SUGGESTED: usize = 6;

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
    EARLIER = "SELECT condition_code FROM claim WHERE household_id = $1 AND pet_id = $2 AND condition_code IS NOT NULL ORDER BY submitted_at DESC LIMIT 20";
    FACTS = "SELECT p.id AS pet_id, p.name, p.species, p.photo_blob_id, p.died_on, y.id AS policy_id, y.cover_from,
            t.id AS term_id, t.starts_on, t.ends_on, v.terms, s.from_on AS gap_from, s.to_on AS gap_to
        FROM pet p
        JOIN policy y ON y.pet_id = p.id AND y.household_id = p.household_id
        JOIN term t ON t.policy_id = y.id
        JOIN plan_version v ON v.id = t.plan_version_id
        LEFT JOIN standing s ON s.policy_id = y.id AND s.flag IN ('lapsed', 'cancelled')
        WHERE p.household_id = $1
        ORDER BY p.created_at, p.id, y.cover_from, y.id, t.starts_on, s.from_on";
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
    Draft(Draft),
    /// It had been submitted before.
    Claim(ClaimId),
}

#[derive(sqlx::FromRow)]
pub(super) struct DraftRow {
    id: DraftId,
    answers: Json<Value>,
    created_at: i64,
    pages: i64,
}

impl DraftRow {
    pub(super) fn draft(self) -> Draft {
        Draft {
            id: self.id,
            answers: read(&self.answers.0),
            created_at: self.created_at,
            pages: self.pages,
        }
    }
}

/// The answers of a stored document. What this version of the questions does not know is passed over, and stays in the document.
fn read(stored: &Value) -> Answers {
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
pub async fn current(state: &AppState, actor: &Policyholder) -> Result<Option<Draft>, sqlx::Error> {
    let row = fetch_optional!(state.store.read(), DraftRow, CURRENT, &actor.person, &actor.household)?;
    Ok(row.map(DraftRow::draft))
}

/// The person's open draft; begun now when there is none.
///
/// # Errors
/// `Conflict` when it was sent or set aside in this very moment.
pub async fn open(state: &AppState, actor: &Policyholder) -> Result<Draft, AppError> {
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
pub async fn keep(state: &AppState, actor: &Policyholder, draft: &DraftId, question: Question, given: Answers) -> Result<Kept, AppError> {
    let mut tx = state.store.begin().await?;
    let open = execute!(tx.run(), TOUCH, state.clock.now(), draft, &actor.person, &actor.household)? == 1;
    let row = fetch_optional!(tx.run(), DraftRow, ONE, draft, &actor.person, &actor.household)?.ok_or(AppError::NotFound)?;
    if !open {
        let claim = fetch_optional!(tx.run(), (ClaimId,), CLAIM_OF_DRAFT, draft, &actor.household)?;
        return claim.map(|(claim,)| Kept::Claim(claim)).ok_or(AppError::Conflict);
    }
    let stored = row.answers.0.clone();
    let mut kept = row.draft();
    kept.answers.give(question, given);
    execute!(tx.run(), KEEP, Json(write(stored, &mut kept.answers, question)), draft, &actor.household)?;
    tx.commit().await?;
    Ok(Kept::Draft(kept))
}

/// Sets a draft aside. Doing it twice is harmless.
pub async fn discard(state: &AppState, actor: &Policyholder, draft: &DraftId) -> Result<(), sqlx::Error> {
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), DISCARD, state.clock.now(), draft, &actor.person, &actor.household)?;
    tx.commit().await
}

/// Takes a draft up again that was set aside, in place of the empty one that was begun since.
///
/// # Errors
/// `Conflict` when the newer one has answers by now, or the time for it is over.
pub async fn restore(state: &AppState, actor: &Policyholder, draft: &DraftId) -> Result<(), AppError> {
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
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
pub async fn set_aside(state: &AppState, actor: &Policyholder) -> Result<Option<DraftId>, sqlx::Error> {
    let since = state.clock.now() - UNDO_MS;
    let row = fetch_optional!(state.store.read(), (DraftId, Json<Value>), SET_ASIDE, &actor.person, &actor.household, since)?;
    Ok(row.filter(|(_, answers)| !read(&answers.0).is_empty()).map(|(id, _)| id))
}

/// The claim this person submitted last, not longer ago than a draft can be taken up again: where "back" leads after submitting.
pub async fn latest_claim(state: &AppState, actor: &Policyholder) -> Result<Option<ClaimId>, sqlx::Error> {
    let since = state.clock.now() - UNDO_MS;
    let row = fetch_optional!(state.store.read(), (ClaimId,), LATEST_CLAIM, &actor.household, &actor.person, since)?;
    Ok(row.map(|(id,)| id))
}

/// What the pet was treated for before, latest first, then what is common: at most [`SUGGESTED`].
pub async fn suggestions(state: &AppState, actor: &Policyholder, pet: &PetId, l: Lang) -> Result<Vec<Listed>, sqlx::Error> {
    let earlier = fetch_all!(state.store.read(), (String,), EARLIER, &actor.household, pet)?;
    let mut codes: Vec<&str> = Vec::new();
    for (code,) in &earlier {
        // Half of the places stay for what is common: new trouble should be found as fast.
        if codes.len() < SUGGESTED / 2 && !codes.contains(&code.as_str()) {
            codes.push(code);
        }
    }
    for code in conditions::COMMON {
        if codes.len() < SUGGESTED && !codes.contains(&code) {
            codes.push(code);
        }
    }
    Ok(codes.into_iter().filter_map(conditions::find).map(|condition| condition.listed(l)).collect())
}

#[derive(sqlx::FromRow)]
pub(super) struct FactRow {
    pet_id: PetId,
    name: String,
    species: Species,
    photo_blob_id: Option<BlobId>,
    died_on: Option<Day>,
    policy_id: PolicyId,
    cover_from: Day,
    term_id: TermId,
    starts_on: Day,
    ends_on: Day,
    terms: Json<PlanTerms>,
    gap_from: Option<Day>,
    gap_to: Option<Day>,
}

/// What the household allows today, for a draft.
pub async fn facts(state: &AppState, actor: &Policyholder, draft: &Draft, l: Lang) -> Result<Facts, sqlx::Error> {
    let rows = fetch_all!(state.store.read(), FactRow, FACTS, &actor.household)?;
    Ok(assemble(rows, draft, state.clock.today(&actor.zone), l))
}

/// The facts of the rows of `FACTS`.
pub(super) fn assemble(rows: Vec<FactRow>, draft: &Draft, today: Day, l: Lang) -> Facts {
    let mut pets: Vec<InsuredPet> = Vec::new();
    for row in rows {
        if pets.last().is_none_or(|pet| pet.id != row.pet_id) {
            pets.push(InsuredPet {
                id: row.pet_id,
                name: row.name,
                species: row.species,
                photo: row.photo_blob_id,
                died_on: row.died_on,
                terms: Vec::new(),
            });
        }
        let Some(terms) = pets.last_mut().map(|pet| &mut pet.terms) else { continue };
        if terms.last().is_none_or(|term| term.id != row.term_id) {
            terms.push(Term {
                id: row.term_id,
                policy: row.policy_id,
                starts_on: row.starts_on,
                ends_on: row.ends_on,
                filing_window_days: row.terms.0.filing_window_days,
                covered: row.terms.0.waiting.from(row.cover_from),
                gaps: Vec::new(),
            });
        }
        if let (Some(term), Some(from)) = (terms.last_mut(), row.gap_from) {
            term.gaps.push((from, row.gap_to));
        }
    }
    pets.retain(|pet| pet.terms.iter().any(|term| term.can_be_claimed(pet.died_on, today)));
    let listed = draft.answers.condition.as_deref().and_then(conditions::find);
    Facts {
        today,
        pets,
        pages: draft.pages,
        conditions: listed.map(|condition| condition.listed(l)).into_iter().collect(),
    }
}
