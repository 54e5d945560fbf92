use super::*;
use crate::access::{Grant, Holder, Role, Scope};

const TODAY: Date = date(2026, 2, 10);

pub(super) fn holder(person: PersonId, roles: &[(Role, Scope)]) -> Holder {
    let grant = |(role, scope): &(Role, Scope)| Grant {
        role: *role,
        scope: *scope,
        unit: None,
        from_on: date(2026, 1, 1),
        to_on: None,
        acting: None,
    };
    Holder { instansi: InstansiId(1), person: Some(person), grants: roles.iter().map(grant).collect() }
}

#[test]
fn only_the_people_of_a_case_see_it_and_no_role_opens_it() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    walk.verified(Level::Ringan);
    let (opening, state) = (&walk.opening, walk.state());
    let sees = |person, roles: &[(Role, Scope)]| may_see(opening, &state, &holder(person, roles), TODAY);

    assert_eq!(sees(SUBJECT, &[]), Some(Sight::Own));
    assert_eq!(sees(SUPERIOR, &[]), Some(Sight::Whole));
    assert_eq!(sees(OFFICER, &[(Role::Bkpsdm, Scope::Instansi)]), Some(Sight::Whole));
    assert_eq!(sees(OFFICER, &[(Role::Bkpsdm, Scope::Case)]), Some(Sight::Whole));
    assert_eq!(sees(OFFICER, &[]), None, "whoever left the agency sees nothing any more");
    assert_eq!(sees(AUDITOR, &[(Role::Inspektorat, Scope::Instansi)]), None, "not assigned");
    for role in Role::ALL {
        for scope in Scope::ALL {
            assert_eq!(sees(STRANGER, &[(*role, *scope)]), None, "{role:?}");
        }
    }
    let mut elsewhere = holder(SUPERIOR, &[]);
    elsewhere.instansi = InstansiId(2);
    assert_eq!(may_see(opening, &state, &elsewhere, TODAY), None);
}

#[test]
fn the_council_sees_the_reason_in_its_stage_only() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    let on = date(2026, 2, 4);
    walk.go(date(2026, 2, 3), SUPERIOR, ask(date(2026, 2, 9))).go(
        on,
        SUBJECT,
        CaseStep::ClaimReason { text: "sakit".into(), files: Vec::new() },
    );
    walk.go(on, HEAD, CaseStep::HeadLook { view: HeadView::ToCouncil, text: "telaah".into() });
    let person = PersonId(Uuid::from_u128(200));
    let members = (0..5)
        .map(|place| CouncilMember {
            person: PersonId(Uuid::from_u128(200 + place)),
            office: Office::Pengawas,
            chair: place == 0,
            secretary: place == 1,
        })
        .collect();
    walk.go(on, OFFICER, CaseStep::FormCouncil { number: "800/20".into(), members });
    let viewer = holder(person, &[(Role::Majelis, Scope::Case)]);
    assert_eq!(may_see(&walk.opening, &walk.state(), &viewer, TODAY), Some(Sight::Reason));
    let view = CouncilView::Accept;
    walk.go(on, person, CaseStep::Recommend { view, moral: None, votes: None, text: "sah".into() });
    assert_eq!(may_see(&walk.opening, &walk.state(), &viewer, TODAY), None);
}

#[test]
fn whoever_gives_up_a_duty_sees_nothing_any_more() {
    let place = Place::new();
    let mut walk = Walk::new(&place);
    let release =
        CaseStep::Release { duty: CaseDuty::OfficeHead, person: HEAD, involved: false, text: "mutasi".into() };
    assert_eq!(may_see(&walk.opening, &walk.state(), &holder(HEAD, &[]), TODAY), Some(Sight::Whole));
    walk.go(date(2026, 2, 3), OFFICER, release);
    assert_eq!(may_see(&walk.opening, &walk.state(), &holder(HEAD, &[]), TODAY), None);
}
