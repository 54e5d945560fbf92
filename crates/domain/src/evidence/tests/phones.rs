//! Which phone, which line, which picture: attacks that only many days show, and who looks like them.

use super::*;
use crate::evidence::hits::{Frequencies, Hits};
use crate::evidence::index::Index;

const IN: (u32, u32, bool) = (3, 5, false);

/// Person 3 uses a second registered phone for some taps.
fn second_phone(taps: &[(u32, bool)]) -> Scene {
    let mut scene = town();
    scene.people[3].keys.push("K03b".into());
    for (day, out) in taps {
        let punch = at(&mut scene, 3, *day, *out);
        punch.key = Some("K03b".into());
        punch.boot = Some("drawer".into());
        punch.seq = Some(900 + u64::from(*day) * 2 + u64::from(*out));
    }
    scene
}

#[test]
fn a_second_phone_that_serves_whole_days_in_turn_is_noticed() {
    let taps: Vec<(u32, bool)> = [2, 5, 8].into_iter().flat_map(|day| [(day, false), (day, true)]).collect();
    let scene = second_phone(&taps);
    assert!(weight_on(&scene, Signal::KeyAlternates, IN) > 90);
    assert_eq!(weight_on(&scene, Signal::KeyAlternates, (3, 6, false)), 0, "the usual phone is not the odd one");
}

#[test]
fn whoever_carries_two_phones_uses_both_on_one_day_and_is_hardly_noticed() {
    let scene = second_phone(&[(1, false), (3, true), (5, false), (7, true), (9, false)]);
    assert!(weight_on(&scene, Signal::KeyAlternates, IN) <= 20);
}

#[test]
fn a_phone_that_replaces_another_takes_no_turns() {
    let taps: Vec<(u32, bool)> = (5..DAYS).flat_map(|day| [(day, false), (day, true)]).collect();
    assert_eq!(most_on(&second_phone(&taps), Signal::KeyAlternates, 3), 0);
}

/// Person 3's taps of some days, made on person 4's phone under a key of person 3.
fn on_the_phone_of_4(days: impl Iterator<Item = u32>, key: &str) -> Scene {
    let mut scene = town();
    if !scene.people[3].keys.iter().any(|own| own == key) {
        scene.people[3].keys.push(key.into());
    }
    for day in days {
        for out in [false, true] {
            let carrier = tap(4, day, out);
            let punch = at(&mut scene, 3, day, out);
            let gap = punch.claimed_at.as_millisecond() - carrier.claimed_at.as_millisecond();
            punch.monotonic_ms = Some((carrier.monotonic_ms.unwrap() as i64 + gap) as u64);
            punch.boot = carrier.boot;
            punch.key = Some(key.into());
        }
    }
    scene
}

#[test]
fn a_colleagues_phone_used_on_half_of_the_days_by_somebody_with_another_is_noticed() {
    let scene = on_the_phone_of_4((1..DAYS).step_by(2), "K03b");
    assert!(weight_on(&scene, Signal::BootShared, IN) > 90);
    assert_eq!(most_on(&scene, Signal::BootShared, 4), 0);
}

#[test]
fn two_who_have_one_phone_between_them_share_it_openly() {
    let scene = on_the_phone_of_4(0..DAYS, "K03");
    assert!(most_on(&scene, Signal::BootShared, 3) <= 20);
    assert!(most_on(&scene, Signal::BootShared, 4) <= 20);
}

#[test]
fn pictures_of_one_picture_are_noticed() {
    let mut scene = town();
    for (day, bits) in [(2, 0), (3, 0b1), (4, 0b10), (5, 0b100), (6, 0b11)] {
        at(&mut scene, 3, day, false).photo_phash = Some(0x5a5a_0f0f_3c3c_9696 ^ bits);
    }
    assert!(weight_on(&scene, Signal::PhotoAlike, IN) > 30);
    assert_eq!(most_on(&scene, Signal::PhotoAlike, 4), 0);
}

#[test]
fn faces_that_come_out_alike_in_everybodys_selfies_are_not() {
    let mut scene = town();
    for punch in &mut scene.punches {
        let seed = u64::from(punch.person) * 100;
        let flip = 1_u64 << (chance(punch.seq.unwrap() + seed) % 64);
        punch.photo_phash = Some(chance(seed) ^ flip);
    }
    assert_eq!(most_on(&scene, Signal::PhotoAlike, 3), 0);
}

