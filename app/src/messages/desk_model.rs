//! What only the insurer's people read about a claim. Nothing of it is part of any type that a customer's function gives.

use serde::{Deserialize, Serialize};

use crate::day::Moment;

/// A note among the insurer's people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// When, on the household's clock.
    pub at: Moment,
    /// Given name of whoever wrote it.
    pub name: String,
    /// The words, as they were typed.
    pub words: String,
}
