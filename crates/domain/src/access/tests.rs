use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::units::{Unit, UnitKind, subtree};

const TODAY: Date = date(2026, 11, 23);
const HERE: InstansiId = InstansiId(1);

fn unit_id(number: usize) -> UnitId {
    UnitId(Uuid::from_u128(100 + number as u128))
}

fn person_id(number: usize) -> PersonId {
    PersonId(Uuid::from_u128(500 + number as u128))
}

fn grant(role: Role, scope: Scope, unit: Option<UnitId>) -> Grant {
    Grant { role, scope, unit, from_on: date(2026, 1, 1), to_on: None, acting: None }
}

fn holder(grants: Vec<Grant>) -> Holder {
    Holder { instansi: HERE, person: Some(person_id(0)), grants }
}

/// Rows are actions, columns roles in the order of `Role::ALL`: `-` nothing, `o` own, `u` unit, `I` instansi.
const TABLE: &str = "
                peg kep adm bkp ins pim ben maj ope
board.read       -   u   u   I   I   I   -   -   -
people.read      o   u   u   I   I   I   I   -   I
people.write     -   -   -   I   -   -   -   -   -
people.import    -   -   -   I   -   -   -   -   -
units.read       -   u   u   I   I   I   I   -   I
units.write      -   -   -   I   -   -   -   -   -
days.read        o   u   u   I   I   I   I   -   -
explain.read     o   u   u   I   I   I   I   -   -
imports.read     -   -   u   I   I   -   -   -   I
imports.write    -   -   u   I   -   -   -   -   I
problems.read    -   -   u   I   I   -   -   -   I
recap.read       -   u   u   I   I   I   I   -   -
recap.export     -   u   u   I   I   I   I   -   -
roster.read      -   u   u   I   I   I   -   -   -
roster.write     -   u   u   I   -   -   -   -   -
devices.read     -   u   u   I   I   -   -   -   I
devices.write    -   -   -   -   -   -   -   -   I
devices.confirm  -   -   -   I   -   -   -   -   I
pins.read        -   -   u   I   I   -   -   -   I
pins.write       -   -   u   I   -   -   -   -   I
sites.write      -   -   u   I   -   -   -   -   I
clocks.decide    -   -   -   I   -   -   -   -   -
phones.read      -   -   u   I   I   -   -   -   I
phones.decide    -   -   u   I   -   -   -   -   -
privacy.read     -   -   -   I   I   -   -   -   I
privacy.decide   -   -   -   I   -   -   -   -   -
stations.read    -   -   u   I   I   -   -   -   I
stations.write   -   -   -   I   -   -   -   -   I
requests.decide  -   u   -   I   -   I   -   -   -
acting.read      -   u   u   I   I   I   -   -   -
acting.write     -   u   -   I   -   -   -   -   -
periods.read     -   u   u   I   I   I   I   -   -
periods.write    -   -   -   I   -   -   -   -   -
leave.write      -   -   -   I   -   -   -   -   -
outages.read     -   u   u   I   I   I   -   -   I
outages.propose  -   u   u   I   -   -   -   -   I
outages.decide   -   -   -   I   -   -   -   -   -
zones.read       -   u   u   I   I   I   -   -   I
zones.propose    -   -   u   I   -   -   -   -   I
zones.decide     -   -   -   I   -   -   -   -   -
erasures.read    -   -   -   I   I   -   -   -   -
erasures.propose -   -   -   I   -   -   -   -   -
erasures.confirm -   -   -   I   -   -   -   -   -
holds.read       -   -   -   I   I   -   -   -   -
holds.write      -   -   -   I   I   -   -   -   -
users.read       -   -   -   I   I   -   -   -   I
users.write      -   -   -   I   -   -   -   -   I
codes.print      -   -   u   I   -   -   -   -   -
readiness.read   -   u   u   I   I   -   -   -   I
reconcile.read   -   u   u   I   I   I   -   -   -
reconcile.propose-   u   u   I   -   -   -   -   -
reconcile.decide -   -   -   I   -   -   -   -   -
rollout.read     -   u   u   I   I   I   -   -   I
rollout.propose  -   u   -   I   -   -   -   -   -
rollout.decide   -   -   -   I   -   I   -   -   -
audit.read       -   -   -   I   I   I   -   -   -
audit.write      -   -   -   -   I   -   -   -   -
audit.answer     -   u   u   -   -   -   -   -   -
checks.read      -   u   u   I   I   I   -   -   -
checks.write     -   u   u   I   I   -   -   -   -
evidence.read    -   -   -   I   I   -   -   -   I
doubts.read      -   u   -   I   I   -   -   -   -
doubts.review    -   u   -   I   I   -   -   -   -
doubts.decide    -   -   -   I   I   -   -   -   -
cross_checks.read-   u   -   I   I   I   -   -   -
spot.read        -   u   -   I   I   I   -   -   -
spot.write       -   -   -   I   I   -   -   -   -
sidak.read       -   u   u   I   I   I   -   -   -
sidak.call       -   -   -   I   I   I   -   -   -
sidak.attest     -   u   -   -   -   -   -   -   -
visits.read      -   u   -   I   I   I   -   -   -
visits.write     -   -   -   I   I   I   -   -   -
apel.read        -   u   u   I   I   I   I   -   -
apel.write       -   u   u   I   -   I   -   -   -
instructions.read-   u   u   I   I   I   -   -   -
instructions.write-   u   -   I   I   I   -   -   -
instructions.answer-   u   u   -   -   -   -   -   -
follow_ups.read  -   u   -   I   I   -   -   I   -
follow_ups.ask   -   u   -   I   I   I   -   -   -
follow_ups.decide-   u   -   I   -   -   -   I   -
day_rolls.read   -   u   u   I   I   I   -   -   -
day_rolls.attest -   u   -   -   -   -   -   -   -
service_posts.read-   u   u   I   I   I   -   -   -
service_posts.write-   u   u   I   -   -   -   -   -
public.read      -   -   -   I   I   I   -   -   -
public.write     -   -   -   I   -   -   -   -   -
discipline.read  -   u   -   I   I   -   -   -   -
discipline.open  -   u   -   I   I   -   -   -   -
letters.write    -   -   -   I   -   -   -   -   -
allowance.read   o   u   -   I   I   -   I   -   -
allowance.write  -   -   -   I   -   -   I   -   -
ledger.read      -   -   -   I   I   I   -   -   I
rules.read       I   I   I   I   I   I   I   I   I
rules.propose    -   -   -   I   -   -   -   -   -
rules.sign       -   -   -   I   -   I   -   -   -
settings.write   -   -   -   -   -   -   -   -   I
";

