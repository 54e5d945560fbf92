use proptest::prelude::*;

use super::*;

/// Days of January that were settled otherwise on a day, and what the ladder says of the others.
fn ground(corrected: &[i8], since: Date, indicated: Option<Sanction>) -> Ground {
    let corrected = corrected.iter().map(|day| (date(2026, 1, *day), since)).collect();
    Ground { corrected, waiting: BTreeSet::new(), indicated }
}

/// Checks an act over days as they are now.
fn over(walk: &Walk, ground: &Ground, on: Date, person: PersonId, step: CaseStep) -> Result<CaseAct, Refusal> {
    let act = walk.act(on, person, step);
    let setting = Setting { ground: Some(ground), ..walk.place.on(on) };
    check(&walk.opening, &walk.acts, &act, &setting).map(|()| act)
}

fn due_over(walk: &Walk, ground: &Ground, on: Date) -> Vec<(DueWhat, Option<CaseDuty>, Urgency)> {
    let setting = Setting { ground: Some(ground), ..walk.place.on(on) };
    let due = next_steps(&walk.opening, &walk.state(), &setting).unwrap();
    due.into_iter().map(|one| (one.what, one.duty, one.urgency)).collect()
}

#[test]
fn a_corrected_day_makes_a_duty_for_who_leads_and_stops_what_would_rest_on_it() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    walk.reported(Level::Ringan, Sanction::TeguranLisan);
    let fell = ground(&[6, 7], date(2026, 2, 24), None);
    let on = date(2026, 2, 26);
    assert!(due_over(&walk, &fell, on).contains(&(DueWhat::Recount, Some(CaseDuty::Bkpsdm), Urgency::Running)));
    let decided = decide(Sanction::TeguranLisan, Office::Pengawas);
    let gone: BTreeSet<Date> = [date(2026, 1, 6), date(2026, 1, 7)].into();
    assert_eq!(over(&walk, &fell, on, SUPERIOR, decided.clone()), Err(Refusal::RecountFirst(gone)));
    assert!(over(&walk, &fell, date(2026, 2, 23), SUPERIOR, decided).is_ok(), "what was done before it stays possible");

    let left: BTreeSet<Date> = [date(2026, 1, 5)].into();
    let differs = Refusal::RecountDiffers { left, now: None };
    assert_eq!(over(&walk, &fell, on, OFFICER, recount(None, &[])), Err(differs));
    let act = over(&walk, &fell, on, OFFICER, recount(None, &[5])).unwrap();
    walk.acts.push(act);
    assert_eq!(walk.stage(on), CaseStage::ToVerify);
    assert!(due_over(&walk, &fell, on).iter().all(|one| one.0 != DueWhat::Recount), "written down once");
    assert_eq!(over(&walk, &fell, on, OFFICER, recount(None, &[5])), Err(Refusal::NothingFell));
    walk.go(date(2026, 2, 27), SUPERIOR, close(CloseReason::Dissolved));
    assert!(due_over(&walk, &fell, date(2026, 3, 2)).is_empty());
}

#[test]
fn who_lets_a_recount_wait_is_named_with_the_term() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    walk.received();
    let fell = ground(&[5], date(2026, 3, 2), None);
    let on = date(2026, 3, 17);
    let setting = Setting { ground: Some(&fell), ..place.on(on) };
    let lapsed = lapses(&walk.opening, &walk.acts, &setting).unwrap();
    let one = lapsed.iter().find(|one| one.what == DueWhat::Recount).expect("named");
    assert_eq!((one.duty, one.due_on, one.done_on), (CaseDuty::Bkpsdm, date(2026, 3, 9), None));
    assert_eq!(one.who, [OFFICER, SECOND_OFFICER]);
    assert!(due_over(&walk, &fell, on).contains(&(DueWhat::Recount, Some(CaseDuty::Bkpsdm), Urgency::Escalated)));
    let before = Setting { today: date(2026, 2, 27), ..setting };
    let early = next_steps(&walk.opening, &walk.state(), &before).unwrap();
    assert!(early.iter().all(|one| one.what != DueWhat::Recount), "not before it happened");
}

#[test]
fn a_closed_case_that_punished_somebody_for_a_corrected_day_is_taken_up_again_and_reviewed() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    walk.received().go(date(2026, 4, 1), OFFICER, close(CloseReason::InForce));
    let fell = ground(&[5, 6, 7], date(2026, 4, 6), None);
    let on = date(2026, 4, 7);
    assert_eq!(due_over(&walk, &fell, on), [(DueWhat::Reopen, Some(CaseDuty::Bkpsdm), Urgency::Running)]);
    walk.go(on, OFFICER, CaseStep::Reopen { text: "surat tugas".into() });
    assert_eq!(walk.stage(on), CaseStage::Review);
    let review = |outcome| CaseStep::Review { outcome, instead: None, number: "800/9".into(), text: "gugur".into() };
    assert_eq!(over(&walk, &fell, on, SUPERIOR, review(Outcome::Stands)).unwrap_err().code(), "recount_first");
    let act = over(&walk, &fell, on, OFFICER, recount(None, &[])).unwrap();
    walk.acts.push(act);
    assert_eq!(walk.stage(on), CaseStage::Review);
    walk.go(on, SUPERIOR, review(Outcome::Annulled)).go(on, OFFICER, close(CloseReason::Revoked));
    assert!(walk.state().is_unpunished());
    assert!(due_over(&walk, &fell, on).is_empty(), "nobody is punished any more");
}

