//! Links as their household makes them, follows them and takes them back.

use super::model::{Link, LinkState, Share, is_for_the_clinic};
use crate::auth::HouseholdActor;
use crate::auth::factors::totp::qr;
use crate::auth::store::token_hash;
use crate::claims::asked::store::{own, owns};
use crate::claims::intake::{self, pages::NewPage};
use crate::day::Moment;
use crate::documents::attachments::{self, Subject};
use crate::error::{AppError, FieldError};
use crate::ids::{ClaimId, PetId, RequirementId, VetLinkId};
use crate::seal::hex;
use crate::state::AppState;
use crate::texts::Lang;
use crate::workflow::model::{Owner, SubjectKind, What};
use crate::workflow::requirements::{self, NewRequirement};
use crate::{execute, fetch_optional};

/// How long a link works, in days.
pub const DAYS: i32 = 14;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

crate::queries! {
    PET_OF_CLAIM = "SELECT p.name FROM claim c JOIN pet p ON p.id = c.pet_id WHERE c.id = $1 AND c.household_id = $2 AND (CAST($3 AS TEXT) IS NULL OR c.submitted_by = $3)";
    PET = "SELECT name FROM pet WHERE id = $1 AND household_id = $2 AND died_on IS NULL";
    // The one that works, if any; else the newest.
    NEWEST = "SELECT l.id, l.token_sealed, l.expires_at, l.withdrawn_at,
            (SELECT MAX(u.at) FROM vet_link_use u WHERE u.link_id = l.id AND u.kind = 'opened') AS opened_at,
            (SELECT MAX(u.at) FROM vet_link_use u WHERE u.link_id = l.id AND u.kind = 'sent') AS sent_at,
            (SELECT COUNT(DISTINCT u.place) FROM vet_link_use u WHERE u.link_id = l.id) AS places
        FROM vet_link l WHERE l.subject_kind = $1 AND l.subject_id = $2 AND l.household_id = $3 ORDER BY l.withdrawn_at IS NOT NULL, l.made_at DESC, l.id DESC LIMIT 1";
    MAKE = "INSERT INTO vet_link (id, household_id, subject_kind, subject_id, token_hash, token_sealed, made_by, made_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    WITHDRAW_OTHERS = "UPDATE vet_link SET withdrawn_at = $1 WHERE subject_kind = $2 AND subject_id = $3 AND withdrawn_at IS NULL";
    ONE = "SELECT subject_kind, subject_id FROM vet_link WHERE id = $1 AND household_id = $2";
    WITHDRAW = "UPDATE vet_link SET withdrawn_at = $1 WHERE id = $2 AND household_id = $3 AND withdrawn_at IS NULL";
}

fn purpose(link: &VetLinkId) -> String {
    format!("vet_link:{link}")
}

/// The pet's name of something that may be shared by this person.
async fn pet_name(state: &AppState, actor: &HouseholdActor, kind: SubjectKind, subject: &str) -> Result<String, AppError> {
    let read = || state.store.read();
    let found = match kind {
        SubjectKind::Claim => fetch_optional!(
            read(),
            (String,),
            PET_OF_CLAIM,
            ClaimId(subject.into()),
            &actor.household,
            actor.changes_filed_by()
        )?,
        // Who sees only what they filed sees no pet.
        SubjectKind::Pet if actor.sees_filed_by().is_some() => None,
        SubjectKind::Pet => fetch_optional!(read(), (String,), PET, PetId(subject.into()), &actor.household)?,
    };
    found.map(|(name,)| name).ok_or(AppError::NotFound)
}

#[derive(sqlx::FromRow)]
struct Row {
    id: VetLinkId,
    token_sealed: String,
    expires_at: i64,
    withdrawn_at: Option<i64>,
    opened_at: Option<i64>,
    sent_at: Option<i64>,
    places: i64,
}

/// Sharing a claim or a pet with a clinic, as it stands.
///
/// # Errors
/// `NotFound` when it is not this person's to share.
pub async fn share(state: &AppState, actor: &HouseholdActor, kind: SubjectKind, subject: &str) -> Result<Share, AppError> {
    let pet_name = pet_name(state, actor, kind, subject).await?;
    let mut asked = requirements::requirements(state, actor, kind, subject).await?;
    asked.retain(is_for_the_clinic);
    let owed = asked.iter().any(|one| one.state.is_owed());
    let row = fetch_optional!(state.store.read(), Row, NEWEST, kind, subject, &actor.household)?;
    Ok(Share {
        kind,
        subject: subject.to_owned(),
        pet_name,
        link: row.map(|row| link(state, actor, row, owed)).transpose()?,
        may_make: kind == SubjectKind::Pet || owed,
        asked,
        today: state.clock.today(&actor.zone),
    })
}

