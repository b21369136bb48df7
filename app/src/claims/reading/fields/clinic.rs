//! Who wrote the invoice.

use super::amounts::{amounts, of_row};
use super::around;
use super::rows::{Row, spot};
use crate::claims::reading::model::Found;
use crate::claims::reading::ports::Print;

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
    let mut best: Option<(i64, &Print)> = None;
    // A line of the table is no name.
    for (nth, row) in head.iter().enumerate().filter(|(_, row)| of_row(row).is_empty()) {
        for print in row.prints.iter().filter(|print| is_name(print)) {
            let small = small(print);
            let mut score = i64::from(print.height) * 4 - i64::try_from(nth).unwrap_or(0) * i64::from(row.letters());
            if FOR.iter().any(|word| small.contains(word)) {
                score += i64::from(print.height) * 4;
            }
            if is_else(print) {
                score -= i64::from(print.height) * 6;
            }
            if best.is_none_or(|(known, _)| score > known) {
                best = Some((score, print));
            }
        }
    }
    let (_, print) = best.filter(|(score, _)| *score > 0)?;
    let lines = stacked(print, &head);
    Some(Found {
        value: lines.iter().map(|print| print.text.trim()).collect::<Vec<_>>().join(" "),
        spot: around(lines.iter().map(|print| spot(0, print)))?,
    })
}

/// The lines of a name that is printed in several: below each other, as large, and from the same edge or around the same middle.
fn stacked<'s>(print: &'s Print, head: &[&Row<'s>]) -> Vec<&'s Print> {
    let mut lines = vec![print];
    let mut others: Vec<&Print> = head
        .iter()
        .flat_map(|row| &row.prints)
        .copied()
        .filter(|other| is_name(other) && !is_else(other) && !other.text.contains(|c: char| c.is_ascii_digit()))
        .collect();
    others.sort_by_key(|other| (other.left.1 - print.left.1).abs());
    for other in others {
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else { break };
        let gap = (first.left.1 - other.left.1).max(other.left.1 - last.left.1);
        let alike = (other.height - print.height).abs() * 4 <= print.height;
        let edge = (other.left.0 - print.left.0).abs() <= print.height;
        let middle = (other.left.0 + other.right.0 - print.left.0 - print.right.0).abs() <= 2 * print.height;
        if gap > 0 && gap <= 2 * print.height && alike && (edge || middle) {
            let place = if other.left.1 < first.left.1 { 0 } else { lines.len() };
            lines.insert(place, other);
        }
    }
    lines
}

/// Whether a print may be a name at all: letters, no amount.
fn is_name(print: &Print) -> bool {
    let letters = print.text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = print.text.chars().filter(char::is_ascii_digit).count();
    letters >= 3 && digits * 2 <= letters && amounts(&print.text).is_empty()
}

/// Whether a print says something else of the head.
fn is_else(print: &Print) -> bool {
    let small = small(print);
    AGAINST.iter().any(|word| small.contains(word))
}

fn small(print: &Print) -> String {
    format!("{} ", print.text.to_lowercase())
}
