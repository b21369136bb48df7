//! Readings: one for each file of an invoice, waiting, then read, or nothing.

use serde_json::Value;
use sqlx::types::Json;

use super::model::{Offered, Reading};
use super::offer;
use crate::auth::HouseholdActor;
use crate::db::{Runs, Tx};
use crate::ids::{BlobId, ClaimId, DraftId, HouseholdId, PageId};
use crate::jobs::{self, Job};
use crate::state::AppState;
use crate::{execute, fetch_all, fetch_optional};

crate::queries! {
    ASK = "INSERT INTO reading (page_id, state, created_at) VALUES ($1, 'waiting', $2)";
    WAITING = "SELECT p.blob_id, b.content_type, b.household_id FROM reading r
        JOIN claim_page p ON p.id = r.page_id JOIN blob b ON b.id = p.blob_id WHERE r.page_id = $1 AND r.state = 'waiting'";
    FINISH = "UPDATE reading SET state = $1, result = $2, finished_at = $3 WHERE page_id = $4 AND state = 'waiting'";
    DRAWN = "INSERT INTO reading_picture (page_id, blob_id) VALUES ($1, $2)";
    OF_DRAFT = "SELECT r.state, r.result, r.created_at FROM reading r JOIN claim_page p ON p.id = r.page_id JOIN draft d ON d.id = p.draft_id
        WHERE p.draft_id = $1 AND d.household_id = $2 AND p.removed_at IS NULL ORDER BY p.position, p.id";
    OF_CLAIM = "SELECT r.state, r.result, r.created_at FROM reading r JOIN claim_page p ON p.id = r.page_id
        WHERE p.claim_id = $1 AND p.removed_at IS NULL ORDER BY p.position, p.id";
}

/// How long a file may be on its way through the reader before nobody waits for it any more, in milliseconds.
const PATIENCE_MS: i64 = 2 * 60 * 1000;

/// Asks for a new page to be read, in the transaction that adds it.
pub async fn ask(tx: &mut Tx, state: &AppState, page: &PageId) -> Result<(), sqlx::Error> {
    execute!(tx.run(), ASK, page, state.clock.now())?;
    jobs::enqueue(tx, state, &Job::ReadPage { page: page.clone() }).await
}

/// A file that waits to be read.
#[derive(Debug, sqlx::FromRow)]
pub struct Waiting {
    /// Its bytes.
    pub blob_id: BlobId,
    /// What they are.
    pub content_type: String,
    /// Whose they are; `None`: the demo's.
    pub household_id: Option<HouseholdId>,
}

/// The file of a page, if it still waits: the reader asks, not a person.
pub async fn waiting(state: &AppState, page: &PageId) -> Result<Option<Waiting>, sqlx::Error> {
    fetch_optional!(state.store.read(), Waiting, WAITING, page)
}

/// Keeps what was read of a page, or that nothing was; and the pictures that were drawn for it. `false`: it waits no more, and nothing was kept.
pub async fn finish(tx: &mut Tx, state: &AppState, page: &PageId, reading: Option<&Reading>, drawn: &[BlobId]) -> Result<bool, sqlx::Error> {
    let word = if reading.is_some() { "read" } else { "nothing" };
    if execute!(tx.run(), FINISH, word, reading.map(Json), state.clock.now(), page)? == 0 {
        return Ok(false);
    }
    for blob in drawn {
        execute!(tx.run(), DRAWN, page, blob)?;
    }
    Ok(true)
}

type Row = (String, Option<Json<Value>>, i64);

/// What the files of a draft offer. Nothing when the draft is another household's.
pub async fn of_draft(state: &AppState, actor: &HouseholdActor, draft: &DraftId) -> Result<Offered, sqlx::Error> {
    Ok(offered(state, fetch_all!(state.store.read(), Row, OF_DRAFT, draft, &actor.household)?))
}

/// As [`of_draft`], inside the transaction that submits.
pub async fn within(tx: &mut Tx, state: &AppState, actor: &HouseholdActor, draft: &DraftId) -> Result<Offered, sqlx::Error> {
    Ok(offered(state, fetch_all!(tx.run(), Row, OF_DRAFT, draft, &actor.household)?))
}

/// What the files of a claim offer, for whoever has seen to it that the claim may be looked at.
pub async fn of_claim(db: &mut impl Runs, state: &AppState, claim: &ClaimId) -> Result<Offered, sqlx::Error> {
    Ok(offered(state, fetch_all!(db.run(), Row, OF_CLAIM, claim)?))
}

fn offered(state: &AppState, rows: Vec<Row>) -> Offered {
    let since = state.clock.now() - PATIENCE_MS;
    let under_way = rows.iter().any(|(word, _, asked)| word == "waiting" && *asked > since);
    let readings = rows.into_iter().filter_map(|(_, result, _)| serde_json::from_value(result?.0).ok());
    offer::together(&readings.collect::<Vec<Reading>>(), under_way)
}
