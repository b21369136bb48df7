//! The document around every page, and the layouts: with navigation (`Portal`), bare, and the pages for when there is nothing to show.

use leptos::prelude::*;
#[cfg(feature = "ssr")]
use leptos_meta::MetaTags;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;

use crate::auth::{Power, Role, Roles};
use crate::claims::work::view::Alerts;
use crate::error::AppError;
use crate::notify::view::{Bell, bell};
use crate::text_enum;
use crate::texts::{Lang, use_lang};
use crate::ui::{BesideHelp, ButtonLink, DeadEnd, Icon, IconView, Look, TopBar, Trouble};

text_enum! {
    /// Light, dark, or as the device is set.
    pub enum Theme {
        /// As the device is set.
        System = "system",
        /// Always light.
        Light = "light",
        /// Always dark.
        Dark = "dark",
    }
}

/// Addresses of the built files, found once when the server starts.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    /// Style sheet.
    pub css: String,
    /// The module that loads the WebAssembly.
    pub js: String,
    /// The WebAssembly.
    pub wasm: String,
}

/// The document; `watched` when `cargo leptos watch` reloads it. Texts are fetched beside the WebAssembly and handed over before the page is hydrated.
#[cfg(feature = "ssr")]
pub fn shell(assets: &Assets, watched: Option<LeptosOptions>) -> impl IntoView + use<> {
    let l = use_lang();
    let theme = use_context::<Theme>().unwrap_or(Theme::System);
    let css = assets.css.clone();
    let path = use_context::<http::request::Parts>().map(|parts| parts.uri.path().to_owned());
    let gateway = path.filter(|path| crate::routes::gateway_use(path).is_some());
    let app = comes_to_life().then(|| view! { <ComeToLife assets=assets.clone()/> });
    view! {
        <!DOCTYPE html>
        <html lang=l.as_str() data-theme=theme.as_str() data-gateway=gateway>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="theme-color" content="#faf7f1" media="(prefers-color-scheme: light)"/>
                <meta name="theme-color" content="#0f1613" media="(prefers-color-scheme: dark)"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="preload" href="/fonts/figtree.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                <link rel="stylesheet" href=css/>
                {app}
                <crate::sessions::script::Watch/>
                <crate::live::Listen/>
                {watched.map(|options| view! { <AutoReload options=options/> })}
                <MetaTags/>
            </head>
            <body>
                <crate::routes::App/>
            </body>
        </html>
    }
}

/// The style guide stays as the server drew it: the browser's code does not hold it.
#[cfg(feature = "ssr")]
fn comes_to_life() -> bool {
    !(cfg!(feature = "demo") && use_context::<http::request::Parts>().is_some_and(|parts| parts.uri.path() == "/styleguide"))
}

