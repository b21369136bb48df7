//! What a claim comes to, with everything it takes to follow it.

use serde::{Deserialize, Serialize};

use super::inputs::RuleVersion;
use super::usage::Taken;
use crate::claims::model::LineReason;
use crate::policies::model::Step;
use crate::text_enum;

/// What a claim comes to under its cover. Amounts are whole cents; the lines add up to the totals exactly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// By which rules.
    pub version: RuleVersion,
    /// Line by line, in the order of the invoice.
    pub lines: Vec<LineOut>,
    /// What the clinic asked.
    pub submitted_cents: i64,
    /// What of it is covered, with what the wellness schedule pays.
    pub eligible_cents: i64,
    /// What of that the wellness schedule pays: in full, without deductible, rate or limit.
    pub scheduled_cents: i64,
    /// How the rest becomes what is paid: three steps, in the plan's order.
    pub steps: [StepDone; 3],
    /// What of the deductible it uses up.
    pub deductible_cents: i64,
    /// What the plan pays of what the rate is taken of, in percent.
    pub rate_percent: i64,
    /// Which limits took something away, and how much.
    pub cut: Cut,
    /// What is paid.
    pub payable_cents: i64,
    /// What it takes of the cover.
    pub taken: Taken,
    /// What a person should look at, each once.
    pub flags: Vec<Flag>,
}

/// One line's part in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineOut {
    /// What the clinic asked.
    pub submitted_cents: i64,
    /// What of it is covered.
    pub eligible_cents: i64,
    /// Why not all of it is.
    pub reason: Option<LineReason>,
    /// Whether the wellness schedule pays it.
    pub scheduled: bool,
    /// Its share of the deductible.
    pub deductible_cents: i64,
    /// What the plan pays of it, in percent.
    pub rate_percent: i64,
    /// Its share of what the limits took away.
    pub cut_cents: i64,
    /// What is paid for it.
    pub payable_cents: i64,
}

/// One step of the arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepDone {
    /// Which.
    pub step: Step,
    /// What went in.
    pub before_cents: i64,
    /// What came out, to the cent.
    pub after_cents: i64,
}

/// What each limit took away, in cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// The limits by condition.
    pub condition_cents: i64,
    /// The annual limit.
    pub annual_cents: i64,
    /// The limit for the policy's whole life.
    pub lifetime_cents: i64,
}

impl Cut {
    /// All of it.
    pub fn cents(self) -> i64 {
        self.condition_cents + self.annual_cents + self.lifetime_cents
    }
}

text_enum! {
    /// Something about a claim that a person should look at.
    pub enum Flag {
        /// The lines do not add up to the total that was given.
        TotalsDiffer = "totals_differ",
        /// It was filed after the plan's window.
        FiledLate = "filed_late",
        /// A line takes something off: whether it belongs to what is covered is a question.
        Discount = "discount",
        /// It is not clear what a line is.
        UnclearLine = "unclear_line",
        /// The condition is not in the list.
        UnlistedCondition = "unlisted_condition",
        /// Not all of the lines are covered in full.
        NotAllCovered = "not_all_covered",
        /// A limit takes something away.
        LimitReached = "limit_reached",
        /// There is nothing to pay.
        NothingToPay = "nothing_to_pay",
        /// More than the rules work out by themselves.
        TooLarge = "too_large",
    }
}
