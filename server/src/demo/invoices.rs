//! Veterinary invoices as pictures: for the claims of a demo book and for tests that need one to photograph.
#![expect(clippy::float_arithmetic, reason = "drawing is done in fractions of a pixel; amounts are whole cents")]

mod forms;
mod layouts;
mod paper;
mod worn;

use app::day::Day;
use app::money::Money;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder as _};

use super::dice::Dice;
use super::facts::{CLINICS, Item, Line, PLACES, Place, STREETS};
use forms::{FORMS, Form};
use paper::{Fonts, Paper};

/// How an invoice is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// A letter with the clinic's head and a table.
    Letterhead,
    /// A narrow slip from a till.
    Slip,
    /// Two columns, the clinic at the side.
    Modern,
    /// A clinic's own form.
    Form(&'static Form),
}

/// Those of a demo book, in the order in which they take turns.
pub(super) const LAYOUTS: [Layout; 3] = [Layout::Letterhead, Layout::Slip, Layout::Modern];

/// Every layout: those of the demo book first, then the forms.
pub(super) fn all_layouts() -> impl Iterator<Item = Layout> + Clone {
    LAYOUTS.into_iter().chain(FORMS.iter().map(Layout::Form))
}

/// How a sheet is photographed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Photograph {
    /// Flat on a table, a little askew.
    Tidy,
    /// Folded, at an angle, in bad light.
    Worn,
}

impl Layout {
    /// Its name in the ground truth.
    pub fn as_str(self) -> &'static str {
        match self {
            Layout::Letterhead => "letterhead",
            Layout::Slip => "slip",
            Layout::Modern => "modern",
            Layout::Form(form) => form.name,
        }
    }
}

/// A clinic.
#[derive(Clone)]
pub(super) struct Clinic {
    pub name: &'static str,
    street: String,
    place: &'static Place,
    phone: String,
}

/// An invoice to be drawn.
pub(super) struct Sheet {
    pub clinic: Clinic,
    pub number: String,
    /// The day of the visit; the shared pictures of a demo book name none.
    pub date: Option<Day>,
    pub pet: Option<&'static str>,
    pub client: Option<String>,
    pub lines: Vec<Line>,
    pub layout: Layout,
    /// Draws the first of two pages: fewer lines and no total.
    pub first_of_two: bool,
}

impl Sheet {
    /// What is printed on it as the total, in cents.
    pub fn total(&self) -> i64 {
        self.lines.iter().map(|line| line.cents).sum()
    }

    /// The sales tax among its lines, in cents.
    pub fn tax(&self) -> i64 {
        self.lines.iter().filter(|line| line.item == Item::Tax).map(|line| line.cents).sum()
    }

    /// The lines but for the tax, as far as they are on this page.
    fn printed(&self) -> Vec<&Line> {
        let lines: Vec<&Line> = self.lines.iter().filter(|line| line.item != Item::Tax).collect();
        let count = if self.first_of_two { lines.len().saturating_sub(1) } else { lines.len() };
        lines.into_iter().take(count).collect()
    }

    /// Draws it as a photograph of paper on a table, JPEG; at scale 1 about 700 × 900 pixels. `None` when it cannot be drawn.
    pub fn photograph(&self, fonts: &Fonts, scale: f32, photograph: Photograph, dice: &mut Dice) -> Option<Vec<u8>> {
        let paper = match self.layout {
            Layout::Letterhead => layouts::letterhead(self, Paper::new(fonts, scale, 620.0, 820.0)?),
            Layout::Slip => layouts::slip(self, Paper::new(fonts, scale, 380.0, 360.0 + 22.0 * self.lines.len() as f32)?),
            Layout::Modern => layouts::modern(self, Paper::new(fonts, scale, 640.0, 660.0)?),
            Layout::Form(form) => forms::print(self, form, fonts, scale)?,
        };
        let (width, height, rgb) = match photograph {
            Photograph::Tidy => paper.photograph(dice)?,
            Photograph::Worn => paper.worn(dice),
        };
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 78)
            .write_image(&rgb, width, height, ExtendedColorType::Rgb8)
            .ok()?;
        Some(bytes)
    }
}

/// A clinic somewhere.
pub(super) fn clinic(dice: &mut Dice) -> Clinic {
    Clinic {
        name: dice.pick::<&str>(&CLINICS),
        street: format!("{} {}", dice.between(10, 990), dice.pick(&STREETS)),
        place: dice.weighted(&PLACES, |place| place.weight),
        phone: format!("(555) 010-01{}", dice.digits(2)),
    }
}

/// A clinic of a name in a town.
pub(super) fn clinic_in(city: &str, name: &'static str, dice: &mut Dice) -> Clinic {
    let somewhere = clinic(dice);
    Clinic {
        name,
        place: PLACES.iter().find(|place| place.city == city).unwrap_or(somewhere.place),
        ..somewhere
    }
}

/// Reads the fonts. `None` when they are not what they should be.
pub(super) fn fonts() -> Option<Fonts> {
    Fonts::read()
}

/// An amount as invoices print it: `1,234.56`.
fn amount(cents: i64) -> String {
    Money::usd(cents).to_string().replace('$', "")
}
