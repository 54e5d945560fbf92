//! Keys that mean nobody: the queue, what is decided about them, and that a decision takes nothing away.

use hadir_domain::access::AccessFilter;
use hadir_domain::devices::PinMapping;
use hadir_domain::matching::{KeyPlace, KeyRef};
use hadir_domain::punches::Source;
use hadir_store::pins::PinChange;
use hadir_store::pins::steps::{self, KeyState, KeyWork, PinAction, PinStep};
use hadir_store::punches::{self, Rematch};
use hadir_store::testing::TestDb;
use hadir_store::unmatched::{self, QueueFilter, QueueRow};
use hadir_store::{Db, pins, records};
use jiff::civil::date;

use crate::city::{self, *};

fn filter(access: AccessFilter, state: KeyState) -> QueueFilter {
    QueueFilter { access, on: MONDAY, state, device: None, site: None, search: None }
}

async fn queue(db: &Db, filter: &QueueFilter) -> Vec<QueueRow> {
    db.read(async |tx| unmatched::list(tx, CITY, filter, None, 10).await).await.unwrap()
}

fn keys(rows: &[QueueRow]) -> Vec<(&str, u64)> {
    rows.iter().map(|row| (row.key.key.as_str(), row.count)).collect()
}

fn on_terminal(pin: &str) -> PinMapping {
    PinMapping { device: Some(TERMINAL), site: None, pin: pin.into(), person: SITI, from_on: None, to_on: None }
}

fn key(pin: &str) -> KeyRef {
    KeyRef { place: KeyPlace::Device(TERMINAL), source: Source::Machine, key: pin.into() }
}

fn work(state: KeyState) -> KeyWork {
    KeyWork {
        state,
        reason: "pekerja harian".into(),
        taken_by: None,
        changed_at: at("2026-01-21T00:00:00Z"),
        changed_by: "operator".into(),
    }
}

#[tokio::test]
async fn unmatched_punches_are_a_queue_by_key_and_terminal_newest_first() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let mut elsewhere = tap("7", date(2026, 1, 7).at(7, 0, 0, 0));
        elsewhere.device = Some(SECOND_TERMINAL);
        let mut sheet = tap("3", date(2026, 1, 6).at(7, 0, 0, 0));
        (sheet.device, sheet.unit, sheet.source) = (None, Some(OTHER), Source::Manual);
        append(&test.db, &[tap("7", MONDAY.at(7, 0, 0, 0)), tap("7", MONDAY.at(16, 0, 0, 0)), elsewhere, sheet]).await;

        let rows = queue(&test.db, &filter(AccessFilter::All, KeyState::Open)).await;

        assert_eq!(keys(&rows), [("7", 1), ("3", 1), ("7", 2)]);
        assert_eq!(rows[0].serial.as_deref(), Some("BWXP201160124"));
        assert_eq!(rows[1].key.place, KeyPlace::Unit(OTHER));
        assert_eq!((rows[2].first_at, rows[2].last_at), (Some(MONDAY.at(7, 0, 0, 0)), Some(MONDAY.at(16, 0, 0, 0))));
        let rest = test
            .db
            .read(async |tx| {
                unmatched::list(tx, CITY, &filter(AccessFilter::All, KeyState::Open), Some(&rows[0].cursor), 10).await
            })
            .await
            .unwrap();
        assert_eq!(rest, rows[1..]);
        let one = QueueFilter { device: Some(SECOND_TERMINAL), ..filter(AccessFilter::All, KeyState::Open) };
        assert_eq!(keys(&queue(&test.db, &one).await), [("7", 1)]);
        let at_site =
            QueueFilter { site: Some(OFFICE), search: Some("7".into()), ..filter(AccessFilter::All, KeyState::Open) };
        assert_eq!(keys(&queue(&test.db, &at_site).await), [("7", 1), ("7", 2)]);
    })
    .await;
}

