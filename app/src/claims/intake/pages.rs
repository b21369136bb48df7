//! The files of an invoice: of a draft while it is written, of the claim once it is submitted.

use super::pages_model::Page;
use crate::auth::HouseholdActor;
use crate::claims::reading::store as reading;
use crate::db::Tx;
use crate::documents::model::MAX_FILES;
use crate::documents::store;
use crate::ids::{BlobId, ClaimId, DraftId, PageId};
use crate::state::AppState;
use crate::{execute, fetch_all, fetch_one, fetch_optional};

crate::queries! {
    OPEN_DRAFT = "SELECT id FROM draft WHERE person_id = $1 AND household_id = $2 AND submitted_at IS NULL AND discarded_at IS NULL";
    OF_DRAFT = "SELECT p.id, p.blob_id, p.upload_key, p.file_name, b.content_type, p.page_count, p.position
        FROM claim_page p JOIN draft d ON d.id = p.draft_id JOIN blob b ON b.id = p.blob_id
        WHERE p.draft_id = $1 AND d.household_id = $2 AND p.removed_at IS NULL ORDER BY p.position, p.id";
    OF_CLAIM = "SELECT p.id, p.blob_id, p.upload_key, p.file_name, b.content_type, p.page_count, p.position
        FROM claim_page p JOIN claim c ON c.id = p.claim_id JOIN blob b ON b.id = p.blob_id
        WHERE p.claim_id = $1 AND c.household_id = $2 AND p.removed_at IS NULL ORDER BY p.position, p.id";
    ONE = "SELECT p.id, p.blob_id, p.upload_key, p.file_name, b.content_type, p.page_count, p.position
        FROM claim_page p JOIN blob b ON b.id = p.blob_id WHERE p.id = $1";
    // Changing the draft's row makes whoever else changes its pages wait.
    TAKE_DRAFT = "UPDATE draft SET changed_at = $1 WHERE id = $2 AND household_id = $3 AND submitted_at IS NULL AND discarded_at IS NULL";
    OWN_DRAFT = "SELECT id FROM draft WHERE id = $1 AND household_id = $2";
    DRAFT_OF_PAGE = "SELECT d.id FROM claim_page p JOIN draft d ON d.id = p.draft_id WHERE p.id = $1 AND d.household_id = $2 AND d.person_id = $3";
    BY_KEY = "SELECT id, removed_at FROM claim_page WHERE draft_id = $1 AND upload_key = $2";
    COUNT = "SELECT CAST(COALESCE(SUM(CASE WHEN removed_at IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT), CAST(COALESCE(MAX(position), 0) AS BIGINT)
        FROM claim_page WHERE draft_id = $1";
    ADD = "INSERT INTO claim_page (id, draft_id, position, blob_id, upload_key, file_name, page_count, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    REMOVE = "UPDATE claim_page SET removed_at = $1 WHERE id = $2 AND removed_at IS NULL";
    REMOVED_AT = "SELECT removed_at FROM claim_page WHERE id = $1";
    RESTORE = "UPDATE claim_page SET removed_at = NULL WHERE id = $1";
    ATTACH = "UPDATE claim_page SET claim_id = $1 WHERE draft_id = $2 AND claim_id IS NULL AND removed_at IS NULL";
}

/// A file about to become a page.
#[derive(Clone, Debug)]
pub struct NewPage<'a> {
    /// The sender's name for this upload; the same name is the same page.
    pub upload_key: &'a str,
    /// Its name on the sender's device, cleaned.
    pub file_name: &'a str,
    /// Its bytes, as [`store::keep`] kept them.
    pub blob: &'a BlobId,
    /// How many sheets it has.
    pub sheets: usize,
}

/// What became of a change to the pages of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done: this page.
    Done(Page),
    /// It was so before: this page. A blob offered for it was not taken.
    Before(Page),
    /// The draft has all the files it can hold.
    Full,
    /// It is a claim by now, or was discarded.
    TooLate,
    /// Not there, or another household's.
    NotFound,
}

/// The draft this person is writing, if any.
pub async fn open_draft(state: &AppState, actor: &HouseholdActor) -> Result<Option<DraftId>, sqlx::Error> {
    let draft = fetch_optional!(state.store.read(), (DraftId,), OPEN_DRAFT, &actor.person, &actor.household)?;
    Ok(draft.map(|(id,)| id))
}

/// The pages of a draft in order. None when the draft is another household's.
pub async fn pages_of_draft(state: &AppState, actor: &HouseholdActor, draft: &DraftId) -> Result<Vec<Page>, sqlx::Error> {
    fetch_all!(state.store.read(), Page, OF_DRAFT, draft, &actor.household)
}

/// The pages of a claim in order. None when the claim is another household's.
pub async fn pages_of_claim(state: &AppState, actor: &HouseholdActor, claim: &ClaimId) -> Result<Vec<Page>, sqlx::Error> {
    fetch_all!(state.store.read(), Page, OF_CLAIM, claim, &actor.household)
}

