//! All addresses of the server: pages, server functions, files.

use std::any::Any;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use app::auth::Session;
use app::auth::api::cookies::Secure;
use app::error::AppError;
use app::notify::model::Unread;
use app::routes::{App, GatewayUse};
use app::shell::{Assets, Theme, shell};
use app::state::AppState;
use app::texts::{self, Lang};
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRef, MatchedPath, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use leptos::WasmSplitManifest;
use leptos::prelude::{ArcStoredValue, IntoView, LeptosOptions, provide_context, use_context};
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list_with_exclusions};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use crate::failure;
use crate::live::{self, Live};
use crate::page_cache::{self, PageCache};
use crate::security::{self, Security};

/// Largest body of a server function: the longest form is a note of 2,000 characters.
pub(crate) const FORM_BYTES: usize = 64 * 1024;
/// How long a page or a function may take.
const TIME_LIMIT: Duration = Duration::from_secs(30);
/// For what changes its name with its content.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// What of the payment gateway a page lets in.
struct LetsIn {
    /// Origins that its forms may lead to.
    ways: Vec<String>,
    /// Origins whose scripts and frames it shows; none where it has no form of the gateway's.
    origins: Vec<String>,
}

/// State of the router. Cloned for each request, so it is one pointer.
#[derive(Clone)]
pub struct Web(Arc<Parts>);

struct Parts {
    app: AppState,
    options: LeptosOptions,
    assets: Assets,
    manifest: Option<WasmSplitManifest>,
    secure: Secure,
    pages: PageCache,
    live: Live,
    /// Whether `cargo leptos watch` runs us: it reloads the page over a WebSocket of its own port.
    watched: bool,
}

impl FromRef<Web> for LeptosOptions {
    fn from_ref(web: &Web) -> LeptosOptions {
        web.0.options.clone()
    }
}

impl FromRef<Web> for AppState {
    fn from_ref(web: &Web) -> AppState {
        web.0.app.clone()
    }
}

impl Web {
    /// What every page and function finds in its context.
    fn provide(&self, lang: Option<Lang>, theme: Option<Theme>) {
        provide_context(self.0.app.clone());
        provide_context(self.0.secure);
        provide_context(lang.unwrap_or(Lang::En));
        provide_context(theme.unwrap_or(Theme::System));
    }

    /// Pages that were made.
    pub(crate) fn pages(&self) -> &PageCache {
        &self.0.pages
    }

    /// Word of what changes.
    pub(crate) fn live(&self) -> &Live {
        &self.0.live
    }

    /// The product's state.
    pub(crate) fn app(&self) -> &AppState {
        &self.0.app
    }

