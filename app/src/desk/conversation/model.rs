//! All that is asked and said about a claim, as the desk sees it.

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::ids::{ClaimId, HouseholdId};
use crate::messages::desk_model::Note;
use crate::messages::model::Conversation;
use crate::workflow::model::Requirement;

/// All that is asked and said about a claim, as the desk sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskConversation {
    /// Which claim.
    pub claim: ClaimId,
    /// Its number, stored form.
    pub number: String,
    /// Whose it is.
    pub household: HouseholdId,
    /// What the pet is called.
    pub pet_name: String,
    /// Given name of the policyholder.
    pub customer: String,
    /// Whether it is undecided: only then can something be asked.
    pub is_open: bool,
    /// Whether whoever looks decides claims, and so may ask.
    pub may_ask: bool,
    /// What was asked, and what came.
    pub asked: Vec<Requirement>,
    /// What was said with the household.
    pub thread: Conversation,
    /// What was said among us, oldest first.
    pub notes: Vec<Note>,
    /// How many of its messages nobody of the desk had seen before this look.
    pub unseen: i64,
    /// Makes one note of a form that is sent twice.
    pub note_key: String,
    /// Today's date in the household.
    pub today: Day,
}
