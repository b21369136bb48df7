//! Pure decisions about bills that were not paid: what is tried again and when, when cover ends, and what is said of it.

use super::model::{Happened, Next, Now, Trouble};
use crate::billing::model::Failure;
use crate::billing::terms::{Lapse, Terms};
use crate::day::Day;

/// A debit from a bank that found no money may be shown twice more (Nacha), this many days after.
const BANK_RETRY_DAYS: [i32; 2] = [3, 8];

/// Whether the same method may be tried again. A bank that said no for good is never asked again, nor is a card that cannot work.
pub fn may_retry(why: Failure, by_bank: bool) -> bool {
    match why {
        Failure::NoFunds | Failure::Trouble => true,
        Failure::Declined => !by_bank,
        Failure::Expired | Failure::Mistyped | Failure::DeclinedForGood | Failure::NotConfirmed | Failure::NoAccount | Failure::NotAllowed => false,
    }
}

/// The days on which what failed on a day is tried again.
pub fn retries(why: Failure, by_bank: bool, failed_on: Day, terms: &Terms) -> Vec<Day> {
    if !may_retry(why, by_bank) {
        return Vec::new();
    }
    let days: &[i32] = if by_bank { &BANK_RETRY_DAYS } else { &terms.retry_days };
    days.iter().map(|days| failed_on.plus_days(*days)).collect()
}

/// The day on which the notice goes that cover will end: late enough that it ends with the grace, and never before today.
pub fn notice_on(due_on: Day, lapse: Lapse, today: Day) -> Day {
    due_on.plus_days(lapse.grace_days - lapse.notice_days).max(today)
}

/// The first day without cover, when the notice went on a day.
pub fn lapse_on(due_on: Day, lapse: Lapse, noticed_on: Day) -> Day {
    due_on.plus_days(lapse.grace_days).max(noticed_on.plus_days(lapse.notice_days))
}

/// The last day on which paying brings cover back.
pub fn reinstate_until(lapsed_on: Day, lapse: Lapse) -> Day {
    lapsed_on.plus_days(lapse.reinstate_days)
}

/// How the last payment of a bill stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Last {
    /// There was none, or it arrived.
    None,
    /// The gateway has not said what became of it.
    NotKnown,
    /// A bank works on it.
    OnItsWay {
        /// Until when it should be here.
        by: Option<Day>,
    },
    /// It did not go through, or was taken back.
    Failed {
        /// Why.
        why: Failure,
        /// By what.
        by: String,
        /// When.
        on: Day,
        /// Whether it had arrived.
        returned: bool,
    },
}

/// What is known of a bill that is not paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The day by which it is to be paid.
    pub due_on: Day,
    /// Its last payment.
    pub last: Last,
    /// The next retry that is planned.
    pub retry_on: Option<Day>,
    /// The first day without cover, where the notice has gone.
    pub cover_ends: Option<Day>,
    /// Since when there is no cover.
    pub lapsed_on: Option<Day>,
    /// Until when paying brings it back.
    pub reinstate_until: Option<Day>,
    /// Whether there is a method that can be used and is not the one that failed for good.
    pub has_method: bool,
}

