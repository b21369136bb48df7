//! What moved: balance transactions of the platform and of connected accounts.

use serde_json::{Value, json};

use super::call::{Answer, Call};
use super::lists::{self, LIST};
use super::world::World;

/// An entry of amount and fee.
pub fn blank(id: &str, kind: &str, (amount, fee): (i64, i64), source: &str, now: i64) -> Value {
    let fees = match fee {
        0 => json!([]),
        _ => json!([{"amount": fee, "application": null, "currency": "usd", "description": "Stripe processing fees", "type": "stripe_fee"}]),
    };
    json!({
        "id": id, "object": "balance_transaction", "amount": amount, "available_on": now, "balance_type": "payments", "created": now,
        "currency": "usd", "description": null, "exchange_rate": null, "fee": fee, "fee_details": fees, "net": amount - fee,
        "reporting_category": category(kind), "source": source, "status": "available", "type": kind,
    })
}

fn category(kind: &str) -> &str {
    match kind {
        "payment" => "charge",
        "payment_refund" => "refund",
        "adjustment" => "dispute",
        "payout_failure" => "payout_reversal",
        "transfer_refund" => "transfer_reversal",
        other => other,
    }
}

/// One entry.
pub fn get(world: &World, call: &Call, id: &str) -> Answer {
    Ok(world.find(call, "balance_transaction", id, "id")?.clone())
}

/// Entries, the newest first.
pub fn list(world: &World, call: &Call) -> Answer {
    call.params.only(&[&LIST[..], &["currency", "payout", "source", "type"]].concat())?;
    let params = &call.params;
    // What a payout consists of is known by the payout: the entries from the one before it on.
    let held = params.text("payout").map(|payout| super::payouts::entries(world, payout));
    lists::list(world, call, "balance_transaction", |entry| {
        let id = entry["id"].as_str().unwrap_or_default();
        held.as_ref().is_none_or(|ids| ids.iter().any(|held| held == id))
            && params.text("source").is_none_or(|source| entry["source"] == source)
            && params.text("type").is_none_or(|kind| entry["type"] == kind)
    })
}

/// What is there now.
pub fn read(world: &World, call: &Call) -> Answer {
    let part = |amount: i64| json!([{"amount": amount, "currency": "usd", "source_types": {"card": amount}}]);
    let now = world.balance(call.account.as_deref());
    Ok(
        json!({"object": "balance", "available": part(now), "connect_reserved": [{"amount": 0, "currency": "usd"}], "pending": part(0), "livemode": false, "refund_and_dispute_prefunding": null}),
    )
}
