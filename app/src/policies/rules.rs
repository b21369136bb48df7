//! Pure decisions about policies: what is left of a year's money, which year and which flags count on a day, from when what is covered.

use super::model::{Benefit, Flag, PlanTerms, Standing, Wait, YearMoney};
use crate::claims::model::ConditionKind;
use crate::day::Day;
use crate::money::Money;

impl YearMoney {
    /// What can still be paid back in the year: never less than nothing.
    pub fn left(&self) -> Money {
        self.limit.less(self.paid)
    }

    /// What the policyholder still pays before anything is paid back: never less than nothing.
    pub fn deductible_left(&self) -> Money {
        self.deductible.less(self.met)
    }
}

/// Which of a policy's years counts on a day: the one that holds it, else the next to begin, else the last to end. Years are (first, last) days.
pub fn year_that_counts(years: &[(Day, Day)], today: Day) -> Option<usize> {
    let now_or_next = (0..years.len()).filter(|i| years[*i].1 >= today).min_by_key(|i| years[*i].0);
    now_or_next.or_else(|| (0..years.len()).max_by_key(|i| years[*i].1))
}

/// The flags that are up on a day, those that matter most first, each once.
pub fn standing_on(flags: &[Standing], day: Day) -> Vec<Standing> {
    let mut up: Vec<Standing> = flags
        .iter()
        .filter(|standing| standing.from <= day && standing.until.is_none_or(|until| day <= until))
        .copied()
        .collect();
    up.sort_by_key(|standing| (weight(standing.flag), standing.from));
    up.dedup_by_key(|standing| standing.flag);
    up
}

/// What needs the policyholder first stands first.
fn weight(flag: Flag) -> u8 {
    match flag {
        Flag::Cancelled => 0,
        Flag::Lapsed => 1,
        Flag::Delinquent => 2,
        Flag::CancelPending => 3,
        Flag::Pending => 4,
        Flag::InForce => 5,
    }
}

/// Whether a policy that carries these flags still covers or will cover: nobody has ended it.
pub fn goes_on(mut flags: impl Iterator<Item = Flag>) -> bool {
    flags.all(|flag| !matches!(flag, Flag::Cancelled | Flag::Lapsed))
}

/// The first covered day of each kind of condition that the plan pays for at all. Cover began on `cover_from`.
pub fn waits(terms: &PlanTerms, cover_from: Day) -> Vec<Wait> {
    let from = terms.waiting.from(cover_from);
    let kinds = [
        (Benefit::Accidents, ConditionKind::Accident, from.accident),
        (Benefit::Illnesses, ConditionKind::Illness, from.illness),
        (Benefit::Illnesses, ConditionKind::Orthopaedic, from.orthopaedic),
        (Benefit::Dental, ConditionKind::Dental, from.dental),
        (Benefit::Wellness, ConditionKind::Wellness, cover_from),
    ];
    kinds
        .into_iter()
        .filter(|(benefit, ..)| terms.benefits.contains(benefit))
        .map(|(_, kind, from)| Wait { kind, from })
        .collect()
}

/// What a bill would come to: the arithmetic of an explanation of benefits, for one covered bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// What the clinic asks.
    pub bill: Money,
    /// What of it goes to the deductible.
    pub deductible: Money,
    /// What is left after the deductible: the rate is taken of this.
    pub after: Money,
    /// What is paid back.
    pub back: Money,
    /// Whether the year's limit cut it.
    pub cut: bool,
}

/// Deductible first, then the rate (half up to a cent), then what is left of the year's limit.
pub fn example(bill: Money, money: &YearMoney, rate_percent: i64) -> Example {
    let deductible = bill.min(money.deductible_left());
    let after = bill.less(deductible);
    let share = Money {
        cents: (after.cents.saturating_mul(rate_percent.clamp(0, 100)) + 50) / 100,
        ..after
    };
    let back = share.min(money.left());
    Example {
        bill,
        deductible,
        after,
        back,
        cut: back < share,
    }
}

