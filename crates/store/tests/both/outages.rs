use hadir_domain::ids::{OutageId, RollId, ZoneEntryId};
use hadir_domain::outages::{Cause, OutageScope, OutageState, OutageStep, Stretch};
use hadir_domain::sites::Network;
use hadir_domain::zones::{ZoneState, ZoneStep};
use hadir_ledger::leaf::RecordKind;
use hadir_store::outages::{self, NewOutage, NewStep, beats};
use hadir_store::signed_rolls::{self, RollScan, SignedRoll};
use hadir_store::testing::TestDb;
use hadir_store::tolerance_zones::{self, NewZone, NewZoneStep};
use hadir_store::{StoreError, records};
use jiff::Timestamp;
use jiff::civil::date;

use crate::city::{self, *};

const MORNING: &str = "2026-01-05T00:00:00Z";
const NOON: &str = "2026-01-05T05:00:00Z";
const EVENING: &str = "2026-01-05T12:00:00Z";

fn outage(to: Option<&str>) -> NewOutage {
    NewOutage {
        id: OutageId(fresh()),
        scope: OutageScope::Device(TERMINAL),
        from: at(MORNING),
        to: to.map(at),
        cause: Cause::Listrik,
        words: "padam".into(),
        by_login: "operator".into(),
        by_person: Some(BUDI),
        received_at: at(NOON),
    }
}

fn step(of: OutageId, step: OutageStep, received_at: &str) -> NewStep {
    NewStep {
        id: fresh(),
        outage: of,
        step,
        ended_at: (step == OutageStep::End).then(|| at(NOON)),
        reason: "sesuai laporan".into(),
        by_login: "bkpsdm".into(),
        by_person: None,
        received_at: at(received_at),
    }
}

#[tokio::test]
async fn an_outage_is_what_was_proposed_and_said_about_it_by_a_moment() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let new = outage(None);
        let id = new.id;
        test.db.write(async |tx| outages::add(tx, CITY, &new, [1; 16]).await).await.unwrap();
        let confirm = step(id, OutageStep::Confirm, EVENING);
        test.db.write(async |tx| outages::step(tx, CITY, &confirm, [2; 16]).await).await.unwrap();
        let end = step(id, OutageStep::End, EVENING);
        test.db.write(async |tx| outages::step(tx, CITY, &end, [3; 16]).await).await.unwrap();

        let known = async |as_of: &str| {
            let as_of = at(as_of);
            let span = (at(MORNING), at(EVENING));
            test.db.read(async |tx| outages::touching(tx, CITY, span.0, span.1, as_of).await).await.unwrap()
        };
        let before = known(NOON).await;
        let after = known(EVENING).await;
        let whole = test.db.read(async |tx| outages::get(tx, CITY, id).await).await.unwrap().unwrap();

        assert_eq!((before[0].state, before[0].to), (OutageState::Proposed, None));
        assert_eq!((after[0].state, after[0].to), (OutageState::Confirmed, Some(at(NOON))));
        assert_eq!(after[0], whole);
        assert_eq!(whole.decided.unwrap().by, "bkpsdm");
        assert_eq!(whole.proposed_person, Some(BUDI));
    })
    .await;
}

#[tokio::test]
async fn an_outage_is_decided_once_and_every_word_has_its_leaf() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let before = test.db.read(async |tx| records::leaf_count(tx, CITY).await).await.unwrap();
        let new = outage(Some(NOON));
        let id = new.id;
        test.db.write(async |tx| outages::add(tx, CITY, &new, [1; 16]).await).await.unwrap();
        let confirm = step(id, OutageStep::Confirm, EVENING);
        test.db.write(async |tx| outages::step(tx, CITY, &confirm, [2; 16]).await).await.unwrap();

        let again = step(id, OutageStep::Reject, EVENING);
        let refused = test.db.write(async |tx| outages::step(tx, CITY, &again, [3; 16]).await).await;

        assert!(matches!(refused, Err(StoreError::Conflict(_))));
        test.db.write(async |tx| records::place_waiting(tx, CITY, 100).await).await.unwrap();
        let leaves = test.db.read(async |tx| records::leaves(tx, CITY, before, 100).await).await.unwrap();
        let kinds: Vec<RecordKind> =
            leaves.iter().filter(|leaf| [id.0, confirm.id].contains(&leaf.record)).map(|leaf| leaf.kind).collect();
        assert_eq!(kinds.len(), 2);
        assert!(kinds.contains(&RecordKind::Outage) && kinds.contains(&RecordKind::Decision));
        let body = test.db.read(async |tx| records::body(tx, CITY, id.0).await).await.unwrap();
        assert!(String::from_utf8(body.unwrap().1).unwrap().contains("padam"));
    })
    .await;
}