fn link(state: &AppState, actor: &HouseholdActor, row: Row, owed: bool) -> Result<Link, AppError> {
    let stands = match () {
        () if row.withdrawn_at.is_some() => LinkState::Withdrawn,
        () if !owed => LinkState::Done,
        () if row.expires_at <= state.clock.now() => LinkState::Expired,
        () => LinkState::Open,
    };
    let address = match stands {
        LinkState::Open => {
            let token = state.keys.open_sealed(&purpose(&row.id), &row.token_sealed)?;
            Some(format!("{}/vet/{token}", state.public_url))
        }
        _ => None,
    };
    let local = |at: i64| Moment::local(at, &actor.zone);
    Ok(Link {
        qr: address.as_deref().map(qr).transpose()?,
        id: row.id,
        state: stands,
        address,
        until: local(row.expires_at),
        opened_at: row.opened_at.map(local),
        places: row.places,
        sent_at: row.sent_at.map(local),
    })
}

/// Makes a link; one that was made before for the same does not work any more. About a pet, `wanted` is asked of its clinic.
///
/// # Errors
/// `NotFound` when it is not this person's to share, `Conflict` when nothing is asked that a clinic could send.
pub async fn make(state: &AppState, actor: &HouseholdActor, kind: SubjectKind, subject: &str, wanted: &[What]) -> Result<VetLinkId, AppError> {
    let before = share(state, actor, kind, subject).await?;
    let open: Vec<What> = before.asked.iter().filter(|one| one.state.is_owed()).map(|one| one.what).collect();
    let new: Vec<What> = if kind == SubjectKind::Pet {
        wanted.iter().copied().filter(|what| !open.contains(what)).collect()
    } else {
        Vec::new()
    };
    if open.is_empty() && new.is_empty() {
        return Err(AppError::Conflict);
    }
    let (id, token, now) = (VetLinkId(state.new_id()), hex(&state.random.bytes::<32>()), state.clock.now());
    let sealed = state.keys.seal(&purpose(&id), &token, &state.random)?;
    let mut tx = state.store.begin().await?;
    for what in new {
        let asked = NewRequirement {
            what,
            owner: Owner::Vet,
            due_on: before.today.plus_days(DAYS),
            words: String::new(),
        };
        requirements::ask(&mut tx, state, (kind, subject), &actor.household, &actor.person, &asked).await?;
    }
    execute!(tx.run(), WITHDRAW_OTHERS, now, kind, subject)?;
    let expires_at = now + i64::from(DAYS) * DAY_MS;
    execute!(
        tx.run(),
        MAKE,
        &id,
        &actor.household,
        kind,
        subject,
        token_hash(&token),
        sealed,
        &actor.person,
        now,
        expires_at
    )?;
    tx.commit().await?;
    tracing::info!(vet_link.id = %id, "Made a link for a clinic");
    Ok(id)
}

/// Lays what a clinic sent about a pet, and its household confirmed, into the claim that this person writes. Gives the pet.
///
/// # Errors
/// `NotFound` when it is not this person's, `Conflict` when nothing of it is confirmed, `Invalid` with a sentence when they write another claim.
pub async fn into_draft(state: &AppState, actor: &HouseholdActor, requirement: &RequirementId, l: Lang) -> Result<PetId, AppError> {
    let about = own(state, actor, requirement).await?;
    let files = attachments::of(state, &actor.household, &actor.zone, Subject::Requirement, requirement.as_str(), None).await?;
    let files: Vec<_> = files.into_iter().filter(|file| file.confirmed == Some(true)).collect();
    if about.subject_kind != SubjectKind::Pet || files.is_empty() {
        return Err(AppError::Conflict);
    }
    let draft = intake::store::open(state, actor).await?.id;
    let before = intake::pages::pages_of_draft(state, actor, &draft).await?;
    let another = |key: &str| files.iter().all(|file| file.upload_key != key);
    if before.iter().any(|page| another(&page.upload_key)) {
        return Err(AppError::Invalid(vec![FieldError::new("", l.vet_another_claim())]));
    }
    for file in &files {
        let Some(blob) = &file.blob_id else { continue };
        let page = NewPage {
            upload_key: &file.upload_key,
            file_name: &file.file_name,
            blob,
            sheets: usize::try_from(file.page_count).unwrap_or(1),
        };
        intake::pages::add_page(state, actor, &draft, &page).await?;
    }
    Ok(PetId(about.subject_id))
}

/// Takes a link back: from now on it opens nothing. Gives what it was about.
///
/// # Errors
/// `NotFound` when it is not this person's.
pub async fn withdraw(state: &AppState, actor: &HouseholdActor, link: &VetLinkId) -> Result<(SubjectKind, String), AppError> {
    type About = (SubjectKind, String);
    let (kind, subject) = fetch_optional!(state.store.read(), About, ONE, link, &actor.household)?.ok_or(AppError::NotFound)?;
    let theirs = match kind {
        SubjectKind::Claim => owns(state, actor, &ClaimId(subject.clone())).await?,
        SubjectKind::Pet => actor.sees_filed_by().is_none(),
    };
    if !theirs {
        return Err(AppError::NotFound);
    }
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), WITHDRAW, state.clock.now(), link, &actor.household)?;
    tx.commit().await?;
    Ok((kind, subject))
}
