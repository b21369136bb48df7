//! What is due when and by what, as it crosses the wire.

use serde::{Deserialize, Serialize};

use crate::billing::dunning::model::Trouble;
use crate::day::Day;
use crate::ids::PolicyId;
use crate::money::Money;

/// How a bill will be paid if nobody does anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum How {
    /// By autopay, on this day, by this method ("Visa ending 4242").
    Autopay {
        /// When.
        on: Day,
        /// By what.
        by: String,
    },
    /// As somebody planned it.
    Planned {
        /// When.
        on: Day,
        /// By what.
        by: String,
    },
    /// A payment is on its way.
    OnItsWay,
    /// Not by itself: somebody must pay it.
    ByHand,
    /// It should be collected and there is no method that can be used.
    NoMethod,
}

/// A bill that is not paid, and what comes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coming {
    /// Its number, stored form.
    pub number: String,
    /// What it is for.
    pub policy: PolicyId,
    /// What the pet is called.
    pub pet_name: String,
    /// What it comes to.
    pub amount: Money,
    /// What is left of it.
    pub owed: Money,
    /// The day by which it is to be paid.
    pub due_on: Day,
    /// The last day to which it can be moved; `None`: it cannot be.
    pub movable_until: Option<Day>,
    /// How it will be paid.
    pub how: How,
    /// What is wrong with it.
    pub trouble: Option<Trouble>,
}
