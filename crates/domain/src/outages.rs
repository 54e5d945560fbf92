//! Outages: a named scope fell silent for a time. One is proposed, a second officer confirms or rejects it, and what it
//! explains is void by rule (docs/decisions/0015).

mod effect;
mod rule;
mod silence;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::effect::{OutageOfDay, OutagesOfDay, PersonOutage, of_day};
pub use self::rule::{OutageNotCovered, OutagePeriod, OutageRule, OutageTable};
pub use self::silence::{Finding, MachineContact, Silence, Stretch, folded, machine_silences, server_gaps};

use crate::ids::{DeviceId, OutageId, PersonId, SiteId, UnitId};

/// Who proposes what the server noticed itself.
pub const SYSTEM: &str = "sistem";

/// What fell silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum OutageScope {
    /// Everything of the instansi.
    Instansi,
    /// The server of Hadir.
    Server,
    /// A unit and all below it.
    Unit(UnitId),
    /// A place of work.
    Site(SiteId),
    /// One terminal.
    Device(DeviceId),
}

impl OutageScope {
    /// The code of the API and the database.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Instansi => "instansi",
            Self::Server => "server",
            Self::Unit(_) => "unit",
            Self::Site(_) => "site",
            Self::Device(_) => "device",
        }
    }

    /// The key of the unit, site or terminal.
    pub fn target(self) -> Option<Uuid> {
        match self {
            Self::Instansi | Self::Server => None,
            Self::Unit(id) => Some(id.0),
            Self::Site(id) => Some(id.0),
            Self::Device(id) => Some(id.0),
        }
    }

    /// Reads code and key; `None` for an unknown code, a key too many or too few.
    pub fn parse(kind: &str, target: Option<Uuid>) -> Option<Self> {
        match (kind, target) {
            ("instansi", None) => Some(Self::Instansi),
            ("server", None) => Some(Self::Server),
            ("unit", Some(id)) => Some(Self::Unit(UnitId(id))),
            ("site", Some(id)) => Some(Self::Site(SiteId(id))),
            ("device", Some(id)) => Some(Self::Device(DeviceId(id))),
            _ => None,
        }
    }
}

/// Why it fell silent, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// No power.
    Listrik,
    /// No network.
    Jaringan,
    /// The server.
    Server,
    /// A terminal.
    Mesin,
    /// A disaster.
    Bencana,
    /// Something else, said in words.
    Lain,
}

impl Cause {
    /// Every cause, in the order of the forms.
    pub const ALL: [Self; 6] = [Self::Listrik, Self::Jaringan, Self::Server, Self::Mesin, Self::Bencana, Self::Lain];

    /// The code of packs, the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Listrik => "listrik",
            Self::Jaringan => "jaringan",
            Self::Server => "server",
            Self::Mesin => "mesin",
            Self::Bencana => "bencana",
            Self::Lain => "lain",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.as_str() == text)
    }
}

/// Where an outage stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutageState {
    /// Waits for a second officer; changes nothing.
    Proposed,
    /// Holds.
    Confirmed,
    /// Was turned down; changes nothing.
    Rejected,
}

impl OutageState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Proposed, Self::Confirmed, Self::Rejected];

    /// The code of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Confirmed => "confirmed",
            Self::Rejected => "rejected",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// What somebody did about an outage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutageStep {
    /// It was so.
    Confirm,
    /// It was not so.
    Reject,
    /// It is over since that instant.
    End,
}

impl OutageStep {
    /// Every step.
    pub const ALL: [Self; 3] = [Self::Confirm, Self::Reject, Self::End];

    /// The code of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Reject => "reject",
            Self::End => "end",
        }
    }

    /// Reads the code.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == text)
    }
}

/// Who decided about an outage, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutageWord {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// An outage as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outage {
    /// Its key.
    pub id: OutageId,
    /// What fell silent.
    pub scope: OutageScope,
    /// Since when.
    pub from: Timestamp,
    /// Until when; `None` while it goes on.
    pub to: Option<Timestamp>,
    /// Why.
    pub cause: Cause,
    /// The same in free words.
    pub words: String,
    /// Who proposed it: a login, or [`SYSTEM`].
    pub proposed_by: String,
    /// The person behind that login.
    pub proposed_person: Option<PersonId>,
    /// When.
    pub proposed_at: Timestamp,
    /// Where it stands.
    pub state: OutageState,
    /// The officer's word.
    pub decided: Option<OutageWord>,
    /// Who said that it is over.
    pub ended: Option<OutageWord>,
}

