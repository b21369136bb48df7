//! Who wrote the invoice, and under which number of their own: filled in as it was read, confirmed or corrected by the person. Part of the question about
//! the total.

use super::{problem, typed};
use crate::claims::intake::model::Answers;
use crate::claims::rules::signs::number_as_kept;
use crate::error::FieldError;
use crate::texts::Lang;

/// Longest name of a clinic, in characters.
pub const LONGEST_CLINIC: u16 = 100;
/// Longest number, in characters.
pub const LONGEST_NUMBER: u16 = 40;

/// What the invoice calls itself, as far as the person has said so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Issuer {
    /// The clinic.
    pub clinic: Option<String>,
    /// Its number of the invoice, as numbers are kept.
    pub number: Option<String>,
}

/// The names that the person let stand or typed; an empty field, and one that was never shown, names nothing.
pub fn parse(answers: &Answers, l: Lang) -> Result<Issuer, Vec<FieldError>> {
    let clinic = words(typed(answers.clinic.as_ref()));
    if clinic.chars().count() > usize::from(LONGEST_CLINIC) {
        return problem("clinic", l.reading_clinic_long(LONGEST_CLINIC));
    }
    let number = typed(answers.invoice_number.as_ref());
    if number.chars().count() > usize::from(LONGEST_NUMBER) {
        return problem("invoice_number", l.reading_number_long(LONGEST_NUMBER));
    }
    Ok(Issuer {
        clinic: (!clinic.is_empty()).then_some(clinic),
        number: number_as_kept(number),
    })
}

/// The words of a name with one space between them.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::super::examples::sentence;
    use super::*;

    fn given(clinic: Option<&str>, number: Option<&str>) -> Result<Issuer, Vec<FieldError>> {
        let answers = Answers {
            clinic: clinic.map(Into::into),
            invoice_number: number.map(Into::into),
            ..Answers::default()
        };
        parse(&answers, Lang::En)
    }

    #[test]
    fn what_was_never_shown_or_was_emptied_names_nothing() {
        for empty in [None, Some(""), Some("  ")] {
            assert_eq!(given(empty, empty), Ok(Issuer::default()), "{empty:?}");
        }
    }

    #[test]
    fn names_are_kept_without_space_that_says_nothing() {
        let issuer = given(Some("  Harbor  Animal\tHospital "), Some(" 88213 - a ")).expect("names");
        assert_eq!(
            (issuer.clinic.as_deref(), issuer.number.as_deref()),
            (Some("Harbor Animal Hospital"), Some("88213-A"))
        );
    }

    #[test]
    fn a_name_that_is_too_long_gets_a_sentence_at_its_field() {
        assert_eq!(sentence(given(Some(&"x".repeat(101)), None)).0, "clinic");
        assert_eq!(sentence(given(None, Some(&"1".repeat(41)))).0, "invoice_number");
        assert!(given(Some(&"ñ".repeat(100)), Some(&"1".repeat(40))).is_ok());
    }
}
