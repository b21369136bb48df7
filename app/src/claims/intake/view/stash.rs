//! Keeps what was typed on one screen while the person signs in again: in this tab, until it is closed.

use leptos::prelude::window;
use leptos::wasm_bindgen::JsCast;
use web_sys::{HtmlFormElement, HtmlInputElement, HtmlTextAreaElement, Storage};

use crate::claims::intake::api::Answer;
use crate::claims::intake::model::{Answers, Screen};

fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

fn key(draft: &str, name: &str) -> String {
    format!("answer {draft} {name}")
}

/// Puts an answer by that could not be sent.
pub fn put_by(answer: &Answer) {
    let (Some(storage), mut given) = (storage(), answer.given.clone()) else {
        return;
    };
    for (name, value) in given.fields_mut(answer.question) {
        if let Some(value) = value {
            let _ = storage.set_item(&key(answer.draft.as_str(), name), value);
        }
    }
}

/// Fills the form with what was put by for its question. Whether there was anything.
pub fn take_back(screen: &Screen, form: &HtmlFormElement) -> bool {
    let Some(storage) = storage() else { return false };
    let mut any = false;
    for (name, _) in Answers::default().fields_mut(screen.question) {
        let key = key(screen.draft.as_str(), name);
        let Some(value) = storage.get_item(&key).ok().flatten() else { continue };
        let _ = storage.remove_item(&key);
        any = true;
        let inputs = form.query_selector_all(&format!("[name={name}]")).ok();
        for input in inputs.iter().flat_map(|inputs| (0..inputs.length()).filter_map(|i| inputs.item(i))) {
            if let Some(input) = input.dyn_ref::<HtmlTextAreaElement>() {
                input.set_value(&value);
            } else if let Some(input) = input.dyn_ref::<HtmlInputElement>() {
                if input.type_() == "radio" {
                    input.set_checked(input.value() == value);
                } else {
                    input.set_value(&value);
                }
            }
        }
    }
    any
}
