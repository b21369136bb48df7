//! Decisions by people: made, proposed to a second person, confirmed or sent back; appeals answered; decided claims taken up again.

use serde_json::json;
use sqlx::types::Json;

use super::change::{keep, own_page};
use super::hold::begin_review;
use super::{note, take};
use crate::auth::Adjuster;
use crate::claims::model::{Actor, ClaimState, EventKind, LineReason};
use crate::claims::rules::{Outcome, may_move};
use crate::claims::store::cover::{Before, gather, look};
use crate::claims::store::decisions::rule;
use crate::claims::store::moves::set_state;
use crate::claims::store::record;
use crate::claims::work::form::{DecisionForm, lack_words, line_field};
use crate::claims::work::model::{Evidence, Verdict};
use crate::claims::work::rules::{Ready, ready, wants_second};
use crate::day::Day;
use crate::db::Tx;
use crate::error::{AppError, FieldError};
use crate::ids::{ClaimId, PersonId};
use crate::notify::{self, Tidings};
use crate::state::AppState;
use crate::texts::Lang;
use crate::workflow::model::{Reason, SubjectKind};
use crate::workflow::store::{NewTask, finish, open_task};
use crate::{execute, fetch_all, fetch_one, fetch_optional};

crate::queries! {
    PROPOSED = "SELECT 1 FROM proposal WHERE claim_id = $1 AND state = 'open'";
    PROPOSE = "INSERT INTO proposal (id, claim_id, verdict, outcome, payable_cents, proposed_by, proposed_at, state) VALUES ($1, $2, $3, $4, $5, $6, $7, 'open')";
    PROPOSAL = "SELECT verdict, outcome, proposed_by FROM proposal WHERE id = $1 AND claim_id = $2 AND state = 'open'";
    ANSWER = "UPDATE proposal SET state = $1, answer = $2, answered_by = $3, answered_at = $4 WHERE id = $5 AND state = 'open'";
    RECORDS = "SELECT e.id, e.noted_on FROM health_entry e JOIN claim c ON c.pet_id = e.pet_id WHERE c.id = $1";
    GROUND = "INSERT INTO decision_ground (id, decision_id, claim_line_id, rules_eligible_cents, rules_reason, clause, why, page_id, health_entry_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    APPEALED = "SELECT a.id, a.claim_line_id, x.eligible_cents, x.reason_code FROM appeal a
        LEFT JOIN decision_line x ON x.decision_id = a.decision_id AND x.claim_line_id = a.claim_line_id WHERE a.claim_id = $1 AND a.state = 'open' ORDER BY a.made_at, a.id";
    ANSWER_APPEAL = "UPDATE appeal SET state = $1, answer = $2, answered_at = $3, answered_by = $4 WHERE id = $5 AND claim_id = $6 AND state = 'open'";
    STATE = "SELECT state, answer_by FROM claim WHERE id = $1";
}

/// What became of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// It stands.
    Decided(Box<Outcome>),
    /// It is large: another adjuster confirms it or sends it back.
    Proposed,
}

/// As [`decide`], from the form.
///
/// # Errors
/// As [`decide`]; `Invalid` as well for what was typed.
pub async fn decide_as_typed(state: &AppState, by: &Adjuster, claim: &ClaimId, version: i64, form: &DecisionForm, l: Lang) -> Result<Done, AppError> {
    let mut tx = state.store.begin().await?;
    let before = look(&mut tx, state, claim).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let verdict = form.parse(&before.inputs, l).map_err(AppError::Invalid)?;
    decide(state, by, claim, version, &verdict, l).await
}

/// Decides a claim; a large decision is proposed to a second person. An appeal that waits is answered with it.
///
/// # Errors
/// `NotFound`; `Conflict` when the claim changed since this version, cannot be decided as it stands, or a decision waits for a second person already;
/// `Invalid` when a line lacks something, or the answer to an appeal is missing.
pub async fn decide(state: &AppState, by: &Adjuster, claim: &ClaimId, version: i64, verdict: &Verdict, l: Lang) -> Result<Done, AppError> {
    let mut tx = state.store.begin().await?;
    take(&mut tx, claim, version).await?;
    let before = decidable(&mut tx, state, claim).await?;
    if fetch_optional!(tx.run(), (i32,), PROPOSED, claim)?.is_some() {
        return Err(AppError::Conflict);
    }
    let ready = checked(&mut tx, claim, &before, verdict, l).await?;
    if wants_second(&ready.outcome, state.second_above_cents) {
        let (id, now) = (state.new_id(), state.clock.now());
        execute!(
            tx.run(),
            PROPOSE,
            id,
            claim,
            Json(verdict),
            Json(&ready.outcome),
            ready.outcome.payable_cents,
            by.person(),
            now
        )?;
        begin_review(&mut tx, state, by, claim).await?;
        note(&mut tx, state, by.person(), "claim.propose", claim, json!({})).await?;
        tx.commit().await?;
        tracing::info!(claim.id = %claim, "Proposed a decision of claim {claim}");
        return Ok(Done::Proposed);
    }
    write(&mut tx, state, by, claim, &before, &ready, verdict).await?;
    note(&mut tx, state, by.person(), "claim.decide", claim, json!({})).await?;
    tx.commit().await?;
    Ok(Done::Decided(Box::new(ready.outcome)))
}

