//! The double's clock: a base that it is given, and an offset that only grows, so that a bank's four days pass in a test's moment.

use app::state;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Seconds since 1970.
#[derive(Clone, Debug)]
pub struct Clock {
    base: state::Clock,
    offset: i64,
}

impl Clock {
    /// A clock that goes as another does.
    pub fn new(base: state::Clock) -> Clock {
        Clock { base, offset: 0 }
    }

    /// What time it is for cards and banks.
    pub fn now(&self) -> i64 {
        self.base_now() + self.offset
    }

    /// What time it is on the wire: webhooks are signed with it, and whoever gets them knows no offset.
    pub fn base_now(&self) -> i64 {
        self.base.now() / 1000
    }

    /// Later by that many seconds.
    pub fn advance(&mut self, seconds: i64) {
        self.offset += seconds.max(0);
    }
}

fn date(seconds: i64) -> Date {
    Timestamp::from_second(seconds).unwrap_or_default().to_zoned(TimeZone::UTC).date()
}

/// Year and month of an instant.
pub fn month(seconds: i64) -> (i64, i64) {
    let date = date(seconds);
    (date.year().into(), date.month().into())
}

/// An instant's day as `2026-11-24`.
pub fn day(seconds: i64) -> String {
    date(seconds).to_string()
}
