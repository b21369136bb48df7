//! What is asked about claims: each step in one transaction with the claim's move, its event and the word to the household.

use super::model::NewAsk;
use crate::auth::{Adjuster, HouseholdActor};
use crate::claims::model::{Actor, ClaimState, EventKind};
use crate::claims::rules::{may_move, waits_for};
use crate::claims::store::{record, set_state};
use crate::day::Day;
use crate::db::Tx;
use crate::documents::attachments::{self, Kept, Place, Subject};
use crate::documents::attachments_model::Sender;
use crate::error::AppError;
use crate::ids::{AttachmentId, BlobId, ClaimId, HouseholdId, PersonId, RequirementId};
use crate::notify::{self, Tidings};
use crate::state::AppState;
use crate::workflow::model::{Owner, RequirementState, SubjectKind, Verdict};
use crate::workflow::requirements::{self, About, NewRequirement};
use crate::{execute, fetch_all, fetch_optional};

crate::queries! {
    // Writing the state over itself takes the row's lock on both engines. The claim's comes before those of its requirements, always.
    LOCK = "UPDATE claim SET state = state WHERE id = $1 RETURNING state, household_id";
    SAME = "SELECT 1 FROM requirement WHERE subject_kind = 'claim' AND subject_id = $1 AND what = $2 AND owner = $3 AND words = $4 AND state IN ('open', 'to_confirm', 'sent_back')";
    OWN_CLAIM = "SELECT 1 FROM claim WHERE id = $1 AND household_id = $2 AND (CAST($3 AS TEXT) IS NULL OR submitted_by = $3)";
    // What came since it was sent back last, if it was.
    FILES = "SELECT a.blob_id, a.upload_key, a.file_name, a.page_count FROM attachment a JOIN requirement r ON r.id = a.subject_id
        WHERE a.subject_kind = 'requirement' AND a.subject_id = $1 AND a.blob_id IS NOT NULL AND (a.sender <> 'vet' OR a.confirmed)
            AND (r.resolved_at IS NULL OR a.created_at > r.resolved_at) ORDER BY a.created_at, a.id";
    TAKE_IN = "INSERT INTO claim_page (id, claim_id, position, blob_id, upload_key, file_name, page_count, created_at)
        SELECT $1, $2, COALESCE(MAX(position), 0) + 1, $3, $4, $5, $6, $7 FROM claim_page WHERE claim_id = $2";
    OWN_FILE = "SELECT subject_kind, subject_id, sent_by FROM attachment WHERE id = $1 AND household_id = $2 AND sender = 'household'";
}

#[derive(sqlx::FromRow)]
struct Locked {
    state: ClaimState,
    household_id: HouseholdId,
}

async fn lock(tx: &mut Tx, claim: &ClaimId) -> Result<Locked, AppError> {
    fetch_optional!(tx.run(), Locked, LOCK, claim)?.ok_or(AppError::NotFound)
}

/// The claim that a requirement is about.
fn claim_of(about: &About) -> Option<ClaimId> {
    (about.subject_kind == SubjectKind::Claim).then(|| ClaimId(about.subject_id.clone()))
}

/// Moves an open claim to where its requirements leave it.
async fn follow(tx: &mut Tx, claim: &ClaimId, stands: ClaimState) -> Result<(), sqlx::Error> {
    let wanted = waits_for(&requirements::standing(tx, SubjectKind::Claim, claim.as_str()).await?);
    let there = stands == wanted || !stands.is_open() || (stands == ClaimState::Received && wanted == ClaimState::InReview);
    if there {
        return Ok(());
    }
    if !may_move(stands, wanted) {
        set_state(tx, claim, ClaimState::InReview).await?;
    }
    set_state(tx, claim, wanted).await
}

/// Whether somebody may change what is asked about this: the policyholder, or the member who filed the claim.
async fn may_change(state: &AppState, actor: &HouseholdActor, about: &About) -> Result<bool, sqlx::Error> {
    if about.household_id != actor.household {
        return Ok(false);
    }
    match claim_of(about) {
        Some(claim) => owns(state, actor, &claim).await,
        None => Ok(actor.sees_filed_by().is_none()),
    }
}

/// Whether a claim is one that this person may change.
pub async fn owns(state: &AppState, actor: &HouseholdActor, claim: &ClaimId) -> Result<bool, sqlx::Error> {
    let own = fetch_optional!(state.store.read(), (i32,), OWN_CLAIM, claim, &actor.household, actor.changes_filed_by())?;
    Ok(own.is_some())
}

/// A requirement that this person may answer.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn own(state: &AppState, actor: &HouseholdActor, requirement: &RequirementId) -> Result<About, AppError> {
    let about = requirements::about(state, requirement).await?.ok_or(AppError::NotFound)?;
    if may_change(state, actor, &about).await? {
        Ok(about)
    } else {
        Err(AppError::NotFound)
    }
}

