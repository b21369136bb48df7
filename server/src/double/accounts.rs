//! Connected accounts: whom the platform pays out to. Their bank's numbers are typed on a page of Stripe's own.

use serde_json::{Value, json};

use super::banks::{ROUTING, TestAccount};
use super::call::{Answer, Call};
use super::payouts;
use super::refusal::Refusal;
use super::world::{World, empty_list};

const FIELDS: [&str; 14] = [
    "business_profile",
    "business_type",
    "capabilities",
    "company",
    "controller",
    "country",
    "default_currency",
    "email",
    "external_account",
    "individual",
    "metadata",
    "settings",
    "tos_acceptance",
    "type",
];

/// Seconds until an account link is stale.
const LINK_LASTS: i64 = 300;

/// A page on which somebody names their bank account, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Whose.
    pub account: String,
    /// Where they go when done.
    pub back: String,
    /// Where they go when the link is stale: it makes a new one.
    pub again: String,
    /// Until when it works.
    pub until: i64,
    /// It has been used.
    pub used: bool,
}

fn requirements(due: &[&str]) -> Value {
    let reason = if due.is_empty() { None } else { Some("requirements.past_due") };
    json!({
        "alternatives": [], "current_deadline": null, "currently_due": due, "disabled_reason": reason, "errors": [], "eventually_due": due,
        "past_due": due, "pending_verification": [],
    })
}

fn settings(interval: &str) -> Value {
    json!({
        "bacs_debit_payments": {"display_name": null, "service_user_number": null},
        "branding": {"icon": null, "logo": null, "primary_color": null, "secondary_color": null},
        "card_issuing": {"tos_acceptance": {"date": null, "ip": null}},
        "card_payments": {
            "decline_on": {"avs_failure": false, "cvc_failure": false}, "statement_descriptor_prefix": null,
            "statement_descriptor_prefix_kana": null, "statement_descriptor_prefix_kanji": null,
        },
        "dashboard": {"display_name": null, "timezone": "Etc/UTC"},
        "invoices": {"default_account_tax_ids": null, "hosted_payment_method_save": null},
        "payments": {
            "statement_descriptor": null, "statement_descriptor_kana": null, "statement_descriptor_kanji": null,
            "statement_descriptor_prefix_kana": null, "statement_descriptor_prefix_kanji": null,
        },
        "payouts": {"debit_negative_balances": true, "schedule": {"delay_days": 2, "interval": interval}, "statement_descriptor": null},
        "sepa_debit_payments": {},
    })
}

fn blank(id: &str, kind: &str, interval: &str, now: i64) -> Value {
    let due = ["external_account", "tos_acceptance.date", "tos_acceptance.ip"];
    let address = json!({"city": null, "country": null, "line1": null, "line2": null, "postal_code": null, "state": null});
    json!({
        "id": id, "object": "account",
        "business_profile": {
            "annual_revenue": null, "estimated_worker_count": null, "mcc": null, "minority_owned_business_designation": null, "name": null,
            "product_description": null, "support_address": address, "support_email": null, "support_phone": null, "support_url": null, "url": null,
        },
        "business_type": null, "capabilities": {"transfers": "inactive"}, "charges_enabled": false, "controller": controller(), "country": "US",
        "created": now, "default_currency": "usd", "details_submitted": false, "email": null,
        "external_accounts": empty_list(&format!("/v1/accounts/{id}/external_accounts")), "future_requirements": requirements(&[]), "metadata": {},
        "payouts_enabled": false, "requirements": requirements(&due), "settings": settings(interval),
        "tos_acceptance": {"date": null, "ip": null, "user_agent": null}, "type": kind,
    })
}

fn controller() -> Value {
    json!({
        "fees": {"payer": "application_express"}, "is_controller": true, "losses": {"payments": "application"},
        "requirement_collection": "stripe", "stripe_dashboard": {"type": "express"}, "type": "application",
    })
}

