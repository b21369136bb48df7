//! A bill and its payments, as they cross the wire.

use serde::{Deserialize, Serialize};

use crate::billing::dunning::model::Trouble;
use crate::billing::methods::model::MethodLine;
use crate::billing::model::{BillStanding, Failure, PaymentState};
use crate::brand::Brand;
use crate::day::{Day, Moment};
use crate::error::FieldError;
use crate::ids::{InvoiceId, PaymentId, PolicyId};
use crate::money::{AmountError, Money, parse_amount};
use crate::text_enum;
use crate::texts::Lang;

text_enum! {
    /// What a line of a bill is.
    pub enum LineKind {
        /// The premium.
        Premium = "premium",
        /// A tax.
        Tax = "tax",
        /// A fee.
        Fee = "fee",
        /// Cover changed while the term ran.
        Change = "change",
        /// Money of the household's that was with us.
        Credit = "credit",
    }
}

/// A line of a bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillLine {
    /// What it is.
    pub kind: LineKind,
    /// What an accounting department books it under.
    pub code: String,
    /// How much; negative for what is taken off.
    pub amount: Money,
}

/// One effort to pay a bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effort {
    /// Which.
    pub payment: PaymentId,
    /// How much.
    pub amount: Money,
    /// Card or account in a few words, as stored.
    pub by: String,
    /// How it stands.
    pub state: PaymentState,
    /// Why it did not go through.
    pub failure: Option<Failure>,
    /// When it began.
    pub at: Moment,
    /// Until when it should have reached us.
    pub expects_on: Option<Day>,
}

/// A bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillView {
    /// Which.
    pub id: InvoiceId,
    /// Its number, stored form.
    pub number: String,
    /// What it is for.
    pub policy: PolicyId,
    /// That policy's number, stored form.
    pub policy_number: String,
    /// What the insured pet is called.
    pub pet_name: String,
    /// Whom it is addressed to.
    pub addressee: String,
    /// The day it was made.
    pub issued_on: Day,
    /// The day by which it is to be paid.
    pub due_on: Day,
    /// Up to when that day can be put off; `None`: it cannot.
    pub movable_until: Option<Day>,
    /// The day on which it is paid by itself, where somebody chose one.
    pub pay_on: Option<Day>,
    /// All of it.
    pub amount: Money,
    /// What has reached us.
    pub paid: Money,
    /// How it stands; `None`: paid, or no longer owed.
    pub standing: Option<BillStanding>,
    /// Whether it is owed no more without having been paid.
    pub ended: bool,
    /// What it is made of.
    pub lines: Vec<BillLine>,
    /// Efforts to pay it, newest first.
    pub efforts: Vec<Effort>,
    /// What is wrong with it, what happens next, and what to do.
    pub trouble: Option<Trouble>,
    /// What this person can pay with.
    pub methods: Vec<MethodLine>,
    /// Whether bills are paid by themselves.
    pub autopay: bool,
    /// Whether the portal can take cards and accounts at all.
    pub set_up: bool,
    /// Who sends it.
    pub brand: Brand,
    /// Today in the household.
    pub today: Day,
}

impl BillView {
    /// What is still to be paid.
    pub fn left(&self) -> Money {
        self.amount.less(self.paid)
    }

    /// Whether somebody can pay it now: it is owed and no payment is under way.
    pub fn payable(&self) -> bool {
        matches!(self.standing, Some(BillStanding::Due | BillStanding::Late)) && self.left().cents > 0
    }

    /// The method that pays it by itself, on its day or on the one that was chosen.
    pub fn collected_by(&self) -> Option<&MethodLine> {
        (self.autopay || self.pay_on.is_some())
            .then(|| self.methods.iter().find(|method| method.default))
            .flatten()
    }
}

/// How much of a bill is to be paid, as typed.
///
/// # Errors
/// A sentence at the field `amount`: nothing, no amount, or more than is left.
pub fn parse_part(typed: &str, left: Money, l: Lang) -> Result<Money, Vec<FieldError>> {
    let problem = |words: String| vec![FieldError::new("amount", words)];
    let cents = parse_amount(typed).map_err(|error| match error {
        AmountError::Missing => problem(l.paying_amount_missing().to_owned()),
        _ => problem(l.paying_amount_unlike().to_owned()),
    })?;
    if cents > left.cents {
        return Err(problem(l.paying_amount_more(left)));
    }
    Ok(Money { cents, ..left })
}

/// A day to pay on, as typed: after today, and not after the day of the bill.
///
/// # Errors
/// A sentence at the field `day`.
pub fn parse_plan(typed: &str, today: Day, due_on: Day, l: Lang) -> Result<Day, Vec<FieldError>> {
    let day = Day::parse_iso(typed.trim());
    day.filter(|day| *day > today && *day <= due_on)
        .ok_or_else(|| vec![FieldError::new("day", l.paying_day_unlike())])
}

/// What became of a payment, for whoever made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoneView {
    /// The payment.
    pub effort: Effort,
    /// The bill.
    pub invoice: InvoiceId,
    /// What the insured pet is called.
    pub pet_name: String,
    /// The gateway's page where it is confirmed, while it waits for that.
    pub confirm: Option<String>,
    /// Today in the household.
    pub today: Day,
}

/// Proof of a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptView {
    /// The payment, which has settled.
    pub effort: Effort,
    /// The day it reached us.
    pub settled_on: Day,
    /// The bill.
    pub invoice: InvoiceId,
    /// Its number, stored form.
    pub number: String,
    /// The policy's number, stored form.
    pub policy_number: String,
    /// What the insured pet is called.
    pub pet_name: String,
    /// Who paid.
    pub addressee: String,
    /// What went back of it.
    pub refunded: Money,
    /// Whom it was paid to.
    pub brand: Brand,
}

#[cfg(all(test, feature = "ssr"))]
mod unit {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_part_is_never_more_than_is_left() {
        let left = Money::usd(4_210);
        assert_eq!(parse_part("42.10", left, Lang::En), Ok(left));
        assert_eq!(parse_part("$10", left, Lang::En), Ok(Money::usd(1_000)));
        for typed in ["", "42.11", "0", "-1", "1e3", "ten"] {
            assert!(parse_part(typed, left, Lang::En).is_err(), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn a_planned_day_is_ahead_and_not_after_the_bills(days in -400_i32..400) {
            let today = Day::parse_iso("2026-11-20").expect("a date");
            let (typed, due_on) = (today.plus_days(days).to_string(), today.plus_days(30));
            prop_assert_eq!(parse_plan(&typed, today, due_on, Lang::En).is_ok(), (1..=30).contains(&days));
        }
    }
}
