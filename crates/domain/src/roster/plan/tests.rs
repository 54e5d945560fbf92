use super::*;
use crate::calendar::{DayKind, DayOff, Week};
use crate::hours::{DayHours, HoursPeriod};
use crate::ids::{AssignmentId, PersonId};
use jiff::civil::{date, time};
use uuid::Uuid;

const MONDAY: Date = date(2026, 1, 5);

fn hours() -> HoursTable {
    let day = Some(DayHours {
        starts: time(7, 30, 0, 0),
        ends: time(16, 0, 0, 0),
        break_minutes: 60,
        grace_minutes: 0,
        flex_minutes: 0,
        rule: Arc::new(RuleRef { pack: "p".into(), source: "s".into(), confirmed: true }),
    });
    let week = [day.clone(), day.clone(), day.clone(), day.clone(), day, None, None];
    HoursTable::new(vec![HoursPeriod { from: date(2025, 1, 1), to: None, week: Week::Five, by_weekday: week }])
}

fn calendar(off: Option<Date>) -> Calendar {
    let off = off.map(|on| DayOff {
        on,
        kind: DayKind::LiburNasional,
        name: "Libur".into(),
        source: "SKB".into(),
        known_from: on,
        confirmed: true,
    });
    Calendar::new(date(2026, 1, 1), date(2026, 12, 31), off)
}

fn exception(kind: ExceptionKind, part: Part) -> Exception {
    Exception {
        id: AssignmentId(Uuid::nil()),
        person: PersonId(Uuid::nil()),
        from_on: MONDAY,
        to_on: MONDAY,
        part,
        kind,
        reference: "SPT 1".into(),
    }
}

const OFFICE: Pattern = Pattern::Office { week: Week::Five };

fn night_shift() -> Pattern {
    let turn = Turn { starts: time(21, 0, 0, 0), minutes: 600, break_minutes: 0, grace_minutes: 0 };
    Pattern::Cycle { anchor_on: MONDAY, turns: vec![Some(turn), None, None] }
}

fn planned(on: Date, exceptions: &[Exception], pattern: &Pattern, off: Option<Date>) -> DayPlan {
    plan(on, &[], exceptions, pattern, &calendar(off), &hours()).unwrap()
}

#[test]
fn a_holiday_inside_leave_stays_a_holiday() {
    let plan = planned(MONDAY, &[exception(ExceptionKind::Leave, Part::Whole)], &OFFICE, Some(MONDAY));

    assert!(plan.off.is_some());
    assert_eq!(plan.excuse, None);
}

#[test]
fn a_half_day_of_leave_leaves_the_other_half_due() {
    let plan = planned(MONDAY, &[exception(ExceptionKind::Leave, Part::FirstHalf)], &OFFICE, None);

    assert_eq!(plan.duty.unwrap().starts, MONDAY.at(11, 45, 0, 0));
    assert_eq!(plan.excuse.unwrap().status, Status::C);
}

#[test]
fn guard_duty_is_due_on_a_day_off() {
    let turn = Turn { starts: time(19, 0, 0, 0), minutes: 720, break_minutes: 0, grace_minutes: 0 };
    let plan = planned(MONDAY, &[exception(ExceptionKind::Piket { turn }, Part::Whole)], &OFFICE, Some(MONDAY));

    assert_eq!(plan.duty.unwrap().ends, MONDAY.tomorrow().unwrap().at(7, 0, 0, 0));
    assert_eq!(plan.off, None);
}

#[test]
fn a_night_shift_belongs_to_the_day_it_began_and_its_end_lies_in_that_window() {
    let first = planned(MONDAY, &[], &night_shift(), None);
    let second = planned(MONDAY.tomorrow().unwrap(), &[], &night_shift(), None);

    assert_eq!(first.duty.as_ref().unwrap().ends, MONDAY.tomorrow().unwrap().at(7, 0, 0, 0));
    assert_eq!(boundary(&first, &second), MONDAY.tomorrow().unwrap().at(11, 0, 0, 0));
}

#[test]
fn a_cycle_runs_backwards_from_its_anchor_too() {
    let three_days_before = MONDAY.checked_sub(3.days()).unwrap();

    assert!(planned(three_days_before, &[], &night_shift(), None).duty.is_some());
}

#[test]
fn between_two_office_days_the_window_turns_at_the_midpoint() {
    let monday = planned(MONDAY, &[], &OFFICE, None);
    let tuesday = planned(MONDAY.tomorrow().unwrap(), &[], &OFFICE, None);

    assert_eq!(boundary(&monday, &tuesday), MONDAY.at(23, 45, 0, 0));
}

#[test]
fn the_weekend_does_not_belong_to_friday() {
    let friday = planned(date(2026, 1, 9), &[], &OFFICE, None);
    let saturday = planned(date(2026, 1, 10), &[], &OFFICE, None);

    assert_eq!(boundary(&friday, &saturday), date(2026, 1, 10).at(3, 0, 0, 0));
}
