//! Who wrote the invoice.

use super::amounts::amounts;
use super::rows::{Row, spot};
use crate::claims::reading::model::Found;

/// Words in the names of clinics.
const FOR: [&str; 24] = [
    "veterinar",
    "animal",
    "hospital",
    "clinic",
    "clínica",
    "clinica",
    "pet ",
    "pets",
    "vet ",
    "vets",
    "paws",
    "emergency",
    "care",
    "sdn",
    "bhd",
    "llc",
    "inc.",
    "trading",
    "enterprise",
    "restoran",
    "restaurant",
    "pharmacy",
    "group",
    "center",
];
/// What else stands at the top of an invoice.
const AGAINST: [&str; 36] = [
    "invoice",
    "receipt",
    "statement",
    "estimate",
    "tel",
    "phone",
    "fax",
    "www",
    "http",
    "@",
    ".com",
    "street",
    " st ",
    " ave",
    "road",
    "jalan",
    "jln",
    "suite",
    "date",
    "page",
    "bill to",
    "client",
    "patient",
    "owner",
    "gst",
    "no.",
    "reg",
    "lot ",
    "taman",
    "thank",
    "welcome",
    "customer",
    "account",
    "cash",
    "total",
    "factura",
];
/// The head of the sheet, in thousandths.
const HEAD: i64 = 350;

/// The name at the head of the first sheet: the largest print that is no address and no title.
pub fn read(rows: &[Row<'_>]) -> Option<Found<String>> {
    let head: Vec<&Row<'_>> = rows.iter().filter(|row| row.sheet == 0).take(14).filter(|row| row.place < HEAD).collect();
    let mut best: Option<(i64, Found<String>)> = None;
    for (nth, row) in head.iter().enumerate() {
        for print in &row.prints {
            let small = format!("{} ", print.text.to_lowercase());
            let letters = print.text.chars().filter(|c| c.is_alphabetic()).count();
            let digits = print.text.chars().filter(char::is_ascii_digit).count();
            if letters < 4 || digits * 2 > letters || !amounts(&print.text).is_empty() {
                continue;
            }
            let mut score = i64::from(print.height) * 4 - i64::try_from(nth).unwrap_or(0) * i64::from(row.letters());
            if FOR.iter().any(|word| small.contains(word)) {
                score += i64::from(print.height) * 4;
            }
            if AGAINST.iter().any(|word| small.contains(word)) {
                score -= i64::from(print.height) * 6;
            }
            if best.as_ref().is_none_or(|(known, _)| score > *known) {
                let value = print.text.trim().to_owned();
                best = Some((
                    score,
                    Found {
                        value,
                        spot: spot(row.sheet, print),
                    },
                ));
            }
        }
    }
    best.filter(|(score, _)| *score > 0).map(|(_, found)| found)
}
