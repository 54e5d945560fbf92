//! Notices, choices, subscriptions and deliveries, on both databases.

use hadir_domain::ids::AccountId;
use hadir_domain::notices::{Choices, NoticeChannel, NoticeKind, QuietHours};
use hadir_store::accounts::{self, Account, AccountState};
use hadir_store::notices::choices::{self, Email};
use hadir_store::notices::outbox::{self, DeliveryState};
use hadir_store::notices::subscriptions::{self, Subscription};
use hadir_store::notices::{self, NewNotice, NoticeText};
use hadir_store::testing::TestDb;
use hadir_store::{Db, StoreError};
use uuid::Uuid;

use crate::city::{self, *};

const NOW: &str = "2026-01-05T00:00:00Z";
const MINE: AccountId = AccountId(Uuid::from_u128(0xA1));
const THEIRS: AccountId = AccountId(Uuid::from_u128(0xA2));

async fn with_accounts(db: &Db) {
    city::build(db).await;
    for (id, login, person) in [(MINE, "siti", SITI), (THEIRS, "budi", BUDI)] {
        let account = Account {
            instansi: CITY,
            id,
            login: login.into(),
            password_hash: None,
            person: Some(person),
            lang: "id".into(),
            state: AccountState::Active,
            failed_tries: 0,
            locked_until: None,
            created_at: at(NOW),
        };
        db.write(async |tx| accounts::add(tx, &account).await).await.unwrap();
    }
}

fn notice(account: AccountId, key: &str, created_at: &str) -> NewNotice {
    NewNotice {
        id: fresh(),
        account,
        kind: NoticeKind::WindowOpens,
        dedupe_key: key.into(),
        text: NoticeText {
            title_id: "Jam kerja".into(),
            title_en: "Working hours".into(),
            body_id: "Mulai 07.30".into(),
            body_en: "From 07:30".into(),
        },
        link: "/".into(),
        created_at: at(created_at),
        expires_at: None,
    }
}

async fn add(db: &Db, new: &NewNotice) -> bool {
    db.write(async |tx| notices::add(tx, CITY, new).await).await.unwrap()
}