#[tokio::test]
async fn an_officer_of_a_unit_sees_its_sheets_and_the_terminals_where_its_people_serve() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let mut sheet = tap("3", MONDAY.at(7, 0, 0, 0));
        (sheet.device, sheet.unit, sheet.source) = (None, Some(OTHER), Source::Manual);
        let mut nowhere = tap("4", MONDAY.at(8, 0, 0, 0));
        (nowhere.device, nowhere.source) = (None, Source::Portal);
        append(&test.db, &[tap("7", MONDAY.at(9, 0, 0, 0)), sheet, nowhere]).await;
        let of = |unit| AccessFilter::Some { units: vec![unit], person: None };

        let dinas = queue(&test.db, &filter(of(DINAS), KeyState::Open)).await;
        let other = queue(&test.db, &filter(of(OTHER), KeyState::Open)).await;
        let nobody = queue(&test.db, &filter(AccessFilter::Nothing, KeyState::Open)).await;

        assert_eq!(keys(&dinas), [("7", 1)]);
        assert_eq!(keys(&other), [("7", 1), ("3", 1)]);
        assert!(nobody.is_empty());
        let count = test.db.read(async |tx| unmatched::counts(tx, CITY, &of(DINAS), MONDAY).await).await.unwrap();
        assert_eq!((count.open_keys, count.open_punches), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn a_key_set_aside_keeps_its_punches_and_is_counted_apart() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        append(&test.db, &[tap("7", MONDAY.at(7, 0, 0, 0)), tap("8", MONDAY.at(7, 0, 0, 0))]).await;
        test.db.write(async |tx| steps::set_state(tx, CITY, &key("7"), &work(KeyState::Aside)).await).await.unwrap();
        append(&test.db, &[tap("7", MONDAY.at(16, 0, 0, 0))]).await;

        assert_eq!(keys(&queue(&test.db, &filter(AccessFilter::All, KeyState::Open)).await), [("8", 1)]);
        let aside = queue(&test.db, &filter(AccessFilter::All, KeyState::Aside)).await;
        assert_eq!(keys(&aside), [("7", 2)]);
        assert_eq!(aside[0].work.as_ref().unwrap().reason, "pekerja harian");
        let count =
            test.db.read(async |tx| unmatched::counts(tx, CITY, &AccessFilter::All, MONDAY).await).await.unwrap();
        assert_eq!((count.open_keys, count.open_punches, count.aside_keys, count.aside_punches), (1, 1, 1, 2));
        assert_eq!(listed(&test.db, 10).await.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_matched_key_is_listed_by_its_decision_with_everything_under_it() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        append(&test.db, &[tap("7", MONDAY.at(7, 0, 0, 0)), tap("8", MONDAY.at(7, 0, 0, 0))]).await;
        test.db
            .write(async |tx| {
                pins::add(tx, CITY, &on_terminal("7")).await?;
                steps::set_state(tx, CITY, &key("7"), &work(KeyState::Matched)).await?;
                punches::rematch(tx, CITY, &Rematch::DeviceKey(TERMINAL, "7".into())).await
            })
            .await
            .unwrap();

        let matched = queue(&test.db, &filter(AccessFilter::All, KeyState::Matched)).await;

        assert_eq!(keys(&matched), [("7", 1)]);
        assert_eq!(matched[0].key, key("7"));
        assert_eq!(keys(&queue(&test.db, &filter(AccessFilter::All, KeyState::Open)).await), [("8", 1)]);
        let of = |unit| filter(AccessFilter::Some { units: vec![unit], person: None }, KeyState::Matched);
        assert_eq!(queue(&test.db, &of(DINAS)).await.len(), 1);
        let later = test
            .db
            .read(async |tx| {
                unmatched::list(tx, CITY, &filter(AccessFilter::All, KeyState::Matched), Some(&matched[0].cursor), 9)
                    .await
            })
            .await
            .unwrap();
        assert!(later.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_is_supposed_is_what_rematching_then_does() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let february = date(2026, 2, 2);
        append(
            &test.db,
            &[tap("7", MONDAY.at(7, 0, 0, 0)), tap("7", february.at(7, 0, 0, 0)), tap("8", MONDAY.at(7, 0, 0, 0))],
        )
        .await;
        test.db.write(async |tx| pins::add(tx, CITY, &on_terminal("7")).await).await.unwrap();
        test.db.write(async |tx| punches::rematch(tx, CITY, &Rematch::Everything).await).await.unwrap();
        let change = PinChange {
            end: vec![(on_terminal("7"), date(2026, 1, 31))],
            add: vec![PinMapping { from_on: Some(date(2026, 2, 1)), person: BUDI, ..on_terminal("7") }],
        };

        let keys = [(TERMINAL, "7".to_owned())];
        let supposed = test.db.read(async |tx| punches::moves(tx, CITY, &keys, &change).await).await.unwrap();
        let changed = test
            .db
            .write(async |tx| {
                for (mapping, last) in &change.end {
                    pins::end(tx, CITY, mapping, *last).await?;
                }
                for mapping in &change.add {
                    pins::add(tx, CITY, mapping).await?;
                }
                punches::rematch(tx, CITY, &Rematch::DeviceKey(TERMINAL, "7".into())).await
            })
            .await
            .unwrap();

        assert_eq!((supposed.len(), changed), (1, 1));
        assert_eq!((supposed[0].punch.person, supposed[0].to), (Some(SITI), Some(BUDI)));
        let whose: Vec<_> = listed(&test.db, 10).await.iter().map(|row| row.person).collect();
        assert_eq!(whose, [Some(SITI), None, Some(BUDI)]);
    })
    .await;
}

