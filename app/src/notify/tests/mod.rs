//! What is told, to whom, how often, when and in which words.

mod answering;
mod choosing;
mod delivering;
mod reading;
mod telling;

use std::sync::Arc;

use super::model::{Channel, Topic};
use super::store::preferences;
use super::{Tidings, tell};
use crate::fetch_all;
use crate::ids::PersonId;
use crate::state::AppState;
use crate::testing::{Letters, with_letters};
use crate::texts::Lang;

/// Tells something in a transaction of its own.
async fn told(state: &AppState, tidings: &Tidings<'_>) {
    let mut tx = state.store.begin().await.expect("tx");
    tell(&mut tx, state, tidings).await.expect("told");
    tx.commit().await.expect("commit");
}

/// A person's deliveries: way, state, why, tries.
async fn deliveries(state: &AppState, person: &PersonId) -> Vec<(String, String, Option<String>, i64)> {
    type Row = (String, String, Option<String>, i64);
    let sql = "SELECT d.channel, d.state, d.error, d.tries FROM delivery d JOIN notice n ON n.id = d.notice_id WHERE n.person_id = $1 ORDER BY d.channel, d.id";
    fetch_all!(state.store.read(), Row, sql, person).expect("deliveries")
}

/// Gives a person a number, as if it had answered to a code.
async fn phone(state: &AppState, person: &PersonId, number: &str) {
    let sealed = state.keys.seal(&format!("phone:{person}"), number, &state.random).expect("sealed");
    crate::insert!(state, "UPDATE person SET phone = $1 WHERE id = $2", sealed, person);
}

async fn speaks(state: &AppState, person: &PersonId, l: Lang) {
    crate::auth::store::set_language(state, person, l).await.expect("a language");
}

/// Switches a way on, as its owner would.
async fn wants(state: &AppState, person: &PersonId, topic: Topic, channel: Channel, wanted: bool) {
    preferences::choose(state, person, topic, channel, wanted).await.expect("chosen");
}

fn lettered(state: &AppState) -> (AppState, Arc<Letters>) {
    with_letters(state)
}
