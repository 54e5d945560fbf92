use super::*;
use crate::access::{Grant, Holder, Role, Scope};
use crate::calendar::{Calendar, Week};
use crate::discipline::by_calendar;
use crate::discipline_cases::{CaseRule, CaseTable, Clock, Limit, Period, Urgency, WorkClock};
use crate::hours::RuleRef;
use jiff::civil::date;
use std::sync::Arc;

const SUBJECT: PersonId = PersonId(Uuid::from_u128(1));
const HEAD: PersonId = PersonId(Uuid::from_u128(2));
const OFFICER: PersonId = PersonId(Uuid::from_u128(3));
const KPA: PersonId = PersonId(Uuid::from_u128(4));

fn act(id: u128, on: Date, person: PersonId, duty: PayStopDuty, step: PayStopStep) -> PayStopAct {
    PayStopAct { id: Uuid::from_u128(id), on, by: "uji".into(), person, duty, step }
}

fn opening() -> PayStopOpening {
    let has = |duty, person| PayStopAssigned { duty, person };
    PayStopOpening {
        id: Uuid::from_u128(90),
        instansi: InstansiId(1),
        subject: SUBJECT,
        employee_type: EmployeeType::Pns,
        unit: UnitId(Uuid::from_u128(91)),
        case: None,
        article: "PP 94/2021 Ps 15(2)".into(),
        people: vec![has(PayStopDuty::Reporter, HEAD), has(PayStopDuty::Bkpsdm, OFFICER), has(PayStopDuty::Kpa, KPA)],
        notice: stopped().remove(0),
    }
}

fn calendar() -> Calendar {
    Calendar::new(date(2026, 1, 1), date(2026, 12, 31), [])
}

/// What stands against an act, where work is due on Monday to Friday.
fn check_of(acts: &[PayStopAct], act: &PayStopAct, today: Date) -> Result<(), PayStopRefusal> {
    let calendar = calendar();
    let due = by_calendar(&calendar, Week::Five);
    check(&opening(), acts, act, RowRule { in_row: 10, due: &due }, today)
}

fn ten() -> BTreeSet<Date> {
    // Two weeks in January 2026: 5 to 9 and 12 to 16, taken as working days here.
    (5..=9).chain(12..=16).map(|day| date(2026, 1, day)).collect()
}

fn stopped() -> Vec<PayStopAct> {
    let (number, text) = (|| "800/1".to_owned(), || "cocok".to_owned());
    vec![
        act(1, date(2026, 1, 19), HEAD, PayStopDuty::Reporter, PayStopStep::Notify { number: number(), days: ten() }),
        act(2, date(2026, 1, 20), OFFICER, PayStopDuty::Bkpsdm, PayStopStep::Verify { stands: true, text: text() }),
        act(3, date(2026, 1, 21), OFFICER, PayStopDuty::Bkpsdm, PayStopStep::Pass { number: number() }),
        act(
            4,
            date(2026, 1, 26),
            KPA,
            PayStopDuty::Kpa,
            PayStopStep::Decide { stop: true, number: number(), text: text() },
        ),
    ]
}

#[test]
fn pay_stops_with_the_month_after_the_decision_of_the_kpa() {
    let acts = stopped();
    let mut backwards = acts.clone();
    backwards.reverse();

    let state = PayStopState::of(SUBJECT, &backwards);

    assert_eq!(state, PayStopState::of(SUBJECT, &acts));
    assert_eq!(state.stopped_from, Some(date(2026, 2, 1)));
    assert!(!state.is_stopped_in(date(2026, 1, 1)) && state.is_stopped_in(date(2026, 2, 1)));
}

#[test]
fn who_reported_does_not_verify_and_who_verified_does_not_decide() {
    let acts = stopped();
    let verify = act(
        9,
        date(2026, 1, 20),
        HEAD,
        PayStopDuty::Bkpsdm,
        PayStopStep::Verify { stands: true, text: "cocok".into() },
    );
    let today = date(2026, 3, 1);
    assert_eq!(check_of(&acts[..1], &verify, today), Err(PayStopRefusal::SpokeBefore));
    let mut decide = acts[3].clone();
    decide.person = OFFICER;
    assert_eq!(check_of(&acts[..3], &decide, today), Err(PayStopRefusal::SpokeBefore));
    decide.person = SUBJECT;
    assert_eq!(check_of(&acts[..3], &decide, today), Err(PayStopRefusal::OwnPay));
}

