//! The thread of a claim with its household, as either side reads it. Every statement here names the customer's thread.

use super::model::{Author, Conversation, Message, Said};
use super::threads;
use crate::auth::{HouseholdActor, Power};
use crate::claims::store::timing;
use crate::day::Moment;
use crate::documents::attachments::{self, Place, Subject};
use crate::documents::attachments_model::Sender;
use crate::error::AppError;
use crate::ids::{ClaimId, HouseholdId, MessageId, PersonId};
use crate::state::AppState;
use crate::{execute, fetch_all, fetch_optional};

/// The thread that a household reads.
pub(super) const CUSTOMER: &str = "customer";

crate::queries! {
    OWN = "SELECT submitted_by FROM claim WHERE id = $1 AND household_id = $2 AND (CAST($3 AS TEXT) IS NULL OR submitted_by = $3)";
    MESSAGES = "SELECT m.id, m.at, m.author_kind, m.author_id, p.given_name, m.words,
            (SELECT x.given_name FROM message_seen s JOIN person x ON x.id = s.person_id WHERE s.message_id = m.id ORDER BY s.at, s.person_id LIMIT 1) AS seen_by,
            (SELECT MIN(s.at) FROM message_seen s WHERE s.message_id = m.id) AS seen_at,
            (SELECT COUNT(*) FROM message_seen s WHERE s.message_id = m.id AND s.person_id = $3) AS seen_here
        FROM thread t JOIN message m ON m.thread_id = t.id JOIN person p ON p.id = m.author_id
        WHERE t.subject_kind = 'claim' AND t.subject_id = $1 AND t.household_id = $2 AND t.audience = 'customer' ORDER BY m.at, m.id";
    SEEN = "INSERT INTO message_seen (message_id, person_id, at)
        SELECT m.id, $1, $2 FROM thread t JOIN message m ON m.thread_id = t.id
        WHERE t.subject_kind = 'claim' AND t.subject_id = $3 AND t.household_id = $4 AND t.audience = 'customer' AND m.author_kind <> $5 ON CONFLICT DO NOTHING";
}

#[derive(sqlx::FromRow)]
struct Row {
    id: MessageId,
    at: i64,
    author_kind: Author,
    author_id: PersonId,
    given_name: String,
    words: String,
    seen_by: Option<String>,
    seen_at: Option<i64>,
    seen_here: i64,
}

/// Who looks at a thread, and from which side.
pub(super) struct Reader<'a> {
    pub person: &'a PersonId,
    pub side: Author,
    pub household: &'a HouseholdId,
    pub zone: &'a str,
}

/// What was said about a claim of the household. What the insurer's people wrote is seen from now on.
///
/// # Errors
/// `NotFound` when the household has no such claim, or a member who sees only their own did not file it.
pub async fn read(state: &AppState, actor: &HouseholdActor, claim: &ClaimId) -> Result<Conversation, AppError> {
    let (filer,) = fetch_optional!(state.store.read(), (PersonId,), OWN, claim, &actor.household, actor.sees_filed_by())?.ok_or(AppError::NotFound)?;
    let may_write = actor.roles.may(Power::File) && actor.changes_filed_by().is_none_or(|person| *person == filer);
    let reader = Reader {
        person: &actor.person,
        side: Author::Policyholder,
        household: &actor.household,
        zone: &actor.zone,
    };
    thread(state, &reader, claim, may_write).await
}

/// As [`read`], for whoever it is that looks.
pub(super) async fn thread(state: &AppState, reader: &Reader<'_>, claim: &ClaimId, may_write: bool) -> Result<Conversation, AppError> {
    let rows = fetch_all!(state.store.read(), Row, MESSAGES, claim, reader.household, reader.person)?;
    let theirs = |row: &Row| row.author_kind != reader.side;
    if rows.iter().any(|row| theirs(row) && row.seen_here == 0) {
        let mut tx = state.store.begin().await?;
        execute!(tx.run(), SEEN, reader.person, state.clock.now(), claim, reader.household, reader.side)?;
        tx.commit().await?;
    }
    let mut files = attachments::of_claim(state, reader.household, reader.zone, claim, Subject::Message).await?;
    let local = |at: i64| Moment::local(at, reader.zone);
    let messages = rows.into_iter().map(|row| {
        let (with, rest) = std::mem::take(&mut files).into_iter().partition(|(message, _)| *message == row.id.0);
        files = rest;
        Message {
            new: theirs(&row) && row.seen_here == 0,
            own: row.author_id == *reader.person,
            // Of what the other side wrote, whoever looks sees it now.
            seen: row.seen_by.zip(row.seen_at.map(local)).filter(|_| row.author_kind == reader.side),
            id: row.id,
            at: local(row.at),
            by: row.author_kind,
            name: row.given_name,
            words: row.words,
            files: Vec::into_iter(with).map(|(_, file)| file).collect(),
        }
    });
    Ok(Conversation {
        messages: messages.collect(),
        ready: attachments::of(
            state,
            reader.household,
            reader.zone,
            Subject::PendingMessage,
            claim.as_str(),
            Some(reader.person),
        )
        .await?,
        typed: String::new(),
        may_write,
        form_key: state.new_id(),
        today: state.clock.today(reader.zone),
    })
}

/// A claim that this person may write about.
async fn own(state: &AppState, actor: &HouseholdActor, claim: &ClaimId) -> Result<(), AppError> {
    let own = fetch_optional!(state.store.read(), (PersonId,), OWN, claim, &actor.household, actor.changes_filed_by())?;
    own.map(drop).ok_or(AppError::NotFound)
}

/// Writes to the insurer's people about a claim, with the files that were laid ready. The same form sent twice is one message.
///
/// # Errors
/// `NotFound` when it is no claim that this person may write about.
pub async fn write(state: &AppState, actor: &HouseholdActor, claim: &ClaimId, key: &str, said: &Said) -> Result<(), AppError> {
    own(state, actor, claim).await?;
    let mut tx = state.store.begin().await?;
    let written = threads::write(
        &mut tx,
        state,
        (claim, &actor.household, CUSTOMER),
        (Author::Policyholder, &actor.person),
        key,
        said,
    );
    if let Some(message) = written.await? {
        attachments::go_with(
            &mut tx,
            &actor.person,
            (Subject::PendingMessage, claim.as_str()),
            (Subject::Message, message.as_str()),
        )
        .await?;
        timing::answer_is_owed(&mut tx, state, claim).await?;
        tracing::info!(claim.id = %claim, "A household wrote about claim {claim}");
    }
    Ok(tx.commit().await?)
}

/// Where a file goes that somebody of the household lays ready for a message.
///
/// # Errors
/// `NotFound` when it is no claim that this person may write about.
pub async fn place(state: &AppState, actor: &HouseholdActor, claim: &ClaimId) -> Result<Place, AppError> {
    own(state, actor, claim).await?;
    Ok(Place {
        kind: Subject::PendingMessage,
        subject: claim.0.clone(),
        household: actor.household.clone(),
        claim: Some(claim.clone()),
        sender: Sender::Household,
        person: Some(actor.person.clone()),
        link: None,
    })
}
