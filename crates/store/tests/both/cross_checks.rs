use hadir_domain::checks::{CheckKind, Seen};
use hadir_domain::cross_checks::{Duty, StepKind, Why};
use hadir_domain::ids::PersonId;
use hadir_store::checks::{self, Check};
use hadir_store::cross_checks::names::{self, ListName};
use hadir_store::cross_checks::steps::{self, CrossCheckStep};
use hadir_store::cross_checks::{self, CrossCheckList};
use hadir_store::erasures::records::{TABLES, Until};
use hadir_store::testing::TestDb;
use hadir_store::{Db, StoreError, records};
use jiff::civil::date;
use serde_json::json;
use uuid::Uuid;

use crate::city::{self, *};

fn list() -> CrossCheckList {
    let [drawn_at, remind_at, due_at, superior_at, agency_at, closes_at] = [
        "2026-01-05T02:00:00Z",
        "2026-01-05T03:30:00Z",
        "2026-01-05T04:00:00Z",
        "2026-01-05T05:00:00Z",
        "2026-01-05T07:00:00Z",
        "2026-01-05T09:00:00Z",
    ]
    .map(at);
    CrossCheckList {
        id: fresh(),
        unit: DINAS,
        on: MONDAY,
        duty: Duty { drawn_at, remind_at, due_at, superior_at, agency_at, closes_at },
        seed: "07".repeat(32),
        population: 9,
        population_hash: "ab".repeat(32),
        names: 2,
        rules: "cd".repeat(32),
        head: Some(BUDI),
        headless: vec![BIDANG],
        again_in: 2,
        again_of: 1,
    }
}

fn name(list: &CrossCheckList, person: PersonId, place: u32) -> ListName {
    let why = vec![Why::Unheard, Why::Turn];
    ListName { id: fresh(), list: list.id, on: list.on, person, place, weight: 25, exponent: 21_321_910_191, why }
}

fn step(list: &CrossCheckList, id: Uuid, kind: StepKind, person: Option<PersonId>) -> CrossCheckStep {
    CrossCheckStep {
        id,
        list: list.id,
        unit: list.unit,
        on: list.on,
        kind,
        person,
        subject: None,
        content: json!({ "names": 2, "said": 1 }),
        by_login: "kepala".into(),
        by_person: Some(BUDI),
        received_at: at("2026-01-05T03:00:00Z"),
    }
}

async fn kept(db: &Db, list: &CrossCheckList, on_it: &[ListName]) -> Result<bool, StoreError> {
    db.write(async |tx| cross_checks::add(tx, CITY, list, on_it, || [3; 16]).await).await
}

#[tokio::test]
async fn a_list_of_a_unit_and_day_is_kept_once_with_its_names_and_leaves() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let list = list();
        let on_it = [name(&list, SITI, 0), name(&list, BUDI, 1)];

        assert!(kept(&test.db, &list, &on_it).await.unwrap());
        let second = CrossCheckList { id: fresh(), ..list.clone() };
        assert!(!kept(&test.db, &second, &[name(&second, SITI, 0)]).await.unwrap(), "another server was first");

        test.db
            .read(async |tx| {
                assert_eq!(cross_checks::in_span(tx, CITY, MONDAY, MONDAY).await?, std::slice::from_ref(&list));
                assert_eq!(cross_checks::get(tx, CITY, list.id).await?.as_ref(), Some(&list));
                assert_eq!(cross_checks::get(tx, CITY, second.id).await?, None);
                assert_eq!(cross_checks::first_day(tx, CITY).await?, Some(MONDAY));
                assert_eq!(names::in_span(tx, CITY, MONDAY, MONDAY).await?, on_it);
                assert_eq!(names::of_lists(tx, CITY, &[list.id, second.id]).await?, on_it);
                for id in [list.id, on_it[0].id, on_it[1].id] {
                    assert!(records::body(tx, CITY, id).await?.is_some(), "no body of {id}");
                }
                Ok::<_, StoreError>(())
            })
            .await
            .unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_happens_to_a_list_at_most_once_is_kept_once_and_goes_with_the_person_it_is_about() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let list = list();
        let on_it = [name(&list, SITI, 0)];
        kept(&test.db, &list, &on_it).await.unwrap();
        let silent = step(&list, steps::once(list.id, StepKind::Silent), StepKind::Silent, None);
        let again = step(&list, fresh(), StepKind::CounterDrawn, Some(SITI));
        let add = async |step: &CrossCheckStep| {
            test.db.write(async |tx| steps::add(tx, CITY, step, [4; 16]).await).await.unwrap()
        };

        assert_eq!((add(&silent).await, add(&silent).await, add(&again).await), (true, false, true));
        assert_ne!(steps::once(list.id, StepKind::Silent), steps::once(list.id, StepKind::Agency));
        let found = test.db.read(async |tx| steps::of_list(tx, CITY, list.id).await).await.unwrap();
        assert_eq!(found.iter().map(|step| step.kind).collect::<Vec<_>>().len(), 2);
        assert_eq!(test.db.read(async |tx| steps::get(tx, CITY, again.id).await).await.unwrap(), Some(again.clone()));

        let until = Until { on: MONDAY, before: at("2026-01-06T00:00:00Z") };
        test.db
            .write(async |tx| {
                for table in TABLES {
                    let next = table.next(tx, CITY, SITI, until, 10).await?;
                    table.remove(tx, CITY, &next).await?;
                }
                Ok::<_, StoreError>(())
            })
            .await
            .unwrap();
        let left = test.db.read(async |tx| steps::in_span(tx, CITY, MONDAY, MONDAY).await).await.unwrap();
        assert_eq!(left, std::slice::from_ref(&silent));
        assert_eq!(test.db.read(async |tx| names::in_span(tx, CITY, MONDAY, MONDAY).await).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn the_last_look_at_everybody_and_what_was_said_to_a_list_come_back() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let call = fresh();
        let check = |person, on: jiff::civil::Date, call| Check {
            id: fresh(),
            call,
            kind: CheckKind::Superior,
            unit: DINAS,
            person,
            seen_at: at("2026-01-05T03:00:00Z"),
            local: on.at(10, 0, 0, 0),
            on,
            seen: Seen::Present,
            site: None,
            note: String::new(),
            by_login: "kepala".into(),
            by_person: None,
            received_at: at("2026-01-07T03:00:00Z"),
        };
        let said = [check(SITI, MONDAY, call), check(SITI, date(2026, 1, 6), fresh()), check(BUDI, MONDAY, call)];
        test.db.write(async |tx| checks::add(tx, CITY, &said, || [5; 16]).await).await.unwrap();

        let (looks, of_call) = test
            .db
            .read(async |tx| {
                let looks = checks::last_looks(tx, CITY, MONDAY).await?;
                Ok::<_, StoreError>((looks, checks::of_calls(tx, CITY, &[call]).await?))
            })
            .await
            .unwrap();

        assert_eq!((looks[&SITI], looks[&BUDI]), (date(2026, 1, 6), MONDAY));
        assert_eq!(of_call.len(), 2);
    })
    .await;
}
