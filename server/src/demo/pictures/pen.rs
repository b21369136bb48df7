//! What the portraits are drawn with: smooth shapes, flat colors, clips and soft light.

use tiny_skia::{
    Color, FillRule, GradientStop, LineCap, LineJoin, LinearGradient, Mask, Paint, Path, PathBuilder, Pixmap, Point, RadialGradient, Rect, Shader, SpreadMode,
    Stroke, Transform,
};

/// Width and height of a portrait.
pub(super) const SIDE: u32 = 512;
/// The line that portraits are symmetrical to.
const MIDDLE: f32 = 256.0;

/// Drawings are made to the edge and shown a little smaller, so that a round frame cuts off no ear.
fn view() -> Transform {
    Transform::from_row(0.94, 0.0, 0.0, 0.94, 256.0 * 0.06, 512.0 * 0.045)
}

/// A color as 0xRRGGBB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ink(pub u32);

impl Ink {
    fn part(self, shift: u32) -> f32 {
        f32::from(u8::try_from(self.0 >> shift & 0xff).unwrap_or_default()) / 255.0
    }

    /// With an opacity from 0 to 1.
    pub fn at(self, alpha: f32) -> Color {
        Color::from_rgba(self.part(16), self.part(8), self.part(0), alpha).unwrap_or(Color::BLACK)
    }

    /// A share of another color, from 0 to 1.
    pub fn toward(self, other: Ink, share: f32) -> Color {
        let mix = |shift| self.part(shift) + (other.part(shift) - self.part(shift)) * share;
        Color::from_rgba(mix(16), mix(8), mix(0), 1.0).unwrap_or(Color::BLACK)
    }

    /// Darker by a share of it.
    pub fn darker(self, share: f32) -> Color {
        self.toward(Ink(0x2a1f2b), share)
    }

    /// Lighter by a share of what is missing to white.
    pub fn lighter(self, share: f32) -> Color {
        self.toward(Ink(0xffffff), share)
    }

    /// Whether white stands out on it.
    pub fn is_dark(self) -> bool {
        self.part(16) * 0.3 + self.part(8) * 0.6 + self.part(0) * 0.1 < 0.42
    }
}

impl From<Ink> for Color {
    fn from(ink: Ink) -> Color {
        ink.at(1.0)
    }
}

/// An outline.
#[derive(Clone)]
pub(super) struct Shape(Option<Path>);

impl Shape {
    /// An ellipse by center and half axes.
    pub fn ellipse(x: f32, y: f32, rx: f32, ry: f32) -> Shape {
        Shape(Rect::from_ltrb(x - rx, y - ry, x + rx, y + ry).and_then(PathBuilder::from_oval))
    }

    /// A closed curve through points (Catmull-Rom).
    pub fn smooth(points: &[(f32, f32)]) -> Shape {
        let mut path = PathBuilder::new();
        let count = points.len();
        let at = |i: usize| points[i % count];
        if count > 2 {
            path.move_to(points[0].0, points[0].1);
        }
        for i in 0..if count > 2 { count } else { 0 } {
            let (p0, p1, p2, p3) = (at(i + count - 1), at(i), at(i + 1), at(i + 2));
            let near = (p1.0 + (p2.0 - p0.0) / 6.0, p1.1 + (p2.1 - p0.1) / 6.0);
            let far = (p2.0 - (p3.0 - p1.0) / 6.0, p2.1 - (p3.1 - p1.1) / 6.0);
            path.cubic_to(near.0, near.1, far.0, far.1, p2.0, p2.1);
        }
        path.close();
        Shape(path.finish())
    }

    /// A closed curve, symmetrical to the middle: points of the right half from top to bottom.
    pub fn both_halves(right: &[(f32, f32)]) -> Shape {
        let left = right.iter().rev().filter(|(x, _)| *x > MIDDLE).map(|(x, y)| (2.0 * MIDDLE - x, *y));
        Shape::smooth(&right.iter().copied().chain(left).collect::<Vec<_>>())
    }

    /// An open curve: a start, then two controls and an end each.
    pub fn curve(start: (f32, f32), on: &[[(f32, f32); 3]]) -> Shape {
        let mut path = PathBuilder::new();
        path.move_to(start.0, start.1);
        for [a, b, end] in on {
            path.cubic_to(a.0, a.1, b.0, b.1, end.0, end.1);
        }
        Shape(path.finish())
    }

    fn through(&self, transform: Transform) -> Shape {
        Shape(self.0.clone().and_then(|path| path.transform(transform)))
    }

    /// The same on the other side of the middle.
    pub fn mirrored(&self) -> Shape {
        self.through(Transform::from_row(-1.0, 0.0, 0.0, 1.0, 2.0 * MIDDLE, 0.0))
    }

