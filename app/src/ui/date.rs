//! Dates in words, in the language of the page. Month first in English, as in the United States.

use crate::day::{Day, Moment};
use crate::texts::Lang;

fn nth(list: &'static str, index: usize) -> &'static str {
    list.split('|').nth(index).unwrap_or_default()
}

fn month(l: Lang, day: Day) -> &'static str {
    nth(l.ui_months(), usize::from(day.month().unsigned_abs()) - 1)
}

fn month_short(l: Lang, day: Day) -> &'static str {
    nth(l.ui_months_short(), usize::from(day.month().unsigned_abs()) - 1)
}

/// `November 19, 2026`
pub fn day_full(l: Lang, day: Day) -> String {
    l.ui_day_full(day.day(), month(l, day), day.year())
}

/// `Thursday, November 19`: a day near today, where the weekday helps more than the year.
pub fn day_long(l: Lang, day: Day) -> String {
    l.ui_day_long(day.day(), month(l, day), nth(l.ui_weekdays(), day.weekday()))
}

/// `Thu, November 19, 2026`: a day that a person checks.
pub fn day_check(l: Lang, day: Day) -> String {
    l.ui_day_check(day_full(l, day), nth(l.ui_weekdays_short(), day.weekday()))
}

/// `November 19`; with the year when it is not this year's.
pub fn day_near(l: Lang, day: Day, today: Day) -> String {
    if day.year() == today.year() {
        l.ui_day_month_full(day.day(), month(l, day))
    } else {
        day_full(l, day)
    }
}

/// `Thu, Nov 19`
pub fn day_short(l: Lang, day: Day) -> String {
    l.ui_day_short(day.day(), month_short(l, day), nth(l.ui_weekdays_short(), day.weekday()))
}

/// A day near today with its weekday, any other with its year.
pub fn day_soon(l: Lang, day: Day, today: Day) -> String {
    if today.days_until(day).abs() < 100 {
        day_long(l, day)
    } else {
        day_full(l, day)
    }
}

/// `Nov 19, 2026`
pub fn day_medium(l: Lang, day: Day) -> String {
    l.ui_day_month_year(day.day(), month_short(l, day), day.year())
}

/// `Today`, `Yesterday`, or the date: without the year when it is this year's.
pub fn relative_day(l: Lang, day: Day, today: Day) -> String {
    match day.days_until(today) {
        0 => l.ui_today().to_owned(),
        1 => l.ui_yesterday().to_owned(),
        _ if day.year() == today.year() => l.ui_day_month(day.day(), month_short(l, day)),
        _ => day_medium(l, day),
    }
}

/// `Nov 19, 9:41 AM` with `Today` and `Yesterday` where they fit.
pub fn moment_long(l: Lang, moment: Moment, today: Day) -> String {
    let hour = match moment.hour % 12 {
        0 => 12,
        hour => hour,
    };
    let half = if moment.hour < 12 { l.ui_morning_hours() } else { l.ui_afternoon_hours() };
    l.ui_moment(relative_day(l, moment.day, today), format!("{hour}:{:02}\u{a0}{half}", moment.minute))
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn dates_are_said_in_the_language_of_the_page() {
        let day = Day::new(2026, 11, 19).expect("a date");
        assert_eq!(day_full(Lang::En, day), "November 19, 2026");
        assert_eq!(day_full(Lang::Es, day), "19 de noviembre de 2026");
        assert_eq!(day_long(Lang::En, day), "Thursday, November 19");
        assert_eq!(day_check(Lang::En, day), "Thu, November 19, 2026");
        assert_eq!(day_short(Lang::En, day), "Thu, Nov 19");
        assert_eq!(day_medium(Lang::Es, day), "19 nov 2026");
        assert_eq!(day_soon(Lang::En, day, day.plus_days(99)), "Thursday, November 19");
        assert_eq!(day_soon(Lang::En, day, day.plus_days(100)), "November 19, 2026");
    }

    #[test]
    fn a_near_day_is_named_by_its_distance() {
        let day = Day::new(2026, 11, 19).expect("a date");
        assert_eq!(relative_day(Lang::En, day, day), "Today");
        assert_eq!(day_near(Lang::En, day, day), "November 19");
        assert_eq!(day_near(Lang::Es, day, day), "19 de noviembre");
        assert_eq!(day_near(Lang::En, day, day.plus_days(100)), "November 19, 2026");
        assert_eq!(relative_day(Lang::En, day, day.plus_days(1)), "Yesterday");
        assert_eq!(relative_day(Lang::En, day, day.plus_days(400)), "Nov 19, 2026");
        let noon = Moment { day, hour: 12, minute: 5 };
        assert_eq!(moment_long(Lang::En, noon, day), "Today, 12:05\u{a0}PM");
    }
}
