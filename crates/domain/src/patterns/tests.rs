use jiff::tz::TimeZone;

use super::*;
use crate::checks::Seen;
use crate::evidence::{CallInput, CheckInput, CodeState, FixInput, Mode, PersonInput, SiteInput};
use crate::sites::Network;

const OFFICE: (f64, f64) = (-5.11, 105.3);

fn scene() -> Scene {
    let person = |id: &str| PersonInput {
        id: id.into(),
        site: Some(0),
        other_sites: Vec::new(),
        mode: Mode::Office,
        home: None,
        keys: vec![format!("key-{id}")],
    };
    Scene {
        zone: TimeZone::fixed(jiff::tz::offset(7)),
        sites: vec![SiteInput {
            id: "s".into(),
            name: "Kantor".into(),
            place: Some(OFFICE),
            radius_m: 75.0,
            network: Network::Good,
            egress: vec!["203.0.113.0/24".parse().unwrap()],
            office_code: false,
        }],
        people: ["a", "b", "c"].map(person).into(),
        punches: Vec::new(),
        checks: Vec::new(),
        calls: Vec::new(),
    }
}

fn add(scene: &mut Scene, person: u32, day: i8, seconds: i64, over: impl Fn(&mut PunchInput)) {
    let at = jiff::civil::date(2026, 1, day).at(7, 30, 0, 0).to_zoned(scene.zone.clone()).unwrap().timestamp();
    let at = at.checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap();
    let mut punch = PunchInput {
        id: format!("p{:04}", scene.punches.len()),
        person,
        kind: "in".into(),
        source: "phone".into(),
        claimed_at: at,
        received_at: at.checked_add(jiff::SignedDuration::from_secs(3)).unwrap(),
        monotonic_ms: Some(1),
        boot: Some(format!("boot-{person}")),
        seq: Some(1),
        fix: None,
        address: None,
        key: Some(scene.people[person as usize].keys[0].clone()),
        signature_ok: true,
        code: CodeState::Missing,
        photo: None,
        photo_phash: None,
        user_agent: None,
    };
    over(&mut punch);
    scene.punches.push(punch);
}

fn fix(lat: f64, lon: f64, accuracy_m: f64, altitude_m: Option<f64>) -> Option<FixInput> {
    Some(FixInput { lat, lon, accuracy_m: Some(accuracy_m), altitude_m, speed_mps: None, fixed_at: None, mock: None })
}

const ALL: PointsAsked = PointsAsked { decimals: 7, least: 2, class: None };

#[test]
fn a_point_of_satellites_stands_before_one_of_a_table_and_one_of_the_grid() {
    let mut scene = scene();
    for day in 5..=9 {
        for person in 0..3 {
            add(&mut scene, person, day, 0, |punch| punch.fix = fix(-5.1101234, 105.3001234, 22.5, None));
            add(&mut scene, person, day, 60, |punch| punch.fix = fix(-7.336_755_2, 108.262_195_2, 4_000.0, None));
        }
    }
    add(&mut scene, 0, 5, 120, |punch| punch.fix = fix(-5.11, 105.3, 5.0, Some(0.0)));
    add(&mut scene, 0, 6, 120, |punch| punch.fix = fix(-5.11, 105.3, 5.0, Some(0.0)));

    let found = clusters(&scene, ALL);
    let classes: Vec<PointClass> = found.iter().map(|cluster| cluster.class).collect();
    assert_eq!(classes, [PointClass::Satellite, PointClass::Network, PointClass::Grid]);
    assert_eq!((found[0].punches, found[0].people, found[0].days, found[0].most_days), (2, 1, 2, 2));
    assert_eq!((found[1].punches, found[1].people, found[1].days), (15, 3, 5));
    assert_eq!(found[1].site.unwrap().0, 0);
    assert!(found[0].site.unwrap().1 < 0.1 && found[2].site.is_none(), "the grid point lies in another town");
    assert!(!found[0].class.repeats_by_nature() && found[1].class.repeats_by_nature());
    let only = clusters(&scene, PointsAsked { class: Some(PointClass::Network), ..ALL });
    assert_eq!(only.len(), 1);
}

#[test]
fn fewer_decimals_join_what_lies_beside_each_other() {
    let mut scene = scene();
    add(&mut scene, 0, 5, 0, |punch| punch.fix = fix(-5.110_000_1, 105.3, 9.0, Some(40.0)));
    add(&mut scene, 0, 6, 0, |punch| punch.fix = fix(-5.110_000_4, 105.3, 11.0, Some(41.0)));

    assert!(clusters(&scene, ALL).is_empty());
    let near = clusters(&scene, PointsAsked { decimals: 5, ..ALL });
    assert_eq!((near.len(), near[0].accuracies, near[0].accuracy_m), (1, 2, Some((9.0, 11.0))));
}

