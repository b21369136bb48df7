//! What a decision rests on. A decision keeps these as one document: all fields that came later have a default.

use serde::{Deserialize, Serialize};

use super::usage::Used;
use crate::claims::model::{ConditionKind, LineCategory, LineReason};
use crate::day::Day;
use crate::policies::model::PlanTerms;
use crate::text_enum;

text_enum! {
    /// Which rules work a claim out. A decision keeps its version; a version that was ever used stays in the code, to the cent.
    pub enum RuleVersion {
        /// The first.
        V2026_11 = "2026-11",
    }
}

impl RuleVersion {
    /// The rules for claims that are decided now.
    pub const CURRENT: RuleVersion = RuleVersion::V2026_11;
}

/// Everything that the decision of a claim rests on. Amounts are whole cents of the policy's currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// By which rules.
    pub version: RuleVersion,
    /// The day of the visit, in the household's time zone.
    pub visit_on: Day,
    /// The day the claim was filed, in the household's time zone.
    pub filed_on: Day,
    /// What the person says the invoice comes to.
    pub total_cents: i64,
    /// The cover of the term into which the visit falls.
    pub cover: Cover,
    /// What earlier decisions took of it.
    pub used: Used,
    /// What is known of the animal.
    pub pet: PetHistory,
    /// The lines of the invoice, in its order.
    pub lines: Vec<LineIn>,
}

/// The cover of one term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cover {
    /// First day of the policy's first term: waiting periods count from here, once.
    pub cover_from: Day,
    /// First day of the term.
    pub starts_on: Day,
    /// Last day of the term.
    pub ends_on: Day,
    /// Days of the policy without cover: first, and last if it is over.
    #[serde(default)]
    pub gaps: Vec<(Day, Option<Day>)>,
    /// The most that is paid in the term.
    pub annual_limit_cents: i64,
    /// What the policyholder pays first: in the term, or for each condition; the plan says which.
    pub deductible_cents: i64,
    /// What the plan pays of the rest, in percent.
    pub rate_percent: i64,
    /// The plan's terms.
    pub plan: PlanTerms,
}

/// What is known of an animal's health, as far as cover goes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PetHistory {
    /// Conditions that records show.
    #[serde(default)]
    pub known: Vec<Known>,
    /// Codes of conditions that this policy excludes on the day of the visit.
    #[serde(default)]
    pub excluded: Vec<String>,
}

/// A condition that a record of the animal shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Its code.
    pub condition: String,
    /// On which side, where the record says.
    #[serde(default)]
    pub side: Option<Side>,
    /// The day from which the record shows it.
    pub noted_on: Day,
}

text_enum! {
    /// A side of the body.
    pub enum Side {
        /// Left.
        Left = "left",
        /// Right.
        Right = "right",
    }
}

/// A line of the invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineIn {
    /// What it is.
    pub category: LineCategory,
    /// What it was for.
    pub condition: LineCondition,
    /// What the clinic asked; negative for a discount.
    pub cents: i64,
    /// What a person at the insurer ruled about it, in place of the plan's rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ruled: Option<Ruling>,
}

/// What a line was for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineCondition {
    /// Code of the condition; `None`: it is not in the list.
    pub code: Option<String>,
    /// Under which waiting period and benefit it falls; one that is not in the list counts as an illness.
    pub kind: ConditionKind,
    /// On which side, where it was said.
    #[serde(default)]
    pub side: Option<Side>,
}

/// What a person ruled about a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// What of it is covered, at most what was asked.
    pub eligible_cents: i64,
    /// Why not all of it.
    pub reason: Option<LineReason>,
}

impl Inputs {
    /// What the lines come to.
    pub fn lines_cents(&self) -> i64 {
        self.lines.iter().map(|line| line.cents).sum()
    }
}