/// A round bill for the example: $500, or the first larger one of which the deductible leaves something.
pub fn example_bill(money: &YearMoney) -> Money {
    let deductible = money.deductible_left().cents;
    let dollars = [500, 1_000, 2_000, 5_000]
        .into_iter()
        .find(|dollars| dollars * 100 > deductible)
        .unwrap_or(10_000);
    Money {
        cents: dollars * 100,
        ..money.limit
    }
}

/// A year's premium in equal payments, in the order in which they fall due: the cents that do not divide come with the first ones.
pub fn installment(premium: Money, installments: i64) -> Money {
    let parts = installments.max(1);
    Money {
        cents: premium.cents / parts + i64::from(premium.cents % parts > 0),
        ..premium
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::testing::plan_terms;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).expect("a date")
    }

    fn money(limit: i64, paid: i64, deductible: i64, met: i64) -> YearMoney {
        YearMoney {
            limit: Money::usd(limit),
            paid: Money::usd(paid),
            deductible: Money::usd(deductible),
            met: Money::usd(met),
        }
    }

    #[test]
    fn the_example_is_the_arithmetic_of_the_plan() {
        let fresh = money(1_000_000, 0, 25_000, 0);
        let worked = example(Money::usd(50_000), &fresh, 80);
        assert_eq!(
            (worked.deductible.cents, worked.after.cents, worked.back.cents, worked.cut),
            (25_000, 25_000, 20_000, false)
        );
        let met = money(1_000_000, 0, 25_000, 25_000);
        assert_eq!(example(Money::usd(48_641), &met, 90).back.cents, 43_777, "half up: 437.769");
        let used_up = money(1_000_000, 995_000, 25_000, 25_000);
        let worked = example(Money::usd(50_000), &used_up, 80);
        assert_eq!((worked.back.cents, worked.cut), (5_000, true));
    }

    #[test]
    fn the_bill_of_the_example_is_larger_than_the_deductible() {
        for (deductible, bill) in [(0, 50_000), (25_000, 50_000), (50_000, 100_000), (100_000, 200_000), (900_000, 1_000_000)] {
            assert_eq!(example_bill(&money(1_000_000, 0, deductible, 0)).cents, bill, "{deductible}");
        }
    }

    #[test]
    fn the_year_of_today_counts_else_the_next_else_the_last() {
        let years = [
            (day("2024-05-01"), day("2025-04-30")),
            (day("2025-05-01"), day("2026-04-30")),
            (day("2026-05-01"), day("2027-04-30")),
        ];
        let on = |today: &str| year_that_counts(&years, day(today));
        assert_eq!(on("2025-05-01"), Some(1), "its first day");
        assert_eq!(on("2026-04-30"), Some(1), "its last day");
        assert_eq!(on("2024-01-01"), Some(0), "before it began");
        assert_eq!(on("2030-01-01"), Some(2), "after it ended");
        assert_eq!(year_that_counts(&[], day("2026-01-01")), None);
    }

    #[test]
    fn what_needs_the_policyholder_stands_before_what_is_well() {
        let up = |flag, from: &str, until: Option<&str>| Standing {
            flag,
            from: day(from),
            until: until.map(day),
        };
        let flags = [
            up(Flag::InForce, "2025-05-01", None),
            up(Flag::Delinquent, "2026-03-01", Some("2026-03-20")),
            up(Flag::Delinquent, "2026-11-02", None),
            up(Flag::InForce, "2026-05-01", None),
        ];
        let on = |today: &str| standing_on(&flags, day(today)).iter().map(|s| s.flag).collect::<Vec<_>>();
        assert_eq!(on("2026-11-20"), [Flag::Delinquent, Flag::InForce]);
        assert_eq!(on("2026-03-20"), [Flag::Delinquent, Flag::InForce], "the last day counts");
        assert_eq!(on("2026-03-21"), [Flag::InForce]);
        assert_eq!(on("2025-04-30"), []);
        assert!(goes_on([Flag::Delinquent, Flag::InForce].into_iter()));
        assert!(!goes_on([Flag::InForce, Flag::Lapsed].into_iter()));
    }

    #[test]
    fn a_kind_that_the_plan_does_not_pay_for_has_no_first_day() {
        let terms = plan_terms();
        let begins = day("2025-05-01");
        let from = |kind| waits(&terms, begins).into_iter().find(|wait| wait.kind == kind).map(|wait| wait.from);
        assert_eq!(from(ConditionKind::Accident), Some(begins));
        assert_eq!(from(ConditionKind::Illness), Some(day("2025-05-15")));
        assert_eq!(from(ConditionKind::Orthopaedic), Some(day("2025-05-31")));
        assert_eq!(from(ConditionKind::Dental), None, "the test plan has no dental benefit");
        assert_eq!(from(ConditionKind::Wellness), None);
    }

    proptest! {
        #[test]
        fn nothing_is_left_below_nothing_nor_above_what_was_agreed(limit in 0_i64..10_000_000, paid in 0_i64..20_000_000, deductible in 0_i64..1_000_000, met in 0_i64..2_000_000) {
            let year = money(limit, paid, deductible, met);
            prop_assert!((0..=limit).contains(&year.left().cents));
            prop_assert!((0..=deductible).contains(&year.deductible_left().cents));
        }

        #[test]
        fn nobody_gets_back_more_than_the_bill_or_the_limit(bill in 1_i64..5_000_000, limit in 0_i64..2_000_000, paid in 0_i64..2_000_000, deductible in 0_i64..200_000, rate in 0_i64..=100) {
            let year = money(limit, paid, deductible, 0);
            let worked = example(Money::usd(bill), &year, rate);
            prop_assert!(worked.back <= worked.bill && worked.back <= year.left());
            prop_assert_eq!(worked.deductible.cents + worked.after.cents, bill);
        }

        #[test]
        fn a_higher_bill_never_gives_less(bill in 1_i64..1_000_000, more in 0_i64..1_000_000, deductible in 0_i64..200_000, rate in 0_i64..=100) {
            let year = money(10_000_000, 0, deductible, 0);
            prop_assert!(example(Money::usd(bill), &year, rate).back <= example(Money::usd(bill + more), &year, rate).back);
        }

        #[test]
        fn each_flag_is_up_at_most_once_and_only_on_its_days(spans in prop::collection::vec((0_usize..6, 0_i32..800, prop::option::of(0_i32..400)), 0..12), today in 0_i32..1200) {
            let flags = [Flag::InForce, Flag::Pending, Flag::CancelPending, Flag::Delinquent, Flag::Lapsed, Flag::Cancelled];
            let first = day("2024-01-01");
            let all: Vec<Standing> = spans.into_iter().map(|(flag, from, length)| Standing {
                flag: flags[flag],
                from: first.plus_days(from),
                until: length.map(|length| first.plus_days(from + length)),
            }).collect();
            let today = first.plus_days(today);
            let up = standing_on(&all, today);
            for flag in flags {
                let expected = all.iter().any(|s| s.flag == flag && s.from <= today && s.until.is_none_or(|until| until >= today));
                prop_assert_eq!(up.iter().filter(|s| s.flag == flag).count(), usize::from(expected));
            }
        }

        #[test]
        fn the_year_that_counts_holds_the_day_when_any_does(starts in 0_i32..2000, count in 1_usize..6, today in 0_i32..4000) {
            let first = day("2020-01-01").plus_days(starts);
            let years: Vec<(Day, Day)> = (0..i32::try_from(count).expect("small"))
                .map(|i| (first.plus_months(12 * i), first.plus_months(12 * (i + 1)).plus_days(-1)))
                .collect();
            let today = day("2020-01-01").plus_days(today);
            let counts = years[year_that_counts(&years, today).expect("there is one")];
            if years.iter().any(|year| year.0 <= today && today <= year.1) {
                prop_assert!(counts.0 <= today && today <= counts.1);
            }
        }

        #[test]
        fn installments_cover_the_premium(premium in 0_i64..1_000_000, installments in prop::sample::select(vec![1_i64, 4, 12])) {
            let part = installment(Money::usd(premium), installments).cents;
            prop_assert!(part * installments >= premium && part * installments < premium + installments);
        }
    }
}
