//! Messages to browsers: encrypted for one of them (RFC 8291) and signed with our own key (VAPID, RFC 8292).
//!
//! `web-push-native` encrypts. It would sign as well, but leaves the port out of the audience; services that listen on another port refuse that.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use serde::{Deserialize, Serialize};
use web_push_native::p256::elliptic_curve::sec1::ToEncodedPoint as _;
use web_push_native::p256::{PublicKey, SecretKey};
use web_push_native::{Auth, encrypt};

use super::ports::Parcel;
use crate::error::{AppError, internal};

/// How long a signature holds, in seconds; RFC 8292 allows a day.
const SIGNED_SECONDS: i64 = 12 * 60 * 60;
/// How long a service keeps a message for a browser that sleeps, in seconds: three days.
const KEEP_SECONDS: u32 = 3 * 24 * 60 * 60;

/// Where a browser listens, and the keys that only it can open messages with: what `PushSubscription` says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listener {
    /// Address at its push service.
    pub endpoint: String,
    /// Its public key, base64url.
    pub p256dh: String,
    /// Its authentication secret, base64url.
    pub auth: String,
}

impl Listener {
    fn keys(&self) -> Option<(PublicKey, Auth)> {
        // Browsers differ in whether they fill up with `=`.
        let bytes = |text: &str| BASE64.decode(text.trim_end_matches('=')).ok();
        let key = PublicKey::from_sec1_bytes(&bytes(&self.p256dh)?).ok()?;
        let auth: [u8; 16] = bytes(&self.auth)?.try_into().ok()?;
        Some((key, Auth::from(auth)))
    }

    /// Whether its keys are keys.
    pub fn is_whole(&self) -> bool {
        self.keys().is_some()
    }
}

/// What a browser shows. It may stand on a locked screen: no names, no amounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Who writes.
    pub title: String,
    /// What happened, in general.
    pub body: String,
    /// Path of the page that says more.
    pub url: String,
    /// Shown in place of an earlier one with the same tag.
    pub tag: String,
}

/// The key by which push services know us.
pub struct Signer {
    pair: EcdsaKeyPair,
    public: Vec<u8>,
}

impl Signer {
    /// From 32 secret bytes; almost any are a key.
    ///
    /// # Errors
    /// `Internal` when they are none.
    pub fn new(secret: &[u8]) -> Result<Signer, AppError> {
        let key = SecretKey::from_slice(secret).map_err(|e| internal(&e))?;
        let public = key.public_key().to_encoded_point(false).as_bytes().to_vec();
        let pair = EcdsaKeyPair::from_private_key_and_public_key(&ECDSA_P256_SHA256_FIXED_SIGNING, secret, &public, &SystemRandom::new());
        pair.map(|pair| Signer { pair, public }).map_err(|e| internal(&e))
    }

    /// What browsers are told when they begin to listen: base64url.
    pub fn public(&self) -> String {
        BASE64.encode(&self.public)
    }

    /// The value of `Authorization` for a service; `now` in UTC milliseconds, `contact` a `mailto:` address.
    fn authorization(&self, endpoint: &str, contact: &str, now: i64) -> Result<String, AppError> {
        let claims = serde_json::json!({ "aud": origin(endpoint), "exp": now / 1000 + SIGNED_SECONDS, "sub": contact });
        let signed = format!("{}.{}", BASE64.encode(r#"{"typ":"JWT","alg":"ES256"}"#), BASE64.encode(claims.to_string()));
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes()).map_err(|e| internal(&e))?;
        Ok(format!("vapid t={signed}.{}, k={}", BASE64.encode(signature.as_ref()), self.public()))
    }

    /// A message for one browser.
    ///
    /// # Errors
    /// `Internal` when its keys are none; [`Listener::is_whole`] is asked before it is kept.
    pub fn parcel(&self, listener: &Listener, shown: &Shown, urgent: bool, contact: &str, now: i64) -> Result<Parcel, AppError> {
        let (key, auth) = listener.keys().ok_or_else(|| internal(&"the keys of a browser are none"))?;
        let plain = serde_json::to_vec(shown).map_err(|e| internal(&e))?;
        Ok(Parcel {
            endpoint: listener.endpoint.clone(),
            authorization: self.authorization(&listener.endpoint, contact, now)?,
            urgency: if urgent { "high" } else { "normal" },
            keep_seconds: KEEP_SECONDS,
            body: encrypt(plain, &key, &auth).map_err(|e| internal(&e))?,
        })
    }
}

/// Scheme, host and port of an address, the port only where it stands there.
fn origin(address: &str) -> String {
    let (scheme, rest) = address.split_once("://").unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    format!("{scheme}://{host}")
}

#[cfg(test)]
mod tests {
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
    use web_push_native::decrypt;

