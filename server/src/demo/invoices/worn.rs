//! The photograph of a sheet that had a hard day: folded, held at an angle, in bad light, by a shaking hand.

use super::super::dice::Dice;

/// RGB, row by row.
pub(super) struct Rgb {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<u8>,
}

/// A mapping of the plane that keeps lines straight, row by row.
type Projection = [[f32; 3]; 3];

/// Photographs a flat picture of paper: perspective, folds, a shadow, dim light, noise.
pub(super) fn photograph(flat: &Rgb, dice: &mut Dice) -> Rgb {
    let (width, height) = (flat.width as f32 * 1.14, flat.height as f32 * 1.14);
    let mut chance = |low: i64, high: i64| dice.between(low, high) as f32 / 1000.0;
    // Corners of the sheet on the photograph, turned a little and each a little off.
    let turn = chance(-70, 70);
    let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|(x, y): (f32, f32)| {
        let (dx, dy) = ((x - 0.5) * flat.width as f32, (y - 0.5) * flat.height as f32);
        let (sin, cos) = turn.sin_cos();
        (
            width / 2.0 + dx * cos - dy * sin + chance(-28, 28) * flat.width as f32,
            height / 2.0 + dx * sin + dy * cos + chance(-28, 28) * flat.height as f32,
        )
    });
    let back = inverse(&onto(corners));
    let folds = [chance(280, 400), chance(600, 720)];
    let crease = chance(4, 9);
    let (shade_x, shade_y, shade_size, shade_depth) = (chance(0, 1000), chance(0, 1000), chance(250, 600), chance(150, 420));
    let (light, slope_x, slope_y) = (chance(620, 1000), chance(-180, 180), chance(-180, 180));
    let noise = chance(6_000, 22_000);
    let blur = chance(0, 1000) > 0.6;
    let mut grain = dice.between(1, i64::from(u32::MAX)) as u32;

    let (columns, rows) = (width as usize, height as usize);
    let mut pixels = Vec::with_capacity(columns * rows * 3);
    for row in 0..rows {
        for column in 0..columns {
            let (u, v) = through(&back, column as f32, row as f32);
            let mut lit = light + slope_x * (column as f32 / width - 0.5) + slope_y * (row as f32 / height - 0.5);
            let far = ((column as f32 / width - shade_x).powi(2) + (row as f32 / height - shade_y).powi(2)).sqrt() / shade_size;
            lit *= 1.0 - shade_depth * (1.0 - (far - 0.6).clamp(0.0, 0.4) / 0.4);
            let color = if (0.0..1.0).contains(&u) && (0.0..1.0).contains(&v) {
                let mut bend = 0.0;
                for fold in folds {
                    let near = (v - fold).abs();
                    // A crease is dark on one side, bright on the other, and pulls the print a little.
                    if near < 0.012 {
                        let part = 1.0 - near / 0.012;
                        lit *= if v < fold { 1.0 - 0.16 * part } else { 1.0 + 0.07 * part };
                        bend += crease * 0.2 * part;
                    }
                }
                sample(flat, u, v + bend * 0.5, blur)
            } else {
                [92.0, 78.0, 66.0]
            };
            for part in color {
                grain = grain.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let speck = ((grain >> 16) as f32 / 65_536.0 - 0.5) * noise;
                pixels.push((part * lit + speck).clamp(0.0, 255.0) as u8);
            }
        }
    }
    Rgb {
        width: columns,
        height: rows,
        pixels,
    }
}

/// The color at a place of the sheet, between its pixels; blurred when the hand shook.
fn sample(flat: &Rgb, u: f32, v: f32, blur: bool) -> [f32; 3] {
    let at = |x: f32, y: f32| {
        let (x, y) = (x.clamp(0.0, flat.width as f32 - 1.001), y.clamp(0.0, flat.height as f32 - 1.001));
        let (left, top) = (x as usize, y as usize);
        let (right, bottom) = ((left + 1).min(flat.width - 1), (top + 1).min(flat.height - 1));
        let (dx, dy) = (x - left as f32, y - top as f32);
        let pixel = |x: usize, y: usize, part: usize| f32::from(flat.pixels[(y * flat.width + x) * 3 + part]);
        [0, 1, 2].map(|part| {
            let upper = pixel(left, top, part) * (1.0 - dx) + pixel(right, top, part) * dx;
            let lower = pixel(left, bottom, part) * (1.0 - dx) + pixel(right, bottom, part) * dx;
            upper * (1.0 - dy) + lower * dy
        })
    };
    let (x, y) = (u * flat.width as f32, v * flat.height as f32);
    if !blur {
        return at(x, y);
    }
    let around = [at(x - 0.8, y - 0.8), at(x + 0.8, y - 0.8), at(x - 0.8, y + 0.8), at(x + 0.8, y + 0.8)];
    [0, 1, 2].map(|part| around.iter().map(|color| color[part]).sum::<f32>() / 4.0)
}

/// The projection of the unit square onto four corners, clockwise from the upper left (Heckbert, Fundamentals of Texture Mapping, 1989).
fn onto([a, b, c, d]: [(f32, f32); 4]) -> Projection {
    let (sum_x, sum_y) = (a.0 - b.0 + c.0 - d.0, a.1 - b.1 + c.1 - d.1);
    let (dx1, dy1, dx2, dy2) = (b.0 - c.0, b.1 - c.1, d.0 - c.0, d.1 - c.1);
    let area = dx1 * dy2 - dx2 * dy1;
    let (g, h) = ((sum_x * dy2 - dx2 * sum_y) / area, (dx1 * sum_y - sum_x * dy1) / area);
    [
        [b.0 - a.0 + g * b.0, d.0 - a.0 + h * d.0, a.0],
        [b.1 - a.1 + g * b.1, d.1 - a.1 + h * d.1, a.1],
        [g, h, 1.0],
    ]
}

fn inverse(m: &Projection) -> Projection {
    let minor = |r1: usize, c1: usize, r2: usize, c2: usize| m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1];
    [
        [minor(1, 1, 2, 2), -minor(0, 1, 2, 2), minor(0, 1, 1, 2)],
        [-minor(1, 0, 2, 2), minor(0, 0, 2, 2), -minor(0, 0, 1, 2)],
        [minor(1, 0, 2, 1), -minor(0, 0, 2, 1), minor(0, 0, 1, 1)],
    ]
}

fn through(m: &Projection, x: f32, y: f32) -> (f32, f32) {
    let [u, v, w] = [0, 1, 2].map(|row| m[row][0] * x + m[row][1] * y + m[row][2]);
    (u / w, v / w)
}
