//! Stripe's documented test cards (docs.stripe.com/testing), and when each of them says what.

/// Why a card or bank said no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decline {
    /// Stripe's code.
    pub code: &'static str,
    /// The issuer's reason.
    pub decline_code: Option<&'static str>,
    /// Stripe's sentence.
    pub message: &'static str,
}

const fn decline(code: &'static str, decline_code: Option<&'static str>, message: &'static str) -> Decline {
    Decline { code, decline_code, message }
}

const GENERIC: Decline = decline("card_declined", Some("generic_decline"), "Your card was declined.");
const FUNDS: Decline = decline("card_declined", Some("insufficient_funds"), "Your card has insufficient funds.");
const LOST: Decline = decline("card_declined", Some("lost_card"), "Your card was declined.");
const STOLEN: Decline = decline("card_declined", Some("stolen_card"), "Your card was declined.");
const EXPIRED: Decline = decline("expired_card", Some("expired_card"), "Your card has expired.");
const CVC: Decline = decline("incorrect_cvc", Some("incorrect_cvc"), "Your card's security code is incorrect.");
const PROCESSING: Decline = decline(
    "processing_error",
    Some("processing_error"),
    "An error occurred while processing your card. Try again in a little bit.",
);
/// The bank wants the person, who is not there.
pub const ASKS: Decline = decline(
    "authentication_required",
    Some("authentication_required"),
    "Your card was declined. This transaction requires authentication.",
);
/// 3-D Secure failed, at a payment.
pub const UNPROVEN_PAYMENT: Decline = decline(
    "payment_intent_authentication_failure",
    None,
    "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.",
);
/// 3-D Secure failed, at a set-up.
pub const UNPROVEN_SETUP: Decline = decline(
    "setup_intent_authentication_failure",
    None,
    "The latest attempt to set up the payment method has failed because authentication failed.",
);

/// What a test card does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Script {
    /// Works.
    Works,
    /// Says no, at once: it cannot even be kept.
    Refuses(Decline),
    /// Can be kept, then says no to every payment.
    RefusesPayments(Decline),
    /// 3-D Secure at set-up, and at payments where it was not set up.
    AsksOnce,
    /// 3-D Secure every time; what it says afterwards, if not yes.
    AsksAlways(Option<Decline>),
    /// Pays, and is disputed for that reason.
    Disputes(&'static str),
    /// A refund takes its time, and then arrives or not.
    RefundsLate(bool),
}

/// A test card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestCard {
    /// Its number.
    pub number: &'static str,
    /// The method that tests name instead of the number.
    pub token: &'static str,
    /// Stripe's word for the brand.
    pub brand: &'static str,
    /// What it does.
    pub script: Script,
}

const fn card(number: &'static str, token: &'static str, brand: &'static str, script: Script) -> TestCard {
    TestCard { number, token, brand, script }
}

/// Every test card that is known here.
pub const CARDS: &[TestCard] = &[
    card("4242424242424242", "pm_card_visa", "visa", Script::Works),
    card("4000056655665556", "pm_card_visa_debit", "visa", Script::Works),
    card("5555555555554444", "pm_card_mastercard", "mastercard", Script::Works),
    card("5105105105105100", "pm_card_mastercard_prepaid", "mastercard", Script::Works),
    card("378282246310005", "pm_card_amex", "amex", Script::Works),
    card("6011111111111117", "pm_card_discover", "discover", Script::Works),
    card("4000000000000002", "pm_card_visa_chargeDeclined", "visa", Script::Refuses(GENERIC)),
    card(
        "4000000000009995",
        "pm_card_visa_chargeDeclinedInsufficientFunds",
        "visa",
        Script::Refuses(FUNDS),
    ),
    card("4000000000009987", "pm_card_visa_chargeDeclinedLostCard", "visa", Script::Refuses(LOST)),
    card("4000000000009979", "pm_card_visa_chargeDeclinedStolenCard", "visa", Script::Refuses(STOLEN)),
    card("4000000000000069", "pm_card_chargeDeclinedExpiredCard", "visa", Script::Refuses(EXPIRED)),
    card("4000000000000127", "pm_card_chargeDeclinedIncorrectCvc", "visa", Script::Refuses(CVC)),
    card("4000000000000119", "pm_card_chargeDeclinedProcessingError", "visa", Script::Refuses(PROCESSING)),
    card("4000000000000341", "pm_card_chargeCustomerFail", "visa", Script::RefusesPayments(GENERIC)),
    card("4000002500003155", "pm_card_authenticationRequiredOnSetup", "visa", Script::AsksOnce),
    card("4000002760003184", "pm_card_authenticationRequired", "visa", Script::AsksAlways(None)),
    card("4000000000003220", "pm_card_threeDSecure2Required", "visa", Script::AsksAlways(None)),
    card(
        "4000008260003178",
        "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",
        "visa",
        Script::AsksAlways(Some(FUNDS)),
    ),
    card(
        "4000008400001629",
        "pm_card_threeDSecureRequiredChargeDeclined",
        "visa",
        Script::AsksAlways(Some(GENERIC)),
    ),
    card("4000000000000259", "pm_card_createDispute", "visa", Script::Disputes("fraudulent")),
    card(
        "4000000000002685",
        "pm_card_createDisputeProductNotReceived",
        "visa",
        Script::Disputes("product_not_received"),
    ),
    card("4000000000007726", "pm_card_pendingRefund", "visa", Script::RefundsLate(true)),
    card("4000000000005126", "pm_card_refundFail", "visa", Script::RefundsLate(false)),
];

