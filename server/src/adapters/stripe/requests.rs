//! How each request is written, in the types of async-stripe. Amounts and our own ids go there; who people are does not.

use std::collections::HashMap;

use app::billing::ports::Charge;
use app::money::{Currency, Money};
use stripe_checkout::CheckoutSessionMode;
use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionLineItems, CreateCheckoutSessionLineItemsPriceData, CreateCheckoutSessionPaymentIntentData,
    CreateCheckoutSessionPaymentMethodOptions, CreateCheckoutSessionPaymentMethodOptionsUsBankAccount,
    CreateCheckoutSessionPaymentMethodOptionsUsBankAccountVerificationMethod, ProductData,
};
use stripe_client_core::{RequestBuilder, StripeRequest as _};
use stripe_connect::AccountBusinessType;
use stripe_connect::account::{CreateAccount, CreateAccountBusinessProfile, CreateAccountCapabilities, CreateAccountCapabilitiesTransfers, CreateAccountType};
use stripe_connect::account_link::{CreateAccountLink, CreateAccountLinkType};
use stripe_connect::transfer::CreateTransfer;
use stripe_core::customer::CreateCustomer;
use stripe_core::payment_intent::{
    ConfirmPaymentIntent, ConfirmPaymentIntentOffSession, CreatePaymentIntent, CreatePaymentIntentAutomaticPaymentMethods,
    CreatePaymentIntentAutomaticPaymentMethodsAllowRedirects, CreatePaymentIntentOffSession, CreatePaymentIntentPaymentMethodOptions,
    CreatePaymentIntentPaymentMethodOptionsUsBankAccount, CreatePaymentIntentPaymentMethodOptionsUsBankAccountVerificationMethod,
};
use stripe_core::refund::CreateRefund;
use stripe_core::setup_intent::{CreateSetupIntent, CreateSetupIntentAutomaticPaymentMethods, CreateSetupIntentUsage};

/// What comes with an intent in one answer.
pub(super) const WITH_INTENT: [&str; 2] = ["latest_charge", "payment_method"];

/// Names of fields, as Stripe takes them.
pub(super) fn with(fields: &[&str]) -> Vec<String> {
    fields.iter().map(|field| (*field).to_owned()).collect()
}

fn note(pairs: &[(&str, &str)]) -> HashMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn currency(money: Money) -> stripe_types::Currency {
    match money.currency {
        Currency::Usd => stripe_types::Currency::USD,
    }
}

pub(super) fn customer(household: &str) -> RequestBuilder {
    CreateCustomer::new().metadata(note(&[("household", household)])).build()
}

/// Cards, wallets and bank accounts, whatever the account has switched on: which of them somebody sees is decided by the Payment Element on their device.
pub(super) fn setup(customer: &str) -> RequestBuilder {
    CreateSetupIntent::new()
        .customer(customer)
        .usage(CreateSetupIntentUsage::OffSession)
        .automatic_payment_methods(CreateSetupIntentAutomaticPaymentMethods::new(true))
        .build()
}

pub(super) fn hosted_setup(customer: &str, back: &str) -> RequestBuilder {
    CreateCheckoutSession::new()
        .mode(CheckoutSessionMode::Setup)
        .customer(customer)
        .currency(stripe_types::Currency::USD)
        .success_url(back)
        .cancel_url(back)
        .build()
}

pub(super) fn charge(charge: &Charge<'_>) -> RequestBuilder {
    let mut methods = CreatePaymentIntentAutomaticPaymentMethods::new(true);
    let mut request = CreatePaymentIntent::new(charge.amount.cents, currency(charge.amount))
        .description(format!("Invoice {}", charge.number))
        .metadata(note(&[("payment", charge.payment), ("invoice", charge.number)]))
        .expand(with(&WITH_INTENT));
    if let Some(customer) = charge.customer {
        request = request.customer(customer);
    }
    if let Some(method) = charge.method {
        request = request.payment_method(method).confirm(true);
        request = if charge.off_session {
            // Nobody is there to follow a redirect.
            methods.allow_redirects = Some(CreatePaymentIntentAutomaticPaymentMethodsAllowRedirects::Never);
            request.off_session(CreatePaymentIntentOffSession::Bool(true))
        } else {
            request.return_url(charge.back)
        };
    } else {
        // Small deposits take days, and a payment that somebody left is given up after an hour: a bank account is proved that way when it is added.
        let mut bank = CreatePaymentIntentPaymentMethodOptionsUsBankAccount::new();
        bank.verification_method = Some(CreatePaymentIntentPaymentMethodOptionsUsBankAccountVerificationMethod::Instant);
        let mut options = CreatePaymentIntentPaymentMethodOptions::new();
        options.us_bank_account = Some(bank);
        request = request.payment_method_options(options);
    }
    request.automatic_payment_methods(methods).build()
}

pub(super) fn confirm(intent: &str, method: &str, off_session: bool, back: &str) -> RequestBuilder {
    let request = ConfirmPaymentIntent::new(intent).payment_method(method).expand(with(&WITH_INTENT));
    if off_session {
        request.off_session(ConfirmPaymentIntentOffSession::Bool(true)).build()
    } else {
        request.return_url(back).build()
    }
}

