//! Errors as Stripe words them: status, type, code, and for a decline why, and the intent that it left behind.

use serde_json::{Value, json};

use super::cards::Decline;

/// Why a call was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    kind: &'static str,
    code: Option<&'static str>,
    decline_code: Option<&'static str>,
    /// For people who develop.
    pub message: String,
    param: Option<Box<str>>,
    /// Objects that go along: `payment_intent`, `payment_method`.
    along: Vec<(&'static str, Value)>,
    /// Whether the call had begun: only then is the answer kept under its idempotency key.
    pub begun: bool,
}

impl Refusal {
    fn new(status: u16, kind: &'static str, code: Option<&'static str>, message: &str) -> Refusal {
        Refusal {
            status,
            kind,
            code,
            decline_code: None,
            message: message.to_owned(),
            param: None,
            along: Vec::new(),
            begun: false,
        }
    }

    /// A parameter is missing, unknown or out of its range.
    pub fn parameter(code: &'static str, param: &str, message: &str) -> Refusal {
        Refusal {
            param: Some(param.into()),
            ..Refusal::new(400, "invalid_request_error", Some(code), message)
        }
    }

    /// The state of things does not allow it.
    pub fn state(code: Option<&'static str>, message: &str) -> Refusal {
        Refusal {
            begun: true,
            ..Refusal::new(400, "invalid_request_error", code, message)
        }
    }

    /// There is no such object, or not for whoever asks.
    pub fn missing(kind: &str, id: &str, param: &str) -> Refusal {
        let words = format!("No such {}: '{id}'", kind.replace('.', " "));
        Refusal {
            status: 404,
            ..Refusal::parameter("resource_missing", param, &words)
        }
    }

    /// There is no such call.
    pub fn no_such_call(method: &str, path: &str) -> Refusal {
        let words = format!("Unrecognized request URL ({method}: {path}).");
        Refusal::new(404, "invalid_request_error", None, &words)
    }

    /// No key, or one that is not ours.
    pub fn unauthorized(message: &str) -> Refusal {
        Refusal::new(401, "invalid_request_error", None, message)
    }

    /// A key was used again with other parameters.
    pub fn idempotency(key: &str) -> Refusal {
        let words = format!(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. \
             Try using a key other than '{key}' if you meant to execute a different request."
        );
        Refusal::new(400, "idempotency_error", None, &words)
    }

    /// An idempotency key that is too long.
    pub fn long_key() -> Refusal {
        Refusal::new(400, "invalid_request_error", None, "Idempotency keys can have 255 characters.")
    }

    /// The call has done its work, or some of it: the answer is kept.
    pub fn late(self) -> Refusal {
        Refusal { begun: true, ..self }
    }

    /// Trouble at the gateway's own end, as a fault asks for it. A 500 comes from where keys are kept; 502 and the like from before that.
    pub fn trouble(status: u16) -> Refusal {
        let (kind, code, words) = match status {
            429 => ("invalid_request_error", Some("rate_limit"), "Request rate limit exceeded."),
            409 => ("invalid_request_error", Some("lock_timeout"), "This object cannot be accessed right now."),
            _ => ("api_error", None, "An unknown error occurred."),
        };
        Refusal {
            begun: status == 500,
            ..Refusal::new(status, kind, code, words)
        }
    }

    /// A card or bank said no.
    pub fn declined(decline: &Decline) -> Refusal {
        Refusal {
            decline_code: decline.decline_code,
            begun: true,
            ..Refusal::new(402, "card_error", Some(decline.code), decline.message)
        }
    }

    /// It is about that parameter.
    pub fn about(mut self, param: &str) -> Refusal {
        self.param = Some(param.into());
        self
    }

    /// With an object that goes along.
    pub fn with(mut self, name: &'static str, object: &Value) -> Refusal {
        self.along.push((name, object.clone()));
        self
    }

    /// The error as it also stands in an intent.
    pub fn error(&self) -> Value {
        let mut error = json!({"type": self.kind, "message": self.message});
        let optional = [("code", self.code), ("decline_code", self.decline_code), ("param", self.param.as_deref())];
        for (name, value) in optional.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            error[name] = value.into();
        }
        if let Some(code) = self.code {
            error["doc_url"] = format!("https://stripe.com/docs/error-codes/{}", code.replace('_', "-")).into();
        }
        for (name, value) in &self.along {
            error[*name] = value.clone();
        }
        error
    }

    /// The body of the answer.
    pub fn body(&self) -> Value {
        json!({"error": self.error()})
    }
}
