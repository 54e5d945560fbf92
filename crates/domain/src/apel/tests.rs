use jiff::civil::{date, time};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use std::sync::Arc;
use uuid::Uuid;

use super::*;
use crate::arrival::Fix;
use crate::hours::RuleRef;
use crate::ids::{PunchId, UnitId};
use crate::roster::{DayOffReason, DayPlan, Duty, Excuse, WorkMode};
use crate::sites::{Area, Zone};
use crate::status::Status;

const ON: jiff::civil::Date = date(2026, 1, 19);

fn hours(from: i8, starts: i8, to: i8) -> ApelHours {
    let at = |minutes: i8| time(7, minutes, 0, 0);
    ApelHours { from: at(from), starts: at(starts), to: at(to) }
}

fn place(name: &str, lat: f64) -> ApelPlace {
    ApelPlace { name: name.into(), site: None, point: Some(ApelRing { lat, lon: 105.3, radius_m: 100 }) }
}

fn announced() -> ApelAnnounced {
    ApelAnnounced {
        kind: ApelKind::Apel,
        title: "Apel Senin".into(),
        units: vec![UnitId(Uuid::from_u128(1))],
        hours: hours(0, 30, 45),
        zone: Zone::parse("WIB").unwrap(),
        place: place("Halaman kantor", -5.11),
        on_holidays_too: false,
    }
}

fn at(clock: &str) -> Timestamp {
    format!("2026-01-19T{clock}:00+07:00").parse().unwrap()
}

fn event(later: Vec<(Timestamp, ApelSaid)>) -> ApelEvent {
    ApelEvent::fold(announced(), ON, at("06:00"), later)
}

fn duty(mode: WorkMode, from: i8, hours: i64) -> Duty {
    let starts = ON.at(from, 0, 0, 0);
    let rule = Arc::new(RuleRef { pack: "uji".into(), source: "uji".into(), confirmed: true });
    Duty { on: ON, mode, starts, ends: starts.saturating_add(hours.hours()), grace_minutes: 0, flex_minutes: 0, rule }
}

fn plan(duty: Option<Duty>, excuse: Option<Status>, off: Option<bool>) -> DayPlan {
    let off = off.map(|calendar| DayOffReason {
        kind: calendar.then_some(crate::calendar::DayKind::LiburNasional),
        name: "libur".into(),
        source: "uji".into(),
    });
    DayPlan { on: ON, duty, excuse: excuse.map(|status| Excuse { status, reference: "S-1".into() }), off }
}

fn due_of(plan: &DayPlan, holidays: bool) -> Option<ApelExcuse> {
    match due(plan, ON, hours(0, 30, 45), holidays, None) {
        ApelDue::Expected => None,
        ApelDue::Excused { why, .. } => Some(why),
    }
}

fn punch(clock: &str, place: ApelPlaceWord) -> ApelPunch {
    ApelPunch { id: PunchId(Uuid::from_u128(9)), at: at(clock), place, labels: Vec::new() }
}

fn tap(number: u128, seen: ApelSeen, clock: &str) -> ApelTap {
    ApelTap {
        id: Uuid::from_u128(number),
        seen,
        how: ApelHow::Tap,
        at: at(clock),
        received_at: at(clock),
        note: String::new(),
    }
}

#[test]
fn office_staff_is_due_before_office_hours_and_a_shift_only_within_its_own() {
    assert_eq!(due_of(&plan(Some(duty(WorkMode::Wfo, 8, 8)), None, None), false), None);
    assert_eq!(due_of(&plan(Some(duty(WorkMode::Shift, 7, 7)), None, None), false), None);
    assert_eq!(due_of(&plan(Some(duty(WorkMode::Shift, 14, 7)), None, None), false), Some(ApelExcuse::Shift));
    assert_eq!(due_of(&plan(Some(duty(WorkMode::Wfh, 7, 8)), None, None), false), Some(ApelExcuse::Elsewhere));
}

#[test]
fn a_holiday_of_the_calendar_may_be_the_day_of_a_ceremony_and_a_free_day_of_the_roster_is_not() {
    assert_eq!(due_of(&plan(None, None, Some(true)), false), Some(ApelExcuse::DayOff));
    assert_eq!(due_of(&plan(None, None, Some(true)), true), None);
    assert_eq!(due_of(&plan(None, None, Some(false)), true), Some(ApelExcuse::DayOff));
}

