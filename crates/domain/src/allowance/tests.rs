//! One made-up schedule for each shape a rule can have.

use std::sync::Arc;

use jiff::civil::{Date, Weekday, date};

use super::*;
use crate::people::EmployeeType;
use crate::status::Status;

pub(super) fn rule(key: &str) -> Arc<Rule> {
    Arc::new(Rule { id: format!("uji/{key}").into(), article: "Perbup uji".into(), confirmed: false })
}

pub(super) fn percent(hundredths: i64) -> Percent {
    Percent::from_ten_thousandths(hundredths * 100)
}

/// A schedule that says nothing, of the whole allowance.
pub(super) fn silent() -> Schedule {
    Schedule {
        name: "uji".into(),
        title: "Uji".into(),
        title_en: "Test".into(),
        region: None,
        covers_from: date(2020, 1, 1),
        covers_to: None,
        base: Base { share: Percent::WHOLE, rule: rule("base") },
        late: None,
        early: None,
        arrival: None,
        missing: None,
        absence: AbsenceRule::default(),
        events: Vec::new(),
        caps: Vec::new(),
        first_days: Vec::new(),
        open: Vec::new(),
        whole: rule("cap"),
        facts: (0, 0),
    }
}

pub(super) fn bands(edges: &[(u16, i64)]) -> Bands {
    let ends = edges.iter().skip(1).map(|(next, _)| High::Below(*next)).chain([High::Open]);
    let bands = edges.iter().zip(ends).map(|((from, hundredths), high)| Band {
        low: Low::From(*from),
        high,
        percent: percent(*hundredths),
    });
    Bands::new(1, u16::MAX, bands.collect(), Vec::new())
}

pub(super) fn tariff(key: &str, tariff: Tariff) -> Option<TariffRule> {
    Some(TariffRule { tariff, rule: rule(key) })
}

pub(super) fn event_rule(kind: EventKind, hundredths: i64, when: Conditions) -> EventRule {
    EventRule {
        kinds: vec![kind],
        statuses: vec![Attended::Missed],
        when,
        then: Consequence::Percent(percent(hundredths)),
        rule: rule(kind.as_str()),
    }
}

pub(super) fn ladder() -> AbsenceRule {
    let step = |days, in_a_row, hundredths| Step { days, in_a_row, percent: percent(hundredths) };
    let steps = vec![step(1, false, 2_500), step(2, false, 5_000), step(3, true, 10_000)];
    AbsenceRule {
        ladder: Some(Ladder { steps, beyond: "tiga hari terpisah".into(), rule: rule("absence") }),
        ..Default::default()
    }
}

pub(super) fn month(days: Vec<PersonDay>, events: Vec<Event>) -> PersonMonth {
    PersonMonth {
        month: Month::parse("2026-01").unwrap(),
        employee_type: EmployeeType::Pns,
        tpp_rupiah: Rupiah(4_000_000),
        structural: false,
        days,
        events,
    }
}

pub(super) fn on(day: i8) -> Date {
    date(2026, 1, day)
}

fn absent(days: &[i8]) -> PersonMonth {
    month(days.iter().map(|day| PersonDay::new(on(*day), Status::Tk)).collect(), vec![])
}

fn nothing_known() -> MonthDays {
    MonthDays::unknown(Month::parse("2026-01").unwrap())
}

fn ask(schedule: &Schedule, month: &PersonMonth) -> Assessment {
    assess(schedule, month, &nothing_known())
}