/// Adds a page at the end of a draft. The same `upload_key` again is the same page, however often and however close together it is sent; a
/// page that was removed comes back.
pub async fn add_page(state: &AppState, actor: &HouseholdActor, draft: &DraftId, page: &NewPage<'_>) -> Result<Outcome, sqlx::Error> {
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    if execute!(tx.run(), TAKE_DRAFT, now, draft, &actor.household)? == 0 {
        let own = fetch_optional!(tx.run(), (DraftId,), OWN_DRAFT, draft, &actor.household)?;
        return Ok(if own.is_some() { Outcome::TooLate } else { Outcome::NotFound });
    }
    let known = fetch_optional!(tx.run(), (PageId, Option<i64>), BY_KEY, draft, page.upload_key)?;
    if let Some((id, None)) = known {
        return Ok(Outcome::Before(fetch_one!(tx.run(), Page, ONE, &id)?));
    }
    let (count, last) = fetch_one!(tx.run(), (i64, i64), COUNT, draft)?;
    if is_full(count) {
        return Ok(Outcome::Full);
    }
    let outcome = if let Some((id, Some(_))) = known {
        execute!(tx.run(), RESTORE, &id)?;
        Outcome::Before(fetch_one!(tx.run(), Page, ONE, &id)?)
    } else {
        let id = PageId(state.new_id());
        let sheets = i64::try_from(page.sheets).unwrap_or(i64::MAX);
        execute!(tx.run(), ADD, &id, draft, last + 1, page.blob, page.upload_key, page.file_name, sheets, now)?;
        store::confirm(&mut tx, actor, page.blob).await?;
        reading::ask(&mut tx, state, &id).await?;
        Outcome::Done(fetch_one!(tx.run(), Page, ONE, &id)?)
    };
    tx.commit().await?;
    Ok(outcome)
}

/// Whether a file sent under this key is a page already, so that nothing has to be looked at again; and whether there is room for another.
pub async fn known(state: &AppState, actor: &HouseholdActor, draft: &DraftId, upload_key: &str) -> Result<Option<Outcome>, sqlx::Error> {
    let pages = pages_of_draft(state, actor, draft).await?;
    let full = is_full(i64::try_from(pages.len()).unwrap_or(i64::MAX));
    let page = pages.into_iter().find(|page| page.upload_key == upload_key).map(Outcome::Before);
    Ok(page.or(full.then_some(Outcome::Full)))
}

/// Takes a page away. It can be brought back for a day.
pub async fn remove_page(state: &AppState, actor: &HouseholdActor, page: &PageId) -> Result<Outcome, sqlx::Error> {
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    if let Err(outcome) = take_draft_of(&mut tx, actor, page, now).await? {
        return Ok(outcome);
    }
    let removed = execute!(tx.run(), REMOVE, now, page)?;
    let page = fetch_one!(tx.run(), Page, ONE, page)?;
    tx.commit().await?;
    Ok(if removed == 1 { Outcome::Done(page) } else { Outcome::Before(page) })
}

/// Brings a removed page back to its place.
pub async fn restore_page(state: &AppState, actor: &HouseholdActor, page: &PageId) -> Result<Outcome, sqlx::Error> {
    let mut tx = state.store.begin().await?;
    let draft = match take_draft_of(&mut tx, actor, page, state.clock.now()).await? {
        Ok(draft) => draft,
        Err(outcome) => return Ok(outcome),
    };
    let (removed_at,) = fetch_one!(tx.run(), (Option<i64>,), REMOVED_AT, page)?;
    let (count, _) = fetch_one!(tx.run(), (i64, i64), COUNT, &draft)?;
    if removed_at.is_some() && is_full(count) {
        return Ok(Outcome::Full);
    }
    execute!(tx.run(), RESTORE, page)?;
    let page = fetch_one!(tx.run(), Page, ONE, page)?;
    tx.commit().await?;
    Ok(if removed_at.is_some() { Outcome::Done(page) } else { Outcome::Before(page) })
}

/// The open draft that has a page and that this person writes, for this transaction alone.
async fn take_draft_of(tx: &mut Tx, actor: &HouseholdActor, page: &PageId, now: i64) -> Result<Result<DraftId, Outcome>, sqlx::Error> {
    let Some((draft,)) = fetch_optional!(tx.run(), (DraftId,), DRAFT_OF_PAGE, page, &actor.household, &actor.person)? else {
        return Ok(Err(Outcome::NotFound));
    };
    let taken = execute!(tx.run(), TAKE_DRAFT, now, &draft, &actor.household)?;
    Ok(if taken == 1 { Ok(draft) } else { Err(Outcome::TooLate) })
}

fn is_full(count: i64) -> bool {
    usize::try_from(count).is_ok_and(|count| count >= MAX_FILES)
}

/// Hands the pages of a draft to the claim it has become, in the transaction that submits it. Gives how many there were.
pub async fn attach(tx: &mut Tx, draft: &DraftId, claim: &ClaimId) -> Result<u64, sqlx::Error> {
    execute!(tx.run(), ATTACH, claim, draft)
}
