//! Letters over a real SMTP conversation, read back from the mailbox at the other end (scripts/with-mail.sh).

use std::sync::Arc;
use std::time::Duration;

use app::notify::ports::{Mail, Mailer as _, SendError};
use app::notify::{self, Letter};
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

fn mail(to: &str) -> Mail {
    Mail {
        to: to.into(),
        subject: "A subject".into(),
        text: "Words".into(),
        html: "<p>Words</p>".into(),
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
async fn a_provider_of_text_messages_gets_number_words_and_token() {
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
            sent.send((headers["authorization"].to_str().expect("a token").to_owned(), body))
                .expect("heard");
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
    sms.send("+15185550134", "123456 is your code").await.expect("sent");
    let (token, body) = got.recv().await.expect("a message");
    assert_eq!(
        (token.as_str(), &body),
        ("Bearer secret", &serde_json::json!({ "to": "+15185550134", "text": "123456 is your code" }))
    );
    assert!(matches!(sms.send("+15185550199", "x").await, Err(SendError::Refused(_))));
    serving.abort();
    let gone = HttpSms::new("http://127.0.0.1:9/", None).expect("a provider");
    assert!(matches!(gone.send("+15185550134", "x").await, Err(SendError::Passing(_))));
}
