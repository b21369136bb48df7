//! Idempotency keys: the same key gives the same answer for a day, even a bad one, and no other parameters may use it.

use std::collections::HashMap;

use http::Method;

use super::banks::DAY;
use super::call::Call;
use super::refusal::Refusal;

/// An answer that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

struct Kept {
    at: i64,
    call: String,
    given: Given,
}

/// Answers by key.
#[derive(Default)]
pub struct Memory(HashMap<String, Kept>);

fn fingerprint(call: &Call) -> String {
    format!("{} {} {}", call.method, call.path, call.params.canonical())
}

fn name(call: &Call) -> Option<String> {
    let key = call.key.as_ref().filter(|_| call.method == Method::POST)?;
    Some(format!("{} {key}", call.account.as_deref().unwrap_or_default()))
}

impl Memory {
    /// What was answered to this call before.
    pub fn recall(&mut self, call: &Call, now: i64) -> Result<Option<Given>, Refusal> {
        let (Some(name), Some(key)) = (name(call), &call.key) else { return Ok(None) };
        if key.chars().count() > 255 {
            return Err(Refusal::long_key());
        }
        match self.0.get(&name) {
            Some(kept) if now - kept.at > DAY => {
                self.0.remove(&name);
                Ok(None)
            }
            Some(kept) if kept.call != fingerprint(call) => Err(Refusal::idempotency(key)),
            Some(kept) => Ok(Some(kept.given.clone())),
            None => Ok(None),
        }
    }

    /// Keeps an answer.
    pub fn keep(&mut self, call: &Call, given: &Given, at: i64) {
        if let Some(name) = name(call) {
            let (call, given) = (fingerprint(call), given.clone());
            self.0.insert(name, Kept { at, call, given });
        }
    }
}
