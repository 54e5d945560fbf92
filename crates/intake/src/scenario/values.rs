//! Single values in the ways they are written.

use std::net::IpAddr;

use ipnet::IpNet;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// An instant; a local time without offset is one of the scenario's zone.
pub(super) fn moment(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let text = text.trim();
    text.parse::<Timestamp>().ok().or_else(|| {
        let local = text.parse::<DateTime>().ok()?;
        zone.to_ambiguous_timestamp(local).compatible().ok()
    })
}

/// A place on earth.
pub(super) fn degrees(lat: Option<f64>, lon: Option<f64>) -> Option<(f64, f64)> {
    lat.zip(lon).filter(|(lat, lon)| lat.is_finite() && lon.is_finite() && lat.abs() <= 90.0 && lon.abs() <= 180.0)
}

/// A network, or a single address.
pub(super) fn net(text: &str) -> Option<IpNet> {
    let text = text.trim();
    text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

/// A whole number that is not negative, as a number or in quotes.
pub(super) fn whole(value: Value) -> Option<u64> {
    match value {
        Value::Number(number) => {
            number.as_u64().or_else(|| number.as_f64().filter(|n| *n >= 0.0 && *n < 9e15).map(|n| n as u64))
        }
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A name, as text or as a number.
pub(super) fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// 64 bits of a picture; a longer or other text stands for itself, so that only the same text is the same picture.
pub(super) fn picture(value: Value) -> Option<u64> {
    let text = text(value)?;
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let hex = text.strip_prefix("0x").unwrap_or(text);
    if hex.len() <= 16
        && let Ok(bits) = u64::from_str_radix(hex, 16)
    {
        return Some(bits);
    }
    let digest = Sha256::digest(text.as_bytes());
    digest.first_chunk::<8>().map(|first| u64::from_be_bytes(*first))
}
