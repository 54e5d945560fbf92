use super::*;

#[test]
fn a_recount_before_the_decision_goes_back_and_one_after_it_only_proposes_a_review() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    walk.examined(Level::Ringan).go(date(2026, 2, 21), OFFICER, recount(None, &[5]));
    assert_eq!(walk.stage(date(2026, 2, 23)), CaseStage::ToVerify);
    assert_eq!(walk.due(date(2026, 2, 23))[0].what, DueWhat::Close);
    assert_eq!(walk.refused(date(2026, 2, 23), OFFICER, close(CloseReason::Dissolved)), Refusal::OpenedIt);
    walk.go(date(2026, 2, 23), SUPERIOR, close(CloseReason::Dissolved));

    let mut after = Walk::new(&place);
    after.received().go(date(2026, 3, 4), OFFICER, recount(None, &[5]));
    assert_eq!(after.stage(date(2026, 3, 4)), CaseStage::Review);
    assert!(!after.state().is_unpunished(), "nothing changes by itself");
    let due = &after.due(date(2026, 3, 4))[0];
    assert_eq!((due.what, due.duty), (DueWhat::Review, Some(CaseDuty::Decider)));
    let review = |outcome| CaseStep::Review { outcome, instead: None, number: "800/9".into(), text: "gugur".into() };
    assert!(after.attempt(date(2026, 3, 5), SUPERIOR, review(Outcome::Heavier)).is_err());
    after.go(date(2026, 3, 5), SUPERIOR, review(Outcome::Annulled));
    assert!(after.state().is_unpunished());

    let mut same = Walk::new(&place);
    same.received().go(date(2026, 3, 4), OFFICER, recount(Some(Sanction::TeguranLisan), &[5, 6, 7]));
    assert_eq!(same.stage(date(2026, 3, 4)), CaseStage::Received, "the same days take nothing away");
}

#[test]
fn attendance_is_raised_and_never_added_and_nothing_is_punished_twice() {
    let mut place = Place::new();
    let old: BTreeSet<Date> = opening().days();
    place.earlier = vec![PastDecision {
        case: Uuid::from_u128(77),
        number: "800/77".into(),
        on: date(2026, 1, 20),
        breaches: vec![PastBreach { article: "PP 94/2021 Ps 4 huruf f".into(), attendance: true, days: old.clone() }],
        level: Some(Level::Ringan),
        sanction: Some(Sanction::TeguranLisan),
        annulled: false,
    }];
    let on = date(2026, 2, 2);
    let again = opening();
    assert_eq!(check_opening(&again, &place.on(on)), Err(Refusal::AlreadyPunished("800/77".into())));

    let mut raised = opening();
    raised.breaches[0].days.insert(date(2026, 1, 30));
    assert!(check_opening(&raised, &place.on(on)).is_err(), "one day more, the same kind");
    raised.breaches[0].indicated = Some(Sanction::TeguranTertulis);
    assert_eq!(check_opening(&raised, &place.on(on)), Ok(()));
    raised.breaches[0].days = old;
    assert!(check_opening(&raised, &place.on(on)).is_err(), "heavier for the same days is no raise");
    assert_eq!(repeat(&raised.breaches[0], &place.earlier), Repeat::Counted);

    let mut other = opening();
    other.breaches[0] = Breach {
        article: "PP 94/2021 Ps 3 huruf e".into(),
        text: "memalsukan kehadiran".into(),
        attendance: false,
        days: [date(2026, 1, 5)].into(),
        indicated: None,
    };
    assert_eq!(check_opening(&other, &place.on(on)), Ok(()), "another breach of the same day is another breach");
    place.earlier[0].breaches[0].attendance = false;
    place.earlier[0].breaches[0].article = "PP 94/2021 Ps 3 huruf e".into();
    assert!(check_opening(&other, &place.on(on)).is_err());
    other.breaches[0].days = [date(2026, 2, 1)].into();
    assert_eq!(check_opening(&other, &place.on(on)), Ok(()));
    let heavier = Repeat::HeavierThan { number: "800/77".into(), level: Level::Ringan };
    assert_eq!(repeat(&other.breaches[0], &place.earlier), heavier);
    place.earlier[0].annulled = true;
    assert_eq!(repeat(&other.breaches[0], &place.earlier), Repeat::First);
}

