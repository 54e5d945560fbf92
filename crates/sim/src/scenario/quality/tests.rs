use std::collections::BTreeMap;

use jiff::Timestamp;

use super::*;
use crate::scenario::{Kind, OfficeCode, ScenarioPerson, ScenarioPunch, ScenarioSite};

fn punch(number: usize, person: usize) -> ScenarioPunch {
    ScenarioPunch {
        id: format!("E{number:05}"),
        person: format!("P{person}"),
        kind: Kind::In,
        claimed_at: Timestamp::UNIX_EPOCH,
        received_at: Timestamp::UNIX_EPOCH,
        monotonic_ms: 1,
        boot_id: "B1".into(),
        seq: 1,
        fix: None,
        ip: None,
        device_key: Some("K1".into()),
        signature_ok: true,
        office_code: OfficeCode::Missing,
        selfie_sha256: None,
        selfie_phash: None,
        user_agent: None,
        source: "phone".into(),
    }
}

/// A thousand honest punches with the scores 0 to 0.0999, and four frauds.
fn measured() -> Report {
    let mut scenario = Scenario {
        version: 1,
        timezone: "Asia/Jakarta".into(),
        sites: vec![ScenarioSite {
            id: "S1".into(),
            name: "Kantor".into(),
            lat: 0.0,
            lon: 0.0,
            radius_m: 75,
            network: "none".into(),
            egress: Vec::new(),
            office_code: false,
        }],
        people: (0..10)
            .map(|person| ScenarioPerson {
                id: format!("P{person}"),
                site: "S1".into(),
                mode: "WFO".into(),
                device_keys: Vec::new(),
                home: None,
            })
            .collect(),
        punches: (0..1_004).map(|number| punch(number, number % 10)).collect(),
        checks: Vec::new(),
        spot_calls: Vec::new(),
        labels: BTreeMap::new(),
        variants: BTreeMap::new(),
        look_alikes: [("E00000".to_owned(), LookAlike::Vpn), ("E00999".to_owned(), LookAlike::Vpn)].into(),
        traceless: vec!["E01003".to_owned()],
    };
    let frauds = [(1_000, 0.9995), (1_001, 0.0990), (1_002, 0.0001), (1_003, 0.5)];
    for (number, _) in frauds {
        scenario.labels.insert(format!("E{number:05}"), Label::Replay);
        scenario.variants.insert(format!("E{number:05}"), Variant::Naive);
    }
    let honest = (0..1_000_u32).map(|number| (number, f64::from(number) / 10_000.0));
    let scored: Vec<Scored> = honest
        .chain(frauds)
        .map(|(number, score)| Scored {
            id: format!("E{number:05}"),
            score,
            verdict: if score > 0.0985 { Verdict::Doubtful } else { Verdict::Unverified },
        })
        .collect();
    let mut quality = Quality::default();
    quality.add(&scenario, &scored);
    quality.report()
}

#[test]
fn a_limit_lets_no_more_of_the_honest_through_than_it_may() {
    let report = measured();

    // Five of 1,000 lie above 0.0994, one above 0.0998.
    assert_eq!(report.limits, [0.0994, 0.0998]);
}

#[test]
fn recall_counts_only_frauds_that_left_a_trace() {
    let replay = &measured().ways[&Label::Replay];

    assert_eq!((replay.punches, replay.traceless), (3, 1));
    assert!((replay.recall_half_percent - 1.0 / 3.0).abs() < 1e-9);
    assert!((replay.recall_verdict - 2.0 / 3.0).abs() < 1e-9);
    assert_eq!(replay.by_variant[&Variant::Naive].0, 3);
    assert_eq!(measured().traceless.punches, 1);
}

#[test]
fn honest_punches_are_counted_by_network_and_look() {
    let report = measured();

    assert_eq!((report.honest.punches, report.honest.doubtful, report.honest.contradicted), (1_000, 14, 0));
    assert_eq!(report.honest.by_network["none"], (1_000, 14));
    let vpn = &report.look_alikes[&LookAlike::Vpn];
    assert_eq!((vpn.punches, vpn.doubtful, vpn.above_limit), (2, 1, 1));
}

#[test]
fn bins_add_up_to_all_punches() {
    let report = measured();

    assert_eq!(report.calibration.iter().map(|bin| bin.punches).sum::<usize>(), report.punches);
    assert_eq!((report.calibration[5].punches, report.calibration[5].fraud_share), (1, 1.0));
    assert!((report.calibration[9].mean_score - 0.9995).abs() < 1e-9);
}
