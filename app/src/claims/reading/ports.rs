//! Where print on paper becomes text.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// Pixels: 0 is the left or upper edge.
pub type Pixels = i32;

/// A piece of print: the words that stand together on one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Print {
    /// What it says.
    pub text: String,
    /// The middle of its left edge (x, y), on the upright sheet.
    pub left: (Pixels, Pixels),
    /// The middle of its right edge (x, y), on the upright sheet.
    pub right: (Pixels, Pixels),
    /// How high the letters are.
    pub height: Pixels,
}

/// One sheet as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Width of the picture as it is kept.
    pub width: Pixels,
    /// Height of the picture as it is kept.
    pub height: Pixels,
    /// How far the print on that picture is turned clockwise: 0, 90, 180 or 270 degrees. Prints are told as if it were upright.
    pub turned: i16,
    /// All print, in no order.
    pub prints: Vec<Print>,
    /// A picture of a sheet that was none, as JPEG; `None` when the file itself is the picture.
    #[serde(skip)]
    pub drawn: Option<Vec<u8>>,
}

/// Why a file was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// This deployment cannot read such files: the reader's parts are not set up. Nothing is wrong with the file.
    #[error("the reader is not set up: {0}")]
    NotSetUp(String),
    /// The file cannot be read, however often it is tried.
    #[error("the file cannot be read: {0}")]
    Unreadable(String),
    /// The reader did not live to answer; another try may do.
    #[error("the reader failed: {0}")]
    Failed(String),
}

/// Reads the print on pictures and PDFs.
#[async_trait]
pub trait InvoiceReader: Send + Sync {
    /// The sheets of a file (`image/jpeg`, `image/png`, `image/webp` or `application/pdf`) in order, at most [`MOST_SHEETS`]. Waits for its turn.
    async fn read(&self, file: &[u8], content_type: &str) -> Result<Vec<Sheet>, ReadError>;
}

/// Sheets of one file that are read; an invoice has few.
pub const MOST_SHEETS: usize = 6;
