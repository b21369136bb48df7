//! The questions: each reads its own answer, as typed, against the facts. The browser and the server run the same code.

pub mod condition;
pub mod date;
pub mod invoice;
pub mod issuer;
pub mod lines;
pub mod notes;
pub mod pet;
pub mod side;
pub mod total;

use super::model::{Answers, Facts};
use super::rules::Question;
use crate::claims::reading::model::ReadLine;
use crate::claims::rules::Side;
use crate::day::Day;
use crate::error::FieldError;
use crate::ids::PetId;
use crate::money::Money;
use crate::texts::Lang;

/// A draft in which every question is answered: what becomes a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// Whose visit.
    pub pet: PetId,
    /// When, and under which policy year.
    pub visit: date::Visit,
    /// What for.
    pub reason: condition::Reason,
    /// On which side of the body, where the condition has sides and the person said so.
    pub side: Option<Side>,
    /// How much.
    pub total: Money,
    /// The lines of the invoice: as they were read and confirmed, or as the person corrected them; none when neither was done.
    pub lines: Vec<ReadLine>,
    /// Whether these are the lines as they were read.
    pub confirmed: bool,
    /// Who wrote the invoice, and its number, as confirmed.
    pub issuer: issuer::Issuer,
    /// Anything else; may be empty.
    pub notes: String,
    /// The day that was read from the invoice, whatever was answered.
    pub read_on: Option<Day>,
    /// The total that was read, in cents, whatever was answered.
    pub read_total: Option<i64>,
}

/// Reads the answer of one question; on trouble a sentence for each field.
pub fn check(question: Question, answers: &Answers, facts: &Facts, l: Lang) -> Result<(), Vec<FieldError>> {
    match question {
        Question::Pet => pet::parse(answers, facts, l).map(drop),
        Question::Date => date::parse(answers, facts, l).map(drop),
        Question::Invoice => invoice::parse(answers, facts, l).map(drop),
        Question::Condition => condition::parse(answers, facts, l).map(drop),
        Question::Total => total::parse(answers, facts, l).and_then(|_| issuer::parse(answers, l)).map(drop),
        Question::Notes => notes::parse(answers, facts, l).map(drop),
        Question::Check => all(answers, facts, l).map(drop),
    }
}

/// Reads all answers; on trouble the sentences of the first question that needs another look.
pub fn all(answers: &Answers, facts: &Facts, l: Lang) -> Result<Filled, Vec<FieldError>> {
    let pet = pet::parse(answers, facts, l)?.id.clone();
    let visit = date::parse(answers, facts, l)?;
    invoice::parse(answers, facts, l)?;
    let lines = lines::parse(answers, &facts.offered, l)?;
    let reason = condition::parse(answers, facts, l)?;
    Ok(Filled {
        pet,
        visit,
        side: side::of(answers, &reason),
        reason,
        total: total::parse(answers, facts, l)?,
        lines: lines.lines,
        confirmed: lines.confirmed,
        issuer: issuer::parse(answers, l)?,
        notes: notes::parse(answers, facts, l)?,
        read_on: facts.offered.date.as_ref().map(|date| date.value),
        read_total: facts.offered.total.as_ref().map(|total| total.value),
    })
}

/// What is wrong with one field.
fn problem<T>(field: &str, sentence: impl Into<String>) -> Result<T, Vec<FieldError>> {
    Err(vec![FieldError::new(field, sentence)])
}

/// What was typed in a field, without space around it.
fn typed(field: Option<&String>) -> &str {
    field.map(|text| text.trim()).unwrap_or_default()
}

#[cfg(all(test, feature = "ssr"))]
pub(super) mod examples {
    //! A household for the questions' tests: Biscuit and Mochi, insured since May 1, 2025; today is November 20, 2026.

    use super::super::model::{InsuredPet, Listed, Term};
    use super::*;
    use crate::claims::reading::model::Offered;
    use crate::ids::{PolicyId, TermId};
    use crate::pets::model::Species;
    use crate::policies::model::WaitingPeriods;

