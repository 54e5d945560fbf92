use jiff::civil::{Date, date};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::ids::PersonId;

const SITI: PersonId = PersonId(Uuid::from_u128(1));
const HEAD: PersonId = PersonId(Uuid::from_u128(2));
const MONDAY: Date = date(2026, 1, 19);
const THURSDAY: Date = date(2026, 1, 22);
const FRIDAY: Date = date(2026, 1, 23);

fn word(step: DoubtStep, by: &str) -> DoubtWord {
    DoubtWord {
        id: Uuid::from_u128(9),
        step,
        outcome: matches!(step, DoubtStep::Review | DoubtStep::Confirm).then_some(DoubtOutcome::Misuse),
        text: "uji".into(),
        which: Vec::new(),
        punches: Vec::new(),
        due_on: matches!(step, DoubtStep::Ask | DoubtStep::Join | DoubtStep::Confirm).then_some(THURSDAY),
        review_due_on: None,
        files: Vec::new(),
        witness: None,
        by: by.into(),
        by_person: None,
        at: "2026-01-19T00:00:00Z".parse().unwrap(),
    }
}

fn of(steps: &[(DoubtStep, &str)]) -> DoubtCourse {
    let words: Vec<DoubtWord> = steps.iter().map(|(step, by)| word(*step, by)).collect();
    DoubtCourse::of(MONDAY, &words)
}

const WHOLE: [(DoubtStep, &str); 6] = [
    (DoubtStep::Ask, "kepala"),
    (DoubtStep::Answer, "siti"),
    (DoubtStep::Review, "kepala"),
    (DoubtStep::Confirm, "bkpsdm"),
    (DoubtStep::Appeal, "siti"),
    (DoubtStep::Overturn, "inspektorat"),
];

#[test]
fn a_case_goes_from_open_to_an_appeal_that_succeeds() {
    let states: Vec<DoubtState> = (0..=6).map(|steps| of(&WHOLE[..steps]).state(MONDAY)).collect();

    assert_eq!(
        states,
        [
            DoubtState::Open,
            DoubtState::Asked,
            DoubtState::Answered,
            DoubtState::Reviewed,
            DoubtState::Closed,
            DoubtState::Appealed,
            DoubtState::Closed
        ]
    );
    assert!(of(&WHOLE[..4]).voids());
    assert!(of(&WHOLE[..5]).voids(), "an appeal alone changes nothing");
    assert!(!of(&WHOLE).voids());
    assert_eq!(of(&WHOLE).outcome, Some(DoubtOutcome::Honest));
}

#[test]
fn silence_begins_when_the_time_is_over_and_decides_nothing() {
    let asked = of(&[(DoubtStep::Ask, "kepala")]);

    assert_eq!((asked.state(THURSDAY), asked.state(FRIDAY)), (DoubtState::Asked, DoubtState::Silent));
    assert!(!asked.may_end(DoubtOutcome::Misuse, THURSDAY), "there is still time to answer");
    assert!(asked.may_end(DoubtOutcome::Misuse, FRIDAY) && asked.may_end(DoubtOutcome::Honest, MONDAY));
    assert!(!asked.voids() && asked.outcome.is_none());
    assert!(is_possible(DoubtStep::Answer, &asked, FRIDAY), "a late answer is an answer");
}

#[test]
fn nobody_is_found_to_misuse_without_having_been_asked() {
    let course = of(&[]);

    assert!(!course.may_end(DoubtOutcome::Misuse, FRIDAY));
    assert!(course.may_end(DoubtOutcome::Technical, MONDAY));
}

#[test]
fn punches_that_join_give_whoever_was_asked_time_for_them_too() {
    let mut words = vec![word(DoubtStep::Ask, "kepala"), word(DoubtStep::Answer, "siti")];
    words.push(DoubtWord { due_on: Some(FRIDAY), ..word(DoubtStep::Join, "sistem") });
    let joined = DoubtCourse::of(MONDAY, &words);

    assert_eq!(joined.state(FRIDAY), DoubtState::Asked);
    assert!(!joined.may_end(DoubtOutcome::Misuse, FRIDAY));
    assert_eq!(of(&[(DoubtStep::Join, "sistem")]).state(MONDAY), DoubtState::Open, "nobody was asked yet");
}

#[test]
fn nobody_decides_about_themselves_and_only_they_answer() {
    let course = of(&WHOLE[..2]);

    for step in DoubtStep::ALL.iter().filter(|step| !step.is_own()) {
        assert_eq!(barred(*step, SITI, &course, "siti", Some(SITI)), Some(DoubtBar::OwnRecord), "{step:?}");
    }
    for step in [DoubtStep::Answer, DoubtStep::Appeal] {
        assert_eq!(barred(step, SITI, &course, "siti", Some(SITI)), None);
        assert_eq!(barred(step, SITI, &course, "kepala", Some(HEAD)), Some(DoubtBar::NotSubject));
        assert_eq!(barred(step, SITI, &course, "konsol:x", None), Some(DoubtBar::NotSubject));
    }
}

