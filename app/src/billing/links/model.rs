//! Links to pay by, as they cross the wire.

use serde::{Deserialize, Serialize};

use crate::billing::model::{Failure, PaymentState};
use crate::brand::Brand;
use crate::day::Day;
use crate::money::Money;

/// What stands behind a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkVisit {
    /// There is no such link, it was replaced by another, or somebody has paid with it.
    Unknown,
    /// Its time is over.
    Expired,
    /// The bill is paid, or no longer owed.
    Paid,
    /// A payment is on its way.
    OnItsWay,
    /// It works.
    Open(OpenLink),
}

/// A link that works. Nothing else of the household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenLink {
    /// What the pet is called.
    pub pet_name: String,
    /// What is left to pay.
    pub amount: Money,
    /// The last day on which it works.
    pub until: Day,
    /// Whether the portal can take cards and accounts at all.
    pub set_up: bool,
    /// Whom it is paid to.
    pub brand: Brand,
}

/// What became of a payment by a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkDone {
    /// How it stands.
    pub state: PaymentState,
    /// How much.
    pub amount: Money,
    /// What the pet is called.
    pub pet_name: String,
    /// Why it did not go through.
    pub failure: Option<Failure>,
    /// The gateway's page where it goes on, while it waits for the person.
    pub confirm: Option<String>,
}
