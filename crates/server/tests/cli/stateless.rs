//! Commands that need no data folder and make none.

use crate::support::Hadir;

#[test]
fn workdays_of_each_year_follow_from_the_packs() {
    let hadir = Hadir::new();
    for (year, workdays) in [(2023, 239), (2024, 238), (2025, 237), (2026, 240), (2027, 242)] {
        let answer = hadir.json(&["calendar", "--from", &format!("{year}-01-01"), "--to", &format!("{year}-12-31")]);
        assert_eq!(answer["workdays"], workdays, "{year}");
    }
    assert!(!hadir.path("data").exists(), "a stateless command makes no data folder");
}

#[test]
fn a_day_off_names_its_decree_and_since_when_it_is_known() {
    let answer = Hadir::new().json(&["calendar", "--from", "2026-03-20", "--to", "2026-03-25"]);

    let day = &answer["days"][0];
    assert_eq!(day["kind"], "cuti_bersama");
    assert_eq!(day["known_from"], "2025-09-19");
    assert!(day["source"].as_str().is_some_and(|source| source.contains("1497/2025")));
    assert_eq!(answer["days"][5]["workday"], true, "the first working day after Eid");
}

#[test]
fn what_was_not_known_on_a_day_does_not_count_on_it() {
    let hadir = Hadir::new();
    let election = ["calendar", "--from", "2024-11-27", "--to", "2024-11-27"];

    assert_eq!(hadir.json(&election)["workdays"], 0);
    let before = [election.as_slice(), &["--known-on", "2024-11-20"]].concat();
    assert_eq!(hadir.json(&before)["workdays"], 1);
}

#[test]
fn a_period_no_pack_covers_is_refused_with_the_reason() {
    let run = Hadir::new().run(&["calendar", "--from", "2020-01-01", "--to", "2020-01-31"]);

    assert_eq!(run.status, 1);
    assert_eq!(run.out, "");
    assert_eq!(run.err.lines().count(), 1);
    assert!(run.err.contains("2020-01-01"), "{}", run.err);
}

#[test]
fn wrong_usage_is_exit_two() {
    let hadir = Hadir::new();

    assert_eq!(hadir.run(&["calendar", "--from", "kemarin", "--to", "2026-01-01"]).status, 2);
    assert_eq!(hadir.run(&["survey", "compute", "x.csv", "--weight", "0.12"]).status, 2);
    assert_eq!(hadir.run(&["bolos"]).status, 2);
}

/// 29 respondents whose element totals are 105, 101, 100, 116, 102, 105, 106, 105, 115.
fn golden_survey() -> String {
    let totals = [105_u32, 101, 100, 116, 102, 105, 106, 105, 115];
    let mut text = "U1,U2,U3,U4,U5,U6,U7,U8,U9\n".to_owned();
    for row in 0..29 {
        let scores = totals.map(|total| {
            // 3 for everybody, one more for as many as the total asks for.
            let more = total - 3 * 29;
            if row < more { "4" } else { "3" }
        });
        text.push_str(&scores.join(","));
        text.push('\n');
    }
    text
}

#[test]
fn the_index_of_the_golden_survey_is_exact() {
    let hadir = Hadir::new();
    let file = hadir.file("skm.csv", golden_survey().as_bytes());

    let ninth = hadir.json(&["survey", "compute", &file]);
    assert_eq!(ninth["respondents"], 29);
    assert_eq!(ninth["ikm_exact"], "91.4750957854");
    assert_eq!((&ninth["ikm"], &ninth["mutu"], &ninth["weight"]), (&"91.48".into(), &"A".into(), &"ninth".into()));
    assert_eq!(ninth["nrr"]["U1"], "3.6207");

    let old = hadir.json(&["survey", "compute", &file, "--weight", "0.11"]);
    assert_eq!(old["ikm"], "90.56");
}

#[test]
fn a_respondent_with_a_blank_is_left_out_whole_and_listed() {
    let hadir = Hadir::new();
    let file =
        hadir.file("skm.csv", b"U1;U2;U3;U4;U5;U6;U7;U8;U9\n4;4;4;4;4;4;4;4;4\n4;4;4;;4;4;4;4;4\n4;4;4;4;4;4;4;4;5\n");

    let answer = hadir.json(&["survey", "compute", &file]);

    assert_eq!(answer["respondents"], 1);
    assert_eq!(
        answer["left_out"],
        serde_json::json!([
            { "row": 3, "reason": "blank_U4" },
            { "row": 4, "reason": "out_of_range_U9" },
        ])
    );
}

