//! The whole site map on one screen.

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{Lazy, LazyRoute, SsrMode, lazy_route, path};

use crate::auth::view::SignInPage;
use crate::home::view::HomePage;
use crate::shell::{Agencies, Bare, Desk, NotFoundPage, Portal, SignedIn};
use crate::texts::use_lang;

/// Every route says `Async`: a page arrives whole, readable before and without WebAssembly.
const WHOLE: SsrMode = SsrMode::Async;

/// Pages whose code the browser fetches when they are first wanted. Signing in and Home are what everyone needs first: they come with the shell.
macro_rules! fetched_when_wanted {
    ($($route:ident => $page:path,)+) => {$(
        struct $route;

        #[lazy_route]
        impl LazyRoute for $route {
            fn data() -> Self {
                Self
            }

            fn view(_this: Self) -> AnyView {
                $page().into_any()
            }
        }
    )+};
}

fetched_when_wanted! {
    Search => crate::desk::view::SearchPage,
    Customer => crate::desk::view::CustomerPage,
    Staff => crate::desk::view::StaffPage,
    Audit => crate::desk::view::AuditPage,
    Agency => crate::agency::view::AgencyPage,
    Household => crate::people::view::HouseholdPage,
    Invitation => crate::people::view::InvitationPage,
    Pets => crate::pets::view::PetsPage,
    NewPet => crate::pets::view::NewPetPage,
    Pet => crate::pets::view::PetPage,
    PetEdit => crate::pets::view::PetEditPage,
    Policy => crate::policies::view::PolicyPage,
    Claims => crate::claims::view::ClaimsPage,
    Claim => crate::claims::view::ClaimPage,
    StartClaim => crate::claims::view::WizardStart,
    Wizard => crate::claims::view::WizardPage,
    Payments => crate::billing::view::PaymentsPage,
    Documents => crate::documents::view::DocumentsPage,
    IdCard => crate::documents::view::IdCardPage,
    Help => crate::help::view::HelpPage,
    More => crate::home::view::MorePage,
    Profile => crate::account::view::ProfilePage,
    AccountEmail => crate::account::view::EmailPage,
    ConfirmEmail => crate::account::view::ConfirmEmailPage,
    AccountPhone => crate::account::view::PhonePage,
    AccountPassword => crate::account::view::PasswordPage,
    Register => crate::register::view::RegisterPage,
    FinishRegistration => crate::register::view::FinishRegistrationPage,
    Reset => crate::reset::view::ResetPage,
    FinishReset => crate::reset::view::FinishResetPage,
    Prove => crate::auth::factors::view::ProvePage,
    Sessions => crate::sessions::view::SessionsPage,
    SecondStep => crate::auth::factors::view::SecondStepPage,
    Second => crate::auth::factors::view::SecondPage,
    Recovered => crate::auth::factors::view::RecoveredPage,
    SetUp => crate::auth::factors::view::SetUpPage,
    SetUpApp => crate::auth::factors::view::AppPage,
    SetUpPhone => crate::auth::factors::view::PhonePage,
    SetUpCodes => crate::auth::factors::view::CodesPage,
    Security => crate::auth::factors::view::SecurityPage,
    Factor => crate::auth::factors::view::FactorPage,
    Offline => crate::shell::OfflinePage,
    CheckIdentity => crate::auth::oidc::view::CheckPage,
    Styleguide => crate::ui::styleguide::StyleguidePage,
}

/// Addresses that need no session. All others send a stranger to `/sign-in` and back.
pub fn is_public(path: &str) -> bool {
    matches!(
        path,
        "/sign-in"
            | "/sign-in/code"
            | "/help"
            | "/offline"
            | "/styleguide"
            | "/register"
            | "/reset"
            | "/sign-in/oidc"
            | "/sign-in/oidc/back"
            | "/sign-in/check"
    ) || ["/register/", "/reset/", "/invitation/"].iter().any(|begin| path.starts_with(begin))
}