#[tokio::test]
async fn only_outages_of_the_time_asked_for_are_found() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        for new in [outage(Some(NOON)), outage(None)] {
            test.db.write(async |tx| outages::add(tx, CITY, &new, [1; 16]).await).await.unwrap();
        }
        let found = async |from: &str, to: &str| {
            let (from, to, now) = (at(from), at(to), at("2026-02-01T00:00:00Z"));
            test.db.read(async |tx| outages::touching(tx, CITY, from, to, now).await).await.unwrap().len()
        };

        assert_eq!(found(MORNING, NOON).await, 2);
        assert_eq!(found(EVENING, "2026-01-20T00:00:00Z").await, 1);
        assert_eq!(found("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z").await, 0);
        assert_eq!(test.db.read(async |tx| outages::list(tx, CITY, 10).await).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn beats_without_a_pause_are_one_row() {
    TestDb::each(async |test| {
        let beat = async |stretch, moment: &str| {
            let moment = at(moment);
            test.db.write(async |tx| beats::beat(tx, stretch, moment).await).await.unwrap();
        };
        let (first, second) = (fresh(), fresh());
        for moment in [MORNING, "2026-01-05T00:00:30Z", "2026-01-05T00:00:10Z"] {
            beat(first, moment).await;
        }
        beat(second, NOON).await;

        let all = test.db.read(async |tx| beats::since(tx, Timestamp::UNIX_EPOCH).await).await.unwrap();
        let newest = test.db.read(async |tx| beats::newest(tx).await).await.unwrap();

        assert_eq!(all[0], Stretch { from: at(MORNING), to: at("2026-01-05T00:00:30Z") });
        assert_eq!((all.len(), newest.map(|one| one.to)), (2, Some(at(NOON))));
    })
    .await;
}

#[tokio::test]
async fn a_zone_is_approved_once_and_ends_on_a_day() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let new = NewZone {
            id: ZoneEntryId(fresh()),
            site: OFFICE,
            network: Network::Weak,
            reason: "perbukitan".into(),
            from_on: date(2026, 1, 1),
            review_on: date(2026, 6, 30),
            by_login: "admin".into(),
            by_person: None,
            received_at: at(MORNING),
        };
        test.db.write(async |tx| tolerance_zones::add(tx, CITY, &new, [1; 16]).await).await.unwrap();
        let word = |step, ended_on| NewZoneStep {
            id: fresh(),
            zone: new.id,
            step,
            ended_on,
            reason: "disetujui".into(),
            by_login: "bkpsdm".into(),
            by_person: None,
            received_at: at(EVENING),
        };
        for (word, salt) in
            [(word(ZoneStep::Approve, None), [2; 16]), (word(ZoneStep::End, Some(date(2026, 3, 1))), [3; 16])]
        {
            test.db.write(async |tx| tolerance_zones::step(tx, CITY, &word, salt).await).await.unwrap();
        }
        let again = word(ZoneStep::Reject, None);
        let refused = test.db.write(async |tx| tolerance_zones::step(tx, CITY, &again, [4; 16]).await).await;
        let known = async |as_of: &str| {
            let as_of = at(as_of);
            test.db.read(async |tx| tolerance_zones::list(tx, CITY, as_of).await).await.unwrap()
        };

        assert!(matches!(refused, Err(StoreError::Conflict(_))));
        assert_eq!(known(NOON).await[0].state, ZoneState::Proposed);
        let zone = known(EVENING).await.remove(0);
        assert_eq!((zone.state, zone.ended_on), (ZoneState::Approved, Some(date(2026, 3, 1))));
        assert!(known("2026-01-04T00:00:00Z").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_roll_that_fills_in_an_outage_has_a_sheet() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let import = city::sheet(DINAS, NOON);
        test.db.write(async |tx| hadir_store::imports::add(tx, CITY, &import, &[], [8; 16]).await).await.unwrap();
        let out = outage(None);
        test.db.write(async |tx| outages::add(tx, CITY, &out, [1; 16]).await).await.unwrap();
        let roll = SignedRoll {
            id: RollId(fresh()),
            import: import.id,
            unit: Some(DINAS),
            period: Some((MONDAY, MONDAY)),
            signer_name: "Contoh Kepala".into(),
            signer_number: "209901012120012001".into(),
            signer_position: "Kepala Dinas".into(),
            scan_sha256: None,
            outage: Some(out.id),
            by_login: "admin".into(),
            received_at: at(EVENING),
        };
        let without = test.db.write(async |tx| signed_rolls::add(tx, CITY, &roll, [2; 16]).await).await;
        assert!(without.is_err());

        let scan = RollScan {
            sha256: [5; 32],
            name: "lembar.pdf".into(),
            media: "application/pdf".into(),
            size: 9,
            stored_path: "rolls/1/05/x".into(),
            nonce: vec![1, 2],
            by_login: "admin".into(),
            received_at: at(EVENING),
            destroyed_at: None,
        };
        for _ in 0..2 {
            test.db.write(async |tx| signed_rolls::put_scan(tx, CITY, &scan).await).await.unwrap();
        }
        let roll = SignedRoll { scan_sha256: Some([5; 32]), ..roll };
        test.db.write(async |tx| signed_rolls::add(tx, CITY, &roll, [2; 16]).await).await.unwrap();

        let touching =
            async |from, to| test.db.read(async |tx| signed_rolls::touching(tx, CITY, from, to).await).await.unwrap();
        assert_eq!(touching(MONDAY, MONDAY).await, std::slice::from_ref(&roll));
        assert!(touching(date(2026, 1, 6), date(2026, 1, 9)).await.is_empty());
        assert_eq!(test.db.read(async |tx| signed_rolls::get(tx, CITY, roll.id).await).await.unwrap(), Some(roll));
        let known = test.db.read(async |tx| signed_rolls::scan(tx, CITY, &[5; 32]).await).await.unwrap();
        assert_eq!(known, Some(scan));
    })
    .await;
}
