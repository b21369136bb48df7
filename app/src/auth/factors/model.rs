//! What crosses the wire about factors.

use serde::{Deserialize, Serialize};

/// How somebody may prove anew who they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ways {
    /// By their password.
    pub password: bool,
}
