//! Anything else we should know?

use super::problem;
use crate::claims::intake::model::{Answers, Facts};
use crate::error::FieldError;
use crate::texts::Lang;

/// The most characters of a note.
pub const LONGEST: usize = 2000;

/// The note; empty is an answer too, but the question must have been seen.
pub fn parse(answers: &Answers, _facts: &Facts, l: Lang) -> Result<String, Vec<FieldError>> {
    let Some(notes) = &answers.notes else {
        return problem("notes", l.intake_notes_missing());
    };
    // A form sends the end of a line as two characters; a person counts one.
    let notes = notes.replace("\r\n", "\n");
    let notes = notes.trim();
    if notes.chars().count() > LONGEST {
        return problem("notes", l.intake_notes_long(LONGEST));
    }
    Ok(notes.to_owned())
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::super::examples::{answers, facts, sentence};
    use super::*;

    fn notes(typed: Option<&str>) -> Result<String, Vec<FieldError>> {
        let answers = Answers {
            notes: typed.map(str::to_owned),
            ..answers()
        };
        parse(&answers, &facts(), Lang::En)
    }

    #[test]
    fn a_note_may_be_left_out_but_not_before_it_was_asked_for() {
        assert_eq!(notes(Some("  ")), Ok(String::new()));
        assert_eq!(sentence(notes(None)).0, "notes");
    }

    #[test]
    fn two_thousand_characters_are_counted_as_a_person_counts() {
        assert!(notes(Some(&"é\r\n".repeat(LONGEST / 2))).is_ok());
        assert!(notes(Some(&"x".repeat(LONGEST + 1))).is_err());
    }
}
