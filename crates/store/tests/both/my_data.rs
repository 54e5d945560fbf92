//! What people ask about their data and the copies they take, on both databases.

use hadir_domain::ids::InstansiId;
use hadir_domain::privacy::{DataAsk, DataField, DataRequest, DataState, DataStep};
use hadir_ledger::leaf::RecordKind;
use hadir_store::access_log::{self, Look};
use hadir_store::data_requests::{self, Step};
use hadir_store::testing::TestDb;
use hadir_store::{data_exports, records};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::city::{self, *};

const NOW: &str = "2026-01-05T00:00:00Z";

fn request(number: u128, hours: i64) -> DataRequest {
    let asked_at = at(NOW).saturating_add(SignedDuration::from_hours(hours)).unwrap();
    DataRequest {
        instansi: CITY,
        id: Uuid::from_u128(0x9000 + number),
        person: SITI,
        ask: DataAsk::Correct,
        field: DataField::Name,
        wrong: "Sitti".into(),
        wanted: "Siti".into(),
        state: DataState::Open,
        asked_at,
        due_at: asked_at.saturating_add(SignedDuration::from_hours(72)).unwrap(),
        answered: None,
    }
}

fn step(number: u128, of: &DataRequest, step: DataStep) -> Step {
    Step {
        by_login: "bkpsdm".into(),
        id: Uuid::from_u128(0xa000 + number),
        person: of.person,
        reason: "uji".into(),
        received_at: at(NOW),
        request: of.id,
        step,
    }
}

#[tokio::test]
async fn a_request_is_there_once_moves_once_and_each_step_is_sealed() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let new = request(1, 0);
        let leaves = async || {
            test.db.write(async |tx| records::place_waiting(tx, CITY, 100).await).await.unwrap();
            let all = test.db.read(async |tx| records::leaves(tx, CITY, 0, 1000).await).await.unwrap();
            all.iter().filter(|leaf| leaf.kind == RecordKind::Decision).count()
        };
        let before = leaves().await;
        let add = async |number| {
            let ask = step(number, &new, DataStep::Ask);
            test.db.write(async |tx| data_requests::add(tx, &new, &ask, [1; 16]).await).await.unwrap()
        };
        assert!(add(1).await);
        assert!(!add(2).await, "the same request again");

        let done = step(3, &new, DataStep::Done);
        let answer = async || {
            let answer =
                async |tx: &mut hadir_store::Tx| data_requests::step(tx, &new, DataState::Done, &done, [2; 16]).await;
            test.db.write(answer).await.unwrap()
        };
        assert!(answer().await);
        assert!(!answer().await, "it is over");

        let stored = test.db.read(async |tx| data_requests::get(tx, CITY, new.id).await).await.unwrap().unwrap();
        assert_eq!(stored.state, DataState::Done);
        assert_eq!(stored.answered.map(|answer| (answer.by, answer.reason)), Some(("bkpsdm".into(), "uji".into())));
        let steps = test.db.read(async |tx| data_requests::steps(tx, CITY, new.id).await).await.unwrap();
        assert_eq!(steps.iter().map(|step| step.step).collect::<Vec<_>>(), [DataStep::Ask, DataStep::Done]);
        assert_eq!(leaves().await - before, 2);
        let elsewhere = test.db.read(async |tx| data_requests::get(tx, InstansiId(2), new.id).await).await.unwrap();
        assert_eq!(elsewhere, None);
    })
    .await;
}

#[tokio::test]
async fn what_is_due_first_stands_first_and_what_is_over_time_is_counted() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        for (number, hours) in [(1, 5), (2, 0), (3, 9)] {
            let new = request(number, hours);
            let ask = step(number, &new, DataStep::Ask);
            test.db.write(async |tx| data_requests::add(tx, &new, &ask, [1; 16]).await).await.unwrap();
        }

        let waiting = async |by| test.db.read(async |tx| data_requests::waiting(tx, CITY, by, 10).await).await.unwrap();
        let ids = |list: Vec<DataRequest>| list.into_iter().map(|one| one.id.as_u128() - 0x9000).collect::<Vec<_>>();
        assert_eq!(ids(waiting(Timestamp::MAX).await), [2, 1, 3]);
        let later = at("2026-01-08T06:00:00Z");
        assert_eq!(ids(waiting(later).await), [2, 1]);
        let count = test.db.read(async |tx| data_requests::count_due(tx, CITY, later).await).await.unwrap();
        assert_eq!(count, 2);
        let mine = test.db.read(async |tx| data_requests::count_of_person(tx, CITY, SITI).await).await.unwrap();
        assert_eq!(mine, 3);
        let own = test.db.read(async |tx| data_requests::of_person(tx, CITY, SITI, 2).await).await.unwrap();
        assert_eq!(ids(own), [3, 1]);
    })
    .await;
}

#[tokio::test]
async fn looks_are_read_page_by_page_and_reading_on_is_one_look() {
    TestDb::each(async |test| {
        let looks: Vec<Look> = (0..5)
            .map(|number| Look {
                id: Uuid::from_u128(0xb000 + number),
                at: at("2026-01-02T00:00:00Z"),
                by_login: "kepala".into(),
                person: SITI,
                what: "days".into(),
                detail: "2026-01".into(),
            })
            .collect();
        for look in &looks {
            test.db.write(async |tx| access_log::add(tx, CITY, look).await).await.unwrap();
        }

        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = async |tx: &mut hadir_store::Tx| access_log::page_of_person(tx, CITY, SITI, after, 2).await;
            let page = test.db.read(page).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some((last.at, last.id));
            found.extend(page.into_iter().map(|look| look.id.as_u128() - 0xb000));
        }
        assert_eq!(found, [4, 3, 2, 1, 0]);
        let noted = async |since: &str| {
            let since = at(since);
            test.db.read(async |tx| access_log::noted_since(tx, CITY, &looks[0], since).await).await.unwrap()
        };
        assert!(noted("2026-01-01T23:00:00Z").await);
        assert!(!noted("2026-01-02T00:00:00Z").await);
    })
    .await;
}

#[tokio::test]
async fn a_copy_that_was_taken_is_remembered() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let add = async |tx: &mut hadir_store::Tx| data_exports::add(tx, CITY, fresh(), SITI, "siti", at(NOW)).await;
        test.db.write(add).await.unwrap();

        let taken = test.db.read(async |tx| data_exports::of_person(tx, CITY, SITI, 5).await).await.unwrap();
        assert_eq!(taken, [(at(NOW), "siti".to_owned())]);
        assert!(
            test.db.read(async |tx| data_exports::punches(tx, CITY, SITI, None, 5).await).await.unwrap().is_empty()
        );
        assert!(test.db.read(async |tx| data_exports::photos(tx, CITY, SITI, None, 5).await).await.unwrap().is_empty());
    })
    .await;
}
