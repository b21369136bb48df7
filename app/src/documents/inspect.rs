//! Judges what people send by its bytes, never by its name; pictures are written anew, so that nothing but the picture is left.
//!
//! One file at a time, whoever sends it: a picture of 50 megapixels takes up to 400 MB while it is read, and the server has to live with it.

mod image;
mod jpeg;
mod pdf;
mod pdf_tokens;
mod pdf_tree;
mod print;

use tokio::sync::Semaphore;

use super::model::{MAX_FILE_BYTES, Refusal};
use crate::state::AppState;

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// An invoice's page: a picture kept readable, or a PDF.
    Invoice,
    /// A pet's photo: the middle square of a picture.
    Portrait,
}

/// A file that may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The bytes to keep.
    pub bytes: Vec<u8>,
    /// What they are.
    pub content_type: &'static str,
    /// How many sheets: one for a picture.
    pub sheets: usize,
    /// What a picture of an invoice looks like in 64 bits; `None` for what is no picture, or one of nothing.
    pub print: Option<u64>,
}

/// What the first bytes say a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Jpeg,
    Png,
    WebP,
    Pdf,
    /// HEIC and AVIF: a photo, but none we can read.
    PhoneFormat,
    Other,
}

impl Kind {
    fn of(bytes: &[u8]) -> Kind {
        let boxed = |brand: &[u8]| bytes.get(4..8) == Some(b"ftyp") && bytes.get(8..12) == Some(brand);
        // Some programs put a byte order mark or a line break before the PDF.
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        if bytes.starts_with(b"\xff\xd8\xff") {
            Kind::Jpeg
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Kind::Png
        } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Kind::WebP
        } else if text.starts_with(b"%PDF-") {
            Kind::Pdf
        } else if [b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"]
            .into_iter()
            .any(|brand| boxed(brand))
        {
            Kind::PhoneFormat
        } else {
            Kind::Other
        }
    }
}

/// Pictures and PDFs that are read at the same time.
static AT_ONCE: Semaphore = Semaphore::const_new(1);

/// Judges a file, has it scanned where the deployment has a scanner, and gives what to keep of it. Waits for its turn; `bytes` are read into memory
/// only then.
///
/// # Errors
/// Why it cannot be kept; `NotKept` when `bytes` cannot be read or the scanner does not answer.
pub async fn judge(state: &AppState, bytes: impl Future<Output = std::io::Result<Vec<u8>>>, purpose: Purpose) -> Result<Judged, Refusal> {
    let judged = inspect(bytes, purpose).await?;
    let Some(scanner) = &state.scanner else { return Ok(judged) };
    match scanner.is_harmless(&judged.bytes).await {
        Ok(true) => Ok(judged),
        Ok(false) => {
            tracing::warn!("The scanner knows a file as harmful; it was not kept");
            Err(Refusal::Harmful)
        }
        Err(error) => {
            tracing::error!("The scanner does not answer: {error}");
            Err(Refusal::NotKept)
        }
    }
}

async fn inspect(bytes: impl Future<Output = std::io::Result<Vec<u8>>>, purpose: Purpose) -> Result<Judged, Refusal> {
    let turn = AT_ONCE.acquire().await.map_err(|_| Refusal::NotKept)?;
    let bytes = bytes.await.map_err(|error| {
        tracing::warn!("A received file could not be read back: {error}");
        Refusal::NotKept
    })?;
    // The turn goes along: whoever hangs up in the middle does not let the next one in early.
    let work = move || {
        let judged = judge_now(bytes, purpose);
        drop(turn);
        judged
    };
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| {
        tracing::error!("A file could not be judged: {error}");
        Err(Refusal::PictureDamaged)
    })
}

/// As [`judge`], at once and on this thread.
///
/// # Errors
/// Why it cannot be kept.
pub fn judge_now(bytes: Vec<u8>, purpose: Purpose) -> Result<Judged, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if bytes.len() > MAX_FILE_BYTES {
        return Err(Refusal::TooLarge);
    }
    let format = match Kind::of(&bytes) {
        Kind::Pdf if purpose == Purpose::Portrait => return Err(Refusal::PhotoWanted),
        Kind::Pdf => {
            let sheets = pdf::sheets(&bytes)?;
            return Ok(Judged {
                bytes,
                content_type: "application/pdf",
                sheets,
                print: None,
            });
        }
        Kind::PhoneFormat => return Err(Refusal::PhoneFormat),
        Kind::Other => return Err(Refusal::UnknownKind),
        Kind::Jpeg if !jpeg::is_whole(&bytes) => return Err(Refusal::PictureDamaged),
        Kind::Jpeg => ::image::ImageFormat::Jpeg,
        Kind::Png => ::image::ImageFormat::Png,
        Kind::WebP => ::image::ImageFormat::WebP,
    };
    let (bytes, print) = image::written_anew(bytes, format, purpose)?;
    Ok(Judged {
        bytes,
        content_type: "image/jpeg",
        sheets: 1,
        print,
    })
}

#[cfg(test)]
mod tests;
