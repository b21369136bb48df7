//! Files that belong to something asked or said: judged and kept as every other file; one that is not kept leaves a row that says why.

use super::attachments_model::{Attachment, FileState, Sender};
use super::inspect::{Purpose, judge};
use super::model::Refusal;
use super::receive::Received;
use super::store;
use crate::day::Moment;
use crate::db::Tx;
use crate::error::AppError;
use crate::ids::{AttachmentId, BlobId, ClaimId, HouseholdId, PersonId, VetLinkId};
use crate::state::AppState;
use crate::{execute, fetch_all, fetch_one, fetch_optional};

/// Most files of one subject, those that were not kept included.
const MOST: i64 = 20;
/// How long a file waits for the words it was meant for, in milliseconds: a week.
const PENDING_MS: i64 = 7 * 24 * 60 * 60 * 1000;

crate::queries! {
    BY_KEY = "SELECT 1 FROM attachment WHERE subject_kind = $1 AND subject_id = $2 AND upload_key = $3 AND COALESCE(sent_by, '') = COALESCE($4, '')
        AND state = 'checked' AND confirmed IS NOT FALSE";
    COUNT = "SELECT COUNT(*) FROM attachment WHERE subject_kind = $1 AND subject_id = $2";
    // The same file tried again: what became of it last counts.
    ADD = "INSERT INTO attachment (id, subject_kind, subject_id, household_id, claim_id, upload_key, file_name, page_count, blob_id, state, refusal, sender, sent_by, link_id, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        ON CONFLICT (subject_kind, subject_id, upload_key, COALESCE(sent_by, '')) DO UPDATE SET
            file_name = excluded.file_name, page_count = excluded.page_count, blob_id = excluded.blob_id, state = excluded.state, refusal = excluded.refusal,
            created_at = excluded.created_at, link_id = excluded.link_id, confirmed = NULL, answered_at = NULL
        WHERE attachment.state <> 'checked' OR attachment.confirmed IS FALSE";
    OF = "SELECT a.id, a.blob_id, a.upload_key, a.file_name, b.content_type, a.page_count, a.state, a.refusal, a.sender, a.created_at, a.confirmed
        FROM attachment a LEFT JOIN blob b ON b.id = a.blob_id
        WHERE a.household_id = $1 AND a.subject_kind = $2 AND a.subject_id = $3 AND (CAST($4 AS TEXT) IS NULL OR a.sent_by = $4) ORDER BY a.created_at, a.id";
    OF_CLAIM = "SELECT a.id, a.subject_id, a.blob_id, a.upload_key, a.file_name, b.content_type, a.page_count, a.state, a.refusal, a.sender, a.created_at, a.confirmed
        FROM attachment a LEFT JOIN blob b ON b.id = a.blob_id
        WHERE a.household_id = $1 AND a.claim_id = $2 AND a.subject_kind = $3 ORDER BY a.created_at, a.id";
    GO_WITH = "UPDATE attachment SET subject_kind = $1, subject_id = $2 WHERE subject_kind = $3 AND subject_id = $4 AND sent_by = $5 AND state = 'checked'";
    DROP_FAILED = "DELETE FROM attachment WHERE subject_kind = $1 AND subject_id = $2 AND sent_by = $3 AND state <> 'checked'";
    DROP_ONE = "DELETE FROM attachment WHERE id = $1";
    DROP_PENDING = "DELETE FROM attachment WHERE subject_kind IN ('pending_message', 'pending_appeal') AND created_at < $1";
}

crate::text_enum! {
    /// What a file can belong to.
    pub enum Subject {
        /// Something that was asked for.
        Requirement = "requirement",
        /// A message.
        Message = "message",
        /// An appeal.
        Appeal = "appeal",
        /// A message that is being written; the claim's id stands for it.
        PendingMessage = "pending_message",
        /// An appeal that is being written; the line's id stands for it.
        PendingAppeal = "pending_appeal",
    }
}

/// Where a file goes, and from whom.
#[derive(Clone, Debug)]
pub struct Place {
    /// What it belongs to.
    pub kind: Subject,
    /// Its id.
    pub subject: String,
    /// Whose it is.
    pub household: HouseholdId,
    /// The claim it is about.
    pub claim: Option<ClaimId>,
    /// Who sends it.
    pub sender: Sender,
    /// The person; none for a clinic.
    pub person: Option<PersonId>,
    /// The clinic's link.
    pub link: Option<VetLinkId>,
}

/// A file that was judged and kept, and has yet to be written down.
#[derive(Debug)]
pub struct Kept {
    blob: BlobId,
    key: String,
    name: String,
    sheets: i64,
}

/// A row as it is read.
#[derive(sqlx::FromRow)]
struct Row {
    id: AttachmentId,
    blob_id: Option<BlobId>,
    upload_key: String,
    file_name: String,
    content_type: Option<String>,
    page_count: i64,
    state: FileState,
    refusal: Option<Refusal>,
    sender: Sender,
    created_at: i64,
    confirmed: Option<bool>,
}

