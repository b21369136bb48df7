//! Amounts as people print them.

use super::rows::{Row, spot};
use crate::claims::reading::model::Spot;

/// An amount with two decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// Cents; negative for a discount or money back.
    pub cents: i64,
    /// Where it begins in the text, in bytes.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
}

/// Signs and letters of other currencies. `RM` and `kr` only before or after an amount.
const FOREIGN: [&str; 16] = ["€", "£", "¥", "₹", "₩", "₽", "₺", "rm", "eur", "gbp", "chf", "cad", "aud", "mxn", "c$", "a$"];
/// Most digits before the point that are an amount.
const DIGITS: usize = 7;

/// The amounts of a text, from left to right.
pub fn amounts(text: &str) -> Vec<Amount> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = at
            + bytes[at..]
                .iter()
                .take_while(|b| b.is_ascii_digit() || **b == b'.' || **b == b',' || **b == b'\'')
                .count();
        // OCR puts a space after or before a point: `14. 65`, `14 .65`.
        let (cents, to) = match number(&text[at..end]) {
            Some(cents) => (Some(cents), end),
            None => spaced(text, at, end),
        };
        if let Some(cents) = cents
            && stands_alone(text, at, to)
        {
            found.push(Amount {
                cents: if is_negative(text, at, to) { -cents } else { cents },
                from: at,
                to,
            });
        }
        at = to.max(end).max(at + 1);
    }
    found
}

/// An amount that a space has torn: where it then ends.
fn spaced(text: &str, from: usize, end: usize) -> (Option<i64>, usize) {
    let rest = &text[end..];
    let torn = |skip: usize, head: &str| -> Option<(i64, usize)> {
        let digits = rest.get(skip..)?.bytes().take_while(u8::is_ascii_digit).count();
        let cents = number(&format!("{head}.{}", rest.get(skip..skip + digits)?))?;
        Some((cents, end + skip + digits))
    };
    let head = &text[from..end];
    let found = match head.strip_suffix('.') {
        Some(whole) if rest.starts_with(' ') => torn(1, whole),
        None if rest.starts_with(" .") => torn(2, head),
        _ => None,
    };
    found.map_or((None, end), |(cents, to)| (Some(cents), to))
}

/// `1,234.56`, `1234.56`, `1.234,56`, `12,50`: a number with exactly two decimals, in hundredths.
fn number(text: &str) -> Option<i64> {
    let text = text.trim_end_matches([',', '.', '\'']);
    let point = text.rfind(['.', ','])?;
    let (whole, cents) = (&text[..point], &text[point + 1..]);
    if cents.len() != 2 || whole.is_empty() {
        return None;
    }
    let groups: Vec<&str> = whole.split(['.', ',', '\'']).collect();
    let grouped = groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3));
    let digits: String = groups.concat();
    if !grouped || digits.is_empty() || digits.len() > DIGITS {
        return None;
    }
    format!("{digits}{cents}").parse().ok()
}

/// Not a part of a date, a telephone number, a rate or a measure.
fn stands_alone(text: &str, from: usize, to: usize) -> bool {
    let before = text[..from].trim_end_matches(' ').chars().next_back();
    let glued = text[..from].chars().next_back();
    let after: String = text[to..].chars().take(4).collect::<String>().to_lowercase();
    let tight = after.trim_start();
    let joined = matches!(glued, Some('/' | ':' | '#')) || after.starts_with(['/', ':']);
    let lettered = glued.is_some_and(char::is_alphabetic) && !ends_with_currency(&text[..from]);
    let rate = before == Some('%') || tight.starts_with('%');
    let measure = ["kg", "lb", "ml", "mg", "oz", "km"].iter().any(|unit| tight.starts_with(unit));
    !(joined || lettered || rate || measure)
}

fn ends_with_currency(text: &str) -> bool {
    let small = text.to_lowercase();
    ["rm", "usd", "us", "eur", "myr", "gbp", "x", "r"].iter().any(|word| small.ends_with(word))
}

fn is_negative(text: &str, from: usize, to: usize) -> bool {
    let before = text[..from].trim_end_matches(['$', '€', '£', 'R', 'M', ' ']);
    let minus = before.ends_with(['-', '\u{2212}', '\u{2013}'])
        && !before
            .trim_end_matches(['-', '\u{2212}', '\u{2013}', ' '])
            .ends_with(|c: char| c.is_ascii_digit());
    let bracket = before.ends_with('(') && text[to..].starts_with(')');
    let after = text[to..].to_lowercase();
    let behind = after.starts_with('-') && !after[1..].starts_with(|c: char| c.is_ascii_digit());
    minus || bracket || behind || after.trim_start().starts_with("cr ") || after.trim() == "cr"
}

/// The amounts of a row with their places, from left to right.
pub fn of_row(row: &Row<'_>) -> Vec<(Amount, Spot)> {
    let mut found = Vec::new();
    let mut offset = 0;
    for print in &row.prints {
        for amount in amounts(&print.text) {
            let placed = Amount {
                from: amount.from + offset,
                to: amount.to + offset,
                ..amount
            };
            found.push((placed, spot(row.sheet, print)));
        }
        offset += print.text.len() + 1;
    }
    found
}

/// The sign of another currency that stands with amounts; `None` where they are dollars or do not say.
pub fn foreign(rows: &[Row<'_>]) -> Option<String> {
    let mut seen: Vec<(&str, usize)> = Vec::new();
    let mut dollars = 0;
    for row in rows {
        for amount in amounts(&row.small) {
            let before = row.small[..amount.from].trim_end();
            let after = row.small[amount.to..].trim_start();
            let sign = FOREIGN.iter().find(|sign| {
                let word = sign.chars().all(char::is_alphabetic);
                let left = before.strip_suffix(**sign).is_some_and(|rest| !word || !rest.ends_with(char::is_alphabetic));
                let right = after.strip_prefix(**sign).is_some_and(|rest| !word || !rest.starts_with(char::is_alphabetic));
                left || right
            });
            match sign {
                Some(sign) => match seen.iter_mut().find(|(known, _)| known == sign) {
                    Some((_, count)) => *count += 1,
                    None => seen.push((sign, 1)),
                },
                None if before.ends_with('$') || before.ends_with("usd") => dollars += 1,
                None => {}
            }
        }
        // A head such as "Amount (RM)" or "Total (€)".
        if let Some(sign) = FOREIGN.iter().find(|sign| row.small.contains(&format!("({sign})"))) {
            seen.push((sign, 1));
        }
    }
    let (sign, count) = seen.into_iter().max_by_key(|(_, count)| *count)?;
    (count > dollars).then(|| sign.to_uppercase())
}
