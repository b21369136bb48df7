//! The clinic's own number of the invoice.

use super::amounts::amounts;
use super::dates::dates;
use super::rows::{Row, spot};
use crate::claims::reading::model::{DateOrder, Found};

/// What an invoice calls itself, and how much a number says that stands beside it. The longest words first.
const NAMES: [(&str, i64); 14] = [
    ("tax invoice", 60),
    ("invoice", 60),
    ("factura", 60),
    ("tax inv", 55),
    ("inv", 55),
    ("statement", 40),
    ("receipt", 40),
    ("recibo", 40),
    ("resit", 40),
    ("cash bill", 40),
    ("bill", 40),
    ("document", 35),
    ("doc", 35),
    ("reference", 20),
];
/// What says that a number follows.
const MARKS: [&str; 11] = ["number", "num", "nbr", "numero", "número", "no", "nº", "n°", "núm", "id", "#"];
/// How much more a number says that is marked as one: one that only follows `INVOICE` may be anything.
const MARKED: i64 = 25;
/// Shortest and longest number.
const LENGTH: std::ops::RangeInclusive<usize> = 3..=24;
/// Between a name that is not marked and the number beside it, in heights of a letter: farther away stands something else.
const BESIDE: i32 = 16;
/// Between a name and the number below it, in heights of a letter.
const BELOW: i32 = 4;

/// The number that stands beside, or below, what the invoice calls itself: its first sheet that has one.
pub fn read(rows: &[Row<'_>], order: DateOrder) -> Option<Found<String>> {
    let mut best: Option<(i64, Found<String>)> = None;
    for (nth, row) in rows.iter().enumerate() {
        for (piece, print) in row.prints.iter().enumerate() {
            let Some((weight, marked, rest)) = named(&print.text) else { continue };
            let beside = row
                .prints
                .get(piece + 1)
                .filter(|next| marked || next.left.0 - print.right.0 < print.height * BESIDE);
            let (weight, place, text) = match (token(rest, order), beside.and_then(|next| Some((*next, alone(&next.text, order)?)))) {
                (Some(number), _) => (weight, spot(row.sheet, print), number),
                // Where more words follow the name, what stands beside them is theirs.
                (None, Some((next, number))) if rest.trim().is_empty() => (weight, spot(row.sheet, next), number),
                _ if !rest.trim().is_empty() => continue,
                _ => {
                    let under = |below: &&Row<'_>| below.sheet == row.sheet;
                    let below = rows[nth + 1..].iter().take_while(under).take(2).flat_map(|below| &below.prints);
                    let mut below = below.filter(|next| {
                        let gap = next.left.1 - print.left.1;
                        (next.left.0 - print.left.0).abs() <= print.height * 2 && (1..=print.height.max(next.height) * BELOW).contains(&gap)
                    });
                    let Some((next, number)) = below.next().and_then(|next| Some((*next, alone(&next.text, order)?))) else {
                        continue;
                    };
                    (weight - 5, spot(row.sheet, next), number)
                }
            };
            let score = weight - row.place / 50;
            if best.as_ref().is_none_or(|(known, _)| score > *known) {
                best = Some((score, Found { value: text, spot: place }));
            }
        }
    }
    best.map(|(_, found)| found)
}

/// How much a piece says that begins with what an invoice calls itself, whether it is marked as a number, and its words after the name and its mark.
fn named(text: &str) -> Option<(i64, bool, &str)> {
    let start = text.find(|c: char| c.is_alphabetic())?;
    let text = &text[start..];
    let (rest, weight) = NAMES.iter().find_map(|(name, weight)| Some((after(text, name)?, *weight)))?;
    let rest = rest.trim_start_matches(['.', ' ', ':', '-']);
    match MARKS.iter().find_map(|mark| after(rest, mark)) {
        Some(rest) => Some((weight + MARKED, true, rest.trim_start_matches(['.', ' ', ':', '#', '-']))),
        None => Some((weight, false, rest)),
    }
}

/// What follows a word at the beginning of a text, if the word ends there.
fn after<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let mut rest = text.chars();
    for expected in word.chars() {
        if rest.next()?.to_lowercase().next() != Some(expected) {
            return None;
        }
    }
    let rest = rest.as_str();
    let ends = !word.ends_with(char::is_alphabetic) || !rest.starts_with(char::is_alphabetic);
    ends.then_some(rest)
}

/// The number that is all of a text: an address begins with one, too.
fn alone(text: &str, order: DateOrder) -> Option<String> {
    let words = text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    if words == 1 { token(text, order) } else { None }
}

/// The number at the beginning of a text: one word of letters, digits and what joins them, most of it digits; no date and no amount.
fn token(text: &str, order: DateOrder) -> Option<String> {
    let text = text.trim_start_matches([' ', ':', '#', '.', '-']);
    let word = text.split_whitespace().next()?.trim_end_matches(['.', ',', ':', ';', ')']);
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '_');
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let fits = LENGTH.contains(&word.len()) && word.chars().all(plain) && digits >= 2 && digits * 2 >= word.len();
    // The first words of a date may look like a number.
    let date = dates(text, order).first().is_some_and(|(at, ..)| *at < word.len());
    (fits && !date && amounts(word).is_empty()).then(|| word.to_owned())
}