/// What is wrong with a bill, for its household. `None`: nothing is.
pub fn trouble(known: &Known, today: Day) -> Option<Trouble> {
    let late = known.due_on < today;
    let happened = match (&known.last, known.lapsed_on) {
        (Last::NotKnown, _) => Happened::NotKnown,
        (Last::Failed { why, by, on, returned: true }, None) => Happened::Returned {
            why: *why,
            by: by.clone(),
            on: *on,
        },
        (Last::Failed { why, by, on, returned: false }, None) => Happened::Failed {
            why: *why,
            by: by.clone(),
            on: *on,
        },
        (_, Some(on)) => Happened::Lapsed { on },
        (_, None) if late => Happened::Late { since: known.due_on },
        _ => return None,
    };
    let next = match (&known.last, known.lapsed_on, known.reinstate_until) {
        (Last::OnItsWay { by }, ..) => Next::OnItsWay { by: *by },
        (Last::NotKnown, ..) => Next::OnItsWay { by: None },
        (_, Some(_), Some(until)) if today <= until => Next::Reinstatement { until },
        (_, Some(_), _) => Next::Over,
        _ => match (known.retry_on, known.cover_ends) {
            (Some(on), _) => Next::Retry { on },
            (None, Some(on)) => Next::CoverEnds { on },
            (None, None) => Next::CoverGoesOn,
        },
    };
    let hard = matches!(&known.last, Last::Failed { why, .. } if !may_retry(*why, false));
    let now = match next {
        Next::OnItsWay { .. } => vec![Now::Wait],
        Next::Reinstatement { .. } if hard || !known.has_method => vec![Now::AnotherMethod, Now::Reinstate],
        Next::Reinstatement { .. } => vec![Now::Reinstate, Now::AnotherMethod],
        Next::Over => vec![Now::Call],
        _ if hard || !known.has_method => vec![Now::AnotherMethod, Now::Pay],
        _ => vec![Now::Pay, Now::AnotherMethod],
    };
    Some(Trouble {
        happened,
        cover_ends: known.cover_ends.filter(|on| known.lapsed_on.is_none() && next != Next::CoverEnds { on: *on }),
        next,
        now,
    })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WHY: [Failure; 9] = [
        Failure::NoFunds,
        Failure::Expired,
        Failure::Mistyped,
        Failure::Declined,
        Failure::DeclinedForGood,
        Failure::NotConfirmed,
        Failure::NoAccount,
        Failure::NotAllowed,
        Failure::Trouble,
    ];

    fn day(text: &str) -> Day {
        Day::parse_iso(text).expect("a date")
    }

    fn known() -> Known {
        Known {
            due_on: day("2026-11-20"),
            last: Last::None,
            retry_on: None,
            cover_ends: None,
            lapsed_on: None,
            reinstate_until: None,
            has_method: true,
        }
    }

    fn failed(why: Failure) -> Last {
        Last::Failed {
            why,
            by: "Visa ending 4242".into(),
            on: day("2026-11-20"),
            returned: false,
        }
    }

    #[test]
    fn what_may_pass_is_tried_eight_times_in_two_weeks_and_what_will_not_never() {
        let terms = Terms::default();
        let on = day("2026-11-20");
        let days = retries(Failure::NoFunds, false, on, &terms);
        assert_eq!((days.len(), days[0], days[7]), (8, on.plus_days(1), on.plus_days(14)));
        for why in [Failure::DeclinedForGood, Failure::Expired, Failure::NoAccount, Failure::NotAllowed] {
            assert!(retries(why, false, on, &terms).is_empty() && retries(why, true, on, &terms).is_empty(), "{why}");
        }
        assert_eq!(retries(Failure::NoFunds, true, on, &terms).len(), 2, "a bank is shown a debit twice more");
    }

    #[test]
    fn a_bill_that_is_not_due_yet_is_no_trouble() {
        assert_eq!(trouble(&known(), day("2026-11-20")), None);
        let late = trouble(&known(), day("2026-11-21")).expect("trouble");
        assert_eq!((late.happened, late.next), (Happened::Late { since: day("2026-11-20") }, Next::CoverGoesOn));
    }

    #[test]
    fn a_card_that_will_not_work_again_asks_for_another_first() {
        let today = day("2026-11-22");
        let hard = trouble(
            &Known {
                last: failed(Failure::Expired),
                ..known()
            },
            today,
        )
        .expect("trouble");
        assert_eq!(hard.now, [Now::AnotherMethod, Now::Pay]);
        let soft = Known {
            last: failed(Failure::NoFunds),
            retry_on: Some(today),
            cover_ends: Some(day("2026-12-21")),
            ..known()
        };
        let soft = trouble(&soft, today).expect("trouble");
        assert_eq!((soft.next, soft.cover_ends), (Next::Retry { on: today }, Some(day("2026-12-21"))));
        assert_eq!(soft.now[0], Now::Pay);
    }

    #[test]
    fn cover_comes_back_by_paying_until_the_last_day_for_it() {
        let lapsed = Known {
            lapsed_on: Some(day("2026-12-21")),
            reinstate_until: Some(day("2027-01-20")),
            ..known()
        };
        let on = |today| trouble(&lapsed, day(today)).expect("trouble");
        assert_eq!(on("2027-01-20").now[0], Now::Reinstate);
        assert_eq!((on("2027-01-21").next, on("2027-01-21").now), (Next::Over, vec![Now::Call]));
    }

    proptest! {
        #[test]
        fn cover_never_ends_before_grace_and_notice_have_run(grace in 0_i32..90, notice in 0_i32..90, late in 0_i32..120, slow in 0_i32..30) {
            let (due, lapse) = (day("2026-11-20"), Lapse { grace_days: grace, notice_days: notice, reinstate_days: 30 });
            let today = due.plus_days(late);
            let planned = notice_on(due, lapse, today);
            prop_assert!(planned >= today);
            let noticed = planned.plus_days(slow);
            let ends = lapse_on(due, lapse, noticed);
            prop_assert!(due.days_until(ends) >= grace && noticed.days_until(ends) >= notice);
            prop_assert!(ends == due.plus_days(grace) || ends == noticed.plus_days(notice), "and not later than it must");
        }

        #[test]
        fn whatever_is_wrong_there_is_something_to_do(
            why in prop::sample::select(WHY.to_vec()), kind in 0..4, retry: bool, ends: bool, lapsed: bool, may: bool, has_method: bool, days in -3_i32..60,
        ) {
            let today = day("2026-11-20").plus_days(days);
            let last = match kind {
                0 => Last::None,
                1 => Last::NotKnown,
                2 => Last::OnItsWay { by: Some(today) },
                _ => failed(why),
            };
            let known = Known {
                last,
                retry_on: retry.then_some(today),
                cover_ends: ends.then_some(today.plus_days(9)),
                lapsed_on: lapsed.then_some(today),
                reinstate_until: may.then_some(today),
                has_method,
                ..known()
            };
            match trouble(&known, today) {
                Some(trouble) => prop_assert!(!trouble.now.is_empty()),
                None => prop_assert!(days <= 0 && !lapsed && kind != 1 && kind != 3),
            }
        }
    }
}
