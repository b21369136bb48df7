//! Events of the gateway, as they cross the wire.

use serde::{Deserialize, Serialize};

use crate::day::Moment;
use crate::text_enum;

text_enum! {
    /// What became of an event.
    pub enum Outcome {
        /// Something of ours was looked at again.
        Done = "done",
        /// It is about nothing of ours.
        Nothing = "nothing",
        /// We do not know what it is.
        Unknown = "unknown",
    }
}

/// An event of a kind that we do not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownEvent {
    /// The gateway's id.
    pub id: String,
    /// Its word for what happened.
    pub kind: String,
    /// The gateway's id of what it is about; empty: nothing that has one.
    pub object: String,
    /// When it came, in UTC.
    pub at: Moment,
}
