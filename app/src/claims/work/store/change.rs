//! Putting a claim right: lines, the names on its invoice, records of the animal, signs that mean nothing. What stood there before is kept.

use serde_json::json;

use super::{case, note, take};
use crate::auth::Adjuster;
use crate::claims::conditions;
use crate::claims::intake::model::Listed;
use crate::claims::model::ClaimState;
use crate::claims::rules::Side;
use crate::claims::rules::signs::number_as_kept;
use crate::claims::store::signs;
use crate::claims::work::form::{HealthFacts, HealthForm, LineFacts, LineForm, as_typed};
use crate::claims::work::model::{LineToChange, RecordToAdd};
use crate::claims::{categories, model::LineCategory};
use crate::db::Tx;
use crate::error::AppError;
use crate::ids::{ClaimId, PageId, PetId};
use crate::state::AppState;
use crate::texts::Lang;
use crate::{execute, fetch_all, fetch_one, fetch_optional};

crate::queries! {
    STATE = "SELECT state FROM claim WHERE id = $1";
    LINE = "SELECT id, description, category, condition_code, side, amount_cents FROM claim_line WHERE id = $1 AND claim_id = $2";
    LINES = "SELECT id, description, category, condition_code, side, amount_cents FROM claim_line WHERE claim_id = $1 ORDER BY position";
    SET_LINE = "UPDATE claim_line SET description = $1, category = $2, condition_code = $3, side = $4, amount_cents = $5 WHERE id = $6";
    SET_CONDITION = "UPDATE claim_line SET condition_code = $1, side = $2 WHERE id = $3";
    NAMES = "SELECT clinic, invoice_number FROM claim WHERE id = $1";
    SET_NAMES = "UPDATE claim SET clinic = $1, invoice_number = $2 WHERE id = $3";
    CHANGE = "INSERT INTO claim_change (id, claim_id, claim_line_id, at, changed_by, before, after, why) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    HEAD = "SELECT c.number, c.version, c.pet_id, p.name, h.time_zone FROM claim c JOIN pet p ON p.id = c.pet_id JOIN household h ON h.id = c.household_id WHERE c.id = $1";
    PAGE = "SELECT 1 FROM claim_page WHERE id = $1 AND claim_id = $2 AND removed_at IS NULL";
    ENTRY = "INSERT INTO health_entry (id, pet_id, condition_code, side, noted_on, recorded_by, recorded_at, page_id, source) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    CLEAR = "UPDATE sign SET cleared_at = $1, cleared_by = $2, cleared_why = $3 WHERE id = $4 AND claim_id = $5 AND cleared_at IS NULL";
}

#[derive(sqlx::FromRow)]
struct LineRow {
    id: String,
    description: String,
    category: Option<String>,
    condition_code: Option<String>,
    side: Option<Side>,
    amount_cents: i64,
}

impl LineRow {
    fn category(&self) -> LineCategory {
        let said = self.category.as_deref().and_then(LineCategory::parse);
        said.unwrap_or_else(|| categories::of(&self.description))
    }

    fn kept(&self) -> serde_json::Value {
        json!({ "description": self.description, "amount": as_typed(self.amount_cents), "category": self.category(), "condition": self.condition_code, "side": self.side })
    }
}

type Head = (String, i64, PetId, String, String);

/// All conditions to choose from, by name.
fn listed(l: Lang) -> Vec<Listed> {
    let mut listed: Vec<Listed> = conditions::all().iter().map(|condition| condition.listed(l)).collect();
    listed.sort_by(|one, other| one.name.cmp(&other.name));
    listed
}

