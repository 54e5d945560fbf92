use jiff::civil::{date, time};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::access::Acting;
use crate::day::{Corrected, Side};
use crate::ids::PersonId;
use crate::status::Status;

fn person(id: u128) -> PersonId {
    PersonId(Uuid::from_u128(id))
}

const CHAIN: [ChainStep; 2] = [ChainStep { who: Who::Atasan, days: 3 }, ChainStep { who: Who::Kepegawaian, days: 3 }];

fn head(id: u128) -> Decider {
    Decider { person: Some(person(id)), standing: Standing { atasan: Some(None), kepegawaian: None } }
}

fn agency(id: u128) -> Decider {
    Decider { person: Some(person(id)), standing: Standing { atasan: None, kepegawaian: Some(None) } }
}

fn parties(decided: &[PersonId]) -> Parties<'_> {
    Parties { subject: person(1), filed_by: None, colleague: Some(person(2)), decided }
}

#[test]
fn a_request_goes_step_by_step_and_ends_with_the_last_yes() {
    let second = decide(&CHAIN, Progress::SUBMITTED, DecisionAction::Approve).unwrap();
    assert_eq!(second, Progress { state: RequestState::Pending, step: Some(1) });
    let end = decide(&CHAIN, second, DecisionAction::Approve).unwrap();
    assert_eq!(end, Progress { state: RequestState::Approved, step: None });
    assert_eq!(decide(&CHAIN, end, DecisionAction::Reject), None);
}

#[test]
fn nobody_decides_about_themselves_in_any_seat() {
    let everything = Standing { atasan: Some(None), kepegawaian: Some(None) };
    for step in Who::ALL {
        for overdue in [false, true] {
            let decider = Decider { person: Some(person(1)), standing: everything };
            assert_eq!(may_decide(step, overdue, &parties(&[]), &decider), Err(NotAllowed::OwnRecord));
            let filed = Parties { filed_by: Some(person(5)), ..parties(&[]) };
            let filer = Decider { person: Some(person(5)), standing: everything };
            assert_eq!(may_decide(step, overdue, &filed, &filer), Err(NotAllowed::OwnRecord));
            let nobody = Decider { person: None, standing: everything };
            assert_eq!(may_decide(step, overdue, &parties(&[]), &nobody), Err(NotAllowed::NoPerson));
        }
    }
}

#[test]
fn a_colleague_agrees_to_the_swap_and_decides_nothing_else() {
    let colleague =
        Decider { person: Some(person(2)), standing: Standing { atasan: Some(None), kepegawaian: Some(None) } };
    assert_eq!(may_decide(Who::Rekan, false, &parties(&[]), &colleague).map(|seat| seat.who), Ok(Who::Rekan));
    assert_eq!(may_decide(Who::Atasan, false, &parties(&[]), &colleague), Err(NotAllowed::OwnRecord));
    assert_eq!(may_decide(Who::Rekan, false, &parties(&[]), &head(3)), Err(NotAllowed::NotYours));
}

#[test]
fn the_agency_takes_an_overdue_step_of_the_superior_and_another_of_it_the_next() {
    assert_eq!(may_decide(Who::Atasan, false, &parties(&[]), &agency(4)), Err(NotAllowed::NotYours));
    let seat = may_decide(Who::Atasan, true, &parties(&[]), &agency(4)).unwrap();
    assert!(seat.escalated);

    let decided = [person(4)];
    assert_eq!(may_decide(Who::Kepegawaian, false, &parties(&decided), &agency(4)), Err(NotAllowed::DecidedBefore));
    assert!(may_decide(Who::Kepegawaian, false, &parties(&decided), &agency(6)).is_ok());
}

#[test]
fn an_acting_head_is_named_as_such() {
    let acting =
        Decider { person: Some(person(3)), standing: Standing { atasan: Some(Some(Acting::Plh)), kepegawaian: None } };
    assert_eq!(may_decide(Who::Atasan, false, &parties(&[]), &acting).unwrap().acting, Some(Acting::Plh));
}

#[test]
fn a_wish_is_read_and_written_as_the_contract_has_it() {
    let text = r#"{"kind":"correction","detail":{"date":"2026-01-05","side":"out","time":"07:05","next_day":true,"code":"forgot"}}"#;
    let wish: Wish = serde_json::from_str(text).unwrap();

    let Wish::Correction(correction) = &wish else { panic!("{wish:?}") };
    assert_eq!(correction.corrected(), Some(Corrected::LeftAt(date(2026, 1, 6).to_datetime(time(7, 5, 0, 0)))));
    assert_eq!(serde_json::to_string(&wish).unwrap(), text);
    assert!(serde_json::from_str::<Wish>(&text.replace("forgot", "bored")).is_err());
    assert!(serde_json::from_str::<Wish>(&text.replace("\"code\"", "\"kode\"")).is_err());
}

#[test]
fn a_wish_that_is_not_whole_says_what_is_missing() {
    let of = |text: &str| serde_json::from_str::<Wish>(text).unwrap().problems(person(1));
    let paper = |kind: &str, rest: &str| format!(r#"{{"kind":"{kind}","detail":{{{rest}}}}}"#);
    let turned = paper("wfh", r#""from":"2026-01-06","to":"2026-01-05""#);
    assert_eq!(of(&turned), [WishProblem::DatesTurned]);
    let letter = paper("field_duty", r#""from":"2026-01-05","to":"2026-01-05","letter":" ""#);
    assert_eq!(of(&letter), [WishProblem::LetterNeeded]);
    let half = paper("permission", r#""from":"2026-01-05","to":"2026-01-06","part":"first_half""#);
    assert_eq!(of(&half), [WishProblem::HalfOfMany]);
    let status = paper("correction", r#""date":"2026-01-05","side":"status","status":"TK","code":"other""#);
    assert_eq!(of(&status), [WishProblem::StatusNeeded]);
    let time = paper("correction", r#""date":"2026-01-05","side":"in","code":"other""#);
    assert_eq!(of(&time), [WishProblem::TimeNeeded]);
    let own = format!(r#""date":"2026-01-05","other_date":"2026-01-05","with":"{}""#, person(1));
    assert_eq!(of(&paper("swap", &own)), [WishProblem::SwapWithSelf]);
}

#[test]
fn absence_and_leave_cannot_be_asked_for_as_a_correction() {
    for status in Status::ALL {
        let wish = CorrectionWish {
            date: date(2026, 1, 5),
            side: Side::Status,
            time: None,
            next_day: false,
            status: Some(status),
            code: CorrectionCode::Other,
            punch: None,
            replaces: None,
        };
        let allowed = Wish::Correction(wish).problems(person(1)).is_empty();
        let never = matches!(status, Status::Tk | Status::C | Status::Libur | Status::Belum);
        assert_eq!(allowed, !never, "{status}");
    }
}

proptest! {
    #[test]
    fn however_it_is_decided_approval_needs_a_yes_at_every_step(
        actions in prop::collection::vec(0..4_usize, 0..12), steps in 1..5_usize,
    ) {
        let chain: Vec<ChainStep> = (0..steps).map(|_| ChainStep { who: Who::Atasan, days: 1 }).collect();
        let mut at = Progress::SUBMITTED;
        let mut yes = 0;
        for action in actions {
            let action = DecisionAction::ALL[action];
            let Some(next) = decide(&chain, at, action) else { break };
            if action == DecisionAction::Approve {
                yes += 1;
            }
            at = next;
        }
        prop_assert_eq!(at.state == RequestState::Approved, yes == steps);
        prop_assert_eq!(at.state == RequestState::Pending, at.step.is_some());
    }
}
