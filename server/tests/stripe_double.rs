//! The double of Stripe, held to what Stripe publishes: its fixtures, and its own SDK as an independent client.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use server::double::{Ask, Fault, Hook, Running, Setup, Trouble, start};

async fn double() -> Running {
    start(Setup::default()).await.expect("a free port")
}

/// Calls the double as curl would.
struct Client {
    base: String,
    http: reqwest::Client,
}

impl Client {
    fn new(double: &Running) -> Client {
        Client {
            base: double.url(),
            http: reqwest::Client::new(),
        }
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> (u16, Value) {
        let answer = request.bearer_auth("sk_test_double").send().await.expect("an answer");
        let status = answer.status().as_u16();
        (status, answer.json().await.expect("JSON"))
    }

    async fn get(&self, path: &str) -> Value {
        let (status, body) = self.send(self.http.get(format!("{}/v1/{path}", self.base))).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    async fn try_post(&self, path: &str, fields: &[(&str, &str)]) -> (u16, Value) {
        self.send(self.http.post(format!("{}/v1/{path}", self.base)).form(fields)).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Value {
        let (status, body) = self.try_post(path, fields).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    async fn keyed(&self, key: &str, path: &str, fields: &[(&str, &str)]) -> (u16, Value) {
        let request = self.http.post(format!("{}/v1/{path}", self.base)).form(fields);
        self.send(request.header("idempotency-key", key)).await
    }

    /// A page of the double: where it leads, or what it says.
    async fn page(&self, url: &str, fields: Option<&[(&str, &str)]>) -> (Option<String>, String) {
        let plain = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        let request = match fields {
            Some(fields) => plain.post(url).form(fields),
            None => plain.get(url),
        };
        let answer = request.send().await.expect("a page");
        let to = answer.headers().get("location").map(|to| to.to_str().expect("an address").to_owned());
        (to, answer.text().await.expect("text"))
    }
}

fn id(object: &Value) -> &str {
    object["id"].as_str().expect("an id")
}

/// A customer with that test method.
async fn customer_with(client: &Client, method: &str) -> (String, String) {
    let customer = client.post("customers", &[("metadata[household]", "h1")]).await;
    let setup = client
        .post(
            "setup_intents",
            &[
                ("customer", id(&customer)),
                ("payment_method", method),
                ("confirm", "true"),
                ("mandate_data[customer_acceptance][type]", "online"),
                ("mandate_data[customer_acceptance][online][ip_address]", "127.0.0.1"),
                ("mandate_data[customer_acceptance][online][user_agent]", "a test"),
            ],
        )
        .await;
    let method = setup["payment_method"].as_str().expect("a method").to_owned();
    (id(&customer).to_owned(), method)
}

fn off_session<'a>(customer: &'a str, method: &'a str, payment: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("amount", "4250"),
        ("currency", "usd"),
        ("customer", customer),
        ("payment_method", method),
        ("confirm", "true"),
        ("off_session", "true"),
        ("metadata[payment]", payment),
    ]
}

const DAY: i64 = 86_400;

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

/// Where the tests' data is.
fn test_data() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    std::env::var_os("PAWTAL_TEST_DATA").map_or_else(|| root.join("../shared"), PathBuf::from)
}

/// Names in `wanted` that `given` lacks, where both are objects.
fn lacking(wanted: &Value, given: &Value, at: &str, found: &mut Vec<String>) {
    let (Value::Object(wanted), Value::Object(given)) = (wanted, given) else {
        return;
    };
    for (name, value) in wanted {
        let at = format!("{at}.{name}");
        match given.get(name) {
            None => found.push(at),
            // These depend on the kind of method, or are free.
            Some(_) if ["metadata", "payment_method_details", "destination_details", "controller", "capabilities"].contains(&name.as_str()) => {}
            Some(given) => lacking(value, given, &at, found),
        }
    }
}

#[tokio::test]
async fn every_object_has_every_field_of_stripes_fixtures() {
    let path = test_data().join("stripe/fixtures3.json");
    let Ok(fixtures) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: Stripe's fixtures are not at {}", path.display());
        return;
    };
    let fixtures: Value = serde_json::from_str(&fixtures).expect("the fixtures");
    let double = double().await;
    let client = Client::new(&double);
    let mut missing = Vec::new();
    let mut kinds = std::collections::BTreeSet::new();
    for object in one_of_each(&double, &client).await {
        let kind = object["object"].as_str().expect("a kind").to_owned();
        lacking(&fixtures["resources"][&kind], &object, &kind, &mut missing);
        kinds.insert(kind);
    }
    assert_eq!(missing, Vec::<String>::new());
    let expected = [
        "account",
        "account_link",
        "balance",
        "balance_transaction",
        "bank_account",
        "charge",
        "checkout.session",
        "customer",
        "dispute",
        "event",
        "mandate",
        "payment_intent",
        "payment_method",
        "payout",
        "refund",
        "setup_intent",
        "transfer",
        "transfer_reversal",
    ];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), expected);
}

