//! A reading that ends when the claim is filed already. It is kept with the claim, for whoever decides; where the person had confirmed these very
//! lines, the claim is decided now, as it would have been in the submitting request; and where they had not, what was read is offered on the claim's own
//! page, once, while nobody has taken the claim up.

use serde_json::Value;
use sqlx::types::Json;

use super::questions::{lines, side};
use super::store;
use super::submission::write_lines;
use crate::auth::HouseholdActor;
use crate::claims::intake::model::Answers;
use crate::claims::model::{Actor, EventKind, LateReading, Said};
use crate::claims::reading::model::{Offered, ReadLine};
use crate::claims::reading::store::of_claim;
use crate::claims::rules::Side;
use crate::claims::rules::signs::number_as_kept;
use crate::claims::store::{cover, decide_at_once, record, signs};
use crate::db::{Runs, Tx};
use crate::documents::store::sha256;
use crate::error::AppError;
use crate::ids::{ClaimId, PageId};
use crate::state::AppState;
use crate::texts::Lang;
use crate::workflow::model::SubjectKind;
use crate::workflow::store as workflow;
use crate::{execute, fetch_one, fetch_optional};

crate::queries! {
    // Submitting takes the same row first: either it sees what was read, or this sees the claim that it made.
    LOCK = "UPDATE draft SET changed_at = changed_at WHERE id = (SELECT draft_id FROM claim_page WHERE id = $1)";
    CLAIM = "SELECT c.id, c.total_cents, c.condition_code, d.answers FROM claim_page p JOIN claim c ON c.id = p.claim_id JOIN draft d ON d.id = p.draft_id
        WHERE p.id = $1 AND c.state = 'received' AND c.lines_confirmed = $2";
    READ = "UPDATE claim SET read_on = $1, read_total_cents = $2, lines_confirmed = $3 WHERE id = $4";
    FORGET_LINES = "DELETE FROM claim_line WHERE claim_id = $1";
    OWN = "SELECT 1 FROM claim WHERE id = $1 AND household_id = $2 AND (CAST($3 AS TEXT) IS NULL OR submitted_by = $3)";
    // Read after it was filed; confirmed by nobody, not even in part; and neither said of nor put right since.
    OPEN = "SELECT 1 FROM claim c WHERE c.id = $1 AND c.household_id = $2 AND (CAST($3 AS TEXT) IS NULL OR c.submitted_by = $3)
            AND c.state = 'received' AND c.lines_confirmed = $4
            AND EXISTS (SELECT 1 FROM reading r JOIN claim_page p ON p.id = r.page_id
                WHERE p.claim_id = c.id AND p.removed_at IS NULL AND r.state = 'read' AND r.finished_at >= c.submitted_at)
            AND NOT EXISTS (SELECT 1 FROM claim_event e WHERE e.claim_id = c.id AND e.kind IN ('reading_confirmed', 'reading_refused'))
            AND NOT EXISTS (SELECT 1 FROM claim_change g WHERE g.claim_id = c.id)";
    ANSWERED = "SELECT c.total_cents, (SELECT MIN(x.side) FROM claim_line x WHERE x.claim_id = c.id AND x.condition_code IS NULL) FROM claim c WHERE c.id = $1";
    NAME = "UPDATE claim SET clinic = COALESCE(clinic, $1), invoice_number = COALESCE(invoice_number, $2) WHERE id = $3";
    CONFIRMED = "UPDATE claim SET lines_confirmed = $1 WHERE id = $2";
}

/// Waits until nobody is submitting the draft of a page, and keeps others from it: call it before the reading is kept.
pub async fn lock(tx: &mut Tx, page: &PageId) -> Result<(), sqlx::Error> {
    execute!(tx.run(), LOCK, page).map(drop)
}

/// What follows from a reading that was kept in this transaction, if its page belongs to a claim that nobody has taken up yet.
pub async fn settle(tx: &mut Tx, state: &AppState, page: &PageId) -> Result<(), sqlx::Error> {
    type Row = (ClaimId, i64, Option<String>, Json<Value>);
    let Some((claim, total_cents, condition, Json(answers))) = fetch_optional!(tx.run(), Row, CLAIM, page, false)? else {
        return Ok(());
    };
    let answers: Answers = store::read(&answers);
    let offered = of_claim(tx, state, &claim).await?;
    let given = lines::parse(&answers, &offered, Lang::En).unwrap_or_default();
    let confirmed = given.confirmed && given.cents() == total_cents;
    let (read_on, read_total) = (offered.date.map(|date| date.value), offered.total.map(|total| total.value));
    execute!(tx.run(), READ, read_on, read_total, confirmed, &claim)?;
    if confirmed {
        let side = condition.and_then(|code| side::of_code(&answers, &code));
        take_lines(tx, state, &claim, &given.lines, side).await?;
        decide(tx, state, &claim).await?;
    }
    Ok(())
}

