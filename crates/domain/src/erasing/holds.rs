//! Legal holds: while one is in force, nothing it covers is destroyed.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::{PersonId, UnitId};

/// Whose data must be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum HoldScope {
    /// Everybody's.
    Instansi,
    /// That of everybody who ever served in a unit or below it.
    Unit(UnitId),
    /// One person's.
    Person(PersonId),
}

impl HoldScope {
    /// The code of the API and the database.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Instansi => "instansi",
            Self::Unit(_) => "unit",
            Self::Person(_) => "person",
        }
    }

    /// The key of the unit or person.
    pub fn target(self) -> Option<Uuid> {
        match self {
            Self::Instansi => None,
            Self::Unit(id) => Some(id.0),
            Self::Person(id) => Some(id.0),
        }
    }

    /// Reads code and key; `None` for an unknown code, a key too many or too few.
    pub fn parse(kind: &str, target: Option<Uuid>) -> Option<Self> {
        match (kind, target) {
            ("instansi", None) => Some(Self::Instansi),
            ("unit", Some(id)) => Some(Self::Unit(UnitId(id))),
            ("person", Some(id)) => Some(Self::Person(PersonId(id))),
            _ => None,
        }
    }
}

/// An order to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalHold {
    /// Its key.
    pub id: Uuid,
    /// Whose data.
    pub scope: HoldScope,
    /// Why.
    pub reason: String,
    /// The letter it rests on.
    pub reference: String,
    /// First day.
    pub from: Date,
    /// Last day; open when `None`.
    pub until: Option<Date>,
    /// Who entered it.
    pub by_login: String,
    /// When.
    pub at: Timestamp,
    /// Who ended it before its time, when and why.
    pub ended: Option<(String, Timestamp, String)>,
}

impl LegalHold {
    /// Whether it binds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.ended.is_none() && self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Whether it covers somebody who ever served in these units, from their own up to the OPD.
    pub fn covers(&self, person: PersonId, units: &[UnitId]) -> bool {
        match self.scope {
            HoldScope::Instansi => true,
            HoldScope::Unit(unit) => units.contains(&unit),
            HoldScope::Person(id) => id == person,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn hold(scope: HoldScope) -> LegalHold {
        LegalHold {
            id: Uuid::nil(),
            scope,
            reason: "uji".into(),
            reference: "S-1".into(),
            from: date(2026, 1, 1),
            until: Some(date(2026, 1, 31)),
            by_login: "a".into(),
            at: Timestamp::UNIX_EPOCH,
            ended: None,
        }
    }

    #[test]
    fn a_hold_binds_from_its_first_to_its_last_day_unless_it_was_ended() {
        let mut one = hold(HoldScope::Instansi);
        assert!(!one.holds_on(date(2025, 12, 31)) && one.holds_on(date(2026, 1, 1)));
        assert!(one.holds_on(date(2026, 1, 31)) && !one.holds_on(date(2026, 2, 1)));
        one.until = None;
        assert!(one.holds_on(date(2099, 1, 1)));
        one.ended = Some(("b".into(), Timestamp::UNIX_EPOCH, "selesai".into()));
        assert!(!one.holds_on(date(2026, 1, 2)));
    }

    #[test]
    fn a_hold_covers_its_person_or_who_served_in_its_unit() {
        let (person, unit) = (PersonId(Uuid::from_u128(1)), UnitId(Uuid::from_u128(2)));

        assert!(hold(HoldScope::Person(person)).covers(person, &[]));
        assert!(!hold(HoldScope::Person(person)).covers(PersonId(Uuid::from_u128(3)), &[unit]));
        assert!(hold(HoldScope::Unit(unit)).covers(person, &[unit]));
        assert!(!hold(HoldScope::Unit(unit)).covers(person, &[]));
        for scope in [HoldScope::Instansi, HoldScope::Unit(unit), HoldScope::Person(person)] {
            assert_eq!(HoldScope::parse(scope.kind(), scope.target()), Some(scope));
        }
    }
}
