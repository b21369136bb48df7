use leptos::html::Input;
use leptos::prelude::*;
use leptos::web_sys::HtmlInputElement;

use super::{Icon, IconView};

/// A button that opens the camera or the choice of files. It is a labelled file input: without WebAssembly it works inside its form, shows
/// what was chosen, and the form's own button sends it.
#[component]
pub fn FileButton(
    /// `id` of the input.
    #[prop(into)]
    id: String,
    /// The words: its whole accessible name.
    #[prop(into)]
    words: String,
    /// A drawing before the words.
    icon: Icon,
    /// The kinds of files to offer.
    accept: &'static str,
    /// Opens the camera on the back of a phone.
    #[prop(optional)]
    camera: bool,
    /// Takes several files at once.
    #[prop(optional)]
    multiple: bool,
    /// Whether the running app takes what is chosen at once.
    #[prop(into)]
    live: Signal<bool>,
    /// What to do with what was chosen.
    on_choose: impl Fn(HtmlInputElement) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let take = move || {
        if let Some(input) = input.get().filter(|input| !input.value().is_empty()) {
            on_choose(input);
        }
    };
    // What was chosen before the app was running is taken now.
    Effect::new(take);
    view! {
        <label class="button button-second button-wide file-button">
            <IconView icon=icon/>
            <span>{words}</span>
            <input
                node_ref=input
                id=id
                type="file"
                name="file"
                accept=accept
                capture=camera.then_some("environment")
                multiple=multiple
                // Only so that the style sheet can tell whether something was chosen: the form is not validated.
                required=move || !live.get()
                on:change=move |_| untrack(take)
            />
        </label>
    }
}
