//! Roll, portal and terminal of one office, compared from the files up.

use serde_json::{Value, json};

use crate::support::Hadir;

const SITI: &str = "209901022121052001";

/// A week of January 2026 of two people by one source; `change` sees person, day, arrival and departure.
fn week(change: impl Fn(&str, i8) -> Option<(&'static str, &'static str)>) -> String {
    let mut text = String::from("nip,tanggal,jam_masuk,jam_pulang\n");
    for day in 5..=9 {
        for person in [SITI, "L-7"] {
            if let Some((arrived, left)) = change(person, day) {
                text += &format!("{person},2026-01-{day:02},{arrived},{left}\n");
            }
        }
    }
    text
}

fn compared(manual: &str, portal: &str) -> (Hadir, Value) {
    let hadir = Hadir::office();
    for (name, source, text) in [("daftar.csv", "manual", manual), ("portal.csv", "portal", portal)] {
        let file = hadir.file(name, text.as_bytes());
        hadir.json(&["import", &file, "--source", source, "--unit", "DINKES"]);
    }
    let ask = ["reconcile", "--from", "2026-01-05", "--to", "2026-01-09", "--sources", "manual,portal"];
    let answer = hadir.json(&ask);
    (hadir, answer)
}

fn sum(types: &Value) -> u64 {
    types.as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum()
}

#[test]
fn roll_and_portal_are_compared_day_by_day_and_the_table_adds_up() {
    let manual = week(|_, _| Some(("07:20", "16:10")));
    let portal = week(|person, day| match (person, day) {
        // Silent, an hour late, half a day.
        (SITI, 6) => None,
        (SITI, 7) => Some(("08:35", "16:05")),
        ("L-7", 8) => Some(("07:22", "")),
        _ => Some(("07:24", "16:05")),
    });

    let (_, answer) = compared(&manual, &portal);

    let unit = &answer["units"][0];
    assert_eq!((&unit["code"], &unit["due"], &unit["matched"]), (&json!("DINKES"), &json!(10), &json!(7)), "{answer}");
    assert_eq!(unit["by_type"], json!({ "missing_in_b": 2, "time_differs": 1 }));
    assert_eq!((&unit["rate"], &unit["both_silent"], &unit["excluded"]), (&json!("0.7000"), &json!(0), &json!(0)));
    assert_eq!(sum(&unit["by_type"]) + 7, 10);
    let silent = answer["discrepancies"].as_array().unwrap().iter().find(|one| one["on"] == "2026-01-06").unwrap();
    assert_eq!((&silent["person"], &silent["type"]), (&json!(SITI), &json!("missing_in_b")));
    assert_eq!(silent["a"], json!({ "source": "manual", "value": "07:20–16:10" }));
    assert_eq!(silent["b"], json!({ "source": "portal", "value": null }));
    assert_eq!(answer["unknown_ids"], json!([]));
}

#[test]
fn somebody_unknown_stands_beside_the_roster_and_changes_no_sum() {
    let manual = week(|_, _| Some(("07:20", "16:10")));
    let portal = manual.clone() + "999,2026-01-05,07:20,16:10\n";

    let (_, answer) = compared(&manual, &portal);

    assert_eq!((&answer["units"][0]["due"], &answer["units"][0]["rate"]), (&json!(10), &json!("1.0000")));
    assert_eq!((&answer["unknown_ids"][0]["key"], &answer["unknown_ids"][0]["events"]), (&json!("999"), &json!(2)));
}

#[test]
fn a_source_that_was_never_sent_excludes_the_days_and_gives_no_rate() {
    let hadir = Hadir::office();
    let file = hadir.file("daftar.csv", week(|_, _| Some(("07:20", "16:10"))).as_bytes());
    hadir.json(&["import", &file, "--source", "manual", "--unit", "DINKES"]);

    let answer = hadir.json(&["reconcile", "--from", "2026-01-05", "--to", "2026-01-09", "--sources", "manual,portal"]);

    let unit = &answer["units"][0];
    assert_eq!((&unit["due"], &unit["excluded"], &unit["rate"]), (&json!(0), &json!(10), &Value::Null), "{answer}");
    assert_eq!(unit["excluded_by"], json!({ "not_heard": 0, "not_required": 10 }));
}

