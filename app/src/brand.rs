//! What the deployment says of itself.

use serde::{Deserialize, Serialize};

/// Name and contact details of the insurer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brand {
    /// The insurer's name as customers know it.
    pub name: String,
    /// Telephone number for help.
    pub phone: String,
    /// When the telephone is answered, in plain words.
    pub hours: String,
    /// E-mail address for help.
    pub email: String,
    /// Postal address, on one line: it stands at the end of every letter (CAN-SPAM).
    pub postal: String,
}

impl Brand {
    /// Where a link calls: `tel:+15550100199`.
    pub fn call(&self) -> String {
        let number: String = self.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        format!("tel:{number}")
    }

    /// Where a link writes: `mailto:help@example.com`.
    pub fn write(&self) -> String {
        format!("mailto:{}", self.email)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_dials_digits_only() {
        let brand = Brand {
            name: "Test Mutual".into(),
            phone: "+1 (555) 010-0199".into(),
            hours: String::new(),
            email: "help@test.example".into(),
            postal: String::new(),
        };
        assert_eq!(brand.call(), "tel:+15550100199");
        assert_eq!(brand.write(), "mailto:help@test.example");
    }
}
