//! All addresses of the server: pages, server functions, files.

use std::any::Any;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use app::auth::api::cookies::Secure;
use app::error::AppError;
use app::routes::App;
use app::shell::{Assets, Theme, shell};
use app::state::AppState;
use app::texts::{self, Lang};
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRef, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use leptos::prelude::{LeptosOptions, provide_context, use_context};
use leptos_axum::{LeptosRoutes, generate_route_list};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use crate::failure::{self, Failure};
use crate::security::{self, Security};

/// Largest body of a server function: the longest form is a note of 2,000 characters.
const FORM_BYTES: usize = 64 * 1024;
/// How long a page or a function may take.
const TIME_LIMIT: Duration = Duration::from_secs(30);
/// For what changes its name with its content.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// State of the router.
#[derive(Clone)]
pub struct Web {
    /// The product's state.
    pub app: AppState,
    /// Leptos' own settings.
    pub options: LeptosOptions,
    /// Addresses of the built files.
    pub assets: Arc<Assets>,
    /// Whether cookies are Secure.
    pub secure: Secure,
}

impl FromRef<Web> for LeptosOptions {
    fn from_ref(web: &Web) -> LeptosOptions {
        web.options.clone()
    }
}

impl FromRef<Web> for AppState {
    fn from_ref(web: &Web) -> AppState {
        web.app.clone()
    }
}

/// The whole server for one state. `origin` is the portal's own address as people type it.
pub fn router(app: AppState, site_root: &Path, origin: &str) -> Router {
    let secure = Secure(origin.starts_with("https://"));
    let options = LeptosOptions::builder()
        .output_name("pawtal")
        .site_root(site_root.to_string_lossy().into_owned())
        .build();
    let web = Web {
        app: app.clone(),
        options,
        assets: Arc::new(assets()),
        secure,
    };
    let failure = Failure::new(&web.assets.css);
    let security = Security {
        state: app,
        origin: origin.into(),
        secure,
        failure: failure.clone(),
    };

    let context = {
        let web = web.clone();
        move || {
            provide_context(web.app.clone());
            provide_context(web.secure);
            if let Some(parts) = use_context::<axum::http::request::Parts>() {
                provide_context(parts.extensions.get::<Lang>().copied().unwrap_or(Lang::En));
                provide_context(parts.extensions.get::<Theme>().copied().unwrap_or(Theme::System));
            }
        }
    };
    let page = {
        let web = web.clone();
        move || {
            page_headers();
            shell(&web.assets, web.options.clone())
        }
    };

    let pages = Router::new()
        .route("/api/{*function}", any(server_function))
        .leptos_routes_with_context(&web, generate_route_list(App), context.clone(), page.clone())
        .fallback(leptos_axum::render_app_async_with_context(context, page))
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIME_LIMIT))
        .layer(from_fn_with_state(failure.clone(), failure::dress));

    let signed_in = pages
        .merge(app::routes::files())
        .layer(from_fn_with_state(security.clone(), security::recognise))
        .layer(from_fn_with_state(security.clone(), security::same_origin_only))
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)));

    let forever = || SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, FOREVER);
    let folder = |name: &str| ServeDir::new(site_root.join(name)).precompressed_br().precompressed_gzip();
    Router::new()
        .nest_service("/pkg", tower::ServiceBuilder::new().layer(forever()).service(folder("pkg")))
        .nest_service("/fonts", tower::ServiceBuilder::new().layer(forever()).service(folder("fonts")))
        .route("/favicon.svg", get(favicon))
        .route("/texts/{file}", get(text_file).layer(forever()))
        .route("/health/live", get(|| async { "alive" }))
        .merge(signed_in)
        .layer(CatchPanicLayer::custom(move |panic: Box<dyn Any + Send>| failure.panicked(panic.as_ref())))
        .layer(from_fn_with_state(security, security::headers))
        .layer(from_fn(log))
        .with_state(web)
}

/// One readable line for each request that was answered badly or slowly; no query, no personal data.
async fn log(request: Request, next: axum::middleware::Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
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

/// The page's content security policy, with the nonce of this one answer; and nothing of it in any cache.
fn page_headers() {
    let (Some(response), Some(nonce)) = (use_context::<leptos_axum::ResponseOptions>(), leptos::nonce::use_nonce()) else {
        return;
    };
    // `cargo leptos watch` reloads the page over a WebSocket of its own port.
    let reload = if std::env::var_os("LEPTOS_WATCH").is_some() {
        " ws://127.0.0.1:3001 ws://localhost:3001"
    } else {
        ""
    };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; font-src 'self'; \
         connect-src 'self'{reload}; form-action 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    if let Ok(value) = HeaderValue::from_str(&policy) {
        response.insert_header(axum::http::header::CONTENT_SECURITY_POLICY, value);
    }
    response.insert_header(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
}

/// Runs a server function; gives its errors the status they mean. Plain form posts keep their redirect.
async fn server_function(State(web): State<Web>, request: Request) -> Response {
    let html = failure::wants_html(request.headers());
    let (lang, theme) = (request.extensions().get::<Lang>().copied(), request.extensions().get::<Theme>().copied());
    let context = move || {
        provide_context(web.app.clone());
        provide_context(web.secure);
        provide_context(lang.unwrap_or(Lang::En));
        provide_context(theme.unwrap_or(Theme::System));
    };
    let response = leptos_axum::handle_server_fns_with_context(context, request).await.into_response();
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

async fn text_file(axum::extract::Path(file): axum::extract::Path<String>, request: Request) -> Response {
    let Some(lang) = Lang::ALL.into_iter().find(|lang| lang.file() == file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let plain = texts::file_content(lang);
    let brotli = request
        .headers()
        .get("accept-encoding")
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("br"));
    let kind = (CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    if brotli {
        ([kind, (axum::http::header::CONTENT_ENCODING, HeaderValue::from_static("br"))], compressed(lang)).into_response()
    } else {
        ([kind], plain).into_response()
    }
}

/// The text file at brotli's best, made once.
fn compressed(lang: Lang) -> &'static [u8] {
    static FILES: std::sync::OnceLock<Vec<Vec<u8>>> = std::sync::OnceLock::new();
    let files = FILES.get_or_init(|| {
        Lang::ALL
            .iter()
            .map(|lang| {
                let mut file = Vec::new();
                let _ = brotli::BrotliCompress(
                    &mut texts::file_content(*lang).as_bytes(),
                    &mut file,
                    &brotli::enc::BrotliEncoderParams::default(),
                );
                file
            })
            .collect()
    });
    files.get(lang as usize).map_or(&[], Vec::as_slice)
}

/// Names of the built files: `hash.txt` beside the binary says them, as cargo-leptos wrote it.
fn assets() -> Assets {
    let hashes = std::env::current_exe()
        .ok()
        .and_then(|exe| std::fs::read_to_string(exe.with_file_name("hash.txt")).ok())
        .unwrap_or_default();
    let name = |kind: &str| {
        let hash = hashes
            .lines()
            .find_map(|line| line.split_once(':').filter(|(key, _)| key.trim() == kind))
            .map(|(_, hash)| hash.trim());
        hash.map_or(format!("/pkg/pawtal.{kind}"), |hash| format!("/pkg/pawtal.{hash}.{kind}"))
    };
    Assets {
        css: name("css"),
        js: name("js"),
        wasm: name("wasm"),
    }
}
