//! What may be sent, and what we say when something may not: the same words on both sides.

use crate::text_enum;
use crate::texts::Lang;

/// Largest file, in bytes: 15 MB.
pub const MAX_FILE_BYTES: usize = 15 * 1024 * 1024;
/// Most files of one draft.
pub const MAX_FILES: usize = 10;
/// Largest picture, in pixels: 50 megapixels of 2^20, because cameras sold as "50 MP" make 8192 × 6144.
pub const MAX_PIXELS: u64 = 50 * 1024 * 1024;
/// Longest side of a picture, in pixels; no camera's panorama comes near.
pub const MAX_SIDE: u32 = 30_000;
/// Longest side of a picture that is kept, in pixels: enough to read an invoice.
pub const KEPT_SIDE: u32 = 2_000;
/// Side of a pet's photo, in pixels.
pub const PORTRAIT_SIDE: u32 = 512;
/// Most sheets of a PDF.
pub const MAX_PDF_PAGES: usize = 20;

text_enum! {
    /// Why a file was not kept. The word stands in addresses and answers; [`Refusal::sentence`] says it to the person.
    pub enum Refusal {
        /// The form came without a file.
        NoneChosen = "none-chosen",
        /// No bytes.
        Empty = "empty",
        /// More than [`MAX_FILE_BYTES`].
        TooLarge = "too-large",
        /// Neither JPEG, PNG, WebP nor PDF, whatever its name says.
        UnknownKind = "unknown-kind",
        /// HEIC or AVIF, as iPhones keep photos.
        PhoneFormat = "phone-format",
        /// A PDF where a photo is wanted.
        PhotoWanted = "photo-wanted",
        /// A picture that ends too early or cannot be read.
        PictureDamaged = "picture-damaged",
        /// More than [`MAX_PIXELS`], or a side above [`MAX_SIDE`].
        PictureTooLarge = "picture-too-large",
        /// A PDF without an end, without pages, or with parts that cannot be read.
        PdfDamaged = "pdf-damaged",
        /// A PDF locked with a password.
        PdfPassword = "pdf-password",
        /// A PDF with JavaScript or a form that is a program.
        PdfScript = "pdf-script",
        /// A PDF that starts something or calls somebody when it is opened.
        PdfAction = "pdf-action",
        /// A PDF with files inside.
        PdfAttachment = "pdf-attachment",
        /// The scanner knows it as harmful.
        Harmful = "harmful",
        /// More than [`MAX_PDF_PAGES`] sheets.
        PdfTooLong = "pdf-too-long",
        /// A PDF that unpacks to far more than its pages need.
        PdfTooComplex = "pdf-too-complex",
        /// The draft has [`MAX_FILES`] files.
        TooManyFiles = "too-many-files",
        /// The claim was sent before the file was there.
        TooLate = "too-late",
        /// The file stopped arriving.
        Stalled = "stalled",
        /// The disk is full or the database does not answer: our trouble, not the file's.
        NotKept = "not-kept",
    }
}

impl Refusal {
    /// What happened and what to do, in one or two short sentences.
    pub fn sentence(self, l: Lang) -> &'static str {
        match self {
            Refusal::NoneChosen => l.files_none_chosen(),
            Refusal::Empty => l.files_empty(),
            Refusal::TooLarge => l.files_too_large(),
            Refusal::UnknownKind => l.files_unknown_kind(),
            Refusal::PhoneFormat => l.files_phone_format(),
            Refusal::PhotoWanted => l.files_photo_wanted(),
            Refusal::PictureDamaged => l.files_picture_damaged(),
            Refusal::PictureTooLarge => l.files_picture_too_large(),
            Refusal::PdfDamaged => l.files_pdf_damaged(),
            Refusal::PdfPassword => l.files_pdf_password(),
            Refusal::PdfScript => l.files_pdf_script(),
            Refusal::PdfAction => l.files_pdf_action(),
            Refusal::PdfAttachment => l.files_pdf_attachment(),
            Refusal::Harmful => l.files_harmful(),
            Refusal::PdfTooLong => l.files_pdf_too_long(),
            Refusal::PdfTooComplex => l.files_pdf_too_complex(),
            Refusal::TooManyFiles => l.files_too_many_files(),
            Refusal::TooLate => l.files_too_late(),
            Refusal::Stalled => l.files_stalled(),
            Refusal::NotKept => l.files_not_kept(),
        }
    }

    /// Whether the same file may be kept at another try.
    pub fn may_pass(self) -> bool {
        matches!(self, Refusal::Stalled | Refusal::NotKept)
    }

    /// HTTP status of an answer that refuses everything.
    pub fn status(self) -> u16 {
        match self {
            Refusal::TooLarge => 413,
            Refusal::TooManyFiles | Refusal::TooLate => 409,
            Refusal::Stalled => 408,
            Refusal::NotKept => 503,
            _ => 422,
        }
    }

    /// The refusals of an address's query, `a,b`; words we do not know are left out.
    pub fn parse_list(words: &str) -> Vec<Refusal> {
        words.split(',').filter_map(Refusal::parse).collect()
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_only_what_we_know() {
        assert_eq!(Refusal::parse_list("empty,<script>,too-large,"), [Refusal::Empty, Refusal::TooLarge]);
    }
}
