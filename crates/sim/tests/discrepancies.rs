//! Labels part the roster, repeat themselves, and mean what the sides say.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hadir_domain::day::Pressed;
use hadir_domain::hours::RuleRef;
use hadir_domain::reconcile::{
    Cause, CauseKind, Discrepancy, DiscrepancyType, Excluded, Found, GateRule, PersonInput, ReconcileRule, Speaker,
    Tally, Trace,
};
use hadir_sim::discrepancies::{Generated, Label, Order, Score, generate, measure};
use jiff::civil::{Date, date};

const TRIO: [Speaker; 3] = [Speaker::Machine, Speaker::Manual, Speaker::Portal];

fn rule() -> ReconcileRule {
    ReconcileRule {
        tolerance_minutes: 15,
        entry_workdays: 3,
        settle_workdays: 5,
        fastest_kmh: 100,
        cause_people: 3,
        target: 9_500,
        gate: GateRule { weeks: 4, match_rate: 9_500, uptime: 9_500, enrolment: 9_800 },
        rule: Arc::new(RuleRef { pack: "p".into(), source: "s".into(), confirmed: false }),
    }
}

fn order(seed: u64, people: usize, speakers: &[Speaker]) -> Order {
    let speakers = speakers.to_vec();
    Order { seed, people, from: date(2026, 4, 1), workdays: 20, speakers, planted: 0.15, causes: true }
}

fn made(seed: u64, people: usize, speakers: &[Speaker]) -> Generated {
    generate(&order(seed, people, speakers), &rule())
}

/// Every way to ask that somebody would think of.
fn ways() -> Vec<Vec<Speaker>> {
    use Speaker::{Kiosk, Machine, Manual, Phone, Portal, Recap, RollCall, Superior};
    vec![
        vec![Manual, Portal],
        vec![Machine, Portal],
        vec![Portal, Machine],
        vec![Phone, Portal],
        vec![Machine, Recap],
        vec![Kiosk, Phone],
        vec![Manual, Recap],
        TRIO.to_vec(),
        vec![Machine, Phone, RollCall],
        vec![Portal, Superior],
    ]
}

fn traces_on(person: &PersonInput, on: Date) -> impl Iterator<Item = &Trace> {
    let day = person.days.iter().find(|day| day.on == on).unwrap();
    person.traces.iter().filter(move |trace| day.opens <= trace.local && trace.local < day.closes)
}

#[test]
fn every_person_day_has_one_label_and_the_labels_add_up_to_the_roster() {
    for speakers in ways() {
        let made = made(1, 200, &speakers);
        let days: usize = made.people.iter().map(|person| person.days.len()).sum();

        assert_eq!(made.labels.len(), days, "{speakers:?}");
        assert_eq!(made.tally().check(), Ok(()), "{speakers:?}");
        for person in &made.people {
            for pair in person.days.windows(2) {
                assert_eq!((pair[0].closes, pair[0].on < pair[1].on), (pair[1].opens, true), "{speakers:?}");
            }
            assert!(person.days.iter().all(|day| made.labels.contains_key(&(person.person, day.on))));
        }
    }
}

#[test]
fn the_same_order_gives_the_same_bytes_and_another_seed_others() {
    let text = |seed| format!("{:?}", made(seed, 150, &TRIO));

    assert!(text(5) == text(5));
    assert!(text(5) != text(6));
}

#[test]
fn every_label_and_every_cause_occurs() {
    let made = made(3, 800, &TRIO);
    let tally = made.tally();

    for kind in DiscrepancyType::ALL.iter().filter(|kind| kind.is_of_a_day()) {
        assert!(tally.of(*kind) >= 20, "{kind:?} {tally:?}");
    }
    for count in [tally.off, tally.excused, tally.both_silent, tally.excluded[0], tally.excluded[1]] {
        assert!(count >= 20, "{tally:?}");
    }
    assert!(tally.matched > tally.differing(), "{tally:?}");
    let kinds: BTreeSet<_> = made.causes.iter().filter(|cause| cause.days >= 3).map(|cause| cause.kind).collect();
    assert_eq!(kinds.len(), CauseKind::ALL.len(), "{:?}", made.causes);
    assert!(made.labels.values().any(|labelled| !labelled.also.is_empty()));
}

#[test]
fn two_sides_without_causes_still_disagree_in_every_way_they_can() {
    let order = Order { causes: false, ..order(9, 400, &[Speaker::Portal, Speaker::Machine]) };
    let made = generate(&order, &rule());

    assert!(made.causes.is_empty());
    for kind in DiscrepancyType::ALL.iter().filter(|kind| kind.is_of_a_day()) {
        assert!(made.tally().of(*kind) >= 5, "{kind:?}");
    }
}

