//! What OWASP ASVS 5.0 asks and no other test holds; docs/security/asvs.md names each by its number.

mod common;

use std::path::{Path, PathBuf};

use app::on_both_engines;
use app::routes::App;
use app::testing::{PASSWORD, home};
use axum::body::Body;
use axum::http::Method;
use axum::http::header::{ACCEPT, CONTENT_TYPE, ORIGIN};
use clap::{Args as _, Command};
use common::book::book;
use common::functions::{FUNCTIONS, fill};
use common::tables::{changes, contents};
use common::{Answer, HTML, TestApp};
use server::config::{Config, PasswordConfig};

/// The sources of the product and of the server.
fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src"), root.join("../app/src")];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                sources.push((path.clone(), std::fs::read_to_string(path).expect("a source")));
            }
        }
    }
    sources
}

/// ASVS 12.3.2.
#[test]
fn nothing_turns_the_check_of_certificates_off() {
    for (path, source) in sources() {
        for word in ["danger_accept_invalid", "tls_danger", ".dangerous()", "NoServerAuth", "ServerCertVerifier"] {
            assert!(!source.contains(word), "{} has {word}", path.display());
        }
    }
}

/// ASVS 15.3.2: each client of ours that calls others says what it does about redirects.
#[test]
fn every_client_of_ours_follows_no_redirect() {
    let mut clients = 0;
    for (path, source) in sources() {
        let path = path.display();
        let made = source.matches("Client::builder()").count();
        assert_eq!(source.matches("Policy::none())").count(), made, "{path}");
        assert!(!source.contains("reqwest::Client::new()") && !source.contains("reqwest::get("), "{path}");
        clients += made;
    }
    assert!(clients >= 2, "the provider's and the text messages'");
}

/// ASVS 13.2.3.
#[test]
fn no_secret_has_a_default() {
    let command = Config::augment_args(Command::new("pawtal"));
    let secrets: Vec<_> = command.get_arguments().filter(|argument| argument.is_hide_env_values_set()).collect();
    assert!(secrets.len() >= 2, "{}", secrets.len());
    for secret in secrets {
        assert!(secret.get_default_values().is_empty(), "{}", secret.get_id());
    }
    for argument in command.get_arguments() {
        for value in argument.get_default_values() {
            let value = value.to_string_lossy();
            assert!(!value.contains('@') || !value.contains("://"), "{} has {value}", argument.get_id());
        }
    }
}

/// ASVS 11.4.2; OWASP's Password Storage Cheat Sheet: argon2id with 19 MiB and two passes at least.
#[test]
fn passwords_are_stretched_at_least_as_owasp_asks() {
    let command = PasswordConfig::augment_args(Command::new("pawtal"));
    let least = [("argon2_memory_kib", 19_456), ("argon2_passes", 2)];
    for (name, least) in least {
        let argument = command.get_arguments().find(|argument| argument.get_id() == name).expect("an argument");
        let value: u32 = argument.get_default_values()[0].to_string_lossy().parse().expect("a number");
        assert!(value >= least, "{name} is {value}");
    }
}

fn is_text(kind: &str) -> bool {
    kind.starts_with("text/") || kind.contains("xml") && !kind.starts_with("image/svg")
}

/// ASVS 3.4.2, 4.1.1.
fn says_what_it_is(address: &str, answer: &Answer) {
    let shares: Vec<_> = answer.headers.keys().filter(|name| name.as_str().starts_with("access-control-")).collect();
    assert!(shares.is_empty(), "{address} is shared with other sites: {shares:?}");
    if answer.body.is_empty() {
        return;
    }
    let kind = answer
        .header("content-type")
        .unwrap_or_else(|| panic!("{address} does not say what it is: {answer:?}"));
    assert!(!is_text(kind) || kind.contains("charset=utf-8"), "{address} is {kind}");
}