#[test]
fn several_breaches_of_one_examination_indicate_the_heaviest() {
    let mut case = opening();
    let mut second = case.breaches[0].clone();
    second.indicated = Some(Sanction::TundaKgb1);
    case.breaches.insert(0, second);
    assert_eq!(case.heaviest(), Some(Sanction::TundaKgb1));
    case.breaches.clear();
    assert_eq!(check_opening(&case, &Place::new().on(date(2026, 2, 2))), Err(Refusal::NoBreach));
}

#[test]
fn an_objection_is_answered_by_somebody_else_within_its_term() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    walk.opening.people.push(assigned(CaseDuty::ObjectionAuthority, KABID, Office::Administrator));
    walk.opening.people.push(assigned(CaseDuty::ObjectionAuthority, SUPERIOR, Office::Pengawas));
    walk.received();
    let object = || CaseStep::Object { text: "tidak adil".into(), files: Vec::new() };
    assert_eq!(walk.refused(date(2026, 3, 4), KABID, object()), Refusal::NotSubject);
    assert_eq!(walk.refused(date(2026, 3, 30), SUBJECT, object()), Refusal::TooLate(date(2026, 3, 27)));
    walk.go(date(2026, 3, 4), SUBJECT, object());
    let answer = |outcome, instead| CaseStep::AnswerObjection {
        outcome,
        instead,
        number: "800/10".into(),
        text: "ditinjau".into(),
    };
    assert_eq!(walk.refused(date(2026, 3, 5), SUPERIOR, answer(Outcome::Stands, None)), Refusal::DecidedIt);
    assert_eq!(walk.refused(date(2026, 3, 5), KABID, answer(Outcome::Lighter, None)), Refusal::InsteadMissing);
    assert_eq!(walk.due(date(2026, 3, 5))[0].what, DueWhat::AnswerObjection);
    walk.go(date(2026, 3, 5), KABID, answer(Outcome::Stands, None));
    assert_eq!(walk.refused(date(2026, 3, 6), SUBJECT, object()), Refusal::AlreadySaid);
}

#[test]
fn contract_staff_have_no_bpasn_and_a_contract_its_own_words() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    walk.opening.employee_type = EmployeeType::NonAsn;
    let sp = || CaseStep::Decide {
        decision: Decision {
            number: "800/4".into(),
            punishment: Punishment::ByContract { level: Level::Ringan, text: "SP1".into(), source: "kontrak".into() },
            articles: Vec::new(),
            office: Office::Pengawas,
            text: "terbukti".into(),
        },
    };
    walk.reported(Level::Ringan, Sanction::TeguranLisan);
    assert_eq!(
        walk.refused(date(2026, 2, 26), SUPERIOR, decide(Sanction::Pdhtaps, Office::Pengawas)).code(),
        "no_power"
    );
    walk.go(date(2026, 2, 26), SUPERIOR, sp()).go(
        date(2026, 3, 2),
        SUPERIOR,
        CaseStep::HandOver { present: true, number: None },
    );
    let appeal = CaseStep::Appeal { text: "banding".into(), files: Vec::new(), works_on: None };
    assert_eq!(walk.refused(date(2026, 3, 3), SUBJECT, appeal), Refusal::WrongWay { bpasn: false });

    let mut pns = Walk::new(&place);
    pns.reported(Level::Ringan, Sanction::TeguranLisan);
    assert_eq!(pns.refused(date(2026, 2, 26), SUPERIOR, sp()), Refusal::ListedOnly);
}