#[test]
fn reviewer_confirmer_and_who_decides_the_appeal_are_three() {
    let reviewed = of(&WHOLE[..3]);
    let appealed = of(&WHOLE[..5]);

    for step in [DoubtStep::Confirm, DoubtStep::Reject] {
        assert_eq!(barred(step, SITI, &reviewed, "kepala", None), Some(DoubtBar::OwnWord));
        assert_eq!(barred(step, SITI, &reviewed, "bkpsdm", None), None);
    }
    for step in [DoubtStep::Uphold, DoubtStep::Overturn] {
        assert_eq!(barred(step, SITI, &appealed, "kepala", None), Some(DoubtBar::SpokeBefore));
        assert_eq!(barred(step, SITI, &appealed, "bkpsdm", None), Some(DoubtBar::SpokeBefore));
        assert_eq!(barred(step, SITI, &appealed, "inspektorat", None), None);
    }
}

#[test]
fn another_login_of_the_same_person_is_the_same_person() {
    let mut review = word(DoubtStep::Review, "kepala");
    review.by_person = Some(HEAD);
    let course = DoubtCourse::of(MONDAY, &[word(DoubtStep::Ask, "x"), word(DoubtStep::Answer, "siti"), review]);

    assert_eq!(barred(DoubtStep::Confirm, SITI, &course, "plt", Some(HEAD)), Some(DoubtBar::OwnWord));
}

#[test]
fn an_appeal_has_its_time_and_what_comes_to_light_later_has_none() {
    let closed = of(&WHOLE[..4]);

    assert_eq!(closed.appeal_until(), Some(THURSDAY));
    assert!(is_possible(DoubtStep::Appeal, &closed, THURSDAY));
    assert!(!is_possible(DoubtStep::Appeal, &closed, FRIDAY));
    assert!(is_possible(DoubtStep::Withdraw, &closed, FRIDAY));
    let withdrawn = closed.with(&word(DoubtStep::Withdraw, "bkpsdm"));
    assert_eq!(withdrawn.state(FRIDAY), DoubtState::Withdrawn);
    assert!(!withdrawn.voids());
}

#[test]
fn a_rejected_review_goes_back_to_where_it_came_from() {
    let rejected = of(&[WHOLE[0], WHOLE[1], WHOLE[2], (DoubtStep::Reject, "bkpsdm")]);

    assert_eq!(rejected.state(MONDAY), DoubtState::Answered);
    assert!(!rejected.voids());
    assert_eq!(
        possible(SITI, &rejected, MONDAY, "kepala", None),
        [DoubtStep::Take, DoubtStep::Ask, DoubtStep::Review, DoubtStep::Withdraw]
    );
}

#[test]
fn the_cap_takes_the_heaviest_and_leaves_at_least_one() {
    let one = |id: u128, weight| Candidate { person: PersonId(Uuid::from_u128(id)), weight };

    assert_eq!((above_cap(2, 10_653), above_cap(2, 3), above_cap(2, 0)), (22, 1, 0));
    assert_eq!(room(2, 10_653, 30), 0);
    assert_eq!(choose(vec![one(3, 10), one(2, 40), one(1, 40)], 2), [one(1, 40), one(2, 40)]);
}

#[test]
fn a_rate_says_how_unsure_it_is() {
    let mut rates = SignalRates::default();
    assert_eq!((rates.share(), rates.interval()), (None, None));
    for outcome in [DoubtOutcome::Misuse, DoubtOutcome::Misuse, DoubtOutcome::Honest] {
        rates.count(outcome, false);
    }
    rates.count(DoubtOutcome::Honest, true);

    assert_eq!((rates.ended(), rates.false_alarms(), rates.share()), (4, 2, Some(5000)));
    assert_eq!(rates.interval(), Some((1500, 8500)));
    assert!(rates.is_few());
    assert_eq!(wilson(0, 10), Some((0, 2776)));
    assert_eq!(wilson(10, 10), Some((7224, 10_000)));
}

proptest! {
    #[test]
    fn no_order_of_steps_voids_a_punch_without_two_officers_and_a_hearing(
        wanted in prop::collection::vec((prop::sample::select(DoubtStep::ALL), 0_usize..4), 0..14),
    ) {
        let logins = [("siti", Some(SITI)), ("kepala", Some(HEAD)), ("bkpsdm", None), ("inspektorat", None)];
        let (mut course, mut taken) = (DoubtCourse::of(MONDAY, &[]), Vec::new());
        for (step, who) in wanted {
            let (login, person) = logins[who];
            let misuse = step != DoubtStep::Review || course.may_end(DoubtOutcome::Misuse, FRIDAY);
            let free = is_possible(step, &course, FRIDAY) && barred(step, SITI, &course, login, person).is_none();
            if free && misuse {
                let mut next = word(step, login);
                next.due_on = next.due_on.map(|_| THURSDAY);
                course = course.with(&next);
                taken.push((step, login));
            }
        }

        if course.voids() {
            let by = |wanted: DoubtStep| taken.iter().rfind(|(step, _)| *step == wanted).map(|(_, login)| *login);
            prop_assert!(by(DoubtStep::Review).is_some() && by(DoubtStep::Confirm).is_some());
            prop_assert_ne!(by(DoubtStep::Review), by(DoubtStep::Confirm));
            prop_assert!(taken.iter().any(|(step, _)| matches!(step, DoubtStep::Ask | DoubtStep::Answer)));
        }
    }
}
