//! Cards: keys, lost answers, declines, 3-D Secure, refunds.

use serde_json::json;
use server::double::{Ask, Fault, Trouble};

use crate::client::{Client, DAY, customer_with, double, id, off_session};

#[tokio::test]
async fn a_key_gives_the_same_answer_and_no_second_charge() {
    let double = double().await;
    let client = Client::new(&double);
    let (customer, method) = customer_with(&client, "pm_card_visa").await;
    let fields = off_session(&customer, &method, "p1");
    let first = client.keyed("k1", "payment_intents", &fields).await;
    let again = client.keyed("k1", "payment_intents", &fields).await;
    assert_eq!((first.0, &first), (200, &again));
    let other = client.keyed("k1", "payment_intents", &off_session(&customer, &method, "p2")).await;
    assert_eq!((other.0, &other.1["error"]["type"]), (400, &json!("idempotency_error")));
    assert_eq!(
        double.ask(Ask::Charges { by: "payment".into() }),
        Ok(json!({"p1": {"charges": 1, "cents": 4250}}))
    );
}

#[tokio::test]
async fn a_lost_answer_is_replayed_as_the_trouble_it_was_until_the_key_is_forgotten() {
    let double = double().await;
    let client = Client::new(&double);
    let (customer, method) = customer_with(&client, "pm_card_visa").await;
    let fault = Fault {
        path: "/v1/payment_intents".into(),
        method: Some("POST".into()),
        skip: 0,
        times: 1,
        trouble: Trouble::Status(500),
        after: true,
    };
    double.ask(Ask::Fault(fault)).expect("trouble");
    let fields = off_session(&customer, &method, "p1");
    assert_eq!(client.keyed("k1", "payment_intents", &fields).await.0, 500);
    assert_eq!(client.keyed("k1", "payment_intents", &fields).await.0, 500);
    assert_eq!(
        double.ask(Ask::Charges { by: "payment".into() }),
        Ok(json!({"p1": {"charges": 1, "cents": 4250}}))
    );
    let found = client.get("payment_intents/search?query=metadata['payment']:'p1'").await;
    assert_eq!(found["data"][0]["status"], "succeeded");
    double.ask(Ask::Advance { seconds: DAY + 1 }).expect("time passes");
    assert_eq!(client.keyed("k1", "payment_intents", &fields).await.0, 200);
}

#[tokio::test]
async fn half_a_body_breaks_off() {
    let double = double().await;
    let client = Client::new(&double);
    let fault = serde_json::from_value(json!({"path": "/v1/customers", "trouble": "half_a_body"})).expect("a fault");
    double.ask(Ask::Fault(fault)).expect("trouble");
    let answer = client
        .http
        .post(format!("{}/v1/customers", double.url()))
        .bearer_auth("sk_test_double")
        .send()
        .await
        .expect("a head");
    assert!(answer.text().await.is_err());
    assert_eq!(client.get("customers").await["data"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn each_test_card_declines_when_stripe_says_it_does() {
    let double = double().await;
    let client = Client::new(&double);
    let customer = client.post("customers", &[]).await;
    let setup = async |method: &str| {
        let (status, body) = client
            .try_post("setup_intents", &[("customer", id(&customer)), ("payment_method", method), ("confirm", "true")])
            .await;
        (status, body)
    };
    for (method, code, reason) in [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedLostCard", "card_declined", "lost_card"),
        ("pm_card_chargeDeclinedStolenCard", "card_declined", "stolen_card"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", "incorrect_cvc"),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", "processing_error"),
    ] {
        let (status, body) = setup(method).await;
        let error = &body["error"];
        assert_eq!(
            (status, &error["code"], &error["decline_code"]),
            (402, &json!(code), &json!(reason)),
            "{method}"
        );
        assert_eq!(error["setup_intent"]["status"], "requires_payment_method");
    }
    let (customer, method) = customer_with(&client, "pm_card_chargeCustomerFail").await;
    let (status, body) = client.try_post("payment_intents", &off_session(&customer, &method, "p1")).await;
    assert_eq!((status, &body["error"]["decline_code"]), (402, &json!("generic_decline")));
    let intent = &body["error"]["payment_intent"];
    assert_eq!(
        (&intent["status"], &intent["metadata"]["payment"]),
        (&json!("requires_payment_method"), &json!("p1"))
    );
    let again = client
        .post(&format!("payment_intents/{}/confirm", id(intent)), &[("payment_method", "pm_card_visa")])
        .await;
    assert_eq!(again["status"], "succeeded");
}

#[tokio::test]
async fn three_d_secure_goes_over_a_page_and_back() {
    let double = double().await;
    let client = Client::new(&double);
    let customer = client.post("customers", &[]).await;
    let fields = [
        ("customer", id(&customer)),
        ("payment_method", "pm_card_authenticationRequired"),
        ("confirm", "true"),
        ("return_url", "http://localhost/back?here=1"),
    ];
    let setup = client.post("setup_intents", &fields).await;
    assert_eq!(setup["status"], "requires_action");
    let url = setup["next_action"]["redirect_to_url"]["url"].as_str().expect("a page");
    assert!(client.page(url, None).await.1.contains("Complete authentication"));
    let pressed = [("secret", setup["client_secret"].as_str().expect("a secret")), ("outcome", "complete")];
    let (to, _) = client.page(url, Some(&pressed)).await;
    let to = to.expect("the way back");
    assert!(
        to.starts_with("http://localhost/back?here=1&setup_intent=seti_") && to.ends_with("redirect_status=succeeded"),
        "{to}"
    );
    let method = client.get(&format!("setup_intents/{}?expand[]=payment_method", id(&setup))).await["payment_method"].clone();
    assert_eq!(method["customer"], customer["id"]);
    let (status, body) = client.try_post("payment_intents", &off_session(id(&customer), id(&method), "p1")).await;
    assert_eq!((status, &body["error"]["code"]), (402, &json!("authentication_required")));
}

#[tokio::test]
async fn nobody_uses_another_customers_method_and_nothing_is_refunded_twice() {
    let double = double().await;
    let client = Client::new(&double);
    let (customer, method) = customer_with(&client, "pm_card_visa").await;
    let other = client.post("customers", &[]).await;
    let (status, body) = client.try_post("payment_intents", &off_session(id(&other), &method, "p1")).await;
    assert_eq!((status, &body["error"]["code"]), (400, &json!("resource_missing")));
    let intent = client.post("payment_intents", &off_session(&customer, &method, "p1")).await;
    let refund = async |amount: &str| client.try_post("refunds", &[("payment_intent", id(&intent)), ("amount", amount)]).await;
    assert_eq!(refund("4251").await.0, 400);
    assert_eq!(refund("4000").await.1["status"], "succeeded");
    let (status, body) = refund("251").await;
    let words = "Refund amount ($2.51) is greater than unrefunded amount on charge ($2.50)";
    assert_eq!((status, &body["error"]["message"]), (400, &json!(words)));
    assert_eq!(refund("250").await.0, 200);
    assert_eq!(refund("1").await.1["error"]["code"], "charge_already_refunded");
}
