//! Files as they arrive: streamed to a temporary file, so that slow senders cost no memory, counted, and cut off when they stall.

use std::io::SeekFrom;
use std::time::Duration;

use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use http::HeaderMap;
use http::header::ACCEPT;
use sha2::{Digest, Sha256};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};

use super::model::{MAX_FILE_BYTES, MAX_FILES, Refusal};
use super::store::hex;
use crate::error::AppError;

/// Largest body of a request: every file of a draft at its largest, and the words around them.
pub const MAX_BODY_BYTES: usize = MAX_FILES * MAX_FILE_BYTES + 1024 * 1024;
/// How long a whole request may take.
pub const TIME_LIMIT: Duration = Duration::from_secs(10 * 60);
/// How long nothing may arrive.
const STALL: Duration = Duration::from_secs(30);
/// Longest text field, in bytes.
const MAX_TEXT: usize = 200;

/// A file that has arrived, not yet looked at.
pub struct Received {
    /// The sender's own name for this upload; the hash of its bytes when there is none.
    pub key: String,
    /// Its name on the sender's device, cleaned.
    pub name: String,
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

/// A form with files (`multipart/form-data`), read part by part. A field `upload_key` names the file that follows it.
pub struct Form {
    parts: Multipart,
    key: Option<String>,
    ended: bool,
    stall: Duration,
}

impl Form {
    /// The form of a request.
    ///
    /// # Errors
    /// `Invalid` when it is none.
    pub async fn of(request: Request) -> Result<Form, AppError> {
        let parts = Multipart::from_request(request, &()).await.map_err(|_| AppError::Invalid(Vec::new()))?;
        Ok(Form {
            parts,
            key: None,
            ended: false,
            stall: STALL,
        })
    }

    /// The next file, or why it is none. After one that did not arrive whole there is nothing more to read.
    pub async fn next_file(&mut self) -> Option<Result<Received, Refusal>> {
        while !self.ended {
            let file = self.next_part().await.unwrap_or_else(|refusal| {
                self.ended = true;
                Some(Err(refusal))
            });
            if file.is_some() {
                return file;
            }
        }
        None
    }

    /// Reads one part; gives the file if it is one.
    async fn next_part(&mut self) -> Result<Option<Result<Received, Refusal>>, Refusal> {
        let Some(mut field) = in_time(self.stall, self.parts.next_field()).await? else {
            self.ended = true;
            return Ok(None);
        };
        if let Some(name) = field.file_name().map(clean_name) {
            return receive(&mut field, name, self.key.take(), self.stall).await.map(Some);
        }
        let is_key = field.name() == Some("upload_key");
        let value = text(&mut field, self.stall).await?;
        if is_key {
            self.key = Some(value).filter(|key| is_good_key(key));
        }
        Ok(None)
    }

    /// Reads and forgets what is still arriving, at most one file's worth: a browser hears an answer only when it has sent everything.
    pub async fn forget(mut self) {
        let forgotten = async {
            let mut size = 0;
            while let Ok(Some(mut field)) = self.parts.next_field().await {
                while let Ok(Some(chunk)) = field.chunk().await {
                    size += chunk.len();
                    if size > MAX_FILE_BYTES {
                        return;
                    }
                }
            }
        };
        let _ = tokio::time::timeout(self.stall, forgotten).await;
    }
}

async fn text(field: &mut Field<'_>, stall: Duration) -> Result<String, Refusal> {
    let mut value = Vec::new();
    while let Some(chunk) = in_time(stall, field.chunk()).await? {
        if value.len() + chunk.len() <= MAX_TEXT {
            value.extend_from_slice(&chunk);
        }
    }
    Ok(String::from_utf8_lossy(&value).into_owned())
}

fn is_good_key(key: &str) -> bool {
    (8..=64).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Reads a file to its end even when it is too large: whoever sends it hears why only then.
async fn receive(field: &mut Field<'_>, name: String, key: Option<String>, stall: Duration) -> Result<Result<Received, Refusal>, Refusal> {
    let mut kept = temporary().await;
    let (mut size, mut hash) = (0, Sha256::new());
    while let Some(chunk) = in_time(stall, field.chunk()).await? {
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
                key: key.unwrap_or_else(|| hex(&hash.finalize())),
                name,
                file,
                size,
            }),
            Err(error) => Err(no_room(&error)),
        },
    })
}