fn sentences(assessment: &Assessment) -> String {
    assessment.unknown.iter().map(Doubt::id).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_a_schedule_does_not_say_takes_nothing_and_is_said() {
    let mut day = PersonDay::new(on(5), Status::H);
    (day.late_minutes, day.early_minutes, day.missing_in, day.missing_out) = (45, 20, true, true);
    let event = Event { date: on(5), kind: EventKind::Apel, status: Attended::Missed };
    let answer = ask(&silent(), &month(vec![day, PersonDay::new(on(6), Status::Tk)], vec![event]));

    assert_eq!((answer.cut, answer.lines.len(), answer.unknown.len()), (Rupiah::ZERO, 0, 6));
    assert!(answer.unknown.iter().all(|doubt| doubt.why == Why::NotRuled && doubt.id() != doubt.en()));
}

#[test]
fn one_two_and_three_days_in_a_row_climb_the_ladder() {
    let schedule = Schedule { absence: ladder(), ..silent() };
    let cut = |days: &[i8]| {
        let answer = ask(&schedule, &absent(days));
        (answer.percent.to_string(), answer.unknown.len())
    };

    assert_eq!(cut(&[5]), ("25.00".into(), 0));
    assert_eq!(cut(&[5, 6]), ("50.00".into(), 0));
    assert_eq!(cut(&[5, 6, 7]), ("100.00".into(), 0));
    assert_eq!(cut(&[9, 12, 13]), ("100.00".into(), 0), "a weekend neither adds nor breaks");
    assert_eq!(cut(&[5, 7, 9]), ("50.00".into(), 1), "three days apart are a hole in the text");
    assert_eq!(cut(&[5, 6, 7, 8, 9]), ("100.00".into(), 0), "beyond the last step there is nothing left to take");
}

#[test]
fn a_day_there_or_excused_breaks_a_run_and_a_day_off_does_not() {
    let schedule = Schedule { absence: ladder(), ..silent() };
    let with = |status| {
        let mut month = absent(&[5, 6, 8]);
        month.days.push(PersonDay::new(on(7), status));
        ask(&schedule, &month).percent
    };

    assert_eq!(with(Status::Libur), Percent::WHOLE);
    assert_eq!(with(Status::H), percent(5_000));
    assert_eq!(with(Status::C), percent(5_000));
}

#[test]
fn a_missing_tap_that_is_a_band_stands_in_the_place_of_minutes_and_one_that_is_not_beside_them() {
    let late = tariff("late", Tariff::Bands(bands(&[(1, 50), (31, 100)])));
    let missing = |instead_of_minutes| {
        Some(MissingRule { tap_in: Some(percent(150)), tap_out: None, instead_of_minutes, rule: rule("missing") })
    };
    let mut day = PersonDay::new(on(5), Status::H);
    (day.late_minutes, day.missing_in) = (45, true);
    let of =
        |missing| ask(&Schedule { late: late.clone(), missing, ..silent() }, &month(vec![day.clone()], vec![])).percent;

    assert_eq!(of(missing(true)), percent(150));
    assert_eq!(of(missing(false)), percent(250));
}

#[test]
fn a_day_without_notice_does_not_pay_for_its_taps_again() {
    let schedule = Schedule {
        missing: Some(MissingRule {
            tap_in: Some(percent(100)),
            tap_out: Some(percent(100)),
            instead_of_minutes: false,
            rule: rule("missing"),
        }),
        absence: ladder(),
        ..silent()
    };
    let mut day = PersonDay::new(on(5), Status::Tk);
    (day.missing_in, day.missing_out, day.late_minutes) = (true, true, 450);

    assert_eq!(ask(&schedule, &month(vec![day], vec![])).percent, percent(2_500));
}

#[test]
fn an_excused_day_asks_for_no_taps_and_answers_an_apel() {
    let schedule = Schedule { events: vec![event_rule(EventKind::Apel, 50, Conditions::default())], ..silent() };
    let mut day = PersonDay::new(on(5), Status::Dl);
    (day.missing_in, day.missing_out) = (true, true);
    let event = Event { date: on(5), kind: EventKind::Apel, status: Attended::Missed };
    let answer = ask(&schedule, &month(vec![day], vec![event]));

    assert_eq!((answer.cut, answer.unknown.len()), (Rupiah::ZERO, 1));
    assert_eq!(answer.unknown[0].why, Why::DayExcused(Status::Dl));
}

#[test]
fn a_day_that_is_not_decided_takes_nothing() {
    let answer = ask(&silent(), &month(vec![PersonDay::new(on(5), Status::Belum)], vec![]));

    assert_eq!(answer.unknown[0].why, Why::Undecided);
}

#[test]
fn the_same_twice_counts_once_and_two_versions_not_at_all() {
    let schedule = Schedule {
        late: tariff("late", Tariff::Rate { percent: percent(1), minutes: 1 }),
        events: vec![event_rule(EventKind::Apel, 50, Conditions::default())],
        ..silent()
    };
    let day = |minutes| PersonDay { late_minutes: minutes, ..PersonDay::new(on(5), Status::H) };
    let apel = Event { date: on(6), kind: EventKind::Apel, status: Attended::Missed };

    let twice = ask(&schedule, &month(vec![day(10), day(10)], vec![apel, apel]));
    assert_eq!((twice.percent, twice.unknown.len()), (percent(60), 1));
    let versions = ask(&schedule, &month(vec![day(10), day(11)], vec![]));
    assert_eq!((versions.cut, &versions.unknown[0].why), (Rupiah::ZERO, &Why::TwoVersions));
}

#[test]
fn what_lies_outside_the_month_or_the_schedule_does_not_count() {
    let schedule = Schedule { late: tariff("late", Tariff::Rate { percent: percent(1), minutes: 1 }), ..silent() };
    let day = PersonDay { late_minutes: 10, ..PersonDay::new(date(2026, 2, 2), Status::H) };
    assert_eq!(ask(&schedule, &month(vec![day.clone()], vec![])).unknown[0].why, Why::OutsideMonth);

    let later = Schedule { covers_from: date(2026, 2, 1), ..schedule };
    let answer = ask(&later, &month(vec![PersonDay { date: on(5), ..day }], vec![]));
    assert_eq!((answer.cut, &answer.unknown[0].why), (Rupiah::ZERO, &Why::OutsideCover));
}

#[test]
fn who_is_no_asn_has_nothing_to_cut() {
    let schedule = Schedule { absence: ladder(), ..silent() };
    let answer = ask(&schedule, &PersonMonth { employee_type: EmployeeType::NonAsn, ..absent(&[5]) });

    assert_eq!((answer.base, answer.cut, answer.lines.len()), (Rupiah::ZERO, Rupiah::ZERO, 0));
    assert_eq!(answer.unknown[0].why, Why::NoAllowance);
}

#[test]
fn beyond_the_base_a_line_of_the_cap_gives_back() {
    let schedule = Schedule {
        absence: AbsenceRule { per_day: Some((percent(4_000), rule("absence"))), ..Default::default() },
        ..silent()
    };
    let answer = ask(&schedule, &absent(&[5, 7, 9]));

    assert_eq!((answer.cut, answer.percent, answer.lines.len()), (Rupiah(4_000_000), Percent::WHOLE, 4));
    let cap = answer.lines.last().unwrap();
    assert_eq!((cap.rupiah, cap.percent.to_string().as_str()), (Rupiah(-800_000), "-20.00"));
    assert_eq!((answer.caps.len(), answer.caps[0].relief), (1, Rupiah(800_000)));
}

#[test]
fn rounding_alone_does_not_lift_a_cut_above_its_base() {
    let schedule = Schedule {
        absence: AbsenceRule { per_day: Some((percent(5_000), rule("absence"))), ..Default::default() },
        ..silent()
    };
    let answer = ask(&schedule, &PersonMonth { tpp_rupiah: Rupiah(1), ..absent(&[5, 6]) });

    assert_eq!((answer.cut, answer.percent), (Rupiah(1), Percent::WHOLE));
}

#[test]
fn a_day_cap_holds_for_minutes_and_taps_of_its_day_alone() {
    let schedule = Schedule {
        late: tariff("late", Tariff::Rate { percent: percent(1), minutes: 1 }),
        caps: vec![CapRule { span: CapSpan::Day, percent: percent(200), rule: rule("cap-day") }],
        events: vec![event_rule(EventKind::Apel, 50, Conditions::default())],
        ..silent()
    };
    let late = |day, minutes| PersonDay { late_minutes: minutes, ..PersonDay::new(on(day), Status::H) };
    let apel = Event { date: on(5), kind: EventKind::Apel, status: Attended::Missed };
    let answer = ask(&schedule, &month(vec![late(5, 300), late(6, 150)], vec![apel]));

    assert_eq!(answer.percent, percent(200 + 50 + 150));
    assert_eq!(answer.caps.len(), 1);
}

#[test]
fn events_hold_for_whom_and_when_they_say() {
    let officials = Conditions { structural: Some(true), ..Default::default() };
    let pns = Conditions { types: vec![EmployeeType::Pns], structural: Some(false), ..Default::default() };
    let mondays = Conditions { weekday: Some(Weekday::Monday), ..Default::default() };
    let schedule = Schedule {
        events: vec![
            event_rule(EventKind::Upacara, 1_000, officials),
            event_rule(EventKind::Upacara, 700, pns),
            event_rule(EventKind::Apel, 200, mondays),
        ],
        ..silent()
    };
    let of = |kind, day, employee_type, structural| {
        let event = Event { date: on(day), kind, status: Attended::Missed };
        let month = PersonMonth { employee_type, structural, ..month(vec![], vec![event]) };
        let answer = ask(&schedule, &month);
        (answer.percent.ten_thousandths() / 100, answer.unknown.first().map(|doubt| doubt.why.clone()))
    };

    assert_eq!(of(EventKind::Upacara, 5, EmployeeType::Pns, true), (1_000, None));
    assert_eq!(of(EventKind::Upacara, 5, EmployeeType::Pns, false), (700, None));
    let cpns = Why::NotRuledFor(EmployeeType::Cpns, false);
    assert_eq!(of(EventKind::Upacara, 5, EmployeeType::Cpns, false), (0, Some(cpns)));
    assert_eq!(of(EventKind::Apel, 5, EmployeeType::Pns, false), (200, None));
    assert_eq!(of(EventKind::Apel, 6, EmployeeType::Pns, false), (0, Some(Why::OtherWeekday)));
    assert_eq!(of(EventKind::Senam, 5, EmployeeType::Pns, false), (0, Some(Why::NotRuled)));
}

#[test]
fn a_skipped_apel_needs_somebody_who_was_there() {
    let present = Conditions { present: true, ..Default::default() };
    let schedule = Schedule {
        absence: AbsenceRule { per_day: Some((percent(1_500), rule("absence"))), ..Default::default() },
        events: vec![event_rule(EventKind::Apel, 500, present)],
        ..silent()
    };
    let apel = Event { date: on(5), kind: EventKind::Apel, status: Attended::Missed };
    let of = |status| ask(&schedule, &month(vec![PersonDay::new(on(5), status)], vec![apel])).percent;

    assert_eq!((of(Status::H), of(Status::Tk)), (percent(500), percent(1_500)));
}

#[test]
fn a_listed_first_day_is_charged_once_and_settles_its_year() {
    let charge = |holiday: Option<&str>| {
        Some(FirstDayCharge { percent: Percent::WHOLE, holiday: holiday.map(Into::into), rule: rule("first-day") })
    };
    let schedule = Schedule {
        absence: AbsenceRule {
            first_day: charge(Some("Idulfitri")),
            per_day: Some((percent(500), rule("absence"))),
            ..Default::default()
        },
        first_days: vec![ListedFirstDay { date: on(5), holiday: "Idulfitri".into() }],
        ..silent()
    };

    assert_eq!(ask(&schedule, &absent(&[5])).lines[0].because, Because::AbsentFirstDay);
    let other = ask(&schedule, &absent(&[6]));
    assert_eq!((other.percent, other.unknown.len()), (percent(500), 0));
    let unlisted = Schedule { first_days: vec![], ..schedule };
    let open = ask(&unlisted, &absent(&[6]));
    assert_eq!((open.percent, &open.unknown[0].why), (percent(500), &Why::FirstDayUnknown));
}

#[test]
fn tolerated_lateness_takes_nothing_until_it_is_too_often_or_too_long() {
    let tolerance =
        Tariff::Tolerance { minutes: 30, times: 2, longer: "lebih lama".into(), oftener: "lebih sering".into() };
    let schedule = Schedule { late: tariff("late", tolerance), ..silent() };
    let late = |day, minutes| PersonDay { late_minutes: minutes, ..PersonDay::new(on(day), Status::H) };

    assert_eq!(ask(&schedule, &month(vec![late(5, 30), late(6, 1)], vec![])).unknown, []);
    let often = ask(&schedule, &month(vec![late(7, 5), late(5, 30), late(6, 1)], vec![]));
    assert!(sentences(&often).starts_with("2026-01-07: terlambat 5 menit: lebih sering"));
    assert!(sentences(&ask(&schedule, &month(vec![late(5, 31)], vec![]))).contains("lebih lama"));
}

#[test]
fn a_correction_after_pay_day_is_carried_by_day_and_rule() {
    let schedule = Schedule {
        late: tariff("late", Tariff::Rate { percent: percent(1), minutes: 1 }),
        absence: ladder(),
        ..silent()
    };
    let late = PersonDay { late_minutes: 45, ..PersonDay::new(on(6), Status::H) };
    let before = ask(&schedule, &month(vec![PersonDay::new(on(5), Status::Tk), late.clone()], vec![]));
    let after = ask(&schedule, &month(vec![late], vec![]));
    let found = deltas(&before, &after);

    assert_eq!(found.len(), 1);
    assert_eq!(found[0].rupiah(), Rupiah(-1_000_000));
    assert_eq!(found[0].label(), "selisih bulan 2026-01: 2026-01-05 uji/absence");
    assert_eq!(carried(&found), after.cut - before.cut);
}

#[test]
fn the_edges_of_a_band_are_said_in_plain_words() {
    let band = |low, high| Band { low, high, percent: Percent::ZERO };
    let said: Vec<(String, String)> = [
        band(Low::From(1), High::Below(31)),
        band(Low::From(61), High::To(90)),
        band(Low::Above(91), High::Open),
        band(Low::From(91), High::Open),
    ]
    .iter()
    .map(|band| (band.id(), band.en()))
    .collect();

    let words: Vec<(&str, &str)> = said.iter().map(|(id, en)| (id.as_str(), en.as_str())).collect();
    assert_eq!(
        words,
        [
            ("1 sampai kurang dari 31 menit", "1 to under 31 minutes"),
            ("61 sampai 90 menit", "61 to 90 minutes"),
            ("lebih dari 91 menit", "over 91 minutes"),
            ("mulai 91 menit", "91 minutes and more"),
        ]
    );
    assert_eq!(Because::Late(45, Some(band(Low::From(31), High::Below(61)))).id().matches("menit").count(), 2);
}
