//! Claims, as they cross the wire.

use crate::text_enum;

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
