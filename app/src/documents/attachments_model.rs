//! Files that belong to something asked or said, as they cross the wire.

use serde::{Deserialize, Serialize};

use super::model::Refusal;
use crate::day::Moment;
use crate::ids::{AttachmentId, BlobId};
use crate::text_enum;

text_enum! {
    /// What became of a file.
    pub enum FileState {
        /// It is kept.
        Checked = "checked",
        /// It could not be used; nothing of it is kept.
        Failed = "failed",
        /// It could do harm when opened; nothing of it is kept.
        Quarantined = "quarantined",
    }
}

impl FileState {
    /// What a file is that was refused.
    pub fn of(refusal: Refusal) -> FileState {
        match refusal {
            Refusal::PdfScript | Refusal::PdfAction | Refusal::PdfAttachment => FileState::Quarantined,
            _ => FileState::Failed,
        }
    }
}

text_enum! {
    /// Who sent a file.
    pub enum Sender {
        /// Somebody of the household.
        Household = "household",
        /// A clinic, by a link.
        Vet = "vet",
        /// One of the insurer's people.
        Staff = "staff",
    }
}

/// A file that belongs to something asked or said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Which.
    pub id: AttachmentId,
    /// Its bytes, when they are kept.
    pub blob_id: Option<BlobId>,
    /// What the sender called this upload: the same file sent again is the same row.
    pub upload_key: String,
    /// Its name on the sender's device, cleaned.
    pub file_name: String,
    /// Whether a browser can show it as a picture.
    pub picture: bool,
    /// How many sheets it has: one for a photo.
    pub page_count: i64,
    /// What became of it.
    pub state: FileState,
    /// Why it was not kept.
    pub refusal: Option<Refusal>,
    /// Who sent it.
    pub sender: Sender,
    /// When, on the household's clock.
    pub at: Moment,
    /// What a clinic sent: whether the household said that it is theirs; nothing while it has not answered.
    pub confirmed: Option<bool>,
}

impl Attachment {
    /// Whether somebody of the household has yet to say that it is theirs.
    pub fn waits(&self) -> bool {
        self.sender == Sender::Vet && self.state == FileState::Checked && self.confirmed.is_none()
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn only_what_could_do_harm_is_quarantined() {
        for refusal in [Refusal::PdfScript, Refusal::PdfAction, Refusal::PdfAttachment] {
            assert_eq!(FileState::of(refusal), FileState::Quarantined);
        }
        for refusal in [Refusal::UnknownKind, Refusal::PdfDamaged, Refusal::TooLarge, Refusal::PdfPassword] {
            assert_eq!(FileState::of(refusal), FileState::Failed);
        }
    }
}
