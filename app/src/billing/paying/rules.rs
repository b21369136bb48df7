//! Pure decisions about a payment: where what the gateway says of it leads, and whether a bill is to be collected now.

use crate::billing::model::{Failure, PaymentState};
use crate::day::Day;

/// How the gateway has it: what of an intent's state matters to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Nothing moves yet: a method or the person's confirmation is wanted.
    Open,
    /// A bank takes its time.
    Pending,
    /// With us.
    Settled,
    /// Not this time.
    Failed(Failure),
    /// Given up.
    Ended,
    /// It had settled and was taken back.
    Returned(Failure),
}

/// What is to be done with what was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// Nothing: it is known, or older than what we know.
    Stay,
    /// Keep why it did not work; whoever is there may try again with the same payment.
    Note(Failure),
    /// It is so now.
    To(PaymentState, Option<Failure>),
}

/// Where a payment goes. Money that moved is believed whatever we thought before; what did not move never undoes it. `present`: somebody is there, who can
/// try another card in the gateway's form, so that one failing ends nothing.
pub fn moves(from: PaymentState, present: bool, said: Said) -> Move {
    use PaymentState::{Failed, Pending, Returned, Settled, Started};
    match (from, said) {
        (Returned, _) | (Settled, Said::Open | Said::Pending | Said::Settled | Said::Failed(_) | Said::Ended) => Move::Stay,
        (_, Said::Returned(why)) => Move::To(Returned, Some(why)),
        (_, Said::Settled) => Move::To(Settled, None),
        (Started, Said::Failed(why)) if present => Move::Note(why),
        // Its page may still be open somewhere: it is under way until it is given up at the gateway.
        (Pending, Said::Failed(why)) if present => Move::To(Started, Some(why)),
        (Started | Pending, Said::Failed(why)) => Move::To(Failed, Some(why)),
        (Started, Said::Ended) => Move::To(Failed, Some(Failure::NotConfirmed)),
        (Pending, Said::Ended) => Move::To(Failed, Some(Failure::Trouble)),
        (Started, Said::Pending) => Move::To(Pending, None),
        (Started | Pending, Said::Open) | (Pending, Said::Pending) | (Failed, Said::Open | Said::Pending | Said::Failed(_) | Said::Ended) => Move::Stay,
    }
}

/// What is known of a bill when it is looked at for collecting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due<'a> {
    /// The day by which it is to be paid.
    pub due_on: Day,
    /// The day that somebody chose.
    pub pay_on: Option<Day>,
    /// What is left of it, in cents.
    pub owed_cents: i64,
    /// Whether it stands, and its policy too.
    pub stands: bool,
    /// Whether there is permission to debit.
    pub autopay: bool,
    /// The method chosen now, where it can be used.
    pub method: Option<&'a str>,
    /// By what it was tried last without anybody being there, or by anybody if it will not work again, and did not work. `Some(None)`: by something that is
    /// not kept.
    pub failed_with: Option<Option<&'a str>>,
    /// Whether the day of a retry has come.
    pub retry: bool,
}

/// Why a bill is collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Somebody chose this day.
    Planned,
    /// Autopay.
    Autopay,
}

