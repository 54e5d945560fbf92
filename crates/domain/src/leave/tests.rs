use super::*;
use crate::people::{Identifier, IdentifierKind};
use jiff::civil::date;
use uuid::Uuid;

pub(super) fn rule(confirmed: bool) -> Arc<RuleRef> {
    Arc::new(RuleRef { pack: "uji".into(), source: "uji".into(), confirmed })
}

pub(super) fn kind_rules() -> KindRules {
    KindRules {
        granted: Granted::Yes,
        yearly: None,
        longest: None,
        extension: None,
        least_half_days: 1,
        service_months: 0,
        earlier_for: None,
        again_after_years: 0,
        children: None,
        uses_up_tahunan: false,
        proofs: Vec::new(),
        status: crate::status::Status::C,
        open: None,
        rule: rule(true),
    }
}

/// Twelve days that carry to 18 and 24, and a long leave of three months that uses them up.
pub(super) fn rules() -> LeaveRules {
    let tahunan = KindRules {
        yearly: Some(Yearly {
            half_days: 24,
            sure_half_days: 24,
            carry: Some(Carry { usual_half_days: 36, two_years_half_days: 48, rule: rule(true) }),
            postponed: Some(Postponed { most_half_days: 48, rule: rule(true) }),
            travel_days: 12,
        }),
        service_months: 12,
        ..kind_rules()
    };
    let besar = KindRules {
        longest: Some(Length { months: 3, days: 0 }),
        again_after_years: 5,
        uses_up_tahunan: true,
        service_months: 60,
        ..kind_rules()
    };
    LeaveRules {
        employee_type: EmployeeType::Pns,
        on: date(2026, 1, 1),
        kinds: [(LeaveKind::Tahunan, tahunan), (LeaveKind::Besar, besar)].into(),
    }
}

pub(super) fn weekdays(day: Date) -> Option<Due> {
    let weekend = matches!(day.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday);
    Some(if weekend { Due::Free } else { Due::Duty })
}

fn facts() -> LeaveFacts {
    LeaveFacts { service_from: Some(date(2010, 1, 1)), ..LeaveFacts::of(EmployeeType::Pns) }
}

fn number(kind: IdentifierKind, value: &str) -> Identifier {
    Identifier { kind, value: value.into(), from_on: None, to_on: None }
}

#[test]
fn service_begins_with_the_earliest_of_number_and_post() {
    let nip = [number(IdentifierKind::Nip, "209909262120051001")];

    let start = service_start(&nip, Some(date(2121, 1, 1)));
    assert_eq!(start, Some(ServiceStart { on: date(2120, 5, 1), source: ServiceSource::Nip }));
    let start = service_start(&nip, Some(date(2026, 1, 1)));
    assert_eq!(start, Some(ServiceStart { on: date(2026, 1, 1), source: ServiceSource::Post }));
}

#[test]
fn a_pppk_number_names_a_year_and_no_month() {
    let number = [number(IdentifierKind::NiPppk, "209909262121211001")];

    let start = service_start(&number, None);
    assert_eq!(start, Some(ServiceStart { on: date(2121, 12, 1), source: ServiceSource::NiPppk }));
}

#[test]
fn without_a_number_or_a_post_the_start_is_unknown() {
    assert_eq!(service_start(&[number(IdentifierKind::Lokal, "77")], None), None);
}

#[test]
fn three_months_are_three_months_whichever_they_are() {
    assert_eq!(nominal_half_days(date(2026, 7, 1), date(2026, 9, 30), Part::Whole), 180);
    assert_eq!(nominal_half_days(date(2026, 12, 1), date(2027, 2, 28), Part::Whole), 180);
    assert_eq!(nominal_half_days(date(2026, 7, 1), date(2026, 7, 1), Part::Whole), 2);
    assert_eq!(Length { months: 3, days: 0 }.last_from(date(2026, 11, 30)), date(2027, 2, 27));
}

#[test]
fn a_request_asked_again_does_not_stand_in_its_own_way() {
    let request = Some(Uuid::from_u128(7));
    let asked = Taken {
        kind: LeaveKind::Tahunan,
        from: date(2026, 7, 1),
        to: date(2026, 7, 16),
        part: Part::Whole,
        state: TakenState::Pending,
        request,
    };
    let facts = LeaveFacts { taken: vec![asked], ..facts() };
    let wanted =
        Wanted { kind: LeaveKind::Tahunan, from: date(2026, 7, 2), to: date(2026, 7, 16), part: Part::Whole, request };

    let again = check(&rules(), &facts, &wanted, &weekdays);
    assert!(again.allowed(), "{:?}", again.problems);
    assert_eq!(again.balance_after.map(|after| after.left), Some(2));
    let other = check(&rules(), &facts, &Wanted { request: None, ..wanted }, &weekdays);
    assert_eq!(other.problems[0].code, "overlaps");
}

#[test]
fn two_halves_of_one_day_do_not_overlap() {
    let day = date(2026, 7, 1);
    let half =
        |part| Taken { kind: LeaveKind::Tahunan, from: day, to: day, part, state: TakenState::Approved, request: None };
    let facts = LeaveFacts { taken: vec![half(Part::FirstHalf)], ..facts() };
    let wanted = |part| Wanted { kind: LeaveKind::Tahunan, from: day, to: day, part, request: None };

    assert!(check(&rules(), &facts, &wanted(Part::SecondHalf), &weekdays).allowed());
    assert!(!check(&rules(), &facts, &wanted(Part::FirstHalf), &weekdays).allowed());
    assert!(!check(&rules(), &facts, &wanted(Part::Whole), &weekdays).allowed());
}

#[test]
fn leave_of_this_year_cannot_take_what_next_year_already_relies_on() {
    let next = Taken {
        kind: LeaveKind::Tahunan,
        from: date(2027, 2, 1),
        to: date(2027, 2, 24),
        part: Part::Whole,
        state: TakenState::Approved,
        request: None,
    };
    let facts = LeaveFacts { taken: vec![next], records_from: Some(2026), ..facts() };
    assert_eq!(balance(&rules(), &facts, LeaveKind::Tahunan, 2027, &weekdays).unwrap().left, 0);
    let wanted = |to| Wanted { kind: LeaveKind::Tahunan, from: date(2026, 7, 1), to, part: Part::Whole, request: None };

    assert!(check(&rules(), &facts, &wanted(date(2026, 7, 8)), &weekdays).allowed());
    let seven = check(&rules(), &facts, &wanted(date(2026, 7, 9)), &weekdays);
    assert_eq!(seven.problems[0].code, "leave_balance");
    assert!(seven.problems[0].id.contains("2027"), "{}", seven.problems[0].id);
}

#[test]
fn a_reversed_or_endless_span_is_refused_and_never_counted() {
    assert_eq!(count(date(2026, 2, 2), date(2026, 2, 1), Part::Whole, &weekdays), Err(CountError::Reversed));
    assert_eq!(count(Date::MIN, Date::MAX, Part::Whole, &weekdays), Err(CountError::TooLong));
}
