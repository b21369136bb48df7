//! Letters and messages that carry something of their own (a link, a code) wait in the outbox of the change that caused them. Whom and what: sealed until
//! they go. What is told to people as a notice goes by [`super::store::deliveries`].

use serde::{Deserialize, Serialize};

use super::ports::SendError;
use super::{Letter, Text};
use crate::db::Tx;
use crate::error::{AppError, internal};
use crate::jobs::{Job, SEALED, enqueue};
use crate::state::AppState;
use crate::texts::Lang;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    Mail(Letter),
    Sms(Text),
}

#[derive(Serialize, Deserialize)]
struct Errand {
    to: String,
    lang: Lang,
    what: What,
    /// Stays the same however often it is sent. Errands of before have none.
    #[serde(default)]
    id: String,
    /// After this instant it is not worth sending; `None`: always.
    #[serde(default)]
    until: Option<i64>,
}

/// Leaves a letter in the transaction that makes it necessary.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn write(tx: &mut Tx, state: &AppState, to: &str, lang: Lang, letter: Letter) -> Result<(), AppError> {
    leave(tx, state, to, lang, What::Mail(letter), None).await
}

/// Leaves a text message in the transaction that makes it necessary.
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn text(tx: &mut Tx, state: &AppState, to: &str, lang: Lang, text: Text) -> Result<(), AppError> {
    leave(tx, state, to, lang, What::Sms(text), None).await
}

/// As [`text`], for a message that is not sent any more after an instant (UTC milliseconds).
///
/// # Errors
/// `Unavailable` or `Internal` when it cannot be stored.
pub async fn text_until(tx: &mut Tx, state: &AppState, to: &str, lang: Lang, text: Text, until: i64) -> Result<(), AppError> {
    leave(tx, state, to, lang, What::Sms(text), Some(until)).await
}

async fn leave(tx: &mut Tx, state: &AppState, to: &str, lang: Lang, what: What, until: Option<i64>) -> Result<(), AppError> {
    let errand = Errand {
        to: to.to_owned(),
        lang,
        what,
        id: state.new_id(),
        until,
    };
    let errand = serde_json::to_string(&errand).map_err(|e| internal(&e))?;
    let sealed = state.keys.seal(SEALED, &errand, &state.random)?;
    enqueue(tx, state, &Job::Send { sealed }).await.map_err(AppError::from)
}

/// Sends one. A provider that does not answer is asked again later; what is refused for good is logged without whom.
///
/// # Errors
/// `Unavailable` when it is worth another try.
pub async fn send(state: &AppState, sealed: &str) -> Result<(), AppError> {
    let errand: Errand = serde_json::from_str(&state.keys.open_sealed(SEALED, sealed)?).map_err(|e| internal(&e))?;
    if errand.until.is_some_and(|until| until < state.clock.now()) {
        tracing::warn!("A text message came too late to be sent");
        return Ok(());
    }
    let sent = match &errand.what {
        What::Mail(letter) => {
            let mail = letter.sheet(errand.lang).mail(&errand.to, errand.id, errand.lang, &state.brand);
            state.mailer.send(&mail).await
        }
        What::Sms(text) => match &state.sms {
            Some(sms) => sms.send(&errand.to, &text.words(errand.lang, &state.brand), &errand.id).await,
            None => Err(SendError::Refused("no provider is configured".into())),
        },
    };
    match sent {
        Ok(()) => Ok(()),
        Err(SendError::Passing(why)) => {
            tracing::warn!("A letter will be tried again: {why}");
            Err(AppError::Unavailable)
        }
        Err(SendError::Refused(why) | SendError::Gone(why)) => {
            tracing::error!("A letter was refused: {why}");
            Ok(())
        }
    }
}
