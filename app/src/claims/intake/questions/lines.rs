//! The lines of the invoice: confirmed as they were read, or corrected by the person. Part of the question about the total.

use super::{problem, typed};
use crate::claims::intake::model::Answers;
use crate::claims::reading::model::{Offered, ReadLine};
use crate::error::FieldError;
use crate::money::{AmountError, parse_amount};
use crate::texts::Lang;

/// More lines than a person would correct.
const MOST: usize = 60;
/// Longest description, in characters.
const LONGEST: usize = 80;

/// The lines that a claim gets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// In order; none: nothing was read, or neither confirmed nor corrected.
    pub lines: Vec<ReadLine>,
    /// They are exactly what was read, and the person says so.
    pub confirmed: bool,
}

impl Given {
    /// What they come to, in cents.
    pub fn cents(&self) -> i64 {
        self.lines.iter().map(|line| line.cents).sum()
    }
}

/// The lines, as far as the person has said something of them. A correction counts more than a tick at what was read.
pub fn parse(answers: &Answers, offered: &Offered, l: Lang) -> Result<Given, Vec<FieldError>> {
    if is_corrected(answers, offered) {
        let lines = rows(typed(answers.lines_typed.as_ref()), l)?;
        return Ok(Given { lines, confirmed: false });
    }
    let confirmed = offered.confirmed(answers.lines.as_deref());
    Ok(Given {
        confirmed: confirmed.is_some(),
        lines: confirmed.unwrap_or_default().iter().map(|line| line.value.clone()).collect(),
    })
}

/// Whether the lines were typed otherwise than they were read.
pub fn is_corrected(answers: &Answers, offered: &Offered) -> bool {
    let said = typed(answers.lines_typed.as_ref());
    !said.is_empty() && words(said) != words(&as_typed(offered))
}

/// The lines that were read, as a person would type them: one a row, with its amount.
pub fn as_typed(offered: &Offered) -> String {
    let rows = offered.lines.iter().map(|line| {
        let cents = line.value.cents;
        let sign = if cents < 0 { "-" } else { "" };
        format!("{} {sign}{}.{:02}", line.value.description, cents.abs() / 100, cents.abs() % 100)
    });
    rows.collect::<Vec<_>>().join("\n")
}

/// The words of each row: space between them says nothing.
fn words(text: &str) -> Vec<Vec<&str>> {
    text.lines()
        .map(|row| row.split_whitespace().collect::<Vec<_>>())
        .filter(|row| !row.is_empty())
        .collect()
}

fn rows(text: &str, l: Lang) -> Result<Vec<ReadLine>, Vec<FieldError>> {
    let rows = words(text);
    if rows.len() > MOST {
        return problem("lines_typed", l.reading_typed_many());
    }
    let line = |row: Vec<&str>| {
        row.split_last()
            .and_then(|(amount, words)| read(&words.join(" "), amount))
            .map_or_else(|| problem("lines_typed", l.reading_typed_unlike(row.join(" "))), Ok)
    };
    rows.into_iter().map(line).collect()
}

fn read(description: &str, amount: &str) -> Option<ReadLine> {
    let less = amount.strip_prefix(['-', '\u{2212}']);
    let cents = match parse_amount(less.unwrap_or(amount)) {
        Ok(cents) => cents,
        Err(AmountError::NotPositive) => 0,
        Err(_) => return None,
    };
    let description: String = description.trim_end_matches(['$', ' ']).chars().take(LONGEST).collect();
    (!description.is_empty()).then(|| ReadLine {
        description,
        cents: if less.is_some() { -cents } else { cents },
    })
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::super::examples::sentence;
    use super::*;
    use crate::claims::reading::model::Piece;

    fn offered() -> Offered {
        let line = |description: &str, cents| Piece {
            value: ReadLine {
                description: description.into(),
                cents,
            },
            cutting: None,
        };
        Offered {
            lines: vec![line("Exam", 6_800), line("Senior discount", -680)],
            mark: "these".into(),
            ..Offered::default()
        }
    }

    fn given(lines: Option<&str>, typed: Option<&str>) -> Result<Given, Vec<FieldError>> {
        let answers = Answers {
            lines: lines.map(Into::into),
            lines_typed: typed.map(Into::into),
            ..Answers::default()
        };
        parse(&answers, &offered(), Lang::En)
    }

    #[test]
    fn lines_are_confirmed_by_a_tick_alone() {
        assert_eq!(as_typed(&offered()), "Exam 68.00\nSenior discount -6.80");
        for untouched in [None, Some(""), Some("Exam 68.00\r\nSenior  discount -6.80\r\n")] {
            let ticked = given(Some("these"), untouched).expect("lines");
            assert!(ticked.confirmed && ticked.cents() == 6_120, "{untouched:?}");
            assert_eq!(given(None, untouched), Ok(Given::default()), "{untouched:?}");
        }
    }

    #[test]
    fn a_corrected_line_is_the_persons_and_confirms_nothing() {
        for tick in [None, Some("these")] {
            let corrected = given(tick, Some("Exam 60.00\nSenior discount -6.80\nEar drops, 10 ml $54.00")).expect("lines");
            assert!(!corrected.confirmed);
            let read: Vec<_> = corrected.lines.iter().map(|line| (line.description.as_str(), line.cents)).collect();
            assert_eq!(read, [("Exam", 6_000), ("Senior discount", -680), ("Ear drops, 10 ml", 5_400)]);
        }
    }

    #[test]
    fn a_row_without_words_or_amount_gets_a_sentence_that_names_it() {
        for row in ["Exam", "68.00", "Exam 68.0.0", "Exam 12,50", "$ 68.00"] {
            let (field, says) = sentence(given(None, Some(&format!("Ear drops 54.00\n{row}"))));
            assert!(field == "lines_typed" && says.contains(row), "{row}: {says}");
        }
        let many = "Exam 1.00\n".repeat(61);
        assert_eq!(sentence(given(None, Some(&many))).1, Lang::En.reading_typed_many());
    }
}
