//! Quiet hours: until when something waits that need not ring at night.

use super::model::Quiet;
use crate::day::Moment;

/// The instant (UTC milliseconds) from which something may ring that is ready `now`: now itself outside the quiet hours, else their end on the clock on the
/// wall, also where that clock is turned meanwhile.
pub fn until(now: i64, zone: &str, quiet: Option<Quiet>) -> i64 {
    let Some(Quiet { from, to }) = quiet else { return now };
    let (local, hour) = (Moment::local(now, zone), |hour: u8| hour.cast_signed());
    let over_midnight = from > to;
    let evening = local.hour >= hour(from) && (over_midnight || local.hour < hour(to));
    let morning = over_midnight && local.hour < hour(to);
    if !evening && !morning {
        return now;
    }
    let day = if evening && over_midnight { local.day.plus_days(1) } else { local.day };
    day.at(hour(to), 0, zone).max(now)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::day::Day;

    const MINUTE: i64 = 60_000;
    const NEW_YORK: &str = "America/New_York";
    const NIGHT: Option<Quiet> = Some(Quiet { from: 21, to: 8 });

    fn at(day: &str, hour: i8, minute: i8) -> i64 {
        Day::parse_iso(day).expect("a date").at(hour, minute, NEW_YORK)
    }

    #[test]
    fn what_is_ready_by_night_waits_for_the_morning() {
        assert_eq!(until(at("2026-11-20", 21, 0), NEW_YORK, NIGHT), at("2026-11-21", 8, 0));
        assert_eq!(until(at("2026-11-21", 7, 59), NEW_YORK, NIGHT), at("2026-11-21", 8, 0));
        for (day, hour, minute) in [("2026-11-21", 8, 0), ("2026-11-20", 20, 59)] {
            assert_eq!(until(at(day, hour, minute), NEW_YORK, NIGHT), at(day, hour, minute));
        }
        assert_eq!(until(7, NEW_YORK, None), 7);
    }

    #[test]
    fn a_night_in_which_the_clock_is_turned_is_an_hour_shorter_or_longer() {
        // 8 March 2026: 2:00 becomes 3:00. 1 November 2026: 2:00 becomes 1:00.
        let waits = |day: &str| until(at(day, 22, 0), NEW_YORK, NIGHT) - at(day, 22, 0);
        assert_eq!(waits("2026-03-07"), 9 * 60 * MINUTE);
        assert_eq!(waits("2026-10-31"), 11 * 60 * MINUTE);
        // An end that the clock leaves out is the moment at which it is turned.
        let odd = Some(Quiet { from: 22, to: 2 });
        assert_eq!(until(at("2026-03-07", 23, 0), NEW_YORK, odd), at("2026-03-08", 3, 0));
    }

    fn is_quiet(at: i64, zone: &str, quiet: Quiet) -> bool {
        let hour = u8::try_from(Moment::local(at, zone).hour).expect("an hour");
        // The other way round than the rule: walk from the first hour to the last.
        std::iter::successors(Some(quiet.from), |hour| Some((hour + 1) % 24))
            .take_while(|hour| *hour != quiet.to)
            .any(|quiet| quiet == hour)
    }

    proptest! {
        #[test]
        fn the_wait_ends_outside_the_quiet_hours_and_not_a_minute_late(
            // 2026 to 2028, to the minute; near a turn of the clock as often as not.
            minute in prop_oneof![29_454_240_i64..31_032_000, 29_549_000_i64..29_551_000, 29_891_000_i64..29_894_000],
            from in 0_u8..24,
            length in 1_u8..24,
            zone in prop::sample::select(vec![NEW_YORK, "America/Los_Angeles", "Pacific/Honolulu", "America/Phoenix", "Europe/London", "Australia/Lord_Howe", "America/Havana"]),
        ) {
            let quiet = Quiet { from, to: (from + length) % 24 };
            let now = minute * MINUTE;
            let end = until(now, zone, Some(quiet));
            prop_assert!(end >= now && end - now <= 25 * 60 * MINUTE);
            prop_assert!(!is_quiet(end, zone, quiet));
            if end > now {
                prop_assert!(is_quiet(now, zone, quiet));
                let mut at = now;
                while at < end {
                    prop_assert!(is_quiet(at, zone, quiet), "{} of {} minutes", (at - now) / MINUTE, (end - now) / MINUTE);
                    at += MINUTE;
                }
            } else {
                prop_assert!(!is_quiet(now, zone, quiet));
            }
        }
    }
}
