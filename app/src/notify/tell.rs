//! What a household hears about its claims. One call for each thing that happened, in its transaction; how it reaches people is decided here alone.

use serde::{Deserialize, Serialize};

use super::{Letter, jobs};
use crate::day::Day;
use crate::db::Tx;
use crate::fetch_all;
use crate::ids::ClaimId;
use crate::state::AppState;
use crate::texts::Lang;
use crate::workflow::model::{Owner, What};

crate::queries! {
    // The policyholder, and who filed the claim as long as they are let in.
    CONCERNED = "SELECT DISTINCT p.email, p.language, a.name FROM claim c JOIN pet a ON a.id = c.pet_id
        JOIN \"grant\" g ON g.scope_kind = 'household' AND g.scope_id = c.household_id AND g.from_at <= $2 AND (g.to_at IS NULL OR g.to_at > $2)
            AND (g.role = 'policyholder' OR g.person_id = c.submitted_by)
        JOIN person p ON p.id = g.person_id WHERE c.id = $1";
}

/// Something that the people of a claim should hear of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "news", rename_all = "snake_case")]
pub enum News {
    /// Something was asked for, or is asked for again.
    Asked {
        /// What.
        what: What,
        /// Of whom.
        owner: Owner,
        /// By when.
        due_on: Day,
    },
    /// Something that was asked for is due soon.
    Reminder {
        /// What.
        what: What,
        /// Of whom.
        owner: Owner,
        /// By when.
        due_on: Day,
    },
    /// What came cannot be used.
    SentBack {
        /// What.
        what: What,
    },
    /// A clinic sent something that waits to be confirmed.
    VetSent {
        /// What.
        what: What,
    },
    /// One of our people wrote.
    Message,
    /// A line was looked at again.
    AppealAnswered,
    /// There is a decision.
    Decided,
}

/// Tells the people of a claim, in the transaction of what happened.
///
/// # Errors
/// What the database says, in its own words: a transaction that lost a race is tried again by whoever began it.
pub async fn tell(tx: &mut Tx, state: &AppState, claim: &ClaimId, news: News) -> Result<(), sqlx::Error> {
    type Concerned = (String, Option<Lang>, String);
    for (email, language, pet) in fetch_all!(tx.run(), Concerned, CONCERNED, claim, state.clock.now())? {
        let link = format!("{}/claims/{claim}", state.public_url);
        let letter = Letter::OfClaim { news, pet, link };
        let written = jobs::write(tx, state, &email, language.unwrap_or(Lang::En), letter).await;
        written.map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))?;
    }
    Ok(())
}