#[test]
fn a_paper_excuses_and_half_a_day_of_it_only_its_half() {
    assert_eq!(due_of(&plan(None, Some(Status::C), None), false), Some(ApelExcuse::Paper));
    let afternoon_off = plan(Some(duty(WorkMode::Wfo, 7, 4)), Some(Status::I), None);
    let morning_off = plan(Some(duty(WorkMode::Wfo, 12, 4)), Some(Status::I), None);
    assert_eq!((due_of(&afternoon_off, false), due_of(&morning_off, false)), (None, Some(ApelExcuse::Paper)));
    let both =
        due(&plan(None, Some(Status::S), None), ON, hours(0, 30, 45), false, Some((ApelExcuse::Unit, "lapangan")));
    assert!(matches!(both, ApelDue::Excused { why: ApelExcuse::Paper, note } if note == "sakit"));
}

#[test]
fn a_punch_counts_within_the_hours_and_is_late_after_the_beginning() {
    let event = event(vec![]);
    let stands =
        |clock: &str| judge(&ApelDue::Expected, &[], &[punch(clock, ApelPlaceWord::Inside)], &event, false).standing;
    assert_eq!(stands("06:59"), ApelStanding::BelumTercatat);
    assert_eq!(stands("07:30"), ApelStanding::Hadir);
    assert_eq!(stands("07:31"), ApelStanding::Terlambat);
    assert_eq!(stands("07:46"), ApelStanding::BelumTercatat);
}

#[test]
fn a_place_labels_a_punch_and_never_refuses_it() {
    let judged = judge(&ApelDue::Expected, &[], &[punch("07:20", ApelPlaceWord::Outside)], &event(vec![]), true);
    assert_eq!((judged.standing, judged.place), (ApelStanding::Hadir, Some(ApelPlaceWord::Outside)));
}

#[test]
fn the_officers_newest_word_outweighs_the_phone_and_can_be_taken_back() {
    let phone = [punch("07:20", ApelPlaceWord::Inside)];
    let said = |taps: &[ApelTap], closed| judge(&ApelDue::Expected, taps, &phone, &event(vec![]), closed);
    let out = tap(1, ApelSeen::NotInRanks, "07:40");
    let open = said(std::slice::from_ref(&out), false);
    assert_eq!((open.standing, open.basis), (ApelStanding::BelumTercatat, ApelBasis::NotInRanks));
    let closed = said(std::slice::from_ref(&out), true);
    assert_eq!((closed.standing, closed.tap), (ApelStanding::TidakHadir, Some(Uuid::from_u128(1))));
    let back = said(&[out.clone(), tap(2, ApelSeen::Withdrawn, "07:41")], true);
    assert_eq!((back.standing, back.basis), (ApelStanding::Hadir, ApelBasis::Phone));
    assert_eq!(said(&[tap(2, ApelSeen::Late, "07:42"), out], true).standing, ApelStanding::Terlambat);
}

#[test]
fn a_place_that_moved_keeps_the_judgement_of_its_moment_and_new_hours_take_nothing_from_anybody() {
    let moved = ApelMoved { hours: hours(40, 50, 59), place: place("Alun-alun", -5.2), reason: "hujan".into() };
    let event = event(vec![(at("07:15"), ApelSaid::Moved(moved))]);
    assert_eq!(event.place_at(at("07:10")).name, "Halaman kantor");
    assert_eq!(event.place_at(at("07:20")).name, "Alun-alun");
    let stands =
        |clock: &str| judge(&ApelDue::Expected, &[], &[punch(clock, ApelPlaceWord::Inside)], &event, true).standing;
    assert_eq!((stands("07:10"), stands("07:45")), (ApelStanding::Hadir, ApelStanding::Hadir));
    assert_eq!(stands("07:20"), ApelStanding::TidakHadir);
    assert_eq!(event.span(), (at("07:00"), at("07:59")));
}

