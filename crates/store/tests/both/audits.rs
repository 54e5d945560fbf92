//! Checks by people, records of audits, and what patterns are computed from.

use hadir_domain::checks::{CheckKind, Seen};
use hadir_domain::punches::Source;
use hadir_ledger::leaf::RecordKind;
use hadir_store::audits::facts::{self, Within};
use hadir_store::audits::{self, AuditRecord, SAMPLE};
use hadir_store::checks::{self, Check};
use hadir_store::testing::TestDb;
use hadir_store::{StoreError, records};
use jiff::civil::{date, datetime};
use uuid::Uuid;

use crate::city::{self, *};

const NOON: &str = "2026-01-05T05:00:00Z";
const EVENING: &str = "2026-01-05T12:00:00Z";

fn check(call: u128, person: hadir_domain::ids::PersonId) -> Check {
    Check {
        id: fresh(),
        call: Uuid::from_u128(call),
        kind: CheckKind::RollCall,
        unit: DINAS,
        person,
        seen_at: at("2026-01-05T00:30:00Z"),
        local: datetime(2026, 1, 5, 7, 30, 0, 0),
        on: MONDAY,
        seen: Seen::Present,
        site: Some(OFFICE),
        note: "apel".into(),
        by_login: "kepala".into(),
        by_person: None,
        received_at: at(NOON),
    }
}

#[tokio::test]
async fn checks_are_read_back_by_day_and_a_person_stands_once_in_a_call() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let all = [check(1, SITI), check(1, BUDI)];
        let mut salt = 0;
        let mut next = || {
            salt += 1;
            [salt; 16]
        };
        test.db.write(async |tx| checks::add(tx, CITY, &all, &mut next).await).await.unwrap();
        let twice = check(1, SITI);
        let refused =
            test.db.write(async |tx| checks::add(tx, CITY, std::slice::from_ref(&twice), || [9; 16]).await).await;
        let own = Check { by_person: Some(SITI), ..check(2, SITI) };
        let about_oneself =
            test.db.write(async |tx| checks::add(tx, CITY, std::slice::from_ref(&own), || [8; 16]).await).await;
        let read = async |from, to| test.db.read(async |tx| checks::in_span(tx, CITY, from, to).await).await.unwrap();

        assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
        assert!(about_oneself.is_err(), "the table itself refuses");
        let mut found = read(MONDAY, MONDAY).await;
        found.sort_by_key(|check| check.person);
        assert_eq!(found, all);
        assert!(read(date(2026, 1, 6), date(2026, 1, 9)).await.is_empty());
        let ids = [all[0].id, fresh()];
        let got = test.db.read(async |tx| checks::get_many(tx, CITY, &ids).await).await.unwrap();
        assert_eq!(got, all[..1]);
        while test.db.write(async |tx| records::place_waiting(tx, CITY, 100).await).await.unwrap() > 0 {}
        let leaf = test.db.read(async |tx| records::position_of(tx, CITY, all[1].id).await).await.unwrap().unwrap();
        assert_eq!(leaf.kind, RecordKind::Check);
    })
    .await;
}

#[tokio::test]
async fn of_two_steps_of_a_finding_at_once_one_is_refused() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let record = |id: u128, ordinal: u32, kind: &str| AuditRecord {
            id: Uuid::from_u128(id),
            subject: Uuid::from_u128(1),
            ordinal,
            kind: kind.into(),
            unit: Some(DINAS),
            person: Some(SITI),
            content: serde_json::json!({ "text": "uji" }),
            by_login: "inspektorat".into(),
            by_person: None,
            received_at: at(EVENING),
        };
        let add = async |new: AuditRecord| test.db.write(async |tx| audits::add(tx, CITY, &new, [1; 16]).await).await;
        add(record(1, 0, "finding")).await.unwrap();
        add(record(2, 1, "answer")).await.unwrap();

        let late = add(record(3, 1, "close")).await;
        let no_head = add(record(4, 2, "finding")).await;

        assert!(matches!(late, Err(StoreError::Conflict(_))), "{late:?}");
        assert!(no_head.is_err(), "a finding is the first of its subject");
        let subject = Uuid::from_u128(1);
        let steps = test.db.read(async |tx| audits::of_subject(tx, CITY, subject).await).await.unwrap();
        assert_eq!(steps, [record(1, 0, "finding"), record(2, 1, "answer")]);
        let (findings, samples) = test
            .db
            .read(async |tx| {
                Ok::<_, StoreError>((audits::findings(tx, CITY).await?, audits::samples(tx, CITY, 9).await?))
            })
            .await
            .unwrap();
        assert_eq!((findings.len(), samples.len()), (2, 0));
        assert_eq!(SAMPLE, "sample");
    })
    .await;
}

#[tokio::test]
async fn facts_hold_manual_entries_with_their_file_and_what_machines_heard() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let import = city::sheet(DINAS, NOON);
        city::add_import(&test.db, &import).await.unwrap();
        let mut written = city::tap(SITI_NIP, datetime(2026, 1, 5, 7, 30, 0, 0));
        (written.source, written.device, written.person_key) = (Source::Manual, None, SITI_NIP.into());
        let mut manual = city::new_punch(written);
        manual.import = Some(import.id);
        let append = async |tx: &mut hadir_store::Tx| {
            hadir_store::punches::append(tx, CITY, &SECRET, std::slice::from_ref(&manual)).await
        };
        test.db.write(append).await.unwrap();
        let within =
            Within { from: MONDAY, to: MONDAY, begins: at("2026-01-04T17:00:00Z"), ends: at("2026-01-05T17:00:00Z") };

        let (entries, rolls, heard) = test
            .db
            .read(async |tx| {
                Ok::<_, StoreError>((
                    facts::entries(tx, CITY, within).await?,
                    facts::rolls(tx, CITY, within).await?,
                    facts::heard(tx, CITY, within).await?,
                ))
            })
            .await
            .unwrap();

        assert_eq!(entries.len(), 1);
        assert_eq!((entries[0].person, entries[0].import), (SITI, Some(import.id.0)));
        assert_eq!((rolls.len(), rolls[0].import, rolls[0].unit), (1, import.id.0, Some(DINAS)));
        assert!(heard.is_empty());
    })
    .await;
}
