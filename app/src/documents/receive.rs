//! Files as they arrive: streamed to a temporary file, so that slow senders cost no memory, counted, and cut off when they stall.

use std::io::SeekFrom;
use std::time::Duration;

use axum::extract::multipart::{Field, Multipart};
use http::HeaderMap;
use http::header::ACCEPT;
use sha2::{Digest, Sha256};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};

use super::model::{MAX_FILE_BYTES, MAX_FILES, Refusal};
use super::store::hex;

/// Largest body of a request: every file of a draft at its largest, and the words around them.
pub const MAX_BODY_BYTES: usize = MAX_FILES * MAX_FILE_BYTES + 1024 * 1024;
/// How long a whole request may take.
pub const TIME_LIMIT: Duration = Duration::from_secs(10 * 60);
/// How long nothing may arrive.
const STALL: Duration = Duration::from_secs(30);
/// Longest text field, in bytes.
const MAX_TEXT: usize = 200;

/// One part of a form.
pub enum Part {
    /// A field's name and value.
    Text(String, String),
    /// A file, or why it is none.
    File(Result<Received, Refusal>),
}

/// A file that has arrived, not yet looked at.
pub struct Received {
    /// Its name on the sender's device, cleaned.
    pub name: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    file: File,
    size: usize,
}

impl Received {
    /// Its bytes.
    pub async fn bytes(mut self) -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(self.size);
        self.file.seek(SeekFrom::Start(0)).await?;
        self.file.read_to_end(&mut bytes).await?;
        Ok(bytes)
    }
}

/// The next part of a form; `None` at its end.
///
/// # Errors
/// `TooLarge` when the whole request is, `Stalled` when the rest does not arrive.
pub async fn next_part(form: &mut Multipart) -> Result<Option<Part>, Refusal> {
    let field = in_time(form.next_field()).await?;
    let Some(mut field) = field else { return Ok(None) };
    let Some(name) = field.file_name().map(clean_name) else {
        let name = field.name().unwrap_or_default().to_owned();
        return text(&mut field).await.map(|value| Some(Part::Text(name, value)));
    };
    Ok(Some(Part::File(receive(&mut field, name).await?)))
}

async fn text(field: &mut Field<'_>) -> Result<String, Refusal> {
    let mut value = Vec::new();
    while let Some(chunk) = in_time(field.chunk()).await? {
        if value.len() + chunk.len() <= MAX_TEXT {
            value.extend_from_slice(&chunk);
        }
    }
    Ok(String::from_utf8_lossy(&value).into_owned())
}

/// Reads a file to its end even when it is too large: whoever sends it hears why only then.
async fn receive(field: &mut Field<'_>, name: String) -> Result<Result<Received, Refusal>, Refusal> {
    let mut kept = temporary().await;
    let (mut size, mut hash) = (0, Sha256::new());
    while let Some(chunk) = in_time(field.chunk()).await? {
        size += chunk.len();
        if size > MAX_FILE_BYTES {
            kept = Err(Refusal::TooLarge);
        } else if let Ok(file) = &mut kept {
            hash.update(&chunk);
            if let Err(error) = file.write_all(&chunk).await {
                kept = Err(no_room(&error));
            }
        }
    }
    let nameless = name.is_empty();
    Ok(match kept {
        // What a browser sends for a file input that was left alone.
        _ if size == 0 => Err(if nameless { Refusal::NoneChosen } else { Refusal::Empty }),
        Err(refusal) => Err(refusal),
        Ok(mut file) => match file.flush().await {
            Ok(()) => Ok(Received {
                name,
                sha256: hex(&hash.finalize()),
                file,
                size,
            }),
            Err(error) => Err(no_room(&error)),
        },
    })
}

/// A file without a name, gone when it is closed.
async fn temporary() -> Result<File, Refusal> {
    let made = tokio::task::spawn_blocking(tempfile::tempfile).await.map_err(std::io::Error::other);
    made.flatten().map(File::from_std).map_err(|error| no_room(&error))
}

fn no_room(error: &std::io::Error) -> Refusal {
    tracing::error!("A file could not be received: {error}");
    Refusal::NotKept
}

async fn in_time<T>(arrives: impl Future<Output = Result<T, axum::extract::multipart::MultipartError>>) -> Result<T, Refusal> {
    match tokio::time::timeout(STALL, arrives).await {
        Ok(Ok(arrived)) => Ok(arrived),
        Ok(Err(error)) if error.status() == http::StatusCode::PAYLOAD_TOO_LARGE => Err(Refusal::TooLarge),
        Ok(Err(_)) | Err(_) => Err(Refusal::Stalled),
    }
}

/// The last part of a path, without what does not belong into a name, at most 100 characters.
fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|c| !c.is_control() && !is_invisible(*c)).take(100).collect();
    plain.trim().to_owned()
}

/// Marks that turn the direction of writing, or take no room: a name may not look like another.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Reads and forgets what is still arriving, at most one file's worth: a browser hears an answer only when it has sent everything.
pub async fn forget(form: &mut Multipart) {
    let forgotten = async {
        let mut size = 0;
        while let Ok(Some(mut field)) = form.next_field().await {
            while let Ok(Some(chunk)) = field.chunk().await {
                size += chunk.len();
                if size > MAX_FILE_BYTES {
                    return;
                }
            }
        }
    };
    let _ = tokio::time::timeout(STALL, forgotten).await;
}

/// Whether a page is wanted (a plain form) rather than an answer for a program.
pub fn wants_page(headers: &HeaderMap) -> bool {
    headers
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_only_a_name() {
        assert_eq!(clean_name("C:\\Users\\Robin\\invoice.pdf"), "invoice.pdf");
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("in\u{202e}fdp\r\n.exe "), "infdp.exe");
        assert_eq!(clean_name(&"x".repeat(300)).len(), 100);
    }
}