/// Why somebody may not confirm or reject an outage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutageBar {
    /// They proposed it.
    OwnProposal,
    /// A day of their own would change.
    OwnRecord,
}

impl OutageBar {
    /// The code of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OwnProposal => "own_proposal",
            Self::OwnRecord => "own_record",
        }
    }
}

impl Outage {
    /// Whether anything may still be decided.
    pub fn waits(&self) -> bool {
        self.state == OutageState::Proposed
    }

    /// Whether it may be ended at that instant: it goes on, is not turned down, and the instant lies in it.
    pub fn may_end(&self, at: Timestamp, now: Timestamp) -> bool {
        self.to.is_none() && self.state != OutageState::Rejected && self.from < at && at <= now
    }

    /// What keeps an officer from deciding: four eyes, and nobody decides on their own record.
    pub fn barred(&self, login: &str, person: Option<PersonId>, own_day_changes: bool) -> Option<OutageBar> {
        let same_person = person.is_some() && person == self.proposed_person;
        if self.proposed_by == login || same_person {
            Some(OutageBar::OwnProposal)
        } else if own_day_changes {
            Some(OutageBar::OwnRecord)
        } else {
            None
        }
    }

    /// Whether both are about the same scope and some moment in common.
    pub fn overlaps(&self, scope: OutageScope, from: Timestamp, to: Option<Timestamp>) -> bool {
        self.scope == scope && to.is_none_or(|to| self.from <= to) && self.to.is_none_or(|end| from <= end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outage() -> Outage {
        Outage {
            id: OutageId(Uuid::from_u128(1)),
            scope: OutageScope::Site(SiteId(Uuid::from_u128(2))),
            from: "2026-01-19T00:00:00Z".parse().unwrap(),
            to: None,
            cause: Cause::Listrik,
            words: String::new(),
            proposed_by: "operator".into(),
            proposed_person: Some(PersonId(Uuid::from_u128(3))),
            proposed_at: "2026-01-19T01:00:00Z".parse().unwrap(),
            state: OutageState::Proposed,
            decided: None,
            ended: None,
        }
    }

    #[test]
    fn every_scope_and_code_is_read_back() {
        let key = Uuid::from_u128(9);
        for scope in [
            OutageScope::Instansi,
            OutageScope::Server,
            OutageScope::Unit(UnitId(key)),
            OutageScope::Site(SiteId(key)),
            OutageScope::Device(DeviceId(key)),
        ] {
            assert_eq!(OutageScope::parse(scope.kind(), scope.target()), Some(scope));
        }
        assert_eq!(OutageScope::parse("site", None), None);
        assert_eq!(OutageScope::parse("server", Some(key)), None);
        assert!(Cause::ALL.into_iter().all(|cause| Cause::parse(cause.as_str()) == Some(cause)));
        assert!(OutageState::ALL.into_iter().all(|state| OutageState::parse(state.as_str()) == Some(state)));
        assert!(OutageStep::ALL.into_iter().all(|step| OutageStep::parse(step.as_str()) == Some(step)));
    }

    #[test]
    fn who_proposed_or_has_a_day_in_it_does_not_decide() {
        let outage = outage();
        let other = Some(PersonId(Uuid::from_u128(4)));

        assert_eq!(outage.barred("operator", None, false), Some(OutageBar::OwnProposal));
        assert_eq!(outage.barred("lain", outage.proposed_person, false), Some(OutageBar::OwnProposal));
        assert_eq!(outage.barred("bkpsdm", other, true), Some(OutageBar::OwnRecord));
        assert_eq!(outage.barred("bkpsdm", other, false), None);
    }

    #[test]
    fn an_outage_ends_after_it_began_and_not_in_the_future() {
        let outage = outage();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let now = at("2026-01-19T03:00:00Z");

        assert!(outage.may_end(at("2026-01-19T02:00:00Z"), now));
        assert!(!outage.may_end(outage.from, now));
        assert!(!outage.may_end(at("2026-01-19T03:00:01Z"), now));
        assert!(!Outage { state: OutageState::Rejected, ..outage.clone() }.may_end(now, now));
        assert!(!Outage { to: Some(now), ..outage }.may_end(now, now));
    }
}
