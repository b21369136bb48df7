//! What crosses the wire on the agencies' side.

use serde::{Deserialize, Serialize};

/// Who one is at one's agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencyProfile {
    /// The agency's name.
    pub agency: String,
    /// Given and family name.
    pub name: String,
    /// Where mail goes.
    pub email: String,
    /// Whether one looks after the agency's people.
    pub admin: bool,
}
