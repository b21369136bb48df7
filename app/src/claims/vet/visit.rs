//! What a clinic sees and sends behind a link. Nobody is signed in here: the token is the actor, and it opens what is asked about one pet.

use sha2::{Digest, Sha256};

use super::model::{OpenVisit, VetAsk, VetFile, Visit, is_for_the_clinic};
use crate::auth::Session;
use crate::auth::limits::{self, Limit};
use crate::auth::store::token_hash;
use crate::day::{Day, Moment};
use crate::documents::attachments::{Place, Subject};
use crate::documents::attachments_model::Sender;
use crate::error::AppError;
use crate::ids::{AttachmentId, ClaimId, HouseholdId, RequirementId, VetLinkId};
use crate::pets::model::Species;
use crate::seal::hex;
use crate::state::AppState;
use crate::workflow::model::{Owner, Requirement, RequirementState, SubjectKind};
use crate::workflow::requirements;
use crate::{execute, fetch_all, fetch_optional};

/// How often a network may open links, whatever they are.
const OPENING: Limit = Limit::new("vet_open", 60, 10);
/// How many files may be sent by one link.
const SENDING: Limit = Limit::new("vet_send", 40, 60);
/// Opened again from the same place within so long is one look, in milliseconds.
const ONE_LOOK_MS: i64 = 10 * 60 * 1000;

crate::queries! {
    LOOK = "SELECT l.id, l.household_id, l.subject_kind, l.subject_id, l.expires_at, l.withdrawn_at, h.time_zone, c.visit_on, p.name, p.species
        FROM vet_link l JOIN household h ON h.id = l.household_id
        LEFT JOIN claim c ON l.subject_kind = 'claim' AND c.id = l.subject_id
        JOIN pet p ON p.id = CASE WHEN l.subject_kind = 'claim' THEN c.pet_id ELSE l.subject_id END
        WHERE l.token_hash = $1";
    USED = "INSERT INTO vet_link_use (id, link_id, at, kind, place) SELECT $1, $2, $3, $4, $5
        WHERE $4 = 'sent' OR NOT EXISTS (SELECT 1 FROM vet_link_use u WHERE u.link_id = $2 AND u.place = $5 AND u.kind = 'opened' AND u.at > $6)";
    // Files of an earlier link may be another clinic's.
    OWN_FILES = "SELECT id FROM attachment WHERE link_id = $1";
    FIRST_PLACE = "SELECT place FROM vet_link_use WHERE link_id = $1 ORDER BY at, id LIMIT 1";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: VetLinkId,
    household_id: HouseholdId,
    subject_kind: SubjectKind,
    subject_id: String,
    expires_at: i64,
    withdrawn_at: Option<i64>,
    time_zone: String,
    visit_on: Option<Day>,
    name: String,
    species: Species,
}

/// From where a link is used: a browser in a network. Only its hash is kept, and it differs from link to link.
#[derive(Clone, Debug)]
pub struct From {
    /// Network address.
    pub network: String,
    /// The browser's `User-Agent`.
    pub browser: String,
}

impl From {
    fn place(&self, link: &VetLinkId) -> String {
        hex(&Sha256::digest(format!("{link}|{}|{}", self.network, self.browser).as_bytes()))
    }
}

/// What stands behind a token. Somebody of the household who looks at their own link is told so, and leaves no trace.
///
/// # Errors
/// `TooMany` when a network tries too often.
pub async fn open(state: &AppState, token: &str, from: &From, session: Option<&Session>) -> Result<Visit, AppError> {
    limits::count(state, OPENING, &from.network).await?;
    let Some(row) = fetch_optional!(state.store.read(), Row, LOOK, token_hash(token))? else {
        return Ok(Visit::Unknown);
    };
    let asked = asked(state, &row).await?;
    if row.withdrawn_at.is_some() {
        return Ok(Visit::Withdrawn);
    }
    if !asked.iter().any(|one| is_wanted(one.state)) {
        return Ok(Visit::Done { pet_name: row.name });
    }
    if row.expires_at <= state.clock.now() {
        return Ok(Visit::Expired);
    }
    let own = session
        .and_then(|session| session.household.as_ref())
        .is_some_and(|actor| actor.household == row.household_id);
    let own_files = fetch_all!(state.store.read(), (AttachmentId,), OWN_FILES, &row.id)?;
    let first = fetch_optional!(state.store.read(), (String,), FIRST_PLACE, &row.id)?;
    if !own {
        note(state, &row.id, "opened", from).await?;
    }
    Ok(Visit::Open(Box::new(OpenVisit {
        elsewhere: !own && first.is_some_and(|(place,)| place != from.place(&row.id)),
        own,
        until: Moment::local(row.expires_at, &row.time_zone).day,
        asks: asked.into_iter().map(|one| ask(one, &own_files)).collect(),
        pet_name: row.name,
        species: row.species,
        visit_on: row.visit_on,
    })))
}

/// What a clinic is asked for: its own papers, and whatever was asked of it by name.
async fn asked(state: &AppState, row: &Row) -> Result<Vec<Requirement>, sqlx::Error> {
    let mut asked = requirements::list(state, &row.household_id, &row.time_zone, row.subject_kind, &row.subject_id).await?;
    asked.retain(is_for_the_clinic);
    Ok(asked)
}

/// Whether a clinic may still send something: also while the household has yet to look at what came.
fn is_wanted(state: RequirementState) -> bool {
    state.is_owed() || state == RequirementState::ToConfirm
}

fn ask(one: Requirement, own: &[(AttachmentId,)]) -> VetAsk {
    let files = one.files.into_iter().filter(|file| own.iter().any(|(id,)| *id == file.id));
    VetAsk {
        id: one.id,
        what: one.what,
        // What was said to the household is between it and us.
        words: if one.owner == Owner::Vet { one.words } else { String::new() },
        came: !one.state.is_owed(),
        files: files
            .map(|file| VetFile {
                upload_key: file.upload_key,
                name: file.file_name,
                state: file.state,
                refusal: file.refusal,
                confirmed: file.confirmed,
            })
            .collect(),
    }
}

async fn note(state: &AppState, link: &VetLinkId, kind: &str, from: &From) -> Result<(), sqlx::Error> {
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), USED, state.new_id(), link, now, kind, from.place(link), now - ONE_LOOK_MS)?;
    tx.commit().await
}

/// Where a file goes that a clinic sends by a link.
///
/// # Errors
/// `NotFound` when the link opens nothing or does not ask for this, `TooMany` when it has sent too many.
pub async fn place(state: &AppState, token: &str, requirement: &RequirementId, from: &From) -> Result<Place, AppError> {
    limits::count(state, OPENING, &from.network).await?;
    let row = fetch_optional!(state.store.read(), Row, LOOK, token_hash(token))?;
    let row = row
        .filter(|row| row.withdrawn_at.is_none() && row.expires_at > state.clock.now())
        .ok_or(AppError::NotFound)?;
    let asked = asked(state, &row).await?;
    asked
        .iter()
        .find(|one| one.id == *requirement && is_wanted(one.state))
        .ok_or(AppError::NotFound)?;
    limits::count(state, SENDING, row.id.as_str()).await?;
    note(state, &row.id, "sent", from).await?;
    Ok(Place {
        kind: Subject::Requirement,
        subject: requirement.0.clone(),
        household: row.household_id,
        claim: (row.subject_kind == SubjectKind::Claim).then_some(ClaimId(row.subject_id)),
        sender: Sender::Vet,
        person: None,
        link: Some(row.id),
    })
}
