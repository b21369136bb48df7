//! Where claims are paid to, as it crosses the wire.

use serde::{Deserialize, Serialize};

use crate::money::Money;
use crate::text_enum;

text_enum! {
    /// Where the account that claims are paid to stands.
    pub enum AccountStands {
        /// There is none.
        None = "none",
        /// The policyholder has begun at the gateway and not finished.
        Started = "started",
        /// Money can be sent to it.
        Ready = "ready",
        /// The gateway sends nothing there.
        Refused = "refused",
    }
}

/// The account that claims are paid to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutAccount {
    /// Whether accounts can be set up here at all.
    pub possible: bool,
    /// Where it stands.
    pub stands: AccountStands,
    /// "bank ending 6021"; `None`: not known.
    pub bank: Option<String>,
    /// Approved money that waits for it.
    pub waiting: Option<Money>,
}
