//! The invoices of the hand-made households, with their pictures.

use app::day::Day;

use super::dice::Dice;
use super::facts::{VISITS, lines};
use super::invoices::{self, Layout, Sheet};
use super::world::Bill;

/// Positions in what [`bills`] gives.
pub(super) const NAIL: usize = 0;
pub(super) const EAR: usize = 1;
pub(super) const BLADDER: usize = 2;
pub(super) const VOMITING: usize = 3;

/// An invoice before it is drawn: condition, pet, days before the book, layout, lines.
type Told = (&'static str, &'static str, i32, Layout, &'static str);

const TOLD: [Told; 4] = [
    (
        "skin-broken-nail",
        "Biscuit",
        102,
        Layout::Slip,
        "E Exam 62.00;T Nail removal 44.00;M Bandage 24.00",
    ),
    (
        "ear-otitis-externa",
        "Biscuit",
        3,
        Layout::Letterhead,
        "E Consultation 68.00;D Otoscopy 92.40;D Cytology 118.00;M Ear drops 54.00;T Sedation 154.00",
    ),
    (
        "uro-feline-cystitis",
        "Mochi",
        16,
        Layout::Modern,
        "E Exam 72.00;D Blood chemistry and count 186.50;D Urinalysis 64.25;D Bladder ultrasound 245.00;M Pain relief 73.00",
    ),
    (
        "gi-vomiting",
        "Mochi",
        6,
        Layout::Letterhead,
        "E Exam, ill pet 74.00;D Abdominal X-rays, 2 views 212.00;M Fluids under the skin 46.50;M Anti-nausea injection 58.40",
    ),
];

/// Robin's invoices and what is drawn for each. Of the last, only the first page was sent.
pub(super) fn bills(as_of: Day, dice: &mut Dice) -> Vec<(Bill, Sheet)> {
    let usual = invoices::clinic_in("Brooklyn", "Greenfield Vet Clinic", dice);
    (0..)
        .zip(TOLD)
        .filter_map(|(nth, (code, pet, days, layout, text))| {
            let bill = Bill {
                visit: VISITS.iter().find(|visit| visit.condition.code == code)?,
                lines: lines(text)?,
                pages: Vec::new(),
            };
            let sheet = Sheet {
                clinic: usual.clone(),
                number: dice.digits(6),
                date: Some(as_of.plus_days(-days)),
                pet: Some(pet),
                client: Some("Robin Okafor".to_owned()),
                lines: bill.lines.clone(),
                layout,
                first_of_two: nth == VOMITING,
            };
            Some((bill, sheet))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bill_of_the_cast_is_there_under_its_name() {
        let bills = bills(Day::parse_iso("2026-11-20").expect("a date"), &mut Dice::new(1, 0, 0));
        let total = |nth: usize| bills[nth].0.total();
        assert_eq!((total(NAIL), total(EAR), total(BLADDER), total(VOMITING)), (13_000, 48_640, 64_075, 39_090));
        assert!(bills[VOMITING].1.first_of_two);
    }
}
