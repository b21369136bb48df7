//! The browser's entry: takes the texts, then brings the page the server sent to life.

use wasm_bindgen::UnwrapThrowExt;
use wasm_bindgen::prelude::wasm_bindgen;

/// Room that nobody uses. When the code is split into files, constants go with the code that reads them, and each file's constants are padded; the tool
/// (`wasm_split_cli_support` 0.2) gives up and leaves all of them in the main file, 60 kB, once the padding needs more room than there was. What nothing
/// refers to is room, and is in no file afterwards.
#[used]
static ROOM_FOR_PADDING: [u8; 16 * 1024] = [0; 16 * 1024];

/// Called by the document's one script with the page's language and the content of its text file.
#[wasm_bindgen]
pub async fn hydrate(lang: String, texts: String) {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    if let Some(lang) = app::texts::Lang::parse(&lang) {
        app::texts::loaded::first(lang, texts);
    }
    // With the page's own code, which may be a file apart.
    leptos::mount::hydrate_from_async(leptos::prelude::document().body().unwrap_throw(), app::routes::App)
        .await
        .forget();
    // Says that the page answers now: for tests, and for whoever looks at it in the browser's tools.
    if let Some(root) = leptos::prelude::document().document_element() {
        let _ = root.set_attribute("data-ready", "");
    }
}
