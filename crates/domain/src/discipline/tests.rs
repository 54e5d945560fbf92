use std::sync::Arc;

use jiff::civil::date;

use super::*;
use crate::hours::RuleRef;
use crate::people::EmployeeType;

fn rung(id: &str, from_days: u16, level: Level, sanction: Option<Sanction>) -> Rung {
    Rung {
        id: id.into(),
        from_days,
        level,
        sanction,
        outside: sanction.is_none().then(|| "hukuman lama".into()),
        interim: None,
        also: Vec::new(),
        review: None,
        open: None,
        rule: cite(),
    }
}

fn cite() -> Arc<RuleRef> {
    Arc::new(RuleRef { pack: "nasional/uji".into(), source: "UU Uji Ps 1".into(), confirmed: true })
}

fn regulation(id: &str, rungs: Vec<Rung>, streak: Option<Rung>) -> Arc<Regulation> {
    Arc::new(Regulation { id: id.into(), name: id.to_uppercase(), rungs, streak, caution: None })
}

/// Until 30 June 2026 an old law without streaks, then a new one.
fn rules() -> DisciplineRules {
    let old = regulation(
        "lama",
        vec![rung("lama/2", 2, Level::Ringan, Some(Sanction::TeguranLisan)), rung("lama/5", 5, Level::Berat, None)],
        None,
    );
    let streak = rung("baru/berturut-3", 3, Level::Berat, Some(Sanction::Pdhtaps));
    let new = regulation(
        "baru",
        vec![rung("baru/1", 1, Level::Ringan, Some(Sanction::TeguranTertulis))],
        Some(Rung { also: vec![Also::StopGaji], ..streak }),
    );
    let stretches = vec![
        Stretch { span: Span { from: date(2025, 1, 1), to: Some(date(2026, 6, 30)) }, regulation: old },
        Stretch { span: Span { from: date(2026, 7, 1), to: None }, regulation: new },
    ];
    DisciplineRules {
        employee_type: EmployeeType::Pns,
        standard: stretches.clone(),
        stretches,
        silences: Vec::new(),
        minutes: vec![MinuteRule {
            span: Span { from: date(2025, 1, 1), to: None },
            per_day: Some(450),
            open: None,
            rule: cite(),
        }],
    }
}

fn weekdays(on: Date) -> Due {
    if Week::Five.works_on(on.weekday()) { Due::Duty } else { Due::Free }
}

fn come_to(dates: &[Date]) -> Assessment {
    assess(&rules(), &given(dates), &weekdays)
}

fn given(dates: &[Date]) -> Facts {
    Facts {
        year: 2026,
        on: date(2026, 12, 31),
        absent: dates.iter().copied().collect(),
        short: Vec::new(),
        pending: BTreeSet::new(),
    }
}

#[test]
fn days_under_two_laws_are_not_added_to_each_other() {
    let is = come_to(&[date(2026, 6, 22), date(2026, 6, 24), date(2026, 7, 8)]);

    let one = is.indication.unwrap();
    assert_eq!((one.rule.as_str(), one.days_counted), ("baru/1", 1), "the heavier of both");
    assert_eq!(is.counters.cumulative_days, 3);
    assert!(is.unknown[0].contains("LAMA (2 hari), BARU (1 hari)"), "{:?}", is.unknown);
}

#[test]
fn a_heavier_punishment_without_a_word_hides_the_lighter_one() {
    let old = [1, 3, 5, 9, 11].map(|day| date(2026, 6, day));
    let is = come_to(&[&old[..], &[date(2026, 7, 8)]].concat());

    assert!(is.indication.is_none(), "what is heavier is the official's to name");
    assert!(is.unknown.iter().any(|said| said.contains("5 hari menurut UU Uji Ps 1: hukuman lama, tingkat berat")));
}

#[test]
fn days_in_a_row_count_from_the_law_that_knows_streaks() {
    // Monday 29 June to Thursday 2 July: two days under each law.
    let four = [date(2026, 6, 29), date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 2)];
    let is = come_to(&four);
    assert_eq!(is.counters.longest_streak, 4);
    assert_eq!(is.indication.unwrap().level, Level::Ringan);
    assert!(is.unknown.iter().any(|said| said.contains("tidak mengenal hitungan berturut-turut")));

    let is = come_to(&[&four[..], &[date(2026, 7, 3)]].concat());
    let one = is.indication.unwrap();
    assert_eq!((one.rule.as_str(), one.effective_from, one.streak), ("baru/berturut-3", date(2026, 7, 3), 5));
    assert_eq!(is.also, [AlsoFrom { also: Also::StopGaji, from: date(2026, 8, 1) }]);
}

#[test]
fn a_day_no_calendar_covers_stands_in_the_counters_and_in_no_indication() {
    let covered = |on: Date| match weekdays(on) {
        Due::Duty if on < date(2026, 7, 10) => Due::Uncovered,
        due => due,
    };
    let dates = [6, 7, 8, 9, 13].map(|day| date(2026, 7, day));
    let is = assess(&rules(), &given(&dates), &covered);

    assert_eq!((is.counters.cumulative_days, is.counters.uncovered_days, is.counters.longest_streak), (5, 4, 4));
    assert_eq!(is.indication.unwrap().rule, "baru/1");
    assert!(is.unknown[0].contains("6, 7, 8, 9 Juli 2026"), "{:?}", is.unknown);
}

#[test]
fn every_date_that_does_not_count_says_why() {
    let mut facts =
        given(&[date(2026, 7, 4), date(2026, 7, 6), date(2026, 7, 7), date(2025, 12, 31), date(2026, 8, 3)]);
    facts.on = date(2026, 7, 31);
    facts.pending.insert(date(2026, 7, 7));
    let is = assess(&rules(), &facts, &weekdays);

    let why: Vec<_> = is.left_out.iter().map(|out| (out.date.to_string(), out.why.as_str())).collect();
    let of = |date: &str, why| (date.to_owned(), why);
    assert_eq!(
        why,
        [
            of("2025-12-31", "other_year"),
            of("2026-07-04", "day_off"),
            of("2026-07-07", "waiting"),
            of("2026-08-03", "after_on"),
        ]
    );
    assert_eq!(is.counters.cumulative_days, 1);
}

#[test]
fn minutes_are_days_to_two_places() {
    for (minutes, days) in [(0, "0"), (2, "0"), (3, "0.01"), (45, "0.1"), (65, "0.14"), (450, "1"), (6_728, "14.95")] {
        let mut facts = given(&[]);
        facts.short.push(ShortDay { date: date(2026, 7, 6), late: minutes, early: 0 });
        assert_eq!(assess(&rules(), &facts, &weekdays).counters.converted_days, days, "{minutes}");
    }
}

#[test]
fn without_any_rule_the_reason_is_said_also_without_a_day() {
    let mut bare = rules();
    bare.stretches.clear();
    let is = assess(&bare, &given(&[]), &weekdays);

    assert!(is.indication.is_none());
    assert!(is.unknown[0].contains("PNS pada 31 Desember 2026"), "{:?}", is.unknown);
}
