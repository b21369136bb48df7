//! PDFs: the text that can be seen on a sheet if it has any, else its picture is read. Both by hayro, which runs no scripts and reaches nothing.
#![expect(clippy::float_arithmetic, reason = "places on a sheet; no money is computed here")]

use app::claims::reading::ports::{MOST_SHEETS, Pixels, Print, ReadError, Sheet};
use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache, InterpreterSettings, SoftMask, TransformExt as _,
    interpret_page,
};
use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, Point, Rect};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder as _, RgbImage};

use super::picture::{LONGER_SIDE, Look};

/// Letters and digits from which on a sheet is taken to have a text of its own, not just a stamp on a scan.
const A_TEXT: usize = 40;
/// JPEG quality of a drawn sheet.
const QUALITY: u8 = 80;

/// Reads every sheet.
pub fn read(file: Vec<u8>, look: &mut Look<'_>) -> Result<Vec<Sheet>, ReadError> {
    let pdf = Pdf::new(file).map_err(|error| ReadError::Unreadable(format!("{error:?}")))?;
    let cache = RenderCache::new();
    pdf.pages().iter().take(MOST_SHEETS).map(|page| sheet(page, &cache, look)).collect()
}

fn sheet<'a>(page: &'a Page<'a>, cache: &RenderCache<'a>, look: &mut Look<'_>) -> Result<Sheet, ReadError> {
    let (width, height) = page.render_dimensions();
    let scale = LONGER_SIDE as f32 / width.max(height);
    if !(scale.is_finite() && width * scale >= 1.0 && height * scale >= 1.0) {
        return Err(ReadError::Unreadable("a sheet without an area".into()));
    }
    let settings = InterpreterSettings::default();
    let paper = PixmapSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
    };
    let drawn = render(page, cache, &settings, &RenderSettings::default(), &paper);
    let (width, height) = (u32::from(drawn.width()), u32::from(drawn.height()));
    let rgb: Vec<u8> = drawn
        .data_as_u8_slice()
        .chunks_exact(4)
        .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
        .collect();
    let jpeg = jpeg(&rgb, width, height)?;

    let mut sheet = Sheet {
        width: Pixels::try_from(width).unwrap_or(Pixels::MAX),
        height: Pixels::try_from(height).unwrap_or(Pixels::MAX),
        prints: text(page, scale, width, height),
        ..Sheet::default()
    };
    let letters: usize = sheet
        .prints
        .iter()
        .map(|print| print.text.chars().filter(|c| c.is_alphanumeric()).count())
        .sum();
    if letters < A_TEXT {
        let picture = RgbImage::from_raw(width, height, rgb).ok_or_else(|| ReadError::Unreadable("a sheet that cannot be drawn".into()))?;
        sheet = look(picture)?;
    }
    sheet.drawn = Some(jpeg);
    Ok(sheet)
}

fn jpeg(rgb: &[u8], width: u32, height: u32) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY)
        .write_image(rgb, width, height, ExtendedColorType::Rgb8)
        .map_err(|error| ReadError::Unreadable(error.to_string()))?;
    Ok(bytes)
}

/// The text of a sheet with its places in pixels.
fn text<'a>(page: &'a Page<'a>, scale: f32, width: u32, height: u32) -> Vec<Print> {
    let transform = Affine::scale(scale.into()) * page.initial_transform(true).to_kurbo();
    let target = Rect::new(0.0, 0.0, width.into(), height.into());
    let cache = InterpreterCache::new();
    let mut context = Context::new(transform, target, &cache, page.xref(), InterpreterSettings::default());
    let mut listener = Listener {
        target,
        prints: Vec::new(),
        end: None,
    };
    interpret_page(page, &mut context, &mut listener);
    for print in &mut listener.prints {
        print.text = print.text.trim().to_owned();
    }
    listener.prints.retain(|print| !print.text.is_empty());
    listener.prints
}

/// Takes down the glyphs that are drawn, and draws nothing.
struct Listener {
    target: Rect,
    prints: Vec<Print>,
    /// Where the last glyph ended.
    end: Option<Point>,
}

impl Listener {
    fn glyph(&mut self, glyph: &Glyph<'_>, place: Affine) {
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(text)) => text,
            None => return,
        };
        let advance = match glyph {
            Glyph::Outline(outline) => outline.advance_width(),
            Glyph::Type3(drawn) => drawn.advance_width(),
        };
        let (start, end) = (place * Point::ZERO, place * Point::new(advance.unwrap_or(500.0).into(), 0.0));
        let rise = (place * Point::new(0.0, 700.0)) - start;
        let size = rise.hypot();
        // What stands on its head or side is a stamp or an ornament; what lies outside cannot be seen.
        if !size.is_finite() || size < 1.0 || rise.y > -0.9 * size || !self.target.contains(start) {
            return;
        }
        let gap = self.end.map(|last| (start.x - last.x, (start.y - last.y).abs()));
        let whole = |number: f64| number.round() as Pixels;
        // The base line lies half a letter below the middle.
        let (left, right) = ((whole(start.x), whole(start.y - size / 2.0)), (whole(end.x), whole(end.y - size / 2.0)));
        match (gap, self.prints.last_mut()) {
            (Some((along, across)), Some(last)) if across < 0.3 * size && (-0.3 * size..1.4 * size).contains(&along) => {
                if along > 0.25 * size && !last.text.ends_with(' ') && !text.starts_with(' ') {
                    last.text.push(' ');
                }
                last.text.push_str(&text);
                last.right = right;
                last.height = last.height.max(whole(size));
            }
            _ => self.prints.push(Print {
                text,
                left,
                right,
                height: whole(size),
            }),
        }
        self.end = Some(end);
    }
}

impl<'a> Device<'a> for Listener {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        // A scan often has a text under it that nobody sees; the picture counts.
        if matches!(mode, DrawMode::Invisible) {
            return;
        }
        for glyph in run.glyphs() {
            self.glyph(glyph, props.transform * glyph.transform());
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
