//! A scenario is labelled, believable and the same on every run.

mod common;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use common::{DAYS, MONTH, city};
use hadir_domain::evidence::CodeState;
use hadir_sim::scenario::{Fix, Kind, Label, LookAlike, OfficeCode, Scenario, ScenarioPunch, Variant};

/// A month of a thousand, a tenth of whom cheat now and then.
static CHEATING: LazyLock<Scenario> = LazyLock::new(|| city(1, 1_000).scenario(MONTH.0, MONTH.1, 0.12).unwrap());

/// A month of a thousand honest people.
static HONEST: LazyLock<Scenario> = LazyLock::new(|| city(2, 1_000).scenario(MONTH.0, MONTH.1, 0.0).unwrap());

fn of(label: Label) -> impl Iterator<Item = &'static ScenarioPunch> {
    CHEATING.punches.iter().filter(move |punch| CHEATING.labels[&punch.id] == label)
}

fn phones(scenario: &Scenario) -> impl Iterator<Item = &ScenarioPunch> {
    scenario.punches.iter().filter(|punch| punch.source == "phone")
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

fn is_on_grid(fix: &Fix) -> bool {
    let on = |degrees: f64| (degrees / 0.003_276_8 - (degrees / 0.003_276_8).round()).abs() < 1e-4;
    on(fix.lat) && on(fix.lon)
}

#[test]
fn a_scenario_is_read_back_as_it_was_written_and_repeats_itself() {
    let one = city(1, 200).scenario(DAYS.0, DAYS.1, 0.1).unwrap();
    let text = serde_json::to_string(&one).unwrap();

    assert!(serde_json::from_str::<Scenario>(&text).unwrap() == one);
    let again = serde_json::to_string(&city(1, 200).scenario(DAYS.0, DAYS.1, 0.1).unwrap()).unwrap();
    assert!(again == text, "the same seed gives the same bytes");
    assert!(text.starts_with(r#"{"version":1,"timezone":"Asia/Jakarta","#));
}

#[test]
fn a_file_without_labels_is_read() {
    let mut value = serde_json::to_value(city(1, 50).scenario(DAYS.0, DAYS.1, 0.1).unwrap()).unwrap();
    let object = value.as_object_mut().unwrap();
    for optional in ["labels", "variants", "look_alikes", "traceless", "spot_calls"] {
        object.remove(optional);
    }
    let bare: Scenario = serde_json::from_value(value).unwrap();

    assert!(bare.labels.is_empty() && bare.traceless.is_empty() && !bare.punches.is_empty());
    assert!(!serde_json::to_string(&bare).unwrap().contains("look_alikes"));
}

#[test]
fn every_punch_has_a_label_and_every_kind_of_fraud_occurs_in_every_variant() {
    let scenario = &*CHEATING;
    let mut count: BTreeMap<Label, usize> = BTreeMap::new();
    let mut done: BTreeSet<(Label, Variant)> = BTreeSet::new();
    for punch in &scenario.punches {
        let label = scenario.labels[&punch.id];
        *count.entry(label).or_default() += 1;
        assert_eq!(scenario.variants.contains_key(&punch.id), label.is_fraud(), "{label:?}");
        done.extend(scenario.variants.get(&punch.id).map(|variant| (label, *variant)));
    }

    assert_eq!(scenario.labels.len(), scenario.punches.len());
    for label in Label::FRAUDS {
        assert!(count.get(&label).is_some_and(|count| *count > 10), "{label:?} {count:?}");
    }
    assert!(done.len() > 18, "{done:?}");
    let fraud: usize = count.iter().filter(|(label, _)| label.is_fraud()).map(|(_, count)| count).sum();
    assert!((0.01..0.06).contains(&share(fraud, scenario.punches.len())), "{count:?}");
    assert!((0.06..0.20).contains(&share(count[&Label::Vpn], scenario.punches.len())), "{count:?}");
}

#[test]
fn every_look_alike_occurs_on_honest_punches_alone() {
    let mut count: BTreeMap<LookAlike, usize> = BTreeMap::new();
    for (id, look) in &CHEATING.look_alikes {
        assert!(!CHEATING.labels[id].is_fraud());
        *count.entry(*look).or_default() += 1;
    }
    for look in LookAlike::ALL {
        assert!(count.get(&look).is_some_and(|count| *count > 10), "{look:?} {count:?}");
    }
}

#[test]
fn only_frauds_are_traceless_and_not_most_of_them() {
    let traceless: BTreeSet<&String> = CHEATING.traceless.iter().collect();
    let frauds: Vec<&String> = CHEATING.labels.iter().filter(|(_, label)| label.is_fraud()).map(|(id, _)| id).collect();

    assert!(traceless.iter().all(|id| CHEATING.labels[*id].is_fraud()));
    let blind = share(traceless.len(), frauds.len());
    assert!((0.05..0.5).contains(&blind), "{blind}");
}

#[test]
fn without_frauds_every_punch_is_honest_and_signed_by_a_phone_of_its_person() {
    let scenario = &*HONEST;
    let listed: BTreeSet<(&str, &str)> = scenario
        .people
        .iter()
        .flat_map(|person| person.device_keys.iter().map(move |key| (person.id.as_str(), key.as_str())))
        .collect();
    let mut seen = BTreeSet::new();
    let (mut unlisted, mut all) = (0, 0);
    for punch in phones(scenario) {
        let key = punch.device_key.as_deref().unwrap();
        all += 1;
        unlisted += usize::from(!listed.contains(&(punch.person.as_str(), key)));
        assert!(seen.insert((key, punch.seq)), "a phone counts each punch once");
    }

    assert!(scenario.labels.values().all(|label| !label.is_fraud()));
    assert!(scenario.variants.is_empty() && scenario.traceless.is_empty());
    // A phone bought yesterday may not be on record yet.
    assert!(share(unlisted, all) < 0.005, "{unlisted} of {all}");
}

#[test]
fn punches_are_numbered_as_they_arrived() {
    let scenario = &*CHEATING;

    assert!(scenario.punches.windows(2).all(|two| two[0].id < two[1].id && two[0].received_at <= two[1].received_at));
    let known: BTreeSet<&str> = scenario.punches.iter().map(|punch| punch.id.as_str()).collect();
    assert!(scenario.spot_calls.iter().filter_map(|call| call.answered_by.as_deref()).all(|id| known.contains(id)));
}

#[test]
fn a_message_never_arrives_before_its_phone_was_running_and_a_queue_keeps_its_order() {
    let mut last: HashMap<&str, (u64, jiff::Timestamp)> = HashMap::new();
    for punch in phones(&HONEST) {
        let key = punch.device_key.as_deref().unwrap();
        if let Some((seq, received)) = last.insert(key, (punch.seq, punch.received_at)) {
            assert!(seq < punch.seq && received <= punch.received_at, "{}", punch.id);
        }
    }
}

#[test]
fn an_honest_clock_keeps_its_distance_from_the_running_one() {
    // Except where the phone sleeps: then the wall clock only gains.
    let mut by_boot: BTreeMap<&str, Vec<(u64, i64)>> = BTreeMap::new();
    for punch in phones(&HONEST) {
        let started = punch.claimed_at.as_millisecond() - i64::try_from(punch.monotonic_ms).unwrap();
        by_boot.entry(&punch.boot_id).or_default().push((punch.monotonic_ms, started));
    }
    let (mut steady, mut all) = (0, 0);
    for punches in by_boot.values_mut() {
        punches.sort_unstable();
        let spread = punches.iter().map(|two| two.1).max().unwrap() - punches.iter().map(|two| two.1).min().unwrap();
        all += 1;
        steady += usize::from(spread < 10_000);
    }
    assert!(share(steady, all) > 0.95, "{steady} of {all}");
}

#[test]
fn people_repeat_forget_and_press_the_wrong_key_as_often_as_was_measured() {
    let mut days: BTreeMap<(&str, jiff::civil::Date), Vec<&ScenarioPunch>> = BTreeMap::new();
    let zone = jiff::tz::TimeZone::get("Asia/Jakarta").unwrap();
    for punch in phones(&HONEST).filter(|punch| matches!(punch.kind, Kind::In | Kind::Out)) {
        days.entry((&punch.person, zone.to_datetime(punch.claimed_at).date())).or_default().push(punch);
    }
    let single = days.values().filter(|punches| punches.len() == 1).count();
    let mut repeats = 0;
    let mut all = 0;
    for punches in days.values_mut() {
        punches.sort_by_key(|punch| punch.claimed_at);
        all += punches.len();
        repeats +=
            punches.windows(2).filter(|two| two[1].claimed_at.duration_since(two[0].claimed_at).as_secs() < 60).count();
    }

    // Nights of shifts and clocks that are days off move some to another date.
    assert!((0.04..0.16).contains(&share(single, days.len())), "{single} of {}", days.len());
    assert!((0.035..0.055).contains(&share(repeats, all)), "{repeats} of {all}");
}

#[test]
fn positions_come_from_satellites_tables_and_guesses_in_the_expected_shares() {
    let fixes: Vec<&Fix> = phones(&HONEST).filter_map(|punch| punch.fix.as_ref()).collect();
    let all = phones(&HONEST).count();
    let coarse = fixes.iter().filter(|fix| is_on_grid(fix)).count();
    let mut times: HashMap<(u64, u64), usize> = HashMap::new();
    for fix in &fixes {
        *times.entry((fix.lat.to_bits(), fix.lon.to_bits())).or_default() += 1;
    }
    let repeated = fixes.iter().filter(|fix| times[&(fix.lat.to_bits(), fix.lon.to_bits())] > 1).count();
    let satellites: Vec<&&Fix> =
        fixes.iter().filter(|fix| fix.accuracy_m <= 15.0 && fix.altitude_m.is_some()).collect();
    let same = satellites.iter().filter(|fix| times[&(fix.lat.to_bits(), fix.lon.to_bits())] > 1).count();

    assert!((0.04..0.13).contains(&(1.0 - share(fixes.len(), all))), "without: {} of {all}", fixes.len());
    assert!((0.04..0.12).contains(&share(coarse, all)), "{coarse} of {all}");
    assert!((0.25..0.55).contains(&share(repeated, fixes.len())), "{repeated} of {}", fixes.len());
    assert!((0.2..0.5).contains(&share(satellites.len(), all)));
    assert!(share(same, satellites.len()) < 0.002, "satellites do not repeat: {same} of {}", satellites.len());
    assert!(fixes.iter().all(|fix| fix.mock.is_none() && fix.lat.is_finite() && fix.accuracy_m > 0.0));
}

#[test]
fn colleagues_share_points_to_the_last_digit() {
    let mut people: HashMap<(u64, u64), BTreeSet<&str>> = HashMap::new();
    for punch in phones(&HONEST) {
        if let Some(fix) = punch.fix.filter(|fix| !is_on_grid(fix)) {
            people.entry((fix.lat.to_bits(), fix.lon.to_bits())).or_default().insert(&punch.person);
        }
    }
    assert!(people.values().filter(|people| people.len() > 5).count() > 10);
}

#[test]
fn superiors_err_now_and_then_and_most_calls_are_answered() {
    let seen = HONEST.checks.iter().filter(|check| check.result == "seen").count();
    let missed = HONEST.checks.iter().filter(|check| check.result == "not_seen").count();
    let answered = HONEST.spot_calls.iter().filter(|call| call.answered_by.is_some()).count();

    assert!((0.003..0.05).contains(&share(missed, seen + missed)), "{missed} of {}", seen + missed);
    assert!((0.88..0.96).contains(&share(answered, HONEST.spot_calls.len())));
    assert!(HONEST.checks.iter().all(|check| check.person != check.by));
}

#[test]
fn a_terminal_beside_the_phone_names_neither_key_nor_place() {
    let machines: Vec<_> = HONEST.punches.iter().filter(|punch| punch.source == "machine").collect();

    assert!(machines.len() > 100);
    assert!(machines.iter().all(|punch| punch.device_key.is_none() && punch.fix.is_none() && punch.boot_id.is_empty()));
}

#[test]
fn a_made_up_position_is_typed_once_jittered_or_like_a_real_one() {
    let mut points: HashMap<(&str, Variant), BTreeSet<(u64, u64)>> = HashMap::new();
    let mut punches: HashMap<(&str, Variant), usize> = HashMap::new();
    for punch in of(Label::MockLocation) {
        let fix = punch.fix.unwrap();
        let variant = CHEATING.variants[&punch.id];
        points.entry((&punch.person, variant)).or_default().insert((fix.lat.to_bits(), fix.lon.to_bits()));
        *punches.entry((&punch.person, variant)).or_default() += 1;
        if variant == Variant::Careful {
            assert!(fix.altitude_m.is_some() && fix.mock.is_none() && CHEATING.traceless.contains(&punch.id));
        }
    }
    let many: Vec<_> = points.iter().filter(|(whose, _)| punches[*whose] > 3).collect();
    assert!(many.iter().any(|((_, variant), points)| *variant == Variant::Naive && points.len() == 1));
    assert!(many.iter().all(|(whose, points)| whose.1 == Variant::Naive || points.len() == punches[*whose]));
}

#[test]
fn a_shared_phone_shows_its_key_or_its_running_clock() {
    let listed: HashMap<&str, &Vec<String>> =
        CHEATING.people.iter().map(|person| (person.id.as_str(), &person.device_keys)).collect();
    let mut boots: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    for punch in phones(&CHEATING) {
        boots.entry(&punch.boot_id).or_default().insert(&punch.person);
    }
    let mut same_boot = 0;
    for punch in of(Label::SharedDevice) {
        let key = punch.device_key.as_ref().unwrap();
        match CHEATING.variants[&punch.id] {
            Variant::Naive => assert!(!listed[punch.person.as_str()].contains(key)),
            Variant::Medium => {
                assert!(listed[punch.person.as_str()].contains(key));
                same_boot += usize::from(boots[punch.boot_id.as_str()].len() > 1);
            }
            Variant::Careful => assert_eq!(boots[punch.boot_id.as_str()].len(), 1),
        }
    }
    assert!(same_boot > 0);
}

#[test]
fn an_old_message_repeats_what_its_variant_forgets_to_change() {
    let mut seqs: HashMap<(&str, u64), usize> = HashMap::new();
    let mut photos: HashMap<&str, usize> = HashMap::new();
    for punch in phones(&CHEATING) {
        *seqs.entry((punch.device_key.as_deref().unwrap(), punch.seq)).or_default() += 1;
        if let Some(photo) = punch.selfie_sha256.as_deref() {
            *photos.entry(photo).or_default() += 1;
        }
    }
    let naive: Vec<_> = of(Label::Replay).filter(|punch| CHEATING.variants[&punch.id] == Variant::Naive).collect();
    let again = naive.iter().filter(|punch| seqs[&(punch.device_key.as_deref().unwrap(), punch.seq)] > 1).count();

    assert!(share(again, naive.len()) > 0.8, "{again} of {}", naive.len());
    assert!(of(Label::Replay).any(|punch| punch.selfie_sha256.as_deref().is_some_and(|photo| photos[photo] > 1)));
}

#[test]
fn nothing_is_sent_again_that_was_not_sent_before() {
    let mut first: HashMap<&str, (jiff::Timestamp, Label)> = HashMap::new();
    for punch in phones(&CHEATING) {
        first.entry(punch.person.as_str()).or_insert((punch.received_at, CHEATING.labels[&punch.id]));
    }

    assert!(of(Label::Replay).all(|punch| first[punch.person.as_str()].1 != Label::Replay));
}

#[test]
fn a_clock_that_was_set_back_disagrees_with_the_server() {
    assert!(of(Label::ClockShift).all(|punch| punch.received_at.duration_since(punch.claimed_at).as_mins() >= 10));
    assert!(of(Label::BackdatedOffline).all(|punch| punch.fix.is_none() && punch.office_code == OfficeCode::Missing));
    let hours = of(Label::BackdatedOffline)
        .filter(|punch| CHEATING.variants[&punch.id] == Variant::Naive)
        .all(|punch| punch.received_at.duration_since(punch.claimed_at).as_hours() >= 4);
    assert!(hours, "in the evening for the morning");
}

#[test]
fn a_code_is_passed_on_to_somebody_elsewhere() {
    let codes: Vec<OfficeCode> = of(Label::CodeRelay).map(|punch| punch.office_code).collect();
    let valid = codes.iter().filter(|code| **code == OfficeCode::Valid).count();

    assert!(share(valid, codes.len()) > 0.7, "{valid} of {}", codes.len());
}

#[test]
fn a_scene_carries_every_claim_and_no_label() {
    let scene = CHEATING.scene().unwrap();

    assert_eq!(scene.punches.len(), CHEATING.punches.len());
    assert_eq!(scene.people.len(), CHEATING.people.len());
    assert_eq!((scene.checks.len(), scene.calls.len()), (CHEATING.checks.len(), CHEATING.spot_calls.len()));
    for (told, weighed) in CHEATING.punches.iter().zip(&scene.punches) {
        assert_eq!((&told.id, &told.person), (&weighed.id, &scene.people[weighed.person as usize].id));
        assert_eq!(told.ip.is_some(), weighed.address.is_some(), "every address is one: {:?}", told.ip);
        assert_eq!(told.selfie_phash.is_some(), weighed.photo_phash.is_some());
        assert_eq!(told.source == "phone", weighed.monotonic_ms.is_some() && weighed.boot.is_some());
        assert_eq!(told.office_code == OfficeCode::Valid, weighed.code == CodeState::Valid);
    }
    assert!(scene.sites.iter().all(|site| !site.egress.is_empty()));
}

#[test]
fn a_record_of_nobody_is_refused_by_name() {
    let mut scenario = city(1, 20).scenario(DAYS.0, DAYS.1, 0.0).unwrap();
    scenario.punches[0].person = "P99999".to_owned();

    assert!(scenario.scene().unwrap_err().to_string().contains("P99999"));
}
