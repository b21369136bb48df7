//! The files of an invoice: of a draft while it is written, of the claim once it is submitted.

use super::pages_model::Page;
use crate::auth::Policyholder;
use crate::db::Tx;
use crate::ids::{ClaimId, DraftId};
use crate::state::AppState;
use crate::{execute, fetch_all};

crate::queries! {
    OF_DRAFT = "SELECT p.id, p.blob_id, p.upload_key, p.file_name, b.content_type, p.page_count, p.position
        FROM claim_page p JOIN draft d ON d.id = p.draft_id JOIN blob b ON b.id = p.blob_id
        WHERE p.draft_id = $1 AND d.household_id = $2 AND p.removed_at IS NULL ORDER BY p.position, p.id";
    OF_CLAIM = "SELECT p.id, p.blob_id, p.upload_key, p.file_name, b.content_type, p.page_count, p.position
        FROM claim_page p JOIN claim c ON c.id = p.claim_id JOIN blob b ON b.id = p.blob_id
        WHERE p.claim_id = $1 AND c.household_id = $2 AND p.removed_at IS NULL ORDER BY p.position, p.id";
    ATTACH = "UPDATE claim_page SET claim_id = $1 WHERE draft_id = $2 AND claim_id IS NULL AND removed_at IS NULL";
}

/// The pages of a draft in order. None when the draft is another household's.
pub async fn pages_of_draft(state: &AppState, actor: &Policyholder, draft: &DraftId) -> Result<Vec<Page>, sqlx::Error> {
    fetch_all!(state.store.read(), Page, OF_DRAFT, draft, &actor.household)
}

/// The pages of a claim in order. None when the claim is another household's.
pub async fn pages_of_claim(state: &AppState, actor: &Policyholder, claim: &ClaimId) -> Result<Vec<Page>, sqlx::Error> {
    fetch_all!(state.store.read(), Page, OF_CLAIM, claim, &actor.household)
}

/// Hands the pages of a draft to the claim it has become, in the transaction that submits it. Gives how many there were.
pub async fn attach(tx: &mut Tx, draft: &DraftId, claim: &ClaimId) -> Result<u64, sqlx::Error> {
    execute!(tx.run(), ATTACH, claim, draft)
}
