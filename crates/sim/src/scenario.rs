//! Labelled scenarios: phone punches with place, clocks and keys, honest ones and invented frauds.
//!
//! The shape is the file `hadir evidence backtest` reads. Labels are for measuring, never for judging.

mod act;
mod calls;
mod cheating;
mod days;
mod draw;
mod folk;
mod photo;
mod position;
pub mod quality;
mod scene;
mod transport;
mod tricks;
mod walk;
mod world;
mod writer;

pub use self::scene::SceneError;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A scenario file, version 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// 1.
    pub version: u32,
    /// IANA zone of the times' days.
    pub timezone: String,
    /// Places of work.
    pub sites: Vec<ScenarioSite>,
    /// Who punches.
    pub people: Vec<ScenarioPerson>,
    /// What was claimed, in the order of ids.
    pub punches: Vec<ScenarioPunch>,
    /// What superiors and inspectors saw.
    pub checks: Vec<Check>,
    /// Calls to show oneself within some minutes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spot_calls: Vec<SpotCall>,
    /// The truth by punch id; absent in real data.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, Label>,
    /// How well each fraud was done, by punch id. For measuring, never for judging.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub variants: BTreeMap<String, Variant>,
    /// What about an honest punch looks like fraud, by punch id. For measuring, never for judging.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub look_alikes: BTreeMap<String, LookAlike>,
    /// Frauds of which nothing in the file tells, by punch id. For measuring, never for judging.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub traceless: Vec<String>,
}

/// A place of work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScenarioSite {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// Radius in metres.
    pub radius_m: u32,
    /// `good`, `weak` or `none`.
    pub network: String,
    /// Addresses the office's own network shows.
    pub egress: Vec<String>,
    /// Whether a changing code is shown at the office.
    pub office_code: bool,
}

/// Somebody who punches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScenarioPerson {
    /// The id.
    pub id: String,
    /// Where duty is.
    pub site: String,
    /// `WFO` or `WFH`.
    pub mode: String,
    /// Keys of the person's phones.
    pub device_keys: Vec<String>,
    /// Home, for those who work from there.
    pub home: Option<Home>,
}

/// A home.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Home {
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
}

/// One claimed moment with everything the phone said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScenarioPunch {
    /// Its id.
    pub id: String,
    /// Whose it claims to be.
    pub person: String,
    /// What it is for.
    pub kind: Kind,
    /// The phone's wall clock.
    pub claimed_at: Timestamp,
    /// The server's clock.
    pub received_at: Timestamp,
    /// Milliseconds since the phone was started.
    pub monotonic_ms: u64,
    /// Tells one start of the phone from the next.
    pub boot_id: String,
    /// The phone's running number.
    pub seq: u64,
    /// Where the phone believes it is.
    pub fix: Option<Fix>,
    /// The address the server saw.
    pub ip: Option<String>,
    /// The key that signed.
    pub device_key: Option<String>,
    /// Whether the signature holds.
    pub signature_ok: bool,
    /// What became of the office's code.
    pub office_code: OfficeCode,
    /// Hash of the photo.
    pub selfie_sha256: Option<String>,
    /// Perceptual hash of the photo.
    pub selfie_phash: Option<String>,
    /// The browser.
    pub user_agent: Option<String>,
    /// Where it comes from.
    pub source: String,
}

/// What a punch is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Arrival.
    In,
    /// Departure.
    Out,
    /// Answer to a spot call.
    Spot,
    /// Roll call.
    Apel,
}

/// What became of the office's changing code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficeCode {
    /// Right.
    Valid,
    /// Right some time ago.
    Stale,
    /// Not read.
    Missing,
    /// Right at another site.
    WrongSite,
}

/// A position as a phone tells it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Fix {
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// Radius in metres within which the phone believes to be.
    pub accuracy_m: f64,
    /// Height in metres.
    pub altitude_m: Option<f64>,
    /// Speed in metres a second.
    pub speed_mps: Option<f64>,
    /// When the position was taken.
    pub fixed_at: Timestamp,
    /// Whether the phone says the position is made up.
    pub mock: Option<bool>,
}

/// What somebody saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Who was looked for.
    pub person: String,
    /// On which day.
    pub date: Date,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// `seen`, `not_seen`, `on_duty_elsewhere` or `excused`.
    pub result: String,
}

/// A call to show oneself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpotCall {
    /// Who was called.
    pub person: String,
    /// When.
    pub at: Timestamp,
    /// Seconds to answer.
    pub window_s: u32,
    /// The punch that answered.
    pub answered_by: Option<String>,
}

/// The truth of a punch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// As claimed.
    Honest,
    /// The position is made up on the phone.
    MockLocation,
    /// A colleague's phone punches for others too.
    SharedDevice,
    /// A second phone stays at the office.
    ProxyPhone,
    /// An old message is sent again as a new day.
    Replay,
    /// The phone's clock is set back.
    ClockShift,
    /// Written later as if it had been offline.
    BackdatedOffline,
    /// Somebody at the office passes its code on.
    CodeRelay,
    /// A privacy tool; harmless alone.
    Vpn,
    /// Came, punched, and went away.
    LeftAfterPunch,
}

impl Label {
    /// The kinds of fraud.
    pub const FRAUDS: [Self; 8] = [
        Self::MockLocation,
        Self::SharedDevice,
        Self::ProxyPhone,
        Self::Replay,
        Self::ClockShift,
        Self::BackdatedOffline,
        Self::CodeRelay,
        Self::LeftAfterPunch,
    ];

    /// Whether it is one of them.
    pub fn is_fraud(self) -> bool {
        Self::FRAUDS.contains(&self)
    }
}

/// How well a fraud was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variant {
    /// As it comes out of the box.
    Naive,
    /// With the obvious marks removed.
    Medium,
    /// With everything removed that somebody can remove who knows the rules.
    Careful,
}

impl Variant {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Naive, Self::Medium, Self::Careful];
}

/// What about an honest punch looks like fraud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LookAlike {
    /// Sent hours or days later, from where there is no network.
    VillageOffline,
    /// A point of a Wi-Fi table, the same to the last digit for everybody in the room.
    WifiRepeat,
    /// Two who come within seconds of each other on most days.
    CarPool,
    /// A phone that replaced another.
    NewPhone,
    /// A privacy tool.
    Vpn,
    /// A phone whose clock is always wrong.
    WrongClock,
    /// A point of the coarse grid, kilometres away, the same for a whole town.
    CoarseGrid,
    /// An old position the phone takes for a new one.
    StaleFix,
    /// Two who share a phone, openly.
    SharedPhone,
    /// Duty at a second place.
    TwoPlaces,
    /// Work from home.
    Wfh,
    /// No position: no permission, or none was found.
    NoFix,
}

impl LookAlike {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::VillageOffline,
        Self::WifiRepeat,
        Self::CarPool,
        Self::NewPhone,
        Self::Vpn,
        Self::WrongClock,
        Self::CoarseGrid,
        Self::StaleFix,
        Self::SharedPhone,
        Self::TwoPlaces,
        Self::Wfh,
        Self::NoFix,
    ];
}