on_both_engines! {
    async fn every_answer_says_what_it_is_and_is_for_our_own_pages_alone(state: AppState) {
        let (book, app) = (book(&state, "Robin").await, TestApp::new(state));
        for signed_in in [false, true] {
            if signed_in {
                app.sign_in(&book.home).await;
            }
            let mut pages: Vec<String> = leptos_axum::generate_route_list(App).iter().map(|route| fill(route.path(), &book)).collect();
            pages.retain(|page| !page.contains('*') && !page.contains('{'));
            pages.extend(["/favicon.svg", "/passkeys.js", "/health/live", "/no/such/page", "/api/none", "/pkg/none.js"].map(str::to_owned));
            pages.push(fill("/files/{blob}", &book));
            for page in &pages {
                let request = app.request(Method::GET, page).header(ACCEPT, HTML).header(ORIGIN, "https://evil.example");
                says_what_it_is(page, &app.send(request.body(Body::empty()).expect("a request")).await);
                let asked = app.request(Method::OPTIONS, page).header(ORIGIN, "https://evil.example").header("access-control-request-method", "POST");
                says_what_it_is(page, &app.send(asked.body(Body::empty()).expect("a request")).await);
            }
            for function in FUNCTIONS.iter().filter(|function| !function.path.ends_with("sign_out")) {
                says_what_it_is(function.path, &app.call(function.path, &[]).await);
            }
        }
    }

    // ASVS 1.1.1, 1.1.2: kept as it was typed, and escaped where it is shown.
    async fn what_is_typed_is_decoded_once(state: AppState) {
        let (home, app) = (home(&state, "Robin", &["Biscuit"]).await, TestApp::new(state));
        app.sign_in(&home).await;
        let (typed, changed_at) = ("%4a &amp; <b>+", app.state.clock.now().to_string());
        let change = [
            ("pet", home.pets[0].id.as_str()), ("changed_at", changed_at.as_str()), ("name", typed), ("breed", "Mixed"), ("birth_on", "2020-01-01"), ("sex", "female"),
            ("neutered", "unknown"), ("microchip", ""),
        ];
        let stored = async || contents(&app.state).await["pet"].join("\n");
        let answer = app.call("/api/pets/change", &change).await;
        assert!(answer.status.is_success(), "{answer:?}");
        assert!(stored().await.contains(typed), "{}", stored().await);
        let page = app.get(&format!("/pets/{}", home.pets[0].id)).await.text();
        assert!(page.contains("%4a &amp;amp; &lt;b&gt;+"), "{page}");
    }

    // ASVS 15.3.3: no field that a function does not ask for reaches anything.
    async fn a_field_that_is_not_asked_for_changes_nothing(state: AppState) {
        let (robin, sam) = (book(&state, "Robin").await, book(&state, "Sam").await);
        let app = TestApp::new(state);
        app.sign_in(&robin.home).await;
        let (household, person) = (sam.home.actor.household.as_str(), sam.home.actor.person.as_str());
        let extra = [
            ("household", household), ("household_id", household), ("person", person), ("person_id", person), ("policyholder_id", person), ("role", "ops"),
            ("submitted_by", person), ("is_admin", "true"),
        ];
        for path in ["/api/claims/start", "/api/pets/change", "/api/people/invite", "/api/account/change_phone"] {
            let function = FUNCTIONS.iter().find(|function| function.path == path).expect("a function");
            let fields = function.naming(&robin);
            let before = contents(&app.state).await;
            let own: Vec<(&str, &str)> = common::functions::borrowed(&fields);
            let taken: Vec<(&str, &str)> = extra.iter().copied().filter(|(name, _)| own.iter().all(|(own, _)| own != name)).collect();
            let all: Vec<(&str, &str)> = own.into_iter().chain(taken).collect();
            let answer = app.call(path, &all).await;
            assert!(answer.status.as_u16() < 500, "{path}: {answer:?}");
            let changed = changes(&before, &contents(&app.state).await).join("\n");
            for secret in [household, person, "ops"] {
                assert!(!changed.contains(&format!("\"{secret}\"")), "{path}: {changed}");
            }
        }
    }

    // ASVS 15.3.7.
    async fn a_field_that_comes_twice_opens_nothing(state: AppState) {
        let (robin, sam) = (home(&state, "Robin", &[]).await, home(&state, "Sam", &[]).await);
        let app = TestApp::new(state);
        let fields = [("email", robin.email.as_str()), ("email", sam.email.as_str()), ("password", PASSWORD), ("next", "/")];
        let answer = app.call("/api/auth/sign_in", &fields).await;
        assert!(answer.status.is_client_error() && app.cookie("session").is_none(), "{answer:?}");
        let request = app.request(Method::POST, &format!("/api/auth/sign_in?email={}&password=x&next=/", sam.email));
        let request = request.header(ACCEPT, "application/json").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = app.send(request.body(Body::empty()).expect("a request")).await;
        assert!(answer.status.is_client_error() && app.cookie("session").is_none(), "the address is no form: {answer:?}");
    }

    // ASVS 13.4.4.
    async fn no_answer_echoes_a_request(state: AppState) {
        let app = TestApp::new(state);
        for path in ["/", "/sign-in", "/no/such/page", "/api/auth/me", "/favicon.svg", "/pkg/none.js"] {
            let request = app.request(Method::TRACE, path).header("x-sent", "an echo").header("sec-fetch-site", "same-origin");
            let answer = app.send(request.body(Body::empty()).expect("a request")).await;
            assert!(!answer.status.is_success() && !answer.text().contains("an echo"), "{path}: {answer:?}");
        }
    }

    // ASVS 7.4.4: one press away from wherever the menu is, and in the question before the time is over on every page.
    async fn signing_out_is_always_in_sight(state: AppState) {
        let (book, app) = (book(&state, "Robin").await, TestApp::new(state));
        app.sign_in(&book.home).await;
        let out = "action=\"/api/auth/sign_out\"";
        let mut seen = 0;
        for route in leptos_axum::generate_route_list(App).iter().map(|route| fill(route.path(), &book)) {
            if route.contains('*') || route.contains('{') {
                continue;
            }
            let page = app.get(&route).await;
            if page.status != 200 {
                continue;
            }
            let text = page.text();
            assert!(text.contains(out), "{route}");
            if text.contains("class=\"nav\"") {
                seen += 1;
                assert!(text.contains("href=\"/more\""), "{route}");
            }
        }
        assert!(seen > 12, "{seen}");
        let more = app.get("/more").await.text();
        assert!(more.matches(out).count() > 1, "a button of its own");
    }

    // ASVS 6.6.1.
    async fn text_messages_are_called_weaker_wherever_they_are_offered(state: AppState) {
        let (home, app) = (home(&state, "Robin", &[]).await, TestApp::new(state));
        app.sign_in(&home).await;
        let l = app::texts::Lang::En;
        let security = app.get("/account/security").await.text();
        assert!(security.contains(l.second_send_weaker()) && security.contains(l.security_add()), "{security}");
        assert!(security.find("href=\"/set-up\"") < security.find("href=\"/set-up/phone\""), "what is stronger comes first");
        assert!(app.get("/set-up/phone").await.text().contains(l.set_up_phone_weaker()));
    }
}
