//! What a picture looks like in 64 bits: the same when it is scaled, brightened or saved anew, and within few bits when it is photographed again.
//!
//! The picture is made 32 pixels square and grey, and the 64 slowest waves of its cosine transform (without the constant) are compared with their middle: a
//! bit says that a wave is stronger. In whole numbers, so that every machine finds the same (after Zauner, "Implementation and Benchmarking of Perceptual
//! Image Hash Functions", 2010).

use image::DynamicImage;
use image::imageops::FilterType;

/// Side of the square.
const SIDE: usize = 32;
/// Waves in each direction.
const WAVES: usize = 8;
/// cos(k·π/64) in units of 1/4096, for k from 0 to 32.
const COSINES: [i64; 33] = [
    4096, 4091, 4076, 4052, 4017, 3973, 3920, 3857, 3784, 3703, 3612, 3513, 3406, 3290, 3166, 3035, 2896, 2751, 2598, 2440, 2276, 2106, 1931, 1751, 1567, 1380,
    1189, 995, 799, 601, 401, 201, 0,
];
/// The least that the waves of a picture of something come to, in grey levels times pixels; an empty sheet has less, and no print.
const SOMETHING: i64 = 20_000;

/// The print of a picture; `None` when nothing is to be seen on it.
pub fn of(picture: &DynamicImage) -> Option<u64> {
    let small = picture.resize_exact(32, 32, FilterType::Triangle).into_luma8();
    let grey: Vec<i64> = small.pixels().map(|pixel| i64::from(pixel.0[0])).collect();
    let waves = waves(&grey);
    let strength: i64 = waves.iter().map(|wave| wave.abs()).sum();
    if strength < SOMETHING {
        return None;
    }
    let mut sorted = waves;
    sorted.sort_unstable();
    let middle = sorted[sorted.len() / 2];
    Some(waves.iter().fold(0, |print, wave| print << 1 | u64::from(*wave >= middle)))
}

/// The waves 1 to 8 of each direction.
fn waves(grey: &[i64]) -> [i64; WAVES * WAVES] {
    let along: Vec<[i64; WAVES]> = grey
        .chunks(SIDE)
        .map(|row| std::array::from_fn(|wave| row.iter().enumerate().map(|(x, level)| level * cosine(x, wave + 1)).sum::<i64>() / 4096))
        .collect();
    std::array::from_fn(|at| {
        let (down, across) = (at / WAVES + 1, at % WAVES);
        along.iter().enumerate().map(|(y, row)| row[across] * cosine(y, down)).sum::<i64>() / 4096
    })
}

/// cos((2·at + 1)·wave·π/64) in units of 1/4096.
fn cosine(at: usize, wave: usize) -> i64 {
    let turn = (2 * at + 1) * wave % 128;
    let half = if turn > 64 { 128 - turn } else { turn };
    if half > 32 { -COSINES[64 - half] } else { COSINES[half] }
}

#[cfg(test)]
mod tests {
    use image::{GrayImage, Luma};

    use super::*;
    use crate::claims::rules::signs::looks_alike;

    /// Lines as of an invoice: each seed another.
    fn sheet(seed: u32, width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageLuma8(GrayImage::from_fn(width, height, |x, y| {
            let (row, column) = (y * 40 / height, x * 30 / width);
            let ink = row % 3 == 0 && (row.wrapping_mul(2_654_435_761).wrapping_add(seed.wrapping_mul(40_503)) >> 7) % 30 > column;
            Luma([if ink { 40 } else { 235 }])
        }))
    }

    fn print(picture: &DynamicImage) -> u64 {
        of(picture).expect("something is on it")
    }

    #[test]
    fn a_picture_that_was_scaled_brightened_or_saved_anew_looks_the_same() {
        let one = sheet(7, 1200, 1600);
        let mut saved = Vec::new();
        one.to_rgb8()
            .write_with_encoder(image::codecs::jpeg::JpegEncoder::new_with_quality(&mut saved, 40))
            .expect("saved");
        let saved = image::load_from_memory(&saved).expect("read back");
        for other in [sheet(7, 600, 800), one.brighten(12), one.adjust_contrast(-15.0), saved] {
            assert!(looks_alike(print(&one), print(&other)));
        }
    }

    #[test]
    fn other_pictures_look_different() {
        let prints: Vec<u64> = (0..40).map(|seed| print(&sheet(seed * 977, 600, 800))).collect();
        for (nth, one) in prints.iter().enumerate() {
            let like = prints[nth + 1..].iter().filter(|other| looks_alike(*one, **other)).count();
            assert_eq!(like, 0, "{nth}");
        }
    }

    #[test]
    fn an_empty_sheet_has_no_print() {
        assert_eq!(of(&DynamicImage::ImageLuma8(GrayImage::from_pixel(300, 400, Luma([250])))), None);
        assert_eq!(of(&DynamicImage::ImageLuma8(GrayImage::new(1, 1))), None);
    }
}
