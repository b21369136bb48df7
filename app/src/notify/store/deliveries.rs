//! Deliveries: each way of each notice is a row of its own, worked until it went or never will. Its row is the queue: what commits with the notice is
//! never lost, and a worker that dies leaves it to the next one.
//!
//! A crash between handing a letter over and noting it sends it again, with the same Message-ID (mail programs show it once), the same idempotency key
//! for text messages and the same tag for browsers (docs/decisions/0022).

use std::time::Duration;

use sqlx::types::Json;

use super::own;
use super::telling::{Tidings, tell};
use crate::db::{On, Tx};
use crate::error::AppError;
use crate::ids::{HouseholdId, PersonId};
use crate::notify::model::{Cell, Channel, Quiet, Why};
use crate::notify::news::{News, Subject, Told};
use crate::notify::ports::SendError;
use crate::notify::push::{Listener, Shown};
use crate::notify::{quiet, rules};
use crate::state::AppState;
use crate::texts::Lang;
use crate::{execute, fetch_all, fetch_optional};

/// How long a worker may take for one before another takes it over, in milliseconds.
const LEASE_MS: i64 = 60_000;
/// How long a provider may take: less, so that nobody else begins meanwhile.
const PATIENCE: Duration = Duration::from_secs(45);
/// Tries before it has failed: with the pauses below a day.
const TRIES: i64 = 100;
/// The longest pause, in milliseconds: when a mail server is back after an hour, letters go within a quarter of one.
const LONGEST_PAUSE_MS: i64 = 15 * 60_000;

