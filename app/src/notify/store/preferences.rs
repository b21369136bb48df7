//! What somebody wants to hear, on which way and when, and where it reaches them.

use serde_json::json;

use super::own;
use crate::auth::audit::{self, By};
use crate::error::{AppError, internal};
use crate::ids::PersonId;
use crate::notify::model::{AskAgain, Cell, Channel, Device, Preferences, Quiet, Texts, Topic, TopicLine, Unsubscribing};
use crate::notify::push::Listener;
use crate::notify::reply::Wish;
use crate::notify::{Text, jobs, rules};
use crate::sessions::store::{in_words, zone};
use crate::state::AppState;
use crate::texts::Lang;
use crate::{execute, fetch_all, fetch_optional};

/// Browsers that one person may have notices shown on.
const MOST_BROWSERS: i64 = 20;
/// How long after "STOP" it may be confirmed, in milliseconds: five minutes (47 CFR 64.1200(a)(12), read 2026-11-20, not reviewed by counsel).
pub const CONFIRM_MS: i64 = 5 * 60_000;

crate::queries! {
    PERSON = "SELECT COALESCE((SELECT c.email FROM credential c WHERE c.person_id = p.id LIMIT 1), p.email) AS email, p.phone, p.language, q.from_hour, q.to_hour
        FROM person p LEFT JOIN quiet_hours q ON q.person_id = p.id WHERE p.id = $1";
    CHOSEN = "SELECT topic, channel, wanted FROM preference WHERE person_id = $1";
    ONE = "SELECT wanted FROM preference WHERE person_id = $1 AND topic = $2 AND channel = $3";
    CHOOSE = "INSERT INTO preference (person_id, topic, channel, wanted, changed_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (person_id, topic, channel) DO UPDATE SET wanted = $4, changed_at = $5";
    QUIET = "INSERT INTO quiet_hours (person_id, from_hour, to_hour) VALUES ($1, $2, $3)
        ON CONFLICT (person_id) DO UPDATE SET from_hour = $2, to_hour = $3";
    LOUD = "DELETE FROM quiet_hours WHERE person_id = $1";
    SUPPRESSED = "SELECT why, since FROM suppression WHERE hash = $1 AND channel = $2";
    SUPPRESS = "INSERT INTO suppression (hash, channel, why, since) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    LIFT = "DELETE FROM suppression WHERE hash = $1 AND channel = $2";
    BROWSERS = "SELECT id, device, created_at FROM subscription WHERE person_id = $1 ORDER BY created_at, id";
    // Whoever uses the browser now is told there, nobody else.
    LISTEN = "INSERT INTO subscription (id, person_id, endpoint_hash, secret, device, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    REPLACE = "DELETE FROM subscription WHERE endpoint_hash = $1";
    FULL = "SELECT COUNT(*) FROM subscription WHERE person_id = $1";
    FORGET = "DELETE FROM subscription WHERE id = $1 AND person_id = $2 RETURNING device";
}

#[derive(sqlx::FromRow)]
struct Row {
    email: String,
    phone: Option<String>,
    language: Option<Lang>,
    from_hour: Option<i64>,
    to_hour: Option<i64>,
}

/// Everything of the page; `l`: its language.
///
/// # Errors
/// `NotFound` when there is no such person, `Unavailable` when the database does not answer.
pub async fn load(state: &AppState, person: &PersonId, l: Lang) -> Result<Preferences, AppError> {
    let row = fetch_optional!(state.store.read(), Row, PERSON, person)?.ok_or(AppError::NotFound)?;
    let chosen: Vec<(Topic, Channel, bool)> = fetch_all!(state.store.read(), (Topic, Channel, bool), CHOSEN, person)?;
    let browsers: Vec<(String, String, i64)> = fetch_all!(state.store.read(), (String, String, i64), BROWSERS, person)?;
    let zone = zone(state, person).await?;
    let cell = |topic, channel| {
        let choice = chosen.iter().find(|(of, by, _)| *of == topic && *by == channel);
        rules::cell(topic, channel, choice.map(|(.., wanted)| *wanted))
    };
    let line = |topic| TopicLine {
        topic,
        cells: Channel::ALL.map(|channel| cell(topic, channel)),
    };
    let hour = |hour: Option<i64>| u8::try_from(hour?).ok();
    let refused = suppressed_since(state, Channel::Email, &row.email.to_lowercase()).await?;
    let device = |(id, name, since)| Device {
        id,
        name,
        since: in_words(state, since, &zone, l),
    };
    Ok(Preferences {
        topics: Topic::ALL.map(line).to_vec(),
        refused: refused.map(|since| in_words(state, since, &zone, l)),
        texts: texts(state, person, row.phone.as_deref()).await?,
        email: row.email,
        devices: browsers.into_iter().map(device).collect(),
        push_key: match &state.pusher {
            Some(_) => Some(own::signer(state).await?.public()),
            None => None,
        },
        quiet: hour(row.from_hour).zip(hour(row.to_hour)).map(|(from, to)| Quiet { from, to }),
        language: row.language.unwrap_or(l),
        zone,
    })
}

