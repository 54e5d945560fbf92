//! Patterns of checking in a simulated city: no honest office is worth a look, the planted ones are.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use hadir_domain::audit::{
    Act, ActKind, AuditRule, Corrected, Entry, Example, ExampleKind, Pattern, PatternKind, Ranked, Reading, RollDay,
    RollKind, RollSide, UnitFacts, rank,
};
use hadir_domain::calendar::Week;
use hadir_domain::ids::{InstansiId, PersonId, UnitId};
use hadir_domain::punches::Source;
use hadir_domain::status::Status;
use hadir_rules::Packs;
use hadir_sim::{City, REGION};
use jiff::SignedDuration;
use jiff::civil::{Date, Time, date};
use uuid::Uuid;

const FROM: Date = date(2026, 10, 1);
const TO: Date = date(2026, 10, 31);

fn city(seed: u64) -> City {
    let packs = Packs::shipped();
    City::build(InstansiId(1), seed, 2000, packs.calendar(Some(REGION), None), packs.hours(Some(REGION))).unwrap()
}

fn rule() -> AuditRule {
    Packs::shipped().audit(Some(REGION)).on(TO).unwrap().clone()
}

/// The OPD of a unit.
fn opd(city: &City, unit: UnitId) -> UnitId {
    let mut at = unit;
    while let Some(parent) = city.units.iter().find(|known| known.id == at).and_then(|known| known.parent) {
        at = parent;
    }
    at
}

/// What a month of the city shows of each OPD: its duty, its rolls, what machines and phones heard. Somebody looks every
/// working day, and each office has a correction now and then.
fn facts(city: &City) -> Vec<UnitFacts> {
    let packs = Packs::shipped();
    let calendar = packs.calendar(Some(REGION), None);
    let workdays: Vec<Date> = calendar
        .days(FROM, date(2026, 12, 20), Week::Five)
        .unwrap()
        .into_iter()
        .filter(|day| day.workday)
        .map(|day| day.date)
        .collect();
    let opd_of: HashMap<PersonId, (UnitId, UnitId)> =
        city.posts.iter().map(|post| (post.person, (opd(city, post.unit), post.unit))).collect();
    let zone = city.zone.time_zone();
    let mut found: BTreeMap<UnitId, UnitFacts> = city
        .units
        .iter()
        .filter(|unit| unit.parent.is_none())
        .map(|unit| (unit.id, UnitFacts::new(unit.id.0, unit.code.clone(), unit.name.clone())))
        .collect();
    let (mut heard, mut by_hand) = (HashSet::new(), HashSet::new());
    let mut speaks: HashSet<PersonId> = HashSet::new();
    for trace in city.traces(FROM, TO).unwrap() {
        let (office, unit) = opd_of[&trace.person];
        let facts = found.get_mut(&office).unwrap();
        let on = trace.local_time.date();
        if trace.source == Source::Manual {
            by_hand.insert((trace.person, on));
            let received = trace.received_at.to_zoned(zone.clone()).date();
            let until = |day: Date| workdays.partition_point(|workday| *workday <= day);
            facts.entries.push(Entry {
                person: trace.person,
                on,
                time: trace.local_time.time(),
                side: if trace.state.as_deref() == Some("0") { RollSide::In } else { RollSide::Out },
                late_workdays: u16::try_from(until(received).saturating_sub(until(on))).unwrap(),
                roll: unit.0,
            });
        } else {
            speaks.insert(trace.person);
            heard.insert((trace.person, on));
            if trace.source == Source::Machine {
                facts.machine[usize::try_from(trace.local_time.minute()).unwrap()] += 1;
            }
        }
    }
    let mut due: BTreeMap<(UnitId, Date), Vec<PersonId>> = BTreeMap::new();
    for (number, person) in city.people.iter().enumerate() {
        let (office, unit) = opd_of[&person.id];
        let facts = found.get_mut(&office).unwrap();
        facts.people += 1;
        for on in FROM.series(jiff::ToSpan::day(1)).take_while(|on| *on <= TO) {
            let status = city.truth_of(number, on).unwrap().status;
            if matches!(status, Status::H | Status::Tk) {
                facts.due += 1;
                due.entry((unit, on)).or_default().push(person.id);
                if speaks.contains(&person.id) {
                    facts.heard.0 += 1;
                    facts.heard.1 += u32::from(!heard.contains(&(person.id, on)));
                }
            }
        }
    }
    for ((unit, on), people) in &due {
        let present = people.iter().filter(|person| by_hand.contains(&(**person, *on))).count();
        if present * 2 >= people.len() {
            let roll = RollDay {
                on: *on,
                kind: RollKind::Manual,
                due: u32::try_from(people.len()).unwrap(),
                present: u32::try_from(present).unwrap(),
                opens: Example { kind: ExampleKind::UnitDay, id: unit.0, on: Some(*on) },
            };
            found.get_mut(&opd(city, *unit)).unwrap().rolls.push(roll);
        }
    }
    for facts in found.values_mut() {
        facts.looked = 20;
        let own: Vec<PersonId> =
            opd_of.iter().filter(|(_, (office, _))| office.0 == facts.id).map(|(person, _)| *person).collect();
        let own: BTreeSet<PersonId> = own.into_iter().collect();
        for (nth, person) in own.into_iter().step_by(12).enumerate() {
            let at = "2026-10-05T02:00:00Z".parse::<jiff::Timestamp>().unwrap()
                + SignedDuration::from_mins(i64::try_from(nth).unwrap() * 37);
            let opens = Example { kind: ExampleKind::Request, id: person.0, on: None };
            facts.acts.push(Act { by: "kepala".into(), at, kind: ActKind::Decision, opens });
            facts.corrections.push(Corrected { operator: "kepala".into(), person, on: FROM, id: person.0 });
        }
    }
    found.into_values().filter(|facts| facts.due > 0).collect()
}

