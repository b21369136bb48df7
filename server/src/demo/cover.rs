//! Policies: their terms, their standing, what is excluded, and when what is due.

use app::day::Day;
use app::policies::model::{Flag, PlanTerms};
use uuid::Uuid;

use super::homes::Home;
use super::rows::{Policy, Standing, StandingExclusion, Term};
use super::world::{DAY_MS, Making, USD};

/// What is bought.
#[derive(Clone)]
pub(super) struct Order {
    pub cover_from: Day,
    /// Position in the world's plans.
    pub plan: usize,
    pub limit: i64,
    pub deductible: i64,
    pub rate: i64,
    /// Premium of a month of the first term, in cents.
    pub month: i64,
    pub installments: i64,
    pub ending: Ending,
    pub excluded: Option<&'static str>,
}

/// How a policy stands on the day of the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    InForce,
    Pending,
    Delinquent,
    CancelPending,
    Lapsed,
    /// The last day of cover.
    Cancelled(Day),
}

/// A policy that stands.
pub(super) struct Cover<'w> {
    pub policy: Uuid,
    pub cover_from: Day,
    pub excluded: Option<&'static str>,
    pub terms: Vec<TermMade<'w>>,
    /// What was, is and will be due, oldest first.
    pub dues: Vec<Due>,
    /// The last day of cover, where that is past.
    pub ended_on: Option<Day>,
    /// Installments of a term.
    pub installments: i64,
    pub ending: Ending,
}

/// A policy year.
pub(super) struct TermMade<'w> {
    pub id: Uuid,
    pub starts_on: Day,
    pub ends_on: Day,
    pub limit: i64,
    pub deductible: i64,
    pub rate: i64,
    pub plan: &'w PlanTerms,
}

/// An installment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Due {
    pub on: Day,
    pub cents: i64,
    pub state: DueState,
}

/// Whether an installment was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DueState {
    Paid,
    /// The next one.
    Open,
    Late,
}

/// Days after a missed payment until a policy lapses.
const GRACE_DAYS: i32 = 31;

/// Writes a policy with everything that belongs to it but bills and claims.
pub(super) fn insure<'w>(m: &mut Making<'w>, home: &Home, pet: Uuid, order: &Order) -> Cover<'w> {
    let policy = m.dice.id();
    let (as_of, now) = (m.world.as_of, m.world.now);
    let bought = order.cover_from.plus_days(-2).at(15, 0, home.place.time_zone).min(now - DAY_MS);
    let number = m.numbers.policy();
    m.batch.policies.push(Policy {
        id: policy,
        number,
        household_id: home.id,
        pet_id: pet,
        policyholder_id: home.person,
        cover_from: order.cover_from,
        created_at: bought,
    });
    let mut dues = dues(order, as_of);
    let last_day = settle(m, order, &mut dues);
    let terms = terms(m, policy, order, last_day.unwrap_or(as_of).max(order.cover_from));
    stand(m, policy, order, &dues, last_day);
    if let Some(condition_code) = order.excluded {
        m.batch.exclusions.push(StandingExclusion {
            id: m.dice.id(),
            policy_id: policy,
            condition_code,
            from_on: order.cover_from,
            to_on: None,
        });
    }
    Cover {
        policy,
        cover_from: order.cover_from,
        excluded: order.excluded,
        terms,
        dues,
        ended_on: last_day,
        installments: order.installments,
        ending: order.ending,
    }
}

/// Premium of a month in the `nth` term: 6% more each year.
fn month(order: &Order, nth: i32) -> i64 {
    (0..nth).fold(order.month, |month, _| month * 106 / 100)
}

/// Every installment up to the day of the book, and the next in the same term.
fn dues(order: &Order, as_of: Day) -> Vec<Due> {
    let mut dues = Vec::new();
    let every = i32::try_from(12 / order.installments).unwrap_or(12);
    let mut nth = 0;
    loop {
        let start = order.cover_from.plus_months(12 * nth);
        if nth > 0 && start > as_of {
            return dues;
        }
        for months in (0..12).step_by(usize::try_from(every).unwrap_or(12)) {
            let on = start.plus_months(months);
            let state = if on < as_of { DueState::Paid } else { DueState::Open };
            dues.push(Due {
                on,
                cents: month(order, nth) * i64::from(every),
                state,
            });
            if state == DueState::Open {
                return dues;
            }
        }
        nth += 1;
    }
}

