//! Accounts at banks: debits, small deposits, and payouts.

use serde_json::{Value, json};
use server::double::Ask;

use crate::client::{Client, DAY, customer_with, double, id, off_session};

#[tokio::test]
async fn a_debit_takes_its_days_then_settles_or_returns() {
    let double = double().await;
    let client = Client::new(&double);
    let pay = async |method: &str| {
        let (customer, method) = customer_with(&client, method).await;
        client.post("payment_intents", &off_session(&customer, &method, "p1")).await
    };
    let good = pay("pm_usBankAccount_success").await;
    let bad = pay("pm_usBankAccount_insufficientFunds").await;
    assert_eq!((&good["status"], &bad["status"]), (&json!("processing"), &json!("processing")));
    double.ask(Ask::Advance { seconds: 7 * DAY }).expect("time passes");
    let good = client.get(&format!("payment_intents/{}", id(&good))).await;
    assert_eq!(good["status"], "succeeded");
    let bad = client.get(&format!("payment_intents/{}", id(&bad))).await;
    assert_eq!(
        (&bad["status"], &bad["last_payment_error"]["code"]),
        (&json!("requires_payment_method"), &json!("insufficient_funds"))
    );
    let kinds = |page: &Value| -> Vec<String> {
        let all = page["data"].as_array().expect("events");
        all.iter().map(|event| event["type"].as_str().expect("a type").to_owned()).collect()
    };
    let seen = kinds(&client.get("events?limit=100").await);
    for kind in [
        "charge.succeeded",
        "payment_intent.succeeded",
        "payment_intent.processing",
        "payment_intent.payment_failed",
        "charge.failed",
    ] {
        assert!(seen.iter().any(|seen| seen == kind), "{kind}");
    }
    let back = Ask::Return {
        intent: id(&good).to_owned(),
        code: "debit_not_authorized".into(),
    };
    double.ask(back).expect("the bank takes it back");
    let dispute = client.get(&format!("disputes?payment_intent={}", id(&good))).await["data"][0].clone();
    assert_eq!((&dispute["status"], &dispute["amount"]), (&json!("lost"), &json!(4250)));
}

#[tokio::test]
async fn small_deposits_are_told_on_a_page() {
    let double = double().await;
    let client = Client::new(&double);
    let session = client
        .post(
            "checkout/sessions",
            &[
                ("mode", "setup"),
                ("currency", "usd"),
                ("success_url", "http://localhost/done?session={CHECKOUT_SESSION_ID}"),
            ],
        )
        .await;
    let url = session["url"].as_str().expect("a page");
    assert!(client.page(&format!("{url}?by=bank"), None).await.1.contains("Routing number"));
    let typed = [("routing", "110000000"), ("account", "000123456789"), ("verify", "microdeposits")];
    let (to, _) = client.page(url, Some(&typed)).await;
    assert_eq!(to, Some(format!("http://localhost/done?session={}", id(&session))));
    let intent = client
        .get(&format!("setup_intents/{}", session["setup_intent"].as_str().expect("an intent")))
        .await;
    let page = intent["next_action"]["verify_with_microdeposits"]["hosted_verification_url"]
        .as_str()
        .expect("a page");
    let secret = intent["client_secret"].as_str().expect("a secret");
    let wrong = client.page(page, Some(&[("secret", secret), ("first", "1"), ("second", "2")])).await;
    assert!(wrong.1.contains("do not match"), "{}", wrong.1);
    let right = client.page(page, Some(&[("secret", secret), ("code", "SM11AA")])).await;
    assert!(right.1.contains("verified"), "{}", right.1);
    assert_eq!(client.get(&format!("setup_intents/{}", id(&intent))).await["status"], "succeeded");
}

#[tokio::test]
async fn a_payout_goes_by_transfer_to_a_bank_and_may_come_back() {
    let double = double().await;
    let client = Client::new(&double);
    let open = [("type", "express"), ("capabilities[transfers][requested]", "true")];
    let account = client.post("accounts", &open).await;
    let link = [
        ("account", id(&account)),
        ("type", "account_onboarding"),
        ("return_url", "http://localhost/back"),
        ("refresh_url", "http://localhost/again"),
    ];
    let page = client.post("account_links", &link).await["url"].as_str().expect("a page").to_owned();
    let sent = [
        ("amount", "41260"),
        ("currency", "usd"),
        ("destination", id(&account)),
        ("metadata[payout]", "o1"),
    ];
    assert_eq!(
        client.try_post("transfers", &sent).await.1["error"]["code"],
        "insufficient_capabilities_for_transfer"
    );
    let typed = [("routing", "110000000"), ("account", "000111111116")];
    assert_eq!(client.page(&page, Some(&typed)).await.0.as_deref(), Some("http://localhost/back"));
    assert_eq!(client.page(&page, None).await.0.as_deref(), Some("http://localhost/again"), "a link works once");
    let transfer = client.post("transfers", &sent).await;
    double.ask(Ask::Advance { seconds: 9 * DAY }).expect("time passes");
    let at_account = client.http.get(format!("{}/v1/payouts", double.url())).header("stripe-account", id(&account));
    let (_, payouts) = client.send(at_account).await;
    let payout = &payouts["data"][0];
    assert_eq!(
        (&payout["status"], &payout["failure_code"], &payout["amount"]),
        (&json!("failed"), &json!("no_account"), &json!(41260))
    );
    let entries = client
        .http
        .get(format!("{}/v1/balance_transactions?payout={}&expand[]=data.source", double.url(), id(payout)))
        .header("stripe-account", id(&account));
    let (_, entries) = client.send(entries).await;
    let of_transfer = entries["data"]
        .as_array()
        .expect("entries")
        .iter()
        .any(|entry| entry["source"]["source_transfer"] == transfer["id"]);
    assert!(of_transfer, "{entries}");
    assert_eq!(client.get(&format!("accounts/{}", id(&account))).await["payouts_enabled"], false);
}