/// What the form of a line begins with; `None`: the claim has no such line. The look is recorded.
///
/// # Errors
/// `Unavailable` or `Internal` when the look cannot be recorded.
pub async fn line_to_change(state: &AppState, by: &Adjuster, claim: &ClaimId, line: &str, l: Lang) -> Result<Option<LineToChange>, AppError> {
    let mut tx = state.store.begin().await?;
    let (Some(head), Some(row)) = (
        fetch_optional!(tx.run(), Head, HEAD, claim)?,
        fetch_optional!(tx.run(), LineRow, LINE, line, claim)?,
    ) else {
        return Ok(None);
    };
    note(&mut tx, state, by.person(), "desk.view_claim", claim, json!({})).await?;
    let pages = case::pages(&mut tx, claim).await?;
    tx.commit().await?;
    let (number, version, ..) = head;
    Ok(Some(LineToChange {
        claim: claim.clone(),
        number,
        version,
        form: LineForm {
            amount: as_typed(row.amount_cents),
            category: row.category().as_str().to_owned(),
            condition: row.condition_code.unwrap_or_default(),
            side: row.side.map_or(String::new(), |side| side.as_str().to_owned()),
            description: row.description,
            ..LineForm::default()
        },
        line: row.id,
        conditions: listed(l),
        pages,
    }))
}

/// Puts a line right, and with `all` the condition of every other; what stood there is kept with who, when and why.
///
/// # Errors
/// `NotFound` for no such claim, line or condition; `Conflict` when the claim changed since this version, or is decided.
pub async fn change_line(state: &AppState, by: &Adjuster, claim: &ClaimId, version: i64, line: &str, facts: &LineFacts) -> Result<(), AppError> {
    if facts.condition.as_deref().is_some_and(|code| conditions::find(code).is_none()) {
        return Err(AppError::NotFound);
    }
    let mut tx = state.store.begin().await?;
    take(&mut tx, claim, version).await?;
    undecided(&mut tx, claim).await?;
    let rows = fetch_all!(tx.run(), LineRow, LINES, claim)?;
    if !rows.iter().any(|row| row.id == line) {
        return Err(AppError::NotFound);
    }
    for row in rows.iter().filter(|row| row.id == line || facts.all) {
        let after = if row.id == line {
            execute!(
                tx.run(),
                SET_LINE,
                &facts.description,
                facts.category,
                &facts.condition,
                facts.side,
                facts.cents,
                &row.id
            )?;
            json!({ "description": facts.description, "amount": as_typed(facts.cents), "category": facts.category, "condition": facts.condition, "side": facts.side })
        } else {
            execute!(tx.run(), SET_CONDITION, &facts.condition, facts.side, &row.id)?;
            json!({ "description": row.description, "amount": as_typed(row.amount_cents), "category": row.category(), "condition": facts.condition, "side": facts.side })
        };
        let before = row.kept();
        if before != after {
            keep(&mut tx, state, by, claim, Some(&row.id), (&before, &after), &facts.why).await?;
        }
    }
    note(&mut tx, state, by.person(), "claim.change_line", claim, json!({})).await?;
    Ok(tx.commit().await?)
}

/// Only what is undecided is put right: a decided claim is taken up again first.
async fn undecided(tx: &mut Tx, claim: &ClaimId) -> Result<(), AppError> {
    let (stands,): (ClaimState,) = fetch_one!(tx.run(), (ClaimState,), STATE, claim)?;
    if stands.is_open() { Ok(()) } else { Err(AppError::Conflict) }
}

/// Keeps what stood there before a change.
pub(super) async fn keep(
    tx: &mut Tx,
    state: &AppState,
    by: &Adjuster,
    claim: &ClaimId,
    line: Option<&str>,
    (before, after): (&serde_json::Value, &serde_json::Value),
    why: &str,
) -> Result<(), sqlx::Error> {
    use sqlx::types::Json;
    execute!(
        tx.run(),
        CHANGE,
        state.new_id(),
        claim,
        line,
        state.clock.now(),
        by.person(),
        Json(before),
        Json(after),
        why
    )
    .map(drop)
}