    /// The page's content security policy with the nonce of this one answer; and nothing of it in any cache but ours.
    fn headers(&self) {
        let (Some(response), Some(nonce)) = (use_context::<leptos_axum::ResponseOptions>(), leptos::nonce::use_nonce()) else {
            return;
        };
        let path = use_context::<axum::http::request::Parts>().map(|parts| parts.uri.path().to_owned());
        let lets_in = self.0.app.gateway.as_ref().zip(path.and_then(|path| app::routes::gateway_use(&path)));
        let lets_in = lets_in.map(|(gateway, how)| LetsIn {
            ways: gateway.ways(),
            origins: if how == GatewayUse::Form { gateway.page().origins } else { Vec::new() },
        });
        if let Some(policy) = policy(self.0.watched, self.provider(), lets_in.as_ref(), &nonce) {
            response.insert_header(CONTENT_SECURITY_POLICY, policy);
        }
        if let Some(LetsIn { origins, .. }) = lets_in.filter(|lets_in| !lets_in.origins.is_empty()) {
            for (name, value) in security::for_payments(&origins) {
                response.insert_header(name, value);
            }
        }
        response.insert_header(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    }

    /// The content security policy of Home with this nonce.
    pub(crate) fn policy(&self, nonce: &str) -> Option<HeaderValue> {
        policy(self.0.watched, self.provider(), None, nonce)
    }

    fn provider(&self) -> Option<&str> {
        self.0.app.oidc.as_ref().map(|provider| provider.origin())
    }

    /// The document around a page, and the headers of this one answer.
    fn page(&self) -> impl IntoView + use<> {
        self.headers();
        if let Some(manifest) = &self.0.manifest {
            provide_context(manifest.clone());
        }
        shell(&self.0.assets, self.0.watched.then(|| self.0.options.clone()))
    }
}

/// The whole server for one state. `origin` is the portal's own address as people type it; `live` sends word of changes.
pub fn router(app: AppState, site_root: &Path, origin: &str, live: Live) -> Router {
    let secure = Secure(origin.starts_with("https://"));
    let options = LeptosOptions::builder()
        .output_name("pawtal")
        .site_root(site_root.to_string_lossy().into_owned())
        .build();
    let (assets, manifest) = built(site_root);
    let css: Arc<str> = assets.css.as_str().into();
    let security = Security {
        state: app.clone(),
        origin: origin.into(),
        secure,
        css: css.clone(),
    };
    let watched = std::env::var_os("LEPTOS_WATCH").is_some();
    let web = Web(Arc::new(Parts {
        app,
        options,
        assets,
        manifest,
        secure,
        pages: PageCache::default(),
        live,
        watched,
    }));

    let context = {
        let web = web.clone();
        move || {
            let parts = use_context::<axum::http::request::Parts>();
            let (lang, theme) = parts
                .map(|parts| (parts.extensions.get().copied(), parts.extensions.get().copied()))
                .unwrap_or_default();
            web.provide(lang, theme);
        }
    };
    let page = {
        let web = web.clone();
        move || web.page()
    };

    let pages = Router::new()
        .route("/api/{*function}", any(server_function))
        .leptos_routes_with_context(&web, page_list(), context.clone(), page.clone())
        .fallback(leptos_axum::render_app_async_with_context(context, page))
        .layer(from_fn(whole))
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIME_LIMIT))
        .layer(from_fn_with_state(css.clone(), failure::dress))
        .layer(from_fn_with_state(web.clone(), unread))
        .layer(from_fn_with_state(web.clone(), page_cache::home));

    let script = |text: &'static str| get(move || async move { ([(CONTENT_TYPE, "text/javascript; charset=utf-8")], text) }).layer(forever());
    let signed_in = pages
        .merge(app::routes::files())
        .merge(live::routes())
        .layer(from_fn_with_state(security.clone(), security::recognise))
        .layer(from_fn_with_state(security.clone(), security::same_origin_only))
        .route(app::sessions::script::ADDRESS.as_str(), script(app::sessions::script::SCRIPT))
        .route(app::live::ADDRESS.as_str(), script(app::live::SCRIPT))
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)));

    let folder = |name: &str| ServeDir::new(site_root.join(name)).precompressed_br().precompressed_gzip();
    #[cfg(feature = "demo")]
    let floor = crate::trial::floor::routes(web.0.app.clone());
    let whole = Router::new()
        .nest_service("/pkg", tower::ServiceBuilder::new().layer(forever()).service(folder("pkg")))
        .nest_service("/fonts", tower::ServiceBuilder::new().layer(forever()).service(folder("fonts")))
        .route("/favicon.svg", get(favicon))
        .route("/passkeys.js", get(passkeys))
        .route("/push.js", get(push))
        .route("/pay.js", get(pay))
        .route("/sw.js", get(service_worker))
        .route("/unsubscribe/{token}", post(app::notify::hooks::one_click))
        .route("/hooks/sms", post(app::notify::hooks::sms).layer(DefaultBodyLimit::max(FORM_BYTES)))
        .route(
            "/webhooks/stripe",
            post(app::billing::events::hook::stripe).layer(DefaultBodyLimit::max(app::billing::events::hook::MOST_BYTES)),
        )
        .route("/texts/{file}", get(text_file).layer(forever()))
        .route("/health/live", get(|| async { "alive" }))
        .merge(signed_in)
        .layer(CatchPanicLayer::custom(move |panic: Box<dyn Any + Send>| {
            failure::panicked(&css, panic.as_ref())
        }))
        .layer(from_fn_with_state(security, security::headers))
        .layer(from_fn(log))
        .with_state(web);
    #[cfg(feature = "demo")]
    let whole = whole.merge(floor);
    whole
}

/// Which header an answer gets.
type Keep<B> = fn(&axum::http::Response<B>) -> Option<HeaderValue>;

