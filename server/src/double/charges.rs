//! Charges: each try of a payment.

use serde_json::{Value, json};

use super::banks::{SETTLES_AFTER, business_days};
use super::call::{Answer, Call};
use super::clock::day;
use super::lists::{self, LIST};
use super::world::{World, empty_list};

/// What a try came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    /// Money.
    Paid,
    /// Nothing yet; under that mandate.
    Pending(String),
    /// Nothing: code, the issuer's reason, and a sentence.
    Failed(&'static str, Option<&'static str>, &'static str),
}

/// What Stripe keeps of a charge.
fn fee(kind: &str, amount: i64) -> i64 {
    match kind {
        "us_bank_account" => (amount * 8 / 1000).min(500),
        _ => amount * 29 / 1000 + 30,
    }
}

fn card_details(world: &World, method: &str, amount: i64) -> Value {
    let card = &world.object(method)["card"];
    json!({
        "amount_authorized": amount, "authorization_code": null, "brand": card["brand"],
        "checks": {"address_line1_check": null, "address_postal_code_check": null, "cvc_check": "pass"}, "country": "US",
        "exp_month": card["exp_month"], "exp_year": card["exp_year"], "extended_authorization": {"status": "disabled"},
        "fingerprint": card["fingerprint"], "funding": card["funding"], "incremental_authorization": {"status": "unavailable"},
        "installments": null, "last4": card["last4"], "mandate": null, "multicapture": {"status": "unavailable"}, "network": card["brand"],
        "network_token": {"used": false}, "network_transaction_id": null, "overcapture": {"maximum_amount_capturable": amount, "status": "unavailable"},
        "regulated_status": "unregulated", "three_d_secure": null, "transaction_link_id": null, "wallet": null,
    })
}

fn bank_details(world: &World, method: &str, mandate: &str) -> Value {
    let bank = &world.object(method)["us_bank_account"];
    let debit_on = day(business_days(world.now(), SETTLES_AFTER));
    json!({
        "account_holder_type": bank["account_holder_type"], "account_type": bank["account_type"], "bank_name": bank["bank_name"],
        "expected_debit_date": debit_on, "fingerprint": bank["fingerprint"], "last4": bank["last4"], "mandate": mandate,
        "payment_reference": null, "routing_number": bank["routing_number"],
    })
}

fn outcome(made: &Made) -> Value {
    let (network, reason, words, kind) = match made {
        Made::Paid | Made::Pending(_) => ("approved_by_network", None, "Payment complete.", "authorized"),
        Made::Failed(code, reason, _) => (
            "declined_by_network",
            reason.or(Some(*code)),
            "The bank did not return any further details with this decline.",
            "issuer_declined",
        ),
    };
    json!({
        "advice_code": null, "network_advice_code": null, "network_decline_code": null, "network_status": network, "reason": reason,
        "risk_level": "normal", "seller_message": words, "type": kind,
    })
}

/// Makes the charge of an intent's try.
pub fn make(world: &mut World, intent: &str, method: &str, made: &Made) -> String {
    let id = world.id(if matches!(made, Made::Pending(_)) { "py" } else { "ch" });
    let (kind, amount) = (world.text(method, "type"), world.number(intent, "amount"));
    let details = match made {
        Made::Pending(mandate) => bank_details(world, method, mandate),
        _ => card_details(world, method, amount),
    };
    let (status, code, words) = match made {
        Made::Paid => ("succeeded", None, None),
        Made::Pending(_) => ("pending", None, None),
        Made::Failed(code, _, words) => ("failed", Some(code), Some(words)),
    };
    let intent = world.object(intent).clone();
    let mut charge = blank(&id, amount, world.now());
    let fields = json!({
        "customer": intent["customer"], "description": intent["description"], "failure_code": code, "failure_message": words,
        "metadata": intent["metadata"], "outcome": outcome(made), "payment_intent": intent["id"], "payment_method": method,
        "payment_method_details": {"type": kind, kind.as_str(): details}, "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": status, "transfer_group": intent["transfer_group"],
    });
    for (name, value) in fields.as_object().into_iter().flatten() {
        charge[name.as_str()] = value.clone();
    }
    let account = world.thing(intent["id"].as_str().unwrap_or_default()).and_then(|thing| thing.account.clone());
    world.keep(account.as_deref(), charge)
}

/// A charge of which only the amount is known.
pub fn blank(id: &str, amount: i64, now: i64) -> Value {
    json!({
        "id": id, "object": "charge", "amount": amount, "amount_captured": 0, "amount_refunded": 0, "application": null, "application_fee": null,
        "application_fee_amount": null, "balance_transaction": null, "billing_details": super::methods::billing_details(),
        "calculated_statement_descriptor": "PAWTAL", "captured": true, "created": now, "currency": "usd", "customer": null, "description": null,
        "disputed": false, "failure_balance_transaction": null, "failure_code": null, "failure_message": null, "fraud_details": {},
        "livemode": false, "metadata": {}, "on_behalf_of": null, "outcome": null, "paid": false, "payment_intent": null, "payment_method": null,
        "payment_method_details": null, "receipt_email": null, "receipt_number": null, "receipt_url": null, "refunded": false,
        "refunds": empty_list(&format!("/v1/charges/{id}/refunds")), "review": null, "shipping": null, "source": null, "source_transfer": null,
        "statement_descriptor": null, "statement_descriptor_suffix": null, "status": "pending", "transfer_data": null, "transfer_group": null,
    })
}

/// A charge becomes money.
pub fn settle(world: &mut World, id: &str) {
    let amount = world.number(id, "amount");
    let kind = world.object(id)["payment_method_details"]["type"].as_str().unwrap_or_default().to_owned();
    let account = world.thing(id).and_then(|thing| thing.account.clone());
    let name = if kind == "card" { "charge" } else { "payment" };
    let entry = world.book(account.as_deref(), name, amount, fee(&kind, amount), id);
    world.change(
        id,
        json!({"status": "succeeded", "paid": true, "captured": true, "amount_captured": amount, "balance_transaction": entry}),
    );
}

/// A charge that was pending comes to nothing.
pub fn fail(world: &mut World, id: &str, code: &str, words: &str) {
    world.change(id, json!({"status": "failed", "paid": false, "failure_code": code, "failure_message": words}));
}

/// One of them.
pub fn get(world: &World, call: &Call, id: &str) -> Answer {
    Ok(world.find(call, "charge", id, "id")?.clone())
}

/// All of them, the newest first.
pub fn list(world: &World, call: &Call) -> Answer {
    call.params.only(&[&LIST[..], &["customer", "payment_intent", "transfer_group"]].concat())?;
    let params = &call.params;
    lists::list(world, call, "charge", |charge| {
        let fits = |name: &str| params.text(name).is_none_or(|value| charge[name] == value);
        fits("customer") && fits("payment_intent") && fits("transfer_group")
    })
}
