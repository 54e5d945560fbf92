use super::*;

#[test]
fn a_light_case_goes_from_indication_to_its_end_by_the_superior_alone() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    check_opening(&walk.opening, &place.on(date(2026, 2, 2))).unwrap();
    walk.received();

    // The 15th working day after 2 March, with five days off for Eid between.
    assert_eq!(walk.stage(date(2026, 3, 29)), CaseStage::Received);
    assert_eq!(walk.stage(date(2026, 3, 30)), CaseStage::InForce);
    assert_eq!(
        walk.refused(date(2026, 3, 27), OFFICER, close(CloseReason::InForce)),
        Refusal::NotFinal(date(2026, 3, 30))
    );
    walk.go(date(2026, 3, 31), OFFICER, close(CloseReason::InForce));
    assert_eq!(walk.state().closed, Some((date(2026, 3, 31), CloseReason::InForce)));
    assert!(walk.state().set_aside.is_empty());
    assert!(walk.due(date(2026, 4, 1)).is_empty());
}

#[test]
fn the_person_has_time_to_explain_and_silence_only_passes_the_word_on() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    let verify = || CaseStep::Verify { level: Some(Level::Ringan), text: "benar".into() };
    assert_eq!(walk.refused(date(2026, 2, 3), SUPERIOR, verify()), Refusal::NotAsked);
    assert_eq!(walk.refused(date(2026, 2, 3), SUPERIOR, ask(date(2026, 2, 5))), Refusal::TooSoon(date(2026, 2, 6)));
    walk.go(date(2026, 2, 3), SUPERIOR, ask(date(2026, 2, 6)));
    assert_eq!(walk.refused(date(2026, 2, 6), SUPERIOR, verify()), Refusal::TimeToExplain(date(2026, 2, 6)));
    let due = walk.due(date(2026, 2, 6));
    assert_eq!((due[0].what, due[0].duty, due[0].urgency), (DueWhat::Explain, None, Urgency::Running));
    assert_eq!(walk.refused(date(2026, 2, 9), OFFICER, verify()), Refusal::OpenedIt);
    walk.go(date(2026, 2, 9), SUPERIOR, verify());
    assert_eq!(walk.stage(date(2026, 2, 9)), CaseStage::Verified);
}

#[test]
fn the_first_summons_goes_out_seven_working_days_before() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    walk.verified(Level::Ringan);
    // From 12 March seven working days reach over Eid to the 30th.
    assert_eq!(
        walk.refused(date(2026, 3, 12), SUPERIOR, summon(date(2026, 3, 27))),
        Refusal::TooSoon(date(2026, 3, 30))
    );
    assert_eq!(walk.refused(date(2026, 3, 12), SUPERIOR, summon(date(2026, 4, 4))), Refusal::DayOff(date(2026, 4, 4)));
    assert_eq!(
        walk.refused(date(2026, 3, 12), OFFICER, summon(date(2026, 3, 30))),
        Refusal::NoDuty(vec![CaseDuty::Superior])
    );
    walk.go(date(2026, 3, 12), SUPERIOR, summon(date(2026, 3, 30)));
    assert_eq!(walk.refused(date(2026, 3, 26), SUPERIOR, examine(SUPERIOR)), Refusal::TooSoon(date(2026, 3, 30)));
}

