//! The one order of punches, whatever order they were handed in.

use std::cmp::Ordering;

use super::super::{FixInput, PunchInput, Scene};

/// Places of punches by their keys, then by what they say; what is the same in everything stands once.
pub(super) fn canonical(scene: &Scene) -> Vec<u32> {
    let mut order: Vec<u32> = (0..scene.punches.len() as u32).collect();
    let at = |place: &u32| &scene.punches[*place as usize];
    order.sort_by(|a, b| compare(scene, at(a), at(b)));
    order.dedup_by(|b, a| compare(scene, at(a), at(b)) == Ordering::Equal);
    order
}

fn compare(scene: &Scene, a: &PunchInput, b: &PunchInput) -> Ordering {
    a.id.cmp(&b.id).then_with(|| whole(scene, a, b))
}

/// Only punches under one key come here.
fn whole(scene: &Scene, a: &PunchInput, b: &PunchInput) -> Ordering {
    let person = |punch: &PunchInput| scene.people.get(punch.person as usize).map(|person| person.id.as_str());
    a.received_at
        .cmp(&b.received_at)
        .then_with(|| a.claimed_at.cmp(&b.claimed_at))
        .then_with(|| person(a).cmp(&person(b)))
        .then_with(|| a.kind.cmp(&b.kind))
        .then_with(|| a.source.cmp(&b.source))
        .then_with(|| (a.monotonic_ms, &a.boot, a.seq).cmp(&(b.monotonic_ms, &b.boot, b.seq)))
        .then_with(|| (a.address, &a.key, a.signature_ok).cmp(&(b.address, &b.key, b.signature_ok)))
        .then_with(|| (a.code, &a.photo, a.photo_phash).cmp(&(b.code, &b.photo, b.photo_phash)))
        .then_with(|| a.user_agent.cmp(&b.user_agent))
        .then_with(|| fixes(a.fix.as_ref(), b.fix.as_ref()))
}

fn fixes(a: Option<&FixInput>, b: Option<&FixInput>) -> Ordering {
    let key = |fix: &FixInput| {
        let bits = |value: Option<f64>| value.map(f64::to_bits);
        (
            fix.lat.to_bits(),
            fix.lon.to_bits(),
            bits(fix.accuracy_m),
            bits(fix.altitude_m),
            bits(fix.speed_mps),
            fix.fixed_at,
            fix.mock,
        )
    };
    a.map(key).cmp(&b.map(key))
}