/// Lets caches keep what is there. What is not may come: another server of the same deployment may have it already.
fn forever<B>() -> SetResponseHeaderLayer<Keep<B>> {
    SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, |found| found.status().is_success().then_some(FOREVER))
}

/// The pages alone. Without the exclusion Leptos would route the functions as well, past [`server_function`] and the status of its errors.
fn page_list() -> Vec<AxumRouteListing> {
    let functions = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    generate_route_list_with_exclusions(App, Some(functions))
}

/// One readable line for each request. It names the route, not the address: that may hold the token of a link, or what somebody typed.
async fn log(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = match request.extensions().get::<MatchedPath>().map(MatchedPath::as_str) {
        // The functions are one route; their names are ours.
        Some("/api/{*function}") => own_function(request.uri().path()).unwrap_or("/api/…").to_owned(),
        Some(route) => route.to_owned(),
        None => "an unknown address".to_owned(),
    };
    let started = std::time::Instant::now();
    let response = next.run(request).await;
    let (status, took) = (response.status().as_u16(), started.elapsed());
    if status >= 500 {
        tracing::warn!(status, "{method} {path} answered {status} after {took:?}");
    } else {
        tracing::debug!(status, "{method} {path} answered {status} after {took:?}");
    }
    response
}

fn own_function(path: &str) -> Option<&'static str> {
    leptos::server_fn::axum::server_fn_paths().map(|(own, _)| own).find(|own| *own == path)
}

/// The content security policy of a page. Signing out is a form whose way goes on to the OpenID provider; only where somebody pays is the gateway let in.
fn policy(watched: bool, provider: Option<&str>, gateway: Option<&LetsIn>, nonce: &str) -> Option<HeaderValue> {
    let origins = |origins: &[String]| origins.iter().map(|origin| format!(" {origin}")).collect::<String>();
    let way = gateway.map(|lets_in| origins(&lets_in.ways)).unwrap_or_default();
    let form = gateway.map(|lets_in| origins(&lets_in.origins)).unwrap_or_default();
    let frames = if form.is_empty() { String::new() } else { format!("frame-src{form}; ") };
    let reload = if watched { " ws://127.0.0.1:3001 ws://localhost:3001" } else { "" };
    let provider = provider.map(|origin| format!(" {origin}")).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'{form}; style-src 'self'; img-src 'self' blob:; font-src 'self'; \
         connect-src 'self'{reload}{form}; {frames}form-action 'self'{provider}{way}; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).ok()
}

/// Runs a server function; gives its errors the status they mean. Plain form posts keep their redirect.
async fn server_function(State(web): State<Web>, request: Request) -> Response {
    let html = failure::wants_html(request.headers());
    let (lang, theme) = (request.extensions().get::<Lang>().copied(), request.extensions().get::<Theme>().copied());
    let context = move || web.provide(lang, theme);
    let response = leptos_axum::handle_server_fns_with_context(context, request).await.into_response();
    // Of a function that is not there Leptos says, in no type, what its authors may have done wrong.
    if response.status() == StatusCode::BAD_REQUEST && !response.headers().contains_key(CONTENT_TYPE) {
        return StatusCode::NOT_FOUND.into_response();
    }
    if html || response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(body) = axum::body::to_bytes(body, FORM_BYTES).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if let Ok(error) = serde_json::from_slice::<AppError>(&body) {
        parts.status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    }
    Response::from_parts(parts, Body::from(body))
}

async fn favicon() -> impl IntoResponse {
    let drawing = include_str!("../../public/favicon.svg");
    ([(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "public, max-age=86400")], drawing)
}

/// A script beside the WebAssembly: it must answer before that has come, and in browsers that load it late.
async fn passkeys() -> impl IntoResponse {
    let script = include_str!("../../public/passkeys.js");
    (
        [(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, "public, max-age=3600")],
        script,
    )
}

/// Asks the browser to show notices: see the page of preferences.
async fn push() -> impl IntoResponse {
    let script = include_str!("../../public/push.js");
    (
        [(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, "public, max-age=3600")],
        script,
    )
}

/// Puts the payment gateway's form on a page where somebody pays.
async fn pay() -> impl IntoResponse {
    let script = include_str!("../../public/pay.js");
    (
        [(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, "public, max-age=3600")],
        script,
    )
}