/// Opens one.
pub fn create(world: &mut World, call: &Call) -> Answer {
    call.params.only(&FIELDS)?;
    let params = &call.params;
    let kind = match params.text("type") {
        Some("express") => "express",
        None if params.has("controller") => "none",
        Some("none") => "none",
        _ => return Err(Refusal::parameter("parameter_invalid", "type", "Only Express accounts can be made here.")),
    };
    if params.flag("capabilities.transfers.requested")? != Some(true) {
        let words = "An account that is only paid out to needs the transfers capability.";
        return Err(Refusal::parameter("parameter_missing", "capabilities[transfers][requested]", words));
    }
    let metadata = params.metadata("metadata", &Value::Null)?;
    let id = format!("acct_{}", world.letters(16));
    let interval = params.text("settings.payouts.schedule.interval").unwrap_or("daily");
    let mut account = blank(&id, kind, interval, world.now());
    account["metadata"] = metadata;
    account["business_type"] = params.text("business_type").into();
    account["email"] = params.text("email").into();
    world.keep(None, account);
    Ok(world.object(&id).clone())
}

/// One of them.
pub fn get(world: &World, call: &Call, id: &str) -> Answer {
    Ok(world.find(call, "account", id, "account")?.clone())
}

/// Whether that account's id is known, for the header that names it.
pub fn known(world: &World, id: &str) -> bool {
    world.object(id)["object"] == "account"
}

/// Opens the page for an account's bank.
pub fn link(world: &mut World, call: &Call) -> Answer {
    call.params.only(&["account", "collection_options", "refresh_url", "return_url", "type"])?;
    let params = &call.params;
    let account = params.required("account")?;
    get(world, call, account)?;
    if !matches!(params.required("type")?, "account_onboarding" | "account_update") {
        return Err(Refusal::parameter(
            "parameter_invalid",
            "type",
            "The type must be account_onboarding or account_update.",
        ));
    }
    let now = world.now();
    let name = world.letters(24);
    let link = Link {
        account: account.to_owned(),
        back: params.required("return_url")?.to_owned(),
        again: params.required("refresh_url")?.to_owned(),
        until: now + LINK_LASTS,
        used: false,
    };
    world.links.insert(name.clone(), link);
    Ok(json!({"object": "account_link", "created": now, "expires_at": now + LINK_LASTS, "url": format!("{}/setup/{account}/{name}", world.url)}))
}

/// Somebody has named their bank account.
pub fn pay_to(world: &mut World, account: &str, test: &'static TestAccount) {
    let id = world.id("ba");
    let last_four = &test.number[test.number.len() - 4..];
    let now = world.now();
    let bank = json!({
        "id": id, "object": "bank_account", "account": account, "account_holder_name": null, "account_holder_type": "individual",
        "account_type": null, "available_payout_methods": ["standard"], "bank_name": "STRIPE TEST BANK", "country": "US", "currency": "usd",
        "customer": null, "default_for_currency": true, "fingerprint": format!("bank{last_four}"), "future_requirements": null, "last4": last_four,
        "metadata": {}, "requirements": null, "routing_number": ROUTING, "status": "new",
    });
    world.keep(None, bank.clone());
    world.payees.insert(id, test);
    let mut list = empty_list(&format!("/v1/accounts/{account}/external_accounts"));
    list["data"] = json!([bank]);
    world.change(
        account,
        json!({
            "capabilities": {"transfers": "active"}, "details_submitted": true, "external_accounts": list, "payouts_enabled": true,
            "requirements": requirements(&[]), "tos_acceptance": {"date": now, "ip": "127.0.0.1", "user_agent": null},
        }),
    );
    tell(world, account);
    payouts::soon(world, account);
}

/// A payout came back: Stripe sends no more to that bank account until it is named anew.
pub fn stop_payouts(world: &mut World, account: &str) {
    let mut list = world.object(account)["external_accounts"].clone();
    list["data"][0]["status"] = "errored".into();
    let change = json!({"external_accounts": list, "payouts_enabled": false, "requirements": requirements(&["external_account"])});
    world.change(account, change);
    tell(world, account);
}

/// An account's events are its own.
fn tell(world: &mut World, account: &str) {
    world.tell_at("account.updated", account, Some(account));
}

/// The bank account of an account, by its id, if it has one.
pub fn payee(world: &World, account: &str) -> Option<String> {
    world.object(account)["external_accounts"]["data"][0]["id"].as_str().map(str::to_owned)
}
