//! Claims: which visits happen, what becomes of them, and the rows they leave.

use app::claims::model::{ClaimState, EventKind};
use app::claims::rules::{Used, adjudicate};
use app::day::{Day, Moment};
use uuid::Uuid;

use super::cover::{Cover, TermMade};
use super::homes::{Animal, Home};
use super::rows::{Claim, ClaimEvent, ClaimLine, ClaimPage, Requirement, Task};
use super::story::{Course, Story};
use super::verdict::{self, Books};
use super::world::{Bill, Making, USD, business_days_later, category};

/// Business days from the claim to the day by which it is answered.
const ANSWER_DAYS: i32 = 15;
/// Days somebody has for what is missing.
const SUPPLY_DAYS: i32 = 14;

/// A claim that will be filed.
pub(super) struct Filing<'w> {
    pub bill: &'w Bill,
    pub visit_on: Day,
    /// What was typed when the condition was not found in the list.
    pub typed: Option<&'static str>,
    pub notes: &'static str,
    pub story: Story,
}

/// The visits of an animal while it was covered, each with its course.
pub(super) fn happen<'w>(m: &mut Making<'w>, home: &Home, animal: &Animal, cover: &Cover<'w>) -> Vec<Filing<'w>> {
    let world = m.world;
    let last = cover.ended_on.unwrap_or(world.as_of.plus_days(-1)).min(world.as_of.plus_days(-1));
    let days = cover.cover_from.days_until(last);
    if days < 1 {
        return Vec::new();
    }
    let fitting: Vec<&Bill> = world.pool.bills.iter().filter(|bill| bill.visit.happens_to(animal.breed.species)).collect();
    // One animal in ten is at the vet's three times as often as the others.
    let per_ten_thousand_days = match m.dice.below(10) {
        0 => 105,
        1..4 => 50,
        _ => 21,
    };
    let ten_thousandths = i64::from(days) * per_ten_thousand_days;
    let one_more = m.dice.between(0, 9_999) < ten_thousandths % 10_000;
    let count = ten_thousandths / 10_000 + i64::from(one_more);
    let mut visits: Vec<Day> = (0..count).map(|_| cover.cover_from.plus_days(m.dice.days(0, days))).collect();
    if cover.ended_on.is_none() && days > 40 && m.dice.percent(10) {
        visits.push(last.plus_days(-m.dice.days(0, 15)));
    }
    let mut filings: Vec<Filing> = visits
        .into_iter()
        .filter_map(|visit_on| {
            let bill = plausible(m, &fitting, cover, visit_on);
            let lag = m.dice.days(0, 12).min(m.dice.days(0, 25));
            let at = visit_on.plus_days(lag).at(8, 0, home.place.time_zone) + m.dice.between(0, 13 * 60 * 60 * 1000);
            (at < world.now).then(|| Filing {
                bill,
                visit_on,
                typed: if m.dice.percent(2) { Some(m.dice.pick::<&str>(&TYPED)) } else { None },
                notes: if m.dice.percent(70) { "" } else { m.dice.pick::<&str>(&NOTES) },
                story: Story::by_chance(m, at, home.place.time_zone, bill.total()),
            })
        })
        .collect();
    filings.sort_by_key(|filing| filing.story.submitted_at);
    filings
}

const TYPED: [&str; 5] = [
    "Not herself since the weekend",
    "Ate something in the park",
    "Keeps shaking one back leg",
    "Swollen on the left side",
    "Second opinion after the emergency clinic",
];

const NOTES: [&str; 8] = [
    "It began two days before the visit.",
    "First time this has happened.",
    "We go back for a recheck next week.",
    "The clinic can send the record if you need it.",
    "Second visit for the same problem.",
    "Please pay to my bank as before.",
    "Our usual vet was closed, so we went to the emergency clinic.",
    "All better now, thank you!",
];

