//! Disputes, as they cross the wire.

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::ids::{HouseholdId, PaymentId};
use crate::money::Money;
use crate::text_enum;

text_enum! {
    /// Where a dispute stands.
    pub enum DisputeStands {
        /// The bank holds the money back.
        Open = "open",
        /// It is with us again.
        Won = "won",
        /// It is gone.
        Lost = "lost",
    }
}

/// A dispute, as its household and staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// Of which payment.
    pub payment: PaymentId,
    /// Whose.
    pub household: HouseholdId,
    /// The bill's number, stored form.
    pub bill: String,
    /// How much.
    pub amount: Money,
    /// The gateway's word for why: `fraudulent`, `duplicate` …
    pub reason: String,
    /// Where it stands.
    pub stands: DisputeStands,
    /// The day it was opened, in UTC.
    pub opened_on: Day,
    /// Until when we may answer.
    pub answer_by: Option<Day>,
    /// The day it ended.
    pub ended_on: Option<Day>,
}
