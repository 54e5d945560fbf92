//! Offices in the order in which to look at them.

use super::facts::UnitFacts;
use super::patterns::{Pattern, Sums, looking_enough, patterns};
use super::rule::AuditRule;

/// One office with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// Its lasting key.
    pub id: uuid::Uuid,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Person-days of duty.
    pub due: u32,
    /// Sum of the points of its patterns.
    pub points: u16,
    /// Whether the sum says that it is worth a look.
    pub look: bool,
    /// Every pattern, those that do not show too.
    pub patterns: Vec<Pattern>,
}

/// Offices by points, the most first; ties by code. The order in which they are handed in does not matter.
pub fn rank(units: &[UnitFacts], rule: &AuditRule) -> Vec<Ranked> {
    let own: Vec<Sums> = units.iter().map(|unit| Sums::of(unit, rule)).collect();
    let all = own.iter().fold(Sums::default(), |all, one| all.plus(*one));
    let mut looked: Vec<(u32, uuid::Uuid)> =
        units.iter().filter(|unit| looking_enough(unit, rule)).map(|unit| (unit.looked, unit.id)).collect();
    looked.sort_unstable();
    let mut ranked: Vec<Ranked> = units
        .iter()
        .zip(own)
        .map(|(unit, own)| {
            let peers: Vec<u32> = looked.iter().filter(|(_, id)| *id != unit.id).map(|(looked, _)| *looked).collect();
            let patterns = patterns(unit, &all.minus(own), &peers, rule);
            let points = patterns.iter().map(|pattern| pattern.points).fold(0, u16::saturating_add);
            Ranked {
                id: unit.id,
                code: unit.code.clone(),
                name: unit.name.clone(),
                due: unit.due,
                points,
                look: points >= rule.look,
                patterns,
            }
        })
        .collect();
    ranked.sort_by(|one, other| other.points.cmp(&one.points).then_with(|| one.code.cmp(&other.code)));
    ranked
}