/// Fetches the WebAssembly and the texts that everyone needs side by side, then hands the page over to them.
#[cfg(feature = "ssr")]
#[component]
fn ComeToLife(assets: Assets) -> impl IntoView {
    let l = use_lang();
    let nonce = leptos::nonce::use_nonce();
    let Assets { js, wasm, .. } = assets;
    let [texts, rest] = l.files().map(|file| format!("/texts/{file}"));
    let path = use_context::<http::request::Parts>()
        .map(|parts| parts.uri.path().to_owned())
        .unwrap_or_default();
    let rest = (!crate::routes::comes_with_the_shell(&path)).then(|| view! { <link rel="preload" href=rest r#as="fetch" crossorigin="anonymous"/> });
    let script = format!(
        "import('{js}').then(async m=>{{const t=fetch('{texts}').then(r=>r.text());await m.default({{module_or_path:'{wasm}'}});m.hydrate('{l}',await t)}})"
    );
    view! {
        <link rel="modulepreload" href=js/>
        <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
        <link rel="preload" href=texts r#as="fetch" crossorigin="anonymous"/>
        {rest}
        <script type="module" nonce=nonce>{script}</script>
    }
}

/// Whose pages these are: each side has its own places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Household,
    Desk,
    Agency,
}

/// A place of the bar: where it leads, its icon and its name.
type Place = (&'static str, Icon, &'static str);

/// The places of a side that this person may see.
fn places(l: Lang, side: Side, roles: &Roles) -> Vec<Place> {
    let (view, file, pay) = (roles.may(Power::View), roles.may(Power::File), roles.may(Power::Pay));
    let (desk, agency, ops) = (roles.has_any(&Role::STAFF), roles.has_any(&Role::AGENCY), roles.has(Role::Ops));
    let (claims, clocks) = (roles.has_any(&[Role::Adjuster, Role::Support]), roles.has_any(&[Role::Adjuster, Role::Ops]));
    let money = roles.has_any(&[Role::Support, Role::Ops]);
    // Who does not belong to a side sees their own places there.
    let side = match side {
        Side::Desk if !desk => Side::Household,
        Side::Agency if !agency => Side::Household,
        side => side,
    };
    let places = match side {
        Side::Household => vec![
            (view, ("/", Icon::House, l.nav_home())),
            (view, ("/pets", Icon::PawPrint, l.nav_pets())),
            (view || file, ("/claims", Icon::FileHeart, l.nav_claims())),
            (view || pay, ("/payments", Icon::CreditCard, l.nav_payments())),
            (desk, ("/desk", Icon::Search, l.desk_title())),
            (agency, ("/agency", Icon::Landmark, l.agency_title())),
            (true, ("/more", Icon::Menu, l.nav_more())),
        ],
        Side::Desk => vec![
            (claims, ("/desk/claims", Icon::FileHeart, l.desk_title_claims())),
            (desk, ("/desk", Icon::Search, l.desk_search())),
            (clocks, ("/desk/clocks", Icon::Clock, l.desk_title_clocks())),
            (money, ("/desk/money", Icon::Banknote, l.desk_title_money())),
            (ops, ("/desk/staff", Icon::User, l.desk_staff())),
            (ops, ("/desk/audit", Icon::History, l.desk_audit())),
            (ops, ("/desk/deliveries", Icon::Mail, l.notice_deliveries_title())),
            (true, ("/more", Icon::Menu, l.nav_more())),
        ],
        Side::Agency => vec![
            (agency, ("/agency", Icon::Landmark, l.agency_title())),
            (true, ("/more", Icon::Menu, l.nav_more())),
        ],
    };
    places.into_iter().filter_map(|(open, place)| open.then_some(place)).collect()
}

/// The places of the bottom bar; on a desktop a side bar, with room for the account.
#[component]
fn Nav(side: Side, roles: Roles) -> impl IntoView {
    let l = use_lang();
    let path = use_location().pathname;
    view! {
        <nav class="nav" aria-label=l.nav_label()>
            <div class="brand"><LogoMark/></div>
            {places(l, side, &roles)
                .into_iter()
                .map(|(href, icon, words)| {
                    let here = move || path.with(|path| place_of(path) == href).then_some("page");
                    let alerts = (href == "/desk/claims").then(|| view! { <Alerts/> });
                    view! { <a href=href aria-current=here><IconView icon=icon/>{words}{alerts}</a> }
                })
                .collect_view()}
            <a class="nav-desktop" href="/account" aria-current=move || path.with(|path| place_of(path) == "/account").then_some("page")>
                <IconView icon=Icon::User/>{l.account_title()}
            </a>
        </nav>
    }
}

/// Which of the places an address belongs to; empty when to none.
fn place_of(path: &str) -> &'static str {
    match path.split('/').nth(1).unwrap_or_default() {
        "" => "/",
        "pets" | "policies" => "/pets",
        "claims" => "/claims",
        "payments" => "/payments",
        "documents" | "help" | "more" => "/more",
        "account" => "/account",
        "desk" => match path.split('/').nth(2).unwrap_or_default() {
            "claims" => "/desk/claims",
            "clocks" => "/desk/clocks",
            "money" | "payments" => "/desk/money",
            "staff" => "/desk/staff",
            "audit" => "/desk/audit",
            "deliveries" => "/desk/deliveries",
            _ => "/desk",
        },
        "agency" => "/agency",
        _ => "",
    }
}

/// Whether a page may show itself at all: its place is one of this person's. What is on it the guard decides.
fn is_open(l: Lang, side: Side, roles: &Roles, path: &str) -> bool {
    match place_of(path) {
        "" | "/" | "/account" => true,
        "/more" => !path.starts_with("/documents") || roles.may(Power::View),
        place => places(l, side, roles).iter().any(|(href, ..)| *href == place),
    }
}

