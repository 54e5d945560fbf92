//! Identifiers. Each kind of thing has a type of its own, so that they cannot be mixed up.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The government body (tenant) every record belongs to. It leads every key of every table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InstansiId(pub i64);

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

uuid_id!(
    /// One human being within one instansi. A move between governments makes a new person.
    PersonId
);
uuid_id!(
    /// An OPD or a unit below it.
    UnitId
);
uuid_id!(
    /// A place of work with a zone.
    SiteId
);
uuid_id!(
    /// A terminal, known by its serial number.
    DeviceId
);
uuid_id!(
    /// One claimed moment of presence.
    PunchId
);
uuid_id!(
    /// An approved correction of one side of one day.
    CorrectionId
);
uuid_id!(
    /// Something a person asks for.
    RequestId
);
uuid_id!(
    /// A screen or tablet at an office.
    StationId
);
uuid_id!(
    /// One file taken in.
    ImportId
);
uuid_id!(
    /// A login account; apart from the person it may belong to.
    AccountId
);
uuid_id!(
    /// A dated assignment of a person to a working pattern, or a dated exception to it.
    AssignmentId
);
uuid_id!(
    /// A proposed or confirmed outage.
    OutageId
);
uuid_id!(
    /// An entry of the list of tolerance zones.
    ZoneEntryId
);
uuid_id!(
    /// A signed roll with its scanned sheet.
    RollId
);
