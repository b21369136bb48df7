//! Refunds: never more than was paid.

use serde_json::{Value, json};

use super::banks::{SETTLES_AFTER, business_days};
use super::call::{Answer, Call};
use super::cards::Script;
use super::due::Due;
use super::lists::{self, LIST};
use super::refusal::Refusal;
use super::world::{Instrument, World};

fn blank(id: &str, charge: &Value, amount: i64, reason: Option<&str>, now: i64) -> Value {
    let kind = charge["payment_method_details"]["type"].as_str().unwrap_or("card");
    let destination = match kind {
        "card" => json!({"type": "card", "card": {"reference_status": "pending", "reference_type": "acquirer_reference_number", "type": "refund"}}),
        _ => json!({"type": "us_bank_transfer", "us_bank_transfer": {"reference": null, "reference_status": null}}),
    };
    json!({
        "id": id, "object": "refund", "amount": amount, "balance_transaction": null, "charge": charge["id"], "created": now, "currency": "usd",
        "customer": charge["customer"], "customer_account": null, "destination_details": destination, "metadata": {},
        "payment_intent": charge["payment_intent"], "payment_method": charge["payment_method"], "reason": reason, "receipt_number": null,
        "source_transfer_reversal": null, "status": "pending", "transfer_reversal": null,
    })
}

/// `$12.00`, as Stripe's sentences have it.
fn dollars(cents: i64) -> String {
    format!("${}.{:02}", cents / 100, cents % 100)
}

fn charge_of(world: &World, call: &Call) -> Result<String, Refusal> {
    if let Some(charge) = call.params.text("charge") {
        world.find(call, "charge", charge, "charge")?;
        return Ok(charge.to_owned());
    }
    let intent = call.params.required("payment_intent")?;
    let intent = world.find(call, "payment_intent", intent, "payment_intent")?;
    match (intent["status"].as_str(), intent["latest_charge"].as_str()) {
        (Some("succeeded"), Some(charge)) => Ok(charge.to_owned()),
        _ => {
            let words = "This PaymentIntent does not have a successful charge to refund.";
            Err(Refusal::state(Some("payment_intent_unexpected_state"), words))
        }
    }
}

/// Sends money of a charge back.
pub fn create(world: &mut World, call: &Call) -> Answer {
    call.params.only(&[
        "amount",
        "charge",
        "currency",
        "metadata",
        "payment_intent",
        "reason",
        "refund_application_fee",
        "reverse_transfer",
        "instructions_email",
    ])?;
    let charge_id = charge_of(world, call)?;
    let charge = world.object(&charge_id).clone();
    let field = |name: &str| charge[name].as_i64().unwrap_or_default();
    if charge["status"] != "succeeded" {
        return Err(Refusal::state(
            Some("charge_not_refundable"),
            "This charge has not succeeded, so it cannot be refunded.",
        ));
    }
    if charge["disputed"] == true {
        let words = format!("The charge {charge_id} has been charged back; cannot issue a refund.");
        return Err(Refusal::state(Some("charge_disputed"), &words));
    }
    let left = field("amount_captured") - field("amount_refunded");
    if left == 0 {
        let words = format!("Charge {charge_id} has already been refunded.");
        return Err(Refusal::state(Some("charge_already_refunded"), &words));
    }
    let amount = call.params.number("amount")?.unwrap_or(left);
    if amount < 1 {
        return Err(Refusal::parameter(
            "parameter_invalid_integer",
            "amount",
            "This value must be greater than or equal to 1.",
        ));
    }
    if amount > left {
        let words = format!(
            "Refund amount ({}) is greater than unrefunded amount on charge ({})",
            dollars(amount),
            dollars(left)
        );
        return Err(Refusal::parameter("amount_too_large", "amount", &words));
    }
    let metadata = call.params.metadata("metadata", &Value::Null)?;
    let id = world.id("re");
    let mut refund = blank(&id, &charge, amount, call.params.text("reason"), world.now());
    refund["metadata"] = metadata;
    world.keep(call.account.as_deref(), refund);
    let kind = if charge["payment_method_details"]["type"] == "card" {
        "refund"
    } else {
        "payment_refund"
    };
    let entry = world.book(call.account.as_deref(), kind, -amount, 0, &id);
    world.change(&id, json!({ "balance_transaction": entry }));
    note(world, &charge_id, amount);
    begin(world, &id, charge["payment_method"].as_str().unwrap_or_default());
    world.tell("refund.created", &id);
    world.tell("charge.refunded", &charge_id);
    Ok(world.object(&id).clone())
}

/// What of a charge is refunded grows, or shrinks where a refund failed.
fn note(world: &mut World, charge: &str, amount: i64) {
    let refunded = world.number(charge, "amount_refunded") + amount;
    let whole = refunded == world.number(charge, "amount_captured");
    world.change(charge, json!({"amount_refunded": refunded, "refunded": whole}));
}

/// Cards are quick, but for two that Stripe has for the purpose; banks take their days.
fn begin(world: &mut World, id: &str, method: &str) {
    let later = match world.instruments.get(method) {
        Some(Instrument::Card(card)) => match card.test.script {
            Script::RefundsLate(arrives) => Some(arrives),
            _ => None,
        },
        _ => Some(true),
    };
    match later {
        None => world.change(id, json!({"status": "succeeded"})),
        Some(arrives) => {
            let at = business_days(world.now(), SETTLES_AFTER);
            world.later(at, Due::RefundEnds(id.to_owned(), arrives));
        }
    }
}

/// A refund reaches the bank, or does not: then the money is the platform's again.
pub fn end(world: &mut World, id: &str, arrives: bool) {
    let charge = world.text(id, "charge");
    if arrives {
        world.change(id, json!({"status": "succeeded"}));
    } else {
        let amount = world.number(id, "amount");
        let account = world.thing(id).and_then(|thing| thing.account.clone());
        let entry = world.book(account.as_deref(), "refund_failure", amount, 0, id);
        world.change(
            id,
            json!({"status": "failed", "failure_reason": "expired_or_canceled_card", "failure_balance_transaction": entry}),
        );
        note(world, &charge, -amount);
        world.tell("refund.failed", id);
    }
    world.tell("refund.updated", id);
    world.tell("charge.refund.updated", id);
}

/// One of them.
pub fn get(world: &World, call: &Call, id: &str) -> Answer {
    Ok(world.find(call, "refund", id, "refund")?.clone())
}

/// All of them, the newest first.
pub fn list(world: &World, call: &Call) -> Answer {
    call.params.only(&[&LIST[..], &["charge", "payment_intent"]].concat())?;
    let params = &call.params;
    lists::list(world, call, "refund", |refund| {
        let fits = |name: &str| params.text(name).is_none_or(|value| refund[name] == value);
        fits("charge") && fits("payment_intent")
    })
}
