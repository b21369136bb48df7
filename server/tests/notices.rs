//! Notices by their addresses, without WebAssembly: the bell, the list, the table of preferences, links of letters, answers to text messages, push.

mod common;

use std::sync::Arc;

use app::ids::ClaimId;
use app::notify::push::Shown;
use app::notify::{self, Tidings};
use app::on_both_engines;
use app::state::{AppState, Services};
use app::testing::book::file_claim;
use app::testing::{HOOK_SECRET, Home, home, with_letters, work};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::{Answer, TestApp};
use ring::hmac;
use server::adapters::HttpPush;
use tokio::sync::mpsc;
use web_push_native::p256::SecretKey;
use web_push_native::p256::elliptic_curve::sec1::ToEncodedPoint as _;
use web_push_native::{Auth, decrypt};

const NUMBER: &str = "+15185550134";

async fn told(state: &AppState, tidings: &Tidings<'_>) {
    let mut tx = state.store.begin().await.expect("tx");
    notify::tell(&mut tx, state, tidings).await.expect("told");
    tx.commit().await.expect("commit");
}

async fn received(state: &AppState, home: &Home) -> ClaimId {
    let claim = file_claim(state, home, 0, 56_000).await;
    told(state, &Tidings::ClaimReceived(&claim)).await;
    claim
}

async fn signed_in(state: AppState) -> (TestApp, Home) {
    let home = home(&state, "Robin", &["Biscuit"]).await;
    let app = TestApp::new(state);
    app.sign_in(&home).await;
    (app, home)
}

/// The id in the first link to a notice.
fn first_notice(page: &Answer) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("href=\"/notices/").expect("a notice");
    rest.split('"').next().expect("its end").to_owned()
}

/// An answer to a text message, as the provider hands it on.
async fn answers(app: &TestApp, words: &str, secret: &str, late_seconds: i64) -> StatusCode {
    let body = serde_json::json!({ "from": NUMBER, "text": words, "id": "whatever" }).to_string();
    let seconds = app.state.clock.now() / 1000 - late_seconds;
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = app::seal::hex(hmac::sign(&key, format!("{seconds}.{body}").as_bytes()).as_ref());
    let request = app
        .request(Method::POST, "/hooks/sms")
        // No browser sends it.
        .header("sec-fetch-site", "cross-site")
        .header("x-pawtal-signature", format!("t={seconds},v1={tag}"));
    app.send(request.body(Body::from(body)).expect("a request")).await.status
}

