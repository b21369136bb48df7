//! The browser's entry: takes the texts, then brings the page the server sent to life.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the document's one script with the page's language and the content of its text file.
#[wasm_bindgen]
pub fn hydrate(lang: &str, texts: String) {
    if let Some(lang) = app::texts::Lang::parse(lang) {
        app::texts::load(lang, texts);
    }
    leptos::mount::hydrate_body(app::routes::App);
    // Says that the page answers now: for tests, and for whoever looks at it in the browser's tools.
    if let Some(root) = leptos::prelude::document().document_element() {
        let _ = root.set_attribute("data-ready", "");
    }
}