#[test]
fn a_cell_is_read_back_from_its_address() {
    let cell = Cell::of(-5.1101234, 105.3001234, 7).unwrap();

    assert_eq!(cell.to_string(), "7.-51101234.1053001234");
    assert_eq!(Cell::parse(&cell.to_string()), Some(cell));
    assert_eq!(cell.degrees(), (-5.1101234, 105.3001234));
    for odd in ["", "7.1", "4.1.1", "8.1.1", "7.1.1.1", "7.a.1"] {
        assert_eq!(Cell::parse(odd), None, "{odd}");
    }
    assert_eq!(Cell::of(f64::NAN, 0.0, 7), None);
}

#[test]
fn people_of_a_point_are_counted_with_all_their_positions() {
    let mut scene = scene();
    add(&mut scene, 1, 6, 0, |punch| punch.fix = fix(-5.11, 105.3, 5.0, Some(0.0)));
    add(&mut scene, 1, 5, 0, |punch| punch.fix = fix(-5.11, 105.3, 5.0, Some(0.0)));
    add(&mut scene, 1, 7, 0, |punch| punch.fix = fix(-5.12, 105.3, 5.0, Some(0.0)));
    add(&mut scene, 2, 7, 0, |punch| punch.fix = fix(-5.12, 105.3, 5.0, Some(0.0)));

    let found = whose(&scene, Cell::of(-5.11, 105.3, 7).unwrap());
    assert_eq!(found, [PointUse { person: 1, punches: vec![1, 0], days: 2, of: 3 }]);
}

#[test]
fn a_key_of_two_people_and_a_run_of_two_keys_are_shared_phones() {
    let mut scene = scene();
    for day in 5..=7 {
        add(&mut scene, 0, day, 0, |_| {});
        // The first phone with its own key, then the account of another on it.
        add(&mut scene, 1, day, 40, |punch| punch.key = Some("key-a".into()));
        add(&mut scene, 2, day, 90, |punch| punch.boot = Some("boot-0".into()));
    }

    let groups = phone_groups(&scene);
    let [group] = groups.as_slice() else { panic!("{groups:?}") };
    assert_eq!(group.kind, PhoneGroupKind::Shared);
    assert_eq!((group.keys.clone(), group.people.clone()), (vec!["key-a".into(), "key-c".into()], vec![0, 1, 2]));
    assert_eq!((group.closest_s, group.days_close), (Some(40), 3));
    assert_eq!(group.runs.len(), 1);
    let of_b = group.uses.iter().find(|one| one.person == 1).unwrap();
    assert_eq!((of_b.punches, of_b.days, of_b.on_record), (3, 3, false));
}

#[test]
fn somebody_with_a_new_phone_is_no_group_and_somebody_with_three_is_one() {
    let mut scene = scene();
    for (day, key) in [(5, "key-a"), (6, "new-1"), (7, "new-2")] {
        add(&mut scene, 0, day, 0, |punch| punch.key = Some(key.into()));
    }
    for (day, key) in [(5, "key-b"), (6, "new-b")] {
        add(&mut scene, 1, day, 0, |punch| punch.key = Some(key.into()));
    }

    let groups = phone_groups(&scene);
    assert_eq!((groups.len(), groups[0].kind, groups[0].keys.len()), (1, PhoneGroupKind::Several, 3));
}

#[test]
fn a_time_line_holds_punches_looks_and_calls_in_order_and_keeps_the_newest() {
    let mut scene = scene();
    add(&mut scene, 0, 6, 0, |punch| {
        punch.address = Some("203.0.113.9".parse().unwrap());
        punch.fix = fix(-5.111, 105.3, 9.0, Some(1.0));
    });
    add(&mut scene, 0, 5, 0, |_| {});
    add(&mut scene, 1, 5, 0, |_| {});
    let at = scene.punches[0].claimed_at;
    let later = |seconds| at.checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap();
    let on = jiff::civil::date(2026, 1, 6);
    scene.checks.push(CheckInput { person: 0, on, by: None, at: later(60), seen: Seen::Absent });
    scene.calls.push(CallInput { person: 0, at: later(30), window_s: 600, answered_by: None });

    let all = of_person(&scene, 0, 10);
    assert_eq!(all.len(), 4);
    assert!(all.windows(2).all(|two| two[0].at <= two[1].at));
    assert!(matches!(all[2].happened, Happened::Call { answered: false }));
    assert!(matches!(all[3].happened, Happened::Check { seen: Seen::Absent, .. }));
    let Happened::Punch { office_network: true, distance_m: Some(metres), waited_s: 3, .. } = all[1].happened else {
        panic!("{:?}", all[1])
    };
    assert!((110.0..113.0).contains(&metres));
    assert_eq!(of_person(&scene, 0, 1), all[3..]);
    assert_eq!(of_key(&scene, "key-a", 10).len(), 2);
}
