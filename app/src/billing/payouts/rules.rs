//! Where a payout may go from one state to the next: pure.

use crate::billing::model::{Failure, PayoutState};

/// Whether a payout may go from one state to another. What came back is over: a payout of its own follows it.
pub fn may_move(from: PayoutState, to: PayoutState) -> bool {
    use PayoutState::{Approved, Arrived, Returned, Sent};
    match from {
        Approved => matches!(to, Sent),
        Sent => matches!(to, Arrived | Returned),
        // A bank may send back for some days what it had.
        Arrived => matches!(to, Returned),
        Returned => false,
    }
}

/// Whether a bank that sent money back can be tried again as it is: only when the trouble was nobody's account.
pub fn may_try_again(why: Failure) -> bool {
    why == Failure::Trouble
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_moves_is_exactly_this() {
        use PayoutState::{Approved, Arrived, Returned, Sent};
        let all = [Approved, Sent, Arrived, Returned];
        let allowed = [(Approved, Sent), (Sent, Arrived), (Sent, Returned), (Arrived, Returned)];
        for from in all {
            for to in all {
                assert_eq!(may_move(from, to), allowed.contains(&(from, to)), "{from} to {to}");
            }
        }
    }

    #[test]
    fn an_account_that_does_not_work_is_not_tried_again() {
        assert!(may_try_again(Failure::Trouble));
        for why in [
            Failure::NoAccount,
            Failure::Mistyped,
            Failure::DeclinedForGood,
            Failure::NotAllowed,
            Failure::Declined,
        ] {
            assert!(!may_try_again(why), "{why}");
        }
    }
}
