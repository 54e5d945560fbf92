//! Faster than people travel, by the time of the positions and less both accuracies.

use crate::evidence::hits::Hits;
use crate::evidence::index::{Index, Quality, apart_m};
use crate::evidence::signal::Signal;

/// Kilometres an hour by land.
const FASTEST_KMH: f64 = 200.0;
/// Less than this is no journey, metres.
const NEAR_M: f64 = 2_000.0;

pub(super) fn look(index: &Index<'_>, hits: &mut Hits) {
    let mut trail: Vec<(i64, u32)> = Vec::new();
    for (_, all) in index.by_person.each() {
        trail.clear();
        trail.extend(all.iter().filter_map(|at| {
            let seen = index.at(*at);
            let fix = seen.fix.as_ref().filter(|fix| fix.quality != Quality::Coarse && fix.fresh)?;
            // The server's clock bounds what a wrong phone clock may claim.
            Some((fix.fixed.unwrap_or(seen.claimed).min(seen.received), *at))
        }));
        trail.sort_unstable();
        for pair in trail.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let (Some(a), Some(b)) = (&index.at(from.1).fix, &index.at(to.1).fix) else { continue };
            let metres = apart_m(a, b) - 2.0 * (a.accuracy.unwrap_or(100.0) + b.accuracy.unwrap_or(100.0));
            if metres < NEAR_M {
                continue;
            }
            let hours = ((to.0 - from.0) as f64 / 3_600_000.0).max(1.0 / 120.0);
            let speed = metres / 1000.0 / hours;
            if speed > FASTEST_KMH {
                let strength = if speed > 900.0 { 1000 } else { 600 };
                let facts = [(metres / 1000.0) as i64, (hours * 60.0) as i64, speed.min(1e9) as i64];
                hits.add_with(Signal::TravelImpossible, from.1, strength, facts, &[to.1]);
                hits.add_with(Signal::TravelImpossible, to.1, strength, facts, &[from.1]);
            }
        }
    }
}
