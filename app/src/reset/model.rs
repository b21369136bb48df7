//! What crosses the wire when a password is lost.

use serde::{Deserialize, Serialize};

use crate::auth::model::parse_email;
use crate::error::FieldError;
use crate::texts::Lang;

/// The form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetForm {
    /// E-mail address.
    pub email: String,
}

impl ResetForm {
    /// The address as it is compared, or what to do.
    pub fn parse(&self, l: Lang) -> Result<String, Vec<FieldError>> {
        parse_email(&self.email).ok_or_else(|| vec![FieldError::new("email", l.auth_email_missing())])
    }
}

/// What the page behind a link begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resetting {
    /// Whose password; `None`: the link is too old, was used, or is none.
    pub email: Option<String>,
    /// Whether a second factor stands beside the password.
    pub second_factor: bool,
}
