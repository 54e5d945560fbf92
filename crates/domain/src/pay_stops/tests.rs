use super::*;
use crate::calendar::{Calendar, Week};
use crate::discipline_cases::WorkClock;
use jiff::civil::date;

const SUBJECT: PersonId = PersonId(Uuid::from_u128(1));
const HEAD: PersonId = PersonId(Uuid::from_u128(2));
const OFFICER: PersonId = PersonId(Uuid::from_u128(3));
const KPA: PersonId = PersonId(Uuid::from_u128(4));

fn act(id: u128, on: Date, person: PersonId, duty: PayStopDuty, step: PayStopStep) -> PayStopAct {
    PayStopAct { id: Uuid::from_u128(id), on, by: "uji".into(), person, duty, step }
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
    let calendar = Calendar::new(date(2026, 1, 1), date(2026, 12, 31), []);
    let clock = WorkClock { calendar: &calendar, week: Week::Five };
    let acts = stopped();
    let verify = act(
        9,
        date(2026, 1, 20),
        HEAD,
        PayStopDuty::Bkpsdm,
        PayStopStep::Verify { stands: true, text: "cocok".into() },
    );
    let today = date(2026, 3, 1);
    assert_eq!(check(SUBJECT, &acts[..1], &verify, 10, &clock, today), Err(PayStopRefusal::SpokeBefore));
    let mut decide = acts[3].clone();
    decide.person = OFFICER;
    assert_eq!(check(SUBJECT, &acts[..3], &decide, 10, &clock, today), Err(PayStopRefusal::SpokeBefore));
    decide.person = SUBJECT;
    assert_eq!(check(SUBJECT, &acts[..3], &decide, 10, &clock, today), Err(PayStopRefusal::OwnPay));
}

#[test]
fn nine_days_in_a_row_are_not_ten_and_a_weekend_breaks_nothing() {
    let calendar = Calendar::new(date(2026, 1, 1), date(2026, 12, 31), []);
    let clock = WorkClock { calendar: &calendar, week: Week::Five };
    let notify = |days: BTreeSet<Date>| {
        let step = PayStopStep::Notify { number: "800/1".into(), days };
        act(1, date(2026, 1, 19), HEAD, PayStopDuty::Reporter, step)
    };
    let today = date(2026, 3, 1);
    assert_eq!(check(SUBJECT, &[], &notify(ten()), 10, &clock, today), Ok(()));
    let mut gap = ten();
    gap.remove(&date(2026, 1, 12));
    let refusal = check(SUBJECT, &[], &notify(gap), 10, &clock, today).unwrap_err();
    assert_eq!(refusal, PayStopRefusal::NotInRow { is: 5, must: 10 });
    assert!(refusal.id().contains("perkara disiplin"));
}

#[test]
fn paying_again_needs_items_a_to_d_and_a_recap_of_a_month() {
    let calendar = Calendar::new(date(2026, 1, 1), date(2026, 12, 31), []);
    let clock = WorkClock { calendar: &calendar, week: Week::Five };
    let acts = stopped();
    let propose = |recap, items: &[ResumeItem]| {
        let items = items.iter().copied().collect();
        let step = PayStopStep::ProposeResume { number: "800/9".into(), recap, items };
        act(5, date(2026, 4, 1), HEAD, PayStopDuty::Reporter, step)
    };
    let march = (date(2026, 3, 1), date(2026, 3, 31));
    let needed = &ResumeItem::ALL[..4];
    let today = date(2026, 4, 1);
    assert_eq!(check(SUBJECT, &acts, &propose(march, needed), 10, &clock, today), Ok(()));
    assert_eq!(
        check(SUBJECT, &acts, &propose(march, &needed[..3]), 10, &clock, today),
        Err(PayStopRefusal::Missing(vec![ResumeItem::CaseCopies]))
    );
    let short = (date(2026, 3, 2), date(2026, 3, 31));
    assert_eq!(check(SUBJECT, &acts, &propose(short, needed), 10, &clock, today), Err(PayStopRefusal::RecapTooShort));
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
