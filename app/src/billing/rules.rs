//! Pure decisions about bills: what is owed now, what comes next.

use super::model::{Bill, BillStanding, InvoiceState};
use crate::day::Day;
use crate::money::Money;

/// How an unpaid bill stands on a day. It is late once its day has passed, whether or not a job has marked it yet; not while a payment is under way.
pub fn standing(state: InvoiceState, due_on: Day, under_way: bool, today: Day) -> BillStanding {
    if under_way || state == InvoiceState::Paid {
        BillStanding::OnItsWay
    } else if state == InvoiceState::PastDue || due_on < today {
        BillStanding::Late
    } else {
        BillStanding::Due
    }
}

fn is_owed(bill: &Bill, today: Day) -> bool {
    match bill.standing {
        BillStanding::Late => true,
        BillStanding::Due => bill.due_on <= today,
        BillStanding::OnItsWay => false,
    }
}

/// What is owed now: every late bill, and what is due today. `None`: nothing.
pub fn owed(bills: &[Bill], today: Day) -> Option<Money> {
    bills
        .iter()
        .filter(|bill| is_owed(bill, today))
        .map(|bill| bill.amount)
        .reduce(|sum, amount| Money {
            cents: sum.cents.saturating_add(amount.cents),
            ..sum
        })
}

/// The bill that is due next and not yet owed.
pub fn next(bills: &[Bill], today: Day) -> Option<&Bill> {
    let to_come = |bill: &&Bill| bill.standing == BillStanding::Due && !is_owed(bill, today);
    bills.iter().filter(to_come).min_by_key(|bill| bill.due_on)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ids::PolicyId;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).expect("a date")
    }

    fn bill(cents: i64, due_on: Day, today: Day) -> Bill {
        Bill {
            id: crate::ids::InvoiceId("i".into()),
            number: "3100015".into(),
            policy: PolicyId("p".into()),
            pet_name: "Biscuit".into(),
            amount: Money::usd(cents),
            due_on,
            pay_on: None,
            standing: standing(InvoiceState::Open, due_on, false, today),
            failed: false,
        }
    }

    #[test]
    fn a_bill_is_late_from_the_day_after_it_was_due_unless_a_payment_is_under_way() {
        let due = day("2026-11-20");
        let on = |state, under_way, today| standing(state, due, under_way, today);
        assert_eq!(on(InvoiceState::Open, false, due), BillStanding::Due);
        assert_eq!(on(InvoiceState::Open, false, due.plus_days(1)), BillStanding::Late);
        assert_eq!(on(InvoiceState::PastDue, false, due), BillStanding::Late);
        assert_eq!(on(InvoiceState::PastDue, true, due.plus_days(9)), BillStanding::OnItsWay);
    }

    #[test]
    fn what_is_due_today_is_owed_and_tomorrow_is_next() {
        let today = day("2026-11-20");
        let bills = [
            bill(100, today.plus_days(-3), today),
            bill(20, today, today),
            bill(3, today.plus_days(1), today),
        ];
        assert_eq!(owed(&bills, today), Some(Money::usd(120)));
        assert_eq!(next(&bills, today).map(|bill| bill.amount.cents), Some(3));
        assert_eq!(owed(&[], today), None);
    }

    proptest! {
        #[test]
        fn each_bill_is_either_owed_or_still_to_come(days in prop::collection::vec(-60_i32..60, 0..12)) {
            let today = day("2026-11-20");
            let bills: Vec<Bill> = days.iter().map(|days| bill(1, today.plus_days(*days), today)).collect();
            let to_come = bills.iter().filter(|bill| bill.due_on > today).count();
            let owed = owed(&bills, today).map_or(0, |sum| sum.cents);
            prop_assert_eq!(usize::try_from(owed).expect("small") + to_come, bills.len());
            prop_assert_eq!(next(&bills, today).is_some(), to_come > 0);
        }
    }
}
