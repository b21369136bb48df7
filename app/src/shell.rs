//! The document around every page, and the layouts: with navigation (`Portal`), bare, and the pages for when there is nothing to show.

use leptos::prelude::*;
#[cfg(feature = "ssr")]
use leptos_meta::MetaTags;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;

use crate::text_enum;
use crate::texts::use_lang;
use crate::ui::{ButtonLink, Heading, Icon, IconView};

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
    let nonce = leptos::nonce::use_nonce();
    let texts = format!("/texts/{}", l.file());
    let script = format!(
        "import('{}').then(async m=>{{const t=fetch('{texts}').then(r=>r.text());await m.default({{module_or_path:'{}'}});m.hydrate('{l}',await t)}})",
        assets.js, assets.wasm
    );
    let Assets { css, js, wasm } = assets.clone();
    view! {
        <!DOCTYPE html>
        <html lang=l.as_str() data-theme=theme.as_str()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="theme-color" content="#faf7f1" media="(prefers-color-scheme: light)"/>
                <meta name="theme-color" content="#0f1613" media="(prefers-color-scheme: dark)"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="preload" href="/fonts/figtree-latin-wght-normal.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                <link rel="stylesheet" href=css/>
                <link rel="modulepreload" href=js/>
                <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
                <link rel="preload" href=texts r#as="fetch" crossorigin="anonymous"/>
                <script type="module" nonce=nonce>{script}</script>
                {watched.map(|options| view! { <AutoReload options=options/> })}
                <MetaTags/>
            </head>
            <body>
                <crate::routes::App/>
            </body>
        </html>
    }
}

/// The five places of the bottom bar (side bar on a desktop).
#[component]
fn Nav() -> impl IntoView {
    let l = use_lang();
    let path = use_location().pathname;
    let places = [
        ("/", Icon::House, l.nav_home()),
        ("/pets", Icon::PawPrint, l.nav_pets()),
        ("/claims", Icon::FileHeart, l.nav_claims()),
        ("/payments", Icon::CreditCard, l.nav_payments()),
        ("/more", Icon::Menu, l.nav_more()),
    ];
    view! {
        <nav class="nav" aria-label=l.nav_label()>
            <div class="brand"><LogoMark/></div>
            {places
                .into_iter()
                .map(|(href, icon, words)| {
                    let here = move || path.with(|path| place_of(path) == href).then_some("page");
                    view! { <a href=href aria-current=here><IconView icon=icon/>{words}</a> }
                })
                .collect_view()}
        </nav>
    }
}

/// Which of the five places an address belongs to.
fn place_of(path: &str) -> &'static str {
    match path.split('/').nth(1).unwrap_or_default() {
        "" => "/",
        "pets" | "policies" => "/pets",
        "claims" => "/claims",
        "payments" => "/payments",
        _ => "/more",
    }
}

/// Layout of the signed-in portal.
#[component]
pub fn Portal() -> impl IntoView {
    view! {
        <div class="portal">
            <Nav/>
            <main id="main" class="page" tabindex="-1"><Outlet/></main>
        </div>
    }
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
    view! { <span class="row logo"><IconView icon=Icon::PawPrint/><strong>{l.brand()}</strong></span> }
}

/// For an address that leads nowhere.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let l = use_lang();
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    view! { <Nothing icon=Icon::Search title=l.error_not_found_title() sentence=l.error_not_found()/> }
}

/// For when there is no network.
#[component]
pub fn OfflinePage() -> impl IntoView {
    let l = use_lang();
    view! { <Nothing icon=Icon::WifiOff title=l.error_offline_title() sentence=l.error_offline()/> }
}

#[component]
fn Nothing(icon: Icon, title: &'static str, sentence: &'static str) -> impl IntoView {
    let l = use_lang();
    view! {
        <div class="empty">
            <IconView icon=icon/>
            <Heading words=title/>
            <p class="soft">{sentence}</p>
            <ButtonLink href="/">{l.error_go_home()}</ButtonLink>
            <a href="/help">{l.ui_help()}</a>
        </div>
    }
}
