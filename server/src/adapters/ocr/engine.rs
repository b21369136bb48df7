//! PP-OCRv6 on ONNX Runtime: finds the lines of print on a picture and reads them.
#![expect(clippy::float_arithmetic, reason = "places on a picture; no money is computed here")]

use std::path::Path;

use app::claims::reading::ports::{Pixels, Print, ReadError, Sheet};
use image::{RgbImage, imageops};
use oar_ocr::core::config::OrtSessionConfig;
use oar_ocr::domain::tasks::TextDetectionConfig;
use oar_ocr::oarocr::{OAROCR, OAROCRBuilder, TextRegion};
use oar_ocr::predictors::DocumentOrientationPredictor;

/// The parts, as scripts/setup.sh names them.
const LIBRARY: &str = "libonnxruntime.so";
const PARTS: [&str; 5] = [LIBRARY, "find.onnx", "read.onnx", "turn.onnx", "letters.txt"];
/// Threads of one reading: more than two gain nothing on a page of an invoice.
const THREADS: usize = 2;
/// Below this the engine guesses.
const SURE: f32 = 0.5;

/// Surer than this on the mean, print stands the right way up.
const UPRIGHT: f32 = 0.85;

/// The engine with its models, ready to read.
pub struct Engine {
    turn: DocumentOrientationPredictor,
    print: OAROCR,
}

impl Engine {
    /// Loads everything from a folder.
    pub fn load(parts: &Path) -> Result<Engine, ReadError> {
        if let Some(missing) = PARTS.iter().find(|part| !parts.join(part).is_file()) {
            return Err(ReadError::NotSetUp(format!("{} is missing", parts.join(missing).display())));
        }
        let broken = |error: &dyn std::fmt::Display| ReadError::NotSetUp(error.to_string());
        ort::init_from(parts.join(LIBRARY))
            .map_err(|error| broken(&error))?
            .with_telemetry(false)
            .commit();
        let letters = std::fs::read_to_string(parts.join("letters.txt")).map_err(|error| broken(&error))?;
        let session = OrtSessionConfig {
            intra_threads: Some(THREADS),
            ..OrtSessionConfig::new()
        };
        let turn = DocumentOrientationPredictor::builder()
            .with_ort_config(session.clone())
            .build(parts.join("turn.onnx"))
            .map_err(|error| broken(&error))?;
        let print = OAROCRBuilder::new(parts.join("find.onnx"), parts.join("read.onnx"), parts.join("letters.txt"))
            // Lines end in CR LF there. Never trimmed: one of the letters is a space.
            .character_dict_content(letters.replace('\r', ""))
            .text_detection_config(TextDetectionConfig {
                // What PP-OCRv6 was published with.
                score_threshold: 0.2,
                box_threshold: 0.45,
                unclip_ratio: 1.4,
                max_candidates: 3_000,
                ..TextDetectionConfig::default()
            })
            .ort_session(session)
            .build()
            .map_err(|error| broken(&error))?;
        Ok(Engine { turn, print })
    }

    /// The print on a picture. Where the picture seems turned and then reads badly, it was not turned.
    pub fn read(&self, picture: RgbImage) -> Result<Sheet, ReadError> {
        let turned = self.turned(&picture)?;
        let (sheet, sure) = self.read_turned(&picture, turned)?;
        if turned == 0 || sure > UPRIGHT {
            return Ok(sheet);
        }
        let (straight, surer) = self.read_turned(&picture, 0)?;
        Ok(if surer > sure { straight } else { sheet })
    }

    /// How far the print on a picture is turned clockwise, in degrees.
    fn turned(&self, picture: &RgbImage) -> Result<i16, ReadError> {
        let found = self.turn.predict(vec![picture.clone()]).map_err(|error| unreadable(&error))?;
        let best = found.orientations.first().and_then(|classes| classes.first());
        Ok(best.map_or(0, |class| i16::try_from(class.class_id % 4).unwrap_or(0) * 90))
    }

    /// The print on a picture that is turned so far, and how sure the engine is of it on the mean of its letters, 0 to 1.
    fn read_turned(&self, picture: &RgbImage, turned: i16) -> Result<(Sheet, f32), ReadError> {
        let upright = match turned {
            90 => imageops::rotate270(picture),
            180 => imageops::rotate180(picture),
            270 => imageops::rotate90(picture),
            _ => picture.clone(),
        };
        let found = self.print.predict(vec![upright]).map_err(|error| unreadable(&error))?;
        let regions: Vec<&TextRegion> = found.iter().flat_map(|page| &page.text_regions).collect();
        let (mut letters, mut sure) = (0.0_f32, 0.0_f32);
        for region in &regions {
            let count = region.text.as_deref().unwrap_or_default().chars().count() as f32;
            letters += count;
            sure += count * region.confidence.unwrap_or(0.0);
        }
        let sheet = Sheet {
            width: Pixels::try_from(picture.width()).unwrap_or(Pixels::MAX),
            height: Pixels::try_from(picture.height()).unwrap_or(Pixels::MAX),
            turned,
            prints: regions.into_iter().filter_map(print).collect(),
            drawn: None,
        };
        Ok((sheet, sure / letters.max(1.0)))
    }
}

fn unreadable(error: &dyn std::fmt::Display) -> ReadError {
    ReadError::Unreadable(error.to_string())
}

/// A line of print as we tell it; `None` for what could not be read.
fn print(region: &TextRegion) -> Option<Print> {
    let text = region.text.as_deref().map(str::trim).filter(|text| !text.is_empty())?;
    if region.confidence.is_some_and(|sure| sure < SURE) {
        return None;
    }
    let mut corners: Vec<(f32, f32)> = region.bounding_box.points.iter().map(|point| (point.x, point.y)).collect();
    if corners.len() < 4 {
        return None;
    }
    // A line of print is wider than high: the two leftmost corners are its left edge.
    corners.sort_by(|a, b| a.0.total_cmp(&b.0));
    let middle = |pair: &[(f32, f32)]| {
        (
            ((pair[0].0 + pair[1].0) / 2.0).round() as Pixels,
            ((pair[0].1 + pair[1].1) / 2.0).round() as Pixels,
        )
    };
    let (left, right) = (&corners[..2], &corners[corners.len() - 2..]);
    let height = ((left[0].1 - left[1].1).abs() + (right[0].1 - right[1].1).abs()) / 2.0;
    Some(Print {
        text: text.to_owned(),
        left: middle(left),
        right: middle(right),
        height: (height.round() as Pixels).max(1),
    })
}
