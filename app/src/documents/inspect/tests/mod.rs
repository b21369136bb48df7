//! What is refused, what is kept, and that no bytes bring us down.

mod pdfs;
mod pictures;

use std::sync::LazyLock;

use image::ImageFormat;
use proptest::prelude::*;

use super::{Purpose, judge_now};
use crate::documents::model::{MAX_FILE_BYTES, Refusal};

fn invoice(bytes: impl Into<Vec<u8>>) -> Result<super::Judged, Refusal> {
    judge_now(bytes.into(), Purpose::Invoice)
}

#[test]
fn an_empty_file_is_refused() {
    assert_eq!(invoice([]), Err(Refusal::Empty));
}

#[test]
fn a_text_by_any_name_is_refused() {
    assert_eq!(invoice(*b"Dear insurer, here is my invoice."), Err(Refusal::UnknownKind));
    assert_eq!(invoice(*b"<html><body>%PDF-1.7</body></html>"), Err(Refusal::UnknownKind));
    assert_eq!(invoice(*b"GIF89a\x01\x00\x01\x00"), Err(Refusal::UnknownKind));
}

#[test]
fn an_iphones_own_format_is_named() {
    assert_eq!(invoice(*b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"), Err(Refusal::PhoneFormat));
}

#[test]
fn sixteen_megabytes_are_refused_before_they_are_looked_at() {
    let mut file = b"\xff\xd8\xff".to_vec();
    file.resize(MAX_FILE_BYTES + 1, 0);
    assert_eq!(invoice(file), Err(Refusal::TooLarge));
}

#[tokio::test]
async fn a_file_that_cannot_be_read_back_is_our_trouble() {
    let lost = async { Err(std::io::Error::other("gone")) };
    assert_eq!(super::inspect(lost, Purpose::Invoice).await, Err(Refusal::NotKept));
}

/// A file of each kind, to be spoilt.
static SAMPLES: LazyLock<[Vec<u8>; 5]> = LazyLock::new(|| {
    let picture = |format| pictures::written(&pictures::striped(40, 30), format);
    [
        pdfs::plain(3),
        pdfs::packed(2),
        picture(ImageFormat::Jpeg),
        picture(ImageFormat::Png),
        picture(ImageFormat::WebP),
    ]
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600), head in 0_usize..5) {
        let heads: [&[u8]; 5] = [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBPVP8 ", b"%PDF-1.7\n1 0 obj<<", b""];
        let file = [heads[head], &bytes].concat();
        let _ = judge_now(file.clone(), Purpose::Invoice);
        let _ = judge_now(file, Purpose::Portrait);
    }

    #[test]
    fn no_spoilt_file_panics(which in 0_usize..5, at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let mut file = SAMPLES[which].clone();
        let at = at.index(file.len());
        file[at] = byte;
        let _ = judge_now(file.clone(), Purpose::Invoice);
        file.truncate(cut.index(file.len()));
        let _ = judge_now(file, Purpose::Invoice);
    }
}
