//! What the server and the reader's process say to each other: a line of JSON, then bytes.

use app::claims::reading::ports::{ReadError, Sheet};
use serde::{Deserialize, Serialize};

/// A file to read; its bytes follow.
#[derive(Serialize, Deserialize)]
pub struct Ask {
    pub content_type: String,
    /// Bytes that follow.
    pub size: usize,
}

/// What became of it; the drawn pictures follow in the order of the sheets.
#[derive(Serialize, Deserialize)]
pub enum Answer {
    Sheets(Vec<Told>),
    NotSetUp(String),
    Unreadable(String),
}

/// One sheet.
#[derive(Serialize, Deserialize)]
pub struct Told {
    pub sheet: Sheet,
    /// Bytes of its drawn picture that follow; none where the file itself is the picture.
    pub drawn: usize,
}

impl Answer {
    /// The line, and the bytes after it.
    pub fn new(read: Result<Vec<Sheet>, ReadError>) -> (Answer, Vec<u8>) {
        let mut bytes = Vec::new();
        let answer = match read {
            Ok(sheets) => {
                let told = sheets.into_iter().map(|mut sheet| {
                    let picture = sheet.drawn.take().unwrap_or_default();
                    bytes.extend_from_slice(&picture);
                    Told { drawn: picture.len(), sheet }
                });
                Answer::Sheets(told.collect())
            }
            Err(ReadError::NotSetUp(why)) => Answer::NotSetUp(why),
            Err(error) => Answer::Unreadable(error.to_string()),
        };
        (answer, bytes)
    }
}
