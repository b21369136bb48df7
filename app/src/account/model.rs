//! What crosses the wire about one's own account.

use serde::{Deserialize, Serialize};

/// A person as we know them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Given and family name.
    pub name: String,
    /// The address they sign in with, where our mail goes.
    pub email: String,
}
