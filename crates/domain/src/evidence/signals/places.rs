//! Where the phone says it is: made up, beyond every place, nearer to the published point than people stand.

use super::{Away, grade};
use crate::evidence::hits::Hits;
use crate::evidence::index::{Index, NONE, Quality, Seen};
use crate::evidence::signal::Signal;

/// Nearer to the published point than this is central, metres.
const CENTRAL_M: f64 = 3.0;
/// Heights of an office that are needed before one is odd.
const HEIGHTS: usize = 12;
/// Half a band of usual heights at least, metres.
const HEIGHT_BAND_M: f64 = 45.0;

pub(super) fn look(index: &Index<'_>, away: &Away, hits: &mut Hits) {
    let heights = heights(index);
    let usual_digits = usual_digits(index);
    for (at, seen) in index.punches.iter().enumerate().filter(|(_, seen)| seen.is_phone()) {
        let at = at as u32;
        let Some(fix) = &seen.fix else {
            if seen.site != NONE && !away.holds(seen.person, seen.day) {
                hits.add(Signal::FixLacking, at, 1000, [0; 3]);
            }
            continue;
        };
        if fix.mock {
            hits.add(Signal::MockFlag, at, 1000, [0; 3]);
        }
        if let Some(accuracy) = fix.accuracy.filter(|accuracy| *accuracy < 1.5) {
            let strength = if accuracy <= 0.0 { 1000 } else { 700 };
            hits.add(Signal::AccuracyImpossible, at, strength, [(accuracy * 10.0) as i64, 0, 0]);
        }
        if fix.quality != Quality::Coarse
            && fix.beyond_m > 0.0
            && fix.beyond_m.is_finite()
            && fix.fresh
            && !fix.at_other
            && !away.holds(seen.person, seen.day)
        {
            hits.add(Signal::Outside, at, grade(fix.beyond_m, 30.0, 500.0, 200), [fix.centre_m as i64, 0, 0]);
        }
        if fix.quality == Quality::Coarse {
            continue;
        }
        if fix.digits + 1 < usual_digits {
            hits.add(Signal::FixTyped, at, 1000, [fix.digits.into(), usual_digits.into(), 0]);
        } else if fix.digits < usual_digits {
            hits.add(Signal::FixTyped, at, 150, [fix.digits.into(), usual_digits.into(), 0]);
        }
        if let (Some(height), Some(Some((middle, band)))) = (fix.altitude, heights.get(seen.site as usize)) {
            let off = (height - middle).abs();
            if off > *band {
                let facts = [height as i64, *middle as i64, 0];
                hits.add(Signal::AltitudeOdd, at, grade(off, *band, 3.0 * band, 400), facts);
            }
        }
    }
    for (_, all) in index.by_person.each() {
        central(index, all, hits);
    }
}

/// How often a person stands on the published point itself: once is chance, on several days it is not.
fn central(index: &Index<'_>, all: &[u32], hits: &mut Hits) {
    let is_central = |seen: &Seen| {
        seen.fix.as_ref().is_some_and(|fix| !fix.at_home && fix.quality != Quality::Coarse && fix.centre_m <= CENTRAL_M)
    };
    let found: Vec<u32> = all.iter().copied().filter(|at| is_central(index.at(*at))).collect();
    let days = super::days(index, &found);
    let strength = match days {
        0 => return,
        1 => 250,
        2 => 500,
        3 => 750,
        _ => 1000,
    };
    for at in &found {
        hits.add_with(Signal::TooCentral, *at, strength, [days as i64, 0, 0], &found);
    }
}

/// The middle of an office's heights, and how far from it is still usual.
fn heights(index: &Index<'_>) -> Vec<Option<(f64, f64)>> {
    let sites = 0..index.scene.sites.len() as u32;
    let of = |site: u32| {
        let fixes = index.by_site.of(site).iter().filter_map(|at| index.at(*at).fix.as_ref());
        let mut heights: Vec<f64> = fixes.filter_map(|fix| fix.altitude).collect();
        if heights.len() < HEIGHTS {
            return None;
        }
        heights.sort_unstable_by(f64::total_cmp);
        let middle = heights[heights.len() / 2];
        let mut apart: Vec<f64> = heights.iter().map(|height| (height - middle).abs()).collect();
        apart.sort_unstable_by(f64::total_cmp);
        Some((middle, (6.0 * apart[apart.len() / 2]).max(HEIGHT_BAND_M)))
    };
    sites.map(of).collect()
}

/// With how many digits most coordinates are written.
fn usual_digits(index: &Index<'_>) -> u8 {
    let mut counts = [0_u32; 9];
    for fix in index.punches.iter().filter_map(|seen| seen.fix.as_ref()) {
        counts[usize::from(fix.digits.min(8))] += 1;
    }
    let most = (0..9).max_by_key(|digits| (counts[*digits], *digits)).unwrap_or(0);
    if counts[most] < 20 { 0 } else { most as u8 }
}
