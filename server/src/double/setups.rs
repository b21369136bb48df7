//! Setup intents: adding a method that can be used later.

use serde_json::{Value, json};

use super::call::{Answer, Call, Caller};
use super::cards::{Purpose, UNPROVEN_SETUP, Verdict};
use super::clock::month;
use super::lists::{self, LIST};
use super::mandates::{self, Acceptance};
use super::refusal::Refusal;
use super::world::{Instrument, World};
use super::{checkout, methods, proof};

const CONFIRM: [&str; 9] = [
    "payment_method",
    "payment_method_data",
    "payment_method_options",
    "mandate_data",
    "return_url",
    "use_stripe_sdk",
    "client_secret",
    "key",
    "confirmation_token",
];

fn blank(id: &str, secret: &str, now: i64) -> Value {
    json!({
        "id": id, "object": "setup_intent", "application": null, "automatic_payment_methods": null, "cancellation_reason": null,
        "client_secret": secret, "created": now, "customer": null, "description": null, "excluded_payment_method_types": null,
        "flow_directions": null, "last_setup_error": null, "latest_attempt": null, "livemode": false, "mandate": null, "metadata": {},
        "next_action": null, "on_behalf_of": null, "payment_method": null, "payment_method_configuration_details": null,
        "payment_method_options": {}, "payment_method_types": ["card"], "single_use_mandate": null,
        "status": "requires_payment_method", "usage": "off_session",
    })
}

/// The kinds of method that an intent takes, as the call says it.
pub fn kinds(call: &Call) -> Value {
    match call.params.texts("payment_method_types") {
        named if !named.is_empty() => json!(named),
        _ => json!(["card", "us_bank_account"]),
    }
}

/// Whether Stripe chooses the kinds, as intents hold it.
pub fn automatic(call: &Call) -> Result<Value, Refusal> {
    if !call.params.texts("payment_method_types").is_empty() {
        return Ok(Value::Null);
    }
    let redirects = call.params.text("automatic_payment_methods.allow_redirects").unwrap_or("always");
    let enabled = call.params.flag("automatic_payment_methods.enabled")?.unwrap_or(true);
    Ok(json!({"allow_redirects": redirects, "enabled": enabled}))
}

/// Begins to add a method, for a customer or nobody yet.
pub fn begin(world: &mut World, account: Option<&str>, customer: Option<&str>, metadata: Value) -> String {
    let id = world.id("seti");
    let secret = world.secret(&id);
    let mut intent = blank(&id, &secret, world.now());
    intent["customer"] = customer.into();
    intent["metadata"] = metadata;
    world.keep(account, intent)
}

/// Begins to add a method, and confirms at once if asked to.
pub fn create(world: &mut World, call: &Call) -> Answer {
    let more = [
        "automatic_payment_methods",
        "confirm",
        "customer",
        "description",
        "flow_directions",
        "metadata",
        "payment_method_types",
        "usage",
    ];
    call.params.only(&[&CONFIRM[..], &more].concat())?;
    let params = &call.params;
    if let Some(customer) = params.text("customer") {
        world.find(call, "customer", customer, "customer")?;
    }
    let metadata = params.metadata("metadata", &Value::Null)?;
    let automatic = automatic(call)?;
    let confirm = params.flag("confirm")? == Some(true);
    let id = begin(world, call.account.as_deref(), params.text("customer"), metadata);
    world.change(
        &id,
        json!({
            "automatic_payment_methods": automatic, "payment_method_types": kinds(call), "description": params.text("description"),
            "usage": params.text("usage").unwrap_or("off_session"),
        }),
    );
    world.tell("setup_intent.created", &id);
    if confirm {
        return confirm_named(world, call, &id);
    }
    Ok(world.object(&id).clone())
}

/// One of them.
pub fn get(world: &World, call: &Call, id: &str) -> Answer {
    let intent = world.find(call, "setup_intent", id, "intent")?;
    call.may_touch(intent, "setup_intent")?;
    Ok(intent.clone())
}

