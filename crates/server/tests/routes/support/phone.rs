//! A phone that signs and chains its punches as the page does.

use hadir_server::services::punching::{spki_of, wire};
use hadir_server::system::System;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Answer, Client};

/// A phone with a key of its own.
pub struct TestPhone {
    pair: EcdsaKeyPair,
    pub key: String,
    pub public_key: String,
    seq: u64,
    prev: Option<String>,
    /// The server's last word.
    pub token: Option<String>,
}

impl TestPhone {
    pub fn new() -> Self {
        let (private, public) = System::real().p256_key().unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &private, &SystemRandom::new()).unwrap();
        assert_eq!(spki_of(pair.public_key().as_ref()), public);
        let key = wire::b64(&Sha256::digest(&public));
        Self { pair, key, public_key: wire::b64(&public), seq: 0, prev: None, token: None }
    }

    /// Enrols it for whoever is signed in.
    pub async fn enrol(&self, client: &Client) -> Answer {
        client.post("/api/v1/me/devices", &json!({ "public_key": self.public_key, "platform": "android" })).await
    }

    /// The id of the punch at hand: of this phone's key and counter, so that no two phones ever share one.
    fn punch_id(&self) -> Uuid {
        let digest = Sha256::digest(format!("{} {}", self.key, self.seq));
        Uuid::from_slice(&digest[..16]).unwrap()
    }

    pub fn sign(&self, message: &[u8]) -> String {
        wire::b64(self.pair.sign(&SystemRandom::new(), message).unwrap().as_ref())
    }

    /// A punch at the school, signed and chained.
    pub fn punch(&mut self, kind: &str, claimed_at: &str) -> Value {
        self.punch_with(kind, claimed_at, json!({}))
    }

    /// The same with other fields put over it before it is signed.
    pub fn punch_with(&mut self, kind: &str, claimed_at: &str, over: Value) -> Value {
        self.seq += 1;
        let mut punch = json!({
            "id": self.punch_id(),
            "kind": kind, "claimed_at": claimed_at, "monotonic_ms": 1000, "boot_id": "b1", "seq": self.seq,
            "fix": { "lat": -5.11, "lon": 105.3, "accuracy_m": 12.4, "fixed_at": claimed_at, "mock": null },
            "office_code": null, "device_key": self.key, "prev": self.prev, "server_token": self.token,
            "client": { "platform": "android", "version": "1.0.0", "standalone": true },
        });
        for (name, value) in over.as_object().unwrap() {
            punch[name] = value.clone();
        }
        let bytes = wire::canonical("hadir-punch-v1\n", &punch);
        self.prev = Some(wire::b64(&Sha256::digest(&bytes)));
        punch["signature"] = self.sign(&bytes).into();
        punch
    }
}

/// Sends punches.
pub async fn send(client: &Client, punches: &[Value]) -> Answer {
    client.post("/api/v1/punches", &json!({ "punches": punches })).await
}

/// The labels of the first result.
pub fn labels(answer: &Answer) -> Vec<String> {
    serde_json::from_value(answer.json()["results"][0]["labels"].clone()).unwrap()
}