    /// Turned clockwise around a point, in degrees.
    pub fn turned(&self, degrees: f32, x: f32, y: f32) -> Shape {
        self.through(Transform::from_rotate_at(degrees, x, y))
    }

    /// Larger or smaller, seen from a point.
    pub fn scaled(&self, by: f32, x: f32, y: f32) -> Shape {
        self.through(Transform::from_row(by, 0.0, 0.0, by, x - by * x, y - by * y))
    }

    /// Elsewhere.
    pub fn moved(&self, x: f32, y: f32) -> Shape {
        self.through(Transform::from_translate(x, y))
    }
}

/// Where drawing has an effect.
pub(super) struct Clip(Option<Mask>);

/// A picture under way.
pub(super) struct Pen {
    map: Pixmap,
}

impl Pen {
    /// A blank picture; `None` when there is no memory.
    pub fn new() -> Option<Pen> {
        Some(Pen { map: Pixmap::new(SIDE, SIDE)? })
    }

    /// The picture's pixels, red, green and blue.
    pub fn rgb(&self) -> Vec<u8> {
        self.map.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect()
    }

    /// A clip to the inside of a shape.
    pub fn clip(shape: &Shape) -> Clip {
        let mask = Mask::new(SIDE, SIDE).zip(shape.0.as_ref()).map(|(mut mask, path)| {
            mask.fill_path(path, FillRule::Winding, true, view());
            mask
        });
        Clip(mask)
    }

    fn paint(&mut self, shape: &Shape, shader: Shader, clip: Option<&Clip>) {
        let paint = Paint {
            shader,
            anti_alias: true,
            ..Paint::default()
        };
        if let Some(path) = &shape.0 {
            let mask = clip.and_then(|clip| clip.0.as_ref());
            self.map.fill_path(path, &paint, FillRule::Winding, view(), mask);
        }
    }

    /// Fills a shape.
    pub fn fill(&mut self, shape: &Shape, color: impl Into<Color>) {
        self.paint(shape, Shader::SolidColor(color.into()), None);
    }

    /// Fills a shape and its mirror image.
    pub fn fill_both(&mut self, shape: &Shape, color: impl Into<Color>) {
        let color = color.into();
        self.fill(shape, color);
        self.fill(&shape.mirrored(), color);
    }

    /// Fills the part of a shape that lies within a clip.
    pub fn fill_in(&mut self, clip: &Clip, shape: &Shape, color: impl Into<Color>) {
        self.paint(shape, Shader::SolidColor(color.into()), Some(clip));
    }

    /// Fills the parts of a shape and its mirror image that lie within a clip.
    pub fn fill_both_in(&mut self, clip: &Clip, shape: &Shape, color: impl Into<Color>) {
        let color = color.into();
        self.fill_in(clip, shape, color);
        self.fill_in(clip, &shape.mirrored(), color);
    }

    /// Draws along a shape.
    pub fn line(&mut self, shape: &Shape, color: impl Into<Color>, width: f32) {
        let paint = Paint {
            shader: Shader::SolidColor(color.into()),
            anti_alias: true,
            ..Paint::default()
        };
        let stroke = Stroke {
            width,
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            ..Stroke::default()
        };
        if let Some(path) = &shape.0 {
            self.map.stroke_path(path, &paint, &stroke, view(), None);
        }
    }

    /// Draws along a shape and its mirror image.
    pub fn line_both(&mut self, shape: &Shape, color: impl Into<Color>, width: f32) {
        let color = color.into();
        self.line(shape, color, width);
        self.line(&shape.mirrored(), color, width);
    }

    /// Fills everything from the upper left to the lower right.
    pub fn ground(&mut self, from: Color, to: Color) {
        let stops = vec![GradientStop::new(0.0, from), GradientStop::new(1.0, to)];
        let ends = (Point::from_xy(60.0, 0.0), Point::from_xy(452.0, 512.0));
        let all = Shape::ellipse(256.0, 256.0, 800.0, 800.0);
        if let Some(shader) = LinearGradient::new(ends.0, ends.1, stops, SpreadMode::Pad, Transform::identity()) {
            self.paint(&all, shader, None);
        }
    }

    /// Light or shade that fades out from a point, within a clip or everywhere.
    pub fn glow(&mut self, clip: Option<&Clip>, x: f32, y: f32, radius: f32, color: Color) {
        let mut out = color;
        out.set_alpha(0.0);
        let stops = vec![GradientStop::new(0.0, color), GradientStop::new(1.0, out)];
        let center = Point::from_xy(x, y);
        if let Some(shader) = RadialGradient::new(center, 0.0, center, radius, stops, SpreadMode::Pad, Transform::identity()) {
            self.paint(&Shape::ellipse(x, y, radius, radius), shader, clip);
        }
    }
}
