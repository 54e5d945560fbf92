//! A small fictional city from the command line: it builds, adds up and can be rebuilt bit for bit.

use serde_json::Value;

use crate::support::Hadir;

#[test]
fn the_fictional_city_adds_up_and_can_be_rebuilt() {
    let hadir = Hadir::new();
    let built = hadir.run(&["demo", "--people", "60", "--build-only"]);
    assert_eq!(built.status, 0, "{}", built.err);

    let people = hadir.json(&["people"])["people"].as_array().map(Vec::len);
    assert_eq!(people, Some(60));
    assert_eq!(hadir.json(&["users"])["users"].as_array().map(Vec::len), Some(9), "one login per role");
    let check = hadir.json(&["rebuild", "--check"]);
    assert_eq!((&check["facts_different"], &check["days_different"]), (&Value::from(0), &Value::from(0)));
    assert!(check["days"].as_u64().is_some_and(|days| days > 60 * 30));

    let again = hadir.run(&["demo", "--build-only"]);
    assert_eq!(again.status, 0, "a folder with the city in it is taken as it is: {}", again.err);
}

#[test]
fn the_logins_of_the_city_are_for_its_owner_only() {
    let hadir = Hadir::new();
    hadir.run(&["demo", "--people", "10", "--build-only"]);

    let logins = hadir.path("data/demo-logins.txt");
    let text = std::fs::read_to_string(&logins).unwrap();
    assert_eq!(text.lines().count(), 9);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&logins).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_real_city_is_never_taken_for_a_demo() {
    let hadir = Hadir::office();

    let run = hadir.run(&["demo", "--build-only"]);

    assert_eq!(run.status, 1);
    assert!(run.err.contains("hadir serve"), "{}", run.err);
}

#[test]
fn a_token_is_printed_once_and_belongs_to_one_person() {
    let hadir = Hadir::office();

    let made = hadir.json(&["tokens", "create", "--person", "L-7"]);
    assert!(made["token"].as_str().is_some_and(|token| token.starts_with("hdr_1_")), "{made}");
    assert_eq!(made["login"], "l-7");
    let again = hadir.json(&["tokens", "create", "--person", "L-7"]);
    assert_ne!(made["token"], again["token"]);
    assert_eq!(hadir.run(&["tokens", "create", "--person", "Contoh"]).status, 1, "two people are called so");
}
