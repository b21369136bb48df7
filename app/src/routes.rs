//! The whole site map on one screen.

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{SsrMode, path};

use crate::auth::view::SignInPage;
use crate::billing::view::PaymentsPage;
use crate::claims::view::{ClaimPage, ClaimsPage, WizardPage, WizardStart};
use crate::documents::view::{DocumentsPage, IdCardPage};
use crate::help::view::HelpPage;
use crate::home::view::{HomePage, MorePage};
use crate::pets::view::{NewPetPage, PetEditPage, PetPage, PetsPage};
use crate::policies::view::PolicyPage;
use crate::shell::{Bare, NotFoundPage, OfflinePage, Portal, SignedIn};

/// Every route says `Async`: a page arrives whole, readable before and without WebAssembly.
const WHOLE: SsrMode = SsrMode::Async;

/// Addresses that need no session. All others send a stranger to `/sign-in` and back.
pub fn is_public(path: &str) -> bool {
    matches!(path, "/sign-in" | "/help" | "/offline" | "/styleguide")
}

/// The portal.
#[component]
pub fn App() -> impl IntoView {
    leptos_meta::provide_meta_context();
    provide_context(SignedIn::find());
    view! {
        <Router>
            <Routes fallback=NotFoundPage>
                <ParentRoute path=path!("") view=Portal>
                    <Route path=path!("/") view=HomePage ssr=WHOLE/>
                    <Route path=path!("/pets") view=PetsPage ssr=WHOLE/>
                    <Route path=path!("/pets/new") view=NewPetPage ssr=WHOLE/>
                    <Route path=path!("/pets/:pet") view=PetPage ssr=WHOLE/>
                    <Route path=path!("/pets/:pet/edit") view=PetEditPage ssr=WHOLE/>
                    <Route path=path!("/policies/:policy") view=PolicyPage ssr=WHOLE/>
                    <Route path=path!("/claims") view=ClaimsPage ssr=WHOLE/>
                    <Route path=path!("/claims/:claim") view=ClaimPage ssr=WHOLE/>
                    <Route path=path!("/payments") view=PaymentsPage ssr=WHOLE/>
                    <Route path=path!("/documents") view=DocumentsPage ssr=WHOLE/>
                    <Route path=path!("/documents/id-card/:pet") view=IdCardPage ssr=WHOLE/>
                    <Route path=path!("/help") view=HelpPage ssr=WHOLE/>
                    <Route path=path!("/more") view=MorePage ssr=WHOLE/>
                </ParentRoute>
                <ParentRoute path=path!("") view=Bare>
                    <Route path=path!("/sign-in") view=SignInPage ssr=WHOLE/>
                    <Route path=path!("/offline") view=OfflinePage ssr=WHOLE/>
                    <Route path=path!("/claims/new") view=WizardStart ssr=WHOLE/>
                    <Route path=path!("/claims/new/:question") view=WizardPage ssr=WHOLE/>
                    <Route path=path!("/styleguide") view=crate::ui::styleguide::StyleguidePage ssr=WHOLE/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// Addresses that are no pages: files that people send and fetch.
#[cfg(feature = "ssr")]
pub fn files<S>() -> axum::Router<S>
where
    S: Clone + Send + Sync + 'static,
    crate::state::AppState: axum::extract::FromRef<S>,
{
    axum::Router::new()
}