/// The portal.
#[component]
pub fn App() -> impl IntoView {
    leptos_meta::provide_meta_context();
    provide_context(SignedIn::find());
    crate::documents::sending::provide_uploads();
    let l = use_lang();
    view! {
        <a class="skip" href="#main">{l.ui_skip()}</a>
        <Router>
            <Routes fallback=NotFoundPage>
                // First, because the first route that fits is taken: `new` is no claim's id.
                <ParentRoute path=path!("") view=Bare>
                    <Route path=path!("/sign-in") view=SignInPage ssr=WHOLE/>
                    <Route path=path!("/sign-in/check") view={Lazy::<CheckIdentity>::new()} ssr=WHOLE/>
                    <Route path=path!("/sign-in/code") view={Lazy::<SecondStep>::new()} ssr=WHOLE/>
                    <Route path=path!("/sign-in/second") view={Lazy::<Second>::new()} ssr=WHOLE/>
                    <Route path=path!("/sign-in/recovered") view={Lazy::<Recovered>::new()} ssr=WHOLE/>
                    <Route path=path!("/set-up") view={Lazy::<SetUp>::new()} ssr=WHOLE/>
                    <Route path=path!("/set-up/app") view={Lazy::<SetUpApp>::new()} ssr=WHOLE/>
                    <Route path=path!("/set-up/phone") view={Lazy::<SetUpPhone>::new()} ssr=WHOLE/>
                    <Route path=path!("/set-up/codes") view={Lazy::<SetUpCodes>::new()} ssr=WHOLE/>
                    <Route path=path!("/prove") view={Lazy::<Prove>::new()} ssr=WHOLE/>
                    <Route path=path!("/register") view={Lazy::<Register>::new()} ssr=WHOLE/>
                    <Route path=path!("/register/:token") view={Lazy::<FinishRegistration>::new()} ssr=WHOLE/>
                    <Route path=path!("/reset") view={Lazy::<Reset>::new()} ssr=WHOLE/>
                    <Route path=path!("/reset/:token") view={Lazy::<FinishReset>::new()} ssr=WHOLE/>
                    <Route path=path!("/invitation/:token") view={Lazy::<Invitation>::new()} ssr=WHOLE/>
                    <Route path=path!("/offline") view={Lazy::<Offline>::new()} ssr=WHOLE/>
                    <Route path=path!("/claims/new") view={Lazy::<StartClaim>::new()} ssr=WHOLE/>
                    <Route path=path!("/claims/new/:question") view={Lazy::<Wizard>::new()} ssr=WHOLE/>
                    <Route path=path!("/styleguide") view={Lazy::<Styleguide>::new()} ssr=WHOLE/>
                </ParentRoute>
                <ParentRoute path=path!("") view=Portal>
                    <Route path=path!("/") view=HomePage ssr=WHOLE/>
                    <Route path=path!("/pets") view={Lazy::<Pets>::new()} ssr=WHOLE/>
                    <Route path=path!("/pets/new") view={Lazy::<NewPet>::new()} ssr=WHOLE/>
                    <Route path=path!("/pets/:pet") view={Lazy::<Pet>::new()} ssr=WHOLE/>
                    <Route path=path!("/pets/:pet/edit") view={Lazy::<PetEdit>::new()} ssr=WHOLE/>
                    <Route path=path!("/policies/:policy") view={Lazy::<Policy>::new()} ssr=WHOLE/>
                    <Route path=path!("/claims") view={Lazy::<Claims>::new()} ssr=WHOLE/>
                    <Route path=path!("/claims/:claim") view={Lazy::<Claim>::new()} ssr=WHOLE/>
                    <Route path=path!("/payments") view={Lazy::<Payments>::new()} ssr=WHOLE/>
                    <Route path=path!("/documents") view={Lazy::<Documents>::new()} ssr=WHOLE/>
                    <Route path=path!("/documents/id-card/:pet") view={Lazy::<IdCard>::new()} ssr=WHOLE/>
                    <Route path=path!("/help") view={Lazy::<Help>::new()} ssr=WHOLE/>
                    <Route path=path!("/more") view={Lazy::<More>::new()} ssr=WHOLE/>
                    <Route path=path!("/account") view={Lazy::<Profile>::new()} ssr=WHOLE/>
                    <Route path=path!("/account/email") view={Lazy::<AccountEmail>::new()} ssr=WHOLE/>
                    <Route path=path!("/account/email/:token") view={Lazy::<ConfirmEmail>::new()} ssr=WHOLE/>
                    <Route path=path!("/account/phone") view={Lazy::<AccountPhone>::new()} ssr=WHOLE/>
                    <Route path=path!("/account/password") view={Lazy::<AccountPassword>::new()} ssr=WHOLE/>
                    <Route path=path!("/account/sessions") view={Lazy::<Sessions>::new()} ssr=WHOLE/>
                    <Route path=path!("/account/household") view={Lazy::<Household>::new()} ssr=WHOLE/>
                    <Route path=path!("/account/security") view={Lazy::<Security>::new()} ssr=WHOLE/>
                    <Route path=path!("/account/security/:factor") view={Lazy::<Factor>::new()} ssr=WHOLE/>
                </ParentRoute>
                <ParentRoute path=path!("/desk") view=Desk>
                    <Route path=path!("") view={Lazy::<Search>::new()} ssr=WHOLE/>
                    <Route path=path!("customers/:household") view={Lazy::<Customer>::new()} ssr=WHOLE/>
                    <Route path=path!("staff") view={Lazy::<Staff>::new()} ssr=WHOLE/>
                    <Route path=path!("audit") view={Lazy::<Audit>::new()} ssr=WHOLE/>
                </ParentRoute>
                <ParentRoute path=path!("/agency") view=Agencies>
                    <Route path=path!("") view={Lazy::<Agency>::new()} ssr=WHOLE/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// Addresses that are no pages: files that people send and fetch. They have their own limits of size and time.
#[cfg(feature = "ssr")]
pub fn files<S>() -> axum::Router<S>
where
    S: Clone + Send + Sync + 'static,
    crate::state::AppState: axum::extract::FromRef<S>,
{
    use crate::claims::intake::upload;
    use axum::extract::DefaultBodyLimit;
    use axum::response::Redirect;
    use axum::routing::{get, post};

    let sent = axum::Router::new()
        // Where signing in again may lead after an upload without a session.
        .route("/claims/new/pages", post(upload::add_pages).get(|| async { Redirect::to(upload::BACK) }))
        .route("/pets/{pet}/photo", post(crate::pets::photo::set_photo))
        .layer(DefaultBodyLimit::max(crate::documents::receive::MAX_BODY_BYTES));
    axum::Router::new()
        .route("/files/{id}", get(crate::documents::files::show))
        .route("/sign-in/oidc", get(crate::auth::oidc::web::start))
        .route("/sign-in/oidc/back", get(crate::auth::oidc::web::back))
        .route("/desk/audit.csv", get(crate::desk::export::csv))
        .route("/desk/audit.jsonl", get(crate::desk::export::json_lines))
        .merge(sent)
}