#[test]
fn whoever_comes_to_neither_summons_is_decided_about_on_the_evidence() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    walk.verified(Level::Ringan).go(date(2026, 2, 9), SUPERIOR, summon(date(2026, 2, 20)));
    let absence = || CaseStep::RecordAbsence { number: "800/6".into() };
    assert!(matches!(walk.refused(date(2026, 2, 20), SUPERIOR, absence()), Refusal::WrongStage(_)));
    assert_eq!(
        walk.refused(date(2026, 2, 20), SUPERIOR, summon(date(2026, 2, 27))),
        Refusal::FirstNotPassed(date(2026, 2, 20))
    );
    let due = walk.due(date(2026, 2, 23));
    assert_eq!((due[0].what, due[0].until), (DueWhat::SummonAgain, Some(date(2026, 3, 3))));
    walk.go(date(2026, 2, 23), SUPERIOR, summon(date(2026, 2, 27)));
    assert!(matches!(walk.refused(date(2026, 2, 24), SUPERIOR, summon(date(2026, 3, 27))), Refusal::WrongStage(_)));
    walk.go(date(2026, 3, 2), SUPERIOR, absence()).go(date(2026, 3, 3), SUPERIOR, report(Sanction::TeguranLisan)).go(
        date(2026, 3, 4),
        SUPERIOR,
        decide(Sanction::TeguranLisan, Office::Pengawas),
    );
    assert_eq!(walk.stage(date(2026, 3, 4)), CaseStage::Decided);
    assert!(walk.state().examined_on.is_none());
}

#[test]
fn absent_at_the_hand_over_it_is_sent_within_three_working_days() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    walk.reported(Level::Ringan, Sanction::TeguranLisan).go(
        date(2026, 2, 26),
        SUPERIOR,
        decide(Sanction::TeguranLisan, Office::Pengawas),
    );
    let due = walk.due(date(2026, 2, 27));
    assert_eq!((due[0].what, due[0].until), (DueWhat::HandOver, Some(date(2026, 3, 25))));
    walk.go(date(2026, 3, 12), SUPERIOR, CaseStep::HandOver { present: false, number: None });
    let due = walk.due(date(2026, 3, 13));
    assert_eq!((due[0].what, due[0].until), (DueWhat::Send, Some(date(2026, 3, 17))));
    let receive = || CaseStep::Receive { text: "tanda terima pos".into() };
    assert!(matches!(walk.refused(date(2026, 3, 16), OFFICER, receive()), Refusal::WrongStage(_)));
    walk.go(date(2026, 3, 13), OFFICER, CaseStep::Send { text: "pos tercatat".into() });
    walk.go(date(2026, 3, 16), OFFICER, receive());
    assert_eq!(walk.state().received_on, Some(date(2026, 3, 16)));
}

#[test]
fn medium_is_decided_by_somebody_who_neither_reported_nor_verified_nor_examined() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    walk.reported(Level::Sedang, Sanction::TundaKgb1);
    let refusal = walk.refused(date(2026, 2, 26), SUPERIOR, decide(Sanction::TundaKgb1, Office::Pengawas));
    let who = vec![PowerHolder::Administrator];
    assert_eq!(refusal, Refusal::NoPower { subject: Office::Pelaksana, level: Level::Sedang, who });
    assert!(refusal.id().contains("Teruskan kepada Pejabat Administrator"));
    // Another office than the one they were assigned with is nobody's power.
    assert_eq!(
        walk.refused(date(2026, 2, 26), SUPERIOR, decide(Sanction::TundaKgb1, Office::Administrator)).code(),
        "no_power"
    );
    assert_eq!(
        walk.refused(date(2026, 2, 26), KABID, decide(Sanction::PutusKontrak, Office::Administrator)).code(),
        "no_power"
    );
    walk.go(date(2026, 2, 26), KABID, decide(Sanction::TundaKgb1, Office::Administrator));

    let mut other = Walk::new(&place);
    other.opening.people.push(assigned(CaseDuty::Superior, KABID, Office::Administrator));
    other
        .verified(Level::Sedang)
        .go(date(2026, 2, 9), SUPERIOR, summon(date(2026, 2, 20)))
        .go(date(2026, 2, 20), KABID, examine(KABID))
        .go(date(2026, 2, 23), SUPERIOR, report(Sanction::TundaKgb1));
    assert_eq!(
        other.refused(date(2026, 2, 26), KABID, decide(Sanction::TundaKgb1, Office::Administrator)),
        Refusal::SpokeBefore
    );
}

