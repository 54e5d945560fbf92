//! `hadir discipline assess`, as the contract words it.

use serde_json::{Value, json};

use crate::support::Hadir;

fn assessed(file: &Value) -> Value {
    let hadir = Hadir::new();
    let path = hadir.file("hari.json", file.to_string().as_bytes());
    let answer = hadir.json(&["discipline", "assess", &path]);
    assert!(!hadir.path("data").exists(), "a stateless command makes no data folder");
    answer
}

/// 12 Mondays and Wednesdays that are workdays.
fn twelve() -> Value {
    json!([
        "2026-01-05",
        "2026-01-07",
        "2026-01-12",
        "2026-01-14",
        "2026-01-19",
        "2026-01-21",
        "2026-01-26",
        "2026-01-28",
        "2026-02-02",
        "2026-02-04",
        "2026-02-09",
        "2026-02-11"
    ])
}

#[test]
fn twelve_days_of_a_pns_are_the_interim_of_a_suspended_cut() {
    let answer = assessed(&json!({
        "employee_type": "PNS", "region": "18.72", "year": 2026, "days_per_week": 5,
        "absent_without_reason": twelve(),
        "minutes_short": [{ "date": "2026-02-03", "late": 45, "early": 20 }],
        "on": "2026-06-30", "a_key_nobody_knows": true
    }));

    let one = &answer["indications"][0];
    assert_eq!(answer["indications"].as_array().map(Vec::len), Some(1));
    assert_eq!((&one["level"], &one["sanction"]), (&json!("sedang"), &json!("tunda_kgb_1th")));
    assert_eq!(one["interim_of"], "potong_tpp_25_6bln");
    assert_eq!((&one["days_counted"], &one["streak"]), (&json!(12), &json!(1)));
    assert_eq!(one["needs_verification"], true);
    assert!(one["rule"].as_str().is_some_and(|rule| rule.starts_with("pp-94-2021/")));
    assert_eq!(one["effective_from"], "2026-02-09");
    assert_eq!(answer["also"], json!([]));
    assert_eq!(answer["unknown"], json!([]));
    let counters = &answer["counters"];
    assert_eq!((&counters["cumulative_days"], &counters["converted_days"]), (&json!(12), &json!("0.14")));
}

#[test]
fn ten_days_in_a_row_stop_the_salary_too() {
    let answer = assessed(&json!({
        "employee_type": "PNS", "region": null, "year": 2026, "on": "2026-06-30",
        "absent_without_reason": [
            "2025-12-22", "2025-12-23", "2025-12-24", "2025-12-29", "2025-12-30", "2025-12-31",
            "2026-01-02", "2026-01-05", "2026-01-06", "2026-01-07"
        ]
    }));

    assert_eq!(answer["indications"][0]["sanction"], "pdhtaps");
    assert_eq!(answer["also"], json!(["stop_gaji"]));
    assert_eq!(answer["also_from"]["stop_gaji"], "2026-02-01");
    assert_eq!(answer["counters"]["cumulative_days"], 4);
    assert_eq!(answer["counters"]["longest_streak"], 10);
}

#[test]
fn whoever_has_no_rule_has_counters_and_a_reason() {
    for employment in ["PPPK", "PPPK_PARUH_WAKTU", "NON_ASN"] {
        let answer = assessed(&json!({
            "employee_type": employment, "region": "18.72", "year": 2026, "absent_without_reason": twelve(), "on": "2026-06-30"
        }));

        assert_eq!(answer["indications"], json!([]), "{employment}");
        assert_eq!(answer["counters"]["cumulative_days"], 12);
        assert!(answer["unknown"].as_array().is_some_and(|said| !said.is_empty()));
        assert_eq!(answer["standard"]["comparison_only"], true);
    }
}

#[test]
fn a_type_the_contract_does_not_know_is_exit_one_and_says_which_there_are() {
    let hadir = Hadir::new();
    for file in [json!({ "employee_type": "HONORER", "year": 2026 }), json!({ "year": 2026 }), json!([1])] {
        let path = hadir.file("hari.json", file.to_string().as_bytes());
        let run = hadir.run(&["discipline", "assess", &path, "--json"]);

        assert_eq!((run.status, run.out.as_str(), run.err.lines().count()), (1, "", 1), "{file}: {}", run.err);
    }
}

#[test]
fn for_people_it_says_that_an_official_decides() {
    let hadir = Hadir::new();
    let file = json!({ "employee_type": "PNS", "year": 2026, "absent_without_reason": twelve() });
    let path = hadir.file("hari.json", file.to_string().as_bytes());
    let run = hadir.run(&["discipline", "assess", &path]);

    assert_eq!(run.status, 0, "{}", run.err);
    assert!(
        run.out.contains("penundaan kenaikan gaji berkala") && run.out.contains("pejabat yang berwenang"),
        "{}",
        run.out
    );
}