#[test]
fn two_taps_of_one_moment_may_show_the_same_picture() {
    let mut scene = town();
    for second in 1..4 {
        let mut again = tap(3, 5, false);
        again.id = format!("again{second}");
        again.claimed_at += seconds(second * 20);
        again.received_at += seconds(second * 20);
        again.seq = Some(500 + second as u64);
        scene.punches.push(again);
    }
    assert_eq!(most_on(&scene, Signal::PhotoAlike, 3), 0);
}

/// Person 3 arrives over a line of their own on some days.
fn over_a_line_at_home(days: &[u32]) -> Scene {
    let mut scene = town();
    for day in days {
        at(&mut scene, 3, *day, false).address = Some([198, 51, 7, 9].into());
    }
    scene
}

#[test]
fn a_line_that_only_one_person_uses_is_not_the_offices() {
    let scene = over_a_line_at_home(&[2, 5, 8]);
    assert!(weight_on(&scene, Signal::AddressPrivate, IN) > 90);
    assert_eq!(weight_on(&scene, Signal::AddressPrivate, (3, 6, false)), 0);
    assert_eq!(most_on(&over_a_line_at_home(&[5]), Signal::AddressPrivate, 3), 0, "once is chance");
}

#[test]
fn what_waited_until_the_evening_may_be_sent_from_home() {
    let mut scene = over_a_line_at_home(&[2, 5, 8]);
    for day in [2, 5, 8] {
        at(&mut scene, 3, day, false).received_at += SignedDuration::from_hours(11);
    }
    assert_eq!(most_on(&scene, Signal::AddressPrivate, 3), 0);
}

#[test]
fn whoever_works_at_home_sends_from_there() {
    let mut scene = over_a_line_at_home(&[2, 5, 8]);
    scene.people[3].home = Some((-5.2, 105.2));
    assert_eq!(most_on(&scene, Signal::AddressPrivate, 3), 0);
}

#[test]
fn a_modem_that_is_always_carried_along_is_hardly_noticed() {
    let mut scene = town();
    for punch in scene.punches.iter_mut().filter(|punch| punch.person == 3) {
        punch.address = Some([198, 51, 7, 9].into());
    }
    assert!(most_on(&scene, Signal::AddressPrivate, 3) <= 34);
}

/// Person 3's positions lie in a box of two metres.
fn huddled(accuracy: f64) -> Scene {
    let mut scene = town();
    for day in 0..DAYS {
        for out in [false, true] {
            let seed = u64::from(day) * 2 + u64::from(out);
            let fix = fix(&mut scene, 3, day, out);
            fix.lat = OFFICE.0 + between(seed + 70, -0.000_01, 0.000_01, 7);
            fix.lon = OFFICE.1 + 0.000_2 + between(seed + 90, -0.000_01, 0.000_01, 7);
            fix.accuracy_m = Some(accuracy + between(seed, 0.0, 0.9, 1));
        }
    }
    scene
}

#[test]
fn positions_that_huddle_closer_than_anybodys_are_noticed() {
    let scene = huddled(12.0);
    assert!(weight_on(&scene, Signal::FixClustered, IN) > 30);
    assert_eq!(most_on(&scene, Signal::FixClustered, 4), 0);
}

#[test]
fn a_good_receiver_scatters_as_little_as_it_says() {
    assert_eq!(most_on(&huddled(3.0), Signal::FixClustered, 3), 0);
}

#[test]
fn an_outbox_that_empties_at_once_weighs_less_than_one_late_record() {
    let late = |records: &[(u32, bool)]| {
        let mut scene = town();
        for (day, out) in records {
            let hour = if *out { 0 } else { 9 };
            let punch = at(&mut scene, 3, *day, *out);
            punch.received_at = morning(*day) + SignedDuration::from_hours(14) + seconds(hour);
        }
        scene
    };
    let alone = weight_on(&late(&[(5, false)]), Signal::OfflineAlone, IN);
    let together = weight_on(&late(&[(5, false), (5, true)]), Signal::OfflineAlone, IN);
    assert!(alone > 0 && together * 2 < alone, "{together} against {alone}");
}

#[test]
fn a_fresh_code_tells_when_a_record_was_made() {
    let mut scene = town();
    at(&mut scene, 3, 5, false).received_at += SignedDuration::from_hours(2);
    assert!(weight_on(&scene, Signal::CodeFresh, IN) > 70);

    at(&mut scene, 3, 5, false).code = CodeState::Stale;
    assert_eq!(weight_on(&scene, Signal::CodeFresh, IN), 0, "what waited has an old code");
}

