//! The shipped packs: every case holds, nothing is forgotten.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use hadir_domain::calendar::Week;
use hadir_rules::{Packs, SHIPPED, SHIPPED_CASES, cases};
use jiff::civil::date;

#[test]
fn every_case_beside_a_pack_holds() {
    let packs = Packs::shipped();

    for (path, text) in SHIPPED_CASES {
        let ran = cases::run(&packs, path, text).unwrap_or_else(|errors| panic!("{errors:#?}"));
        assert!(ran > 0, "{path} holds no case");
    }
}

#[test]
fn every_pack_in_the_folder_is_shipped_with_its_cases() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulepacks");
    let mut found = BTreeSet::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "toml") {
                found.insert(path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/"));
            }
        }
    }

    let shipped: BTreeSet<_> = SHIPPED.iter().chain(SHIPPED_CASES).map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(found, shipped);
}

#[test]
fn a_case_that_does_not_hold_names_both_answers() {
    let wrong = "[[workdays]]\nname = \"salah\"\nfrom = 2026-01-01\nto = 2026-12-31\ncount = 241\n";

    let errors = cases::run(&Packs::shipped(), "nasional/uji.cases.toml", wrong).unwrap_err();

    assert_eq!(errors.len(), 1);
    assert_eq!(
        errors[0].id(),
        "paket nasional/uji.cases.toml, workdays[0] (salah).count: jawabannya 240, menurut kasus seharusnya 241"
    );
}

#[test]
fn a_case_that_asks_nothing_is_no_case() {
    let empty = "[[day]]\nname = \"kosong\"\ndate = 2026-01-01\n";

    assert!(cases::run(&Packs::shipped(), "nasional/uji.cases.toml", empty).is_err());
}

#[test]
fn the_calendar_covers_2023_to_2027_and_not_a_day_more() {
    let calendar = Packs::shipped().calendar(None, None);

    assert_eq!(calendar.covers(), (date(2023, 1, 1), date(2027, 12, 31)));
    assert!(calendar.days(date(2023, 1, 1), date(2027, 12, 31), Week::Six).is_ok());
    assert!(calendar.day(date(2022, 12, 31), Week::Five).is_err());
    assert!(calendar.day(date(2028, 1, 1), Week::Five).is_err());
}

#[test]
fn every_year_has_the_number_of_days_off_its_decrees_count() {
    use hadir_domain::calendar::DayKind::{CutiBersama, LiburNasional, Pemilu};
    let calendar = Packs::shipped().calendar(None, None);

    for (year, national, collective, election) in
        [(2023, 16, 11, 0), (2024, 17, 10, 2), (2025, 17, 11, 0), (2026, 17, 8, 0), (2027, 18, 8, 0)]
    {
        let days = calendar.days(date(year, 1, 1), date(year, 12, 31), Week::Five).unwrap();
        let count = |kind| days.iter().filter(|day| day.kind == kind).count();
        assert_eq!(
            (count(LiburNasional), count(CutiBersama), count(Pemilu)),
            (national, collective, election),
            "{year}"
        );
    }
}

#[test]
fn before_the_first_list_was_known_no_day_is_covered() {
    let calendar = Packs::shipped().calendar(None, Some(date(2022, 10, 10)));

    assert!(calendar.day(date(2023, 1, 2), Week::Five).is_err());
    assert!(calendar.day(date(2022, 10, 10), Week::Five).is_err());
}

#[test]
fn a_year_is_covered_from_the_day_its_list_was_known() {
    let packs = Packs::shipped();

    assert_eq!(packs.calendar(None, Some(date(2026, 9, 14))).covers().1, date(2026, 12, 31));
    assert_eq!(packs.calendar(None, Some(date(2026, 9, 15))).covers().1, date(2027, 12, 31));
}

#[test]
fn the_list_of_packs_counts_what_is_open() {
    let packs = Packs::shipped();
    let list = packs.list();

    let ramadan = list.iter().find(|pack| pack.path == "nasional/ramadan.toml").unwrap();
    assert_eq!((ramadan.confirmed, ramadan.open, ramadan.kind), (0, 5, "ramadan"));
    let election = list.iter().find(|pack| pack.path == "nasional/hari-pemilu.toml").unwrap();
    assert_eq!((election.confirmed, election.open), (4, 0));
    assert!(list.iter().all(|pack| !pack.source.is_empty() && pack.sha256.len() == 64));
    let regions = [
        "15", "15.07", "15.09", "15.71", "16.01", "16.10", "17.07", "18.05", "18.72", "31", "33.14", "36.04", "52.02",
        "61", "62.02", "99.01",
    ];
    assert_eq!(packs.regions().into_iter().collect::<Vec<_>>(), regions);
}

#[test]
fn the_hash_depends_on_every_byte_and_not_on_the_order_of_the_files() {
    let packs = Packs::shipped();
    let mut reversed = SHIPPED.to_vec();
    reversed.reverse();
    assert_eq!(Packs::parse(&reversed).unwrap().sha256(), packs.sha256());

    let changed: Vec<(&str, String)> = SHIPPED
        .iter()
        .map(|(path, text)| (*path, if path.ends_with("ramadan.toml") { format!("{text} ") } else { (*text).into() }))
        .collect();
    let changed: Vec<(&str, &str)> = changed.iter().map(|(path, text)| (*path, text.as_str())).collect();
    assert_ne!(Packs::parse(&changed).unwrap().sha256(), packs.sha256());
}
