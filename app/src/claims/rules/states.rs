//! What each state of a claim means and where it may go from there: pure, for browser and server.

use crate::claims::model::ClaimState;
use crate::workflow::model::{Owner, RequirementState};

/// Who has to do something next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The insurer.
    Us,
    /// The policyholder.
    You,
    /// The clinic.
    Vet,
    /// Nobody: it is over.
    Nobody,
}

/// The stages that a claim is shown to pass: received, in review, decided, paid.
pub const STAGES: usize = 4;

/// Whether a claim may go from one state to another. All moves go through here.
pub fn may_move(from: ClaimState, to: ClaimState) -> bool {
    use ClaimState::{Decided, InReview, Paid, Received, WaitingForVet, WaitingForYou, Withdrawn};
    match from {
        Received => matches!(to, InReview | Decided | Withdrawn),
        InReview => matches!(to, WaitingForYou | WaitingForVet | Decided | Withdrawn),
        WaitingForYou | WaitingForVet => matches!(to, InReview | Withdrawn),
        // Back to review by an appeal, or reopened with a reason.
        Decided => matches!(to, Paid | InReview),
        // Back to decided when the bank sends the money back.
        Paid => matches!(to, InReview | Decided),
        Withdrawn => false,
    }
}

/// Whether the policyholder may still take it back: while it is undecided.
pub fn can_withdraw(state: ClaimState) -> bool {
    may_move(state, ClaimState::Withdrawn)
}

/// Where an open claim stands whose requirements stand so: whoever owes something, or has something to confirm, comes before us.
pub fn waits_for(requirements: &[(RequirementState, Owner)]) -> ClaimState {
    let any = |wanted: fn(&(RequirementState, Owner)) -> bool| requirements.iter().any(wanted);
    if any(|(state, owner)| *state == RequirementState::ToConfirm || (state.is_owed() && *owner == Owner::Policyholder)) {
        ClaimState::WaitingForYou
    } else if any(|(state, _)| state.is_owed()) {
        ClaimState::WaitingForVet
    } else {
        ClaimState::InReview
    }
}

/// What a plan pays of a covered amount (cents): the rate, in percent, of what the deductible leaves, rounded half up to a cent.
pub fn reimbursement(covered: i64, deductible: i64, rate_percent: i64) -> i64 {
    ((covered - deductible).max(0) * rate_percent + 50) / 100
}

impl ClaimState {
    /// Who acts next.
    pub fn next(self) -> Next {
        match self {
            ClaimState::Received | ClaimState::InReview | ClaimState::Decided => Next::Us,
            ClaimState::WaitingForYou => Next::You,
            ClaimState::WaitingForVet => Next::Vet,
            ClaimState::Paid | ClaimState::Withdrawn => Next::Nobody,
        }
    }

    /// Whether the legal clock for a decision runs: it rests while something is owed to us.
    pub fn clock_runs(self) -> bool {
        matches!(self, ClaimState::Received | ClaimState::InReview)
    }

    /// How many of the [`STAGES`] it has reached; none once it is withdrawn.
    pub fn stage(self) -> usize {
        match self {
            ClaimState::Withdrawn => 0,
            ClaimState::Received => 1,
            ClaimState::InReview | ClaimState::WaitingForYou | ClaimState::WaitingForVet => 2,
            ClaimState::Decided => 3,
            ClaimState::Paid => STAGES,
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::ClaimState::{Decided, InReview, Paid, Received, WaitingForVet, WaitingForYou, Withdrawn};
    use super::*;

    const ALL: [ClaimState; 7] = [Received, InReview, WaitingForYou, WaitingForVet, Decided, Paid, Withdrawn];

    #[test]
    fn the_table_of_moves_is_exactly_this() {
        let allowed = [
            (Received, InReview),
            (Received, Decided),
            (Received, Withdrawn),
            (InReview, WaitingForYou),
            (InReview, WaitingForVet),
            (InReview, Decided),
            (InReview, Withdrawn),
            (WaitingForYou, InReview),
            (WaitingForYou, Withdrawn),
            (WaitingForVet, InReview),
            (WaitingForVet, Withdrawn),
            (Decided, Paid),
            (Decided, InReview),
            (Paid, InReview),
            (Paid, Decided),
        ];
        for from in ALL {
            for to in ALL {
                assert_eq!(may_move(from, to), allowed.contains(&(from, to)), "{from} to {to}");
            }
        }
    }

    #[test]
    fn each_state_says_who_acts_whether_a_clock_runs_and_how_far_it_is() {
        let table = [
            (Received, Next::Us, true, 1),
            (InReview, Next::Us, true, 2),
            (WaitingForYou, Next::You, false, 2),
            (WaitingForVet, Next::Vet, false, 2),
            (Decided, Next::Us, false, 3),
            (Paid, Next::Nobody, false, 4),
            (Withdrawn, Next::Nobody, false, 0),
        ];
        for (state, next, clock, stage) in table {
            assert_eq!((state.next(), state.clock_runs(), state.stage()), (next, clock, stage), "{state}");
        }
        assert_eq!(table.map(|(state, ..)| state), ALL);
    }

    #[test]
    fn a_claim_waits_for_whoever_owes_something_and_goes_on_when_nobody_does() {
        use Owner::{Policyholder, Vet};
        use RequirementState::{Accepted, Open, SentBack, Supplied, ToConfirm};
        let table: [(&[(RequirementState, Owner)], ClaimState); 8] = [
            (&[], InReview),
            (&[(Open, Policyholder)], WaitingForYou),
            (&[(SentBack, Policyholder)], WaitingForYou),
            (&[(Open, Vet)], WaitingForVet),
            (&[(Open, Vet), (SentBack, Policyholder)], WaitingForYou),
            (&[(ToConfirm, Vet)], WaitingForYou),
            (&[(Supplied, Policyholder), (Open, Vet)], WaitingForVet),
            (&[(Supplied, Policyholder), (Accepted, Vet), (RequirementState::Waived, Vet)], InReview),
        ];
        for (requirements, stands) in table {
            assert_eq!(waits_for(requirements), stands, "{requirements:?}");
        }
    }

    #[test]
    fn the_rate_is_applied_once_after_the_deductible_and_rounded_half_up() {
        assert_eq!(reimbursement(48_640, 12_000, 80), 29_312);
        assert_eq!(reimbursement(101, 0, 50), 51, "half a cent goes up");
        assert_eq!(reimbursement(100, 0, 33), 33);
        assert_eq!(reimbursement(5_000, 12_000, 80), 0, "all of it is deductible");
    }

    #[test]
    fn a_claim_is_taken_back_only_while_it_is_undecided() {
        for state in ALL {
            assert_eq!(can_withdraw(state), state.is_open(), "{state}");
        }
    }
}
