//! Where the phone says it is: attacks that leave a trace.

use super::*;

const IN: (u32, u32, bool) = (3, 5, false);

#[test]
fn a_position_that_the_phone_itself_calls_made_up_is_noticed() {
    let mut scene = town();
    fix(&mut scene, 3, 5, false).mock = Some(true);
    fix(&mut scene, 4, 5, false).mock = Some(false);
    assert!(weight_on(&scene, Signal::MockFlag, IN) > 90);
    assert_eq!(most_on(&scene, Signal::MockFlag, 4), 0);
}

#[test]
fn typed_coordinates_are_noticed() {
    let mut scene = town();
    let typed = fix(&mut scene, 3, 5, false);
    (typed.lat, typed.lon) = (-5.1135, 105.3067);
    assert!(weight_on(&scene, Signal::FixTyped, IN) > 90);
}

#[test]
fn a_satellite_position_that_repeats_over_days_or_people_is_noticed() {
    let mut scene = town();
    let made_up = tap(3, 0, false).fix.unwrap();
    for day in 3..7 {
        let own = fix(&mut scene, 3, day, false);
        (own.lat, own.lon, own.accuracy_m) = (made_up.lat, made_up.lon, Some(5.0));
    }
    let other = fix(&mut scene, 4, 3, false);
    (other.lat, other.lon, other.accuracy_m) = (made_up.lat, made_up.lon, Some(5.0));

    assert!(weight_on(&scene, Signal::SameFixOnDays, IN) > 90);
    assert!(weight_on(&scene, Signal::SameFixAsOthers, (4, 3, false)) > 50);
    assert_eq!(most_on(&scene, Signal::SameFixAsOthers, 5), 0);
}

#[test]
fn values_that_never_change_are_noticed_when_everybody_elses_do() {
    let mut scene = town();
    for day in 0..8 {
        let own = fix(&mut scene, 3, day, false);
        (own.accuracy_m, own.altitude_m, own.speed_mps) = (Some(5.0), Some(0.0), Some(1.2));
    }
    for signal in [Signal::AccuracyFrozen, Signal::AltitudeFrozen, Signal::SpeedFrozen] {
        assert!(weight_on(&scene, signal, IN) > 90, "{}", signal.as_str());
    }
}

#[test]
fn a_height_nobody_else_has_and_an_accuracy_no_receiver_gives_are_noticed() {
    let mut scene = town();
    fix(&mut scene, 3, 5, false).altitude_m = Some(900.0);
    fix(&mut scene, 3, 5, false).accuracy_m = Some(0.0);
    assert!(weight_on(&scene, Signal::AltitudeOdd, IN) > 50);
    assert!(weight_on(&scene, Signal::AccuracyImpossible, IN) > 90);
}

#[test]
fn an_office_code_from_three_kilometres_away_is_a_relayed_code() {
    let mut scene = town();
    fix(&mut scene, 3, 5, false).lat += 0.03;
    at(&mut scene, 3, 5, false).address = Some([198, 51, 100, 9].into());
    assert!(weight_on(&scene, Signal::CodeRelayed, IN) > 90);
    assert!(weight_on(&scene, Signal::Outside, IN) > 90);
    assert!(weight_on(&scene, Signal::OfficeCode, IN) == 0, "such a code supports nothing");
}

#[test]
fn two_places_within_minutes_are_noticed_by_the_time_of_the_positions() {
    let mut scene = town();
    let mut far = tap(3, 5, false);
    far.id = "E-jauh".into();
    far.claimed_at += minutes(5);
    far.received_at += minutes(5);
    let position = far.fix.as_mut().unwrap();
    position.lat += 1.0;
    position.fixed_at = Some(far.claimed_at);
    scene.punches.push(far);
    assert!(weight_on(&scene, Signal::TravelImpossible, IN) > 90);
}

#[test]
fn the_published_point_itself_on_many_days_is_noticed() {
    let mut scene = town();
    for day in 0..6 {
        let own = fix(&mut scene, 3, day, false);
        (own.lat, own.lon) = (OFFICE.0 + f64::from(day) * 1e-6, OFFICE.1);
    }
    assert!(weight_on(&scene, Signal::TooCentral, IN) > 90);
}

#[test]
fn another_offices_network_is_noticed_and_the_own_one_supports() {
    let mut scene = town();
    at(&mut scene, 3, 5, false).address = Some([192, 0, 2, 7].into());
    at(&mut scene, 4, 5, false).address = Some([203, 0, 113, 7].into());
    assert!(weight_on(&scene, Signal::AddressOtherOffice, IN) > 0);
    assert!(weight_on(&scene, Signal::OfficeNetwork, (4, 5, false)) < 0);
}
