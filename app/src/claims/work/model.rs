//! What crosses the wire at the adjusters' desk.

use serde::{Deserialize, Serialize};

use super::form::{DecisionForm, HealthForm, LineForm};
use crate::claims::intake::model::Listed;
use crate::claims::intake::pages_model::Page;
use crate::claims::model::{ClaimState, Event, LineCategory, LineReason};
use crate::claims::rules::instant::Why;
use crate::claims::rules::signs::SignKind;
use crate::claims::rules::{Inputs, Outcome, Ruling, Side};
use crate::day::{Day, Moment};
use crate::ids::{ClaimId, HouseholdId, PageId, PersonId};
use crate::money::{Currency, Money};
use crate::text_enum;

text_enum! {
    /// Whose claims the queue shows.
    #[derive(Default)]
    pub enum Whose {
        /// Every open claim.
        #[default]
        All = "all",
        /// Those of the person who looks.
        Mine = "mine",
        /// Those that nobody has.
        Unassigned = "unassigned",
    }
}

text_enum! {
    /// For whom a claim waits.
    pub enum Waits {
        /// For us.
        Us = "us",
        /// For its household or clinic.
        Them = "them",
        /// For a second person to confirm a decision.
        Second = "second",
    }
}

/// What of the queue is wanted, as it stands in the address; what is not understood wants everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueueFilter {
    /// A word of [`Whose`].
    pub whose: String,
    /// A word of [`Waits`]; empty for all.
    pub waits: String,
    /// `1`: only those with a sign.
    pub flagged: String,
    /// `1`: only those of which half of the legal time has passed.
    pub half: String,
    /// A claim's number, or how the name of a pet or a customer begins.
    pub q: String,
    /// The claim after which the page begins.
    pub after: String,
}

impl QueueFilter {
    /// Whose claims.
    pub fn whose(&self) -> Whose {
        Whose::parse(&self.whose).unwrap_or_default()
    }

    /// As an address, with one field set otherwise; a change leads to the first page.
    pub fn with(&self, field: &str, value: &str) -> String {
        let own = [
            ("whose", self.whose.as_str()),
            ("waits", self.waits.as_str()),
            ("flagged", self.flagged.as_str()),
            ("half", self.half.as_str()),
            ("q", self.q.as_str()),
            ("after", ""),
        ];
        let pairs = own.into_iter().map(|(name, own)| (name, if name == field { value } else { own }));
        let query: Vec<String> = pairs
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", escaped(value)))
            .collect();
        if query.is_empty() {
            "/desk/claims".to_owned()
        } else {
            format!("/desk/claims?{}", query.join("&"))
        }
    }
}

/// A value for an address.
fn escaped(value: &str) -> String {
    value.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
        text
    })
}

/// How near a claim is to the day by which the law wants it decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Urgency {
    /// The clock rests: something is owed to us.
    Rests,
    /// There is time.
    Calm,
    /// Half of the time has passed.
    Half,
    /// The day has passed.
    Over,
}

/// A claim of the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueRow {
    /// Which.
    pub id: ClaimId,
    /// Its number, stored form.
    pub number: String,
    /// The policyholder.
    pub customer: String,
    /// The animal.
    pub pet: String,
    /// What it was for.
    pub what: String,
    /// What is asked back.
    pub total: Money,
    /// Where it stands.
    pub state: ClaimState,
    /// The day it was filed.
    pub filed_on: Day,
    /// The day by which it is decided.
    pub due_on: Day,
    /// Days from today to that day.
    pub days_left: i32,
    /// How near that is.
    pub urgency: Urgency,
    /// Signs that nobody has cleared.
    pub signs: i64,
    /// Whether an appeal waits for an answer.
    pub appealed: bool,
    /// Whether a decision waits for a second person.
    pub proposed: bool,
    /// Who has it.
    pub holder: Option<String>,
    /// Whether that is who looks.
    pub mine: bool,
}

/// How many open claims there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Counts {
    /// All.
    pub everyone: i64,
    /// Of who looks.
    pub mine: i64,
    /// Of nobody.
    pub unassigned: i64,
    /// With a sign.
    pub flagged: i64,
    /// With half of the legal time gone.
    pub half: i64,
    /// Past the legal day.
    pub over: i64,
    /// Decisions that wait for a second person.
    pub second: i64,
}

/// A page of the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// Claims, those that are due first.
    pub rows: Vec<QueueRow>,
    /// The last of them, when there are more.
    pub more_after: Option<ClaimId>,
    /// All open claims.
    pub counts: Counts,
}

/// A person of the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct Colleague {
    /// Who.
    pub id: PersonId,
    /// Given name.
    pub name: String,
}

/// Somebody who has the claim open as well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    /// Given name.
    pub name: String,
    /// Since when.
    pub since: Moment,
}

/// What a heartbeat hears: who else is there, and whether the claim has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pulse {
    /// Who else has it open.
    pub others: Vec<Present>,
    /// How often the claim has changed.
    pub version: i64,
    /// Today, to say since when.
    pub today: Day,
}