/// All of them, the newest first.
pub fn list(world: &World, call: &Call) -> Answer {
    call.params.only(&[&LIST[..], &["customer", "payment_method"]].concat())?;
    let params = &call.params;
    lists::list(world, call, "setup_intent", |intent| {
        let fits = |name: &str| params.text(name).is_none_or(|value| intent[name] == value);
        fits("customer") && fits("payment_method")
    })
}

/// Tries a method.
pub fn confirm(world: &mut World, call: &Call, id: &str) -> Answer {
    call.params.only(&CONFIRM)?;
    get(world, call, id)?;
    confirm_named(world, call, id)
}

fn confirm_named(world: &mut World, call: &Call, id: &str) -> Answer {
    let customer = world.text(id, "customer");
    let method = match call.params.text("payment_method") {
        Some(name) => methods::named(world, call, name, "payment_method")?,
        None if call.params.has("payment_method_data") => methods::typed(world, call, "payment_method_data.")?,
        None => match world.object(id)["payment_method"].as_str() {
            Some(method) => method.to_owned(),
            None => {
                return Err(Refusal::parameter(
                    "parameter_missing",
                    "payment_method",
                    "You must provide a payment method to confirm a SetupIntent.",
                ));
            }
        },
    };
    methods::usable(world, &method, Some(customer.as_str()).filter(|customer| !customer.is_empty()))?;
    if call.params.text("payment_method_options.us_bank_account.verification_method") == Some("instant") {
        verified(world, &method, call.caller);
    }
    let acceptance = match call.caller {
        Caller::Page => Some(Acceptance {
            ip: "127.0.0.1".into(),
            agent: "the page".into(),
        }),
        Caller::Server => Acceptance::sent(call),
    };
    attempt(world, id, &method, call.params.text("return_url"), acceptance.as_ref())?;
    Ok(world.object(id).clone())
}

/// On a page the person may sign in at the bank instead of waiting for small deposits.
fn verified(world: &mut World, method: &str, caller: Caller) {
    if let Some(Instrument::Bank(bank)) = world.instruments.get_mut(method) {
        bank.verified |= caller == Caller::Page;
    }
}

/// Tries a method that is there.
pub fn attempt(world: &mut World, id: &str, method: &str, back: Option<&str>, acceptance: Option<&Acceptance>) -> Result<(), Refusal> {
    let status = world.text(id, "status");
    if !matches!(status.as_str(), "requires_payment_method" | "requires_confirmation" | "requires_action") {
        let words = format!("You cannot confirm this SetupIntent because it has a status of {status}.");
        return Err(Refusal::state(Some("setup_intent_unexpected_state"), &words).with("setup_intent", world.object(id)));
    }
    let Some(instrument) = world.instruments.get(method).cloned() else {
        return Err(Refusal::missing("PaymentMethod", method, "payment_method"));
    };
    let kind = world.text(method, "type");
    if !world.object(id)["payment_method_types"]
        .as_array()
        .is_some_and(|kinds| kinds.iter().any(|known| *known == kind))
    {
        let words = format!("The payment method type \"{kind}\" is not allowed for this SetupIntent.");
        return Err(Refusal::parameter("payment_intent_invalid_parameter", "payment_method", &words));
    }
    match instrument {
        Instrument::Card(card) => match card.verdict(Purpose::Setup, month(world.now())) {
            Verdict::No(decline) => return Err(decline_with(world, id, method, Refusal::declined(&decline))),
            Verdict::Yes => {
                world.change(id, json!({ "payment_method": method }));
                succeed(world, id);
            }
            Verdict::Ask => {
                let action = proof::ask(world, id, back);
                world.change(
                    id,
                    json!({"payment_method": method, "status": "requires_action", "next_action": action, "last_setup_error": null}),
                );
                world.tell("setup_intent.requires_action", id);
            }
        },
        Instrument::Bank(bank) => {
            let Some(acceptance) = acceptance else {
                let words = "This SetupIntent requires a mandate, but no existing mandate was found. Collect mandate acceptance from the customer \
                             and retry the request, providing acceptance data in the mandate_data parameter.";
                return Err(Refusal::parameter("parameter_missing", "mandate_data", words));
            };
            if !bank.verified && !bank.test.takes_small_deposits() {
                let words = "Microdeposits could not be sent to this bank account.";
                return Err(give_back(world, id, "payment_method_microdeposit_failed", words));
            }
            let account = world.thing(id).and_then(|thing| thing.account.clone());
            let mandate = mandates::make(world, account.as_deref(), method, acceptance);
            world.change(id, json!({"payment_method": method, "mandate": mandate, "last_setup_error": null}));
            if bank.verified {
                succeed(world, id);
            } else {
                let action = proof::send_deposits(world, id);
                world.change(id, json!({"status": "requires_action", "next_action": action}));
                if let Some(back) = back {
                    world.backs.insert(id.to_owned(), back.to_owned());
                }
                world.tell("setup_intent.requires_action", id);
                checkout::follow(world, id);
            }
        }
    }
    Ok(())
}

