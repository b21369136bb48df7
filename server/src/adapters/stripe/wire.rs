//! One call to Stripe, and what to do when it goes wrong.
//!
//! async-stripe says how a request is written; how it travels is ours. Its own client keeps no connection for the next call, and reads the body of an error so
//! strictly that one new field of the intent inside loses the status and the decline code with it.

use std::time::{Duration, Instant};

use app::billing::ports::{GatewayError, Key};
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, StatusCode};
use serde_json::Value;
use stripe_client_core::{RequestBuilder, StripeMethod, VERSION};

use super::read::text;

/// How long one try may take. Whoever waits for a page has three of them and a pause within the 30 seconds of a request.
const PATIENCE: Duration = Duration::from_secs(8);
/// How often a call is tried. A write has the same key each time, so that it is done once; a read does nothing.
const TRIES: u32 = 3;
/// From when on no other try is begun.
const ENOUGH: Duration = Duration::from_secs(15);
/// The longest pause that Stripe may ask for before the next try.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// The largest answer that is read: a hundred intents are half of it.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// How calls reach Stripe.
pub(super) struct Wire {
    client: Client,
    /// Ends with a slash.
    base: String,
    secret: String,
}

/// What Stripe did not do.
#[derive(Debug)]
pub(super) enum Failed {
    /// Whether it was done is not known.
    Unknown(String),
    /// It says no: the status, and `error` of the body.
    Said(StatusCode, Value),
}

impl From<Failed> for GatewayError {
    fn from(failed: Failed) -> GatewayError {
        match failed {
            Failed::Unknown(why) => GatewayError::Unknown(why),
            Failed::Said(status, error) => {
                let code = text(&error, "/code").unwrap_or("no code");
                if status == StatusCode::NOT_FOUND || code == "resource_missing" {
                    GatewayError::NotFound
                } else {
                    // Its sentence may quote what we sent; type, code and the name of the field are enough to find the mistake.
                    let (kind, param) = (text(&error, "/type").unwrap_or_default(), text(&error, "/param").unwrap_or_default());
                    GatewayError::Refused(format!("{status} {kind} {code} {param}").trim_end().to_owned())
                }
            }
        }
    }
}

/// One try.
enum Tried {
    Done(Value),
    Said(StatusCode, Value),
    /// Worth another try, after the pause that Stripe asks for.
    Again(String, Option<Duration>),
}

