//! Payment intents: moving money to the platform.

use serde_json::{Value, json};

use super::attempts::{self, How};
use super::call::{Answer, Call, Caller};
use super::lists::{self, LIST};
use super::mandates::Acceptance;
use super::refusal::Refusal;
use super::world::{Instrument, World};
use super::{methods, setups};

const CONFIRM: [&str; 13] = [
    "payment_method",
    "payment_method_data",
    "payment_method_options",
    "payment_method_types",
    "mandate",
    "mandate_data",
    "off_session",
    "return_url",
    "setup_future_usage",
    "receipt_email",
    "use_stripe_sdk",
    "client_secret",
    "key",
];

const CREATE: [&str; 15] = [
    "amount",
    "automatic_payment_methods",
    "capture_method",
    "confirm",
    "confirmation_method",
    "currency",
    "customer",
    "description",
    "error_on_requires_action",
    "metadata",
    "shipping",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_data",
    "transfer_group",
];

/// What a payment is for.
pub struct Wanted<'a> {
    /// In cents.
    pub amount: i64,
    /// Whose.
    pub customer: Option<&'a str>,
    /// For the statement.
    pub description: Option<&'a str>,
    /// The platform's own words.
    pub metadata: Value,
    /// `off_session`: the method is kept.
    pub keep_for: Option<&'a str>,
}

fn blank(id: &str, secret: &str, now: i64, wanted: &Wanted<'_>) -> Value {
    json!({
        "id": id, "object": "payment_intent", "amount": wanted.amount, "amount_capturable": 0, "amount_details": {"tip": {}},
        "amount_received": 0, "application": null, "application_fee_amount": null,
        "automatic_payment_methods": {"allow_redirects": "always", "enabled": true}, "canceled_at": null, "cancellation_reason": null,
        "capture_method": "automatic_async", "client_secret": secret, "confirmation_method": "automatic", "created": now, "currency": "usd",
        "customer": wanted.customer, "customer_account": null, "description": wanted.description, "excluded_payment_method_types": null,
        "last_payment_error": null, "latest_charge": null, "livemode": false, "managed_payments": null, "metadata": wanted.metadata,
        "next_action": null, "on_behalf_of": null, "payment_method": null, "payment_method_configuration_details": null,
        "payment_method_options": {}, "payment_method_types": ["card", "us_bank_account"], "processing": null, "receipt_email": null,
        "review": null, "setup_future_usage": wanted.keep_for, "shipping": null, "source": null, "statement_descriptor": null,
        "statement_descriptor_suffix": null, "status": "requires_payment_method", "transfer_data": null, "transfer_group": null,
    })
}

/// Begins a payment.
pub fn begin(world: &mut World, account: Option<&str>, wanted: &Wanted<'_>) -> String {
    let id = world.id("pi");
    let secret = world.secret(&id);
    let intent = blank(&id, &secret, world.now(), wanted);
    world.keep(account, intent);
    world.tell("payment_intent.created", &id);
    id
}

/// An amount that Stripe takes.
pub fn amount(call: &Call, path: &str) -> Result<i64, Refusal> {
    call.params.required(path)?;
    match call.params.number(path)?.unwrap_or_default() {
        ..=0 => Err(Refusal::parameter(
            "parameter_invalid_integer",
            path,
            "This value must be greater than or equal to 1.",
        )),
        1..=49 => Err(Refusal::parameter("amount_too_small", path, "Amount must be at least $0.50 usd")),
        amount @ 50..=99_999_999 => Ok(amount),
        _ => Err(Refusal::parameter("amount_too_large", path, "Amount must be no more than $999,999.99")),
    }
}

/// The only money that is known here.
pub fn dollars(call: &Call, path: &str) -> Result<(), Refusal> {
    match call.params.required(path)? {
        "usd" | "USD" => Ok(()),
        other => Err(Refusal::parameter("parameter_invalid", path, &format!("Invalid currency: {other}."))),
    }
}

/// Begins a payment, and confirms it at once if asked to.
pub fn create(world: &mut World, call: &Call) -> Answer {
    call.params.only(&[&CONFIRM[..], &CREATE].concat())?;
    let params = &call.params;
    let wanted = Wanted {
        amount: amount(call, "amount")?,
        customer: params.text("customer"),
        description: params.text("description"),
        metadata: params.metadata("metadata", &Value::Null)?,
        keep_for: params.text("setup_future_usage"),
    };
    dollars(call, "currency")?;
    if let Some(customer) = wanted.customer {
        world.find(call, "customer", customer, "customer")?;
    }
    let confirm = params.flag("confirm")? == Some(true);
    if params.flag("off_session")? == Some(true) && !confirm {
        let words = "The parameter off_session can only be passed with confirm=true.";
        return Err(Refusal::parameter("parameter_invalid", "off_session", words));
    }
    let automatic = setups::automatic(call)?;
    let method = match params.text("payment_method") {
        Some(name) => Some(usable(world, call, name, wanted.customer)?),
        None => None,
    };
    let id = begin(world, call.account.as_deref(), &wanted);
    world.change(
        &id,
        json!({
            "automatic_payment_methods": automatic, "payment_method_types": setups::kinds(call), "receipt_email": params.text("receipt_email"),
            "statement_descriptor": params.text("statement_descriptor"),
            "statement_descriptor_suffix": params.text("statement_descriptor_suffix"), "transfer_group": params.text("transfer_group"),
        }),
    );
    if let Some(method) = method {
        world.change(&id, json!({"payment_method": method, "status": "requires_confirmation"}));
    }
    if confirm {
        return confirm_named(world, call, &id);
    }
    Ok(world.object(&id).clone())
}

