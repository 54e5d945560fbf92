//! What the units of the city that work in turns call them, which posts they cover and which cycles they know.

use std::collections::{BTreeMap, BTreeSet};

use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::roster::{Pattern, Turn};
use jiff::civil::Time;

use crate::city::City;

/// The unit of somebody who follows a cycle, and the cycle.
type Follower<'c> = (UnitId, &'c [Option<Turn>]);

/// One OPD that works in turns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskPlan {
    /// The OPD.
    pub unit: UnitId,
    /// Letter, name and hours of each turn.
    pub turns: Vec<(&'static str, &'static str, Turn)>,
    /// The cycle people follow, in letters.
    pub cycle: Vec<Option<&'static str>>,
    /// Unit, letter, how many on weekdays, how many on weekends.
    pub posts: Vec<(UnitId, &'static str, u16, u16)>,
}

impl City {
    /// The desks of OPDs whose people follow a cycle, in the order of units.
    pub fn desks(&self) -> Vec<DeskPlan> {
        let mut by_opd: BTreeMap<UnitId, Vec<Follower>> = BTreeMap::new();
        let homes: BTreeMap<PersonId, UnitId> = self.posts.iter().map(|post| (post.person, post.unit)).collect();
        for assignment in &self.assignments {
            let (Pattern::Cycle { turns, .. }, Some(unit)) = (&assignment.pattern, homes.get(&assignment.person))
            else {
                continue;
            };
            by_opd.entry(self.opd_of(*unit)).or_default().push((*unit, turns));
        }
        by_opd.into_iter().map(|(unit, people)| plan(unit, &people)).collect()
    }

    fn opd_of(&self, unit: UnitId) -> UnitId {
        let parent = |id: UnitId| self.units.iter().find(|one| one.id == id).and_then(|one| one.parent);
        let mut at = unit;
        while let Some(above) = parent(at) {
            at = above;
        }
        at
    }
}

fn plan(unit: UnitId, people: &[Follower]) -> DeskPlan {
    let cycle = people.first().map_or(&[][..], |(_, turns)| turns);
    let mut turns: Vec<(&'static str, &'static str, Turn)> = Vec::new();
    for turn in cycle.iter().flatten() {
        if turns.iter().all(|(_, _, known)| known != turn) {
            let (code, name) = named(turn);
            turns.push((code, name, turn.clone()));
        }
    }
    let code_of = |turn: &Turn| turns.iter().find(|(_, _, known)| known == turn).map(|(code, ..)| *code);
    let units: BTreeSet<UnitId> = people.iter().map(|(unit, _)| *unit).collect();
    let length = cycle.len().max(1);
    let mut posts = Vec::new();
    for below in units {
        let there = people.iter().filter(|(unit, _)| *unit == below).count();
        for (code, _, turn) in &turns {
            // What the cycle gives on a usual day, one fewer on weekends.
            let share = cycle.iter().flatten().filter(|one| *one == turn).count();
            let usual = u16::try_from(there * share / length).unwrap_or(1).max(1);
            posts.push((below, *code, usual, usual.saturating_sub(1).max(1)));
        }
    }
    let cycle = cycle.iter().map(|turn| turn.as_ref().and_then(code_of)).collect();
    DeskPlan { unit, turns, cycle, posts }
}

fn named(turn: &Turn) -> (&'static str, &'static str) {
    let afternoon = Time::constant(12, 0, 0, 0);
    let evening = Time::constant(18, 0, 0, 0);
    match turn.minutes {
        1440 => ("D", "Jaga 24 jam"),
        _ if turn.starts >= evening => ("M", "Malam"),
        _ if turn.starts >= afternoon => ("S", "Siang"),
        _ => ("P", "Pagi"),
    }
}
