//! What the machine may do by itself: pay, or hand the claim to a person. There is no third.
//!
//! A [`Payment`] has no place for a reason against a line, and there is none of nothing: a decline cannot be written down with these types. Only a
//! person declines.

use std::num::NonZeroI64;

use serde::{Deserialize, Serialize};

use super::adjudicate::adjudicate;
use super::inputs::Inputs;
use super::outcome::{Flag, Outcome};
use super::signs::SignKind;
use crate::text_enum;

/// What the machine does with a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instant {
    /// It pays, at once.
    Pay(Box<Payment>),
    /// Somebody has to look, and why: never empty.
    ForAPerson(Vec<Why>),
}

/// A payment of every line of a claim, in full as the plan has it. Only [`instant`] makes one.
///
/// ```compile_fail
/// // Nobody writes one by hand.
/// fn forge(outcome: app::claims::rules::Outcome) -> app::claims::rules::Payment {
///     app::claims::rules::Payment { outcome, payable: std::num::NonZeroI64::MIN }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    payable: NonZeroI64,
    deductible_cents: i64,
    lines: Vec<PaidLine>,
    outcome: Outcome,
}

/// A line that is paid. It has no reason: every cent of it is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaidLine {
    /// What the clinic asked, all of it covered, in cents.
    pub covered_cents: i64,
    /// What is paid of it, in cents.
    pub payable_cents: i64,
}

impl Payment {
    /// What is paid, in cents: more than nothing.
    pub fn payable_cents(&self) -> i64 {
        self.payable.get()
    }

    /// What of the deductible it uses up, in cents.
    pub fn deductible_cents(&self) -> i64 {
        self.deductible_cents
    }

    /// The lines in order.
    pub fn lines(&self) -> &[PaidLine] {
        &self.lines
    }

    /// How it was worked out.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// The payment that an outcome is, if every line is covered in full and there is something to pay.
    fn of(outcome: Outcome) -> Option<Payment> {
        let whole = |line: &super::outcome::LineOut| line.reason.is_none() && line.eligible_cents == line.submitted_cents && line.cut_cents == 0;
        let payable = NonZeroI64::new(outcome.payable_cents).filter(|cents| cents.get() > 0)?;
        outcome.lines.iter().all(whole).then(|| Payment {
            payable,
            deductible_cents: outcome.deductible_cents,
            lines: outcome
                .lines
                .iter()
                .map(|line| PaidLine {
                    covered_cents: line.eligible_cents,
                    payable_cents: line.payable_cents,
                })
                .collect(),
            outcome,
        })
    }
}

/// What is known of a claim beside its inputs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Circumstances {
    /// What became of reading its invoice.
    pub reading: Reading,
    /// The most that is paid without a person, in cents: the deployment's choice.
    pub up_to_cents: i64,
    /// Whether the household filed the same visit before: same animal and day.
    pub twice: bool,
    /// What is odd about it.
    #[serde(default)]
    pub signs: Vec<SignKind>,
}

/// What became of reading an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reading {
    /// Nothing was read, or nobody confirmed what was.
    None,
    /// The person confirmed every line; date and total as read, where they could be.
    Confirmed {
        /// The date on the invoice.
        date: Option<crate::day::Day>,
        /// Its total, in cents.
        total_cents: Option<i64>,
    },
}

text_enum! {
    /// Why a claim goes to a person. What the arithmetic raises is a [`Flag`], which anyone may see who works a decision out again; the rest is staff's.
    pub enum Why {
        /// Its invoice was not read, or what was read not confirmed.
        NotRead = "not_read",
        /// The invoice as it was read says another date or total than the person.
        ReadOtherwise = "read_otherwise",
        /// It is more than the machine may pay.
        AboveAmount = "above_amount",
        /// The household filed a claim for the same visit before.
        FiledTwice = "filed_twice",
        /// The lines do not add up to the total.
        TotalsDiffer = "totals_differ",
        /// It was filed after the plan's window.
        FiledLate = "filed_late",
        /// A line takes something off.
        Discount = "discount",
        /// It is not clear what a line is.
        UnclearLine = "unclear_line",
        /// The condition is not in the list.
        UnlistedCondition = "unlisted_condition",
        /// The rules would not cover every line in full: only a person may say so.
        NotAllCovered = "not_all_covered",
        /// A limit takes something away: only a person may say so.
        LimitReached = "limit_reached",
        /// The rules find nothing to pay: only a person may say so.
        NothingToPay = "nothing_to_pay",
        /// It is more than the rules work out.
        TooLarge = "too_large",
        /// A person has ruled on a line before.
        RuledBefore = "ruled_before",
        /// Another claim is for the same invoice.
        SameInvoice = "same_invoice",
        /// Another claim is for the same amount on the same day.
        SameBill = "same_bill",
        /// Another claim has the same picture.
        SamePicture = "same_picture",
        /// The visit was in the first days after a waiting period.
        AfterWaiting = "after_waiting",
    }
}

impl From<Flag> for Why {
    fn from(flag: Flag) -> Why {
        match flag {
            Flag::TotalsDiffer => Why::TotalsDiffer,
            Flag::FiledLate => Why::FiledLate,
            Flag::Discount => Why::Discount,
            Flag::UnclearLine => Why::UnclearLine,
            Flag::UnlistedCondition => Why::UnlistedCondition,
            Flag::NotAllCovered => Why::NotAllCovered,
            Flag::LimitReached => Why::LimitReached,
            Flag::NothingToPay => Why::NothingToPay,
            Flag::TooLarge => Why::TooLarge,
        }
    }
}

/// Pays a claim that is complete and clear; every other goes to a person.
pub fn instant(inputs: &Inputs, about: Circumstances) -> Instant {
    let outcome = adjudicate(inputs);
    let mut why: Vec<Why> = match about.reading {
        Reading::None => vec![Why::NotRead],
        Reading::Confirmed { date, total_cents } => {
            let otherwise = date.is_some_and(|date| date != inputs.visit_on) || total_cents.is_some_and(|cents| cents != inputs.total_cents);
            otherwise.then_some(Why::ReadOtherwise).into_iter().collect()
        }
    };
    for odd in about.signs.iter().map(|sign| sign.why()) {
        if !why.contains(&odd) {
            why.push(odd);
        }
    }
    why.extend(about.twice.then_some(Why::FiledTwice));
    why.extend((outcome.payable_cents > about.up_to_cents).then_some(Why::AboveAmount));
    why.extend(inputs.lines.iter().any(|line| line.ruled.is_some()).then_some(Why::RuledBefore));
    why.extend(outcome.flags.iter().map(|flag| Why::from(*flag)));
    match Payment::of(outcome) {
        Some(payment) if why.is_empty() => Instant::Pay(Box::new(payment)),
        // Flags say all that keeps an outcome from being a payment; were one ever missing, this is still no decline.
        None if why.is_empty() => Instant::ForAPerson(vec![Why::NotAllCovered]),
        _ => Instant::ForAPerson(why),
    }
}
