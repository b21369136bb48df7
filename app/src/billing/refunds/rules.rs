//! What may be done with a refund, and what is said of it: pure.

use super::model::{RefundState, Step};
use crate::billing::model::PaymentState;
use crate::day::Day;

/// Whether a refund may go from one state to another. All moves go through here.
pub fn may_move(from: RefundState, to: RefundState) -> bool {
    use RefundState::{Approved, Arrived, Failed, Proposed, Refused, Sent};
    match from {
        Proposed => matches!(to, Approved | Refused),
        Approved => matches!(to, Sent | Failed),
        // A bank may send back what had arrived.
        Sent => matches!(to, Arrived | Failed),
        Arrived => matches!(to, Failed),
        Failed | Refused => false,
    }
}

/// The most that can go back of a payment: what it holds less what goes back already.
pub fn at_most(state: PaymentState, at_the_gateway: bool, amount_cents: i64, going_back_cents: i64) -> i64 {
    match state {
        PaymentState::Settled if at_the_gateway => amount_cents.saturating_sub(going_back_cents).max(0),
        _ => 0,
    }
}

/// Whether a second person must answer.
pub fn wants_second(cents: i64, second_above_cents: i64) -> bool {
    cents > second_above_cents
}

/// The days of a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// It was approved.
    pub approved: Option<Day>,
    /// It left us.
    pub sent: Option<Day>,
    /// It should be there.
    pub arrives_by: Option<Day>,
    /// It arrived, or did not go.
    pub ended: Option<Day>,
}

/// What a customer reads of a refund, in order; empty as long as it is not approved.
pub fn timeline(state: RefundState, days: Days) -> Vec<(Step, Day)> {
    use RefundState::{Approved, Arrived, Failed, Proposed, Refused, Sent};
    let step = |step: Step, day: Option<Day>| day.map(|day| (step, day));
    let steps = match state {
        Proposed | Refused => return Vec::new(),
        Approved => vec![step(Step::Approved, days.approved)],
        Sent => vec![
            step(Step::Approved, days.approved),
            step(Step::Sent, days.sent),
            step(Step::ArrivesBy, days.arrives_by),
        ],
        Arrived => vec![
            step(Step::Approved, days.approved),
            step(Step::Sent, days.sent),
            step(Step::Arrived, days.ended.or(days.arrives_by)),
        ],
        Failed => vec![step(Step::Approved, days.approved), step(Step::Sent, days.sent), step(Step::Failed, days.ended)],
    };
    steps.into_iter().flatten().collect()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    use RefundState::{Approved, Arrived, Failed, Proposed, Refused, Sent};

    #[test]
    fn the_table_of_moves_is_exactly_this() {
        let all = [Proposed, Approved, Sent, Arrived, Failed, Refused];
        let allowed = [
            (Proposed, Approved),
            (Proposed, Refused),
            (Approved, Sent),
            (Approved, Failed),
            (Sent, Arrived),
            (Sent, Failed),
            (Arrived, Failed),
        ];
        for from in all {
            for to in all {
                assert_eq!(may_move(from, to), allowed.contains(&(from, to)), "{from} to {to}");
            }
        }
    }

    #[test]
    fn a_customer_reads_nothing_of_what_was_only_thought_of() {
        let day = Day::parse_iso("2026-11-20");
        let days = Days {
            approved: day,
            sent: day,
            arrives_by: day.map(|day| day.plus_days(14)),
            ended: None,
        };
        assert!(timeline(Proposed, days).is_empty() && timeline(Refused, days).is_empty());
        let read = |state| timeline(state, days).into_iter().map(|(step, _)| step).collect::<Vec<_>>();
        assert_eq!(read(Approved), [Step::Approved]);
        assert_eq!(read(Sent), [Step::Approved, Step::Sent, Step::ArrivesBy]);
        assert_eq!(read(Arrived), [Step::Approved, Step::Sent, Step::Arrived]);
        assert_eq!(read(Failed), [Step::Approved, Step::Sent]);
    }

    proptest! {
        #[test]
        fn never_more_goes_back_than_came(amount in 1_i64..1_000_000, wanted in prop::collection::vec(1_i64..400_000, 0..8)) {
            let mut going = 0;
            for cents in wanted {
                if cents <= at_most(PaymentState::Settled, true, amount, going) {
                    going += cents;
                }
            }
            prop_assert!(going <= amount);
            for state in [PaymentState::Started, PaymentState::Pending, PaymentState::Failed, PaymentState::Returned] {
                prop_assert_eq!(at_most(state, true, amount, 0), 0);
            }
            prop_assert_eq!(at_most(PaymentState::Settled, false, amount, 0), 0);
        }
    }
}