pub(super) fn hosted_charge(charge: &Charge<'_>) -> RequestBuilder {
    let marks = note(&[("payment", charge.payment), ("invoice", charge.number)]);
    let what = format!("Invoice {}", charge.number);
    let mut price = CreateCheckoutSessionLineItemsPriceData::new(currency(charge.amount));
    price.unit_amount = Some(charge.amount.cents);
    price.product_data = Some(ProductData::new(what.clone()));
    let mut line = CreateCheckoutSessionLineItems::new();
    line.quantity = Some(1);
    line.price_data = Some(price);
    let mut intent = CreateCheckoutSessionPaymentIntentData::new();
    intent.metadata = Some(marks.clone());
    intent.description = Some(what);
    // As for what is chosen on our page.
    let mut bank = CreateCheckoutSessionPaymentMethodOptionsUsBankAccount::new();
    bank.verification_method = Some(CreateCheckoutSessionPaymentMethodOptionsUsBankAccountVerificationMethod::Instant);
    let mut options = CreateCheckoutSessionPaymentMethodOptions::new();
    options.us_bank_account = Some(bank);
    let mut request = CreateCheckoutSession::new()
        .mode(CheckoutSessionMode::Payment)
        .payment_method_options(options)
        .line_items(vec![line])
        .payment_intent_data(intent)
        .client_reference_id(charge.payment)
        .metadata(marks)
        .success_url(charge.back)
        .cancel_url(charge.back);
    if let Some(customer) = charge.customer {
        request = request.customer(customer);
    }
    request.build()
}

pub(super) fn refund(intent: &str, amount: Money, refund: &str) -> RequestBuilder {
    CreateRefund::new()
        .payment_intent(intent)
        .amount(amount.cents)
        .metadata(note(&[("refund", refund)]))
        .build()
}

/// A person, not a business, who is sent money and sells nothing: what Stripe would ask of a shop is answered for them (docs/decisions/0026).
pub(super) fn account(household: &str) -> RequestBuilder {
    let mut capabilities = CreateAccountCapabilities::new();
    capabilities.transfers = Some(CreateAccountCapabilitiesTransfers { requested: Some(true) });
    let mut profile = CreateAccountBusinessProfile::new();
    profile.product_description = Some("Receives payments for pet insurance claims.".to_owned());
    profile.mcc = Some("6300".to_owned());
    CreateAccount::new()
        .type_(CreateAccountType::Express)
        .country("US")
        .business_type(AccountBusinessType::Individual)
        .business_profile(profile)
        .capabilities(capabilities)
        .metadata(note(&[("household", household)]))
        .build()
}

pub(super) fn account_page(account: &str, back: &str, again: &str) -> RequestBuilder {
    CreateAccountLink::new(account, CreateAccountLinkType::AccountOnboarding)
        .return_url(back)
        .refresh_url(again)
        .build()
}

pub(super) fn transfer(account: &str, amount: Money, payout: &str) -> RequestBuilder {
    CreateTransfer::new(currency(amount), account)
        .amount(amount.cents)
        .metadata(note(&[("payout", payout)]))
        .transfer_group(payout)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effort<'a>(method: Option<&'a str>, off_session: bool) -> Charge<'a> {
        Charge {
            customer: Some("cus_1"),
            amount: Money::usd(4_210),
            method,
            off_session,
            payment: "p1",
            number: "3100015",
            back: "https://portal.test.example/payments",
        }
    }

    fn body(request: &RequestBuilder) -> String {
        request.body.clone().unwrap_or_default()
    }

    #[test]
    fn nobody_is_sent_anywhere_when_nobody_is_there() {
        let alone = body(&charge(&effort(Some("pm_1"), true)));
        assert!(
            alone.contains("off_session=true") && alone.contains("allow_redirects]=never") && !alone.contains("return_url"),
            "{alone}"
        );
        let present = body(&charge(&effort(Some("pm_1"), false)));
        assert!(
            present.contains("confirm=true") && present.contains("return_url=") && !present.contains("off_session"),
            "{present}"
        );
        let chosen_there = body(&charge(&effort(None, false)));
        assert!(
            !chosen_there.contains("confirm") && chosen_there.contains("automatic_payment_methods[enabled]=true"),
            "{chosen_there}"
        );
    }

    #[test]
    fn a_bank_account_that_is_chosen_to_pay_with_is_proved_at_once_or_not_at_all() {
        let instant = "payment_method_options[us_bank_account][verification_method]=instant";
        for request in [charge(&effort(None, false)), hosted_charge(&effort(None, false))] {
            assert!(body(&request).contains(instant), "{}", body(&request));
        }
        for request in [
            charge(&effort(Some("pm_1"), true)),
            setup("cus_1"),
            hosted_setup("cus_1", "https://portal.test.example"),
        ] {
            assert!(!body(&request).contains("verification_method"), "{}", body(&request));
        }
    }

    #[test]
    fn our_ids_go_along_and_come_back_with_all_that_is_said() {
        assert!(body(&charge(&effort(None, false))).contains("metadata[payment]=p1"));
        let hosted = body(&hosted_charge(&effort(None, false)));
        assert!(
            hosted.contains("payment_intent_data[metadata][payment]=p1") && hosted.contains("unit_amount]=4210"),
            "{hosted}"
        );
        assert!(body(&refund("pi_1", Money::usd(5), "r1")).contains("metadata[refund]=r1"));
        assert!(body(&transfer("acct_1", Money::usd(5), "o1")).contains("metadata[payout]=o1"));
    }
}