#[test]
fn nine_days_in_a_row_are_not_ten_and_a_weekend_breaks_nothing() {
    let notify = |days: BTreeSet<Date>| {
        let step = PayStopStep::Notify { number: "800/1".into(), days };
        act(1, date(2026, 1, 19), HEAD, PayStopDuty::Reporter, step)
    };
    let today = date(2026, 3, 1);
    assert_eq!(check_of(&[], &notify(ten()), today), Ok(()));
    let mut gap = ten();
    gap.remove(&date(2026, 1, 12));
    let refusal = check_of(&[], &notify(gap), today).unwrap_err();
    assert_eq!(refusal, PayStopRefusal::NotInRow { is: 5, must: 10 });
    assert!(refusal.id().contains("perkara disiplin"));
}

#[test]
fn paying_again_needs_items_a_to_d_and_a_recap_of_a_month() {
    let acts = stopped();
    let propose = |recap, items: &[ResumeItem]| {
        let items = items.iter().copied().collect();
        let step = PayStopStep::ProposeResume { number: "800/9".into(), recap, items };
        act(5, date(2026, 4, 1), HEAD, PayStopDuty::Reporter, step)
    };
    let march = (date(2026, 3, 1), date(2026, 3, 31));
    let needed = &ResumeItem::ALL[..4];
    let today = date(2026, 4, 1);
    assert_eq!(check_of(&acts, &propose(march, needed), today), Ok(()));
    assert_eq!(
        check_of(&acts, &propose(march, &needed[..3]), today),
        Err(PayStopRefusal::Missing(vec![ResumeItem::CaseCopies]))
    );
    let short = (date(2026, 3, 2), date(2026, 3, 31));
    assert_eq!(check_of(&acts, &propose(short, needed), today), Err(PayStopRefusal::RecapTooShort));
}

#[test]
fn days_settled_otherwise_put_the_stop_before_the_kpa_and_change_nothing_by_themselves() {
    let mut acts = stopped();
    let step = PayStopStep::Dissolve { text: "surat sakit".into() };
    acts.push(act(5, date(2026, 2, 3), OFFICER, PayStopDuty::Bkpsdm, step));

    let state = PayStopState::of(SUBJECT, &acts);

    assert!(state.dissolved && state.is_stopped_in(date(2026, 2, 1)));
    assert_eq!(state.due().map(|due| due.duty), Some(PayStopDuty::Kpa));
}

#[test]
fn a_stop_begins_with_three_people_of_whom_none_is_the_person() {
    let calendar = calendar();
    let due = by_calendar(&calendar, Week::Five);
    let row = RowRule { in_row: 10, due: &due };
    let today = date(2026, 1, 19);
    assert_eq!(check_opening(&opening(), row, today), Ok(()));
    let with = |place: usize, person| {
        let mut one = opening();
        one.people[place].person = person;
        check_opening(&one, row, today)
    };
    assert_eq!(with(2, HEAD), Err(PayStopRefusal::Duties), "who reports does not decide");
    assert_eq!(with(2, SUBJECT), Err(PayStopRefusal::Duties));
    let mut own = opening();
    own.notice.person = SUBJECT;
    assert_eq!(check_opening(&own, row, today), Err(PayStopRefusal::OwnPay));
    let mut short = opening();
    short.people.pop();
    assert_eq!(check_opening(&short, row, today), Err(PayStopRefusal::Duties));
}

