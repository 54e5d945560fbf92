use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use uuid::Uuid;

use super::cases::{CaseCounts, CaseEnd, CaseFacts};
use super::ladder::{CaseOf, LadderCounts, OnLadder, Share, at_share};
use super::*;
use crate::calendar::{Calendar, Week};
use crate::discipline::{DisciplineRules, Due, Facts, Regulation, Rung, Span, Stretch, assess};
use crate::discipline_cases::{Actor, Breach, CaseOpening, CaseOrigin, CaseState, Office, WorkClock};
use crate::hours::RuleRef;
use crate::ids::{InstansiId, PersonId, UnitId};
use crate::people::EmployeeType;
use crate::sanctions::{Level, Sanction};

const PNS: EmployeeType = EmployeeType::Pns;
const PART: EmployeeType = EmployeeType::PppkParuhWaktu;

fn day(kind: EmployeeType, standing: Standing) -> ParityDay {
    let contracted_minutes = if standing.is_due() { 450 } else { 0 };
    ParityDay { kind, line: 0, standing, contracted_minutes, late_minutes: 0, early_minutes: 0 }
}

fn late(kind: EmployeeType, minutes: u32) -> ParityDay {
    ParityDay { late_minutes: minutes, ..day(kind, Standing::Present) }
}

#[test]
fn the_figures_of_a_small_office_are_these() {
    use Standing::{Elsewhere, Explained, Free, Present, Unexplained, Waiting};
    let mut table = Table::default();
    table.add_person(&[late(PNS, 30), day(PNS, Explained), day(PNS, Free), day(PNS, Present)]);
    table.add_person(&[day(PNS, Unexplained), day(PNS, Elsewhere), day(PNS, Free), day(PNS, Waiting)]);
    table.add_person(&[late(PART, 15), day(PART, Free), day(PART, Free), day(PART, Present)]);

    table.check().unwrap();
    let pns = table.of_kind(PNS);
    assert_eq!((pns.people, pns.roster, pns.free, pns.waiting, pns.due()), (2, 8, 2, 1, 5));
    let counts: Vec<u64> = Measure::ALL.iter().map(|measure| pns.of(*measure)).collect();
    assert_eq!(counts, [2, 1, 0, 1, 1, 1]);
    assert_eq!(pns.rate(Measure::Unexplained).unwrap().parts(), 2_000);
    // 30 minutes of 5 x 7.5 hours are 80 minutes in 100 hours.
    assert_eq!(pns.short_per_100_hours(), Some(8_000));
    assert_eq!(table.of_kind(PART).short_per_100_hours(), Some(10_000));
    assert_eq!(table.whole().due(), 7);
    assert_eq!(Table::default().whole().rate(Measure::Present), None);
}

#[test]
fn whoever_changed_kind_is_one_person_with_days_in_both() {
    let mut table = Table::default();
    table.add_person(&[day(PART, Standing::Present), day(PART, Standing::Present), late(PNS, 5)]);

    table.check().unwrap();
    let (part, pns) = (table.of_kind(PART), table.of_kind(PNS));
    assert_eq!((part.people, part.passing, part.due()), (0, 1, 2));
    assert_eq!((pns.people, pns.passing, pns.due(), pns.of(Measure::Late)), (1, 0, 1, 1));
    assert_eq!(table.whole().people, 1);
}

#[test]
fn an_unsettled_day_waits_whatever_it_looks_like() {
    use crate::status::Status;
    for status in Status::ALL {
        assert_eq!(Standing::of(status, false), Standing::Waiting);
    }
    assert_eq!(Standing::of(Status::Tk, true), Standing::Unexplained);
    assert_eq!(Standing::of(Status::Dl, true), Standing::Elsewhere);
}

#[test]
fn days_of_few_people_do_not_look_surer_than_the_people_are() {
    let mut alike = Table::default();
    let mut apart = Table::default();
    for person in 0..20 {
        let mixed: Vec<ParityDay> = (0..20).map(|on| late(PNS, u32::from(on % 4 == 0))).collect();
        alike.add_person(&mixed);
        let always: Vec<ParityDay> = (0..20).map(|_| late(PNS, u32::from(person % 4 == 0))).collect();
        apart.add_person(&always);
    }

    let rate = |table: &Table| table.of_kind(PNS).rate(Measure::Late).unwrap();
    let (narrow, wide) = (rate(&alike), rate(&apart));
    assert_eq!((narrow.parts(), wide.parts()), (2_500, 2_500));
    assert!(wide.high - wide.low > 3.0 * (narrow.high - narrow.low));
    // As wide as that of 20 people of whom 5 are late.
    let people = crate::intervals::Estimate::of_share(0.25, 19.0).unwrap();
    assert!((wide.low - people.low).abs() < 1e-9 && (wide.high - people.high).abs() < 1e-9);
}

