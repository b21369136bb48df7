//! Pure sums: a term in installments, what is added to them, and what a change in mid-term comes to. Every cent is accounted for.

use crate::day::Day;

/// The parts of a premium, in order: they differ by a cent at most, sum to it, and the larger ones come first.
pub fn parts(premium: i64, installments: i64) -> Vec<i64> {
    let count = installments.max(1);
    let (whole, rest) = (premium.div_euclid(count), premium.rem_euclid(count));
    (0..count).map(|nth| whole + i64::from(nth < rest)).collect()
}

/// The day on which the `nth` installment (from 1) of a term is due.
pub fn due_on(starts_on: Day, installments: i64, nth: i64) -> Day {
    let months = (nth - 1) * 12 / installments.max(1);
    starts_on.plus_months(i32::try_from(months).unwrap_or_default())
}

/// Tax on an amount, in hundredths of a percent, half up to a cent.
pub fn tax(cents: i64, basis_points: i64) -> i64 {
    rounded(cents, basis_points, 10_000)
}

/// `cents × share ÷ whole`, half away from nothing.
fn rounded(cents: i64, share: i64, whole: i64) -> i64 {
    let exact = i128::from(cents) * i128::from(share);
    let whole = i128::from(whole.max(1));
    let half = if exact < 0 { -whole / 2 } else { whole / 2 };
    i64::try_from((exact + half) / whole).unwrap_or_default()
}

/// What a term comes to whose premium for the whole year changes from one amount to another on a day: each day costs its share of what holds on it.
pub fn changed(before: i64, after: i64, (starts_on, ends_on): (Day, Day), from: Day) -> i64 {
    let days = i64::from(starts_on.days_until(ends_on) + 1).max(1);
    let left = i64::from(from.clamp(starts_on, ends_on.plus_days(1)).days_until(ends_on) + 1);
    before + rounded(after - before, left, days)
}

/// What is to be settled at once when a premium changes in mid-term: positive is to be paid beside the installments to come, which are those of the new
/// premium; negative was billed too much. `made`: installments that have bills.
pub fn to_settle(before: i64, after: i64, term: (Day, Day), from: Day, installments: i64, made: i64) -> i64 {
    let to_come = |premium| parts(premium, installments).iter().skip(usize::try_from(made).unwrap_or_default()).sum::<i64>();
    changed(before, after, term, from) - before - (to_come(after) - to_come(before))
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).expect("a date")
    }

    #[test]
    fn a_term_that_begins_on_the_thirty_first_is_due_on_the_last_day_of_short_months() {
        let starts = day("2026-01-31");
        let days: Vec<_> = (1..=4).map(|nth| due_on(starts, 12, nth).to_string()).collect();
        assert_eq!(days, ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]);
        assert_eq!(due_on(starts, 4, 3), day("2026-07-31"));
        assert_eq!(due_on(starts, 1, 1), starts);
    }

    #[test]
    fn half_a_cent_of_tax_is_a_cent() {
        assert_eq!((tax(4_210, 150), tax(100, 50), tax(99, 50), tax(4_210, 0)), (63, 1, 0, 0));
    }

    #[test]
    fn a_change_in_the_middle_costs_its_days() {
        let term = (day("2026-01-01"), day("2026-12-31"));
        assert_eq!(changed(36_500, 73_000, term, day("2026-12-31")), 36_600);
        assert_eq!(changed(36_500, 73_000, term, day("2026-01-01")), 73_000);
        assert_eq!(changed(36_500, 73_000, term, day("2027-05-05")), 36_500, "too late for this term");
        assert_eq!(changed(36_500, 0, term, day("2026-12-31")), 36_400);
    }

    proptest! {
        #[test]
        fn the_parts_sum_to_the_premium_and_differ_by_a_cent(premium in 0_i64..1_000_000_000, installments in prop::sample::select(vec![1_i64, 4, 12])) {
            let parts = parts(premium, installments);
            prop_assert_eq!(i64::try_from(parts.len()).expect("small"), installments);
            prop_assert_eq!(parts.iter().sum::<i64>(), premium);
            prop_assert!(parts[0] - parts[parts.len() - 1] <= 1 && parts.is_sorted_by(|one, next| one >= next));
        }

        #[test]
        fn installments_are_due_in_order_within_the_term(start in 0_i32..4_000, installments in prop::sample::select(vec![1_i64, 4, 12])) {
            let starts_on = day("2020-01-01").plus_days(start);
            let days: Vec<Day> = (1..=installments).map(|nth| due_on(starts_on, installments, nth)).collect();
            prop_assert!(days[0] == starts_on && days.is_sorted_by(|one, next| one < next));
            prop_assert!(days[days.len() - 1] < starts_on.plus_months(12));
        }

        #[test]
        fn what_was_billed_and_what_is_to_come_is_what_the_term_comes_to(
            before in 0_i64..500_000, after in 0_i64..500_000, from in 0_i32..400, made in 0_i64..=12, installments in prop::sample::select(vec![1_i64, 4, 12]),
        ) {
            let made = made.min(installments);
            let start = day("2026-03-01");
            let term = (start, start.plus_months(12).plus_days(-1));
            let total = changed(before, after, term, start.plus_days(from));
            prop_assert!(total >= before.min(after) && total <= before.max(after));
            let split = usize::try_from(made).expect("small");
            let billed: i64 = parts(before, installments).iter().take(split).sum();
            let to_come: i64 = parts(after, installments).iter().skip(split).sum();
            prop_assert_eq!(billed + to_settle(before, after, term, start.plus_days(from), installments, made) + to_come, total);
        }
    }
}