fn usable(world: &mut World, call: &Call, name: &str, customer: Option<&str>) -> Result<String, Refusal> {
    let method = methods::named(world, call, name, "payment_method")?;
    methods::usable(world, &method, customer)?;
    Ok(method)
}

/// One of them.
pub fn get(world: &World, call: &Call, id: &str) -> Answer {
    let intent = world.find(call, "payment_intent", id, "intent")?;
    call.may_touch(intent, "payment_intent")?;
    Ok(intent.clone())
}

/// All of them, the newest first.
pub fn list(world: &World, call: &Call) -> Answer {
    call.params.only(&[&LIST[..], &["customer"]].concat())?;
    let customer = call.params.text("customer");
    lists::list(world, call, "payment_intent", |intent| {
        customer.is_none_or(|customer| intent["customer"] == customer)
    })
}

/// Changes what nothing has been tried for yet.
pub fn update(world: &mut World, call: &Call, id: &str) -> Answer {
    call.params
        .only(&["amount", "description", "metadata", "receipt_email", "statement_descriptor_suffix"])?;
    let intent = get(world, call, id)?;
    let mut fields = json!({"metadata": call.params.metadata("metadata", &intent["metadata"])?});
    if call.params.has("amount") {
        unfinished(&intent, "update")?;
        fields["amount"] = amount(call, "amount")?.into();
    }
    for name in ["description", "receipt_email", "statement_descriptor_suffix"] {
        if call.params.has(name) {
            fields[name] = call.params.text(name).into();
        }
    }
    world.change(id, fields);
    Ok(world.object(id).clone())
}

fn unfinished(intent: &Value, verb: &str) -> Result<(), Refusal> {
    match intent["status"].as_str().unwrap_or_default() {
        "requires_payment_method" | "requires_confirmation" | "requires_action" => Ok(()),
        status => {
            let words = format!("You cannot {verb} this PaymentIntent because it has a status of {status}.");
            Err(Refusal::state(Some("payment_intent_unexpected_state"), &words).with("payment_intent", intent))
        }
    }
}

/// Tries a method.
pub fn confirm(world: &mut World, call: &Call, id: &str) -> Answer {
    call.params.only(&[&CONFIRM[..], &["error_on_requires_action", "capture_method"]].concat())?;
    get(world, call, id)?;
    confirm_named(world, call, id)
}

fn confirm_named(world: &mut World, call: &Call, id: &str) -> Answer {
    let params = &call.params;
    let intent = world.object(id).clone();
    unfinished(&intent, "confirm")?;
    let customer = intent["customer"].as_str();
    let method = match params.text("payment_method") {
        Some(name) => usable(world, call, name, customer)?,
        None if params.has("payment_method_data") => methods::typed(world, call, "payment_method_data.")?,
        None => match intent["payment_method"].as_str() {
            Some(method) => method.to_owned(),
            None => {
                let words = "You cannot confirm this PaymentIntent because it's missing a payment method.";
                return Err(Refusal::state(Some("payment_intent_unexpected_state"), words).with("payment_intent", &intent));
            }
        },
    };
    methods::usable(world, &method, customer)?;
    if call.caller == Caller::Page
        && let Some(Instrument::Bank(bank)) = world.instruments.get_mut(&method)
    {
        // On a page the person signs in at their bank.
        bank.verified = true;
    }
    if let Some(usage) = params.text("setup_future_usage") {
        world.change(id, json!({ "setup_future_usage": usage }));
    }
    let how = How {
        back: params.text("return_url").map(str::to_owned),
        off_session: params.flag("off_session")? == Some(true),
        refuse_action: params.flag("error_on_requires_action")? == Some(true),
        acceptance: match call.caller {
            Caller::Page => Some(Acceptance {
                ip: "127.0.0.1".into(),
                agent: "the page".into(),
            }),
            Caller::Server => Acceptance::sent(call),
        },
    };
    attempts::attempt(world, id, &method, &how)?;
    Ok(world.object(id).clone())
}

/// Gives one up.
pub fn cancel(world: &mut World, call: &Call, id: &str) -> Answer {
    call.params.only(&["cancellation_reason"])?;
    let intent = get(world, call, id)?;
    if world.session_of.contains_key(id) {
        let words = "You cannot cancel this PaymentIntent because it was created by Checkout. To cancel this PaymentIntent, expire the Checkout Session.";
        return Err(Refusal::state(None, words).with("payment_intent", &intent));
    }
    unfinished(&intent, "cancel")?;
    end(world, id, call.params.text("cancellation_reason"));
    Ok(world.object(id).clone())
}

fn end(world: &mut World, id: &str, reason: Option<&str>) {
    let now = world.now();
    world.change(
        id,
        json!({"status": "canceled", "canceled_at": now, "cancellation_reason": reason, "next_action": null}),
    );
    world.tell("payment_intent.canceled", id);
}

/// The page of one is closed: what nobody has paid there ends with it.
pub fn end_with_page(world: &mut World, id: &str) {
    if unfinished(world.object(id), "cancel").is_ok() {
        end(world, id, None);
    }
}