/// A bill that the policy probably pays: most people know their plan and its waiting periods.
fn plausible<'w>(m: &mut Making<'w>, fitting: &[&'w Bill], cover: &Cover, visit_on: Day) -> &'w Bill {
    let mut bill = *m.dice.weighted(fitting, |bill| bill.visit.weight);
    for _ in 0..6 {
        let covered = cover.term_of(visit_on).is_some_and(|term| term.pays_for(bill, cover, visit_on));
        if covered || m.dice.percent(8) {
            break;
        }
        bill = *m.dice.weighted(fitting, |bill| bill.visit.weight);
    }
    bill
}

impl<'w> Cover<'w> {
    /// The term a day falls into.
    pub fn term_of(&self, day: Day) -> Option<&TermMade<'w>> {
        self.terms.iter().find(|term| term.starts_on <= day && day <= term.ends_on)
    }
}

impl TermMade<'_> {
    /// Whether the plan covers anything of a bill.
    pub fn pays_for(&self, bill: &Bill, cover: &Cover, visit_on: Day) -> bool {
        adjudicate(&verdict::inputs(self, cover, bill, visit_on, visit_on, Used::default())).eligible_cents > 0
    }
}

impl Filing<'_> {
    /// Whether the lines were read and confirmed: a page was not missing, and the condition was found.
    pub fn confirmed(&self) -> bool {
        self.typed.is_none() && self.story.missing.is_none()
    }
}

/// Writes the claims of a policy, oldest first, with decisions that follow each other through each term.
pub(super) fn file<'w>(m: &mut Making<'w>, home: &Home, pet: Uuid, cover: &Cover<'w>, mut filings: Vec<Filing<'w>>) {
    filings.retain(|filing| cover.term_of(filing.visit_on).is_some());
    let ids: Vec<(Uuid, Vec<Uuid>)> = filings
        .iter()
        .map(|filing| (m.dice.id(), filing.bill.lines.iter().map(|_| m.dice.id()).collect()))
        .collect();
    // Decided first: what a claim gets depends on those decided before it.
    let verdicts = Books::new(cover).decide_all(m, home, &mut filings);
    for ((filing, (claim, lines)), verdict) in filings.iter().zip(ids).zip(verdicts) {
        let Some(term) = cover.term_of(filing.visit_on) else { continue };
        let submitted_on = Moment::local(filing.story.submitted_at, home.place.time_zone).day;
        let answer_by = business_days_later(submitted_on, ANSWER_DAYS);
        let mut events = filing.story.events.clone();
        let number = m.numbers.claim();
        if let Some(verdict) = &verdict {
            events.extend(&verdict.events);
        }
        let state = state_after(&events);
        m.batch.claims.push(Claim {
            id: claim,
            number,
            household_id: home.id,
            pet_id: pet,
            policy_id: cover.policy,
            term_id: term.id,
            visit_on: filing.visit_on,
            condition_code: filing.typed.is_none().then_some(filing.bill.visit.condition.code),
            condition_text: filing.typed,
            total_cents: filing.bill.total(),
            currency: USD,
            notes: filing.notes,
            state,
            answer_by,
            submitted_at: filing.story.submitted_at,
            submitted_by: home.person,
            lines_confirmed: filing.confirmed(),
        });
        write_bill(m, claim, &lines, filing);
        if let Some(verdict) = verdict {
            verdict.write(m, home, claim, &lines);
        }
        if filing.story.course != Course::Rules {
            verdict::look(m, claim, cover, term, filing, submitted_on);
        }
        for (at, kind) in &events {
            let (actor_kind, actor_id) = actor(*kind, home, &filing.story);
            m.batch.events.push(ClaimEvent {
                id: m.dice.id(),
                claim_id: claim,
                at: *at,
                kind: *kind,
                actor_kind,
                actor_id,
            });
        }
        write_work(m, home, claim, filing, state, &events, answer_by);
    }
}