impl Wire {
    /// To the address of the API, with our secret key.
    ///
    /// # Errors
    /// With a sentence when no TLS can be had.
    pub(super) fn new(url: &str, secret: &str) -> Result<Wire, String> {
        let client = Client::builder()
            .timeout(PATIENCE)
            .redirect(Policy::none())
            .user_agent(concat!("Pawtal/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| error.to_string())?;
        Ok(Wire {
            client,
            base: format!("{}/", url.trim_end_matches('/')),
            secret: secret.to_owned(),
        })
    }

    /// Reads; `at` is the connected account that is asked about.
    pub(super) async fn read(&self, call: &'static str, request: RequestBuilder, at: Option<&str>) -> Result<Value, Failed> {
        self.ask(call, &request, None, at).await
    }

    /// Writes, once however often it is tried.
    pub(super) async fn write(&self, call: &'static str, key: &Key, request: RequestBuilder) -> Result<Value, Failed> {
        self.ask(call, &request, Some(key), None).await
    }

    async fn ask(&self, call: &'static str, request: &RequestBuilder, key: Option<&Key>, at: Option<&str>) -> Result<Value, Failed> {
        let began = Instant::now();
        let mut tries = 0;
        let done = loop {
            tries += 1;
            match self.attempt(request, key, at).await {
                Tried::Done(value) => break Ok(value),
                Tried::Said(status, error) => break Err(Failed::Said(status, error)),
                Tried::Again(why, pause) => {
                    if tries == TRIES || began.elapsed() >= ENOUGH {
                        break Err(Failed::Unknown(why));
                    }
                    tokio::time::sleep(pause.unwrap_or(Duration::from_millis(250) * tries).min(LONGEST_PAUSE)).await;
                }
            }
        };
        audit(call, &done, tries, began.elapsed());
        done
    }

    async fn attempt(&self, request: &RequestBuilder, key: Option<&Key>, at: Option<&str>) -> Tried {
        let method = match request.method {
            StripeMethod::Get => Method::GET,
            StripeMethod::Post => Method::POST,
            StripeMethod::Delete => Method::DELETE,
        };
        let query = request.query.as_deref().filter(|query| !query.is_empty());
        let url = format!(
            "{}v1{}{}{}",
            self.base,
            request.path,
            if query.is_some() { "?" } else { "" },
            query.unwrap_or_default()
        );
        let mut call = self
            .client
            .request(method, url)
            .bearer_auth(&self.secret)
            .header("stripe-version", VERSION.as_str());
        if let Some(key) = key {
            call = call.header("idempotency-key", &key.0);
        }
        if let Some(account) = at {
            call = call.header("stripe-account", account);
        }
        if let Some(body) = &request.body {
            call = call.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body.clone());
        }
        let mut answer = match call.send().await {
            Ok(answer) => answer,
            Err(error) => return Tried::Again(if error.is_timeout() { "it took too long" } else { "it cannot be reached" }.to_owned(), None),
        };
        let (status, headers) = (answer.status(), answer.headers().clone());
        let mut body = Vec::new();
        loop {
            match answer.chunk().await {
                Ok(Some(part)) if body.len() + part.len() <= MOST_BYTES => body.extend_from_slice(&part),
                Ok(Some(_)) => return Tried::Again("its answer is too long".to_owned(), None),
                Ok(None) => break,
                Err(_) => return Tried::Again("its answer broke off".to_owned(), None),
            }
        }
        judge(status, &headers, &body)
    }
}

/// What an answer means. What is half or not JSON says nothing of what was done.
fn judge(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Tried {
    let value = serde_json::from_slice::<Value>(body).ok().filter(Value::is_object);
    if status.is_success() {
        return value.map_or_else(|| Tried::Again("its answer cannot be read".to_owned(), None), Tried::Done);
    }
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let passes = match header("stripe-should-retry") {
        Some("true") => true,
        Some("false") => false,
        // 409: the same key is being worked right now.
        _ => status == StatusCode::CONFLICT || status == StatusCode::TOO_MANY_REQUESTS,
    };
    if passes || status.is_server_error() {
        let pause = header(RETRY_AFTER.as_str()).and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
        return Tried::Again(format!("it answered {status}"), pause);
    }
    let error = value.as_ref().and_then(|value| value.get("error")).filter(|error| error.is_object());
    match error {
        Some(error) => Tried::Said(status, error.clone()),
        None => Tried::Again(format!("it answered {status} and not why"), None),
    }
}

/// One line for each call: what, how it ended, how long it took. No id, no key, nothing that was sent.
fn audit(call: &'static str, done: &Result<Value, Failed>, tries: u32, took: Duration) {
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let (result, code) = match done {
        Ok(_) => ("done", ""),
        Err(Failed::Unknown(why)) => ("unknown", why.as_str()),
        Err(Failed::Said(_, error)) => ("refused", text(error, "/decline_code").or(text(error, "/code")).unwrap_or_default()),
    };
    if result == "unknown" {
        tracing::warn!(
            gateway.call = call,
            gateway.result = result,
            gateway.tries = tries,
            gateway.ms = ms,
            "Asked Stripe to {call}: {code}"
        );
    } else {
        tracing::info!(
            gateway.call = call,
            gateway.result = result,
            gateway.code = code,
            gateway.tries = tries,
            gateway.ms = ms,
            "Asked Stripe to {call}: {result}"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Tried {
        let headers = headers
            .iter()
            .map(|(name, value)| (reqwest::header::HeaderName::from_static(name), reqwest::header::HeaderValue::from_static(value)));
        judge(StatusCode::from_u16(status).expect("a status"), &headers.collect(), body.as_bytes())
    }

    #[test]
    fn half_an_answer_says_nothing_of_what_was_done() {
        for body in ["", "{\"id\": \"pi_1\", \"sta", "<html>", "[]"] {
            assert!(matches!(judged(200, &[], body), Tried::Again(..)), "{body}");
            assert!(matches!(judged(402, &[], body), Tried::Again(..)), "{body}");
        }
        assert!(matches!(judged(200, &[], "{\"id\": \"pi_1\"}"), Tried::Done(_)));
    }

    #[test]
    fn what_passes_is_tried_again_and_what_is_said_is_not() {
        let error = "{\"error\": {\"type\": \"card_error\", \"code\": \"card_declined\", \"of_tomorrow\": {\"x\": [1]}}}";
        for status in [409, 429, 500, 502, 503] {
            assert!(matches!(judged(status, &[], error), Tried::Again(..)), "{status}");
        }
        for status in [400, 401, 402, 403, 404] {
            assert!(matches!(judged(status, &[], error), Tried::Said(..)), "{status}");
        }
        assert!(matches!(judged(400, &[("stripe-should-retry", "true")], error), Tried::Again(..)));
        assert!(matches!(judged(409, &[("stripe-should-retry", "false")], error), Tried::Said(..)));
        let Tried::Again(_, pause) = judged(429, &[("retry-after", "1")], error) else {
            panic!("not tried again")
        };
        assert_eq!(pause, Some(Duration::from_secs(1)));
    }

    #[test]
    fn a_refusal_in_the_log_quotes_nothing_that_was_sent() {
        let error = serde_json::json!({ "type": "invalid_request_error", "code": "parameter_invalid", "param": "amount", "message": "4242 is not good" });
        let GatewayError::Refused(why) = Failed::Said(StatusCode::BAD_REQUEST, error).into() else {
            panic!("not refused")
        };
        assert_eq!(why, "400 Bad Request invalid_request_error parameter_invalid amount");
        let missing = serde_json::json!({ "code": "resource_missing" });
        assert_eq!(GatewayError::from(Failed::Said(StatusCode::BAD_REQUEST, missing)), GatewayError::NotFound);
    }
}