/// A roll of everybody due, on every day, in the hand of one clerk at one sitting.
fn paper(facts: &mut UnitFacts, late_workdays: u16, time: impl Fn(usize) -> Time) {
    facts.rolls.clear();
    facts.entries.clear();
    for nth in 0..20 {
        let on = FROM.saturating_add(jiff::ToSpan::days(nth));
        let opens = Example { kind: ExampleKind::UnitDay, id: facts.id, on: Some(on) };
        let due = facts.people;
        facts.rolls.push(RollDay { on, kind: RollKind::Manual, due, present: due, opens });
        for person in 0..due as usize {
            facts.entries.push(Entry {
                person: PersonId(Uuid::from_u128(person as u128)),
                on,
                time: time(person * 31 + usize::try_from(nth).unwrap() * 17),
                side: RollSide::In,
                late_workdays,
                roll: facts.id,
            });
        }
    }
}

fn shown(ranked: &Ranked) -> Vec<PatternKind> {
    let shows = |pattern: &&Pattern| pattern.reading == Reading::Shows;
    ranked.patterns.iter().filter(shows).map(|pattern| pattern.kind).collect()
}

#[test]
fn no_honest_office_of_a_city_is_worth_a_look() {
    for seed in [5, 6, 7] {
        let units = facts(&city(seed));
        let ranked = rank(&units, &rule());
        let look: Vec<_> = ranked.iter().filter(|one| one.look).map(|one| (&one.code, shown(one))).collect();

        assert!(units.len() >= 10 && units.iter().any(|unit| unit.entries.len() > 100), "{}", units.len());
        assert_eq!(look, [], "0 of {} honest offices", units.len());
    }
}

#[test]
fn exactly_the_planted_offices_are_worth_a_look() {
    let mut units = facts(&city(5));
    units.sort_by_key(|unit| std::cmp::Reverse(unit.people));
    let planted: BTreeSet<String> = units.iter().take(3).map(|unit| unit.code.clone()).collect();
    // One always full, written a week later.
    paper(&mut units[0], 6, |nth| Time::constant(7, i8::try_from(nth % 30).unwrap(), 0, 0));
    // One in which everybody comes at the same minute, and dozens are approved in one breath.
    paper(&mut units[1], 0, |_| Time::constant(7, 25, 0, 0));
    let (first, opens) = (units[1].acts[0].at, units[1].acts[0].opens.clone());
    units[1].acts.extend((0..24).map(|nth| Act {
        by: "satu".into(),
        at: first + SignedDuration::from_secs(nth),
        kind: ActKind::Decision,
        opens: opens.clone(),
    }));
    // One in which nobody looks and one person is corrected again and again.
    units[2].looked = 0;
    let one = units[2].corrections[0].clone();
    units[2].corrections.extend(std::iter::repeat_n(one, 60));

    let ranked = rank(&units, &rule());

    let look: BTreeSet<String> = ranked.iter().filter(|one| one.look).map(|one| one.code.clone()).collect();
    assert_eq!(look, planted, "{:?}", ranked.iter().map(|one| (&one.code, shown(one))).collect::<Vec<_>>());
    let top: BTreeSet<&String> = ranked.iter().take(3).map(|one| &one.code).collect();
    assert_eq!(top, planted.iter().collect(), "they come first");
    let reasons = |place: usize| ranked.iter().find(|one| one.id == units[place].id).map(shown).unwrap();
    assert!(reasons(0).starts_with(&[PatternKind::AlwaysFull]) && reasons(0).contains(&PatternKind::LateInk));
    assert!(reasons(1).contains(&PatternKind::SameTimes) && reasons(1).contains(&PatternKind::BulkApproval));
    assert_eq!(reasons(2), [PatternKind::NobodyLooks, PatternKind::Concentrated]);
}