#[test]
fn a_roll_that_grew_after_it_was_handed_in_is_late_ink() {
    let some = week(|person, day| (person == SITI || day != 6).then_some(("07:20", "16:10")));
    let whole = week(|_, _| Some(("07:20", "16:10")));
    let (hadir, _) = compared(&some, &whole);

    let file = hadir.file("daftar-2.csv", whole.as_bytes());
    hadir.json(&["import", &file, "--source", "manual", "--unit", "DINKES"]);
    let answer = hadir.json(&["reconcile", "--from", "2026-01-05", "--to", "2026-01-09", "--sources", "manual,portal"]);

    assert_eq!(answer["units"][0]["by_type"], json!({ "entered_late": 1 }), "{answer}");
    let late = &answer["discrepancies"][0];
    assert_eq!(
        (&late["person"], &late["on"], &late["proposal"]),
        (&json!("L-7"), &json!("2026-01-06"), &json!("b_right"))
    );
}

#[test]
fn a_second_file_about_others_is_no_late_ink() {
    let manual = week(|_, _| Some(("07:20", "16:10")));
    let hadir = Hadir::office();
    let file = hadir.file("daftar.csv", manual.as_bytes());
    hadir.json(&["import", &file, "--source", "manual", "--unit", "DINKES"]);
    // One file for each of them, as two offices would send theirs, and neither says of which unit it is.
    for (name, whose) in [("a.csv", SITI), ("b.csv", "L-7")] {
        let file = hadir.file(name, week(|person, _| (person == whose).then_some(("07:22", "16:05"))).as_bytes());
        hadir.json(&["import", &file, "--source", "portal"]);
    }

    let answer = hadir.json(&["reconcile", "--from", "2026-01-05", "--to", "2026-01-09", "--sources", "manual,portal"]);

    assert_eq!((&answer["units"][0]["matched"], &answer["units"][0]["by_type"]), (&json!(10), &json!({})), "{answer}");
}

#[test]
fn one_who_tapped_on_leave_is_impossible() {
    let both = week(|_, _| Some(("07:20", "16:10")));
    let (hadir, _) = compared(&both, &both);
    let paper = ["roster", "paper", "--person", "L-7", "--kind", "sick", "--from", "2026-01-06", "--to", "2026-01-06"];
    assert_eq!(hadir.run(&[paper.as_slice(), &["--reference", "Surat dokter 12/I/2026"]].concat()).status, 0);

    let answer = hadir.json(&["reconcile", "--from", "2026-01-05", "--to", "2026-01-09", "--sources", "manual,portal"]);

    assert_eq!(answer["units"][0]["by_type"], json!({ "impossible": 1 }), "{answer}");
    assert_eq!((&answer["units"][0]["due"], &answer["units"][0]["roster"]), (&json!(10), &json!(10)));
}

#[test]
fn what_is_kept_is_the_same_whenever_it_is_computed_and_wrong_asks_are_refused() {
    let manual = week(|_, _| Some(("07:20", "16:10")));
    let (hadir, _) = compared(&manual, &week(|person, _| (person != SITI).then_some(("07:20", "16:10"))));
    let keep = ["reconcile", "--from", "2026-01-05", "--to", "2026-01-09", "--keep"];

    assert_eq!(hadir.json(&keep), hadir.json(&keep));

    for wrong in [["--sources", "manual"], ["--sources", "manual,manual"], ["--sources", "manual,kertas"]] {
        let run = hadir.run(&[&["reconcile", "--from", "2026-01-05", "--to", "2026-01-09"], wrong.as_slice()].concat());
        assert_eq!(run.status, 1, "{}", run.err);
        assert!(run.err.contains("umber"), "{}", run.err);
    }
    assert_eq!(hadir.run(&["reconcile", "--from", "2026-01-09", "--to", "2026-01-05"]).status, 1);
}

#[test]
fn what_a_superior_saw_is_a_source_like_any_other() {
    let both = week(|_, _| Some(("07:20", "16:10")));
    let (hadir, _) = compared(&both, &both);
    let add = ["checks", "add", "--kind", "superior_check", "--unit", "DINKES", "--at", "2026-01-06T10:00"];
    let seen = hadir.run(&[add.as_slice(), &["--absent", "L-7"]].concat());
    assert_eq!(seen.status, 0, "{}", seen.err);

    let ask = ["reconcile", "--from", "2026-01-05", "--to", "2026-01-09", "--sources", "superior_check,portal"];
    let answer = hadir.json(&ask);

    assert_eq!(answer["units"][0]["by_type"], json!({ "status_differs": 1 }), "{answer}");
    assert_eq!(answer["units"][0]["excluded_by"], json!({ "not_heard": 0, "not_required": 9 }));
}