/// Where a file for a requirement goes that somebody of the household sends.
///
/// # Errors
/// `NotFound` when it is not theirs to send.
pub async fn place(state: &AppState, actor: &HouseholdActor, requirement: &RequirementId) -> Result<Place, AppError> {
    let about = own(state, actor, requirement).await?;
    Ok(Place {
        kind: Subject::Requirement,
        subject: requirement.0.clone(),
        claim: claim_of(&about),
        household: about.household_id,
        sender: Sender::Household,
        person: Some(actor.person.clone()),
        link: None,
    })
}

/// Writes down a file that came for a requirement, and what follows from it. `false`: the same file came first.
///
/// # Errors
/// `Conflict` when nothing is wanted for it any more.
pub async fn arrive(state: &AppState, place: &Place, kept: &Kept) -> Result<bool, AppError> {
    let id = RequirementId(place.subject.clone());
    let mut tx = state.store.begin().await?;
    let stands = match &place.claim {
        Some(claim) => Some((claim, lock(&mut tx, claim).await?.state)),
        None => None,
    };
    let about = requirements::lock(&mut tx, &id).await?.ok_or(AppError::NotFound)?;
    if !about.state.takes_files() || stands.is_some_and(|(_, stands)| !stands.is_open()) {
        return Err(AppError::Conflict);
    }
    if !attachments::write(&mut tx, state, place, kept).await? {
        return Ok(false);
    }
    let now = requirements::settle(&mut tx, state, &id).await?;
    if let Some((claim, stands)) = stands {
        if now == RequirementState::Supplied && about.state.is_owed() {
            record(&mut tx, state, claim, EventKind::Supplied, Actor::Policyholder, place.person.as_ref()).await?;
        }
        if now == RequirementState::ToConfirm && about.state != now {
            record(&mut tx, state, claim, EventKind::VetSent, Actor::System, None).await?;
            let tidings = Tidings::VetSent {
                requirement: id.as_str(),
                at: state.clock.now(),
            };
            notify::tell(&mut tx, state, &tidings).await?;
        }
        follow(&mut tx, claim, stands).await?;
    }
    tx.commit().await?;
    tracing::info!(requirement.id = %id, "A file came for requirement {id}");
    Ok(true)
}

/// Says of what a clinic sent that it is the household's own and counts, or that it is not.
///
/// # Errors
/// `NotFound` when it is not theirs to say, `Conflict` when nothing waits for it.
pub async fn confirm(state: &AppState, actor: &HouseholdActor, requirement: &RequirementId, theirs: bool) -> Result<About, AppError> {
    let about = own(state, actor, requirement).await?;
    let claim = claim_of(&about);
    let mut tx = state.store.begin().await?;
    let stands = match &claim {
        Some(claim) => Some((claim, lock(&mut tx, claim).await?.state)),
        None => None,
    };
    let before = requirements::lock(&mut tx, requirement).await?.ok_or(AppError::NotFound)?.state;
    if before != RequirementState::ToConfirm || !requirements::confirm(&mut tx, state, requirement, theirs).await? {
        return Err(AppError::Conflict);
    }
    let now = requirements::settle(&mut tx, state, requirement).await?;
    if let Some((claim, stands)) = stands {
        if now == RequirementState::Supplied {
            record(&mut tx, state, claim, EventKind::Supplied, Actor::Policyholder, Some(&actor.person)).await?;
        }
        follow(&mut tx, claim, stands).await?;
    }
    tx.commit().await?;
    Ok(about)
}

#[derive(sqlx::FromRow)]
struct OwnFile {
    subject_kind: Subject,
    subject_id: String,
    sent_by: PersonId,
}

/// Takes back a file that somebody of the household sent, as long as nobody here has looked at it.
///
/// # Errors
/// `NotFound` when it is not theirs, `Conflict` when it is past that point.
pub async fn remove(state: &AppState, actor: &HouseholdActor, file: &AttachmentId) -> Result<(), AppError> {
    let found = fetch_optional!(state.store.read(), OwnFile, OWN_FILE, file, &actor.household)?.ok_or(AppError::NotFound)?;
    match found.subject_kind {
        Subject::PendingMessage | Subject::PendingAppeal if found.sent_by == actor.person => {
            let mut tx = state.store.begin().await?;
            attachments::drop_one(&mut tx, file).await?;
            Ok(tx.commit().await?)
        }
        Subject::Requirement => remove_from(state, actor, file, &RequirementId(found.subject_id)).await,
        Subject::Message | Subject::Appeal => Err(AppError::Conflict),
        Subject::PendingMessage | Subject::PendingAppeal => Err(AppError::NotFound),
    }
}

