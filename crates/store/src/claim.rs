//! What a source claimed, word for word: the body of a punch record.

use std::sync::Arc;

use hadir_domain::ids::{DeviceId, ImportId, PersonId, PunchId, SiteId, UnitId};
use hadir_domain::punches::{Clock, Source};
use hadir_domain::sites::Zone;
use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::error::StoreError;

/// How exactly a source writes time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// To the second.
    Second,
    /// To the minute; the seconds are unknown, not zero.
    Minute,
}

impl Precision {
    /// The code in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
        }
    }

    pub(crate) fn parse(text: &str) -> Result<Self, StoreError> {
        [Self::Second, Self::Minute]
            .into_iter()
            .find(|precision| precision.as_str() == text)
            .ok_or_else(|| StoreError::corrupt("precision of a punch"))
    }
}

/// A claimed position, WGS 84 degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ClaimedPlace {
    /// Radius in metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accuracy_m: Option<f64>,
    /// -90 to 90.
    pub latitude: f64,
    /// -180 to 180.
    pub longitude: f64,
}

/// Where in its file a claim stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimedRow {
    /// The cell, as `C7`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// The line or row, from 1.
    pub line: u64,
    /// The sheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
}

/// One claimed moment as it came. Everything else about a punch follows from it.
///
/// The fields stand in alphabetical order, as in the sealed body.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Claim {
    /// The instant, where the source itself states one (a phone, a file with offsets); else it follows from the zone.
    pub at: Option<Timestamp>,
    /// Whether the time can be right.
    pub clock: Clock,
    /// Whatever else the source sent.
    pub detail: Option<Arc<serde_json::Value>>,
    /// The terminal.
    pub device: Option<DeviceId>,
    /// The key that signed it, or says it did.
    pub device_key: Option<String>,
    /// What was noticed on arrival, as stable codes.
    #[serde(default)]
    pub labels: Vec<String>,
    /// Local time as the source wrote it. For machines this is the fact.
    pub local_time: DateTime,
    /// The name in the source: a hint, not an identity.
    pub name: Option<String>,
    /// The code of an office that was scanned and is one, as `<site>.<step>`.
    pub office_step: Option<String>,
    /// The person, where the source proves it (a phone); never matched anew.
    pub person: Option<PersonId>,
    /// The key the source knows the person by (PIN, NIP, local number).
    pub person_key: String,
    /// Where the source said it was.
    pub place: Option<ClaimedPlace>,
    /// How exactly the time is written.
    pub precision: Precision,
    /// Where in the file it stands.
    pub row: Option<ClaimedRow>,
    /// The key's own counter.
    pub seq: Option<u64>,
    /// The site, when the source names one.
    pub site: Option<SiteId>,
    /// Where it came from.
    pub source: Source,
    /// The raw state code or word.
    pub state: Option<String>,
    /// The unit whose sheet it stood on.
    pub unit: Option<UnitId>,
    /// The raw verification code or word.
    pub verify: Option<String>,
    /// The raw work code.
    pub work_code: Option<String>,
    /// The zone of `local_time`, for sources that are no terminal; the zone of the instansi when it is missing.
    pub zone: Option<Zone>,
}

/// How a claim came: sealed with it, and no part of what makes two claims the same.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Arrival {
    /// The id a phone or kiosk gave it.
    pub client_id: Option<String>,
    /// The key of the punch.
    pub id: PunchId,
    /// The file it stood in.
    pub import: Option<ImportId>,
    /// When the server received it.
    pub received_at: Timestamp,
}

impl Arrival {
    /// Reads it from a sealed body; `None` for one of before it was sealed.
    pub fn read(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok()
    }
}

/// The sealed body. The fields stand in alphabetical order, so that it is JSON with sorted keys.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    at: &'a Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: &'a Option<String>,
    clock: &'a Clock,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: &'a Option<Arc<serde_json::Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    device: &'a Option<DeviceId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    device_key: &'a Option<String>,
    id: PunchId,
    #[serde(skip_serializing_if = "Option::is_none")]
    import: Option<ImportId>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    labels: &'a [String],
    local_time: &'a DateTime,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: &'a Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    office_step: &'a Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: &'a Option<PersonId>,
    person_key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: &'a Option<ClaimedPlace>,
    precision: &'a Precision,
    received_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: &'a Option<ClaimedRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: &'a Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    site: &'a Option<SiteId>,
    source: &'a Source,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: &'a Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: &'a Option<UnitId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verify: &'a Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    work_code: &'a Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: &'a Option<Zone>,
}

