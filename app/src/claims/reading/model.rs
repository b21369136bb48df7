//! What was read, as it is kept and as it crosses the wire.

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::ids::BlobId;
use crate::text_enum;

text_enum! {
    /// How a date of digits alone is meant.
    pub enum DateOrder {
        /// `11/20/2026`, as in the United States.
        MonthFirst = "mdy",
        /// `20/11/2026`, as almost everywhere else.
        DayFirst = "dmy",
    }
}

/// Where something stands: a rectangle on a sheet, in pixels of the upright picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// Which sheet of the file, from 0 on.
    pub sheet: usize,
    /// Its left edge.
    pub x: i32,
    /// Its upper edge.
    pub y: i32,
    /// Its width.
    pub width: i32,
    /// Its height.
    pub height: i32,
}

/// Something that was read, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found<T> {
    /// What.
    pub value: T,
    /// Where.
    pub spot: Spot,
}

/// A line of the invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadLine {
    /// What was done or sold.
    pub description: String,
    /// What it cost, in cents; negative for a discount.
    pub cents: i64,
}

/// What was read from one file. Nothing in it is taken as true before somebody has confirmed it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fields {
    /// The day of the visit, else of the invoice.
    pub date: Option<Found<Day>>,
    /// What the invoice charges in all, in cents.
    pub total: Option<Found<i64>>,
    /// Who wrote it.
    pub clinic: Option<Found<String>>,
    /// The number that the clinic gave it.
    pub number: Option<Found<String>>,
    /// What it charges for, tax and discounts included, in the order of the sheet.
    pub lines: Vec<Found<ReadLine>>,
    /// The amounts are in another currency than dollars: as it is written there.
    pub foreign: Option<String>,
    /// More than one invoice is on the picture: nothing can be told apart.
    pub several: bool,
}

impl Fields {
    /// Whether the lines add up to the total, to the cent.
    pub fn adds_up(&self) -> bool {
        let sum: i64 = self.lines.iter().map(|line| line.value.cents).sum();
        !self.lines.is_empty() && self.total.as_ref().is_some_and(|total| total.value == sum)
    }

    /// Whether there is nothing to offer in it, and it does not say why.
    pub fn is_empty(&self) -> bool {
        self.date.is_none() && self.total.is_none() && self.lines.is_empty() && self.foreign.is_none() && !self.several
    }
}

/// A sheet whose pieces can be shown: its picture as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Its bytes: `/files/{blob}` shows them.
    pub blob: BlobId,
    /// Its width in pixels.
    pub width: i32,
    /// Its height in pixels.
    pub height: i32,
    /// How far the print on it is turned clockwise: 0, 90, 180 or 270 degrees.
    pub turned: i16,
}

/// What is kept of one file that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reading {
    /// What was found.
    pub fields: Fields,
    /// The sheets, as far as something was found on them: by their number.
    pub pictures: Vec<(usize, Picture)>,
}

/// A piece of a picture: on this picture, this rectangle of it once it is upright.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cutting {
    /// The whole picture.
    pub picture: Picture,
    /// The piece.
    pub spot: Spot,
}

/// Something that was read, and the piece of the picture that says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece<T> {
    /// What.
    pub value: T,
    /// Where it says so.
    pub cutting: Option<Cutting>,
}

/// Why nothing is offered although the files were read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doubt {
    /// No date, no amount: perhaps a picture of something else.
    Nothing,
    /// There is more than one invoice.
    Several,
    /// The amounts are in another currency, written so.
    Foreign(String),
}

/// What the files of a draft offer for confirmation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// The day of the visit.
    pub date: Option<Piece<Day>>,
    /// The total, in cents.
    pub total: Option<Piece<i64>>,
    /// The clinic.
    pub clinic: Option<Piece<String>>,
    /// The clinic's own number of the invoice.
    pub number: Option<Piece<String>>,
    /// The lines.
    pub lines: Vec<Piece<ReadLine>>,
    /// Names exactly these lines: whoever confirms lines says which.
    pub mark: String,
    /// Why no amounts are offered.
    pub doubt: Option<Doubt>,
    /// Whether a file is still being read.
    pub under_way: bool,
}

impl Offered {
    /// What the lines come to, in cents.
    pub fn lines_cents(&self) -> i64 {
        self.lines.iter().map(|line| line.value.cents).sum()
    }

    /// What the lines come to, if that is another amount than the total: one of them was misread, or a page is missing.
    pub fn lines_differ(&self) -> Option<i64> {
        let total = self.total.as_ref()?.value;
        (!self.lines.is_empty() && self.lines_cents() != total).then(|| self.lines_cents())
    }

    /// The lines, if `mark` confirms them.
    pub fn confirmed(&self, mark: Option<&str>) -> Option<&[Piece<ReadLine>]> {
        (!self.lines.is_empty() && mark == Some(self.mark.as_str())).then_some(self.lines.as_slice())
    }
}