#[test]
fn a_clock_that_was_wrong_until_it_was_set_right_did_not_wait() {
    let mut scene = town();
    for punch in scene.punches.iter_mut().filter(|punch| punch.person == 3) {
        if punch.received_at < morning(7) {
            punch.claimed_at -= minutes(38);
        }
    }
    assert_eq!(weight_on(&scene, Signal::CodeFresh, IN), 0);
    assert_eq!(weight_on(&scene, Signal::OfficeLate, IN), 0);
}

#[test]
fn an_arrival_that_comes_late_and_alone_over_the_offices_network_is_noticed() {
    let mut scene = town();
    let late = at(&mut scene, 3, 5, false);
    late.received_at += SignedDuration::from_hours(5);
    late.address = Some([203, 0, 113, 9].into());
    assert!(weight_on(&scene, Signal::OfficeLate, IN) > 70);

    let received = at(&mut scene, 3, 5, false).received_at;
    at(&mut scene, 3, 4, true).received_at = received - seconds(2);
    assert_eq!(weight_on(&scene, Signal::OfficeLate, IN), 0, "an outbox that emptied");
}

#[test]
fn arrivals_that_alone_come_late_are_noticed_and_a_bad_network_is_not() {
    let late = |departures_too: bool| {
        let mut scene = town();
        for day in [2, 5, 8, 9] {
            at(&mut scene, 3, day, false).received_at += minutes(40 + i64::from(day) * 9);
            if departures_too {
                at(&mut scene, 3, day, true).received_at += minutes(35 + i64::from(day) * 7);
            }
        }
        scene
    };
    assert!(weight_on(&late(false), Signal::LateArrivals, IN) > 50);
    assert_eq!(most_on(&late(true), Signal::LateArrivals, 3), 0);
}

#[test]
fn the_other_tap_of_a_day_elsewhere_is_doubted_unless_the_office_vouches_for_it() {
    let mut scene = town();
    fix(&mut scene, 3, 5, true).mock = Some(true);
    let typed = fix(&mut scene, 3, 5, true);
    (typed.lat, typed.lon, typed.accuracy_m) = (-5.1135, 105.3067, Some(0.0));
    let arrival = at(&mut scene, 3, 5, false);
    (arrival.code, arrival.address) = (CodeState::Missing, None);
    assert!(weight_on(&scene, Signal::SameDay, IN) > 90);
    assert_eq!(weight_on(&scene, Signal::SameDay, (3, 6, false)), 0);

    at(&mut scene, 3, 5, false).code = CodeState::Valid;
    assert_eq!(weight_on(&scene, Signal::SameDay, IN), 0, "the code was read there that morning");
}

/// Person 13 of the village; everything comes hours late.
const VILLAGER: (u32, u32, bool) = (13, 5, false);

#[test]
fn a_record_written_later_shows_by_the_phones_own_clock_even_when_nothing_came_at_once() {
    let mut scene = town();
    assert_eq!(most_on(&scene, Signal::ClockMoved, 13), 0);
    let written = at(&mut scene, 13, 5, false);
    written.monotonic_ms = written.monotonic_ms.map(|ms| ms + 2 * 3_600_000);
    assert!(weight_on(&scene, Signal::ClockMoved, VILLAGER) > 30);
    assert_eq!(weight_on(&scene, Signal::ClockMoved, (13, 6, false)), 0);
}

#[test]
fn a_villagers_clock_that_is_set_once_tells_nothing() {
    let mut scene = town();
    for punch in scene.punches.iter_mut().filter(|punch| punch.person == 13 && punch.received_at >= morning(6)) {
        punch.claimed_at += minutes(40);
    }
    assert_eq!(most_on(&scene, Signal::ClockMoved, 13), 0);
}

#[test]
fn what_many_show_weakly_does_not_bound_what_one_shows_strongly() {
    let scene = town();
    let index = Index::build(&scene);
    let mut hits = Hits::default();
    for (at, seen) in index.punches.iter().enumerate() {
        hits.add(Signal::FixOld, at as u32, if seen.person == 3 { 1000 } else { 200 }, [0; 3]);
    }
    hits.settle();
    let counted = Frequencies::count(&hits, &index.punches, scene.sites.len(), scene.people.len(), 0);
    let own = index.punches.iter().find(|seen| seen.person == 3).unwrap();
    assert!(counted.most(Signal::FixOld, 200, own) < 10);
    assert!(counted.most(Signal::FixOld, 1000, own) > 300);
}
