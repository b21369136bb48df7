//! Notes among the insurer's people: a thread of its own, which nothing outside this file names. Every function takes [`Staff`]; no customer has one.

use super::desk_model::Note;
use super::model::{Author, Said};
use super::threads;
use crate::auth::Staff;
use crate::day::Moment;
use crate::error::AppError;
use crate::fetch_all;
use crate::ids::ClaimId;
use crate::state::AppState;

const INTERNAL: &str = "internal";

crate::queries! {
    NOTES = "SELECT m.at, p.given_name, m.words FROM thread t JOIN message m ON m.thread_id = t.id JOIN person p ON p.id = m.author_id
        WHERE t.subject_kind = 'claim' AND t.subject_id = $1 AND t.audience = 'internal' ORDER BY m.at, m.id";
}

/// The notes of a claim, oldest first, with times on the clock of `zone`.
pub async fn notes(state: &AppState, _: &Staff, claim: &ClaimId, zone: &str) -> Result<Vec<Note>, sqlx::Error> {
    let rows: Vec<(i64, String, String)> = fetch_all!(state.store.read(), (i64, String, String), NOTES, claim)?;
    let note = |(at, name, words)| Note {
        at: Moment::local(at, zone),
        name,
        words,
    };
    Ok(rows.into_iter().map(note).collect())
}

/// Writes a note. The same form sent twice is one note.
///
/// # Errors
/// `NotFound` when there is no such claim.
pub async fn note(state: &AppState, staff: &Staff, claim: &ClaimId, key: &str, said: &Said) -> Result<(), AppError> {
    let household = threads::household_of(state, claim).await?.ok_or(AppError::NotFound)?;
    let mut tx = state.store.begin().await?;
    threads::write(&mut tx, state, (claim, &household, INTERNAL), (Author::Staff, &staff.person), key, said).await?;
    Ok(tx.commit().await?)
}
