use super::*;

fn claim() -> CaseStep {
    CaseStep::ClaimReason { text: "merawat orang tua".into(), files: Vec::new() }
}

fn council(others: u8) -> Vec<CouncilMember> {
    (0..others + 2)
        .map(|place| CouncilMember {
            person: PersonId(Uuid::from_u128(200 + u128::from(place))),
            office: Office::Pengawas,
            chair: place == 0,
            secretary: place == 1,
        })
        .collect()
}

fn council_form(members: Vec<CouncilMember>) -> CaseStep {
    CaseStep::FormCouncil { number: "800/20".into(), members }
}

fn recommend(view: CouncilView, moral: Option<MoralForm>) -> CaseStep {
    CaseStep::Recommend { view, moral, votes: Some((4, 1)), text: "dibahas".into() }
}

/// A reason claimed on 4 February, handed to the council by the kepala OPD on the 5th.
fn at_council(place: &Place) -> Walk<'_> {
    let mut walk = Walk::new(place);
    walk.go(date(2026, 2, 3), SUPERIOR, ask(date(2026, 2, 9))).go(date(2026, 2, 4), SUBJECT, claim());
    assert_eq!(walk.due(date(2026, 2, 4))[0].who, vec![HEAD]);
    let view = HeadView::ToCouncil;
    walk.go(date(2026, 2, 5), HEAD, CaseStep::HeadLook { view, text: "perlu ditelaah".into() });
    walk
}

#[test]
fn the_head_looks_first_and_a_reason_that_holds_ends_the_case() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    walk.go(date(2026, 2, 3), SUPERIOR, ask(date(2026, 2, 9))).go(date(2026, 2, 4), SUBJECT, claim());
    assert!(matches!(
        walk.refused(date(2026, 2, 5), OFFICER, council_form(council(3))),
        Refusal::WrongStage(CaseStage::AtHead)
    ));
    let view = HeadView::Accept;
    walk.go(date(2026, 2, 5), HEAD, CaseStep::HeadLook { view, text: "surat dokter".into() });
    assert_eq!(walk.due(date(2026, 2, 6))[0].what, DueWhat::Close);
    walk.go(date(2026, 2, 6), SECOND_OFFICER, close(CloseReason::Explained));
    assert_eq!(walk.stage(date(2026, 2, 6)), CaseStage::Closed);
}

#[test]
fn a_council_is_odd_large_enough_and_not_below_the_person() {
    let place = Place::new();
    let mut walk = at_council(&place);
    let on = date(2026, 2, 6);
    assert_eq!(walk.refused(on, OFFICER, council_form(council(2))), Refusal::CouncilTooSmall(3));
    assert_eq!(walk.refused(on, OFFICER, council_form(council(4))), Refusal::CouncilEven(6));
    walk.opening.office = Office::Administrator;
    assert_eq!(walk.refused(on, OFFICER, council_form(council(3))), Refusal::LowerOffice(Office::Pengawas));
    walk.opening.office = Office::Pelaksana;
    let mut own = council(3);
    own[4].person = SUBJECT;
    assert_eq!(walk.refused(on, OFFICER, council_form(own)), Refusal::OwnCase);
    walk.go(on, OFFICER, council_form(council(3)));
    let chair = council(3)[0].person;
    let member = council(3)[2].person;
    assert_eq!(walk.refused(on, member, recommend(CouncilView::Accept, None)), Refusal::NotChair);
    walk.go(on, chair, recommend(CouncilView::Accept, None));
    assert!(walk.state().ethics.unwrap().accepted());
}

#[test]
fn a_moral_sanction_stands_apart_and_discipline_may_follow() {
    let place = Place::new();
    let mut walk = at_council(&place);
    let on = date(2026, 2, 10);
    let moral = |form| CaseStep::Moral { number: "800/21".into(), form };
    assert!(walk.attempt(on, MAYOR, moral(MoralForm::Closed)).is_err(), "nothing was recommended yet");
    walk.go(date(2026, 2, 9), OFFICER, council_form(council(3)));
    walk.go(on, council(3)[0].person, recommend(CouncilView::Both, Some(MoralForm::Closed)));
    assert!(walk.due(on).iter().any(|due| due.what == DueWhat::Moral));
    walk.go(on, MAYOR, moral(MoralForm::Closed));
    assert_eq!(walk.refused(on, MAYOR, moral(MoralForm::Closed)), Refusal::AlreadySaid);
    walk.go(date(2026, 2, 11), SUPERIOR, CaseStep::Verify { level: Some(Level::Ringan), text: "tetap".into() });
    assert_eq!(walk.stage(date(2026, 2, 11)), CaseStage::Verified);
    assert!(walk.state().ethics.unwrap().issued.is_some());
}

#[test]
fn a_reason_is_looked_into_once_and_a_recount_does_not_take_it_from_the_council() {
    let place = Place::new();
    let mut walk = at_council(&place);
    walk.go(date(2026, 2, 6), OFFICER, recount(None, &[5]));
    assert_eq!(walk.stage(date(2026, 2, 6)), CaseStage::AtCouncil);
    walk.go(date(2026, 2, 9), OFFICER, council_form(council(3)));
    walk.go(date(2026, 2, 10), council(3)[0].person, recommend(CouncilView::Discipline, None));
    assert_eq!(walk.due(date(2026, 2, 10))[0].what, DueWhat::Close);
    assert_eq!(walk.refused(date(2026, 2, 11), SUBJECT, claim()), Refusal::AlreadySaid);
}
