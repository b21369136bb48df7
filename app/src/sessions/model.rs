//! Sessions, as they cross the wire.

use serde::{Deserialize, Serialize};

use crate::ids::SessionId;

/// The page of sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sessions {
    /// This browser first, then the one that was used last.
    pub list: Vec<SessionLine>,
    /// Sign-ins from browsers we had not seen, which nobody has said were theirs.
    pub news: Vec<NewSignIn>,
}

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLine {
    /// Which.
    pub id: SessionId,
    /// `Safari on iPhone`.
    pub device: String,
    /// Network address at sign-in; empty when unknown.
    pub address: String,
    /// When it began, in words of the person's time zone.
    pub began: String,
    /// When it was used last, in words.
    pub used: String,
    /// Whether it is the browser that asks.
    pub this: bool,
}

/// Sign-ins from browsers of one name that we had not seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSignIn {
    /// The newest notice.
    pub id: String,
    /// How many sign-ins.
    pub times: i64,
    /// `Safari on iPhone`.
    pub device: String,
    /// When the last was, in words.
    pub when: String,
}
