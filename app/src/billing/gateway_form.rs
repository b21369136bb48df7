//! The payment gateway's form on a page of ours, and the way to a page of its own where the form does not come.

use leptos::prelude::*;
#[cfg(feature = "hydrate")]
use leptos_router::hooks::use_location;
use serde::{Deserialize, Serialize};

use crate::auth::factors::view::nonce;
use crate::texts::use_lang;
use crate::ui::{Icon, IconView};

/// What `public/pay.js` needs to put the form on the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayForm {
    /// Address of the gateway's script.
    pub script: String,
    /// Names us in the browser; no secret.
    pub key: String,
    /// Lets the browser, and only for this, speak with the gateway.
    pub secret: String,
    /// Whether money moves with it; else a method is added.
    pub pays: bool,
    /// Where the person goes on afterwards.
    pub back: String,
}

/// The gateway's form. Below it stands the form that leads to the gateway's page: marked `data-pay-hosted`, it sends the same fields.
#[component]
pub fn GatewayFormPlace(
    /// Address of the server function that gives a [`GatewayForm`].
    begin: &'static str,
    /// The words on its button.
    #[prop(into)]
    words: String,
) -> impl IntoView {
    let l = use_lang();
    anew();
    view! {
        <section class="pay stack" data-pay=begin aria-label=l.paying_form()>
            <p class="pay-waiting soft" role="status">{l.paying_form_waiting()}</p>
            <div class="pay-form" data-pay-form=""></div>
            <p class="problem" role="alert" hidden=true data-pay-problem="">{l.paying_form_failed()}</p>
            <button type="button" class="button button-primary button-wide" data-pay-go=""><IconView icon=Icon::Lock/>{words}</button>
        </section>
        <p class="pay-late notice notice-soon" role="status"><IconView icon=Icon::TriangleAlert/><span>{l.paying_form_late()}</span></p>
        <script type="module" src="/pay.js" nonce=nonce()></script>
    }
    .into_any()
}

/// A page that lets the gateway in comes from the server: a policy belongs to a document, and another page's would not let it in. The running app that
/// comes here asks for the page anew; the document says which address it came for.
#[cfg(feature = "hydrate")]
pub(super) fn anew() {
    let location = use_location();
    let (path, search) = untrack(|| (location.pathname.get(), location.search.get()));
    let came_for = document().document_element().and_then(|root| root.get_attribute("data-gateway"));
    if came_for.as_deref() != Some(path.as_str()) {
        let search = search.strip_prefix('?').unwrap_or(&search);
        let mark = if search.is_empty() { "" } else { "?" };
        let _ = window().location().set_href(&format!("{path}{mark}{search}"));
    }
}

/// It does.
#[cfg(not(feature = "hydrate"))]
pub(super) fn anew() {}