#[test]
fn only_who_has_the_duty_acts_and_nothing_is_dated_before_the_last_step() {
    let acts = stopped();
    let today = date(2026, 3, 1);
    let mut verify = acts[1].clone();
    verify.person = PersonId(Uuid::from_u128(5));
    assert_eq!(check_of(&acts[..1], &verify, today), Err(PayStopRefusal::WrongStage(Some(PayStopStage::Notified))));
    let early = PayStopAct { on: date(2026, 1, 18), ..acts[1].clone() };
    assert_eq!(check_of(&acts[..1], &early, today), Err(PayStopRefusal::BeforeLast(date(2026, 1, 19))));
    let mut blank = acts[3].clone();
    blank.step = PayStopStep::Decide { stop: true, number: " ".into(), text: "cocok".into() };
    assert_eq!(check_of(&acts[..3], &blank, today), Err(PayStopRefusal::Blank));
}

#[test]
fn a_duty_handed_on_is_seen_and_done_by_the_other_alone() {
    let other = PersonId(Uuid::from_u128(6));
    let step = |to| PayStopStep::Assign { duty: PayStopDuty::Bkpsdm, to, text: "pindah tugas".into() };
    let handed = act(2, date(2026, 1, 20), HEAD, PayStopDuty::Reporter, step(other));
    let acts = vec![stopped().remove(0), handed.clone()];
    let today = date(2026, 1, 21);
    assert_eq!(check_of(&acts[..1], &handed, today), Ok(()));
    let twice = PayStopAct { step: step(KPA), ..handed.clone() };
    assert_eq!(check_of(&acts[..1], &twice, today), Err(PayStopRefusal::Duties));
    assert_eq!(holders(&opening(), &acts)[&PayStopDuty::Bkpsdm], other);
    assert_eq!(PayStopState::of(SUBJECT, &acts).stage, Some(PayStopStage::Notified), "it moves nothing");

    let grant =
        |role| Grant { role, scope: Scope::Instansi, unit: None, from_on: date(2026, 1, 1), to_on: None, acting: None };
    let sees = |person, role| {
        let holder = Holder { instansi: InstansiId(1), person: Some(person), grants: vec![grant(role)] };
        may_see(&opening(), &acts, &holder, today)
    };
    assert_eq!(sees(SUBJECT, Role::Pegawai), Some(PaySight::Own));
    assert_eq!(sees(KPA, Role::Pegawai), Some(PaySight::Whole));
    assert_eq!(sees(other, Role::Bkpsdm), Some(PaySight::Whole));
    assert_eq!(sees(other, Role::Pegawai), None, "left the agency");
    assert_eq!(sees(OFFICER, Role::Bkpsdm), None, "handed it on");
    assert_eq!(sees(PersonId(Uuid::from_u128(7)), Role::Pimpinan), None);
}

#[test]
fn terms_name_who_let_them_run_out_and_who_has_the_next_word() {
    let rule = Arc::new(RuleRef { pack: "uji".into(), source: "uji".into(), confirmed: false });
    let clocks = Clock::ALL.iter().map(|clock| (*clock, Limit { value: 5, rule: rule.clone() })).collect();
    let limit = Limit { value: 3, rule };
    let period = Period { from: date(2026, 1, 1), to: None, rule: CaseRule { clocks, team_least: limit } };
    let (rules, calendar) = (CaseTable::new(vec![period]), calendar());
    let clock = WorkClock { calendar: &calendar, week: Week::Five };
    let by = |today| PayTerms { rules: &rules, clock, today };
    let mut acts = stopped();
    acts[3].on = date(2026, 2, 9);

    let all = terms(&opening(), &acts, &by(date(2026, 3, 1))).unwrap();
    let lapsed: Vec<_> = all.iter().filter(|one| one.is_lapsed()).collect();
    assert_eq!(all.len(), 3);
    assert_eq!(lapsed.len(), 1);
    // At the KPA since Wednesday 21 January: five working days end on the 28th.
    assert_eq!((lapsed[0].who, lapsed[0].until), (Some(KPA), date(2026, 1, 28)));
    assert_eq!(lapsed[0].done_on, Some(date(2026, 2, 9)));

    let open = terms(&opening(), &acts[..2], &by(date(2026, 1, 26))).unwrap().pop().unwrap();
    assert_eq!((open.who, open.until, open.done_on), (Some(OFFICER), date(2026, 1, 27), None));
    assert_eq!(open.urgency, Urgency::Soon);
}
