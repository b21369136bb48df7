//! What a person has to do before an intent goes on: 3-D Secure, or telling the small deposits.

use serde_json::{Value, json};

use super::banks::{self, Deposits, SMALL_DEPOSITS_AFTER, business_days};
use super::call::{Answer, Call};
use super::form::Params;
use super::refusal::Refusal;
use super::world::{Instrument, World};
use super::{attempts, setups};

/// Has the person confirm on a page of the bank; `back` is where they go afterwards.
pub fn ask(world: &World, id: &str, back: Option<&str>) -> Value {
    let url = format!("{}/authenticate/{id}?secret={}", world.url, world.text(id, "client_secret"));
    match back {
        Some(back) => json!({"type": "redirect_to_url", "redirect_to_url": {"return_url": back, "url": url}}),
        None => json!({"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": url}}),
    }
}

/// Where an intent's person goes after its page: back with what became of it.
pub fn way_back(world: &World, id: &str, return_url: &str) -> String {
    let object = world.object(id);
    let kind = object["object"].as_str().unwrap_or_default();
    let status = match object["status"].as_str().unwrap_or_default() {
        "succeeded" => "succeeded",
        "processing" | "requires_action" => "pending",
        _ => "failed",
    };
    let Ok(mut url) = reqwest::Url::parse(return_url) else {
        return return_url.to_owned();
    };
    let secret = object["client_secret"].as_str().unwrap_or_default();
    url.query_pairs_mut()
        .append_pair(kind, id)
        .append_pair(&format!("{kind}_client_secret"), secret)
        .append_pair("redirect_status", status);
    url.into()
}

/// The person has confirmed, or not. Whatever is not waiting for it stays as it is.
pub fn confirmed(world: &mut World, id: &str, well: bool) {
    let waiting = world.object(id)["status"] == "requires_action" && world.object(id)["next_action"]["type"] != "verify_with_microdeposits";
    if waiting && world.object(id)["object"] == "setup_intent" {
        setups::proven(world, id, well);
    } else if waiting {
        attempts::proven(world, id, well);
    }
}

/// Sends two small deposits, which the person reads on their statement.
pub fn send_deposits(world: &World, id: &str) -> Value {
    let url = format!("{}/deposits/{id}?secret={}", world.url, world.text(id, "client_secret"));
    json!({
        "type": "verify_with_microdeposits",
        "verify_with_microdeposits": {
            "arrival_date": business_days(world.now(), SMALL_DEPOSITS_AFTER), "hosted_verification_url": url, "microdeposit_type": "descriptor_code",
        },
    })
}

fn amounts(params: &Params) -> Vec<i64> {
    params.texts("amounts").iter().filter_map(|text| text.trim().parse().ok()).collect()
}

/// Takes what the person read, for an intent to add a method.
pub fn verify(world: &mut World, call: &Call, id: &str) -> Answer {
    call.params.only(&["amounts", "descriptor_code", "client_secret"])?;
    let intent = world.find(call, "setup_intent", id, "intent")?.clone();
    call.may_touch(&intent, "setup_intent")?;
    if intent["next_action"]["type"] != "verify_with_microdeposits" {
        let words = "This SetupIntent is not awaiting verification with micro-deposits.";
        return Err(Refusal::state(Some("setup_intent_unexpected_state"), words));
    }
    let method = intent["payment_method"].as_str().unwrap_or_default();
    match banks::deposits(&amounts(&call.params), call.params.text("descriptor_code")) {
        Deposits::Right => {
            if let Some(Instrument::Bank(bank)) = world.instruments.get_mut(method) {
                bank.verified = true;
            }
            setups::succeed(world, id);
            Ok(world.object(id).clone())
        }
        Deposits::Wrong => {
            let code = "payment_method_microdeposit_verification_amounts_mismatch";
            let words = "The amounts provided do not match the amounts that were sent to the bank account.";
            Err(Refusal::state(Some(code), words))
        }
        Deposits::TooOften => {
            let code = "payment_method_microdeposit_verification_attempts_exceeded";
            Err(setups::give_back(
                world,
                id,
                code,
                "You have exceeded the number of allowed verification attempts.",
            ))
        }
        Deposits::TooLate => {
            let code = "payment_method_microdeposit_verification_timeout";
            Err(setups::give_back(world, id, code, "Microdeposit verification timed out."))
        }
    }
}
