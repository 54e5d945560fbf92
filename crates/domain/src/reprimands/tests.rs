use super::*;
use jiff::civil::date;

const SUBJECT: PersonId = PersonId(Uuid::from_u128(1));
const HEAD: PersonId = PersonId(Uuid::from_u128(2));

fn act(id: u128, person: PersonId, step: ReprimandStep) -> ReprimandAct {
    ReprimandAct { id: Uuid::from_u128(id), on: date(2026, 2, 2), by: "uji".into(), person, step }
}

fn give(kind: ReprimandKind, case: Option<Uuid>) -> ReprimandStep {
    ReprimandStep::Give { kind, number: "800/1".into(), text: "tidak masuk".into(), days: BTreeSet::new(), case }
}

fn sp1() -> ReprimandKind {
    ReprimandKind::ByContract { name: "SP1".into(), source: "perjanjian kerja pasal 9".into() }
}

#[test]
fn a_warning_by_contract_is_kept_in_its_words_and_never_for_pns() {
    let first = act(1, HEAD, give(sp1(), None));
    assert_eq!(check(SUBJECT, EmployeeType::NonAsn, &[], &first), Ok(()));
    assert_eq!(check(SUBJECT, EmployeeType::Pppk, &[], &first), Ok(()));
    assert_eq!(check(SUBJECT, EmployeeType::Pns, &[], &first), Err(ReprimandRefusal::ListedOnly));
    assert_eq!(entry([&first]).unwrap().kind.indonesian(), "SP1");
}

#[test]
fn a_reprimand_of_a_pns_follows_from_a_case() {
    let without = act(1, HEAD, give(ReprimandKind::Lisan, None));
    let with = act(1, HEAD, give(ReprimandKind::Lisan, Some(Uuid::from_u128(9))));
    assert_eq!(check(SUBJECT, EmployeeType::Pns, &[], &without), Err(ReprimandRefusal::CaseNeeded));
    assert_eq!(check(SUBJECT, EmployeeType::Pns, &[], &with), Ok(()));
    let own = ReprimandAct { person: SUBJECT, ..with };
    assert_eq!(check(SUBJECT, EmployeeType::Pns, &[], &own), Err(ReprimandRefusal::OwnRecord));
}

#[test]
fn what_was_taken_back_stays_in_sight_and_takes_no_more_words() {
    let given = act(1, HEAD, give(sp1(), None));
    let back = act(2, HEAD, ReprimandStep::Withdraw { text: "keliru orang".into() });
    let received = act(3, SUBJECT, ReprimandStep::Receive { signed: true, reason: None });
    let acts = [back.clone(), given];
    let entry = entry(&acts).unwrap();
    assert_eq!((entry.withdrawn_on, entry.received_on), (Some(date(2026, 2, 2)), None));
    assert_eq!(check(SUBJECT, EmployeeType::NonAsn, &acts, &received), Err(ReprimandRefusal::NotPossible));
    assert_eq!(check(SUBJECT, EmployeeType::NonAsn, &acts, &back), Err(ReprimandRefusal::NotPossible));
}
