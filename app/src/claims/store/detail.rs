//! Everything about one claim.

use serde::Deserialize as _;
use sqlx::types::Json;

use super::{Which, summaries_of};
use crate::auth::{HouseholdActor, Power};
use crate::claims::intake::late;
use crate::claims::intake::pages::pages_of_claim;
use crate::claims::model::{Actor, ClaimDetail, ClaimState, Decision, Event, EventKind, Line, LineReason};
use crate::claims::rules::{Inputs, Side, StepDone, adjudicate, can_withdraw, reimbursement};
use crate::day::Moment;
use crate::ids::{BlobId, ClaimId, PersonId, PolicyId};
use crate::money::{Currency, Money};
use crate::pets::model::Species;
use crate::policies::model::Step;
use crate::state::AppState;
use crate::texts::Lang;
use crate::workflow::model::SubjectKind;
use crate::workflow::requirements::requirements;
use crate::{fetch_all, fetch_optional};

crate::queries! {
    MORE = "SELECT c.notes, c.clinic, c.invoice_number, c.submitted_at, c.submitted_by, c.currency, c.policy_id, p.number AS policy_number, a.species, a.photo_blob_id,
            (SELECT MIN(x.side) FROM claim_line x WHERE x.claim_id = c.id AND x.condition_code IS NULL) AS side
        FROM claim c JOIN policy p ON p.id = c.policy_id JOIN pet a ON a.id = c.pet_id WHERE c.id = $1 AND c.household_id = $2";
    // Given names: of the insurer's people, and of the household's others than the one who looks.
    EVENTS = "SELECT e.kind, e.at, e.actor_kind, CASE WHEN e.actor_kind = 'staff' OR (e.actor_kind = 'policyholder' AND e.actor_id <> $3) THEN s.given_name END AS name
        FROM claim_event e JOIN claim c ON c.id = e.claim_id LEFT JOIN person s ON s.id = e.actor_id
        WHERE e.claim_id = $1 AND c.household_id = $2 ORDER BY e.at, e.id";
    LINES = "SELECT l.description, l.amount_cents, x.eligible_cents, x.reason_code
        FROM claim_line l JOIN claim c ON c.id = l.claim_id
        LEFT JOIN decision d ON d.claim_id = c.id AND d.sequence = (SELECT MAX(y.sequence) FROM decision y WHERE y.claim_id = c.id)
        LEFT JOIN decision_line x ON x.decision_id = d.id AND x.claim_line_id = l.id
        WHERE l.claim_id = $1 AND c.household_id = $2 ORDER BY l.position";
    DECISION = "SELECT d.eligible_cents, d.deductible_cents, d.payable_cents, d.inputs, d.decided_at, t.rate_percent, s.given_name
        FROM decision d JOIN claim c ON c.id = d.claim_id JOIN term t ON t.id = c.term_id LEFT JOIN person s ON s.id = d.decided_by
        WHERE d.claim_id = $1 AND c.household_id = $2 ORDER BY d.sequence DESC LIMIT 1";
}

#[derive(sqlx::FromRow)]
struct MoreRow {
    notes: String,
    clinic: Option<String>,
    invoice_number: Option<String>,
    submitted_at: i64,
    submitted_by: PersonId,
    currency: Currency,
    policy_id: PolicyId,
    policy_number: String,
    species: Species,
    photo_blob_id: Option<BlobId>,
    side: Option<Side>,
}

#[derive(sqlx::FromRow)]
struct EventRow {
    kind: String,
    at: i64,
    actor_kind: Actor,
    name: Option<String>,
}

#[derive(sqlx::FromRow)]
struct LineRow {
    description: String,
    amount_cents: i64,
    eligible_cents: Option<i64>,
    reason_code: Option<String>,
}

#[derive(sqlx::FromRow)]
struct DecisionRow {
    eligible_cents: i64,
    deductible_cents: i64,
    payable_cents: i64,
    inputs: Json<serde_json::Value>,
    decided_at: i64,
    rate_percent: i64,
    given_name: Option<String>,
}

