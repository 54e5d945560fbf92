//! Sources that contradict one another: each question has the answer that was settled, and what is open says so.
//!
//! The rows are those the packs answer today. Bands of punishment, dismissals and the conversion of minutes are cases beside
//! `nasional/disiplin-kerja`.

use hadir_domain::calendar::{DayKind, Week};
use hadir_domain::leave::LeaveKind;
use hadir_domain::people::{EmployeeType, Nip};
use hadir_domain::survey::{Answer, ELEMENTS, Respondent, Weight, compute};
use hadir_rules::Packs;
use jiff::civil::{Date, date};

fn on_day(on: Date) -> (DayKind, Option<String>, Option<String>, bool) {
    let day = Packs::shipped().calendar(None, None).day(on, Week::Five).unwrap();
    (day.kind, day.name.map(|name| name.to_string()), day.source.map(|source| source.to_string()), day.confirmed)
}

/// How many national holidays and days of collective leave a year has.
fn listed(year: i16) -> (usize, usize) {
    let days = Packs::shipped().calendar(None, None).days(date(year, 1, 1), date(year, 12, 31), Week::Six).unwrap();
    let of = |kind| days.iter().filter(|day| day.kind == kind).count();
    (of(DayKind::LiburNasional), of(DayKind::CutiBersama))
}

#[test]
fn the_holidays_of_2026_are_those_of_the_decree_and_not_of_a_press_copy() {
    let eid = on_day(date(2026, 3, 21));
    assert_eq!(eid.0, DayKind::LiburNasional);
    assert!(eid.2.unwrap().contains("1497/2025"));
    assert_eq!(on_day(date(2026, 3, 22)).0, DayKind::LiburNasional);
    assert_eq!(on_day(date(2026, 8, 25)).0, DayKind::LiburNasional);

    // The press copy has Eid on 20 and 21 March and Maulid on 16 September.
    assert_eq!(on_day(date(2026, 3, 20)).0, DayKind::CutiBersama);
    assert_eq!(on_day(date(2026, 9, 16)).0, DayKind::Workday);
    assert_eq!(listed(2026), (17, 8));
}

#[test]
fn the_eighteen_holidays_of_2027_wait_for_the_decree() {
    assert_eq!(listed(2027), (18, 8));
    for twice in [date(2027, 1, 5), date(2027, 12, 26)] {
        let (_, name, _, confirmed) = on_day(twice);

        assert!(name.unwrap().starts_with("Isra Mikraj"));
        assert!(!confirmed, "two Isra Mikraj in one list are to be checked");
    }
}

#[test]
fn the_survey_weighs_by_ninths_and_offers_0_11_for_comparison() {
    let packs = Packs::shipped();
    let scheme = packs.survey(None).unwrap();
    let best = [Respondent { row: 1, answers: [Answer::Score(4); ELEMENTS] }];
    let index = |weight| compute(&best, weight, &scheme.bands).unwrap().ikm;

    assert_eq!(scheme.weights, [Weight::Ninth, Weight::PointEleven]);
    assert_eq!((index(Weight::Ninth), index(Weight::PointEleven)), ("100.00".into(), "99.00".into()));
}

#[test]
fn six_days_of_a_pppk_are_sure_twelve_are_asked_of_bkpsdm() {
    let rules = Packs::shipped().leave(None, EmployeeType::Pppk, date(2026, 6, 1)).unwrap();
    let yearly = rules.kind(LeaveKind::Tahunan).unwrap();

    assert!(yearly.open.as_ref().unwrap().contains("BKPSDM"));
    assert!(!yearly.rule.confirmed);
    let amount = yearly.yearly.as_ref().unwrap();
    assert_eq!((amount.half_days, amount.sure_half_days), (24, 12));
}

#[test]
fn the_shape_of_a_nip_cites_both_regulations() {
    let source = include_str!("../../domain/src/people.rs");

    assert!(source.contains("Perka BKN 22/2007") && source.contains("43/2007"));
    assert!(Nip::parse("209909262120051001").is_ok());
}

#[test]
fn the_hours_of_kotim_change_on_their_day() {
    let table = Packs::shipped().hours(Some("62.02"));
    let ends = |on| table.on(on, Week::Five).unwrap().unwrap().ends.to_string();

    assert_eq!(ends(date(2024, 1, 26)), "16:30:00");
    assert_eq!(ends(date(2026, 1, 9)), "16:00:00");
}
