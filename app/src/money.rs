//! Money: whole cents and a currency. Never a float.

use std::fmt;

use serde::{Deserialize, Serialize};

crate::text_enum! {
    /// What the cents are cents of.
    pub enum Currency {
        /// United States dollar.
        Usd = "USD",
    }
}

impl Currency {
    fn sign(self) -> &'static str {
        match self {
            Currency::Usd => "$",
        }
    }
}

/// An amount in whole cents, shown as `$1,234.56`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Money {
    /// Whole cents; negative for what is owed the other way.
    pub cents: i64,
    /// The currency of the cents.
    pub currency: Currency,
}

impl Money {
    /// Dollars and cents of the United States.
    pub fn usd(cents: i64) -> Money {
        Money {
            cents,
            currency: Currency::Usd,
        }
    }

    /// `self` less `other`, both in the same currency; not below zero.
    #[must_use]
    pub fn less(self, other: Money) -> Money {
        debug_assert_eq!(self.currency, other.currency);
        Money {
            cents: self.cents.saturating_sub(other.cents).max(0),
            ..self
        }
    }

    /// As [`fmt::Display`], without `.00` on whole amounts: `$10,000`.
    pub fn short(self) -> String {
        let text = self.to_string();
        text.strip_suffix(".00").map_or(text.clone(), str::to_owned)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = (self.cents.unsigned_abs() / 100).to_string();
        if self.cents < 0 {
            f.write_str("\u{2212}")?;
        }
        f.write_str(self.currency.sign())?;
        for (i, digit) in units.chars().enumerate() {
            if i > 0 && (units.len() - i).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        write!(f, ".{:02}", self.cents.unsigned_abs() % 100)
    }
}

/// Why an amount as typed could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountError {
    /// Nothing was typed.
    Missing,
    /// Not a number as money is written here.
    NotAnAmount,
    /// A comma stands where the decimal point belongs: `12,50`.
    CommaAsPoint,
    /// More than two digits after the point.
    TooPrecise,
    /// Zero or less.
    NotPositive,
    /// More than ten million.
    TooLarge,
}

/// The largest amount that a person may type, in cents: $10,000,000.
const LARGEST_CENTS: i64 = 1_000_000_000;

/// Reads a positive amount as people type it: `1234.5`, `$1,234.56`, ` 12 `.
///
/// A comma may only group thousands: `12,50` is refused rather than guessed.
pub fn parse_amount(typed: &str) -> Result<i64, AmountError> {
    let text: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    if text.is_empty() {
        return Err(AmountError::Missing);
    }
    let (negative, text) = match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (true, rest.to_owned()),
        None => (false, text),
    };
    let text = text.strip_prefix('$').unwrap_or(&text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !fraction.is_empty() && !digits(fraction) {
        return Err(AmountError::NotAnAmount);
    }
    let whole = if whole.contains(',') {
        let groups: Vec<&str> = whole.split(',').collect();
        if !groups.iter().all(|group| digits(group)) {
            return Err(AmountError::NotAnAmount);
        }
        if groups[0].len() > 3 || groups[1..].iter().any(|group| group.len() != 3) {
            return Err(if groups.len() == 2 {
                AmountError::CommaAsPoint
            } else {
                AmountError::NotAnAmount
            });
        }
        groups.concat()
    } else {
        whole.to_owned()
    };
    let readable = digits(&whole) || (whole.is_empty() && digits(fraction));
    if !readable {
        return Err(AmountError::NotAnAmount);
    }
    if fraction.len() > 2 {
        return Err(AmountError::TooPrecise);
    }
    if whole.trim_start_matches('0').len() > 9 {
        return Err(if negative { AmountError::NotPositive } else { AmountError::TooLarge });
    }
    let cents: i64 = format!("{whole}{fraction:0<2}").parse().map_err(|_| AmountError::NotAnAmount)?;
    match cents {
        _ if negative => Err(AmountError::NotPositive),
        0 => Err(AmountError::NotPositive),
        LARGEST_CENTS.. => Err(AmountError::TooLarge),
        _ => Ok(cents),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for (typed, cents) in [
            ("$1,234.56", 123_456),
            ("1234.5", 123_450),
            (" 12 ", 1_200),
            ("0.01", 1),
            (".5", 50),
            ("1,000", 100_000),
            ("12.", 1_200),
        ] {
            assert_eq!(parse_amount(typed), Ok(cents), "{typed}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused_for_its_own_reason() {
        use AmountError::*;
        for (typed, error) in [
            ("", Missing),
            ("  ", Missing),
            ("0", NotPositive),
            ("-5", NotPositive),
            ("12.345", TooPrecise),
            ("1e9", NotAnAmount),
            ("12,50", CommaAsPoint),
            ("1,2,3", NotAnAmount),
            ("10000000", TooLarge),
            ("99999999999999999999", TooLarge),
            ("twelve", NotAnAmount),
            (".", NotAnAmount),
            ("$", NotAnAmount),
            ("١٢", NotAnAmount),
        ] {
            assert_eq!(parse_amount(typed), Err(error), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(cents in 1_i64..LARGEST_CENTS) {
            prop_assert_eq!(parse_amount(&Money::usd(cents).to_string()), Ok(cents));
            prop_assert_eq!(parse_amount(&Money::usd(cents).short()), Ok(cents));
        }

        #[test]
        fn no_input_panics(typed in ".*") {
            let _ = parse_amount(&typed);
        }
    }
}
