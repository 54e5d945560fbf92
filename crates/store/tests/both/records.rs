use hadir_store::raw_files::{self, RawFile};
use hadir_store::testing::{Kind, TestDb};
use hadir_store::{Db, StoreError, imports, instansi};

use crate::city::{self, *};

#[tokio::test]
async fn a_raw_file_is_noted_once_and_its_imports_are_found_by_it() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let file = RawFile {
            sha256: [9; 32],
            size: 1234,
            stored_path: "raw/09".into(),
            nonce: vec![1; 24],
            received_at: at("2026-01-20T03:00:00Z"),
            destroyed_at: None,
        };
        for expected in [true, false] {
            let added = test.db.write(async |tx| raw_files::add(tx, CITY, &file).await).await.unwrap();
            assert_eq!(added, expected);
        }
        let all = [sheet(DINAS, "2026-01-20T03:00:00Z"), sheet(DINAS, "2026-01-21T03:00:00Z")];
        for import in &all {
            add_import(&test.db, import).await.unwrap();
        }

        let mut found = test.db.read(async |tx| imports::by_file(tx, CITY, &[9; 32]).await).await.unwrap();
        found.reverse();
        assert_eq!(found, all);
        let page = test.db.read(async |tx| imports::list(tx, CITY, None, 1).await).await.unwrap();
        let next = Some((page[0].received_at, page[0].id));
        let rest = test.db.read(async |tx| imports::list(tx, CITY, next, 10).await).await.unwrap();
        assert_eq!([rest, page].concat(), all);
        let gone = at("2031-01-01T00:00:00Z");
        test.db.write(async |tx| raw_files::destroyed(tx, CITY, &[9; 32], gone).await).await.unwrap();
        let stored = test.db.read(async |tx| raw_files::get(tx, CITY, &[9; 32]).await).await.unwrap().unwrap();
        assert_eq!(stored.destroyed_at, Some(gone));
    })
    .await;
}

#[tokio::test]
async fn what_fails_is_rolled_back_and_the_database_goes_on() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let refused: Result<(), StoreError> = test
            .db
            .write(async |tx| {
                let mut city = instansi::get(tx, CITY).await?.expect("the city");
                city.name = "Kota Lain".into();
                instansi::change(tx, &city).await?;
                Err(StoreError::NotFound("on purpose".into()))
            })
            .await;
        assert!(refused.is_err());

        let cities = test.db.read(async |tx| instansi::all(tx).await).await.unwrap();
        assert_eq!(cities.iter().map(|city| city.name.as_str()).collect::<Vec<_>>(), ["Kota Contoh"]);
    })
    .await;
}

#[tokio::test]
async fn reading_work_cannot_write() {
    TestDb::each(async |test| {
        city::build(&test.db).await;

        let refused = test
            .db
            .read(async |tx| hadir_store::marks::reach(tx, CITY, "machine", "x", at("2026-01-05T20:00:00Z")).await)
            .await;

        assert!(refused.is_err());
    })
    .await;
}

#[tokio::test]
async fn many_writers_take_turns() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..8_i8 {
            let db = test.db.clone();
            writers.spawn(async move {
                for minute in 0..10 {
                    let claims = [tap("7", MONDAY.at(writer, minute, 0, 0)), tap("7", MONDAY.at(9, minute, 30, 0))];
                    append(&db, &claims).await;
                }
            });
        }
        while let Some(done) = writers.join_next().await {
            done.unwrap();
        }

        assert_eq!(listed(&test.db, 1000).await.len(), 90);
    })
    .await;
}

#[tokio::test]
async fn writers_of_the_same_punches_in_opposite_order_do_not_deadlock() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..6 {
            let db = test.db.clone();
            writers.spawn(async move {
                let mut claims: Vec<_> = (0..600_i16)
                    .map(|tap_no| tap(&tap_no.to_string(), MONDAY.at(7, (tap_no % 60) as i8, 0, 0)))
                    .collect();
                if writer % 2 == 1 {
                    claims.reverse();
                }
                append(&db, &claims).await.new_count()
            });
        }
        let mut new = 0;
        while let Some(done) = writers.join_next().await {
            new += done.unwrap();
        }

        assert_eq!(new, 600, "each was new to one of them");
        assert_eq!(listed(&test.db, 1000).await.len(), 600);
    })
    .await;
}

#[tokio::test]
async fn a_copy_of_an_sqlite_database_is_whole_and_a_second_start_changes_nothing() {
    let test = TestDb::sqlite().await;
    assert_eq!(test.kind, Kind::Sqlite);
    city::build(&test.db).await;
    append(&test.db, &[tap("7", MONDAY.at(7, 0, 0, 0))]).await;
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("salinan.db");

    test.db.copy_to(&copy).await.unwrap();
    test.db.migrate().await.unwrap();

    let copied = Db::open(&format!("sqlite://{}", copy.display())).await.unwrap();
    copied.migrate().await.unwrap();
    assert_eq!(hash(&copied).await, hash(&test.db).await);
    assert_eq!(listed(&copied, 10).await.len(), 1);
}
