//! The wizard's steps, as the running app takes them.

use std::io;

use app::claims::intake::model::Place;
use app::ids::DraftId;

use super::{Browser, Said};

/// Why a step did not come off.
#[derive(Debug)]
pub enum Stop {
    /// The connection broke: what the server is killed for.
    Broken,
    /// The server said something that it must not say.
    Wrong(String),
}

impl From<io::Error> for Stop {
    fn from(_: io::Error) -> Stop {
        Stop::Broken
    }
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Stop::Broken => "the connection broke",
            Stop::Wrong(words) => words,
        })
    }
}

impl std::error::Error for Stop {}

/// Begins a draft, or takes the one up again that was being written.
///
/// # Errors
/// When the connection breaks or the server says something strange.
pub async fn begin(browser: &mut Browser) -> Result<DraftId, Stop> {
    let said = browser.call("/api/claims/start", &[]).await?;
    let path: String = read(&said)?;
    let question = path.rsplit('/').next().and_then(|last| last.split('?').next()).unwrap_or_default().to_owned();
    let said = browser.call("/api/claims/look", &[("question", &question)]).await?;
    match read(&said)? {
        Place::Here(screen) => Ok(screen.draft),
        Place::Elsewhere(path) => Err(Stop::Wrong(format!("the wizard sent from {question} to {path}"))),
    }
}

/// Answers a question.
///
/// # Errors
/// As [`begin`].
pub async fn answer(browser: &mut Browser, draft: &DraftId, question: &str, given: &[(&str, &str)]) -> Result<(), Stop> {
    let mut fields = vec![("draft", draft.as_str()), ("question", question), ("then", "stay")];
    fields.extend_from_slice(given);
    taken(&browser.call("/api/claims/answer", &fields).await?)
}

/// Sends a page of the invoice. The draft's id is its key: sent again, the same page is not added twice.
///
/// # Errors
/// As [`begin`].
pub async fn send_page(browser: &mut Browser, draft: &DraftId, picture: &[u8]) -> Result<(), Stop> {
    let mut body = format!(
        "--trial\r\ncontent-disposition: form-data; name=\"upload_key\"\r\n\r\n{draft}\r\n--trial\r\n\
         content-disposition: form-data; name=\"file\"; filename=\"invoice.jpg\"\r\ncontent-type: image/jpeg\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(picture);
    body.extend_from_slice(b"\r\n--trial--\r\n");
    taken(&browser.post("/claims/new/pages", "multipart/form-data; boundary=trial", &body).await?)
}

fn taken(said: &Said) -> Result<(), Stop> {
    if said.status == 200 { Ok(()) } else { Err(wrong(said)) }
}

fn read<T: serde::de::DeserializeOwned>(said: &Said) -> Result<T, Stop> {
    serde_json::from_slice(&said.body).map_err(|_| wrong(said))
}

/// What to say of an answer that must not be.
pub fn wrong(said: &Said) -> Stop {
    let words: String = String::from_utf8_lossy(&said.body).chars().take(300).collect();
    Stop::Wrong(format!("answered {} (to {:?}): {words}", said.status, said.location))
}
