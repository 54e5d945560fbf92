//! Phones, passkeys, stations and photos: one row each, every step sealed, on both databases.

use hadir_domain::ids::StationId;
use hadir_domain::phones::{DeviceKey, Phone, PhoneState, Station, StationKind, StationState};
use hadir_domain::punches::Source;
use hadir_ledger::leaf::RecordKind;
use hadir_store::phones::{self, Challenge, PasskeyRow, Step};
use hadir_store::photos::{self, Photo};
use hadir_store::testing::TestDb;
use hadir_store::{StoreError, dirty, marks, records, sites, stations};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

use crate::city::{self, *};

const NOW: &str = "2026-01-05T00:00:00Z";

fn key(letter: &str) -> DeviceKey {
    DeviceKey(letter.repeat(43))
}

fn phone(letter: &str, state: PhoneState) -> Phone {
    Phone {
        instansi: CITY,
        key: key(letter),
        person: SITI,
        public_key: vec![4; 91],
        platform: "android".into(),
        name: "Chrome".into(),
        state,
        passkey: None,
        device_bound: false,
        enrolled_at: at(NOW),
        decided: None,
    }
}

fn step(number: u128, what: &'static str, subject: &str) -> Step {
    Step {
        by_login: "admin".into(),
        id: Uuid::from_u128(0x7000 + number),
        person: Some(SITI),
        reason: "uji".into(),
        received_at: at(NOW),
        step: what,
        subject: subject.into(),
    }
}

#[tokio::test]
async fn a_phone_is_there_once_and_each_of_its_steps_is_sealed() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let new = phone("a", PhoneState::Pending);
        let add = async |number| {
            let step = step(number, "enrol", new.key.as_str());
            test.db.write(async |tx| phones::add(tx, &new, &step, [1; 16]).await).await.unwrap()
        };
        assert!(add(1).await);
        assert!(!add(2).await, "the same key of the same person");

        let decide = async |number| {
            let step = step(number, "approve", new.key.as_str());
            test.db.write(async |tx| phones::decide(tx, &new, PhoneState::Active, &step, [2; 16]).await).await.unwrap()
        };
        assert!(decide(3).await);
        assert!(!decide(4).await, "it is not pending any more");
        let (one, listed, pending, steps) = test
            .db
            .read(async |tx| {
                let one = phones::get(tx, CITY, &new.key, SITI).await?.expect("a phone");
                let listed = phones::list(tx, CITY, None, None, 10).await?;
                let pending = phones::list(tx, CITY, Some(PhoneState::Pending), None, 10).await?;
                let step = records::body(tx, CITY, Uuid::from_u128(0x7003)).await?;
                Ok::<_, StoreError>((one, listed, pending.len(), step))
            })
            .await
            .unwrap();
        assert_eq!((one.state, one.decided.unwrap().by.as_str()), (PhoneState::Active, "admin"));
        assert_eq!((listed.len(), pending), (1, 0));
        let body = String::from_utf8(steps.expect("a sealed step").1).unwrap();
        assert!(body.contains("\"step\":\"approve\""), "{body}");
        assert_eq!(RecordKind::parse("phone"), Some(RecordKind::Phone));
    })
    .await;
}

#[tokio::test]
async fn a_question_is_answered_once_by_the_one_who_was_asked_in_time() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let account = crate::access::account(&test.db).await;
        let challenge = |number, until| Challenge {
            id: Uuid::from_u128(number),
            account,
            device_key: key("a"),
            state: "{}".into(),
            expires_at: at(until),
        };
        let (good, late) = (challenge(1, "2026-01-05T00:10:00Z"), challenge(2, "2026-01-05T00:00:30Z"));
        for one in [&good, &late] {
            test.db.write(async |tx| phones::add_challenge(tx, CITY, one, at(NOW)).await).await.unwrap();
        }
        let other = hadir_domain::ids::AccountId(Uuid::from_u128(99));
        let take = async |id, who| {
            let now = at("2026-01-05T00:01:00Z");
            test.db.write(async |tx| phones::take_challenge(tx, CITY, id, who, now).await).await.unwrap()
        };

        assert_eq!(take(good.id, other).await, None);
        assert_eq!(take(good.id, account).await, Some(good.clone()));
        assert_eq!(take(good.id, account).await, None);
        assert_eq!(take(late.id, account).await, None);
    })
    .await;
}

#[tokio::test]
async fn a_passkey_belongs_to_one_person() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let row = PasskeyRow { credential_id: vec![7; 32], passkey: "{\"a\":1}".into() };
        let add = async |person| {
            let flags = (true, false);
            test.db.write(async |tx| phones::add_passkey(tx, CITY, person, &row, flags, at(NOW)).await).await
        };
        add(SITI).await.unwrap();
        assert!(matches!(add(BUDI).await, Err(StoreError::Conflict(_))));
        let newer = PasskeyRow { passkey: "{\"a\":2}".into(), ..row.clone() };
        test.db.write(async |tx| phones::use_passkey(tx, CITY, &newer, true, at(NOW)).await).await.unwrap();

        let found = test.db.read(async |tx| phones::passkeys(tx, CITY, SITI).await).await.unwrap();
        assert_eq!(found, [newer]);
    })
    .await;
}

