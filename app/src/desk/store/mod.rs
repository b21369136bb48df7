//! Customers as staff see them.

pub mod audit;
#[cfg(test)]
mod tests;

use super::model::{Contact, Customer, Found, Sight};
use crate::auth::audit::{By, record};
use crate::auth::{HouseholdActor, Role, Staff};
use crate::error::AppError;
use crate::ids::{HouseholdId, Series, parse_number};
use crate::state::AppState;
use crate::texts::Lang;
use crate::{billing, claims, fetch_all, fetch_optional, pets};

crate::queries! {
    BY_POLICY = "SELECT y.household_id, p.given_name || ' ' || p.family_name FROM policy y JOIN person p ON p.id = y.policyholder_id WHERE y.number = $1";
    BY_EMAIL = "SELECT DISTINCT g.scope_id, p.given_name || ' ' || p.family_name FROM person p
        JOIN \"grant\" g ON g.person_id = p.id AND g.role = 'policyholder' WHERE p.email = $1";
    HOUSEHOLD = "SELECT h.id, h.city || ', ' || h.state || ' ' || h.postcode AS place, h.time_zone, h.state, p.given_name || ' ' || p.family_name AS name, p.email
        FROM household h JOIN \"grant\" g ON g.scope_kind = 'household' AND g.scope_id = h.id AND g.role = 'policyholder'
        JOIN person p ON p.id = g.person_id WHERE h.id = $1 ORDER BY g.from_at LIMIT 1";
}

#[derive(sqlx::FromRow)]
struct HouseholdRow {
    id: HouseholdId,
    place: String,
    time_zone: String,
    state: String,
    name: String,
    email: String,
}

/// The customers with this policy number or e-mail address. Whom a search found is recorded.
///
/// # Errors
/// `Unavailable` or `Internal` when the look cannot be recorded: then nothing is shown.
pub async fn search(state: &AppState, staff: &Staff, typed: &str) -> Result<Vec<Found>, AppError> {
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let rows = match parse_number(Series::Policy, typed) {
        Some(number) => fetch_all!(state.store.read(), (HouseholdId, String), BY_POLICY, number)?,
        None => fetch_all!(state.store.read(), (HouseholdId, String), BY_EMAIL, typed.to_lowercase())?,
    };
    let mut tx = state.store.begin().await?;
    for (household, _) in &rows {
        record(
            &mut tx,
            state,
            By::Person(&staff.person),
            "desk.find_customer",
            ("household", household.as_str()),
            serde_json::json!({}),
        )
        .await?;
    }
    tx.commit().await?;
    Ok(rows.into_iter().map(|(household, name)| Found { household, name }).collect())
}

/// A customer as far as these roles see them; `None`: there is no such household. The look is recorded first.
///
/// # Errors
/// `Unavailable` or `Internal` when the look cannot be recorded: then nothing is shown.
pub async fn customer(state: &AppState, staff: &Staff, household: &HouseholdId, l: Lang) -> Result<Option<Customer>, AppError> {
    let Some(row) = fetch_optional!(state.store.read(), HouseholdRow, HOUSEHOLD, household)? else {
        return Ok(None);
    };
    let mut tx = state.store.begin().await?;
    let detail = serde_json::json!({ "as": staff.roles.to_string() });
    record(
        &mut tx,
        state,
        By::Person(&staff.person),
        "desk.view_customer",
        ("household", household.as_str()),
        detail,
    )
    .await?;
    tx.commit().await?;
    let sight = Sight::of(&staff.roles);
    let actor = HouseholdActor {
        person: staff.person.clone(),
        given_name: String::new(),
        household: row.id,
        zone: row.time_zone,
        state: row.state,
        roles: [Role::MemberView].into_iter().collect(),
    };
    let claims = match sight.claims {
        true => {
            let overview = claims::store::overview(state, &actor, None, l).await?;
            Some(overview.current.into_iter().chain(overview.past).collect())
        }
        false => None,
    };
    let (bills, payments) = match sight.bills {
        true => {
            let money = billing::store::payments(state, &actor, None, "").await?;
            (Some(money.bills), Some(money.history))
        }
        false => (None, None),
    };
    Ok(Some(Customer {
        name: row.name,
        contact: sight.contact.then_some(Contact {
            email: row.email,
            place: row.place,
        }),
        pets: if sight.pets { Some(pets::store::entries(state, &actor).await?) } else { None },
        claims,
        bills,
        payments,
        today: state.clock.today(&actor.zone),
    }))
}
