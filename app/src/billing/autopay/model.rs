//! Autopay, as it crosses the wire.

use serde::{Deserialize, Serialize};

use crate::billing::methods::model::MethodLine;
use crate::brand::Brand;
use crate::day::{Day, Moment};

/// Permission to debit, as it was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mandate {
    /// Exactly what was agreed to, a paragraph each.
    pub words: Vec<String>,
    /// When.
    pub given_at: Moment,
    /// With what: "Safari on iPhone".
    pub device: String,
}

/// What somebody agrees to who switches autopay on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// The words, a paragraph each.
    pub words: Vec<String>,
    /// Says which words these are: what is kept is what was read.
    pub seal: String,
    /// By what bills will be paid.
    pub method: MethodLine,
}

/// Everything on the page of autopay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutopayView {
    /// The permission that stands, if autopay is on.
    pub on: Option<Mandate>,
    /// What would be agreed to; nothing while there is nothing to pay with.
    pub offer: Option<Offer>,
    /// By what bills are paid.
    pub method: Option<MethodLine>,
    /// Whether the portal can take cards and accounts at all.
    pub set_up: bool,
    /// Who to pay otherwise.
    pub brand: Brand,
    /// Today in the household.
    pub today: Day,
}
