//! What an estimate rests on, and what is typed for it.

use serde::{Deserialize, Serialize};

use crate::claims::intake::model::Listed;
use crate::claims::rules::{Cover, LineCondition, PetHistory, Used};
use crate::day::Day;
use crate::money::{AmountError, Currency, parse_amount};

/// The most lines that an estimate takes.
pub const MOST_LINES: usize = 20;
/// The longest description of a line, in characters.
pub const LONGEST_WORDS: u16 = 120;

/// What is asked of the server: everything but the lines, which the browser works out itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occasion {
    /// The day of the visit as typed; empty: today.
    #[serde(default)]
    pub on: String,
    /// Code of the condition that was chosen; empty: none.
    #[serde(default)]
    pub condition: String,
    /// What was typed to find one.
    #[serde(default)]
    pub search: String,
}

/// What an estimate for one pet rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ground {
    /// What the pet is called.
    pub pet_name: String,
    /// Today's date in the household.
    pub today: Day,
    /// The day of the visit.
    pub visit_on: Day,
    /// The cover on that day; without any, the sentence that says why.
    pub insured: Result<Box<Insured>, String>,
    /// What it is for; nothing chosen counts as an illness that is not in the list.
    pub condition: LineCondition,
    /// The condition that was chosen.
    pub chosen: Option<Listed>,
    /// Conditions that fit what was typed.
    pub found: Vec<Listed>,
    /// Conditions that are often chosen.
    pub suggested: Vec<Listed>,
}

/// The cover of the term that a day falls into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Insured {
    /// Of the amounts.
    pub currency: Currency,
    /// The policy's number, stored form.
    pub policy_number: String,
    /// What the plan pays and how.
    pub cover: Cover,
    /// What claims that are decided took of it.
    pub used: Used,
    /// What is known of the pet.
    pub history: PetHistory,
}

/// A line as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedLine {
    /// What it is, as the clinic says.
    pub words: String,
    /// What the clinic asks.
    pub amount: String,
}

/// A line that can be worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub words: String,
    /// What the clinic asks, in cents.
    pub cents: i64,
}

impl TypedLine {
    /// Nothing at all was typed.
    pub fn is_empty(&self) -> bool {
        self.words.trim().is_empty() && self.amount.trim().is_empty()
    }

    /// The line; `None` when nothing was typed.
    ///
    /// # Errors
    /// What is wrong with the amount.
    pub fn parse(&self) -> Result<Option<Line>, AmountError> {
        if self.is_empty() {
            return Ok(None);
        }
        let cents = parse_amount(&self.amount)?;
        let words: String = self.words.trim().chars().take(usize::from(LONGEST_WORDS)).collect();
        Ok(Some(Line { words, cents }))
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn typed(words: &str, amount: &str) -> TypedLine {
        TypedLine {
            words: words.into(),
            amount: amount.into(),
        }
    }

    #[test]
    fn an_empty_line_is_none_and_a_line_without_amount_is_a_slip() {
        assert_eq!(typed(" ", "").parse(), Ok(None));
        assert_eq!(typed("Exam", "").parse(), Err(AmountError::Missing));
        assert_eq!(typed("Exam", "-5").parse(), Err(AmountError::NotPositive));
    }

    #[test]
    fn amounts_are_understood_as_people_type_them() {
        let line = typed(" X-rays ", "$1,234.50").parse().expect("a line").expect("not empty");
        assert_eq!((line.words.as_str(), line.cents), ("X-rays", 123_450));
    }
}
