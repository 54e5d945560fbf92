//! Positions of many days nearer to each other than receivers give: what a tool scatters around a typed point.
//!
//! How near a person's positions come to each other by chance is asked of everybody.

use crate::evidence::hits::Hits;
use crate::evidence::index::{FixSeen, Index, Quality, apart_m};
use crate::evidence::odds::most_for_share;
use crate::evidence::signal::Signal;
use crate::sites::Network;

/// Nearer than this is near, metres.
const NEAR_M: f64 = 4.0;
/// Nearer than this part of the better of both accuracies is very near.
const NEAR_PART: f64 = 0.4;
/// Near, and very near.
const STEPS: usize = 2;
/// Good receivers scatter as little as this: what claims a better accuracy is not looked at, metres.
const GOOD_M: f64 = 5.0;
/// Positions before and after with which each is compared, so that the cost of a punch stays the same as history grows.
const NEIGHBOURS: usize = 40;
/// Positions of a person before anything is said.
const FEW: usize = 5;
/// Of a hundred people, those with the nearest positions who are not asked what is usual.
const LEFT_OUT: usize = 4;
/// More near positions than this are not counted.
const MOST_NEAR: usize = 32;
/// Near positions that are needed at least.
const LEAST_NEAR: u32 = 4;

struct Point {
    at: u32,
    near: [u32; STEPS],
}

pub(super) fn look(index: &Index<'_>, hits: &mut Hits) {
    // Under the open sky of a village positions scatter less than in a town: each is asked among its own.
    for network in [Network::Good, Network::Weak, Network::None] {
        let own = |all: &[u32]| all.first().is_some_and(|at| index.network(index.at(*at)) == network);
        let people = index.by_person.each().filter(|(_, all)| own(all)).filter_map(|(_, all)| points(index, all));
        compare(people.collect(), hits);
    }
}

fn compare(mut people: Vec<Vec<Point>>, hits: &mut Hits) {
    if people.len() < 10 {
        return;
    }
    people.sort_by(|a, b| closeness(a).total_cmp(&closeness(b)));
    let kept = people.len() - (people.len() * LEFT_OUT / 100).max(1);
    let usual = Usual::of(&people[..kept]);
    for point in people.iter().flatten() {
        let looks = (0..STEPS).filter(|step| point.near[*step] >= LEAST_NEAR);
        let rarest = looks.map(|step| (usual.share(point, step), step)).min_by(|a, b| a.0.total_cmp(&b.0));
        let Some((share, step)) = rarest else { continue };
        let rare = most_for_share(share * STEPS as f64);
        if rare >= 200 {
            let strength = super::grade(rare.into(), 200.0, 300.0, 350);
            let facts = [point.near[step].into(), NEAR_M as i64, 0];
            hits.add(Signal::FixClustered, point.at, strength, facts);
        }
    }
}

/// How many of everybody's positions have at least as many others so near.
struct Usual {
    shown: [[u32; MOST_NEAR + 1]; STEPS],
    points: u32,
}

impl Usual {
    fn of(people: &[Vec<Point>]) -> Self {
        let mut usual = Self { shown: [[0; MOST_NEAR + 1]; STEPS], points: 0 };
        for point in people.iter().flatten() {
            usual.points += 1;
            for (counts, near) in usual.shown.iter_mut().zip(point.near) {
                counts.iter_mut().take(near as usize + 1).for_each(|count| *count += 1);
            }
        }
        usual
    }

    fn share(&self, point: &Point, step: usize) -> f64 {
        let near = (point.near[step] as usize).min(MOST_NEAR);
        f64::from(self.shown[step][near] + 1) / f64::from(self.points + 1)
    }
}

/// How near a person's positions are to each other.
fn closeness(points: &[Point]) -> f64 {
    let near: u32 = points.iter().map(|point| point.near[0]).sum();
    f64::from(near) / (points.len() * points.len().min(2 * NEIGHBOURS)) as f64
}

/// A person's positions that nobody else has and that do not repeat (that is another signal's), each with how many of other
/// days are near.
fn points(index: &Index<'_>, all: &[u32]) -> Option<Vec<Point>> {
    let own = |at: u32| {
        let seen = index.at(at);
        let fix = seen.fix.as_ref().filter(|_| seen.is_phone())?;
        let is_point = fix.quality != Quality::Coarse
            && fix.accuracy.is_none_or(|accuracy| accuracy >= GOOD_M)
            && index.by_cell.of(fix.cell).len() == 1;
        is_point.then_some((seen.day, fix, at))
    };
    let shown: Vec<(i32, &FixSeen, u32)> = all.iter().filter_map(|at| own(*at)).collect();
    if shown.len() < FEW {
        return None;
    }
    let mut points: Vec<Point> = shown.iter().map(|(_, _, at)| Point { at: *at, near: [0; STEPS] }).collect();
    for (place, (day, fix, _)) in shown.iter().enumerate() {
        for (other, (on, next, _)) in shown.iter().enumerate().skip(place + 1).take(NEIGHBOURS) {
            if on == day {
                continue;
            }
            let metres = apart_m(fix, next);
            if metres > NEAR_M {
                continue;
            }
            let finest = |fix: &FixSeen| fix.accuracy.unwrap_or(0.0);
            let is_very = metres <= NEAR_PART * finest(fix).min(finest(next));
            for point in [place, other] {
                points[point].near[0] += 1;
                points[point].near[1] += u32::from(is_very);
            }
        }
    }
    Some(points)
}
