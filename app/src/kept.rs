//! What was typed into a form that needs another look, kept for browsers that run no script of ours: they send the form, are sent back, and
//! would find it empty. It travels in a short-lived cookie, never in an address.

use http::request::Parts;
use leptos::prelude::use_context;
use serde::{Serialize, de::DeserializeOwned};

use crate::auth::api::cookies;
use crate::auth::is_plain_form;

/// The most bytes that are kept: a browser refuses cookies beyond 4 kB, and hex doubles them.
const MOST_BYTES: usize = 1900;

/// Keeps what was typed into the form of this name until it is shown again. A running app keeps its own fields: nothing is done then.
pub fn keep(form: &str, typed: &impl Serialize) {
    let Ok(json) = serde_json::to_vec(&(form, typed)) else { return };
    if is_plain_form() && json.len() <= MOST_BYTES {
        cookies::set_kept(&json.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    }
}

/// What was last typed into the form of this name, once.
pub fn take<T: DeserializeOwned>(form: &str) -> Option<T> {
    let parts = use_context::<Parts>()?;
    let (of, typed): (String, T) = serde_json::from_slice(&bytes(cookies::value(&parts.headers, cookies::KEPT)?)?).ok()?;
    (of == form).then(|| {
        cookies::clear_kept();
        typed
    })
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = hex
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hex_is_read_back() {
        assert_eq!(bytes("00ff7a"), Some(vec![0, 255, 122]));
        assert_eq!(bytes("0g"), None);
        assert_eq!(bytes("é"), None);
    }
}