    use super::*;

    fn browser() -> (Listener, SecretKey, Auth) {
        let (secret, auth) = (SecretKey::from_slice(&[7; 32]).expect("a key"), Auth::from([9; 16]));
        let listener = Listener {
            endpoint: "https://push.example:8443/send/abc?x=1".into(),
            p256dh: BASE64.encode(secret.public_key().to_encoded_point(false).as_bytes()),
            auth: format!("{}==", BASE64.encode(auth)),
        };
        (listener, secret, auth)
    }

    #[test]
    fn only_the_browser_reads_it_and_the_service_can_tell_who_sent_it() {
        let (listener, secret, auth) = browser();
        let signer = Signer::new(&[3; 32]).expect("a key");
        let shown = Shown {
            title: "Pawtal".into(),
            body: "Su reclamo está decidido.".into(),
            url: "/claims/1".into(),
            tag: "n".into(),
        };
        let parcel = signer
            .parcel(&listener, &shown, false, "mailto:help@test.example", 1_795_194_000_000)
            .expect("a parcel");
        assert!(!parcel.body.windows(6).any(|part| part == b"Pawtal"));
        let opened = decrypt(parcel.body, &secret, &auth).expect("opened");
        assert_eq!(serde_json::from_slice::<Shown>(&opened).expect("read"), shown);

        let (token, key) = parcel
            .authorization
            .strip_prefix("vapid t=")
            .and_then(|rest| rest.split_once(", k="))
            .expect("a token");
        assert_eq!(key, signer.public());
        let (signed, signature) = token.rsplit_once('.').expect("a signature");
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, BASE64.decode(key).expect("a key"));
        public
            .verify(signed.as_bytes(), &BASE64.decode(signature).expect("a signature"))
            .expect("it is ours");
        let claims = BASE64.decode(signed.split('.').nth(1).expect("claims")).expect("claims");
        let claims: serde_json::Value = serde_json::from_slice(&claims).expect("claims");
        assert_eq!(claims["aud"], "https://push.example:8443", "with the port");
        assert_eq!(
            (&claims["sub"], &claims["exp"]),
            (&"mailto:help@test.example".into(), &(1_795_194_000 + 43_200).into())
        );
    }

    #[test]
    fn an_audience_is_an_origin() {
        assert_eq!(origin("https://fcm.googleapis.com/fcm/send/x:y"), "https://fcm.googleapis.com");
        assert_eq!(origin("http://127.0.0.1:3240/p"), "http://127.0.0.1:3240");
    }

    #[test]
    fn keys_that_are_none_are_seen() {
        let (whole, ..) = browser();
        assert!(whole.is_whole());
        for broken in [
            Listener {
                auth: "AAAA".into(),
                ..whole.clone()
            },
            Listener {
                p256dh: whole.p256dh[2..].into(),
                ..whole.clone()
            },
            Listener {
                p256dh: "\u{e9}".into(),
                ..whole
            },
        ] {
            assert!(!broken.is_whole(), "{broken:?}");
        }
    }
}
