//! Portraits of pets, drawn flat and soft: the first thing a person sees of the product.
#![expect(clippy::float_arithmetic, reason = "drawing is done in fractions of a pixel; no money here")]

mod bird;
mod cat;
mod dog;
mod dog_ears;
mod dog_markings;
mod face;
pub(super) mod looks;
mod pen;
mod rabbit;
mod small;

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder as _};

use looks::Look;
use pen::{Ink, Pen, SIDE, Shape};

/// Grounds: upper left, lower right, and the disc behind the head.
const GROUNDS: [(u32, u32, u32); 10] = [
    (0xF7D9A8, 0xE99B5C, 0xFBE7C6),
    (0xBFE3D4, 0x5FA58E, 0xD9F0E6),
    (0xF6C7B6, 0xDD7C63, 0xFADFD5),
    (0xC9DDF2, 0x6E97C8, 0xE0ECF8),
    (0xE4D3EE, 0x9C7FBF, 0xF1E7F7),
    (0xFBE3A6, 0xE7B24B, 0xFDF1CF),
    (0xD4E5B5, 0x8BAE5C, 0xE8F2D5),
    (0xF5CBD6, 0xD0799A, 0xFBE3EA),
    (0xBCE0E6, 0x4F9BAA, 0xD8EFF3),
    (0xEADBC8, 0xB9926B, 0xF5ECE0),
];
/// Collars and bandanas.
const COLLARS: [u32; 6] = [0x0E5B4C, 0xC8472B, 0x3D6FA8, 0xE0A92E, 0x7A4E9C, 0x2F7F8C];

/// A portrait as JPEG: the `coat`-th coat of a look, on the `ground`-th ground. `None` when it cannot be drawn.
pub(super) fn portrait(look: &Look, coat: usize, ground: usize) -> Option<Vec<u8>> {
    let mut pen = Pen::new()?;
    let (from, to, disc) = GROUNDS[ground % GROUNDS.len()];
    let coat_inks = look.coats[coat % look.coats.len()];
    pen.ground(Ink(from).into(), Ink(to).into());
    pen.fill(&Shape::ellipse(256.0, 262.0, 214.0, 214.0), Ink(disc).at(0.55));
    pen.glow(None, 170.0, 110.0, 260.0, Ink(0xffffff).at(0.25));
    let collar = Ink(COLLARS[(coat * 5 + ground * 7) % COLLARS.len()]);
    match look.kind {
        "cat" => cat::draw(&mut pen, look, coat_inks, collar),
        "rabbit" => rabbit::draw(&mut pen, look, coat_inks),
        "bird" => bird::draw(&mut pen, look, coat_inks),
        "small" => small::draw(&mut pen, look, coat_inks),
        _ => dog::draw(&mut pen, look, coat_inks, collar, ground % 3 == 1),
    }
    jpeg(&pen.rgb())
}

fn jpeg(rgb: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 86)
        .write_image(rgb, SIDE, SIDE, ExtendedColorType::Rgb8)
        .ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::looks::LOOKS;
    use super::*;

    #[test]
    fn a_portrait_of_each_kind_is_drawn_and_always_the_same() {
        for kind in ["dog", "cat", "rabbit", "bird", "small"] {
            let look = LOOKS.iter().find(|look| look.kind == kind).expect("a look");
            let picture = portrait(look, 0, 3).expect("a picture");
            assert_eq!(Some(&picture), portrait(look, 0, 3).as_ref(), "{kind}");
            let read = image::load_from_memory(&picture).expect("a JPEG");
            assert_eq!((read.width(), read.height()), (SIDE, SIDE));
            assert!(picture.len() > 10_000, "{kind}: {} bytes say that little was drawn", picture.len());
        }
    }
}