#[tokio::test]
async fn a_mapping_that_never_held_makes_room_for_the_right_one_from_the_same_day() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        append(&test.db, &[tap("7", MONDAY.at(7, 0, 0, 0))]).await;
        let wrong = on_terminal("7");
        let right = PinMapping { person: BUDI, ..on_terminal("7") };
        test.db
            .write(async |tx| {
                pins::add(tx, CITY, &wrong).await?;
                pins::end(tx, CITY, &wrong, pins::never(&wrong)).await
            })
            .await
            .unwrap();
        assert!(test.db.read(async |tx| pins::list(tx, CITY).await).await.unwrap().is_empty());
        assert_eq!(test.db.write(async |tx| punches::rematch(tx, CITY, &Rematch::Everything).await).await.unwrap(), 0);

        test.db.write(async |tx| pins::add(tx, CITY, &right).await).await.unwrap();

        assert_eq!(test.db.read(async |tx| pins::list(tx, CITY).await).await.unwrap(), [right]);
    })
    .await;
}

#[tokio::test]
async fn every_decision_about_a_key_is_sealed_once_and_read_back_in_order() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let step = |action, second: u8| PinStep {
            action,
            bundle: None,
            by_login: "operator".into(),
            by_person: Some(BUDI),
            from_on: Some(MONDAY),
            id: uuid::Uuid::from_u128(0x700 + u128::from(second)),
            key: key("7"),
            person: Some(SITI),
            reason: "daftar enrol Januari".into(),
            received_at: at(&format!("2026-01-21T00:00:0{second}Z")),
            to_on: None,
        };
        let (first, then) = (step(PinAction::Match, 1), step(PinAction::End, 2));
        let add =
            async |step: &PinStep| test.db.write(async |tx| steps::add(tx, CITY, step, [9; 16]).await).await.unwrap();

        assert!(add(&then).await);
        assert!(add(&first).await);
        assert!(!add(&first).await, "sent twice");

        let site = Some(KeyPlace::Site(OFFICE));
        let place = KeyPlace::Device(TERMINAL);
        let all = test.db.read(async |tx| steps::of_key(tx, CITY, "7", place, site).await).await.unwrap();
        assert_eq!(all, [first.clone(), then]);
        let (_, body) = test.db.read(async |tx| records::body(tx, CITY, first.id).await).await.unwrap().unwrap();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!((&body["action"], &body["by_login"]), (&"match".into(), &"operator".into()));
        let placed = test.db.read(async |tx| records::leaf_count(tx, CITY).await).await.unwrap();
        let waiting = test.db.write(async |tx| records::place_waiting(tx, CITY, 100).await).await.unwrap() as u64;
        assert!(placed + waiting >= 2);
    })
    .await;
}

#[tokio::test]
async fn the_queue_reads_only_the_punches_that_are_nobodys() {
    let test = TestDb::sqlite().await;
    let Db::Sqlite { readers, .. } = &test.db else { unreachable!("SQLite") };
    for name in ["unmatched::OPEN", "unmatched::COUNTS"] {
        let all = hadir_store::statements::all();
        let statement = all.iter().find(|statement| statement.name.ends_with(name)).unwrap();
        let sql = format!("EXPLAIN QUERY PLAN {}", statement.sql);
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(readers).await.unwrap();
        let reads = "SEARCH f USING COVERING INDEX punch_facts_by_person (instansi_id=? AND person_id=?)";
        assert!(plan.iter().any(|(.., step)| step.contains(reads)), "{name}: {plan:?}");
    }
}

#[tokio::test]
async fn claims_are_read_from_the_index_by_person_alone() {
    let test = TestDb::sqlite().await;
    let Db::Sqlite { readers, .. } = &test.db else { unreachable!("SQLite") };
    let all = hadir_store::statements::all();
    let statement = all.iter().find(|statement| statement.name.ends_with("claims::MATCHED")).unwrap();
    let sql = format!("EXPLAIN QUERY PLAN {}", statement.sql);

    let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(readers).await.unwrap();

    let reads = "SEARCH f USING COVERING INDEX punch_facts_by_person (instansi_id=? AND person_id=? AND at>? AND at<?)";
    assert!(plan.iter().any(|(.., step)| step.contains(reads)), "{plan:?}");
}

#[tokio::test]
async fn one_person_at_two_terminals_within_seconds_is_found() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let shared = PinMapping { device: None, site: Some(OFFICE), ..on_terminal("7") };
        test.db.write(async |tx| pins::add(tx, CITY, &shared).await).await.unwrap();
        let mut near = tap("7", MONDAY.at(7, 0, 4, 0));
        near.device = Some(SECOND_TERMINAL);
        let mut far = tap("7", MONDAY.at(16, 3, 0, 0));
        far.device = Some(SECOND_TERMINAL);
        append(&test.db, &[tap("7", MONDAY.at(7, 0, 0, 0)), near, tap("7", MONDAY.at(16, 0, 0, 0)), far]).await;

        let since = at("2026-01-01T00:00:00Z");
        let found = test.db.read(async |tx| unmatched::at_once(tx, CITY, since, 10, 50).await).await.unwrap();

        assert_eq!(found.len(), 1);
        assert_eq!((found[0].person, found[0].seconds_apart), (SITI, 4));
        assert_eq!(found[0].second, (SECOND_TERMINAL, "7".to_owned()));
    })
    .await;
}
