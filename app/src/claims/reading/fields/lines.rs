//! The table of an invoice: what was done or sold, and for how much.

use super::amounts::of_row;
use super::rows::{Row, spot};
use super::{around, total};
use crate::claims::reading::model::{Found, ReadLine, Spot};

/// More lines than a person would go through one by one: none are offered.
pub const MOST_LINES: usize = 60;
/// Longest description that is kept, in characters.
const LONGEST: usize = 80;
/// Words of rows that are no lines, although an amount stands in them.
const NOT_LINES: [&str; 36] = [
    "cash",
    "tender",
    "visa",
    "mastercard",
    "amex",
    "debit",
    "credit card",
    "card",
    "payment",
    "paid",
    "pago",
    "deposit",
    "round",
    "rounding",
    "invoice no",
    "phone",
    "fax",
    "summary",
    "cambio",
    "efectivo",
    "tarjeta",
    "saldo",
    "approved",
    "qty",
    "amount",
    "you saved",
    "item count",
    "reg no",
    "tunai",
    "baki",
    "previous",
    "forwarded",
    "outstanding",
    "estimate valid",
    "insurance",
    "loyalty",
];
/// The same, but only where they come first: a bandage is changed, too.
const NOT_FIRST: [&str; 8] = ["change", "balance", "due", "points", "auth", "account", "page", "reward"];

/// What stands between the head and the total.
#[derive(Default)]
pub struct Table {
    /// What was done or sold.
    lines: Vec<Found<ReadLine>>,
    /// Tax, and discounts of the whole invoice, below the sum.
    extras: Vec<Found<ReadLine>>,
    /// What is printed as the sum of the lines.
    pub subtotal: Option<i64>,
}

impl Table {
    /// What the lines and extras come to.
    pub fn sums(&self) -> Vec<i64> {
        let sum = |lines: &[Found<ReadLine>]| lines.iter().map(|line| line.value.cents).sum::<i64>();
        let lines = sum(&self.lines);
        let all = lines + sum(&self.extras);
        let mut sums = vec![all];
        if let Some(subtotal) = self.subtotal {
            sums.push(subtotal + sum(&self.extras));
        }
        sums.push(lines);
        sums
    }

    /// The lines to offer: with tax and discounts where these bring them to the total, without where the amounts hold the tax already.
    pub fn adding_up_to(self, total: Option<i64>) -> Vec<Found<ReadLine>> {
        let sum: i64 = self.lines.iter().map(|line| line.value.cents).sum();
        let mut lines = self.lines;
        if total != Some(sum) {
            lines.extend(self.extras);
        }
        if lines.len() > MOST_LINES { Vec::new() } else { lines }
    }
}

/// Words over the columns of a table.
const HEADS: [&str; 17] = [
    "description",
    "amount",
    "qty",
    "quantity",
    "price",
    "item",
    "unit",
    "service",
    "services",
    "charge",
    "charges",
    "total",
    "date",
    "code",
    "treatment",
    "descripción",
    "importe",
];