/// Who is signed in, as far as the frame around the pages cares: what they are. The server knows and tells the page; the sign-in form keeps it right
/// while the app runs.
#[derive(Clone, Copy, Debug)]
pub struct SignedIn(RwSignal<Option<Roles>>);

impl SignedIn {
    /// As the server sees it.
    pub fn find() -> SignedIn {
        let told = SharedValue::new_str(|| {
            #[cfg(feature = "ssr")]
            return crate::auth::use_session().map_or(String::new(), |session| format!("is {}", session.roles()));
            #[cfg(not(feature = "ssr"))]
            return String::new();
        });
        SignedIn(RwSignal::new(told.into_inner().strip_prefix("is ").map(Roles::parse)))
    }

    fn get(self) -> Option<Roles> {
        self.0.get()
    }
}

/// What the signed-in person is; nothing for a stranger. For pages, so that nothing on them leads where the person may not go.
pub fn use_roles() -> Roles {
    expect_context::<SignedIn>().0.get_untracked().unwrap_or_default()
}

/// Around a page: the places, or for a stranger the way to sign in.
#[component]
fn Frame(#[prop(default = Side::Household)] side: Side, children: Children) -> impl IntoView {
    let signed_in = expect_context::<SignedIn>();
    let class = move || match signed_in.get() {
        Some(_) if side == Side::Desk => "portal portal-desk",
        Some(_) => "portal",
        None => "portal portal-open",
    };
    view! {
        <div class=class>
            {move || match signed_in.get() {
                Some(roles) => view! { <Nav side=side roles=roles/> }.into_any(),
                None => view! { <StrangerTop/> }.into_any(),
            }}
            <main id="main" class="page" tabindex="-1">{children()}</main>
        </div>
    }
}

/// Above the few pages that anyone may see.
#[component]
fn StrangerTop() -> impl IntoView {
    let l = use_lang();
    view! {
        <header class="stranger-top">
            <LogoMark/>
            <ButtonLink href="/sign-in" look=Look::Second>{l.auth_sign_in()}</ButtonLink>
        </header>
    }
}

/// A page of one side in its frame, or that it is closed to this person: then nothing of it is fetched.
#[component]
fn Inside(side: Side) -> impl IntoView {
    let l = use_lang();
    let signed_in = expect_context::<SignedIn>();
    if signed_in.0.get_untracked().is_some() {
        provide_context(BesideHelp(bell));
        expect_context::<Bell>().listen();
    }
    let path = use_location().pathname;
    let open = Memo::new(move |_| path.with(|path| signed_in.get().is_none_or(|roles| is_open(l, side, &roles, path))));
    view! {
        <Frame side=side>
            {move || match open.get() {
                true => view! { <Outlet/> }.into_any(),
                false => view! { <TopBar/><Trouble error=AppError::Forbidden/> }.into_any(),
            }}
        </Frame>
    }
}

/// Layout of the portal.
#[component]
pub fn Portal() -> impl IntoView {
    view! { <Inside side=Side::Household/> }
}

/// Layout of the insurer's side.
#[component]
pub fn Desk() -> impl IntoView {
    view! { <Inside side=Side::Desk/> }
}

/// Layout of the agencies' side.
#[component]
pub fn Agencies() -> impl IntoView {
    view! { <Inside side=Side::Agency/> }
}

/// Layout of pages with one purpose: signing in, a question.
#[component]
pub fn Bare() -> impl IntoView {
    view! { <main id="main" tabindex="-1"><Outlet/></main> }
}

/// The mark: a paw, and the name.
#[component]
pub fn LogoMark() -> impl IntoView {
    let l = use_lang();
    view! { <span class="logo"><IconView icon=Icon::PawPrint/><strong>{l.brand()}</strong></span> }
}

/// For an address that leads nowhere: the portal stays around it.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! { <Frame><NotFound/></Frame> }
}

/// What such an address shows.
#[component]
pub fn NotFound() -> impl IntoView {
    let l = use_lang();
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    view! { <DeadEnd icon=Icon::Search title=l.error_not_found_title() sentence=l.error_not_found()/> }
}

/// For when there is no network.
#[component]
pub fn OfflinePage() -> impl IntoView {
    let l = use_lang();
    view! { <DeadEnd icon=Icon::WifiOff title=l.error_offline_title() sentence=l.error_offline()/> }
}
