//! What is said of trouble with a bill: a sentence for what happened, for what comes next, and for what to do.

use super::model::{Happened, Next, Now, Trouble};
use crate::billing::model::Failure;
use crate::day::Day;
use crate::money::Money;
use crate::texts::Lang;
use crate::ui::day_soon;

/// Why money did not move, after a colon.
pub fn why(l: Lang, why: Failure) -> &'static str {
    match why {
        Failure::NoFunds => l.billing_why_no_funds(),
        Failure::Expired => l.billing_why_expired(),
        Failure::Mistyped => l.billing_why_mistyped(),
        Failure::Declined => l.billing_why_declined(),
        Failure::DeclinedForGood => l.billing_why_declined_for_good(),
        Failure::NotConfirmed => l.billing_why_not_confirmed(),
        Failure::NoAccount => l.billing_why_no_account(),
        Failure::NotAllowed => l.billing_why_not_allowed(),
        Failure::Trouble => l.billing_why_trouble(),
    }
}

/// What happened.
pub fn happened(l: Lang, happened: &Happened, amount: Money, today: Day) -> String {
    let near = |day: &Day| day_soon(l, *day, today);
    match happened {
        Happened::Failed { why: reason, by, on } if by.is_empty() => l.billing_happened_failed_somehow(amount, near(on), why(l, *reason)),
        Happened::Failed { why: reason, by, on } => l.billing_happened_failed(amount, by, near(on), why(l, *reason)),
        Happened::Returned { why: reason, by, on } => l.billing_happened_returned(amount, by, near(on), why(l, *reason)),
        Happened::Late { since } => l.billing_happened_late(amount, near(since)),
        Happened::NotKnown => l.billing_happened_not_known(amount),
        Happened::Lapsed { on } => l.billing_happened_lapsed(amount, near(on)),
    }
}

/// What will happen, and when.
pub fn next(l: Lang, trouble: &Trouble, today: Day) -> String {
    let near = |day: &Day| day_soon(l, *day, today);
    let first = match &trouble.next {
        Next::OnItsWay { by: Some(day) } => l.billing_next_on_its_way(near(day)),
        Next::OnItsWay { by: None } => l.billing_next_finding_out().to_owned(),
        Next::Retry { on } => l.billing_next_retry(near(on)),
        Next::CoverEnds { on } => l.billing_next_cover_ends(near(on)),
        Next::CoverGoesOn => l.billing_next_cover_goes_on().to_owned(),
        Next::Reinstatement { until } => l.billing_next_reinstatement(near(until)),
        Next::Over => l.billing_next_over().to_owned(),
    };
    match &trouble.cover_ends {
        Some(on) => format!("{first} {}", l.billing_next_cover_ends(near(on))),
        None => first,
    }
}

/// What to do now.
pub fn now(l: Lang, now: Now) -> &'static str {
    match now {
        Now::Wait => l.billing_now_wait(),
        Now::Pay => l.billing_now_pay(),
        Now::AnotherMethod => l.billing_now_another_method(),
        Now::Reinstate => l.billing_now_reinstate(),
        Now::Call => l.billing_now_call(),
    }
}
