use leptos::prelude::*;

use crate::texts::use_lang;
use crate::ui::{Icon, IconView};

/// What a button asks of a passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyAct {
    /// To be used: for signing in, or as a fresh proof.
    Use,
    /// To be made. Takes the name from the field `name` of its form, if it stands in one.
    Make,
}

/// A button that asks the browser for a passkey. `public/passkeys.js` does it, and shows the button where passkeys work.
#[component]
pub fn PasskeyButton(
    /// What for.
    act: PasskeyAct,
    /// Where to go then.
    #[prop(optional, into)]
    next: String,
    /// Whether it is the one thing to do here.
    #[prop(optional)]
    primary: bool,
    /// The words.
    #[prop(into)]
    words: String,
) -> impl IntoView {
    let l = use_lang();
    let act = match act {
        PasskeyAct::Use => "use",
        PasskeyAct::Make => "make",
    };
    let class = if primary {
        "button button-primary button-wide"
    } else {
        "button button-second button-wide"
    };
    view! {
        <div class="passkey stack-tight">
            <button type="button" class=class data-passkey=act data-next=next><IconView icon=Icon::ShieldCheck/>{words}</button>
            <p class="problem" role="alert" hidden=true data-passkey-problem=true>{l.passkey_failed()}</p>
            <script type="module" src="/passkeys.js" nonce=nonce()></script>
        </div>
    }
}

/// What this page's policy wants of its scripts.
pub fn nonce() -> Option<String> {
    #[cfg(feature = "ssr")]
    return leptos::nonce::use_nonce().map(|nonce| nonce.to_string());
    #[cfg(not(feature = "ssr"))]
    return None;
}