/// The state in which an event leaves a claim.
fn state_after(events: &[(i64, EventKind)]) -> ClaimState {
    events.iter().fold(ClaimState::Received, |state, (_, kind)| match kind {
        EventKind::Submitted => ClaimState::Received,
        EventKind::Routed => state,
        EventKind::ReviewBegun | EventKind::Supplied | EventKind::NotNeeded | EventKind::Appealed | EventKind::Reopened => ClaimState::InReview,
        EventKind::AskedYou | EventKind::SentBack | EventKind::VetSent => ClaimState::WaitingForYou,
        EventKind::AskedVet => ClaimState::WaitingForVet,
        EventKind::Decided | EventKind::PayoutSent | EventKind::PayoutReturned | EventKind::AppealTakenBack | EventKind::Upheld => ClaimState::Decided,
        EventKind::PayoutArrived => ClaimState::Paid,
        EventKind::Withdrawn => ClaimState::Withdrawn,
    })
}

fn actor(kind: EventKind, home: &Home, story: &Story) -> (&'static str, Option<Uuid>) {
    let by_rules = story.course == Course::Rules;
    match kind {
        EventKind::Submitted | EventKind::Withdrawn | EventKind::Appealed | EventKind::AppealTakenBack => ("policyholder", Some(home.person)),
        EventKind::Supplied if story.asked_of_policyholder() => ("policyholder", Some(home.person)),
        EventKind::Routed | EventKind::Supplied | EventKind::VetSent | EventKind::PayoutSent | EventKind::PayoutArrived | EventKind::PayoutReturned => {
            ("system", None)
        }
        EventKind::Decided if by_rules => ("rules", None),
        EventKind::ReviewBegun
        | EventKind::AskedYou
        | EventKind::AskedVet
        | EventKind::SentBack
        | EventKind::NotNeeded
        | EventKind::Decided
        | EventKind::Reopened
        | EventKind::Upheld => ("staff", Some(story.adjuster)),
    }
}

fn write_bill(m: &mut Making, claim: Uuid, lines: &[Uuid], filing: &Filing) {
    for (position, blob_id) in (1..).zip(&filing.bill.pages) {
        let id = m.dice.id();
        m.batch.pages.push(ClaimPage {
            id,
            claim_id: claim,
            position,
            blob_id: *blob_id,
            upload_key: format!("seed-{id}"),
            file_name: "invoice.jpg",
            page_count: 1,
            created_at: filing.story.submitted_at - 60_000,
        });
    }
    for ((position, id), line) in (1..).zip(lines).zip(&filing.bill.lines) {
        m.batch.lines.push(ClaimLine {
            id: *id,
            claim_id: claim,
            position,
            description: line.description,
            category: category(line),
            amount_cents: line.cents,
        });
    }
}

/// The adjuster's task and what is or was missing.
fn write_work(m: &mut Making, home: &Home, claim: Uuid, filing: &Filing, state: ClaimState, events: &[(i64, EventKind)], answer_by: Day) {
    let at = |wanted: EventKind| events.iter().find(|(_, kind)| *kind == wanted).map(|(at, _)| *at);
    let ended = at(EventKind::Decided).or(at(EventKind::Withdrawn));
    if let Some(opened_at) = at(EventKind::Routed) {
        m.batch.tasks.push(Task {
            id: m.dice.id(),
            subject_kind: "claim",
            subject_id: claim,
            reason: "claim_to_decide",
            blocking: true,
            state: match (ended, state) {
                (None, _) => "open",
                (Some(_), ClaimState::Withdrawn) => "cancelled",
                (Some(_), _) => "done",
            },
            due_on: answer_by,
            opened_at,
            closed_at: ended,
        });
    }
    if let (Some((what, owner)), Some(opened_at)) = (filing.story.missing, at(EventKind::AskedYou).or(at(EventKind::AskedVet))) {
        let due_on = Moment::local(opened_at, home.place.time_zone).day.plus_days(SUPPLY_DAYS);
        m.batch.requirements.push(Requirement {
            id: m.dice.id(),
            subject_kind: "claim",
            subject_id: claim,
            household_id: home.id,
            what,
            owner,
            due_on: filing.story.due_on.unwrap_or(due_on),
            state: match (at(EventKind::Supplied), at(EventKind::Withdrawn)) {
                (Some(_), _) => app::workflow::model::RequirementState::Accepted,
                (None, Some(_)) => app::workflow::model::RequirementState::Waived,
                (None, None) => app::workflow::model::RequirementState::Open,
            },
            opened_at,
        });
    }
}
