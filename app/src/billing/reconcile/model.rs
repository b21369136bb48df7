//! Where our books and the gateway's differ, as it crosses the wire.

use serde::{Deserialize, Serialize};

use crate::day::Moment;
use crate::ids::HouseholdId;
use crate::money::{Currency, Money};
use crate::text_enum;

text_enum! {
    /// What differs.
    pub enum DifferenceKind {
        /// A payment to us.
        Payment = "payment",
        /// A refund.
        Refund = "refund",
        /// A payout of a claim.
        Payout = "payout",
        /// Something at the gateway that is nothing of ours.
        None = "none",
    }
}

/// What one of the two books says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// Nothing moved.
    Nothing,
    /// It is under way.
    Pending(Money),
    /// It moved.
    Moved(Money),
    /// It moved, and came back.
    Back(Money),
}

impl Side {
    /// As it is kept.
    pub fn words(self) -> String {
        let with = |word: &str, amount: Money| format!("{word} {} {}", amount.cents, amount.currency);
        match self {
            Side::Nothing => "nothing".to_owned(),
            Side::Pending(amount) => with("pending", amount),
            Side::Moved(amount) => with("moved", amount),
            Side::Back(amount) => with("back", amount),
        }
    }

    /// What is kept; `None` for what we did not write.
    pub fn parse(words: &str) -> Option<Side> {
        if words == "nothing" {
            return Some(Side::Nothing);
        }
        let (word, rest) = words.split_once(' ')?;
        let (cents, currency) = rest.split_once(' ')?;
        let amount = Money {
            cents: cents.parse().ok()?,
            currency: Currency::parse(currency)?,
        };
        match word {
            "pending" => Some(Side::Pending(amount)),
            "moved" => Some(Side::Moved(amount)),
            "back" => Some(Side::Back(amount)),
            _ => None,
        }
    }
}

/// One thing that the two books do not say the same of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// What.
    pub kind: DifferenceKind,
    /// Our id of it; the gateway's where we have none.
    pub subject: String,
    /// Whose money, where it is ours.
    pub household: Option<HouseholdId>,
    /// What our books say.
    pub ours: Side,
    /// What the gateway's say.
    pub theirs: Side,
    /// When it was found, in UTC.
    pub found: Moment,
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn what_a_book_says_is_read_back() {
        let amount = Money::usd(-4_210);
        for side in [Side::Nothing, Side::Pending(amount), Side::Moved(amount), Side::Back(amount)] {
            assert_eq!(Side::parse(&side.words()), Some(side));
        }
        for other in ["", "moved", "moved 1", "moved x USD", "moved 1 EUR", "gone 1 USD"] {
            assert_eq!(Side::parse(other), None, "{other}");
        }
    }
}
