//! What a household allows: the pets, policy years and waiting periods that answers are checked against.

use sqlx::types::Json;

use super::model::{Facts, InsuredPet, Listed, Term};
use super::store::Draft;
use crate::auth::HouseholdActor;
use crate::claims::conditions;
use crate::claims::reading::model::Offered;
use crate::claims::reading::store as reading;
use crate::day::Day;
use crate::db::Tx;
use crate::fetch_all;
use crate::ids::{BlobId, PetId, PolicyId, TermId};
use crate::pets::model::Species;
use crate::policies::model::PlanTerms;
use crate::state::AppState;
use crate::texts::Lang;

/// How many conditions are offered before anything is typed.
const SUGGESTED: usize = 6;

crate::queries! {
    FACTS = "SELECT p.id AS pet_id, p.name, p.species, p.photo_blob_id, p.died_on, y.id AS policy_id, y.cover_from,
            t.id AS term_id, t.starts_on, t.ends_on, v.terms, s.from_on AS gap_from, s.to_on AS gap_to
        FROM pet p
        JOIN policy y ON y.pet_id = p.id AND y.household_id = p.household_id
        JOIN term t ON t.policy_id = y.id
        JOIN plan_version v ON v.id = t.plan_version_id
        LEFT JOIN standing s ON s.policy_id = y.id AND s.flag IN ('lapsed', 'cancelled')
        WHERE p.household_id = $1
        ORDER BY p.created_at, p.id, y.cover_from, y.id, t.starts_on, s.from_on";
    EARLIER = "SELECT condition_code FROM claim WHERE household_id = $1 AND pet_id = $2 AND condition_code IS NOT NULL
        AND (CAST($3 AS TEXT) IS NULL OR submitted_by = $3) ORDER BY submitted_at DESC LIMIT 20";
}

#[derive(sqlx::FromRow)]
struct FactRow {
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
pub async fn of(state: &AppState, actor: &HouseholdActor, draft: &Draft, l: Lang) -> Result<Facts, sqlx::Error> {
    let rows = fetch_all!(state.store.read(), FactRow, FACTS, &actor.household)?;
    let offered = reading::of_draft(state, actor, &draft.id).await?;
    Ok(assemble(rows, draft, offered, state.clock.today(&actor.zone), l))
}

/// As [`of`], inside the transaction that submits.
pub async fn within(tx: &mut Tx, state: &AppState, actor: &HouseholdActor, draft: &Draft, l: Lang) -> Result<Facts, sqlx::Error> {
    let rows = fetch_all!(tx.run(), FactRow, FACTS, &actor.household)?;
    let offered = reading::within(tx, state, actor, &draft.id).await?;
    Ok(assemble(rows, draft, offered, state.clock.today(&actor.zone), l))
}

fn assemble(rows: Vec<FactRow>, draft: &Draft, offered: Offered, today: Day, l: Lang) -> Facts {
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
    let typed = draft.answers.condition_search.as_deref().unwrap_or_default().trim();
    let listed = draft.answers.condition.as_deref().and_then(conditions::find);
    let called = conditions::search(typed, l)
        .into_iter()
        .filter(|condition| condition.listed(l).is_called(typed));
    Facts {
        today,
        pets,
        offered,
        pages: draft.pages,
        conditions: listed.into_iter().chain(called).map(|condition| condition.listed(l)).collect(),
    }
}

/// What the pet was treated for before, latest first, then what is common: at most [`SUGGESTED`].
pub async fn suggestions(state: &AppState, actor: &HouseholdActor, pet: &PetId, l: Lang) -> Result<Vec<Listed>, sqlx::Error> {
    let earlier = fetch_all!(state.store.read(), (String,), EARLIER, &actor.household, pet, actor.sees_filed_by())?;
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
