//! A phone that signs and chains its punches as the page does.

use std::path::Path;

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// One line of the file.
#[derive(Debug, Deserialize)]
struct Line {
    token: String,
    device_key: String,
    private_key: String,
}

/// A phone.
pub struct Phone {
    /// The bearer token of its owner.
    pub token: String,
    key: String,
    pair: EcdsaKeyPair,
    seq: u64,
    prev: Option<String>,
    place: u64,
}

/// Reads the phones of everybody from the file that `hadir tokens create --all --keys --out` wrote.
///
/// # Errors
///
/// When the file cannot be read or holds a key that is none.
pub fn read_phones(file: &Path) -> anyhow::Result<Vec<Phone>> {
    let mut reader = csv::Reader::from_path(file).with_context(|| file.display().to_string())?;
    reader
        .deserialize::<Line>()
        .zip(0..)
        .map(|(line, place)| {
            let line = line?;
            let pkcs8 = URL_SAFE_NO_PAD.decode(&line.private_key)?;
            let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &pkcs8, &SystemRandom::new())
                .map_err(|error| anyhow::anyhow!("{error}"))?;
            Ok(Phone { token: line.token, key: line.device_key, pair, seq: 0, prev: None, place })
        })
        .collect()
}

impl Phone {
    /// The answer to a call: a punch of kind `spot` as a whole request.
    ///
    /// # Panics
    ///
    /// As [`Phone::punch`].
    pub fn answer(&mut self, run: u64, now: Timestamp, server_token: &str) -> super::Request {
        let punch = self.made("spot", run, now, server_token);
        let ids = punch["id"].as_str().map(str::to_owned).into_iter().collect();
        super::run::request(&self.token, vec![punch], ids)
    }

    /// The next punch, signed and chained, with the server's last word that the phone heard. `run` tells repeated runs
    /// on one city apart: their counters and ids do not meet.
    ///
    /// # Panics
    ///
    /// When the operating system has no randomness to sign with.
    pub fn punch(&mut self, run: u64, now: Timestamp, server_token: &str) -> Value {
        let kind = if self.seq.is_multiple_of(2) { "in" } else { "out" };
        self.made(kind, run, now, server_token)
    }

    fn made(&mut self, kind: &str, run: u64, now: Timestamp, server_token: &str) -> Value {
        self.seq += 1;
        let seq = run * 1_000_000 + self.seq;
        let local = now.to_zoned(jiff::tz::Offset::constant(7).to_time_zone());
        let claimed_at = local.strftime("%Y-%m-%dT%H:%M:%S.%3f%:z").to_string();
        let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
        let id = uuid::Builder::from_unix_timestamp_millis(millis, &ten_bytes(self.place, seq)).into_uuid();
        let mut punch = json!({
            "id": id, "kind": kind, "claimed_at": claimed_at,
            "monotonic_ms": 83_211_000 + self.seq, "boot_id": Uuid::from_u64_pair(run, self.place), "seq": seq,
            "fix": { "lat": -5.11351, "lon": 105.30675, "accuracy_m": 12.4, "altitude_m": 41.0, "speed_mps": 0.2,
                     "fixed_at": claimed_at, "mock": null },
            "office_code": null, "selfie_sha256": null, "device_key": self.key, "reason": null, "prev": self.prev,
            "server_token": server_token, "client": { "platform": "android", "version": "1.0.0", "standalone": true },
        });
        let mut bytes = b"hadir-punch-v1\n".to_vec();
        bytes.extend(serde_json_canonicalizer::to_vec(&punch).expect("JSON that was made here"));
        let signature = self.pair.sign(&SystemRandom::new(), &bytes).expect("the operating system gives randomness");
        self.prev = Some(URL_SAFE_NO_PAD.encode(Sha256::digest(&bytes)));
        punch["signature"] = URL_SAFE_NO_PAD.encode(signature).into();
        punch
    }
}

fn ten_bytes(place: u64, seq: u64) -> [u8; 10] {
    let hash = Sha256::digest([place.to_be_bytes(), seq.to_be_bytes()].concat());
    let mut bytes = [0; 10];
    bytes.copy_from_slice(&hash[..10]);
    bytes
}
