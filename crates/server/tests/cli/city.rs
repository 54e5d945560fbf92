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
    assert_eq!(
        hadir.json(&["users"])["users"].as_array().map(Vec::len),
        Some(10),
        "one login per role, and a second officer of the agency"
    );
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
    assert_eq!(text.lines().count(), 10);
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

#[test]
fn tokens_for_everybody_are_made_in_a_demo_city_only() {
    let hadir = Hadir::office();
    let out = hadir.path("phones.csv");

    let run = hadir.run(&["tokens", "create", "--all", "--keys", "--out", out.to_str().unwrap()]);

    assert_eq!(run.status, 1);
    assert!(run.err.contains("kota contoh"), "{}", run.err);
    assert!(!out.exists());
    assert_eq!(hadir.run(&["tokens", "create"]).status, 2);
}

#[test]
fn phones_are_listed_and_revoked_and_screens_made_from_the_console() {
    let hadir = Hadir::new();
    hadir.run(&["demo", "--people", "5", "--build-only"]);
    let out = hadir.path("phones.csv");
    hadir.json(&["tokens", "create", "--all", "--keys", "--out", out.to_str().unwrap()]);

    let phones = hadir.json(&["phones"]);
    assert_eq!(phones["phones"].as_array().map(Vec::len), Some(5));
    let (key, person) = (&phones["phones"][0]["device_key"], &phones["phones"][0]["person"]);
    let (key, person) = (key.as_str().unwrap(), person.as_str().unwrap());
    let revoked = hadir.json(&["phones", "revoke", key, "--person", person, "--reason", "hilang"]);
    assert_eq!(revoked["phones"][0]["state"], "revoked");
    let again = hadir.run(&["phones", "revoke", key, "--person", person]);
    assert_eq!(again.status, 1);
    assert!(again.err.contains("sudah diputuskan"), "{}", again.err);
    assert_eq!(hadir.json(&["phones", "list", "--state", "revoked"])["phones"].as_array().map(Vec::len), Some(1));

    let site = hadir.json(&["sites"])["sites"][0]["code"].as_str().unwrap().to_owned();
    let made = hadir.json(&["stations", "add", "screen", "--site", &site, "--name", "Pintu depan"]);
    assert!(made["code"].as_str().is_some_and(|code| code.starts_with("1-") && code.len() == 16), "{made}");
    let id = made["station"]["id"].as_str().unwrap();
    assert_eq!(hadir.json(&["stations", "revoke", id])["station"]["state"], "revoked");
    assert_eq!(hadir.run(&["stations", "add", "screen", "--site", "TIDAK-ADA", "--name", "x"]).status, 1);
}

#[test]
fn the_city_shows_rolls_and_a_portal_file_that_do_not_agree() {
    let hadir = Hadir::new();
    let built = hadir.run(&["demo", "--people", "400", "--build-only"]);
    assert_eq!(built.status, 0, "{}", built.err);

    let punches = hadir.json(&["punches"]);
    let of = |source: &str| {
        let punches = punches["punches"].as_array().unwrap();
        punches.iter().filter(|punch| punch["source"] == source).count()
    };
    assert!(of("portal") > 100 && of("manual") > 100, "{} {}", of("portal"), of("manual"));
    assert_eq!(hadir.json(&["rebuild", "--check"])["days_different"], Value::from(0));
}
