//! A scenario is labelled, believable and the same on every run.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{DAYS, MONTH, city};
use hadir_sim::scenario::{Label, OfficeCode, Scenario};

#[test]
fn a_scenario_is_read_back_as_it_was_written_and_repeats_itself() {
    let one = city(1, 200).scenario(DAYS.0, DAYS.1, 0.1).unwrap();
    let text = serde_json::to_string(&one).unwrap();

    assert!(serde_json::from_str::<Scenario>(&text).unwrap() == one);
    assert!(city(1, 200).scenario(DAYS.0, DAYS.1, 0.1).unwrap() == one);
    assert!(text.starts_with(r#"{"version":1,"timezone":"Asia/Jakarta","#));
}

#[test]
fn every_punch_has_a_label_and_every_kind_of_fraud_occurs() {
    let scenario = city(1, 1_000).scenario(MONTH.0, MONTH.1, 0.05).unwrap();
    let mut count: BTreeMap<Label, usize> = BTreeMap::new();
    for punch in &scenario.punches {
        *count.entry(scenario.labels[&punch.id]).or_default() += 1;
    }

    assert_eq!(scenario.labels.len(), scenario.punches.len());
    for label in Label::FRAUDS {
        assert!(count.get(&label).is_some_and(|count| *count > 10), "{label:?} {count:?}");
    }
    let fraud: usize = count.iter().filter(|(label, _)| label.is_fraud()).map(|(_, count)| count).sum();
    assert!((0.015..0.06).contains(&(fraud as f64 / scenario.punches.len() as f64)), "{count:?}");
    assert!(count[&Label::Vpn] > 10);
}

#[test]
fn without_frauds_every_punch_is_honest_and_signed_by_a_phone_of_its_person() {
    let scenario = city(1, 300).scenario(MONTH.0, MONTH.1, 0.0).unwrap();
    let keys: BTreeSet<_> =
        scenario.people.iter().flat_map(|person| person.device_keys.iter().map(move |key| (&person.id, key))).collect();

    assert!(scenario.labels.values().all(|label| !label.is_fraud()));
    let mut seen = BTreeSet::new();
    for punch in &scenario.punches {
        let key = punch.device_key.as_ref().unwrap();
        assert!(keys.contains(&(&punch.person, key)));
        assert!(seen.insert((key, punch.seq)), "a phone counts each punch once");
    }
}

#[test]
fn an_honest_phone_never_contradicts_its_own_running_clock() {
    let scenario = city(1, 300).scenario(MONTH.0, MONTH.1, 0.0).unwrap();
    let mut by_boot: BTreeMap<(&str, &str), Vec<(i64, i64)>> = BTreeMap::new();
    for punch in &scenario.punches {
        let boot = (punch.person.as_str(), punch.boot_id.as_str());
        let running = i64::try_from(punch.monotonic_ms / 1_000).unwrap();
        by_boot.entry(boot).or_default().push((punch.claimed_at.as_second(), running));
    }
    assert!(by_boot.values().any(|punches| punches.len() > 4));
    for (boot, punches) in by_boot {
        let started: Vec<i64> = punches.iter().map(|(claimed, running)| claimed - running).collect();
        let spread = started.iter().max().unwrap() - started.iter().min().unwrap();
        assert!(spread <= 500, "{boot:?} {spread}");
    }
}

#[test]
fn each_fraud_leaves_the_mark_of_its_kind() {
    let scenario = city(1, 1_000).scenario(MONTH.0, MONTH.1, 0.1).unwrap();
    let keys: BTreeMap<_, _> =
        scenario.people.iter().map(|person| (person.id.clone(), person.device_keys.clone())).collect();
    let scenario = &scenario;
    let of = |label: Label| scenario.punches.iter().filter(move |punch| scenario.labels[&punch.id] == label);

    assert!(of(Label::SharedDevice).all(|punch| !keys[&punch.person].contains(punch.device_key.as_ref().unwrap())));
    assert!(of(Label::MockLocation).all(|punch| punch.fix.is_some_and(|fix| fix.accuracy_m == 5.0)));
    assert!(of(Label::CodeRelay).all(|punch| punch.office_code == OfficeCode::Valid));
    assert!(
        of(Label::BackdatedOffline).all(|punch| punch.received_at.duration_since(punch.claimed_at).as_hours() >= 5)
    );
    assert!(of(Label::ClockShift).all(|punch| punch.received_at.duration_since(punch.claimed_at).as_mins() >= 15));
}