#[test]
fn too_few_people_are_not_compared() {
    let mut table = Table::default();
    for _ in 0..30 {
        table.add_person(&[day(PNS, Standing::Present)]);
    }
    for _ in 0..9 {
        table.add_person(&[day(PART, Standing::Unexplained)]);
    }
    let of = |table: &Table, kind| {
        let tally = table.of_kind(kind);
        (tally.rate(Measure::Unexplained), tally.with_due)
    };

    assert_eq!(reference(&table), Some(PNS));
    let pns = of(&table, PNS);
    assert_eq!(compare(of(&table, PART), pns), Comparison { compared: Compared::TooFew, difference: None });
    table.add_person(&[day(PART, Standing::Unexplained)]);
    let found = compare(of(&table, PART), pns);
    assert_eq!((found.compared, found.difference.unwrap().parts().0), (Compared::Higher, 10_000));
    assert_eq!(compare(pns, pns).compared, Compared::Alike);
}

fn regulation() -> DisciplineRules {
    let cite = Arc::new(RuleRef { pack: "nasional/uji".into(), source: "UU Uji Ps 1".into(), confirmed: true });
    let rung = |from_days, level, sanction| Rung {
        id: format!("uji/{from_days}"),
        from_days,
        level,
        sanction: Some(sanction),
        outside: None,
        interim: None,
        also: Vec::new(),
        review: None,
        open: None,
        rule: Arc::clone(&cite),
    };
    let ladder = Regulation {
        id: "uji".into(),
        name: "UJI".into(),
        rungs: vec![
            rung(3, Level::Ringan, Sanction::TeguranLisan),
            rung(11, Level::Sedang, Sanction::PotongTpp25Bulan6),
            rung(28, Level::Berat, Sanction::Pdhtaps),
        ],
        streak: Some(rung(10, Level::Berat, Sanction::Pdhtaps)),
        caution: None,
    };
    let standard = vec![Stretch { span: Span { from: date(2026, 1, 1), to: None }, regulation: Arc::new(ladder) }];
    DisciplineRules { employee_type: PART, stretches: Vec::new(), standard, silences: Vec::new(), minutes: Vec::new() }
}

#[test]
fn somebody_due_on_three_days_a_week_reaches_a_threshold_at_the_same_share() {
    let share = Share { own: 150, full: 250 };

    assert_eq!([3, 4, 11, 28].map(|days| share.days(days)), [2, 3, 7, 17]);
    assert_eq!(Share { own: 250, full: 250 }.days(11), 11);
    assert_eq!(Share { own: 300, full: 250 }.days(11), 11, "a week of six days never weakens the law");
    assert_eq!(Share { own: 1, full: 250 }.days(3), 1);
    assert_eq!(Share { own: 0, full: 0 }.days(3), 3);
}

fn level_of(rules: &DisciplineRules, days: &[Date]) -> Option<Level> {
    let facts = Facts {
        year: 2026,
        on: date(2026, 12, 31),
        absent: days.iter().copied().collect(),
        short: Vec::new(),
        pending: BTreeSet::new(),
    };
    assess(rules, &facts, &|_| Due::Duty).standard.map(|one| one.level)
}

#[test]
fn two_of_three_days_a_week_are_the_standard_of_part_time() {
    let rules = regulation();
    let part = at_share(&rules, Share { own: 3, full: 5 });
    let apart = [date(2026, 2, 3), date(2026, 3, 3)];
    let row: Vec<Date> = date(2026, 2, 2).series(1.day()).take(6).collect();

    assert_eq!((level_of(&rules, &apart), level_of(&part, &apart)), (None, Some(Level::Ringan)));
    assert_eq!((level_of(&rules, &row), level_of(&part, &row)), (Some(Level::Ringan), Some(Level::Berat)));
    assert!(part.stretches.is_empty(), "the own rule is as it was");
}

fn on_ladder(plain: Option<Level>, adjusted: Option<Level>, case: CaseOf) -> OnLadder {
    OnLadder { plain, adjusted, own: None, has_rule: false, case: Some(case) }
}

#[test]
fn the_gap_is_whoever_reached_the_standard_and_has_no_case() {
    let mut counts = LadderCounts { people: 40, ..LadderCounts::default() };
    counts.count(&on_ladder(None, Some(Level::Ringan), CaseOf::None));
    counts.count(&on_ladder(Some(Level::Ringan), Some(Level::Sedang), CaseOf::Open));
    counts.count(&on_ladder(Some(Level::Berat), Some(Level::Berat), CaseOf::Ended));
    counts.count(&on_ladder(None, None, CaseOf::None));

    assert!(counts.adds_up());
    assert_eq!((counts.absent, counts.plain, counts.adjusted), (4, [1, 0, 1], [1, 1, 1]));
    assert_eq!((counts.with_case, counts.ended, counts.plain_gap, counts.adjusted_gap), (2, 1, 0, 1));
    assert_eq!(counts.without_rule, 3);
    assert_eq!(counts.rate(counts.reached_adjusted()).unwrap().parts(), 750);
}