#[test]
fn heavy_needs_a_team_of_three_parts_and_nobody_of_lower_office() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    walk.verified(Level::Berat).go(date(2026, 2, 9), SUPERIOR, summon(date(2026, 2, 20)));
    assert!(walk.due(date(2026, 2, 10)).iter().any(|due| due.what == DueWhat::FormTeam));
    assert_eq!(walk.refused(date(2026, 2, 20), SUPERIOR, examine(SUPERIOR)), Refusal::TeamNeeded);

    let on = date(2026, 2, 10);
    let mut short = team();
    short.pop();
    assert_eq!(walk.refused(on, OFFICER, form(short)), Refusal::TeamTooSmall(3));
    let mut no_audit = team();
    no_audit[1].element = TeamElement::Named;
    assert!(matches!(walk.refused(on, OFFICER, form(no_audit)), Refusal::TeamLacks(_)));
    let mut low = team();
    low[1].office = Office::FungsionalMuda;
    assert_eq!(walk.refused(on, OFFICER, form(low)), Refusal::UnknownHeight(Office::FungsionalMuda));
    let mut two_chairs = team();
    two_chairs[1].chair = true;
    assert_eq!(walk.refused(on, OFFICER, form(two_chairs)), Refusal::ChairAndSecretary);
    walk.opening.office = Office::Administrator;
    assert_eq!(walk.refused(on, OFFICER, form(team())), Refusal::LowerOffice(Office::Pengawas));
    walk.opening.office = Office::Pelaksana;

    let mut alone = Walk::new(&place);
    alone.opening.people.retain(|one| one.duty != CaseDuty::Decider || one.person == SUPERIOR);
    alone.verified(Level::Berat);
    assert!(matches!(alone.refused(on, OFFICER, form(team())), Refusal::TeamLacks("pejabat lain yang ditunjuk")));
    let mut named = team();
    named.push(member(HEAD, Office::JptPratama, TeamElement::Named, false, false));
    named[0].element = TeamElement::Named;
    assert!(alone.attempt(on, OFFICER, form(named[1..].to_vec())).is_err(), "no chair");
    named[3].chair = true;
    alone.go(on, OFFICER, form(named[1..].to_vec()));

    walk.go(on, OFFICER, form(team()))
        .go(on, SUPERIOR, CaseStep::FreeFromDuties { number: "800/8".into(), from: on })
        .go(date(2026, 2, 20), AUDITOR, examine(AUDITOR));
    assert_eq!(walk.refused(date(2026, 2, 23), AUDITOR, report(Sanction::Pdhtaps)), Refusal::NotChair);
    walk.go(date(2026, 2, 23), SUPERIOR, report(Sanction::Pdhtaps))
        .go(date(2026, 2, 24), MAYOR, decide(Sanction::Pdhtaps, Office::Ppk))
        .go(date(2026, 2, 25), OFFICER, CaseStep::HandOver { present: true, number: None });
    let object = CaseStep::Object { text: "keberatan".into(), files: Vec::new() };
    assert_eq!(walk.refused(date(2026, 2, 26), SUBJECT, object), Refusal::WrongWay { bpasn: true });
    let appeal = || CaseStep::Appeal { text: "banding".into(), files: Vec::new(), works_on: Some(true) };
    assert_eq!(walk.refused(date(2026, 3, 18), SUBJECT, appeal()), Refusal::TooLate(date(2026, 3, 17)));
    walk.go(date(2026, 3, 17), SUBJECT, appeal());
    let due = walk.due(date(2026, 3, 17));
    assert_eq!(due.iter().find(|due| due.what == DueWhat::ReplyAppeal).unwrap().who, vec![MAYOR]);
    walk.go(
        date(2026, 4, 1),
        OFFICER,
        CaseStep::DecideAppeal { outcome: Outcome::Annulled, instead: None, number: "BPASN/1".into() },
    );
    assert!(walk.state().is_unpunished());
    assert_eq!(walk.refused(date(2026, 4, 2), SECOND_OFFICER, close(CloseReason::InForce)), Refusal::CloseReasonUnfit);
    walk.go(date(2026, 4, 2), SECOND_OFFICER, close(CloseReason::Revoked));
}

