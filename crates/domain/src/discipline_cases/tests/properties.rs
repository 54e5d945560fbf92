use super::secrecy::holder;
use super::*;
use crate::access::{Role, Scope};
use proptest::prelude::*;

const PEOPLE: [PersonId; 8] = [SUBJECT, SUPERIOR, OFFICER, SECOND_OFFICER, HEAD, KABID, MAYOR, STRANGER];

/// One of each step.
fn steps() -> Vec<CaseStep> {
    let text = || "uji".to_owned();
    let number = || "800/1".to_owned();
    let punishment = Punishment::None { text: text() };
    let mut none = decide(Sanction::TeguranLisan, Office::Pengawas);
    if let CaseStep::Decide { decision } = &mut none {
        decision.punishment = punishment;
    }
    vec![
        CaseStep::Assign { assigned: assigned(CaseDuty::ObjectionAuthority, KABID, Office::Administrator) },
        CaseStep::Release { duty: CaseDuty::OfficeHead, person: HEAD, involved: true, text: text() },
        ask(date(2026, 2, 9)),
        explain(),
        CaseStep::ClaimReason { text: text(), files: Vec::new() },
        CaseStep::HeadLook { view: HeadView::ToCouncil, text: text() },
        CaseStep::HeadLook { view: HeadView::Refuse, text: text() },
        CaseStep::Verify { level: Some(Level::Ringan), text: text() },
        CaseStep::Verify { level: Some(Level::Berat), text: text() },
        summon(date(2026, 2, 20)),
        form(team()),
        CaseStep::FreeFromDuties { number: number(), from: date(2026, 2, 9) },
        examine(SUPERIOR),
        CaseStep::RecordAbsence { number: number() },
        report(Sanction::TeguranLisan),
        decide(Sanction::TeguranLisan, Office::Pengawas),
        decide(Sanction::Pdhtaps, Office::Ppk),
        none,
        CaseStep::HandOver { present: true, number: None },
        CaseStep::HandOver { present: false, number: None },
        CaseStep::Send { text: text() },
        CaseStep::Receive { text: text() },
        CaseStep::Object { text: text(), files: Vec::new() },
        CaseStep::AnswerObjection { outcome: Outcome::Annulled, instead: None, number: number(), text: text() },
        CaseStep::Appeal { text: text(), files: Vec::new(), works_on: None },
        CaseStep::DecideAppeal { outcome: Outcome::Stands, instead: None, number: number() },
        recount(None, &[5]),
        CaseStep::Review { outcome: Outcome::Annulled, instead: None, number: number(), text: text() },
        close(CloseReason::Left),
        CaseStep::Reopen { text: text() },
    ]
}

/// A list that goes somewhere: acts follow each other in stages and people that mostly fit.
fn acts() -> impl Strategy<Value = Vec<CaseAct>> {
    let count = steps().len();
    prop::collection::vec((0..count, 0..PEOPLE.len(), 0..3i8), 0..40).prop_map(|picks| {
        let (steps, mut day) = (steps(), date(2026, 2, 2));
        let place = |(number, (pick, who, ahead)): (usize, (usize, usize, i8))| {
            for _ in 0..ahead {
                day = day.tomorrow().unwrap();
            }
            let id = Uuid::from_u128(5000 + number as u128);
            CaseAct { id, on: day, by: actor(PEOPLE[who]), step: steps[pick].clone() }
        };
        picks.into_iter().enumerate().map(place).collect()
    })
}

/// The acts of a ringan case to its end, with strange ones strewn in.
fn strewn() -> impl Strategy<Value = Vec<CaseAct>> {
    acts().prop_map(|mut strange| {
        let place = Place::new();
        let mut walk = Walk::new(&place);
        walk.received();
        strange.extend(walk.acts);
        strange
    })
}