#[test]
fn the_whole_table_is_as_printed() {
    let printed = |reach| match reach {
        Reach::Nothing => "-",
        Reach::Own => "o",
        Reach::Unit => "u",
        Reach::Instansi => "I",
    };
    let heads: Vec<&str> = Role::ALL.iter().map(|role| &role.as_str()[..3]).collect();
    let mut found = format!("\n{:16}{}\n", "", heads.join(" "));
    for action in Action::ALL {
        let cells: Vec<&str> = Role::ALL.iter().map(|role| printed(role.reach(*action))).collect();
        found += &format!("{:17}{}\n", action.as_str(), cells.join("   "));
    }

    assert_eq!(found, TABLE);
}

#[test]
fn what_no_grant_allows_is_denied() {
    let nobody = Holder { instansi: HERE, person: None, grants: Vec::new() };

    for action in Action::ALL {
        assert_eq!(
            decide(&nobody, TODAY, *action, &Target::instansi(HERE)),
            Decision { allowed: false, why: Why::NoRole }
        );
        assert_eq!(filter(&nobody, TODAY, *action), AccessFilter::Nothing);
    }
}

#[test]
fn a_head_sees_below_but_not_beside() {
    let head = holder(vec![grant(Role::Kepala, Scope::Unit, Some(unit_id(1)))]);
    let below = Target { instansi: HERE, person: Some(person_id(1)), unit_path: vec![unit_id(2), unit_id(1)] };
    let beside = Target { instansi: HERE, person: Some(person_id(2)), unit_path: vec![unit_id(3)] };

    assert!(decide(&head, TODAY, Action::DaysRead, &below).allowed);
    assert_eq!(decide(&head, TODAY, Action::DaysRead, &beside), Decision { allowed: false, why: Why::OutOfReach });
}

#[test]
fn an_acting_head_reaches_only_while_the_grant_holds() {
    let mut acting = grant(Role::Kepala, Scope::Unit, Some(unit_id(1)));
    acting.acting = Some(Acting::Plh);
    acting.to_on = Some(TODAY);
    let head = holder(vec![acting]);
    let target = Target { instansi: HERE, person: None, unit_path: vec![unit_id(1)] };

    let today = decide(&head, TODAY, Action::BoardRead, &target);
    assert_eq!(today.why, Why::Granted { role: Role::Kepala, reach: Reach::Unit, acting: Some(Acting::Plh) });
    assert!(!decide(&head, TODAY + 1.day(), Action::BoardRead, &target).allowed);
}

