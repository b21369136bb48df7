//! Calendar dates: dates of service and cover, in the household's time zone. Never an instant.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A calendar date, stored and sent as `2026-11-20`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(Date);

/// A local date and time of day without a zone: what a person reads on their own clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The calendar date.
    pub day: Day,
    /// 0 to 23.
    pub hour: i8,
    /// 0 to 59.
    pub minute: i8,
}

impl Day {
    /// The date of a year, month (1 to 12) and day (1 to 31); `None` when there is no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Day> {
        Date::new(year, month, day).ok().map(Day)
    }

    /// Reads exactly `YYYY-MM-DD`.
    pub fn parse_iso(text: &str) -> Option<Day> {
        let (year, rest) = text.split_once('-')?;
        let (month, day) = rest.split_once('-')?;
        let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
            return None;
        }
        Day::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// The four-digit year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// 1 to 31.
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// 0 is Sunday, 6 is Saturday.
    pub fn weekday(self) -> usize {
        usize::from(self.0.weekday().to_sunday_zero_offset().unsigned_abs())
    }

    /// The date `days` later (earlier when negative), at the latest the last date there is.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Day {
        Day(self.0.saturating_add(days.days()))
    }

    /// The same day `months` later; the last day of the month where that month is shorter.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Day {
        Day(self.0.saturating_add(months.months()))
    }

    /// Days from `self` to `other`: positive when `other` is later.
    pub fn days_until(self, other: Day) -> i32 {
        self.0.until(other.0).map_or(0, |span| span.get_days())
    }

    /// Whole years from `self` (a birth date) to `on`.
    pub fn full_years_until(self, on: Day) -> i16 {
        let years = on.year() - self.year();
        if (on.month(), on.day()) < (self.month(), self.day()) {
            years - 1
        } else {
            years
        }
    }

    /// Whole months from `self` to `on`.
    pub fn full_months_until(self, on: Day) -> i32 {
        let months = i32::from(on.year() - self.year()) * 12 + i32::from(on.month() - self.month());
        if on.day() < self.day() { months - 1 } else { months }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl TryFrom<String> for Day {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Day, Self::Error> {
        Day::parse_iso(&text).ok_or("not a date of the form YYYY-MM-DD")
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}

#[cfg(feature = "ssr")]
crate::stored_as_text!(Day, Day::parse_iso, |day: &Day| day.to_string());

#[cfg(feature = "ssr")]
mod zone {
    use super::{Day, Moment};
    use jiff::{Timestamp, tz::TimeZone};

    /// A zone by its IANA name; UTC when the name is unknown.
    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap_or(TimeZone::UTC)
    }

    impl Moment {
        /// What the clock on the wall of a time zone says at an instant (UTC milliseconds).
        pub fn local(at: i64, zone_name: &str) -> Moment {
            let local = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone(zone_name));
            Moment {
                day: Day(local.date()),
                hour: local.hour(),
                minute: local.minute(),
            }
        }
    }

    impl Day {
        /// The instant (UTC milliseconds) at which `hour`:`minute` of this day comes in a time zone.
        pub fn at(self, hour: i8, minute: i8, zone_name: &str) -> i64 {
            self.0
                .at(hour, minute, 0, 0)
                .to_zoned(zone(zone_name))
                .map_or(0, |zoned| zoned.timestamp().as_millisecond())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).expect("a date")
    }

    #[test]
    fn only_real_dates_are_read() {
        assert!(Day::parse_iso("2024-02-29").is_some());
        for text in ["2023-02-29", "2026-13-01", "2026-1-01", "2026-01-01x", "+026-01-01", "", "today"] {
            assert_eq!(Day::parse_iso(text), None, "{text}");
        }
    }

    #[test]
    fn a_month_after_the_31st_is_the_last_day_of_the_month() {
        assert_eq!(day("2026-01-31").plus_months(1), day("2026-02-28"));
    }

    #[test]
    fn a_birthday_on_29_february_counts_from_1_march() {
        assert_eq!(day("2020-02-29").full_years_until(day("2021-02-28")), 0);
        assert_eq!(day("2020-02-29").full_years_until(day("2021-03-01")), 1);
    }

    #[test]
    fn days_are_counted_across_months() {
        assert_eq!(day("2026-01-30").days_until(day("2026-03-01")), 30);
        assert_eq!(day("2026-03-01").days_until(day("2026-01-30")), -30);
    }
}