/// Our key as browsers know it, and what one that knows another asks; `None`: no push is offered.
///
/// # Errors
/// `Unavailable` or `Internal` when the key cannot be read.
pub async fn ask_again(state: &AppState, l: Lang) -> Result<Option<AskAgain>, AppError> {
    if state.pusher.is_none() {
        return Ok(None);
    }
    Ok(Some(AskAgain {
        key: own::signer(state).await?.public(),
        question: l.notice_push_again().to_owned(),
        yes: l.notice_push_again_yes().to_owned(),
        no: l.notice_push_again_no().to_owned(),
        failed: l.notice_push_failed().to_owned(),
    }))
}

async fn texts(state: &AppState, person: &PersonId, sealed: Option<&str>) -> Result<Texts, AppError> {
    if state.sms.is_none() {
        return Ok(Texts::None);
    }
    let Some(sealed) = sealed else { return Ok(Texts::NoNumber) };
    let number = crate::account::store::open_phone(state, person, sealed)?;
    let ending = number.get(number.len().saturating_sub(4)..).unwrap_or_default().to_owned();
    Ok(match suppressed_since(state, Channel::Sms, &number).await? {
        Some(_) => Texts::Stopped(ending),
        None => Texts::To(ending),
    })
}

async fn suppressed_since(state: &AppState, channel: Channel, address: &str) -> Result<Option<i64>, AppError> {
    let hash = own::hash(state, channel.as_str(), address).await?;
    let found: Option<(String, i64)> = fetch_optional!(state.store.read(), (String, i64), SUPPRESSED, hash, channel)?;
    Ok(found.map(|(_, since)| since))
}

/// Switches one cell of the table.
///
/// # Errors
/// `Conflict` for one that cannot be switched off.
pub async fn choose(state: &AppState, person: &PersonId, topic: Topic, channel: Channel, wanted: bool) -> Result<(), AppError> {
    if rules::is_always(topic, channel) {
        return Err(AppError::Conflict);
    }
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), CHOOSE, person, topic, channel, wanted, state.clock.now())?;
    // For text messages this is how consent is proved.
    let detail = json!({ "topic": topic, "channel": channel, "wanted": wanted });
    audit::record(&mut tx, state, By::Person(person), "notices.choose", ("person", person.as_str()), detail).await?;
    Ok(tx.commit().await?)
}

/// Sets quiet hours, or none.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn keep_quiet(state: &AppState, person: &PersonId, quiet: Option<Quiet>) -> Result<(), AppError> {
    let mut tx = state.store.begin().await?;
    match quiet {
        Some(Quiet { from, to }) => execute!(tx.run(), QUIET, person, i64::from(from), i64::from(to))?,
        None => execute!(tx.run(), LOUD, person)?,
    };
    Ok(tx.commit().await?)
}

/// Somebody says that our mail to their address arrives again.
///
/// # Errors
/// `NotFound` when there is no such person.
pub async fn email_works(state: &AppState, person: &PersonId) -> Result<(), AppError> {
    let row = fetch_optional!(state.store.read(), Row, PERSON, person)?.ok_or(AppError::NotFound)?;
    let hash = own::hash(state, Channel::Email.as_str(), &row.email.to_lowercase()).await?;
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), LIFT, hash, Channel::Email)?;
    Ok(tx.commit().await?)
}

