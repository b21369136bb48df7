//! Messages between a household and the insurer's people, as they cross the wire.

use serde::{Deserialize, Serialize};

use crate::day::{Day, Moment};
use crate::documents::attachments_model::Attachment;
use crate::error::FieldError;
use crate::ids::MessageId;
use crate::text_enum;
use crate::texts::Lang;

/// The most characters of a message or a note.
pub const LONGEST_MESSAGE: u16 = 4000;

text_enum! {
    /// On which side somebody writes.
    pub enum Author {
        /// Somebody of the household.
        Policyholder = "policyholder",
        /// One of the insurer's people.
        Staff = "staff",
    }
}

/// Something said about a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Which.
    pub id: MessageId,
    /// When, on the household's clock.
    pub at: Moment,
    /// By which side.
    pub by: Author,
    /// Whether whoever looks wrote it.
    pub own: bool,
    /// Given name of whoever wrote it.
    pub name: String,
    /// The words, as they were typed: text, whatever stands in it.
    pub words: String,
    /// The files that came with it.
    pub files: Vec<Attachment>,
    /// Given name of whoever of the other side saw it first, and when.
    pub seen: Option<(String, Moment)>,
    /// Whether whoever looks sees it for the first time.
    pub new: bool,
}

/// What was said about a claim, and what is about to be said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// What was said, oldest first.
    pub messages: Vec<Message>,
    /// Files that whoever looks has laid ready for their next message.
    pub ready: Vec<Attachment>,
    /// What was typed into the form and needs another look.
    pub typed: String,
    /// Whether whoever looks may write.
    pub may_write: bool,
    /// Makes one message of a form that is sent twice.
    pub form_key: String,
    /// Today's date in the household.
    pub today: Day,
}

/// Words that somebody wrote, fit to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said(String);

impl Said {
    /// The words as typed, or what to mend at the field `words`.
    ///
    /// # Errors
    /// When there are none, or too many.
    pub fn parse(typed: &str, l: Lang) -> Result<Said, Vec<FieldError>> {
        let words = plain(typed);
        if words.is_empty() {
            Err(vec![FieldError::new("words", l.message_empty())])
        } else if words.chars().count() > usize::from(LONGEST_MESSAGE) {
            Err(vec![FieldError::new("words", l.message_too_long(LONGEST_MESSAGE))])
        } else {
            Ok(Said(words))
        }
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What was typed without surrounding space, with one kind of line break, and without signs that are not seen or turn the direction of writing.
pub fn plain(typed: &str) -> String {
    let unseen =
        |c: char| (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{feff}');
    let words: String = typed.replace("\r\n", "\n").replace('\r', "\n").chars().filter(|c| !unseen(*c)).collect();
    words.trim().to_owned()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn an_empty_message_and_a_long_one_get_a_sentence() {
        for typed in ["", " \r\n\t ", "\u{200b}\u{202e}"] {
            let errors = Said::parse(typed, Lang::En).expect_err("nothing said");
            assert_eq!((errors.len(), errors[0].field.as_str()), (1, "words"), "{typed:?}");
        }
        let longest = usize::from(LONGEST_MESSAGE);
        assert!(Said::parse(&"ü".repeat(longest), Lang::En).is_ok(), "characters count, not bytes");
        assert!(Said::parse(&"x".repeat(longest + 1), Lang::Es).is_err());
    }

    #[test]
    fn markup_is_text_and_stays_as_it_was_typed() {
        let typed = "<script>alert(1)</script>\r\n<b>bold</b> & \"quoted\"";
        let said = Said::parse(typed, Lang::En).expect("said");
        assert_eq!(said.as_str(), "<script>alert(1)</script>\n<b>bold</b> & \"quoted\"");
    }

    proptest::proptest! {
        #[test]
        fn what_is_kept_is_kept_again_as_it_is(typed in ".{0,200}") {
            let once = plain(&typed);
            proptest::prop_assert_eq!(plain(&once), once);
        }
    }
}
