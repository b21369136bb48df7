//! The identity check: as typed, and what it becomes.

use serde::{Deserialize, Serialize};

use crate::claims::intake::questions::date;
use crate::day::Day;
use crate::error::FieldError;
use crate::ids::{Series, parse_number};
use crate::texts::Lang;

/// The form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityForm {
    /// Number of the policy.
    pub policy_number: String,
    /// Birth date of the policyholder.
    pub birth_on: String,
    /// Postcode of the household, with or without the four digits behind it.
    pub postcode: String,
}

/// What must match one policy of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Stored form.
    pub policy_number: String,
    /// Birth date of the policyholder.
    pub birth_on: Day,
    /// Five digits.
    pub postcode: String,
}

impl IdentityForm {
    /// What can be looked for, or what to do at each field.
    pub fn parse(&self, l: Lang) -> Result<Identity, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut wanted = |field: &str, message: &'static str| errors.push(FieldError::new(field, message));
        let policy_number = parse_number(Series::Policy, &self.policy_number);
        if policy_number.is_none() {
            wanted("policy_number", l.register_policy_number_wrong());
        }
        let birth_on = birth_date(&self.birth_on);
        if birth_on.is_none() {
            wanted("birth_on", l.register_birth_on_wrong());
        }
        let postcode = five_digits(&self.postcode);
        if postcode.is_none() {
            wanted("postcode", l.register_postcode_wrong());
        }
        match (policy_number, birth_on, postcode) {
            (Some(policy_number), Some(birth_on), Some(postcode)) => Ok(Identity {
                policy_number,
                birth_on,
                postcode,
            }),
            _ => Err(errors),
        }
    }
}

/// A birth date as typed. Two digits do not say which century.
fn birth_date(typed: &str) -> Option<Day> {
    let typed = typed.trim();
    let year = typed.rsplit(['/', '-', '.']).next()?;
    date::read(typed).filter(|_| year.len() == 4 || Day::parse_iso(typed).is_some())
}

/// The five digits of a US postcode as typed or stored; what stands behind them (ZIP+4) names a block, not another town.
pub fn five_digits(postcode: &str) -> Option<String> {
    let digits: String = postcode.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let whole = matches!(digits.len(), 5 | 9) && digits.bytes().all(|byte| byte.is_ascii_digit());
    whole.then(|| digits[..5].to_owned())
}

/// What the page behind a link begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    /// The address the link was sent to, which they will sign in with; `None`: the link is too old, was used, or is none.
    pub email: Option<String>,
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ids::{show_number, spoken_number};

    fn form(postcode: &str) -> IdentityForm {
        IdentityForm {
            policy_number: format!(" {} ", show_number(Series::Policy, &spoken_number(204_817))),
            birth_on: "01/31/1980".into(),
            postcode: postcode.into(),
        }
    }

    #[test]
    fn a_postcode_is_its_five_digits() {
        for typed in ["12207", " 12207 ", "12207-1234", "122071234", "12207 1234"] {
            assert_eq!(form(typed).parse(Lang::En).expect("an identity").postcode, "12207", "{typed}");
        }
        for typed in ["", "1220", "12207-12", "1220A", "\u{ff11}2207", "SW1A 1AA"] {
            assert!(form(typed).parse(Lang::En).is_err(), "{typed}");
        }
    }

    #[test]
    fn a_birth_date_says_its_century() {
        for typed in ["1980-01-31", "01/31/1980", " 1/31/1980 ", "1-31-1980"] {
            assert_eq!(birth_date(typed), Day::new(1980, 1, 31), "{typed}");
        }
        for typed in ["01/31/80", "31/01/1980", "1980", "", "yesterday"] {
            assert_eq!(birth_date(typed), None, "{typed}");
        }
    }

    #[test]
    fn each_field_that_cannot_be_right_is_named() {
        let errors = IdentityForm::default().parse(Lang::Es).expect_err("errors");
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["policy_number", "birth_on", "postcode"]);
    }
}
