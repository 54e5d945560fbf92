use hadir_domain::devices::PinMapping;
use hadir_domain::sites::Zone;
use hadir_store::punches::{self, Rematch, Repair};
use hadir_store::testing::TestDb;
use hadir_store::{StoreError, devices, dirty, pins};
use jiff::civil::date;

use crate::city::{self, *};

fn on_terminal(pin: &str) -> PinMapping {
    PinMapping { device: Some(TERMINAL), site: None, pin: pin.into(), person: SITI, from_on: None, to_on: None }
}

#[tokio::test]
async fn a_mapping_added_later_explains_the_punches_of_its_days_only() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let appended = append(
            &test.db,
            &[
                tap("7", MONDAY.at(7, 0, 0, 0)),
                tap("7", date(2026, 2, 2).at(7, 0, 0, 0)),
                tap("8", MONDAY.at(7, 0, 0, 0)),
            ],
        )
        .await;
        assert_eq!(appended.unmatched, 3);

        let january = PinMapping { to_on: Some(date(2026, 1, 31)), ..on_terminal("7") };
        let february = PinMapping { from_on: Some(date(2026, 2, 1)), person: BUDI, ..on_terminal("7") };
        let changed = test
            .db
            .write(async |tx| {
                pins::add(tx, CITY, &january).await?;
                pins::add(tx, CITY, &february).await?;
                punches::rematch(tx, CITY, &Rematch::Key("7".into())).await
            })
            .await
            .unwrap();

        assert_eq!(changed, 2);
        let people: Vec<_> =
            listed(&test.db, 10).await.iter().map(|row| (row.person_key.clone(), row.person)).collect();
        assert_eq!(
            people.iter().filter(|(key, _)| key == "7").map(|(_, person)| *person).collect::<Vec<_>>(),
            [Some(SITI), Some(BUDI)]
        );
        assert!(people.contains(&("8".into(), None)));
        let waiting = test.db.write(async |tx| dirty::take(tx, CITY, 100).await).await.unwrap();
        assert_eq!(waiting.len(), 6);
        assert_eq!(waiting[0], (SITI, MONDAY.yesterday().unwrap()));
        assert_eq!(test.db.read(async |tx| dirty::count(tx, CITY).await).await.unwrap(), 0);
        let report = test.db.read(async |tx| punches::rebuild(tx, CITY, Repair::No).await).await.unwrap();
        assert!(report.holds(), "{report:?}");
    })
    .await;
}

#[tokio::test]
async fn a_pin_is_one_person_at_a_time_and_a_device_stands_before_its_site() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let shared = PinMapping { device: None, site: Some(OFFICE), person: BUDI, ..on_terminal("7") };
        test.db.write(async |tx| pins::add(tx, CITY, &shared).await).await.unwrap();
        test.db.write(async |tx| pins::add(tx, CITY, &on_terminal("7")).await).await.unwrap();
        let clash = PinMapping { person: BUDI, from_on: Some(MONDAY), ..on_terminal("7") };
        let refused = test.db.write(async |tx| pins::add(tx, CITY, &clash).await).await;
        assert!(matches!(refused, Err(StoreError::Conflict(_))));
        let nowhere = PinMapping { device: None, ..on_terminal("9") };
        let refused = test.db.write(async |tx| pins::add(tx, CITY, &nowhere).await).await;
        assert!(matches!(refused, Err(StoreError::Conflict(_))));

        let mut elsewhere = tap("7", MONDAY.at(7, 1, 0, 0));
        elsewhere.device = Some(SECOND_TERMINAL);
        append(&test.db, &[tap("7", MONDAY.at(7, 0, 0, 0)), elsewhere]).await;

        let people: Vec<_> = listed(&test.db, 10).await.iter().map(|row| row.person).collect();
        assert_eq!(people, [Some(SITI), Some(BUDI)]);
    })
    .await;
}

#[tokio::test]
async fn a_zone_set_for_later_days_moves_only_their_instants() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        append(&test.db, &[tap("7", MONDAY.at(7, 0, 0, 0)), tap("7", date(2026, 2, 2).at(7, 0, 0, 0))]).await;

        let wita = Zone::parse("WITA").unwrap();
        let moved = test
            .db
            .write(async |tx| {
                devices::set_zone(tx, CITY, TERMINAL, date(2026, 2, 1), &wita).await?;
                punches::derive_again(tx, CITY, TERMINAL).await
            })
            .await
            .unwrap();

        assert_eq!(moved, 1);
        let rows = listed(&test.db, 10).await;
        assert_eq!(rows[0].at, at("2026-01-05T00:00:00Z"));
        assert_eq!(rows[1].at, at("2026-02-01T23:00:00Z"));
        assert_eq!(rows[1].local_time, date(2026, 2, 2).at(7, 0, 0, 0));
    })
    .await;
}

#[tokio::test]
async fn punches_are_listed_by_the_date_their_source_wrote() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        append(
            &test.db,
            &[tap("7", MONDAY.at(0, 5, 0, 0)), tap("7", MONDAY.at(23, 59, 59, 0)), tap("8", MONDAY.at(12, 0, 0, 0))],
        )
        .await;
        append(&test.db, &[tap("7", MONDAY.tomorrow().unwrap().at(0, 0, 0, 0))]).await;
        let list = |filter: punches::PunchFilter| {
            let db = test.db.clone();
            async move { db.read(async |tx| punches::list(tx, CITY, &filter, None, 100).await).await.unwrap().len() }
        };
        let monday = punches::PunchFilter { from: Some(MONDAY), to: Some(MONDAY), ..Default::default() };

        assert_eq!(list(monday.clone()).await, 3);
        assert_eq!(list(punches::PunchFilter { person_key: Some("7".into()), ..monday.clone() }).await, 2);
        assert_eq!(
            list(punches::PunchFilter { device: Some(TERMINAL), person_key: Some("8".into()), ..monday.clone() }).await,
            1
        );
        assert_eq!(list(punches::PunchFilter { device: Some(SECOND_TERMINAL), ..monday.clone() }).await, 0);
        assert_eq!(list(punches::PunchFilter { person: Some(SITI), ..monday }).await, 0);
    })
    .await;
}
