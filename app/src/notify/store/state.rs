//! How deliveries stand, for staff: what went or did not, never what it says.

use crate::auth::Staff;
use crate::auth::audit::{By, record};
use crate::error::AppError;
use crate::ids::HouseholdId;
use crate::notify::model::{Channel, ChannelCounts, DeliveryCounts, DeliveryLine, Kind, Stand, Topic, Why};
use crate::sessions::store::in_words;
use crate::state::AppState;
use crate::texts::Lang;
use crate::{fetch_all, fetch_one};

/// What is counted, in milliseconds: seven days.
const WEEK_MS: i64 = 7 * 24 * 60 * 60 * 1000;

crate::queries! {
    // With what is about the policyholder alone: letters about their account.
    OF_HOUSEHOLD = "SELECT n.kind, p.given_name || ' ' || p.family_name AS name, d.channel, d.state, d.error, d.tries, d.created_at, h.time_zone
        FROM notice n JOIN delivery d ON d.notice_id = n.id JOIN person p ON p.id = n.person_id JOIN household h ON h.id = $1
        WHERE n.household_id = $1 OR (n.household_id IS NULL AND n.person_id IN
            (SELECT g.person_id FROM \"grant\" g WHERE g.scope_kind = 'household' AND g.scope_id = $1 AND g.role = 'policyholder')) ORDER BY n.created_at DESC, d.id DESC LIMIT 30";
    COUNTS = "SELECT channel, state, COUNT(*) FROM delivery WHERE state = 'waiting' OR ended_at > $1 GROUP BY channel, state";
    WHYS = "SELECT error, COUNT(*) FROM delivery WHERE state IN ('failed', 'dropped') AND ended_at > $1 AND error IS NOT NULL GROUP BY error ORDER BY 2 DESC, 1";
    OLDEST = "SELECT MIN(created_at) FROM delivery WHERE state = 'waiting' AND tries > 0";
}

#[derive(sqlx::FromRow)]
struct Row {
    kind: String,
    name: String,
    channel: Channel,
    state: Stand,
    error: Option<Why>,
    tries: i64,
    created_at: i64,
    time_zone: String,
}

/// What went to the people of a household lately, the newest first. The look is recorded.
///
/// # Errors
/// `Unavailable` or `Internal` when the look cannot be recorded: then nothing is shown.
pub async fn of_household(state: &AppState, staff: &Staff, household: &HouseholdId, l: Lang) -> Result<Vec<DeliveryLine>, AppError> {
    let mut tx = state.store.begin().await?;
    let subject = ("household", household.as_str());
    record(
        &mut tx,
        state,
        By::Person(&staff.person),
        "desk.view_deliveries",
        subject,
        serde_json::json!({}),
    )
    .await?;
    tx.commit().await?;
    let rows = fetch_all!(state.store.read(), Row, OF_HOUSEHOLD, household)?;
    let lines = rows.into_iter().map(|row| DeliveryLine {
        topic: Kind::parse(&row.kind).map_or(Topic::Security, Kind::topic),
        to: row.name,
        channel: row.channel,
        stand: row.state,
        why: row.error,
        tries: row.tries,
        when: in_words(state, row.created_at, &row.time_zone, l),
    });
    Ok(lines.collect())
}

/// How deliveries go, over the whole book.
///
/// # Errors
/// What the database says.
pub async fn counts(state: &AppState, l: Lang) -> Result<DeliveryCounts, sqlx::Error> {
    let since = state.clock.now() - WEEK_MS;
    let rows: Vec<(Channel, Stand, i64)> = fetch_all!(state.store.read(), (Channel, Stand, i64), COUNTS, since)?;
    let whys: Vec<(Why, i64)> = fetch_all!(state.store.read(), (Why, i64), WHYS, since)?;
    let (oldest,): (Option<i64>,) = fetch_one!(state.store.read(), (Option<i64>,), OLDEST)?;
    let count = |of, stand| {
        rows.iter()
            .find(|(channel, state, _)| *channel == of && *state == stand)
            .map_or(0, |(.., count)| *count)
    };
    let channels = Channel::ALL.map(|channel| ChannelCounts {
        channel,
        sent: count(channel, Stand::Sent),
        waiting: count(channel, Stand::Waiting),
        failed: count(channel, Stand::Failed),
        dropped: count(channel, Stand::Dropped),
    });
    Ok(DeliveryCounts {
        channels: channels.to_vec(),
        whys,
        oldest: oldest.map(|at| in_words(state, at, "UTC", l)),
    })
}
