//! Payouts: from a connected account to its owner's bank.

use serde_json::{Value, json};

use super::accounts;
use super::banks::business_days;
use super::call::{Answer, Call};
use super::due::Due;
use super::lists::{self, LIST};
use super::payments;
use super::refusal::Refusal;
use super::world::World;

/// Business days that money stays on a connected account before it leaves for the bank.
const LEAVES_AFTER: i64 = 1;
/// Business days until a payout has arrived.
const ARRIVES_AFTER: i64 = 2;

fn blank(id: &str, amount: i64, automatic: bool, bank: &str, (now, arrives): (i64, i64)) -> Value {
    json!({
        "id": id, "object": "payout", "amount": amount, "application_fee": null, "application_fee_amount": null, "arrival_date": arrives,
        "automatic": automatic, "balance_transaction": null, "created": now, "currency": "usd", "description": "STRIPE PAYOUT",
        "destination": bank, "failure_balance_transaction": null, "failure_code": null, "failure_message": null, "livemode": false,
        "metadata": {}, "method": "standard", "original_payout": null, "payout_method": null,
        "reconciliation_status": if automatic { "completed" } else { "not_applicable" }, "reversed_by": null, "source_type": "card",
        "statement_descriptor": null, "status": "in_transit", "trace_id": null, "type": "bank_account",
    })
}

/// Sends money to the bank.
fn send(world: &mut World, account: &str, amount: i64, automatic: bool, bank: &str) -> String {
    let id = world.id("po");
    let now = world.now();
    let arrives = business_days(now, ARRIVES_AFTER);
    let payout = blank(&id, amount, automatic, bank, (now, arrives));
    world.keep(Some(account), payout);
    let entry = world.book(Some(account), "payout", -amount, 0, &id);
    world.change(&id, json!({ "balance_transaction": entry }));
    world.later(arrives, Due::PayoutEnds(id.clone()));
    world.tell("payout.created", &id);
    id
}

/// What an account has will leave on the next day that banks work, if that happens by itself.
pub fn soon(world: &mut World, account: &str) {
    let by_hand = world.object(account)["settings"]["payouts"]["schedule"]["interval"] == "manual";
    if !by_hand && world.balance(Some(account)) > 0 {
        let at = business_days(world.now(), LEAVES_AFTER);
        world.later(at, Due::PayoutLeaves(account.to_owned()));
    }
}

/// All that an account has leaves for its bank, if it may.
pub fn leave(world: &mut World, account: &str) {
    let amount = world.balance(Some(account));
    let may = world.object(account)["payouts_enabled"] == true;
    if let Some(bank) = accounts::payee(world, account).filter(|_| may && amount > 0) {
        send(world, account, amount, true, &bank);
    }
}

/// A payout reaches the bank, or comes back as the test account has it.
pub fn end(world: &mut World, id: &str) {
    let bank = world.text(id, "destination");
    match world.payees.get(&bank).and_then(|test| test.credit()) {
        Some((code, words)) => {
            fail(world, id, code, words);
        }
        None => {
            arrive(world, id);
        }
    }
}

/// It is there. False: it has ended before.
pub fn arrive(world: &mut World, id: &str) -> bool {
    if world.object(id)["status"] != "in_transit" {
        return false;
    }
    world.forget_due(|due| *due == Due::PayoutEnds(id.to_owned()));
    let trace = json!({"status": "supported", "value": format!("1100000{}", world.number(id, "created"))});
    world.change(id, json!({"status": "paid", "trace_id": trace}));
    world.tell("payout.paid", id);
    true
}

/// It came back, be it that it was said to have arrived. False: it had come back before.
pub fn fail(world: &mut World, id: &str, code: &str, words: &str) -> bool {
    if !matches!(world.text(id, "status").as_str(), "in_transit" | "paid") {
        return false;
    }
    world.forget_due(|due| *due == Due::PayoutEnds(id.to_owned()));
    let account = world.thing(id).and_then(|thing| thing.account.clone()).unwrap_or_default();
    let amount = world.number(id, "amount");
    let entry = world.book(Some(&account), "payout_failure", amount, 0, id);
    world.change(
        id,
        json!({"status": "failed", "failure_code": code, "failure_message": words, "failure_balance_transaction": entry}),
    );
    world.tell("payout.failed", id);
    accounts::stop_payouts(world, &account);
    true
}

/// Sends by hand, where an account's payouts are not automatic.
pub fn create(world: &mut World, call: &Call) -> Answer {
    call.params.only(&[
        "amount",
        "currency",
        "description",
        "destination",
        "metadata",
        "method",
        "source_type",
        "statement_descriptor",
    ])?;
    payments::dollars(call, "currency")?;
    call.params.required("amount")?;
    let amount = call.params.number("amount")?.unwrap_or_default();
    let Some(account) = call.account.clone() else {
        return Err(Refusal::state(
            None,
            "Payouts are sent by connected accounts here: name one in the header Stripe-Account.",
        ));
    };
    let enabled = world.object(&account)["payouts_enabled"] == true;
    let Some(bank) = accounts::payee(world, &account).filter(|_| enabled) else {
        return Err(Refusal::state(
            Some("payouts_not_allowed"),
            "Cannot create payouts: this account has no bank account that works.",
        ));
    };
    if amount < 1 || amount > world.balance(Some(&account)) {
        let words = "You have insufficient funds in your Stripe account for this transfer.";
        return Err(Refusal::state(Some("balance_insufficient"), words));
    }
    let metadata = call.params.metadata("metadata", &Value::Null)?;
    let id = send(world, &account, amount, false, &bank);
    world.change(&id, json!({ "metadata": metadata }));
    Ok(world.object(&id).clone())
}

/// One of them.
pub fn get(world: &World, call: &Call, id: &str) -> Answer {
    Ok(world.find(call, "payout", id, "payout")?.clone())
}

/// All of them, the newest first.
pub fn list(world: &World, call: &Call) -> Answer {
    call.params.only(&[&LIST[..], &["arrival_date", "destination", "status"]].concat())?;
    let params = &call.params;
    lists::list(world, call, "payout", |payout| {
        let fits = |name: &str| params.text(name).is_none_or(|value| payout[name] == value);
        fits("destination") && fits("status")
    })
}

/// The balance transactions that an automatic payout consists of: its own, and all of its account since the one before it.
pub fn entries(world: &World, payout: &str) -> Vec<String> {
    let account = world.thing(payout).and_then(|thing| thing.account.clone());
    let own = world.text(payout, "balance_transaction");
    let id_of = |entry: &Value| entry["id"].as_str().unwrap_or_default().to_owned();
    let all = world
        .newest("balance_transaction")
        .filter(|thing| thing.account == account)
        .map(|thing| &thing.object);
    let mut held = Vec::new();
    for entry in all.skip_while(|entry| entry["id"] != own.as_str()) {
        if !held.is_empty() && entry["type"] == "payout" {
            break;
        }
        held.push(id_of(entry));
    }
    held
}
