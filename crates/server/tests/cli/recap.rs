//! From a terminal's file to a recap that adds up, and back down to the punch and the article.

use serde_json::{Value, json};

use crate::support::Hadir;

/// January 2026 of two people: Siti on all workdays, late once; Budi absent on the 6th and never out on the 7th.
fn january() -> String {
    let mut text = String::new();
    for day in 1..=31 {
        let date = jiff::civil::date(2026, 1, day);
        let free = matches!(date.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday);
        if free || matches!(day, 1 | 16) {
            continue;
        }
        let arrives = if day == 5 { "08:15:00" } else { "07:20:00" };
        text += &format!("1\t{date} {arrives}\t1\t0\t1\t0\n1\t{date} 16:35:00\t1\t1\t1\t0\n");
        if day != 6 {
            text += &format!("2\t{date} 07:25:00\t1\t0\t1\t0\n");
        }
        if day != 6 && day != 7 {
            text += &format!("2\t{date} 16:40:00\t1\t1\t1\t0\n");
        }
    }
    // The stick was pulled in February, so January is heard to its end.
    text + "1\t2026-02-02 07:20:00\t1\t0\t1\t0\n"
}

pub fn office_in_january() -> Hadir {
    let hadir = Hadir::office();
    let file = hadir.file("1_attlog.dat", january().as_bytes());
    hadir.json(&["import", &file, "--source", "machine", "--device", "HDR001"]);
    hadir
}

fn sum(totals: &Value) -> u64 {
    totals.as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum()
}

#[test]
fn a_months_file_becomes_a_recap_that_adds_up() {
    let recap = office_in_january().json(&["recap", "--month", "2026-01", "--unit", "DINKES"]);

    let people = recap["people"].as_array().unwrap();
    assert_eq!(people.len(), 2);
    for person in people {
        assert_eq!(sum(&person["totals"]), 31, "{person}");
        assert_eq!(person["codes"].as_object().unwrap().len(), 31);
    }
    assert_eq!(sum(&recap["totals"]), 62);
    let siti = people.iter().find(|person| person["name"] == "Siti Contoh").unwrap();
    assert_eq!(siti["totals"]["H"], 20);
    assert_eq!(siti["marks"], json!({ "2026-01-05": ["TL:45"] }));
    assert_eq!(siti["codes"]["2026-01-01"], "LIBUR");
    let budi = people.iter().find(|person| person["name"] == "Budi Contoh").unwrap();
    assert_eq!((&budi["totals"]["H"], &budi["totals"]["TK"]), (&json!(19), &json!(1)));
    assert_eq!(budi["codes"]["2026-01-06"], "TK");
    assert_eq!(budi["marks"], json!({ "2026-01-07": ["TAP"] }));
    assert_eq!(recap["incomplete_sources"], json!([]), "the terminal has spoken past the end of the month");
}

#[test]
fn nobody_is_absent_while_a_terminal_of_the_office_is_silent() {
    let hadir = Hadir::office();
    hadir.json(&["devices", "add", "HDR002", "--tz", "WIB", "--site", "KANTOR"]);
    let file = hadir.file("1_attlog.dat", january().as_bytes());
    hadir.json(&["import", &file, "--source", "machine", "--device", "HDR001"]);

    let recap = hadir.json(&["recap", "--month", "2026-01"]);

    assert_eq!(recap["totals"]["TK"], 0);
    assert_eq!(recap["totals"]["BELUM"], 1);
    let silent: Vec<&str> =
        recap["incomplete_sources"].as_array().unwrap().iter().filter_map(|source| source["name"].as_str()).collect();
    assert!(silent.contains(&"Mesin HDR002"), "{silent:?}");
}

#[test]
fn a_paper_entered_late_changes_the_day_and_not_the_punches() {
    let hadir = office_in_january();
    let before = hadir.json(&["punches", "--hash"]);

    let paper = ["roster", "paper", "--person", "L-7", "--kind", "sick", "--from", "2026-01-06", "--to", "2026-01-06"];
    let run = hadir.run(&[paper.as_slice(), &["--reference", "Surat dokter 12/I/2026"]].concat());
    assert_eq!(run.status, 0, "{}", run.err);

    let recap = hadir.json(&["recap", "--month", "2026-01"]);
    assert_eq!((&recap["totals"]["TK"], &recap["totals"]["S"]), (&json!(0), &json!(1)));
    assert_eq!(hadir.json(&["punches", "--hash"]), before);
    assert_eq!(hadir.run(&["rebuild", "--check"]).status, 0);
}

