//! The whole site map on one screen.

use leptos::prelude::*;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{ChooseView, SsrMode, path};

use crate::shell::{Agencies, Bare, Desk, NotFoundPage, Portal, SignedIn};
use crate::texts::use_lang;

/// Every route says `Async`: a page arrives whole, readable before and without WebAssembly.
const WHOLE: SsrMode = SsrMode::Async;

/// The pages by the file that their code is in. Signing in and Home are what everyone needs first: they come with the shell. The code of an area is
/// fetched when one of its pages is first wanted. One type for all: each type of view that the router knows costs every visitor bytes.
macro_rules! pages {
    (at_once { $($now:ident => $now_view:path,)+ } $($area:ident, $preload:ident { $($page:ident => $view:path,)+ })+) => {
        /// A page of the portal.
        #[derive(Clone, Copy, Debug)]
        enum Page {
            $($now,)+
            $($($page,)+)+
        }

        impl ChooseView for Page {
            async fn choose(self) -> AnyView {
                match self {
                    $(Page::$now => $now_view().into_any(),)+
                    $($(Page::$page)|+ => {
                        #[cfg(not(feature = "ssr"))]
                        crate::texts::loaded::rest().await;
                        $area(self).await
                    })+
                }
            }

            async fn preload(&self) {
                #[cfg(target_arch = "wasm32")]
                match self {
                    $($(Page::$page)|+ => {
                        let texts = crate::texts::loaded::rest();
                        $preload().await;
                        texts.await;
                    })+
                    _ => (),
                }
            }
        }

        $(
            #[lazy]
            fn $area(page: Page) -> AnyView {
                match page {
                    $(Page::$page => $view().into_any(),)+
                    _ => ().into_any(),
                }
            }
        )+
    };
}

pages! {
    at_once {
        SignIn => crate::auth::view::SignInPage,
        Home => crate::home::view::HomePage,
    }
    pets, __preload_pets {
        Pets => crate::pets::view::PetsPage,
        NewPet => crate::pets::view::NewPetPage,
        Pet => crate::pets::view::PetPage,
        PetEdit => crate::pets::view::PetEditPage,
        Policy => crate::policies::view::PolicyPage,
    }
    claims, __preload_claims {
        Claims => crate::claims::view::ClaimsPage,
        Claim => crate::claims::view::ClaimPage,
        Eob => crate::claims::eob::view::EobPage,
        Estimate => crate::claims::estimate::view::EstimatePage,
        Appeal => crate::claims::appeal::view::AppealPage,
        ClaimShare => crate::claims::vet::view::ClaimSharePage,
        PetShare => crate::claims::vet::view::PetSharePage,
        Visit => crate::claims::vet::view::VisitPage,
    }
    filing, __preload_filing {
        StartClaim => crate::claims::view::WizardStart,
        Wizard => crate::claims::view::WizardPage,
    }
    more, __preload_more {
        Payments => crate::billing::view::PaymentsPage,
        Bill => crate::billing::bill::view::BillPage,
        PayBill => crate::billing::bill::view::PayPage,
        PaymentDone => crate::billing::bill::view::DonePage,
        Receipt => crate::billing::bill::view::ReceiptPage,
        Methods => crate::billing::methods::view::MethodsPage,
        NewMethod => crate::billing::methods::view::NewMethodPage,
        MethodAdded => crate::billing::methods::view::AddedPage,
        Autopay => crate::billing::autopay::view::AutopayPage,
        PayoutAccount => crate::billing::payouts::view::PayoutsPage,
        Documents => crate::documents::view::DocumentsPage,
        IdCard => crate::documents::view::IdCardPage,
        Help => crate::help::view::HelpPage,
        More => crate::home::view::MorePage,
        Offline => crate::shell::OfflinePage,
    }
    account, __preload_account {
        Profile => crate::account::view::ProfilePage,
        AccountEmail => crate::account::view::EmailPage,
        ConfirmEmail => crate::account::view::ConfirmEmailPage,
        AccountPhone => crate::account::view::PhonePage,
        AccountPassword => crate::account::view::PasswordPage,
        Sessions => crate::sessions::view::SessionsPage,
        Household => crate::people::view::HouseholdPage,
        Security => crate::auth::factors::view::SecurityPage,
        Notices => crate::notify::view::NoticesPage,
        Preferences => crate::notify::view::PreferencesPage,
        Factor => crate::auth::factors::view::FactorPage,
    }
    entrance, __preload_entrance {
        CheckIdentity => crate::auth::oidc::view::CheckPage,
        SecondStep => crate::auth::factors::view::SecondStepPage,
        Second => crate::auth::factors::view::SecondPage,
        Recovered => crate::auth::factors::view::RecoveredPage,
        SetUp => crate::auth::factors::view::SetUpPage,
        SetUpApp => crate::auth::factors::view::AppPage,
        SetUpPhone => crate::auth::factors::view::PhonePage,
        SetUpCodes => crate::auth::factors::view::CodesPage,
        Prove => crate::auth::factors::view::ProvePage,
        Register => crate::register::view::RegisterPage,
        FinishRegistration => crate::register::view::FinishRegistrationPage,
        Reset => crate::reset::view::ResetPage,
        FinishReset => crate::reset::view::FinishResetPage,
        Invitation => crate::people::view::InvitationPage,
        Unsubscribe => crate::notify::view::UnsubscribePage,
        PayLink => crate::billing::links::view::LinkPage,
        PayLinkDone => crate::billing::links::view::LinkDonePage,
    }
    desk, __preload_desk {
        DeskClaims => crate::claims::work::view::QueuePage,
        DeskClaim => crate::claims::work::view::CasePage,
        DeskDecide => crate::claims::work::view::DecidePage,
        DeskLine => crate::claims::work::view::LinePage,
        DeskRecord => crate::claims::work::view::RecordPage,
        DeskClocks => crate::claims::work::view::ClocksPage,
        Search => crate::desk::view::SearchPage,
        Customer => crate::desk::view::CustomerPage,
        Conversation => crate::desk::conversation::view::ConversationPage,
        DeskMoney => crate::billing::reconcile::view::MoneyPage,
        DeskPayment => crate::billing::refunds::view::PaymentPage,
        Staff => crate::desk::view::StaffPage,
        Audit => crate::desk::view::AuditPage,
        Deliveries => crate::notify::view::DeliveriesPage,
        Agency => crate::agency::view::AgencyPage,
    }
    style, __preload_style {
        Styleguide => crate::ui::styleguide::StyleguidePage,
    }
}

