//! A passkey in software: answers what the server asks of `navigator.credentials`, as a browser with an authenticator would.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// User present, user verified.
const PRESENT_AND_VERIFIED: u8 = 0x05;
/// A new key's data follows.
const NEW_KEY: u8 = 0x40;

/// One key of one person at one site.
pub struct Passkey {
    key: EcdsaKeyPair,
    id: [u8; 16],
    user: String,
    site: String,
}

impl Passkey {
    /// Makes a key for the options of `navigator.credentials.create`, on a page of `origin`. Gives it and the answer.
    pub fn make(options: &str, origin: &str) -> (Passkey, String) {
        let options: Value = serde_json::from_str(options).expect("options");
        let options = &options["publicKey"];
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).expect("a key");
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &random).expect("a key");
        let mut id = [0; 16];
        random.fill(&mut id).expect("randomness");
        let made = Passkey {
            key,
            id,
            user: options["user"]["id"].as_str().expect("a user").to_owned(),
            site: options["rp"]["id"].as_str().expect("a site").to_owned(),
        };
        let client = client_data("webauthn.create", options, origin);
        let data = made.data(PRESENT_AND_VERIFIED | NEW_KEY, 0, &made.described());
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".to_vec();
        object.extend(u16::try_from(data.len()).expect("short").to_be_bytes());
        object.extend(data);
        let answer = json!({
            "id": BASE64.encode(id), "rawId": BASE64.encode(id), "type": "public-key", "extensions": {},
            "response": { "attestationObject": BASE64.encode(object), "clientDataJSON": BASE64.encode(client) },
        });
        (made, answer.to_string())
    }

    /// Answers the options of `navigator.credentials.get`, on a page of `origin`, with this count of uses.
    pub fn answer(&self, options: &str, origin: &str, count: u32) -> String {
        let options: Value = serde_json::from_str(options).expect("options");
        let client = client_data("webauthn.get", &options["publicKey"], origin);
        let data = self.data(PRESENT_AND_VERIFIED, count, &[]);
        let mut signed = data.clone();
        signed.extend(Sha256::digest(&client));
        let signature = self.key.sign(&SystemRandom::new(), &signed).expect("a signature");
        json!({
            "id": BASE64.encode(self.id), "rawId": BASE64.encode(self.id), "type": "public-key", "extensions": {},
            "response": {
                "authenticatorData": BASE64.encode(data), "clientDataJSON": BASE64.encode(client),
                "signature": BASE64.encode(signature.as_ref()), "userHandle": self.user,
            },
        })
        .to_string()
    }

    fn data(&self, flags: u8, count: u32, key: &[u8]) -> Vec<u8> {
        let mut data = Sha256::digest(self.site.as_bytes()).to_vec();
        data.push(flags);
        data.extend(count.to_be_bytes());
        data.extend(key);
        data
    }

    /// The key's model (none), its id, and itself as COSE (RFC 9053): EC2, ES256, P-256, x, y.
    fn described(&self) -> Vec<u8> {
        let point = self.key.public_key().as_ref();
        let mut key = [0; 16].to_vec();
        key.extend([0, 16]);
        key.extend(self.id);
        key.extend(b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20");
        key.extend(&point[1..33]);
        key.extend(b"\x22\x58\x20");
        key.extend(&point[33..65]);
        key
    }
}

fn client_data(kind: &str, options: &Value, origin: &str) -> Vec<u8> {
    json!({ "type": kind, "challenge": options["challenge"], "origin": origin, "crossOrigin": false })
        .to_string()
        .into_bytes()
}
