//! `hadir parity`: kinds of employment side by side, from a terminal's file.

use serde_json::{Value, json};

use crate::recap::office_in_january;
use crate::support::Hadir;

const JANUARY: [&str; 5] = ["parity", "--from", "2026-01-01", "--to", "2026-01-31"];

fn kind<'a>(view: &'a Value, code: &str) -> &'a Value {
    view["kinds"].as_array().unwrap().iter().find(|group| group["kind"] == code).unwrap()
}

fn counts(group: &Value) -> [u64; 4] {
    let days = |code: &str| group["measures"][code]["days"].as_u64().unwrap();
    [group["due"].as_u64().unwrap(), days("hadir"), days("terlambat"), days("tanpa_keterangan")]
}

#[test]
fn a_month_of_an_office_is_laid_side_by_side() {
    let hadir = office_in_january();

    let view = hadir.json(&JANUARY);

    let (pns, other) = (kind(&view, "PNS"), kind(&view, "NON_ASN"));
    assert_eq!((counts(pns), counts(other)), ([20, 20, 1, 0], [20, 19, 0, 1]));
    assert_eq!(counts(&view["whole"]), [40, 39, 1, 1]);
    let minutes = pns["contracted_minutes"].as_u64().unwrap();
    let short = 45.0 * 100.0 * 60.0 / minutes as f64;
    assert_eq!(pns["short_per_100_hours"], format!("{short:.2}"));
    assert_eq!((&view["unjudged"], &view["sight"]), (&json!(0), &json!("whole")));
    assert_eq!(view["followed"]["years"][0]["whole"]["absent"], 1);

    let run = hadir.run(&JANUARY);
    assert_eq!(run.status, 0, "{}", run.err);
    let line = |start: &str| -> Vec<&str> {
        run.out.lines().find(|line| line.starts_with(start)).unwrap().split_whitespace().collect()
    };
    assert_eq!(line("PNS")[..6], ["PNS", "1", "20", "0", "1.0000", "0.0500"], "{}", run.out);
    assert_eq!(line("NON_ASN")[9..10], ["0.0500"], "{}", run.out);
    assert_eq!(line("jumlah")[..4], ["jumlah", "2", "40", "0"], "{}", run.out);
    assert!(run.out.contains("Tangga 2026 (2026-01-31)"), "{}", run.out);
}

#[test]
fn a_kind_that_changes_counts_by_the_kind_of_each_day() {
    let hadir = office_in_january();
    let done = hadir.run(&["people", "change", "L-7", "--type", "PPPK", "--from", "2026-01-19"]);
    assert_eq!(done.status, 0, "{}", done.err);

    let view = hadir.json(&JANUARY);

    assert_eq!(counts(kind(&view, "NON_ASN")), [10, 9, 0, 1]);
    assert_eq!(counts(kind(&view, "PPPK")), [10, 10, 0, 0]);
    assert_eq!((&kind(&view, "NON_ASN")["people"], &kind(&view, "PPPK")["people"]), (&json!(0), &json!(1)));
    assert_eq!(counts(&view["whole"]), [40, 39, 1, 1], "moving somebody moves exactly their days");
}

#[test]
fn the_workbook_is_written_and_a_wrong_unit_is_refused() {
    let hadir = office_in_january();
    let out = hadir.path("kesetaraan.xlsx");

    let run = hadir.run(&[&JANUARY[..], &["--unit", "DINKES", "--xlsx", &crate::support::text(&out)]].concat());
    let wrong = hadir.run(&[&JANUARY[..], &["--unit", "TIDAKADA"]].concat());

    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(&std::fs::read(out).unwrap()[..2], b"PK");
    assert_ne!(wrong.status, 0);
    assert!(wrong.err.contains("TIDAKADA"), "{}", wrong.err);
}

#[test]
fn an_office_without_a_day_says_nothing_wrong() {
    let view = Hadir::office().json(&JANUARY);

    assert_eq!(counts(&view["whole"])[0], 0);
    assert_eq!(view["whole"]["measures"]["hadir"]["rate"], Value::Null);
}
