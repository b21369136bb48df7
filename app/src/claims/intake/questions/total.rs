//! What was the total?

use super::{lines, problem, typed};
use crate::claims::intake::model::{Answers, Facts};
use crate::error::FieldError;
use crate::money::{AmountError, Money, parse_amount};
use crate::texts::Lang;

/// The invoice's total; the lines come to it, where there are any.
pub fn parse(answers: &Answers, facts: &Facts, l: Lang) -> Result<Money, Vec<FieldError>> {
    let cents = parse_amount(typed(answers.total.as_ref())).or_else(|error| problem("total", sentence(error, l)))?;
    let given = lines::parse(answers, &facts.offered, l)?;
    let sum = given.cents();
    if !given.lines.is_empty() && sum != cents {
        let (lines, total) = (Money::usd(sum).to_string(), Money::usd(cents).to_string());
        let says = if given.confirmed {
            l.intake_total_lines_differ(lines, total)
        } else {
            l.intake_total_typed_differ(lines, total)
        };
        return problem("total", says);
    }
    Ok(Money::usd(cents))
}

fn sentence(error: AmountError, l: Lang) -> &'static str {
    match error {
        AmountError::Missing => l.intake_total_missing(),
        AmountError::NotAnAmount => l.intake_total_not_an_amount(),
        AmountError::CommaAsPoint => l.intake_total_comma(),
        AmountError::TooPrecise => l.intake_total_too_precise(),
        AmountError::NotPositive => l.intake_total_not_positive(),
        AmountError::TooLarge => l.intake_total_too_large(),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::super::examples::{answers, facts};
    use super::*;

    fn total(typed: &str) -> Result<Money, Vec<FieldError>> {
        let answers = Answers {
            total: Some(typed.into()),
            ..answers()
        };
        parse(&answers, &facts(), Lang::En)
    }

    #[test]
    fn amounts_are_understood_as_people_type_them() {
        for (typed, cents) in [("$1,234.56", 123_456), ("1234.5", 123_450), (" 486.40 ", 48_640)] {
            assert_eq!(total(typed), Ok(Money::usd(cents)), "{typed}");
        }
    }

    #[test]
    fn each_slip_gets_a_sentence_of_its_own() {
        let sentences: Vec<String> = ["", "0", "-5", "12.345", "1e9", "12,50", "1000000000"]
            .map(|typed| super::super::examples::sentence(total(typed)))
            .into_iter()
            .map(|(field, message)| {
                assert_eq!(field, "total");
                message
            })
            .collect();
        assert_eq!(sentences[1], sentences[2], "zero and less are the same slip");
        let distinct: std::collections::HashSet<&String> = sentences.iter().collect();
        assert_eq!(distinct.len(), 6);
    }
}
