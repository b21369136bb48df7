//! What stands on ID cards.

use super::cards_model::{Card, Documents, IdCard};
use crate::auth::HouseholdActor;
use crate::fetch_optional;
use crate::ids::PetId;
use crate::money::{Currency, Money};
use crate::pets;
use crate::pets::rules::has_card;
use crate::state::AppState;

crate::queries! {
    TERMS = "SELECT p.given_name || ' ' || p.family_name, t.rate_percent, t.deductible_cents, t.annual_limit_cents, t.currency
        FROM policy y
        JOIN person p ON p.id = y.policyholder_id
        JOIN term t ON t.policy_id = y.id AND t.starts_on = $3
        WHERE y.household_id = $1 AND y.id = $2";
}

/// The ID cards of the household, and who has none.
pub async fn documents(state: &AppState, actor: &HouseholdActor) -> Result<Documents, sqlx::Error> {
    let (cards, others): (Vec<_>, Vec<_>) = pets::store::entries(state, actor).await?.into_iter().partition(has_card);
    let without = others
        .into_iter()
        .filter(|entry| entry.pet.died_on.is_none())
        .map(|entry| entry.pet.name)
        .collect();
    Ok(Documents { cards, without })
}

/// The ID card of a pet of the household; `None`: there is no such pet.
pub async fn id_card(state: &AppState, actor: &HouseholdActor, pet: &PetId) -> Result<Option<IdCard>, sqlx::Error> {
    let Some(entry) = pets::store::one_entry(state, actor, pet).await? else {
        return Ok(None);
    };
    let cover = match &entry.cover {
        Some(cover) if has_card(&entry) => cover,
        _ => return Ok(Some(IdCard::None(Box::new(entry)))),
    };
    type Row = (String, i64, i64, i64, Currency);
    let row = fetch_optional!(state.store.read(), Row, TERMS, &actor.household, &cover.policy, cover.from)?;
    Ok(row.map(|(policyholder, rate_percent, deductible, limit, currency)| {
        IdCard::Valid(Box::new(Card {
            policyholder,
            rate_percent,
            deductible: Money { cents: deductible, currency },
            limit: Money { cents: limit, currency },
            insurer: (*state.brand).clone(),
            cover: cover.clone(),
            pet: entry.pet.clone(),
        }))
    }))
}
