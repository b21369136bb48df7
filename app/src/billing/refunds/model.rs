//! Refunds, as they cross the wire.

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::error::FieldError;
use crate::ids::{PaymentId, RefundId};
use crate::money::{AmountError, Money, parse_amount};
use crate::text_enum;
use crate::texts::Lang;

text_enum! {
    /// Where a refund stands.
    pub enum RefundState {
        /// Waits for a second person.
        Proposed = "proposed",
        /// Will be sent.
        Approved = "approved",
        /// On its way.
        Sent = "sent",
        /// With the person's bank.
        Arrived = "arrived",
        /// Did not go: the money is with us.
        Failed = "failed",
        /// The second person said no.
        Refused = "refused",
    }
}

text_enum! {
    /// Why money goes back.
    pub enum RefundReason {
        /// The same was paid twice.
        PaidTwice = "paid_twice",
        /// Cover ended before what was paid for.
        CoverEnded = "cover_ended",
        /// We took what we should not have.
        OurMistake = "our_mistake",
        /// Without owing it.
        Goodwill = "goodwill",
        /// Anything else; the words say what.
        Other = "other",
    }
}

impl RefundReason {
    /// All of them, as they are offered.
    pub const ALL: [RefundReason; 5] = [
        RefundReason::PaidTwice,
        RefundReason::CoverEnded,
        RefundReason::OurMistake,
        RefundReason::Goodwill,
        RefundReason::Other,
    ];
}

/// The longest explanation, in characters.
const MOST_WORDS: usize = 2_000;

/// A refund as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RefundForm {
    /// How much.
    pub amount: String,
    /// A word of [`RefundReason`].
    pub reason: String,
    /// Why, for colleagues.
    pub why: String,
}

/// A refund that can be proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRefund {
    /// How much, in cents.
    pub cents: i64,
    /// Why, as the customer reads it.
    pub reason: RefundReason,
    /// Why, for colleagues.
    pub why: String,
}

impl RefundForm {
    /// Reads the form.
    ///
    /// # Errors
    /// A sentence for each field that needs another look.
    pub fn parse(&self, l: Lang) -> Result<NewRefund, Vec<FieldError>> {
        let mut errors = Vec::new();
        let cents = parse_amount(&self.amount).unwrap_or_else(|error| {
            errors.push(FieldError::new("amount", amount_words(error, l)));
            0
        });
        let reason = RefundReason::parse(&self.reason).unwrap_or_else(|| {
            errors.push(FieldError::new("reason", l.refunds_reason_missing()));
            RefundReason::Other
        });
        let why = self.why.trim();
        if why.is_empty() {
            errors.push(FieldError::new("why", l.desk_why_wanted()));
        } else if why.chars().count() > MOST_WORDS {
            errors.push(FieldError::new("why", l.refunds_why_too_long()));
        }
        if errors.is_empty() {
            Ok(NewRefund {
                cents,
                reason,
                why: why.to_owned(),
            })
        } else {
            Err(errors)
        }
    }
}

fn amount_words(error: AmountError, l: Lang) -> &'static str {
    match error {
        AmountError::Missing | AmountError::NotPositive => l.refunds_amount_missing(),
        AmountError::NotAnAmount => l.intake_total_not_an_amount(),
        AmountError::CommaAsPoint => l.intake_total_comma(),
        AmountError::TooPrecise => l.intake_total_too_precise(),
        AmountError::TooLarge => l.intake_total_too_large(),
    }
}

text_enum! {
    /// One step of a refund, as its customer sees it.
    pub enum Step {
        /// We decided to send it.
        Approved = "approved",
        /// It left us.
        Sent = "sent",
        /// It should be there by then.
        ArrivesBy = "arrives_by",
        /// It is there.
        Arrived = "arrived",
        /// It did not go; we look into it.
        Failed = "failed",
    }
}

/// A refund as its household sees it: nothing of who decided it, or of what was only thought of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// Which.
    pub id: RefundId,
    /// Of which payment.
    pub payment: PaymentId,
    /// How much.
    pub amount: Money,
    /// Why.
    pub reason: RefundReason,
    /// What the pet is called.
    pub pet_name: String,
    /// The bill's number, stored form.
    pub bill: String,
    /// Card or account that it goes to: "Visa ending 4242".
    pub to: String,
    /// What happened and what comes, in order.
    pub steps: Vec<(Step, Day)>,
}

/// A refund as staff sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskRefund {
    /// Which.
    pub id: RefundId,
    /// Of which payment.
    pub payment: PaymentId,
    /// The bill's number, stored form.
    pub bill: String,
    /// How much.
    pub amount: Money,
    /// Why, as the customer reads it.
    pub reason: RefundReason,
    /// Why, for colleagues.
    pub why: String,
    /// Where it stands.
    pub state: RefundState,
    /// Who proposed it.
    pub proposed_by: String,
    /// On which day.
    pub proposed_on: Day,
    /// Who answered, where a second person was wanted.
    pub answered_by: Option<String>,
    /// When it should be with the bank.
    pub arrives_by: Option<Day>,
    /// Whether the one who looks may answer it.
    pub may_answer: bool,
}

/// What of a payment can go back, and what did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refundable {
    /// Of which payment.
    pub payment: PaymentId,
    /// The most that can go back now; zero: nothing.
    pub at_most: Money,
    /// Above this a second person answers.
    pub second_above: Money,
    /// All refunds of it, newest first.
    pub refunds: Vec<DeskRefund>,
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_at_each_field_what_it_needs() {
        let form = |amount: &str, reason: &str, why: &str| RefundForm {
            amount: amount.into(),
            reason: reason.into(),
            why: why.into(),
        };
        let good = form("$12.50", "paid_twice", " the card and a check ").parse(Lang::En).expect("good");
        assert_eq!(
            (good.cents, good.reason, good.why.as_str()),
            (1_250, RefundReason::PaidTwice, "the card and a check")
        );
        let fields = |form: RefundForm| {
            form.parse(Lang::En)
                .expect_err("not good")
                .into_iter()
                .map(|error| error.field)
                .collect::<Vec<_>>()
        };
        assert_eq!(fields(form("", "", "")), ["amount", "reason", "why"]);
        assert_eq!(fields(form("-1", "goodwill", "x")), ["amount"]);
        assert_eq!(fields(form("1", "because", "x")), ["reason"]);
        assert_eq!(fields(form("1", "other", &"x".repeat(MOST_WORDS + 1))), ["why"]);
    }
}
