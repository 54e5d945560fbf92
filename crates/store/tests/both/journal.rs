use hadir_domain::phones::DeviceKey;
use hadir_domain::punches::Source;
use hadir_store::claim::{Claim, Precision};
use hadir_store::punches::{self, Outcome, Repair};
use hadir_store::testing::{Kind, TestDb};
use hadir_store::{StoreError, problems, records};
use jiff::ToSpan;
use jiff::civil::time;

use crate::city::{self, *};

fn two_weeks() -> Vec<Claim> {
    let days = MONDAY.series(1.day()).take(14);
    let mut claims: Vec<Claim> = days
        .flat_map(|day| {
            (1..=4).flat_map(move |pin| {
                let pin = pin.to_string();
                [tap(&pin, day.at(7, 12, 33, 0)), tap(&pin, day.at(16, 2, 5, 0))]
            })
        })
        .collect();
    let mut portal = Claim::new(Source::Portal, SITI_NIP, MONDAY.at(7, 30, 0, 0));
    portal.precision = Precision::Minute;
    claims.push(portal);
    claims
}

fn to_the_minute(claim: &Claim) -> Claim {
    let whole = claim.local_time.date().to_datetime(time(claim.local_time.hour(), claim.local_time.minute(), 0, 0));
    Claim { local_time: whole, precision: Precision::Minute, ..claim.clone() }
}

#[tokio::test]
async fn the_same_batch_a_hundred_times_gives_one_state() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let claims = two_weeks();

        let first = append(&test.db, &claims).await;
        let once = hash(&test.db).await;
        for _ in 1..100 {
            let again = append(&test.db, &claims).await;
            assert_eq!((again.new_count(), again.repeated_count()), (0, claims.len() as u64));
        }

        assert_eq!(first.new_count(), claims.len() as u64);
        assert_eq!(hash(&test.db).await, once, "{:?}", test.kind);
        assert_eq!(listed(&test.db, 7).await.len(), claims.len());
        let rows = test.db.read(async |tx| punches::journal_count(tx, CITY).await).await.unwrap();
        assert_eq!(rows, claims.len() as u64);
    })
    .await;
}

#[tokio::test]
async fn the_state_is_the_same_on_both_databases_in_any_order_of_arrival() {
    let mut hashes = Vec::new();
    for order in 0..4 {
        let mut claims = two_weeks();
        let coarse: Vec<Claim> = claims.iter().take(9).map(to_the_minute).collect();
        match order {
            0 => claims.extend(coarse),
            1 => claims.splice(0..0, coarse).for_each(drop),
            2 => {
                claims.extend(coarse);
                claims.reverse();
            }
            _ => {
                claims.extend(coarse);
                claims.rotate_left(31);
            }
        }
        for database in [Some(TestDb::sqlite().await), TestDb::postgres().await].into_iter().flatten() {
            city::build(&database.db).await;
            for piece in claims.chunks(10) {
                append(&database.db, piece).await;
            }
            hashes.push(hash(&database.db).await);
        }
    }

    assert!(hashes.iter().all(|hash| *hash == hashes[0]));
}

#[tokio::test]
async fn a_changed_claim_changes_the_state() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        append(&test.db, &two_weeks()).await;
        let before = hash(&test.db).await;

        append(&test.db, &[tap("1", MONDAY.at(12, 0, 0, 0))]).await;

        assert_ne!(hash(&test.db).await, before);
    })
    .await;
}

#[tokio::test]
async fn a_punch_to_the_minute_and_one_with_seconds_are_one_in_either_order() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let (fine, other) = (tap("1", MONDAY.at(7, 12, 33, 0)), tap("2", MONDAY.at(7, 12, 33, 0)));

        let seconds_first = append(&test.db, std::slice::from_ref(&fine)).await;
        let minute_later = append(&test.db, &[to_the_minute(&fine)]).await;
        let minute_first = append(&test.db, &[to_the_minute(&other)]).await;
        let seconds_later = append(&test.db, std::slice::from_ref(&other)).await;
        let both_again = append(&test.db, &[fine.clone(), to_the_minute(&fine), to_the_minute(&other)]).await;

        assert_eq!(seconds_first.outcomes, [Outcome::New]);
        assert_eq!(minute_later.outcomes, [Outcome::Repeated]);
        assert_eq!(minute_first.outcomes, [Outcome::New]);
        assert_eq!(seconds_later.outcomes, [Outcome::Refined]);
        assert_eq!(both_again.new_count(), 0);
        let rows = listed(&test.db, 100).await;
        assert_eq!(rows.len(), 2);
        assert!(rows.iter().all(|row| row.precision == Precision::Second));
        let report = test.db.read(async |tx| punches::rebuild(tx, CITY, Repair::No).await).await.unwrap();
        assert!(report.holds(), "{report:?}");
    })
    .await;
}

