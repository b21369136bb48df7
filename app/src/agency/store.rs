//! Agencies and their people.

use super::model::AgencyProfile;
use crate::auth::Agent;
use crate::fetch_optional;
use crate::state::AppState;

crate::queries! {
    PROFILE = "SELECT a.name, p.given_name || ' ' || p.family_name, p.email FROM agency a, person p WHERE a.id = $1 AND p.id = $2";
}

/// Somebody at their own agency.
pub async fn profile(state: &AppState, agent: &Agent) -> Result<Option<AgencyProfile>, sqlx::Error> {
    let row = fetch_optional!(state.store.read(), (String, String, String), PROFILE, &agent.agency, &agent.person)?;
    Ok(row.map(|(agency, name, email)| AgencyProfile {
        agency,
        name,
        email,
        admin: agent.admin,
    }))
}
