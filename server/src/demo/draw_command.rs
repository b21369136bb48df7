//! `pawtal draw-invoices`: invoices to photograph in tests, with what is on them.

use std::path::PathBuf;

use app::day::Day;
use app::pets::model::Species;
use app::state::Clock;
use clap::Args;
use serde_json::json;

use super::day;
use super::dice::Dice;
use super::facts::{FAMILY_NAMES, GIVEN_NAMES, Item, PET_NAMES, VISITS};
use super::invoices::{self, Layout, Photograph, Sheet, all_layouts};
use super::world;

/// Draw veterinary invoices as JPEG, each with a JSON file of what is on it.
#[derive(Args)]
pub struct DrawInvoicesCommand {
    /// How many.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    count: u16,
    /// The same seed and date give the same invoices.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The visits lie in the days before this one, YYYY-MM-DD; today unless given.
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Day>,
    /// As people photograph them on a bad day: folded, at an angle, in bad light.
    #[arg(long)]
    worn: bool,
    /// Folder for the files; made when missing.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl DrawInvoicesCommand {
    /// Writes `invoice-1.jpg`, `invoice-1.json` and so on.
    ///
    /// # Errors
    /// With a sentence that says what to change.
    pub fn run(self) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let as_of = self.as_of.unwrap_or_else(|| Clock::System.today("UTC"));
        let fonts = invoices::fonts().ok_or("the fonts of the demo's invoices cannot be read")?;
        std::fs::create_dir_all(&self.out).map_err(|error| format!("--out: {} cannot be made: {error}", self.out.display()))?;
        let mut dice = Dice::new(self.seed, 0, 0);
        let photograph = if self.worn { Photograph::Worn } else { Photograph::Tidy };
        for (nth, layout) in all_layouts().cycle().take(self.count.into()).enumerate() {
            let sheet = sheet(as_of, layout, &mut dice);
            let picture = sheet
                .photograph(&fonts, 2.0, photograph, &mut dice)
                .ok_or("there is not enough memory to draw an invoice")?;
            for (ending, bytes) in [("jpg", picture), ("json", serde_json::to_vec_pretty(&truth(&sheet))?)] {
                let path = self.out.join(format!("invoice-{}.{ending}", nth + 1));
                std::fs::write(&path, bytes).map_err(|error| format!("--out: {} cannot be written: {error}", path.display()))?;
            }
        }
        Ok(())
    }
}

/// An invoice of one of the last ten days for a dog or a cat.
fn sheet(as_of: Day, layout: Layout, dice: &mut Dice) -> Sheet {
    let fitting: Vec<_> = VISITS
        .iter()
        .filter(|visit| visit.happens_to(Species::Dog) || visit.happens_to(Species::Cat))
        .collect();
    let visit = *dice.pick(&fitting);
    let species = if visit.happens_to(Species::Dog) { Species::Dog } else { Species::Cat };
    let names: Vec<_> = PET_NAMES.iter().filter(|(of, _)| *of == species).collect();
    let family_name = *dice.pick(&FAMILY_NAMES);
    Sheet {
        clinic: invoices::clinic(dice),
        number: dice.digits(6),
        date: Some(as_of.plus_days(-dice.days(1, 10))),
        pet: Some(dice.pick(&names).1),
        client: Some(format!("{} {family_name}", dice.pick(&GIVEN_NAMES))),
        lines: world::lines_of(visit, dice),
        layout,
        first_of_two: false,
    }
}

/// What a reader of the invoice should find.
fn truth(sheet: &Sheet) -> serde_json::Value {
    let dollars = |cents: i64| format!("{}.{:02}", cents / 100, cents % 100);
    let lines = sheet.lines.iter().filter(|line| line.item != Item::Tax);
    json!({
        "clinic": sheet.clinic.name,
        "date": sheet.date.map(|day| day.to_string()),
        "number": sheet.number,
        "pet": sheet.pet,
        "client": sheet.client,
        "lines": lines.map(|line| json!({ "description": line.description, "amount": dollars(line.cents) })).collect::<Vec<_>>(),
        "tax": dollars(sheet.tax()),
        "total": dollars(sheet.total()),
        "layout": sheet.layout.as_str(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_an_invoice_adds_up_and_a_picture_is_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let layouts = all_layouts().count();
        assert!(layouts >= 12);
        let command = DrawInvoicesCommand {
            count: u16::try_from(layouts).expect("a few"),
            seed: 4,
            as_of: Day::parse_iso("2026-11-20"),
            worn: true,
            out: folder.path().join("invoices"),
        };
        let out = command.out.clone();
        command.run().expect("invoices");
        for (nth, layout) in (1..).zip(all_layouts()) {
            let text = std::fs::read(out.join(format!("invoice-{nth}.json"))).expect("what is on it");
            let truth: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
            let cents = |value: &serde_json::Value| value.as_str().expect("an amount").replace('.', "").parse::<i64>().expect("digits");
            let lines: i64 = truth["lines"].as_array().expect("lines").iter().map(|line| cents(&line["amount"])).sum();
            assert_eq!(lines + cents(&truth["tax"]), cents(&truth["total"]));
            assert_eq!(truth["layout"], layout.as_str());
            let picture = image::open(out.join(format!("invoice-{nth}.jpg"))).expect("a picture");
            assert!(picture.width() > 800 && picture.height() > 600);
        }
    }
}
