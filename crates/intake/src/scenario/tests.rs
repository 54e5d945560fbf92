use super::*;

fn read(json: &str) -> Result<Scenario, ScenarioError> {
    read_scenario(json.as_bytes())
}

#[test]
fn what_is_missing_is_unknown_and_named() {
    let scenario = read(
        r#"{"version":1,"timezone":"Asia/Makassar","sites":[{"id":"S1","egress":["203.0.113.9","198.51.100.0/24","?"]}],
            "people":[{"id":"P1","site":"S9"}],
            "punches":[{"id":"E1","person":"P1","received_at":"2026-01-05T08:00:00","monotonic_ms":-5,"seq":"7",
                        "fix":{"lat":null,"lon":119.0},"ip":"x","selfie_phash":"zz"},
                       {"id":"E2","person":"P2","claimed_at":"2026-01-05T07:30:00+08:00","office_code":"lain"}],
            "checks":[{"person":"P1","date":"2026-01-05","result":"seen"},{"person":"P1","result":"?"}],
            "labels":{"E1":"honest"}}"#,
    )
    .unwrap();

    let scene = &scenario.scene;
    assert_eq!(scene.sites[0].egress.len(), 2);
    assert_eq!(scene.people.len(), 2, "somebody who only punches is somebody too");
    let first = &scene.punches[0];
    assert_eq!(first.claimed_at, "2026-01-05T00:00:00Z".parse().unwrap(), "local time of the zone");
    assert_eq!((first.monotonic_ms, first.seq, first.fix.is_none()), (None, Some(7), true));
    assert_eq!(scene.punches[1].code, CodeState::Missing);
    assert_eq!(scene.checks.len(), 1);
    assert_eq!(scenario.notes.len(), 5, "{:?}", scenario.notes);
    assert_eq!(scenario.labels["E1"], "honest");
}

#[test]
fn a_document_that_is_none_is_refused_with_its_reason() {
    assert!(matches!(read("[1]"), Err(ScenarioError::NotOne(_))));
    assert!(matches!(read("{}"), Err(ScenarioError::NotOne(_))));
    assert_eq!(read(r#"{"version":2,"punches":[]}"#).unwrap_err(), ScenarioError::Version(2));
    assert!(matches!(read(r#"{"timezone":"Asia/Nowhere","punches":[]}"#), Err(ScenarioError::Zone(_))));
    let timeless = read(r#"{"punches":[{"id":"E1","claimed_at":"soon"}]}"#).unwrap_err();
    assert_eq!(timeless, ScenarioError::NoTime("E1".into()));
}

#[test]
fn a_picture_of_sixteen_digits_is_its_bits() {
    assert_eq!(picture("00000000000000ff".into()), Some(255));
    assert_ne!(picture("abcdefghijklmnop".into()), None);
    assert_eq!(picture("".into()), None);
}
