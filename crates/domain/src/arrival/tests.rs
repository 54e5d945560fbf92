use std::sync::Arc;

use super::*;
use crate::sites::{Area, Drawn};
use jiff::ToSpan;
use uuid::Uuid;

const OFFICE: SiteId = SiteId(Uuid::from_u128(1));
const ELSEWHERE: SiteId = SiteId(Uuid::from_u128(2));
const MIDDLE: (f64, f64) = (-5.1135, 105.3067);

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn claimed() -> Timestamp {
    at("2026-01-19T00:21:05Z")
}

fn policy() -> PhonePolicy {
    PhonePolicy::for_tests()
}

fn fix(north_m: f64, accuracy_m: f64) -> Fix {
    Fix {
        latitude: MIDDLE.0 + north_m / 111_195.0,
        longitude: MIDDLE.1,
        accuracy_m: Some(accuracy_m),
        fixed_at: Some(claimed()),
        mock: None,
    }
}

fn ring(radius_m: u32) -> Area {
    Area { middle: MIDDLE, radius_m, outline: Arc::new([]) }
}

fn drawn_as(area: Option<Area>) -> AllowedPlace {
    AllowedPlace { site: OFFICE, drawn: Arc::new([Drawn { from_at: Timestamp::MIN, area }]) }
}

fn places() -> Vec<AllowedPlace> {
    vec![drawn_as(Some(ring(75)))]
}

fn heard(token_at: &str, since_token_ms: Option<i64>) -> ClockEvidence {
    ClockEvidence::Heard(PhoneClock { token_at: at(token_at), since_token_ms })
}

/// A punch nothing speaks against.
fn clean<'a>(fix: &'a Fix, places: &'a [AllowedPlace]) -> Arrival<'a> {
    Arrival {
        claimed_at: claimed(),
        received_at: at("2026-01-19T00:21:07Z"),
        clock: heard("2026-01-19T00:20:05Z", Some(60_000)),
        fix: Some(fix),
        wants_fix: true,
        places,
        signature: Signature::Good,
        key: Some(KnownKey { state: PhoneState::Active, by_passkey: true }),
        office_code: OfficeCode::None,
    }
}

