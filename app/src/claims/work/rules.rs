//! What a person's decision must bring with it: pure, for browser and server.

use super::model::{Evidence, Urgency, Verdict};
use crate::claims::model::{ClaimState, LineReason};
use crate::claims::rules::{Inputs, Outcome, adjudicate, first_day};
use crate::day::Day;

/// What a line still lacks before it can be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// Nobody has said what the line is: the rules cannot decide it, and a person has not.
    Category,
    /// A reason for what is not covered.
    Reason,
    /// Why it is decided otherwise than the rules say.
    Why,
    /// A page or record that shows it.
    Evidence,
    /// A record from before cover began: nothing else shows that something was there before.
    Record,
}

/// What a decided line rests on, where it is not paid in full or not as the rules say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// Its place among the lines.
    pub line: usize,
    /// What the rules alone would cover, in cents.
    pub rules_eligible_cents: i64,
    /// Why they would not cover more.
    pub rules_reason: Option<LineReason>,
    /// The clause for what is not covered.
    pub clause: Option<&'static str>,
    /// Why otherwise than the rules.
    pub why: Option<String>,
    /// What shows it.
    pub evidence: Option<Evidence>,
}

/// A decision that has all it needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ready {
    /// What it rests on: the claim's inputs with the rulings.
    pub inputs: Inputs,
    /// What comes out.
    pub outcome: Outcome,
    /// What the lines rest on.
    pub grounds: Vec<Ground>,
}

/// The inputs with what somebody rules; lines beyond those there are do not count.
pub fn ruled(inputs: &Inputs, verdict: &Verdict) -> Inputs {
    let mut inputs = inputs.clone();
    for (line, said) in inputs.lines.iter_mut().zip(&verdict.lines) {
        line.ruled = said.ruling;
    }
    inputs
}

/// Whether a line's reason says that something was there before cover began: such a denial is ours to prove.
pub fn needs_record(reason: LineReason) -> bool {
    matches!(reason, LineReason::PreExisting | LineReason::Bilateral)
}

/// Checks that a decision brings what each line needs. `records` are those of the animal: id, and the day from which each shows something.
///
/// # Errors
/// What each line lacks, by its place.
pub fn ready(inputs: &Inputs, verdict: &Verdict, records: &[(String, Day)]) -> Result<Ready, Vec<(usize, Lack)>> {
    let by_rules = adjudicate(&ruled(inputs, &Verdict::default()));
    let inputs = ruled(inputs, verdict);
    let outcome = adjudicate(&inputs);
    let (mut lacks, mut grounds) = (Vec::new(), Vec::new());
    for (nth, line) in outcome.lines.iter().enumerate() {
        let said = verdict.lines.get(nth).cloned().unwrap_or_default();
        let rules = by_rules.lines[nth];
        let otherwise = said.ruling.is_some() && (line.eligible_cents, line.reason) != (rules.eligible_cents, rules.reason);
        let mut lack = |lack| lacks.push((nth, lack));
        if line.reason == Some(LineReason::Unclear) {
            lack(Lack::Category);
            continue;
        }
        let ruled_less = said.ruling.is_some_and(|ruling| ruling.eligible_cents != line.submitted_cents);
        if ruled_less && line.reason.is_none() {
            lack(Lack::Reason);
            continue;
        }
        if otherwise && said.why.as_deref().is_none_or(|why| why.trim().is_empty()) {
            lack(Lack::Why);
        }
        if let Some(reason) = line.reason {
            let first = first_day(inputs.lines[nth].condition.kind, &inputs);
            let shows = |id: &String| records.iter().any(|(record, noted_on)| record == id && *noted_on < first);
            match &said.evidence {
                Some(Evidence::Record(id)) if needs_record(reason) && shows(id) => {}
                _ if needs_record(reason) => lack(Lack::Record),
                None => lack(Lack::Evidence),
                Some(_) => {}
            }
        }
        if otherwise || line.reason.is_some() {
            grounds.push(Ground {
                line: nth,
                rules_eligible_cents: rules.eligible_cents,
                rules_reason: rules.reason,
                clause: line.reason.map(LineReason::clause),
                why: said.why.filter(|_| otherwise),
                evidence: said.evidence,
            });
        }
    }
    if lacks.is_empty() {
        Ok(Ready { inputs, outcome, grounds })
    } else {
        Err(lacks)
    }
}

