use hadir_domain::ids::AccountId;
use hadir_domain::sites::Site;
use hadir_store::accounts::{self, Account, AccountState};
use hadir_store::code_printings::{self, CodePrinting};
use hadir_store::site_versions::{self, SiteVersion};
use hadir_store::testing::TestDb;
use hadir_store::{Db, StoreError, records, sites};
use jiff::Timestamp;

use crate::city::{self, *};

async fn office(db: &Db) -> Site {
    db.read(async |tx| sites::get(tx, CITY, OFFICE).await).await.unwrap().unwrap()
}

fn version(site: &Site, from_at: Option<Timestamp>) -> SiteVersion {
    SiteVersion {
        id: fresh(),
        from_at,
        site: site.clone(),
        reason: "pindah gedung".into(),
        by_login: "admin".into(),
        received_at: at("2026-01-05T00:00:00Z"),
    }
}

#[tokio::test]
async fn a_site_keeps_its_outline_to_the_last_digit() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let outline = vec![(-1.612_345_678_901_2, 103.61), (-1.61, 103.62), (-1.60, 103.61)];
        let drawn = Site { outline, ..office(&test.db).await };

        test.db.write(async |tx| sites::change(tx, &drawn).await).await.unwrap();
        assert_eq!(office(&test.db).await, drawn);
        let plain = Site { outline: vec![], ..drawn };
        test.db.write(async |tx| sites::change(tx, &plain).await).await.unwrap();

        assert_eq!(office(&test.db).await, plain);
    })
    .await;
}

#[tokio::test]
async fn a_site_nobody_changed_is_drawn_since_ever_as_it_is() {
    TestDb::each(async |test| {
        city::build(&test.db).await;

        let drawn = test.db.read(async |tx| site_versions::drawn(tx, CITY).await).await.unwrap();

        assert_eq!(drawn[&OFFICE].len(), 1);
        assert_eq!(
            (drawn[&OFFICE][0].from_at, drawn[&OFFICE][0].area.clone()),
            (Timestamp::MIN, office(&test.db).await.area())
        );
    })
    .await;
}

#[tokio::test]
async fn versions_come_back_oldest_first_each_with_a_leaf() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let before = office(&test.db).await;
        let moved = Site { place: Some((-1.7, 103.7)), ..before.clone() };
        let [old, new] = [version(&before, None), version(&moved, Some(at("2026-01-05T00:00:00Z")))];

        test.db
            .write(async |tx| {
                site_versions::add(tx, &new, [1; 16]).await?;
                site_versions::add(tx, &old, [2; 16]).await?;
                Ok::<_, StoreError>(())
            })
            .await
            .unwrap();

        let (found, drawn, body) = test
            .db
            .read(async |tx| {
                let found = site_versions::of_site(tx, CITY, OFFICE).await?;
                let body = records::body(tx, CITY, new.id).await?;
                Ok::<_, StoreError>((found, site_versions::drawn(tx, CITY).await?, body))
            })
            .await
            .unwrap();
        assert_eq!(found, [old, new]);
        assert_eq!(
            drawn[&OFFICE].iter().map(|one| one.area.clone()).collect::<Vec<_>>(),
            [before.area(), moved.area()]
        );
        assert!(String::from_utf8(body.unwrap().1).unwrap().contains("pindah gedung"));
    })
    .await;
}

fn account(login: &str) -> Account {
    Account {
        instansi: CITY,
        id: AccountId(fresh()),
        login: login.into(),
        password_hash: None,
        person: Some(SITI),
        lang: "id".into(),
        state: AccountState::Invited,
        failed_tries: 0,
        locked_until: None,
        created_at: at("2026-01-05T00:00:00Z"),
    }
}

#[tokio::test]
async fn only_codes_that_still_open_are_open() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let [first, second] = [account("siti"), account("siti-2")];
        let (now, soon, later) = (at("2026-01-05T00:00:00Z"), at("2026-01-06T00:00:00Z"), at("2026-01-12T00:00:00Z"));
        test.db
            .write(async |tx| {
                for account in [&first, &second] {
                    accounts::add(tx, account).await?;
                }
                accounts::add_code(tx, CITY, first.id, &[1; 32], now, soon).await?;
                accounts::add_code(tx, CITY, second.id, &[2; 32], now, soon).await?;
                accounts::add_code(tx, CITY, second.id, &[3; 32], now, later).await
            })
            .await
            .unwrap();

        let open = async |at| test.db.read(async |tx| accounts::open_codes(tx, CITY, at).await).await.unwrap();

        assert_eq!(open(now).await.into_iter().collect::<Vec<_>>(), {
            let mut both = vec![(first.id, soon), (second.id, later)];
            both.sort();
            both
        });
        assert_eq!(open(soon).await.into_keys().collect::<Vec<_>>(), [second.id]);
        test.db.write(async |tx| accounts::use_code(tx, CITY, &[3; 32], soon).await).await.unwrap();
        assert!(open(soon).await.is_empty());

        let (of_people, named) = test
            .db
            .read(async |tx| {
                let named = accounts::with_logins(tx, CITY, &["hantu", "siti-2"]).await?;
                Ok::<_, StoreError>((accounts::of_people(tx, CITY, &[SITI, BUDI]).await?, named))
            })
            .await
            .unwrap();
        assert_eq!(of_people, [first, second.clone()]);
        assert_eq!(named, [second]);
    })
    .await;
}

#[tokio::test]
async fn every_printing_of_codes_is_noted_newest_first_and_sealed() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let printing = |printed_at: &str| CodePrinting {
            id: fresh(),
            unit: DINAS,
            scope: "missing".into(),
            cards: 12,
            new_accounts: 10,
            signed_in: 0,
            reason: String::new(),
            by_login: "admin".into(),
            printed_at: at(printed_at),
            expires_at: at("2026-01-13T00:00:00Z"),
        };
        let [first, second] = [printing("2026-01-05T00:00:00Z"), printing("2026-01-06T00:00:00Z")];
        let whose = [AccountId(fresh())];
        for one in [&first, &second] {
            test.db.write(async |tx| code_printings::add(tx, CITY, one, &whose, [4; 16]).await).await.unwrap();
        }

        let (noted, other, body) = test
            .db
            .read(async |tx| {
                let noted = code_printings::of_unit(tx, CITY, DINAS, 10).await?;
                let other = code_printings::of_unit(tx, CITY, OTHER, 10).await?;
                Ok::<_, StoreError>((noted, other, records::body(tx, CITY, first.id).await?))
            })
            .await
            .unwrap();

        assert_eq!((noted, other), (vec![second, first], vec![]));
        assert!(String::from_utf8(body.unwrap().1).unwrap().contains(&whose[0].to_string()));
    })
    .await;
}
