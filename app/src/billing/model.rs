//! Bills and payments, as they cross the wire.

use serde::{Deserialize, Serialize};

use super::methods::model::MethodLine;
use crate::brand::Brand;
use crate::day::Day;
use crate::ids::{ClaimId, InvoiceId, PaymentId, PolicyId};
use crate::money::Money;
use crate::text_enum;

text_enum! {
    /// Where a bill stands.
    pub enum InvoiceState {
        /// To be paid.
        Open = "open",
        /// Paid in full.
        Paid = "paid",
        /// Late.
        PastDue = "past_due",
    }
}

text_enum! {
    /// Where a payment to us stands.
    pub enum PaymentState {
        /// Begun.
        Started = "started",
        /// On its way to us.
        Pending = "pending",
        /// With us.
        Settled = "settled",
        /// Did not go through.
        Failed = "failed",
        /// Came back.
        Returned = "returned",
    }
}

text_enum! {
    /// Where a payment from us stands.
    pub enum PayoutState {
        /// Will be sent.
        Approved = "approved",
        /// On its way.
        Sent = "sent",
        /// With the policyholder.
        Arrived = "arrived",
        /// Came back.
        Returned = "returned",
    }
}

text_enum! {
    /// What people pay with.
    pub enum MethodKind {
        /// A credit or debit card, also from a wallet on the telephone.
        Card = "card",
        /// A bank account that is debited (ACH).
        Bank = "bank",
        /// Link, the gateway's own wallet.
        Link = "link",
    }
}

text_enum! {
    /// Why money did not move. What the gateway's many codes mean for the person who reads it.
    pub enum Failure {
        /// Not enough money there just now.
        NoFunds = "no_funds",
        /// The card has expired.
        Expired = "expired",
        /// A number, date or code was typed wrong.
        Mistyped = "mistyped",
        /// The bank said no and not why; later it may say yes.
        Declined = "declined",
        /// The bank says no for good: lost, stolen, closed, blocked.
        DeclinedForGood = "declined_for_good",
        /// The person was to confirm it and did not, or could not.
        NotConfirmed = "not_confirmed",
        /// The account is closed or cannot be found.
        NoAccount = "no_account",
        /// The account's owner does not allow the debit.
        NotAllowed = "not_allowed",
        /// The gateway had trouble; nothing about the person.
        Trouble = "trouble",
    }
}

/// A bill that is not paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bill {
    /// Which.
    pub id: InvoiceId,
    /// Its number, stored form.
    pub number: String,
    /// What it is for.
    pub policy: PolicyId,
    /// What the insured pet is called.
    pub pet_name: String,
    /// How much of it is still to be paid.
    pub amount: Money,
    /// The day by which it is to be paid.
    pub due_on: Day,
    /// The day on which it is paid by itself, where somebody chose one.
    pub pay_on: Option<Day>,
    /// How it stands.
    pub standing: BillStanding,
    /// Whether the last effort to pay it did not go through.
    pub failed: bool,
}

text_enum! {
    /// How an unpaid bill stands.
    pub enum BillStanding {
        /// To be paid.
        Due = "due",
        /// A payment is under way.
        OnItsWay = "on_its_way",
        /// Its day has passed and no payment is under way.
        Late = "late",
    }
}

/// What is paid next on a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextPayment {
    /// How much.
    pub amount: Money,
    /// The day by which it is to be paid.
    pub due_on: Day,
    /// Whether that day has passed.
    pub late: bool,
}

/// Money that moved, or did not, between the household and the insurer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    /// Which way, and how it stands.
    pub what: Moved,
    /// What the pet is called.
    pub pet_name: String,
    /// How much.
    pub amount: Money,
    /// Card or account in a few words: brand and last four digits, never more.
    pub by: String,
    /// The day it began.
    pub on: Day,
}

/// Which way money moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Moved {
    /// From the household to the insurer, on a bill.
    ToUs {
        /// Which.
        payment: PaymentId,
        /// How the payment stands.
        state: PaymentState,
        /// The bill.
        invoice: InvoiceId,
        /// The bill's number, stored form.
        bill: String,
    },
    /// From the insurer to the household, for a claim.
    ToYou {
        /// How the payout stands.
        state: PayoutState,
        /// The claim.
        claim: ClaimId,
        /// The day it is promised for.
        arrives_by: Day,
        /// The day it came.
        arrived_on: Option<Day>,
    },
}

/// A place in the history of payments: entries older than this one follow. Written `1795194000000.0190…` in addresses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Before {
    /// When the entry began, UTC milliseconds.
    pub at: i64,
    /// The entry's id.
    pub id: String,
}

impl Before {
    /// Reads a place from an address; `None` for anything that we did not write.
    pub fn parse(text: &str) -> Option<Before> {
        let (at, id) = text.split_once('.')?;
        let id_like = !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let at: i64 = at.parse().ok()?;
        id_like.then(|| Before { at, id: id.to_owned() })
    }
}

impl std::fmt::Display for Before {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.at, self.id)
    }
}

/// Everything on the page of payments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentsView {
    /// Bills that are not paid, the one due first at the top.
    pub bills: Vec<Bill>,
    /// What moved, newest first.
    pub history: Vec<Movement>,
    /// Where older entries go on, when there are any.
    pub older: Option<Before>,
    /// Whether this is the newest part of the history.
    pub newest: bool,
    /// What is used unless somebody chooses another; the policyholder's own to see.
    pub usual: Option<MethodLine>,
    /// Whether bills are paid by themselves.
    pub autopay: bool,
    /// Whether the portal can take cards and accounts at all.
    pub set_up: bool,
    /// Whether there is a policy to pay for.
    pub insured: bool,
    /// Who to pay, and how they are reached.
    pub brand: Brand,
    /// Today in the household.
    pub today: Day,
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_place_in_the_history_that_we_did_not_write_is_no_place() {
        for text in [
            "",
            ".",
            "1.",
            ".a",
            "x.a",
            "1.a'b",
            "1.a b",
            "99999999999999999999.a",
            &format!("1.{}", "a".repeat(65)),
        ] {
            assert_eq!(Before::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_place_in_the_history_is_read_back(at in 0_i64.., id in "[0-9a-f-]{1,36}") {
            let place = Before { at, id };
            prop_assert_eq!(Before::parse(&place.to_string()), Some(place));
        }
    }
}
