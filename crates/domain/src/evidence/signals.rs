//! The signals, one family a file. Each looks at the whole index once and adds what it finds; none knows of another.

mod bodies;
mod clusters;
mod codes;
mod frozen;
mod habits;
mod hands;
mod networks;
mod phones;
mod photos;
mod places;
mod repeats;
mod seen;
mod times;
mod travel;

use std::collections::HashSet;

use super::hits::Hits;
use super::index::{Index, day_number};
use crate::checks::Seen as Saw;

/// Days on which somebody knew that a person works elsewhere or is excused: nothing about the place is odd then.
pub(super) struct Away(HashSet<(u32, i32)>);

impl Away {
    fn of(index: &Index<'_>) -> Self {
        let known = index.scene.checks.iter().filter(|check| matches!(check.seen, Saw::Elsewhere | Saw::Excused));
        Self(known.map(|check| (check.person, day_number(check.on))).collect())
    }

    fn holds(&self, person: u32, day: i32) -> bool {
        self.0.contains(&(person, day))
    }
}

/// Everything that is found.
pub(super) fn look(index: &Index<'_>) -> Hits {
    let mut hits = Hits::default();
    let away = Away::of(index);
    places::look(index, &away, &mut hits);
    codes::look(index, &away, &mut hits);
    networks::look(index, &away, &mut hits);
    repeats::look(index, &mut hits);
    frozen::look(index, &mut hits);
    clusters::look(index, &mut hits);
    travel::look(index, &mut hits);
    hands::look(index, &mut hits);
    phones::look(index, &mut hits);
    times::look(index, &mut hits);
    bodies::look(index, &mut hits);
    photos::look(index, &mut hits);
    seen::look(index, &mut hits);
    habits::look(index, &mut hits);
    hits.settle();
    hits
}

/// Thousandths between two values, rising.
fn grade(value: f64, low: f64, high: f64, least: u16) -> u16 {
    let least = f64::from(least);
    let part = ((value - low) / (high - low)).clamp(0.0, 1.0);
    (least + (1000.0 - least) * part) as u16
}

/// How many different days.
fn days(index: &Index<'_>, punches: &[u32]) -> usize {
    let mut days: Vec<i32> = punches.iter().map(|at| index.at(*at).day).collect();
    days.sort_unstable();
    days.dedup();
    days.len()
}
