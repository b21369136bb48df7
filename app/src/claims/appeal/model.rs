//! Appeals, as they cross the wire.

use serde::{Deserialize, Serialize};

use crate::claims::model::{ClaimState, LineReason};
use crate::day::{Day, Moment};
use crate::documents::attachments_model::Attachment;
use crate::error::FieldError;
use crate::ids::{AppealId, ClaimId};
use crate::messages::model::plain;
use crate::money::Money;
use crate::text_enum;
use crate::texts::Lang;

/// The most characters of an appeal.
pub const LONGEST_APPEAL: u16 = 4000;

text_enum! {
    /// Where an appeal stands.
    pub enum AppealState {
        /// A person looks at it.
        Open = "open",
        /// The decision stands.
        Upheld = "upheld",
        /// There is another decision.
        Changed = "changed",
        /// Whoever made it took it back.
        TakenBack = "taken_back",
    }
}

/// An appeal, as its household sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appeal {
    /// Which.
    pub id: AppealId,
    /// The line it speaks of: its place on the invoice, from 1.
    pub line: i64,
    /// The line as it stands on the invoice.
    pub description: String,
    /// What was said.
    pub words: String,
    /// The files that came with it.
    pub files: Vec<Attachment>,
    /// When it was made.
    pub made_at: Moment,
    /// Where it stands.
    pub state: AppealState,
    /// Why the decision stands, or what was changed.
    pub answer: Option<String>,
    /// When it was answered.
    pub answered_at: Option<Moment>,
    /// Given name of the person who answered.
    pub answered_by: Option<String>,
}

/// Why a line cannot be appealed as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Obstacle {
    /// The claim was taken back.
    Withdrawn,
    /// There is no decision yet.
    Undecided,
    /// An appeal of this line waits for its answer.
    Open,
    /// Who looks did not file it.
    NotYours,
}

impl Obstacle {
    /// What stands in the way of an appeal.
    pub fn of(stands: ClaimState, decided: bool, open: bool) -> Option<Obstacle> {
        match stands {
            ClaimState::Withdrawn => Some(Obstacle::Withdrawn),
            _ if !decided => Some(Obstacle::Undecided),
            _ if open => Some(Obstacle::Open),
            _ => None,
        }
    }

    /// What it is and what can be done, in a sentence or two.
    pub fn sentence(self, l: Lang) -> &'static str {
        match self {
            Obstacle::Withdrawn => l.appeal_not_withdrawn(),
            Obstacle::Undecided => l.appeal_not_decided(),
            Obstacle::Open => l.appeal_not_twice(),
            Obstacle::NotYours => l.appeal_not_yours(),
        }
    }
}

/// The page on which a line is appealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppealPage {
    /// Of which claim.
    pub claim: ClaimId,
    /// The line's place on the invoice, from 1.
    pub line: i64,
    /// As it stands on the invoice.
    pub description: String,
    /// What the clinic asked for it.
    pub billed: Money,
    /// What of it is covered; nothing while undecided.
    pub covered: Option<Money>,
    /// Why not all of it.
    pub reason: Option<LineReason>,
    /// What stands in the way.
    pub obstacle: Option<Obstacle>,
    /// Files that were laid ready for it.
    pub ready: Vec<Attachment>,
    /// What was typed and needs another look.
    pub typed: String,
    /// Today's date in the household.
    pub today: Day,
}

/// The words of an appeal, fit to be kept.
///
/// # Errors
/// What to mend when there are none, or too many.
pub fn parse_words(typed: &str, l: Lang) -> Result<String, Vec<FieldError>> {
    let words = plain(typed);
    if words.is_empty() {
        Err(vec![FieldError::new("words", l.appeal_words_missing())])
    } else if words.chars().count() > usize::from(LONGEST_APPEAL) {
        Err(vec![FieldError::new("words", l.appeal_words_too_long(LONGEST_APPEAL))])
    } else {
        Ok(words)
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_appealed_once_it_is_decided_and_never_of_a_claim_that_was_withdrawn() {
        for (stands, decided, open, wanted) in [
            (ClaimState::Withdrawn, true, false, Some(Obstacle::Withdrawn)),
            (ClaimState::Withdrawn, false, true, Some(Obstacle::Withdrawn)),
            (ClaimState::Received, false, false, Some(Obstacle::Undecided)),
            (ClaimState::WaitingForYou, false, false, Some(Obstacle::Undecided)),
            (ClaimState::Decided, true, false, None),
            (ClaimState::Paid, true, false, None),
            (ClaimState::Decided, true, true, Some(Obstacle::Open)),
            (ClaimState::InReview, true, false, None),
        ] {
            assert_eq!(Obstacle::of(stands, decided, open), wanted, "{stands}");
        }
    }

    #[test]
    fn an_appeal_needs_words() {
        assert_eq!(parse_words(" \n", Lang::En).expect_err("none")[0].field, "words");
        assert!(parse_words(&"x".repeat(4001), Lang::En).is_err());
        assert_eq!(
            parse_words(" The record says otherwise. ", Lang::En).as_deref(),
            Ok("The record says otherwise.")
        );
    }
}