/// A line of the invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkLine {
    /// Which.
    pub id: String,
    /// As it stands on the invoice.
    pub description: String,
    /// What it was for, in words.
    pub condition: String,
}

/// A sign, with what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sign {
    /// Which.
    pub id: String,
    /// What is odd.
    pub kind: SignKind,
    /// The claim it is like: its id, number (stored form), and whose.
    pub other: Option<(ClaimId, String, String)>,
    /// When it was found.
    pub found: Moment,
    /// Who says that it means nothing, and why.
    pub cleared: Option<(String, String)>,
}

/// What a record of the animal shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Which.
    pub id: String,
    /// The condition, in words.
    pub condition: String,
    /// On which side.
    pub side: Option<Side>,
    /// From which day.
    pub noted_on: Day,
    /// Which record says so, in words.
    pub source: String,
    /// Who recorded it.
    pub by: Option<String>,
}

/// Another claim of the same animal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// Which.
    pub id: ClaimId,
    /// Its number, stored form.
    pub number: String,
    /// What it was for.
    pub what: String,
    /// The day of the visit.
    pub visit_on: Day,
    /// What was asked back.
    pub total: Money,
    /// What its last decision pays.
    pub paid: Option<Money>,
    /// Where it stands.
    pub state: ClaimState,
}

/// A legal clock of the claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockLine {
    /// A word of the duties (workflow/clocks.rs).
    pub duty: String,
    /// By when.
    pub due_on: Day,
    /// When it was met.
    pub met: Option<Moment>,
    /// Whether it is no longer owed, or rests.
    pub stopped: bool,
    /// How near it is, while it runs.
    pub urgency: Urgency,
    /// Whether it was met after its day.
    pub late: bool,
    /// Where the time stands.
    pub source: String,
}

/// Something that staff put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// When.
    pub at: Moment,
    /// Who.
    pub by: String,
    /// What stood there, in words.
    pub before: String,
    /// What stands there now.
    pub after: String,
    /// Why.
    pub why: String,
}

/// An appeal that waits for an answer, or has one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppealShown {
    /// Which.
    pub id: String,
    /// Of which line.
    pub line: String,
    /// In the customer's words.
    pub words: String,
    /// When.
    pub at: Moment,
    /// Whether it waits.
    pub open: bool,
    /// The answer, and who gave it.
    pub answer: Option<(String, String)>,
}

/// A decision that waits for a second person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Which.
    pub id: String,
    /// Who proposes it.
    pub by: String,
    /// Whether that is who looks: they may not confirm it.
    pub own: bool,
    /// When.
    pub at: Moment,
    /// What it rests on: the inputs with the rulings.
    pub inputs: Inputs,
    /// What was said about each line.
    pub verdict: Verdict,
    /// What came out of it then.
    pub outcome: Outcome,
}

/// What somebody decides about a claim, checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// For each line, in order.
    pub lines: Vec<LineVerdict>,
    /// What is said to the appeals that wait.
    pub answer: Option<String>,
}

/// What somebody decides about a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineVerdict {
    /// What is ruled; `None`: as the rules say.
    pub ruling: Option<Ruling>,
    /// Why otherwise than the rules.
    pub why: Option<String>,
    /// What shows it.
    pub evidence: Option<Evidence>,
}

/// What a decision against a line can be shown by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Evidence {
    /// A page of the claim.
    Page(PageId),
    /// A record of the animal.
    Record(String),
}

impl Evidence {
    /// As a form sends it: `page:…`, `record:…`.
    pub fn as_word(&self) -> String {
        match self {
            Evidence::Page(page) => format!("page:{page}"),
            Evidence::Record(record) => format!("record:{record}"),
        }
    }

    /// What a form sent.
    pub fn parse(word: &str) -> Option<Evidence> {
        let (kind, id) = word.split_once(':')?;
        match kind {
            "page" => Some(Evidence::Page(PageId(id.to_owned()))),
            "record" => Some(Evidence::Record(id.to_owned())),
            _ => None,
        }
    }
}

