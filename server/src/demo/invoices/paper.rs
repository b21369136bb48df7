//! Paper with print on it, and the photograph of it.

use ab_glyph::{Font as _, FontRef, PxScale, ScaleFont as _};
use tiny_skia::{
    Color, FillRule, FilterQuality, GradientStop, LinearGradient, Paint, PathBuilder, Pixmap, PixmapPaint, Point, PremultipliedColorU8, Rect, SpreadMode,
    Transform,
};

use super::super::dice::Dice;
use super::worn::{self, Rgb};

/// The faces that invoices are printed in.
pub(in super::super) struct Fonts {
    text: FontRef<'static>,
    till: FontRef<'static>,
}

impl Fonts {
    pub(super) fn read() -> Option<Fonts> {
        Some(Fonts {
            text: FontRef::try_from_slice(epaint_default_fonts::UBUNTU_LIGHT).ok()?,
            till: FontRef::try_from_slice(epaint_default_fonts::HACK_REGULAR).ok()?,
        })
    }
}

/// How a piece of text is printed.
#[derive(Clone, Copy)]
pub(super) struct Style {
    /// Height in points of the paper.
    pub size: f32,
    pub bold: bool,
    /// In the till's own face.
    pub till: bool,
    /// 0xRRGGBB
    pub ink: u32,
}

/// A sheet under way; all measures are in points, top left is (0, 0).
pub(super) struct Paper<'f> {
    fonts: &'f Fonts,
    scale: f32,
    pub width: f32,
    pub height: f32,
    map: Pixmap,
}

/// Color of 0xRRGGBB.
fn color(rgb: u32) -> Color {
    let [_, red, green, blue] = rgb.to_be_bytes();
    Color::from_rgba8(red, green, blue, 255)
}

impl<'f> Paper<'f> {
    /// White paper. `None` when it cannot be had in this size.
    pub fn new(fonts: &'f Fonts, scale: f32, width: f32, height: f32) -> Option<Paper<'f>> {
        let mut map = Pixmap::new((width * scale) as u32, (height * scale) as u32)?;
        map.fill(color(0xfdfcfa));
        Some(Paper {
            fonts,
            scale,
            width,
            height,
            map,
        })
    }

    /// A filled rectangle.
    pub fn rect(&mut self, x: f32, y: f32, width: f32, height: f32, rgb: u32) {
        let mut paint = Paint::default();
        paint.set_color(color(rgb));
        if let Some(rect) = Rect::from_xywh(x, y, width, height) {
            self.map.fill_rect(rect, &paint, Transform::from_scale(self.scale, self.scale), None);
        }
    }

    /// The print of a paw.
    pub fn paw(&mut self, x: f32, y: f32, size: f32, rgb: u32) {
        let mut paint = Paint {
            anti_alias: true,
            ..Paint::default()
        };
        paint.set_color(color(rgb));
        let mut path = PathBuilder::new();
        for (dx, dy, rx, ry) in [
            (0.0, 0.22, 0.30, 0.25),
            (-0.36, -0.08, 0.12, 0.16),
            (-0.13, -0.28, 0.12, 0.17),
            (0.13, -0.28, 0.12, 0.17),
            (0.36, -0.08, 0.12, 0.16),
        ] {
            if let Some(oval) = Rect::from_ltrb(x + (dx - rx) * size, y + (dy - ry) * size, x + (dx + rx) * size, y + (dy + ry) * size) {
                path.push_oval(oval);
            }
        }
        if let Some(path) = path.finish() {
            self.map
                .fill_path(&path, &paint, FillRule::Winding, Transform::from_scale(self.scale, self.scale), None);
        }
    }

    /// Prints text from its left end; `y` is the base line.
    pub fn text(&mut self, x: f32, y: f32, style: Style, text: &str) {
        self.print(x, y, style, text);
        if style.bold {
            self.print(x + style.size * 0.035, y, style, text);
            self.print(x + style.size * 0.018, y + style.size * 0.012, style, text);
        }
    }

    /// Prints text up to its right end.
    pub fn text_to(&mut self, x: f32, y: f32, style: Style, text: &str) {
        let width = self.width_of(style, text);
        self.text(x - width, y, style, text);
    }

    /// Prints text around its middle.
    pub fn text_at_middle(&mut self, x: f32, y: f32, style: Style, text: &str) {
        let width = self.width_of(style, text);
        self.text(x - width / 2.0, y, style, text);
    }

    fn face(&self, style: Style) -> &FontRef<'static> {
        if style.till { &self.fonts.till } else { &self.fonts.text }
    }

    /// How wide a text is in points.
    pub fn width_of(&self, style: Style, text: &str) -> f32 {
        let face = self.face(style).as_scaled(PxScale::from(style.size));
        text.chars().map(|c| face.h_advance(face.glyph_id(c))).sum()
    }