impl<'a> Body<'a> {
    /// Takes both apart field by field: one that is added to either is missed here by the compiler.
    fn of(claim: &'a Claim, arrival: &'a Arrival) -> Self {
        let Claim {
            at,
            clock,
            detail,
            device,
            device_key,
            labels,
            local_time,
            name,
            office_step,
            person,
            person_key,
            place,
            precision,
            row,
            seq,
            site,
            source,
            state,
            unit,
            verify,
            work_code,
            zone,
        } = claim;
        let Arrival { client_id, id, import, received_at } = arrival;
        let (id, import, received_at) = (*id, *import, *received_at);
        Self {
            at,
            client_id,
            clock,
            detail,
            device,
            device_key,
            id,
            import,
            labels,
            local_time,
            name,
            office_step,
            person,
            person_key,
            place,
            precision,
            received_at,
            row,
            seq,
            site,
            source,
            state,
            unit,
            verify,
            work_code,
            zone,
        }
    }
}

impl Claim {
    /// A claim with nothing but its source, key and time; second precision, clock not doubted.
    pub fn new(source: Source, person_key: impl Into<String>, local_time: DateTime) -> Self {
        Self {
            at: None,
            clock: Clock::Ok,
            detail: None,
            device: None,
            device_key: None,
            labels: Vec::new(),
            local_time,
            name: None,
            office_step: None,
            person: None,
            person_key: person_key.into(),
            place: None,
            precision: Precision::Second,
            row: None,
            seq: None,
            site: None,
            source,
            state: None,
            unit: None,
            verify: None,
            work_code: None,
            zone: None,
        }
    }

    /// Key and counter in one text, in the order of the counter within a key.
    pub fn key_seq(&self) -> Option<String> {
        let (key, seq) = self.device_key.as_ref().zip(self.seq)?;
        Some(format!("{key}.{seq:010}"))
    }

    /// The bytes that are sealed: the claim, and how it came.
    ///
    /// # Errors
    ///
    /// [`StoreError::Corrupt`] for a position that is no number.
    pub fn body(&self, arrival: &Arrival) -> Result<Vec<u8>, StoreError> {
        serde_json::to_vec(&Body::of(self, arrival)).map_err(StoreError::corrupt)
    }

    /// Reads the bytes back.
    ///
    /// # Errors
    ///
    /// [`StoreError::Corrupt`] when they are no claim.
    pub fn read(body: &[u8]) -> Result<Self, StoreError> {
        serde_json::from_slice(body).map_err(StoreError::corrupt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_body_is_json_with_sorted_keys_and_is_read_back() {
        let mut claim = Claim::new(Source::Machine, "1021", date(2026, 1, 5).at(7, 12, 33, 0));
        claim.state = Some("0".into());
        claim.detail = Some(Arc::new(serde_json::json!({ "b": 1, "a": 2 })));

        let arrival = Arrival {
            client_id: None,
            id: PunchId(uuid::Uuid::from_u128(7)),
            import: None,
            received_at: "2026-01-05T00:12:40Z".parse().unwrap(),
        };
        let body = claim.body(&arrival).unwrap();

        assert_eq!(
            String::from_utf8(body.clone()).unwrap(),
            r#"{"clock":"ok","detail":{"a":2,"b":1},"id":"00000000-0000-0000-0000-000000000007","local_time":"2026-01-05T07:12:33","person_key":"1021","precision":"second","received_at":"2026-01-05T00:12:40Z","source":"machine","state":"0"}"#
        );
        assert_eq!(Claim::read(&body).unwrap(), claim);
        assert_eq!(Arrival::read(&body), Some(arrival));
    }

    #[test]
    fn a_body_of_before_arrivals_were_sealed_is_still_read() {
        let body = br#"{"clock":"ok","local_time":"2026-01-05T07:12:33","person_key":"1021","precision":"second","source":"machine"}"#;

        let claim = Claim::new(Source::Machine, "1021", date(2026, 1, 5).at(7, 12, 33, 0));
        assert_eq!(Claim::read(body).unwrap(), claim);
        assert_eq!(Arrival::read(body), None);
    }
}
