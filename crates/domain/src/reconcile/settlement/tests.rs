use jiff::civil::{date, datetime};

use super::*;

const NOW: [u8; 32] = [1; 32];
const LATER: [u8; 32] = [2; 32];
const SITI: PersonId = PersonId(Uuid::from_u128(1));
const BUDI: PersonId = PersonId(Uuid::from_u128(2));

fn word(step: SettleStep, by: &str, evidence: [u8; 32]) -> SettleWord {
    SettleWord {
        id: Uuid::from_u128(9),
        step,
        owner: (step == SettleStep::Assign).then(|| "bkpsdm".into()),
        outcome: matches!(step, SettleStep::Propose | SettleStep::Confirm).then_some(Outcome::ARight),
        evidence,
        says: Says::default(),
        corrections: Vec::new(),
        bundle: None,
        reason: "uji".into(),
        by: by.into(),
        by_person: None,
        at: "2026-01-19T00:00:00Z".parse().unwrap(),
    }
}

fn state(steps: &[SettleWord], evidence: [u8; 32], gone: bool) -> SettleState {
    Standing::of(steps).state(&evidence, gone)
}

#[test]
fn a_discrepancy_goes_from_open_to_settled_by_two_officers() {
    let life = [
        word(SettleStep::Assign, "kepala", NOW),
        word(SettleStep::Propose, "admin", NOW),
        word(SettleStep::Confirm, "bkpsdm", NOW),
    ];

    let states: Vec<SettleState> = (0..=3).map(|steps| state(&life[..steps], NOW, false)).collect();

    use SettleState::{Assigned, Open, Proposed, Settled};
    assert_eq!(states, [Open, Assigned, Proposed, Settled]);
}

#[test]
fn a_rejected_or_withdrawn_proposal_leaves_it_where_it_was() {
    for fall in [SettleStep::Reject, SettleStep::Withdraw] {
        let life = [word(SettleStep::Propose, "admin", NOW), word(fall, "bkpsdm", NOW)];
        assert_eq!(state(&life, NOW, false), SettleState::Open);
    }
}

#[test]
fn evidence_that_changes_opens_it_again_and_lets_a_proposal_lapse() {
    let settled = [word(SettleStep::Propose, "admin", NOW), word(SettleStep::Confirm, "bkpsdm", NOW)];

    assert_eq!(state(&settled, LATER, false), SettleState::Reopened);
    assert_eq!(state(&settled, LATER, true), SettleState::Gone);
    assert_eq!(state(&settled, NOW, true), SettleState::Settled);
    assert_eq!(state(&settled[..1], LATER, false), SettleState::Open);
    let again = [settled[0].clone(), settled[1].clone(), word(SettleStep::Propose, "admin", LATER)];
    assert_eq!(state(&again, LATER, false), SettleState::Proposed);
}

#[test]
fn nobody_settles_their_own_day_nor_confirms_their_own_proposal() {
    let mut proposal = word(SettleStep::Propose, "admin", NOW);
    proposal.by_person = Some(BUDI);
    let standing = Standing::of([&proposal]);

    for step in SettleStep::ALL {
        assert_eq!(barred(*step, SITI, &standing, "siti", Some(SITI)), Some(SettleBar::OwnRecord));
    }
    for step in [SettleStep::Confirm, SettleStep::Reject] {
        assert_eq!(barred(step, SITI, &standing, "admin", None), Some(SettleBar::OwnProposal));
        assert_eq!(barred(step, SITI, &standing, "other-login", Some(BUDI)), Some(SettleBar::OwnProposal));
        assert_eq!(barred(step, SITI, &standing, "bkpsdm", None), None);
    }
    assert_eq!(barred(SettleStep::Withdraw, SITI, &standing, "bkpsdm", None), Some(SettleBar::NotTheirs));
    assert_eq!(barred(SettleStep::Withdraw, SITI, &standing, "admin", None), None);
}

#[test]
fn each_step_is_possible_only_where_it_makes_sense() {
    use SettleState::{Gone, Open, Proposed, Reopened, Settled};
    assert!(is_possible(SettleStep::Propose, Open) && is_possible(SettleStep::Propose, Reopened));
    assert!(![Proposed, Settled, Gone].into_iter().any(|state| is_possible(SettleStep::Propose, state)));
    for step in [SettleStep::Confirm, SettleStep::Reject, SettleStep::Withdraw] {
        let possible: Vec<SettleState> =
            SettleState::ALL.iter().copied().filter(|state| is_possible(step, *state)).collect();
        assert_eq!(possible, [Proposed]);
    }
}

#[test]
fn only_what_differs_from_the_judged_day_is_corrected() {
    let (seven, four) = (datetime(2026, 1, 15, 7, 0, 0, 0), datetime(2026, 1, 15, 16, 0, 0, 0));
    let judged = JudgedSides { arrived: Some(seven), left: None, status: Status::H };
    let says = |arrived, left, status| Says { arrived, left, status };

    assert_eq!(says(Some(seven), Some(four), None).corrections(&judged, None), [Corrected::LeftAt(four)]);
    assert_eq!(says(None, None, Some(Status::S)).corrections(&judged, None), [Corrected::StatusIs(Status::S)]);
    assert_eq!(says(None, None, Some(Status::H)).corrections(&judged, None), []);
    let sick = JudgedSides { arrived: None, left: None, status: Status::S };
    assert_eq!(
        says(Some(seven), None, Some(Status::H)).corrections(&sick, Some(Status::S)),
        [Corrected::ArrivedAt(seven), Corrected::StatusIs(Status::H)],
        "a corrected status would hide the arrival"
    );
}

#[test]
fn the_time_runs_out_only_while_somebody_has_to_do_something() {
    let (due, after) = (date(2026, 1, 19), date(2026, 1, 20));
    assert!(is_overdue(SettleState::Proposed, due, after));
    assert!(!is_overdue(SettleState::Open, due, due));
    assert!(!is_overdue(SettleState::Settled, due, after));
}

#[test]
fn an_outcome_follows_the_side_it_names() {
    let (a, b) = (Speaker::Manual, Speaker::Portal);
    assert_eq!(follows(Outcome::ARight, a, b), Some(a));
    assert_eq!(follows(Outcome::BRight, a, b), Some(b));
    assert_eq!(follows(Outcome::CannotBeKnown, a, b), None);
}
