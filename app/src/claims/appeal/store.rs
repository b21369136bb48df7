//! Appeals: each move in one transaction with the claim's, its event and the adjusters' task. The answer is the desk's.

use super::model::{Appeal, AppealPage, AppealState, Obstacle};
use crate::auth::{HouseholdActor, Power};
use crate::billing::model::PayoutState;
use crate::claims::model::{Actor, ClaimState, EventKind, LineReason};
use crate::claims::store::{record, set_state};
use crate::day::{Day, Moment};
use crate::db::Tx;
use crate::documents::attachments::{self, Place, Subject};
use crate::documents::attachments_model::Sender;
use crate::error::{AppError, FieldError};
use crate::ids::{AppealId, ClaimId, PersonId};
use crate::money::{Currency, Money};
use crate::state::AppState;
use crate::texts::Lang;
use crate::workflow::clocks;
use crate::workflow::model::{Reason, SubjectKind};
use crate::workflow::store::{self as workflow, NewTask};
use crate::{execute, fetch_all, fetch_one, fetch_optional};

crate::queries! {
    SEEN = "SELECT 1 FROM claim WHERE id = $1 AND household_id = $2 AND (CAST($3 AS TEXT) IS NULL OR submitted_by = $3)";
    // The n-th line of the invoice, with what the last decision says of it.
    LINE = "SELECT l.id, l.description, l.amount_cents, c.currency, c.state, c.submitted_by, d.id AS decision_id, x.eligible_cents, x.reason_code,
            (SELECT COUNT(*) FROM appeal a WHERE a.claim_line_id = l.id AND a.state = 'open') AS open_appeals
        FROM claim c JOIN claim_line l ON l.claim_id = c.id
        LEFT JOIN decision d ON d.claim_id = c.id AND d.sequence = (SELECT MAX(y.sequence) FROM decision y WHERE y.claim_id = c.id)
        LEFT JOIN decision_line x ON x.decision_id = d.id AND x.claim_line_id = l.id
        WHERE c.id = $1 AND c.household_id = $2 AND (CAST($3 AS TEXT) IS NULL OR c.submitted_by = $3) ORDER BY l.position LIMIT 1 OFFSET $4";
    ALL_OF = "SELECT a.id, (SELECT COUNT(*) FROM claim_line y WHERE y.claim_id = l.claim_id AND y.position <= l.position) AS line, l.description, a.words, a.made_at,
            a.state, a.answer, a.answered_at, s.given_name AS answered_by
        FROM appeal a JOIN claim c ON c.id = a.claim_id JOIN claim_line l ON l.id = a.claim_line_id LEFT JOIN person s ON s.id = a.answered_by
        WHERE a.claim_id = $1 AND c.household_id = $2 ORDER BY a.made_at DESC, a.id DESC";
    // Writing the state over itself takes the row's lock on both engines.
    LOCK = "UPDATE claim SET state = state WHERE id = $1 AND household_id = $2 AND (CAST($3 AS TEXT) IS NULL OR submitted_by = $3) RETURNING state";
    MAKE = "INSERT INTO appeal (id, claim_id, decision_id, claim_line_id, words, made_at, made_by, state) VALUES ($1, $2, $3, $4, $5, $6, $7, 'open') ON CONFLICT DO NOTHING";
    ANSWER_BY = "UPDATE claim SET answer_by = $1 WHERE id = $2";
    CLAIM_OF = "SELECT a.claim_id FROM appeal a JOIN claim c ON c.id = a.claim_id WHERE a.id = $1 AND c.household_id = $2 AND (CAST($3 AS TEXT) IS NULL OR c.submitted_by = $3)";
    TAKE_BACK = "UPDATE appeal SET state = 'taken_back' WHERE id = $1 AND state = 'open'";
    OPEN = "SELECT COUNT(*) FROM appeal WHERE claim_id = $1 AND state = 'open'";
    LAST_PAYOUT = "SELECT state FROM payout WHERE claim_id = $1 ORDER BY approved_at DESC, id DESC LIMIT 1";
    BEFORE = "SELECT answer_by FROM claim WHERE id = $1";
}

#[derive(sqlx::FromRow)]
struct Line {
    id: String,
    description: String,
    amount_cents: i64,
    currency: Currency,
    state: ClaimState,
    submitted_by: PersonId,
    decision_id: Option<String>,
    eligible_cents: Option<i64>,
    reason_code: Option<String>,
    open_appeals: i64,
}

