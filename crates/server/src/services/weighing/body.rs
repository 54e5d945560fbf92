//! What a phone's sealed body says that weighing needs. What is missing or of another kind than expected is missing.

use std::net::IpAddr;

use hadir_domain::evidence::FixInput;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

/// What was read of a body.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Body {
    pub address: Option<IpAddr>,
    pub monotonic_ms: Option<u64>,
    pub boot: Option<String>,
    pub seq: Option<u64>,
    pub fix: Option<FixInput>,
    pub key: Option<String>,
    pub client: Option<String>,
    /// The photo the punch names, hex.
    pub photo: Option<String>,
}

#[derive(Deserialize)]
struct Sealed {
    #[serde(default)]
    detail: Option<Detail>,
}

#[derive(Deserialize)]
struct Detail {
    #[serde(default)]
    address: Value,
    #[serde(default)]
    punch: Option<Sent>,
}

#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    monotonic_ms: Value,
    #[serde(default)]
    boot_id: Value,
    #[serde(default)]
    seq: Value,
    #[serde(default)]
    fix: Value,
    #[serde(default)]
    device_key: Value,
    #[serde(default)]
    selfie_sha256: Value,
    #[serde(default)]
    client: Value,
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// Reads a body; what is none gives nothing.
pub(super) fn read(bytes: &[u8]) -> Body {
    let Ok(Sealed { detail: Some(Detail { address, punch }) }) = serde_json::from_slice::<Sealed>(bytes) else {
        return Body::default();
    };
    let address = address.as_str().and_then(|text| text.parse().ok());
    let Some(sent) = punch else { return Body { address, ..Body::default() } };
    Body {
        address,
        monotonic_ms: sent.monotonic_ms.as_f64().filter(|ms| (0.0..1e15).contains(ms)).map(|ms| ms as u64),
        boot: text(sent.boot_id),
        seq: sent.seq.as_u64(),
        fix: fix(&sent.fix),
        key: text(sent.device_key),
        client: client(&sent.client),
        photo: text(sent.selfie_sha256),
    }
}

/// The position a phone sealed with its punch; `None` where there is none.
pub fn position(bytes: &[u8]) -> Option<FixInput> {
    read(bytes).fix
}

fn fix(value: &Value) -> Option<FixInput> {
    let number = |name: &str| value.get(name).and_then(Value::as_f64);
    let instant = |name: &str| value.get(name).and_then(Value::as_str).and_then(|text| text.parse::<Timestamp>().ok());
    Some(FixInput {
        lat: number("lat").filter(|degrees| degrees.abs() <= 90.0)?,
        lon: number("lon").filter(|degrees| degrees.abs() <= 180.0)?,
        accuracy_m: number("accuracy_m").filter(|metres| *metres >= 0.0),
        altitude_m: number("altitude_m"),
        speed_mps: number("speed_mps"),
        fixed_at: instant("fixed_at"),
        mock: value.get("mock").and_then(Value::as_bool),
    })
}

/// Platform and version in one text: a browser's own name for itself is not kept.
fn client(value: &Value) -> Option<String> {
    let part = |name: &str| value.get(name).and_then(Value::as_str);
    let platform = part("platform")?;
    Some(format!("{platform} {}", part("version").unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_body_gives_what_the_phone_said_and_the_address_the_server_saw() {
        let body = json!({
            "at": "2026-01-19T00:21:05Z", "detail": { "address": "203.0.113.9", "punch": {
                "monotonic_ms": 83_211_000, "boot_id": "b1", "seq": 412, "device_key": "k",
                "fix": { "lat": -5.1, "lon": 105.3, "accuracy_m": 12.4, "altitude_m": null, "speed_mps": 0.2,
                         "fixed_at": "2026-01-19T07:21:03+07:00", "mock": null },
                "selfie_sha256": "ab", "client": { "platform": "android", "version": "1.0.0" } } } });
        let read = read(body.to_string().as_bytes());

        assert_eq!(read.address, "203.0.113.9".parse().ok());
        assert_eq!((read.monotonic_ms, read.seq), (Some(83_211_000), Some(412)));
        assert_eq!(
            (read.boot.as_deref(), read.key.as_deref(), read.photo.as_deref()),
            (Some("b1"), Some("k"), Some("ab"))
        );
        assert_eq!(read.client.as_deref(), Some("android 1.0.0"));
        let fix = read.fix.unwrap();
        assert_eq!((fix.lat, fix.accuracy_m, fix.altitude_m, fix.mock), (-5.1, Some(12.4), None, None));
        assert_eq!(fix.fixed_at, "2026-01-19T00:21:03Z".parse().ok());
    }

    #[test]
    fn what_is_no_body_or_of_other_kinds_gives_nothing() {
        for body in
            ["", "[]", "{}", r#"{"detail":null}"#, r#"{"detail":{"punch":{"fix":"here","seq":"x","boot_id":7}}}"#]
        {
            assert_eq!(read(body.as_bytes()), Body::default(), "{body}");
        }
        let odd = read(br#"{"detail":{"punch":{"fix":{"lat":200.0,"lon":1.0},"monotonic_ms":-5}}}"#);
        assert_eq!((odd.fix, odd.monotonic_ms), (None, None));
    }
}
