use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hadir_domain::access::{Acting, Grant, Role, Scope};
use hadir_domain::ids::{AccountId, InstansiId};
use hadir_store::accounts::{self, Account, AccountState};
use hadir_store::directory::{self, Key};
use hadir_store::grants::{self, GrantRow};
use hadir_store::secrets::{self, Sealed};
use hadir_store::sessions::{self, Session, SessionKind};
use hadir_store::testing::TestDb;
use hadir_store::{Db, StoreError, access_log, leases, setup};
use tokio::task::JoinSet;

use crate::city::{self, *};

pub async fn account(db: &Db) -> AccountId {
    let id = AccountId(fresh());
    let new = Account {
        instansi: CITY,
        id,
        login: "siti".into(),
        password_hash: None,
        person: Some(SITI),
        lang: "id".into(),
        state: AccountState::Invited,
        failed_tries: 0,
        locked_until: None,
        created_at: at("2026-01-02T00:00:00Z"),
    };
    db.write(async |tx| accounts::add(tx, &new).await).await.unwrap();
    id
}

#[tokio::test]
async fn a_one_time_code_opens_once_and_not_after_its_time() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let id = account(&test.db).await;
        let (made, ends) = (at("2026-01-02T00:00:00Z"), at("2026-01-09T00:00:00Z"));
        for code in [[1; 32], [2; 32]] {
            test.db.write(async |tx| accounts::add_code(tx, CITY, id, &code, made, ends).await).await.unwrap();
        }
        let use_code = |code: [u8; 32], now: &str| {
            let (db, now) = (test.db.clone(), at(now));
            async move { db.write(async |tx| accounts::use_code(tx, CITY, &code, now).await).await.unwrap() }
        };

        assert_eq!(use_code([1; 32], "2026-01-03T00:00:00Z").await, None, "a newer code was made");
        assert_eq!(use_code([2; 32], "2026-01-09T00:00:00Z").await, None, "too late");
        assert_eq!(use_code([2; 32], "2026-01-03T00:00:00Z").await, Some(id));
        assert_eq!(use_code([2; 32], "2026-01-03T00:00:00Z").await, None, "used");
        test.db.write(async |tx| accounts::tried(tx, CITY, id, 5, Some(ends)).await).await.unwrap();
        test.db.write(async |tx| accounts::set_password(tx, CITY, id, "$argon2id$x").await).await.unwrap();
        let stored = test.db.read(async |tx| accounts::by_login(tx, CITY, "siti").await).await.unwrap().unwrap();
        assert_eq!((stored.state, stored.failed_tries, stored.locked_until), (AccountState::Active, 0, None));
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_when_it_is_over_or_ended() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let id = account(&test.db).await;
        let session = |token: u8| Session {
            instansi: CITY,
            token_hash: [token; 32],
            account: id,
            kind: SessionKind::Bearer,
            label: "uji beban".into(),
            created_at: at("2026-01-02T00:00:00Z"),
            seen_at: at("2026-01-02T00:00:00Z"),
            expires_at: at("2026-02-02T00:00:00Z"),
            revoked_at: None,
            phone: None,
        };
        for token in 1..=3 {
            test.db.write(async |tx| sessions::add(tx, &session(token)).await).await.unwrap();
        }
        let now = at("2026-01-03T00:00:00Z");
        let open = |token: u8, now| {
            let db = test.db.clone();
            async move { db.read(async |tx| sessions::find(tx, CITY, &[token; 32], now).await).await.unwrap().is_some() }
        };

        assert!(open(1, now).await && !open(4, now).await);
        assert!(!open(1, at("2026-02-02T00:00:00Z")).await);
        assert!(test.db.write(async |tx| sessions::revoke(tx, CITY, &[1; 32], now).await).await.unwrap());
        assert!(!open(1, now).await && open(2, now).await);
        assert_eq!(test.db.write(async |tx| sessions::revoke_all(tx, CITY, id, now).await).await.unwrap(), 2);
        assert_eq!(test.db.read(async |tx| sessions::of_account(tx, CITY, id).await).await.unwrap().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn grants_keep_their_dates_and_who_gave_them() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let account = account(&test.db).await;
        let row = GrantRow {
            id: fresh(),
            account,
            grant: Grant {
                role: Role::Kepala,
                scope: Scope::Unit,
                unit: Some(DINAS),
                from_on: MONDAY,
                to_on: None,
                acting: Some(Acting::Plt),
            },
            granted_by: "bkpsdm".into(),
            granted_at: at("2026-01-02T00:00:00Z"),
            reason: None,
        };
        test.db.write(async |tx| grants::add(tx, CITY, &row, [3; 16]).await).await.unwrap();
        let ending = grants::Ending {
            id: fresh(),
            grant: row.id,
            to_on: MONDAY,
            by_login: "bkpsdm".into(),
            at: at("2026-01-04T00:00:00Z"),
        };
        test.db.write(async |tx| grants::end(tx, CITY, &ending, [4; 16]).await).await.unwrap();

        let mut stored = test.db.read(async |tx| grants::of_account(tx, CITY, account).await).await.unwrap();
        assert_eq!(stored[0].grant.to_on, Some(MONDAY));
        stored[0].grant.to_on = None;
        assert_eq!(stored, [row]);
    })
    .await;
}

