//! Whether a webhook is Stripe's, and what it is about.
//!
//! The crate that async-stripe has for this checks a signature only together with its strict reading of the event, and against the machine's clock; what it does
//! not know would be lost. So the scheme is followed here (`t=SECONDS,v1=HEX…` over `SECONDS.BODY`), and of the body no more is read than where to ask.

use app::billing::ports::Told;
use app::seal::unhex;
use ring::hmac;
use serde_json::Value;

use super::read::{id_of, text};

/// How old a signature may be, in milliseconds; Stripe signs each delivery anew.
const FRESH_MS: i64 = 5 * 60 * 1000;

/// Whether one of the secrets signed the body, lately.
fn is_signed(secrets: &[String], body: &[u8], signature: &str, now: i64) -> bool {
    let mut at = None;
    let mut signed = Vec::new();
    for part in signature.split(',') {
        match part.trim().split_once('=') {
            Some(("t", seconds)) => at = seconds.parse::<i64>().ok(),
            Some(("v1", hex)) => signed.extend(unhex(hex)),
            // v0 and whatever comes later prove nothing to us.
            _ => {}
        }
    }
    let Some(at) = at.filter(|at| (now - at.saturating_mul(1000)).abs() <= FRESH_MS) else {
        return false;
    };
    let message = [at.to_string().as_bytes(), b".", body].concat();
    secrets.iter().any(|secret| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        signed.iter().any(|mac| hmac::verify(&key, &message, mac).is_ok())
    })
}

/// What Stripe told, if it was Stripe.
pub(super) fn told(secrets: &[String], body: &[u8], signature: &str, now: i64) -> Option<Told> {
    if !is_signed(secrets, body, signature, now) {
        return None;
    }
    let event: Value = serde_json::from_slice(body).ok()?;
    Some(Told {
        id: text(&event, "/id")?.to_owned(),
        kind: text(&event, "/type")?.to_owned(),
        object: event.pointer("/data/object").and_then(id_of).unwrap_or_default(),
        account: text(&event, "/account").map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::seal::hex;

    const NOW: i64 = 1_795_194_000_000;
    const BODY: &[u8] = br#"{"id":"evt_1","type":"payment_intent.succeeded","data":{"object":{"id":"pi_1","new":[{}]}},"account":null,"more":{}}"#;

    fn secrets() -> Vec<String> {
        vec!["whsec_one".into(), "whsec_two".into()]
    }

    fn sign(secret: &str, at: i64, body: &[u8]) -> String {
        let message = [at.to_string().as_bytes(), b".", body].concat();
        let mac = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), &message);
        format!("t={at},v1={}", hex(mac.as_ref()))
    }

    #[test]
    fn what_stripe_signed_is_read_by_the_little_that_is_needed() {
        for secret in ["whsec_one", "whsec_two"] {
            let told = told(&secrets(), BODY, &sign(secret, NOW / 1000, BODY), NOW).expect("told");
            let expected = Told {
                id: "evt_1".into(),
                kind: "payment_intent.succeeded".into(),
                object: "pi_1".into(),
                account: None,
            };
            assert_eq!(told, expected);
        }
        let two = format!("{},v1=00,v0=aa", sign("whsec_two", NOW / 1000, BODY));
        assert!(told(&secrets(), BODY, &two, NOW).is_some(), "one good signature among others is enough");
    }

    #[test]
    fn what_is_forged_changed_old_or_from_tomorrow_is_nobodys() {
        let good = sign("whsec_one", NOW / 1000, BODY);
        assert!(told(&secrets(), BODY, &sign("whsec_three", NOW / 1000, BODY), NOW).is_none());
        assert!(told(&secrets(), &BODY[1..], &good, NOW).is_none());
        assert!(told(&secrets(), BODY, &good.replace("v1=", "v0="), NOW).is_none());
        assert!(told(&secrets(), BODY, &sign("whsec_one", NOW / 1000 - 301, BODY), NOW).is_none());
        assert!(told(&secrets(), BODY, &sign("whsec_one", NOW / 1000 + 301, BODY), NOW).is_none());
        assert!(told(&[], BODY, &good, NOW).is_none(), "no secret, nobody");
        for header in ["", "t=", "v1=", "t=1", "t=x,v1=zz", "t=99999999999999999999,v1=00", ",,,"] {
            assert!(told(&secrets(), BODY, header, NOW).is_none(), "{header}");
        }
    }

    #[test]
    fn an_event_about_something_without_an_id_is_told_too() {
        for (body, object) in [
            (r#"{"id":"evt_2","type":"balance.available","data":{"object":{"object":"balance"}}}"#, ""),
            (r#"{"id":"evt_2","type":"balance.available"}"#, ""),
            (r#"{"id":"evt_2","type":"x","data":{"object":"po_1"}}"#, "po_1"),
        ] {
            let found = told(&secrets(), body.as_bytes(), &sign("whsec_one", NOW / 1000, body.as_bytes()), NOW).expect("told");
            assert_eq!(found.object, object);
        }
        let none = br#"{"type":"x"}"#;
        assert!(told(&secrets(), none, &sign("whsec_one", NOW / 1000, none), NOW).is_none());
    }
}
