//! A punch: one claimed moment of presence. It is what somebody or something claimed, never a judgement.

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::ids::{DeviceId, InstansiId, PersonId, PunchId, SiteId};

/// Where a punch came from. The order is the order of trust within one second of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A terminal, pushed or by file.
    Machine,
    /// The office's tablet.
    Kiosk,
    /// The employee's own phone.
    Phone,
    /// A portal's file.
    Portal,
    /// A signed roll or a sheet typed from it.
    Manual,
}

impl Source {
    /// Every source, in rank order.
    pub const ALL: [Self; 5] = [Self::Machine, Self::Kiosk, Self::Phone, Self::Portal, Self::Manual];

    /// The code of the contracts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Machine => "machine",
            Self::Kiosk => "kiosk",
            Self::Phone => "phone",
            Self::Portal => "portal",
            Self::Manual => "manual",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == text)
    }
}

/// Whether the claimed time can be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// Nothing speaks against it.
    Ok,
    /// It cannot be right although well formed (battery reset, years off, jump backward).
    Suspect,
}

impl Clock {
    /// The code of the contracts.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Suspect => "suspect",
        }
    }
}

/// One claimed moment, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Punch {
    /// Whose record it is.
    pub instansi: InstansiId,
    /// Its key.
    pub id: PunchId,
    /// Where it came from.
    pub source: Source,
    /// The terminal, for machine punches.
    pub device: Option<DeviceId>,
    /// The site, when the source names one.
    pub site: Option<SiteId>,
    /// The key the source knows the person by (PIN, NIP, local number).
    pub person_key: String,
    /// The person, once matched.
    pub person: Option<PersonId>,
    /// The local time the source wrote. For machines this is the fact.
    pub local_time: DateTime,
    /// The instant, derived through the device's or site's zone.
    pub at: Timestamp,
    /// When the server received it.
    pub received_at: Timestamp,
    /// The raw state code (`0` in, `1` out … as pressed); evidence only.
    pub state: Option<String>,
    /// The raw verification code.
    pub verify: Option<String>,
    /// Whether the clock can be trusted.
    pub clock: Clock,
    /// What was noticed on arrival and what is said of its clock, as stable codes.
    pub labels: Vec<String>,
    /// Seconds a confirmed correction of the clock adds to the local time; `at` has them in it.
    pub shift_s: Option<i64>,
}

impl Punch {
    /// The local time that counts: as claimed, moved by a confirmed correction of the clock.
    pub fn used_local(&self) -> DateTime {
        let by = jiff::SignedDuration::from_secs(self.shift_s.unwrap_or(0));
        self.local_time.checked_add(by).unwrap_or(self.local_time)
    }
}
