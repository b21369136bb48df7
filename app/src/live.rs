//! What has changed, told while it happens: how often something of a household has changed (docs/decisions/0010), and the word of the database that
//! it has again. Pages that are open hear of it within a second (server/src/live.rs).

use std::sync::LazyLock;

use leptos::prelude::*;
use sqlx::types::Json;

use crate::auth::store::token_hash;
use crate::auth::{Power, use_session};
use crate::db::On;
use crate::fetch_optional;
use crate::ids::HouseholdId;
use crate::state::AppState;

crate::queries! {
    REVISION = "SELECT revision FROM household WHERE id = $1";
}

const REVISIONS_SQLITE: &str = "SELECT h.id, h.revision FROM json_each($1) j JOIN household h ON h.id = j.value";
const REVISIONS_POSTGRES: &str = "SELECT h.id, h.revision FROM jsonb_array_elements_text($1) j JOIN household h ON h.id = j";
// PostgreSQL sends word of the households that somebody looks at, and of no other: a commit that sends word waits for every other that does.
const WATCH: &str = "INSERT INTO watcher (household_id, server, until) SELECT j, $2, $3 FROM jsonb_array_elements_text($1) j
    ON CONFLICT (household_id, server) DO UPDATE SET until = excluded.until";
const LET_GO: &str = "DELETE FROM watcher WHERE until < $1";

/// How often something of a household has changed; `None` when there is no such household.
pub async fn revision(state: &AppState, household: &HouseholdId) -> Result<Option<i64>, sqlx::Error> {
    let found = fetch_optional!(state.store.read(), (i64,), REVISION, household)?;
    Ok(found.map(|(revision,)| revision))
}

/// As [`revision`], of many at once.
pub async fn revisions(state: &AppState, households: &[HouseholdId]) -> Result<Vec<(HouseholdId, i64)>, sqlx::Error> {
    match state.store.read() {
        On::Sqlite(db) => sqlx::query_as(REVISIONS_SQLITE).bind(Json(households)).fetch_all(db).await,
        On::Postgres(db) => sqlx::query_as(REVISIONS_POSTGRES).bind(Json(households)).fetch_all(db).await,
    }
}

/// Says that a server wants to hear of these households until an instant (UTC milliseconds), and forgets whoever wanted to until now. SQLite needs
/// no telling: whoever has the file open sees that it has changed.
pub async fn watch(state: &AppState, server: &str, households: &[HouseholdId], until: i64) -> Result<(), sqlx::Error> {
    if let On::Postgres(db) = &state.store {
        sqlx::query(WATCH).bind(Json(households)).bind(server).bind(until).execute(db).await?;
        sqlx::query(LET_GO).bind(state.clock.now()).execute(db).await?;
    }
    Ok(())
}

/// The script that hears of changes (public/live.js).
pub const SCRIPT: &str = include_str!("../../public/live.js");

/// Its address, which changes with its content.
pub static ADDRESS: LazyLock<String> = LazyLock::new(|| format!("/live-{}.js", &token_hash(SCRIPT)[..16]));

/// For the head of a page of somebody who has a household: the script, and what the page has seen.
#[component]
pub fn Listen() -> impl IntoView {
    let session = use_session()?;
    session.household(&[Power::View, Power::File]).ok()?;
    let nonce = leptos::nonce::use_nonce();
    Some(view! {
        <meta name="live" content=session.revision.to_string()/>
        <script type="module" src=ADDRESS.as_str() nonce=nonce></script>
    })
}
