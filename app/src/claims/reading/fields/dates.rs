//! Dates as people print them, and which of them is the visit's.

use super::rows::{Row, spot};
use crate::claims::reading::model::{DateOrder, Found, Spot};
use crate::day::Day;

/// Months in English, Spanish and Malay by their first three letters, also as they are misread.
const MONTHS: [(&str, i8); 27] = [
    ("jan", 1),
    ("ene", 1),
    ("feb", 2),
    ("mar", 3),
    ("mac", 3),
    ("apr", 4),
    ("abr", 4),
    ("may", 5),
    ("mei", 5),
    ("mai", 5),
    ("jun", 6),
    ("jul", 7),
    ("aug", 8),
    ("ago", 8),
    ("ogo", 8),
    ("sep", 9),
    ("set", 9),
    ("oct", 10),
    ("okt", 10),
    ("nov", 11),
    ("dec", 12),
    ("dic", 12),
    ("dis", 12),
    ("dez", 12),
    ("0ct", 10),
    ("n0v", 11),
    ("ju1", 7),
];
/// Words beside a date that make it the visit's, and how much; the best one counts.
const FOR: [(&str, i64); 18] = [
    ("date of service", 60),
    ("service date", 60),
    ("date of visit", 60),
    ("visit date", 60),
    ("fecha de la visita", 60),
    ("fecha de servicio", 60),
    ("fecha de atenc", 60),
    ("treated on", 55),
    ("visit", 45),
    ("seen on", 45),
    ("invoice date", 45),
    ("date of invoice", 45),
    ("inv date", 45),
    ("bill date", 40),
    ("fecha", 35),
    ("date", 35),
    ("tarikh", 35),
    ("issued", 30),
];
/// Words that make it something else.
const AGAINST: [(&str, i64); 33] = [
    ("date of birth", 100),
    ("birth", 100),
    ("d.o.b", 100),
    ("dob", 100),
    ("born", 100),
    ("nacim", 100),
    ("nacid", 100),
    ("due date", 70),
    ("payment due", 70),
    ("due by", 70),
    ("due on", 70),
    ("due:", 70),
    ("vence", 70),
    ("expir", 90),
    ("exp.", 90),
    ("exp:", 90),
    ("exp date", 90),
    ("best before", 90),
    ("valid", 80),
    ("next", 80),
    ("próxim", 80),
    ("recheck", 80),
    ("reminder", 80),
    ("appointment", 60),
    ("booster", 80),
    ("member since", 80),
    ("client since", 80),
    ("last visit", 80),
    ("print date", 25),
    ("printed", 25),
    ("rabies tag", 60),
    ("gst", 30),
    ("effective", 60),
];
/// The oldest year that is a date of an invoice.
const FIRST_YEAR: i16 = 2000;

