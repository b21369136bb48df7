//! What is stored of a person's own account.

use super::model::Profile;
use crate::fetch_optional;
use crate::ids::PersonId;
use crate::state::AppState;

crate::queries! {
    PROFILE = "SELECT p.given_name || ' ' || p.family_name AS name, COALESCE(c.email, p.email) AS email
        FROM person p LEFT JOIN credential c ON c.person_id = p.id AND c.kind = 'password' WHERE p.id = $1";
}

/// A person by their own session.
pub async fn profile(state: &AppState, person: &PersonId) -> Result<Option<Profile>, sqlx::Error> {
    let row: Option<(String, String)> = fetch_optional!(state.store.read(), (String, String), PROFILE, person)?;
    Ok(row.map(|(name, email)| Profile { name, email }))
}