#[test]
fn nothing_planted_is_nothing_labelled_but_papers_and_exclusions() {
    for speakers in ways() {
        let order = Order { planted: 0.0, causes: false, ..order(4, 300, &speakers) };

        assert_eq!(generate(&order, &rule()).tally().differing(), 0, "{speakers:?}");
    }
}

#[test]
fn matched_days_lie_within_the_tolerance_and_differing_times_beyond_it() {
    let made = made(11, 500, &[Speaker::Machine, Speaker::Manual]);
    let minutes = |traces: &[&Trace], speaker, last: bool| {
        let of = traces.iter().filter(|trace| trace.speaker == speaker).map(|trace| trace.local);
        if last { of.max() } else { of.min() }
    };
    let mut seen = BTreeMap::new();
    for person in &made.people {
        for day in &person.days {
            let labelled = &made.labels[&(person.person, day.on)];
            let traces: Vec<_> = traces_on(person, day.on).collect();
            let apart = |last| {
                let one = minutes(&traces, Speaker::Machine, last)?;
                Some(one.duration_until(minutes(&traces, Speaker::Manual, last)?).as_secs().abs() as f64 / 60.0)
            };
            let (came, left) = (apart(false).unwrap_or(0.0), apart(true).unwrap_or(0.0));
            match labelled.label {
                Label::Matched => assert!(came < 15.0 && left < 15.0, "{came} {left} {traces:?}"),
                Label::Differs(DiscrepancyType::TimeDiffers) if labelled.cause.is_none() => {
                    assert!(came > 16.0 || left > 16.0, "{came} {left} {traces:?}");
                }
                _ => continue,
            }
            *seen.entry(labelled.label).or_insert(0) += 1;
        }
    }
    assert!(seen.values().all(|count| *count > 50) && seen.len() == 2, "{seen:?}");
}

#[test]
fn on_matched_days_all_who_tell_times_tell_them_within_the_tolerance() {
    for speakers in ways() {
        let made = made(13, 300, &speakers);
        for person in &made.people {
            for day in &person.days {
                if made.labels[&(person.person, day.on)].label != Label::Matched {
                    continue;
                }
                let mut firsts: BTreeMap<Speaker, _> = BTreeMap::new();
                let mut lasts = firsts.clone();
                for trace in traces_on(person, day.on).filter(|trace| trace.pressed != Some(Pressed::Call)) {
                    let first = firsts.entry(trace.speaker).or_insert(trace.local);
                    *first = trace.local.min(*first);
                    let last = lasts.entry(trace.speaker).or_insert(trace.local);
                    *last = trace.local.max(*last);
                }
                for moments in [firsts, lasts] {
                    let spread = moments.values().max().zip(moments.values().min());
                    let minutes = spread.map_or(0, |(last, first)| first.duration_until(*last).as_mins());
                    assert!(minutes < 15, "{speakers:?} {moments:?}");
                }
            }
        }
    }
}

#[test]
fn what_is_said_of_a_day_off_lies_in_no_night_before() {
    let order = Order { planted: 0.0, causes: false, ..order(1, 600, &TRIO) };
    let made = generate(&order, &rule());
    for person in &made.people {
        for day in person.days.iter().filter(|day| day.due.is_some()) {
            let (starts, ends) = day.due.unwrap();
            let latest = traces_on(person, day.on).map(|trace| trace.local).max();
            let earliest = traces_on(person, day.on).map(|trace| trace.local).min();

            assert!(latest.is_none_or(|at| ends.duration_until(at).as_mins() < 100), "{day:?} {latest:?}");
            assert!(earliest.is_none_or(|at| at.duration_until(starts).as_mins() < 60), "{day:?} {earliest:?}");
        }
    }
}

#[test]
fn silence_and_presence_are_what_the_labels_say() {
    let made = made(12, 500, &TRIO);
    for person in &made.people {
        for day in &person.days {
            let says = |speaker| {
                traces_on(person, day.on).any(|trace| trace.speaker == speaker)
                    || person.stated.iter().any(|cell| cell.on == day.on && cell.speaker == speaker)
            };
            let anybody = TRIO.iter().any(|speaker| says(*speaker));
            let label = made.labels[&(person.person, day.on)].label;
            let what = (label, person.person, day.on);
            match label {
                Label::BothSilent => assert!(!anybody && day.due.is_some(), "{what:?}"),
                Label::Off => assert!(day.due.is_none() && day.excuse.is_none(), "{what:?}"),
                Label::Excused => assert!(day.excuse.is_some(), "{what:?}"),
                Label::Excluded(Excluded::NotRequired) => assert!(day.required.len() < 2, "{what:?}"),
                Label::Excluded(Excluded::NotHeard) => {
                    assert!(day.required.len() >= 2 && day.heard.len() < day.required.len(), "{what:?}");
                }
                Label::Matched | Label::Differs(_) => {
                    assert!(anybody && day.required == day.heard, "{what:?}");
                }
            }
        }
    }
}

