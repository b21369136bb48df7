//! Events: one for every change, to be listed and to be sent.

use serde_json::{Value, json};

use super::call::{Answer, Call};
use super::lists::{self, LIST};
use super::world::World;

/// The version whose shapes the objects have.
pub const API_VERSION: &str = "2026-10-28.endive";

/// An event.
pub fn blank(id: &str, what: &str, now: i64, object: Value, account: Option<&str>, cause: &(Option<String>, Option<String>)) -> Value {
    let mut event = json!({
        "id": id, "object": "event", "api_version": API_VERSION, "created": now, "data": {"object": object}, "livemode": false,
        "pending_webhooks": 1, "request": {"id": cause.0, "idempotency_key": cause.1}, "type": what,
    });
    if let Some(account) = account {
        event["account"] = account.into();
    }
    event
}

/// One event.
pub fn get(world: &World, call: &Call, id: &str) -> Answer {
    Ok(world.find(call, "event", id, "id")?.clone())
}

/// Events, the newest first.
pub fn list(world: &World, call: &Call) -> Answer {
    call.params.only(&[&LIST[..], &["type", "types", "delivery_success"]].concat())?;
    let kinds = call.params.texts("types");
    let kind = call.params.text("type");
    lists::list(world, call, "event", |event| {
        let what = event["type"].as_str().unwrap_or_default();
        let fits = |pattern: &str| pattern.strip_suffix('*').map_or(what == pattern, |begin| what.starts_with(begin));
        kind.is_none_or(fits) && (kinds.is_empty() || kinds.iter().any(|kind| fits(kind)))
    })
}