#[test]
fn what_turns_out_heavy_after_one_examined_alone_is_examined_anew_by_a_team() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    walk.opening.people.retain(|one| (one.duty, one.person) != (CaseDuty::Decider, SUPERIOR));
    walk.reported(Level::Sedang, Sanction::Pdhtaps);
    assert_eq!(walk.refused(date(2026, 2, 24), MAYOR, decide(Sanction::Pdhtaps, Office::Ppk)), Refusal::TeamNeeded);
    walk.go(date(2026, 2, 24), OFFICER, form(team()));
    assert_eq!(walk.stage(date(2026, 2, 24)), CaseStage::Verified);
    assert!(walk.state().summons.is_empty());
}

#[test]
fn who_lets_a_term_run_out_is_named_also_when_it_was_done_later() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    walk.verified(Level::Ringan);
    let due = &walk.due(date(2026, 2, 11))[0];
    assert_eq!((due.what, due.until, due.urgency), (DueWhat::Summon, Some(date(2026, 2, 13)), Urgency::Soon));
    assert_eq!(walk.due(date(2026, 2, 16))[0].urgency, Urgency::Overdue);
    let escalated = &walk.due(date(2026, 2, 18))[0];
    assert_eq!((escalated.urgency, escalated.above), (Urgency::Escalated, Some(CaseDuty::Decider)));
    assert_eq!(escalated.who, vec![SUPERIOR]);

    walk.go(date(2026, 2, 19), SUPERIOR, summon(date(2026, 3, 2)));
    let named = lapses(&walk.opening, &walk.acts, &place.on(date(2026, 2, 20))).unwrap();
    assert_eq!(named.len(), 1);
    assert_eq!((named[0].what, named[0].due_on), (DueWhat::Summon, date(2026, 2, 13)));
    assert_eq!((&named[0].who, named[0].done_on), (&vec![SUPERIOR], Some(date(2026, 2, 19))));
    assert!(named[0].ground().is_some_and(|ground| ground.contains("Ps 28")));
}

#[test]
fn a_decision_below_what_was_proposed_is_named_as_possible_not_judged() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    walk.reported(Level::Sedang, Sanction::TundaKgb1).go(
        date(2026, 2, 26),
        SUPERIOR,
        decide(Sanction::TeguranLisan, Office::Pengawas),
    );
    let named = lapses(&walk.opening, &walk.acts, &place.on(date(2026, 2, 26))).unwrap();
    assert!(named.iter().any(|lapse| lapse.too_light && lapse.who == vec![SUPERIOR]));
}

#[test]
fn a_superior_who_is_involved_is_replaced_and_does_not_come_back() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    let on = date(2026, 2, 3);
    walk.go(
        on,
        OFFICER,
        CaseStep::Release { duty: CaseDuty::Superior, person: SUPERIOR, involved: true, text: "ikut terlibat".into() },
    );
    let back = CaseStep::Assign { assigned: assigned(CaseDuty::Superior, SUPERIOR, Office::Pengawas) };
    assert_eq!(walk.refused(on, OFFICER, back), Refusal::Involved);
    walk.go(on, OFFICER, CaseStep::Assign { assigned: assigned(CaseDuty::Superior, KABID, Office::Administrator) });
    assert_eq!(walk.due(on)[0].who, vec![KABID]);
}

#[test]
fn only_who_holds_the_power_over_the_level_is_named_when_a_decision_is_late() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    walk.reported(Level::Sedang, Sanction::TundaKgb1);
    let named = lapses(&walk.opening, &walk.acts, &place.on(date(2026, 4, 10))).unwrap();
    assert_eq!(named.len(), 1);
    assert_eq!((named[0].what, &named[0].who), (DueWhat::Decide, &vec![KABID]));
    assert_eq!(named[0].ground(), Some("PP 94/2021 Ps 24(2)"));
}