#[test]
fn a_vague_position_is_never_inside() {
    let area = Area { middle: (-5.11, 105.3), radius_m: 100, outline: Arc::new([]) };
    let fix = |lat: f64, accuracy: Option<f64>| Fix {
        latitude: lat,
        longitude: 105.3,
        accuracy_m: accuracy,
        fixed_at: None,
        mock: None,
    };
    let word = |lat, accuracy| look(Some(&fix(lat, accuracy)), Some(&area), 100.0);
    assert_eq!(word(-5.11, Some(10.0)), ApelPlaceWord::Inside);
    assert_eq!(word(-5.11, Some(500.0)), ApelPlaceWord::Unsure);
    assert_eq!(word(-5.11, None), ApelPlaceWord::Unsure);
    assert_eq!(word(-5.2, Some(10.0)), ApelPlaceWord::Outside);
    assert_eq!(look(None, Some(&area), 100.0), ApelPlaceWord::NoFix);
    assert_eq!(look(Some(&fix(-5.11, Some(1.0))), None, 100.0), ApelPlaceWord::Unknown);
}

fn dues() -> impl Strategy<Value = ApelDue> {
    let why = prop::sample::select(ApelExcuse::ALL);
    prop_oneof![Just(ApelDue::Expected), why.prop_map(|why| ApelDue::Excused { why, note: "uji".into() }),]
}

fn seen() -> impl Strategy<Value = (ApelSeen, i8)> {
    (prop::sample::select(ApelSeen::ALL), 0..60_i8)
}

type Somebody = (ApelDue, Vec<(ApelSeen, i8)>, Vec<(i8, ApelPlaceWord)>);

fn stands(of: &Somebody, event: &ApelEvent, closed: bool) -> ApelJudged {
    let (due, seen, made) = of;
    let moment = |minute: i8| at(&format!("07:{minute:02}"));
    let taps: Vec<ApelTap> = seen
        .iter()
        .zip(1_u128..)
        .map(|((seen, minute), number)| ApelTap {
            at: moment(*minute),
            received_at: moment(*minute),
            ..tap(number, *seen, "07:00")
        })
        .collect();
    let punches: Vec<ApelPunch> =
        made.iter().map(|(minute, place)| ApelPunch { at: moment(*minute), ..punch("07:00", *place) }).collect();
    judge(due, &taps, &punches, event, closed)
}

proptest! {
    #[test]
    fn the_table_of_an_event_adds_up_to_its_roster_and_only_closing_makes_anybody_absent(
        people in prop::collection::vec((
            dues(),
            prop::collection::vec(seen(), 0..4),
            prop::collection::vec((0..60_i8, prop::sample::select(ApelPlaceWord::ALL)), 0..3),
        ), 0..40),
        closed in any::<bool>(),
    ) {
        let event = event(vec![]);
        let judged: Vec<ApelJudged> = people.iter().map(|one| stands(one, &event, closed)).collect();
        let tally = ApelTally::of(judged.iter().map(|one| one.standing));

        prop_assert_eq!(tally.total() as usize, people.len());
        let each: u32 = ApelStanding::ALL.iter().map(|standing| tally.count(*standing)).sum();
        prop_assert_eq!(each, tally.total());
        let never = if closed { ApelStanding::BelumTercatat } else { ApelStanding::TidakHadir };
        prop_assert_eq!(tally.count(never), 0);
        let mut month = ApelMonth::default();
        judged.iter().filter_map(|one| one.standing.event_status()).for_each(|status| month.count(status));
        prop_assert_eq!(month.total() + tally.count(ApelStanding::BelumTercatat), tally.total());
    }

    #[test]
    fn nobody_who_is_let_off_missed_anything_and_closing_changes_no_presence(
        of in (
            dues(),
            prop::collection::vec(seen(), 0..4),
            prop::collection::vec((0..60_i8, prop::sample::select(ApelPlaceWord::ALL)), 0..3),
        ),
    ) {
        let event = event(vec![]);
        let (open, closed) = (stands(&of, &event, false), stands(&of, &event, true));
        if matches!(of.0, ApelDue::Excused { .. }) {
            prop_assert_ne!(closed.standing, ApelStanding::TidakHadir);
        }
        if open.standing != ApelStanding::BelumTercatat {
            prop_assert_eq!(&open, &closed);
        }
    }

    #[test]
    fn the_order_in_which_words_and_punches_are_read_changes_nothing(
        of in (
            dues(),
            prop::collection::vec(seen(), 0..4),
            prop::collection::vec((0..60_i8, prop::sample::select(ApelPlaceWord::ALL)), 0..3),
        ),
    ) {
        let event = event(vec![]);
        let (due, seen, mut made) = of.clone();
        made.reverse();
        let forth = stands(&of, &event, true);
        let back = stands(&(due, seen, made), &event, true);
        prop_assert_eq!((forth.standing, forth.at), (back.standing, back.at));
    }
}
