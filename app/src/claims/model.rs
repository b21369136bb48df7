//! Claims, as they cross the wire.

use serde::{Deserialize, Serialize};

use crate::billing::model::PayoutState;
use crate::day::Day;
use crate::ids::{ClaimId, PetId};
use crate::money::Money;
use crate::text_enum;
use crate::workflow::model::What;

/// A claim as cards and lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimSummary {
    /// Which.
    pub id: ClaimId,
    /// Its number, stored form.
    pub number: String,
    /// Whose visit.
    pub pet_id: PetId,
    /// What the pet is called.
    pub pet_name: String,
    /// What it was for, in words of the page's language.
    pub what: String,
    /// The day of the visit.
    pub visit_on: Day,
    /// What was asked back.
    pub total: Money,
    /// Where it stands.
    pub state: ClaimState,
    /// The day by which it is decided.
    pub answer_by: Day,
    /// The day it was filed.
    pub submitted_on: Day,
    /// The day of the last decision.
    pub decided_on: Option<Day>,
    /// What the last decision pays; nothing while there is none.
    pub payable: Option<Money>,
    /// Where the money is, when any was approved.
    pub payout: Option<Payout>,
    /// Given name of the person who reads it.
    pub reader: Option<String>,
    /// What is missing and due first.
    pub missing: Option<Missing>,
}

/// Money on its way to the policyholder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payout {
    /// How much.
    pub amount: Money,
    /// Where it is.
    pub state: PayoutState,
    /// The last digits of the account it goes to, when known; never more than four.
    pub account_ending: String,
    /// The day it is promised for.
    pub arrives_by: Day,
    /// The day it came.
    pub arrived_on: Option<Day>,
}

/// The first thing a claim waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// What.
    pub what: What,
    /// By when.
    pub due_on: Day,
}

text_enum! {
    /// Where a claim stands. Each state says who acts next.
    pub enum ClaimState {
        /// It is with us; nobody has opened it yet.
        Received = "received",
        /// An adjuster reads it.
        InReview = "in_review",
        /// Something is missing that the policyholder must supply.
        WaitingForYou = "waiting_for_you",
        /// Something is missing that the clinic must supply.
        WaitingForVet = "waiting_for_vet",
        /// There is a decision; money may be on its way.
        Decided = "decided",
        /// The money has arrived.
        Paid = "paid",
        /// Taken back by the policyholder.
        Withdrawn = "withdrawn",
    }
}

impl ClaimState {
    /// Whether somebody still has to do something.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            ClaimState::Received | ClaimState::InReview | ClaimState::WaitingForYou | ClaimState::WaitingForVet
        )
    }
}

text_enum! {
    /// Which waiting period and which benefit a condition falls under.
    pub enum ConditionKind {
        /// An injury.
        Accident = "accident",
        /// An illness.
        Illness = "illness",
        /// Knees, hips, spine.
        Orthopaedic = "orthopaedic",
        /// Teeth.
        Dental = "dental",
        /// Prevention.
        Wellness = "wellness",
    }
}

text_enum! {
    /// What happened to a claim: the rows of its timeline.
    pub enum EventKind {
        /// The policyholder sent it.
        Submitted = "submitted",
        /// It lies in an adjuster's queue.
        Routed = "routed",
        /// An adjuster began to read it.
        ReviewBegun = "review_begun",
        /// Something is asked of the policyholder.
        AskedYou = "asked_you",
        /// Something is asked of the clinic.
        AskedVet = "asked_vet",
        /// What was asked has come.
        Supplied = "supplied",
        /// There is a decision.
        Decided = "decided",
        /// Money was sent.
        PayoutSent = "payout_sent",
        /// Money has arrived.
        PayoutArrived = "payout_arrived",
        /// The policyholder took it back.
        Withdrawn = "withdrawn",
    }
}
