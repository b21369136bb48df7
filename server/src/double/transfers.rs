//! Transfers: from the platform to a connected account.

use serde_json::{Value, json};

use super::call::{Answer, Call};
use super::charges;
use super::lists::{self, LIST};
use super::refusal::Refusal;
use super::world::{World, empty_list};
use super::{payments, payouts};

fn blank(id: &str, amount: i64, destination: &str, now: i64) -> Value {
    json!({
        "id": id, "object": "transfer", "amount": amount, "amount_reversed": 0, "balance_transaction": null, "created": now, "currency": "usd",
        "description": null, "destination": destination, "destination_payment": null, "livemode": false, "metadata": {},
        "reversals": empty_list(&format!("/v1/transfers/{id}/reversals")), "reversed": false, "source_transaction": null, "source_type": "card",
        "transfer_group": null,
    })
}

/// Sends money.
pub fn create(world: &mut World, call: &Call) -> Answer {
    call.params.only(&[
        "amount",
        "currency",
        "description",
        "destination",
        "metadata",
        "source_transaction",
        "source_type",
        "transfer_group",
    ])?;
    let params = &call.params;
    payments::dollars(call, "currency")?;
    params.required("amount")?;
    let amount = params.number("amount")?.unwrap_or_default();
    if amount < 1 {
        return Err(Refusal::parameter(
            "parameter_invalid_integer",
            "amount",
            "This value must be greater than or equal to 1.",
        ));
    }
    let destination = params.required("destination")?.to_owned();
    let account = world.find(call, "account", &destination, "destination")?;
    if account["capabilities"]["transfers"] != "active" {
        let words = "Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments";
        return Err(Refusal::state(Some("insufficient_capabilities_for_transfer"), words));
    }
    if amount > world.balance(None) {
        let words = "You have insufficient available funds in your Stripe account.";
        return Err(Refusal::state(Some("balance_insufficient"), words));
    }
    let metadata = params.metadata("metadata", &Value::Null)?;
    let (id, payment) = (world.id("tr"), world.id("py"));
    let mut transfer = blank(&id, amount, &destination, world.now());
    transfer["metadata"] = metadata;
    transfer["description"] = params.text("description").into();
    transfer["transfer_group"] = params.text("transfer_group").into();
    transfer["destination_payment"] = payment.as_str().into();
    world.keep(None, transfer);
    let entry = world.book(None, "transfer", -amount, 0, &id);
    world.change(&id, json!({ "balance_transaction": entry }));
    receive(world, &destination, &payment, &id, amount);
    world.tell("transfer.created", &id);
    Ok(world.object(&id).clone())
}

/// The account has the money, as a payment of its own.
fn receive(world: &mut World, account: &str, payment: &str, transfer: &str, amount: i64) {
    let entry = world.book(Some(account), "payment", amount, 0, payment);
    let mut charge = charges::blank(payment, amount, world.now());
    charge["source_transfer"] = transfer.into();
    charge["balance_transaction"] = entry.into();
    charge["status"] = "succeeded".into();
    charge["paid"] = true.into();
    charge["amount_captured"] = amount.into();
    charge["payment_method_details"] = json!({"type": "stripe_account", "stripe_account": {}});
    world.keep(Some(account), charge);
    world.tell("payment.created", payment);
    payouts::soon(world, account);
}

/// One of them.
pub fn get(world: &World, call: &Call, id: &str) -> Answer {
    Ok(world.find(call, "transfer", id, "transfer")?.clone())
}

/// All of them, the newest first.
pub fn list(world: &World, call: &Call) -> Answer {
    call.params.only(&[&LIST[..], &["destination", "transfer_group"]].concat())?;
    let params = &call.params;
    lists::list(world, call, "transfer", |transfer| {
        let fits = |name: &str| params.text(name).is_none_or(|value| transfer[name] == value);
        fits("destination") && fits("transfer_group")
    })
}

/// Takes money of a transfer back, while the account still has it.
pub fn reverse(world: &mut World, call: &Call, id: &str) -> Answer {
    call.params.only(&["amount", "description", "metadata", "refund_application_fee"])?;
    let transfer = get(world, call, id)?;
    let destination = transfer["destination"].as_str().unwrap_or_default().to_owned();
    let left = world.number(id, "amount") - world.number(id, "amount_reversed");
    let amount = call.params.number("amount")?.unwrap_or(left);
    if amount < 1 || amount > left {
        let words = "The reversal must be more than nothing and not more than is left of the transfer.";
        return Err(Refusal::parameter("parameter_invalid_integer", "amount", words));
    }
    if amount > world.balance(Some(&destination)) {
        let words = "The connected account has insufficient funds for this reversal.";
        return Err(Refusal::state(Some("balance_insufficient"), words));
    }
    let metadata = call.params.metadata("metadata", &Value::Null)?;
    let reversal = world.id("trr");
    let entry = world.book(None, "transfer_refund", amount, 0, &reversal);
    let payment = world.text(id, "destination_payment");
    world.book(Some(&destination), "payment_refund", -amount, 0, &payment);
    let object = json!({
        "id": reversal, "object": "transfer_reversal", "amount": amount, "balance_transaction": entry, "created": world.now(), "currency": "usd",
        "destination_payment_refund": null, "metadata": metadata, "source_refund": null, "transfer": id,
    });
    world.keep(None, object.clone());
    let mut reversals = transfer["reversals"].clone();
    if let Some(all) = reversals["data"].as_array_mut() {
        all.insert(0, object.clone());
    }
    let reversed = world.number(id, "amount_reversed") + amount;
    world.change(id, json!({"amount_reversed": reversed, "reversed": amount == left, "reversals": reversals}));
    world.tell("transfer.reversed", id);
    Ok(object)
}
