//! What the gateway tells by itself: believed when it is signed, kept as it came, answered at once, and harmless in any number and order.
#![cfg(feature = "demo")]

mod common;

use std::sync::Arc;

use app::billing::events::model::Outcome;
use app::state::{AppState, Random, Services};
use app::testing::{NOW, work};
use app::{fetch_all, on_both_engines};
use axum::body::Body;
use axum::http::{Method, StatusCode};
use common::TestApp;
use server::adapters::stripe::{Settings, Stripe};
use server::double::signature;

const SECRET: &str = "whsec_of_the_tests";

/// A server whose gateway nobody can reach: webhooks must be taken all the same.
fn with_gateway(state: &AppState) -> TestApp {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let settings = Settings {
        secret_key: "sk_test_nobody".into(),
        public_key: "pk_test_nobody".into(),
        webhook_secrets: vec![SECRET.into()],
        url: "http://127.0.0.1:9".into(),
        js_url: "http://127.0.0.1:9/v3/".into(),
    };
    let gateway = Stripe::new(&settings, Random::seeded(1)).expect("an adapter");
    let services = Services {
        gateway: Some(Arc::new(gateway)),
        ..Services::clone(state)
    };
    TestApp::new(services.into())
}

fn event(id: &str, kind: &str) -> String {
    format!(r#"{{"id": "{id}", "object": "event", "type": "{kind}", "data": {{"object": {{"id": "obj_1", "field_of_tomorrow": [{{}}]}}}}, "and": "more"}}"#)
}

async fn post(app: &TestApp, body: &str, signed: &str) -> StatusCode {
    let request = app.request(Method::POST, "/webhooks/stripe").header("stripe-signature", signed);
    app.send(request.body(Body::from(body.to_owned())).expect("a request")).await.status
}

async fn kept(app: &TestApp) -> Vec<(String, String, Option<Outcome>)> {
    fetch_all!(
        app.state.store.read(),
        (String, String, Option<Outcome>),
        "SELECT id, body, outcome FROM gateway_event ORDER BY id"
    )
    .expect("events")
}

on_both_engines! {
    async fn what_is_signed_is_kept_once_and_as_it_came(state: AppState) {
        let app = with_gateway(&state);
        let body = event("evt_1", "moon.waxed");
        for _ in 0..3 {
            assert_eq!(post(&app, &body, &signature(SECRET, &body, NOW / 1000)).await, StatusCode::OK);
        }
        let found = kept(&app).await;
        assert_eq!((found.len(), found[0].1.as_str()), (1, body.as_str()));
        work(&app.state).await;
        assert_eq!(kept(&app).await[0].2, Some(Outcome::Unknown), "kept and said, not lost");
    }

    async fn what_is_forged_or_old_is_refused_and_leaves_nothing(state: AppState) {
        let app = with_gateway(&state);
        let body = event("evt_1", "charge.succeeded");
        for signed in [
            String::new(),
            "t=1,v1=00".into(),
            signature("whsec_of_another", &body, NOW / 1000),
            signature(SECRET, &body, NOW / 1000 - 301),
            signature(SECRET, &event("evt_2", "charge.succeeded"), NOW / 1000),
        ] {
            assert_eq!(post(&app, &body, &signed).await, StatusCode::BAD_REQUEST, "{signed}");
        }
        let large = format!("{}{}", body, " ".repeat(app::billing::events::hook::MOST_BYTES));
        assert_eq!(post(&app, &large, &signature(SECRET, &large, NOW / 1000)).await, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(kept(&app).await.is_empty());
    }

    async fn an_event_is_answered_at_once_while_the_gateway_itself_cannot_be_reached(state: AppState) {
        let app = with_gateway(&state);
        let body = event("evt_1", "charge.dispute.created");
        assert_eq!(post(&app, &body, &signature(SECRET, &body, NOW / 1000)).await, StatusCode::OK);
        assert_eq!(kept(&app).await[0].2, None, "its work waits");
    }

    async fn without_a_gateway_there_is_no_such_address(state: AppState) {
        let app = TestApp::new(state);
        let body = event("evt_1", "charge.succeeded");
        assert_eq!(post(&app, &body, &signature(SECRET, &body, NOW / 1000)).await, StatusCode::NOT_FOUND);
    }
}
