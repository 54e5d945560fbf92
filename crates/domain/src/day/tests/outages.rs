//! Outages: what they void, what they leave, and that they never make a day worse.

use super::*;
use crate::outages::OutageOfDay;

fn outage(from: DateTime, to: DateTime, names: &[&str]) -> OutageOfDay {
    OutageOfDay {
        from,
        to,
        silenced: names.iter().map(|name| (source_of(name), Arc::from(*name))).collect(),
        reference: format!("gangguan {}", from.time()).into(),
    }
}

fn source_of(name: &str) -> Source {
    if name == "HP" { Source::Phone } else { Source::Machine }
}

fn phone(reached: Option<DateTime>) -> SourceMark {
    SourceMark { source: Source::Phone, name: "HP".into(), ..machine(reached) }
}

fn codes(verdict: &Verdict) -> Vec<&'static str> {
    verdict.reasons.iter().map(Reason::code).collect()
}

#[test]
fn lateness_inside_an_outage_does_not_count() {
    let mut case = Case::of(&[at(8, 0), at(16, 5)]);
    case.outages = vec![outage(at(7, 0), at(8, 10), &["M1"])];

    let verdict = case.judge();

    assert_eq!((verdict.status, verdict.marks.clone()), (Status::H, vec![]));
    let void = verdict.reasons.iter().find(|reason| reason.code() == "outage_voids_late").unwrap();
    assert!(void.indonesian().starts_with("30 dari 30 menit"), "{}", void.indonesian());
    assert_eq!(void.rule().unwrap().pack, "gangguan");
}

#[test]
fn only_the_minutes_inside_the_outage_are_void() {
    let mut case = Case::of(&[at(8, 30), at(16, 5)]);
    case.outages = vec![outage(at(7, 40), at(8, 0), &["M1"]), outage(at(7, 50), at(8, 10), &["M1"])];

    assert_eq!(case.judge().marks, [Mark::Tl(30)]);
}

#[test]
fn what_is_left_of_a_lateness_is_judged_with_the_grace() {
    let mut case = Case::of(&[at(8, 0), at(16, 5)]);
    case.plan = due(Duty { grace_minutes: 5, ..duty() });
    case.outages = vec![outage(at(7, 0), at(7, 55), &["M1"])];

    assert_eq!(case.judge().marks, []);
    assert!(codes(&case.judge()).contains(&"within_grace"));
}

#[test]
fn an_outage_after_the_arrival_excuses_no_lateness() {
    let mut case = Case::of(&[at(8, 0), at(16, 5)]);
    case.outages = vec![outage(at(8, 0), at(9, 0), &["M1"])];

    assert_eq!(case.judge().marks, [Mark::Tl(30)]);
}

#[test]
fn leaving_early_into_an_outage_counts_only_to_its_beginning() {
    let mut case = Case::of(&[at(7, 12), at(15, 0)]);
    case.outages = vec![outage(at(15, 20), at(17, 0), &["M1"])];

    assert_eq!(case.judge().marks, [Mark::Psw(20)]);
}

#[test]
fn taps_an_outage_kept_away_are_not_held_against_anybody() {
    let mut departure = Case::of(&[at(7, 12)]);
    departure.outages = vec![outage(at(15, 0), at(18, 0), &["M1"])];
    let mut arrival = Case::of(&[at(16, 5)]);
    arrival.outages = vec![outage(at(7, 0), at(8, 0), &["M1"])];
    let mut elsewhen = Case::of(&[at(7, 12)]);
    elsewhen.outages = vec![outage(at(10, 0), at(12, 0), &["M1"])];

    assert_eq!(departure.judge().marks, []);
    assert!(codes(&departure.judge()).contains(&"outage_excuses_out"));
    assert_eq!(arrival.judge().marks, []);
    assert!(codes(&arrival.judge()).contains(&"outage_excuses_in"));
    assert_eq!(elsewhen.judge().marks, [Mark::MissingOut]);
}

#[test]
fn a_window_without_a_tap_is_excused_where_the_outage_lay_over_it() {
    let window = |hour| TapWindow { from: time(hour, 0, 0, 0), to: time(hour, 30, 0, 0) };
    let mut case = Case::of(&[at(7, 12), at(16, 5)]);
    case.policy.taps = Taps::Windows(vec![window(7), window(10), window(13), window(16)]);
    case.outages = vec![outage(at(10, 15), at(11, 0), &["M1"])];

    assert_eq!(case.judge().marks, [Mark::MissedWindows(1)]);
    assert!(codes(&case.judge()).contains(&"outage_excuses_windows"));
}

#[test]
fn nobody_is_absent_when_every_source_was_out_in_the_morning_and_the_afternoon() {
    let mut case = Case::of(&[]);
    case.marks = vec![heard(), phone(heard().reached.map(|_| ON.tomorrow().unwrap().at(12, 0, 0, 0)))];
    let all = &["M1", "HP"];
    case.outages = vec![outage(at(7, 0), at(8, 0), all), outage(at(15, 30), at(16, 30), all)];

    let waits = case.judge();
    case.now = ON.at(12, 0, 0, 0).checked_add(5.days()).unwrap();
    let later = case.judge();

    assert_eq!((waits.status, waits.settled), (Status::Belum, false));
    assert!(codes(&waits).contains(&"outage_awaits_roll"));
    assert_eq!(waits.waiting_for.len(), 1);
    assert_eq!((later.status, later.settled), (Status::Belum, false));
    assert!(codes(&later).contains(&"outage_needs_officer"));
}

