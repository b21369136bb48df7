//! Pure decisions about pets: how old one is, and which of its policies counts.

use serde::{Deserialize, Serialize};

use super::model::{Cover, CoverState, PetEntry};
use crate::day::Day;

/// An age as people say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Age {
    /// Younger than a month: full weeks, 0 to 4.
    Weeks(i32),
    /// Younger than a year: full months, 1 to 11.
    Months(i32),
    /// A year and older; the months beside are only said of a one-year-old, 0 otherwise.
    Years(i32, i32),
}

impl Age {
    /// The age on a day of an animal born on `born`. A birth date in the future counts as today.
    pub fn on(born: Day, day: Day) -> Age {
        let months = born.full_months_until(day).max(0);
        match (months / 12, months % 12) {
            (0, 0) => Age::Weeks(born.days_until(day).max(0) / 7),
            (0, months) => Age::Months(months),
            (1, months) => Age::Years(1, months),
            (years, _) => Age::Years(years, 0),
        }
    }
}

/// How a term stands on a day: `ended_on` is the day on which the policy lapsed or was cancelled, if it was.
pub fn cover_state(from: Day, until: Day, ended_on: Option<Day>, pending: bool, today: Day) -> CoverState {
    if ended_on.is_some_and(|ended| ended <= today) || until < today {
        CoverState::Ended
    } else if pending || from > today {
        CoverState::Begins
    } else {
        CoverState::InForce
    }
}

/// The cover that counts when a pet had several policies: what is in force, else what begins, else what ended last.
pub fn that_counts(covers: impl IntoIterator<Item = Cover>) -> Option<Cover> {
    covers.into_iter().max_by_key(|cover| {
        let rank = match cover.state {
            CoverState::InForce => 2,
            CoverState::Begins => 1,
            CoverState::Ended => 0,
        };
        (rank, cover.until)
    })
}

/// Whether cover may be asked for: the pet lives, and nothing covers it now or soon.
pub fn may_ask_for_cover(entry: &PetEntry) -> bool {
    entry.pet.died_on.is_none() && entry.cover.as_ref().is_none_or(|cover| cover.state == CoverState::Ended)
}

/// Whether there is an ID card: the pet lives, and is covered now or soon.
pub fn has_card(entry: &PetEntry) -> bool {
    entry.pet.died_on.is_none() && entry.cover.as_ref().is_some_and(|cover| cover.state != CoverState::Ended)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PolicyId;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).expect("a date")
    }

    #[test]
    fn an_age_is_said_as_people_say_it() {
        for (born, age) in [
            ("2026-11-20", Age::Weeks(0)),
            ("2026-11-14", Age::Weeks(0)),
            ("2026-11-13", Age::Weeks(1)),
            ("2026-10-21", Age::Weeks(4)),
            ("2026-10-20", Age::Months(1)),
            ("2025-11-21", Age::Months(11)),
            ("2025-11-20", Age::Years(1, 0)),
            ("2025-08-01", Age::Years(1, 3)),
            ("2024-11-21", Age::Years(1, 11)),
            ("2024-11-20", Age::Years(2, 0)),
            ("2021-03-12", Age::Years(5, 0)),
            ("2027-01-01", Age::Weeks(0)),
        ] {
            assert_eq!(Age::on(day(born), day("2026-11-20")), age, "{born}");
        }
    }

    #[test]
    fn cover_ends_on_the_day_of_the_flag_or_after_the_last_day_of_the_term() {
        let (from, until) = (day("2026-05-01"), day("2027-04-30"));
        let on = |today, ended_on: Option<&str>, pending| cover_state(from, until, ended_on.map(day), pending, day(today));
        assert_eq!(on("2026-05-01", None, false), CoverState::InForce);
        assert_eq!(on("2027-04-30", None, false), CoverState::InForce);
        assert_eq!(on("2027-05-01", None, false), CoverState::Ended);
        assert_eq!(on("2026-04-30", None, false), CoverState::Begins);
        assert_eq!(on("2026-06-01", None, true), CoverState::Begins);
        assert_eq!(on("2026-06-01", Some("2026-06-01"), false), CoverState::Ended);
        assert_eq!(on("2026-05-31", Some("2026-06-01"), false), CoverState::InForce, "it will end, and has not");
    }

    #[test]
    fn the_policy_in_force_counts_before_one_that_begins_or_ended() {
        let cover = |policy: &str, state, until| Cover {
            policy: PolicyId(policy.into()),
            number: String::new(),
            plan: String::new(),
            state,
            from: day("2020-01-01"),
            until: day(until),
        };
        let (old, older) = (cover("old", CoverState::Ended, "2026-01-01"), cover("older", CoverState::Ended, "2024-01-01"));
        let (now, soon) = (cover("now", CoverState::InForce, "2027-01-01"), cover("soon", CoverState::Begins, "2028-01-01"));
        let counts = |covers: &[&Cover]| that_counts(covers.iter().map(|cover| (*cover).clone())).map(|cover| cover.policy.0);
        assert_eq!(counts(&[]), None);
        assert_eq!(counts(&[&old, &older]).as_deref(), Some("old"));
        assert_eq!(counts(&[&soon, &old]).as_deref(), Some("soon"));
        assert_eq!(counts(&[&old, &now, &soon]).as_deref(), Some("now"));
    }

    proptest! {
        #[test]
        fn nobody_grows_younger(born in 0_i32..20_000, first in 0_i32..20_000, later in 0_i32..2_000) {
            let at = |days| day("1980-01-01").plus_days(days);
            let days = |age| match age {
                Age::Weeks(weeks) => weeks * 7,
                Age::Months(months) => months * 30,
                Age::Years(years, months) => years * 365 + months * 30,
            };
            prop_assert!(days(Age::on(at(born), at(first))) <= days(Age::on(at(born), at(first + later))));
        }
    }
}
