//! Trouble with a bill, as it crosses the wire: what happened, what will happen and when, what to do now.

use serde::{Deserialize, Serialize};

use crate::billing::model::Failure;
use crate::day::Day;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Happened {
    /// A payment did not go through: why, by what ("Visa ending 4242"), and on which day.
    Failed {
        /// Why.
        why: Failure,
        /// By what.
        by: String,
        /// When.
        on: Day,
    },
    /// A payment had arrived and the bank took it back.
    Returned {
        /// Why.
        why: Failure,
        /// By what.
        by: String,
        /// When.
        on: Day,
    },
    /// The day has passed and nothing came.
    Late {
        /// The day by which it was due.
        since: Day,
    },
    /// Whether the last payment went through is being found out.
    NotKnown,
    /// Cover has ended.
    Lapsed {
        /// The first day without cover.
        on: Day,
    },
}

/// What will happen, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Next {
    /// A payment is on its way to us.
    OnItsWay {
        /// Until when it should be here.
        by: Option<Day>,
    },
    /// We try again, by the method chosen then.
    Retry {
        /// When.
        on: Day,
    },
    /// Unless it is paid, cover ends.
    CoverEnds {
        /// The first day without cover.
        on: Day,
    },
    /// Nothing happens by itself; cover goes on for now.
    CoverGoesOn,
    /// Paying brings cover back.
    Reinstatement {
        /// The last day on which it does.
        until: Day,
    },
    /// Cover does not come back by paying.
    Over,
}

/// What the household can do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Now {
    /// Nothing: wait.
    Wait,
    /// Pay by the method that is there.
    Pay,
    /// Choose another method.
    AnotherMethod,
    /// Pay and have cover back.
    Reinstate,
    /// Talk to us.
    Call,
}

/// Trouble with a bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// What happened.
    pub happened: Happened,
    /// What will happen.
    pub next: Next,
    /// When cover ends unless it is paid, where that is known and something else comes first.
    pub cover_ends: Option<Day>,
    /// What to do now, the best first.
    pub now: Vec<Now>,
}
