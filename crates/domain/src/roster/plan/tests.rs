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

fn turn(hour: i8, minutes: u16) -> Turn {
    Turn { starts: time(hour, 0, 0, 0), minutes, break_minutes: 0, grace_minutes: 0 }
}

/// A paper entered as the `nth`, the newer the greater.
fn entered(nth: u128, kind: ExceptionKind) -> Exception {
    Exception { id: AssignmentId(Uuid::from_u128(nth)), ..exception(kind, Part::Whole) }
}

#[test]
fn a_turn_of_the_roster_stands_instead_of_the_pattern_even_on_a_holiday() {
    let papers = [entered(1, ExceptionKind::Turn { turn: turn(14, 420) })];

    let duty = planned(MONDAY, &papers, &night_shift(), Some(MONDAY)).duty.unwrap();

    assert_eq!((duty.mode, duty.starts), (WorkMode::Shift, MONDAY.at(14, 0, 0, 0)));
}

#[test]
fn of_several_changes_of_the_roster_the_newest_counts_whatever_days_they_name() {
    let longer =
        Exception { from_on: MONDAY.yesterday().unwrap(), ..entered(2, ExceptionKind::Turn { turn: turn(14, 420) }) };
    let papers = [longer, entered(1, ExceptionKind::Off)];

    assert_eq!(planned(MONDAY, &papers, &OFFICE, None).duty.unwrap().starts, MONDAY.at(14, 0, 0, 0));
}

#[test]
fn a_change_of_the_roster_never_undoes_leave() {
    let papers = [
        entered(1, ExceptionKind::Leave),
        Exception { from_on: MONDAY, ..entered(9, ExceptionKind::Turn { turn: turn(7, 420) }) },
    ];

    let plan = planned(MONDAY, &papers, &OFFICE, None);

    assert_eq!((plan.duty, plan.excuse.unwrap().status), (None, Status::C));
}

#[test]
fn leave_excuses_from_guard_duty_on_a_day_off_too() {
    let papers = [entered(1, ExceptionKind::Leave), entered(2, ExceptionKind::Piket { turn: turn(19, 720) })];

    let plan = planned(MONDAY, &papers, &OFFICE, Some(MONDAY));

    assert_eq!((plan.duty, plan.excuse.unwrap().status), (None, Status::C));
}

#[test]
fn a_day_off_by_the_roster_is_no_day_of_leave() {
    let plan = planned(MONDAY, &[entered(1, ExceptionKind::Leave), entered(2, ExceptionKind::Off)], &OFFICE, None);

    assert_eq!(plan.excuse, None);
    assert!(plan.off.is_some());
}

#[test]
fn the_roster_alone_says_which_paper_and_which_turn_it_follows() {
    let papers = [entered(1, ExceptionKind::Leave), entered(2, ExceptionKind::Turn { turn: turn(14, 420) })];
    let roster = |pattern| rostered(MONDAY, &[], &papers, pattern, &calendar(None), &hours()).unwrap();

    let changed = roster(&OFFICE);
    let plain = rostered(MONDAY, &[], &[], &OFFICE, &calendar(None), &hours()).unwrap();

    assert_eq!((changed.paper, changed.turn), (Some(papers[1].id), Some(turn(14, 420))));
    assert_eq!((plain.paper, plain.turn, plain.break_minutes), (None, None, 60));
}
