//! What does not go together among the mappings that were decided. Each is shown to an officer; none blocks a punch.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};

use super::names::PlainName;
use super::{Span, UNLIKE};
use crate::devices::PinMapping;
use crate::ids::{DeviceId, PersonId, SiteId};

/// Seconds within which nobody taps two terminals.
pub const AT_ONCE_SECONDS: i64 = 10;

/// A terminal as far as mappings need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The terminal.
    pub device: DeviceId,
    /// Where it hangs.
    pub site: Option<SiteId>,
}

/// The name a terminal knows a PIN by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TerminalName {
    /// The terminal.
    pub device: DeviceId,
    /// The PIN.
    pub pin: String,
    /// The name typed there.
    pub name: String,
}

/// Two taps of one person on two terminals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwoTaps {
    /// Whose the taps are taken for.
    pub person: PersonId,
    /// The first terminal and the PIN there.
    pub first: (DeviceId, String),
    /// The other.
    pub second: (DeviceId, String),
    /// When, in local time of the first.
    pub local_time: DateTime,
    /// Seconds between them.
    pub seconds_apart: i64,
}

/// Two things that do not go together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conflict {
    /// One PIN means two people on one terminal in the same days. The narrower mapping counts.
    OnePinTwoPeople {
        /// The mapping that counts there: the terminal's own.
        counts: PinMapping,
        /// The one it stands before: the site's.
        hidden: PinMapping,
    },
    /// One person has two PINs at one place in the same days.
    OnePersonTwoPins {
        /// One.
        first: PinMapping,
        /// The other.
        second: PinMapping,
    },
    /// Taps under one person on two terminals within seconds: two people may share a PIN.
    TwoAtOnce(TwoTaps),
    /// The terminal knows the PIN by quite another name.
    NameContradicts {
        /// The mapping.
        mapping: PinMapping,
        /// The terminal that says so.
        device: DeviceId,
        /// The name there.
        written: String,
    },
}

impl Conflict {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OnePinTwoPeople { .. } => "one_pin_two_people",
            Self::OnePersonTwoPins { .. } => "one_person_two_pins",
            Self::TwoAtOnce(_) => "two_at_once",
            Self::NameContradicts { .. } => "name_contradicts",
        }
    }

    /// The people concerned.
    pub fn people(&self) -> Vec<PersonId> {
        match self {
            Self::OnePinTwoPeople { counts, hidden } => vec![counts.person, hidden.person],
            Self::OnePersonTwoPins { first, .. } => vec![first.person],
            Self::TwoAtOnce(taps) => vec![taps.person],
            Self::NameContradicts { mapping, .. } => vec![mapping.person],
        }
    }
}

/// Everything that does not go together, in an order that does not depend on the order of what is handed in.
pub fn conflicts(
    mappings: &[PinMapping],
    places: &[Place],
    terminal_names: &[TerminalName],
    names: &BTreeMap<PersonId, String>,
    taps: &[TwoTaps],
) -> Vec<Conflict> {
    let mut mappings: Vec<&PinMapping> = mappings.iter().collect();
    mappings.sort_by_key(|one| (one.pin.clone(), one.device, one.site, one.from_on, one.person));
    let mut found = one_pin_two_people(&mappings, places);
    found.extend(one_person_two_pins(&mappings, places));
    let mut taps: Vec<&TwoTaps> = taps.iter().filter(|taps| taps.seconds_apart.abs() <= AT_ONCE_SECONDS).collect();
    taps.sort_by(|one, other| (other.local_time, one.person).cmp(&(one.local_time, other.person)));
    found.extend(taps.into_iter().cloned().map(Conflict::TwoAtOnce));
    found.extend(contradicting_names(&mappings, places, terminal_names, names));
    found
}

fn span(mapping: &PinMapping) -> Span {
    Span { from_on: mapping.from_on, to_on: mapping.to_on }
}

/// Whether two mappings hold on a day together.
fn overlap(one: &PinMapping, other: &PinMapping) -> bool {
    let (one, other) = (span(one), span(other));
    let first: Option<Date> = one.from_on.max(other.from_on);
    let last = match (one.to_on, other.to_on) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    first.zip(last).is_none_or(|(first, last)| first <= last)
}

fn site_of(places: &[Place], device: DeviceId) -> Option<SiteId> {
    places.iter().find(|place| place.device == device).and_then(|place| place.site)
}

fn one_pin_two_people(mappings: &[&PinMapping], places: &[Place]) -> Vec<Conflict> {
    let mut found = Vec::new();
    for own in mappings {
        let Some(site) = own.device.and_then(|device| site_of(places, device)) else { continue };
        let hidden = mappings.iter().filter(|other| {
            other.device.is_none()
                && other.site == Some(site)
                && other.pin == own.pin
                && other.person != own.person
                && overlap(own, other)
        });
        found
            .extend(hidden.map(|other| Conflict::OnePinTwoPeople { counts: (*own).clone(), hidden: (*other).clone() }));
    }
    found
}

fn one_person_two_pins(mappings: &[&PinMapping], places: &[Place]) -> Vec<Conflict> {
    let reaches = |mapping: &PinMapping, other: &PinMapping| {
        let site = |one: &PinMapping| one.site.or_else(|| one.device.and_then(|device| site_of(places, device)));
        match (mapping.device, other.device) {
            (Some(one), Some(another)) => one == another,
            _ => site(mapping).is_some() && site(mapping) == site(other),
        }
    };
    let mut of_person: BTreeMap<PersonId, Vec<&PinMapping>> = BTreeMap::new();
    for mapping in mappings {
        of_person.entry(mapping.person).or_default().push(mapping);
    }
    let mut found = Vec::new();
    for theirs in of_person.values() {
        for (place, first) in theirs.iter().enumerate() {
            let others = theirs[place + 1..].iter();
            found.extend(
                others
                    .filter(|second| first.pin != second.pin && reaches(first, second) && overlap(first, second))
                    .map(|second| Conflict::OnePersonTwoPins { first: (*first).clone(), second: (*second).clone() }),
            );
        }
    }
    found
}

fn contradicting_names(
    mappings: &[&PinMapping],
    places: &[Place],
    terminal_names: &[TerminalName],
    names: &BTreeMap<PersonId, String>,
) -> Vec<Conflict> {
    let mut found = Vec::new();
    let mut said: Vec<&TerminalName> = terminal_names.iter().collect();
    said.sort_by_key(|one| (one.device, one.pin.clone()));
    for one in said {
        let site = site_of(places, one.device);
        // The name on a terminal is that of today, so it speaks of the mapping that is open.
        let open = |mapping: &&&PinMapping| mapping.pin == one.pin && mapping.to_on.is_none();
        let own = mappings.iter().filter(open).find(|mapping| mapping.device == Some(one.device));
        let shared = || {
            mappings
                .iter()
                .filter(open)
                .find(|mapping| mapping.device.is_none() && mapping.site.is_some() && mapping.site == site)
        };
        let Some(mapping) = own.or_else(shared) else { continue };
        let register = names.get(&mapping.person).and_then(|name| PlainName::read(name));
        let Some((written, register)) = PlainName::read(&one.name).zip(register) else { continue };
        if written.similarity(&register) < UNLIKE {
            found.push(Conflict::NameContradicts {
                mapping: (*mapping).clone(),
                device: one.device,
                written: one.name.clone(),
            });
        }
    }
    found
}
