//! The thread with a household from the desk's side.

use super::model::{Author, Conversation, Said};
use super::store::{CUSTOMER, Reader, thread};
use super::threads;
use crate::auth::Staff;
use crate::claims::store::timing;
use crate::documents::attachments::{self, Place, Subject};
use crate::documents::attachments_model::Sender;
use crate::error::AppError;
use crate::ids::{ClaimId, HouseholdId};
use crate::notify::{self, Tidings};
use crate::state::AppState;
use crate::{fetch_one, fetch_optional};

crate::queries! {
    // What a household wrote and nobody of the desk has seen.
    UNSEEN = "SELECT COUNT(*) FROM thread t JOIN message m ON m.thread_id = t.id
        WHERE t.subject_kind = 'claim' AND t.subject_id = $1 AND t.audience = 'customer' AND m.author_kind = 'policyholder'
            AND NOT EXISTS (SELECT 1 FROM message_seen s WHERE s.message_id = m.id)";
    FILE = "SELECT a.blob_id, a.file_name, b.content_type, a.household_id FROM attachment a JOIN blob b ON b.id = a.blob_id
        WHERE a.id = $1 AND a.state = 'checked' AND b.state = 'checked'";
}

/// A file that came with something asked or said.
#[derive(sqlx::FromRow)]
pub struct DeskFile {
    /// Its bytes.
    pub blob_id: crate::ids::BlobId,
    /// Its name.
    pub file_name: String,
    /// What it is.
    pub content_type: String,
    /// Whose.
    pub household_id: HouseholdId,
}

/// What was said with the household about a claim. What it wrote is seen from now on.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn read(state: &AppState, staff: &Staff, claim: &ClaimId, (household, zone): (&HouseholdId, &str)) -> Result<Conversation, AppError> {
    let reader = Reader {
        person: &staff.person,
        side: Author::Staff,
        household,
        zone,
    };
    thread(state, &reader, claim, true).await
}

/// How many messages of a household nobody of the desk has seen yet.
pub async fn unseen(state: &AppState, claim: &ClaimId) -> Result<i64, sqlx::Error> {
    Ok(fetch_one!(state.store.read(), (i64,), UNSEEN, claim)?.0)
}

/// Writes to a household about its claim, with the files that were laid ready, and tells it. The same form sent twice is one message.
///
/// # Errors
/// `NotFound` when there is no such claim.
pub async fn write(state: &AppState, staff: &Staff, claim: &ClaimId, key: &str, said: &Said) -> Result<(), AppError> {
    let household = threads::household_of(state, claim).await?.ok_or(AppError::NotFound)?;
    let mut tx = state.store.begin().await?;
    let written = threads::write(&mut tx, state, (claim, &household, CUSTOMER), (Author::Staff, &staff.person), key, said).await?;
    if let Some(message) = written {
        let (from, to) = ((Subject::PendingMessage, claim.as_str()), (Subject::Message, message.as_str()));
        attachments::go_with(&mut tx, &staff.person, from, to).await?;
        timing::answered(&mut tx, state, claim).await?;
        let tidings = Tidings::Message {
            claim,
            message: message.as_str(),
        };
        notify::tell(&mut tx, state, &tidings).await?;
        tracing::info!(claim.id = %claim, "Wrote to a household about claim {claim}");
    }
    Ok(tx.commit().await?)
}

/// Where a file goes that one of the insurer's people lays ready for a message.
///
/// # Errors
/// `NotFound` when there is no such claim.
pub async fn place(state: &AppState, staff: &Staff, claim: &ClaimId) -> Result<Place, AppError> {
    Ok(Place {
        kind: Subject::PendingMessage,
        subject: claim.0.clone(),
        household: threads::household_of(state, claim).await?.ok_or(AppError::NotFound)?,
        claim: Some(claim.clone()),
        sender: Sender::Staff,
        person: Some(staff.person.clone()),
        link: None,
    })
}

/// A file that came with something asked or said; `None` when there is none or it was not kept.
pub async fn file(state: &AppState, attachment: &str) -> Result<Option<DeskFile>, sqlx::Error> {
    fetch_optional!(state.store.read(), DeskFile, FILE, attachment)
}
