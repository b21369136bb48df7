//! Events on their way to the platform.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::{Value, json};
use server::double::{Ask, Hook, signature};
use server::serve::{HEAD_LIMIT, serve};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::client::{Client, double};

#[tokio::test]
async fn events_are_posted_signed_and_again_until_they_are_taken() {
    let seen: Arc<Mutex<Vec<(String, Value)>>> = Arc::default();
    let kept = seen.clone();
    let receive = move |headers: HeaderMap, body: String| {
        let kept = kept.clone();
        async move {
            let signed = headers["stripe-signature"].to_str().expect("a signature").to_owned();
            let at: i64 = signed.split(['=', ',']).nth(1).and_then(|at| at.parse().ok()).expect("a time");
            assert_eq!(signed, signature("whsec_double", &body, at));
            let mut seen = kept.lock().expect("a list");
            seen.push((signed, serde_json::from_str(&body).expect("an event")));
            if seen.len() == 1 { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::OK }
        }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = Router::new().route("/webhooks", post(receive));
    let stop = CancellationToken::new();
    tokio::spawn(serve(listener, router, HEAD_LIMIT, stop.clone()));
    let double = double().await;
    let hook = Hook {
        url: format!("http://{address}/webhooks"),
        secret: "whsec_double".into(),
    };
    double.ask(Ask::Hook(hook)).expect("an address");
    let client = Client::new(&double);
    double.ask(Ask::Hold).expect("a pause");
    client.post("customers", &[]).await;
    double.ask(Ask::Duplicate).expect("two of each");
    double.ask(Ask::Release).expect("no pause");
    let taken = async |count: u64| {
        for _ in 0..500 {
            let post = double.ask(Ask::Post).expect("counts");
            if post["taken"] == count {
                return post["waiting"].clone();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{count} events were not taken");
    };
    assert_eq!(taken(1).await, json!(1), "what was not taken waits");
    double.ask(Ask::Advance { seconds: 10 }).expect("time passes");
    assert_eq!(taken(2).await, json!(0));
    let ids: Vec<Value> = seen.lock().expect("a list").iter().map(|(_, event)| event["id"].clone()).collect();
    assert!(ids.len() == 3 && ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    stop.cancel();
}