/// Opens what is kept of a browser.
///
/// # Errors
/// `Internal` when it cannot be opened.
pub fn open_listener(state: &AppState, id: &str, sealed: &str) -> Result<Listener, AppError> {
    let plain = state.keys.open_sealed(&format!("subscription:{id}"), sealed)?;
    serde_json::from_str(&plain).map_err(|e| internal(&e))
}

/// Shows a person's notices on a browser from now on.
///
/// # Errors
/// `Invalid` for what is no push service's address or no key, `Conflict` for a person with very many browsers.
pub async fn listen(state: &AppState, person: &PersonId, listener: &Listener, device: &str) -> Result<(), AppError> {
    let known = state.pusher.as_ref().is_some_and(|pusher| pusher.knows(&listener.endpoint));
    if !known || !listener.is_whole() {
        return Err(AppError::Invalid(Vec::new()));
    }
    let (id, hash) = (state.new_id(), own::hash(state, "endpoint", &listener.endpoint).await?);
    let plain = serde_json::to_string(listener).map_err(|e| internal(&e))?;
    let sealed = state.keys.seal(&format!("subscription:{id}"), &plain, &state.random)?;
    let mut tx = state.store.begin().await?;
    execute!(tx.run(), REPLACE, &hash)?;
    let (count,): (i64,) = crate::fetch_one!(tx.run(), (i64,), FULL, person)?;
    if count >= MOST_BROWSERS {
        return Err(AppError::Conflict);
    }
    execute!(tx.run(), LISTEN, &id, person, &hash, sealed, device, state.clock.now())?;
    Ok(tx.commit().await?)
}

/// Shows nothing more on a browser; gives its name. `None`: it is not this person's.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn forget(state: &AppState, person: &PersonId, id: &str) -> Result<Option<String>, AppError> {
    let mut tx = state.store.begin().await?;
    let row: Option<(String,)> = fetch_optional!(tx.run(), (String,), FORGET, id, person)?;
    tx.commit().await?;
    Ok(row.map(|(device,)| device))
}

/// How letters stand that a link is about.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn look_at_link(state: &AppState, token: &str) -> Result<Unsubscribing, AppError> {
    let Some((person, topic)) = own::read_link(state, token).await? else {
        return Ok(Unsubscribing { topic: None, on: false });
    };
    let chosen: Option<(bool,)> = fetch_optional!(state.store.read(), (bool,), ONE, &person, topic, Channel::Email)?;
    let cell = rules::cell(topic, Channel::Email, chosen.map(|(wanted,)| wanted));
    Ok(Unsubscribing {
        topic: Some(topic),
        on: cell != Cell::Off,
    })
}

/// Switches letters off, or on again, for whoever has the link.
///
/// # Errors
/// `NotFound` for a link that is none of ours.
pub async fn by_link(state: &AppState, token: &str, wanted: bool) -> Result<(), AppError> {
    let (person, topic) = own::read_link(state, token).await?.ok_or(AppError::NotFound)?;
    choose(state, &person, topic, Channel::Email, wanted).await
}

/// Does what somebody asked for by text message, and confirms it once, without a word about anything else.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn answer(state: &AppState, number: &str, wish: Wish) -> Result<(), AppError> {
    let (hash, now) = (own::hash(state, Channel::Sms.as_str(), number).await?, state.clock.now());
    let mut tx = state.store.begin().await?;
    let (changed, said, text) = match wish {
        Wish::Stop(said) => {
            let stopped = execute!(tx.run(), SUPPRESS, hash, Channel::Sms, "stop", now)? == 1;
            (stopped, said, Text::Stopped { said })
        }
        Wish::Start(said) => (execute!(tx.run(), LIFT, hash, Channel::Sms)? == 1, said, Text::Resumed { said }),
        Wish::Help(said) => (true, said, Text::Help { said }),
    };
    if changed {
        jobs::text_until(&mut tx, state, number, said.unwrap_or(Lang::En), text, now + CONFIRM_MS).await?;
    }
    Ok(tx.commit().await?)
}