#[tokio::test]
async fn two_taps_in_one_minute_stay_two() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let taps = [tap("1", MONDAY.at(7, 12, 3, 0)), tap("1", MONDAY.at(7, 12, 45, 0))];

        append(&test.db, &[to_the_minute(&taps[0])]).await;
        let appended = append(&test.db, &taps).await;

        assert_eq!(appended.outcomes, [Outcome::Refined, Outcome::New]);
        assert_eq!(listed(&test.db, 100).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn what_came_in_is_what_is_stored() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let mut claims = two_weeks();
        claims.extend(two_weeks().into_iter().take(5));
        claims.push(Claim { device: Some(SECOND_TERMINAL), ..claims[0].clone() });

        let appended = append(&test.db, &claims).await;

        let counts = test.db.read(async |tx| punches::counts(tx, CITY).await).await.unwrap();
        assert_eq!(counts.iter().map(|count| count.stored).sum::<u64>(), appended.new_count());
        assert_eq!(appended.new_count() + appended.repeated_count(), claims.len() as u64);
        assert_eq!(appended.repeated_count(), 5);
        assert_eq!(counts.len(), 3);
        assert_eq!(appended.unmatched, claims.len() as u64 - 1);
    })
    .await;
}

#[tokio::test]
async fn deleting_or_changing_a_device_a_unit_or_a_user_removes_no_punch() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let mut on_sheet = Claim::new(Source::Manual, BUDI_NUMBER, MONDAY.at(7, 0, 0, 0));
        on_sheet.unit = Some(OTHER);
        append(&test.db, &[tap("1", MONDAY.at(7, 12, 33, 0)), on_sheet]).await;
        let before = listed(&test.db, 10).await;

        for sql in [
            "DELETE FROM device_zones",
            "DELETE FROM devices",
            "UPDATE units SET code = code || 'x'",
            "DELETE FROM posts",
            "DELETE FROM units WHERE parent_id IS NOT NULL",
            "DELETE FROM units",
            "DELETE FROM identifiers",
            "DELETE FROM people",
            "DELETE FROM accounts",
        ] {
            meddle(&test.db, sql).await.unwrap();
        }

        let after = listed(&test.db, 10).await;
        let ids = |rows: &[punches::PunchRow]| rows.iter().map(|row| row.id).collect::<Vec<_>>();
        assert_eq!(ids(&after), ids(&before));
        assert_eq!(after[1].person_key, "1");
        let rows = test.db.read(async |tx| punches::journal_count(tx, CITY).await).await.unwrap();
        assert_eq!(rows, 2);
    })
    .await;
}

#[tokio::test]
async fn a_violation_leaves_nothing_half_written() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let mut new: Vec<_> = two_weeks().into_iter().map(new_punch).collect();
        let last = new.len() - 1;
        new[last].id = new[0].id;
        let import = sheet(DINAS, "2026-01-20T03:00:00Z");

        let refused: Result<(), StoreError> = test
            .db
            .write(async |tx| {
                hadir_store::imports::add(tx, CITY, &import, &[], [1; 16]).await?;
                punches::append(tx, CITY, &SECRET, &new).await.map(drop)
            })
            .await;

        assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
        for table in [
            "DELETE FROM punches",
            "DELETE FROM punch_facts",
            "DELETE FROM record_bodies",
            "DELETE FROM leaf_positions",
            "DELETE FROM leaf_queue",
            "DELETE FROM imports",
            "DELETE FROM dirty_days",
        ] {
            assert_eq!(meddle(&test.db, table).await.unwrap(), 0, "{table} on {:?}", test.kind);
        }
    })
    .await;
}

