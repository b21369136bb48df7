//! The invoice's files, as they cross the wire.

use serde::{Deserialize, Serialize};

use crate::ids::{BlobId, PageId};

/// One file of an invoice, kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Page {
    /// Which page.
    pub id: PageId,
    /// Its bytes: `/files/{blob_id}` shows them.
    pub blob_id: BlobId,
    /// What the sender called this upload: the same file sent again is the same page.
    pub upload_key: String,
    /// The file's name on the sender's device, cleaned.
    pub file_name: String,
    /// `image/jpeg` (every picture is written anew as one) or `application/pdf`.
    pub content_type: String,
    /// How many sheets it has: one for a photo.
    pub page_count: i64,
    /// Its place in the order of arrival, from 1 on; gaps are pages that were removed.
    pub position: i64,
}

impl Page {
    /// Address of its bytes.
    pub fn address(&self) -> String {
        format!("/files/{}", self.blob_id)
    }

    /// Whether a browser can show it as a picture.
    pub fn is_picture(&self) -> bool {
        self.content_type.starts_with("image/")
    }
}
