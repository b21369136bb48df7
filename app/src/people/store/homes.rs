//! The households that one person can act in.

use super::last_day;
use crate::auth::Session;
use crate::auth::roles::Role;
use crate::error::AppError;
use crate::ids::HouseholdId;
use crate::people::model::Home;
use crate::state::AppState;
use crate::{execute, fetch_all};

crate::queries! {
    HOMES = "SELECT h.id, h.time_zone, g.role, g.to_at,
            (SELECT p.given_name FROM \"grant\" o JOIN person p ON p.id = o.person_id
                WHERE o.scope_kind = 'household' AND o.scope_id = h.id AND o.role = 'policyholder' ORDER BY o.from_at LIMIT 1) AS owner
        FROM \"grant\" g JOIN household h ON h.id = g.scope_id
        WHERE g.person_id = $1 AND g.scope_kind = 'household' AND g.from_at <= $2 AND (g.to_at IS NULL OR g.to_at > $2) ORDER BY h.id, g.role";
    CHOOSE = "UPDATE session SET household_id = $1 WHERE id = $2
        AND EXISTS (SELECT 1 FROM \"grant\" g WHERE g.person_id = $3 AND g.scope_kind = 'household' AND g.scope_id = $1
            AND g.from_at <= $4 AND (g.to_at IS NULL OR g.to_at > $4))";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: HouseholdId,
    time_zone: String,
    role: Role,
    to_at: Option<i64>,
    owner: Option<String>,
}

/// The households of a session's person, one's own included.
pub async fn homes(state: &AppState, session: &Session) -> Result<Vec<Home>, sqlx::Error> {
    let rows = fetch_all!(state.store.read(), Row, HOMES, &session.person, state.clock.now())?;
    let mut homes: Vec<Home> = Vec::new();
    for row in rows {
        match homes.last_mut().filter(|last| last.id == row.id) {
            Some(last) => last.roles.push(row.role),
            None => homes.push(Home {
                here: session.household.as_ref().is_some_and(|actor| actor.household == row.id),
                until: last_day(row.to_at, &row.time_zone),
                owner: row.owner.unwrap_or_default(),
                roles: vec![row.role],
                id: row.id,
            }),
        }
    }
    for home in &mut homes {
        home.roles.sort_unstable();
    }
    Ok(homes)
}

/// Looks at another household from now on, in this session.
///
/// # Errors
/// `NotFound` when the person cannot act there.
pub async fn choose_home(state: &AppState, session: &Session, household: &HouseholdId) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    if execute!(tx.run(), CHOOSE, household, &session.id, &session.person, state.clock.now())? == 0 {
        return Err(AppError::NotFound);
    }
    Ok(tx.commit().await?)
}