    pub fn day(text: &str) -> Day {
        Day::parse_iso(text).expect("a date")
    }

    pub fn pet(name: &str) -> InsuredPet {
        let waiting = WaitingPeriods {
            accident_days: 2,
            illness_days: 14,
            orthopaedic_days: 30,
            dental_days: 14,
        };
        let term = |starts: &str, ends: &str| Term {
            id: TermId(format!("{name}-{starts}")),
            policy: PolicyId(format!("policy-{name}")),
            starts_on: day(starts),
            ends_on: day(ends),
            filing_window_days: 180,
            covered: waiting.from(day("2025-05-01")),
            gaps: Vec::new(),
        };
        InsuredPet {
            id: PetId(name.to_lowercase()),
            name: name.to_owned(),
            species: Species::Dog,
            photo: None,
            died_on: None,
            terms: vec![term("2025-05-01", "2026-04-30"), term("2026-05-01", "2027-04-30")],
        }
    }

    pub fn facts() -> Facts {
        Facts {
            today: day("2026-11-20"),
            pets: vec![pet("Biscuit"), pet("Mochi")],
            pages: 1,
            conditions: vec![Listed {
                code: "ear-infection".into(),
                name: "Ear infection".into(),
            }],
            offered: Offered::default(),
        }
    }

    pub fn answers() -> Answers {
        Answers {
            pet: Some("biscuit".into()),
            date: Some("2026-11-19".into()),
            condition: Some("ear-infection".into()),
            total: Some("$486.40".into()),
            notes: Some(String::new()),
            ..Answers::default()
        }
    }

    /// The one sentence of an error, with the name of its field.
    pub fn sentence<T>(result: Result<T, Vec<FieldError>>) -> (String, String) {
        let mut errors = result.err().expect("an error");
        assert_eq!(errors.len(), 1);
        let error = errors.remove(0);
        (error.field, error.message)
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use proptest::prelude::*;

    use super::super::rules::Navigator;
    use super::examples::{answers, facts};
    use super::*;

    #[test]
    fn a_full_draft_becomes_a_claim() {
        let filled = all(&answers(), &facts(), Lang::En).expect("filled");
        assert_eq!(filled.pet.as_str(), "biscuit");
        assert_eq!(filled.total, Money::usd(48_640));
        assert_eq!(Navigator::of(&answers(), &facts(), Lang::En).furthest(), Question::Check);
    }

    #[test]
    fn an_empty_draft_begins_at_the_beginning() {
        let navigator = Navigator::of(&Answers::default(), &facts(), Lang::En);
        assert_eq!((navigator.first(), navigator.furthest()), (Question::Pet, Question::Pet));
    }

    #[test]
    fn a_household_with_one_pet_begins_with_the_date() {
        let mut facts = facts();
        facts.pets.truncate(1);
        let navigator = Navigator::of(&Answers::default(), &facts, Lang::En);
        assert_eq!(navigator.first(), Question::Date);
        assert_eq!(navigator.previous(Question::Date), None);
    }

    #[test]
    fn another_pet_may_make_the_date_unfit_again() {
        let mut facts = facts();
        facts.pets[1].terms.remove(1);
        let mut answers = answers();
        answers.pet = Some("mochi".into());
        assert_eq!(Navigator::of(&answers, &facts, Lang::En).furthest(), Question::Date);
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_breaks_a_question(words in prop::collection::vec(prop::option::of("(.{0,40}|\\PC{0,20} -?[0-9]{1,4}\\.[0-9]{2}\n?){1,3}"), 14)) {
            let [pet, date, other_date, invoice, condition, condition_search, condition_text, side, total, lines, lines_typed, clinic, invoice_number, notes] = words.try_into().expect("fourteen");
            let answers = Answers { pet, date, other_date, invoice, condition, condition_search, condition_text, side, total, lines, lines_typed, clinic, invoice_number, notes };
            for question in Question::ALL {
                if let Err(errors) = check(question, &answers, &facts(), Lang::Es) {
                    prop_assert!(errors.iter().all(|error| !error.message.is_empty()));
                }
            }
        }
    }
}