#[tokio::test]
async fn the_same_thing_is_told_an_account_once() {
    TestDb::each(async |test| {
        with_accounts(&test.db).await;

        assert!(add(&test.db, &notice(MINE, "window_opens 2026-01-05", NOW)).await);
        assert!(!add(&test.db, &notice(MINE, "window_opens 2026-01-05", NOW)).await, "the same day again");
        assert!(add(&test.db, &notice(MINE, "window_opens 2026-01-06", NOW)).await);
        assert!(add(&test.db, &notice(THEIRS, "window_opens 2026-01-05", NOW)).await, "another account");
        let nobody = notice(AccountId(Uuid::from_u128(9)), "x", NOW);
        let refused = test.db.write(async |tx| notices::add(tx, CITY, &nobody).await).await;
        assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn an_account_reads_its_own_notices_newest_first() {
    TestDb::each(async |test| {
        with_accounts(&test.db).await;
        for hour in 0..5 {
            assert!(add(&test.db, &notice(MINE, &format!("k{hour}"), &format!("2026-01-05T0{hour}:00:00Z"))).await);
        }
        let theirs = notice(THEIRS, "k", NOW);
        assert!(add(&test.db, &theirs).await);

        let page =
            async |after| test.db.read(async |tx| notices::of_account(tx, CITY, MINE, after, 3).await).await.unwrap();
        let first = page(None).await;
        let rest = page(first.last().map(|last| (last.created_at, last.id))).await;
        assert_eq!((first.len(), rest.len()), (3, 2));
        assert_eq!(first[0].created_at, at("2026-01-05T04:00:00Z"));
        assert_eq!(rest[1].created_at, at(NOW));

        let unread = async |account| test.db.read(async |tx| notices::unread(tx, CITY, account).await).await.unwrap();
        let read = async |ids: Option<Vec<Uuid>>| {
            test.db.write(async |tx| notices::mark_read(tx, CITY, MINE, ids.as_deref(), at(NOW)).await).await.unwrap();
        };
        read(Some(vec![first[0].id, theirs.id])).await;
        assert_eq!((unread(MINE).await, unread(THEIRS).await), (4, 1), "nobody reads another's");
        read(None).await;
        assert_eq!((unread(MINE).await, unread(THEIRS).await), (0, 1));
    })
    .await;
}

#[tokio::test]
async fn people_are_told_at_their_accounts_in_use() {
    TestDb::each(async |test| {
        with_accounts(&test.db).await;
        test.db.write(async |tx| accounts::set_state(tx, CITY, THEIRS, AccountState::Blocked).await).await.unwrap();

        let found = test.db.read(async |tx| notices::accounts_of(tx, CITY, &[SITI, BUDI]).await).await.unwrap();

        assert_eq!(found, [(SITI, MINE)]);
    })
    .await;
}

fn browser(number: u128, account: AccountId, endpoint: &str) -> Subscription {
    Subscription {
        id: Uuid::from_u128(0xB000 + number),
        account,
        endpoint: endpoint.into(),
        p256dh: vec![4; 65],
        auth: vec![1; 16],
        device: "Chrome di Android".into(),
        created_at: at(NOW),
        failed: 0,
        last_ok_at: None,
    }
}

#[tokio::test]
async fn a_browser_belongs_to_the_account_that_asked_last() {
    TestDb::each(async |test| {
        with_accounts(&test.db).await;
        let put = async |new: Subscription| {
            test.db.write(async |tx| subscriptions::put(tx, CITY, &new, 3).await).await.unwrap()
        };
        let of =
            async |account| test.db.read(async |tx| subscriptions::of_account(tx, CITY, account).await).await.unwrap();

        let first = put(browser(1, MINE, "https://push/1")).await;
        let again = put(browser(2, THEIRS, "https://push/1")).await;
        assert_eq!(first, again, "one endpoint, one row");
        assert_eq!((of(MINE).await.len(), of(THEIRS).await.len()), (0, 1));

        for number in 3..8 {
            let new = browser(number, MINE, &format!("https://push/{number}"));
            put(Subscription { created_at: at(&format!("2026-01-05T0{number}:00:00Z")), ..new }).await;
        }
        let kept: Vec<_> = of(MINE).await.into_iter().map(|one| one.endpoint).collect();
        assert_eq!(kept, ["https://push/5", "https://push/6", "https://push/7"], "the newest three");

        let id = Uuid::from_u128(0xB007);
        let delete =
            async |account| test.db.write(async |tx| subscriptions::delete(tx, CITY, account, id).await).await.unwrap();
        assert!(!delete(THEIRS).await);
        assert!(delete(MINE).await);
    })
    .await;
}

#[tokio::test]
async fn only_who_has_a_way_is_reachable() {
    TestDb::each(async |test| {
        with_accounts(&test.db).await;
        let reachable =
            async || test.db.read(async |tx| subscriptions::reachable(tx, CITY, None, 10).await).await.unwrap();
        assert_eq!(reachable().await, []);

        let mut email = Email {
            address: "siti@contoh.test".into(),
            confirmed_at: None,
            code: Some(([3; 32], at(NOW))),
            code_tries: 0,
            codes_sent: 1,
            codes_since: at(NOW),
        };
        let put = async |email: &Email| {
            test.db.write(async |tx| choices::put_email(tx, CITY, MINE, email).await).await.unwrap();
        };
        put(&email).await;
        let new = browser(1, THEIRS, "https://push/1");
        test.db.write(async |tx| subscriptions::put(tx, CITY, &new, 3).await).await.unwrap();
        assert_eq!(reachable().await, [(THEIRS, BUDI)], "an address that was not confirmed reaches nobody");

        let tried = async || test.db.write(async |tx| choices::try_code(tx, CITY, MINE, 2).await).await.unwrap();
        assert_eq!((tried().await, tried().await, tried().await), (true, true, false));

        email.confirmed_at = Some(at(NOW));
        put(&email).await;
        assert_eq!(reachable().await, [(MINE, SITI), (THEIRS, BUDI)]);
        assert_eq!(test.db.read(async |tx| choices::email(tx, CITY, MINE).await).await.unwrap().as_ref(), Some(&email));
        test.db.write(async |tx| choices::delete_email(tx, CITY, MINE).await).await.unwrap();
        assert_eq!(reachable().await, [(THEIRS, BUDI)]);
    })
    .await;
}

#[tokio::test]
async fn choices_are_read_back_as_they_were_made() {
    TestDb::each(async |test| {
        with_accounts(&test.db).await;
        let get = async || test.db.read(async |tx| choices::get(tx, CITY, MINE).await).await.unwrap();
        assert_eq!(get().await, Choices::default());

        let hour = |hour| jiff::civil::time(hour, 30, 0, 0);
        let mut chosen = Choices {
            quiet: Some(QuietHours { from: hour(20), to: hour(4) }),
            quiet_chosen: true,
            digest_at: hour(7),
            ..Choices::default()
        };
        chosen.set(NoticeKind::OutMissing, NoticeChannel::Push, false);
        for chosen in [
            chosen.clone(),
            Choices { quiet: None, ..chosen.clone() },
            Choices { digest_at: hour(7), ..Choices::default() },
        ] {
            test.db.write(async |tx| choices::put(tx, CITY, MINE, &chosen, at(NOW)).await).await.unwrap();
            assert_eq!(get().await, chosen);
        }
    })
    .await;
}

#[tokio::test]
async fn a_delivery_is_taken_in_hand_once_and_tried_again_when_its_time_comes() {
    TestDb::each(async |test| {
        with_accounts(&test.db).await;
        let new = notice(MINE, "k", NOW);
        assert!(add(&test.db, &new).await);
        let ways = [(NoticeChannel::Push, Uuid::from_u128(0xB1)), (NoticeChannel::Email, MINE.0)];
        let held = at("2026-01-05T05:00:00Z");
        let route = async || {
            test.db.write(async |tx| outbox::route(tx, CITY, new.id, &ways, held, at(NOW)).await).await.unwrap()
        };
        assert_eq!(test.db.read(async |tx| outbox::unrouted(tx, CITY, 10).await).await.unwrap().len(), 1);
        assert!(route().await);
        assert!(!route().await, "its ways were chosen");
        assert_eq!(test.db.read(async |tx| outbox::unrouted(tx, CITY, 10).await).await.unwrap().len(), 0);

        let waiting =
            async |now: &str| test.db.read(async |tx| outbox::waiting(tx, CITY, at(now), 10).await).await.unwrap();
        assert_eq!(waiting("2026-01-05T04:59:59Z").await.len(), 0, "held back");
        let all = waiting("2026-01-05T05:00:00Z").await;
        assert_eq!(all.len(), 2);
        let claim = async || {
            let until = at("2026-01-05T05:05:00Z");
            test.db.write(async |tx| outbox::claim(tx, CITY, &all[0], held, until).await).await.unwrap()
        };
        assert!(claim().await);
        assert!(!claim().await, "another server has it in hand");
        assert_eq!(waiting("2026-01-05T05:00:00Z").await.len(), 1);
        assert_eq!(waiting("2026-01-05T05:05:00Z").await.len(), 2, "whoever died is taken over from");

        let done = async |state, error| {
            let at = at("2026-01-05T05:01:00Z");
            test.db.write(async |tx| outbox::done(tx, CITY, &all[0], state, at, error).await).await.unwrap();
        };
        done(DeliveryState::Failed, Some("503")).await;
        let troubled = test.db.read(async |tx| outbox::troubled(tx, CITY, 10).await).await.unwrap();
        assert_eq!((troubled.len(), troubled[0].tries), (1, 1));
        assert_eq!(test.db.write(async |tx| outbox::retry(tx, CITY, held).await).await.unwrap(), 1);
        assert_eq!(waiting("2026-01-05T05:00:00Z").await.len(), 2);
        done(DeliveryState::Sent, None).await;
        assert_eq!(waiting("2026-01-05T06:00:00Z").await.len(), 1);

        let sweep =
            async |before: &str| test.db.write(async |tx| outbox::sweep(tx, CITY, at(before), 10).await).await.unwrap();
        assert_eq!(sweep(NOW).await, 0);
        assert_eq!(sweep("2026-04-05T00:00:00Z").await, 1);
        assert!(add(&test.db, &notice(MINE, "k", NOW)).await, "nothing of it is left");
    })
    .await;
}