/// Looks at a file that arrived. `None`: it is there already. What cannot be kept for its own sake is written down.
///
/// # Errors
/// Why it is not kept.
pub async fn take(state: &AppState, place: &Place, file: Received) -> Result<Option<Kept>, Refusal> {
    let person = place.person.as_ref();
    let known = fetch_optional!(state.store.read(), (i32,), BY_KEY, place.kind, &place.subject, &file.key, person).map_err(unavailable)?;
    if known.is_some() {
        return Ok(None);
    }
    let (count,) = fetch_one!(state.store.read(), (i64,), COUNT, place.kind, &place.subject).map_err(unavailable)?;
    if count >= MOST {
        return Err(Refusal::TooManyFiles);
    }
    let (key, name) = (file.key.clone(), file.name.clone());
    match judge(state, file.bytes(), Purpose::Invoice).await {
        Ok(judged) => {
            let blob = store::keep_for(state, &place.household, &judged).await.map_err(|_| Refusal::NotKept)?;
            let sheets = i64::try_from(judged.sheets).unwrap_or(i64::MAX);
            Ok(Some(Kept { blob, key, name, sheets }))
        }
        Err(refusal) if refusal.may_pass() => Err(refusal),
        Err(refusal) => {
            refuse(state, place, &key, &name, refusal).await.map_err(unavailable)?;
            Err(refusal)
        }
    }
}

/// Writes a kept file down, in the transaction of what it causes. `false`: the same file came first.
pub async fn write(tx: &mut Tx, state: &AppState, place: &Place, kept: &Kept) -> Result<bool, sqlx::Error> {
    let row = (Some(&kept.blob), kept.sheets, FileState::Checked, None);
    let written = add(tx, state, place, (&kept.key, &kept.name), row).await?;
    if written {
        store::confirm_for(tx, &place.household, &kept.blob).await?;
    }
    Ok(written)
}

/// Writes a kept file down that waits for the words it is meant for. `false`: the same file came first.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn lay_ready(state: &AppState, place: &Place, kept: &Kept) -> Result<bool, AppError> {
    let mut tx = state.store.begin().await?;
    let written = write(&mut tx, state, place, kept).await?;
    tx.commit().await?;
    Ok(written)
}

/// Forgets a file that was kept and not written down.
pub async fn take_back(state: &AppState, kept: &Kept) {
    store::take_back(state, &kept.blob).await;
}

async fn refuse(state: &AppState, place: &Place, key: &str, name: &str, refusal: Refusal) -> Result<(), sqlx::Error> {
    let mut tx = state.store.begin().await?;
    add(&mut tx, state, place, (key, name), (None, 0, FileState::of(refusal), Some(refusal))).await?;
    tx.commit().await
}

async fn add(
    tx: &mut Tx,
    state: &AppState,
    place: &Place,
    (key, name): (&str, &str),
    (blob, sheets, became, refusal): (Option<&BlobId>, i64, FileState, Option<Refusal>),
) -> Result<bool, sqlx::Error> {
    let added = execute!(
        tx.run(),
        ADD,
        state.new_id(),
        place.kind,
        &place.subject,
        &place.household,
        place.claim.as_ref(),
        key,
        name,
        sheets,
        blob,
        became,
        refusal,
        place.sender,
        place.person.as_ref(),
        place.link.as_ref(),
        state.clock.now()
    )?;
    Ok(added == 1)
}

fn unavailable(error: sqlx::Error) -> Refusal {
    tracing::warn!("A file was not kept: {error}");
    Refusal::NotKept
}

/// The files of a subject of the household, oldest first, with times on the clock of `zone`; with `by` only those that this person sent.
pub async fn of(
    state: &AppState,
    household: &HouseholdId,
    zone: &str,
    kind: Subject,
    subject: &str,
    by: Option<&PersonId>,
) -> Result<Vec<Attachment>, sqlx::Error> {
    let rows = fetch_all!(state.store.read(), Row, OF, household, kind, subject, by)?;
    Ok(rows.into_iter().map(|row| row.attachment(zone)).collect())
}

impl Row {
    fn attachment(self, zone: &str) -> Attachment {
        Attachment {
            picture: self.content_type.as_deref().is_some_and(|kind| kind.starts_with("image/")),
            at: Moment::local(self.created_at, zone),
            id: self.id,
            blob_id: self.blob_id,
            upload_key: self.upload_key,
            file_name: self.file_name,
            page_count: self.page_count,
            state: self.state,
            refusal: self.refusal,
            sender: self.sender,
            confirmed: self.confirmed,
        }
    }
}

#[derive(sqlx::FromRow)]
struct RowOf {
    subject_id: String,
    #[sqlx(flatten)]
    row: Row,
}

/// The files of all subjects of a kind that a claim of the household has, each with its subject, oldest first.
pub async fn of_claim(state: &AppState, household: &HouseholdId, zone: &str, claim: &ClaimId, kind: Subject) -> Result<Vec<(String, Attachment)>, sqlx::Error> {
    let rows = fetch_all!(state.store.read(), RowOf, OF_CLAIM, household, claim, kind)?;
    Ok(rows.into_iter().map(|found| (found.subject_id, found.row.attachment(zone))).collect())
}

/// Gives the files that somebody has laid ready to the message or appeal that they are for, in the transaction that writes it. Gives how many.
pub async fn go_with(tx: &mut Tx, person: &PersonId, (from, of): (Subject, &str), (to, id): (Subject, &str)) -> Result<u64, sqlx::Error> {
    let gone = execute!(tx.run(), GO_WITH, to, id, from, of, person)?;
    execute!(tx.run(), DROP_FAILED, from, of, person)?;
    Ok(gone)
}

/// Forgets a file. Its bytes go with the next sweep.
pub async fn drop_one(tx: &mut Tx, attachment: &AttachmentId) -> Result<(), sqlx::Error> {
    execute!(tx.run(), DROP_ONE, attachment).map(drop)
}

/// Forgets files that waited a week for words that never came.
pub async fn sweep(state: &AppState) -> Result<(), sqlx::Error> {
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), DROP_PENDING, state.clock.now() - PENDING_MS)?;
    tx.commit().await
}
