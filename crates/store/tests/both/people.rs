use hadir_domain::access::AccessFilter;
use hadir_domain::ids::PersonId;
use hadir_domain::people::{EmployeeType, Identifier, IdentifierKind, Person};
use hadir_domain::units::{Unit, UnitKind};
use hadir_store::people::{self, PeopleFilter, Saved};
use hadir_store::testing::TestDb;
use hadir_store::{Db, StoreError, posts, units};
use jiff::civil::date;

use crate::city::{self, *};

fn everybody() -> PeopleFilter {
    PeopleFilter { access: AccessFilter::All, unit: None, search: None, on: MONDAY }
}

async fn names(db: &Db, filter: PeopleFilter) -> Vec<PersonId> {
    let rows = db.read(async |tx| people::list(tx, CITY, &filter, None, 100).await).await.unwrap();
    rows.into_iter().map(|row| row.id).collect()
}

#[tokio::test]
async fn a_list_shows_whom_the_account_may_see_and_nobody_else() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let reach = |units, person| PeopleFilter { access: AccessFilter::Some { units, person }, ..everybody() };

        assert_eq!(names(&test.db, everybody()).await, [BUDI, SITI]);
        assert_eq!(names(&test.db, reach(vec![DINAS], None)).await, [SITI]);
        assert_eq!(names(&test.db, reach(vec![OTHER, BIDANG], None)).await, [BUDI, SITI]);
        assert_eq!(names(&test.db, reach(vec![], Some(BUDI))).await, [BUDI]);
        assert_eq!(names(&test.db, PeopleFilter { access: AccessFilter::Nothing, ..everybody() }).await, []);
        assert_eq!(names(&test.db, PeopleFilter { unit: Some(DINAS), ..everybody() }).await, [SITI]);
        assert_eq!(names(&test.db, PeopleFilter { unit: Some(DINAS), ..reach(vec![OTHER], None) }).await, []);
        let earlier = PeopleFilter { unit: Some(DINAS), on: date(2024, 12, 31), ..everybody() };
        assert_eq!(names(&test.db, earlier).await, []);
    })
    .await;
}

#[tokio::test]
async fn a_person_is_found_by_number_key_or_part_of_the_name() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let find = |text: &str| {
            let (db, text) = (test.db.clone(), text.to_owned());
            async move {
                let rows = db.read(async |tx| people::find_by_key(tx, CITY, &text, MONDAY).await).await.unwrap();
                rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
            }
        };

        assert_eq!(find("`20990926 212005 2 001").await, [SITI]);
        assert_eq!(find(BUDI_NUMBER).await, [BUDI]);
        assert_eq!(find(&SITI.to_string()).await, [SITI]);
        assert_eq!(find("aminah").await, [SITI]);
        assert_eq!(find("100%").await, [BUDI]);
        assert_eq!(find("_").await, []);
        assert_eq!(find("I").await, [BUDI, SITI]);
    })
    .await;
}

#[tokio::test]
async fn a_number_is_one_persons_at_a_time() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let number =
            |from_on, to_on| Identifier { kind: IdentifierKind::Lokal, value: BUDI_NUMBER.into(), from_on, to_on };
        let give = |identifier: Identifier, person| {
            let db = test.db.clone();
            async move { db.write(async |tx| people::add_identifier(tx, CITY, person, &identifier).await).await }
        };

        assert!(matches!(give(number(None, None), SITI).await, Err(StoreError::Conflict(_))));
        give(number(None, Some(date(2025, 12, 31))), BUDI).await.unwrap();
        give(number(Some(date(2026, 1, 1)), None), SITI).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_list_of_people_read_twice_adds_nobody() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let mut person = Person {
            instansi: CITY,
            id: PersonId(fresh()),
            name: "Dewi".into(),
            employee_type: EmployeeType::Pppk,
            identifiers: vec![Identifier {
                kind: IdentifierKind::NiPppk,
                value: "209909262121212003".into(),
                from_on: None,
                to_on: None,
            }],
        };
        let save = |person: Person| {
            let db = test.db.clone();
            async move { db.write(async |tx| people::save(tx, &person, at("2026-01-02T00:00:00Z")).await).await }
        };
        let first = save(person.clone()).await.unwrap();
        let id = std::mem::replace(&mut person.id, PersonId(fresh()));

        assert_eq!(first, (id, Saved::New));
        assert_eq!(save(person.clone()).await.unwrap(), (id, Saved::Same));
        person.name = "DEWI, S.Kom.".into();
        assert_eq!(save(person.clone()).await.unwrap(), (id, Saved::Changed));
        let siti = Identifier { kind: IdentifierKind::Nip, value: SITI_NIP.into(), from_on: None, to_on: None };
        person.identifiers.push(siti);
        assert!(matches!(save(person).await, Err(StoreError::Conflict(_))));
        assert_eq!(test.db.read(async |tx| people::count(tx, CITY).await).await.unwrap(), 3);
        let stored = test.db.read(async |tx| people::get(tx, CITY, id).await).await.unwrap().unwrap();
        assert_eq!(stored.name, "DEWI, S.Kom.");
        let held = test.db.read(async |tx| posts::of_people(tx, CITY, &[SITI, BUDI]).await).await.unwrap();
        assert_eq!(held.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_unit_cannot_lie_below_itself() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let circle = Unit {
            instansi: CITY,
            id: DINAS,
            parent: Some(BIDANG),
            kind: UnitKind::Opd,
            code: "1.01".into(),
            name: "Dinas".into(),
        };

        let refused = test.db.write(async |tx| units::change(tx, &circle).await).await;

        assert!(matches!(refused, Err(StoreError::Conflict(_))));
        let twice = Unit { id: hadir_domain::ids::UnitId(fresh()), parent: None, ..circle };
        let refused = test.db.write(async |tx| units::add(tx, &twice).await).await;
        assert!(matches!(refused, Err(StoreError::Conflict(_))));
    })
    .await;
}
