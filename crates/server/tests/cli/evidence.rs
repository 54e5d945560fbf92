//! `hadir evidence backtest`: the contract's answer, whatever the order, under the policy that is tried.

use serde_json::Value;

use crate::support::Hadir;

/// A scenario of a few people with some misuse.
fn scenario(hadir: &Hadir) -> Value {
    let out = hadir.path("skenario.json");
    let run = hadir.run(&[
        "simulate",
        &out.to_string_lossy(),
        "--people",
        "40",
        "--days",
        "12",
        "--seed",
        "3",
        "--fraud",
        "0.08",
    ]);
    assert_eq!(run.status, 0, "{}", run.err);
    serde_json::from_slice(&std::fs::read(out).unwrap()).unwrap()
}

#[test]
fn the_answer_has_the_promised_shape_and_does_not_look_at_labels_or_order() {
    let hadir = Hadir::new();
    let mut scenario = scenario(&hadir);
    let file = hadir.file("a.json", &serde_json::to_vec(&scenario).unwrap());
    let first = hadir.run(&["evidence", "backtest", &file, "--json"]);
    let answer = first.json();

    scenario["punches"].as_array_mut().unwrap().reverse();
    scenario.as_object_mut().unwrap().remove("labels");
    let file = hadir.file("b.json", &serde_json::to_vec(&scenario).unwrap());
    assert_eq!(hadir.run(&["evidence", "backtest", &file, "--json"]).out, first.out);

    let punches = answer["punches"].as_array().unwrap();
    assert_eq!(punches.len(), scenario["punches"].as_array().unwrap().len());
    assert!(punches.is_sorted_by_key(|punch| punch["id"].as_str().unwrap()));
    for punch in punches {
        assert!(["supported", "unverified", "doubtful", "contradicted"].contains(&punch["verdict"].as_str().unwrap()));
        assert!((0.0..=1.0).contains(&punch["score"].as_f64().unwrap()));
        for reason in punch["reasons"].as_array().unwrap() {
            let keys: Vec<&String> = reason.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["code", "text", "weight", "with"]);
        }
    }
    assert_eq!(answer["people"].as_array().map(Vec::len), Some(40));
    assert!(answer["policy"].as_str().unwrap().starts_with("nasional/bukti "));
}

#[test]
fn another_policy_is_tried_before_it_is_signed() {
    let hadir = Hadir::new();
    let scenario = scenario(&hadir);
    let file = hadir.file("a.json", &serde_json::to_vec(&scenario).unwrap());
    let shipped = hadir_rules::SHIPPED.iter().find(|(path, _)| *path == "nasional/bukti.toml").unwrap().1;
    let at = shipped.find("[[doubtful.values]]").unwrap();
    let (head, tail) = shipped.split_at(at);
    let value = tail.find("value = ").unwrap() + "value = ".len();
    let end = value + tail[value..].find('\n').unwrap();
    let strict = format!("{head}{}-2000{}", &tail[..value], &tail[end..]);
    let pack = hadir.file("ketat.toml", strict.as_bytes());

    let tried = hadir.run(&["evidence", "backtest", &file, "--policy", &pack]);
    assert_eq!(tried.status, 0, "{}", tried.err);
    assert!(tried.out.contains("ketat.toml") && tried.out.contains("alarm keliru"), "{}", tried.out);
    let compared = hadir.json(&["evidence", "backtest", &file, "--compare", &pack]);
    assert!(compared["compare"]["changed"].as_u64().unwrap() > 0);
}

#[test]
fn what_cannot_be_weighed_says_so_in_one_line() {
    let hadir = Hadir::new();
    let none = hadir.file("kosong.json", br#"{"version":1,"punches":[]}"#);
    let text = hadir.file("surat.txt", b"Kepada Yth.");
    let pack = hadir.file("salah.toml", b"kind = \"bukti\"");
    let scenario = scenario(&hadir);
    let good = hadir.file("a.json", &serde_json::to_vec(&scenario).unwrap());

    for arguments in [
        vec!["evidence", "backtest", &none],
        vec!["evidence", "backtest", &text],
        vec!["evidence", "backtest", "tidak-ada.json"],
        vec!["evidence", "backtest", &good, "--policy", &pack],
    ] {
        let run = hadir.run(&arguments);
        assert_eq!((run.status, run.err.lines().count(), run.out.as_str()), (1, 1, ""), "{arguments:?} {}", run.err);
    }
}

#[test]
fn what_is_stored_is_weighed_and_shown_from_the_console() {
    let hadir = Hadir::new();
    let built = hadir.run(&["demo", "--people", "40", "--build-only"]);
    assert_eq!(built.status, 0, "{}", built.err);
    let people = hadir.json(&["people"]);
    let of = |person: &Value| {
        let punches = hadir.json(&["punches", "--person", person["id"].as_str().unwrap()]);
        punches["punches"].as_array().unwrap().iter().rev().find(|punch| punch["source"] == "phone").cloned()
    };
    let punch = people["people"].as_array().unwrap().iter().find_map(of).expect("somebody punches by phone");
    let (id, on) = (punch["id"].as_str().unwrap(), &punch["local_time"].as_str().unwrap()[..10]);

    let weighed = hadir.json(&["evidence", "weigh", "--from", on, "--to", on]);
    let by_verdict = weighed["by_verdict"].as_object().unwrap();
    let sum: u64 = by_verdict.values().map(|count| count.as_u64().unwrap()).sum();
    assert!(sum > 0 && weighed["punches"].as_u64() == Some(sum), "{weighed}");
    let shown = hadir.json(&["evidence", "show", id]);
    assert!(by_verdict.contains_key(shown["verdict"].as_str().unwrap()), "{shown}");
    let said = hadir.run(&["evidence", "show", id]);
    assert_eq!((said.status, said.out.lines().count() > 0), (0, true), "{}", said.err);

    let long = hadir.run(&["evidence", "weigh", "--from", "2025-01-01", "--to", "2026-01-01"]);
    assert!(long.status == 1 && long.err.contains("92 hari"), "{}", long.err);
    let none = hadir.run(&["evidence", "show", "01890a5d-ac96-774b-bcce-b302099a8057"]);
    assert!(none.status == 1 && none.err.contains("periksa kuncinya"), "{}", none.err);
}
