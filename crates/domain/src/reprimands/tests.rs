use super::*;
use jiff::civil::date;

const SUBJECT: PersonId = PersonId(Uuid::from_u128(1));
const HEAD: PersonId = PersonId(Uuid::from_u128(2));

fn act(id: u128, person: PersonId, step: ReprimandStep) -> ReprimandAct {
    ReprimandAct { id: Uuid::from_u128(id), on: date(2026, 2, 2), by: "uji".into(), person, step }
}

fn give(kind: ReprimandKind, case: Option<Uuid>) -> ReprimandStep {
    ReprimandStep::Give {
        kind,
        number: "800/1".into(),
        text: "tidak masuk".into(),
        article: "Ps 4 huruf f".into(),
        days: BTreeSet::new(),
        case,
    }
}

fn sp1() -> ReprimandKind {
    ReprimandKind::ByContract { name: "SP1".into(), source: "perjanjian kerja pasal 9".into() }
}

#[test]
fn a_warning_by_contract_is_kept_in_its_words_and_never_for_pns() {
    let first = act(1, HEAD, give(sp1(), None));
    assert_eq!(check(SUBJECT, EmployeeType::NonAsn, &[], &first, date(2026, 2, 2)), Ok(()));
    assert_eq!(check(SUBJECT, EmployeeType::Pppk, &[], &first, date(2026, 2, 2)), Ok(()));
    assert_eq!(check(SUBJECT, EmployeeType::Pns, &[], &first, date(2026, 2, 2)), Err(ReprimandRefusal::ListedOnly));
    assert_eq!(entry([&first]).unwrap().kind.indonesian(), "SP1");
}

#[test]
fn a_reprimand_of_a_pns_follows_from_a_case() {
    let without = act(1, HEAD, give(ReprimandKind::Lisan, None));
    let with = act(1, HEAD, give(ReprimandKind::Lisan, Some(Uuid::from_u128(9))));
    assert_eq!(check(SUBJECT, EmployeeType::Pns, &[], &without, date(2026, 2, 2)), Err(ReprimandRefusal::CaseNeeded));
    assert_eq!(check(SUBJECT, EmployeeType::Pns, &[], &with, date(2026, 2, 2)), Ok(()));
    let own = ReprimandAct { person: SUBJECT, ..with };
    assert_eq!(check(SUBJECT, EmployeeType::Pns, &[], &own, date(2026, 2, 2)), Err(ReprimandRefusal::OwnRecord));
}

#[test]
fn what_was_taken_back_stays_in_sight_and_takes_no_more_words() {
    let given = act(1, HEAD, give(sp1(), None));
    let back = act(2, HEAD, ReprimandStep::Withdraw { text: "keliru orang".into() });
    let received = act(3, SUBJECT, ReprimandStep::Receive { signed: true, reason: None });
    let acts = [back.clone(), given];
    let entry = entry(&acts).unwrap();
    assert_eq!((entry.withdrawn_on, entry.received_on), (Some(date(2026, 2, 2)), None));
    assert_eq!(
        check(SUBJECT, EmployeeType::NonAsn, &acts, &received, date(2026, 2, 2)),
        Err(ReprimandRefusal::NotPossible)
    );
    assert_eq!(
        check(SUBJECT, EmployeeType::NonAsn, &acts, &back, date(2026, 2, 2)),
        Err(ReprimandRefusal::NotPossible)
    );
}

#[test]
fn whoever_does_not_sign_says_why_and_has_it_all_the_same() {
    let today = date(2026, 2, 2);
    let given = act(1, HEAD, give(sp1(), None));
    let received = |signed, reason: Option<&str>| {
        act(2, SUBJECT, ReprimandStep::Receive { signed, reason: reason.map(str::to_owned) })
    };
    let acts = [given];
    let silent = received(false, None);
    assert_eq!(check(SUBJECT, EmployeeType::NonAsn, &acts, &silent, today), Err(ReprimandRefusal::Incomplete));
    let refused = received(false, Some("saya sudah izin"));
    assert_eq!(check(SUBJECT, EmployeeType::NonAsn, &acts, &refused, today), Ok(()));
    let both = [acts[0].clone(), refused];
    let has = entry(&both).unwrap();
    assert_eq!((has.received_on, has.refused.as_deref()), (Some(today), Some("saya sudah izin")));
    let again = received(true, None);
    assert_eq!(check(SUBJECT, EmployeeType::NonAsn, &both, &again, today), Err(ReprimandRefusal::NotPossible));
    let early = ReprimandAct { on: date(2026, 2, 1), ..received(true, None) };
    assert_eq!(check(SUBJECT, EmployeeType::NonAsn, &acts, &early, today), Err(ReprimandRefusal::WrongDay));
}
