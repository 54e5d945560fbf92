use jiff::civil::date;
use proptest::prelude::*;

use super::*;

const TODAY: Date = date(2026, 1, 19);

fn number(kind: IdentifierKind, value: &str) -> Identifier {
    Identifier { kind, value: value.into(), from_on: None, to_on: None }
}

fn complete() -> PersonFacts {
    PersonFacts {
        employee_type: EmployeeType::Pns,
        identifiers: vec![number(IdentifierKind::Nip, "209909262120051001")],
        account: AccountFact::Active,
        phone_active: true,
        phone_waiting: false,
        passkey: false,
        site: true,
        undue_days: vec![],
        terminal_at_site: true,
        pin: true,
        superior: true,
    }
}

fn lacks(facts: &PersonFacts) -> Vec<&'static str> {
    of_person(facts, TODAY).lacks().map(Need::as_str).collect()
}

#[test]
fn whoever_has_everything_is_ready_and_a_passkey_is_not_needed() {
    assert!(of_person(&complete(), TODAY).is_ready());
}

#[test]
fn each_missing_thing_is_named_alone() {
    type Spoil = fn(&mut PersonFacts);
    let cases: [(&str, Spoil); 8] = [
        ("identifier", |facts| facts.identifiers.clear()),
        ("site", |facts| facts.site = false),
        ("roster", |facts| facts.undue_days.push(TODAY)),
        ("superior", |facts| facts.superior = false),
        ("pin", |facts| facts.pin = false),
        ("account", |facts| facts.account = AccountFact::None),
        ("first_login", |facts| facts.account = AccountFact::Invited),
        ("phone", |facts| facts.phone_active = false),
    ];
    for (code, spoil) in cases {
        let mut facts = complete();
        spoil(&mut facts);
        // Without an account nobody has signed in either.
        let expected = if code == "account" { vec!["account", "first_login"] } else { vec![code] };
        assert_eq!(lacks(&facts), expected);
    }
}

#[test]
fn a_number_on_a_terminal_is_needed_only_where_a_terminal_hangs() {
    let facts = PersonFacts { terminal_at_site: false, pin: false, ..complete() };

    assert_eq!(of_person(&facts, TODAY).of(Need::Pin), Standing::NotNeeded);
    assert!(of_person(&facts, TODAY).is_ready());
}

#[test]
fn the_number_must_fit_the_employment_and_hold_today() {
    let cases = [
        (EmployeeType::Cpns, number(IdentifierKind::Nip, "209909262120051001"), true),
        (EmployeeType::Pns, number(IdentifierKind::Nip, "20990926"), false),
        (EmployeeType::Pns, number(IdentifierKind::NiPppk, "209909262121211001"), false),
        (EmployeeType::Pppk, number(IdentifierKind::NiPppk, "209909262121211001"), true),
        (EmployeeType::PppkParuhWaktu, number(IdentifierKind::Lokal, "TKK-1"), false),
        (EmployeeType::NonAsn, number(IdentifierKind::Lokal, "TKK-1"), true),
        (
            EmployeeType::Pns,
            Identifier { to_on: Some(date(2025, 12, 31)), ..number(IdentifierKind::Nip, "209909262120051001") },
            false,
        ),
    ];
    for (employee_type, number, complete_number) in cases {
        let text = format!("{employee_type:?} {number:?}");
        let facts = PersonFacts { employee_type, identifiers: vec![number], ..complete() };
        assert_eq!(of_person(&facts, TODAY).is_ready(), complete_number, "{text}");
    }
}

#[test]
fn a_hundred_percent_is_said_only_when_nobody_is_missing() {
    let nearly = Count { ready: 99_999, lacking: 1, not_needed: 5 };

    assert_eq!(nearly.hundredths(), Some(9_999));
    assert_eq!(Count { ready: 2, lacking: 0, not_needed: 9 }.hundredths(), Some(10_000));
    assert_eq!(Count { ready: 0, lacking: 0, not_needed: 9 }.hundredths(), None);
}

#[test]
fn a_unit_without_people_misses_only_people() {
    assert_eq!(lacks_of_unit(&UnitFacts::default()), [UnitLack::NoPeople]);
}

#[test]
fn what_a_unit_misses_is_named_in_the_order_it_is_seen_to() {
    let bare = UnitFacts { people: 3, ..UnitFacts::default() };
    let whole = UnitFacts { sites: 2, machines: 1, heads: 1, admins: 1, ..bare };

    assert_eq!(lacks_of_unit(&bare), [UnitLack::NoHead, UnitLack::NoAdmin, UnitLack::NoSite, UnitLack::NoMachine]);
    assert_eq!(lacks_of_unit(&whole), []);
    assert_eq!(
        lacks_of_unit(&UnitFacts { sites_without_point: 1, machines_waiting: 2, ..whole }),
        [UnitLack::SiteWithoutPoint, UnitLack::MachineWaiting]
    );
}

fn anybody() -> impl Strategy<Value = PersonFacts> {
    (0..3u8, any::<[bool; 7]>()).prop_map(|(account, [phone, site, roster, terminal, pin, superior, numbered])| {
        let account = [AccountFact::None, AccountFact::Invited, AccountFact::Active][usize::from(account)];
        let mut facts =
            PersonFacts { account, phone_active: phone, site, terminal_at_site: terminal, pin, superior, ..complete() };
        if !roster {
            facts.undue_days.push(TODAY);
        }
        if !numbered {
            facts.identifiers.clear();
        }
        facts
    })
}

proptest! {
    #[test]
    fn every_count_adds_up_to_the_people_and_fits_the_rows(people in prop::collection::vec(anybody(), 0..40)) {
        let rows: Vec<Readiness> = people.iter().map(|facts| of_person(facts, TODAY)).collect();

        let tally = Tally::of(&rows);

        prop_assert_eq!(tally.people as usize, rows.len());
        prop_assert_eq!(tally.ready as usize, rows.iter().filter(|row| row.is_ready()).count());
        for need in Need::ALL {
            let lacking = rows.iter().filter(|row| row.lacks().any(|lack| lack == *need)).count();
            prop_assert_eq!(tally.count(*need).people(), tally.people);
            prop_assert_eq!(tally.count(*need).lacking as usize, lacking);
            prop_assert!(tally.count(*need).ready >= tally.ready || tally.count(*need).not_needed > 0);
        }
    }
}
