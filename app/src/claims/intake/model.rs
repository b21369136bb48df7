//! What crosses the wire while a claim is written: answers as typed, and the facts they are checked against.

use serde::{Deserialize, Serialize};

use super::pages_model::Page;
use super::rules::Question;
use crate::claims::reading::model::Offered;
use crate::day::Day;
use crate::ids::{BlobId, ClaimId, DraftId, PetId, PolicyId, TermId};
use crate::pets::model::Species;
use crate::policies::model::CoveredFrom;
use crate::text_enum;

/// Everything that was typed so far, as it was typed: one field for each input of the questions' forms. `None`: never asked.
///
/// It is parsed anew at every look, so that a deploy may change a question while drafts are open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answers {
    /// Id of a pet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pet: Option<String>,
    /// The day of the visit, ISO; or [`OTHER`]: see `other_date`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Another day, as the browser's date field sends it or as typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_date: Option<String>,
    /// [`COMING`] while files of the invoice are on their way and none has arrived yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoice: Option<String>,
    /// Code of a condition; or [`OTHER`]: see `condition_text`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// What was looked for in the list of conditions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition_search: Option<String>,
    /// A condition in the person's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition_text: Option<String>,
    /// On which side of the body the condition is, with its code: see `questions::side`. Asked only of conditions that have sides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<String>,
    /// The invoice's total.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<String>,
    /// Confirms the lines that were read: their mark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines: Option<String>,
    /// The lines as they should be, one a row with its amount; as they were read when nobody corrected them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines_typed: Option<String>,
    /// Who wrote the invoice; asked only where a name was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clinic: Option<String>,
    /// The clinic's own number of the invoice; asked only where one was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoice_number: Option<String>,
    /// Anything else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
}

/// The choice that says: none of these, but what I type.
pub const OTHER: &str = "other";

/// What the invoice's form says while files are on their way: the person may go on meanwhile.
pub const COMING: &str = "coming";

impl Answers {
    /// The inputs of one question's form, by name.
    pub fn fields_mut(&mut self, question: Question) -> Vec<(&'static str, &mut Option<String>)> {
        match question {
            Question::Pet => vec![("pet", &mut self.pet)],
            Question::Date => vec![("date", &mut self.date), ("other_date", &mut self.other_date)],
            Question::Condition => vec![
                ("condition", &mut self.condition),
                ("condition_search", &mut self.condition_search),
                ("condition_text", &mut self.condition_text),
                ("side", &mut self.side),
            ],
            Question::Total => vec![
                ("total", &mut self.total),
                ("lines", &mut self.lines),
                ("lines_typed", &mut self.lines_typed),
                ("clinic", &mut self.clinic),
                ("invoice_number", &mut self.invoice_number),
            ],
            Question::Notes => vec![("notes", &mut self.notes)],
            Question::Invoice => vec![("invoice", &mut self.invoice)],
            Question::Check => Vec::new(),
        }
    }

    /// Takes over what the form of one question sent; every other answer stays as it is.
    pub fn give(&mut self, question: Question, mut given: Answers) {
        let new = given.fields_mut(question).into_iter().map(|(_, value)| value.take());
        for ((_, field), value) in self.fields_mut(question).into_iter().zip(new) {
            *field = value;
        }
    }

    /// Whether nothing was answered yet.
    pub fn is_empty(&self) -> bool {
        *self == Answers::default()
    }
}

text_enum! {
    /// What a person wants after giving an answer.
    pub enum Then {
        /// The next question.
        Continue = "continue",
        /// To leave; everything is kept.
        Later = "later",
        /// To stay on the screen: the answer is kept in the background.
        Stay = "stay",
        /// To see the conditions that fit what was typed (without JavaScript).
        Search = "search",
    }
}

/// What the household allows: the answers are checked against this, in the browser as on the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Today's date in the household.
    pub today: Day,
    /// The pets that a visit can be claimed for.
    pub pets: Vec<InsuredPet>,
    /// How many files of the invoice have been received.
    pub pages: i64,
    /// The conditions of the list that the answers may name.
    pub conditions: Vec<Listed>,
    /// What was read from those files.
    pub offered: Offered,
}

/// A pet that is or was insured so lately that a visit can still be claimed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InsuredPet {
    /// Which.
    pub id: PetId,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub species: Species,
    /// Its photo.
    pub photo: Option<BlobId>,
    /// The day it died.
    pub died_on: Option<Day>,
    /// Its policy years, oldest first.
    pub terms: Vec<Term>,
}

/// One policy year, and what it allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Which.
    pub id: TermId,
    /// Of which policy.
    pub policy: PolicyId,
    /// The first day of cover.
    pub starts_on: Day,
    /// The last day of cover.
    pub ends_on: Day,
    /// Days after a visit within which it can be claimed.
    pub filing_window_days: i32,
    /// From when each kind of condition is covered.
    pub covered: CoveredFrom,
    /// Days of the policy without cover: first, and last if it is over.
    pub gaps: Vec<(Day, Option<Day>)>,
}

impl Term {
    /// Whether any of its days can still be claimed.
    pub fn can_be_claimed(&self, died_on: Option<Day>, today: Day) -> bool {
        let last = died_on.map_or(self.ends_on, |died_on| died_on.min(self.ends_on));
        self.starts_on <= today && self.starts_on <= last && today <= last.plus_days(self.filing_window_days)
    }
}

/// A condition of the list, in the language of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its stable code.
    pub code: String,
    /// What it is called.
    pub name: String,
}

impl Listed {
    /// Whether this is its name, in capitals or not.
    pub fn is_called(&self, name: &str) -> bool {
        self.name.to_lowercase() == name.to_lowercase()
    }
}

/// What an address of the wizard leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// The question.
    Here(Box<Screen>),
    /// Not its turn, or nothing to ask: go there.
    Elsewhere(String),
}

/// A question, and all that its screen shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screen {
    /// The draft that is being filled in.
    pub draft: DraftId,
    /// Which question.
    pub question: Question,
    /// Address of the question before; `None` on the first.
    pub back: Option<String>,
    /// What was typed so far.
    pub answers: Answers,
    /// What it is checked against.
    pub facts: Facts,
    /// The day the draft was begun.
    pub started_on: Day,
    /// A draft set aside a moment ago: it can be taken up again.
    pub set_aside: Option<DraftId>,
    /// On the invoice's screen: the files so far.
    pub pages: Vec<Page>,
    /// On the condition's screen: what fits what was searched for.
    pub found: Vec<Listed>,
    /// On the condition's screen: what this pet was treated for before, then what is common.
    pub suggested: Vec<Listed>,
    /// On the last screen: the day by which the claim will be answered.
    pub answer_by: Day,
    /// On the last screen: what stands in the way, and what may come back.
    pub preflight: Option<Preflight>,
}

/// What is said of a claim before it is submitted, in sentences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preflight {
    /// What stands in the way of a quick and full payment; nothing of it forbids to submit.
    pub obstacles: Vec<Obstacle>,
    /// What may come back.
    pub back: String,
}

/// Something that stands in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obstacle {
    /// What.
    pub words: String,
    /// Where something can be done about it: address and words.
    pub link: Option<(String, String)>,
}

/// What became of a draft that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submitted {
    /// This claim; the same one however often it is sent.
    Claim(ClaimId),
    /// An answer is missing or does not fit any more.
    Incomplete(Question),
}
