//! What crosses the wire about one's own account.

use serde::{Deserialize, Serialize};

use crate::auth::model::parse_email;
use crate::error::FieldError;
use crate::texts::Lang;

/// A person as we know them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Given and family name.
    pub name: String,
    /// The address they sign in with, where our mail goes.
    pub email: String,
    /// Their telephone number (E.164), if they told us.
    pub phone: Option<String>,
    /// Whether we can send text messages: a number is kept only when it answered to one.
    pub texts: bool,
    /// Whether they sign in with a password.
    pub password: bool,
    /// Whether a second factor stands beside it.
    pub second_factor: bool,
}

/// A new address as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailForm {
    /// E-mail address.
    pub email: String,
}

impl EmailForm {
    /// The address as it is compared, or what to do.
    pub fn parse(&self, l: Lang) -> Result<String, Vec<FieldError>> {
        parse_email(&self.email).ok_or_else(|| vec![FieldError::new("email", l.auth_email_missing())])
    }
}

/// A new number as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneForm {
    /// Telephone number.
    pub phone: String,
}

impl PhoneForm {
    /// The number in E.164, or what to do.
    pub fn parse(&self, l: Lang) -> Result<String, Vec<FieldError>> {
        parse_phone(&self.phone).ok_or_else(|| vec![FieldError::new("phone", l.account_phone_wrong())])
    }
}

/// A telephone number in E.164. Without a country it is one of the United States.
pub fn parse_phone(typed: &str) -> Option<String> {
    let bare: String = typed.chars().filter(|c| !c.is_whitespace() && !"()-./".contains(*c)).collect();
    let (abroad, digits) = bare.strip_prefix('+').map_or((false, bare.as_str()), |digits| (true, digits));
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) || digits.starts_with('0') {
        return None;
    }
    match (abroad, digits.len()) {
        (true, 8..=15) => Some(format!("+{digits}")),
        (false, 10) => Some(format!("+1{digits}")),
        (false, 11) if digits.starts_with('1') => Some(format!("+{digits}")),
        _ => None,
    }
}

/// What waits behind a link or a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The address or the number that is to be kept; `None`: too old, used, or not one's own.
    pub new: Option<String>,
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_write_it() {
        for typed in ["(518) 555-0134", "518.555.0134", "1 518 555 0134", "+1 518-555-0134"] {
            assert_eq!(parse_phone(typed).as_deref(), Some("+15185550134"), "{typed}");
        }
        assert_eq!(parse_phone("+44 20 7946 0958").as_deref(), Some("+442079460958"));
        for typed in [
            "",
            "555-0134",
            "0518 555 0134",
            "+0 518 555 0134",
            "call me",
            "\u{ff11}5185550134",
            "+1234567890123456",
            "518555013４",
        ] {
            assert_eq!(parse_phone(typed), None, "{typed}");
        }
    }
}