/// Confirms a decision that another adjuster proposed, when it still comes to the same.
///
/// # Errors
/// `NotFound` for no such proposal; `Forbidden` for who proposed it; `Conflict` when the claim changed since this version, or what it comes to has.
pub async fn confirm(state: &AppState, by: &Adjuster, claim: &ClaimId, version: i64, proposal: &str, l: Lang) -> Result<Outcome, AppError> {
    let mut tx = state.store.begin().await?;
    take(&mut tx, claim, version).await?;
    let before = decidable(&mut tx, state, claim).await?;
    let (Json(verdict), Json(outcome)) = proposed(&mut tx, by, claim, proposal).await?;
    let ready = checked(&mut tx, claim, &before, &verdict, l).await?;
    if ready.outcome != outcome {
        return Err(AppError::Conflict);
    }
    execute!(tx.run(), ANSWER, "confirmed", None::<String>, by.person(), state.clock.now(), proposal)?;
    write(&mut tx, state, by, claim, &before, &ready, &verdict).await?;
    note(&mut tx, state, by.person(), "claim.confirm", claim, json!({})).await?;
    tx.commit().await?;
    Ok(outcome)
}

/// Sends a proposed decision back to who proposed it, and says why.
///
/// # Errors
/// As [`confirm`].
pub async fn send_back(state: &AppState, by: &Adjuster, claim: &ClaimId, version: i64, proposal: &str, why: &str) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    take(&mut tx, claim, version).await?;
    let (Json(verdict), _) = proposed(&mut tx, by, claim, proposal).await?;
    execute!(tx.run(), ANSWER, "sent_back", Some(why), by.person(), state.clock.now(), proposal)?;
    keep(
        &mut tx,
        state,
        by,
        claim,
        None,
        (&json!({ "proposed": verdict.lines.len() }), &json!({ "sent": "back" })),
        why,
    )
    .await?;
    note(&mut tx, state, by.person(), "claim.send_back", claim, json!({})).await?;
    Ok(tx.commit().await?)
}

/// A proposal that waits, for anyone but who made it.
async fn proposed(tx: &mut Tx, by: &Adjuster, claim: &ClaimId, proposal: &str) -> Result<(Json<Verdict>, Json<Outcome>), AppError> {
    type Row = (Json<Verdict>, Json<Outcome>, PersonId);
    let (verdict, outcome, proposed_by) = fetch_optional!(tx.run(), Row, PROPOSAL, proposal, claim)?.ok_or(AppError::NotFound)?;
    if proposed_by == *by.person() {
        return Err(AppError::Forbidden);
    }
    Ok((verdict, outcome))
}

/// The claim with all that a decision rests on, if it may be decided.
async fn decidable(tx: &mut Tx, state: &AppState, claim: &ClaimId) -> Result<Before, AppError> {
    let before = gather(tx, state, claim).await?.ok_or(AppError::NotFound)?;
    if !may_move(before.stands, ClaimState::Decided) {
        return Err(AppError::Conflict);
    }
    Ok(before)
}

async fn checked(tx: &mut Tx, claim: &ClaimId, before: &Before, verdict: &Verdict, l: Lang) -> Result<Ready, AppError> {
    let records = fetch_all!(tx.run(), (String, Day), RECORDS, claim)?;
    let ready = ready(&before.inputs, verdict, &records).map_err(|lacks| {
        let problem = |(line, lack)| FieldError::new(&line_field(line), lack_words(lack, l));
        AppError::Invalid(lacks.into_iter().map(problem).collect())
    })?;
    for evidence in verdict.lines.iter().filter_map(|line| line.evidence.as_ref()) {
        match evidence {
            Evidence::Page(page) => own_page(tx, claim, page).await?,
            Evidence::Record(id) if records.iter().any(|(record, _)| record == id) => {}
            Evidence::Record(_) => return Err(AppError::NotFound),
        }
    }
    if verdict.answer.is_none() && !appealed(tx, claim).await?.is_empty() {
        return Err(AppError::Invalid(vec![FieldError::new("answer", l.desk_answer_wanted())]));
    }
    Ok(ready)
}

