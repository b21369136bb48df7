//! Calendar dates: dates of service and cover, in the household's time zone. Never an instant.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::{Date, Month};

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
        let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
        Date::from_calendar_date(year.into(), month, u8::try_from(day).ok()?).ok().map(Day)
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
        i16::try_from(self.0.year()).unwrap_or(i16::MAX)
    }

    /// 1 to 12.
    pub fn month(self) -> i8 {
        u8::from(self.0.month()).cast_signed()
    }

    /// 1 to 31.
    pub fn day(self) -> i8 {
        self.0.day().cast_signed()
    }

    /// 0 is Sunday, 6 is Saturday.
    pub fn weekday(self) -> usize {
        usize::from(self.0.weekday().number_days_from_sunday())
    }

    /// The date `days` later (earlier when negative), at the latest the last date there is.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Day {
        let end = if days < 0 { Date::MIN } else { Date::MAX };
        Day(Date::from_julian_day(self.0.to_julian_day().saturating_add(days)).unwrap_or(end))
    }

    /// The same day `months` later; the last day of the month where that month is shorter.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Day {
        let count = (self.0.year() * 12 + i32::from(self.month()) - 1).saturating_add(months);
        let year = count.div_euclid(12);
        let month = u8::try_from(count.rem_euclid(12) + 1).ok().and_then(|month| Month::try_from(month).ok());
        let date = month.and_then(|month| Date::from_calendar_date(year, month, self.0.day().min(month.length(year))).ok());
        Day(date.unwrap_or(if months < 0 { Date::MIN } else { Date::MAX }))
    }

    /// Days from `self` to `other`: positive when `other` is later.
    pub fn days_until(self, other: Day) -> i32 {
        other.0.to_julian_day() - self.0.to_julian_day()
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
            let day = Day::new(local.year(), local.month(), local.day());
            Moment {
                day: day.unwrap_or(Day(time::Date::MAX)),
                hour: local.hour(),
                minute: local.minute(),
            }
        }
    }

    impl Day {
        /// The instant (UTC milliseconds) at which `hour`:`minute` of this day comes in a time zone.
        pub fn at(self, hour: i8, minute: i8, zone_name: &str) -> i64 {
            let moment = jiff::civil::DateTime::new(self.year(), self.month(), self.day(), hour, minute, 0, 0);
            moment
                .and_then(|moment| moment.to_zoned(zone(zone_name)))
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

    proptest::proptest! {
        // jiff, another library, knows the calendar too.
        #[test]
        fn the_calendar_agrees_with_another_librarys(year in 1800_i16..2200, month in 1_i8..13, day in 1_i8..32, days in -200_000_i32..200_000, months in -3000_i32..3000) {
            use jiff::ToSpan as _;
            let other = jiff::civil::Date::new(year, month, day).ok();
            let ours = Day::new(year, month, day);
            proptest::prop_assert_eq!(ours.map(|day| day.to_string()), other.map(|date| date.to_string()));
            if let (Some(ours), Some(other)) = (ours, other) {
                proptest::prop_assert_eq!(ours.plus_days(days).to_string(), other.checked_add(days.days()).expect("a date").to_string());
                proptest::prop_assert_eq!(ours.plus_months(months).to_string(), other.checked_add(months.months()).expect("a date").to_string());
                proptest::prop_assert_eq!(ours.days_until(ours.plus_days(days)), days);
                proptest::prop_assert_eq!(ours.weekday(), usize::try_from(other.weekday().to_sunday_zero_offset()).expect("0 to 6"));
            }
        }
    }

    #[test]
    fn the_calendar_has_ends() {
        assert_eq!(day("2026-01-31").plus_days(i32::MAX), day("9999-12-31"));
        assert_eq!(day("2026-01-31").plus_months(i32::MAX), day("9999-12-31"));
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
