//! Stripe's hosted page: sessions in which somebody adds a method or pays.

use serde_json::{Value, json};

use super::banks::DAY;
use super::call::{Answer, Call};
use super::due::Due;
use super::lists::{self, LIST};
use super::payments::{self, Wanted};
use super::refusal::Refusal;
use super::setups;
use super::world::World;

/// A page lasts at least half an hour.
const SHORTEST: i64 = 1_800;

const FIELDS: [&str; 27] = [
    "allow_promotion_codes",
    "automatic_tax",
    "billing_address_collection",
    "cancel_url",
    "client_reference_id",
    "consent_collection",
    "currency",
    "custom_text",
    "customer",
    "customer_creation",
    "customer_email",
    "expires_at",
    "line_items",
    "locale",
    "metadata",
    "mode",
    "payment_intent_data",
    "payment_method_collection",
    "payment_method_options",
    "payment_method_types",
    "phone_number_collection",
    "saved_payment_method_options",
    "setup_intent_data",
    "submit_type",
    "success_url",
    "ui_mode",
    "wallet_options",
];

fn blank(id: &str, url: &str, now: i64) -> Value {
    let texts = json!({"after_submit": null, "shipping_address": null, "submit": null, "terms_of_service_acceptance": null});
    json!({
        "id": id, "object": "checkout.session", "adaptive_pricing": null, "after_expiration": null, "allow_promotion_codes": null,
        "amount_subtotal": null, "amount_total": null, "automatic_tax": {"enabled": false, "liability": null, "provider": null, "status": null},
        "billing_address_collection": null, "cancel_url": null, "client_reference_id": null, "client_secret": null, "collected_information": null,
        "consent": null, "consent_collection": null, "created": now, "currency": null, "currency_conversion": null, "custom_fields": [],
        "custom_text": texts, "customer": null, "customer_account": null, "customer_creation": null, "customer_details": null,
        "customer_email": null, "discounts": [], "expires_at": now + DAY, "integration_identifier": null, "invoice": null,
        "invoice_creation": null, "livemode": false, "locale": null, "managed_payments": null, "metadata": {}, "mode": "payment",
        "origin_context": null, "payment_intent": null, "payment_link": null, "payment_method_collection": null,
        "payment_method_configuration_details": null, "payment_method_options": {}, "payment_method_types": ["card", "us_bank_account"],
        "payment_status": "unpaid", "permissions": null, "phone_number_collection": {"enabled": false}, "recovered_from": null,
        "saved_payment_method_options": null, "setup_intent": null, "shipping_address_collection": null, "shipping_cost": null,
        "shipping_options": [], "status": "open", "submit_type": null, "subscription": null, "success_url": null, "total_details": null,
        "ui_mode": "hosted", "url": url, "wallet_options": null,
    })
}

/// What the lines of a session cost together, and what the first is called.
fn lines(call: &Call) -> Result<(i64, String), Refusal> {
    let (mut total, mut line) = (0, 0);
    while call.params.has(&format!("line_items.{line}")) {
        let at = format!("line_items.{line}");
        payments::dollars(call, &format!("{at}.price_data.currency"))?;
        let price = format!("{at}.price_data.unit_amount");
        call.params.required(&price)?;
        let each = call.params.number(&price)?.unwrap_or_default();
        total += each * call.params.number(&format!("{at}.quantity"))?.unwrap_or(1);
        line += 1;
    }
    let name = call.params.text("line_items.0.price_data.product_data.name").unwrap_or("Payment").to_owned();
    match total {
        50.. => Ok((total, name)),
        _ => Err(Refusal::parameter(
            "amount_too_small",
            "line_items",
            "The total amount must be at least $0.50 usd.",
        )),
    }
}

