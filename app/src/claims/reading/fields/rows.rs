//! Print that stands on one line is one row, however the sheet lies.

use super::super::model::Spot;
use super::super::ports::{Pixels, Print, Sheet};
use super::around;

/// Slopes are counted in parts of this.
const UNIT: i64 = 100_000;
/// How far, and how finely, other slopes are tried: 5 % either way, and 1.5 % more at one end than at the other.
const STEP: i64 = UNIT / 500;
const STEPS: i64 = 25;
const TILT: i64 = UNIT / 200;
const TILTS: i64 = 3;
/// A slope this far off, in parts of [`UNIT`], must bring one part of all print more into rows, to be believed.
const FARNESS: i64 = UNIT / 500;
/// Pieces next in height that may stand in the same row.
const NEXT: usize = 4;

/// Print on one line, from left to right.
pub struct Row<'s> {
    /// Which sheet.
    pub sheet: usize,
    /// Its pieces.
    pub prints: Vec<&'s Print>,
    /// All of its words, a space between pieces.
    pub text: String,
    /// The same in small letters.
    pub small: String,
    /// How far its print falls to the right, in parts of [`UNIT`].
    slope: i64,
    /// Its height on the sheet once that lies straight, in thousandths of the sheet's height.
    pub place: i64,
    /// Height of its tallest letters, in thousandths of the sheet's height.
    pub tall: i64,
}

impl Row<'_> {
    /// Where the whole row stands.
    pub fn spot(&self) -> Spot {
        around(self.prints.iter().map(|print| spot(self.sheet, print))).unwrap_or_default()
    }

    /// Where the left edge of a print stands once the sheet lies straight: columns are told by it.
    pub fn across(&self, print: &Print) -> Pixels {
        let moved = i64::from(print.left.1) * self.slope / UNIT;
        print.left.0.saturating_add(Pixels::try_from(moved).unwrap_or(0))
    }

    /// Height of its tallest letters.
    pub fn letters(&self) -> Pixels {
        self.prints.iter().map(|print| print.height).max().unwrap_or_default()
    }
}

/// Where a piece stands, with some air around it.
pub fn spot(sheet: usize, print: &Print) -> Spot {
    let air = print.height / 3;
    let (top, bottom) = (print.left.1.min(print.right.1), print.left.1.max(print.right.1));
    let half = print.height / 2 + air;
    Spot {
        sheet,
        x: print.left.0 - air,
        y: top - half,
        width: print.right.0 - print.left.0 + 2 * air,
        height: bottom - top + 2 * half,
    }
}

/// The rows of a sheet, from top to bottom.
pub fn rows(nth: usize, sheet: &Sheet) -> Vec<Row<'_>> {
    let skew = Skew::of(sheet).aligned(sheet);
    let mut prints: Vec<(i64, &Print)> = sheet.prints.iter().map(|print| (skew.straight(print), print)).collect();
    prints.sort_by_key(|(y, print)| (*y, print.left.0));
    let mut groups: Vec<Vec<(i64, &Print)>> = Vec::new();
    for (y, print) in prints {
        // The last few rows are still open: a tall print may begin above its neighbours.
        let fitting = groups.iter_mut().rev().take(3).find(|group| fits(group, y, print));
        match fitting {
            Some(group) => group.push((y, print)),
            None => groups.push(vec![(y, print)]),
        }
    }
    let mut rows: Vec<Row> = groups.into_iter().map(|group| row(nth, sheet, &skew, group)).collect();
    rows.sort_by_key(|row| row.place);
    rows
}

/// Without the slips that an engine makes in the words that matter; no letter more or less, so that places in the text stay.
fn plainer(small: &str) -> String {
    let mut text = small.to_owned();
    for (slip, word) in [
        ("tota/", "total"),
        ("tota1", "total"),
        ("t0tal", "total"),
        ("totai", "total"),
        ("tolal", "total"),
        ("tctal", "total"),
    ] {
        text = text.replace(slip, word);
    }
    text
}

/// Whether a print belongs to a row: its middle within half the letters of the nearest print there, and beside all of them, not over one.
fn fits(group: &[(i64, &Print)], y: i64, print: &Print) -> bool {
    let nearest = group.iter().min_by_key(|(_, other)| {
        let apart = (print.left.0 - other.right.0).max(other.left.0 - print.right.0);
        apart.max(0)
    });
    let Some((other_y, other)) = nearest else { return false };
    let letters = i64::from(print.height.min(other.height));
    let over = group.iter().any(|(_, other)| {
        let shared = print.right.0.min(other.right.0) - print.left.0.max(other.left.0);
        shared * 2 > (print.right.0 - print.left.0).min(other.right.0 - other.left.0)
    });
    (y - other_y).abs() * 20 <= letters * 11 && !over
}

