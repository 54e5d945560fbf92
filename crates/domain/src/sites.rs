//! Places of work. The zone is a property of the place.

mod area;
mod check;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

pub use self::area::{Area, Drawn, Neighbour, Point, neighbours};
pub use self::check::{RADIUS_M, SiteFault, faults, is_plausible_zone, likely_zone};

use crate::ids::{InstansiId, SiteId};

/// How well a site is connected; decides how long its silence may be waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Network {
    /// Town network.
    Good,
    /// Often down.
    Weak,
    /// None; data comes by hand.
    None,
}

impl Network {
    /// The code used in files and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Weak => "weak",
            Self::None => "none",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Good, Self::Weak, Self::None].into_iter().find(|network| network.as_str() == text)
    }
}

/// A zone by its IANA name, checked when it is made.
///
/// WIB is `Asia/Jakarta` or `Asia/Pontianak`, WITA `Asia/Makassar`, WIT `Asia/Jayapura`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(String);

/// The name is no time zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown time zone: {0}")]
pub struct UnknownZone(pub String);

impl Zone {
    /// Reads an IANA name or one of the abbreviations WIB, WITA, WIT.
    ///
    /// # Errors
    ///
    /// [`UnknownZone`] when the name is not in the embedded zone table.
    pub fn parse(text: &str) -> Result<Self, UnknownZone> {
        let name = match text.trim().to_uppercase().as_str() {
            "WIB" => "Asia/Jakarta",
            "WITA" => "Asia/Makassar",
            "WIT" => "Asia/Jayapura",
            _ => text.trim(),
        };
        TimeZone::get(name).map(|_| Self(name.to_owned())).map_err(|_| UnknownZone(text.to_owned()))
    }

    /// The IANA name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The zone's rules.
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.0).unwrap_or(TimeZone::UTC)
    }

    /// `WIB`, `WITA` or `WIT`, else the IANA name.
    pub fn abbreviation(&self) -> &str {
        match self.0.as_str() {
            "Asia/Jakarta" | "Asia/Pontianak" => "WIB",
            "Asia/Makassar" => "WITA",
            "Asia/Jayapura" => "WIT",
            other => other,
        }
    }
}

impl TryFrom<String> for Zone {
    type Error = UnknownZone;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.0
    }
}

/// A place of work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Site {
    /// Whose site it is.
    pub instansi: InstansiId,
    /// The lasting key.
    pub id: SiteId,
    /// Short code, unique within the instansi.
    pub code: String,
    /// Name as printed.
    pub name: String,
    /// Its zone.
    pub zone: Zone,
    /// Latitude and longitude in degrees (WGS 84) of the middle, when known.
    pub place: Option<(f64, f64)>,
    /// Radius of the area in metres.
    pub radius_m: u32,
    /// Corners of the outline in degrees, as the place; with three or more it counts instead of the ring.
    #[serde(default)]
    pub outline: Vec<Point>,
    /// How well it is connected.
    pub network: Network,
}

impl Site {
    /// Where it reaches to; `None` before somebody drew it.
    pub fn area(&self) -> Option<Area> {
        let middle = self.place?;
        Some(Area { middle, radius_m: self.radius_m, outline: self.outline.as_slice().into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_zones_are_known_by_their_abbreviations() {
        assert_eq!(Zone::parse("WITA").map(|zone| zone.as_str().to_owned()), Ok("Asia/Makassar".into()));
        assert_eq!(Zone::parse("Asia/Pontianak").unwrap().abbreviation(), "WIB");
        assert!(Zone::parse("Asia/Metro").is_err());
    }
}
