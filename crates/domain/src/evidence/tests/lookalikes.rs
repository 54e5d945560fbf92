//! What looks like fraud and is none.

use super::*;

#[test]
fn nothing_in_an_honest_town_is_doubted() {
    let scene = town();
    let weighing = weigh(&scene, &rules());
    for punch in &weighing.punches {
        let id = &scene.punches[punch.punch as usize].id;
        assert!(matches!(punch.verdict, Verdict::Supported | Verdict::Unverified), "{id} {:?}", punch.reasons);
    }
    assert!(weighing.punches.iter().any(|punch| punch.verdict == Verdict::Supported));
}

#[test]
fn a_village_that_is_offline_together_is_left_in_peace() {
    let scene = town();
    for person in PEOPLE - VILLAGERS..PEOPLE {
        assert!(most_on(&scene, Signal::OfflineAlone, person) <= 15, "{person}");
        assert_eq!(most_on(&scene, Signal::CodeMissing, person), 0);
        assert_eq!(most_on(&scene, Signal::AddressAway, person), 0);
    }
}

#[test]
fn colleagues_may_share_a_wifi_point_to_the_last_digit() {
    let mut scene = town();
    for person in 0..6 {
        for day in 0..8 {
            let own = fix(&mut scene, person, day, false);
            (own.lat, own.lon, own.accuracy_m, own.altitude_m) = (-5.113_600_1, 105.306_800_2, Some(32.0), None);
        }
    }
    assert_eq!(most_on(&scene, Signal::SameFixOnDays, 3), 0);
    assert_eq!(most_on(&scene, Signal::SameFixAsOthers, 3), 0);
}

#[test]
fn coordinates_that_everybody_writes_short_are_not_typed() {
    let mut scene = town();
    for punch in &mut scene.punches {
        let own = punch.fix.as_mut().unwrap();
        own.lat = (own.lat * 1e4).round() / 1e4;
        own.lon = (own.lon * 1e4).round() / 1e4;
    }
    assert_eq!(most_on(&scene, Signal::FixTyped, 3), 0);
}

#[test]
fn a_phone_that_is_shared_by_agreement_is_nobodys_secret() {
    let mut scene = town();
    scene.people[3].keys.push("K04".into());
    for day in 0..DAYS {
        at(&mut scene, 3, day, false).key = Some("K04".into());
    }
    assert_eq!(most_on(&scene, Signal::KeyOfOther, 3), 0);
}

#[test]
fn a_new_phone_that_stays_weighs_next_to_nothing() {
    let mut scene = town();
    for day in 6..DAYS {
        for out in [false, true] {
            at(&mut scene, 3, day, out).key = Some("baru".into());
        }
    }
    assert!(most_on(&scene, Signal::KeyUnknown, 3) <= 15);
    assert_eq!(most_on(&scene, Signal::KeyChurn, 3), 0);
}

#[test]
fn a_clock_that_is_always_wrong_is_honest() {
    let mut scene = town();
    for punch in scene.punches.iter_mut().filter(|punch| punch.person == 3) {
        // The phone's wall clock is forty minutes slow; satellites and server are right.
        punch.claimed_at -= minutes(40);
        punch.monotonic_ms = punch.monotonic_ms.map(|ms| ms + 1);
    }
    for signal in [Signal::ClockMoved, Signal::FixAfterClaim, Signal::OfflineAlone] {
        assert_eq!(most_on(&scene, signal, 3), 0, "{}", signal.as_str());
    }
}

#[test]
fn home_is_a_place_of_those_who_work_there() {
    let mut scene = town();
    let home = (OFFICE.0 + 0.05, OFFICE.1);
    scene.people[3].mode = Mode::Home;
    scene.people[3].home = Some(home);
    for day in 0..DAYS {
        for out in [false, true] {
            let punch = at(&mut scene, 3, day, out);
            punch.code = CodeState::Missing;
            punch.address = Some([198, 51, 100, 3].into());
            punch.fix.as_mut().unwrap().lat += 0.05;
        }
    }
    for signal in [Signal::Outside, Signal::CodeMissing, Signal::AddressAway, Signal::CodeRelayed] {
        assert_eq!(most_on(&scene, signal, 3), 0, "{}", signal.as_str());
    }
}

#[test]
fn duty_elsewhere_that_somebody_knew_of_explains_the_place() {
    let mut scene = town();
    fix(&mut scene, 3, 5, false).lat += 0.2;
    at(&mut scene, 3, 5, false).code = CodeState::Missing;
    scene.checks = vec![check(3, 5, 3, "P01", Seen::Elsewhere)];
    assert_eq!(weight_on(&scene, Signal::Outside, (3, 5, false)), 0);
    assert_eq!(weight_on(&scene, Signal::CheckMissed, (3, 5, false)), 0);
}

#[test]
fn nobody_vouches_for_themselves() {
    let mut scene = town();
    scene.checks = vec![check(3, 5, 3, "P03", Seen::Present)];
    assert_eq!(weight_on(&scene, Signal::ColleagueSaw, (3, 5, false)), 0);
}

#[test]
fn a_coarse_position_of_the_town_is_no_journey_and_not_outside() {
    let mut scene = town();
    let own = fix(&mut scene, 3, 5, false);
    // A point of the browser's coarse grid, some kilometres off.
    (own.lat, own.lon) = (0.003_276_8 * -1570.0, 0.003_276_8 * 32_140.0);
    (own.accuracy_m, own.altitude_m) = (None, None);
    assert_eq!(weight_on(&scene, Signal::Outside, (3, 5, false)), 0);
    assert_eq!(most_on(&scene, Signal::TravelImpossible, 3), 0);
}

#[test]
fn two_who_travel_together_are_hardly_doubted() {
    let mut scene = town();
    for day in 0..DAYS {
        let first = at(&mut scene, 4, day, false).claimed_at;
        let second = at(&mut scene, 3, day, false);
        let gap = second.received_at - second.claimed_at;
        let moved = first.as_millisecond() + 8_000 - second.claimed_at.as_millisecond();
        second.claimed_at = first + seconds(8);
        second.received_at = second.claimed_at + gap;
        second.monotonic_ms = second.monotonic_ms.map(|ms| (ms as i64 + moved) as u64);
        second.fix.as_mut().unwrap().fixed_at = Some(second.claimed_at);
    }
    assert!(most_on(&scene, Signal::Twins, 3) > 0, "it is named");
    let weighing = weigh(&scene, &rules());
    assert!(weighing.punches.iter().all(|punch| punch.verdict != Verdict::Doubtful), "and doubts nobody");
}
