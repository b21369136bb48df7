//! A draft becomes a claim: once, whatever happens on the way.

use super::facts;
use super::model::{Answers, Submitted};
use super::pages;
use super::questions::condition::Reason;
use super::questions::{self, Filled};
use super::rules::{Navigator, Question};
use super::store::{self, Draft};
use crate::auth::HouseholdActor;
use crate::claims::categories;
use crate::claims::model::{Actor, ClaimState, EventKind, LineCategory};
use crate::claims::reading::model::ReadLine;
use crate::claims::rules::Side;
use crate::claims::store::{decide_at_once, record};
use crate::db::{Tx, lost_a_race};
use crate::error::AppError;
use crate::execute;
use crate::ids::{ClaimId, DraftId, Series};
use crate::jobs::{self, Job};
use crate::notify::{self, Tidings};
use crate::state::AppState;
use crate::texts::Lang;
use crate::workflow::clocks;

/// How often a transaction that lost a race is tried again before the person is asked to.
const TRIES: u32 = 3;

crate::queries! {
    // Whoever gets the row's lock first sends it; the other finds it sent.
    TAKE = "UPDATE draft SET submitted_at = $1, changed_at = $1
        WHERE id = $2 AND person_id = $3 AND household_id = $4 AND submitted_at IS NULL AND discarded_at IS NULL";
    CLAIM = "INSERT INTO claim (id, number, draft_id, household_id, pet_id, policy_id, term_id, visit_on, condition_code, condition_text,
            total_cents, currency, notes, state, answer_by, submitted_at, submitted_by, lines_confirmed, read_on, read_total_cents,
            clinic, invoice_number)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)";
    LINE = "INSERT INTO claim_line (id, claim_id, position, description, category, amount_cents, side) VALUES ($1, $2, $3, $4, $5, $6, $7)";
}

/// Makes the claim of a draft, all of it or nothing. Sent twice, from two tabs, or again after a time-out, it is the same claim.
///
/// # Errors
/// `NotFound` for somebody else's draft, `Conflict` for one that was set aside.
pub async fn submit(state: &AppState, actor: &HouseholdActor, draft: &DraftId, l: Lang) -> Result<Submitted, AppError> {
    for _ in 1..TRIES {
        match attempt(state, actor, draft, l).await {
            Err(error) if lost_a_race(&error) => {}
            done => return done?,
        }
    }
    attempt(state, actor, draft, l).await?
}

/// One try. The outer error is the database's.
async fn attempt(state: &AppState, actor: &HouseholdActor, draft: &DraftId, l: Lang) -> Result<Result<Submitted, AppError>, sqlx::Error> {
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    if execute!(tx.run(), TAKE, now, draft, &actor.person, &actor.household)? == 0 {
        return store::sent(&mut tx, actor, draft).await.map(|claim| claim.map(Submitted::Claim));
    }
    let Some(draft) = store::one(&mut tx, actor, draft).await? else {
        return Ok(Err(AppError::NotFound));
    };
    let facts = facts::within(&mut tx, state, actor, &draft, l).await?;
    let Ok(filled) = questions::all(&draft.answers, &facts, l) else {
        return Ok(Ok(Submitted::Incomplete(Navigator::of(&draft.answers, &facts, l).furthest())));
    };
    if facts.pages == 0 {
        // What was said to be on its way has not come: the question has no answer any more.
        drop(tx);
        let kept = store::keep(state, actor, &draft.id, Question::Invoice, Answers::default()).await;
        return Ok(kept.map(|_| Submitted::Incomplete(Question::Invoice)));
    }
    let claim = ClaimId(state.new_id());
    write(&mut tx, state, actor, &draft, &claim, filled, l).await?;
    tx.commit().await?;
    tracing::info!(claim.id = %claim, "Received claim {claim}");
    Ok(Ok(Submitted::Claim(claim)))
}

async fn write(tx: &mut Tx, state: &AppState, actor: &HouseholdActor, draft: &Draft, claim: &ClaimId, filled: Filled, l: Lang) -> Result<(), sqlx::Error> {
    let (now, today) = (state.clock.now(), state.clock.today(&actor.zone));
    let number = tx.next_number(Series::Claim).await?;
    let (code, text) = match filled.reason {
        Reason::Listed(condition) => (Some(condition.code), None),
        Reason::Typed(words) => (None, Some(words)),
    };
    execute!(
        tx.run(),
        CLAIM,
        claim,
        &number,
        &draft.id,
        &actor.household,
        &filled.pet,
        &filled.visit.policy,
        &filled.visit.term,
        filled.visit.on,
        code.as_deref(),
        text.as_deref(),
        filled.total.cents,
        filled.total.currency,
        &filled.notes,
        ClaimState::Received,
        clocks::answer_by(&actor.state, today),
        now,
        &actor.person,
        filled.confirmed,
        filled.read_on,
        filled.read_total,
        &filled.issuer.clinic,
        &filled.issuer.number
    )?;
    let mut lines = filled.lines;
    if lines.is_empty() {
        lines.push(ReadLine {
            description: l.intake_line_total().to_owned(),
            cents: filled.total.cents,
        });
    }
    write_lines(tx, state, claim, &lines, filled.side).await?;
    pages::attach(tx, &draft.id, claim).await?;
    record(tx, state, claim, EventKind::Submitted, Actor::Policyholder, Some(&actor.person)).await?;
    if decide_at_once(tx, state, claim).await? {
        return Ok(());
    }
    notify::tell(tx, state, &Tidings::ClaimReceived(claim)).await?;
    jobs::enqueue(tx, state, &Job::RouteClaim { claim: claim.clone() }).await
}

/// Writes the lines of a claim in their order, each with what it is as far as its words say so, and on which side the claim's condition is.
pub(super) async fn write_lines(tx: &mut Tx, state: &AppState, claim: &ClaimId, lines: &[ReadLine], side: Option<Side>) -> Result<(), sqlx::Error> {
    for (line, position) in lines.iter().zip(1_i64..) {
        let category = Some(categories::of(&line.description)).filter(|category| *category != LineCategory::Unclear);
        execute!(tx.run(), LINE, state.new_id(), claim, position, &line.description, category, line.cents, side)?;
    }
    Ok(())
}
