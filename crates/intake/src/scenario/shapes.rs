//! The document as it is written, with everything optional.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
pub(super) struct Document {
    pub version: Option<u64>,
    pub timezone: Option<String>,
    pub sites: Option<Vec<Site>>,
    pub people: Option<Vec<Person>>,
    pub punches: Option<Vec<Punch>>,
    pub checks: Option<Vec<Check>>,
    pub spot_calls: Option<Vec<Call>>,
    pub labels: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
pub(super) struct Site {
    pub id: String,
    pub name: Option<String>,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub radius_m: Option<f64>,
    pub network: Option<String>,
    pub egress: Option<Vec<String>>,
    pub office_code: Option<bool>,
}

#[derive(Deserialize)]
pub(super) struct Person {
    pub id: String,
    pub site: Option<String>,
    pub other_sites: Option<Vec<String>>,
    pub mode: Option<String>,
    pub device_keys: Option<Vec<String>>,
    pub home: Option<Home>,
}

#[derive(Deserialize)]
pub(super) struct Home {
    pub lat: Option<f64>,
    pub lon: Option<f64>,
}

#[derive(Deserialize)]
pub(super) struct Punch {
    pub id: String,
    pub person: Option<String>,
    pub kind: Option<String>,
    pub claimed_at: Option<String>,
    pub received_at: Option<String>,
    pub monotonic_ms: Option<Value>,
    pub boot_id: Option<Value>,
    pub seq: Option<Value>,
    pub fix: Option<Fix>,
    pub ip: Option<String>,
    pub device_key: Option<String>,
    pub signature_ok: Option<bool>,
    pub office_code: Option<String>,
    pub selfie_sha256: Option<String>,
    pub selfie_phash: Option<Value>,
    pub user_agent: Option<String>,
    pub source: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Fix {
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub accuracy_m: Option<f64>,
    pub altitude_m: Option<f64>,
    pub speed_mps: Option<f64>,
    pub fixed_at: Option<String>,
    pub mock: Option<bool>,
}

#[derive(Deserialize)]
pub(super) struct Check {
    pub person: String,
    pub date: Option<String>,
    pub by: Option<String>,
    pub at: Option<String>,
    pub result: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Call {
    pub person: String,
    pub at: Option<String>,
    pub window_s: Option<Value>,
    pub answered_by: Option<String>,
}
