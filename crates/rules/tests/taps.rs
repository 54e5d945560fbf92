//! How taps are read, from the packs to the verdict: a rule holds from its day and moves none before it.

use std::collections::BTreeMap;

use hadir_domain::calendar::Week;
use hadir_domain::day::DayPunch;
use hadir_domain::ids::PunchId;
use hadir_domain::policy::Taps;
use hadir_domain::punches::{Clock, Source};
use hadir_domain::roster::Pattern;
use hadir_domain::status::{Mark, Status};
use hadir_domain::timeline::{JudgedDay, Listener, Patience, PersonRecords, Rules, judge};
use hadir_rules::{Packs, SHIPPED, changed_days};
use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use uuid::Uuid;

const LEBONG: Option<&str> = Some("17.07");
const THURSDAY: Date = date(2023, 8, 31);
const FRIDAY: Date = date(2023, 9, 1);

fn wib() -> TimeZone {
    TimeZone::get("Asia/Jakarta").unwrap()
}

/// Judges Thursday and Friday for somebody who tapped at these local times of both days.
fn judged(packs: &Packs, region: Option<&str>, times: &[(i8, i8)]) -> Vec<JudgedDay> {
    let local: Vec<DateTime> = [THURSDAY, FRIDAY]
        .iter()
        .flat_map(|on| times.iter().map(|(hour, minute)| on.at(*hour, *minute, 0, 0)))
        .collect();
    let punch = |(local, id): (&DateTime, u128)| DayPunch {
        id: PunchId(Uuid::from_u128(id)),
        at: local.to_zoned(wib()).unwrap().timestamp(),
        local: *local,
        source: Source::Machine,
        pressed: None,
        clock: Clock::Ok,
        clock_note: None,
        voided: None,
    };
    let now = "2023-10-01T00:00:00Z".parse().unwrap();
    let records = PersonRecords {
        zone: wib(),
        assignments: Vec::new(),
        exceptions: Vec::new(),
        punches: local.iter().zip(1..).map(punch).collect(),
        statements: BTreeMap::new(),
        corrections: BTreeMap::new(),
        listeners: vec![Listener {
            source: Source::Machine,
            name: "M1".into(),
            from_on: None,
            to_on: None,
            reached: Some(now),
            patience: Patience::Endless,
            ruled_out: Vec::new(),
        }],
        outages: Vec::new(),
        rolls: BTreeMap::new(),
    };
    let rules = Rules {
        calendar: &packs.calendar(region, None),
        hours: &packs.hours(region),
        policy: &packs.policies(region),
        outages: &packs.outages(region),
        fallback: &Pattern::Office { week: Week::Five },
    };
    judge(&records, &rules, THURSDAY, FRIDAY, now).unwrap()
}

fn marks(days: &[JudgedDay]) -> Vec<&[Mark]> {
    days.iter().map(|day| day.verdict.marks.as_slice()).collect()
}

#[test]
fn in_lebong_the_four_taps_are_wanted_from_the_first_of_september() {
    let packs = Packs::shipped();

    let days = judged(&packs, LEBONG, &[(7, 20), (16, 35)]);
    assert_eq!(marks(&days), [&[][..], &[Mark::MissedWindows(2)]]);
    assert!(days.iter().all(|day| day.verdict.status == Status::H));
    let missed = days[1].verdict.reasons.iter().find(|reason| reason.code() == "missed_windows").unwrap();
    assert_eq!(missed.rule().unwrap().pack, "daerah/17.07/cara-rekam");

    let days = judged(&packs, Some("17.02"), &[(7, 20), (16, 35)]);
    assert_eq!(marks(&days), [&[][..], &[]]);
}

#[test]
fn who_taps_in_the_windows_between_misses_none() {
    let days = judged(&Packs::shipped(), LEBONG, &[(7, 20), (10, 0), (13, 15), (16, 35)]);

    assert_eq!(marks(&days), [&[][..], &[]]);
}

#[test]
fn a_regional_value_with_an_end_gives_way_to_the_nation_again() {
    let pack = "kind = \"cara_rekam\"\ntitle = \"x\"\ntitle_en = \"x\"\nsource = \"SE\"\ncovers_from = 2026-01-01\n\
        [repeat_minutes]\nmeaning = \"x\"\nunit = \"minute\"\n[[repeat_minutes.values]]\nfrom = 2026-04-01\n\
        to = 2026-04-30\nvalue = 5\nsource = \"SE\"\nconfirmed = true\n";
    let packs = Packs::parse(&[SHIPPED, &[("daerah/18/cara-rekam.toml", pack)]].concat()).unwrap();
    let table = packs.policies(Some("18.72"));

    for (on, minutes) in
        [(date(2026, 3, 31), 30), (date(2026, 4, 1), 5), (date(2026, 4, 30), 5), (date(2026, 5, 1), 30)]
    {
        let policy = table.on(on).unwrap();
        assert_eq!((policy.repeat_minutes, &policy.taps), (minutes, &Taps::FirstLast), "{on}");
    }
}

#[test]
fn packs_without_a_rule_about_taps_refuse_every_day() {
    let without: Vec<_> = SHIPPED.iter().filter(|(path, _)| !path.ends_with("cara-rekam.toml")).copied().collect();
    let packs = Packs::parse(&without).unwrap();

    assert!(packs.policies(None).on(date(2026, 1, 5)).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_rule_dated_any_day_leaves_every_earlier_day_alone(offset in 1_i64..1600, minutes in 31_u16..120) {
        let from = date(2023, 1, 1).checked_add(jiff::Span::new().days(offset)).unwrap();
        let added = format!(
            "[[repeat_minutes.values]]\nfrom = {from}\nvalue = {minutes}\nsource = \"uji\"\nconfirmed = true\n"
        );
        let files: Vec<(&str, String)> = SHIPPED
            .iter()
            .map(|(path, text)| (*path, match *path {
                "nasional/cara-rekam.toml" => format!("{text}\n{added}"),
                _ => (*text).to_owned(),
            }))
            .collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let (old, new) = (Packs::shipped(), Packs::parse(&files).unwrap());

        for region in [None, LEBONG] {
            let days = (date(2022, 12, 1), date(2027, 12, 31));
            let changed = changed_days(&old, &new, region, Week::Five, days);
            prop_assert_eq!(changed.first().map(|change| change.date), Some(from));
            prop_assert_eq!(changed.last().map(|change| change.date), Some(date(2027, 12, 31)));
        }
    }
}
