//! One call as its function sees it.

use http::Method;
use serde_json::Value;

use super::form::Params;
use super::refusal::Refusal;

/// What a call is answered with.
pub type Answer = Result<Value, Refusal>;

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// The platform's server, by its secret key.
    Server,
    /// A page, by the publishable key: it may do what a client secret allows.
    Page,
}

/// A call.
#[derive(Clone, Debug)]
pub struct Call {
    /// `GET`, `POST` or `DELETE`.
    pub method: Method,
    /// What follows `/v1/`.
    pub path: String,
    /// What was sent.
    pub params: Params,
    /// Who calls.
    pub caller: Caller,
    /// The connected account it is about.
    pub account: Option<String>,
    /// Its idempotency key.
    pub key: Option<String>,
    /// Our name for it.
    pub request: String,
}

impl Call {
    /// A page may only touch what it has the client secret of.
    pub fn may_touch(&self, object: &Value, kind: &str) -> Result<(), Refusal> {
        let id = object["id"].as_str().unwrap_or_default();
        match (self.caller, self.params.text("client_secret")) {
            (Caller::Server, None) => Ok(()),
            (_, Some(secret)) if object["client_secret"] == secret => Ok(()),
            _ => Err(Refusal::missing(kind, id, "intent")),
        }
    }
}
