//! The workbooks of the sample folder, against the facts written beside them. Runs where `HADIR_SAMPLES` names it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use hadir_intake::{Format, Input, Label, Options, Reading, Side, WarningCode, sheets};
use jiff::civil::date;

fn sample(name: &str) -> Option<Reading> {
    let Some(folder) = std::env::var_os("HADIR_SAMPLES") else {
        println!("HADIR_SAMPLES is not set: {name} was not read");
        return None;
    };
    let bytes = std::fs::read(PathBuf::from(folder).join(name)).expect("the sample file is readable");
    let options = Options::default();
    let reading = sheets::read(&Input { name, bytes: &bytes, options: &options }).expect("the sample is understood");
    Some(reading)
}

fn people(reading: &Reading) -> usize {
    reading.events.iter().map(|event| event.person_key.as_str()).collect::<BTreeSet<_>>().len()
}

#[test]
fn the_daily_log_holds_what_its_facts_say() {
    let Some(log) = sample("log_mesin_juli2020.xls") else { return };

    assert_eq!(log.format, Format::DailyLog);
    assert_eq!((log.rows, log.events.len(), people(&log)), (128, 267, 20));
    assert!(log.problems.is_empty());
    assert_eq!(log.events.iter().map(|event| event.time).min(), Some(date(2020, 6, 30).at(6, 13, 36, 0)));
    assert_eq!(log.warnings.len(), 1);
    assert_eq!(log.warnings[0].code, WarningCode::DateOrderInferred);
    assert_eq!(log.warnings[0].detail_en, "MM/DD/YYYY, 63 of 128 rows ambiguous");
}

#[test]
fn the_recap_of_persons_holds_what_its_facts_say() {
    let Some(recap) = sample("rekap_ppnpns_agu_sep2020.xlsx") else { return };

    assert_eq!(recap.format, Format::PersonRecap);
    assert_eq!((recap.rows, recap.events.len(), people(&recap)), (124, 259, 4));
    assert!(recap.problems.is_empty());
    assert_eq!(recap.period.map(|period| period.to_string()).as_deref(), Some("2020-08-23/2020-09-22"));
    let mornings = recap.events.iter().filter(|event| event.labels == [Label::NextMorning]);
    let left = mornings.clone().filter(|event| event.side == Some(Side::Out)).count();
    assert_eq!((left, mornings.count()), (31, 32));
    assert_eq!(recap.events.iter().map(|event| event.time).max(), Some(date(2020, 9, 23).at(7, 34, 3, 0)));
}

#[test]
fn the_month_matrix_holds_what_its_facts_say() {
    let Some(matrix) = sample("epresensi_matriks_jan2026.xlsx") else { return };

    assert_eq!(matrix.format, Format::MonthMatrix);
    assert_eq!((matrix.rows, matrix.people.len(), matrix.events.len()), (120, 120, 0));
    assert!(matrix.problems.is_empty());
    assert_eq!(matrix.period.map(|period| period.to_string()).as_deref(), Some("2026-01"));
    assert!(matrix.people.iter().all(|person| person.days == Some((date(2026, 1, 1), date(2026, 1, 31)))));
    let mut codes: BTreeMap<&str, u64> = BTreeMap::new();
    for cell in &matrix.statuses {
        *codes.entry(&cell.code).or_default() += 1;
    }
    let expected = [
        ("A1", 43),
        ("AP1", 20),
        ("I1", 621),
        ("LIB", 1308),
        ("PC", 2),
        ("SN1", 9),
        ("TAD1", 9),
        ("TAP1", 29),
        ("TL", 27),
    ];
    assert_eq!(codes, BTreeMap::from(expected));
    assert_eq!(matrix.warnings.len(), 1);
    assert_eq!(matrix.warnings[0].code, WarningCode::TotalsDiffer);
    println!("{}", matrix.warnings[0].detail_en);
    assert!(matrix.warnings[0].detail_en.contains("menit terlambat"));
}
