//! Rows of what people sent us. A row comes first, the bytes next, and what refers to them last, together with the word that they are there: whenever
//! the power fails, a row without a use is all that is left, and [`sweep`] takes it away with its bytes.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::inspect::Judged;
use super::ports::BlobError;
use crate::auth::HouseholdActor;
use crate::claims::rules::signs::parts;
use crate::db::Tx;
use crate::error::AppError;
use crate::ids::{BlobId, HouseholdId};
use crate::state::AppState;
use crate::{execute, fetch_all, fetch_optional};

crate::queries! {
    ANNOUNCE = "INSERT INTO blob (id, household_id, sha256, size, content_type, state, created_at) VALUES ($1, $2, $3, $4, $5, 'received', $6)";
    PRINT = "INSERT INTO blob_print (blob_id, print, part_0, part_1, part_2, part_3) VALUES ($1, $2, $3, $4, $5, $6)";
    CONFIRM = "UPDATE blob SET state = 'checked' WHERE id = $1 AND household_id = $2 AND state = 'received'";
    TAKE_BACK = "DELETE FROM blob WHERE id = $1 AND state = 'received'";
    // A shared blob (the demo's) may be seen by whoever has something that shows it; so may any blob by a member who sees only what they filed ($3).
    SHOWN = "SELECT b.content_type,
            COALESCE((SELECT p.file_name FROM claim_page p WHERE p.blob_id = b.id AND b.household_id IS NOT NULL ORDER BY p.id LIMIT 1),
                (SELECT a.file_name FROM attachment a WHERE a.blob_id = b.id ORDER BY a.id LIMIT 1)) AS file_name
        FROM blob b WHERE b.id = $1 AND b.state = 'checked' AND (b.household_id = $2 OR b.household_id IS NULL)
            -- What one of the insurer's people is about to send is not sent yet.
            AND NOT EXISTS (SELECT 1 FROM attachment a WHERE a.blob_id = b.id AND a.sender = 'staff' AND a.subject_kind = 'pending_message')
            AND ((b.household_id = $2 AND CAST($3 AS TEXT) IS NULL)
            OR EXISTS (SELECT 1 FROM pet WHERE pet.household_id = $2 AND pet.photo_blob_id = b.id)
            OR EXISTS (SELECT 1 FROM claim c JOIN claim_page p ON p.claim_id = c.id
                WHERE c.household_id = $2 AND p.blob_id = b.id AND (CAST($3 AS TEXT) IS NULL OR c.submitted_by = $3))
            OR EXISTS (SELECT 1 FROM claim c JOIN attachment a ON a.claim_id = c.id
                WHERE c.household_id = $2 AND a.blob_id = b.id AND (CAST($3 AS TEXT) IS NULL OR c.submitted_by = $3))
            OR EXISTS (SELECT 1 FROM draft d JOIN claim_page p ON p.draft_id = d.id
                WHERE d.household_id = $2 AND p.blob_id = b.id AND (CAST($3 AS TEXT) IS NULL OR d.person_id = $3))
            OR EXISTS (SELECT 1 FROM reading_picture r JOIN claim_page p ON p.id = r.page_id JOIN draft d ON d.id = p.draft_id
                WHERE d.household_id = $2 AND r.blob_id = b.id AND (CAST($3 AS TEXT) IS NULL OR d.person_id = $3)))";
    DROP_PAGES = "DELETE FROM claim_page WHERE claim_id IS NULL AND (removed_at < $1
        OR draft_id IN (SELECT id FROM draft WHERE discarded_at < $1))";
    UNUSED = "SELECT b.id FROM blob b WHERE b.created_at < $1 AND b.household_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM claim_page p WHERE p.blob_id = b.id) AND NOT EXISTS (SELECT 1 FROM pet WHERE pet.photo_blob_id = b.id)
        AND NOT EXISTS (SELECT 1 FROM reading_picture r WHERE r.blob_id = b.id)
        AND NOT EXISTS (SELECT 1 FROM attachment a WHERE a.blob_id = b.id)
        ORDER BY b.id LIMIT 500";
    DROP_UNUSED = "DELETE FROM blob WHERE id = $1
        AND NOT EXISTS (SELECT 1 FROM claim_page p WHERE p.blob_id = blob.id) AND NOT EXISTS (SELECT 1 FROM pet WHERE pet.photo_blob_id = blob.id)
        AND NOT EXISTS (SELECT 1 FROM reading_picture r WHERE r.blob_id = blob.id)
        AND NOT EXISTS (SELECT 1 FROM attachment a WHERE a.blob_id = blob.id)";
}