/// Whether a decision wants a second person: it pays, or refuses, more than the deployment lets one person decide (cents).
pub fn wants_second(outcome: &Outcome, above_cents: i64) -> bool {
    outcome.payable_cents.max(outcome.submitted_cents - outcome.eligible_cents) > above_cents
}

/// How near a clock is at an instant; instants in UTC milliseconds.
pub fn urgency(state: ClaimState, half_at: Option<i64>, due_at: Option<i64>, now: i64) -> Urgency {
    match (half_at, due_at) {
        _ if !state.clock_runs() => Urgency::Rests,
        (_, Some(due)) if due <= now => Urgency::Over,
        (Some(half), _) if half <= now => Urgency::Half,
        _ => Urgency::Calm,
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use proptest::prelude::*;

    use super::super::model::LineVerdict;
    use super::*;
    use crate::claims::model::LineCategory;
    use crate::claims::rules::Ruling;
    use crate::claims::rules::tests::{day, line, with_lines};
    use crate::ids::PageId;

    fn two_lines() -> Inputs {
        with_lines(vec![line(LineCategory::Treatment, 40_000), line(LineCategory::Cosmetic, 1_800)])
    }

    fn page() -> Option<Evidence> {
        Some(Evidence::Page(PageId("page".into())))
    }

    fn said(first: LineVerdict, second: LineVerdict) -> Verdict {
        Verdict {
            lines: vec![first, second],
            answer: None,
        }
    }

    fn refuse(reason: LineReason, evidence: Option<Evidence>) -> LineVerdict {
        LineVerdict {
            ruling: Some(Ruling {
                eligible_cents: 0,
                reason: Some(reason),
            }),
            why: Some("The record says so.".into()),
            evidence,
        }
    }

    fn as_rules(evidence: Option<Evidence>) -> LineVerdict {
        LineVerdict {
            evidence,
            ..LineVerdict::default()
        }
    }

    #[test]
    fn what_is_not_covered_needs_a_page_or_record_even_where_the_rules_say_so() {
        let inputs = two_lines();
        assert_eq!(ready(&inputs, &Verdict::default(), &[]).map(drop), Err(vec![(1, Lack::Evidence)]));
        let ready = ready(&inputs, &said(LineVerdict::default(), as_rules(page())), &[]).expect("ready");
        assert_eq!(ready.outcome, adjudicate(&inputs), "nothing was ruled");
        let ground = &ready.grounds[0];
        assert_eq!(
            (ready.grounds.len(), ground.line, ground.clause, ground.why.as_deref()),
            (1, 1, Some("3.4"), None)
        );
    }

    #[test]
    fn an_override_asks_why_and_a_reason_where_it_refuses() {
        let inputs = two_lines();
        let pay = |why: Option<&str>| LineVerdict {
            ruling: Some(Ruling {
                eligible_cents: 1_800,
                reason: None,
            }),
            why: why.map(str::to_owned),
            evidence: None,
        };
        assert_eq!(
            ready(&inputs, &said(LineVerdict::default(), pay(None)), &[]).map(drop),
            Err(vec![(1, Lack::Why)])
        );
        assert_eq!(
            ready(&inputs, &said(LineVerdict::default(), pay(Some("  "))), &[]).map(drop),
            Err(vec![(1, Lack::Why)])
        );
        let done = ready(&inputs, &said(LineVerdict::default(), pay(Some("Medically needed."))), &[]).expect("ready");
        assert_eq!((done.grounds[0].rules_reason, done.outcome.lines[1].reason), (Some(LineReason::Cosmetic), None));
        let part = LineVerdict {
            ruling: Some(Ruling {
                eligible_cents: 20_000,
                reason: None,
            }),
            why: Some("Half of it.".into()),
            evidence: page(),
        };
        assert_eq!(ready(&inputs, &said(part, as_rules(page())), &[]).map(drop), Err(vec![(0, Lack::Reason)]));
    }

    #[test]
    fn something_from_before_cover_needs_a_record_from_before_cover() {
        let inputs = two_lines();
        let records = [("early".to_owned(), day("2025-05-14")), ("late".to_owned(), day("2025-05-15"))];
        let with = |evidence| ready(&inputs, &said(refuse(LineReason::PreExisting, evidence), as_rules(page())), &records).map(drop);
        assert_eq!(with(page()), Err(vec![(0, Lack::Record)]));
        assert_eq!(with(None), Err(vec![(0, Lack::Record)]));
        assert_eq!(with(Some(Evidence::Record("other".into()))), Err(vec![(0, Lack::Record)]), "another animal's");
        assert_eq!(
            with(Some(Evidence::Record("late".into()))),
            Err(vec![(0, Lack::Record)]),
            "cover had begun: illness waits for 14 days"
        );
        assert_eq!(with(Some(Evidence::Record("early".into()))), Ok(()));
    }

    #[test]
    fn a_line_of_which_nobody_knows_what_it_is_cannot_be_decided_by_the_rules() {
        let inputs = with_lines(vec![line(LineCategory::Unclear, 10_000)]);
        assert_eq!(ready(&inputs, &Verdict::default(), &[]).map(drop), Err(vec![(0, Lack::Category)]));
    }

    #[test]
    fn a_large_payment_and_a_large_refusal_want_a_second_person() {
        let mut inputs = with_lines(vec![line(LineCategory::Treatment, 400_000)]);
        let paid = adjudicate(&inputs);
        assert_eq!(paid.payable_cents, 300_000);
        assert!(wants_second(&paid, 299_999) && !wants_second(&paid, 300_000));
        inputs.lines[0].category = LineCategory::Cosmetic;
        let refused = adjudicate(&inputs);
        assert_eq!(refused.payable_cents, 0);
        assert!(wants_second(&refused, 399_999) && !wants_second(&refused, 400_000));
    }

    #[test]
    fn a_claim_is_urgent_only_while_its_clock_runs() {
        let at = |state, now| urgency(state, Some(50), Some(100), now);
        for (now, says) in [(49, Urgency::Calm), (50, Urgency::Half), (99, Urgency::Half), (100, Urgency::Over)] {
            assert_eq!(at(ClaimState::InReview, now), says);
            assert_eq!(at(ClaimState::WaitingForYou, now), Urgency::Rests);
        }
    }

    proptest! {
        #[test]
        fn nothing_is_refused_without_clause_and_evidence(cents in proptest::collection::vec((1_i64..500_000, 0_usize..4, any::<bool>()), 1..6)) {
            let kinds = [LineCategory::Treatment, LineCategory::Cosmetic, LineCategory::Exam, LineCategory::Food];
            let inputs = with_lines(cents.iter().map(|(cents, kind, _)| line(kinds[*kind], *cents)).collect());
            let lines = cents.iter().map(|(_, _, shown)| as_rules(if *shown { page() } else { None })).collect();
            match ready(&inputs, &Verdict { lines, answer: None }, &[]) {
                Ok(ready) => {
                    for (nth, line) in ready.outcome.lines.iter().enumerate() {
                        let ground = ready.grounds.iter().find(|ground| ground.line == nth);
                        prop_assert_eq!(line.reason.is_some(), ground.is_some_and(|ground| ground.clause.is_some() && ground.evidence.is_some()));
                    }
                }
                Err(lacks) => {
                    let outcome = adjudicate(&inputs);
                    prop_assert!(lacks.iter().all(|(nth, lack)| *lack == Lack::Evidence && outcome.lines[*nth].reason.is_some() && !cents[*nth].2));
                }
            }
        }
    }
}
