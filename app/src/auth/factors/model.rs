//! What crosses the wire about factors.

use serde::{Deserialize, Serialize};

use crate::day::{Day, Moment};

crate::text_enum! {
    /// What a factor is.
    pub enum Kind {
        /// A key that a device keeps and unlocks: both factors in one, and no false page can pass it on.
        Passkey = "passkey",
        /// An app that shows a code every thirty seconds.
        Totp = "totp",
        /// A code sent as a text message: the weakest.
        Sms = "sms",
        /// One of ten codes on paper.
        Recovery = "recovery",
        /// The insurer's own sign-in service.
        Oidc = "oidc",
    }
}

impl Kind {
    /// Whether a person with one of these has a second factor. Recovery codes only stand in for one.
    pub fn is_second(self) -> bool {
        matches!(self, Kind::Passkey | Kind::Totp | Kind::Sms)
    }
}

/// How somebody may prove anew who they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ways {
    /// By their password.
    pub password: bool,
    /// By a code from their app.
    pub code: bool,
    /// By a passkey.
    pub passkey: bool,
    /// At the OpenID provider, as its button calls it.
    pub provider: Option<String>,
}

/// What is offered after the password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondStep {
    /// A code from an app.
    pub code: bool,
    /// A passkey.
    pub passkey: bool,
    /// The last two digits of the number that a code can be sent to.
    pub phone: Option<String>,
    /// Whether one was sent.
    pub sent: bool,
    /// Whether recovery codes are left.
    pub recovery: bool,
    /// Where it leads in the end.
    pub next: String,
}

/// A factor as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor {
    /// Which.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// What its owner calls it; for a phone its last digits.
    pub name: String,
    /// Since when.
    pub since: Day,
    /// When it was used last.
    pub used: Option<Moment>,
    /// Whether its owner may give it up.
    pub may_remove: bool,
}

/// All of `/account/security`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Security {
    /// What there is, the OpenID provider among it, without recovery codes.
    pub factors: Vec<Factor>,
    /// Recovery codes that are left.
    pub codes_left: i64,
    /// Whether there is a password.
    pub password: bool,
    /// Whether passkeys work at this address.
    pub passkeys: bool,
    /// Whether text messages can be sent.
    pub texts: bool,
    /// What the OpenID provider is called, where there is one.
    pub provider: Option<String>,
    /// Today, where the person lives.
    pub today: Day,
}

/// Setting an app up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppSetUp {
    /// Names this set-up.
    pub set_up: String,
    /// The secret in groups of four, to type.
    pub secret: String,
    /// Side of the QR code in modules, and the outline of its dark ones as an SVG path.
    pub side: u32,
    /// The outline.
    pub path: String,
    /// `otpauth://…`, to open the app on the same device.
    pub link: String,
}

/// What setting something up begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Whether passkeys work at this address.
    pub passkeys: bool,
    /// Whether there is no way on without one: staff and agents.
    pub must: bool,
}