fn codes(arrival: &Arrival<'_>) -> Vec<&'static str> {
    notice(arrival, &policy()).labels.into_iter().map(Label::as_str).collect()
}

#[test]
fn a_clean_punch_has_no_label_and_a_place() {
    let (fix, places) = (fix(20.0, 12.0), places());

    let noticed = notice(&clean(&fix, &places), &policy());

    assert_eq!(noticed, Noticed { labels: vec![], clock: Clock::Ok, site: Some(OFFICE) });
}

#[test]
fn an_uncertain_position_is_never_inside() {
    let places = places();
    for (north, accuracy, expected) in [
        (74.0, 5.0, vec![]),
        (90.0, 30.0, vec!["place_unsure"]),
        (90.0, 5.0, vec!["outside_site"]),
        (20.0, 300.0, vec!["poor_accuracy", "place_unsure"]),
        (5000.0, 2500.0, vec!["poor_accuracy", "coarse_fix", "outside_site"]),
    ] {
        let fix = fix(north, accuracy);
        let noticed = notice(&clean(&fix, &places), &policy());
        let codes: Vec<&str> = noticed.labels.iter().map(|label| label.as_str()).collect();
        assert_eq!(codes, expected, "{north} m, ±{accuracy} m");
        assert_eq!(noticed.site.is_some(), expected.is_empty());
    }
}

#[test]
fn what_is_no_place_on_earth_is_no_position() {
    let places = places();
    for (latitude, longitude) in [(f64::NAN, 105.0), (91.0, 105.0), (-5.0, 181.0), (f64::INFINITY, 0.0)] {
        let fix = Fix { latitude, longitude, ..fix(0.0, 5.0) };
        assert_eq!(codes(&clean(&fix, &places)), ["no_fix"]);
    }
    let unknown = Fix { accuracy_m: Some(f64::NAN), ..fix(0.0, 5.0) };
    assert_eq!(codes(&clean(&unknown, &places)), ["poor_accuracy", "place_unsure"]);
}

#[test]
fn a_site_nobody_drew_is_unknown_and_not_far_away() {
    let fix = fix(0.0, 5.0);
    let undrawn = [drawn_as(None)];

    assert_eq!(codes(&clean(&fix, &undrawn)), ["site_unknown"]);
    assert_eq!(codes(&clean(&fix, &[])), ["site_unknown"]);
}

#[test]
fn the_distance_is_right_at_the_equator_and_across_the_date_line() {
    assert!((distance_m((0.0, 0.0), (0.0, 1.0)) - 111_195.0).abs() < 10.0);
    assert!(distance_m((0.0, 179.999), (0.0, -179.999)) < 250.0);
    assert!((distance_m((-0.001, 100.0), (0.001, 100.0)) - 222.4).abs() < 0.5);
}

#[test]
fn a_point_of_the_network_grid_is_coarse_and_a_measured_one_is_not() {
    assert!(is_on_grid(-7.336_755_2, 108.262_195_2));
    assert!(!is_on_grid(MIDDLE.0, MIDDLE.1));
}

#[test]
fn a_time_that_cannot_be_is_suspect_and_a_late_arrival_is_not() {
    let (fix, places) = (fix(0.0, 5.0), places());
    let base = clean(&fix, &places);
    let month_later = Arrival { received_at: at("2026-02-18T00:00:00Z"), ..base.clone() };
    let future = Arrival { received_at: at("2026-01-19T00:10:00Z"), clock: ClockEvidence::None, ..base.clone() };
    let before =
        Arrival { clock: heard("2026-01-19T00:30:00Z", None), received_at: at("2026-01-19T00:31:00Z"), ..base.clone() };
    let shifted = Arrival { clock: heard("2026-01-19T00:20:05Z", Some(660_000)), ..base.clone() };

    for (arrival, codes, clock) in [
        (month_later, vec!["sent_late"], Clock::Ok),
        (future, vec!["clock_ahead", "no_token"], Clock::Suspect),
        (before, vec!["before_token"], Clock::Suspect),
        (shifted, vec!["clock_shifted"], Clock::Suspect),
    ] {
        let noticed = notice(&arrival, &policy());
        let found: Vec<&str> = noticed.labels.iter().map(|label| label.as_str()).collect();
        assert!(codes.iter().all(|code| found.contains(code)), "{codes:?}: {found:?}");
        assert_eq!(noticed.clock, clock, "{codes:?}");
    }
}

#[test]
fn a_phone_without_a_key_still_punches_labelled() {
    let (fix, places) = (fix(0.0, 5.0), places());
    let base = clean(&fix, &places);
    let of = |state| Some(KnownKey { state, by_passkey: true });

    let unsigned = Arrival { signature: Signature::Missing, key: None, ..base.clone() };
    assert_eq!(codes(&unsigned), ["unsigned"]);
    assert_eq!(codes(&Arrival { key: None, ..base.clone() }), ["unknown_key"]);
    assert_eq!(codes(&Arrival { key: of(PhoneState::Pending), ..base.clone() }), ["key_pending"]);
    assert_eq!(codes(&Arrival { key: of(PhoneState::Revoked), ..base.clone() }), ["key_revoked"]);
    let forged = Arrival { signature: Signature::Bad, ..base.clone() };
    assert_eq!(codes(&forged), ["bad_signature"]);
}

#[test]
fn an_office_code_counts_fully_only_while_it_is_fresh() {
    let (outside, places) = (fix(900.0, 5.0), places());
    let base = clean(&outside, &places);
    let code = |site, ago: i64| OfficeCode::Of { site, shown_at: claimed().checked_sub(ago.seconds()).unwrap() };
    let received = |seconds: i64| claimed().checked_add(seconds.seconds()).unwrap();

    for (office_code, received_at, code, site) in [
        (code(OFFICE, 10), received(5), Label::OfficeCodeOk, Some(OFFICE)),
        (code(OFFICE, 10), received(600), Label::OfficeCodeWeak, None),
        (code(OFFICE, 900), received(5), Label::OfficeCodeStale, None),
        (code(ELSEWHERE, 10), received(5), Label::OfficeCodeWrongSite, None),
        (OfficeCode::Invalid, received(5), Label::OfficeCodeInvalid, None),
    ] {
        let noticed = notice(&Arrival { office_code, received_at, ..base.clone() }, &policy());
        assert!(noticed.labels.contains(&code), "{code:?}: {:?}", noticed.labels);
        assert_eq!(noticed.site, site, "{code:?}");
    }
}

#[test]
fn a_persons_own_code_lasts_a_minute() {
    let made = |ago: i64| Some(claimed().checked_sub(ago.seconds()).unwrap());

    assert_eq!(person_code(made(30), claimed()), Label::PersonCodeOk);
    assert_eq!(person_code(made(61), claimed()), Label::PersonCodeStale);
    assert_eq!(person_code(None, claimed()), Label::PersonCodeInvalid);
}

#[test]
fn a_site_that_moved_is_judged_as_it_was_drawn_when_the_punch_was_made() {
    let moved = Area { middle: (MIDDLE.0 + 0.01, MIDDLE.1), ..ring(75) };
    let site = |from_at| AllowedPlace {
        site: OFFICE,
        drawn: Arc::new([
            Drawn { from_at: at("2026-01-01T00:00:00Z"), area: Some(ring(75)) },
            Drawn { from_at, area: Some(moved.clone()) },
        ]),
    };
    let fix = fix(20.0, 12.0);

    let before = [site(at("2026-01-19T00:21:06Z"))];
    let after = [site(claimed())];

    assert_eq!(notice(&clean(&fix, &before), &policy()).site, Some(OFFICE));
    assert_eq!(codes(&clean(&fix, &after)), ["outside_site"]);
    assert!(before[0].area_at(Timestamp::MIN).is_some(), "before the first drawing that one counts");
}

#[test]
fn inside_an_outline_is_inside_although_the_ring_is_small() {
    let corner = |north: f64, east: f64| (MIDDLE.0 + north / 111_195.0, MIDDLE.1 + east / 111_195.0);
    let outline = [corner(-300.0, -300.0), corner(-300.0, 300.0), corner(300.0, 300.0), corner(300.0, -300.0)];
    let place = [drawn_as(Some(Area { outline: outline.into(), ..ring(20) }))];

    for (north, expected) in [(200.0, vec![]), (305.0, vec!["place_unsure"]), (340.0, vec!["outside_site"])] {
        let fix = fix(north, 12.0);
        assert_eq!(codes(&clean(&fix, &place)), expected, "{north}");
    }
}