    fn print(&mut self, x: f32, y: f32, style: Style, text: &str) {
        let size = PxScale::from(style.size * self.scale);
        let face = self.face(style).clone();
        let face = face.as_scaled(size);
        let (mut at, base) = (x * self.scale, y * self.scale);
        let (width, height) = (self.map.width(), self.map.height());
        let [_, red, green, blue] = style.ink.to_be_bytes();
        for c in text.chars() {
            let id = face.glyph_id(c);
            let glyph = id.with_scale_and_position(size, ab_glyph::point(at, base));
            at += face.h_advance(id);
            let Some(outline) = face.font().outline_glyph(glyph) else { continue };
            let bounds = outline.px_bounds();
            outline.draw(|dx, dy, cover| {
                let (px, py) = (bounds.min.x as i64 + i64::from(dx), bounds.min.y as i64 + i64::from(dy));
                let (Ok(px), Ok(py)) = (u32::try_from(px), u32::try_from(py)) else { return };
                if px < width && py < height {
                    let pixel = &mut self.map.pixels_mut()[(py * width + px) as usize];
                    let blend = |under: u8, ink: u8| (f32::from(under) + (f32::from(ink) - f32::from(under)) * cover.clamp(0.0, 1.0)) as u8;
                    if let Some(inked) = PremultipliedColorU8::from_rgba(blend(pixel.red(), red), blend(pixel.green(), green), blend(pixel.blue(), blue), 255) {
                        *pixel = inked;
                    }
                }
            });
        }
    }

    /// The paper after a hard day: width, height and pixels.
    pub fn worn(self, dice: &mut Dice) -> (u32, u32, Vec<u8>) {
        let flat = Rgb {
            width: self.map.width() as usize,
            height: self.map.height() as usize,
            pixels: self.map.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect(),
        };
        let photo = worn::photograph(&flat, dice);
        (photo.width as u32, photo.height as u32, photo.pixels)
    }

    /// The paper on a table, a little askew and unevenly lit: width, height and pixels.
    pub fn photograph(self, dice: &mut Dice) -> Option<(u32, u32, Vec<u8>)> {
        let margin = 34.0 * self.scale;
        let (width, height) = (self.map.width() as f32 + 2.0 * margin, self.map.height() as f32 + 2.0 * margin);
        let mut photo = Pixmap::new(width as u32, height as u32)?;
        let tables = [(0xb8946a, 0x8a6a49), (0x9aa5a0, 0x717d78), (0x6f5a4a, 0x51402f), (0xd8d2c6, 0xb3ab9c)];
        let (light, shade) = *dice.pick(&tables);
        let gradient = |from: Color, to: Color| {
            let stops = vec![GradientStop::new(0.0, from), GradientStop::new(1.0, to)];
            LinearGradient::new(
                Point::from_xy(0.0, 0.0),
                Point::from_xy(width, height),
                stops,
                SpreadMode::Pad,
                Transform::identity(),
            )
        };
        let all = Rect::from_xywh(0.0, 0.0, width, height)?;
        let paint = Paint {
            shader: gradient(color(light), color(shade))?,
            ..Paint::default()
        };
        photo.fill_rect(all, &paint, Transform::identity(), None);
        let turn = dice.between(-14, 14) as f32 / 10.0;
        let lie = Transform::from_rotate_at(turn, width / 2.0, height / 2.0);
        let sheet = Rect::from_xywh(margin, margin, self.map.width() as f32, self.map.height() as f32)?;
        for spread in [12.0, 10.0, 8.0, 6.0, 4.0, 2.0] {
            let mut paint = Paint {
                anti_alias: true,
                ..Paint::default()
            };
            paint.set_color_rgba8(20, 14, 10, 18);
            let shadow = Rect::from_xywh(
                sheet.x() - spread * self.scale / 3.0,
                sheet.y() - spread * self.scale / 6.0,
                sheet.width() + spread * self.scale,
                sheet.height() + spread * self.scale,
            )?;
            photo.fill_rect(shadow, &paint, lie, None);
        }
        let careful = PixmapPaint {
            quality: FilterQuality::Bicubic,
            ..PixmapPaint::default()
        };
        photo.draw_pixmap(0, 0, self.map.as_ref(), &careful, lie.pre_translate(margin, margin), None);
        let evening = gradient(Color::from_rgba8(255, 250, 238, 18), Color::from_rgba8(40, 30, 40, 44))?;
        photo.fill_rect(
            all,
            &Paint {
                shader: evening,
                ..Paint::default()
            },
            Transform::identity(),
            None,
        );
        // The grain of a phone's camera.
        let mut rgb = Vec::with_capacity(photo.pixels().len() * 3);
        let mut grain = dice.between(1, i64::from(u32::MAX)) as u32;
        for pixel in photo.pixels() {
            grain = grain.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = ((grain >> 24) % 7) as u8;
            rgb.extend([pixel.red(), pixel.green(), pixel.blue()].map(|part| part.saturating_add(noise).saturating_sub(3)));
        }
        Some((photo.width(), photo.height(), rgb))
    }
}
