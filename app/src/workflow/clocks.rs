//! What the law says about time: legal clocks as dated data, by state.
//!
//! Nothing here is legal advice. Every row says where it was read and when, and whether counsel has reviewed it. A state without a row of its own
//! gets the strictest row of any state, and is marked as not reviewed. Rows are never invented.

use crate::day::Day;
use crate::text_enum;

text_enum! {
    /// Something that must be done within a time.
    pub enum Duty {
        /// Say that a claim has come in.
        Acknowledge = "acknowledge",
        /// Begin to look into it.
        Begin = "begin",
        /// Answer a customer's message.
        AnswerMessage = "answer_message",
        /// Decide a claim of which everything is there.
        Decide = "decide",
        /// Write how an undecided claim stands, and again after as long.
        StatusLetter = "status_letter",
        /// Pay what was accepted.
        Pay = "pay",
    }
}

impl Duty {
    /// Every duty, in the order in which a claim meets them.
    pub const ALL: [Duty; 6] = [Duty::Acknowledge, Duty::Begin, Duty::AnswerMessage, Duty::StatusLetter, Duty::Decide, Duty::Pay];
}

/// How long, counted from the day after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// Every day counts.
    CalendarDays(i32),
    /// Saturdays, Sundays and federal holidays do not count. (Holidays that only a state keeps are not in the data: counting them
    /// as working days makes the date earlier, never later.)
    BusinessDays(i32),
}

impl Within {
    /// The last day of the time that begins with `from`.
    pub fn last_day(self, from: Day) -> Day {
        match self {
            Within::CalendarDays(days) => from.plus_days(days),
            Within::BusinessDays(days) => (0..days).fold(from, |day, _| next_business_day(day)),
        }
    }
}

/// One legal clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LegalClock {
    /// What must be done.
    pub duty: Duty,
    /// In which state, two letters.
    pub state: &'static str,
    /// How soon.
    pub within: Within,
    /// Where it stands.
    pub source: &'static str,
    /// The day it was read, ISO.
    pub read_on: &'static str,
    /// Whether counsel has confirmed it.
    pub reviewed_by_counsel: bool,
}

/// A row as found in secondary material on 20 November 2026: not reviewed.
const fn found(duty: Duty, state: &'static str, within: Within, source: &'static str) -> LegalClock {
    LegalClock {
        duty,
        state,
        within,
        source,
        read_on: "2026-11-20",
        reviewed_by_counsel: false,
    }
}

/// All legal clocks.
pub const CLOCKS: &[LegalClock] = &[
    found(Duty::Acknowledge, "CA", Within::CalendarDays(15), "10 CCR 2695.5 (secondary source)"),
    found(Duty::Acknowledge, "AK", Within::BusinessDays(10), "survey (secondary source)"),
    found(Duty::Acknowledge, "AZ", Within::BusinessDays(10), "survey (secondary source)"),
    found(Duty::Acknowledge, "DE", Within::BusinessDays(15), "survey of 2007 (secondary source): recheck"),
    found(Duty::Begin, "CA", Within::CalendarDays(15), "10 CCR 2695.5 (secondary source)"),
    found(Duty::AnswerMessage, "CA", Within::CalendarDays(15), "10 CCR 2695.5 (secondary source)"),
    found(Duty::Decide, "CA", Within::CalendarDays(40), "10 CCR 2695.7 (secondary source)"),
    found(Duty::Decide, "TX", Within::BusinessDays(15), "Tex. Ins. Code ch. 542 (secondary source)"),
    found(Duty::StatusLetter, "CA", Within::CalendarDays(30), "10 CCR 2695.7 (secondary source)"),
    found(Duty::Pay, "CA", Within::CalendarDays(30), "10 CCR 2695.7 (secondary source)"),
    found(Duty::Pay, "TX", Within::BusinessDays(5), "Tex. Ins. Code ch. 542 (secondary source)"),
];

/// By when something must be done, and why then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The last day on which it is in time.
    pub on: Day,
    /// Where the time stands; another state's source when this state has none in the data.
    pub source: &'static str,
    /// Whether counsel has confirmed it for this very state.
    pub reviewed: bool,
}

/// By when a duty that began on `from` must be done in a state (two letters, either case).
pub fn due(state: &str, duty: Duty, from: Day) -> Due {
    let own = |clock: &&LegalClock| clock.state.eq_ignore_ascii_case(state);
    let of_duty = || CLOCKS.iter().filter(|clock| clock.duty == duty);
    let earliest = |clock: &&LegalClock| clock.within.last_day(from);
    let (clock, is_own) = match of_duty().filter(own).min_by_key(earliest) {
        Some(clock) => (Some(clock), true),
        None => (of_duty().min_by_key(earliest), false),
    };
    Due {
        // A duty without any row would be due at once; a test holds that each duty has one.
        on: clock.map_or(from, |clock| clock.within.last_day(from)),
        source: clock.map_or("", |clock| clock.source),
        reviewed: is_own && clock.is_some_and(|clock| clock.reviewed_by_counsel),
    }
}

/// The day on which half of the time from one day to another has passed: the desk is told then. A time of one day is told of at once.
pub fn half_way(from: Day, due_on: Day) -> Day {
    from.plus_days(from.days_until(due_on).max(0) / 2)
}

/// The day by which a claim that was received on a day must be decided.
pub fn answer_by(state_code: &str, received: Day) -> Day {
    due(state_code, Duty::Decide, received).on
}

fn next_business_day(day: Day) -> Day {
    let mut next = day.plus_days(1);
    while is_weekend(next) || is_federal_holiday(next) {
        next = next.plus_days(1);
    }
    next
}

fn is_weekend(day: Day) -> bool {
    matches!(day.weekday(), 0 | 6)
}

