//! What the invoice charges in all.

use super::amounts::{Amount, amounts, of_row};
use super::around;
use super::lines::{Table, has_word, is_description};
use super::rows::{Row, spot};
use crate::claims::reading::model::{Found, Spot};
use crate::claims::reading::ports::Print;

/// Words for the total, and how much; the best one counts.
const FOR: [(&str, i64); 37] = [
    ("invoice total", 110),
    ("total invoice", 110),
    ("grand total", 105),
    ("total charges", 105),
    ("total for this visit", 110),
    ("today's charges", 100),
    ("total amount", 95),
    ("total payable", 100),
    ("amount payable", 95),
    ("total sales (inclusive", 90),
    ("nett total", 95),
    ("net total", 90),
    ("nett amount", 85),
    ("net amount", 80),
    ("total due", 90),
    ("amount due", 85),
    ("total a pagar", 105),
    ("importe total", 105),
    ("total factura", 110),
    ("total rounded", 115),
    ("rounded total", 115),
    ("total after rounding", 115),
    ("total (after", 100),
    ("total incl", 95),
    ("total inc", 95),
    ("total rm", 90),
    ("total (rm", 90),
    ("total usd", 90),
    ("bill total", 95),
    ("order total", 90),
    ("jumlah besar", 95),
    ("jumlah", 70),
    ("total", 80),
    ("otal sales", 70),
    ("t o t a l", 80),
    ("balance due", 60),
    ("please pay", 70),
];
/// Words that make it something else.
const AGAINST: [(&str, i64); 48] = [
    ("subtotal", 90),
    ("sub total", 90),
    ("sub-total", 90),
    ("sub tot", 90),
    ("total tax", 90),
    ("tax total", 90),
    ("total gst", 90),
    ("gst total", 60),
    ("total sst", 90),
    ("total iva", 90),
    ("total discount", 95),
    ("total saving", 95),
    ("saving", 95),
    ("saved", 95),
    ("total item", 90),
    ("total qty", 90),
    ("total quantity", 90),
    ("item count", 90),
    ("total point", 95),
    ("point", 60),
    ("excl", 60),
    ("before tax", 80),
    ("before gst", 80),
    ("without", 60),
    ("change", 80),
    ("cash", 45),
    ("tender", 60),
    ("paid", 40),
    ("payment", 50),
    ("deposit", 80),
    ("previous", 90),
    ("prior", 90),
    ("outstanding", 70),
    ("discount", 70),
    ("rounding adj", 90),
    ("tax amount", 80),
    ("taxable", 80),
    ("gst amount", 80),
    ("amount gst", 60),
    ("tax invoice", 0),
    ("year to date", 95),
    ("ytd", 95),
    ("supplies", 60),
    ("estimate", 40),
    ("insurance", 70),
    ("reward", 90),
    ("services total", 60),
    ("products total", 60),
];
/// From which score on an amount is a total at all.
const ENOUGH: i64 = 30;

/// Whether a row is the sum of the lines before tax.
pub fn is_subtotal(small: &str) -> bool {
    [
        "subtotal",
        "sub total",
        "sub-total",
        "total excl",
        "total (excl",
        "total before",
        "total sales (excl",
        "base imponible",
    ]
    .iter()
    .any(|word| small.contains(word))
        || small.trim() == "services"
}

/// Whether a row is money off.
pub fn is_discount(small: &str) -> bool {
    ["discount", "disc.", "disc ", "coupon", "descuento", "courtesy", "diskaun", "promo"]
        .iter()
        .any(|word| small.contains(word))
}

/// Whether a row is tax or money off: a part of the total that is no line of the table.
pub fn is_extra(small: &str) -> bool {
    let tax = ["tax", "gst", "sst", "vat", "iva", "service charge", "rounding", "i.v.a"]
        .iter()
        .any(|word| has_word(small, word));
    (tax || is_discount(small)) && !is_total(small)
}

