//! Customers.

use serde_json::{Value, json};

use super::call::{Answer, Call};
use super::lists::{self, LIST};
use super::world::World;

const FIELDS: [&str; 12] = [
    "address",
    "balance",
    "description",
    "email",
    "invoice_settings",
    "metadata",
    "name",
    "payment_method",
    "phone",
    "preferred_locales",
    "shipping",
    "tax_exempt",
];

fn blank(id: &str, prefix: &str, now: i64) -> Value {
    json!({
        "id": id, "object": "customer", "address": null, "balance": 0, "created": now, "currency": null, "default_source": null,
        "delinquent": false, "description": null, "discount": null, "email": null, "invoice_prefix": prefix,
        "invoice_settings": {"custom_fields": null, "default_payment_method": null, "footer": null, "rendering_options": null},
        "livemode": false, "metadata": {}, "name": null, "next_invoice_sequence": 1, "phone": null, "preferred_locales": [],
        "shipping": null, "tax_exempt": "none", "test_clock": null,
    })
}

fn fill(world: &mut World, call: &Call, id: &str) -> Answer {
    call.params.only(&FIELDS)?;
    let params = &call.params;
    let mut fields = json!({"metadata": params.metadata("metadata", &world.object(id)["metadata"])?});
    for name in ["description", "email", "name", "phone"].into_iter().filter(|name| params.has(name)) {
        fields[name] = params.text(name).into();
    }
    if let Some(method) = params.text("invoice_settings.default_payment_method") {
        let found = world.find(call, "payment_method", method, "invoice_settings[default_payment_method]")?;
        if found["customer"] != id {
            let words = format!("The customer does not have a payment method with the ID {method}. The payment method must be attached to the customer.");
            return Err(super::refusal::Refusal::parameter(
                "resource_missing",
                "invoice_settings[default_payment_method]",
                &words,
            ));
        }
        let mut settings = world.object(id)["invoice_settings"].clone();
        settings["default_payment_method"] = method.into();
        fields["invoice_settings"] = settings;
    }
    world.change(id, fields);
    Ok(world.object(id).clone())
}

/// Makes one.
pub fn create(world: &mut World, call: &Call) -> Answer {
    call.params.only(&FIELDS)?;
    call.params.metadata("metadata", &Value::Null)?;
    let (id, prefix) = (world.id("cus"), world.letters(8).to_uppercase());
    let customer = blank(&id, &prefix, world.now());
    world.keep(call.account.as_deref(), customer);
    let filled = fill(world, call, &id)?;
    world.tell("customer.created", &id);
    Ok(filled)
}

/// One of them.
pub fn get(world: &World, call: &Call, id: &str) -> Answer {
    Ok(world.find(call, "customer", id, "id")?.clone())
}

/// Changes one.
pub fn update(world: &mut World, call: &Call, id: &str) -> Answer {
    get(world, call, id)?;
    let filled = fill(world, call, id)?;
    world.tell("customer.updated", id);
    Ok(filled)
}

/// All of them, the newest first.
pub fn list(world: &World, call: &Call) -> Answer {
    call.params.only(&[&LIST[..], &["email"]].concat())?;
    let email = call.params.text("email");
    lists::list(world, call, "customer", |customer| email.is_none_or(|email| customer["email"] == email))
}
