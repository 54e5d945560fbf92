//! A punch as it is sent, read at the edge: what is needed, and the whole of it as it came.

use hadir_domain::arrival::Fix;
use jiff::Timestamp;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::jcs;

/// A punch larger than this is refused; what a page sends has one or two kilobytes.
const MOST_BYTES: usize = 16 * 1024;

/// Why a punch was refused. Nothing else refuses one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is somebody else's.
    NotYours,
    /// The id stands for another punch.
    IdReused,
    /// It has too many bytes.
    TooLarge,
    /// It names no id, kind or time that can be understood.
    Unreadable,
}

impl Refusal {
    /// The code of the contracts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotYours => "not_yours",
            Self::IdReused => "id_reused",
            Self::TooLarge => "too_large",
            Self::Unreadable => "unreadable",
        }
    }
}

/// What a punch is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Arriving.
    In,
    /// Leaving.
    Out,
    /// Answering a call.
    Spot,
    /// At the assembly.
    Apel,
}

impl Kind {
    /// The code of the contracts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
            Self::Spot => "spot",
            Self::Apel => "apel",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::In, Self::Out, Self::Spot, Self::Apel].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// One punch of a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    /// The id it was sent under, if there is one.
    pub id: Option<String>,
    /// As it came.
    pub raw: Value,
    /// As it was understood.
    pub read: Result<Box<Punch>, Refusal>,
}

/// A punch that was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Punch {
    /// Its id, in the usual form.
    pub id: String,
    /// What it is for.
    pub kind: Kind,
    /// When it claims to have been made.
    pub claimed_at: Timestamp,
    /// The position.
    pub fix: Option<Fix>,
    /// The key that signed it, as it says.
    pub device_key: Option<String>,
    /// The signature, r and s.
    pub signature: Option<Vec<u8>>,
    /// The key's own counter.
    pub seq: Option<u64>,
    /// Hash of the punch of this key before it, base64url.
    pub prev: Option<String>,
    /// The server's last word that the phone had heard.
    pub server_token: Option<String>,
    /// How long before the punch the page had heard it, in ms.
    pub since_token_ms: Option<i64>,
    /// The office's code that was scanned.
    pub office_code: Option<String>,
    /// SHA-256 of the photo that follows, hex.
    pub photo: Option<String>,
    /// The person's own code that a kiosk scanned.
    pub person_code: Option<String>,
    /// The site a kiosk says it stands at.
    pub site: Option<String>,
    /// The bytes that are signed and chained.
    pub canonical: Vec<u8>,
}

impl Punch {
    /// The hash a later punch of the same key names, base64url.
    pub fn hash(&self) -> String {
        b64(&Sha256::digest(&self.canonical))
    }
}

/// Bytes as base64url without padding.
pub fn b64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// Bytes from base64url without padding.
pub fn from_b64(text: &str) -> Option<Vec<u8>> {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).ok()
}

/// The bytes that are signed: a tag and RFC 8785 of the punch without its signature.
pub fn canonical(tag: &str, value: &Value) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1024);
    bytes.extend_from_slice(tag.as_bytes());
    jcs::write(value, &mut bytes);
    bytes
}

/// Understands a punch as far as it can be.
pub fn read(raw: Value) -> Sent {
    let Value::Object(mut fields) = raw else { return Sent { id: None, raw, read: Err(Refusal::Unreadable) } };
    let id = text(&fields, "id").map(str::to_owned).filter(|id| id.len() <= 64);
    let signature = fields.remove("signature");
    let unsigned = Value::Object(fields);
    let canonical = canonical("hadir-punch-v1\n", &unsigned);
    let Value::Object(mut fields) = unsigned else { return Sent { id, raw: unsigned, read: Err(Refusal::Unreadable) } };
    let read = if canonical.len() > MOST_BYTES {
        Err(Refusal::TooLarge)
    } else {
        punch(&fields, signature.as_ref(), canonical).map(Box::new).ok_or(Refusal::Unreadable)
    };
    if let Some(signature) = signature {
        fields.insert("signature".into(), signature);
    }
    Sent { id, raw: Value::Object(fields), read }
}

fn punch(fields: &Map<String, Value>, signature: Option<&Value>, canonical: Vec<u8>) -> Option<Punch> {
    let owned = |name: &str| text(fields, name).map(str::to_owned);
    Some(Punch {
        id: text(fields, "id")?.parse::<Uuid>().ok()?.to_string(),
        kind: Kind::parse(text(fields, "kind")?)?,
        claimed_at: text(fields, "claimed_at")?.parse().ok()?,
        fix: fields.get("fix").and_then(fix),
        device_key: owned("device_key").filter(|key| key.len() <= 64),
        signature: signature.and_then(Value::as_str).and_then(from_b64),
        seq: fields.get("seq").and_then(Value::as_u64).filter(|seq| *seq <= 9_999_999_999),
        prev: owned("prev"),
        server_token: owned("server_token"),
        since_token_ms: since_token(fields),
        office_code: owned("office_code"),
        photo: owned("selfie_sha256"),
        person_code: owned("person_code"),
        site: owned("site"),
        canonical,
    })
}

