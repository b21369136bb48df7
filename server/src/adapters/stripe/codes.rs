//! What Stripe's codes mean for the person who reads why: one table. Sources: Stripe's lists of decline codes, error codes, and reasons of failed ACH debits,
//! payouts and disputes.

use app::billing::model::Failure;
use serde_json::Value;

use super::read::text;

/// Each code and what it means; a code that is not here is a plain no.
const TABLE: &[(Failure, &[&str])] = &[
    (
        Failure::NoFunds,
        &[
            "insufficient_funds",
            "card_velocity_exceeded",
            "withdrawal_count_limit_exceeded",
            "balance_insufficient",
        ],
    ),
    (Failure::Expired, &["expired_card"]),
    (
        Failure::Mistyped,
        &[
            "incorrect_number",
            "invalid_number",
            "incorrect_cvc",
            "invalid_cvc",
            "incorrect_zip",
            "incorrect_address",
            "invalid_expiry_month",
            "invalid_expiry_year",
            "incorrect_account_details",
            "invalid_account_number",
            "incorrect_account_holder_name",
            "incorrect_account_holder_address",
            "bank_account_bad_routing_numbers",
            "bank_account_unusable",
            "payment_method_microdeposit_verification_amounts_mismatch",
            "payment_method_microdeposit_verification_amounts_invalid",
            "payment_method_microdeposit_verification_descriptor_code_mismatch",
        ],
    ),
    (
        Failure::DeclinedForGood,
        &[
            "lost_card",
            "stolen_card",
            "pickup_card",
            "restricted_card",
            "fraudulent",
            "merchant_blacklist",
            "highest_risk_level",
            "revocation_of_authorization",
            "revocation_of_all_authorizations",
            "stop_payment_order",
            "security_violation",
            "card_not_supported",
            "currency_not_supported",
            "transaction_not_allowed",
            "service_not_allowed",
            "not_permitted",
            "invalid_account",
            "new_account_information_available",
            "unsupported_card",
            "account_frozen",
            "bank_account_restricted",
            "bank_ownership_changed",
            "payment_method_microdeposit_verification_attempts_exceeded",
        ],
    ),
    (
        Failure::NotConfirmed,
        &[
            "authentication_required",
            "authentication_not_handled",
            "payment_intent_authentication_failure",
            "setup_intent_authentication_failure",
            "offline_pin_required",
            "online_or_offline_pin_required",
            "payment_method_microdeposit_verification_timeout",
            "payment_method_microdeposit_verification_expired",
        ],
    ),
    (
        Failure::NoAccount,
        &["account_closed", "no_account", "payment_method_microdeposit_failed", "bank_account_unverified"],
    ),
    (
        Failure::NotAllowed,
        &[
            "debit_not_authorized",
            "payment_method_customer_decline",
            "mandate_inactive",
            "payment_intent_mandate_invalid",
            "customer_initiated",
            "unrecognized",
            "product_not_received",
        ],
    ),
    (
        Failure::Trouble,
        &[
            "processing_error",
            "reenter_transaction",
            "try_again_later",
            "issuer_not_available",
            "could_not_process",
            "bank_cannot_process",
            "payment_method_provider_timeout",
            "payment_method_provider_decline",
            "rate_limit",
            "lock_timeout",
            "invalid_amount",
            "invalid_currency",
        ],
    ),
];

/// What one code means; `None`: it is not in the table.
fn meaning(code: &str) -> Option<Failure> {
    TABLE.iter().find(|(_, codes)| codes.contains(&code)).map(|(failure, _)| *failure)
}

/// What a code alone means: of a bank's return, a payout or a dispute.
pub(super) fn of_code(code: &str) -> Failure {
    meaning(code).unwrap_or(Failure::Declined)
}

/// What an error of Stripe means. What the bank says goes before what Stripe makes of it; a bank that wants no other try is taken at its word.
pub(super) fn of_error(error: &Value) -> Failure {
    let told = ["/decline_code", "/code"].into_iter().filter_map(|path| text(error, path)).find_map(meaning);
    let for_good = text(error, "/advice_code") == Some("do_not_try_again");
    match told {
        Some(failure) => failure,
        None if for_good => Failure::DeclinedForGood,
        None => match text(error, "/type") {
            Some("card_error") | None => Failure::Declined,
            // invalid_request_error, api_error: nothing that the person did.
            Some(_) if text(error, "/decline_code").is_some() => Failure::Declined,
            Some(_) => Failure::Trouble,
        },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::json;

    use super::*;

    #[test]
    fn each_code_means_one_thing() {
        let all: Vec<&str> = TABLE.iter().flat_map(|(_, codes)| codes.iter().copied()).collect();
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
        assert_eq!(TABLE.len(), 8, "each failure has its row, and a plain no has none");
    }

    #[test]
    fn the_documented_test_cards_fail_for_their_own_reason() {
        for (code, decline, failure) in [
            ("card_declined", "generic_decline", Failure::Declined),
            ("card_declined", "insufficient_funds", Failure::NoFunds),
            ("card_declined", "lost_card", Failure::DeclinedForGood),
            ("card_declined", "stolen_card", Failure::DeclinedForGood),
            ("card_declined", "fraudulent", Failure::DeclinedForGood),
            ("card_declined", "card_velocity_exceeded", Failure::NoFunds),
            ("card_declined", "do_not_honor", Failure::Declined),
            ("expired_card", "expired_card", Failure::Expired),
            ("incorrect_cvc", "incorrect_cvc", Failure::Mistyped),
            ("processing_error", "processing_error", Failure::Trouble),
            ("incorrect_number", "incorrect_number", Failure::Mistyped),
            ("authentication_required", "authentication_required", Failure::NotConfirmed),
        ] {
            let error = json!({ "type": "card_error", "code": code, "decline_code": decline });
            assert_eq!(of_error(&error), failure, "{code} {decline}");
        }
    }

    #[test]
    fn what_the_bank_says_goes_before_what_stripe_makes_of_it() {
        let expired = json!({ "type": "card_error", "code": "card_declined", "decline_code": "expired_card" });
        assert_eq!(of_error(&expired), Failure::Expired);
        let only_code = json!({ "type": "card_error", "code": "expired_card" });
        assert_eq!(of_error(&only_code), Failure::Expired);
    }

    #[test]
    fn a_code_of_tomorrow_is_a_plain_no_unless_the_bank_wants_no_other_try() {
        let new = json!({ "type": "card_error", "code": "card_declined", "decline_code": "moon_phase" });
        assert_eq!(of_error(&new), Failure::Declined);
        let for_good = json!({ "type": "card_error", "code": "card_declined", "decline_code": "moon_phase", "advice_code": "do_not_try_again" });
        assert_eq!(of_error(&for_good), Failure::DeclinedForGood);
        assert_eq!(of_error(&json!({ "type": "api_error" })), Failure::Trouble);
    }

    #[test]
    fn returns_of_bank_debits_and_payouts_say_whether_the_account_or_its_owner_stands_in_the_way() {
        for (code, failure) in [
            ("account_closed", Failure::NoAccount),
            ("no_account", Failure::NoAccount),
            ("insufficient_funds", Failure::NoFunds),
            ("debit_not_authorized", Failure::NotAllowed),
            ("invalid_account_number", Failure::Mistyped),
            ("account_frozen", Failure::DeclinedForGood),
            ("could_not_process", Failure::Trouble),
            ("declined", Failure::Declined),
        ] {
            assert_eq!(of_code(code), failure, "{code}");
        }
    }
}
