//! Evidence scenarios: the JSON document on which a policy of weighing is tried.
//!
//! Written by many hands, so read leniently: what is missing is unknown, what is not understood is unknown too and named in
//! [`Scenario::notes`]; only a document that is none, or a punch without any time, is refused. Labels stand apart from the
//! scene, so that whatever weighs it cannot see them.

mod shapes;
mod values;

use std::collections::{BTreeMap, HashMap};

use hadir_domain::checks::Seen;
use hadir_domain::evidence::{
    CallInput, CheckInput, CodeState, FixInput, Mode, PersonInput, PunchInput, Scene, SiteInput,
};
use hadir_domain::sites::Network;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use self::shapes::{Document, Person, Punch, Site};
use self::values::{degrees, moment, net, picture};

/// A scenario, ready to be weighed.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Everything that is weighed.
    pub scene: Scene,
    /// The truth by key of a punch, where somebody knows it. Never weighed.
    pub labels: BTreeMap<String, String>,
    /// What was not understood and counts as unknown.
    pub notes: Vec<String>,
}

/// Why a scenario is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScenarioError {
    /// It is no JSON document of that shape.
    #[error("not a scenario: {0}")]
    NotOne(String),
    /// Another version of the format.
    #[error("version {0} of the format is unknown; version 1 is read")]
    Version(u64),
    /// A zone that is in no table.
    #[error("unknown time zone: {0}")]
    Zone(String),
    /// A punch that has neither a claimed nor a received moment.
    #[error("punch {0} has no time that can be read")]
    NoTime(String),
}

/// Most notes that are kept.
const MOST_NOTES: usize = 50;

/// Reads a scenario.
///
/// # Errors
///
/// [`ScenarioError`] names what cannot be read at all.
pub fn read_scenario(bytes: &[u8]) -> Result<Scenario, ScenarioError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let document: Document = serde_json::from_slice(bytes).map_err(|error| ScenarioError::NotOne(error.to_string()))?;
    if let Some(version) = document.version.filter(|version| *version != 1) {
        return Err(ScenarioError::Version(version));
    }
    let name = document.timezone.as_deref().unwrap_or("Asia/Jakarta");
    let zone = TimeZone::get(name).map_err(|_| ScenarioError::Zone(name.to_owned()))?;
    let mut builder = Builder {
        scene: Scene {
            zone,
            sites: Vec::new(),
            people: Vec::new(),
            punches: Vec::new(),
            checks: Vec::new(),
            calls: Vec::new(),
        },
        sites: HashMap::new(),
        people: HashMap::new(),
        notes: Vec::new(),
    };
    for site in document.sites.unwrap_or_default() {
        builder.site(site);
    }
    for person in document.people.unwrap_or_default() {
        builder.person(person);
    }
    let punches = document.punches.ok_or_else(|| ScenarioError::NotOne("it has no punches".into()))?;
    builder.scene.punches.reserve(punches.len());
    for punch in punches {
        builder.punch(punch)?;
    }
    builder.seen(document.checks.unwrap_or_default(), document.spot_calls.unwrap_or_default());
    let labels = document.labels.unwrap_or_default();
    Ok(Scenario { scene: builder.scene, labels, notes: builder.notes })
}

struct Builder {
    scene: Scene,
    sites: HashMap<String, u32>,
    people: HashMap<String, u32>,
    notes: Vec<String>,
}

impl Builder {
    fn note(&mut self, note: String) {
        if self.notes.len() < MOST_NOTES {
            self.notes.push(note);
        }
    }

    fn site(&mut self, site: Site) {
        let mut egress = Vec::new();
        for text in site.egress.unwrap_or_default() {
            match net(&text) {
                Some(net) => egress.push(net),
                None => self.note(format!("site {}: network {text} is not understood", site.id)),
            }
        }
        self.sites.entry(site.id.clone()).or_insert(self.scene.sites.len() as u32);
        self.scene.sites.push(SiteInput {
            name: site.name.unwrap_or_else(|| site.id.clone()),
            place: degrees(site.lat, site.lon),
            radius_m: site.radius_m.filter(|metres| metres.is_finite()).unwrap_or(100.0),
            network: site.network.as_deref().and_then(Network::parse).unwrap_or(Network::Good),
            egress,
            office_code: site.office_code.unwrap_or(false),
            id: site.id,
        });
    }