crate::queries! {
    TAKE_SQLITE = "UPDATE delivery SET next_at = $2, tries = tries + 1
        WHERE id = (SELECT id FROM delivery WHERE state = 'waiting' AND next_at <= $1 ORDER BY next_at, id LIMIT 1) RETURNING id, notice_id, channel, tries";
    DUE = "SELECT 1 FROM delivery WHERE state = 'waiting' AND next_at <= $1 LIMIT 1";
    NOTICE = "SELECT n.person_id, n.household_id, n.kind, n.subject_kind, n.subject_id, n.detail, n.created_at,
            COALESCE((SELECT c.email FROM credential c WHERE c.person_id = p.id LIMIT 1), p.email) AS email, p.phone, p.language, q.from_hour, q.to_hour,
            (SELECT MIN(g.id) FROM \"grant\" g
                WHERE g.person_id = p.id AND g.scope_kind = 'household' AND g.scope_id = n.household_id AND g.from_at <= $2 AND (g.to_at IS NULL OR g.to_at > $2)) AS belongs,
            (SELECT h.time_zone FROM household h WHERE h.id = COALESCE(n.household_id,
                (SELECT g.scope_id FROM \"grant\" g WHERE g.person_id = p.id AND g.scope_kind = 'household' ORDER BY g.from_at LIMIT 1))) AS zone
        FROM notice n JOIN person p ON p.id = n.person_id LEFT JOIN quiet_hours q ON q.person_id = p.id WHERE n.id = $1";
    CHOSEN = "SELECT wanted FROM preference WHERE person_id = $1 AND topic = $2 AND channel = $3";
    SUPPRESSED = "SELECT why FROM suppression WHERE hash = $1 AND channel = $2";
    SUPPRESS = "INSERT INTO suppression (hash, channel, why, since) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    BROWSERS = "SELECT id, secret FROM subscription WHERE person_id = $1 ORDER BY id";
    FORGET = "DELETE FROM subscription WHERE id = $1";
    // Only by the worker whose try it is: a lease that ran out gave it to another.
    ENDED = "UPDATE delivery SET state = $1, error = $2, ended_at = $3 WHERE id = $4 AND state = 'waiting' AND tries = $5";
    AGAIN = "UPDATE delivery SET next_at = $1, error = $2 WHERE id = $3 AND state = 'waiting' AND tries = $4";
    // Waiting for the morning is no try.
    LATER = "UPDATE delivery SET next_at = $1, tries = tries - 1 WHERE id = $2 AND state = 'waiting' AND tries = $3";
}

/// As `TAKE_SQLITE`, without waiting for rows that another worker is taking.
const TAKE_POSTGRES: &str = "UPDATE delivery SET next_at = $2, tries = tries + 1
    WHERE id = (SELECT id FROM delivery WHERE state = 'waiting' AND next_at <= $1 ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id, notice_id, channel, tries";

/// A delivery that this worker has: which, of which notice, which way, the how-manieth try.
type Taken = (String, String, Channel, i64);

#[derive(sqlx::FromRow)]
struct NoticeRow {
    person_id: PersonId,
    household_id: Option<HouseholdId>,
    kind: String,
    subject_kind: String,
    subject_id: String,
    detail: Json<serde_json::Value>,
    created_at: i64,
    email: String,
    phone: Option<String>,
    language: Option<Lang>,
    from_hour: Option<i64>,
    to_hour: Option<i64>,
    belongs: Option<String>,
    zone: Option<String>,
}

impl NoticeRow {
    fn quiet(&self) -> Option<Quiet> {
        let hour = |hour: Option<i64>| u8::try_from(hour?).ok();
        Some(Quiet {
            from: hour(self.from_hour)?,
            to: hour(self.to_hour)?,
        })
    }
}

/// What became of a try.
enum Outcome {
    Sent,
    /// It waits until an instant (UTC milliseconds).
    Later(i64),
    Again(Why),
    Failed(Why),
    /// It shall not go.
    Dropped(Why),
}

/// Takes the next due delivery and works it. `false`: nothing is due.
///
/// # Errors
/// What the database says.
pub async fn deliver_one(state: &AppState) -> Result<bool, sqlx::Error> {
    let now = state.clock.now();
    if fetch_optional!(state.store.read(), (i32,), DUE, now)?.is_none() {
        return Ok(false);
    }
    let mut tx = state.store.begin().await?;
    let taken: Option<Taken> = match tx.run() {
        On::Sqlite(db) => sqlx::query_as(TAKE_SQLITE).bind(now).bind(now + LEASE_MS).fetch_optional(db).await?,
        On::Postgres(db) => sqlx::query_as(TAKE_POSTGRES).bind(now).bind(now + LEASE_MS).fetch_optional(db).await?,
    };
    tx.commit().await?;
    let Some(taken) = taken else { return Ok(false) };
    let outcome = match attempt(state, &taken).await {
        Ok(outcome) => outcome,
        Err(error) => {
            tracing::error!(delivery.id = %taken.0, "Delivery {} could not be made: {error}", taken.0);
            Outcome::Again(Why::Other)
        }
    };
    note(state, &taken, outcome).await?;
    Ok(true)
}

async fn note(state: &AppState, (id, notice, channel, tries): &Taken, outcome: Outcome) -> Result<(), sqlx::Error> {
    let now = state.clock.now();
    let mut tx = state.store.begin().await?;
    match outcome {
        Outcome::Sent => execute!(tx.run(), ENDED, "sent", None::<Why>, now, id, tries)?,
        Outcome::Later(at) => execute!(tx.run(), LATER, at, id, tries)?,
        Outcome::Dropped(why) => execute!(tx.run(), ENDED, "dropped", why, now, id, tries)?,
        Outcome::Again(why) if *tries < TRIES => execute!(tx.run(), AGAIN, now + pause_ms(*tries), why, id, tries)?,
        Outcome::Again(why) | Outcome::Failed(why) => {
            tracing::error!(notice.id = %notice, "Gave up telling notice {notice} by {channel} after {tries} tries: {why}");
            execute!(tx.run(), ENDED, "failed", why, now, id, tries)?
        }
    };
    tx.commit().await
}

/// Half a minute, one, two, four … at most a quarter of an hour.
fn pause_ms(tries: i64) -> i64 {
    (15_000_i64 << tries.clamp(1, 10)).min(LONGEST_PAUSE_MS)
}

async fn attempt(state: &AppState, (id, notice, channel, _): &Taken) -> Result<Outcome, AppError> {
    let now = state.clock.now();
    let Some(row) = fetch_optional!(state.store.read(), NoticeRow, NOTICE, notice, now)? else {
        return Ok(Outcome::Dropped(Why::Other));
    };
    let Some(news) = News::read(&row.kind, row.detail.0.clone()) else {
        // A newer server wrote it and will take it.
        return Ok(Outcome::Again(Why::Other));
    };
    let topic = news.kind().topic();
    if row.household_id.is_some() && row.belongs.is_none() {
        return Ok(Outcome::Dropped(Why::Left));
    }
    let chosen: Option<(bool,)> = fetch_optional!(state.store.read(), (bool,), CHOSEN, &row.person_id, topic, channel)?;
    let cell = rules::cell(topic, *channel, chosen.map(|(wanted,)| wanted));
    if cell == Cell::Off {
        return Ok(Outcome::Dropped(Why::Unwanted));
    }
    let zone = row.zone.clone().unwrap_or_else(|| "UTC".to_owned());
    if cell != Cell::Always && !news.kind().is_urgent() {
        let from = quiet::until(now, &zone, row.quiet());
        if from > now {
            return Ok(Outcome::Later(from));
        }
    }
    let told = Told {
        about: Subject {
            kind: row.subject_kind.clone(),
            id: row.subject_id.clone(),
        },
        at: row.created_at,
        zone,
    };
    let message = Message {
        id,
        l: row.language.unwrap_or(Lang::En),
        news: &news,
        told: &told,
        can_end: cell != Cell::Always,
    };
    match channel {
        Channel::Email => mail(state, &row, &message).await,
        Channel::Sms => text(state, &row, &message).await,
        Channel::Push => push(state, &row.person_id, &message).await,
    }
}

/// What goes out.
struct Message<'a> {
    /// The delivery.
    id: &'a str,
    l: Lang,
    news: &'a News,
    told: &'a Told,
    /// Whether its reader may end such messages.
    can_end: bool,
}

/// What a provider said, within our patience.
async fn patiently(sending: impl Future<Output = Result<(), SendError>>) -> Result<(), SendError> {
    let late = || Err(SendError::Passing("the provider took too long".into()));
    tokio::time::timeout(PATIENCE, sending).await.unwrap_or_else(|_| late())
}

fn judged(sent: Result<(), SendError>) -> Outcome {
    match sent {
        Ok(()) => Outcome::Sent,
        Err(SendError::Passing(why)) => {
            tracing::warn!("A letter will be tried again: {why}");
            Outcome::Again(Why::Unreachable)
        }
        Err(SendError::Refused(why)) => {
            tracing::error!("A letter was refused: {why}");
            Outcome::Failed(Why::Unsendable)
        }
        Err(SendError::Gone(why)) => {
            tracing::warn!("A letter was refused: {why}");
            Outcome::Failed(Why::Refused)
        }
    }
}

/// Whether a number takes text messages: its owner has not asked us to stop.
///
/// # Errors
/// What the database says.
pub async fn takes_texts(state: &AppState, number: &str) -> Result<bool, AppError> {
    Ok(suppressed(state, Channel::Sms, number).await?.is_none())
}

async fn suppressed(state: &AppState, channel: Channel, address: &str) -> Result<Option<Why>, AppError> {
    let hash = own::hash(state, channel.as_str(), address).await?;
    let found: Option<(String,)> = fetch_optional!(state.store.read(), (String,), SUPPRESSED, hash, channel)?;
    Ok(found.map(|(why,)| if why == "stop" { Why::Stopped } else { Why::Refused }))
}

async fn mail(state: &AppState, row: &NoticeRow, message: &Message<'_>) -> Result<Outcome, AppError> {
    let Message { l, news, told, .. } = *message;
    let email = row.email.to_lowercase();
    if let Some(why) = suppressed(state, Channel::Email, &email).await? {
        return Ok(Outcome::Dropped(why));
    }
    let mut sheet = news.sheet(l, told, state);
    if message.can_end {
        let topic = news.kind().topic();
        let link = format!("{}/unsubscribe/{}", state.public_url, own::link(state, &row.person_id, topic).await?);
        sheet.unsubscribe = Some((l.notify_stop_these(crate::notify::view::words::topic(l, topic).0), link));
    }
    let mail = sheet.mail(&row.email, message.id.to_owned(), l, &state.brand);
    let sent = patiently(state.mailer.send(&mail)).await;
    if let Err(SendError::Gone(_)) = &sent {
        let hash = own::hash(state, Channel::Email.as_str(), &email).await?;
        let mut tx = state.store.begin().await?;
        refuse(&mut tx, state, &hash, &row.person_id).await?;
        tx.commit().await?;
    }
    Ok(judged(sent))
}

/// Writes to an address no more, and says so in the portal.
async fn refuse(tx: &mut Tx, state: &AppState, hash: &str, person: &PersonId) -> Result<(), sqlx::Error> {
    if execute!(tx.run(), SUPPRESS, hash, Channel::Email, "refused", state.clock.now())? == 1 {
        tell(tx, state, &Tidings::AddressRefused(person)).await?;
    }
    Ok(())
}

async fn text(state: &AppState, row: &NoticeRow, message: &Message<'_>) -> Result<Outcome, AppError> {
    let (Some(sms), Some(sealed)) = (&state.sms, &row.phone) else {
        return Ok(Outcome::Dropped(Why::NoAddress));
    };
    let number = crate::account::store::open_phone(state, &row.person_id, sealed)?;
    if let Some(why) = suppressed(state, Channel::Sms, &number).await? {
        return Ok(Outcome::Dropped(why));
    }
    let words = message.news.sms(message.l, message.told, state);
    Ok(judged(patiently(sms.send(&number, &words, message.id)).await))
}

/// To every browser of the person. One that is gone is forgotten; where one did not answer all are asked again, and those that have it show it no second time.
async fn push(state: &AppState, person: &PersonId, message: &Message<'_>) -> Result<Outcome, AppError> {
    let browsers: Vec<(String, String)> = fetch_all!(state.store.read(), (String, String), BROWSERS, person)?;
    let Some(pusher) = state.pusher.as_ref().filter(|_| !browsers.is_empty()) else {
        return Ok(Outcome::Dropped(Why::NoAddress));
    };
    let (signer, contact) = (own::signer(state).await?, state.brand.write());
    let (title, body) = message.news.push(message.l, &state.brand);
    let shown = Shown {
        title,
        body: body.to_owned(),
        url: message.news.path(&message.told.about),
        tag: message.id.to_owned(),
    };
    let mut outcome = Outcome::Dropped(Why::NoAddress);
    for (id, sealed) in browsers {
        let listener: Listener = super::preferences::open_listener(state, &id, &sealed)?;
        let parcel = signer.parcel(&listener, &shown, message.news.kind().is_urgent(), &contact, state.clock.now())?;
        match patiently(pusher.send(&parcel)).await {
            Err(SendError::Gone(why)) => {
                tracing::info!(subscription.id = %id, "Browser {id} listens no more: {why}");
                let mut tx = state.store.begin().await?;
                execute!(tx.run(), FORGET, &id)?;
                tx.commit().await?;
            }
            Ok(()) if matches!(outcome, Outcome::Again(_)) => {}
            Err(SendError::Refused(_)) if matches!(outcome, Outcome::Again(_) | Outcome::Sent) => {}
            sent => outcome = judged(sent),
        }
    }
    Ok(outcome)
}
