use leptos::prelude::*;
use leptos::server::codee::{Decoder, Encoder};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::AppError;

/// How an answer travels inside the page: JSON, read in the browser by the same compiled code that reads what server functions answer.
/// Leptos's own codec reads text instead of bytes, which would put every type's reader into the WebAssembly a second time.
pub struct Wire;

impl<T: Serialize> Encoder<T> for Wire {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, serde_json::Error> {
        serde_json::to_string(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for Wire {
    type Error = serde_json::Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, serde_json::Error> {
        serde_json::from_slice(text.as_bytes())
    }
}

/// What a server function answers to a page.
pub type Answer<T> = Resource<Result<T, AppError>, Wire>;

/// Asks a server function for what a page shows, and again whenever `source` changes.
pub fn answer<S, T, F>(source: impl Fn() -> S + Send + Sync + 'static, ask: impl Fn(S) -> F + Send + Sync + 'static) -> Answer<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = Result<T, AppError>> + Send + 'static,
{
    Resource::new_with_options(source, ask, false)
}

/// As [`answer`], and [`kept_live`].
pub fn live_answer<S, T, F>(source: impl Fn() -> S + Clone + Send + Sync + 'static, ask: impl Fn(S) -> F + Clone + Send + Sync + 'static) -> Answer<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + PartialEq + Clone + Send + Sync + 'static,
    F: Future<Output = Result<T, AppError>> + Send + 'static,
{
    kept_live(answer(source.clone(), ask.clone()), move || ask(untrack(&source)))
}

/// What a server function gave, asked again whenever something of the household has changed while the page is open (public/live.js). What came out the
/// same stays as it stands.
pub fn kept_live<T, C, F>(given: Resource<Result<T, AppError>, C>, ask: impl Fn() -> F + Clone + 'static) -> Resource<Result<T, AppError>, C>
where
    T: PartialEq + Clone + Send + Sync + 'static,
    C: 'static,
    F: Future<Output = Result<T, AppError>> + 'static,
{
    // Only a browser runs effects.
    Effect::new(move || {
        let ask = ask.clone();
        let heard = window_event_listener_untyped("household-changed", move |_| {
            let asked = ask();
            leptos::task::spawn_local(async move {
                let now = asked.await;
                if now.is_ok() && given.get_untracked().as_ref() != Some(&now) {
                    given.set(Some(now));
                }
            });
        });
        on_cleanup(move || heard.remove());
    });
    given
}