impl DecisionRow {
    /// What the wellness schedule pays, and the steps of the rest: worked out again, or for what was decided before inputs were kept whole, as its
    /// columns say.
    fn steps(&self) -> (i64, [StepDone; 3]) {
        if let Ok(inputs) = Inputs::deserialize(&self.inputs.0) {
            let outcome = adjudicate(&inputs);
            return (outcome.scheduled_cents, outcome.steps);
        }
        let left = (self.eligible_cents - self.deductible_cents).max(0);
        let by_rate = reimbursement(self.eligible_cents, self.deductible_cents, self.rate_percent);
        let step = |step, before_cents, after_cents| StepDone {
            step,
            before_cents,
            after_cents,
        };
        let steps = [
            step(Step::Deductible, self.eligible_cents, left),
            step(Step::Rate, left, by_rate),
            step(Step::Limit, by_rate, self.payable_cents),
        ];
        (0, steps)
    }
}

/// A claim of the household with all that belongs to it; `None` when the household has no such claim.
pub async fn find(state: &AppState, actor: &HouseholdActor, claim: &ClaimId, l: Lang) -> Result<Option<ClaimDetail>, sqlx::Error> {
    let read = || state.store.read();
    let (Some(summary), Some(more)) = (
        summaries_of(state, actor, Which::One(claim), l).await?.pop(),
        fetch_optional!(read(), MoreRow, MORE, claim, &actor.household)?,
    ) else {
        return Ok(None);
    };
    let local = |at: i64| Moment::local(at, &actor.zone);
    let money = |cents: i64| Money {
        cents,
        currency: more.currency,
    };
    let may_change = actor.roles.may(Power::File) && actor.changes_filed_by().is_none_or(|filer| *filer == more.submitted_by);
    let events = fetch_all!(read(), EventRow, EVENTS, claim, &actor.household, &actor.person)?;
    let lines = fetch_all!(read(), LineRow, LINES, claim, &actor.household)?;
    let decision = fetch_optional!(read(), DecisionRow, DECISION, claim, &actor.household)?;
    let undecided = decision.is_none();
    let late = if may_change && summary.state == ClaimState::Received {
        late::offer(&mut state.store.reading().await?, state, actor, claim).await?
    } else {
        None
    };
    Ok(Some(ClaimDetail {
        pages: pages_of_claim(state, actor, claim).await?,
        requirements: requirements(state, actor, SubjectKind::Claim, claim.as_str()).await?,
        events: events.into_iter().filter_map(|row| event(row, &actor.zone)).collect(),
        lines: lines
            .into_iter()
            .map(|row| Line {
                description: row.description,
                billed: money(row.amount_cents),
                covered: row.eligible_cents.map(money),
                reason: row.reason_code.map(|code| LineReason::parse(&code).unwrap_or(LineReason::Other)),
            })
            .collect(),
        decision: decision.map(|row| {
            let (scheduled_cents, steps) = row.steps();
            Decision {
                covered: money(row.eligible_cents),
                deductible: money(row.deductible_cents),
                rate_percent: row.rate_percent,
                payable: money(row.payable_cents),
                scheduled: money(scheduled_cents),
                steps,
                at: local(row.decided_at),
                by: row.given_name,
                seconds: Some((row.decided_at - more.submitted_at) / 1000)
                    .filter(|seconds| *seconds < 60)
                    .map(|seconds| seconds.max(1)),
            }
        }),
        late,
        submitted_at: local(more.submitted_at),
        may_withdraw: may_change && undecided && can_withdraw(summary.state),
        may_change,
        species: more.species,
        photo: more.photo_blob_id,
        policy_id: more.policy_id,
        policy_number: more.policy_number,
        notes: more.notes,
        clinic: more.clinic,
        side: more.side,
        invoice_number: more.invoice_number,
        contact_email: state.brand.email.clone(),
        today: state.clock.today(&actor.zone),
        summary,
    }))
}

/// A row of the timeline; `None` for what is not meant for customers.
fn event(row: EventRow, zone: &str) -> Option<Event> {
    Some(Event {
        kind: EventKind::parse(&row.kind)?,
        at: Moment::local(row.at, zone),
        by: row.actor_kind,
        name: row.name,
    })
}
