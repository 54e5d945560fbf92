use jiff::Timestamp;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::ids::{PersonId, PunchId, UnitId};
use crate::people::EmployeeType;

fn call(expected: Expected, reach: Reach) -> SidakCall {
    SidakCall {
        person: PersonId(Uuid::from_u128(1)),
        unit: UnitId(Uuid::from_u128(2)),
        group: EmployeeType::Pns,
        expected,
        reach,
    }
}

fn answer(outside: bool) -> Option<Answered> {
    Some(Answered { punch: PunchId(Uuid::from_u128(3)), at: Timestamp::UNIX_EPOCH, outside })
}

const OPEN: SidakFacts = SidakFacts { answer: None, delivered: true, roll: None, over: false };

#[test]
fn silence_is_named_by_what_could_have_spoken() {
    let over = SidakFacts { over: true, ..OPEN };
    let phone = call(Expected::Due, Reach::Phone);
    assert_eq!(phone.state(&OPEN), SidakState::BelumTerdengar);
    assert_eq!(phone.state(&over), SidakState::TidakMenjawab);
    assert_eq!(phone.state(&SidakFacts { delivered: false, ..over }), SidakState::TidakTerjangkau);
    assert_eq!(call(Expected::Due, Reach::Roll).state(&over), SidakState::BelumTerdengar);
    assert_eq!(call(Expected::Due, Reach::Machine).state(&over), SidakState::BelumTerdengar);
    assert_eq!(call(Expected::Elsewhere, Reach::Phone).state(&over), SidakState::DiLuarTempat);
    assert_eq!(call(Expected::Excused, Reach::Phone).state(&over), SidakState::Berizin);
}

#[test]
fn only_the_heads_word_says_without_explanation_and_never_of_somebody_excused() {
    let said = SidakFacts { roll: Some(RollWord::Unexplained), over: true, ..OPEN };
    assert_eq!(call(Expected::Due, Reach::Roll).state(&said), SidakState::TanpaKeterangan);
    assert_eq!(call(Expected::Excused, Reach::Roll).state(&said), SidakState::Berizin);
    assert_eq!(call(Expected::Off, Reach::Roll).state(&said), SidakState::Libur);
}

#[test]
fn what_the_person_shows_comes_first_and_what_does_not_fit_is_named() {
    let facts = SidakFacts { answer: answer(false), roll: Some(RollWord::Unexplained), ..OPEN };
    let due = call(Expected::Due, Reach::Phone);
    assert_eq!(due.state(&facts), SidakState::Hadir);
    assert_eq!(due.finding(&facts), Some(SidakFinding::AnsweredButNotSeen));

    let far = SidakFacts { answer: answer(true), ..OPEN };
    assert_eq!(due.state(&far), SidakState::DiLuarTempat);
    assert_eq!(due.finding(&far), Some(SidakFinding::AnsweredFromElsewhere));
    assert_eq!(call(Expected::Elsewhere, Reach::Phone).finding(&far), None);
    assert_eq!(
        call(Expected::DueLate, Reach::Phone).state(&SidakFacts { answer: answer(false), ..OPEN }),
        SidakState::Terlambat
    );
}

fn pick<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    (0..all.len()).prop_map(move |place| all[place])
}

fn facts() -> impl Strategy<Value = SidakFacts> {
    (0..3_u8, any::<bool>(), prop::option::of(pick(RollWord::ALL)), any::<bool>()).prop_map(
        |(answered, delivered, roll, over)| SidakFacts {
            answer: if answered == 0 { None } else { answer(answered == 2) },
            delivered,
            roll,
            over,
        },
    )
}

proptest! {
    #[test]
    fn whatever_arrives_in_whatever_order_the_counts_add_up_to_the_roster(
        people in prop::collection::vec((pick(Expected::ALL), pick(Reach::ALL)), 1..40),
        moves in prop::collection::vec((0..40_usize, facts()), 0..80),
    ) {
        let calls: Vec<SidakCall> = people.iter().map(|(expected, reach)| call(*expected, *reach)).collect();
        let mut states: Vec<SidakState> = calls.iter().map(|one| one.state(&SidakFacts::default())).collect();
        let mut tally = SidakTally::default();
        states.iter().for_each(|state| tally.count(*state));
        for (place, facts) in moves {
            let place = place % calls.len();
            let state = calls[place].state(&facts);
            tally.shift(states[place], state);
            states[place] = state;
            prop_assert_eq!(tally.total() as usize, calls.len());
            prop_assert!(tally.there() <= tally.due());
        }
        let mut anew = SidakTally::default();
        states.iter().for_each(|state| anew.count(*state));
        for state in SidakState::ALL {
            prop_assert_eq!(tally.of(*state), anew.of(*state));
        }
    }

    #[test]
    fn nobody_who_was_not_due_failed_to_answer(expected in pick(Expected::ALL), reach in pick(Reach::ALL), facts in facts()) {
        let state = call(expected, reach).state(&facts);
        if !expected.must_answer() {
            prop_assert!(!matches!(state, SidakState::TidakMenjawab | SidakState::TidakTerjangkau));
        }
        if state == SidakState::TanpaKeterangan {
            prop_assert_eq!(facts.roll, Some(RollWord::Unexplained));
        }
    }

    #[test]
    fn a_trace_never_makes_it_worse(expected in pick(Expected::ALL), reach in pick(Reach::ALL), facts in facts()) {
        let one = call(expected, reach);
        let with = one.state(&SidakFacts { answer: answer(false), ..facts });
        prop_assert!(!with.asks_explanation());
    }
}
