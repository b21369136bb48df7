//! Sessions from beginning to end. The look before every page is in `auth::store`.

use super::browser::{self, Browser};
use super::model::{SessionLine, Sessions};
use super::{devices, model};
use crate::auth::api::cookies;
use crate::auth::audit::{self, By};
use crate::auth::model::Strength;
use crate::auth::store::token_hash;
use crate::auth::{Session, use_session};
use crate::day::Moment;
use crate::db::Tx;
use crate::error::AppError;
use crate::ids::{PersonId, SessionId};
use crate::seal::hex;
use crate::state::AppState;
use crate::texts::Lang;
use crate::ui::moment_long;
use crate::{execute, fetch_all, fetch_one, fetch_optional};

const MINUTE_MS: i64 = 60_000;
/// How long a session lasts without use. NIST SP 800-63B-4 allows at most one hour (section 2.2.3); the product's own rule is shorter.
pub const IDLE_MS: i64 = 15 * MINUTE_MS;
/// How long a session lasts whatever happens: NIST SP 800-63B-4, section 2.2.3, at most 24 hours.
pub const WHOLE_MS: i64 = 24 * 60 * MINUTE_MS;
/// The same for the insurer's own people: NIST SP 800-63B-4, section 2.3.3, at most 12 hours.
pub const STAFF_MS: i64 = 12 * 60 * MINUTE_MS;
/// How long before the end a person is warned. WCAG 2.2, 2.2.1 asks for 20 seconds.
pub const WARNING_MS: i64 = 2 * MINUTE_MS;
/// Use is written down no oftener than this, so that looking at a page costs no write. A session may end this much early, never late.
pub const NOTE_MS: i64 = MINUTE_MS;

crate::queries! {
    BOOK_GRANTS = "SELECT COUNT(*) FROM \"grant\" WHERE person_id = $1 AND scope_kind = 'book' AND from_at <= $2 AND (to_at IS NULL OR to_at > $2)";
    NEW_SESSION = "INSERT INTO session (id, token_hash, person_id, created_at, expires_at, device, address, strength, proved_at, staff)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $4, $9)";
    NOTE_USE = "UPDATE session SET used_at = $1 WHERE id = $2 AND COALESCE(used_at, created_at) <= $3";
    LIVE = "SELECT id, device, address, created_at, COALESCE(used_at, created_at) FROM session
        WHERE person_id = $1 AND ended_at IS NULL AND expires_at > $2 AND COALESCE(used_at, created_at) > $3 ORDER BY 5 DESC, id DESC LIMIT 100";
    END_ONE = "UPDATE session SET ended_at = $1 WHERE id = $2 AND person_id = $3 AND ended_at IS NULL";
    END_OTHERS = "UPDATE session SET ended_at = $1 WHERE person_id = $2 AND id <> $3 AND ended_at IS NULL";
    END_ALL = "UPDATE session SET ended_at = $1 WHERE person_id = $2 AND ended_at IS NULL";
    LAPSED = "SELECT person_id FROM session WHERE token_hash = $1 AND ended_at IS NULL AND created_at > $2";
    ZONE = "SELECT h.time_zone FROM \"grant\" g JOIN household h ON h.id = g.scope_id
        WHERE g.person_id = $1 AND g.scope_kind = 'household' AND g.from_at <= $2 AND (g.to_at IS NULL OR g.to_at > $2) ORDER BY g.from_at LIMIT 1";
}

/// A session that has begun.
#[derive(Clone, Debug)]
pub struct Started {
    /// Which.
    pub id: SessionId,
    /// Token of its cookie: 256 bits, kept here only as a hash.
    pub token: String,
    /// How long it may last, in milliseconds.
    pub lasts_ms: i64,
    /// Token of the browser's own cookie, by which it is known again.
    pub device: String,
    /// What tells the page's script that somebody is signed in, and that it is still the same person; see [`mark_of`].
    pub mark: String,
}

/// Stands for a person in the page's script: says whether it is still the same one, and nothing else.
fn mark(person: &PersonId) -> String {
    token_hash(&format!("mark {person}"))[..16].to_owned()
}

/// As [`Started::mark`], and after a dot what stands for all that they may do: a page that is open gets another menu when that changes.
pub fn mark_of(session: &Session) -> String {
    let can = token_hash(&format!("mark {} {}", session.person, session.roles()));
    format!("{}.{}", mark(&session.person), &can[..16])
}