#[test]
fn a_planted_cause_names_its_days_and_people() {
    let made = made(3, 800, &TRIO);
    for (number, cause) in made.causes.iter().enumerate() {
        let of: Vec<_> = made.labels.iter().filter(|(_, labelled)| labelled.cause == Some(number)).collect();

        assert_eq!(of.len(), cause.days as usize, "{cause:?}");
        assert!(of.iter().all(|((_, on), _)| cause.from <= *on && *on <= cause.to), "{cause:?}");
        assert!(of.iter().all(|(_, labelled)| matches!(labelled.label, Label::Differs(_))), "{cause:?}");
        let people: BTreeSet<_> = of.iter().map(|((person, _), _)| *person).collect();
        let pin = cause.kind == CauseKind::OnePinTwoPeople;
        assert!(if pin { cause.people.len() == 2 && people.len() == 2 } else { people.len() >= 3 }, "{cause:?}");
        assert_eq!(cause.origin.is_none(), cause.kind == CauseKind::NeverUploads);
    }
}

/// What a faultless engine would say.
fn faultless(made: &Generated) -> Found {
    let mut found = Found { tallies: [((0, made.workdays[0]), made.tally())].into(), ..Found::default() };
    found.causes.extend(made.causes.iter().map(|cause| Cause {
        kind: cause.kind,
        speaker: cause.speaker,
        origin: cause.origin,
        unit: Some(cause.unit),
        people: cause.people.clone(),
        from: cause.from,
        to: cause.to,
        minutes: cause.minutes,
        days: cause.days,
        detail: String::new(),
        detail_en: String::new(),
    }));
    for ((person, on), labelled) in &made.labels {
        let Label::Differs(kind) = labelled.label else { continue };
        found.discrepancies.push(Discrepancy {
            person: *person,
            on: *on,
            unit: 0,
            kind,
            a: (TRIO[0], None),
            b: (TRIO[1], None),
            also: labelled.also.clone(),
            detail: String::new(),
            detail_en: String::new(),
            cause: labelled.cause,
            proposal: None,
        });
    }
    found
}

#[test]
fn a_faultless_finding_is_measured_as_one() {
    let made = made(3, 300, &TRIO);
    let quality = measure(&made, &faultless(&made));

    assert_eq!((quality.overall().precision(), quality.overall().recall()), (1.0, 1.0));
    assert_eq!((quality.of_causes().precision(), quality.of_causes().recall()), (1.0, 1.0));
    assert_eq!(quality.caused_days.right, quality.caused_days.planted);
    assert_eq!((quality.expected, quality.stray), (quality.counted, 0));
    assert!(quality.confused.is_empty());
    assert!(quality.to_string().contains("time_differs"));
}

#[test]
fn what_is_missed_invented_or_called_otherwise_is_counted() {
    let made = made(3, 300, &TRIO);
    let mut found = faultless(&made);
    let place = found.discrepancies.iter().position(|one| one.kind == DiscrepancyType::TimeDiffers).unwrap();
    found.discrepancies[place].kind = DiscrepancyType::PlaceDiffers;
    let lost = found.discrepancies.iter().position(|one| one.kind == DiscrepancyType::MissingInA).unwrap();
    let mut twice = found.discrepancies[lost].clone();
    found.discrepancies.remove(lost);
    twice.on = made.workdays[made.workdays.len() - 1];
    found.discrepancies.push(twice);
    let clock = found.causes.iter().position(|cause| cause.kind == CauseKind::ClockOffset).unwrap();
    found.causes[clock].minutes = Some(1);
    found.tallies = [((0, made.workdays[0]), Tally::default())].into();
    let quality = measure(&made, &found);

    let planted = |kind| made.tally().of(kind);
    let missing = planted(DiscrepancyType::MissingInA);
    let time = planted(DiscrepancyType::TimeDiffers);
    let near = planted(DiscrepancyType::PlaceDiffers);
    assert_eq!(quality.types[&DiscrepancyType::TimeDiffers], Score { planted: time, found: time - 1, right: time - 1 });
    assert_eq!(quality.types[&DiscrepancyType::PlaceDiffers], Score { planted: near, found: near + 1, right: near });
    let score = Score { planted: missing, found: missing, right: missing - 1 };
    assert_eq!((quality.types[&DiscrepancyType::MissingInA], quality.stray), (score, 1));
    assert_eq!(quality.causes[&CauseKind::ClockOffset].right + 1, quality.causes[&CauseKind::ClockOffset].planted);
    assert_ne!(quality.expected, quality.counted);
    let confused = |kind, called| quality.confused.get(&(Label::Differs(kind), called)).copied();
    assert_eq!(confused(DiscrepancyType::TimeDiffers, Some(DiscrepancyType::PlaceDiffers)), Some(1));
    assert_eq!(confused(DiscrepancyType::MissingInA, None), Some(1));
}