#[test]
fn a_medium_punishment_blocks_pay_rise_and_promotion_while_it_is_served() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    walk.reported(Level::Sedang, Sanction::TundaKgb1);
    let transfer = blocks(&walk.state(), &place.on(date(2026, 2, 24))).unwrap();
    assert_eq!(transfer.iter().map(|block| block.kind).collect::<Vec<_>>(), [BlockKind::Transfer]);
    walk.go(date(2026, 2, 26), KABID, decide(Sanction::TundaKgb1, Office::Administrator)).go(
        date(2026, 3, 2),
        OFFICER,
        CaseStep::HandOver { present: true, number: None },
    );
    let served = blocks(&walk.state(), &place.on(date(2026, 4, 1))).unwrap();
    assert_eq!(served.iter().map(|block| block.kind).collect::<Vec<_>>(), [BlockKind::Kgb, BlockKind::Promotion]);
    assert_eq!((served[0].from, served[0].until), (date(2026, 3, 30), Some(date(2027, 3, 29))));
}

#[test]
fn another_punishment_after_an_objection_is_handed_over_anew_and_needs_the_power_where_it_is_heavier() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    walk.opening.people.push(assigned(CaseDuty::ObjectionAuthority, KABID, Office::Administrator));
    walk.received().go(date(2026, 3, 4), SUBJECT, CaseStep::Object { text: "tidak adil".into(), files: Vec::new() });
    let answer = |sanction| CaseStep::AnswerObjection {
        outcome: Outcome::Heavier,
        instead: Some(Punishment::Listed { sanction }),
        number: "800/10".into(),
        text: "ditinjau".into(),
    };
    let on = date(2026, 3, 5);
    assert_eq!(walk.refused(on, KABID, answer(Sanction::Pdhtaps)).code(), "no_power");
    assert_eq!(walk.refused(on, KABID, answer(Sanction::PutusKontrak)).code(), "wrong_kind");
    walk.go(on, KABID, answer(Sanction::TundaKgb1));
    assert_eq!((walk.stage(on), walk.state().received_on), (CaseStage::Decided, None));
    walk.go(date(2026, 3, 6), SUPERIOR, CaseStep::HandOver { present: true, number: None });
    assert_eq!(walk.state().in_force_on(&place.on(on)).unwrap(), Some(date(2026, 4, 3)));
}

#[test]
fn a_term_has_the_length_of_the_day_it_began_on() {
    let mut place = Place::new();
    let old = place.rules.on(date(2026, 1, 1)).unwrap().clone();
    let mut new = old.clone();
    new.clocks.insert(Clock::Object, limit(5));
    place.rules = CaseTable::new(vec![
        Period { from: date(2025, 1, 1), to: Some(date(2026, 3, 2)), rule: old },
        Period { from: date(2026, 3, 3), to: None, rule: new },
    ]);
    let mut walk = Walk::new(&place);
    walk.received();
    let until = walk.state().contest_until(&walk.opening, &place.on(date(2026, 3, 20))).unwrap();
    assert_eq!(until, Some(date(2026, 3, 27)));
}

#[test]
fn days_that_fell_away_do_not_end_a_case_that_rests_on_more() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    walk.opening.breaches.push(Breach {
        article: "PP 94/2021 Ps 3 huruf e".into(),
        text: "memalsukan kehadiran".into(),
        attendance: false,
        days: [date(2026, 1, 5)].into(),
        indicated: None,
    });
    walk.verified(Level::Ringan).go(date(2026, 2, 9), OFFICER, recount(None, &[]));
    assert_eq!(walk.stage(date(2026, 2, 9)), CaseStage::ToVerify);
    assert_eq!(walk.due(date(2026, 2, 9))[0].what, DueWhat::Verify);
    assert_eq!(walk.refused(date(2026, 2, 10), SUPERIOR, close(CloseReason::Dissolved)), Refusal::CloseReasonUnfit);
}

#[test]
fn a_hand_over_of_before_reads_and_writes_as_it_was_kept() {
    let kept = r#"{"step":"hand_over","present":true}"#;

    let step: CaseStep = serde_json::from_str(kept).unwrap();

    assert_eq!(step, CaseStep::HandOver { present: true, number: None });
    assert_eq!(serde_json::to_string(&step).unwrap(), kept);
}