/// Starts a session; whoever signs in goes through `auth::arrive`. A browser that we had not seen with this person is told to them, but for their very first.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn start(tx: &mut Tx, state: &AppState, person: &PersonId, strength: Strength, browser: &Browser) -> Result<Started, AppError> {
    let (id, token, now) = (SessionId(state.new_id()), hex(&state.random.bytes::<32>()), state.clock.now());
    let (grants,): (i64,) = fetch_one!(tx.run(), (i64,), BOOK_GRANTS, person, now)?;
    let staff = grants > 0;
    let lasts_ms = if staff { STAFF_MS } else { WHOLE_MS };
    execute!(
        tx.run(),
        NEW_SESSION,
        &id,
        token_hash(&token),
        person,
        now,
        now + lasts_ms,
        &browser.agent,
        &browser.address,
        strength,
        staff
    )?;
    let device = devices::recognise(tx, state, person, browser).await?;
    let mark = mark(person);
    Ok(Started {
        id,
        token,
        lasts_ms,
        device,
        mark,
    })
}

/// The seconds until a session ends when it is not used any more, the last one begun.
pub fn seconds_left(state: &AppState, session: &Session) -> i64 {
    let ends = (session.used_at + IDLE_MS).min(session.expires_at);
    (ends - state.clock.now()).max(0) / 1000 + 1
}

/// Whose browser asks: of the live session, or of one that has run out and was not ended by anyone.
pub async fn person_of_request(state: &AppState) -> Result<Option<PersonId>, sqlx::Error> {
    if let Some(session) = use_session() {
        return Ok(Some(session.person.clone()));
    }
    match cookies::session_token() {
        Some(token) => lapsed(state, &token).await,
        None => Ok(None),
    }
}

/// Writes down that a session was used, if that was last done a while ago.
pub async fn note_use(state: &AppState, session: &SessionId) -> Result<(), sqlx::Error> {
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), NOTE_USE, now, session, now - NOTE_MS)?;
    tx.commit().await
}

/// Whose session a token was, when it has run out and was not ended by anyone.
pub async fn lapsed(state: &AppState, token: &str) -> Result<Option<PersonId>, sqlx::Error> {
    let since = state.clock.now() - 2 * WHOLE_MS;
    let row: Option<(PersonId,)> = fetch_optional!(state.store.read(), (PersonId,), LAPSED, token_hash(token), since)?;
    Ok(row.map(|(person,)| person))
}

/// The time zone in which a person reads times: their household's.
pub async fn zone(state: &AppState, person: &PersonId) -> Result<String, sqlx::Error> {
    let row: Option<(String,)> = fetch_optional!(state.store.read(), (String,), ZONE, person, state.clock.now())?;
    Ok(row.map_or_else(|| "UTC".to_owned(), |(zone,)| zone))
}

/// An instant in words of a time zone.
pub fn in_words(state: &AppState, at: i64, zone: &str, l: Lang) -> String {
    moment_long(l, Moment::local(at, zone), state.clock.today(zone))
}

/// The person's live sessions; `this` is the one that asks.
pub async fn list(state: &AppState, person: &PersonId, this: &SessionId, l: Lang) -> Result<Sessions, sqlx::Error> {
    let (now, zone) = (state.clock.now(), zone(state, person).await?);
    type Row = (SessionId, String, String, i64, i64);
    let rows: Vec<Row> = fetch_all!(state.store.read(), Row, LIVE, person, now, now - IDLE_MS)?;
    let mut list: Vec<SessionLine> = rows
        .into_iter()
        .map(|(id, agent, address, began, used)| SessionLine {
            this: id == *this,
            id,
            device: browser::name(&agent, l),
            address,
            began: in_words(state, began, &zone, l),
            used: in_words(state, used, &zone, l),
        })
        .collect();
    list.sort_by_key(|line| !line.this);
    let news: Vec<model::NewSignIn> = devices::unanswered(state, person, &zone, l).await?;
    Ok(Sessions { list, news })
}

/// Which sessions to end.
#[derive(Clone, Copy, Debug)]
pub enum End<'a> {
    /// This one.
    One(&'a SessionId),
    /// All but this one.
    Others(&'a SessionId),
    /// All of them.
    All,
}

/// Ends sessions of a person, in the transaction that has the reason. Gives how many there were.
pub async fn end(tx: &mut Tx, state: &AppState, person: &PersonId, which: End<'_>) -> Result<u64, sqlx::Error> {
    let now = state.clock.now();
    let ended = match which {
        End::One(id) => execute!(tx.run(), END_ONE, now, id, person)?,
        End::Others(id) => execute!(tx.run(), END_OTHERS, now, person, id)?,
        End::All => execute!(tx.run(), END_ALL, now, person)?,
    };
    if ended > 0 {
        let (which, id) = match which {
            End::One(id) => ("one", id.as_str()),
            End::Others(id) => ("others", id.as_str()),
            End::All => ("all", person.as_str()),
        };
        let detail = serde_json::json!({ "which": which, "ended": ended });
        audit::record(tx, state, By::Person(person), "session.end", ("session", id), detail).await?;
    }
    Ok(ended)
}
