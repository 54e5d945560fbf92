//! Pictures of one picture: nearer to each other than two selfies of one face are.
//!
//! A printed face or a photo on a screen that is taken again and again gives pictures of which each is nearly the same as
//! several others. How near two selfies of one person are by chance is asked of everybody.

use crate::evidence::hits::Hits;
use crate::evidence::index::Index;
use crate::evidence::odds::most_for_share;
use crate::evidence::signal::Signal;

/// Pictures that differ by fewer bits of 64 are looked at.
const BITS: usize = 4;
/// Pictures before and after with which each is compared, so that the cost of a punch stays the same as history grows.
const NEIGHBOURS: usize = 40;
/// Pictures of a person before anything is said.
const FEW: usize = 4;
/// Two taps within this are one moment, ms.
const APART_MS: i64 = 10 * 60_000;
/// Of a hundred people, those with the nearest pictures who are not asked what is usual.
const LEFT_OUT: usize = 4;
/// More near pictures than this are not counted.
const MOST_NEAR: usize = 24;

/// One picture: how many of those it is compared with differ by so many bits at most.
struct Picture {
    at: u32,
    near: [u32; BITS],
    compared: u32,
}

pub(super) fn look(index: &Index<'_>, hits: &mut Hits) {
    let mut people: Vec<Vec<Picture>> = index.by_person.each().filter_map(|(_, all)| pictures(index, all)).collect();
    if people.len() < 10 {
        return;
    }
    people.sort_by(|a, b| closeness(a).total_cmp(&closeness(b)));
    let kept = people.len() - (people.len() * LEFT_OUT / 100).max(1);
    let usual = Usual::of(&people[..kept]);
    for picture in people.iter().flatten() {
        let rarest = (0..BITS).filter(|bits| picture.near[*bits] >= 2).map(|bits| (usual.share(picture, bits), bits));
        let Some((share, bits)) = rarest.min_by(|a, b| a.0.total_cmp(&b.0)) else { continue };
        // The rarest of several looks is rarer by chance.
        let rare = most_for_share(share * BITS as f64);
        if rare >= 190 {
            let strength = super::super::grade(rare.into(), 190.0, 300.0, 300);
            hits.add(Signal::PhotoAlike, picture.at, strength, [picture.near[bits].into(), bits as i64, 0]);
        }
    }
}

/// How many of everybody's pictures have at least as many others so near.
struct Usual {
    shown: [[u32; MOST_NEAR + 1]; BITS],
    pictures: u32,
}

impl Usual {
    fn of(people: &[Vec<Picture>]) -> Self {
        let mut usual = Self { shown: [[0; MOST_NEAR + 1]; BITS], pictures: 0 };
        for picture in people.iter().flatten() {
            usual.pictures += 1;
            for (counts, near) in usual.shown.iter_mut().zip(picture.near) {
                counts.iter_mut().take(near as usize + 1).for_each(|count| *count += 1);
            }
        }
        usual
    }

    fn share(&self, picture: &Picture, bits: usize) -> f64 {
        let near = (picture.near[bits] as usize).min(MOST_NEAR);
        f64::from(self.shown[bits][near] + 1) / f64::from(self.pictures + 1)
    }
}

/// How near a person's pictures are to each other.
fn closeness(pictures: &[Picture]) -> f64 {
    let near: u32 = pictures.iter().map(|picture| picture.near[BITS - 1]).sum();
    let compared: u32 = pictures.iter().map(|picture| picture.compared).sum();
    f64::from(near) / f64::from(compared.max(1))
}

fn pictures(index: &Index<'_>, all: &[u32]) -> Option<Vec<Picture>> {
    let mut shown: Vec<(i64, u64, u32)> = Vec::new();
    for at in all.iter().filter(|at| index.at(**at).is_phone()) {
        let seen = index.at(*at);
        // Two taps of one moment may well show the same face in the same pose.
        let is_new = shown.last().is_none_or(|(claimed, _, _)| seen.claimed - claimed > APART_MS);
        if let Some(hash) = seen.phash.filter(|_| is_new) {
            shown.push((seen.claimed, hash, *at));
        }
    }
    if shown.len() < FEW {
        return None;
    }
    let mut pictures: Vec<Picture> =
        shown.iter().map(|(_, _, at)| Picture { at: *at, near: [0; BITS], compared: 0 }).collect();
    for (place, (_, hash, _)) in shown.iter().enumerate() {
        for (other, (_, next, _)) in shown.iter().enumerate().skip(place + 1).take(NEIGHBOURS) {
            let apart = (hash ^ next).count_ones() as usize;
            for picture in [place, other] {
                pictures[picture].compared += 1;
                pictures[picture].near.iter_mut().skip(apart).for_each(|near| *near += 1);
            }
        }
    }
    Some(pictures)
}