fn row<'s>(nth: usize, sheet: &Sheet, skew: &Skew, mut group: Vec<(i64, &'s Print)>) -> Row<'s> {
    group.sort_by_key(|(_, print)| print.left.0);
    let middle = group.iter().map(|(y, _)| *y).sum::<i64>() / i64::try_from(group.len()).unwrap_or(1).max(1);
    let prints: Vec<&Print> = group.into_iter().map(|(_, print)| print).collect();
    let text = prints.iter().map(|print| print.text.as_str()).collect::<Vec<_>>().join(" ");
    let high = i64::from(sheet.upright_height()).max(1);
    let tallest = prints.iter().map(|print| i64::from(print.height)).max().unwrap_or_default();
    Row {
        sheet: nth,
        small: plainer(&text.to_lowercase()),
        slope: skew.at(middle),
        text,
        prints,
        place: middle * 1000 / high,
        tall: tallest * 1000 / high,
    }
}

impl Sheet {
    /// Its height once it stands upright.
    fn upright_height(&self) -> Pixels {
        if self.turned % 180 == 0 { self.height } else { self.width }
    }
}

/// How lines of print lie: the slope at the top and at the bottom, which perspective makes differ.
struct Skew {
    top: (i64, i64),
    bottom: (i64, i64),
}

impl Skew {
    fn of(sheet: &Sheet) -> Skew {
        let mut wide: Vec<(i64, i64, i64)> = sheet
            .prints
            .iter()
            .filter(|print| print.right.0 - print.left.0 > 4 * print.height)
            .map(|print| {
                let (run, rise) = (i64::from(print.right.0 - print.left.0), i64::from(print.right.1 - print.left.1));
                (i64::from(print.left.1 + print.right.1) / 2, rise * UNIT / run, run)
            })
            .collect();
        wide.sort_unstable();
        let (upper, lower) = wide.split_at(wide.len() / 2);
        let all = median(&wide);
        // Few lines say little about perspective.
        let of = |half: &[(i64, i64, i64)]| if half.len() < 6 { all } else { median(half) };
        let height = |half: &[(i64, i64, i64)], without: i64| {
            let count = i64::try_from(half.len()).unwrap_or(1);
            if count == 0 {
                without
            } else {
                half.iter().map(|line| line.0).sum::<i64>() / count
            }
        };
        Skew {
            top: (height(upper, 0), of(upper)),
            bottom: (height(lower, 1), of(lower)),
        }
    }

    /// The slopes near these at which most print stands in rows: short words tell their own slope badly, and an amount far from its words needs it well.
    fn aligned(&self, sheet: &Sheet) -> Skew {
        let count = i64::try_from(sheet.prints.len()).unwrap_or(0);
        let tries = (-STEPS..=STEPS).flat_map(|step| (-TILTS..=TILTS).map(move |tilt| (step, tilt)));
        let skew = |(step, tilt): (i64, i64)| Skew {
            top: (self.top.0, self.top.1 + step * STEP - tilt * TILT),
            bottom: (self.bottom.0, self.bottom.1 + step * STEP + tilt * TILT),
        };
        // The farther from what the print itself says, the more rows must speak for it: one row off looks almost as tidy.
        let worth = |(step, tilt): (i64, i64)| skew((step, tilt)).in_rows(sheet) - count * (step.abs() * STEP + tilt.abs() * TILT) / FARNESS;
        skew(tries.max_by_key(|one| (worth(*one), -one.0.abs() - one.1.abs())).unwrap_or_default())
    }

    /// How well print stands in rows: for each piece, how near it comes to the height of pieces beside it, 100 when exact.
    fn in_rows(&self, sheet: &Sheet) -> i64 {
        let mut prints: Vec<(i64, &Print)> = sheet.prints.iter().map(|print| (self.straight(print), print)).collect();
        prints.sort_unstable_by_key(|(y, print)| (*y, print.left.0));
        let near = |nth: usize| {
            let (y, print) = prints[nth];
            let below = prints[nth + 1..]
                .iter()
                .take(NEXT)
                .filter(|(_, other)| print.right.0 <= other.left.0 || other.right.0 <= print.left.0);
            let reach = |other: &Print| i64::from(print.height.min(other.height).max(2)) / 2;
            below
                .map(|(other_y, other)| (100 - 100 * (other_y - y) / reach(other)).max(0))
                .max()
                .unwrap_or(0)
        };
        (0..prints.len()).map(near).sum()
    }

    /// The height at which the middle of a print would stand at the sheet's left edge.
    fn straight(&self, print: &Print) -> i64 {
        let (x, y) = (i64::from(print.left.0 + print.right.0) / 2, i64::from(print.left.1 + print.right.1) / 2);
        y - x * self.at(y) / UNIT
    }

    /// The slope at a height.
    fn at(&self, y: i64) -> i64 {
        let span = (self.bottom.0 - self.top.0).max(1);
        self.top.1 + (self.bottom.1 - self.top.1) * (y - self.top.0) / span
    }
}

/// The slope that half of the print, by its length, lies below.
fn median(lines: &[(i64, i64, i64)]) -> i64 {
    let mut slopes: Vec<(i64, i64)> = lines.iter().map(|(_, slope, run)| (*slope, *run)).collect();
    slopes.sort_unstable();
    let half = slopes.iter().map(|(_, run)| run).sum::<i64>() / 2;
    let mut passed = 0;
    for (slope, run) in slopes {
        passed += run;
        if passed >= half {
            return slope;
        }
    }
    0
}
