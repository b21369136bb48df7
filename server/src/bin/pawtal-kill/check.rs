//! What must be true of the database, whenever the server was killed.

use std::path::Path;

use app::documents::ports::BlobStore as _;
use app::ids::{BlobId, ClaimId, DraftId};
use app::state::AppState;
use app::{fetch_all, fetch_one};
use server::adapters::DiskBlobs;
use server::trial::Failure;

/// Claims since an instant (`$1`) that are not whole, and what is left of others: each query must find nothing.
const NOTHING_HALF: [(&str, &str); 7] = [
    (
        "has not exactly one line",
        "SELECT c.id FROM claim c WHERE c.submitted_at >= $1 AND (SELECT COUNT(*) FROM claim_line l WHERE l.claim_id = c.id) <> 1",
    ),
    (
        "was not said to be submitted exactly once",
        "SELECT c.id FROM claim c WHERE c.submitted_at >= $1 AND (SELECT COUNT(*) FROM claim_event e WHERE e.claim_id = c.id AND e.kind = 'submitted') <> 1",
    ),
    (
        "has not exactly one job",
        "SELECT c.id FROM claim c
         LEFT JOIN (SELECT payload ->> 'claim' AS claim, COUNT(*) AS n FROM job WHERE kind = 'route_claim' GROUP BY payload ->> 'claim') j ON j.claim = c.id
         WHERE c.submitted_at >= $1 AND COALESCE(j.n, 0) <> 1",
    ),
    (
        "has not exactly one page",
        "SELECT c.id FROM claim c WHERE c.submitted_at >= $1
         AND (SELECT COUNT(*) FROM claim_page p WHERE p.claim_id = c.id AND p.draft_id = c.draft_id AND p.removed_at IS NULL) <> 1",
    ),
    (
        "is a draft that was sent without becoming exactly one claim",
        "SELECT d.id FROM draft d WHERE d.submitted_at >= $1 AND (SELECT COUNT(*) FROM claim c WHERE c.draft_id = d.id) <> 1",
    ),
    (
        "is a page of a claim that its claim does not have",
        "SELECT p.id FROM claim_page p JOIN draft d ON d.id = p.draft_id WHERE d.submitted_at >= $1 AND p.claim_id IS NULL AND p.removed_at IS NULL",
    ),
    (
        "is a number that two claims have",
        "SELECT number FROM claim WHERE submitted_at >= $1 GROUP BY number HAVING COUNT(*) > 1",
    ),
];

/// How many of these drafts have become claims.
pub async fn received(state: &AppState, drafts: impl Iterator<Item = &DraftId>) -> Result<u32, Failure> {
    let mut received = 0;
    for draft in drafts {
        let sql = "SELECT COUNT(*) FROM claim WHERE draft_id = $1";
        let (count,): (i64,) = fetch_one!(state.store.read(), (i64,), sql, draft)?;
        received += u32::try_from(count)?;
    }
    Ok(received)
}

/// What is wrong with a claim that was acknowledged; nothing when it is there once, with a number.
pub async fn filed(state: &AppState, draft: &DraftId, claim: &ClaimId) -> Result<Option<String>, Failure> {
    let sql = "SELECT id, number FROM claim WHERE draft_id = $1 OR id = $2";
    let found: Vec<(ClaimId, String)> = fetch_all!(state.store.read(), (ClaimId, String), sql, draft, claim)?;
    let once = matches!(&found[..], [(id, number)] if id == claim && !number.is_empty());
    Ok((!once).then(|| format!("claim {claim} of draft {draft} was acknowledged, and the database has {found:?}")))
}

/// What is wrong with everything written since an instant (UTC milliseconds).
pub async fn everything(state: &AppState, since: i64, blobs: &Path) -> Result<Vec<String>, Failure> {
    let mut complaints = Vec::new();
    for (what, sql) in NOTHING_HALF {
        let found: Vec<(String,)> = fetch_all!(state.store.read(), (String,), sql, since)?;
        complaints.extend(found.into_iter().map(|(id,)| format!("{id} {what}")));
    }
    let blobs = DiskBlobs::new(blobs)?;
    let sql = "SELECT b.id, b.size FROM blob b JOIN claim_page p ON p.blob_id = b.id WHERE b.created_at >= $1 AND p.removed_at IS NULL";
    for (id, size) in fetch_all!(state.store.read(), (BlobId, i64), sql, since)? {
        let bytes = blobs.get(&id).await?.map(|bytes| bytes.len());
        if bytes != usize::try_from(size).ok() {
            complaints.push(format!("page {id} of {size} bytes has {bytes:?} on the disk"));
        }
    }
    Ok(complaints)
}