fn case_of(days: &[Date], on: Date) -> CaseOpening {
    let person = PersonId(Uuid::from_u128(1));
    CaseOpening {
        id: Uuid::from_u128(9),
        instansi: InstansiId(1),
        subject: person,
        office: Office::Pelaksana,
        employee_type: PART,
        unit: UnitId(Uuid::from_u128(2)),
        origin: CaseOrigin::Indication,
        source: None,
        breaches: vec![Breach {
            article: "uji".into(),
            text: "uji".into(),
            attendance: true,
            days: days.iter().copied().collect(),
            indicated: None,
        }],
        people: Vec::new(),
        by: Actor { by: "uji".into(), person },
        on,
    }
}

#[test]
fn time_to_decision_runs_from_the_opening_and_from_the_day_the_standard_was_reached() {
    use crate::discipline_cases::{Decision, DecisionKept, Punishment};
    let opening = case_of(&[date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19)], date(2026, 1, 26));
    let mut state = CaseState::of(&opening, []);
    let calendar = Calendar::new(date(2026, 1, 1), date(2026, 12, 31), Vec::new());
    let clock = WorkClock { calendar: &calendar, week: Week::Five };
    let open = CaseFacts::of(&opening, &state, &regulation(), clock, Some(true));
    assert_eq!((open.end, open.to_decision, open.overdue), (CaseEnd::Open, None, Some(true)));

    let punishment = Punishment::ByContract { level: Level::Ringan, text: "SP 1".into(), source: "kontrak".into() };
    let decision = Decision {
        number: "800/4".into(),
        punishment: punishment.clone(),
        articles: Vec::new(),
        office: Office::Pelaksana,
        text: "terbukti".into(),
    };
    state.decision =
        Some(DecisionKept { decision, on: date(2026, 2, 2), by: opening.by.person, office: Office::Pelaksana });
    state.punishment = Some(punishment);
    let decided = CaseFacts::of(&opening, &state, &regulation(), clock, Some(true));

    assert_eq!(decided.end, CaseEnd::Punished { level: Level::Ringan, sanction: None });
    // 26 January to 2 February are five workdays; the third day was 19 January, five workdays earlier.
    assert_eq!((decided.to_decision, decided.from_threshold), (Some(5), Some(10)));
    let mut counts = CaseCounts::default();
    counts.count(&decided);
    counts.count(&open);
    assert!(counts.adds_up());
    assert_eq!((counts.opened, counts.open, counts.punished, counts.by_contract()), (2, 1, [1, 0, 0], 1));
    assert_eq!(counts.to_decision().median_and_p90, None, "times of fewer than five cases are not summed up");
}

#[test]
fn the_median_and_the_ninth_of_ten_are_cases_that_were() {
    let mut counts = CaseCounts::default();
    for days in [40, 10, 20, 50, 30, 60, 70, 80, 90, 100] {
        let end = CaseEnd::Unpunished;
        counts.count(&CaseFacts { end, to_decision: Some(days), from_threshold: None, overdue: Some(false) });
    }

    assert_eq!(counts.to_decision().median_and_p90, Some((50, 90)));
    assert_eq!((counts.from_threshold().of, counts.unpunished), (0, 10));
}

fn ladder(people: u32, reached: u32) -> LadderCounts {
    let mut counts = LadderCounts { people, ..LadderCounts::default() };
    for _ in 0..reached {
        counts.count(&on_ladder(Some(Level::Ringan), Some(Level::Ringan), CaseOf::None));
    }
    counts
}

#[test]
fn a_kind_with_few_on_the_ladder_is_laid_together_with_another() {
    let rows = [(PNS, ladder(500, 12)), (EmployeeType::Cpns, ladder(20, 0)), (PART, ladder(80, 2))];

    let shown = guard(&rows);

    assert!(shown.merged);
    let kinds: Vec<_> = shown.rows.iter().map(|(kinds, counts)| (kinds.clone(), counts.reached_plain())).collect();
    assert_eq!(kinds, [(vec![PNS, PART], 14), (vec![EmployeeType::Cpns], 0)]);
    assert!(guard(&[(PNS, ladder(40, 3))]).rows.is_empty(), "where all together are too few nothing is shown");
    assert!(!guard(&[(PNS, ladder(40, 5)), (PART, ladder(10, 0))]).merged);
}

fn kinds() -> impl Strategy<Value = EmployeeType> {
    (0..EmployeeType::ALL.len()).prop_map(|place| EmployeeType::ALL[place])
}

