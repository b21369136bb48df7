//! Events as they are kept, and the work that each leaves.

use super::model::{Outcome, UnknownEvent};
use super::work;
use crate::auth::Staff;
use crate::billing::ports::Told;
use crate::day::Moment;
use crate::error::AppError;
use crate::jobs::{self, Job};
use crate::state::AppState;
use crate::{execute, fetch_all, fetch_optional};

/// The most that is listed.
const MANY: i64 = 200;

crate::queries! {
    // Its own id makes the same told twice one row and one job.
    KEEP = "INSERT INTO gateway_event (id, kind, object_id, account, body, received_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    EVENT = "SELECT kind, object_id, account, body FROM gateway_event WHERE id = $1";
    WORKED = "UPDATE gateway_event SET worked_at = $1, outcome = $2 WHERE id = $3";
    UNKNOWN = "SELECT id, kind, object_id, received_at FROM gateway_event WHERE outcome = 'unknown' ORDER BY received_at DESC, id LIMIT $1";
    SINCE = "SELECT id FROM gateway_event WHERE received_at >= $1 AND id > $2 ORDER BY id LIMIT $3";
}

/// Keeps what the gateway told, and leaves the work of it. The same again leaves nothing.
pub async fn take(state: &AppState, told: &Told, body: &str) -> Result<(), sqlx::Error> {
    let mut tx = state.store.begin().await?;
    let now = state.clock.now();
    if execute!(tx.run(), KEEP, &told.id, &told.kind, &told.object, &told.account, body, now)? == 1 {
        jobs::enqueue(&mut tx, state, &Job::GatewayEvent { event: told.id.clone() }).await?;
    }
    tx.commit().await
}

/// Works an event. Safe to run twice, in any order: each time the gateway is asked how things are now.
///
/// # Errors
/// `Unavailable` when the gateway did not answer: it is tried again.
pub async fn work(state: &AppState, event: &str) -> Result<(), AppError> {
    let Some((kind, object, account, body)) = fetch_optional!(state.store.read(), (String, String, Option<String>, String), EVENT, event)? else {
        return Ok(());
    };
    let outcome = work::apply(state, &work::Event::read(kind, object, account, &body)).await?;
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), WORKED, state.clock.now(), outcome, event)?;
    tx.commit().await?;
    if outcome == Outcome::Unknown {
        tracing::error!(gateway.event = %event, "ALERT: the gateway told of something that we do not know; see /desk/gateway");
    }
    Ok(())
}

/// Leaves the work of every event that came since an instant (UTC milliseconds) once more. Gives how many.
pub async fn replay(state: &AppState, since: i64) -> Result<u64, sqlx::Error> {
    let (mut after, mut count) = (String::new(), 0);
    loop {
        let page = fetch_all!(state.store.read(), (String,), SINCE, since, &after, 500_i64)?;
        let Some((last,)) = page.last() else { return Ok(count) };
        after.clone_from(last);
        let mut tx = state.store.begin().await?;
        for (event,) in page {
            jobs::enqueue(&mut tx, state, &Job::GatewayEvent { event }).await?;
            count += 1;
        }
        tx.commit().await?;
    }
}

/// Events of kinds that we do not know, newest first.
pub async fn unknown(state: &AppState, _staff: &Staff) -> Result<Vec<UnknownEvent>, sqlx::Error> {
    let rows = fetch_all!(state.store.read(), (String, String, String, i64), UNKNOWN, MANY)?;
    let event = |(id, kind, object, at): (String, String, String, i64)| UnknownEvent {
        id,
        kind,
        object,
        at: Moment::local(at, "UTC"),
    };
    Ok(rows.into_iter().map(event).collect())
}
