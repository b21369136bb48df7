//! Decisions, one after the other through a term, and the payouts they cause.

use std::collections::HashMap;

use app::billing::model::PayoutState;
use app::claims::model::EventKind;
use app::day::{Day, Moment};
use serde_json::json;
use uuid::Uuid;

use super::claims::Filing;
use super::cover::{Cover, TermMade};
use super::decide::{Left, Outcome, decide};
use super::facts::Item;
use super::homes::Home;
use super::rows::{Decision, DecisionLine, Payout};
use super::story::{Course, office_hours};
use super::world::{Making, USD, business_days_later, category};

/// Which rules decided.
const RULE_VERSION: &str = "seed-2026.11";

/// What is left in each term of a policy while its claims are decided.
pub(super) struct Books<'a, 'w> {
    cover: &'a Cover<'w>,
    left: HashMap<Uuid, Left>,
}

/// A decision with what followed from it.
pub(super) struct Verdict {
    decided_at: i64,
    decided_by: Option<Uuid>,
    reasons: Vec<Option<&'static str>>,
    covered: Vec<i64>,
    outcome: Outcome,
    inputs: String,
    payout: Option<Sent>,
    /// Decided, and what came after it.
    pub events: Vec<(i64, EventKind)>,
}

struct Sent {
    state: PayoutState,
    arrives_by: Day,
    arrived_at: Option<i64>,
}

impl<'a, 'w> Books<'a, 'w> {
    /// Books in which nothing was used yet.
    pub fn new(cover: &'a Cover<'w>) -> Books<'a, 'w> {
        let left = cover.terms.iter().map(|term| {
            let left = Left {
                limit: term.limit,
                deductible: term.deductible,
                rate: term.rate,
            };
            (term.id, left)
        });
        Books { cover, left: left.collect() }
    }

    /// Decides what is to be decided, in the order of the decisions. A claim for which the rules find nothing to pay goes to a person.
    pub fn decide_all(mut self, m: &mut Making, home: &Home, filings: &mut [Filing]) -> Vec<Option<Verdict>> {
        let mut verdicts: Vec<Option<Verdict>> = filings.iter().map(|_| None).collect();
        loop {
            let undecided = (0..filings.len()).filter(|i| verdicts[*i].is_none());
            let next = undecided.filter_map(|i| Some((filings[i].story.decided_at?, i))).min();
            let Some((decided_at, i)) = next else { return verdicts };
            let Some(term) = self.cover.term_of(filings[i].visit_on) else {
                filings[i].story.decided_at = None;
                continue;
            };
            let (reasons, covered) = self.judge(term, &filings[i]);
            let left = self.left.get(&term.id).copied().unwrap_or(Left {
                limit: 0,
                deductible: 0,
                rate: 0,
            });
            let outcome = decide(&covered, left);
            if filings[i].story.course == Course::Rules && (outcome.payable == 0 || reasons.iter().any(Option::is_some)) {
                filings[i].story = filings[i].story.by_staff(m, home.place.time_zone);
                continue;
            }
            self.left.insert(
                term.id,
                Left {
                    limit: left.limit - outcome.payable,
                    deductible: left.deductible - outcome.deductible,
                    ..left
                },
            );
            let inputs = json!({
                "annual_limit_cents": term.limit,
                "annual_limit_used_cents": term.limit - left.limit,
                "deductible_cents": term.deductible,
                "deductible_used_cents": term.deductible - left.deductible,
                "rate_percent": left.rate,
                "order": ["deductible", "rate", "limit"],
                "lines": filings[i].bill.lines.iter().zip(&covered).map(|(line, covered)| json!([line.cents, covered])).collect::<Vec<_>>(),
            });
            let story = &filings[i].story;
            let mut verdict = Verdict {
                decided_at,
                decided_by: (story.course != Course::Rules).then_some(story.adjuster),
                reasons,
                covered,
                outcome,
                inputs: inputs.to_string(),
                payout: None,
                events: vec![(decided_at, EventKind::Decided)],
            };
            verdict.pay(m, home);
            verdicts[i] = Some(verdict);
        }
    }

    /// For each line why it is not covered, and the amount that is.
    fn judge(&self, term: &TermMade, filing: &Filing) -> (Vec<Option<&'static str>>, Vec<i64>) {
        let against = term.reason_against(filing.bill, self.cover, filing.visit_on);
        let reasons: Vec<_> = filing
            .bill
            .lines
            .iter()
            .map(|line| {
                let category = category(line.item, filing.bill.visit.condition.kind);
                against.or(match (line.item, category) {
                    (Item::Cosmetic, _) => Some("cosmetic"),
                    (Item::Food, _) => Some("food"),
                    (_, Some(benefit)) if term.plan.benefits.contains(&benefit) => None,
                    _ => Some("not_in_plan"),
                })
            })
            .collect();
        let covered = filing.bill.lines.iter().zip(&reasons);
        let covered = covered.map(|(line, reason)| if reason.is_none() { line.cents } else { 0 }).collect();
        (reasons, covered)
    }
}

impl Verdict {
    /// Sends the money, as far as it has come by the day of the book.
    fn pay(&mut self, m: &mut Making, home: &Home) {
        if self.outcome.payable == 0 {
            return;
        }
        let zone = home.place.time_zone;
        let sent_at = office_hours(m, self.decided_at, 0, zone);
        let sent_on = Moment::local(sent_at, zone).day;
        let arrives_by = business_days_later(sent_on, 3);
        let arrived_at = business_days_later(sent_on, m.dice.days(1, 3)).at(6, 0, zone) + m.dice.between(0, 4 * 3_600_000);
        let now = m.world.now;
        let (is_sent, has_arrived) = (sent_at < now, arrived_at < now);
        if is_sent {
            self.events.push((sent_at, EventKind::PayoutSent));
        }
        if has_arrived {
            self.events.push((arrived_at, EventKind::PayoutArrived));
        }
        self.payout = Some(Sent {
            state: match (is_sent, has_arrived) {
                (false, _) => PayoutState::Approved,
                (true, false) => PayoutState::Sent,
                (true, true) => PayoutState::Arrived,
            },
            arrives_by,
            arrived_at: has_arrived.then_some(arrived_at),
        });
    }

    /// Writes the decision of a claim, its lines and the payout.
    pub fn write(self, m: &mut Making, home: &Home, claim: Uuid, lines: &[Uuid]) {
        let decision = m.dice.id();
        m.batch.decisions.push(Decision {
            id: decision,
            claim_id: claim,
            sequence: 1,
            eligible_cents: self.outcome.eligible,
            deductible_cents: self.outcome.deductible,
            payable_cents: self.outcome.payable,
            rule_version: RULE_VERSION,
            inputs: self.inputs,
            decided_at: self.decided_at,
            decided_by: self.decided_by,
        });
        for (i, line) in lines.iter().enumerate() {
            m.batch.decision_lines.push(DecisionLine {
                id: m.dice.id(),
                decision_id: decision,
                claim_line_id: *line,
                eligible_cents: self.covered[i],
                reason_code: self.reasons[i],
                payable_cents: self.outcome.lines[i],
            });
        }
        if let Some(payout) = self.payout {
            m.batch.payouts.push(Payout {
                id: m.dice.id(),
                claim_id: claim,
                household_id: home.id,
                amount_cents: self.outcome.payable,
                currency: USD,
                account: home.account.clone(),
                state: payout.state,
                approved_at: self.decided_at,
                arrives_by: payout.arrives_by,
                arrived_at: payout.arrived_at,
            });
        }
    }
}