/// Makes what is due fit the way the policy ends, and gives the last day of cover where that is past.
fn settle(m: &mut Making, order: &Order, dues: &mut Vec<Due>) -> Option<Day> {
    let as_of = m.world.as_of;
    match order.ending {
        Ending::InForce | Ending::Pending => None,
        Ending::CancelPending => {
            dues.retain(|due| due.state == DueState::Paid);
            None
        }
        Ending::Delinquent => {
            if let Some(due) = dues.iter_mut().rev().find(|due| due.state == DueState::Paid)
                && due.on.days_until(as_of) < GRACE_DAYS
            {
                due.state = DueState::Late;
            }
            None
        }
        Ending::Lapsed => {
            // Never the first: without it there would have been no cover.
            let missed: Vec<usize> = (1..dues.len()).filter(|due| dues[*due].on.days_until(as_of) > GRACE_DAYS + 2).collect();
            if missed.is_empty() {
                return None;
            }
            let missed = *m.dice.pick(&missed);
            dues.truncate(missed + 1);
            dues[missed].state = DueState::Late;
            Some(dues[missed].on.plus_days(GRACE_DAYS - 1))
        }
        Ending::Cancelled(last_day) => {
            dues.retain(|due| due.on <= last_day && due.state == DueState::Paid);
            Some(last_day)
        }
    }
}

/// The policy years up to a day.
fn terms<'w>(m: &mut Making<'w>, policy: Uuid, order: &Order, until: Day) -> Vec<TermMade<'w>> {
    let world = m.world;
    let mut terms = Vec::new();
    for nth in 0.. {
        let starts_on = order.cover_from.plus_months(12 * nth);
        if starts_on > until {
            break;
        }
        let version = world.plans[order.plan].on(starts_on);
        let made = TermMade {
            id: m.dice.id(),
            starts_on,
            ends_on: order.cover_from.plus_months(12 * (nth + 1)).plus_days(-1),
            limit: order.limit,
            deductible: order.deductible,
            rate: order.rate,
            plan: &version.terms,
        };
        m.batch.terms.push(Term {
            id: made.id,
            policy_id: policy,
            plan_version_id: version.id,
            starts_on,
            ends_on: made.ends_on,
            annual_limit_cents: made.limit,
            deductible_cents: made.deductible,
            rate_percent: made.rate,
            premium_cents: 12 * month(order, nth),
            installments: order.installments,
            currency: USD,
        });
        terms.push(made);
    }
    terms
}

/// The flags of a policy, from the first day to the day of the book.
fn stand(m: &mut Making, policy: Uuid, order: &Order, dues: &[Due], last_day: Option<Day>) {
    let as_of = m.world.as_of;
    let first = order.cover_from;
    let late = dues.iter().find(|due| due.state == DueState::Late).map(|due| due.on.plus_days(1));
    let mut up = |flag, from_on, to_on| {
        m.batch.standings.push(Standing {
            id: m.dice.id(),
            policy_id: policy,
            flag,
            from_on,
            to_on,
        });
    };
    if order.ending == Ending::Pending {
        up(Flag::Pending, as_of.plus_days(-2), None);
        return;
    }
    up(Flag::InForce, first, last_day);
    if let Some(late) = late {
        up(Flag::Delinquent, late, last_day);
    }
    match (order.ending, last_day) {
        (Ending::Lapsed, Some(last_day)) => up(Flag::Lapsed, last_day.plus_days(1), None),
        (Ending::Cancelled(_), Some(last_day)) => up(Flag::Cancelled, last_day.plus_days(1), None),
        (Ending::CancelPending, _) => up(Flag::CancelPending, as_of.plus_days(-3).max(first), None),
        _ => {}
    }
}