/// Everything about one claim that its adjuster needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// Which claim.
    pub id: ClaimId,
    /// Its number, stored form.
    pub number: String,
    /// How often it has changed: every change says which it saw.
    pub version: i64,
    /// Whose.
    pub household: HouseholdId,
    /// The policyholder.
    pub customer: String,
    /// State of the household: chooses the law.
    pub us_state: String,
    /// The animal.
    pub pet: String,
    /// What it was for, in words.
    pub what: String,
    /// Where it stands.
    pub state: ClaimState,
    /// When it was filed, on the household's clock.
    pub filed: Moment,
    /// The day by which it is decided.
    pub due_on: Day,
    /// How near that is.
    pub urgency: Urgency,
    /// Of all amounts.
    pub currency: Currency,
    /// What the customer added.
    pub notes: String,
    /// The policy's number, stored form.
    pub policy_number: String,
    /// The clinic, as the invoice names it.
    pub clinic: Option<String>,
    /// The clinic's number of the invoice.
    pub invoice_number: Option<String>,
    /// The clinic as it was read.
    pub read_clinic: Option<String>,
    /// The invoice's number as it was read.
    pub read_number: Option<String>,
    /// The date as it was read.
    pub read_on: Option<Day>,
    /// The total as it was read, in cents.
    pub read_total_cents: Option<i64>,
    /// Whether the customer confirmed the lines.
    pub confirmed: bool,
    /// The pages, in order.
    pub pages: Vec<Page>,
    /// The lines, in order.
    pub lines: Vec<WorkLine>,
    /// What a decision rests on, as the claim stands now: whoever has it can work the decision out.
    pub inputs: Inputs,
    /// Names of the conditions that the policy excludes.
    pub excluded: Vec<String>,
    /// Why the machine handed it to a person.
    pub why: Vec<Why>,
    /// What is odd about it.
    pub signs: Vec<Sign>,
    /// What records show of the animal.
    pub records: Vec<Record>,
    /// Its other claims, newest first.
    pub earlier: Vec<Earlier>,
    /// Its legal clocks.
    pub clocks: Vec<ClockLine>,
    /// What has happened, oldest first.
    pub events: Vec<Event>,
    /// What was put right, newest first.
    pub changes: Vec<Change>,
    /// What was said against its decisions.
    pub appeals: Vec<AppealShown>,
    /// The decision that waits for a second person.
    pub proposal: Option<Proposal>,
    /// What the last decision pays.
    pub decided: Option<Money>,
    /// Who has it.
    pub holder: Option<Colleague>,
    /// Whether that is who looks.
    pub mine: bool,
    /// Who else has it open.
    pub others: Vec<Present>,
    /// Whether who looks may act: an adjuster.
    pub may_act: bool,
    /// To whom it can be handed.
    pub colleagues: Vec<Colleague>,
    /// From which amount on a second person confirms, in cents.
    pub second_above_cents: i64,
    /// What was typed into the form of the decision and needs another look.
    pub form: Option<DecisionForm>,
    /// Today in the household.
    pub today: Day,
}

impl Work {
    /// Cents as money.
    pub fn money(&self, cents: i64) -> Money {
        Money {
            cents,
            currency: self.currency,
        }
    }

    /// Whether appeals wait for an answer.
    pub fn appealed(&self) -> bool {
        self.appeals.iter().any(|appeal| appeal.open)
    }

    /// Signs that nobody has cleared.
    pub fn open_signs(&self) -> impl Iterator<Item = &Sign> {
        self.signs.iter().filter(|sign| sign.cleared.is_none())
    }
}

/// What the form of a line begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineToChange {
    /// Of which claim.
    pub claim: ClaimId,
    /// Its number, stored form.
    pub number: String,
    /// How often the claim has changed.
    pub version: i64,
    /// Which line.
    pub line: String,
    /// How it stands, or as it was typed.
    pub form: LineForm,
    /// The conditions to choose from.
    pub conditions: Vec<Listed>,
    /// The pages, to look at beside.
    pub pages: Vec<Page>,
}

/// What the form of a record begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordToAdd {
    /// From which claim.
    pub claim: ClaimId,
    /// Its number, stored form.
    pub number: String,
    /// How often the claim has changed.
    pub version: i64,
    /// The animal.
    pub pet: String,
    /// As it was typed.
    pub form: HealthForm,
    /// The conditions to choose from.
    pub conditions: Vec<Listed>,
    /// The pages, of which one may show it.
    pub pages: Vec<Page>,
    /// Today in the household.
    pub today: Day,
}

/// How a duty was kept in a state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyKept {
    /// A word of the duties.
    pub duty: String,
    /// Whose law.
    pub us_state: String,
    /// Where the time stands.
    pub source: String,
    /// Whether the source is this state's own: else the strictest of all was taken.
    pub own: bool,
    /// The day it was read.
    pub read_on: String,
    /// Whether counsel has confirmed it.
    pub reviewed: bool,
    /// Done in time.
    pub met: i64,
    /// Done late, or late by now.
    pub missed: i64,
    /// Still in time.
    pub running: i64,
    /// Of these, with half of the time gone.
    pub past_half: i64,
}

/// What of its category a line is, by its word; what is no word is unclear.
pub fn category_of(word: &str) -> LineCategory {
    LineCategory::parse(word).unwrap_or(LineCategory::Unclear)
}

/// Reasons that a person may give against a line.
pub const REASONS: [LineReason; 14] = [
    LineReason::NotInPlan,
    LineReason::WaitingPeriod,
    LineReason::PreExisting,
    LineReason::Bilateral,
    LineReason::ExcludedCondition,
    LineReason::ExamFee,
    LineReason::Cosmetic,
    LineReason::Breeding,
    LineReason::Wellness,
    LineReason::Food,
    LineReason::NotInSchedule,
    LineReason::WellnessAllowance,
    LineReason::NoCover,
    LineReason::Other,
];