/// The date of the visit.
pub fn read(rows: &[Row<'_>], order: DateOrder, today: Day) -> Option<Found<Day>> {
    let mut best: Option<(i64, Found<Day>)> = None;
    for (nth, row) in rows.iter().enumerate() {
        let mut offset = 0;
        for print in &row.prints {
            for (at, day, timed) in dates(&print.text, order) {
                if day <= today && day.year() >= FIRST_YEAR {
                    let score = score(rows, nth, offset + at, spot(row.sheet, print), timed);
                    if best.as_ref().is_none_or(|(known, _)| score > *known) {
                        let spot = spot(row.sheet, print);
                        best = Some((score, Found { value: day, spot }));
                    }
                }
            }
            offset += print.text.len() + 1;
        }
        // Day, month and year may be three pieces.
        for (_, day, timed) in dates(&row.text, order) {
            if day <= today && day.year() >= FIRST_YEAR {
                let score = score(rows, nth, 0, row.spot(), timed) - 5;
                if best.as_ref().is_none_or(|(known, _)| score > *known) {
                    best = Some((score, Found { value: day, spot: row.spot() }));
                }
            }
        }
    }
    best.filter(|(score, _)| *score > -40).map(|(_, found)| found)
}

/// How much speaks for a date: the words before it in its row, else those above it; its time of day; how far up it stands.
fn score(rows: &[Row<'_>], nth: usize, at: usize, place: Spot, timed: bool) -> i64 {
    let row = &rows[nth];
    let before = row.small.get(..at).unwrap_or(&row.small);
    let mut score = weigh(before).unwrap_or_else(|| weigh(&row.small).unwrap_or(0) / 2);
    if score == 0
        && let Some(above) = nth.checked_sub(1).map(|above| &rows[above])
        && above.sheet == row.sheet
    {
        // A label above its date: the piece that stands over it.
        let over = above
            .prints
            .iter()
            .find(|print| print.left.0 < place.x + place.width && print.right.0 > place.x);
        score = over.and_then(|print| weigh(&print.text.to_lowercase())).unwrap_or(0);
    }
    // What is printed with the time is the moment of paying.
    let timed = if timed || has_time(&row.small) { 12 } else { 0 };
    score + timed - row.place / 50
}

/// The words of a text that speak for or against; `None` where there are none. The last one before the date is the nearest.
fn weigh(small: &str) -> Option<i64> {
    let best = FOR
        .iter()
        .filter_map(|(word, weight)| small.rfind(word).map(|at| (at + word.len(), *weight)))
        .max_by_key(|(_, weight)| *weight);
    let worst = AGAINST
        .iter()
        .filter_map(|(word, weight)| small.rfind(word).map(|at| (at + word.len(), -*weight)))
        .min_by_key(|(_, weight)| *weight);
    match (best, worst) {
        // `due date` holds `date`; but `Due 1/2/2026   Date 2/3/2026` has its own label nearer.
        (Some((near, good)), Some((far, _))) if near > far + 12 => Some(good),
        (_, Some((_, bad))) => Some(bad),
        (Some((_, good)), None) => Some(good),
        (None, None) => None,
    }
}

fn has_time(small: &str) -> bool {
    small
        .as_bytes()
        .windows(5)
        .any(|five| matches!(five, [a, b, b':', c, d] if [a, b, c, d].iter().all(|digit| digit.is_ascii_digit())))
}

/// The dates of a text: where each begins, the day, and whether a time of day follows at once.
pub fn dates(text: &str, order: DateOrder) -> Vec<(usize, Day, bool)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let fresh = !text[..at].ends_with(|c: char| c.is_ascii_digit());
        let hit = if !fresh {
            None
        } else {
            numeric(rest, order).or_else(|| day_first_word(rest)).or_else(|| month_word(text, at))
        };
        match hit {
            Some((day, length)) => {
                found.push((at, day, begins_with_time(&rest[length..])));
                at += length;
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    found
}

fn begins_with_time(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', ',', '-', 'T', '@', '(']);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits) && rest[digits..].starts_with([':', '.', 'h']) && rest[digits + 1..].starts_with(|c: char| c.is_ascii_digit())
}

/// A number at the beginning: its value and length; at most `most` digits are taken.
fn digits(text: &str, most: usize) -> Option<(i16, usize)> {
    let length = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    Some((text[..length].parse().ok()?, length))
}

/// One separator, with spaces around it.
fn separator(text: &str, marks: &[char]) -> Option<(char, usize)> {
    let skipped = text.len() - text.trim_start_matches(' ').len();
    let mark = text[skipped..].chars().next().filter(|c| marks.contains(c))?;
    let rest = &text[skipped + mark.len_utf8()..];
    let after = rest.len() - rest.trim_start_matches(' ').len();
    (skipped <= 1 && after <= 1).then_some((mark, skipped + mark.len_utf8() + after))
}

const SLIPS: [char; 6] = ['/', '-', '.', '\\', '\u{2013}', ':'];

/// `11/20/2026`, `20-11-26`, `2026-11-20`, also with a time glued to it.
fn numeric(text: &str, order: DateOrder) -> Option<(Day, usize)> {
    let (first, mut at) = digits(text, 4)?;
    let first_length = at;
    let (mark, length) = separator(&text[at..], &SLIPS)?;
    at += length;
    let (second, length) = digits(&text[at..], 2)?;
    at += length;
    let (other, length) = separator(&text[at..], &SLIPS)?;
    // `12.50-3.20` is no date. One stroke in two may be read as a colon: `27:03/2018`.
    let slipped = [mark, other].contains(&':') && [mark, other].contains(&'/');
    if other != mark && !slipped || [mark, other] == [':'; 2] {
        return None;
    }
    at += length;
    if first_length == 4 {
        let (third, length) = digits(&text[at..], 2)?;
        return Some((date(first, second, third)?, at + length));
    }
    if first_length > 2 || first_length == 0 {
        return None;
    }
    let (year, length) = year(&text[at..], mark == '.')?;
    at += length;
    let (day, month) = match order {
        DateOrder::MonthFirst => (second, first),
        DateOrder::DayFirst => (first, second),
    };
    // What cannot be meant so is meant the other way.
    let day = date(year, month, day).or_else(|| date(year, day, month))?;
    Some((day, at))
}

/// Four digits, or two. A time may be glued to either: `2018` of `201810:33`, `18` of `1810:33` is left to the four.
fn year(text: &str, dotted: bool) -> Option<(i16, usize)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    if length >= 4 {
        let (four, _) = digits(text, 4)?;
        if (1990..2100).contains(&four) {
            return Some((four, 4));
        }
        // `1810:33`: two digits and a time.
        if length == 4 && text[4..].starts_with(':') {
            return digits(text, 2).map(|(two, _)| (2000 + two, 2));
        }
        return None;
    }
    // `12.30.45` is more likely a time or a part number, `1.2.18` a date nobody writes here; dotted dates need four digits or two and an end.
    let ends = !text[length..].starts_with(['.', '/', ':']) || dotted && text[length..].starts_with(' ');
    (length == 2 && ends).then(|| digits(text, 2).map(|(two, _)| (2000 + two, 2)))?
}

fn date(year: i16, month: i16, day: i16) -> Option<Day> {
    Day::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
}

/// A month's name at the beginning, in small letters: which, and its length.
fn month(text: &str) -> Option<(i8, usize)> {
    let letters = text.bytes().take_while(|b| b.is_ascii_alphabetic() || *b == b'0' || *b == b'1').count();
    let word = text[..letters].to_ascii_lowercase();
    // Digits glued to the name belong to the day or year.
    let number = MONTHS
        .iter()
        .find(|(name, _)| word.starts_with(name))
        .map(|(_, number)| *number)
        .or_else(|| alike(&word))?;
    let name = if word.chars().all(|c| c.is_ascii_alphabetic()) { letters } else { 3 };
    (name <= 10).then_some((number, name))
}

/// The month of three letters of which one was misread, if only one month can be meant: `dun` is June.
fn alike(word: &str) -> Option<i8> {
    let same = |name: &str| name.len() == 3 && word.len() == 3 && name.bytes().zip(word.bytes()).filter(|(a, b)| a == b).count() == 2;
    let mut numbers = MONTHS.iter().filter(|(name, _)| same(name)).map(|(_, number)| *number);
    let first = numbers.next()?;
    numbers.all(|other| other == first).then_some(first)
}

/// `20 NOV 2026`, `20-Nov-26`, `20th of November, 2026`, `20 de noviembre de 2026`, `14/JUN/2017`, `20NOV2026`.
fn day_first_word(text: &str) -> Option<(Day, usize)> {
    let (day, mut at) = digits(text, 2)?;
    if text[at..].starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    at += ordinal(&text[at..]);
    at += between(&text[at..]);
    let (month, length) = month(&text[at..])?;
    at += length;
    at += between(&text[at..]);
    let (year, length) = year(&text[at..], false)?;
    Some((date(year, month.into(), day)?, at + length))
}

/// `November 20, 2026`, `Nov. 20th 2026`, `NOV20,2026`.
fn month_word(text: &str, from: usize) -> Option<(Day, usize)> {
    if text[..from].ends_with(|c: char| c.is_alphabetic()) {
        return None;
    }
    let rest = &text[from..];
    let (month, mut at) = month(rest)?;
    at += between(&rest[at..]);
    let (day, length) = digits(&rest[at..], 2)?;
    at += length;
    at += ordinal(&rest[at..]);
    let gap = between(&rest[at..]);
    if gap == 0 {
        return None;
    }
    at += gap;
    let (year, length) = year(&rest[at..], false)?;
    Some((date(year, month.into(), day)?, at + length))
}

fn ordinal(text: &str) -> usize {
    let small: String = text.chars().take(2).collect::<String>().to_lowercase();
    if ["st", "nd", "rd", "th"].contains(&small.as_str()) { 2 } else { 0 }
}

/// What may stand between the parts of a written date.
fn between(text: &str) -> usize {
    let mut rest = text;
    loop {
        let shorter = rest.trim_start_matches([' ', ',', '.', '-', '/', '\'']);
        let shorter = ["de ", "of ", "del "].iter().find_map(|word| shorter.strip_prefix(word)).unwrap_or(shorter);
        if shorter.len() == rest.len() {
            return text.len() - rest.len();
        }
        rest = shorter;
    }
}
