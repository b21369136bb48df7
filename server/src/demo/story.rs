//! The course of a claim up to its decision: what happens when, cut off at the day of the book.

use app::claims::model::EventKind;
use app::day::{Day, Moment};
use app::workflow::model::{Owner, What};
use uuid::Uuid;

use super::world::{DAY_MS, Making, business_day, business_days_later};

/// Who decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Course {
    /// The rules, at once. They only ever pay.
    Rules,
    /// An adjuster.
    Staff,
    /// Nobody: the policyholder took it back.
    Withdrawn,
}

/// What becomes of a claim until it is decided.
#[derive(Clone)]
pub(super) struct Story {
    pub course: Course,
    pub submitted_at: i64,
    pub adjuster: Uuid,
    /// What was asked, and of whom.
    pub missing: Option<(What, Owner)>,
    /// By when, where it is not the usual.
    pub due_on: Option<Day>,
    /// What happened before the decision and before the book was made, oldest first.
    pub events: Vec<(i64, EventKind)>,
    /// When it is decided; `None`: never, or not before the book was made.
    pub decided_at: Option<i64>,
}

/// Claims above this total are never decided by the rules, in cents.
pub(super) const RULES_LIMIT: i64 = 150_000;
/// A minute in milliseconds.
const MINUTE_MS: i64 = 60_000;

impl Story {
    /// Whether the policyholder was the one to supply what was missing.
    pub fn asked_of_policyholder(&self) -> bool {
        matches!(self.missing, Some((_, Owner::Policyholder)))
    }

    /// A course for a claim submitted at an instant.
    pub fn by_chance(m: &mut Making, submitted_at: i64, zone: &str, total: i64) -> Story {
        let course = match m.dice.below(100) {
            0..66 if total < RULES_LIMIT => Course::Rules,
            97.. => Course::Withdrawn,
            _ => Course::Staff,
        };
        Story::with(m, submitted_at, zone, course)
    }

    /// The same claim, decided by a person.
    pub fn by_staff(&self, m: &mut Making, zone: &str) -> Story {
        Story::with(m, self.submitted_at, zone, Course::Staff)
    }

    /// A claim submitted at an instant that takes a course.
    pub fn with(m: &mut Making, submitted_at: i64, zone: &str, course: Course) -> Story {
        let adjuster = m.adjuster();
        let mut story = Story {
            course,
            submitted_at,
            adjuster,
            missing: None,
            due_on: None,
            events: vec![(submitted_at, EventKind::Submitted)],
            decided_at: None,
        };
        match course {
            Course::Rules => story.decided_at = Some(submitted_at + m.dice.between(900, 2_500)),
            Course::Withdrawn => {
                story.events.push((submitted_at + m.dice.between(500, 4_000), EventKind::Routed));
                let at = submitted_at + m.dice.between(10 * MINUTE_MS, 2 * DAY_MS);
                story.events.push((at, EventKind::Withdrawn));
            }
            Course::Staff => story.reviewed(m, zone),
        }
        story.cut(m.world.now);
        story
    }

    /// A course told by hand: events and decision by days before the book, hour and minute.
    pub fn told(adjuster: Uuid, zone: &str, as_of: Day, events: &[(i32, i8, i8, EventKind)], decided: Option<(i32, i8, i8)>) -> Story {
        let at = |days: i32, hour, minute| as_of.plus_days(-days).at(hour, minute, zone);
        let events: Vec<_> = events.iter().map(|(days, hour, minute, kind)| (at(*days, *hour, *minute), *kind)).collect();
        Story {
            course: Course::Staff,
            submitted_at: events.first().map_or(0, |(at, _)| *at),
            adjuster,
            missing: None,
            due_on: None,
            events,
            decided_at: decided.map(|(days, hour, minute)| at(days, hour, minute)),
        }
    }

    /// Routed, read, perhaps completed, decided.
    fn reviewed(&mut self, m: &mut Making, zone: &str) {
        self.events.push((self.submitted_at + m.dice.between(500, 4_000), EventKind::Routed));
        let wait = m.dice.days(0, 3).min(m.dice.days(0, 3));
        let begun = office_hours(m, self.submitted_at, wait, zone);
        self.events.push((begun, EventKind::ReviewBegun));
        let mut last = begun;
        let asked = match m.dice.below(100) {
            0..11 => Some((EventKind::AskedYou, Owner::Policyholder)),
            11..18 => Some((EventKind::AskedVet, Owner::Vet)),
            _ => None,
        };
        if let Some((kind, owner)) = asked {
            let what = match owner {
                Owner::Policyholder => *m.dice.pick(&[What::InvoicePage, What::ItemisedInvoice]),
                Owner::Vet => *m.dice.pick(&[What::MedicalRecord, What::MedicalRecord, What::ItemisedInvoice]),
            };
            self.missing = Some((what, owner));
            let at = begun + m.dice.between(4 * MINUTE_MS, 25 * MINUTE_MS);
            self.events.push((at, kind));
            last = at + m.dice.between(DAY_MS / 4, 7 * DAY_MS);
            self.events.push((last, EventKind::Supplied));
        }
        let wait = m.dice.days(0, 4);
        self.decided_at = Some(office_hours(m, last, wait, zone).max(last + 9 * MINUTE_MS));
    }

    /// Forgets what has not happened yet at an instant.
    fn cut(&mut self, now: i64) {
        self.events.retain(|(at, _)| *at < now);
        self.decided_at = self.decided_at.filter(|at| *at < now);
    }
}

/// An instant in office hours, `wait` business days after another and not before it.
pub(super) fn office_hours(m: &mut Making, after: i64, wait: i32, zone: &str) -> i64 {
    let on = business_days_later(business_day(Moment::local(after, zone).day), wait);
    let at = on.at(9, 0, zone) + m.dice.between(0, 8 * 60 * MINUTE_MS);
    if at > after + 20 * MINUTE_MS {
        at
    } else {
        business_days_later(on, 1).at(9, 0, zone) + m.dice.between(0, 8 * 60 * MINUTE_MS)
    }
}