    fn person(&mut self, person: Person) {
        let site = person.site.as_ref().and_then(|site| self.sites.get(site).copied());
        if let Some(unknown) = person.site.as_ref().filter(|_| site.is_none()) {
            self.note(format!("person {}: site {unknown} is not listed", person.id));
        }
        let others = person.other_sites.unwrap_or_default();
        self.people.entry(person.id.clone()).or_insert(self.scene.people.len() as u32);
        self.scene.people.push(PersonInput {
            site,
            other_sites: others.iter().filter_map(|site| self.sites.get(site).copied()).collect(),
            mode: match person.mode.as_deref() {
                Some("WFH" | "WFA" | "wfh" | "wfa") => Mode::Home,
                _ => Mode::Office,
            },
            home: person.home.and_then(|home| degrees(home.lat, home.lon)),
            keys: person.device_keys.unwrap_or_default(),
            id: person.id,
        });
    }

    /// Somebody who punches and is not listed is somebody of whom nothing else is known.
    fn who(&mut self, id: &str) -> u32 {
        if let Some(person) = self.people.get(id) {
            return *person;
        }
        self.note(format!("person {id} is not listed"));
        let person = self.scene.people.len() as u32;
        self.people.insert(id.to_owned(), person);
        self.scene.people.push(PersonInput {
            id: id.to_owned(),
            site: None,
            other_sites: Vec::new(),
            mode: Mode::Office,
            home: None,
            keys: Vec::new(),
        });
        person
    }

    fn punch(&mut self, punch: Punch) -> Result<(), ScenarioError> {
        let read = |text: Option<&str>| text.and_then(|text| moment(text, &self.scene.zone));
        let (claimed, received) = (read(punch.claimed_at.as_deref()), read(punch.received_at.as_deref()));
        let fix = punch.fix.and_then(|fix| {
            let (lat, lon) = degrees(fix.lat, fix.lon)?;
            Some(FixInput {
                lat,
                lon,
                accuracy_m: fix.accuracy_m,
                altitude_m: fix.altitude_m,
                speed_mps: fix.speed_mps,
                fixed_at: read(fix.fixed_at.as_deref()),
                mock: fix.mock,
            })
        });
        let Some(claimed_at) = claimed.or(received) else { return Err(ScenarioError::NoTime(punch.id)) };
        let address = punch.ip.as_deref().and_then(|text| text.trim().parse().ok());
        if address.is_none() && punch.ip.is_some() {
            self.note(format!("punch {}: its address is not understood", punch.id));
        }
        let person = self.who(punch.person.as_deref().unwrap_or("?"));
        self.scene.punches.push(PunchInput {
            person,
            kind: punch.kind.unwrap_or_else(|| "in".into()),
            source: punch.source.unwrap_or_else(|| "phone".into()),
            claimed_at,
            received_at: received.unwrap_or(claimed_at),
            monotonic_ms: punch.monotonic_ms.and_then(values::whole),
            boot: punch.boot_id.and_then(values::text),
            seq: punch.seq.and_then(values::whole),
            fix,
            address,
            key: punch.device_key,
            signature_ok: punch.signature_ok.unwrap_or(false),
            code: punch.office_code.as_deref().and_then(CodeState::parse).unwrap_or(CodeState::Missing),
            photo: punch.selfie_sha256,
            photo_phash: punch.selfie_phash.and_then(picture),
            user_agent: punch.user_agent,
            id: punch.id,
        });
        Ok(())
    }

    fn seen(&mut self, checks: Vec<shapes::Check>, calls: Vec<shapes::Call>) {
        for check in checks {
            let seen = match check.result.as_deref() {
                Some("seen" | "present") => Seen::Present,
                Some("not_seen" | "absent") => Seen::Absent,
                Some("on_duty_elsewhere" | "elsewhere") => Seen::Elsewhere,
                Some("excused") => Seen::Excused,
                other => {
                    self.note(format!("a check of {} says {other:?}, which is not understood", check.person));
                    continue;
                }
            };
            let at = check.at.as_deref().and_then(|text| moment(text, &self.scene.zone));
            let named = check.date.as_deref().and_then(|text| text.parse::<Date>().ok());
            let on = named.or_else(|| at.map(|at| at.to_zoned(self.scene.zone.clone()).date()));
            let noon = || on.and_then(|on| on.at(12, 0, 0, 0).to_zoned(self.scene.zone.clone()).ok());
            let Some((on, at)) = on.zip(at.or_else(|| noon().map(|noon| noon.timestamp()))) else {
                self.note(format!("a check of {} has no day", check.person));
                continue;
            };
            let person = self.who(&check.person);
            self.scene.checks.push(CheckInput { person, on, by: check.by, at, seen });
        }
        for call in calls {
            let Some(at) = call.at.as_deref().and_then(|text| moment(text, &self.scene.zone)) else {
                self.note(format!("a call to {} has no time", call.person));
                continue;
            };
            let person = self.who(&call.person);
            let window_s = call.window_s.and_then(values::whole).and_then(|s| u32::try_from(s).ok()).unwrap_or(600);
            self.scene.calls.push(CallInput { person, at, window_s, answered_by: call.answered_by });
        }
    }
}

#[cfg(test)]
mod tests;
