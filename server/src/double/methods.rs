//! Payment methods: what they show of a card or an account, and whose they are.

use serde_json::{Value, json};

use super::banks::{self, Bank, ROUTING};
use super::call::{Answer, Call, Caller};
use super::cards::{self, Card, Purpose, TestCard, Verdict};
use super::clock::month;
use super::lists::{self, LIST};
use super::refusal::Refusal;
use super::world::{Instrument, World};

const NOBODY: &str = "This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, and may not be used again.";

fn blank(id: &str, kind: &str, now: i64, details: Value) -> Value {
    json!({
        "id": id, "object": "payment_method", "allow_redisplay": "unspecified", "billing_details": billing_details(), "created": now,
        "customer": null, "customer_account": null, "livemode": false, "metadata": {}, "type": kind, kind: details,
    })
}

/// What is known of whoever pays: nothing.
pub fn billing_details() -> Value {
    let address = json!({"city": null, "country": null, "line1": null, "line2": null, "postal_code": null, "state": null});
    json!({"address": address, "email": null, "name": null, "phone": null, "tax_id": null})
}

fn last_four(number: &str) -> &str {
    &number[number.len().saturating_sub(4)..]
}

fn funding(test: &TestCard) -> &'static str {
    match test.token {
        "pm_card_visa_debit" => "debit",
        "pm_card_mastercard_prepaid" => "prepaid",
        _ => "credit",
    }
}

/// Makes a method of a card. It is nobody's yet.
pub fn make_card(world: &mut World, account: Option<&str>, test: &'static TestCard, expires: (i64, i64)) -> String {
    let id = world.id("pm");
    let details = json!({
        "brand": test.brand, "checks": {"address_line1_check": null, "address_postal_code_check": null, "cvc_check": "unchecked"},
        "country": "US", "display_brand": test.brand, "exp_month": expires.1, "exp_year": expires.0,
        "fingerprint": format!("card{}", last_four(test.number)), "funding": funding(test), "generated_from": null,
        "last4": last_four(test.number), "networks": {"available": [test.brand], "preferred": null}, "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": true}, "wallet": null,
    });
    let method = blank(&id, "card", world.now(), details);
    let proven = false;
    world.instruments.insert(id.clone(), Instrument::Card(Card { test, expires, proven }));
    world.keep(account, method)
}

/// Makes a method of an account at the test bank.
pub fn make_bank(world: &mut World, account: Option<&str>, test: &'static banks::TestAccount, holder: &str, verified: bool) -> String {
    let id = world.id("pm");
    let details = json!({
        "account_holder_type": holder, "account_type": "checking", "bank_name": "STRIPE TEST BANK", "financial_connections_account": null,
        "fingerprint": format!("bank{}", last_four(test.number)), "last4": last_four(test.number),
        "networks": {"preferred": "ach", "supported": ["ach"]}, "routing_number": ROUTING, "status_details": {},
    });
    let method = blank(&id, "us_bank_account", world.now(), details);
    world.instruments.insert(id.clone(), Instrument::Bank(Bank { test, verified }));
    world.keep(account, method)
}

/// When test cards expire that are named by token.
fn far_away(world: &World) -> (i64, i64) {
    let (year, month) = month(world.now());
    (year + 4, month)
}

/// The method that a call names: one that is there, or a new one by a test token.
pub fn named(world: &mut World, call: &Call, name: &str, param: &str) -> Result<String, Refusal> {
    if world.find(call, "payment_method", name, param).is_ok() {
        return Ok(name.to_owned());
    }
    let account = call.account.as_deref();
    if let Some(test) = cards::by_token(name).filter(|_| name.starts_with("pm_card_")) {
        let expires = far_away(world);
        return Ok(make_card(world, account, test, expires));
    }
    match banks::by_token(name) {
        Some(test) => Ok(make_bank(world, account, test, "individual", true)),
        None => Err(Refusal::missing("PaymentMethod", name, param)),
    }
}

/// Makes a method of what a page typed, or of a test token. Our server sends no numbers of cards, and is refused if it does.
pub fn typed(world: &mut World, call: &Call, at: &str) -> Result<String, Refusal> {
    let params = &call.params;
    let account = call.account.as_deref();
    let field = |name: &str| format!("{at}{name}");
    if params.required(&field("type"))? == "us_bank_account" {
        let number = params.required(&field("us_bank_account.account_number"))?;
        let routing = params.required(&field("us_bank_account.routing_number"))?;
        let test = banks::by_number(number).filter(|_| routing == ROUTING);
        let wrong = || {
            Refusal::parameter(
                "bank_account_unusable",
                "us_bank_account[account_number]",
                "You must use a test bank account number in test mode.",
            )
        };
        let holder = params.text(&field("us_bank_account.account_holder_type")).unwrap_or("individual").to_owned();
        return Ok(make_bank(world, account, test.ok_or_else(wrong)?, &holder, false));
    }
    if let Some(token) = params.text(&field("card.token")) {
        let test = cards::by_token(token).ok_or_else(|| Refusal::missing("token", token, "card[token]"))?;
        let expires = far_away(world);
        return Ok(make_card(world, account, test, expires));
    }
    let number = params.required(&field("card.number"))?;
    if call.caller == Caller::Server {
        let words = "Sending credit card numbers directly to the Stripe API is generally unsafe.";
        return Err(Refusal::state(None, words));
    }
    let test = cards::by_number(number).ok_or_else(|| card_trouble("incorrect_number", "number", "Your card number is incorrect."))?;
    let past = || card_trouble("invalid_expiry_year", "exp_year", "Your card's expiration year is in the past.");
    let year = params.number(&field("card.exp_year"))?.ok_or_else(past)?;
    let month_ = params.number(&field("card.exp_month"))?.ok_or_else(past)?;
    let expires = (if year < 100 { 2000 + year } else { year }, month_);
    if !(1..=12).contains(&month_) || expires < month(world.now()) {
        return Err(past());
    }
    let cvc = params.text(&field("card.cvc")).unwrap_or_default();
    if !(3..=4).contains(&cvc.len()) || !cvc.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(card_trouble("invalid_cvc", "cvc", "Your card's security code is invalid."));
    }
    Ok(make_card(world, account, test, expires))
}