#[test]
fn one_source_that_worked_once_is_enough_to_be_absent() {
    let both = &["M1", "HP"];
    let marks = || vec![heard(), phone(heard().reached.map(|_| ON.tomorrow().unwrap().at(12, 0, 0, 0)))];
    for outages in [
        vec![outage(at(7, 0), at(8, 0), both)],
        vec![outage(at(7, 0), at(8, 0), both), outage(at(15, 30), at(16, 30), &["M1"])],
    ] {
        let case = Case { marks: marks(), outages, ..Case::of(&[]) };

        assert_eq!(case.judge().status, Status::Tk);
    }
}

#[test]
fn an_outage_to_the_end_of_the_day_ends_the_waiting_and_proves_nothing() {
    let mut silent = Case::of(&[]);
    silent.marks = vec![machine(None), phone(Some(ON.tomorrow().unwrap().at(12, 0, 0, 0)))];
    silent.outages = vec![outage(at(20, 0), DateTime::MAX, &["M1"])];
    let mut present = Case::of(&[at(7, 12), at(12, 0)]);
    present.marks.clone_from(&silent.marks);
    present.outages.clone_from(&silent.outages);
    let waiting = Case { outages: Vec::new(), marks: silent.marks.clone(), ..Case::of(&[at(7, 12), at(12, 0)]) };

    assert_eq!((silent.judge().status, silent.judge().settled), (Status::Belum, false));
    assert_eq!((present.judge().settled, present.judge().marks), (true, vec![]));
    assert!(!waiting.judge().settled);
}

#[test]
fn a_roll_that_speaks_ends_the_waiting_for_it() {
    let mut case = Case::of(&[]);
    case.outages = vec![outage(at(3, 0), at(23, 0), &["M1"])];
    case.statements = vec![Statement {
        source: Source::Manual,
        status: Status::H,
        marks: Vec::new(),
        reference: "\"H\" di baris 3".into(),
    }];

    assert_eq!((case.judge().status, case.judge().settled), (Status::H, true));
}

/// Minutes held against somebody, and how many other marks.
fn burden(verdict: &Verdict) -> (u32, usize) {
    verdict.marks.iter().fold((0, 0), |(minutes, others), mark| match mark {
        Mark::Tl(more) | Mark::Psw(more) => (minutes + u32::from(*more), others),
        _ => (minutes, others + 1),
    })
}

fn any_moment() -> impl Strategy<Value = DateTime> {
    (3_i8..=23, 0_i8..=59).prop_map(|(hour, minute)| at(hour, minute).min(at(23, 40)))
}

prop_compose! {
    fn any_outage()(a in any_moment(), b in any_moment(), open in any::<bool>(), both in any::<bool>()) -> OutageOfDay {
        let names: &[&str] = if both { &["M1", "HP"] } else { &["M1"] };
        outage(a.min(b), if open { DateTime::MAX } else { a.max(b) }, names)
    }
}

fn any_case() -> impl Strategy<Value = Case> {
    let taps = prop::collection::vec(any_moment(), 0..5);
    (taps, any::<bool>(), any::<bool>(), any::<bool>(), 0_u16..40, 0_u16..90).prop_map(
        |(taps, heard_machine, heard_phone, windows, grace, flex)| {
            let mut case = Case::of(&taps);
            let spoken = ON.tomorrow().unwrap().at(12, 0, 0, 0);
            case.plan = due(Duty { grace_minutes: grace, flex_minutes: flex, ..duty() });
            case.marks = vec![machine(heard_machine.then_some(spoken)), phone(heard_phone.then_some(spoken))];
            if windows {
                let window = |hour| TapWindow { from: time(hour, 0, 0, 0), to: time(hour, 30, 0, 0) };
                case.policy.taps = Taps::Windows(vec![window(7), window(10), window(13), window(16)]);
            }
            case
        },
    )
}

proptest! {
    #[test]
    fn an_outage_never_makes_a_day_worse(
        mut case in any_case(),
        outages in prop::collection::vec(any_outage(), 1..4),
    ) {
        let without = case.judge();
        case.outages = outages;
        let with = case.judge();

        let (minutes, others) = (burden(&with), burden(&without));
        prop_assert!(minutes.0 <= others.0 && minutes.1 <= others.1, "{:?} {:?}", with.marks, without.marks);
        prop_assert!(with.status != Status::Tk || without.status == Status::Tk);
        prop_assert!(without.status == Status::Tk || with.status == without.status);
        prop_assert_eq!((with.first_in, with.last_out), (without.first_in, without.last_out));
    }

    #[test]
    fn the_order_of_outages_and_taps_does_not_matter(
        mut case in any_case(),
        outages in prop::collection::vec(any_outage(), 1..4),
    ) {
        case.outages = outages;
        let once = case.judge();
        case.outages.reverse();
        case.punches.reverse();

        prop_assert_eq!(once, case.judge());
    }
}
