//! The whole server in one process, and a browser that talks to it without a network.
//!
//! ```ignore
//! let app = TestApp::new(state);
//! app.sign_in(&home).await;
//! let page = app.get("/pets").await;
//! let back = app.form("/api/pets/rename", &[("pet", "…"), ("name", "Biscuit")]).await; // a form, without WebAssembly
//! let answer = app.call("/api/pets/rename", &[("pet", "…"), ("name", "Biscuit")]).await; // as the WebAssembly asks
//! ```
#![allow(dead_code, clippy::allow_attributes, reason = "every test file uses its own part of this")]

pub mod authenticator;
pub mod book;
pub mod functions;
pub mod html;
pub mod mail;
pub mod tables;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

use app::auth::factors::model::AppSetUp;
use app::auth::factors::totp::code_at;
use app::error::AppError;
use app::state::AppState;
use app::testing::{Home, PASSWORD};
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{ACCEPT, CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, REFERER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use serde::de::DeserializeOwned;
use tower::ServiceExt as _;

/// The address of the portal in tests that say no other.
pub const ORIGIN_URL: &str = "http://portal.test";
/// What a browser accepts when a person opens a page or sends a form.
pub const HTML: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// The server and one browser with its cookies.
pub struct TestApp {
    /// What the server stands on: the store to look into, the clock to move.
    pub state: AppState,
    origin: &'static str,
    router: Router,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// One field of a multipart form.
pub struct Part<'a> {
    /// Name of the field.
    pub name: &'a str,
    /// Name of the file; `None` for a plain value.
    pub file_name: Option<&'a str>,
    /// Content type the browser claims; `None`: it says nothing.
    pub content_type: Option<&'a str>,
    /// What is in it.
    pub bytes: &'a [u8],
}

impl<'a> Part<'a> {
    /// A plain value.
    pub fn value(name: &'a str, value: &'a str) -> Part<'a> {
        Part {
            name,
            file_name: None,
            content_type: None,
            bytes: value.as_bytes(),
        }
    }

    /// A file as a browser sends it.
    pub fn file(name: &'a str, file_name: &'a str, content_type: &'a str, bytes: &'a [u8]) -> Part<'a> {
        Part {
            name,
            file_name: Some(file_name),
            content_type: Some(content_type),
            bytes,
        }
    }
}

impl TestApp {
    /// The portal at [`ORIGIN_URL`].
    pub fn new(state: AppState) -> TestApp {
        TestApp::at(ORIGIN_URL, state)
    }

    /// The portal at an address that people type: `https://…` makes cookies Secure.
    pub fn at(origin: &'static str, state: AppState) -> TestApp {
        let router = server::router::router(state.clone(), Path::new("no-such-folder"), origin);
        TestApp {
            state,
            origin,
            router,
            cookies: Mutex::default(),
        }
    }

    /// Another browser, without cookies, at the same server.
    pub fn stranger(&self) -> TestApp {
        TestApp {
            state: self.state.clone(),
            origin: self.origin,
            router: self.router.clone(),
            cookies: Mutex::default(),
        }
    }

    /// Signs the browser in through the form, as the policyholder of a household.
    pub async fn sign_in(&self, home: &Home) {
        let fields = [("email", home.email.as_str()), ("password", PASSWORD), ("next", "/")];
        let answer = self.form("/api/auth/sign_in", &fields).await;
        assert!(answer.status.is_redirection() && answer.location() == Some("/"), "signing in gave {answer:?}");
    }

    /// Sets an app up for whoever uses this browser; gives its secret. The code of this moment is used up.
    pub async fn set_up_app(&self) -> String {
        let begun = self.form("/api/factors/begin_app", &[]).await;
        assert_eq!(begun.location(), Some("/set-up/app"), "{begun:?}");
        let shown: Option<AppSetUp> = self.call("/api/factors/app", &[]).await.read();
        let shown = shown.expect("a set-up");
        let secret = shown.secret.replace(' ', "");
        let code = code_at(&secret, self.state.clock.now());
        let fields = [("set_up", shown.set_up.as_str()), ("name", "My phone"), ("code", &code)];
        let kept = self.form("/api/factors/confirm_app", &fields).await;
        assert!(kept.location().is_some_and(|to| !to.contains("__err")), "{kept:?}");
        secret
    }