fn days() -> impl Strategy<Value = Vec<ParityDay>> {
    let one = (kinds(), 0..3_usize, 0..Standing::ALL.len(), 0..500_u16, 0..90_u32, 0..90_u32);
    prop::collection::vec(one, 0..12).prop_map(|days| {
        let made = |(kind, line, standing, contracted_minutes, late_minutes, early_minutes)| {
            let standing = Standing::ALL[standing];
            ParityDay { kind, line, standing, contracted_minutes, late_minutes, early_minutes }
        };
        days.into_iter().map(made).collect()
    })
}

fn table_of<'a>(people: impl IntoIterator<Item = &'a Vec<ParityDay>>) -> Table {
    let mut table = Table::default();
    people.into_iter().for_each(|days| table.add_person(days));
    table
}

proptest! {
    #[test]
    fn the_groups_add_up_and_the_order_of_people_means_nothing(people in prop::collection::vec(days(), 0..20)) {
        let table = table_of(&people);
        prop_assert_eq!(table.check(), Ok(()));

        let mut by_kind = Tally::default();
        EmployeeType::ALL.into_iter().for_each(|kind| by_kind.add(&table.of_kind(kind)));
        let mut by_line = Tally::default();
        (0..3).for_each(|line| by_line.add(&table.of_line(line)));
        prop_assert_eq!(by_kind, table.whole());
        prop_assert_eq!(by_line, table.whole());
        let of_roster = people.iter().filter(|days| !days.is_empty()).count();
        prop_assert_eq!(table.whole().people, of_roster as u64);
        prop_assert_eq!(table, table_of(people.iter().rev()));
    }

    #[test]
    fn somebody_of_another_kind_takes_exactly_their_days_along(
        people in prop::collection::vec(days(), 0..10), mover in days(), from in kinds(), to in kinds(),
    ) {
        let as_kind = |kind| mover.iter().map(|day| ParityDay { kind, ..*day }).collect::<Vec<_>>();
        let before = table_of(people.iter().chain([&as_kind(from)]));
        let after = table_of(people.iter().chain([&as_kind(to)]));

        let of = |table: &Table, kind| {
            let tally = table.of_kind(kind);
            (tally.people, tally.roster, tally.due(), tally.late_minutes, tally.contracted_minutes)
        };
        let own = table_of([&as_kind(from)]).whole();
        for kind in EmployeeType::ALL {
            let (there, then) = (of(&before, kind), of(&after, kind));
            let change = i64::from(kind == to) - i64::from(kind == from);
            let moved = |one: u64, other: u64, days: u64| other as i64 - one as i64 == change * days as i64;
            prop_assert!(moved(there.0, then.0, own.people) && moved(there.1, then.1, own.roster));
            prop_assert!(moved(there.2, then.2, own.due()) && moved(there.3, then.3, own.late_minutes));
            prop_assert!(moved(there.4, then.4, own.contracted_minutes));
        }
        prop_assert_eq!(before.whole().due(), after.whole().due());
    }

    #[test]
    fn what_is_shown_is_never_about_a_handful(
        people in prop::collection::vec((5..200_u32, 0..60_u32), 5..=5)
    ) {
        use super::shown::Summed;
        let rows: Vec<(EmployeeType, LadderCounts)> = EmployeeType::ALL
            .into_iter()
            .zip(people)
            .map(|(kind, (people, reached))| (kind, ladder(people, reached.min(people))))
            .collect();
        let shown = guard(&rows);

        let mut seen: BTreeMap<EmployeeType, u32> = BTreeMap::new();
        for (kinds, counts) in &shown.rows {
            prop_assert!(counts.figures().into_iter().all(|figure| figure == 0 || figure >= 5));
            kinds.iter().for_each(|kind| *seen.entry(*kind).or_default() += 1);
            let own: u32 = rows.iter().filter(|(kind, _)| kinds.contains(kind)).map(|(_, one)| one.people).sum();
            prop_assert_eq!(counts.people, own);
        }
        prop_assert!(seen.is_empty() || seen.len() == rows.len(), "all kinds are in it, or none");
        prop_assert!(seen.values().all(|times| *times == 1));
    }

    #[test]
    fn fewer_contracted_days_never_need_more_days_of_absence(threshold in 1..60_u16, own in 0..400_u16, full in 1..300_u16) {
        let share = Share { own, full };
        prop_assert!((1..=threshold).contains(&share.days(threshold)));
        prop_assert!(share.days(threshold) <= share.days(threshold + 1));
        let reaches = u32::from(share.days(threshold)) * u32::from(full);
        prop_assert!(own >= full || own == 0 || reaches >= u32::from(threshold) * u32::from(own));
    }
}
