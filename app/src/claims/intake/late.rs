//! A reading that ends when the claim is filed already. It is kept with the claim, for whoever decides; and where the person had confirmed these very
//! lines, the claim is decided now, as it would have been in the submitting request.

use serde_json::Value;
use sqlx::types::Json;

use super::questions::lines;
use super::store;
use super::submission::write_lines;
use crate::claims::reading::store::of_claim;
use crate::claims::store::decide_at_once;
use crate::db::Tx;
use crate::ids::{ClaimId, PageId};
use crate::state::AppState;
use crate::texts::Lang;
use crate::workflow::model::SubjectKind;
use crate::workflow::store as workflow;
use crate::{execute, fetch_optional};

crate::queries! {
    // Submitting takes the same row first: either it sees what was read, or this sees the claim that it made.
    LOCK = "UPDATE draft SET changed_at = changed_at WHERE id = (SELECT draft_id FROM claim_page WHERE id = $1)";
    CLAIM = "SELECT c.id, c.total_cents, d.answers FROM claim_page p JOIN claim c ON c.id = p.claim_id JOIN draft d ON d.id = p.draft_id
        WHERE p.id = $1 AND c.state = 'received' AND c.lines_confirmed = $2";
    READ = "UPDATE claim SET read_on = $1, read_total_cents = $2, lines_confirmed = $3 WHERE id = $4";
    FORGET_LINES = "DELETE FROM claim_line WHERE claim_id = $1";
}

/// Waits until nobody is submitting the draft of a page, and keeps others from it: call it before the reading is kept.
pub async fn lock(tx: &mut Tx, page: &PageId) -> Result<(), sqlx::Error> {
    execute!(tx.run(), LOCK, page).map(drop)
}

/// What follows from a reading that was kept in this transaction, if its page belongs to a claim that nobody has taken up yet.
pub async fn settle(tx: &mut Tx, state: &AppState, page: &PageId) -> Result<(), sqlx::Error> {
    type Row = (ClaimId, i64, Json<Value>);
    let Some((claim, total_cents, Json(answers))) = fetch_optional!(tx.run(), Row, CLAIM, page, false)? else {
        return Ok(());
    };
    let offered = of_claim(tx, state, &claim).await?;
    let given = lines::parse(&store::read(&answers), &offered, Lang::En).unwrap_or_default();
    let confirmed = given.confirmed && given.cents() == total_cents;
    let (read_on, read_total) = (offered.date.map(|date| date.value), offered.total.map(|total| total.value));
    execute!(tx.run(), READ, read_on, read_total, confirmed, &claim)?;
    if !confirmed {
        return Ok(());
    }
    execute!(tx.run(), FORGET_LINES, &claim)?;
    write_lines(tx, state, &claim, &given.lines).await?;
    if decide_at_once(tx, state, &claim).await? {
        workflow::finish(tx, state, SubjectKind::Claim, claim.as_str()).await?;
    }
    Ok(())
}