    /// Opens an address.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path).header(ACCEPT, HTML).body(Body::empty()).expect("a request"))
            .await
    }

    /// Opens an address and every address it sends on to.
    pub async fn follow(&self, path: &str) -> Answer {
        let mut answer = self.get(path).await;
        for _ in 0..5 {
            let Some(next) = answer.location().map(str::to_owned) else { break };
            answer = self.get(&next).await;
        }
        answer
    }

    /// Sends a form as a browser without WebAssembly does, from the page `/`.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.form_from("/", path, fields).await
    }

    /// As [`TestApp::form`], from a page: mistakes send back there.
    pub async fn form_from(&self, page: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self
            .request(Method::POST, path)
            .header(ACCEPT, HTML)
            .header(REFERER, format!("{}{page}", self.origin))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(urlencoded(fields))).expect("a request")).await
    }

    /// Calls a server function as the WebAssembly does.
    pub async fn call(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self
            .request(Method::POST, path)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(urlencoded(fields))).expect("a request")).await
    }

    /// Sends JSON.
    pub async fn json(&self, path: &str, body: &serde_json::Value) -> Answer {
        let request = self
            .request(Method::POST, path)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_string())).expect("a request")).await
    }

    /// Sends a multipart form from a page, as a browser without WebAssembly does.
    pub async fn multipart_from(&self, page: &str, path: &str, parts: &[Part<'_>]) -> Answer {
        let request = self
            .request(Method::POST, path)
            .header(ACCEPT, HTML)
            .header(REFERER, format!("{}{page}", self.origin));
        self.send_parts(request, parts).await
    }

    /// Sends a multipart form as a script does: `Accept: application/json`.
    pub async fn multipart(&self, path: &str, parts: &[Part<'_>]) -> Answer {
        let request = self.request(Method::POST, path).header(ACCEPT, "application/json");
        self.send_parts(request, parts).await
    }

    async fn send_parts(&self, request: axum::http::request::Builder, parts: &[Part<'_>]) -> Answer {
        let (boundary, body) = multipart(parts);
        let request = request.header(CONTENT_TYPE, format!("multipart/form-data; boundary={boundary}"));
        self.send(request.body(Body::from(body)).expect("a request")).await
    }

    /// A request to fill in and [`TestApp::send`].
    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        Request::builder().method(method).uri(path)
    }

    /// Sends any request with this browser's cookies. A header that is missing and that a browser adds to what comes from our own pages
    /// (`Host`, `Origin`, `Sec-Fetch-Site`) is added; cookies that come back are kept.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        let host = self.origin.split_once("://").map_or(self.origin, |(_, host)| host);
        let safe = matches!(*request.method(), Method::GET | Method::HEAD);
        let headers = request.headers_mut();
        if !safe && !headers.contains_key(ORIGIN) && !headers.contains_key("sec-fetch-site") {
            headers.insert(ORIGIN, value(self.origin));
            headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
        }
        headers.entry(HOST).or_insert(value(host));
        if let Some(cookies) = self.cookie_header() {
            headers.entry(COOKIE).or_insert(value(&cookies));
        }
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        self.keep_cookies(&parts.headers);
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: to_bytes(body, 64 * 1024 * 1024).await.expect("a body"),
        }
    }

    /// The value of a cookie this browser holds.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().expect("a lock").get(name).cloned()
    }

    /// Gives this browser a cookie.
    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().expect("a lock").insert(name.into(), value.into());
    }

    fn cookie_header(&self) -> Option<String> {
        let cookies = self.cookies.lock().expect("a lock");
        let pairs: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    fn keep_cookies(&self, headers: &HeaderMap) {
        let mut cookies = self.cookies.lock().expect("a lock");
        for cookie in headers.get_all(SET_COOKIE).iter().filter_map(|header| header.to_str().ok()) {
            let (name, rest) = cookie.split_once('=').expect("a cookie has a value");
            let (value, attributes) = rest.split_once(';').unwrap_or((rest, ""));
            if attributes.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.into(), value.into());
            }
        }
    }
}

/// What the server answered.
pub struct Answer {
    /// HTTP status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        // Leptos marks where texts end and lists end; nobody sees that.
        String::from_utf8_lossy(&self.body).replace("<!>", "")
    }

    /// The body read as JSON.
    pub fn read<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// The error a server function answered.
    pub fn error(&self) -> AppError {
        assert!(!self.status.is_success(), "no error: {self:?}");
        self.read()
    }

    /// Where it sends on to, when it does.
    pub fn location(&self) -> Option<&str> {
        self.header(LOCATION.as_str())
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(HeaderName::from_bytes(name.as_bytes()).ok()?)?.to_str().ok()
    }

    /// Every cookie it sets, whole.
    pub fn set_cookies(&self) -> Vec<&str> {
        self.headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok()).collect()
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text: String = self.text().chars().take(600).collect();
        write!(f, "{} {:?}\n{text}", self.status, self.headers)
    }
}

/// Fields as an HTML form sends them.
pub fn urlencoded(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
    pairs.join("&")
}

fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' | b'*' => char::from(byte).to_string(),
            b' ' => "+".into(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// The boundary and the body of a multipart form.
pub fn multipart(parts: &[Part<'_>]) -> (&'static str, Vec<u8>) {
    let boundary = "----test-boundary-7MA4YWxkTrZu0gW";
    let mut body = Vec::new();
    for part in parts {
        body.extend_from_slice(format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", part.name).as_bytes());
        if let Some(file_name) = part.file_name {
            body.extend_from_slice(format!("; filename=\"{file_name}\"").as_bytes());
        }
        if let Some(content_type) = part.content_type {
            body.extend_from_slice(format!("\r\nContent-Type: {content_type}").as_bytes());
        }
        body.extend_from_slice(b"\r\n\r\n");
        body.extend_from_slice(part.bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (boundary, body)
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("a header")
}
