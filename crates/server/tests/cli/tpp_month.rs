//! The allowance of a month from a terminal's file, down to the punch and the article.

use serde_json::{Value, json};

use crate::recap::office_in_january;

const AMOUNTS: &[u8] = b"nip;tpp_rupiah;struktural;mulai;dasar\n\
                         209901022121052001;4000000;ya;2026-01-01;SK 7/2026\n";

#[test]
fn a_months_file_becomes_cuts_that_open_to_punch_rule_and_article() {
    let hadir = office_in_january();
    let file = hadir.file("tpp.csv", AMOUNTS);
    let looked = hadir.json(&["tpp", "amounts", "import", &file, "--dry-run"]);
    assert_eq!((&looked["new"], &looked["kept"]), (&json!(1), &json!(false)));
    assert_eq!(hadir.json(&["tpp", "amounts", "import", &file])["new"], 1);
    assert_eq!(hadir.json(&["tpp", "amounts", "import", &file])["repeated"], 1);

    let csv = hadir.path("tpp.csv.out").display().to_string();
    let month = hadir.json(&["tpp", "month", "--month", "2026-01", "--schedule", "18.05/tpp", "--csv", &csv]);
    let people = month["people"].as_array().unwrap();
    let siti = people.iter().find(|person| person["name"] == "Siti Contoh").unwrap();
    assert_eq!((&siti["base_rupiah"], &siti["cut_rupiah"]), (&json!(1_600_000), &json!(16_000)), "{siti}");
    assert_eq!(siti["lines"][0]["rule"], "18.05/tpp/late");
    let budi = people.iter().find(|person| person["name"] == "Budi Contoh").unwrap();
    assert_eq!((&budi["tpp_rupiah"], &budi["lines"]), (&Value::Null, &json!([])));
    assert!(budi["unknown"].to_string().contains("NON_ASN tidak menerima TPP"), "{budi}");
    assert_eq!(month["totals"]["cut_rupiah"], 16_000);
    assert!(std::fs::read_to_string(&csv).unwrap().contains("Siti Contoh"));

    hadir.json(&["tpp", "use", "18.05/tpp"]);
    let day = hadir.json(&["explain", "tpp", "--person", "Siti", "--date", "2026-01-05"]);
    assert_eq!((&day["schedule"], &day["cut_rupiah"]), (&json!("18.05/tpp"), &json!(16_000)));
    assert_eq!((&day["lines"][0]["percent"], &day["lines"][0]["confirmed"]), (&json!("1.00"), &json!(false)));
    let punches = day["day"]["day"]["punches"].as_array().unwrap();
    assert!(punches.iter().any(|punch| punch["local_time"].as_str().unwrap().contains("08:15:00")), "{day}");
}

#[test]
fn without_a_schedule_the_explanation_says_so() {
    let day = office_in_january().json(&["explain", "tpp", "--person", "Siti", "--date", "2026-01-05"]);

    assert_eq!((&day["schedule"], &day["lines"]), (&Value::Null, &json!([])));
    assert!(day["unknown"][0].as_str().unwrap().contains("skema"), "{day}");
}
