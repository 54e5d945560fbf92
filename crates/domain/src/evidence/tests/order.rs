//! The same set gives the same answer, whatever the order; nonsense is borne; the queue has an end.

use proptest::prelude::*;

use super::*;

/// A weighing by keys, as it goes out.
fn told(scene: &Scene) -> Vec<(String, Verdict, i32, u32, Vec<Reason>)> {
    let weighing = weigh(scene, &rules());
    let key = |punch: &Weighed| scene.punches[punch.punch as usize].id.clone();
    weighing.punches.iter().map(|p| (key(p), p.verdict, p.weight, p.score, p.reasons.clone())).collect()
}

/// A town in which much is odd.
fn odd_town() -> Scene {
    let mut scene = town();
    for day in 3..7 {
        let own = fix(&mut scene, 3, day, false);
        (own.lat, own.lon, own.accuracy_m) = (-5.1135, 105.3067, Some(5.0));
        at(&mut scene, 5, day, true).key = Some("K04".into());
        at(&mut scene, 6, day, false).received_at += SignedDuration::from_hours(4);
    }
    let old = tap(7, 2, false);
    at(&mut scene, 7, 6, false).photo = old.photo;
    scene.punches.push(tap(1, 1, false));
    let mut other = tap(1, 2, false);
    other.claimed_at += minutes(9);
    scene.punches.push(other);
    scene
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_of_punches_changes_nothing(seed in any::<u64>()) {
        let scene = odd_town();
        let mut shuffled = scene.clone();
        shuffled.punches.sort_by_key(|punch| {
            let id = punch.id.bytes().fold(seed, |hash, byte| chance(hash ^ u64::from(byte)));
            chance(id ^ punch.claimed_at.as_millisecond() as u64)
        });
        prop_assert_eq!(told(&scene), told(&shuffled));
    }

    #[test]
    fn nonsense_is_weighed_without_harm(
        lat in any::<f64>(), lon in any::<f64>(), accuracy in any::<f64>(), seconds in -9_000_000_000_i64..9_000_000_000,
        mono in any::<u64>(), seq in any::<u64>(), person in any::<u32>(), phash in any::<u64>(),
    ) {
        let mut scene = town();
        scene.punches.truncate(40);
        let odd = &mut scene.punches[7];
        odd.fix = Some(FixInput {
            lat, lon, accuracy_m: Some(accuracy), altitude_m: Some(accuracy), speed_mps: Some(lat),
            fixed_at: Timestamp::from_second(seconds).ok(), mock: None,
        });
        odd.claimed_at = Timestamp::from_second(seconds).unwrap();
        odd.monotonic_ms = Some(mono);
        odd.seq = Some(seq);
        odd.person = person;
        odd.photo_phash = Some(phash);
        let weighing = weigh(&scene, &rules());
        prop_assert_eq!(weighing.punches.len(), 40);
    }
}

#[test]
fn answers_are_in_the_order_of_keys_and_copies_count_once() {
    let scene = odd_town();
    let told = told(&scene);
    assert!(told.is_sorted_by_key(|punch| punch.0.clone()));
    assert_eq!(told.len(), scene.punches.len() - 1, "one punch came twice, word for word");
    assert_eq!(told.iter().filter(|punch| punch.0 == "E01-02-0").count(), 2, "another came with other words");
}

#[test]
fn the_weights_of_reasons_and_the_prior_are_the_whole_sum() {
    for (id, _, weight, _, reasons) in told(&odd_town()) {
        let sum: i32 = reasons.iter().map(|reason| reason.weight).sum();
        assert_eq!(rules().prior + sum, weight, "{id}");
    }
}

#[test]
fn the_queue_holds_the_strongest_and_the_rest_keep_their_score() {
    let mut scene = town();
    for person in 0..12 {
        let own = at(&mut scene, person, 5, false);
        own.fix.as_mut().unwrap().mock = Some(true);
    }
    let mut rules = EvidenceRules { doubtful: -245, contradicted: 2000, misuse: 400, queue_people: 1, ..rules() };
    rules.families.iter_mut().for_each(|family| family.least = 0);
    let weighing = weigh(&scene, &rules);
    let person = |punch: &Weighed| scene.punches[punch.punch as usize].person;
    let doubted: std::collections::BTreeSet<u32> =
        weighing.punches.iter().filter(|punch| punch.verdict == Verdict::Doubtful).map(person).collect();
    assert_eq!(doubted.len(), 5, "five may always stand in the queue");
    let below = weighing.punches.iter().filter(|punch| punch.weight >= -245 && punch.verdict == Verdict::Unverified);
    assert!(below.count() >= 7, "the ranking below stays visible");
}

#[test]
fn an_empty_scene_has_an_empty_answer() {
    let mut scene = town();
    scene.punches.clear();
    let weighing = weigh(&scene, &rules());
    assert!(weighing.punches.is_empty());
    assert_eq!(weighing.people.len(), PEOPLE as usize);
}