/// Whether a row says that it is the total.
pub fn is_total(small: &str) -> bool {
    weigh(small).is_some_and(|weight| weight >= ENOUGH)
}

/// How much the words of a text speak for a total; `None` where none speaks for it.
fn weigh(small: &str) -> Option<i64> {
    let good = FOR.iter().filter(|(word, _)| small.contains(word)).map(|(_, weight)| *weight).max()?;
    let bad = AGAINST
        .iter()
        .filter(|(word, _)| small.contains(word))
        .map(|(_, weight)| *weight)
        .max()
        .unwrap_or(0);
    Some(good - bad)
}

struct Candidate {
    score: i64,
    cents: i64,
    spot: Spot,
}

/// The total.
pub fn read(rows: &[Row<'_>], table: &Table) -> Option<Found<i64>> {
    let mut candidates = candidates(rows);
    let sums = table.sums();
    let paid = paid(rows);
    let mut counts: Vec<i64> = rows.iter().flat_map(|row| amounts(&row.text)).map(|amount| amount.cents).collect();
    counts.sort_unstable();
    let last = candidates.iter().map(|one| one.spot.y).max().unwrap_or(0);
    for one in &mut candidates {
        let times = i64::try_from(counts.iter().filter(|cents| **cents == one.cents).count()).unwrap_or(1);
        one.score += (times - 1).min(3) * 6;
        if sums.first() == Some(&one.cents) {
            one.score += 25;
        } else if sums.contains(&one.cents) {
            one.score += 12;
        }
        if paid.contains(&one.cents) {
            one.score += 22;
        }
        if one.spot.y == last {
            one.score += 2;
        }
    }
    // Rounded to five cents: the total that is paid stands below the one that is not.
    let best = candidates.iter().max_by_key(|one| (one.score, one.spot.sheet, one.spot.y))?;
    let rounded = rows
        .iter()
        .filter(|row| row.small.contains("round"))
        .flat_map(of_row)
        .map(|(amount, spot)| (amount.cents, spot));
    let mut rounded = candidates.iter().map(|one| (one.cents, one.spot)).chain(rounded);
    let by_cents = |cents: i64| cents != best.cents && (cents - best.cents).abs() <= 4 && cents % 5 == 0 && best.cents % 5 != 0;
    let (value, spot) = rounded.find(|(cents, _)| by_cents(*cents)).unwrap_or((best.cents, best.spot));
    Some(Found { value, spot })
}

/// Every amount that stands with words for a total.
fn candidates(rows: &[Row<'_>]) -> Vec<Candidate> {
    let (mut found, mut summary) = (Vec::new(), false);
    for (nth, row) in rows.iter().enumerate() {
        // Below `GST summary` stand sums that were told before.
        summary = summary || ["summary", "analysis"].iter().any(|word| row.small.contains(word));
        let Some(weight) = weigh(&row.small).filter(|weight| *weight >= ENOUGH) else {
            continue;
        };
        let weight = if summary { weight - 40 } else { weight };
        let own: Vec<(Amount, Spot)> = of_row(row).into_iter().filter(|(amount, _)| amount.cents != 0).collect();
        if let Some((amount, spot)) = own.last() {
            // A stroke before the total is more often a scratch than money back.
            found.push(Candidate {
                score: if amount.cents < 0 { weight - 10 } else { weight },
                cents: amount.cents.abs(),
                spot: with_label(row, *spot),
            });
            // A row of a summary: `Total 45.00 2.70 47.70`.
            for (amount, spot) in own.iter().rev().skip(1) {
                found.push(Candidate {
                    score: weight - 12,
                    cents: amount.cents.abs(),
                    spot: *spot,
                });
            }
            continue;
        }
        // The amount may stand a row below or above, where perspective or a large print has torn them apart; or below a small label.
        let label = row.prints.iter().rev().find(|print| weigh(&print.text.to_lowercase()).is_some());
        let beside = [(1, 8), (2, 20)]
            .into_iter()
            .map(|(step, less)| (nth.checked_add(step), less))
            .chain([(nth.checked_sub(1), 14)]);
        for (other, less) in beside {
            let Some(other) = other.and_then(|other| rows.get(other)).filter(|other| other.sheet == row.sheet) else {
                continue;
            };
            if weigh(&other.small).is_some() || (other.place - row.place).abs() > 60 || is_subtotal(&other.small) || is_extra(&other.small) {
                continue;
            }
            for (amount, spot) in of_row(other).into_iter().filter(|(amount, _)| amount.cents > 0) {
                let under = label.is_some_and(|label| spot.x < label.right.0 && spot.x + spot.width > label.left.0);
                found.push(Candidate {
                    score: weight - less + if under { 4 } else { 0 },
                    cents: amount.cents,
                    spot,
                });
            }
        }
    }
    found
}

/// The amount together with the word before it, where they are near each other.
fn with_label(row: &Row<'_>, amount: Spot) -> Spot {
    let whole = row.spot();
    if whole.width <= 12 * amount.height { whole } else { amount }
}

/// What was paid: given less handed back, and amounts charged to a card.
fn paid(rows: &[Row<'_>]) -> Vec<i64> {
    let of = |words: &[&str]| -> Vec<i64> {
        let rows = rows
            .iter()
            .filter(|row| words.iter().any(|word| has_word(&row.small, word)) && !row.small.contains("total"));
        rows.filter_map(|row| amounts(&row.text).last().map(|amount| amount.cents.abs())).collect()
    };
    let given = of(&[
        "cash",
        "tender",
        "tendered",
        "tunai",
        "paid",
        "payment",
        "bayar",
        "efectivo",
        "cash tendered",
        "received",
    ]);
    let back = of(&["change", "baki", "cambio", "change due"]);
    let mut paid: Vec<i64> = of(&["visa", "mastercard", "master", "amex", "card", "debit", "credit", "tarjeta", "paid", "payment"]);
    for given in given {
        for back in &back {
            if given >= *back {
                paid.push(given - back);
            }
        }
    }
    paid.retain(|cents| *cents > 0);
    paid
}

/// Whether several invoices lie on one picture: totals of different amounts stand beside each other, be it in one row or with one a little lower.
pub fn several(rows: &[Row<'_>]) -> bool {
    let totals: Vec<(Spot, i64)> = rows.iter().flat_map(totals_of).collect();
    totals.iter().enumerate().any(|(nth, (place, cents))| {
        totals[..nth].iter().any(|(other, other_cents)| {
            let apart = (place.x - other.x - other.width).max(other.x - place.x - place.width);
            cents != other_cents && place.sheet == other.sheet && apart > FAR * place.height.min(other.height)
        })
    })
}

/// From which score on a total is what is charged, not what was paid of it.
const PLAIN: i64 = 60;
/// So many letters' heights lie at least between invoices side by side, from the total of one to the word for it on the other.
const FAR: i32 = 3;

/// The totals that a row says, each with the place of its word and amount: the last one before other words.
fn totals_of(row: &Row<'_>) -> Vec<(Spot, i64)> {
    let amounts = of_row(row);
    let total = |(nth, label): (usize, &&Print)| {
        let end = row.prints[nth + 1..]
            .iter()
            .find(|print| is_description(&print.text))
            .map_or(i32::MAX, |next| spot(row.sheet, next).x);
        let place = spot(row.sheet, label);
        let mut own = amounts.iter().filter(|(amount, spot)| amount.cents > 0 && (place.x..end).contains(&spot.x));
        let (amount, spot) = own.next_back()?;
        Some((around([place, *spot])?, amount.cents))
    };
    let labels = row.prints.iter().enumerate().filter(|(_, print)| begins_with_total(&print.text));
    labels.filter_map(total).collect()
}

fn begins_with_total(text: &str) -> bool {
    let small = text.to_lowercase();
    ["total", "grand total", "amount due"].iter().any(|word| small.starts_with(word)) && weigh(&small).is_some_and(|weight| weight >= PLAIN)
}
