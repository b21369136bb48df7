//! Pure decisions about the dashboard: the greeting, and what is worth an alert.

use super::model::{Alert, PartOfDay};
use crate::day::Day;

/// How many open claims and events are shown: the rest is a tap away.
pub const FEW: usize = 5;
/// How many days before a new policy year it is announced.
pub const RENEWAL_DAYS: i32 = 30;
/// How many days a decision is news.
pub const NEWS_DAYS: i32 = 14;

impl PartOfDay {
    /// What to wish at an hour, 0 to 23.
    pub fn at(hour: i8) -> PartOfDay {
        match hour {
            5..12 => PartOfDay::Morning,
            12..18 => PartOfDay::Afternoon,
            _ => PartOfDay::Evening,
        }
    }
}

/// Whether a policy year that ends on this day is near its end.
pub fn renews_soon(ends_on: Day, today: Day) -> bool {
    (0..RENEWAL_DAYS).contains(&today.days_until(ends_on))
}

/// Puts what cannot wait first; what is alike by its day, the earliest first.
pub fn by_urgency(alerts: &mut [Alert]) {
    alerts.sort_by_key(|alert| match alert {
        Alert::NewDevice { .. } => (-1, None),
        Alert::Missing { due_on, .. } => (0, Some(*due_on)),
        Alert::CameBack { .. } => (1, None),
        Alert::Lapsed { .. } => (2, None),
        Alert::PastDue { due_on, .. } => (3, Some(*due_on)),
        Alert::Decided { arrives_by, .. } => (4, *arrives_by),
        Alert::Renews { on, .. } => (5, Some(*on)),
    });
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ids::{ClaimId, PolicyId};
    use crate::money::Money;
    use crate::workflow::model::What;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).expect("a date")
    }

    #[test]
    fn the_greeting_follows_the_clock_on_the_wall() {
        use PartOfDay::{Afternoon, Evening, Morning};
        for (hour, wish) in [
            (0, Evening),
            (4, Evening),
            (5, Morning),
            (11, Morning),
            (12, Afternoon),
            (17, Afternoon),
            (18, Evening),
            (23, Evening),
        ] {
            assert_eq!(PartOfDay::at(hour), wish, "{hour}");
        }
    }

    #[test]
    fn a_new_year_is_announced_thirty_days_before() {
        // The last day of cover is the day before the new year.
        let today = day("2026-11-20");
        assert!(renews_soon(today, today), "it begins tomorrow");
        assert!(renews_soon(today.plus_days(29), today), "it begins in 30 days");
        assert!(!renews_soon(today.plus_days(30), today));
        assert!(!renews_soon(today.plus_days(-1), today));
    }

    fn alert() -> impl Strategy<Value = Alert> {
        (0_usize..6, 0_i32..60).prop_map(|(kind, days)| {
            let on = day("2026-11-20").plus_days(days);
            let (claim, policy, pet_name) = (ClaimId("c".into()), PolicyId("p".into()), "Mochi".to_owned());
            match kind {
                0 => Alert::Missing {
                    claim,
                    pet_name,
                    what: What::InvoicePage,
                    due_on: on,
                    confirm: false,
                },
                1 => Alert::CameBack {
                    claim,
                    pet_name,
                    amount: Money::usd(1),
                },
                2 => Alert::Lapsed { policy, pet_name },
                3 => Alert::PastDue {
                    pet_name,
                    amount: Money::usd(1),
                    due_on: on,
                },
                4 => Alert::Decided {
                    claim,
                    pet_name,
                    pays: Money::usd(1),
                    arrives_by: Some(on),
                },
                _ => Alert::Renews {
                    policy,
                    pet_name,
                    on,
                    premium: None,
                },
            }
        })
    }

    proptest! {
        #[test]
        fn what_needs_the_person_stands_above_news(mut alerts in prop::collection::vec(alert(), 0..12)) {
            by_urgency(&mut alerts);
            let news = |alert: &Alert| matches!(alert, Alert::Decided { .. } | Alert::Renews { .. });
            prop_assert!(alerts.is_sorted_by_key(news));
            let due: Vec<Day> = alerts.iter().filter_map(|alert| match alert { Alert::Missing { due_on, .. } => Some(*due_on), _ => None }).collect();
            prop_assert!(due.is_sorted());
        }
    }
}