/// A file as if it had arrived under this key.
#[cfg(test)]
pub async fn arrived(key: &str, name: &str, bytes: &[u8]) -> Received {
    let mut file = temporary().await.expect("a file");
    file.write_all(bytes).await.expect("written");
    file.flush().await.expect("written");
    Received {
        key: key.to_owned(),
        name: name.to_owned(),
        file,
        size: bytes.len(),
    }
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

async fn in_time<T>(stall: Duration, arrives: impl Future<Output = Result<T, MultipartError>>) -> Result<T, Refusal> {
    match tokio::time::timeout(stall, arrives).await {
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

/// Whether a page is wanted (a plain form) rather than an answer for a program.
pub fn wants_page(headers: &HeaderMap) -> bool {
    headers
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, Bytes};
    use futures::stream::{self, StreamExt as _};

    use super::*;

    const HEAD: &str = "--b\r\nContent-Disposition: form-data; name=\"upload_key\"\r\n\r\nabcdefgh-1\r\n\
        --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a/b.jpg\"\r\n\r\nfirst ";

    /// A form whose body arrives in these pieces, and then, when it `hangs`, stays open without another byte.
    async fn form(pieces: &[&'static str], hangs: bool) -> Form {
        let pieces: Vec<std::io::Result<Bytes>> = pieces.iter().map(|piece| Ok(Bytes::from_static(piece.as_bytes()))).collect();
        let body = if hangs {
            Body::from_stream(stream::iter(pieces).chain(stream::pending()))
        } else {
            Body::from_stream(stream::iter(pieces))
        };
        let request = Request::post("/")
            .header("content-type", "multipart/form-data; boundary=b")
            .body(body)
            .expect("a request");
        let form = Form::of(request).await.expect("a form");
        Form {
            stall: Duration::from_millis(50),
            ..form
        }
    }

    #[tokio::test]
    async fn a_file_arrives_with_its_name_and_key() {
        let mut form = form(&[HEAD, "second", "\r\n--b--\r\n"], false).await;
        let file = form.next_file().await.expect("a file").expect("whole");
        assert_eq!((file.key.as_str(), file.name.as_str()), ("abcdefgh-1", "b.jpg"));
        assert_eq!(file.bytes().await.expect("read back"), b"first second");
        assert!(form.next_file().await.is_none());
    }

    #[tokio::test]
    async fn a_sender_who_stalls_is_cut_off() {
        let mut form = form(&[HEAD], true).await;
        assert_eq!(form.next_file().await.and_then(Result::err), Some(Refusal::Stalled));
        assert!(form.next_file().await.is_none());
    }

    #[tokio::test]
    async fn a_connection_that_breaks_keeps_nothing() {
        let mut form = form(&[HEAD, "sec"], false).await;
        assert_eq!(form.next_file().await.and_then(Result::err), Some(Refusal::Stalled));
    }

    #[tokio::test]
    async fn a_request_that_is_no_form_is_refused() {
        let request = Request::post("/").body(Body::from("hello")).expect("a request");
        assert_eq!(Form::of(request).await.err(), Some(AppError::Invalid(Vec::new())));
    }

    #[test]
    fn a_name_is_only_a_name() {
        assert_eq!(clean_name("C:\\Users\\Robin\\invoice.pdf"), "invoice.pdf");
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("in\u{202e}fdp\r\n.exe "), "infdp.exe");
        assert_eq!(clean_name(&"x".repeat(300)).len(), 100);
    }
}
