mod corrections;
mod outages;

use std::sync::Arc;

use jiff::civil::{date, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::calendar::DayKind;
use crate::hours::RuleRef;
use crate::policy::{TapWindow, Taps};
use crate::roster::{DayOffReason, Excuse};

const ON: jiff::civil::Date = date(2026, 1, 5);

fn wib(local: DateTime) -> Timestamp {
    local.to_zoned(TimeZone::get("Asia/Jakarta").unwrap()).unwrap().timestamp()
}

fn duty() -> Duty {
    Duty {
        on: ON,
        mode: WorkMode::Wfo,
        starts: ON.at(7, 30, 0, 0),
        ends: ON.at(16, 0, 0, 0),
        grace_minutes: 0,
        flex_minutes: 0,
        rule: Arc::new(RuleRef {
            pack: "nasional/jam-kerja".into(),
            source: "Perpres 21/2023".into(),
            confirmed: true,
        }),
    }
}

fn first_last() -> Policy {
    let rule = RuleRef { pack: "nasional/cara-rekam".into(), source: "kebiasaan".into(), confirmed: false };
    Policy { taps: Taps::FirstLast, repeat_minutes: 30, rule: Arc::new(rule) }
}

fn due(duty: Duty) -> DayPlan {
    DayPlan { on: ON, duty: Some(duty), excuse: None, off: None }
}

fn punch(id: u128, local: DateTime) -> DayPunch {
    DayPunch {
        id: PunchId(Uuid::from_u128(id)),
        at: wib(local),
        local,
        source: Source::Machine,
        pressed: None,
        clock: Clock::Ok,
        clock_note: None,
        voided: None,
    }
}

fn at(hour: i8, minute: i8) -> DateTime {
    ON.at(hour, minute, 0, 0)
}

fn machine(reached: Option<DateTime>) -> SourceMark {
    SourceMark {
        source: Source::Machine,
        name: "M1".into(),
        reached: reached.map(wib),
        lapses_at: None,
        ruled_out: false,
    }
}

fn heard() -> SourceMark {
    machine(Some(ON.tomorrow().unwrap().at(12, 0, 0, 0)))
}

#[derive(Debug)]
struct Case {
    plan: DayPlan,
    punches: Vec<DayPunch>,
    statements: Vec<Statement>,
    corrections: Vec<Correction>,
    marks: Vec<SourceMark>,
    policy: Policy,
    outages: Vec<crate::outages::OutageOfDay>,
    rule: crate::outages::OutageRule,
    now: DateTime,
}

impl Case {
    fn of(punches: &[DateTime]) -> Self {
        Self {
            plan: due(duty()),
            punches: punches.iter().zip(1..).map(|(local, id)| punch(id, *local)).collect(),
            statements: Vec::new(),
            corrections: Vec::new(),
            marks: vec![heard()],
            policy: first_last(),
            outages: Vec::new(),
            rule: crate::outages::OutageRule::for_tests(),
            now: ON.tomorrow().unwrap().at(12, 0, 0, 0),
        }
    }

    fn judge(&self) -> Verdict {
        let to = ON.at(23, 45, 0, 0);
        evaluate(&DayInput {
            plan: &self.plan,
            window: Window { from: ON.at(3, 0, 0, 0), to, ends_at: wib(to) },
            punches: &self.punches,
            statements: &self.statements,
            corrections: &self.corrections,
            marks: &self.marks,
            policy: &self.policy,
            outages: OutagesOfDay {
                rule: Some(&self.rule),
                all: &self.outages,
                roll_until: Some(wib(ON.at(0, 0, 0, 0).checked_add(4.days()).unwrap())),
            },
            now: wib(self.now),
        })
    }
}

#[test]
fn first_in_and_last_out_make_a_plain_day() {
    let verdict = Case::of(&[at(16, 5), at(7, 12), at(12, 1)]).judge();

    assert_eq!(verdict.status, Status::H);
    assert!(verdict.settled);
    assert_eq!(verdict.marks, []);
    assert_eq!(verdict.first_in.map(|(_, at)| at), Some(at(7, 12)));
    assert_eq!(verdict.last_out.map(|(_, at)| at), Some(at(16, 5)));
}

#[test]
fn lateness_is_whole_minutes_rounded_down_and_names_its_rule() {
    let verdict = Case::of(&[ON.at(8, 15, 59, 0), at(16, 0)]).judge();

    assert_eq!(verdict.marks, [Mark::Tl(45)]);
    let late = verdict.reasons.iter().find(|reason| reason.code() == "late").unwrap();
    assert_eq!(late.rule().unwrap().source, "Perpres 21/2023");
}

#[test]
fn fifty_nine_seconds_past_the_start_are_not_late() {
    assert_eq!(Case::of(&[ON.at(7, 30, 59, 0), at(16, 0)]).judge().marks, []);
}

#[test]
fn past_the_grace_the_whole_lateness_counts() {
    let mut case = Case::of(&[at(7, 45), at(16, 0)]);
    case.plan = due(Duty { grace_minutes: 15, ..duty() });
    assert_eq!(case.judge().marks, []);

    case.punches[0] = punch(1, at(7, 46));
    assert_eq!(case.judge().marks, [Mark::Tl(16)]);
}

#[test]
fn a_flexible_start_is_made_good_by_leaving_as_much_later() {
    let mut case = Case::of(&[at(8, 0), at(16, 30)]);
    case.plan = due(Duty { flex_minutes: 60, ..duty() });
    assert_eq!(case.judge().marks, []);

    case.punches[1] = punch(2, at(16, 20));
    assert_eq!(case.judge().marks, [Mark::Psw(10)]);
}

#[test]
fn no_tk_while_any_mapped_source_is_silent() {
    let mut case = Case::of(&[]);
    case.marks = vec![heard(), machine(Some(at(12, 0)))];

    let verdict = case.judge();

    assert_eq!(verdict.status, Status::Belum);
    assert!(!verdict.settled);
    assert_eq!(verdict.waiting_for.len(), 1);
}

#[test]
fn no_tk_where_nothing_listens_for_the_person() {
    let mut case = Case::of(&[]);
    case.marks.clear();

    assert_eq!(case.judge().status, Status::Belum);
}

#[test]
fn no_tk_before_the_window_is_over() {
    let mut case = Case::of(&[]);
    case.now = at(15, 0);

    assert_eq!(case.judge().status, Status::Belum);
}

#[test]
fn tk_only_when_every_source_has_spoken() {
    let verdict = Case::of(&[]).judge();

    assert_eq!(verdict.status, Status::Tk);
    assert!(verdict.settled);
}

#[test]
fn a_lapsed_source_is_named_on_the_day() {
    let mut case = Case::of(&[]);
    case.marks.push(SourceMark {
        source: Source::Phone,
        name: "HP".into(),
        lapses_at: Some(wib(at(23, 50))),
        ..machine(None)
    });

    let verdict = case.judge();

    assert_eq!(verdict.status, Status::Tk);
    assert!(verdict.reasons.iter().any(|reason| reason.code() == "lapsed"));
}

#[test]
fn a_trace_proves_presence_while_sources_are_silent_but_nothing_is_missing_yet() {
    let mut case = Case::of(&[at(7, 20)]);
    case.marks = vec![machine(None)];

    let verdict = case.judge();

    assert_eq!(verdict.status, Status::H);
    assert!(!verdict.settled);
    assert_eq!(verdict.marks, []);
}

#[test]
fn one_tap_before_the_middle_is_an_arrival_and_after_it_a_departure() {
    assert_eq!(Case::of(&[at(7, 20)]).judge().marks, [Mark::MissingOut]);
    assert_eq!(Case::of(&[at(15, 0)]).judge().marks, [Mark::MissingIn, Mark::Psw(60)]);
}

#[test]
fn a_tap_pressed_again_is_no_departure() {
    let verdict = Case::of(&[at(7, 20), at(7, 21)]).judge();

    assert_eq!(verdict.marks, [Mark::MissingOut]);
    assert!(verdict.reasons.contains(&Reason::PressedAgain { count: 1 }));
}

#[test]
fn the_key_pressed_is_evidence_and_decides_nothing() {
    let mut case = Case::of(&[at(7, 20), at(16, 2)]);
    case.punches[0].pressed = Some(Pressed::Out);
    case.punches[1].pressed = Some(Pressed::In);

    let verdict = case.judge();

    assert_eq!(verdict.first_in.map(|(_, at)| at), Some(at(7, 20)));
    assert_eq!(verdict.reasons.iter().filter(|reason| reason.code() == "pressed_otherwise").count(), 2);
}

#[test]
fn a_tap_with_a_suspect_clock_is_shown_and_decides_nothing() {
    let mut case = Case::of(&[at(7, 20), at(16, 0), at(20, 0)]);
    case.punches[2].clock = Clock::Suspect;

    let verdict = case.judge();

    assert_eq!(verdict.last_out.map(|(_, at)| at), Some(at(16, 0)));
    assert!(verdict.reasons.contains(&Reason::SuspectClock { count: 1 }));
}

#[test]
fn an_excused_day_keeps_its_taps_visible() {
    let mut case = Case::of(&[at(9, 0)]);
    case.plan = DayPlan {
        on: ON,
        duty: None,
        excuse: Some(Excuse { status: Status::Dl, reference: "SPT 12".into() }),
        off: None,
    };

    let verdict = case.judge();

    assert_eq!(verdict.status, Status::Dl);
    assert!(verdict.settled);
    assert!(verdict.reasons.contains(&Reason::TapsOnFreeDay { count: 1 }));
}

#[test]
fn a_day_off_is_a_day_off_whoever_is_silent() {
    let mut case = Case::of(&[]);
    case.marks = vec![machine(None)];
    case.plan = DayPlan {
        on: ON,
        duty: None,
        excuse: None,
        off: Some(DayOffReason { kind: Some(DayKind::CutiBersama), name: "Cuti bersama".into(), source: "SKB".into() }),
    };

    assert_eq!(case.judge().status, Status::Libur);
}

#[test]
fn working_elsewhere_without_a_tap_misses_taps_but_is_not_tk() {
    let mut case = Case::of(&[]);
    case.plan = DayPlan {
        excuse: Some(Excuse { status: Status::Wfh, reference: "SE 3".into() }),
        ..due(Duty { mode: WorkMode::Wfh, ..duty() })
    };

    let verdict = case.judge();

    assert_eq!(verdict.status, Status::Wfh);
    assert_eq!(verdict.marks, [Mark::MissingIn, Mark::MissingOut]);
}

#[test]
fn a_roll_speaks_for_a_person_without_taps_and_never_against_one() {
    let statement =
        |status| Statement { source: Source::Manual, status, marks: Vec::new(), reference: "daftar 3".into() };
    let mut case = Case::of(&[]);
    case.statements = vec![statement(Status::S)];
    assert_eq!(case.judge().status, Status::S);

    case.statements = vec![statement(Status::Tk)];
    case.marks = vec![machine(None)];
    assert_eq!(case.judge().status, Status::Belum);

    let mut case = Case::of(&[at(7, 0), at(16, 0)]);
    case.statements = vec![statement(Status::Tk)];
    let verdict = case.judge();
    assert_eq!(verdict.status, Status::H);
    assert!(verdict.reasons.iter().any(|reason| reason.code() == "sheet_disagrees"));
}

fn four_windows() -> Taps {
    let window = |hour, minute, to_hour, to_minute| TapWindow {
        from: time(hour, minute, 0, 0),
        to: time(to_hour, to_minute, 0, 0),
    };
    Taps::Windows(vec![window(7, 0, 7, 45), window(10, 0, 10, 15), window(13, 0, 13, 15), window(16, 0, 16, 15)])
}

#[test]
fn four_wanted_taps_are_four_windows() {
    let mut case = Case::of(&[at(7, 25), at(10, 5), at(13, 5), at(16, 5)]);
    case.policy.taps = four_windows();
    assert_eq!(case.judge().marks, []);

    let mut case = Case::of(&[at(7, 25), at(16, 5)]);
    case.policy.taps = four_windows();
    let verdict = case.judge();
    assert_eq!(verdict.marks, [Mark::MissedWindows(2)]);
    let missed = verdict.reasons.iter().find(|reason| reason.code() == "missed_windows").unwrap();
    assert_eq!(missed.rule().unwrap().pack, "nasional/cara-rekam");

    let mut case = Case::of(&[at(7, 25), at(10, 5)]);
    case.policy.taps = four_windows();
    assert_eq!(case.judge().marks, [Mark::MissingOut, Mark::MissedWindows(1)]);
}

#[test]
fn windows_are_wanted_of_office_hours_and_not_of_a_shift() {
    for (mode, marks) in
        [(WorkMode::Wfo, vec![Mark::MissedWindows(1)]), (WorkMode::Shift, vec![]), (WorkMode::Piket, vec![])]
    {
        let mut case = Case::of(&[at(13, 55), at(22, 1)]);
        case.plan = due(Duty { starts: at(13, 0), ends: at(22, 0), mode, ..duty() });
        case.policy.taps = four_windows();
        let verdict = case.judge();
        let windows: Vec<_> = verdict.marks.into_iter().filter(|mark| matches!(mark, Mark::MissedWindows(_))).collect();
        assert_eq!(windows, marks, "{mode:?}");
    }
}

#[test]
fn a_window_outside_the_hours_due_is_not_missed() {
    let mut case = Case::of(&[at(11, 40), at(13, 5), at(16, 5)]);
    case.plan = due(Duty { starts: at(11, 45), ..duty() });
    case.policy.taps = four_windows();

    assert_eq!(case.judge().marks, []);
}

#[test]
fn every_reason_has_a_sentence_in_both_languages() {
    for punches in [vec![], vec![at(8, 0)], vec![at(7, 0), at(15, 0)]] {
        for reason in Case::of(&punches).judge().reasons {
            assert!(!reason.indonesian().is_empty() && !reason.english().is_empty());
            assert_ne!(reason.indonesian(), reason.english());
        }
    }
}

#[test]
fn a_void_tap_is_named_and_decides_nothing() {
    let (in_time, late) = (at(7, 0), at(9, 0));
    let without = Case::of(&[late]).judge();
    let mut case = Case::of(&[in_time, late]);
    case.punches[0].voided = Some(Voided { case: Uuid::from_u128(0xabc) });

    let verdict = case.judge();

    assert_eq!((verdict.status, &verdict.marks), (without.status, &without.marks));
    assert_eq!(verdict.first_in.map(|(_, local)| local), without.first_in.map(|(_, local)| local));
    let said: Vec<String> = verdict.reasons.iter().map(Reason::indonesian).collect();
    assert!(said.iter().any(|text| text.starts_with("Gugur: rekaman pukul 07.00.00")), "{said:?}");
    assert!(said.iter().any(|text| text.contains("PK-00000ABC")), "{said:?}");
}

#[test]
fn a_day_of_void_taps_alone_is_silent() {
    let mut case = Case::of(&[at(7, 0), at(16, 0)]);
    case.punches.iter_mut().for_each(|punch| punch.voided = Some(Voided { case: Uuid::from_u128(1) }));

    let verdict = case.judge();

    assert_eq!(verdict.status, Case::of(&[]).judge().status);
    assert_eq!(verdict.reasons.iter().filter(|reason| reason.code() == "voided").count(), 2);
}

fn any_punch() -> impl Strategy<Value = DayPunch> {
    (0..1_500_i64, 0..5_usize, any::<u16>(), prop::bool::weighted(0.1)).prop_map(|(minute, source, id, suspect)| {
        let local = ON.at(0, 0, 0, 0).checked_add(minute.minutes()).unwrap();
        DayPunch {
            source: Source::ALL[source],
            clock: if suspect { Clock::Suspect } else { Clock::Ok },
            ..punch(u128::from(id), local)
        }
    })
}

proptest! {
    #[test]
    fn the_verdict_does_not_depend_on_the_order_of_arrival(
        (punches, shuffled) in prop::collection::vec(any_punch(), 0..12)
            .prop_flat_map(|punches| (Just(punches.clone()), Just(punches).prop_shuffle()))
    ) {
        let mut case = Case::of(&[]);
        case.punches = punches;
        let one = case.judge();
        case.punches = shuffled;
        prop_assert_eq!(one, case.judge());
    }

    #[test]
    fn more_evidence_never_turns_presence_into_absence(
        punches in prop::collection::vec(any_punch(), 0..8), more in any_punch(), silent in any::<bool>()
    ) {
        let mut case = Case::of(&[]);
        case.punches = punches;
        if silent {
            case.marks.push(machine(None));
        }
        let before = case.judge();
        case.punches.push(more);
        let after = case.judge();
        if before.status == Status::H {
            prop_assert_eq!(after.status, Status::H);
        }
    }

    #[test]
    fn a_silent_source_never_gives_tk_nor_a_missing_tap(punches in prop::collection::vec(any_punch(), 0..8)) {
        let mut case = Case::of(&[]);
        case.punches = punches;
        case.marks = vec![heard(), machine(Some(at(9, 0)))];
        let verdict = case.judge();
        prop_assert_ne!(verdict.status, Status::Tk);
        let waits = verdict.marks.iter().all(|mark| matches!(mark, Mark::Tl(_)));
        prop_assert!(waits);
    }
}

#[test]
fn a_source_heard_exactly_to_the_end_of_the_window_is_heard() {
    let mut case = Case::of(&[]);
    case.marks = vec![machine(Some(ON.at(23, 45, 0, 0)))];
    assert_eq!(case.judge().status, Status::Tk);

    case.marks = vec![machine(Some(ON.at(23, 45, 0, 0).saturating_sub(SignedDuration::from_secs(1))))];
    assert_eq!(case.judge().status, Status::Belum);
}

#[test]
fn an_answered_call_proves_presence_and_is_neither_arrival_nor_departure() {
    let call = |case: &mut Case| case.punches.last_mut().unwrap().pressed = Some(Pressed::Call);
    let mut alone = Case::of(&[at(10, 0)]);
    call(&mut alone);
    let mut after_arrival = Case::of(&[at(7, 20), at(10, 0)]);
    call(&mut after_arrival);

    let (alone, after_arrival) = (alone.judge(), after_arrival.judge());

    assert_eq!(alone.status, Status::H);
    assert_eq!(alone.marks, [Mark::MissingIn, Mark::MissingOut]);
    assert_eq!(after_arrival.marks, [Mark::MissingOut]);
    assert!(after_arrival.reasons.iter().any(|reason| reason.code() == "answered_call"));
}
