//! How keys, suggestions and conflicts look on the wire.

use std::collections::BTreeMap;

use hadir_domain::devices::PinMapping;
use hadir_domain::ids::{DeviceId, PersonId, UnitId};
use hadir_domain::matching::conflicts::Conflict;
use hadir_domain::matching::{KeyPlace, KeyRef, Suggestion};
use hadir_domain::people::Person;
use hadir_domain::punches::Source;
use hadir_store::pins::steps::{KeyState, PinStep};
use hadir_store::unmatched::{KeyUse, QueueRow};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::shapes::{PersonRef, UnitRef};
use crate::error::ApiError;
use crate::services::matching::Officer;
use crate::services::matching::places::Places;

/// One key at its place.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct KeyQuery {
    /// `machine`, `kiosk`, `portal` or `manual`.
    pub source: String,
    /// The terminal, where it is one's.
    pub device: Option<Uuid>,
    /// The unit whose sheet it stands on, where it is one's.
    pub unit: Option<Uuid>,
    /// The key.
    pub key: String,
}

impl KeyQuery {
    /// The key it names.
    ///
    /// # Errors
    ///
    /// 422 for a source there is not.
    pub fn read(&self) -> Result<KeyRef, ApiError> {
        key_ref(&self.source, self.device, self.unit, &self.key)
    }
}

pub(super) fn key_ref(source: &str, device: Option<Uuid>, unit: Option<Uuid>, key: &str) -> Result<KeyRef, ApiError> {
    let source = Source::parse(source).ok_or_else(|| {
        ApiError::field(
            "source",
            "unknown_source",
            "Sumber: machine, kiosk, phone, portal atau manual.",
            "The source is machine, kiosk, phone, portal or manual.",
        )
    })?;
    let place = match (device, unit) {
        (Some(device), _) => KeyPlace::Device(DeviceId(device)),
        (None, Some(unit)) => KeyPlace::Unit(UnitId(unit)),
        (None, None) => KeyPlace::Source,
    };
    Ok(KeyRef { place, source, key: key.to_owned() })
}

/// A terminal as named beside a key.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KeyTerminal {
    id: Uuid,
    serial: String,
}

/// A site as named beside a key.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KeySite {
    id: Uuid,
    code: String,
    name: String,
}

/// A key that means nobody, or meant nobody until it was matched.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WaitingKey {
    /// `machine`, `kiosk`, `portal` or `manual`.
    source: String,
    /// The terminal it lives on.
    device: Option<KeyTerminal>,
    /// Where that terminal hangs.
    site: Option<KeySite>,
    /// The unit on whose sheets it stands.
    unit: Option<UnitRef>,
    /// The PIN or other key.
    key: String,
    /// Names the source gives it.
    names: Vec<String>,
    /// First use that means nobody, local time.
    first_at: Option<String>,
    /// Last such use.
    last_at: Option<String>,
    /// How many.
    count: u64,
    /// `open`, `aside` or `matched`.
    state: String,
    /// Why it was set aside or matched.
    reason: Option<String>,
    /// Who took it in hand.
    taken_by: Option<String>,
    /// When that changed.
    changed_at: Option<String>,
    /// Who changed it.
    changed_by: Option<String>,
    /// Whose work it is: `admin_unit`, `bkpsdm` or `operator`.
    owner_role: String,
    /// Of which agency.
    owner_unit: Option<UnitRef>,
}

impl WaitingKey {
    /// A row of the queue.
    pub fn of(row: &QueueRow, names: Vec<String>, places: &Places, officer: &Officer) -> Self {
        let unit_ref = |id: UnitId| places.units.iter().find(|unit| unit.id == id).map(UnitRef::from);
        let owner = places.owner(row.key.place, officer);
        let work = row.work.as_ref();
        Self {
            source: row.key.source.as_str().to_owned(),
            device: match row.key.place {
                KeyPlace::Device(device) => terminal(places, device),
                _ => None,
            },
            site: places.site_of(row.key.place).and_then(|site| places.sites.get(&site)).map(|site| KeySite {
                id: site.id.0,
                code: site.code.clone(),
                name: site.name.clone(),
            }),
            unit: match row.key.place {
                KeyPlace::Unit(unit) => unit_ref(unit),
                _ => None,
            },
            key: row.key.key.clone(),
            names,
            first_at: row.first_at.map(|at| at.to_string()),
            last_at: row.last_at.map(|at| at.to_string()),
            count: row.count,
            state: work.map_or(KeyState::Open, |work| work.state).as_str().to_owned(),
            reason: work.map(|work| work.reason.clone()).filter(|reason| !reason.is_empty()),
            taken_by: work.and_then(|work| work.taken_by.clone()),
            changed_at: work.map(|work| work.changed_at.to_string()),
            changed_by: work.map(|work| work.changed_by.clone()),
            owner_role: owner.role.as_str().to_owned(),
            owner_unit: owner.unit.and_then(unit_ref),
        }
    }
}

