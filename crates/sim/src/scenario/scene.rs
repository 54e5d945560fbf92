//! A scenario as what is weighed: the same claims, without any label.

use std::collections::HashMap;
use std::net::IpAddr;

use hadir_domain::checks::Seen;
use hadir_domain::evidence::{
    CallInput, CheckInput, CodeState, FixInput, Mode, PersonInput, PunchInput, Scene, SiteInput,
};
use hadir_domain::sites::Network;
use ipnet::IpNet;
use jiff::tz::TimeZone;

use super::{Fix, Kind, OfficeCode, Scenario, ScenarioPerson, ScenarioPunch, ScenarioSite};

/// What a file says that cannot be weighed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SceneError {
    /// No such zone.
    #[error("unknown time zone: {0}")]
    Zone(String),
    /// A punch, a check or a call of somebody who is not among the people.
    #[error("{0} names somebody who is not among the people: {1}")]
    Person(String, String),
}

impl Scenario {
    /// The scene to weigh. Labels, variants and look-alikes are left behind.
    ///
    /// What a source cannot know is left out: a row that no phone signed has no running clock and no number.
    ///
    /// # Errors
    ///
    /// [`SceneError`] for a zone that does not exist or a record of nobody.
    pub fn scene(&self) -> Result<Scene, SceneError> {
        let zone = TimeZone::get(&self.timezone).map_err(|_| SceneError::Zone(self.timezone.clone()))?;
        let sites: HashMap<&str, u32> = places(self.sites.iter().map(|site| site.id.as_str()));
        let people: HashMap<&str, u32> = places(self.people.iter().map(|person| person.id.as_str()));
        let person = |of: &str, id: &str| {
            people.get(id).copied().ok_or_else(|| SceneError::Person(of.to_owned(), id.to_owned()))
        };
        let punches = self.punches.iter().map(|punch| Ok(punch_input(punch, person(&punch.id, &punch.person)?)));
        let checks = self.checks.iter().map(|check| {
            Ok(CheckInput {
                person: person("check", &check.person)?,
                on: check.date,
                by: Some(check.by.clone()),
                at: check.at,
                seen: seen(&check.result),
            })
        });
        let calls = self.spot_calls.iter().map(|call| {
            Ok(CallInput {
                person: person("call", &call.person)?,
                at: call.at,
                window_s: call.window_s,
                answered_by: call.answered_by.clone(),
            })
        });
        Ok(Scene {
            zone,
            sites: self.sites.iter().map(site_input).collect(),
            people: self.people.iter().map(|person| person_input(person, &sites)).collect(),
            punches: punches.collect::<Result<_, _>>()?,
            checks: checks.collect::<Result<_, _>>()?,
            calls: calls.collect::<Result<_, _>>()?,
        })
    }
}

/// Where each id stands first.
fn places<'a>(ids: impl Iterator<Item = &'a str>) -> HashMap<&'a str, u32> {
    let mut places = HashMap::new();
    for (place, id) in ids.enumerate() {
        places.entry(id).or_insert(u32::try_from(place).unwrap_or(u32::MAX));
    }
    places
}

fn site_input(site: &ScenarioSite) -> SiteInput {
    SiteInput {
        id: site.id.clone(),
        name: site.name.clone(),
        place: Some((site.lat, site.lon)),
        radius_m: f64::from(site.radius_m),
        network: Network::parse(&site.network).unwrap_or(Network::Weak),
        egress: site.egress.iter().filter_map(|text| network(text)).collect(),
        office_code: site.office_code,
    }
}

/// A network, or a single address.
fn network(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

fn person_input(person: &ScenarioPerson, sites: &HashMap<&str, u32>) -> PersonInput {
    PersonInput {
        id: person.id.clone(),
        site: sites.get(person.site.as_str()).copied(),
        other_sites: Vec::new(),
        mode: Mode::parse(&person.mode).unwrap_or(Mode::Office),
        home: person.home.map(|home| (home.lat, home.lon)),
        keys: person.device_keys.clone(),
    }
}

fn punch_input(punch: &ScenarioPunch, person: u32) -> PunchInput {
    let signed = punch.device_key.is_some();
    let photo_phash = punch.selfie_phash.as_deref().and_then(|hex| u64::from_str_radix(hex, 16).ok());
    PunchInput {
        id: punch.id.clone(),
        person,
        kind: kind(punch.kind).to_owned(),
        source: punch.source.clone(),
        claimed_at: punch.claimed_at,
        received_at: punch.received_at,
        monotonic_ms: (signed && !punch.boot_id.is_empty()).then_some(punch.monotonic_ms),
        boot: Some(punch.boot_id.clone()).filter(|boot| !boot.is_empty()),
        seq: signed.then_some(punch.seq),
        fix: punch.fix.map(fix_input),
        address: punch.ip.as_deref().and_then(|text| text.parse().ok()),
        key: punch.device_key.clone(),
        signature_ok: punch.signature_ok,
        code: code(punch.office_code),
        photo: punch.selfie_sha256.clone(),
        photo_phash,
        user_agent: punch.user_agent.clone(),
    }
}

fn fix_input(fix: Fix) -> FixInput {
    FixInput {
        lat: fix.lat,
        lon: fix.lon,
        accuracy_m: Some(fix.accuracy_m),
        altitude_m: fix.altitude_m,
        speed_mps: fix.speed_mps,
        fixed_at: Some(fix.fixed_at),
        mock: fix.mock,
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::In => "in",
        Kind::Out => "out",
        Kind::Spot => "spot",
        Kind::Apel => "apel",
    }
}

fn code(code: OfficeCode) -> CodeState {
    match code {
        OfficeCode::Valid => CodeState::Valid,
        OfficeCode::Stale => CodeState::Stale,
        OfficeCode::Missing => CodeState::Missing,
        OfficeCode::WrongSite => CodeState::WrongSite,
    }
}

/// What a word of the file says was seen; a word that is not known says nothing against anybody.
fn seen(result: &str) -> Seen {
    match result {
        "seen" => Seen::Present,
        "not_seen" => Seen::Absent,
        "on_duty_elsewhere" => Seen::Elsewhere,
        _ => Seen::Excused,
    }
}