#[tokio::test]
async fn an_import_whose_counts_do_not_add_up_is_refused() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let mut import = sheet(DINAS, "2026-01-20T03:00:00Z");
        import.received = 3;
        import.new = 2;

        assert!(matches!(add_import(&test.db, &import).await, Err(StoreError::Conflict(_))));
        import.problems = 1;
        assert!(add_import(&test.db, &import).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn rebuilding_finds_and_repairs_what_was_changed_behind_the_stores_back() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        append(&test.db, &two_weeks()).await;
        let before = hash(&test.db).await;
        let ids: Vec<_> = listed(&test.db, 100).await.iter().map(|row| row.id).collect();
        let check = |repair| {
            let db = test.db.clone();
            async move { db.write(async |tx| punches::rebuild(tx, CITY, repair).await).await.unwrap() }
        };
        assert!(check(Repair::No).await.holds());

        meddle(&test.db, "UPDATE punch_facts SET state = '9' WHERE person_key = '2'").await.unwrap();
        meddle(&test.db, "DELETE FROM punch_facts WHERE person_key = '3'").await.unwrap();
        let found = check(Repair::No).await;
        let repaired = check(Repair::Yes).await;

        assert_eq!(found.differing.len(), 56);
        assert_eq!(repaired.differing, found.differing);
        assert!(check(Repair::No).await.holds());
        assert_eq!(hash(&test.db).await, before);

        test.db.write(async |tx| records::destroy_body(tx, CITY, ids[0].0).await).await.unwrap();
        let erased = check(Repair::No).await;
        assert!(erased.holds() && erased.without_body == 1);

        let (salt, body) =
            test.db.read(async |tx| records::body(tx, CITY, ids[5].0).await).await.unwrap().expect("a body");
        let forged = String::from_utf8(body).unwrap().replace("2026-01-05", "2026-01-06").into_bytes();
        match &test.db {
            hadir_store::Db::Sqlite { writer, .. } => {
                sqlx::query("UPDATE record_bodies SET payload = $1 WHERE record_id = $2")
                    .bind(forged)
                    .bind(ids[5].0)
                    .execute(writer)
                    .await
                    .map(drop)
            }
            hadir_store::Db::Postgres(pool) => {
                sqlx::query("UPDATE record_bodies SET payload = $1 WHERE record_id = $2")
                    .bind(forged)
                    .bind(ids[5].0)
                    .execute(pool)
                    .await
                    .map(drop)
            }
        }
        .unwrap();
        assert_eq!(salt.len(), 16);
        assert_eq!(check(Repair::No).await.tampered, [ids[5]]);
    })
    .await;
}

#[tokio::test]
async fn a_key_with_a_nul_byte_is_stored_on_both() {
    TestDb::each(async |test| {
        city::build(&test.db).await;

        let appended = append(&test.db, &[tap("1\0", MONDAY.at(7, 0, 0, 0))]).await;

        assert_eq!(appended.outcomes, [Outcome::New]);
        assert_eq!(listed(&test.db, 10).await[0].person_key, "1\u{fffd}");
    })
    .await;
}