/// Whether a bill is to be collected on a day. What failed is tried again only on the days that are planned for it, or by another method than it failed with.
pub fn collect(bill: &Due<'_>, today: Day) -> Option<Why> {
    let method = bill.method.filter(|_| bill.stands && bill.owed_cents > 0)?;
    let another = bill.failed_with.is_some_and(|failed| failed != Some(method));
    if bill.pay_on.is_some_and(|day| day <= today) {
        return Some(Why::Planned);
    }
    let comes = bill.autopay && bill.pay_on.is_none() && bill.due_on <= today;
    (comes && (bill.failed_with.is_none() || another || bill.retry)).then_some(Why::Autopay)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STATES: [PaymentState; 5] = [
        PaymentState::Started,
        PaymentState::Pending,
        PaymentState::Settled,
        PaymentState::Failed,
        PaymentState::Returned,
    ];
    const SAID: [Said; 6] = [
        Said::Open,
        Said::Pending,
        Said::Settled,
        Said::Failed(Failure::NoFunds),
        Said::Ended,
        Said::Returned(Failure::NoFunds),
    ];

    fn after(from: PaymentState, present: bool, said: Said) -> PaymentState {
        match moves(from, present, said) {
            Move::To(state, _) => state,
            Move::Stay | Move::Note(_) => from,
        }
    }

    #[test]
    fn the_same_again_changes_nothing() {
        for (from, said, present) in STATES
            .iter()
            .flat_map(|from| SAID.map(|said| (*from, said, true)))
            .chain(STATES.iter().flat_map(|from| SAID.map(|said| (*from, said, false))))
        {
            let once = after(from, present, said);
            assert_eq!(after(once, present, said), once, "{from} {said:?}");
        }
    }

    #[test]
    fn money_that_moved_is_never_forgotten() {
        for said in SAID {
            let then = after(PaymentState::Settled, false, said);
            assert!(then == PaymentState::Settled || said == Said::Returned(Failure::NoFunds));
            assert_eq!(
                after(PaymentState::Returned, false, said),
                PaymentState::Returned,
                "an older word does not bring it back"
            );
        }
        for from in [PaymentState::Started, PaymentState::Pending, PaymentState::Failed] {
            assert_eq!(after(from, true, Said::Settled), PaymentState::Settled);
        }
    }

    #[test]
    fn a_declined_card_ends_nothing_while_somebody_is_there() {
        let declined = Said::Failed(Failure::Declined);
        assert_eq!(moves(PaymentState::Started, true, declined), Move::Note(Failure::Declined));
        assert_eq!(
            moves(PaymentState::Started, false, declined),
            Move::To(PaymentState::Failed, Some(Failure::Declined))
        );
    }

    fn bill() -> Due<'static> {
        Due {
            due_on: Day::parse_iso("2026-11-20").expect("a date"),
            pay_on: None,
            owed_cents: 4_210,
            stands: true,
            autopay: true,
            method: Some("visa"),
            failed_with: None,
            retry: false,
        }
    }

    #[test]
    fn autopay_collects_from_the_day_on_and_a_failed_bill_only_when_something_is_new() {
        let due = bill().due_on;
        assert_eq!(collect(&bill(), due.plus_days(-1)), None);
        assert_eq!(collect(&bill(), due), Some(Why::Autopay));
        let failed = Due {
            failed_with: Some(Some("visa")),
            ..bill()
        };
        assert_eq!(collect(&failed, due.plus_days(3)), None);
        assert_eq!(collect(&Due { retry: true, ..failed.clone() }, due.plus_days(3)), Some(Why::Autopay));
        assert_eq!(
            collect(
                &Due {
                    method: Some("bank"),
                    ..failed
                },
                due
            ),
            Some(Why::Autopay),
            "the method chosen now"
        );
    }

    #[test]
    fn a_day_that_somebody_chose_goes_before_autopay() {
        let due = bill().due_on;
        let planned = Due {
            pay_on: Some(due.plus_days(2)),
            autopay: false,
            ..bill()
        };
        assert_eq!(collect(&planned, due.plus_days(1)), None);
        assert_eq!(collect(&planned, due.plus_days(2)), Some(Why::Planned));
        assert_eq!(
            collect(
                &Due {
                    autopay: true,
                    ..planned.clone()
                },
                due
            ),
            None,
            "nobody is charged before the day they chose"
        );
        assert_eq!(collect(&Due { method: None, ..planned }, due.plus_days(2)), None);
    }

    proptest! {
        #[test]
        fn nothing_is_collected_without_permission_or_debt(owed in -10_i64..10, stands: bool, autopay: bool, retry: bool, days in -5_i32..40) {
            let bill = Due { owed_cents: owed, stands, autopay, retry, ..bill() };
            if collect(&bill, bill.due_on.plus_days(days)).is_some() {
                prop_assert!(owed > 0 && stands && autopay && days >= 0);
            }
        }
    }
}