async fn write(tx: &mut Tx, state: &AppState, by: &Adjuster, claim: &ClaimId, before: &Before, ready: &Ready, verdict: &Verdict) -> Result<(), sqlx::Error> {
    let decision = rule(tx, state, by, claim, before, &ready.inputs).await?;
    for ground in &ready.grounds {
        let (page, record) = match &ground.evidence {
            Some(Evidence::Page(page)) => (Some(page), None),
            Some(Evidence::Record(record)) => (None, Some(record)),
            None => (None, None),
        };
        execute!(
            tx.run(),
            GROUND,
            state.new_id(),
            &decision,
            &before.lines[ground.line],
            ground.rules_eligible_cents,
            ground.rules_reason,
            ground.clause,
            &ground.why,
            page,
            record
        )?;
    }
    answer_appeals(tx, state, by, claim, before, &ready.outcome, verdict.answer.as_deref().unwrap_or_default()).await
}

#[derive(sqlx::FromRow)]
struct Appealed {
    id: String,
    claim_line_id: String,
    eligible_cents: Option<i64>,
    reason_code: Option<String>,
}

async fn appealed(tx: &mut Tx, claim: &ClaimId) -> Result<Vec<Appealed>, sqlx::Error> {
    fetch_all!(tx.run(), Appealed, APPEALED, claim)
}

/// Answers the appeals that wait with a new decision: changed where its line comes out otherwise, upheld where it does not.
async fn answer_appeals(
    tx: &mut Tx,
    state: &AppState,
    by: &Adjuster,
    claim: &ClaimId,
    before: &Before,
    outcome: &Outcome,
    answer: &str,
) -> Result<(), sqlx::Error> {
    for appeal in appealed(tx, claim).await? {
        let line = before.lines.iter().position(|line| *line == appeal.claim_line_id).map(|nth| outcome.lines[nth]);
        let same =
            line.is_some_and(|line| (Some(line.eligible_cents), line.reason.map(LineReason::as_str)) == (appeal.eligible_cents, appeal.reason_code.as_deref()));
        let to = if same { "upheld" } else { "changed" };
        execute!(tx.run(), ANSWER_APPEAL, to, answer, state.clock.now(), by.person(), &appeal.id, claim)?;
        notify::tell(tx, state, &Tidings::AppealAnswered(&appeal.id)).await?;
    }
    Ok(())
}

/// Answers an appeal: the decision stands, and why. When no other waits, the claim is decided again, by the decision it had.
///
/// # Errors
/// `NotFound` for no such appeal that waits; `Conflict` when the claim changed since this version.
pub async fn uphold(state: &AppState, by: &Adjuster, claim: &ClaimId, version: i64, appeal: &str, why: &str) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    take(&mut tx, claim, version).await?;
    if execute!(tx.run(), ANSWER_APPEAL, "upheld", why, state.clock.now(), by.person(), appeal, claim)? == 0 {
        return Err(AppError::NotFound);
    }
    notify::tell(&mut tx, state, &Tidings::AppealAnswered(appeal)).await?;
    let (stands, _): (ClaimState, Day) = fetch_one!(tx.run(), (ClaimState, Day), STATE, claim)?;
    if appealed(&mut tx, claim).await?.is_empty() && may_move(stands, ClaimState::Decided) {
        set_state(&mut tx, claim, ClaimState::Decided).await?;
        record(&mut tx, state, claim, EventKind::Upheld, Actor::Staff, Some(by.person())).await?;
        finish(&mut tx, state, SubjectKind::Claim, claim.as_str()).await?;
    }
    note(&mut tx, state, by.person(), "claim.uphold", claim, json!({})).await?;
    tx.commit().await?;
    tracing::info!(claim.id = %claim, "Upheld the decision of claim {claim}");
    Ok(())
}

/// Takes a decided claim up again, and says why: its clock begins anew. The decision stands until another follows.
///
/// # Errors
/// `NotFound`; `Conflict` when the claim changed since this version, or is not decided.
pub async fn reopen(state: &AppState, by: &Adjuster, claim: &ClaimId, version: i64, why: &str) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    take(&mut tx, claim, version).await?;
    let (stands, _): (ClaimState, Day) = fetch_one!(tx.run(), (ClaimState, Day), STATE, claim)?;
    if !matches!(stands, ClaimState::Decided | ClaimState::Paid) {
        return Err(AppError::Conflict);
    }
    set_state(&mut tx, claim, ClaimState::InReview).await?;
    record(&mut tx, state, claim, EventKind::Reopened, Actor::Staff, Some(by.person())).await?;
    let (_, answer_by): (ClaimState, Day) = fetch_one!(tx.run(), (ClaimState, Day), STATE, claim)?;
    let task = NewTask {
        kind: SubjectKind::Claim,
        subject: claim.as_str(),
        reason: Reason::ClaimToDecide,
        blocking: false,
        due_on: answer_by,
    };
    open_task(&mut tx, state, task).await?;
    keep(
        &mut tx,
        state,
        by,
        claim,
        None,
        (&json!({ "state": stands }), &json!({ "state": ClaimState::InReview })),
        why,
    )
    .await?;
    note(&mut tx, state, by.person(), "claim.reopen", claim, json!({})).await?;
    tx.commit().await?;
    tracing::info!(claim.id = %claim, "Reopened claim {claim}");
    Ok(())
}