#[test]
fn a_report_without_a_figure_is_cleared_when_no_day_is_left_and_not_before() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    walk.opening.origin = CaseOrigin::Report;
    walk.opening.breaches[0].indicated = None;
    walk.verified(Level::Ringan).go(date(2026, 2, 9), OFFICER, recount(None, &[5, 6]));
    assert!(!walk.state().is_dissolved(&walk.opening));
    assert_eq!(walk.refused(date(2026, 2, 10), SUPERIOR, close(CloseReason::Dissolved)), Refusal::CloseReasonUnfit);
    walk.go(date(2026, 2, 10), OFFICER, recount(None, &[])).go(
        date(2026, 2, 10),
        SUPERIOR,
        close(CloseReason::Dissolved),
    );
}

#[test]
fn a_case_begins_only_with_days_that_are_settled_as_days_without_a_word() {
    let place = Place::new();
    let on = date(2026, 2, 2);
    let begins = |ground: &Ground, origin| {
        let mut case = opening();
        case.origin = origin;
        if origin == CaseOrigin::Indication {
            case.breaches[0].indicated = ground.indicated;
        }
        check_opening(&case, &Setting { ground: Some(ground), ..place.on(on) })
    };
    let day: BTreeSet<Date> = [date(2026, 1, 6)].into();
    let fell = ground(&[6], on, Some(Sanction::TeguranLisan));
    assert_eq!(begins(&fell, CaseOrigin::Indication), Err(Refusal::NotUnexplained(day.clone())));
    let waits = Ground { waiting: day.clone(), ..Ground::default() };
    assert_eq!(begins(&waits, CaseOrigin::Report), Err(Refusal::StillWaiting(day)));
    assert_eq!(begins(&Ground::default(), CaseOrigin::Indication), Err(Refusal::NoIndication));
    assert_eq!(begins(&Ground::default(), CaseOrigin::Report), Ok(()), "a superior names the breach, without a figure");
    let stands = Ground { indicated: Some(Sanction::TeguranLisan), ..Ground::default() };
    assert_eq!(begins(&stands, CaseOrigin::Indication), Ok(()));
}

fn some_sanction() -> impl Strategy<Value = Option<Sanction>> {
    prop::option::of((0..Sanction::ALL.len()).prop_map(|pick| Sanction::ALL[pick]))
}

proptest! {
    #[test]
    fn a_correction_only_ever_takes_away(
        days in prop::collection::btree_set(1..28i8, 0..12),
        corrected in prop::collection::vec(1..28i8, 0..12),
        before in some_sanction(),
        now in some_sanction(),
    ) {
        let mut case = opening();
        case.breaches[0].days = days.iter().map(|day| date(2026, 1, *day)).collect();
        case.breaches[0].indicated = before;
        let state = CaseState::of(&case, []);
        let fell = ground(&corrected, date(2026, 2, 9), now);
        let meets = corrected.iter().any(|day| days.contains(day));
        let drift = state.drift(&fell);
        prop_assert_eq!(drift.is_some(), meets);
        if let Some(drift) = drift {
            let step = |sanction: Option<Sanction>| sanction.map_or(0, Sanction::step);
            prop_assert!(step(drift.now) <= step(before), "{:?} from {:?}", drift.now, before);
            prop_assert!(drift.gone.is_disjoint(&drift.left));
            let all: BTreeSet<Date> = drift.gone.union(&drift.left).copied().collect();
            prop_assert_eq!(all, case.days());
        }
    }

    #[test]
    fn no_recount_adds_a_day_or_weight(
        days in prop::collection::btree_set(1..28i8, 0..6),
        indicated in some_sanction(),
    ) {
        let place = Place::new();
        let mut walk = Walk::new(&place);
        walk.verified(Level::Ringan);
        let before = walk.state();
        let listed: Vec<i8> = days.into_iter().collect();
        let on = date(2026, 2, 9);
        if let Ok(act) = walk.attempt(on, OFFICER, recount(indicated, &listed)) {
            walk.acts.push(act);
            let after = walk.state();
            let step = |sanction: Option<Sanction>| sanction.map_or(0, Sanction::step);
            prop_assert!(after.days.is_subset(&before.days));
            prop_assert!(step(after.indicated) <= step(before.indicated));
        }
    }

    #[test]
    fn nobody_decides_over_a_corrected_day_before_it_is_written_down(corrected in 5..8i8, ahead in 1..10i8) {
        let place = Place::new();
        let mut walk = Walk::new(&place);
        walk.reported(Level::Ringan, Sanction::TeguranLisan);
        let on = date(2026, 2, 23 + ahead.min(4));
        let fell = ground(&[corrected], date(2026, 2, 24), Some(Sanction::TeguranLisan));
        let step = decide(Sanction::TeguranLisan, Office::Pengawas);
        prop_assert_eq!(over(&walk, &fell, on, SUPERIOR, step).unwrap_err().code(), "recount_first");
    }
}