proptest! {
    #[test]
    fn the_fold_follows_the_set_and_not_the_order_of_arrival(
        (acts, shuffled) in strewn().prop_flat_map(|acts| (Just(acts.clone()), Just(acts).prop_shuffle())),
    ) {
        let case = opening();
        let twice: Vec<CaseAct> = shuffled.iter().chain(&acts).cloned().collect();
        prop_assert_eq!(CaseState::of(&case, &acts), CaseState::of(&case, &shuffled));
        prop_assert_eq!(CaseState::of(&case, &acts), CaseState::of(&case, &twice));
    }

    #[test]
    fn after_closing_nothing_is_taken_but_to_open_it_again(acts in strewn(), pick in 0usize..30, who in 0..PEOPLE.len()) {
        let (case, place) = (opening(), Place::new());
        let last = acts.iter().map(|act| act.on).max().unwrap();
        let mut acts = acts;
        acts.push(CaseAct { id: Uuid::from_u128(9000), on: last, by: actor(MAYOR), step: close(CloseReason::Left) });
        let closed = CaseState::of(&case, &acts);
        prop_assume!(closed.by_acts == CaseStage::Closed);
        let step = steps()[pick].clone();
        let reopens = matches!(step, CaseStep::Reopen { .. });
        let act = CaseAct { id: Uuid::from_u128(9001), on: last, by: actor(PEOPLE[who]), step };
        let checked = check(&case, &acts, &act, &place.on(last));
        prop_assert!(reopens || checked.is_err());
        acts.push(act);
        let after = CaseState::of(&case, &acts);
        prop_assert!(reopens || after.by_acts == CaseStage::Closed);
        prop_assert!(reopens || after.set_aside.contains(&Uuid::from_u128(9001)));
    }

    #[test]
    fn nobody_without_the_power_decides(
        who in 0..PEOPLE.len(),
        office in 0..Office::ALL.len(),
        sanction in 0..Sanction::ALL.len(),
        subject in 0..Office::ALL.len(),
        of in 0..EmployeeType::ALL.len(),
    ) {
        let place = Place::new();
        let mut walk = Walk::new(&place);
        walk.reported(Level::Ringan, Sanction::TeguranLisan);
        walk.opening.office = Office::ALL[subject];
        walk.opening.employee_type = EmployeeType::ALL[of];
        let (office, sanction) = (Office::ALL[office], Sanction::ALL[sanction]);
        let on = date(2026, 2, 26);
        let taken = walk.attempt(on, PEOPLE[who], decide(sanction, office)).is_ok();
        let (state, level) = (walk.state(), sanction.level());
        let superior = state.holds(PEOPLE[who], CaseDuty::Superior);
        let held = state.with_duty(CaseDuty::Decider).any(|one| one.person == PEOPLE[who] && one.office == office)
            && place
                .powers
                .may_punish(office, superior, walk.opening.office, walk.opening.employee_type, level, on)
                .is_some();
        prop_assert!(held || !taken, "{:?} as {:?} gave {:?}", PEOPLE[who], office, sanction);
    }

    #[test]
    fn nobody_outside_a_case_ever_sees_it(acts in strewn(), person in 300u128..400, role in 0..9usize, scope in 0..5usize) {
        let (case, person) = (opening(), PersonId(Uuid::from_u128(person)));
        let viewer = holder(person, &[(Role::ALL[role], Scope::ALL[scope])]);
        prop_assert_eq!(may_see(&case, &CaseState::of(&case, &acts), &viewer, date(2026, 6, 1)), None);
    }

    #[test]
    fn the_person_never_gets_a_duty_in_their_own_case(acts in strewn()) {
        let case = opening();
        prop_assert!(CaseState::of(&case, &acts).people.iter().all(|one| one.person != SUBJECT));
    }

    #[test]
    fn no_term_ends_on_a_day_off_and_counting_back_undoes_counting_on(
        off in prop::collection::btree_set(0..300i32, 0..120),
        start in 0..200i32,
        days in 0..40u16,
        six: bool,
    ) {
        let first = date(2026, 1, 1);
        let nth = |number: i32| first.checked_add(jiff::Span::new().days(number)).unwrap();
        let days_off = off.into_iter().map(|number| DayOff {
            on: nth(number),
            kind: DayKind::LiburDaerah,
            name: "libur".into(),
            source: "uji".into(),
            known_from: first,
            confirmed: true,
        });
        let calendar = Calendar::new(first, date(2028, 12, 31), days_off);
        let clock = WorkClock { calendar: &calendar, week: if six { Week::Six } else { Week::Five } };
        let from = nth(start);
        let end = clock.after(from, days).unwrap();
        prop_assert!(clock.works(end).unwrap());
        prop_assert!(end > from || (days == 0 && end >= from));
        if days > 0 {
            prop_assert_eq!(clock.between(from, end).unwrap(), days);
            if clock.works(from).unwrap() {
                prop_assert_eq!(clock.before(end, days).unwrap(), from);
            }
        }
    }

    #[test]
    fn terms_that_are_due_end_on_working_days_and_officials_are_named(acts in acts(), ahead in 0..60i32) {
        let (case, place) = (opening(), Place::new());
        let today = date(2026, 2, 2).checked_add(jiff::Span::new().days(ahead)).unwrap();
        let setting = place.on(today);
        for due in next_steps(&case, &CaseState::of(&case, &acts), &setting).unwrap() {
            if let (Some(until), true) = (due.until, due.rule.is_some()) {
                prop_assert!(setting.clock.works(until).unwrap(), "{:?}", due);
            }
            prop_assert!(due.duty.is_some() || due.urgency == Urgency::Running);
        }
        prop_assert!(lapses(&case, &acts, &setting).is_ok());
    }
}
