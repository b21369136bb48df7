//! Pictures: decoded within limits, turned upright, shrunk, and written anew as a JPEG without metadata.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage};

use super::{Purpose, print};
use crate::documents::model::{KEPT_SIDE, MAX_PIXELS, MAX_SIDE, PORTRAIT_SIDE, Refusal};

/// JPEG quality: print stays sharp, and a page of 2,000 pixels takes about half a megabyte.
const QUALITY: u8 = 85;
/// The most a decoder may allocate beside the picture itself, in bytes.
const WORKING_BYTES: u64 = 256 * 1024 * 1024;
/// The most the decoded picture may take, in bytes: four for each pixel.
const PICTURE_BYTES: u64 = MAX_PIXELS * 4;

/// The picture as it is kept: upright, at most [`KEPT_SIDE`] (or the middle square of [`PORTRAIT_SIDE`]), JPEG, nothing but the picture. With it its print,
/// by which others like it are found, for pages of invoices.
pub fn written_anew(bytes: Vec<u8>, format: ImageFormat, purpose: Purpose) -> Result<(Vec<u8>, Option<u64>), Refusal> {
    let picture = decoded(bytes, format)?;
    let print = if purpose == Purpose::Invoice { print::of(&picture) } else { None };
    let picture = match purpose {
        Purpose::Invoice => shrunk(picture, KEPT_SIDE),
        Purpose::Portrait => portrait(picture),
    };
    let mut file = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut file, QUALITY);
    let written = match picture {
        DynamicImage::ImageLuma8(grey) => grey.write_with_encoder(encoder),
        other => on_white(other).write_with_encoder(encoder),
    };
    written.map_err(|error| {
        tracing::error!("A picture could not be written anew: {error}");
        Refusal::PictureDamaged
    })?;
    Ok((file, print))
}

/// Reads the header, refuses what is too large, and only then reads the picture, upright.
fn decoded(bytes: Vec<u8>, format: ImageFormat) -> Result<DynamicImage, Refusal> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(PICTURE_BYTES + WORKING_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refusal(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS || decoder.total_bytes() > PICTURE_BYTES {
        return Err(Refusal::PictureTooLarge);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error))?;
    // Shrunk before it is turned: turning copies the picture.
    let mut picture = shrunk(picture, KEPT_SIDE);
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn refusal(error: &ImageError) -> Refusal {
    match error {
        ImageError::Limits(_) => Refusal::PictureTooLarge,
        _ => Refusal::PictureDamaged,
    }
}

/// The picture with its longer side at most `side` pixels.
fn shrunk(picture: DynamicImage, side: u32) -> DynamicImage {
    let longer = picture.width().max(picture.height());
    if longer <= side {
        return picture;
    }
    let scaled = |length: u32| u32::try_from(u64::from(length) * u64::from(side) / u64::from(longer)).unwrap_or(side).max(1);
    resized(&picture, scaled(picture.width()), scaled(picture.height()))
}

/// The middle square, at most [`PORTRAIT_SIDE`].
fn portrait(picture: DynamicImage) -> DynamicImage {
    let side = picture.width().min(picture.height());
    let square = picture.crop_imm((picture.width() - side) / 2, (picture.height() - side) / 2, side, side);
    shrunk(square, PORTRAIT_SIDE)
}

/// From twice the size on, the mean of whole pixels is as good as a filter, in a fraction of its time and memory; a filter of a 50-megapixel
/// picture holds another 200 MB of floats.
fn resized(picture: &DynamicImage, width: u32, height: u32) -> DynamicImage {
    if picture.width() >= 2 * width && picture.height() >= 2 * height {
        picture.thumbnail_exact(width, height)
    } else {
        picture.resize_exact(width, height, FilterType::Triangle)
    }
}

/// Without transparency: paper is white.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0;
        let mix = |colour: u8| {
            let (colour, alpha) = (u16::from(colour), u16::from(alpha));
            u8::try_from((colour * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
        };
        Rgb([mix(red), mix(green), mix(blue)])
    })
}
