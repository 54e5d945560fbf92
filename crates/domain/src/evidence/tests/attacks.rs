//! Whose phone, when, which message: attacks that leave a trace.

use super::*;

const IN: (u32, u32, bool) = (3, 5, false);

#[test]
fn a_colleagues_phone_is_noticed_on_whoever_borrows_it_and_not_on_its_owner() {
    let mut scene = town();
    let borrowed = at(&mut scene, 3, 5, false);
    borrowed.key = Some("K04".into());
    borrowed.boot = Some("B4-1".into());

    assert!(weight_on(&scene, Signal::KeyOfOther, IN) > 90);
    assert_eq!(most_on(&scene, Signal::KeyOfOther, 4), 0);
}

#[test]
fn one_clock_under_two_peoples_keys_is_one_phone() {
    let mut scene = town();
    let base = tap(4, 5, false);
    let copy = at(&mut scene, 3, 5, false);
    copy.boot = base.boot.clone();
    let gap = copy.claimed_at.as_millisecond() - base.claimed_at.as_millisecond();
    copy.monotonic_ms = Some((base.monotonic_ms.unwrap() as i64 + gap) as u64);

    assert!(weight_on(&scene, Signal::BootShared, IN) > 90);
    assert_eq!(most_on(&scene, Signal::BootShared, 4), 0);
}

#[test]
fn a_key_nobody_registered_that_goes_again_is_noticed() {
    let mut scene = town();
    at(&mut scene, 3, 5, false).key = Some("baru".into());
    assert!(weight_on(&scene, Signal::KeyUnknown, IN) > 90);
}

#[test]
fn an_old_message_sent_as_a_new_day_is_noticed_by_each_of_its_pieces() {
    let mut scene = town();
    let old = tap(3, 4, false);
    let replayed = at(&mut scene, 3, 5, false);
    replayed.monotonic_ms = old.monotonic_ms;
    replayed.boot = old.boot;
    replayed.seq = old.seq;
    replayed.fix = old.fix;
    replayed.photo = old.photo;
    replayed.photo_phash = old.photo_phash;

    for signal in [Signal::BodyRepeated, Signal::FixOld, Signal::FixReused, Signal::PhotoReused, Signal::SeqBack] {
        assert!(weight_on(&scene, signal, IN) > 0, "{}", signal.as_str());
        assert_eq!(weight_on(&scene, signal, (3, 4, false)), 0, "the first one is honest: {}", signal.as_str());
    }
}

#[test]
fn somebody_elses_photo_is_noticed_even_when_it_was_saved_again() {
    let mut scene = town();
    let other = tap(4, 2, false);
    at(&mut scene, 3, 5, false).photo_phash = other.photo_phash.map(|bits| bits ^ 0b101);
    assert!(weight_on(&scene, Signal::PhotoOfOther, IN) > 30);
}

#[test]
fn a_clock_set_back_for_one_punch_is_noticed_by_the_phones_own_clock_and_by_the_position() {
    let mut scene = town();
    let late = at(&mut scene, 3, 5, false);
    // Came forty minutes later than claimed; the clock nobody sets and the satellites know.
    late.received_at += minutes(40);
    late.monotonic_ms = late.monotonic_ms.map(|ms| ms + 40 * 60_000);
    late.fix.as_mut().unwrap().fixed_at = Some(late.claimed_at + minutes(40));

    assert!(weight_on(&scene, Signal::ClockMoved, IN) > 90);
    assert!(weight_on(&scene, Signal::FixAfterClaim, IN) > 90);
    assert_eq!(weight_on(&scene, Signal::OfflineAlone, IN), 0, "it was not late, its clock was");
}

#[test]
fn a_record_made_after_a_later_one_was_received_is_noticed() {
    let mut scene = town();
    // The departure came at once under number 12; this arrival of the same day has number 13.
    let back = at(&mut scene, 3, 5, false);
    back.seq = Some(13);
    (back.code, back.address) = (CodeState::Missing, None);
    back.received_at = morning(5) + SignedDuration::from_hours(12);
    back.monotonic_ms = None;

    assert!(weight_on(&scene, Signal::OrderBroken, IN) > 90);
}

#[test]
fn being_offline_alone_is_noticed() {
    let mut scene = town();
    at(&mut scene, 3, 5, false).received_at += SignedDuration::from_hours(5);
    // The village is offline every day: what a quarter of all punches shows cannot weigh everything.
    assert!(weight_on(&scene, Signal::OfflineAlone, IN) > 60);
}

#[test]
fn calls_and_looks_that_find_nobody_are_noticed_and_those_that_do_support() {
    let mut scene = town();
    scene.calls = vec![call(3, 5, 4, None), call(3, 6, 4, None), call(5, 5, 4, Some("E05-05-0"))];
    scene.calls[2].at = at(&mut scene, 5, 5, false).claimed_at;
    scene.checks = vec![check(4, 5, 4, "P01", Seen::Absent), check(5, 6, 4, "P01", Seen::Present)];

    assert!(weight_on(&scene, Signal::SpotMissed, IN) > 0);
    assert!(weight_on(&scene, Signal::CheckMissed, (4, 5, false)) > 0);
    assert!(weight_on(&scene, Signal::ColleagueSaw, (5, 6, false)) < 0);
}

#[test]
fn a_terminal_supports_what_it_saw_and_doubts_what_it_saw_much_later() {
    let mut scene = town();
    for day in 0..DAYS {
        for out in [false, true] {
            let mut machine = tap(3, day, out);
            machine.id = format!("M{day}-{out}");
            machine.source = "machine".into();
            machine.fix = None;
            machine.key = None;
            if day == 5 && !out {
                machine.claimed_at += minutes(150);
                machine.received_at += minutes(150);
            }
            scene.punches.push(machine);
        }
    }
    assert!(weight_on(&scene, Signal::MachineAgrees, (3, 4, false)) < 0);
    assert!(weight_on(&scene, Signal::MachineDiffers, IN) > 0);
}

#[test]
fn arrivals_to_the_second_and_a_phone_that_never_moves_are_noticed() {
    let mut scene = town();
    let fixed = tap(3, 0, false).fix.unwrap();
    let mut more: Vec<PunchInput> = (DAYS..18).flat_map(|day| [tap(3, day, false), tap(3, day, true)]).collect();
    scene.punches.append(&mut more);
    for punch in scene.punches.iter_mut().filter(|punch| punch.person == 3) {
        let started = morning(0) - SignedDuration::from_hours(10);
        if punch.kind == "in" {
            let ms = punch.claimed_at.as_millisecond().div_euclid(86_400_000) * 86_400_000 + 1_500_000;
            punch.claimed_at = Timestamp::from_millisecond(ms).unwrap();
            punch.received_at = punch.claimed_at + seconds(4);
        }
        punch.boot = Some("B3".into());
        punch.monotonic_ms = Some((punch.claimed_at.as_millisecond() - started.as_millisecond()) as u64);
        let own = punch.fix.as_mut().unwrap();
        own.lat = fixed.lat + (own.lat - fixed.lat) / 40.0;
        own.lon = fixed.lon + (own.lon - fixed.lon) / 40.0;
    }
    for signal in [Signal::ArrivalRegular, Signal::PhoneStands, Signal::FixSteady] {
        assert!(most_on(&scene, signal, 3) > 50, "{}", signal.as_str());
    }
    assert_eq!(most_on(&scene, Signal::PhoneStands, 4), 0);
}