fn text<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    fields.get(name)?.as_str()
}

/// How long the page had known the server's word; only within one life of the page.
fn since_token(fields: &Map<String, Value>) -> Option<i64> {
    let clock = fields.get("clock")?.as_object()?;
    let same_life = text(clock, "token_boot_id")? == text(fields, "boot_id")?;
    let now = fields.get("monotonic_ms")?.as_f64()?;
    let then = clock.get("token_monotonic_ms")?.as_f64()?;
    let since = now - then;
    // A float is cast to the nearest whole number; what lies outside is no time a page can live.
    (same_life && since.is_finite() && since.abs() < 1e12).then_some(since as i64)
}

fn fix(value: &Value) -> Option<Fix> {
    let number = |name: &str| value.get(name).and_then(Value::as_f64);
    Some(Fix {
        latitude: number("lat")?,
        longitude: number("lon")?,
        accuracy_m: number("accuracy_m"),
        fixed_at: value.get("fixed_at").and_then(Value::as_str).and_then(|text| text.parse().ok()),
        mock: value.get("mock").and_then(Value::as_bool),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sent() -> Value {
        json!({
            "id": "0199a3c8-0000-7000-8000-000000000001", "kind": "in", "claimed_at": "2026-01-19T07:21:05.120+07:00",
            "monotonic_ms": 83_211_000, "boot_id": "b1", "seq": 412,
            "fix": { "lat": -5.11351, "lon": 105.30675, "accuracy_m": 12.4, "altitude_m": 41.0, "speed_mps": 0.2,
                     "fixed_at": "2026-01-19T07:21:03+07:00", "mock": null },
            "device_key": "k", "signature": "AAAA", "reason": null, "prev": null, "server_token": "t",
            "clock": { "token_monotonic_ms": 83_151_000, "token_boot_id": "b1" }, "something": { "new": [1, 2] },
        })
    }

    #[test]
    fn a_punch_is_understood_and_kept_whole() {
        let read = read(sent());

        let punch = read.read.unwrap();
        assert_eq!(read.raw, sent());
        assert_eq!(punch.claimed_at, "2026-01-19T00:21:05.120Z".parse().unwrap());
        assert_eq!(punch.since_token_ms, Some(60_000));
        assert_eq!(punch.fix.unwrap().accuracy_m, Some(12.4));
        assert_eq!(punch.signature.as_deref(), Some(&[0, 0, 0][..]));
    }

    #[test]
    fn the_signed_bytes_are_sorted_and_leave_the_signature_out() {
        let punch = read(json!({
            "signature": "AAAA", "kind": "in", "id": "0199a3c8-0000-7000-8000-000000000001",
            "claimed_at": "2026-01-19T07:21:05+07:00", "a": 1.50, "é": "x", "b": 1e21, "seq": 412.0,
        }));

        let text = String::from_utf8(punch.read.unwrap().canonical).unwrap();
        assert_eq!(
            text,
            "hadir-punch-v1\n{\"a\":1.5,\"b\":1e+21,\"claimed_at\":\"2026-01-19T07:21:05+07:00\",\
             \"id\":\"0199a3c8-0000-7000-8000-000000000001\",\"kind\":\"in\",\"seq\":412,\"é\":\"x\"}"
        );
    }

    #[test]
    fn what_names_no_id_kind_or_time_is_unreadable_and_keeps_its_bytes() {
        for (field, value) in [
            ("id", json!("x")),
            ("id", Value::Null),
            ("kind", json!("lunch")),
            ("claimed_at", json!("yesterday")),
            ("claimed_at", json!(12)),
        ] {
            let mut wrong = sent();
            wrong[field] = value;
            let read = read(wrong.clone());
            assert_eq!(read.read, Err(Refusal::Unreadable), "{field}");
            assert_eq!(read.raw, wrong);
        }
        assert_eq!(read(json!([1])).read, Err(Refusal::Unreadable));
    }

    #[test]
    fn fields_of_a_wrong_kind_count_as_missing() {
        let mut odd = sent();
        odd["fix"] = json!({ "lat": "x" });
        odd["seq"] = json!(-3);
        odd["signature"] = json!(7);

        let punch = read(odd).read.unwrap();

        assert_eq!((punch.fix, punch.seq, punch.signature.clone()), (None, None, None));
    }

    #[test]
    fn a_punch_of_many_bytes_is_too_large() {
        let mut large = sent();
        large["reason"] = json!("x".repeat(MOST_BYTES));

        assert_eq!(read(large).read, Err(Refusal::TooLarge));
    }
}