/// Objects of every kind, in several states.
async fn one_of_each(double: &Running, client: &Client) -> Vec<Value> {
    let (customer, bank) = customer_with(client, "pm_usBankAccount_success").await;
    let debit = client.post("payment_intents", &off_session(&customer, &bank, "p1")).await;
    let (payer, card) = customer_with(client, "pm_card_visa").await;
    let paid = client.post("payment_intents", &off_session(&payer, &card, "p2")).await;
    let refund = client.post("refunds", &[("payment_intent", id(&paid)), ("amount", "50")]).await;
    let dispute = Ask::Dispute {
        intent: id(&paid).to_owned(),
        reason: "fraudulent".into(),
    };
    double.ask(dispute).expect("a dispute");
    let setup = [("mode", "setup"), ("currency", "usd"), ("success_url", "http://localhost/")];
    let session = client.post("checkout/sessions", &setup).await;
    let open = [("type", "express"), ("capabilities[transfers][requested]", "true")];
    let account = client.post("accounts", &open).await;
    let link = [
        ("account", id(&account)),
        ("type", "account_onboarding"),
        ("return_url", "http://localhost/"),
        ("refresh_url", "http://localhost/"),
    ];
    let link = client.post("account_links", &link).await;
    let typed = [("routing", "110000000"), ("account", "000123456789")];
    client.page(link["url"].as_str().expect("a page"), Some(&typed)).await;
    let sent = [("amount", "100"), ("currency", "usd"), ("destination", id(&account))];
    let transfer = client.post("transfers", &sent).await;
    let reversal = client.post(&format!("transfers/{}/reversals", id(&transfer)), &[("amount", "40")]).await;
    double.ask(Ask::Advance { seconds: 9 * DAY }).expect("time passes");
    let payouts = client.http.get(format!("{}/v1/payouts", double.url())).header("stripe-account", id(&account));
    let payouts = client.send(payouts).await.1;
    let account = client.get(&format!("accounts/{}", id(&account))).await;
    let mut all = vec![
        link,
        reversal,
        refund,
        session,
        payouts["data"][0].clone(),
        account["external_accounts"]["data"][0].clone(),
        account,
    ];
    let mandate = client.get(&format!("payment_intents/{}?expand[]=latest_charge", id(&debit))).await;
    let mandate = mandate["latest_charge"]["payment_method_details"]["us_bank_account"]["mandate"]
        .as_str()
        .expect("a mandate")
        .to_owned();
    all.push(client.get(&format!("mandates/{mandate}")).await);
    all.push(client.get("balance").await);
    for list in [
        "balance_transactions",
        "charges",
        "checkout/sessions",
        "customers",
        "disputes",
        "events",
        "payment_intents",
        "setup_intents",
        "transfers",
    ] {
        let page = client.get(&format!("{list}?limit=100")).await;
        all.extend(page["data"].as_array().expect("a list").iter().cloned());
    }
    for method in [&bank, &card] {
        all.push(client.get(&format!("payment_methods/{method}")).await);
    }
    all
}

#[tokio::test]
async fn stripes_own_sdk_is_content() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    if !root.join("node_modules/stripe").exists() {
        eprintln!("skipped: npm has not installed Stripe's SDK");
        return;
    }
    let double = double().await;
    let url = double.url();
    let script = root.join("end2end/support/stripe-sdk.mjs");
    let run = tokio::task::spawn_blocking(move || Command::new("node").arg(script).arg(url).output());
    let output = run.await.expect("a thread").expect("node");
    let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}\n{complained}");
    assert!(said.contains("every call went well"), "{said}");
}

#[tokio::test]
async fn events_are_posted_signed_and_again_until_they_are_taken() {
    use std::sync::{Arc, Mutex};
    let seen: Arc<Mutex<Vec<(String, Value)>>> = Arc::default();
    let kept = seen.clone();
    let receive = move |headers: axum::http::HeaderMap, body: String| {
        let kept = kept.clone();
        async move {
            let signed = headers["stripe-signature"].to_str().expect("a signature").to_owned();
            let at: i64 = signed.split(['=', ',']).nth(1).and_then(|at| at.parse().ok()).expect("a time");
            assert_eq!(signed, server::double::signature("whsec_double", &body, at));
            let mut seen = kept.lock().expect("a list");
            seen.push((signed, serde_json::from_str(&body).expect("an event")));
            if seen.len() == 1 {
                axum::http::StatusCode::INTERNAL_SERVER_ERROR
            } else {
                axum::http::StatusCode::OK
            }
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = axum::Router::new().route("/webhooks", axum::routing::post(receive));
    let stop = tokio_util::sync::CancellationToken::new();
    tokio::spawn(server::serve::serve(listener, router, server::serve::HEAD_LIMIT, stop.clone()));
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
    let wait = async |count: usize| {
        for _ in 0..500 {
            if seen.lock().expect("a list").len() >= count {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("{count} events were not seen");
    };
    wait(2).await;
    assert_eq!(double.ask(Ask::Post), Ok(json!({"waiting": 1, "taken": 1})));
    double.ask(Ask::Advance { seconds: 10 }).expect("time passes");
    wait(3).await;
    let ids: Vec<Value> = seen.lock().expect("a list").iter().map(|(_, event)| event["id"].clone()).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    stop.cancel();
}