#[test]
fn another_instansi_is_out_of_reach_for_every_role() {
    let there = Target::instansi(InstansiId(2));
    for role in Role::ALL {
        let holder = holder(vec![grant(*role, Scope::Instansi, None)]);
        for action in Action::ALL {
            assert_eq!(decide(&holder, TODAY, *action, &there).why, Why::OtherInstansi);
        }
    }
}

#[test]
fn a_unit_role_without_a_unit_reaches_nothing() {
    for scope in [Scope::Unit, Scope::Instansi] {
        let head = Holder { person: None, ..holder(vec![grant(Role::Kepala, scope, None)]) };

        assert_eq!(filter(&head, TODAY, Action::BoardRead), AccessFilter::Nothing);
    }
}

#[test]
fn an_inspection_only_reads_and_a_case_reaches_nothing_else() {
    let inspection = grant(Role::Bkpsdm, Scope::Inspection, None);
    let case = grant(Role::Inspektorat, Scope::Case, None);

    for action in Action::ALL {
        assert!(inspection.reach(*action) == Reach::Nothing || action.only_reads());
        assert_eq!(case.reach(*action), Reach::Nothing);
    }
}

fn trees() -> impl Strategy<Value = Vec<Unit>> {
    prop::collection::vec(any::<prop::sample::Index>(), 1..12).prop_map(|parents| {
        let unit = |(place, parent): (usize, prop::sample::Index)| {
            let parent = parent.index(place + 1);
            Unit {
                instansi: HERE,
                id: unit_id(place),
                parent: (parent < place).then(|| unit_id(parent)),
                kind: UnitKind::Unit,
                code: place.to_string(),
                name: place.to_string(),
            }
        };
        parents.into_iter().enumerate().map(unit).collect()
    })
}

fn grants() -> impl Strategy<Value = Vec<Grant>> {
    let one = (
        prop::sample::select(Role::ALL),
        prop::sample::select(Scope::ALL),
        prop::option::of(0usize..12),
        -3i64..3,
        prop::option::of(-3i64..3),
    );
    prop::collection::vec(one, 0..5).prop_map(|rows| {
        let grant = |(role, scope, unit, from, to): (Role, Scope, Option<usize>, i64, Option<i64>)| Grant {
            role,
            scope,
            unit: unit.map(unit_id),
            from_on: TODAY + from.days(),
            to_on: to.map(|to| TODAY + to.days()),
            acting: None,
        };
        rows.into_iter().map(grant).collect()
    })
}

fn path(units: &[Unit], of: UnitId) -> Vec<UnitId> {
    let mut path = Vec::new();
    let mut next = Some(of);
    while let Some(id) = next {
        path.push(id);
        next = units.iter().find(|unit| unit.id == id).and_then(|unit| unit.parent);
    }
    path
}

proptest! {
    #[test]
    fn a_list_returns_exactly_what_each_decision_allows(
        units in trees(),
        grants in grants(),
        has_person in any::<bool>(),
        people in prop::collection::vec(any::<prop::sample::Index>(), 1..8),
        action in prop::sample::select(Action::ALL),
    ) {
        let person = has_person.then(|| person_id(0));
        let holder = Holder { instansi: HERE, person, grants };
        let people: Vec<(PersonId, UnitId)> =
            people.iter().enumerate().map(|(place, unit)| (person_id(place), unit.get(&units).id)).collect();

        let listed: Vec<PersonId> = match filter(&holder, TODAY, action) {
            AccessFilter::Nothing => Vec::new(),
            AccessFilter::All => people.iter().map(|(person, _)| *person).collect(),
            AccessFilter::Some { units: roots, person: own } => {
                let inside: Vec<UnitId> = roots.into_iter().flat_map(|root| subtree(&units, root)).collect();
                people
                    .iter()
                    .filter(|(person, unit)| inside.contains(unit) || own == Some(*person))
                    .map(|(person, _)| *person)
                    .collect()
            }
        };
        let decided: Vec<PersonId> = people
            .iter()
            .filter(|(person, unit)| {
                let target = Target { instansi: HERE, person: Some(*person), unit_path: path(&units, *unit) };
                decide(&holder, TODAY, action, &target).allowed
            })
            .map(|(person, _)| *person)
            .collect();

        prop_assert_eq!(listed, decided);
    }
}
