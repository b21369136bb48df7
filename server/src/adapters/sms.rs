//! Text messages through a provider's HTTP port: `POST {"to": "+1…", "text": "…"}` with a bearer token and an `Idempotency-Key`.

use std::time::Duration;

use app::notify::ports::{SendError, Sms};
use async_trait::async_trait;
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};

/// How long the provider may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Hands text messages to one provider.
pub struct HttpSms {
    client: Client,
    url: String,
    token: Option<String>,
}

impl HttpSms {
    /// To the provider at a URL, with its token.
    ///
    /// # Errors
    /// With a sentence when no TLS can be had.
    pub fn new(url: &str, token: Option<&str>) -> Result<HttpSms, String> {
        let client = Client::builder()
            .timeout(PATIENCE)
            .redirect(Policy::none())
            .build()
            .map_err(|error| error.to_string())?;
        Ok(HttpSms {
            client,
            url: url.to_owned(),
            token: token.map(str::to_owned),
        })
    }
}

#[async_trait]
impl Sms for HttpSms {
    async fn send(&self, to: &str, text: &str, key: &str) -> Result<(), SendError> {
        let request = self
            .client
            .post(&self.url)
            .header("idempotency-key", key)
            .json(&serde_json::json!({ "to": to, "text": text }));
        let request = match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        match request.send().await {
            Ok(answer) => judge(answer.status()),
            Err(_) => Err(SendError::Passing("the provider cannot be reached".into())),
        }
    }
}

/// What is about this message is for good; what is about our sign-in there, or their day, passes.
fn judge(status: StatusCode) -> Result<(), SendError> {
    match status.as_u16() {
        200..=299 => Ok(()),
        code @ (400 | 404..=407 | 409..=428 | 430..=499) => Err(SendError::Refused(format!("the provider answered {code}"))),
        code => Err(SendError::Passing(format!("the provider answered {code}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_about_the_message_is_for_good() {
        for (code, for_good) in [
            (400, true),
            (422, true),
            (401, false),
            (403, false),
            (408, false),
            (429, false),
            (500, false),
            (503, false),
            (302, false),
        ] {
            let judged = judge(StatusCode::from_u16(code).expect("a status"));
            assert_eq!(matches!(judged, Err(SendError::Refused(_))), for_good, "{code}");
        }
        assert!(judge(StatusCode::ACCEPTED).is_ok());
    }
}
