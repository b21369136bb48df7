//! Money that moved, in words.

use crate::billing::model::{Moved, Movement, PaymentState, PayoutState};
use crate::day::Day;
use crate::texts::Lang;
use crate::ui::{Tone, day_soon};

/// How a movement stands: whether it wants to be seen, and a sentence.
pub fn standing(l: Lang, movement: &Movement, today: Day) -> (Tone, String) {
    match &movement.what {
        Moved::ToUs { state, .. } => match state {
            PaymentState::Started => (Tone::Quiet, l.billing_payment_started().to_owned()),
            PaymentState::Pending => (Tone::Calm, l.billing_payment_pending().to_owned()),
            PaymentState::Settled => (Tone::Quiet, l.billing_payment_settled().to_owned()),
            PaymentState::Failed => (Tone::Now, l.billing_payment_failed().to_owned()),
            PaymentState::Returned => (Tone::Now, l.billing_payment_returned().to_owned()),
        },
        Moved::ToYou {
            state, arrives_by, arrived_on, ..
        } => match (state, arrived_on) {
            (PayoutState::Approved, _) => (Tone::Calm, l.billing_payout_approved(day_soon(l, *arrives_by, today))),
            (PayoutState::Sent, _) => (Tone::Calm, l.billing_payout_sent(day_soon(l, *arrives_by, today))),
            (PayoutState::Arrived, Some(day)) => (Tone::Quiet, l.billing_payout_arrived(day_soon(l, *day, today))),
            (PayoutState::Arrived, None) => (Tone::Quiet, l.billing_payout_arrived_somewhen().to_owned()),
            (PayoutState::Returned, _) => (Tone::Now, l.billing_payout_returned().to_owned()),
        },
    }
}

/// A card or account as stored (`Visa ending 4242`, `bank ending 6021`), in the language of the page.
pub fn by(l: Lang, stored: &str) -> String {
    match stored.rsplit_once(" ending ") {
        Some(("bank" | "bank account", digits)) => l.billing_bank(digits),
        Some((brand, digits)) => l.billing_card(brand, digits),
        None => stored.to_owned(),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_card_or_account_is_named_in_the_language_of_the_page() {
        assert_eq!(by(Lang::En, "Visa ending 4242"), "Visa ending 4242");
        assert_eq!(by(Lang::Es, "Visa ending 4242"), "Visa terminada en 4242");
        assert_eq!(by(Lang::En, "bank ending 6021"), "Bank account ending 6021");
        assert_eq!(by(Lang::Es, "bank account ending 6021"), "Cuenta bancaria terminada en 6021");
        assert_eq!(by(Lang::En, "Check 1007"), "Check 1007");
    }
}
