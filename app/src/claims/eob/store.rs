//! Decisions with what they rest on, as their household sees them.

use sqlx::types::Json;

use super::model::{Decided, DecidedLine, Eob};
use crate::auth::HouseholdActor;
use crate::claims::conditions;
use crate::claims::model::LineReason;
use crate::claims::rules::Inputs;
use crate::day::Moment;
use crate::error::AppError;
use crate::ids::ClaimId;
use crate::money::Currency;
use crate::state::AppState;
use crate::texts::Lang;
use crate::{fetch_all, fetch_optional};

crate::queries! {
    OWN = "SELECT 1 FROM claim c WHERE c.id = $1 AND c.household_id = $2 AND (CAST($3 AS TEXT) IS NULL OR c.submitted_by = $3)";
    DECISION = "SELECT d.id, c.number, y.number AS policy_number, p.name AS pet_name, c.condition_code, c.condition_text, c.currency,
            d.eligible_cents, d.deductible_cents, d.payable_cents, d.inputs, d.decided_at, s.given_name
        FROM decision d JOIN claim c ON c.id = d.claim_id JOIN policy y ON y.id = c.policy_id JOIN pet p ON p.id = c.pet_id
        LEFT JOIN person s ON s.id = d.decided_by
        WHERE d.claim_id = $1 AND c.household_id = $2 ORDER BY d.sequence DESC LIMIT 1";
    LINES = "SELECT l.description, l.amount_cents, x.eligible_cents, x.reason_code, x.payable_cents
        FROM decision_line x JOIN claim_line l ON l.id = x.claim_line_id WHERE x.decision_id = $1 ORDER BY l.position";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    number: String,
    policy_number: String,
    pet_name: String,
    condition_code: Option<String>,
    condition_text: Option<String>,
    currency: Currency,
    eligible_cents: i64,
    deductible_cents: i64,
    payable_cents: i64,
    inputs: Json<serde_json::Value>,
    decided_at: i64,
    given_name: Option<String>,
}

/// The last decision of a claim of the household; `None` while there is none, or none that can be worked out again.
///
/// # Errors
/// `NotFound` when the household has no such claim, or a member who sees only their own did not file it.
pub async fn find(state: &AppState, actor: &HouseholdActor, claim: &ClaimId, l: Lang) -> Result<Option<Eob>, AppError> {
    fetch_optional!(state.store.read(), (i32,), OWN, claim, &actor.household, actor.sees_filed_by())?.ok_or(AppError::NotFound)?;
    let Some(row) = fetch_optional!(state.store.read(), Row, DECISION, claim, &actor.household)? else {
        return Ok(None);
    };
    let Ok(inputs) = serde_json::from_value::<Inputs>(row.inputs.0) else {
        return Ok(None);
    };
    type LineRow = (String, i64, i64, Option<String>, i64);
    let lines = fetch_all!(state.store.read(), LineRow, LINES, &row.id)?;
    let line = |(description, submitted_cents, eligible_cents, reason, payable_cents): LineRow| DecidedLine {
        description,
        submitted_cents,
        eligible_cents,
        reason: reason.map(|code| LineReason::parse(&code).unwrap_or(LineReason::Other)),
        payable_cents,
    };
    Ok(Some(Eob {
        claim: claim.clone(),
        number: row.number,
        policy_number: row.policy_number,
        pet_name: row.pet_name,
        what: conditions::words(row.condition_code.as_deref(), row.condition_text.as_deref(), l),
        currency: row.currency,
        decided_at: Moment::local(row.decided_at, &actor.zone),
        decided_by: row.given_name,
        decided: Decided {
            eligible_cents: row.eligible_cents,
            deductible_cents: row.deductible_cents,
            payable_cents: row.payable_cents,
            lines: lines.into_iter().map(line).collect(),
        },
        inputs,
        contact_email: state.brand.email.clone(),
        today: state.clock.today(&actor.zone),
    }))
}
