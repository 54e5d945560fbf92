//! How two packs differ, and who would be judged differently.

use serde_json::json;

use crate::recap::office_in_january;
use crate::support::Hadir;

const GRACE: &str = r#"
kind = "jam_kerja"
title = "Toleransi keterlambatan"
title_en = "Grace for lateness"
source = "Perwali Contoh 9/2099"
covers_from = 2099-01-05

[grace_minutes]
meaning = "Terlambat sampai sekian menit belum dihitung terlambat"
unit = "minute"

[[grace_minutes.values]]
from = 2099-01-05
value = 60
source = "Perwali Contoh 9/2099 Ps 3"
confirmed = true
"#;

#[test]
fn a_pack_is_tried_on_a_month_and_nothing_is_stored() {
    let hadir = office_in_january();
    let pack = hadir.file("toleransi.toml", GRACE.as_bytes());
    let book = hadir.path("dampak.xlsx").display().to_string();
    let january = ["--from", "2026-01-01", "--to", "2026-01-31"];

    let found =
        hadir.json(&["rules", "whatif", &pack, january[0], january[1], january[2], january[3], "--xlsx", &book]);

    let totals = &found["totals"];
    assert_eq!((&totals["people"], &totals["changed_people"]), (&json!(2), &json!(1)), "{found}");
    assert_eq!((&totals["days"], &totals["changed_days"]), (&json!(62), &json!(1)));
    assert_eq!((&totals["late_minutes"], &found["as_if"]), (&json!(-45), &json!(true)));
    let siti = &found["people"][0];
    assert_eq!(siti["name"], "Siti Contoh");
    assert_eq!(
        siti["days"],
        json!([{
            "on": "2026-01-05", "before": "H TL:45", "after": "H", "late_minutes": -45, "early_minutes": 0
        }])
    );
    assert!(std::fs::read(&book).unwrap().starts_with(b"PK"));
    let recap = hadir.json(&["recap", "--month", "2026-01"]);
    assert!(recap.to_string().contains("TL:45"), "as it was");

    let words = hadir.run(&["rules", "whatif", &pack, january[0], january[1], january[2], january[3]]);
    assert_eq!(words.status, 0, "{}", words.err);
    assert!(words.out.contains("2 pegawai dilihat: 1 berubah, 1 tidak."), "{}", words.out);
}

#[test]
fn a_fault_is_named_with_its_place() {
    let hadir = office_in_january();
    let pack = hadir.file("toleransi.toml", GRACE.replace("value = 60", "minutes = 60").as_bytes());

    let run = hadir.run(&["rules", "whatif", &pack, "--from", "2026-01-01", "--to", "2026-01-31"]);

    assert_eq!(run.status, 1);
    assert!(run.err.contains("grace_minutes.values[0].value: wajib ada"), "{}", run.err);
    assert_eq!(run.err.trim().lines().count(), 1, "{}", run.err);
}

#[test]
fn two_wordings_are_compared_fact_by_fact() {
    let hadir = Hadir::new();
    let before = hadir.file("lama.toml", GRACE.as_bytes());
    let after = hadir.file("baru.toml", GRACE.replace("value = 60", "value = 15").as_bytes());

    let found = hadir.json(&["rules", "diff", &before, &after]);
    assert_eq!(
        found["packs"][0]["facts"],
        json!([{
            "key": "grace_minutes.values[from 2099-01-05].value",
            "meaning": "Terlambat sampai sekian menit belum dihitung terlambat",
            "before": "60", "after": "15"
        }])
    );
    let words = hadir.run(&["rules", "diff", &before, &after]);
    assert!(words.out.contains("60 -> 15"), "{}", words.out);

    assert_eq!(hadir.json(&["rules", "diff", "shipped", "shipped"])["packs"], json!([]));
    let unknown = hadir.run(&["rules", "diff", "shipped", &before]);
    assert_eq!(unknown.status, 1, "{}", unknown.out);
    let hours = hadir_rules::SHIPPED.iter().find(|(path, _)| *path == "nasional/jam-kerja.toml").unwrap().1;
    let changed = hadir.file("jam-kerja.toml", hours.replacen("value = 2250", "value = 2240", 1).as_bytes());
    let facts = hadir.json(&["rules", "diff", "shipped", &changed])["packs"][0]["facts"].clone();
    assert_eq!(facts.as_array().unwrap().len(), 1, "a file is compared with the pack of its name: {facts}");
    assert_eq!((&facts[0]["before"], &facts[0]["after"]), (&json!("2250"), &json!("2240")));
}