/// How long something removed or never used is kept, in milliseconds: a day, so that an upload in hand and a late "Undo" are safe.
const KEPT_UNUSED_MS: i64 = 24 * 60 * 60 * 1000;

/// A blob that may be shown.
#[derive(Debug, sqlx::FromRow)]
pub struct Shown {
    /// What its bytes are.
    pub content_type: String,
    /// The name it was sent under, for a download.
    pub file_name: Option<String>,
}

/// Keeps the bytes of a file. Nothing may show them before [`confirm`].
///
/// # Errors
/// `Unavailable` when there is no room or the database does not answer; nothing is kept then.
pub async fn keep(state: &AppState, actor: &HouseholdActor, file: &Judged) -> Result<BlobId, AppError> {
    keep_for(state, &actor.household, file).await
}

/// As [`keep`], for what comes from somebody else for a household, or is made of its files by the server itself.
///
/// # Errors
/// As [`keep`].
pub async fn keep_for(state: &AppState, household: &HouseholdId, file: &Judged) -> Result<BlobId, AppError> {
    let id = BlobId(state.new_id());
    let size = i64::try_from(file.bytes.len()).unwrap_or(i64::MAX);
    let mut tx = state.store.begin().await?;
    execute!(
        tx.run(),
        ANNOUNCE,
        &id,
        household,
        sha256(&file.bytes),
        size,
        file.content_type,
        state.clock.now()
    )?;
    if let Some(print) = file.print {
        let [first, second, third, fourth] = parts(print);
        execute!(tx.run(), PRINT, &id, print.cast_signed(), first, second, third, fourth)?;
    }
    tx.commit().await?;
    if let Err(error) = state.blobs.put(&id, &file.bytes).await {
        match &error {
            BlobError::Full => tracing::error!("The blob store is full: a file was not kept"),
            BlobError::Io(error) => tracing::error!("The blob store failed: {error}"),
        }
        take_back(state, &id).await;
        return Err(AppError::Unavailable);
    }
    Ok(id)
}

/// Says that a blob is there, in the transaction that begins to refer to it.
pub async fn confirm(tx: &mut Tx, actor: &HouseholdActor, blob: &BlobId) -> Result<(), sqlx::Error> {
    confirm_for(tx, &actor.household, blob).await
}

/// As [`confirm`], for what [`keep_for`] kept.
pub async fn confirm_for(tx: &mut Tx, household: &HouseholdId, blob: &BlobId) -> Result<(), sqlx::Error> {
    execute!(tx.run(), CONFIRM, blob, household).map(drop)
}

/// Forgets a blob that [`keep`] kept and nothing came to refer to. When even that fails, [`sweep`] does it tomorrow.
pub async fn take_back(state: &AppState, blob: &BlobId) {
    let taken = async {
        state.blobs.delete(blob).await.map_err(|error| sqlx::Error::Io(std::io::Error::other(error)))?;
        let mut tx = state.store.begin().await?;
        execute!(tx.run(), TAKE_BACK, blob)?;
        tx.commit().await
    };
    if let Err(error) = taken.await {
        tracing::warn!(blob.id = %blob, "Blob {blob} is left to the sweep: {error}");
    }
}

/// A blob that this person may see: of their household, or a shared one that something of it shows; for a member, as far as they see it.
pub async fn shown(state: &AppState, actor: &HouseholdActor, blob: &BlobId) -> Result<Option<Shown>, sqlx::Error> {
    fetch_optional!(state.store.read(), Shown, SHOWN, blob, &actor.household, actor.sees_filed_by())
}