/// A card as somebody typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Which test card it is.
    pub test: &'static TestCard,
    /// The last month it works in: year and month.
    pub expires: (i64, i64),
    /// Its bank has seen the person when it was set up.
    pub proven: bool,
}

/// What a card says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Yes.
    Yes,
    /// The person must confirm first.
    Ask,
    /// No.
    No(Decline),
}

/// What a card is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To be kept.
    Setup,
    /// To pay, with the person there.
    Payment,
    /// To pay, with nobody there.
    OffSession,
}

impl Card {
    /// What the card says in that month, before anybody has confirmed anything.
    pub fn verdict(&self, purpose: Purpose, month: (i64, i64)) -> Verdict {
        if self.expires < month {
            return Verdict::No(EXPIRED);
        }
        let ask = match purpose {
            Purpose::OffSession => Verdict::No(ASKS),
            Purpose::Setup | Purpose::Payment => Verdict::Ask,
        };
        match &self.test.script {
            Script::Works | Script::Disputes(_) | Script::RefundsLate(_) => Verdict::Yes,
            Script::Refuses(decline) => Verdict::No(decline.clone()),
            Script::RefusesPayments(_) if purpose == Purpose::Setup => Verdict::Yes,
            Script::RefusesPayments(decline) => Verdict::No(decline.clone()),
            Script::AsksOnce if self.proven => Verdict::Yes,
            Script::AsksOnce | Script::AsksAlways(_) => ask,
        }
    }

    /// What it says after the person has confirmed.
    pub fn verdict_when_proven(&self) -> Verdict {
        match &self.test.script {
            Script::AsksAlways(Some(decline)) => Verdict::No(decline.clone()),
            _ => Verdict::Yes,
        }
    }
}

/// The test card with that number, spaces and all.
pub fn by_number(typed: &str) -> Option<&'static TestCard> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    CARDS.iter().find(|card| card.number == digits)
}

/// The test card with that token (`pm_card_…`, `tok_…`). Stripe has some under two names.
pub fn by_token(token: &str) -> Option<&'static TestCard> {
    let name = token.trim_start_matches("pm_card_").trim_start_matches("tok_");
    let same = |known: &str| known.trim_start_matches("pm_card_").trim_start_matches("visa_") == name.trim_start_matches("visa_");
    CARDS
        .iter()
        .find(|card| card.token == format!("pm_card_{name}"))
        .or_else(|| CARDS.iter().find(|card| same(card.token)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(number: &str) -> Card {
        Card {
            test: by_number(number).expect("a test card"),
            expires: (2034, 12),
            proven: false,
        }
    }

    #[test]
    fn each_card_says_what_it_says_at_the_right_moment() {
        let month = (2026, 11);
        let at = |number: &str, purpose| typed(number).verdict(purpose, month);
        assert_eq!(at("4242 4242 4242 4242", Purpose::OffSession), Verdict::Yes);
        assert_eq!(at("4000000000000002", Purpose::Setup), Verdict::No(GENERIC));
        assert_eq!(at("4000000000000341", Purpose::Setup), Verdict::Yes);
        assert_eq!(at("4000000000000341", Purpose::OffSession), Verdict::No(GENERIC));
        assert_eq!(at("4000002760003184", Purpose::Payment), Verdict::Ask);
        assert_eq!(at("4000002760003184", Purpose::OffSession), Verdict::No(ASKS));
        let proven = Card {
            proven: true,
            ..typed("4000002500003155")
        };
        assert_eq!(proven.verdict(Purpose::OffSession, month), Verdict::Yes);
        assert_eq!(typed("4000008400001629").verdict_when_proven(), Verdict::No(GENERIC));
    }

    #[test]
    fn a_card_says_no_after_its_last_month() {
        let card = typed("4242424242424242");
        assert_eq!(card.verdict(Purpose::Payment, (2034, 12)), Verdict::Yes);
        assert_eq!(card.verdict(Purpose::Payment, (2035, 1)), Verdict::No(EXPIRED));
    }

    #[test]
    fn a_token_is_known_with_and_without_its_brand() {
        assert_eq!(by_token("pm_card_chargeDeclined"), by_token("pm_card_visa_chargeDeclined"));
        assert_eq!(by_token("tok_visa"), by_number("4242424242424242"));
        assert_eq!(by_token("pm_card_unheard_of"), None);
    }
}