#[tokio::test]
async fn a_station_is_claimed_once_and_ends_for_good() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let site = test.db.read(async |tx| sites::list(tx, CITY).await).await.unwrap()[0].id;
        let station = Station {
            instansi: CITY,
            id: StationId(Uuid::from_u128(0x8000)),
            kind: StationKind::Screen,
            name: "Pintu".into(),
            site,
            state: StationState::Invited,
            key: Some((key("s"), vec![4; 91])),
            created_at: at(NOW),
            created_by: "operator".into(),
            claimed_at: None,
            seen_at: None,
            revoked_at: None,
        };
        let subject = station.id.to_string();
        let made = step(11, "make", &subject);
        let until = at("2026-01-12T00:00:00Z");
        test.db.write(async |tx| stations::add(tx, &station, &[1; 32], until, &made, [1; 16]).await).await.unwrap();
        let by_code = async |code: [u8; 32], now: &str| {
            let now = at(now);
            test.db.read(async |tx| stations::by_code(tx, CITY, &code, now).await).await.unwrap().is_some()
        };
        assert!(by_code([1; 32], NOW).await);
        assert!(!by_code([2; 32], NOW).await);
        assert!(!by_code([1; 32], "2026-01-12T00:00:00Z").await, "seven days are over");

        let claim = async |number| {
            let step = step(number, "claim", &subject);
            test.db.write(async |tx| stations::claim(tx, &station, &[9; 32], &step, [2; 16]).await).await.unwrap()
        };
        assert!(claim(12).await);
        assert!(!claim(13).await);
        let open = async || test.db.read(async |tx| stations::by_token(tx, CITY, &[9; 32]).await).await.unwrap();
        assert_eq!(open().await.and_then(|station| station.key), station.key);
        let revoke = async |number| {
            let step = step(number, "revoke", &subject);
            test.db.write(async |tx| stations::revoke(tx, &station, &step, [3; 16]).await).await.unwrap()
        };
        assert!(revoke(14).await);
        assert!(!revoke(15).await);
        assert_eq!(open().await, None);
    })
    .await;
}

#[tokio::test]
async fn a_punch_has_one_photo() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let photo = |letter: u8| Photo {
            punch: hadir_domain::ids::PunchId(Uuid::from_u128(5)),
            sha256: [letter; 32],
            size: 10,
            media: "image/jpeg".into(),
            stored_path: "photos/1/aa/x".into(),
            phash: Some("00ff00ff00ff00ff".into()),
            nonce: vec![1; 24],
            received_at: at(NOW),
            destroyed_at: None,
        };
        let add = async |letter| test.db.write(async |tx| photos::add(tx, CITY, &photo(letter)).await).await.unwrap();

        assert!(add(1).await);
        assert!(!add(2).await);
        let found = test.db.read(async |tx| photos::get(tx, CITY, photo(1).punch).await).await.unwrap();
        assert_eq!(found, Some(photo(1)));
    })
    .await;
}

#[tokio::test]
async fn a_day_marked_again_while_it_is_judged_stays_on_the_list() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let both = BTreeSet::from([(SITI, MONDAY), (BUDI, MONDAY)]);
        test.db.write(async |tx| dirty::mark(tx, CITY, &both).await).await.unwrap();
        let seen = test.db.read(async |tx| dirty::peek(tx, CITY, 10).await).await.unwrap();
        assert_eq!(seen.len(), 2);
        test.db.write(async |tx| dirty::mark(tx, CITY, &BTreeSet::from([(SITI, MONDAY)])).await).await.unwrap();

        test.db.write(async |tx| dirty::done(tx, CITY, &seen).await).await.unwrap();

        let left = test.db.read(async |tx| dirty::peek(tx, CITY, 10).await).await.unwrap();
        assert_eq!(left, [(SITI, MONDAY, 2)]);
    })
    .await;
}

#[tokio::test]
async fn marks_of_many_phones_only_go_forward() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let reach = async |one: &str, other: &str| {
            let reached = BTreeMap::from([("a".to_owned(), at(one)), ("b".to_owned(), at(other))]);
            let kind = Source::Phone.as_str();
            test.db.write(async |tx| marks::reach_many(tx, CITY, kind, &reached).await).await.unwrap();
        };
        reach("2026-01-05T01:00:00Z", "2026-01-05T01:00:00Z").await;
        reach("2026-01-05T02:00:00Z", "2026-01-05T00:00:00Z").await;

        let of = async |name| test.db.read(async |tx| marks::get(tx, CITY, "phone", name).await).await.unwrap();
        assert_eq!(of("a").await, Some(at("2026-01-05T02:00:00Z")));
        assert_eq!(of("b").await, Some(at("2026-01-05T01:00:00Z")));
    })
    .await;
}