/// Reads the table.
pub fn read(rows: &[Row<'_>]) -> Table {
    let mut table = Table::default();
    let rows = &rows[begin(rows)..];
    let column = column(rows);
    let mut above: Option<Label> = None;
    let mut below_sum = false;
    let mut taken = false;
    for (nth, row) in rows.iter().enumerate() {
        let found = of_row(row);
        let Some((amount, place)) = found.last() else {
            above = Label::alone(row, column).filter(|_| !taken);
            taken = false;
            continue;
        };
        let label = Label::of(row, column, found[0].0.from);
        let line = |label: &Label, cents: i64| Found {
            value: ReadLine {
                description: label.description(),
                cents,
            },
            spot: around(label.spot.into_iter().chain([*place])).unwrap_or(*place),
        };
        if total::is_subtotal(&label.small) {
            table.subtotal.get_or_insert(amount.cents);
            below_sum = true;
        } else if total::is_extra(&label.small) {
            let discount = total::is_discount(&label.small);
            let cents = if discount { -amount.cents.abs() } else { amount.cents };
            if cents != 0 && !label.small.contains("incl") {
                // A discount among the lines is one of them.
                let to = if discount && !below_sum { &mut table.lines } else { &mut table.extras };
                to.push(line(&label, cents));
            }
        } else if total::is_total(&label.small) {
            // A head may show the total above the table, too.
            below_sum = below_sum || !table.lines.is_empty();
        } else if !below_sum && amount.cents != 0 && !is_no_line(&label.small) {
            if is_description(&label.small) {
                table.lines.push(line(&label, amount.cents));
            } else if let Some(words) = above.take() {
                table.lines.push(line(&words, amount.cents));
            } else if let Some(words) = rows
                .get(nth + 1)
                .filter(|next| pulled_apart(row, next))
                .and_then(|next| Label::alone(next, column))
            {
                table.lines.push(line(&words, amount.cents));
                taken = true;
            }
        }
        above = None;
    }
    table
}

/// Whether the words before an amount say that it is no line.
fn is_no_line(small: &str) -> bool {
    let first = small.trim_start_matches(|c: char| !c.is_alphabetic());
    NOT_LINES.iter().any(|word| has_word(small, word)) || NOT_FIRST.iter().any(|word| first.starts_with(word) && has_word(first, word))
}

/// Whether perspective may have pulled two parts of one row apart: they lie nearer than rows of their letters can.
fn pulled_apart(row: &Row<'_>, next: &Row<'_>) -> bool {
    next.sheet == row.sheet && next.place - row.place <= row.tall.max(next.tall)
}

/// Where the table begins: below the row of words over its columns, if there is one with amounts below.
fn begin(rows: &[Row<'_>]) -> usize {
    let head = rows.iter().position(|row| {
        let words = row.small.split(|c: char| !c.is_alphabetic()).filter(|word| HEADS.contains(word)).count();
        words >= 2 && of_row(row).is_empty()
    });
    head.map_or(0, |head| head + 1).min(rows.len())
}

/// Where the column of descriptions begins: where most letters stand before amounts. What stands left of it belongs to no line.
fn column(rows: &[Row<'_>]) -> i32 {
    let prints: Vec<(i32, i32, usize)> = rows
        .iter()
        .filter(|row| !of_row(row).is_empty())
        .flat_map(|row| {
            row.prints
                .iter()
                .filter(|print| is_description(&print.text))
                .map(|print| (row.across(print), print.height, print.text.len()))
        })
        .collect();
    let letters = |at: i32, height: i32| {
        prints
            .iter()
            .filter(|(x, _, _)| (x - at).abs() < 2 * height)
            .map(|(_, _, letters)| letters)
            .sum::<usize>()
    };
    let best = prints.iter().max_by_key(|(x, height, _)| letters(*x, *height));
    best.map_or(i32::MIN, |(x, height, _)| x - 3 * height)
}

/// The words of a row before its first amount, as far as they stand in the table.
struct Label {
    text: String,
    small: String,
    spot: Option<Spot>,
}

impl Label {
    /// The words of a row without an amount, if they may be those of a line.
    fn alone(row: &Row<'_>, column: i32) -> Option<Label> {
        let label = of_row(row).is_empty().then(|| Label::of(row, column, row.text.len()))?;
        (is_description(&label.small) && !total::is_total(&label.small) && !is_no_line(&label.small)).then_some(label)
    }

    fn of(row: &Row<'_>, column: i32, end: usize) -> Label {
        let (mut text, mut spots, mut offset) = (String::new(), Vec::new(), 0);
        for print in &row.prints {
            let part = print.text.get(..end.saturating_sub(offset).min(print.text.len())).unwrap_or(&print.text);
            let quantity = !text.is_empty() && is_quantity(part);
            if offset < end && row.across(print) >= column && !part.is_empty() && !quantity {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(part);
                spots.push(spot(row.sheet, print));
            }
            offset += print.text.len() + 1;
        }
        Label {
            small: text.to_lowercase(),
            text,
            spot: around(spots),
        }
    }

    /// The words without a quantity before the price: `2 x` of `Ear drops 2 x 27.00`.
    fn description(&self) -> String {
        let marks = |c: char| " .,$€£×@*-(".contains(c);
        let cut = self.text.trim_end_matches(marks);
        let words = match cut
            .strip_suffix(" x")
            .or_else(|| self.text[cut.len()..].contains(['@', '×', '*']).then_some(cut))
        {
            Some(before) => before.trim_end_matches(|c: char| c.is_ascii_digit() || marks(c)),
            None => cut,
        };
        let words = if words.is_empty() { self.text.as_str() } else { words };
        let kept: String = words.trim_start_matches(['*', '-', '.', '#', ' ']).chars().take(LONGEST).collect();
        kept.trim().to_owned()
    }
}

/// Whether a piece is a quantity in a column of its own: `2`, `1.00 ea`, `x 2`.
fn is_quantity(text: &str) -> bool {
    let bare = text
        .trim()
        .trim_start_matches(['x', 'X', '×'])
        .trim_end_matches("ea")
        .trim_end_matches(['x', 'X', '×', '@']);
    !bare.is_empty() && bare.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ' ')
}

/// Whether a text says what something is: three letters in a row, somewhere.
pub fn is_description(text: &str) -> bool {
    let mut run = 0;
    text.chars().any(|c| {
        run = if c.is_alphabetic() { run + 1 } else { 0 };
        run == 3
    })
}

/// Whether a word stands in a text, not as a part of another.
pub fn has_word(small: &str, word: &str) -> bool {
    small.match_indices(word).any(|(at, _)| {
        let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphabetic());
        apart(small[..at].chars().next_back()) && apart(small[at + word.len()..].chars().next())
    })
}
