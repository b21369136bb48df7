//! Disputes: a holder takes a payment back, and somebody decides.

use serde_json::{Value, json};

use super::banks::DAY;
use super::call::{Answer, Call};
use super::lists::{self, LIST};
use super::world::World;

/// Days in which a dispute can be answered.
const ANSWER_WITHIN: i64 = 20;
/// What a dispute costs.
const FEE: i64 = 1500;

const EVIDENCE: [&str; 27] = [
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
];

fn blank(id: &str, charge: &Value, reason: &str, now: i64) -> Value {
    let mut evidence: Value = EVIDENCE
        .iter()
        .map(|name| ((*name).to_owned(), Value::Null))
        .collect::<serde_json::Map<_, _>>()
        .into();
    evidence["enhanced_evidence"] = json!({});
    let card = &charge["payment_method_details"]["card"];
    let details = match card.is_null() {
        // Stripe's word for whatever is no card: it has no details.
        true => json!({"type": "us_bank_account"}),
        false => {
            json!({"type": "card", "card": {"brand": card["brand"], "case_type": "chargeback", "network": card["network"], "network_reason_code": "10.4"}})
        }
    };
    json!({
        "id": id, "object": "dispute", "amount": charge["amount"], "balance_transactions": [], "charge": charge["id"], "created": now,
        "currency": "usd", "enhanced_eligibility_types": [], "evidence": evidence,
        "evidence_details": {"due_by": now + ANSWER_WITHIN * DAY, "enhanced_eligibility": {}, "has_evidence": false, "past_due": false, "submission_count": 0},
        "is_charge_refundable": false, "livemode": false, "metadata": {}, "payment_intent": charge["payment_intent"],
        "payment_method_details": details, "reason": reason, "status": "needs_response",
    })
}

/// Opens one: Stripe takes the money until it is decided.
pub fn open(world: &mut World, charge: &str, reason: &str) -> String {
    let id = world.id("dp");
    let dispute = blank(&id, world.object(charge), reason, world.now());
    let account = world.thing(charge).and_then(|thing| thing.account.clone());
    world.keep(account.as_deref(), dispute);
    world.change(charge, json!({"disputed": true}));
    world.tell("charge.dispute.created", &id);
    let amount = world.number(&id, "amount");
    move_money(world, &id, -amount, FEE);
    world.tell("charge.dispute.funds_withdrawn", &id);
    id
}

fn move_money(world: &mut World, id: &str, amount: i64, fee: i64) {
    let account = world.thing(id).and_then(|thing| thing.account.clone());
    let entry = world.book(account.as_deref(), "adjustment", amount, fee, id);
    let mut all = world.object(id)["balance_transactions"].as_array().cloned().unwrap_or_default();
    all.push(world.object(&entry).clone());
    world.change(id, json!({ "balance_transactions": all }));
}

/// Decides one. False: it was decided before.
pub fn decide(world: &mut World, id: &str, won: bool) -> bool {
    if matches!(world.text(id, "status").as_str(), "won" | "lost" | "") {
        return false;
    }
    world.change(id, json!({"status": if won { "won" } else { "lost" }}));
    if won {
        let amount = world.number(id, "amount");
        move_money(world, id, amount, 0);
        world.tell("charge.dispute.funds_reinstated", id);
    }
    world.tell("charge.dispute.closed", id);
    true
}

/// A settled debit goes back: at banks there is nothing to decide.
pub fn take_back(world: &mut World, charge: &str, reason: &str) {
    let id = open(world, charge, reason);
    decide(world, &id, false);
}

/// One of them.
pub fn get(world: &World, call: &Call, id: &str) -> Answer {
    Ok(world.find(call, "dispute", id, "dispute")?.clone())
}

/// All of them, the newest first.
pub fn list(world: &World, call: &Call) -> Answer {
    call.params.only(&[&LIST[..], &["charge", "payment_intent"]].concat())?;
    let params = &call.params;
    lists::list(world, call, "dispute", |dispute| {
        let fits = |name: &str| params.text(name).is_none_or(|value| dispute[name] == value);
        fits("charge") && fits("payment_intent")
    })
}
