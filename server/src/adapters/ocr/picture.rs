//! Pictures: decoded within limits, upright as the camera was held, and small enough.
#![expect(clippy::float_arithmetic, reason = "places on a picture are scaled; no money is computed here")]

use std::io::Cursor;

use app::claims::reading::ports::{Pixels, ReadError, Sheet};
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageReader, Limits, RgbImage};

/// The longer side that is read, in pixels. A scan of 35 megapixels took 2 GB.
pub const LONGER_SIDE: u32 = 2_000;
/// Most pixels of a picture that is opened at all.
const MOST_PIXELS: u64 = 64_000_000;

/// How a picture becomes print.
pub type Look<'a> = dyn FnMut(RgbImage) -> Result<Sheet, ReadError> + 'a;

/// Reads a picture; places are told on it as it is kept, turned as its EXIF says.
pub fn read(file: Vec<u8>, look: &mut Look<'_>) -> Result<Sheet, ReadError> {
    let picture = decoded(file).map_err(|error| ReadError::Unreadable(error.to_string()))?;
    let (width, height) = (picture.width(), picture.height());
    let small = shrunk(picture);
    let factor = f64::from(width.max(height)) / f64::from(small.width().max(small.height()));
    let mut sheet = look(small.into_rgb8())?;
    let grown = |length: Pixels| (f64::from(length) * factor).round() as Pixels;
    for print in &mut sheet.prints {
        print.left = (grown(print.left.0), grown(print.left.1));
        print.right = (grown(print.right.0), grown(print.right.1));
        print.height = grown(print.height);
    }
    sheet.width = Pixels::try_from(width).unwrap_or(Pixels::MAX);
    sheet.height = Pixels::try_from(height).unwrap_or(Pixels::MAX);
    Ok(sheet)
}

fn decoded(file: Vec<u8>) -> image::ImageResult<DynamicImage> {
    let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format()?;
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_PIXELS * 8);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn shrunk(picture: DynamicImage) -> DynamicImage {
    if picture.width().max(picture.height()) <= LONGER_SIDE {
        return picture;
    }
    picture.resize(LONGER_SIDE, LONGER_SIDE, FilterType::Triangle)
}
