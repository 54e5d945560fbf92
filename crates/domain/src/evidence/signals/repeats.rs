//! The same position to the last digit: honest from a network's list of points, not from satellites.

use crate::evidence::hits::Hits;
use crate::evidence::index::{Index, Quality};
use crate::evidence::signal::Signal;

pub(super) fn look(index: &Index<'_>, hits: &mut Hits) {
    let mut people: Vec<u32> = Vec::new();
    for (cell, all) in index.by_cell.each().filter(|(_, all)| all.len() > 1) {
        let mut sorted = all.to_vec();
        sorted.sort_by_key(|at| index.at(*at).person);
        people.clear();
        people.extend(sorted.iter().map(|at| index.at(*at).person));
        people.dedup();
        let is_network = index.network_cell[cell as usize];
        if !is_network && people.len() > 1 {
            let strength = if people.len() == 2 { 700 } else { 1000 };
            for (place, at) in all.iter().enumerate() {
                hits.add_with(Signal::SameFixAsOthers, *at, strength, [people.len() as i64, 0, 0], near(all, place));
            }
        }
        for own in sorted.chunk_by(|a, b| index.at(*a).person == index.at(*b).person) {
            let days = super::days(index, own);
            let satellite = own.iter().filter(|at| is_satellite(index, **at)).count();
            if days < 2 || satellite * 2 < own.len() {
                continue;
            }
            let strength = match (days, is_network) {
                (2, false) => 600,
                (3, false) => 850,
                (_, false) => 1000,
                (2 | 3, true) => 150,
                (_, true) => 300,
            };
            for (place, at) in own.iter().enumerate() {
                hits.add_with(Signal::SameFixOnDays, *at, strength, [days as i64, 0, 0], near(own, place));
            }
        }
    }
}

fn is_satellite(index: &Index<'_>, at: u32) -> bool {
    index.at(at).fix.as_ref().is_some_and(|fix| fix.quality == Quality::Satellite)
}

/// Some of a long list around one of them.
fn near(all: &[u32], middle: usize) -> &[u32] {
    let from = middle.saturating_sub(10);
    &all[from..all.len().min(from + 21)]
}