/// What was read after a claim was filed, as long as whoever looks may say whether it is right; `None` when nothing is to be said.
pub async fn offer(db: &mut impl Runs, state: &AppState, actor: &HouseholdActor, claim: &ClaimId) -> Result<Option<LateReading>, sqlx::Error> {
    let open = fetch_optional!(db.run(), (i32,), OPEN, claim, &actor.household, actor.changes_filed_by(), false)?;
    if open.is_none() {
        return Ok(None);
    }
    let offered = of_claim(db, state, claim).await?;
    let something = offered.date.is_some() || offered.total.is_some() || !offered.lines.is_empty();
    let worth = something && offered.doubt.is_none() && !offered.under_way;
    Ok(worth.then(|| LateReading { mark: mark(&offered), offered }))
}

/// Names all that is offered by what it says, whatever pictures it is on.
fn mark(offered: &Offered) -> String {
    let said = format!(
        "{:?} {:?} {:?} {:?} {}",
        offered.date.as_ref().map(|piece| piece.value),
        offered.total.as_ref().map(|piece| piece.value),
        offered.clinic.as_ref().map(|piece| &piece.value),
        offered.number.as_ref().map(|piece| &piece.value),
        offered.mark
    );
    sha256(said.as_bytes())[..16].to_owned()
}

/// Takes the person's word on what was read after filing. When it is right the claim has its lines, clinic and number, and is decided at once if it is
/// clear; when it is not, or when it comes to another total than they answered, a person decides.
///
/// # Errors
/// `NotFound` when the household has no such claim or a member did not file it, `Conflict` when nothing is offered any more, or something else than they saw.
pub async fn answer(state: &AppState, actor: &HouseholdActor, claim: &ClaimId, seen: &str, said: Said) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    fetch_optional!(tx.run(), (i32,), OWN, claim, &actor.household, actor.changes_filed_by())?.ok_or(AppError::NotFound)?;
    cover::take_turn(&mut tx, claim).await?;
    let late = offer(&mut tx, state, actor, claim).await?.filter(|late| late.mark == seen);
    let offered = late.ok_or(AppError::Conflict)?.offered;
    let kind = match said {
        Said::Right => EventKind::ReadingConfirmed,
        Said::Wrong => EventKind::ReadingRefused,
    };
    record(&mut tx, state, claim, kind, Actor::Policyholder, Some(&actor.person)).await?;
    if said == Said::Right {
        take_over(&mut tx, state, claim, offered).await?;
    }
    Ok(tx.commit().await?)
}

/// Takes over what was confirmed, the lines only where they come to the total that was answered, and decides the claim if it is clear now.
async fn take_over(tx: &mut Tx, state: &AppState, claim: &ClaimId, offered: Offered) -> Result<(), sqlx::Error> {
    let (total_cents, side): (i64, Option<Side>) = fetch_one!(tx.run(), (i64, Option<Side>), ANSWERED, claim)?;
    let number = offered.number.as_ref().and_then(|number| number_as_kept(&number.value));
    execute!(tx.run(), NAME, offered.clinic.as_ref().map(|clinic| &clinic.value), number, claim)?;
    if offered.lines.is_empty() || offered.lines_cents() != total_cents {
        return signs::look_again(tx, state, claim).await;
    }
    let lines: Vec<ReadLine> = offered.lines.into_iter().map(|line| line.value).collect();
    take_lines(tx, state, claim, &lines, side).await?;
    execute!(tx.run(), CONFIRMED, true, claim)?;
    decide(tx, state, claim).await
}

async fn take_lines(tx: &mut Tx, state: &AppState, claim: &ClaimId, lines: &[ReadLine], side: Option<Side>) -> Result<(), sqlx::Error> {
    execute!(tx.run(), FORGET_LINES, claim)?;
    write_lines(tx, state, claim, lines, side).await
}

/// Decides a claim that is clear; nothing is left for a person to do about it then.
async fn decide(tx: &mut Tx, state: &AppState, claim: &ClaimId) -> Result<(), sqlx::Error> {
    if decide_at_once(tx, state, claim).await? {
        workflow::finish(tx, state, SubjectKind::Claim, claim.as_str()).await?;
    }
    Ok(())
}
