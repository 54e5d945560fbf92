//! A photo that was sent before: the same file, or nearly the same picture.

mod alike;

use std::collections::HashMap;

use crate::evidence::hits::Hits;
use crate::evidence::index::Index;
use crate::evidence::signal::Signal;

/// Bits of 64 that may differ in one picture taken from another.
const NEAR_BITS: u32 = 3;
/// Pictures of one bucket that are compared, so that the cost of a punch stays the same as history grows.
const MOST: usize = 12;
/// Two taps within this are one moment, ms.
const APART_MS: i64 = 10 * 60_000;

pub(super) fn look(index: &Index<'_>, hits: &mut Hits) {
    alike::look(index, hits);
    for (_, all) in index.by_photo.each().filter(|(_, all)| all.len() > 1) {
        for at in &all[1..] {
            add(index, all[0], *at, 1000, 0, hits);
        }
    }
    let mut order: Vec<u32> = (0..index.punches.len() as u32).filter(|at| index.at(*at).phash.is_some()).collect();
    order.sort_by_key(|at| (index.at(*at).received, *at));
    let mut exact: HashMap<u64, u32> = HashMap::new();
    let mut bands: HashMap<(u32, u8, u16), Vec<u32>> = HashMap::new();
    for at in order {
        let seen = index.at(at);
        let Some(hash) = seen.phash else { continue };
        if let Some(first) = exact.get(&hash) {
            add(index, *first, at, 1000, 0, hits);
            continue;
        }
        exact.insert(hash, at);
        let mut best: Option<(u32, u32)> = None;
        for band in 0..4_u8 {
            let bits = (hash >> (u32::from(band) * 16)) as u16;
            let bucket = bands.entry((seen.site, band, bits)).or_default();
            for other in bucket.iter().rev().take(MOST) {
                let apart = index.at(*other).phash.map_or(64, |other| (other ^ hash).count_ones());
                if apart <= NEAR_BITS && best.is_none_or(|(least, _)| apart < least) {
                    best = Some((apart, *other));
                }
            }
            bucket.push(at);
        }
        if let Some((apart, other)) = best {
            // People look alike to themselves: of one person only the same picture tells something.
            if index.at(other).person != seen.person {
                add(index, other, at, if apart <= 1 { 800 } else { 500 }, apart, hits);
            } else if apart <= 1 {
                add(index, other, at, 200, apart, hits);
            }
        }
    }
}

fn add(index: &Index<'_>, first: u32, at: u32, strength: u16, bits: u32, hits: &mut Hits) {
    let (old, new) = (index.at(first), index.at(at));
    if old.person != new.person {
        hits.add_with(Signal::PhotoOfOther, at, strength, [bits.into(), 0, 0], &[first]);
    } else if (new.claimed - old.claimed).abs() > APART_MS {
        hits.add_with(Signal::PhotoReused, at, strength, [bits.into(), 0, 0], &[first]);
    }
}