on_both_engines! {
    async fn the_bell_counts_on_every_page_until_the_notice_is_opened(state: AppState) {
        let (app, home) = signed_in(state).await;
        for page in ["/", "/pets", "/account"] {
            assert!(app.get(page).await.text().contains("aria-label=\"Notices\""), "{page}");
        }
        let claim = received(&app.state, &home).await;
        for page in ["/", "/", "/pets", "/claims", "/help"] {
            assert!(app.get(page).await.text().contains("aria-label=\"Notices, 1 unread\""), "{page}");
        }
        let list = app.get("/notices").await;
        assert!(list.text().contains("We have your claim for Biscuit"), "{list:?}");
        let opened = app.get(&format!("/notices/{}", first_notice(&list))).await;
        assert_eq!(opened.location(), Some(format!("/claims/{claim}").as_str()));
        for page in ["/", "/pets"] {
            assert!(app.get(page).await.text().contains("aria-label=\"Notices\""), "{page}: read");
        }
        assert!(!app.stranger().get("/help").await.text().contains("href=\"/notices\""));
        assert_eq!(app.get("/notices/none").await.status, StatusCode::NOT_FOUND);
    }

    async fn a_browser_that_looks_ahead_reads_nothing(state: AppState) {
        let (app, home) = signed_in(state).await;
        received(&app.state, &home).await;
        let id = first_notice(&app.get("/notices").await);
        let ahead = app.request(Method::GET, &format!("/notices/{id}")).header("sec-purpose", "prefetch");
        app.send(ahead.body(Body::empty()).expect("a request")).await;
        assert!(app.get("/pets").await.text().contains("Notices, 1 unread"));
    }

    async fn all_are_marked_as_read_with_one_press(state: AppState) {
        let (app, home) = signed_in(state).await;
        assert!(app.get("/notices").await.text().contains("Nothing to tell you yet"));
        for _ in 0..25 {
            received(&app.state, &home).await;
        }
        let list = app.get("/notices").await.text();
        assert!(list.contains("Mark all as read") && list.contains("/notices?after="), "{list}");
        let done = app.form_from("/notices", "/api/notices/read_all", &[]).await;
        assert_eq!(done.location(), Some("/notices"));
        let list = app.get("/notices").await.text();
        assert!(!list.contains("Mark all as read") && list.contains("aria-label=\"Notices\""), "{list}");
    }

    async fn a_cell_is_switched_by_a_plain_form_and_undone(state: AppState) {
        let (state, letters) = with_letters(&state);
        let (app, home) = signed_in(state).await;
        let choose = async |wanted: &str| {
            let fields = [("topic", "progress"), ("channel", "email"), ("wanted", wanted)];
            let answer = app.form_from("/account/notifications", "/api/notices/choose", &fields).await;
            app.get(answer.location().expect("a way on")).await.text()
        };
        let off = choose("false").await;
        assert!(off.contains("Claims on their way: no longer by email.") && off.contains("Undo"), "{off}");
        received(&app.state, &home).await;
        work(&app.state).await;
        assert!(letters.mail().is_empty());
        let on = choose("true").await;
        assert!(on.contains("Claims on their way: now by email, too."), "{on}");
        received(&app.state, &home).await;
        work(&app.state).await;
        assert_eq!(letters.mail().len(), 1);
        let locked = app.call("/api/notices/choose", &[("topic", "security"), ("channel", "email"), ("wanted", "false")]).await;
        assert_eq!(locked.status, StatusCode::CONFLICT);
        let unknown = app.call("/api/notices/choose", &[("topic", "gossip"), ("channel", "email"), ("wanted", "false")]).await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn quiet_hours_and_language_are_kept(state: AppState) {
        let (app, _) = signed_in(state).await;
        let save = async |fields: &[(&str, &str)]| app.form_from("/account/notifications", "/api/notices/quiet", fields).await;
        let wrong = save(&[("quiet", "on"), ("from", "8"), ("to", "8")]).await;
        let page = app.get(wrong.location().expect("a way back")).await.text();
        assert!(page.contains("Choose an hour that is not the first one."), "{page}");
        let saved = save(&[("quiet", "on"), ("from", "22"), ("to", "7")]).await;
        let page = app.get(saved.location().expect("a way on")).await.text();
        assert!(page.contains("Your quiet hours are saved.") && page.contains("New York"), "{page}");
        for fields in [&[("from", "22"), ("to", "7")][..], &[("quiet", "on"), ("from", "24"), ("to", "7")], &[("quiet", "on")]] {
            save(fields).await;
        }
        let language = app.form_from("/account/notifications", "/api/notices/language", &[("language", "es")]).await;
        assert!(language.location().is_some_and(|to| to.ends_with("saved=language")), "{language:?}");
    }

    async fn a_letter_is_ended_by_one_click_from_anywhere_and_by_its_page(state: AppState) {
        let (state, letters) = with_letters(&state);
        let (app, home) = signed_in(state).await;
        received(&app.state, &home).await;
        work(&app.state).await;
        let link = letters.mail().pop().expect("a letter").unsubscribe.expect("a link");
        let path = link.strip_prefix("https://portal.test.example").expect("ours").to_owned();
        let stranger = app.stranger();
        let page = stranger.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text().contains("Stop these emails"), "{page:?}");
        assert!(stranger.get(&path).await.text().contains("Stop these emails"), "opening it ended nothing");
        // As a mail program's server sends it (RFC 8058): no cookie, no origin of ours, no redirect expected.
        let click = stranger.request(Method::POST, &path).header("sec-fetch-site", "cross-site").header("content-type", "application/x-www-form-urlencoded");
        let clicked = stranger.send(click.body(Body::from("List-Unsubscribe=One-Click")).expect("a request")).await;
        assert_eq!(clicked.status, StatusCode::OK);
        assert!(stranger.get(&path).await.text().contains("No more emails come about: Claims on their way."));
        received(&app.state, &home).await;
        work(&app.state).await;
        assert_eq!(letters.mail().len(), 1);
        let token = path.rsplit('/').next().expect("a token").to_owned();
        let again = stranger.form_from(&path, "/api/notices/unsubscribe", &[("token", &token), ("wanted", "true")]).await;
        assert_eq!(again.location(), Some(path.as_str()));
        assert!(stranger.get(&path).await.text().contains("Stop these emails"));
        let none = stranger.request(Method::POST, "/unsubscribe/none").header("sec-fetch-site", "cross-site");
        assert_eq!(stranger.send(none.body(Body::empty()).expect("a request")).await.status, StatusCode::NOT_FOUND);
        assert!(stranger.get("/unsubscribe/none").await.text().contains("This link does not work"));
    }

    async fn an_answer_to_a_text_message_counts_when_our_provider_signed_it(state: AppState) {
        let (state, letters) = with_letters(&state);
        let app = TestApp::new(state);
        for (secret, late) in [("another secret", 0), (HOOK_SECRET, 301), (HOOK_SECRET, -301)] {
            assert_eq!(answers(&app, "STOP", secret, late).await, StatusCode::FORBIDDEN, "{late}");
        }
        let unsigned = app.request(Method::POST, "/hooks/sms").body(Body::from("{}")).expect("a request");
        assert_eq!(app.send(unsigned).await.status, StatusCode::FORBIDDEN);
        work(&app.state).await;
        assert!(letters.texts().is_empty());
        assert_eq!(answers(&app, "please stop texting me", HOOK_SECRET, 200).await, StatusCode::NO_CONTENT);
        assert_eq!(answers(&app, "please stop texting me", HOOK_SECRET, 200).await, StatusCode::NO_CONTENT, "handed on twice");
        assert_eq!(answers(&app, "thank you", HOOK_SECRET, 0).await, StatusCode::NO_CONTENT);
        work(&app.state).await;
        let texts = letters.texts();
        assert!(texts.len() == 1 && texts[0].0 == NUMBER && texts[0].1.contains("you get no more texts"), "{texts:?}");
        let closed: AppState = Services { sms_hook_secret: None, ..Services::clone(&app.state) }.into();
        assert_eq!(answers(&TestApp::new(closed), "STOP", HOOK_SECRET, 0).await, StatusCode::FORBIDDEN);
    }

    async fn a_push_reaches_the_browser_that_asked_for_it(state: AppState) {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (sent, mut got) = mpsc::unbounded_channel::<(HeaderMap, Bytes)>();
        let service = Router::new()
            .route("/send", post(move |headers: HeaderMap, body: Bytes| async move {
                sent.send((headers, body)).expect("heard");
                StatusCode::CREATED
            }))
            .route("/gone", post(|| async { StatusCode::GONE }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let place = listener.local_addr().expect("an address").to_string();
        let serving = tokio::spawn(async move { axum::serve(listener, service).await });
        let pusher = HttpPush::new(std::slice::from_ref(&place)).expect("a client");
        let state: AppState = Services { pusher: Some(Arc::new(pusher)), ..Services::clone(&state) }.into();
        let (app, home) = signed_in(state).await;

        let (secret, auth) = (SecretKey::from_slice(&[7; 32]).expect("a key"), Auth::from([9; 16]));
        let (p256dh, key) = (URL_SAFE_NO_PAD.encode(secret.public_key().to_encoded_point(false).as_bytes()), URL_SAFE_NO_PAD.encode(auth));
        let page = app.get("/account/notifications").await.text();
        let (_, rest) = page.split_once("data-push=\"").expect("a button");
        let ours = rest.split('"').next().expect("a key").to_owned();
        for path in ["/send", "/gone"] {
            let endpoint = format!("http://{place}{path}");
            let answer = app.call("/api/notices/listen", &[("endpoint", &endpoint), ("p256dh", &p256dh), ("auth", &key)]).await;
            assert!(answer.status.is_success() || answer.status.is_redirection(), "{answer:?}");
        }
        let elsewhere = app.call("/api/notices/listen", &[("endpoint", "http://169.254.169.254/latest"), ("p256dh", &p256dh), ("auth", &key)]).await;
        assert_eq!(elsewhere.status, StatusCode::UNPROCESSABLE_ENTITY);
        let claim = file_claim(&app.state, &home, 0, 56_000).await;
        told(&app.state, &Tidings::ClaimDecided(&claim)).await;
        work(&app.state).await;

        let (headers, body) = got.recv().await.expect("a push");
        let opened = decrypt(body.to_vec(), &secret, &auth).expect("opened");
        let shown: Shown = serde_json::from_slice(&opened).expect("read");
        assert_eq!((shown.body.as_str(), shown.url), ("Your claim is decided.", format!("/claims/{claim}")));
        let said = headers["authorization"].to_str().expect("a header");
        let (token, known) = said.strip_prefix("vapid t=").and_then(|rest| rest.split_once(", k=")).expect("a signature");
        assert_eq!(known, ours, "the key that the page told the browser");
        let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).expect("claims")).expect("claims");
        let claims: serde_json::Value = serde_json::from_slice(&claims).expect("claims");
        assert_eq!(claims["aud"], format!("http://{place}"), "the service's origin, its port included");
        assert_eq!((&headers["content-encoding"], &headers["ttl"]), (&"aes128gcm".parse().expect("a value"), &"259200".parse().expect("a value")));
        // The one that is gone stands on the page no more; the other is turned off by a plain form.
        let page = app.get("/account/notifications").await.text();
        assert_eq!(page.matches("Turn off on").count(), 1);
        let (_, rest) = page.split_once("name=\"device\" value=\"").expect("a device");
        let device = rest.split('"').next().expect("its end");
        app.form_from("/account/notifications", "/api/notices/forget", &[("device", device)]).await;
        assert!(app.get("/account/notifications").await.text().contains("No device shows notices yet."));
        serving.abort();
    }

    async fn the_worker_of_the_browser_may_run_and_fetch_nothing(state: AppState) {
        let app = TestApp::new(state);
        let worker = app.get("/sw.js").await;
        assert_eq!((worker.status, worker.header("content-type")), (StatusCode::OK, Some("text/javascript; charset=utf-8")));
        assert_eq!(worker.header("content-security-policy"), Some("default-src 'none'"), "a sandbox would keep it from running");
    }
}