#[tokio::test]
async fn a_global_key_belongs_to_one_instansi() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let put = |instansi| {
            let db = test.db.clone();
            async move { db.write(async |tx| directory::put(tx, instansi, Key::Serial, "BWXP1").await).await }
        };

        put(CITY).await.unwrap();
        put(CITY).await.unwrap();
        assert!(matches!(put(InstansiId(2)).await, Err(StoreError::Conflict(_))));
        let found = test.db.read(async |tx| directory::find(tx, Key::Serial, "BWXP1").await).await.unwrap();
        assert_eq!(found, Some(CITY));
        test.db.write(async |tx| directory::remove(tx, CITY, Key::Serial, "BWXP1").await).await.unwrap();
        put(InstansiId(2)).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_lease_has_one_holder_until_it_runs_out() {
    TestDb::each(async |test| {
        let take = |holder: &'static str, now: &str, until: &str| {
            let (db, now, until) = (test.db.clone(), at(now), at(until));
            async move { db.write(async |tx| leases::take(tx, CITY, "projector", holder, now, until).await).await.unwrap() }
        };

        assert!(take("a", "2026-01-02T00:00:00Z", "2026-01-02T00:01:00Z").await);
        assert!(!take("b", "2026-01-02T00:00:30Z", "2026-01-02T00:01:30Z").await);
        assert!(take("a", "2026-01-02T00:00:45Z", "2026-01-02T00:01:45Z").await);
        assert!(take("b", "2026-01-02T00:01:45Z", "2026-01-02T00:02:45Z").await);
        test.db.write(async |tx| leases::give_up(tx, CITY, "projector", "b").await).await.unwrap();
        assert!(take("a", "2026-01-02T00:01:46Z", "2026-01-02T00:02:45Z").await);
    })
    .await;
}

/// Units of work that hold the same go one after the other, also the first ones, which find no row yet.
#[tokio::test]
async fn what_one_unit_of_work_holds_no_other_does_until_its_end() {
    TestDb::each(async |test| {
        let inside = Arc::new(AtomicUsize::new(0));
        let mut all = JoinSet::new();
        for _ in 0..6 {
            let (db, inside) = (test.db.clone(), Arc::clone(&inside));
            all.spawn(async move {
                db.write(async |tx| {
                    leases::hold(tx, CITY, "letter numbers").await?;
                    let others = inside.fetch_add(1, Ordering::SeqCst);
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    inside.fetch_sub(1, Ordering::SeqCst);
                    Ok::<_, StoreError>(others)
                })
                .await
                .unwrap()
            });
        }
        assert_eq!(all.join_all().await, [0; 6], "{:?}", test.kind);

        // Another government's is its own.
        let elsewhere = test.db.write(async |tx| {
            leases::hold(tx, CITY, "letter numbers").await?;
            if let Db::Postgres(_) = test.db {
                test.db.write(async |tx| leases::hold(tx, InstansiId(2), "letter numbers").await).await?;
            }
            Ok::<_, StoreError>(())
        });
        tokio::time::timeout(Duration::from_secs(30), elsewhere).await.expect("no wait").unwrap();
    })
    .await;
}

#[tokio::test]
async fn two_servers_that_start_together_share_one_secret() {
    TestDb::each(async |test| {
        let sealed = |byte: u8| Sealed { nonce: vec![byte; 24], ciphertext: vec![byte; 48] };
        let put = |byte: u8| {
            let (db, new, now) = (test.db.clone(), sealed(byte), at("2026-01-02T00:00:00Z"));
            async move { db.write(async |tx| secrets::put(tx, InstansiId(0), "session", &new, now).await).await.unwrap() }
        };

        assert_eq!(put(1).await, sealed(1));
        assert_eq!(put(2).await, sealed(1));
    })
    .await;
}

#[tokio::test]
async fn a_setup_link_opens_once() {
    TestDb::each(async |test| {
        let (now, ends) = (at("2026-01-02T00:00:00Z"), at("2026-01-03T00:00:00Z"));
        test.db.write(async |tx| setup::add_link(tx, &[5; 32], ends).await).await.unwrap();

        assert!(test.db.read(async |tx| setup::is_open(tx, &[5; 32], now).await).await.unwrap());
        assert!(!test.db.write(async |tx| setup::use_link(tx, &[5; 32], ends).await).await.unwrap());
        assert!(test.db.write(async |tx| setup::use_link(tx, &[5; 32], now).await).await.unwrap());
        assert!(!test.db.write(async |tx| setup::use_link(tx, &[5; 32], now).await).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_look_at_a_persons_place_is_noted() {
    TestDb::each(async |test| {
        let look = access_log::Look {
            id: fresh(),
            at: at("2026-01-02T00:00:00Z"),
            by_login: "kepala".into(),
            person: SITI,
            what: "location".into(),
            detail: "punch".into(),
        };
        test.db.write(async |tx| access_log::add(tx, CITY, &look).await).await.unwrap();

        let looks = test.db.read(async |tx| access_log::of_person(tx, CITY, SITI, 10).await).await.unwrap();
        assert_eq!(looks, [look]);
    })
    .await;
}
