use leptos::prelude::*;

use crate::texts::use_lang;
use crate::ui::{Icon, IconView};

/// The keys of the desk, in a list that "?" opens and that anyone can open: each only does what a link or field of the page does by itself. They can be
/// switched off, for those whose software sends letters (WCAG 2.1.4).
#[component]
pub fn Keys(
    /// Keys and what each does.
    keys: Vec<(&'static str, &'static str)>,
) -> impl IntoView {
    let l = use_lang();
    Effect::new(listen);
    view! {
        <details class="details help-block keys" id="keys">
            <summary><IconView icon=Icon::Info/>{l.desk_keys()}<IconView icon=Icon::ChevronRight/></summary>
            <dl class="key-list">
                {keys.into_iter().map(|(key, words)| view! { <div><dt><kbd>{key}</kbd></dt><dd>{words}</dd></div> }).collect_view()}
            </dl>
            <p class="soft small without-script">{l.desk_keys_script()}</p>
            <label class="row small"><input type="checkbox" id="keys-on" checked=true on:change=|_| remember()/>{l.desk_keys_on()}</label>
        </details>
    }
    .into_any()
}

#[cfg(not(feature = "hydrate"))]
fn listen() {}

#[cfg(not(feature = "hydrate"))]
fn remember() {}

#[cfg(feature = "hydrate")]
use in_browser::{listen, remember};

#[cfg(feature = "hydrate")]
mod in_browser {
    use leptos::ev::{KeyboardEvent, keydown};
    use leptos::prelude::*;
    use leptos::wasm_bindgen::JsCast as _;
    use web_sys::{Element, HtmlElement, HtmlInputElement};

    /// Where the browser remembers that somebody does without.
    const OFF: &str = "desk-keys-off";

    fn storage() -> Option<web_sys::Storage> {
        window().local_storage().ok().flatten()
    }

    fn switch() -> Option<HtmlInputElement> {
        document().get_element_by_id("keys-on")?.dyn_into().ok()
    }

    /// Keeps whether the keys are wanted.
    pub fn remember() {
        if let (Some(storage), Some(switch)) = (storage(), switch()) {
            let _ = if switch.checked() {
                storage.remove_item(OFF)
            } else {
                storage.set_item(OFF, "1")
            };
        }
    }

    /// Listens while the page stands.
    pub fn listen() {
        let off = storage().is_some_and(|storage| storage.get_item(OFF).ok().flatten().is_some());
        if let Some(switch) = switch() {
            switch.set_checked(!off);
        }
        let handle = window_event_listener(keydown, |event| {
            if pressed(&event).is_some() {
                event.prevent_default();
            }
        });
        on_cleanup(move || handle.remove());
    }

    /// Does what a key means here; `None`: nothing, and it stays the browser's.
    fn pressed(event: &KeyboardEvent) -> Option<()> {
        let typing = document()
            .active_element()
            .is_some_and(|at| ["INPUT", "TEXTAREA", "SELECT"].contains(&at.tag_name().as_str()));
        if typing || event.ctrl_key() || event.meta_key() || event.alt_key() || !switch()?.checked() {
            return None;
        }
        match event.key().as_str() {
            "?" => {
                let keys = document().get_element_by_id("keys")?;
                let open = keys.has_attribute("open");
                let _ = if open {
                    keys.remove_attribute("open")
                } else {
                    keys.set_attribute("open", "")
                };
                keys.scroll_into_view();
            }
            "j" => step(1)?,
            "k" => step(-1)?,
            key if key.len() == 1 && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '/') => {
                let target: HtmlElement = document().query_selector(&format!("[data-key=\"{key}\"]")).ok()??.dyn_into().ok()?;
                if target.tag_name() == "INPUT" {
                    let _ = target.focus();
                } else {
                    target.click();
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// Moves the focus among the rows of a list.
    fn step(by: i32) -> Option<()> {
        let rows = document().query_selector_all("[data-row]").ok()?;
        let all: Vec<Element> = (0..rows.length()).filter_map(|nth| rows.item(nth)?.dyn_into().ok()).collect();
        let active = document().active_element();
        let here = all.iter().position(|row| Some(row) == active.as_ref());
        let last = i32::try_from(all.len()).ok()? - 1;
        let to = here.map_or(0, |here| (i32::try_from(here).unwrap_or_default() + by).clamp(0, last.max(0)));
        let row: &HtmlElement = all.get(usize::try_from(to).ok()?)?.dyn_ref()?;
        row.focus().ok()
    }
}