pub(super) fn terminal(places: &Places, device: DeviceId) -> Option<KeyTerminal> {
    let row = places.devices.get(&device)?;
    Some(KeyTerminal { id: device.0, serial: row.device.serial.clone() })
}

/// How much is nobody's, in its own columns.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingKeyCount {
    /// Keys to look at.
    pub open_keys: u64,
    /// Punches under them.
    pub open_punches: u64,
    /// Keys set aside.
    pub aside_keys: u64,
    /// Punches under those: stored, and nobody's.
    pub aside_punches: u64,
}

/// A page of keys.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingKeyList {
    /// The keys.
    pub items: Vec<WaitingKey>,
    /// The next page.
    pub next: Option<String>,
    /// Everything within reach, whatever the page shows.
    pub count: WaitingKeyCount,
}

/// A reason in both languages.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PinReason {
    /// The stable code.
    code: String,
    /// In Indonesian.
    id: String,
    /// In English.
    en: String,
    /// Whether it speaks against the person.
    against: bool,
}

/// Somebody a key may mean.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PinSuggestion {
    person: PersonRef,
    /// The unit served in.
    unit: Option<UnitRef>,
    /// From 0 to 1000.
    points: u32,
    reasons: Vec<PinReason>,
    /// First of the key's days on which the person is in the register.
    #[schema(value_type = String)]
    first_on: Date,
    /// The last.
    #[schema(value_type = String)]
    last_on: Date,
}

impl PinSuggestion {
    /// A suggestion with the person's name.
    pub fn of(suggestion: &Suggestion, person: &Person, places: &Places) -> Self {
        let post = places.posts.iter().rfind(|post| post.person == person.id && post.holds_on(suggestion.days.1));
        let unit = post.and_then(|post| places.units.iter().find(|unit| unit.id == post.unit));
        Self {
            person: PersonRef::from(person),
            unit: unit.map(UnitRef::from),
            points: suggestion.points,
            reasons: suggestion
                .reasons
                .iter()
                .map(|reason| {
                    let (id, en) = reason.words();
                    PinReason { code: reason.code().to_owned(), id, en, against: reason.is_against() }
                })
                .collect(),
            first_on: suggestion.days.0,
            last_on: suggestion.days.1,
        }
    }
}

/// A punch under a key.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeyPunch {
    id: Uuid,
    /// Local time as the source wrote it.
    local_time: String,
    received_at: String,
    state: Option<String>,
    verify: Option<String>,
    /// Whether its time is doubted.
    clock_suspect: bool,
    /// Whose it is.
    person: Option<PersonRef>,
}

impl KeyPunch {
    /// A punch.
    pub fn of(one: &KeyUse, people: &BTreeMap<PersonId, Person>) -> Self {
        Self {
            id: one.id.0,
            local_time: one.local_time.to_string(),
            received_at: one.received_at.to_string(),
            state: one.state.clone(),
            verify: one.verify.clone(),
            clock_suspect: one.clock == hadir_domain::punches::Clock::Suspect,
            person: one.person.and_then(|person| people.get(&person)).map(PersonRef::from),
        }
    }
}

/// Whom a key means in some days.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PinMappingRow {
    /// `device` or `site`.
    scope: String,
    /// The terminal, for one's own mapping.
    device: Option<KeyTerminal>,
    pin: String,
    person: Option<PersonRef>,
    #[schema(value_type = Option<String>)]
    from_on: Option<Date>,
    #[schema(value_type = Option<String>)]
    to_on: Option<Date>,
}

impl PinMappingRow {
    /// A mapping.
    pub fn of(mapping: &PinMapping, people: &BTreeMap<PersonId, Person>, places: &Places) -> Self {
        Self {
            scope: if mapping.device.is_some() { "device" } else { "site" }.to_owned(),
            device: mapping.device.and_then(|device| terminal(places, device)),
            pin: mapping.pin.clone(),
            person: people.get(&mapping.person).map(PersonRef::from),
            from_on: mapping.from_on,
            to_on: mapping.to_on,
        }
    }
}