impl Line {
    fn obstacle(&self, actor: &HouseholdActor) -> Option<Obstacle> {
        let theirs = actor.roles.may(Power::File) && actor.changes_filed_by().is_none_or(|person| *person == self.submitted_by);
        Obstacle::of(self.state, self.decision_id.is_some(), self.open_appeals > 0).or((!theirs).then_some(Obstacle::NotYours))
    }
}

/// A line of a claim that this person may see.
async fn line(state: &AppState, actor: &HouseholdActor, claim: &ClaimId, line: i64) -> Result<Line, AppError> {
    let offset = line.checked_sub(1).filter(|offset| *offset >= 0).ok_or(AppError::NotFound)?;
    let found = fetch_optional!(state.store.read(), Line, LINE, claim, &actor.household, actor.sees_filed_by(), offset)?;
    found.ok_or(AppError::NotFound)
}

/// The page on which the n-th line (from 1) of a claim is appealed.
///
/// # Errors
/// `NotFound` when there is no such line that this person may see.
pub async fn page(state: &AppState, actor: &HouseholdActor, claim: &ClaimId, number: i64) -> Result<AppealPage, AppError> {
    let line = line(state, actor, claim, number).await?;
    let money = |cents| Money {
        cents,
        currency: line.currency,
    };
    let ready = attachments::of(state, &actor.household, &actor.zone, Subject::PendingAppeal, &line.id, Some(&actor.person));
    Ok(AppealPage {
        claim: claim.clone(),
        line: number,
        obstacle: line.obstacle(actor),
        billed: money(line.amount_cents),
        covered: line.eligible_cents.map(money),
        reason: line.reason_code.as_deref().map(|code| LineReason::parse(code).unwrap_or(LineReason::Other)),
        ready: ready.await?,
        typed: String::new(),
        today: state.clock.today(&actor.zone),
        description: line.description,
    })
}

#[derive(sqlx::FromRow)]
struct Row {
    id: AppealId,
    line: i64,
    description: String,
    words: String,
    made_at: i64,
    state: AppealState,
    answer: Option<String>,
    answered_at: Option<i64>,
    answered_by: Option<String>,
}

/// The appeals of a claim of the household, newest first.
///
/// # Errors
/// `NotFound` when the household has no such claim, or a member who sees only their own did not file it.
pub async fn of(state: &AppState, actor: &HouseholdActor, claim: &ClaimId) -> Result<Vec<Appeal>, AppError> {
    fetch_optional!(state.store.read(), (i32,), SEEN, claim, &actor.household, actor.sees_filed_by())?.ok_or(AppError::NotFound)?;
    let rows = fetch_all!(state.store.read(), Row, ALL_OF, claim, &actor.household)?;
    let mut files = attachments::of_claim(state, &actor.household, &actor.zone, claim, Subject::Appeal).await?;
    let local = |at: i64| Moment::local(at, &actor.zone);
    let appeals = rows.into_iter().map(|row| {
        let (with, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut files).into_iter().partition(|(appeal, _)| *appeal == row.id.0);
        files = rest;
        Appeal {
            id: row.id,
            line: row.line,
            description: row.description,
            words: row.words,
            files: with.into_iter().map(|(_, file)| file).collect(),
            made_at: local(row.made_at),
            state: row.state,
            answer: row.answer,
            answered_at: row.answered_at.map(local),
            answered_by: row.answered_by,
        }
    });
    Ok(appeals.collect())
}

/// What stands in the way, as the form says it.
fn refused(obstacle: Obstacle, l: Lang) -> AppError {
    AppError::Invalid(vec![FieldError::new("", obstacle.sentence(l))])
}

async fn lock(tx: &mut Tx, actor: &HouseholdActor, claim: &ClaimId) -> Result<ClaimState, AppError> {
    let found = fetch_optional!(tx.run(), (ClaimState,), LOCK, claim, &actor.household, actor.changes_filed_by())?;
    found.map(|(stands,)| stands).ok_or(AppError::NotFound)
}

