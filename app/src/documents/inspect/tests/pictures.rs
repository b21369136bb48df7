use image::{DynamicImage, Rgb, RgbImage};

use super::*;
use crate::documents::model::{KEPT_SIDE, PORTRAIT_SIDE};

/// A picture whose left half is black and whose right half is white.
pub fn striped(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| Rgb([if x < width / 2 { 0 } else { 255 }; 3]))
}

pub fn written(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut file, format).expect("a picture");
    file.into_inner()
}

fn kept(file: Vec<u8>) -> DynamicImage {
    let judged = invoice(file).expect("kept");
    assert_eq!((judged.content_type, judged.sheets), ("image/jpeg", 1));
    image::load_from_memory_with_format(&judged.bytes, ImageFormat::Jpeg).expect("a JPEG")
}

/// A JPEG with an EXIF block right behind its first marker: orientation, and a place.
fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"GPS 52.5200 N 13.4050 E");
    let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

/// The head of a PNG of one bit a pixel, and an empty body: what a bomb looks like before it goes off.
fn png_head(width: u32, height: u32) -> Vec<u8> {
    let chunk = |kind: &[u8; 4], body: &[u8]| {
        let mut crc = flate2::Crc::new();
        crc.update(kind);
        crc.update(body);
        let length = u32::try_from(body.len()).expect("short").to_be_bytes();
        [&length[..], kind, body, &crc.sum().to_be_bytes()].concat()
    };
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[1, 0, 0, 0, 0]].concat();
    let mut zeros = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut zeros, &[0; 100_000]).expect("memory");
    let body = zeros.finish().expect("memory");
    [&b"\x89PNG\r\n\x1a\n"[..], &chunk(b"IHDR", &head), &chunk(b"IDAT", &body), &chunk(b"IEND", &[])].concat()
}

#[test]
fn a_picture_of_each_kind_is_kept_as_a_jpeg() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let picture = kept(written(&striped(60, 40), format)).into_rgb8();
        assert_eq!(picture.dimensions(), (60, 40), "{format:?}");
        assert!(picture.get_pixel(5, 20)[0] < 20 && picture.get_pixel(55, 20)[0] > 235, "{format:?}");
    }
}

#[test]
fn a_large_picture_is_shrunk_to_its_longer_side() {
    let wide = kept(written(&striped(4200, 2100), ImageFormat::Jpeg));
    assert_eq!((wide.width(), wide.height()), (KEPT_SIDE, KEPT_SIDE / 2));
    let tall = kept(written(&striped(1200, 2400), ImageFormat::Jpeg));
    assert_eq!((tall.width(), tall.height()), (KEPT_SIDE / 2, KEPT_SIDE));
    let line = kept(written(&striped(9000, 1), ImageFormat::Png));
    assert_eq!((line.width(), line.height()), (KEPT_SIDE, 1));
}

#[test]
fn a_picture_is_turned_upright_and_loses_where_it_was_taken() {
    // 6: the camera was turned, the picture's top is its right side.
    let file = with_exif(&written(&striped(60, 40), ImageFormat::Jpeg), 6);
    let judged = invoice(file).expect("kept");
    let picture = image::load_from_memory(&judged.bytes).expect("a JPEG").into_rgb8();
    assert_eq!(picture.dimensions(), (40, 60));
    assert!(picture.get_pixel(20, 5)[0] < 20 && picture.get_pixel(20, 55)[0] > 235);
    for left in [&b"Exif"[..], b"GPS"] {
        assert!(!judged.bytes.windows(left.len()).any(|bytes| bytes == left));
    }
}

#[test]
fn what_is_transparent_becomes_white() {
    let clear = image::RgbaImage::from_pixel(8, 8, image::Rgba([0, 0, 0, 0]));
    let mut file = std::io::Cursor::new(Vec::new());
    clear.write_to(&mut file, ImageFormat::Png).expect("a picture");
    assert!(kept(file.into_inner()).into_rgb8().get_pixel(4, 4)[0] > 250);
}

#[test]
fn a_picture_that_ends_too_early_is_refused() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let file = written(&RgbImage::from_fn(200, 200, |x, y| Rgb([(x * y % 251) as u8; 3])), format);
        for part in [file.len() - 100, file.len() / 2, 60] {
            assert_eq!(invoice(&file[..part]).err(), Some(Refusal::PictureDamaged), "{format:?} cut at {part}");
        }
    }
}

#[test]
fn a_bomb_is_refused_by_its_head() {
    assert_eq!(invoice(png_head(50_000, 50_000)), Err(Refusal::PictureTooLarge));
    assert_eq!(invoice(png_head(8_000, 7_000)), Err(Refusal::PictureTooLarge));
    // Within limits, but without the pixels it promises.
    assert_eq!(invoice(png_head(7_000, 7_000)), Err(Refusal::PictureDamaged));
}

#[test]
fn a_pets_photo_is_the_middle_square() {
    let file = written(&striped(1600, 900), ImageFormat::Jpeg);
    let judged = judge_now(file, Purpose::Portrait).expect("kept");
    let picture = image::load_from_memory(&judged.bytes).expect("a JPEG");
    assert_eq!((picture.width(), picture.height()), (PORTRAIT_SIDE, PORTRAIT_SIDE));
    assert_eq!(judge_now(pdfs::plain(1), Purpose::Portrait), Err(Refusal::PhotoWanted));
}
