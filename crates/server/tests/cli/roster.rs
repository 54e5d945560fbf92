//! A unit's roster from the command line: shown, written out, checked, taken in.

use serde_json::Value;

use crate::support::Hadir;

const WHICH: [&str; 4] = ["--unit", "DINKES", "--month", "2026-01"];

#[test]
fn a_roster_is_shown_written_and_read_back_as_it_was() {
    let hadir = Hadir::office();

    let shown = hadir.json(&[&["roster", "show"][..], &WHICH].concat());
    assert_eq!(shown["people"].as_array().map(Vec::len), Some(2), "{shown}");
    assert_eq!((&shown["people"][0]["cells"][4], &shown["people"][0]["cells"][0]), (&"K".into(), &"L".into()));
    for name in ["jadwal.xlsx", "jadwal.csv"] {
        let out = hadir.path(name).to_string_lossy().into_owned();
        assert_eq!(hadir.run(&[&["roster", "export", "--out", &out][..], &WHICH].concat()).status, 0);
        let read = hadir.json(&[&["roster", "import", &out, "--check"][..], &WHICH].concat());
        assert_eq!(
            (&read["changes"], &read["same"], &read["problems"]),
            (&0.into(), &62.into(), &Value::Array(vec![]))
        );
    }
}

#[test]
fn a_file_with_faults_changes_nothing_and_past_days_wait_for_a_second_officer() {
    let hadir = Hadir::office();
    let bad = hadir.file("salah.csv", b"NIP;Nama;2026-01-06\nL-7;Budi;X\n999;Entah;L\n");
    let run = hadir.run(&[&["roster", "import", &bad, "--check"][..], &WHICH].concat());
    assert_eq!(run.status, 3, "{}", run.err);
    assert!(run.out.contains("C2") && run.out.contains("999"), "{}", run.out);

    let good = hadir.file("baik.csv", b"NIP;Nama;2026-01-06\nL-7;Budi;L\n");
    let import = [&["roster", "import", &good][..], &WHICH].concat();
    assert_eq!(hadir.run(&import).status, 1, "a late change says why");
    let done = hadir.json(&[&import[..], &["--reason", "susulan"]].concat());
    assert_eq!((&done["state"], &done["changes"]), (&"proposed".into(), &1.into()));
    let shown = hadir.json(&[&["roster", "show"][..], &WHICH].concat());
    assert_eq!(shown["people"][0]["cells"][5], "K", "{shown}");
}
