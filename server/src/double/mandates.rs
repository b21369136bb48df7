//! Mandates: a holder's word that their account may be debited.

use serde_json::{Value, json};

use super::call::{Answer, Call};
use super::world::World;

/// Who gave their word, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// The address it came from.
    pub ip: String,
    /// The program it came by.
    pub agent: String,
}

impl Acceptance {
    /// What a call says of it.
    pub fn sent(call: &Call) -> Option<Acceptance> {
        let at = "mandate_data.customer_acceptance";
        call.params.text(&format!("{at}.type"))?;
        let said = |name: &str| call.params.text(&format!("{at}.online.{name}")).unwrap_or_default().to_owned();
        Some(Acceptance {
            ip: said("ip_address"),
            agent: said("user_agent"),
        })
    }
}

/// Makes one for a bank's method.
pub fn make(world: &mut World, account: Option<&str>, method: &str, acceptance: &Acceptance) -> String {
    let now = world.now();
    let mandate: Value = json!({
        "id": world.id("mandate"), "object": "mandate",
        "customer_acceptance": {"accepted_at": now, "online": {"ip_address": acceptance.ip, "user_agent": acceptance.agent}, "type": "online"},
        "livemode": false, "multi_use": {}, "payment_method": method,
        "payment_method_details": {"type": "us_bank_account", "us_bank_account": {}}, "status": "active", "type": "multi_use",
    });
    world.keep(account, mandate)
}

/// The mandate of a method.
pub fn of(world: &World, method: &str) -> Option<String> {
    let mut all = world.newest("mandate");
    let found = all.find(|thing| thing.object["payment_method"] == method && thing.object["status"] == "active")?;
    found.object["id"].as_str().map(str::to_owned)
}

/// One of them.
pub fn get(world: &World, call: &Call, id: &str) -> Answer {
    Ok(world.find(call, "mandate", id, "mandate")?.clone())
}
