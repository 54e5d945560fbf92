//! Values that a receiver changes with every fix and that stay to the last digit; positions that scatter too little.

use std::collections::HashMap;

use super::days;
use crate::evidence::hits::Hits;
use crate::evidence::index::{FixSeen, Index, Quality};
use crate::evidence::signal::Signal;

/// What a fix says of one thing, exactly.
type Value = fn(&FixSeen) -> Option<f64>;

const VALUES: [(Signal, Value); 3] = [
    (Signal::AccuracyFrozen, |fix| fix.accuracy),
    (Signal::AltitudeFrozen, |fix| fix.altitude),
    (Signal::SpeedFrozen, |fix| fix.speed),
];
/// Days that are needed before a scatter is called too small.
const STEADY_DAYS: usize = 6;

pub(super) fn look(index: &Index<'_>, hits: &mut Hits) {
    for (signal, value) in VALUES {
        frozen(index, signal, value, hits);
    }
    steady(index, hits);
}

/// A value that a person's fixes show far more often than everybody else's do.
fn frozen(index: &Index<'_>, signal: Signal, value: Value, hits: &mut Hits) {
    let exact = |at: u32| {
        let fix = index.at(at).fix.as_ref().filter(|fix| fix.quality != Quality::Coarse)?;
        value(fix).map(f64::to_bits)
    };
    let mut crowd: HashMap<u64, u32> = HashMap::new();
    let mut total = 0_u32;
    for at in 0..index.punches.len() as u32 {
        if let Some(bits) = exact(at) {
            *crowd.entry(bits).or_default() += 1;
            total += 1;
        }
    }
    let mut own: Vec<(u64, u32)> = Vec::new();
    for (_, all) in index.by_person.each() {
        own.clear();
        own.extend(all.iter().filter_map(|at| Some((exact(*at)?, *at))));
        own.sort_unstable();
        let count = own.len();
        for same in own.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 2) {
            let others = f64::from(crowd.get(&same[0].0).copied().unwrap_or(0)) - same.len() as f64;
            let share = (others + 1.0) / (f64::from(total) - count as f64 + 50.0).max(1.0);
            let expected = count as f64 * share;
            let mut shown: Vec<u32> = same.iter().map(|(_, at)| *at).collect();
            // A position that is sent again brings its values along; that it repeats is another signal's.
            let mut cells: Vec<u32> = Vec::new();
            shown.retain(|at| {
                let cell = index.at(*at).fix.as_ref().map_or(0, |fix| fix.cell);
                let is_new = !cells.contains(&cell);
                if is_new && cells.len() < 40 {
                    cells.push(cell);
                }
                is_new || signal == Signal::AltitudeFrozen
            });
            let on_days = days(index, &shown);
            // Two days are enough where a value comes back often enough that chance is out of the question.
            let needed = if signal == Signal::AltitudeFrozen { 3 } else { 4 };
            let least_days = if expected < 0.2 && shown.len() >= needed { 2 } else { 3 };
            if on_days < least_days || (shown.len() as f64) < 3.0 + 4.0 * expected {
                continue;
            }
            let strength = match on_days {
                2 | 3 => 450,
                4 => 700,
                5 => 850,
                _ => 1000,
            };
            // Receivers have favourite accuracies; heights they do not.
            let strength = if signal == Signal::AccuracyFrozen && on_days < 5 { strength * 2 / 3 } else { strength };
            let shown_value = (f64::from_bits(same[0].0) * 10.0).round() as i64;
            for at in &shown {
                hits.add_with(signal, *at, strength, [shown_value, on_days as i64, 0], &shown);
            }
        }
    }
}

/// A person's satellite fixes over many days, at one place, that scatter far less than they claim to be uncertain, and less
/// than nearly everybody else's.
fn steady(index: &Index<'_>, hits: &mut Hits) {
    let mut spreads: Vec<(f64, Vec<u32>)> = Vec::new();
    for (_, all) in index.by_person.each() {
        let good = |at: &u32| index.at(*at).fix.as_ref().is_some_and(|fix| fix.quality == Quality::Satellite);
        let shown: Vec<u32> = all.iter().copied().filter(good).collect();
        if days(index, &shown) < STEADY_DAYS {
            continue;
        }
        if let Some(spread) = spread(index, &shown) {
            spreads.push((spread, shown));
        }
    }
    if spreads.len() < 10 {
        return;
    }
    let mut sorted: Vec<f64> = spreads.iter().map(|(spread, _)| *spread).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let usual = sorted[sorted.len() / 2];
    for (spread, shown) in &spreads {
        if *spread < usual * 0.35 {
            let strength = if *spread < usual * 0.15 { 1000 } else { 600 };
            for at in shown {
                hits.add(Signal::FixSteady, *at, strength, [(spread * 100.0) as i64, (usual * 100.0) as i64, 0]);
            }
        }
    }
}

/// Half of the fixes lie within this of their middle, as a part of their accuracy.
fn spread(index: &Index<'_>, shown: &[u32]) -> Option<f64> {
    let fixes: Vec<&FixSeen> = shown.iter().filter_map(|at| index.at(*at).fix.as_ref()).collect();
    let middle = |pick: fn(&FixSeen) -> f64| {
        let mut values: Vec<f64> = fixes.iter().map(|fix| pick(fix)).collect();
        values.sort_unstable_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    };
    let mut centre = **fixes.first()?;
    (centre.lat, centre.lon) = (middle(|fix| fix.lat)?, middle(|fix| fix.lon)?);
    let mut parts: Vec<f64> = fixes
        .iter()
        .map(|fix| crate::evidence::index::apart_m(&centre, fix) / fix.accuracy.unwrap_or(10.0).max(1.0))
        .collect();
    parts.sort_unstable_by(f64::total_cmp);
    parts.get(parts.len() / 2).copied()
}