#[test]
fn a_day_opens_down_to_its_punches_and_its_article() {
    let explained = office_in_january().json(&["explain", "day", "--person", "Siti", "--date", "2026-01-05"]);

    assert_eq!((&explained["day"]["status"], &explained["day"]["marks"]), (&json!("H"), &json!(["TL:45"])));
    assert_eq!(explained["day"]["punches"].as_array().map(Vec::len), Some(2));
    assert_eq!(explained["day"]["punches"][0]["used_as"], "in");
    assert!(explained["rule"]["source"].as_str().unwrap().contains("Perpres 21/2023"));
    let late = explained["day"]["reasons"].as_array().unwrap().iter().find(|reason| reason["code"] == "late").unwrap();
    assert!(late["rule"]["source"].as_str().unwrap().contains("Ps 4"));
    assert_eq!(explained["sources"][0]["heard"], true);
}

#[test]
fn the_recap_is_written_as_workbook_and_pdf() {
    let hadir = office_in_january();
    let (xlsx, pdf) = (hadir.path("rekap.xlsx"), hadir.path("rekap.pdf"));
    hadir.json(&[
        "recap",
        "--month",
        "2026-01",
        "--unit",
        "DINKES",
        "--xlsx",
        &xlsx.to_string_lossy(),
        "--pdf",
        &pdf.to_string_lossy(),
    ]);

    assert!(std::fs::read(&xlsx).unwrap().starts_with(b"PK"));
    assert!(std::fs::read(&pdf).unwrap().starts_with(b"%PDF"));
}

#[test]
fn a_month_outside_the_packs_is_refused() {
    let run = Hadir::office().run(&["recap", "--month", "2020-02"]);

    assert_eq!(run.status, 1);
    assert!(run.err.contains("2020-02-01"), "{}", run.err);
    assert_eq!(Hadir::office().run(&["recap", "--month", "Januari"]).status, 1);
}

#[test]
fn somebody_elses_hand_in_the_database_is_found() {
    let hadir = office_in_january();
    hadir.json(&["recap", "--month", "2026-01"]);
    assert_eq!(hadir.run(&["rebuild", "--check"]).status, 0);

    let changed = std::process::Command::new("python3")
        .arg("-c")
        .arg(
            "import sqlite3, sys\n\
             db = sqlite3.connect(sys.argv[1])\n\
             assert db.execute(\"UPDATE days SET status = 'H', marks = '[]' WHERE status = 'TK'\").rowcount == 1\n\
             db.commit()",
        )
        .arg(hadir.path("data/hadir.db"))
        .status();
    if changed.is_ok_and(|status| status.success()) {
        let run = hadir.run(&["rebuild", "--check", "--json"]);
        assert_eq!(run.status, 3, "{}", run.out);
        assert_eq!(serde_json::from_str::<Value>(&run.out).unwrap()["days_different"], 1);
    }
}

/// A portal's January of one person: late on the 5th, excused on the 6th, without word on the 7th, blank elsewhere, and
/// nothing at all after the 20th.
fn portal_matrix() -> String {
    let mut text = "REKAP PRESENSI DINAS KESEHATAN 01/2026\r\nNo;NIP;Nama;Bulan;Tahun".to_owned();
    for day in 1..=31 {
        text += &format!(";{day:02}");
    }
    text += "\r\n1;`209901022121052001;Siti Contoh;01;2026";
    for day in 1..=31 {
        text += match day {
            5 => ";TL45m",
            6 => ";I1",
            7 => ";A1",
            20 => ";TAP1",
            _ => ";",
        };
    }
    text + "\r\n"
}

#[test]
fn a_portals_matrix_speaks_for_people_and_is_never_stretched() {
    let hadir = Hadir::office();
    let file = hadir.file("presensi.csv", portal_matrix().as_bytes());

    let first = hadir.json(&["import", &file, "--source", "portal", "--unit", "DINKES"]);
    assert_eq!((&first["new"], &first["problems"], &first["unmatched"]), (&json!(20), &json!(0), &json!(0)), "{first}");
    let again = hadir.json(&["import", &file, "--source", "portal", "--unit", "DINKES"]);
    assert_eq!((&again["new"], &again["repeated"]), (&json!(0), &json!(20)));

    let recap = hadir.json(&["recap", "--month", "2026-01", "--unit", "DINKES"]);
    let siti = recap["people"].as_array().unwrap().iter().find(|person| person["name"] == "Siti Contoh").unwrap();
    assert_eq!((&siti["codes"]["2026-01-02"], &siti["codes"]["2026-01-05"]), (&json!("H"), &json!("H")));
    assert_eq!(siti["codes"]["2026-01-06"], "I", "excused, whichever paper it was");
    assert_ne!(siti["codes"]["2026-01-07"], "TK", "the terminal of the office has not spoken");
    assert_eq!(siti["codes"]["2026-01-21"], "BELUM", "blank after the last code is no statement");
    assert_eq!(siti["marks"]["2026-01-05"], json!(["TL:45"]));
    assert_eq!(sum(&siti["totals"]), 31);
}