/// Forgets pages that were removed or whose draft was discarded more than a day ago, and blobs that nothing refers to. Bytes go before
/// their row: what is interrupted is found again. Gives how many blobs went.
pub async fn sweep(state: &AppState) -> Result<usize, AppError> {
    super::attachments::sweep(state).await?;
    let before = state.clock.now() - KEPT_UNUSED_MS;
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), DROP_PAGES, before)?;
    tx.commit().await?;
    let unused = fetch_all!(state.store.read(), (BlobId,), UNUSED, before)?;
    let mut swept = 0;
    for (blob,) in &unused {
        // Nothing can begin to refer to it: a reference is made once, by who made the blob.
        if let Err(error) = state.blobs.delete(blob).await {
            tracing::warn!(blob.id = %blob, "Blob {blob} could not be deleted: {error}");
            continue;
        }
        let mut tx = state.store.begin().await?;
        execute!(tx.run(), DROP_UNUSED, blob)?;
        tx.commit().await?;
        swept += 1;
    }
    if swept > 0 {
        tracing::info!("Swept {swept} files that nothing refers to");
    }
    Ok(swept)
}

/// SHA-256 in hex.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes as lower-case hex.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::on_both_engines;
    use crate::testing::{MemoryBlobs, home};

    fn file() -> Judged {
        Judged {
            bytes: b"bytes".to_vec(),
            content_type: "image/jpeg",
            sheets: 1,
            print: None,
        }
    }

    async fn confirmed(state: &AppState, actor: &HouseholdActor) -> BlobId {
        let blob = keep(state, actor, &file()).await.expect("kept");
        let mut tx = state.store.begin().await.expect("tx");
        confirm(&mut tx, actor, &blob).await.expect("confirmed");
        tx.commit().await.expect("commit");
        blob
    }

    async fn rows(state: &AppState) -> usize {
        fetch_all!(state.store.read(), (BlobId,), "SELECT id FROM blob").expect("rows").len()
    }

    on_both_engines! {
        async fn nothing_shows_before_it_is_confirmed(state: AppState) {
            let (robin, sam) = (home(&state, "Robin", &[]).await, home(&state, "Sam", &[]).await);
            let half = keep(&state, &robin.actor, &file()).await.expect("kept");
            assert!(shown(&state, &robin.actor, &half).await.expect("look").is_none());
            let whole = confirmed(&state, &robin.actor).await;
            assert!(shown(&state, &robin.actor, &whole).await.expect("look").is_some());
            assert!(shown(&state, &sam.actor, &whole).await.expect("look").is_none(), "another household's");
        }

        async fn a_full_store_leaves_no_row(state: AppState) {
            let robin = home(&state, "Robin", &[]).await;
            let full = crate::testing::with_blobs(&state, MemoryBlobs::full());
            assert_eq!(keep(&full, &robin.actor, &file()).await, Err(AppError::Unavailable));
            assert_eq!(rows(&state).await, 0);
        }

        async fn what_nothing_refers_to_goes_after_a_day(state: AppState) {
            let robin = home(&state, "Robin", &["Biscuit"]).await;
            let (half, unused, photo) =
                (keep(&state, &robin.actor, &file()).await.expect("kept"), confirmed(&state, &robin.actor).await, confirmed(&state, &robin.actor).await);
            let mut tx = state.store.begin().await.expect("tx");
            execute!(tx.run(), "UPDATE pet SET photo_blob_id = $1 WHERE id = $2", &photo, &robin.pets[0].id).expect("photo");
            tx.commit().await.expect("commit");
            assert_eq!(sweep(&state).await, Ok(0), "too young");
            state.clock.advance(KEPT_UNUSED_MS + 1);
            assert_eq!(sweep(&state).await, Ok(2));
            for (blob, there) in [(half, false), (unused, false), (photo, true)] {
                assert_eq!(state.blobs.get(&blob).await.expect("look").is_some(), there);
            }
            assert_eq!(rows(&state).await, 1);
        }
    }
}
