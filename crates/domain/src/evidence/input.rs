//! What is weighed: places, people, their punches, and what others saw.

use std::net::IpAddr;

use ipnet::IpNet;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::codes::codes;
use crate::sites::Network;
use serde::{Deserialize, Serialize};

codes!(
    /// Where duty is done.
    Mode {
        /// At the office.
        Office = "WFO",
        /// At home.
        Home = "WFH",
    }
);

codes!(
    /// What became of the office's changing code.
    CodeState {
        /// The code of that moment, received while it was fresh.
        Valid = "valid",
        /// The code of another moment.
        Stale = "stale",
        /// None was read.
        Missing = "missing",
        /// The code of an office where the person has no post.
        WrongSite = "wrong_site",
    }
);

/// Everything that is weighed together. People and sites are named by their place in the lists.
#[derive(Debug, Clone)]
pub struct Scene {
    /// The zone of the days of people whose site names none.
    pub zone: TimeZone,
    /// Places of work.
    pub sites: Vec<SiteInput>,
    /// Who punches.
    pub people: Vec<PersonInput>,
    /// What was claimed, in any order.
    pub punches: Vec<PunchInput>,
    /// What superiors and roll calls saw.
    pub checks: Vec<CheckInput>,
    /// Calls to show oneself.
    pub calls: Vec<CallInput>,
}

/// A place of work.
#[derive(Debug, Clone)]
pub struct SiteInput {
    /// Its key.
    pub id: String,
    /// Its name, for the reasons.
    pub name: String,
    /// Latitude and longitude in degrees (WGS 84), where known.
    pub place: Option<(f64, f64)>,
    /// Radius in metres.
    pub radius_m: f64,
    /// How well it is connected.
    pub network: Network,
    /// Addresses its own network shows to the world.
    pub egress: Vec<IpNet>,
    /// Whether a changing code is shown there.
    pub office_code: bool,
}

/// Somebody who punches.
#[derive(Debug, Clone)]
pub struct PersonInput {
    /// The key.
    pub id: String,
    /// The site of the main post, in [`Scene::sites`].
    pub site: Option<u32>,
    /// Other sites where the person may punch, in [`Scene::sites`].
    pub other_sites: Vec<u32>,
    /// Where duty is done as a rule.
    pub mode: Mode,
    /// Home, latitude and longitude in degrees, for those who work from there.
    pub home: Option<(f64, f64)>,
    /// Keys of the person's own phones.
    pub keys: Vec<String>,
}

/// A position as a phone tells it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FixInput {
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// Radius in metres within which the phone believes to be.
    pub accuracy_m: Option<f64>,
    /// Height in metres.
    pub altitude_m: Option<f64>,
    /// Metres a second.
    pub speed_mps: Option<f64>,
    /// When it was found.
    pub fixed_at: Option<Timestamp>,
    /// Whether a native client says that it is made up; a browser never says.
    pub mock: Option<bool>,
}

/// One claimed moment, with everything that came with it.
#[derive(Debug, Clone)]
pub struct PunchInput {
    /// Its key.
    pub id: String,
    /// Whose, in [`Scene::people`].
    pub person: u32,
    /// `in`, `out`, `spot`, `apel`.
    pub kind: String,
    /// `phone`, `kiosk`, `machine`, `manual`, `portal`, `recap`, `roll_call`, `check`.
    pub source: String,
    /// The phone's wall clock.
    pub claimed_at: Timestamp,
    /// The server's clock.
    pub received_at: Timestamp,
    /// Milliseconds of the phone's own clock that nobody sets, counted within one `boot`.
    pub monotonic_ms: Option<u64>,
    /// Tells one run of that clock from the next.
    pub boot: Option<String>,
    /// The key's running number.
    pub seq: Option<u64>,
    /// Where the phone believes it is.
    pub fix: Option<FixInput>,
    /// The address the server saw.
    pub address: Option<IpAddr>,
    /// The key that signed.
    pub key: Option<String>,
    /// Whether the signature holds.
    pub signature_ok: bool,
    /// What became of the office's code.
    pub code: CodeState,
    /// Hash of the photo.
    pub photo: Option<String>,
    /// Perceptual hash of the photo, 64 bits.
    pub photo_phash: Option<u64>,
    /// The browser.
    pub user_agent: Option<String>,
}

/// What somebody saw of a person on a day.
#[derive(Debug, Clone)]
pub struct CheckInput {
    /// Who was looked for, in [`Scene::people`].
    pub person: u32,
    /// The day.
    pub on: Date,
    /// Key of who looked, if it is known.
    pub by: Option<String>,
    /// When.
    pub at: Timestamp,
    /// What was seen.
    pub seen: crate::checks::Seen,
}

/// A call to show oneself.
#[derive(Debug, Clone)]
pub struct CallInput {
    /// Who was called, in [`Scene::people`].
    pub person: u32,
    /// When.
    pub at: Timestamp,
    /// Seconds to answer.
    pub window_s: u32,
    /// Key of the punch that answered.
    pub answered_by: Option<String>,
}
