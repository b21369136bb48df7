//! Payment methods, as they cross the wire.

use serde::{Deserialize, Serialize};

use crate::billing::model::{Failure, MethodKind};
use crate::brand::Brand;
use crate::day::Day;
use crate::ids::MethodId;
use crate::text_enum;

text_enum! {
    /// How a method stands.
    pub enum MethodState {
        /// Two small deposits are on their way; until they are confirmed nothing is taken from it.
        Unverified = "unverified",
        /// It can be used.
        Ready = "ready",
        /// The gateway does not take it.
        Refused = "refused",
        /// The household took it away.
        Removed = "removed",
    }
}

/// How many days before a card expires its owner is asked to replace it.
pub const EXPIRES_SOON_DAYS: i32 = 30;

/// A card or account of the household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodLine {
    /// Which.
    pub id: MethodId,
    /// Card, bank account or wallet.
    pub kind: MethodKind,
    /// "Visa"; of a bank its name.
    pub brand: String,
    /// The last four digits.
    pub last_four: String,
    /// The last day on which it works.
    pub expires_on: Option<Day>,
    /// How it stands.
    pub state: MethodState,
    /// The gateway's page that confirms it, while it is unverified.
    pub verify_url: Option<String>,
    /// Whether it is used unless somebody chooses another.
    pub default: bool,
    /// The pets whose bills are paid by it.
    pub pays_for: Vec<String>,
}

impl MethodLine {
    /// Whether it has expired, or will within [`EXPIRES_SOON_DAYS`].
    pub fn wants_replacing(&self, today: Day) -> bool {
        self.expires_on.is_some_and(|day| today.days_until(day) <= EXPIRES_SOON_DAYS)
    }
}

/// What is wanted of a method that is being added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// The one it takes the place of.
    pub replaces: Option<MethodId>,
    /// Whether it is to be used from now on.
    pub default: bool,
}

/// What came of adding a method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Added {
    /// It can be used.
    Ready(MethodLine),
    /// It can be used once two small deposits are confirmed.
    Unverified(MethodLine),
    /// The gateway does not take it.
    Refused(Failure),
    /// The gateway has not finished, or the person has not.
    Open,
    /// Nothing is being added.
    Nothing,
}

/// Everything on the page of payment methods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodsView {
    /// The one used unless somebody chooses another at the top.
    pub methods: Vec<MethodLine>,
    /// Whether bills are paid by themselves.
    pub autopay: bool,
    /// Whether the portal can take cards and accounts at all.
    pub set_up: bool,
    /// Who to pay otherwise.
    pub brand: Brand,
    /// Today in the household.
    pub today: Day,
}