/// One decision about a key.
#[derive(Debug, Serialize, ToSchema)]
pub struct PinStepRow {
    id: Uuid,
    /// `match`, `end`, `aside`, `reopen` or `take`.
    action: String,
    /// `device`, `site`, `unit` or `source`.
    place: String,
    person: Option<PersonRef>,
    #[schema(value_type = Option<String>)]
    from_on: Option<Date>,
    #[schema(value_type = Option<String>)]
    to_on: Option<Date>,
    /// Whether the mapping was ended as never having held.
    never: bool,
    reason: String,
    by: String,
    at: String,
}

impl PinStepRow {
    /// A step.
    pub fn of(step: &PinStep, people: &BTreeMap<PersonId, Person>) -> Self {
        let first = step.from_on.unwrap_or(Date::constant(1, 1, 1));
        let never = step.to_on.is_some_and(|to| to < first);
        Self {
            id: step.id,
            action: step.action.as_str().to_owned(),
            place: step.key.place.as_str().to_owned(),
            person: step.person.and_then(|person| people.get(&person)).map(PersonRef::from),
            from_on: step.from_on,
            to_on: step.to_on.filter(|_| !never),
            never,
            reason: step.reason.clone(),
            by: step.by_login.clone(),
            at: step.received_at.to_string(),
        }
    }
}

/// Everything about one key.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeyDetail {
    /// The key.
    pub key: WaitingKey,
    /// Newest first, at most 200; whoever they are.
    pub punches: Vec<KeyPunch>,
    /// Whom it means.
    pub mappings: Vec<PinMappingRow>,
    /// What was decided, oldest first.
    pub history: Vec<PinStepRow>,
    /// Whom it may mean, most points first.
    pub suggestions: Vec<PinSuggestion>,
}

/// Two things that do not go together.
#[derive(Debug, Serialize, ToSchema)]
pub struct PinConflict {
    /// `one_pin_two_people`, `one_person_two_pins`, `two_at_once` or `name_contradicts`.
    kind: String,
    /// The terminal to look at.
    device: Option<KeyTerminal>,
    /// Its site.
    site: Option<KeySite>,
    /// The mappings concerned.
    mappings: Vec<PinMappingRow>,
    /// The person whose taps they are, for taps at two terminals.
    person: Option<PersonRef>,
    /// The other terminal.
    other_device: Option<KeyTerminal>,
    /// The PIN at the first terminal.
    pin: Option<String>,
    /// When.
    local_time: Option<String>,
    /// Seconds between the taps.
    seconds_apart: Option<i64>,
    /// The name at the terminal.
    written: Option<String>,
}

impl PinConflict {
    /// A conflict with names.
    pub fn of(conflict: &Conflict, people: &BTreeMap<PersonId, Person>, places: &Places) -> Self {
        let mapping = |one: &PinMapping| PinMappingRow::of(one, people, places);
        let mut row = Self {
            kind: conflict.code().to_owned(),
            device: None,
            site: None,
            mappings: Vec::new(),
            person: None,
            other_device: None,
            pin: None,
            local_time: None,
            seconds_apart: None,
            written: None,
        };
        let device = match conflict {
            Conflict::OnePinTwoPeople { counts, hidden } => {
                row.mappings = vec![mapping(counts), mapping(hidden)];
                row.pin = Some(counts.pin.clone());
                counts.device
            }
            Conflict::OnePersonTwoPins { first, second } => {
                row.mappings = vec![mapping(first), mapping(second)];
                row.pin = Some(first.pin.clone());
                row.person = people.get(&first.person).map(PersonRef::from);
                first.device.or(second.device)
            }
            Conflict::TwoAtOnce(taps) => {
                row.person = people.get(&taps.person).map(PersonRef::from);
                row.other_device = terminal(places, taps.second.0);
                row.pin = Some(taps.first.1.clone());
                row.local_time = Some(taps.local_time.to_string());
                row.seconds_apart = Some(taps.seconds_apart);
                Some(taps.first.0)
            }
            Conflict::NameContradicts { mapping: one, device, written } => {
                row.mappings = vec![mapping(one)];
                row.person = people.get(&one.person).map(PersonRef::from);
                row.pin = Some(one.pin.clone());
                row.written = Some(written.clone());
                Some(*device)
            }
        };
        row.device = device.and_then(|device| terminal(places, device));
        let site = device.and_then(|device| places.site_of(KeyPlace::Device(device)));
        row.site = site.and_then(|site| places.sites.get(&site)).map(|site| KeySite {
            id: site.id.0,
            code: site.code.clone(),
            name: site.name.clone(),
        });
        row
    }
}

/// What does not go together.
#[derive(Debug, Serialize, ToSchema)]
pub struct PinConflictList {
    /// The conflicts.
    pub items: Vec<PinConflict>,
    /// Always null: the list is whole.
    pub next: Option<String>,
}