fn card_trouble(code: &'static str, param: &str, message: &'static str) -> Refusal {
    let decline = cards::Decline {
        code,
        decline_code: None,
        message,
    };
    Refusal::declined(&decline).about(param)
}

/// Makes one.
pub fn create(world: &mut World, call: &Call) -> Answer {
    call.params
        .only(&["type", "card", "us_bank_account", "billing_details", "metadata", "allow_redisplay"])?;
    let id = typed(world, call, "")?;
    let metadata = call.params.metadata("metadata", &Value::Null)?;
    world.change(&id, json!({ "metadata": metadata }));
    Ok(world.object(&id).clone())
}

/// One of them.
pub fn get(world: &World, call: &Call, id: &str) -> Answer {
    Ok(world.find(call, "payment_method", id, "payment_method")?.clone())
}

/// A customer's.
pub fn list(world: &World, call: &Call, customer: Option<&str>) -> Answer {
    call.params.only(&[&LIST[..], &["customer", "type", "allow_redisplay"]].concat())?;
    let customer = match customer {
        Some(customer) => customer,
        None => call.params.required("customer")?,
    };
    world.find(call, "customer", customer, "customer")?;
    let kind = call.params.text("type");
    lists::list(world, call, "payment_method", |method| {
        method["customer"] == customer && kind.is_none_or(|kind| method["type"] == kind)
    })
}

/// Makes a method a customer's, whose it then stays.
pub fn belong(world: &mut World, method: &str, customer: &str) {
    if world.object(method)["customer"] != customer {
        world.change(method, json!({ "customer": customer }));
        world.tell("payment_method.attached", method);
    }
}

/// Whether that customer (or nobody) may use the method.
pub fn usable(world: &World, method: &str, customer: Option<&str>) -> Result<(), Refusal> {
    if world.spent.contains(method) {
        return Err(Refusal::state(Some("payment_method_unexpected_state"), NOBODY));
    }
    match (world.object(method)["customer"].as_str(), customer) {
        (None, _) => Ok(()),
        (Some(owner), Some(customer)) if owner == customer => Ok(()),
        (Some(_), Some(_)) => {
            let words = format!("The customer does not have a payment method with the ID {method}. The payment method must be attached to the customer.");
            Err(Refusal::parameter("resource_missing", "payment_method", &words))
        }
        (Some(owner), None) => {
            let words = format!("The payment method `{method}` belongs to the Customer `{owner}`. Please include the Customer in the `customer` parameter.");
            Err(Refusal::parameter("payment_method_customer_mismatch", "payment_method", &words))
        }
    }
}

/// Gives one to a customer.
pub fn attach(world: &mut World, call: &Call, name: &str) -> Answer {
    call.params.only(&["customer"])?;
    let customer = call.params.required("customer")?;
    world.find(call, "customer", customer, "customer")?;
    let id = named(world, call, name, "payment_method")?;
    if world.spent.contains(&id) {
        return Err(Refusal::state(Some("payment_method_unexpected_state"), NOBODY));
    }
    match world.object(&id)["customer"].as_str() {
        Some(owner) if owner != customer => {
            return Err(Refusal::state(None, "The payment method you provided has already been attached to a customer."));
        }
        _ => {}
    }
    match world.instruments.get(&id) {
        Some(Instrument::Card(card)) => {
            if let Verdict::No(decline) = card.verdict(Purpose::Setup, month(world.now())) {
                return Err(Refusal::declined(&decline));
            }
        }
        Some(Instrument::Bank(bank)) if !bank.verified => {
            return Err(Refusal::state(
                None,
                "This bank account must be verified, by a SetupIntent, before it can be attached.",
            ));
        }
        _ => {}
    }
    belong(world, &id, customer);
    Ok(world.object(&id).clone())
}

/// Takes one from its customer, for good.
pub fn detach(world: &mut World, call: &Call, id: &str) -> Answer {
    call.params.only(&[])?;
    if get(world, call, id)?["customer"].is_null() {
        let words = "The payment method you provided is not attached to a customer so detachment is impossible.";
        return Err(Refusal::state(None, words));
    }
    world.change(id, json!({"customer": null}));
    world.spent.insert(id.to_owned());
    world.tell("payment_method.detached", id);
    Ok(world.object(id).clone())
}
