//! Messages to browsers, through the push services that browsers name (RFC 8030).

use std::time::Duration;

use app::notify::ports::{Parcel, Pusher, SendError};
use async_trait::async_trait;
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode, Url};

/// How long a service may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Hands messages to the services of these hosts, and to no other address: what a browser says is only a wish.
pub struct HttpPush {
    client: Client,
    hosts: Vec<String>,
}

impl HttpPush {
    /// `hosts`: names, `*.` before one for all below it; a name with a port is meant with that port, and `127.0.0.1` may be called without TLS.
    ///
    /// # Errors
    /// With a sentence when no TLS can be had.
    pub fn new(hosts: &[String]) -> Result<HttpPush, String> {
        let client = Client::builder().timeout(PATIENCE).redirect(Policy::none()).build();
        Ok(HttpPush {
            client: client.map_err(|error| error.to_string())?,
            hosts: hosts.to_vec(),
        })
    }
}

#[async_trait]
impl Pusher for HttpPush {
    fn knows(&self, endpoint: &str) -> bool {
        let Ok(url) = Url::parse(endpoint) else { return false };
        let Some(host) = url.host_str() else { return false };
        let named = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        let safe = url.scheme() == "https" || (url.scheme() == "http" && host == "127.0.0.1");
        let fits = |known: &String| known.strip_prefix('*').map_or(named == *known, |end| named.ends_with(end));
        safe && url.username().is_empty() && url.password().is_none() && self.hosts.iter().any(fits)
    }

    async fn send(&self, parcel: &Parcel) -> Result<(), SendError> {
        if !self.knows(&parcel.endpoint) {
            return Err(SendError::Gone("its push service is not among PAWTAL_PUSH_HOSTS any more".into()));
        }
        let request = self
            .client
            .post(&parcel.endpoint)
            .header("authorization", &parcel.authorization)
            .header("content-encoding", "aes128gcm")
            .header("content-type", "application/octet-stream")
            .header("ttl", parcel.keep_seconds)
            .header("urgency", parcel.urgency)
            .body(parcel.body.clone());
        match request.send().await {
            Ok(answer) => judge(answer.status()),
            Err(_) => Err(SendError::Passing("the push service cannot be reached".into())),
        }
    }
}

/// 404 and 410 say that the browser listens no more (RFC 8030, 7.3); what is about this message is for good, all else passes.
fn judge(status: StatusCode) -> Result<(), SendError> {
    match status.as_u16() {
        200..=299 => Ok(()),
        code @ (404 | 410) => Err(SendError::Gone(format!("the push service answered {code}"))),
        code @ (400 | 413) => Err(SendError::Refused(format!("the push service answered {code}"))),
        code => Err(SendError::Passing(format!("the push service answered {code}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_makes_us_call_anything_but_a_push_service() {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let hosts = ["fcm.googleapis.com", "*.push.apple.com", "127.0.0.1:9"].map(str::to_owned);
        let push = HttpPush::new(&hosts).expect("a client");
        for known in ["https://fcm.googleapis.com/fcm/send/x", "https://web.push.apple.com/x", "http://127.0.0.1:9/x"] {
            assert!(push.knows(known), "{known}");
        }
        for foreign in [
            "http://fcm.googleapis.com/x",
            "https://fcm.googleapis.com.evil.example/x",
            "https://fcm.googleapis.com@evil.example/x",
            "https://user@fcm.googleapis.com/x",
            "https://fcm.googleapis.com:8443/x",
            "https://evilpush.apple.com/x",
            "http://127.0.0.1/x",
            "http://169.254.169.254/x",
            "file:///etc/passwd",
            "no address",
        ] {
            assert!(!push.knows(foreign), "{foreign}");
        }
    }

    #[test]
    fn only_a_browser_that_is_gone_is_forgotten() {
        for (code, gone) in [(404, true), (410, true), (400, false), (403, false), (429, false), (500, false)] {
            let judged = judge(StatusCode::from_u16(code).expect("a status"));
            assert_eq!(matches!(judged, Err(SendError::Gone(_))), gone, "{code}");
        }
        assert!(judge(StatusCode::CREATED).is_ok());
    }
}
