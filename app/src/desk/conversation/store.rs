//! All that is asked and said about a claim, for the desk. Every look is an entry of the audit log.

use super::model::DeskConversation;
use crate::auth::audit::{By, record};
use crate::auth::{Role, Staff};
use crate::claims::model::ClaimState;
use crate::error::AppError;
use crate::fetch_optional;
use crate::ids::{ClaimId, HouseholdId};
use crate::messages::{desk, internal};
use crate::state::AppState;
use crate::workflow::model::SubjectKind;
use crate::workflow::requirements;

crate::queries! {
    CLAIM = "SELECT c.number, c.state, c.household_id, h.time_zone, p.name AS pet_name, s.given_name AS customer
        FROM claim c JOIN household h ON h.id = c.household_id JOIN pet p ON p.id = c.pet_id JOIN policy y ON y.id = c.policy_id
        JOIN person s ON s.id = y.policyholder_id WHERE c.id = $1";
    ZONE_OF = "SELECT h.time_zone FROM requirement r JOIN household h ON h.id = r.household_id WHERE r.id = $1";
}

#[derive(sqlx::FromRow)]
struct Row {
    number: String,
    state: ClaimState,
    household_id: HouseholdId,
    time_zone: String,
    pet_name: String,
    customer: String,
}

/// All that is asked and said about a claim; `None` when there is no such claim. The look is recorded first.
///
/// # Errors
/// `Unavailable` or `Internal` when the look cannot be recorded: then nothing is shown.
pub async fn conversation(state: &AppState, staff: &Staff, claim: &ClaimId) -> Result<Option<DeskConversation>, AppError> {
    let Some(row) = fetch_optional!(state.store.read(), Row, CLAIM, claim)? else {
        return Ok(None);
    };
    let mut tx = state.store.begin().await?;
    let detail = serde_json::json!({ "as": staff.roles.to_string(), "claim": claim });
    let subject = ("household", row.household_id.as_str());
    record(&mut tx, state, By::Person(&staff.person), "desk.view_conversation", subject, detail).await?;
    tx.commit().await?;
    let whose = (&row.household_id, row.time_zone.as_str());
    let unseen = desk::unseen(state, claim).await?;
    Ok(Some(DeskConversation {
        claim: claim.clone(),
        is_open: row.state.is_open(),
        may_ask: staff.roles.has(Role::Adjuster),
        asked: requirements::list(state, whose.0, whose.1, SubjectKind::Claim, claim.as_str()).await?,
        thread: desk::read(state, staff, claim, whose).await?,
        notes: internal::notes(state, staff, claim, whose.1).await?,
        unseen,
        note_key: state.new_id(),
        today: state.clock.today(whose.1),
        number: row.number,
        pet_name: row.pet_name,
        customer: row.customer,
        household: row.household_id,
    }))
}

/// Today's date where a claim's household lives; `None` when there is no such claim.
pub async fn today_of_claim(state: &AppState, claim: &ClaimId) -> Result<Option<crate::day::Day>, sqlx::Error> {
    let row = fetch_optional!(state.store.read(), Row, CLAIM, claim)?;
    Ok(row.map(|row| state.clock.today(&row.time_zone)))
}

/// Today's date where the household lives that something is asked of; `None` when nothing is.
pub async fn today_of_requirement(state: &AppState, requirement: &crate::ids::RequirementId) -> Result<Option<crate::day::Day>, sqlx::Error> {
    let zone = fetch_optional!(state.store.read(), (String,), ZONE_OF, requirement)?;
    Ok(zone.map(|(zone,)| state.clock.today(&zone)))
}