/// Appeals the n-th line (from 1) of a claim, with the files that were laid ready. The claim is in review again, and answered by the day that the law
/// gives for a decision.
///
/// # Errors
/// `NotFound` when it is not this person's claim, `Invalid` with a sentence when the line cannot be appealed as it stands.
pub async fn make(state: &AppState, actor: &HouseholdActor, claim: &ClaimId, number: i64, words: &str, l: Lang) -> Result<AppealId, AppError> {
    let line = line(state, actor, claim, number).await?;
    let (id, now) = (AppealId(state.new_id()), state.clock.now());
    let mut tx = state.store.begin().await?;
    let stands = lock(&mut tx, actor, claim).await?;
    let Some(decision) = line.decision_id.as_ref() else {
        return Err(refused(Obstacle::of(stands, false, false).unwrap_or(Obstacle::Undecided), l));
    };
    if let Some(obstacle) = Obstacle::of(stands, true, false) {
        return Err(refused(obstacle, l));
    }
    if execute!(tx.run(), MAKE, &id, claim, decision, &line.id, words, now, &actor.person)? == 0 {
        return Err(refused(Obstacle::Open, l));
    }
    attachments::go_with(&mut tx, &actor.person, (Subject::PendingAppeal, &line.id), (Subject::Appeal, id.as_str())).await?;
    if !stands.is_open() {
        set_state(&mut tx, claim, ClaimState::InReview).await?;
        let due_on = clocks::answer_by(&actor.state, state.clock.today(&actor.zone));
        execute!(tx.run(), ANSWER_BY, due_on, claim)?;
    }
    let (due_on,): (Day,) = fetch_one!(tx.run(), (Day,), BEFORE, claim)?;
    let task = NewTask {
        kind: SubjectKind::Claim,
        subject: claim.as_str(),
        reason: Reason::ClaimToDecide,
        blocking: false,
        due_on,
    };
    workflow::open_task(&mut tx, state, task).await?;
    record(&mut tx, state, claim, EventKind::Appealed, Actor::Policyholder, Some(&actor.person)).await?;
    tx.commit().await?;
    tracing::info!(claim.id = %claim, "Appealed a line of claim {claim}");
    Ok(id)
}

/// Takes an open appeal back. When it was the last one, the decision stands and the claim is where it was before. Gives the claim.
///
/// # Errors
/// `NotFound` when it is not this person's, `Conflict` when it is answered or taken back already.
pub async fn take_back(state: &AppState, actor: &HouseholdActor, appeal: &AppealId) -> Result<ClaimId, AppError> {
    let found = fetch_optional!(state.store.read(), (ClaimId,), CLAIM_OF, appeal, &actor.household, actor.changes_filed_by())?;
    let (claim,) = found.ok_or(AppError::NotFound)?;
    let mut tx = state.store.begin().await?;
    let stands = lock(&mut tx, actor, &claim).await?;
    if execute!(tx.run(), TAKE_BACK, appeal)? == 0 {
        return Err(AppError::Conflict);
    }
    record(&mut tx, state, &claim, EventKind::AppealTakenBack, Actor::Policyholder, Some(&actor.person)).await?;
    let (open,): (i64,) = fetch_one!(tx.run(), (i64,), OPEN, &claim)?;
    if open == 0 && stands == ClaimState::InReview {
        let arrived = fetch_optional!(tx.run(), (PayoutState,), LAST_PAYOUT, &claim)?.is_some_and(|(payout,)| payout == PayoutState::Arrived);
        set_state(&mut tx, &claim, ClaimState::Decided).await?;
        if arrived {
            set_state(&mut tx, &claim, ClaimState::Paid).await?;
        }
        workflow::finish(&mut tx, state, SubjectKind::Claim, claim.as_str()).await?;
    }
    tx.commit().await?;
    Ok(claim)
}

/// Where a file goes that is laid ready for the appeal of the n-th line (from 1).
///
/// # Errors
/// `NotFound` when there is no such line, `Conflict` when it cannot be appealed as it stands.
pub async fn place(state: &AppState, actor: &HouseholdActor, claim: &ClaimId, number: i64) -> Result<Place, AppError> {
    let line = line(state, actor, claim, number).await?;
    match line.obstacle(actor) {
        Some(Obstacle::NotYours) => Err(AppError::NotFound),
        Some(_) => Err(AppError::Conflict),
        None => Ok(Place {
            kind: Subject::PendingAppeal,
            subject: line.id,
            household: actor.household.clone(),
            claim: Some(claim.clone()),
            sender: Sender::Household,
            person: Some(actor.person.clone()),
            link: None,
        }),
    }
}
