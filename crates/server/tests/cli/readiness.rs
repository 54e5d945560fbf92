//! `hadir readiness` of a small office.

use crate::support::Hadir;

#[test]
fn the_console_names_what_each_person_and_unit_is_missing() {
    let hadir = Hadir::office();

    let list = hadir.json(&["readiness", "--unit", "DINKES"]);
    let words = hadir.run(&["readiness", "--unit", "DINKES"]).out;
    let all = hadir.run(&["readiness"]).out;

    assert_eq!((&list["counts"]["people"], &list["counts"]["ready"]), (&2.into(), &0.into()));
    let lacks = |name: &str| {
        let people = list["people"].as_array().unwrap();
        people.iter().find(|one| one["name"] == name).unwrap()["lacks"].clone()
    };
    assert_eq!(lacks("Budi Contoh"), serde_json::json!(["superior", "account", "first_login", "phone"]));
    assert_eq!(list["units"][0]["lacks"], serde_json::json!(["no_admin", "site_without_point"]));
    assert!(words.contains("! DINKES Dinas Kesehatan: no_admin, site_without_point"), "{words}");
    assert!(words.contains("PIN mesin: 2 / 2"), "{words}");
    assert!(all.contains("DINKES") && all.contains("0,00%"), "{all}");
}

#[test]
fn a_unit_nobody_has_is_named() {
    let run = Hadir::office().run(&["readiness", "--unit", "HANTU"]);

    assert_eq!(run.status, 1);
    assert!(run.err.contains("HANTU"), "{}", run.err);
}

#[test]
fn a_site_outside_indonesia_is_not_drawn() {
    let hadir = Hadir::office();

    let run = hadir.run(&["sites", "add", "X", "--name", "X", "--latitude", "105.3", "--longitude", "-5.1"]);

    assert_eq!(run.status, 1);
    assert!(run.err.contains("tertukar"), "{}", run.err);
}