fn decline_with(world: &mut World, id: &str, method: &str, refusal: Refusal) -> Refusal {
    let mut error = refusal.error();
    error["payment_method"] = world.object(method).clone();
    world.change(
        id,
        json!({"status": "requires_payment_method", "payment_method": null, "next_action": null, "last_setup_error": error}),
    );
    world.tell("setup_intent.setup_failed", id);
    refusal.with("payment_method", world.object(method)).with("setup_intent", world.object(id))
}

/// The method will not do; another may.
pub fn give_back(world: &mut World, id: &str, code: &'static str, words: &str) -> Refusal {
    let method = world.text(id, "payment_method");
    decline_with(world, id, &method, Refusal::state(Some(code), words))
}

/// The method can be used from now on.
pub fn succeed(world: &mut World, id: &str) {
    let (method, customer) = (world.text(id, "payment_method"), world.text(id, "customer"));
    if let Some(Instrument::Card(card)) = world.instruments.get_mut(&method) {
        card.proven = true;
    }
    if !customer.is_empty() {
        methods::belong(world, &method, &customer);
    }
    world.change(id, json!({"status": "succeeded", "next_action": null, "last_setup_error": null}));
    world.tell("setup_intent.succeeded", id);
    checkout::follow(world, id);
}

/// 3-D Secure went well, or not.
pub fn proven(world: &mut World, id: &str, well: bool) {
    let method = world.text(id, "payment_method");
    let after = match world.instruments.get(&method) {
        Some(Instrument::Card(card)) if well => card.verdict_when_proven(),
        _ => Verdict::No(UNPROVEN_SETUP),
    };
    match after {
        Verdict::No(decline) => {
            decline_with(world, id, &method, Refusal::declined(&decline));
        }
        Verdict::Yes | Verdict::Ask => succeed(world, id),
    }
}

/// Gives one up.
pub fn cancel(world: &mut World, call: &Call, id: &str) -> Answer {
    call.params.only(&["cancellation_reason"])?;
    let status = get(world, call, id)?["status"].as_str().unwrap_or_default().to_owned();
    if !matches!(status.as_str(), "requires_payment_method" | "requires_confirmation" | "requires_action") {
        let words = format!("You cannot cancel this SetupIntent because it has a status of {status}.");
        return Err(Refusal::state(Some("setup_intent_unexpected_state"), &words).with("setup_intent", world.object(id)));
    }
    let reason = call.params.text("cancellation_reason");
    world.change(id, json!({"status": "canceled", "cancellation_reason": reason, "next_action": null}));
    world.tell("setup_intent.canceled", id);
    Ok(world.object(id).clone())
}
