//! Writing into a thread. Reading is each audience's own file: no statement reads both.

use super::model::{Author, Said};
use crate::db::Tx;
use crate::ids::{ClaimId, HouseholdId, MessageId, PersonId};
use crate::state::AppState;
use crate::{execute, fetch_optional};

crate::queries! {
    BEGIN = "INSERT INTO thread (id, subject_kind, subject_id, household_id, audience, created_at) VALUES ($1, 'claim', $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    FIND = "SELECT id FROM thread WHERE subject_kind = 'claim' AND subject_id = $1 AND audience = $2";
    ADD = "INSERT INTO message (id, thread_id, at, author_kind, author_id, form_key, words) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
    CLAIM = "SELECT household_id FROM claim WHERE id = $1";
}

/// Whose claim it is.
pub(super) async fn household_of(state: &AppState, claim: &ClaimId) -> Result<Option<HouseholdId>, sqlx::Error> {
    Ok(fetch_optional!(state.store.read(), (HouseholdId,), CLAIM, claim)?.map(|(household,)| household))
}

/// Writes into a claim's thread of an audience, which begins with its first message. `None`: the same form was sent before.
pub(super) async fn write(
    tx: &mut Tx,
    state: &AppState,
    (claim, household, audience): (&ClaimId, &HouseholdId, &'static str),
    (by, person): (Author, &PersonId),
    key: &str,
    said: &Said,
) -> Result<Option<MessageId>, sqlx::Error> {
    let now = state.clock.now();
    execute!(tx.run(), BEGIN, state.new_id(), claim, household, audience, now)?;
    let Some((thread,)) = fetch_optional!(tx.run(), (String,), FIND, claim, audience)? else {
        return Err(sqlx::Error::RowNotFound);
    };
    let id = MessageId(state.new_id());
    let added = execute!(tx.run(), ADD, &id, thread, now, by, person, key, said.as_str())?;
    Ok((added == 1).then_some(id))
}