#[tokio::test]
async fn the_same_problem_is_kept_once_and_stays_after_it_was_dealt_with() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let problem = |line| problems::NewProblem {
            id: fresh(),
            source: "machine".into(),
            import: None,
            file: Some([3; 32]),
            device: Some(TERMINAL),
            sheet: None,
            line: Some(line),
            cell: None,
            reason: "bad_time".into(),
            raw: b"1021\t2026-13-05 07:12\xff".to_vec(),
            owner_role: "operator".into(),
            received_at: at("2026-01-20T03:00:00Z"),
        };
        let add = |problems: Vec<problems::NewProblem>| {
            let db = test.db.clone();
            async move { db.write(async |tx| problems::append(tx, CITY, &SECRET, &problems).await).await.unwrap() }
        };

        assert_eq!(add(vec![problem(17), problem(18)]).await, 2);
        assert_eq!(add(vec![problem(17), problem(18)]).await, 0);

        let all = problems::ProblemFilter { done_too: true, device: Some(TERMINAL) };
        let rows = test.db.read(async |tx| problems::list(tx, CITY, all, None, 10).await).await.unwrap();
        assert_eq!(rows[0].raw, b"1021\t2026-13-05 07:12\xff");
        let now = at("2026-01-21T03:00:00Z");
        test.db
            .write(async |tx| problems::done(tx, CITY, rows[0].id, now, "operator", "salah ketik").await)
            .await
            .unwrap();
        let open = test.db.read(async |tx| problems::open_count(tx, CITY).await).await.unwrap();
        assert_eq!(open, 1);
        let rows = test.db.read(async |tx| problems::list(tx, CITY, all, None, 10).await).await.unwrap();
        assert_eq!(rows.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_phones_punch_is_found_by_the_id_it_was_given_there() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let mut claim = Claim::new(Source::Phone, SITI_NIP, MONDAY.at(7, 12, 33, 120_000_000));
        claim.person = Some(SITI);
        claim.at = Some(at("2026-01-05T00:12:33.120Z"));
        claim.device_key = Some("k".repeat(43));
        claim.seq = Some(412);
        let mut new = new_punch(claim.clone());
        let without_id = test.db.write(async |tx| punches::append(tx, CITY, &SECRET, &[new.clone()]).await).await;
        assert!(matches!(without_id, Err(StoreError::Conflict(_))));

        new.client_id = Some("hp-1".into());
        test.db.write(async |tx| punches::append(tx, CITY, &SECRET, &[new.clone()]).await).await.unwrap();

        let found = test
            .db
            .read(async |tx| {
                punches::by_client_ids(tx, CITY, &SECRET, &[(Source::Phone, "hp-1"), (Source::Kiosk, "hp-1")]).await
            })
            .await
            .unwrap();
        assert_eq!(found[0].as_ref().map(|one| (one.id, one.claim.clone())), Some((new.id, Some(claim))));
        assert_eq!(found[1], None);
        let row = test.db.read(async |tx| punches::get(tx, CITY, new.id).await).await.unwrap().expect("a punch");
        assert_eq!((row.person, row.offset().seconds()), (Some(SITI), 7 * 3600));
        assert_eq!(row.person_name.as_deref(), Some("SITI AMINAH, S.E."));
        let key = DeviceKey("k".repeat(43));
        let (used, there, report) = test
            .db
            .read(async |tx| {
                let used = punches::key_use(tx, CITY, &key, None).await?;
                let named = [format!("{}.0000000412", key.as_str()), format!("{}.0000000413", key.as_str())];
                let named: Vec<&str> = named.iter().map(String::as_str).collect();
                let there = punches::seqs_there(tx, CITY, &named).await?;
                Ok::<_, StoreError>((used, there.len(), punches::rebuild(tx, CITY, Repair::No).await?))
            })
            .await
            .unwrap();
        assert_eq!((used.count, used.last_seq, used.gaps(), there), (1, 412, 411, 1));
        assert!(report.holds(), "a time with a fraction of a second is derived as it was: {report:?}");
    })
    .await;
}

#[tokio::test]
async fn leaves_have_places_without_gaps_and_nothing_waits_for_ever() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        append(&test.db, &two_weeks()).await;
        add_import(&test.db, &sheet(DINAS, "2026-01-20T03:00:00Z")).await.unwrap();
        append(&test.db, &two_weeks()).await;

        let placed = test.db.write(async |tx| records::place_waiting(tx, CITY, 1000).await).await.unwrap();

        assert_eq!(placed, if test.kind == Kind::Postgres { two_weeks().len() + 1 } else { 0 });
        let leaves = test.db.read(async |tx| records::leaves(tx, CITY, 0, 1000).await).await.unwrap();
        assert_eq!(leaves.len(), two_weeks().len() + 1);
        for (place, leaf) in leaves.iter().enumerate() {
            assert_eq!(leaf.position, place as u64);
            let record = test.db.read(async |tx| records::body(tx, CITY, leaf.record).await).await.unwrap();
            let (salt, body) = record.expect("a body");
            assert_eq!(hadir_ledger::leaf::commitment(leaf.kind, &salt, &body), leaf.leaf);
        }
        assert_eq!(test.db.read(async |tx| records::leaf_count(tx, CITY).await).await.unwrap(), leaves.len() as u64);
    })
    .await;
}