/// Whether federal offices are closed on a weekday by 5 U.S.C. 6103: a holiday that falls on a Saturday is kept on Friday, on a Sunday on Monday.
fn is_federal_holiday(day: Day) -> bool {
    let kept_for = match day.weekday() {
        5 => [Some(day), Some(day.plus_days(1))],
        1 => [Some(day), Some(day.plus_days(-1))],
        _ => [Some(day), None],
    };
    kept_for.into_iter().flatten().any(has_fixed_holiday) || has_moving_holiday(day)
}

fn has_fixed_holiday(day: Day) -> bool {
    // New Year, Juneteenth, Independence, Veterans, Christmas.
    matches!((day.month(), day.day()), (1, 1) | (6, 19) | (7, 4) | (11, 11) | (12, 25))
}

fn has_moving_holiday(day: Day) -> bool {
    let week = (day.day() - 1) / 7 + 1;
    match (day.weekday(), day.month()) {
        // King's birthday, Washington's birthday; Memorial Day, the last of May; Labor Day; Columbus Day.
        (1, 1 | 2) => week == 3,
        (1, 5) => day.day() > 24,
        (1, 9) => week == 1,
        (1, 10) => week == 2,
        // Thanksgiving.
        (4, 11) => week == 4,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).expect("a date")
    }

    #[test]
    fn california_counts_every_day() {
        // 20 November and 40 days: ten more in November, thirty in December.
        let due = due("CA", Duty::Decide, day("2026-11-20"));
        assert_eq!(due.on, day("2026-12-30"));
        assert!(due.source.starts_with("10 CCR 2695.7"));
        assert!(!due.reviewed);
    }

    #[test]
    fn texas_counts_working_days_and_skips_thanksgiving() {
        // Friday 20 November: 23, 24, 25, 27 (the 26th is Thanksgiving), then 30 Nov to 4 Dec, 7 to 11, and 14 December is the fifteenth.
        assert_eq!(due("TX", Duty::Decide, day("2026-11-20")).on, day("2026-12-14"));
        assert_eq!(due("TX", Duty::Pay, day("2026-11-20")).on, day("2026-11-30"));
    }

    #[test]
    fn a_state_without_a_row_gets_the_strictest_and_is_not_reviewed() {
        let from = day("2026-11-20");
        let new_york = due("NY", Duty::Decide, from);
        assert_eq!(new_york.on, due("TX", Duty::Decide, from).on);
        assert!(!new_york.reviewed);
        assert_eq!(answer_by("NY", from), day("2026-12-14"));
        assert_eq!(answer_by("ca", from), day("2026-12-30"), "either case");
        assert_eq!(
            due("", Duty::Acknowledge, from).on,
            day("2026-12-05"),
            "fifteen days are stricter than ten working days over a holiday"
        );
        assert_eq!(
            due("", Duty::Acknowledge, day("2026-11-02")).on,
            day("2026-11-17"),
            "with Veterans Day between, both end on the 17th"
        );
        assert_eq!(
            due("", Duty::Acknowledge, day("2026-03-02")).on,
            day("2026-03-16"),
            "without a holiday ten working days are stricter"
        );
    }

    #[test]
    fn every_duty_has_a_sourced_row() {
        for duty in Duty::ALL {
            let from = day("2026-11-20");
            let due = due("NY", duty, from);
            assert!(due.on > from && !due.source.is_empty(), "{duty}");
        }
        assert!(CLOCKS.iter().all(|clock| Day::parse_iso(clock.read_on).is_some()));
    }

    #[test]
    fn federal_holidays_of_2026_and_2027_are_as_the_office_of_personnel_management_lists_them() {
        let listed = [
            "2026-01-01",
            "2026-01-19",
            "2026-02-16",
            "2026-05-25",
            "2026-06-19",
            "2026-07-03",
            "2026-09-07",
            "2026-10-12",
            "2026-11-11",
            "2026-11-26",
            "2026-12-25",
            "2027-01-01",
            "2027-01-18",
            "2027-02-15",
            "2027-05-31",
            "2027-06-18",
            "2027-07-05",
            "2027-09-06",
            "2027-10-11",
            "2027-11-11",
            "2027-11-25",
            "2027-12-24",
            "2027-12-31",
        ];
        let mut found = Vec::new();
        let mut date = day("2026-01-01");
        while date <= day("2027-12-31") {
            if !is_weekend(date) && is_federal_holiday(date) {
                found.push(date.to_string());
            }
            date = date.plus_days(1);
        }
        assert_eq!(found, listed);
    }

    proptest::proptest! {
        #[test]
        fn a_later_beginning_is_never_due_earlier(offset in 0_i32..4000) {
            let from = day("2024-01-01").plus_days(offset);
            for duty in [Duty::Acknowledge, Duty::Decide, Duty::Pay] {
                for state in ["CA", "TX", "AZ", "NY"] {
                    proptest::prop_assert!(due(state, duty, from).on <= due(state, duty, from.plus_days(1)).on);
                }
            }
        }

        #[test]
        fn half_of_a_time_lies_within_it(offset in 0_i32..4000, days in 0_i32..90) {
            let from = day("2024-01-01").plus_days(offset);
            let half = half_way(from, from.plus_days(days));
            proptest::prop_assert!(from <= half && half <= from.plus_days(days));
            proptest::prop_assert!((from.days_until(half) - half.days_until(from.plus_days(days))).abs() <= 1);
        }

        #[test]
        fn a_working_day_clock_ends_on_a_working_day(offset in 0_i32..4000, days in 1_i32..40) {
            let last = Within::BusinessDays(days).last_day(day("2024-01-01").plus_days(offset));
            proptest::prop_assert!(!is_weekend(last) && !is_federal_holiday(last));
        }
    }
}
