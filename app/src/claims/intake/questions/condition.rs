//! What was it for?

use super::{problem, typed};
use crate::claims::intake::model::{Answers, Facts, Listed, OTHER};
use crate::error::FieldError;
use crate::texts::Lang;

/// The most characters of a condition in own words.
pub const LONGEST_TEXT: u16 = 200;

/// What a visit was for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A condition of the list.
    Listed(Listed),
    /// In the person's own words.
    Typed(String),
}

impl Reason {
    /// In words.
    pub fn words(&self) -> &str {
        match self {
            Reason::Listed(condition) => &condition.name,
            Reason::Typed(words) => words,
        }
    }
}

/// The condition that was chosen, or typed to the letter without being chosen; or the words that were typed for one that is not listed.
pub fn parse(answers: &Answers, facts: &Facts, l: Lang) -> Result<Reason, Vec<FieldError>> {
    match typed(answers.condition.as_ref()) {
        "" => match facts
            .conditions
            .iter()
            .find(|condition| condition.is_called(typed(answers.condition_search.as_ref())))
        {
            Some(condition) => Ok(Reason::Listed(condition.clone())),
            None => problem("condition_search", l.intake_condition_missing()),
        },
        OTHER => match typed(answers.condition_text.as_ref()) {
            "" => problem("condition_text", l.intake_condition_text_missing()),
            words if words.chars().count() > usize::from(LONGEST_TEXT) => problem("condition_text", l.intake_condition_text_long(LONGEST_TEXT)),
            words => Ok(Reason::Typed(words.to_owned())),
        },
        code => match facts.conditions.iter().find(|condition| condition.code == code) {
            Some(condition) => Ok(Reason::Listed(condition.clone())),
            None => problem("condition_search", l.intake_condition_missing()),
        },
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::super::examples::{answers, facts, sentence};
    use super::*;

    fn given(condition: &str, text: &str) -> Answers {
        Answers {
            condition: Some(condition.into()),
            condition_text: Some(text.into()),
            ..answers()
        }
    }

    #[test]
    fn a_condition_of_the_list_is_known_by_its_code() {
        let reason = parse(&given("ear-infection", "left over"), &facts(), Lang::En).expect("a reason");
        assert_eq!(reason.words(), "Ear infection");
        assert_eq!(sentence(parse(&given("no-such-code", ""), &facts(), Lang::En)).0, "condition_search");
    }

    #[test]
    fn a_name_typed_to_the_letter_is_as_good_as_chosen() {
        let typed = |search: &str| Answers {
            condition: None,
            condition_search: Some(search.into()),
            ..answers()
        };
        assert_eq!(parse(&typed(" ear INFECTION"), &facts(), Lang::En).expect("a reason").words(), "Ear infection");
        assert!(parse(&typed("ear"), &facts(), Lang::En).is_err());
        assert!(parse(&typed(""), &facts(), Lang::En).is_err());
    }

    #[test]
    fn a_condition_that_is_not_listed_is_kept_in_own_words() {
        assert_eq!(
            parse(&given(OTHER, "  a strange rash "), &facts(), Lang::En),
            Ok(Reason::Typed("a strange rash".into()))
        );
        for text in ["", "   ", &"x".repeat(201)] {
            assert_eq!(sentence(parse(&given(OTHER, text), &facts(), Lang::En)).0, "condition_text");
        }
        assert!(parse(&given(OTHER, &"ñ".repeat(200)), &facts(), Lang::En).is_ok());
    }
}
