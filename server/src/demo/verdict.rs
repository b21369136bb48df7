//! Decisions, one after the other through a term, and the payouts they cause.

use app::billing::model::PayoutState;
use app::claims::model::EventKind;
use app::claims::rules::instant::{Circumstances, Reading, instant};
use app::claims::rules::{self, Instant, LineCondition, LineIn, Outcome, PetHistory, RuleVersion, Taken, Used, adjudicate};
use app::day::{Day, Moment};
use serde_json::json;
use uuid::Uuid;

use super::claims::Filing;
use super::cover::{Cover, TermMade};
use super::homes::Home;
use super::rows::{Assessment, Decision, DecisionLine, Payout};
use super::story::{Course, RULES_LIMIT, office_hours};
use super::world::{Bill, Making, USD, business_days_later, category};

/// What each claim of a policy took of its term, while they are decided one after the other.
pub(super) struct Books<'a, 'w> {
    cover: &'a Cover<'w>,
    taken: Vec<(Uuid, Taken)>,
}

/// What the decision of a bill rests on.
pub(super) fn inputs(term: &TermMade, cover: &Cover, bill: &Bill, visit_on: Day, filed_on: Day, used: Used) -> rules::Inputs {
    let condition = bill.visit.condition;
    let lines = bill.lines.iter().map(|line| LineIn {
        category: category(line),
        condition: LineCondition {
            code: Some(condition.code.to_owned()),
            kind: condition.kind,
            side: None,
        },
        cents: line.cents,
        ruled: None,
    });
    rules::Inputs {
        version: RuleVersion::CURRENT,
        visit_on,
        filed_on,
        total_cents: bill.total(),
        cover: rules::Cover {
            cover_from: cover.cover_from,
            starts_on: term.starts_on,
            ends_on: term.ends_on,
            gaps: cover.ended_on.map(|last| (last.plus_days(1), None)).into_iter().collect(),
            annual_limit_cents: term.limit,
            deductible_cents: term.deductible,
            rate_percent: term.rate,
            plan: term.plan.clone(),
        },
        used,
        pet: PetHistory {
            known: Vec::new(),
            excluded: cover.excluded.map(str::to_owned).into_iter().collect(),
        },
        lines: lines.collect(),
    }
}

/// What the machine knew of a claim beside that.
fn about(filing: &Filing) -> Circumstances {
    let reading = if filing.confirmed() {
        Reading::Confirmed { date: None, total_cents: None }
    } else {
        Reading::None
    };
    Circumstances {
        reading,
        up_to_cents: RULES_LIMIT,
        twice: false,
        signs: Vec::new(),
    }
}

/// Keeps what the machine found when a claim came in that a person then took.
pub(super) fn look(m: &mut Making, claim: Uuid, cover: &Cover, term: &TermMade, filing: &Filing, filed_on: Day) {
    let inputs = inputs(term, cover, filing.bill, filing.visit_on, filed_on, Used::default());
    let about = about(filing);
    if let Instant::ForAPerson(why) = instant(&inputs, about.clone()) {
        m.batch.assessments.push(Assessment {
            id: m.dice.id(),
            claim_id: claim,
            at: filing.story.submitted_at,
            rule_version: inputs.version,
            inputs: json!(inputs).to_string(),
            about: json!(about).to_string(),
            why: json!(why).to_string(),
        });
    }
}

/// A decision with what followed from it.
pub(super) struct Verdict {
    decided_at: i64,
    decided_by: Option<Uuid>,
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
        Books { cover, taken: Vec::new() }
    }

    /// Decides what is to be decided, in the order of the decisions. A claim that is not clear goes to a person.
    pub fn decide_all(mut self, m: &mut Making, home: &Home, filings: &mut [Filing]) -> Vec<Option<Verdict>> {
        let mut verdicts: Vec<Option<Verdict>> = filings.iter().map(|_| None).collect();
        loop {
            let undecided = (0..filings.len()).filter(|i| verdicts[*i].is_none());
            let next = undecided.filter_map(|i| Some((filings[i].story.decided_at?, i))).min();
            let Some((decided_at, i)) = next else { return verdicts };
            let filing = &mut filings[i];
            let Some(term) = self.cover.term_of(filing.visit_on) else {
                filing.story.decided_at = None;
                continue;
            };
            let filed_on = Moment::local(filing.story.submitted_at, home.place.time_zone).day;
            let used = Used::by(self.taken.iter().map(|(of, taken)| (*of == term.id, taken)));
            let inputs = inputs(term, self.cover, filing.bill, filing.visit_on, filed_on, used);
            let by_rules = filing.story.course == Course::Rules;
            if by_rules && !matches!(instant(&inputs, about(filing)), Instant::Pay(_)) {
                filing.story = filing.story.by_staff(m, home.place.time_zone);
                continue;
            }
            let outcome = adjudicate(&inputs);
            self.taken.push((term.id, outcome.taken.clone()));
            let mut verdict = Verdict {
                decided_at,
                decided_by: (!by_rules).then_some(filing.story.adjuster),
                inputs: json!(inputs).to_string(),
                outcome,
                payout: None,
                events: vec![(decided_at, EventKind::Decided)],
            };
            verdict.pay(m, home);
            verdicts[i] = Some(verdict);
        }
    }
}

impl Verdict {
    /// Sends the money, as far as it has come by the day of the book.
    fn pay(&mut self, m: &mut Making, home: &Home) {
        if self.outcome.payable_cents == 0 {
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
            eligible_cents: self.outcome.eligible_cents,
            deductible_cents: self.outcome.deductible_cents,
            payable_cents: self.outcome.payable_cents,
            limit_cents: self.outcome.taken.limit_cents,
            taken: json!(self.outcome.taken).to_string(),
            rule_version: self.outcome.version,
            inputs: self.inputs,
            decided_at: self.decided_at,
            decided_by: self.decided_by,
        });
        for (line, out) in lines.iter().zip(&self.outcome.lines) {
            m.batch.decision_lines.push(DecisionLine {
                id: m.dice.id(),
                decision_id: decision,
                claim_line_id: *line,
                eligible_cents: out.eligible_cents,
                reason_code: out.reason,
                payable_cents: out.payable_cents,
            });
        }
        if let Some(payout) = self.payout {
            m.batch.payouts.push(Payout {
                id: m.dice.id(),
                claim_id: claim,
                household_id: home.id,
                amount_cents: self.outcome.payable_cents,
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
