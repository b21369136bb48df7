//! Somebody who calls the double as curl would.

use serde_json::Value;
use server::double::{Running, Setup, start};

/// A day in seconds.
pub const DAY: i64 = 86_400;

pub async fn double() -> Running {
    start(Setup::default()).await.expect("a free port")
}

/// Calls the double as curl would.
pub struct Client {
    /// Where the double is.
    pub base: String,
    /// Sends.
    pub http: reqwest::Client,
}

impl Client {
    pub fn new(double: &Running) -> Client {
        Client {
            base: double.url(),
            http: reqwest::Client::builder().no_proxy().build().expect("a client"),
        }
    }

    pub async fn send(&self, request: reqwest::RequestBuilder) -> (u16, Value) {
        let answer = request.bearer_auth("sk_test_double").send().await.expect("an answer");
        let status = answer.status().as_u16();
        (status, answer.json().await.expect("JSON"))
    }

    pub async fn get(&self, path: &str) -> Value {
        let (status, body) = self.send(self.http.get(format!("{}/v1/{path}", self.base))).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    pub async fn try_post(&self, path: &str, fields: &[(&str, &str)]) -> (u16, Value) {
        self.send(self.http.post(format!("{}/v1/{path}", self.base)).form(fields)).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Value {
        let (status, body) = self.try_post(path, fields).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    pub async fn keyed(&self, key: &str, path: &str, fields: &[(&str, &str)]) -> (u16, Value) {
        let request = self.http.post(format!("{}/v1/{path}", self.base)).form(fields);
        self.send(request.header("idempotency-key", key)).await
    }

    /// A page of the double: where it leads, or what it says.
    pub async fn page(&self, url: &str, fields: Option<&[(&str, &str)]>) -> (Option<String>, String) {
        let plain = reqwest::Client::builder()
            .no_proxy()
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

pub fn id(object: &Value) -> &str {
    object["id"].as_str().expect("an id")
}

/// A customer with that test method.
pub async fn customer_with(client: &Client, method: &str) -> (String, String) {
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

pub fn off_session<'a>(customer: &'a str, method: &'a str, payment: &'a str) -> Vec<(&'static str, &'a str)> {
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