async fn remove_from(state: &AppState, actor: &HouseholdActor, file: &AttachmentId, requirement: &RequirementId) -> Result<(), AppError> {
    let claim = claim_of(&own(state, actor, requirement).await?);
    let mut tx = state.store.begin().await?;
    let stands = match &claim {
        Some(claim) => Some((claim, lock(&mut tx, claim).await?.state)),
        None => None,
    };
    let about = requirements::lock(&mut tx, requirement).await?.ok_or(AppError::NotFound)?;
    if !about.state.takes_files() {
        return Err(AppError::Conflict);
    }
    attachments::drop_one(&mut tx, file).await?;
    requirements::settle(&mut tx, state, requirement).await?;
    if let Some((claim, stands)) = stands {
        follow(&mut tx, claim, stands).await?;
    }
    Ok(tx.commit().await?)
}

/// Asks for something about a claim. A claim that nobody has opened yet is in review from then on.
///
/// # Errors
/// `NotFound` when there is no such claim, `Conflict` when it is past that point or just that is asked for already.
pub async fn ask(state: &AppState, by: &Adjuster, claim: &ClaimId, ask: &NewAsk) -> Result<RequirementId, AppError> {
    let new = NewRequirement {
        what: ask.what,
        owner: ask.owner,
        due_on: ask.due_on,
        words: ask.words.clone(),
    };
    let mut tx = state.store.begin().await?;
    let Locked {
        state: mut stands,
        household_id,
    } = lock(&mut tx, claim).await?;
    let same = fetch_optional!(tx.run(), (i32,), SAME, claim, new.what, new.owner, &new.words)?;
    if !stands.is_open() || same.is_some() {
        return Err(AppError::Conflict);
    }
    if stands == ClaimState::Received {
        stands = ClaimState::InReview;
        set_state(&mut tx, claim, stands).await?;
        record(&mut tx, state, claim, EventKind::ReviewBegun, Actor::Staff, Some(by.person())).await?;
    }
    let id = requirements::ask(&mut tx, state, (SubjectKind::Claim, claim.as_str()), &household_id, by.person(), &new).await?;
    let kind = match new.owner {
        Owner::Policyholder => EventKind::AskedYou,
        Owner::Vet => EventKind::AskedVet,
    };
    record(&mut tx, state, claim, kind, Actor::Staff, Some(by.person())).await?;
    follow(&mut tx, claim, stands).await?;
    notify::tell(&mut tx, state, &Tidings::Asked(id.as_str())).await?;
    tx.commit().await?;
    tracing::info!(claim.id = %claim, "Asked for something about claim {claim}");
    Ok(id)
}

/// Lays what came for a requirement to the claim's pages: there it is looked at, and decisions rest on it.
async fn take_in(tx: &mut Tx, state: &AppState, claim: &ClaimId, requirement: &RequirementId) -> Result<(), sqlx::Error> {
    type File = (BlobId, String, String, i64);
    for (blob, key, name, sheets) in fetch_all!(tx.run(), File, FILES, requirement)? {
        execute!(tx.run(), TAKE_IN, state.new_id(), claim, &blob, &key, &name, sheets, state.clock.now())?;
    }
    Ok(())
}

/// Says what an adjuster says to a requirement, with why and by when where that belongs to it. Gives the claim.
///
/// # Errors
/// `NotFound` when there is no such requirement, `Conflict` when it cannot be said as it stands, or somebody was faster.
pub async fn answer(
    state: &AppState,
    by: &Adjuster,
    requirement: &RequirementId,
    verdict: Verdict,
    why: &str,
    due_on: Option<Day>,
) -> Result<ClaimId, AppError> {
    let about = requirements::about(state, requirement).await?.ok_or(AppError::NotFound)?;
    let claim = claim_of(&about).ok_or(AppError::NotFound)?;
    let mut tx = state.store.begin().await?;
    let stands = lock(&mut tx, &claim).await?.state;
    let now = requirements::lock(&mut tx, requirement).await?.ok_or(AppError::NotFound)?;
    let to = verdict.on(now.state).filter(|_| stands.is_open()).ok_or(AppError::Conflict)?;
    let why = Some(why).filter(|why| !why.is_empty());
    if verdict == Verdict::Accept {
        take_in(&mut tx, state, &claim, requirement).await?;
    }
    requirements::resolve(&mut tx, state, requirement, by.person(), (to, why, due_on)).await?;
    let person = Some(by.person());
    match (verdict, due_on) {
        (Verdict::SendBack, _) => {
            record(&mut tx, state, &claim, EventKind::SentBack, Actor::Staff, person).await?;
            let tidings = Tidings::SentBack {
                requirement: requirement.as_str(),
                at: state.clock.now(),
            };
            notify::tell(&mut tx, state, &tidings).await?;
        }
        (Verdict::Again, Some(_)) => {
            notify::tell(&mut tx, state, &Tidings::Asked(requirement.as_str())).await?;
        }
        (Verdict::Waive, _) => record(&mut tx, state, &claim, EventKind::NotNeeded, Actor::Staff, person).await?,
        (Verdict::Accept | Verdict::Again, _) => {}
    }
    follow(&mut tx, &claim, stands).await?;
    tx.commit().await?;
    Ok(claim)
}