/// Whether the page at an address comes with the shell, code and texts: `at_once` above.
#[cfg(feature = "ssr")]
pub fn comes_with_the_shell(path: &str) -> bool {
    matches!(path, "/" | "/sign-in")
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
    ) || ["/register/", "/reset/", "/invitation/", "/unsubscribe/", "/vet/", "/pay/"]
        .iter()
        .any(|begin| path.starts_with(begin))
}

/// What a page lets the payment gateway do. Every other page lets it do nothing: docs/decisions/0027.
#[cfg(feature = "ssr")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GatewayUse {
    /// Its form stands on the page: its script runs there, in frames of its own.
    Form,
    /// A form of ours leads to one of its pages.
    Way,
}

/// What the page at an address lets the payment gateway do.
#[cfg(feature = "ssr")]
pub fn gateway_use(path: &str) -> Option<GatewayUse> {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    match parts.as_slice() {
        ["payments", "methods", "new"] | ["payments", _, "pay"] => Some(GatewayUse::Form),
        ["pay", token] if *token != "back" => Some(GatewayUse::Form),
        ["payments", "payouts"] => Some(GatewayUse::Way),
        _ => None,
    }
}

/// The portal.
#[component]
pub fn App() -> impl IntoView {
    leptos_meta::provide_meta_context();
    provide_context(SignedIn::find());
    provide_context(crate::notify::view::Bell::find());
    crate::documents::sending::provide_uploads();
    let l = use_lang();
    view! {
        <a class="skip" href="#main">{l.ui_skip()}</a>
        <Router>
            <Routes fallback=NotFoundPage>
                // First, because the first route that fits is taken: `new` is no claim's id.
                <ParentRoute path=path!("") view=Bare>
                    <Route path=path!("/sign-in") view=Page::SignIn ssr=WHOLE/>
                    <Route path=path!("/sign-in/check") view=Page::CheckIdentity ssr=WHOLE/>
                    <Route path=path!("/sign-in/code") view=Page::SecondStep ssr=WHOLE/>
                    <Route path=path!("/sign-in/second") view=Page::Second ssr=WHOLE/>
                    <Route path=path!("/sign-in/recovered") view=Page::Recovered ssr=WHOLE/>
                    <Route path=path!("/set-up") view=Page::SetUp ssr=WHOLE/>
                    <Route path=path!("/set-up/app") view=Page::SetUpApp ssr=WHOLE/>
                    <Route path=path!("/set-up/phone") view=Page::SetUpPhone ssr=WHOLE/>
                    <Route path=path!("/set-up/codes") view=Page::SetUpCodes ssr=WHOLE/>
                    <Route path=path!("/prove") view=Page::Prove ssr=WHOLE/>
                    <Route path=path!("/register") view=Page::Register ssr=WHOLE/>
                    <Route path=path!("/register/:token") view=Page::FinishRegistration ssr=WHOLE/>
                    <Route path=path!("/reset") view=Page::Reset ssr=WHOLE/>
                    <Route path=path!("/reset/:token") view=Page::FinishReset ssr=WHOLE/>
                    <Route path=path!("/invitation/:token") view=Page::Invitation ssr=WHOLE/>
                    <Route path=path!("/vet/:token") view=Page::Visit ssr=WHOLE/>
                    <Route path=path!("/unsubscribe/:token") view=Page::Unsubscribe ssr=WHOLE/>
                    <Route path=path!("/pay/back") view=Page::PayLinkDone ssr=WHOLE/>
                    <Route path=path!("/pay/:token") view=Page::PayLink ssr=WHOLE/>
                    <Route path=path!("/offline") view=Page::Offline ssr=WHOLE/>
                    <Route path=path!("/claims/new") view=Page::StartClaim ssr=WHOLE/>
                    <Route path=path!("/claims/new/:question") view=Page::Wizard ssr=WHOLE/>
                    <Route path=path!("/styleguide") view=Page::Styleguide ssr=WHOLE/>
                </ParentRoute>
                <ParentRoute path=path!("") view=Portal>
                    <Route path=path!("/") view=Page::Home ssr=WHOLE/>
                    <Route path=path!("/pets") view=Page::Pets ssr=WHOLE/>
                    <Route path=path!("/pets/new") view=Page::NewPet ssr=WHOLE/>
                    <Route path=path!("/pets/:pet") view=Page::Pet ssr=WHOLE/>
                    <Route path=path!("/pets/:pet/edit") view=Page::PetEdit ssr=WHOLE/>
                    <Route path=path!("/pets/:pet/estimate") view=Page::Estimate ssr=WHOLE/>
                    <Route path=path!("/policies/:policy") view=Page::Policy ssr=WHOLE/>
                    <Route path=path!("/claims") view=Page::Claims ssr=WHOLE/>
                    <Route path=path!("/claims/:claim") view=Page::Claim ssr=WHOLE/>
                    <Route path=path!("/claims/:claim/eob") view=Page::Eob ssr=WHOLE/>
                    <Route path=path!("/claims/:claim/appeal/:line") view=Page::Appeal ssr=WHOLE/>
                    <Route path=path!("/claims/:claim/vet") view=Page::ClaimShare ssr=WHOLE/>
                    <Route path=path!("/pets/:pet/vet") view=Page::PetShare ssr=WHOLE/>
                    <Route path=path!("/payments") view=Page::Payments ssr=WHOLE/>
                    <Route path=path!("/payments/methods") view=Page::Methods ssr=WHOLE/>
                    <Route path=path!("/payments/methods/new") view=Page::NewMethod ssr=WHOLE/>
                    <Route path=path!("/payments/methods/added") view=Page::MethodAdded ssr=WHOLE/>
                    <Route path=path!("/payments/autopay") view=Page::Autopay ssr=WHOLE/>
                    <Route path=path!("/payments/payouts") view=Page::PayoutAccount ssr=WHOLE/>
                    <Route path=path!("/payments/back") view=Page::PaymentDone ssr=WHOLE/>
                    <Route path=path!("/payments/receipts/:payment") view=Page::Receipt ssr=WHOLE/>
                    <Route path=path!("/payments/:invoice") view=Page::Bill ssr=WHOLE/>
                    <Route path=path!("/payments/:invoice/pay") view=Page::PayBill ssr=WHOLE/>
                    <Route path=path!("/documents") view=Page::Documents ssr=WHOLE/>
                    <Route path=path!("/documents/id-card/:pet") view=Page::IdCard ssr=WHOLE/>
                    <Route path=path!("/help") view=Page::Help ssr=WHOLE/>
                    <Route path=path!("/more") view=Page::More ssr=WHOLE/>
                    <Route path=path!("/account") view=Page::Profile ssr=WHOLE/>
                    <Route path=path!("/account/email") view=Page::AccountEmail ssr=WHOLE/>
                    <Route path=path!("/account/email/:token") view=Page::ConfirmEmail ssr=WHOLE/>
                    <Route path=path!("/account/phone") view=Page::AccountPhone ssr=WHOLE/>
                    <Route path=path!("/account/password") view=Page::AccountPassword ssr=WHOLE/>
                    <Route path=path!("/account/sessions") view=Page::Sessions ssr=WHOLE/>
                    <Route path=path!("/account/household") view=Page::Household ssr=WHOLE/>
                    <Route path=path!("/account/notifications") view=Page::Preferences ssr=WHOLE/>
                    <Route path=path!("/notices") view=Page::Notices ssr=WHOLE/>
                    <Route path=path!("/account/security") view=Page::Security ssr=WHOLE/>
                    <Route path=path!("/account/security/:factor") view=Page::Factor ssr=WHOLE/>
                </ParentRoute>
                <ParentRoute path=path!("/desk") view=Desk>
                    <Route path=path!("") view=Page::Search ssr=WHOLE/>
                    <Route path=path!("customers/:household") view=Page::Customer ssr=WHOLE/>
                    <Route path=path!("claims/:claim/conversation") view=Page::Conversation ssr=WHOLE/>
                    <Route path=path!("staff") view=Page::Staff ssr=WHOLE/>
                    <Route path=path!("audit") view=Page::Audit ssr=WHOLE/>
                    <Route path=path!("claims") view=Page::DeskClaims ssr=WHOLE/>
                    <Route path=path!("claims/:claim") view=Page::DeskClaim ssr=WHOLE/>
                    <Route path=path!("claims/:claim/decide") view=Page::DeskDecide ssr=WHOLE/>
                    <Route path=path!("claims/:claim/lines/:line") view=Page::DeskLine ssr=WHOLE/>
                    <Route path=path!("claims/:claim/record") view=Page::DeskRecord ssr=WHOLE/>
                    <Route path=path!("clocks") view=Page::DeskClocks ssr=WHOLE/>
                    <Route path=path!("money") view=Page::DeskMoney ssr=WHOLE/>
                    <Route path=path!("payments/:payment") view=Page::DeskPayment ssr=WHOLE/>
                    <Route path=path!("deliveries") view=Page::Deliveries ssr=WHOLE/>
                </ParentRoute>
                <ParentRoute path=path!("/agency") view=Agencies>
                    <Route path=path!("") view=Page::Agency ssr=WHOLE/>
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
        .route("/pets/{pet}/estimate/photo", post(crate::claims::estimate::photo::read_photo))
        .route("/claims/{claim}/asked/{requirement}", post(crate::claims::asked::upload::add_files))
        .route("/claims/{claim}/message-files", post(crate::messages::upload::from_household))
        .route("/claims/{claim}/appeal-files/{line}", post(crate::claims::appeal::upload::add_files))
        .route("/desk/claims/{claim}/message-files", post(crate::messages::upload::from_desk))
        .route("/vet/{token}/files/{requirement}", post(crate::claims::vet::upload::add_files))
        .layer(DefaultBodyLimit::max(crate::documents::receive::MAX_BODY_BYTES));
    axum::Router::new()
        .route("/files/{id}", get(crate::documents::files::show))
        .route("/sign-in/oidc", get(crate::auth::oidc::web::start))
        .route("/sign-in/oidc/back", get(crate::auth::oidc::web::back))
        .route("/claims/{claim}/eob.json", get(crate::claims::eob::download::json))
        .route("/desk/claims/{claim}/pages/{page}", get(crate::claims::work::files::page))
        .route("/desk/attachments/{attachment}", get(crate::desk::conversation::web::show))
        .route("/notices/{notice}", get(crate::notify::hooks::open))
        .route("/payments/{invoice}/invoice.pdf", get(crate::billing::papers::web::invoice))
        .route("/payments/receipts/{payment}/receipt.pdf", get(crate::billing::papers::web::receipt))
        .route("/desk/audit.csv", get(crate::desk::export::csv))
        .route("/desk/audit.jsonl", get(crate::desk::export::json_lines))
        .merge(sent)
}
