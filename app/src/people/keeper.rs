//! Who lets people in: the policyholder, the agency's admin, ops.

use super::model::Circle;
use crate::auth::{self, Role};
use crate::day::Day;
use crate::error::AppError;
use crate::ids::PersonId;
use crate::state::AppState;

/// Somebody who decides who may act in a circle.
#[derive(Clone, Debug)]
pub struct Keeper {
    /// Who.
    pub person: PersonId,
    /// What kind of circle.
    pub of: Circle,
    /// Which one.
    pub id: String,
    /// IANA time zone in which its days are counted.
    pub zone: String,
}

impl Keeper {
    /// Today, there.
    pub fn today(&self, state: &AppState) -> Day {
        state.clock.today(&self.zone)
    }
}

/// The guard of everything about the people of a circle.
///
/// # Errors
/// `SignIn` when nobody is signed in, `Forbidden` when it is not theirs to decide.
pub async fn keeper(of: Circle) -> Result<Keeper, AppError> {
    let utc = || "UTC".to_owned();
    let (person, id, zone) = match of {
        Circle::Household => {
            let actor = auth::policyholder().await?;
            (actor.person, actor.household.0, actor.zone)
        }
        Circle::Agency => {
            let agent = auth::agent().await?;
            if !agent.admin {
                return Err(AppError::Forbidden);
            }
            (agent.person, agent.agency.0, utc())
        }
        Circle::Book => (auth::staff(&[Role::Ops]).await?.person, "book".to_owned(), utc()),
    };
    Ok(Keeper { person, of, id, zone })
}
