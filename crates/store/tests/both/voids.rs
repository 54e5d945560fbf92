//! What is void is no trace of presence for those who compare sources.

use hadir_domain::ids::PunchId;
use hadir_domain::punches::Source;
use hadir_store::claim::Claim;
use hadir_store::doubts::voids::{self, PunchVoid, VoidKind};
use hadir_store::reconcile::claims;
use hadir_store::testing::TestDb;
use hadir_store::{Db, StoreError};
use jiff::ToSpan;
use uuid::Uuid;

use crate::city::{self, *};

/// From before Monday to after Friday.
const WEEK: (&str, &str) = ("2026-01-04T00:00:00Z", "2026-01-10T00:00:00Z");

fn void(number: u128, punch: PunchId, kind: VoidKind) -> PunchVoid {
    PunchVoid {
        id: Uuid::from_u128(0xbad0 + number),
        punch,
        person: SITI,
        on: MONDAY,
        case: Uuid::from_u128(0xca5e),
        kind,
        reason: "uji".into(),
        found_by: (kind == VoidKind::Void).then(|| "kepala".into()),
        by_login: "bkpsdm".into(),
        by_person: None,
        received_at: at("2026-01-20T00:00:00Z"),
    }
}

async fn say(db: &Db, void: PunchVoid) {
    db.write(async |tx| voids::add(tx, CITY, &[void], || [1; 16]).await).await.unwrap();
}

/// How many claims of somebody known, and of each unknown key, are handed over.
async fn claimed(db: &Db) -> (usize, Vec<u64>) {
    let span = (at(WEEK.0), at(WEEK.1));
    db.read(async |tx| {
        let mut known = 0;
        claims::each(tx, CITY, span, |_| known += 1).await?;
        let friday = MONDAY.checked_add(4.days()).unwrap();
        let unknown = claims::unknown_keys(tx, CITY, span, (MONDAY, friday)).await?;
        Ok::<_, StoreError>((known, unknown.iter().map(|row| row.events).collect()))
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn a_void_punch_claims_nothing_until_it_counts_again() {
    TestDb::each(async |test| {
        let db = &test.db;
        city::build(db).await;
        let (morning, evening) = (MONDAY.at(7, 12, 33, 0), MONDAY.at(16, 2, 5, 0));
        let siti = |time| Claim::new(Source::Portal, SITI_NIP, time);
        append(db, &[siti(morning), siti(evening), tap("99", morning), tap("99", evening)]).await;
        let rows = listed(db, 10).await;
        let of = |key: &str| rows.iter().find(|punch| punch.person_key == key).expect("a punch").id;
        assert_eq!(claimed(db).await, (2, vec![2]));

        say(db, void(1, of(SITI_NIP), VoidKind::Void)).await;
        say(db, void(2, of("99"), VoidKind::Void)).await;
        assert_eq!(claimed(db).await, (1, vec![1]), "both kinds of keys");

        say(db, void(3, of(SITI_NIP), VoidKind::Restore)).await;
        assert_eq!(claimed(db).await, (2, vec![1]));
    })
    .await;
}

#[tokio::test]
async fn the_days_of_what_was_said_since_are_known() {
    TestDb::each(async |test| {
        let db = &test.db;
        city::build(db).await;
        let friday = MONDAY.checked_add(4.days()).unwrap();
        say(db, void(1, PunchId(Uuid::from_u128(1)), VoidKind::Void)).await;
        say(db, PunchVoid { on: friday, ..void(2, PunchId(Uuid::from_u128(2)), VoidKind::Void) }).await;
        let since = async |moment: &str| {
            let moment = at(moment);
            db.read(async |tx| voids::days_since(tx, CITY, moment).await).await.unwrap()
        };

        assert_eq!(since("2026-01-19T00:00:00Z").await, Some((MONDAY, friday)));
        assert_eq!(since("2026-01-20T00:00:00Z").await, None);
    })
    .await;
}
