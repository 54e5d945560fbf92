//! A small honest town, and one attack or look-alike at a time.

mod attacks;
mod lookalikes;
mod order;
mod phones;
mod places;

use std::sync::Arc;

use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::checks::Seen;
use crate::hours::RuleRef;
use crate::sites::Network;

/// People of the town; the last four work in a village without network.
const PEOPLE: u32 = 16;
const VILLAGERS: u32 = 4;
/// Working days.
const DAYS: u32 = 12;
/// Everybody's office.
const OFFICE: (f64, f64) = (-5.113_541_7, 105.306_733_9);
const VILLAGE: (f64, f64) = (-5.313_541_7, 105.506_733_9);

/// A repeatable number that looks like chance.
fn chance(seed: u64) -> u64 {
    let mut x = seed.wrapping_add(0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^= x >> 27;
    x = x.wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Between two numbers, rounded to `digits`.
fn between(seed: u64, low: f64, high: f64, digits: i32) -> f64 {
    let part = (chance(seed) % 1_000_000) as f64 / 1e6;
    let scale = 10_f64.powi(digits);
    ((low + part * (high - low)) * scale).round() / scale
}

/// The start of a working day, 07.00 local.
fn morning(day: u32) -> Timestamp {
    let monday = date(2026, 1, 5).at(0, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp();
    monday + SignedDuration::from_hours(i64::from(day / 5 * 7 + day % 5) * 24)
}

fn seconds(count: i64) -> SignedDuration {
    SignedDuration::from_secs(count)
}

fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

/// One honest tap.
fn tap(person: u32, day: u32, out: bool) -> PunchInput {
    let seed = u64::from(person) * 10_000 + u64::from(day) * 10 + u64::from(out);
    let claimed = morning(day) + seconds(if out { 9 * 3600 } else { 1200 } + (chance(seed) % 1500) as i64);
    let is_village = person >= PEOPLE - VILLAGERS;
    let ground = if is_village { VILLAGE } else { OFFICE };
    let booted = morning(day / 4 * 4) - SignedDuration::from_hours(10 + i64::from(person));
    let noise = |salt: u64| between(seed * 31 + salt, -0.000_15, 0.000_15, 7);
    let delay =
        if is_village { 3 * 3600 + (chance(seed + 1) % 3600) as i64 } else { 3 + (chance(seed + 1) % 9) as i64 };
    let office_net = !is_village && chance(seed + 2) % 10 < 7;
    let host = (chance(seed + 3) % 200) as u8 + 1;
    let address: std::net::IpAddr = if office_net { [203, 0, 113, host] } else { [198, 51, 100, host] }.into();
    let exact = |value: f64| (value * 1e7).round() / 1e7;
    PunchInput {
        id: format!("E{person:02}-{day:02}-{}", u8::from(out)),
        person,
        kind: if out { "out" } else { "in" }.into(),
        source: "phone".into(),
        claimed_at: claimed,
        received_at: claimed + seconds(delay),
        monotonic_ms: Some((claimed.as_millisecond() - booted.as_millisecond()) as u64),
        boot: Some(format!("B{person}-{}", day / 4)),
        seq: Some(u64::from(day * 2 + u32::from(out)) + 1),
        fix: Some(FixInput {
            lat: exact(ground.0 + noise(1)),
            lon: exact(ground.1 + noise(2)),
            accuracy_m: Some(between(seed + 4, 3.5, 14.5, 1)),
            altitude_m: Some(between(seed + 5, 18.0, 42.0, 1)),
            speed_mps: None,
            fixed_at: Some(claimed - seconds((chance(seed + 6) % 8) as i64)),
            mock: None,
        }),
        address: Some(address),
        key: Some(format!("K{person:02}")),
        signature_ok: true,
        code: if is_village { CodeState::Missing } else { CodeState::Valid },
        photo: Some(format!("{:016x}", chance(seed + 7))),
        photo_phash: Some(chance(seed + 8)),
        user_agent: Some(format!("Browser {}", person % 7)),
    }
}

/// The town with nothing odd in it.
fn town() -> Scene {
    let site = |id: &str, place, network, egress: &[&str], office_code| SiteInput {
        id: id.into(),
        name: id.into(),
        place: Some(place),
        radius_m: 75.0,
        network,
        egress: egress.iter().map(|net| net.parse().unwrap()).collect(),
        office_code,
    };
    let people = (0..PEOPLE).map(|person| PersonInput {
        id: format!("P{person:02}"),
        site: Some(u32::from(person >= PEOPLE - VILLAGERS)),
        other_sites: Vec::new(),
        mode: Mode::Office,
        home: None,
        keys: vec![format!("K{person:02}")],
    });
    let taps =
        (0..PEOPLE).flat_map(|person| (0..DAYS).flat_map(move |day| [tap(person, day, false), tap(person, day, true)]));
    Scene {
        zone: TimeZone::get("Asia/Jakarta").unwrap(),
        sites: vec![
            site("S1", OFFICE, Network::Good, &["203.0.113.0/24"], true),
            site("S2", VILLAGE, Network::None, &[], false),
            site("S3", (-5.2, 105.4), Network::Good, &["192.0.2.7/32"], true),
        ],
        people: people.collect(),
        punches: taps.collect(),
        checks: Vec::new(),
        calls: Vec::new(),
    }
}

/// Every signal against a punch weighs ten decibans, every signal for one five.
fn rules() -> EvidenceRules {
    let weight = |signal: &Signal| if signal.is_support() { -50 } else { 100 };
    let rule = |signal| {
        let weight = weight(signal);
        SignalRule { good: weight, weak: weight, none: weight }
    };
    EvidenceRules {
        signals: Signal::ALL.iter().map(rule).collect(),
        families: Family::ALL.iter().map(|_| FamilyRule { least: -100, most: 300 }).collect(),
        prior: -250,
        slope: 1000,
        doubtful: 0,
        contradicted: 130,
        supported: -260,
        misuse: 100,
        queue_people: 1000,
        rule: Arc::new(RuleRef { pack: "uji".into(), source: "uji".into(), confirmed: false }),
    }
}

fn at(scene: &mut Scene, person: u32, day: u32, out: bool) -> &mut PunchInput {
    let id = format!("E{person:02}-{day:02}-{}", u8::from(out));
    scene.punches.iter_mut().find(|punch| punch.id == id).unwrap()
}

fn fix(scene: &mut Scene, person: u32, day: u32, out: bool) -> &mut FixInput {
    at(scene, person, day, out).fix.as_mut().unwrap()
}

/// What a signal weighs on one tap.
fn weight_on(scene: &Scene, signal: Signal, (person, day, out): (u32, u32, bool)) -> i32 {
    let id = format!("E{person:02}-{day:02}-{}", u8::from(out));
    let weighing = weigh(scene, &rules());
    let found = weighing.punches.iter().find(|punch| scene.punches[punch.punch as usize].id == id).unwrap();
    found.reasons.iter().find(|reason| reason.code == signal.as_str()).map_or(0, |reason| reason.weight)
}

/// The most a signal weighs on any tap of a person.
fn most_on(scene: &Scene, signal: Signal, person: u32) -> i32 {
    let weighing = weigh(scene, &rules());
    let own = weighing.punches.iter().filter(|punch| scene.punches[punch.punch as usize].person == person);
    own.flat_map(|punch| &punch.reasons)
        .filter(|reason| reason.code == signal.as_str())
        .map(|reason| reason.weight)
        .max()
        .unwrap_or(0)
}

fn check(person: u32, day: u32, hours: i64, by: &str, seen: Seen) -> CheckInput {
    let at = morning(day) + SignedDuration::from_hours(hours);
    let on = at.to_zoned(TimeZone::get("Asia/Jakarta").unwrap()).date();
    CheckInput { person, on, by: Some(by.into()), at, seen }
}

fn call(person: u32, day: u32, hours: i64, answered_by: Option<&str>) -> CallInput {
    let at = morning(day) + SignedDuration::from_hours(hours);
    CallInput { person, at, window_s: 600, answered_by: answered_by.map(str::to_owned) }
}