#[test]
fn the_sample_size_follows_the_formula() {
    let hadir = Hadir::new();
    for (population, sample) in [("10", 10), ("100", 80), ("1000", 278), ("5000", 357), ("1000000", 384)] {
        let answer = hadir.json(&["survey", "sample-size", population]);
        assert_eq!(answer["sample"], sample);
        assert_eq!(answer["population"].to_string(), population);
    }
}

#[test]
fn a_file_that_is_not_understood_says_what_was_tried_in_the_language_asked_for() {
    let hadir = Hadir::new();
    let file = hadir.file("surat.txt", b"Kepada Yth. Bapak/Ibu\nPerihal: undangan rapat\n");

    let indonesian = hadir.run(&["inspect", &file]);
    assert_eq!(indonesian.status, 1);
    assert!(indonesian.err.contains("surat.txt") && indonesian.err.contains("tidak dikenali"), "{}", indonesian.err);
    let english = hadir.run(&["inspect", &file, "--lang", "en"]);
    assert!(english.err.contains("not understood"), "{}", english.err);
}

#[test]
fn the_shipped_rules_hold_together() {
    let answer = Hadir::new().json(&["rules", "check"]);

    assert!(answer["packs"].as_array().is_some_and(|packs| packs.len() > 5));
    assert_eq!(answer["sha256"].as_str().map(str::len), Some(64));
}

#[test]
fn the_same_seed_writes_the_same_scenario() {
    let hadir = Hadir::new();
    let write = |name: &str, seed: &str| {
        let out = hadir.path(name);
        let run = hadir.run(&["simulate", &out.to_string_lossy(), "--people", "30", "--days", "3", "--seed", seed]);
        assert_eq!(run.status, 0, "{}", run.err);
        std::fs::read(out).unwrap()
    };

    let one = write("satu.json", "7");

    assert_eq!(one, write("dua.json", "7"));
    assert_ne!(one, write("tiga.json", "8"));
    let scenario: serde_json::Value = serde_json::from_slice(&one).unwrap();
    assert_eq!((&scenario["version"], scenario["people"].as_array().map(Vec::len)), (&1.into(), Some(30)));
}

#[test]
fn a_schedule_of_allowances_deducts_line_by_line_and_stores_nothing() {
    let hadir = Hadir::new();
    let file = hadir.file(
        "tpp.json",
        br#"{"schedule":"18.05/tpp","month":"2026-01","employee_type":"PNS","tpp_rupiah":4000000,"structural":false,
        "days":[{"date":"2026-01-05","status":"TL","late_minutes":45,"early_minutes":20,"arrived":"08:15","left":"15:40",
        "missing_in":false,"missing_out":false},{"date":"2026-01-06","status":"TL","late_minutes":91}],
        "events":[{"kind":"apel","date":"2026-01-05","status":"missed"}]}"#,
    );

    let answer = hadir.json(&["tpp", "assess", &file]);

    assert_eq!((&answer["base_rupiah"], &answer["cut_rupiah"]), (&1_600_000.into(), &56_000.into()));
    assert_eq!((&answer["percent"], &answer["caps"]), (&"3.50".into(), &serde_json::json!([])));
    let lines = answer["lines"].as_array().unwrap();
    assert_eq!(lines.iter().map(|line| line["rupiah"].as_i64().unwrap()).sum::<i64>(), 56_000);
    assert_eq!(lines[2]["rule"], "18.05/tpp/late");
    assert!(answer["unknown"][0].as_str().is_some_and(|open| open.contains("91 menit")));
    assert!(!hadir.path("data").exists(), "a stateless command makes no data folder");
}

#[test]
fn a_schedule_nobody_loaded_is_refused_with_the_way_to_the_list() {
    let hadir = Hadir::new();
    let file =
        hadir.file("tpp.json", br#"{"schedule":"99.99/tpp","month":"2026-01","employee_type":"PNS","tpp_rupiah":1}"#);

    let run = hadir.run(&["tpp", "assess", &file]);

    assert_eq!((run.status, run.out.as_str(), run.err.lines().count()), (1, "", 1));
    assert!(run.err.contains("hadir tpp schedules"), "{}", run.err);
    let list = hadir.json(&["tpp", "schedules"]);
    assert_eq!(list["schedules"].as_array().map(Vec::len), Some(17));
}