/// Shows what a push service brings, with its own policy: a worker in a sandbox is none.
async fn service_worker() -> impl IntoResponse {
    let script = include_str!("../../public/sw.js");
    (
        [
            (CONTENT_TYPE, "text/javascript; charset=utf-8"),
            (CACHE_CONTROL, "no-cache"),
            (CONTENT_SECURITY_POLICY, "default-src 'none'"),
        ],
        script,
    )
}

async fn text_file(axum::extract::Path(file): axum::extract::Path<String>, request: Request) -> Response {
    let Some(texts) = text_files().iter().find(|texts| texts.name == file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let brotli = request
        .headers()
        .get("accept-encoding")
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("br"));
    let kind = (CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    if brotli {
        let packed = (axum::http::header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        ([kind, packed], texts.packed.as_slice()).into_response()
    } else {
        ([kind], texts.plain.as_str()).into_response()
    }
}

/// A file of texts.
struct TextFile {
    name: &'static str,
    plain: String,
    /// At brotli's best.
    packed: Vec<u8>,
}

/// The text files of all languages, made once.
fn text_files() -> &'static [TextFile] {
    static FILES: std::sync::OnceLock<Vec<TextFile>> = std::sync::OnceLock::new();
    FILES.get_or_init(|| {
        let files = Lang::ALL.into_iter().flat_map(|lang| lang.files().into_iter().zip(texts::file_contents(lang)));
        files
            .map(|(name, plain)| {
                let mut packed = Vec::new();
                let _ = brotli::BrotliCompress(&mut plain.as_bytes(), &mut packed, &brotli::enc::BrotliEncoderParams::default());
                TextFile { name, plain, packed }
            })
            .collect()
    })
}

/// What cargo-leptos built: the names of the files, and which part of the WebAssembly a page wants. `hash.txt` beside the binary says the names.
fn built(site_root: &Path) -> (Assets, Option<WasmSplitManifest>) {
    let hashes = std::env::current_exe()
        .ok()
        .and_then(|exe| std::fs::read_to_string(exe.with_file_name("hash.txt")).ok())
        .unwrap_or_default();
    let hashed = |kind: &str, stem: &str, ending: &str| {
        let hash = hashes
            .lines()
            .find_map(|line| line.split_once(':').filter(|(key, _)| key.trim() == kind))
            .map(|(_, hash)| hash.trim());
        hash.map_or(format!("{stem}.{ending}"), |hash| format!("{stem}.{hash}.{ending}"))
    };
    let file = |kind: &str| format!("/pkg/{}", hashed(kind, "pawtal", kind));
    let manifest = std::fs::read(site_root.join("pkg").join(hashed("manifest", "__wasm_split_manifest", "json"))).ok();
    let parts = manifest.and_then(|json| serde_json::from_slice(&json).ok());
    let assets = Assets {
        css: file("css"),
        js: file("js"),
        wasm: file("wasm"),
    };
    (
        assets,
        parts.map(|parts| WasmSplitManifest(ArcStoredValue::new(("/pkg".to_owned(), parts, hashed("split", "__wasm_split", "js"))))),
    )
}

/// Tells a page that is made how many notices its reader has not read. One that was made before says it already: a notice that is told or read counts
/// as a change of the household.
async fn unread(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let page = request.method() == Method::GET && !request.uri().path().starts_with("/api/");
    if let (true, Some(session)) = (page, request.extensions().get::<Arc<Session>>()) {
        match app::notify::store::centre::unread(web.app(), &session.person).await {
            Ok(count) => drop(request.extensions_mut().insert(Unread(count))),
            Err(error) => tracing::warn!("A page does not know of notices: {error}"),
        }
    }
    next.run(request).await
}

/// Sends a page in one piece. Leptos makes a stream of it, but ours arrive whole, and a body of known length costs less on the way.
async fn whole(request: Request, next: Next) -> Response {
    let (parts, body) = next.run(request).await.into_parts();
    match axum::body::to_bytes(body, usize::MAX).await {
        Ok(bytes) => Response::from_parts(parts, Body::from(bytes)),
        Err(error) => {
            tracing::error!("A page broke off: {error}");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
