//! Letters over a real SMTP conversation, read back from the mailbox at the other end (scripts/with-mail.sh).

use std::sync::Arc;
use std::time::Duration;

use app::notify::ports::{Mail, Mailer as _, SendError};
use app::notify::{self, Letter, Tidings};
use app::on_both_engines;
use app::state::{AppState, Services};
use app::testing::work;
use app::texts::Lang;
use serde_json::Value;
use server::adapters::{HttpSms, Smtp};

fn smtp(url: &str) -> Smtp {
    Smtp::new(url, "Pawtal <portal@pawtal.example>".parse().expect("an address")).expect("a URL")
}

fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

/// The letter that came for somebody.
async fn mailbox(web: &str, to: &str) -> Value {
    for _ in 0..100 {
        let answer = client().get(format!("{web}/email")).send().await.expect("a mailbox");
        let letters: Vec<Value> = answer.json().await.expect("letters");
        if let Some(letter) = letters.into_iter().find(|letter| letter["to"][0]["address"] == to) {
            return letter;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no letter to {to} came");
}

on_both_engines! {
    async fn a_letter_arrives_as_it_was_written(state: AppState) {
        let (Ok(url), Ok(web)) = (std::env::var("PAWTAL_TEST_SMTP"), std::env::var("PAWTAL_TEST_MAILBOX")) else {
            eprintln!("skipped: PAWTAL_TEST_SMTP and PAWTAL_TEST_MAILBOX do not name a mail server");
            return;
        };
        let state: AppState = Services { mailer: Arc::new(smtp(&url)), ..Services::clone(&state) }.into();
        let to = format!("{}@example.com", state.new_id());
        let link = "https://portal.test.example/register/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        let letter = Letter::Register { name: "Begoña <b>".into(), link: link.into() };
        let mut tx = state.store.begin().await.expect("tx");
        notify::jobs::write(&mut tx, &state, &to, Lang::Es, letter).await.expect("left");
        tx.commit().await.expect("commit");
        work(&state).await;
        let came = mailbox(&web, &to).await;
        assert_eq!(came["subject"], Lang::Es.mail_register_subject());
        assert_eq!(came["from"][0]["address"], "portal@pawtal.example");
        let (text, html) = (came["text"].as_str().expect("text"), came["html"].as_str().expect("html"));
        assert!(text.contains("Begoña <b>") && text.contains(link), "{text}");
        assert!(html.contains("Begoña &lt;b&gt;") && html.contains(&format!("href=\"{link}\"")), "{html}");
    }
}

on_both_engines! {
    // In both languages, with what mail programs need to end such letters by one click.
    async fn a_notice_arrives_as_a_letter_that_can_be_ended(state: AppState) {
        let (Ok(url), Ok(web)) = (std::env::var("PAWTAL_TEST_SMTP"), std::env::var("PAWTAL_TEST_MAILBOX")) else {
            eprintln!("skipped: PAWTAL_TEST_SMTP and PAWTAL_TEST_MAILBOX do not name a mail server");
            return;
        };
        let state: AppState = Services { mailer: Arc::new(smtp(&url)), ..Services::clone(&state) }.into();
        for (l, subject, amounts) in [
            (Lang::En, "We pay $412.60 for Biscuit", "We pay $412.60 of $560.00"),
            (Lang::Es, "Le pagamos $412.60 por Biscuit", "Pagamos $412.60 de $560.00"),
        ] {
            let name = format!("robin{}", state.new_id());
            let home = app::testing::home(&state, &name, &["Biscuit"]).await;
            app::auth::store::set_language(&state, &home.actor.person, l).await.expect("a language");
            let claim = app::testing::book::file_claim(&state, &home, 0, 56_000).await;
            app::testing::book::decide(&state, &claim, 0, 41_260).await;
            let mut tx = state.store.begin().await.expect("tx");
            notify::tell(&mut tx, &state, &Tidings::ClaimDecided(&claim)).await.expect("told");
            tx.commit().await.expect("commit");
            work(&state).await;
            let decided = mailbox(&web, &home.email).await;
            assert_eq!(decided["subject"], subject);
            assert!(decided["text"].as_str().expect("text").contains(amounts) && decided["html"].as_str().expect("html").contains(amounts), "{decided}");
            assert!(decided["headers"]["list-unsubscribe"].is_null(), "a decision is owed in writing");
            client().delete(format!("{web}/email/{}", decided["id"].as_str().expect("an id"))).send().await.expect("gone");
            let mut tx = state.store.begin().await.expect("tx");
            notify::tell(&mut tx, &state, &Tidings::ClaimReceived(&claim)).await.expect("told");
            tx.commit().await.expect("commit");
            work(&state).await;
            let received = mailbox(&web, &home.email).await;
            let headers = &received["headers"];
            let link = headers["list-unsubscribe"].as_str().expect("a way out").trim_matches(['<', '>']).to_owned();
            assert!(link.starts_with("https://portal.test.example/unsubscribe/"), "{link}");
            assert_eq!(headers["list-unsubscribe-post"], "List-Unsubscribe=One-Click");
            assert!(headers["message-id"].as_str().expect("an id").ends_with("@pawtal.example>"), "{headers}");
            for body in ["text", "html"] {
                let body = received[body].as_str().expect("a body");
                assert!(body.contains(&link) && body.contains("1 Harbor Street, Albany, NY 12207"), "{body}");
            }
        }
    }
}

fn mail(to: &str) -> Mail {
    Mail {
        to: to.into(),
        subject: "A subject".into(),
        text: "Words".into(),
        html: "<p>Words</p>".into(),
        ..Mail::default()
    }
}

#[tokio::test]
async fn a_server_that_is_down_is_asked_again_and_an_address_that_is_none_is_not() {
    // Nobody listens on the discard port here.
    let down = smtp("smtp://127.0.0.1:9");
    assert!(matches!(down.send(&mail("robin@example.com")).await, Err(SendError::Passing(_))));
    for address in [
        "no address",
        "robin@example.com\r\nBcc: evil@evil.example",
        "",
        "robin@example.com, evil@evil.example",
    ] {
        assert!(matches!(down.send(&mail(address)).await, Err(SendError::Refused(_))), "{address:?}");
    }
}

#[tokio::test]
async fn a_provider_of_text_messages_gets_number_words_key_and_token() {
    use app::notify::ports::Sms as _;
    use axum::http::HeaderMap;
    use axum::routing::post;
    use axum::{Json, Router};

    client();
    let (sent, mut got) = tokio::sync::mpsc::unbounded_channel();
    let provider = Router::new().route(
        "/send",
        post(move |headers: HeaderMap, Json(body): Json<Value>| async move {
            let refused = body["to"] == "+15185550199";
            let said = |name: &str| headers[name].to_str().expect("a header").to_owned();
            sent.send((said("authorization"), said("idempotency-key"), body)).expect("heard");
            if refused {
                axum::http::StatusCode::BAD_REQUEST
            } else {
                axum::http::StatusCode::ACCEPTED
            }
        }),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/send", listener.local_addr().expect("an address"));
    let serving = tokio::spawn(async move { axum::serve(listener, provider).await });
    let sms = HttpSms::new(&url, Some("secret")).expect("a provider");
    sms.send("+15185550134", "123456 is your code", "key").await.expect("sent");
    let (token, key, body) = got.recv().await.expect("a message");
    assert_eq!(
        (token.as_str(), key.as_str(), &body),
        (
            "Bearer secret",
            "key",
            &serde_json::json!({ "to": "+15185550134", "text": "123456 is your code" })
        )
    );
    assert!(matches!(sms.send("+15185550199", "x", "k").await, Err(SendError::Refused(_))));
    serving.abort();
    let gone = HttpSms::new("http://127.0.0.1:9/", None).expect("a provider");
    assert!(matches!(gone.send("+15185550134", "x", "k").await, Err(SendError::Passing(_))));
}
