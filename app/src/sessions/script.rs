//! The script that watches over the session (public/session.js), and the words it shows.

use std::sync::LazyLock;

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::auth::api::SignOut;
use crate::auth::store::token_hash;
use crate::texts::use_lang;

/// The script.
pub const SCRIPT: &str = include_str!("../../../public/session.js");

/// Its address, which changes with its content.
pub static ADDRESS: LazyLock<String> = LazyLock::new(|| format!("/session-{}.js", &token_hash(SCRIPT)[..16]));

/// For the head of every page: the script, and the question it puts two minutes before the end. A template shows nothing by itself.
#[component]
pub fn Watch() -> impl IntoView {
    let l = use_lang();
    let nonce = leptos::nonce::use_nonce();
    view! {
        <template id="session-words">
            <dialog class="dialog stack" role="alertdialog" aria-labelledby="session-title" aria-describedby="session-text">
                <h2 id="session-title">{l.sessions_warning_title()}</h2>
                <p id="session-text">{l.sessions_warning_text()}</p>
                <p class="soft" aria-hidden="true">{l.sessions_warning_left()}" "<strong class="number" data-left=""></strong></p>
                <form method="dialog">
                    <button class="button button-primary button-wide" autofocus=true>{l.sessions_stay()}</button>
                </form>
                <form method="post" action=SignOut::url()>
                    <button class="button button-second button-wide">{l.auth_sign_out()}</button>
                </form>
            </dialog>
        </template>
        <script type="module" src=ADDRESS.as_str() nonce=nonce></script>
    }
}
