//! Webhooks: every event is posted, signed as Stripe signs it, and posted again while nobody takes it. On request they are held, doubled or shuffled.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use ring::hmac;
use serde::Deserialize;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::{Shared, lock};

/// Where events go.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Hook {
    /// The address.
    pub url: String,
    /// What they are signed with.
    pub secret: String,
}

/// An event on its way.
#[derive(Clone, Debug)]
struct Letter {
    event: String,
    body: String,
    due: i64,
    tries: u32,
}

/// Stripe tries for three days; the pauses grow.
const PAUSES: [i64; 12] = [5, 60, 300, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 43_200, 43_200, 43_200];

/// How long the platform may take to say that it has an event.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often the post is looked at.
const ROUND: Duration = Duration::from_millis(10);

/// Every event that is still to be posted.
#[derive(Debug, Default)]
pub struct Outbox {
    hook: Option<Hook>,
    letters: VecDeque<Letter>,
    held: bool,
    sent: u64,
}

impl Outbox {
    /// Where events go from now on.
    pub fn send_to(&mut self, hook: Option<Hook>) {
        self.hook = hook;
    }

    /// With nothing to post, to the same address.
    pub fn emptied(self) -> Outbox {
        Outbox {
            hook: self.hook,
            ..Outbox::default()
        }
    }

    /// Posts an event.
    pub fn post(&mut self, event: &str, body: &Value, now: i64) {
        if self.hook.is_some() {
            self.letters.push_back(Letter {
                event: event.to_owned(),
                body: body.to_string(),
                due: now,
                tries: 0,
            });
        }
    }

    /// Keeps everything back, or lets it go.
    pub fn hold(&mut self, held: bool) {
        self.held = held;
    }

    /// Everything that waits is posted twice.
    pub fn duplicate(&mut self) {
        let again = self.letters.clone();
        self.letters.extend(again);
    }

    /// Everything that waits is posted in another order: each goes where a number of the dice says.
    pub fn shuffle(&mut self, mut dice: impl FnMut(usize) -> usize) {
        for left in (1..self.letters.len()).rev() {
            self.letters.swap(left, dice(left + 1));
        }
    }

    /// How many wait, and how many were taken.
    pub fn counts(&self) -> (usize, u64) {
        (self.letters.len(), self.sent)
    }

    /// The next letter that is due, and where it goes.
    fn next(&mut self, now: i64) -> Option<(Hook, Letter)> {
        let hook = self.hook.clone().filter(|_| !self.held)?;
        let at = self.letters.iter().position(|letter| letter.due <= now)?;
        Some((hook, self.letters.remove(at)?))
    }

    fn back(&mut self, mut letter: Letter, now: i64) {
        if let Some(pause) = PAUSES.get(usize::try_from(letter.tries).unwrap_or(usize::MAX)) {
            letter.tries += 1;
            letter.due = now + pause;
            self.letters.push_back(letter);
        } else {
            tracing::warn!("The double gives {} up: nobody takes it", letter.event);
        }
    }
}

/// `Stripe-Signature` of a body: `t=…,v1=…`.
pub fn signature(secret: &str, body: &str, at: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, format!("{at}.{body}").as_bytes());
    let digits: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={at},v1={digits}")
}

/// What events are posted by.
pub fn client() -> reqwest::Result<reqwest::Client> {
    // The client wants to know of TLS even for plain addresses. Somebody may have told it already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // Stripe follows no redirect: whoever sends one has not taken the event.
    reqwest::Client::builder().redirect(Policy::none()).timeout(PATIENCE).no_proxy().build()
}

/// Posts until `stop`.
pub async fn deliver(world: Arc<Shared>, client: reqwest::Client, stop: CancellationToken) {
    loop {
        let next = {
            let mut world = lock(&world);
            super::due::catch_up(&mut world);
            let now = world.now();
            world.outbox.next(now).map(|letter| (letter, world.clock.base_now()))
        };
        let Some(((hook, letter), at)) = next else {
            tokio::select! {
                () = tokio::time::sleep(ROUND) => continue,
                () = stop.cancelled() => return,
            }
        };
        let sent = client
            .post(&hook.url)
            .header("content-type", "application/json; charset=utf-8")
            .header("user-agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")
            .header("stripe-signature", signature(&hook.secret, &letter.body, at))
            .body(letter.body.clone())
            .send()
            .await;
        let mut world = lock(&world);
        match sent {
            Ok(answer) if answer.status().is_success() => world.outbox.sent += 1,
            _ => {
                let now = world.now();
                world.outbox.back(letter, now);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_signed_as_stripe_documents_it() {
        // Computed with: printf '1700000000.{}' | openssl dgst -sha256 -hmac whsec_double
        let signed = signature("whsec_double", "{}", 1_700_000_000);
        assert_eq!(signed, "t=1700000000,v1=aa333199bf39b7ab0e04968309c383dad582b1e98003f34e888e5f349deea8ac");
    }
}