/// Opens a page.
pub fn create(world: &mut World, call: &Call) -> Answer {
    call.params.only(&FIELDS)?;
    let params = &call.params;
    let success = params.required("success_url")?;
    if let Some(customer) = params.text("customer") {
        world.find(call, "customer", customer, "customer")?;
    }
    let metadata = params.metadata("metadata", &Value::Null)?;
    let now = world.now();
    let expires = params.number("expires_at")?.unwrap_or(now + DAY);
    if !(now + SHORTEST..=now + DAY).contains(&expires) {
        let words = "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.";
        return Err(Refusal::parameter("parameter_invalid_integer", "expires_at", words));
    }
    let letters = world.letters(58);
    let id = format!("cs_test_{letters}");
    let url = format!("{}/pay/{id}", world.url);
    let mut session = blank(&id, &url, now);
    let of_intent = match params.required("mode")? {
        "setup" => {
            if params.texts("payment_method_types").is_empty() {
                payments::dollars(call, "currency")?;
            }
            let metadata = params.metadata("setup_intent_data.metadata", &Value::Null)?;
            let intent = setups::begin(world, call.account.as_deref(), params.text("customer"), metadata);
            world.change(&intent, json!({"payment_method_types": setups::kinds(call)}));
            world.session_of.insert(intent.clone(), id.clone());
            session["setup_intent"] = intent.into();
            session["mode"] = "setup".into();
            session["payment_status"] = "no_payment_required".into();
            json!({})
        }
        "payment" => {
            let (total, name) = lines(call)?;
            session["amount_subtotal"] = total.into();
            session["amount_total"] = total.into();
            session["currency"] = "usd".into();
            session["total_details"] = json!({"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0});
            json!({
                "name": name, "metadata": params.metadata("payment_intent_data.metadata", &Value::Null)?,
                "description": params.text("payment_intent_data.description"),
                "setup_future_usage": params.text("payment_intent_data.setup_future_usage"),
            })
        }
        other => return Err(Refusal::parameter("parameter_invalid", "mode", &format!("Invalid mode: {other}"))),
    };
    for (name, value) in [
        ("success_url", json!(success)),
        ("cancel_url", json!(params.text("cancel_url"))),
        ("customer", json!(params.text("customer"))),
        ("client_reference_id", json!(params.text("client_reference_id"))),
        ("locale", json!(params.text("locale"))),
        ("submit_type", json!(params.text("submit_type"))),
        ("metadata", metadata),
        ("payment_method_types", setups::kinds(call)),
        ("expires_at", json!(expires)),
    ] {
        session[name] = value;
    }
    world.keep(call.account.as_deref(), session);
    world.plans.insert(id.clone(), of_intent);
    world.later(expires, Due::SessionExpires(id.clone()));
    Ok(world.object(&id).clone())
}

/// The intent of a page. One that takes a payment has it from the first try on.
pub fn intent(world: &mut World, session: &str) -> String {
    let object = world.object(session).clone();
    let known = object["setup_intent"].as_str().or_else(|| object["payment_intent"].as_str());
    if let Some(known) = known {
        return known.to_owned();
    }
    let plan = world.plans.get(session).cloned().unwrap_or_default();
    let account = world.thing(session).and_then(|thing| thing.account.clone());
    let wanted = Wanted {
        amount: object["amount_total"].as_i64().unwrap_or_default(),
        customer: object["customer"].as_str(),
        description: plan["description"].as_str(),
        metadata: plan["metadata"].clone(),
        keep_for: plan["setup_future_usage"].as_str(),
    };
    let intent = payments::begin(world, account.as_deref(), &wanted);
    world.change(&intent, json!({"payment_method_types": object["payment_method_types"]}));
    world.change(session, json!({ "payment_intent": intent }));
    world.session_of.insert(intent.clone(), session.to_owned());
    intent
}

/// A session goes along with its intent.
pub fn follow(world: &mut World, intent: &str) {
    let Some(session) = world.session_of.get(intent).cloned() else { return };
    let intent = world.object(intent);
    let pays = intent["object"] == "payment_intent";
    let status = intent["status"].as_str().unwrap_or_default();
    let deposits = intent["next_action"]["type"] == "verify_with_microdeposits";
    let payment_status = match (pays, status) {
        (false, _) => "no_payment_required",
        (true, "succeeded") => "paid",
        (true, _) => "unpaid",
    };
    match (world.object(&session)["status"].as_str(), status) {
        (Some("open"), "succeeded" | "processing") => complete(world, &session, payment_status),
        (Some("open"), "requires_action") if deposits => complete(world, &session, payment_status),
        (Some("complete"), "succeeded") if pays => {
            world.change(&session, json!({"payment_status": "paid"}));
            world.tell("checkout.session.async_payment_succeeded", &session);
        }
        (Some("complete"), "requires_payment_method") if pays => world.tell("checkout.session.async_payment_failed", &session),
        _ => {}
    }
}

/// The person has done their part.
fn complete(world: &mut World, session: &str, payment_status: &str) {
    let details = json!({
        "address": null, "business_name": null, "email": null, "individual_name": null, "name": null, "phone": null, "tax_exempt": "none",
        "tax_ids": [],
    });
    world.change(
        session,
        json!({"status": "complete", "payment_status": payment_status, "url": null, "customer_details": details}),
    );
    world.tell("checkout.session.completed", session);
}

/// One of them.
pub fn get(world: &World, call: &Call, id: &str) -> Answer {
    Ok(world.find(call, "checkout.session", id, "session")?.clone())
}

/// All of them, the newest first.
pub fn list(world: &World, call: &Call) -> Answer {
    call.params.only(&[&LIST[..], &["customer", "payment_intent", "status"]].concat())?;
    let params = &call.params;
    lists::list(world, call, "checkout.session", |session| {
        let fits = |name: &str| params.text(name).is_none_or(|value| session[name] == value);
        fits("customer") && fits("payment_intent") && fits("status")
    })
}

/// Ends a page before its time.
pub fn expire(world: &mut World, call: &Call, id: &str) -> Answer {
    call.params.only(&[])?;
    if get(world, call, id)?["status"] != "open" {
        return Err(Refusal::state(None, "Only Checkout Sessions with a status in [\"open\"] can be expired."));
    }
    expire_now(world, id);
    Ok(world.object(id).clone())
}

/// A page's time is over. What is done stays.
pub fn expire_now(world: &mut World, id: &str) {
    if world.object(id)["status"] == "open" {
        world.change(id, json!({"status": "expired", "url": null}));
        world.tell("checkout.session.expired", id);
        if let Some(intent) = world.object(id)["payment_intent"].as_str().map(str::to_owned) {
            payments::end_with_page(world, &intent);
        }
    }
}