/// Says what the invoice calls itself: its clinic and its number, by which the same invoice is found in other claims. Empty: it does not say.
///
/// # Errors
/// `NotFound`, and `Conflict` when the claim changed since this version.
pub async fn name_invoice(state: &AppState, by: &Adjuster, claim: &ClaimId, version: i64, clinic: &str, number: &str) -> Result<(), AppError> {
    let word = |text: &str| -> Option<String> {
        let text: String = text.trim().chars().take(100).collect();
        (!text.is_empty()).then_some(text)
    };
    let (clinic, number) = (word(clinic), word(number).as_deref().and_then(number_as_kept));
    let mut tx = state.store.begin().await?;
    take(&mut tx, claim, version).await?;
    let before: (Option<String>, Option<String>) = fetch_one!(tx.run(), (Option<String>, Option<String>), NAMES, claim)?;
    execute!(tx.run(), SET_NAMES, &clinic, &number, claim)?;
    let (before, after) = (json!({ "clinic": before.0, "number": before.1 }), json!({ "clinic": clinic, "number": number }));
    if before != after {
        keep(&mut tx, state, by, claim, None, (&before, &after), "").await?;
    }
    signs::look_again(&mut tx, state, claim).await?;
    note(&mut tx, state, by.person(), "claim.name_invoice", claim, json!({})).await?;
    Ok(tx.commit().await?)
}

/// What the form of a record begins with; `None`: there is no such claim. The look is recorded.
///
/// # Errors
/// `Unavailable` or `Internal` when the look cannot be recorded.
pub async fn record_to_add(state: &AppState, by: &Adjuster, claim: &ClaimId, l: Lang) -> Result<Option<RecordToAdd>, AppError> {
    let mut tx = state.store.begin().await?;
    let Some((number, version, _, pet, zone)) = fetch_optional!(tx.run(), Head, HEAD, claim)? else {
        return Ok(None);
    };
    note(&mut tx, state, by.person(), "desk.view_claim", claim, json!({})).await?;
    let pages = case::pages(&mut tx, claim).await?;
    tx.commit().await?;
    Ok(Some(RecordToAdd {
        claim: claim.clone(),
        number,
        version,
        pet,
        form: HealthForm::default(),
        conditions: listed(l),
        pages,
        today: state.clock.today(&zone),
    }))
}

/// Today in the household of a claim.
///
/// # Errors
/// `NotFound` when there is no such claim.
pub async fn today_of(state: &AppState, _by: &Adjuster, claim: &ClaimId) -> Result<crate::day::Day, AppError> {
    let (.., zone): Head = fetch_optional!(state.store.read(), Head, HEAD, claim)?.ok_or(AppError::NotFound)?;
    Ok(state.clock.today(&zone))
}

/// Records what a record of the claim's animal shows.
///
/// # Errors
/// `NotFound` for no such claim, condition or page of it; `Conflict` when the claim changed since this version.
pub async fn add_record(state: &AppState, by: &Adjuster, claim: &ClaimId, version: i64, facts: &HealthFacts) -> Result<(), AppError> {
    let condition = conditions::find(&facts.condition).ok_or(AppError::NotFound)?;
    let mut tx = state.store.begin().await?;
    take(&mut tx, claim, version).await?;
    let (.., pet, _, _): Head = fetch_one!(tx.run(), Head, HEAD, claim)?;
    if let Some(page) = &facts.page {
        own_page(&mut tx, claim, page).await?;
    }
    execute!(
        tx.run(),
        ENTRY,
        state.new_id(),
        &pet,
        condition.code,
        facts.side,
        facts.noted_on,
        by.person(),
        state.clock.now(),
        &facts.page,
        &facts.source
    )?;
    note(&mut tx, state, by.person(), "claim.add_record", claim, json!({})).await?;
    Ok(tx.commit().await?)
}

/// Whether a page is one of the claim's.
///
/// # Errors
/// `NotFound` when it is not.
pub(super) async fn own_page(tx: &mut Tx, claim: &ClaimId, page: &PageId) -> Result<(), AppError> {
    fetch_optional!(tx.run(), (i32,), PAGE, page, claim)?.map(drop).ok_or(AppError::NotFound)
}

/// Says that a sign means nothing, and why. It stays to be seen.
///
/// # Errors
/// `NotFound` when the claim has no such sign that is open; `Conflict` when the claim changed since this version.
pub async fn clear_sign(state: &AppState, by: &Adjuster, claim: &ClaimId, version: i64, sign: &str, why: &str) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    take(&mut tx, claim, version).await?;
    if execute!(tx.run(), CLEAR, state.clock.now(), by.person(), why, sign, claim)? == 0 {
        return Err(AppError::NotFound);
    }
    note(&mut tx, state, by.person(), "claim.clear_sign", claim, json!({})).await?;
    Ok(tx.commit().await?)
}
