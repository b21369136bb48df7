//! Lists, searches and `expand`: what every kind of object has in common.

use serde_json::{Value, json};

use super::call::{Answer, Call};
use super::form::Params;
use super::refusal::Refusal;
use super::world::World;

/// Parameters that every list has.
pub const LIST: [&str; 4] = ["limit", "starting_after", "ending_before", "created"];

/// Whether an object was made when the call asks for.
fn created_as_asked(params: &Params, object: &Value) -> Result<bool, Refusal> {
    let created = object["created"].as_i64().unwrap_or_default();
    if let Some(exactly) = params.number("created").ok().flatten() {
        return Ok(created == exactly);
    }
    let bound = |name: &str| params.number(&format!("created.{name}"));
    Ok(bound("gt")?.is_none_or(|at| created > at)
        && bound("gte")?.is_none_or(|at| created >= at)
        && bound("lt")?.is_none_or(|at| created < at)
        && bound("lte")?.is_none_or(|at| created <= at))
}

fn limit(params: &Params) -> Result<usize, Refusal> {
    match params.number("limit")?.unwrap_or(10) {
        limit @ 1..=100 => Ok(usize::try_from(limit).unwrap_or(10)),
        _ => Err(Refusal::parameter("parameter_invalid_integer", "limit", "Limits are between 1 and 100.")),
    }
}

/// A page of the objects of a kind, the newest first.
pub fn list(world: &World, call: &Call, kind: &str, keep: impl Fn(&Value) -> bool) -> Answer {
    let limit = limit(&call.params)?;
    let place = |param: &str| match call.params.text(param) {
        None => Ok(None),
        Some(id) => {
            world.find(call, kind, id, param)?;
            Ok(world.thing(id).map(|thing| thing.place))
        }
    };
    let (after, before) = (place("starting_after")?, place("ending_before")?);
    let mut data = Vec::new();
    for thing in world.newest(kind) {
        let within = after.is_none_or(|place| thing.place < place) && before.is_none_or(|place| thing.place > place);
        if within && thing.account == call.account && keep(&thing.object) && created_as_asked(&call.params, &thing.object)? {
            data.push(thing.object.clone());
            // Before an object come the ones next to it: the oldest of what is left.
            if data.len() > limit && before.is_none() {
                break;
            }
        }
    }
    let has_more = data.len() > limit;
    if before.is_some() {
        data.drain(..data.len().saturating_sub(limit));
    } else {
        data.truncate(limit);
    }
    Ok(json!({"object": "list", "url": format!("/v1/{}", call.path), "has_more": has_more, "data": data}))
}

/// The objects of a kind that a query finds: `metadata["payment"]:"…" AND status:"succeeded"`. Stripe's finds what is a minute old; this one at once.
pub fn search(world: &World, call: &Call, kind: &str) -> Answer {
    call.params.only(&["query", "limit", "page"])?;
    let query = call.params.required("query")?;
    let mut clauses = Vec::new();
    for clause in query.split(" AND ") {
        let unquoted = |text: &str| text.trim().trim_matches(['"', '\'']).to_owned();
        let Some((field, value)) = clause.split_once(':') else {
            return Err(Refusal::parameter("parameter_invalid", "query", "The query could not be read."));
        };
        let path = match field.trim().strip_prefix("metadata[") {
            Some(name) => format!("/metadata/{}", unquoted(name.trim_end_matches(']'))),
            None => format!("/{}", field.trim()),
        };
        clauses.push((path, unquoted(value)));
    }
    let as_text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let fits = |object: &Value| clauses.iter().all(|(path, value)| object.pointer(path).map(as_text).as_ref() == Some(value));
    let limit = limit(&call.params)?;
    let found = world.newest(kind).filter(|thing| thing.account == call.account && fits(&thing.object));
    let data: Vec<Value> = found.take(limit).map(|thing| thing.object.clone()).collect();
    Ok(json!({"object": "search_result", "url": format!("/v1/{}", call.path), "has_more": false, "next_page": null, "data": data}))
}

/// Puts whole objects where the call asks for them (`latest_charge`, `data.payment_method`).
pub fn expand(world: &World, call: &Call, mut answer: Value) -> Answer {
    for path in call.params.texts("expand") {
        let parts: Vec<&str> = path.split('.').collect();
        if parts.len() > 4 || !expand_one(world, &mut answer, &parts) {
            let words = format!("This property cannot be expanded ({path}).");
            return Err(Refusal::parameter("parameter_invalid", "expand", &words).late());
        }
    }
    Ok(answer)
}

fn expand_one(world: &World, at: &mut Value, path: &[&str]) -> bool {
    let Some((first, rest)) = path.split_first() else { return true };
    if let Value::Array(all) = at {
        return all.iter_mut().all(|one| expand_one(world, one, path));
    }
    let Some(field) = at.get_mut(*first) else { return false };
    if let Some(id) = field.as_str() {
        match world.thing(id) {
            Some(thing) => *field = thing.object.clone(),
            None => return false,
        }
    }
    field.is_null() || expand_one(world, field, rest)
}
