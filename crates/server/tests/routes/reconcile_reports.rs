//! What reconciliation found, as files.

use hadir_domain::access::Role;
use hadir_domain::ids::{ImportId, UnitId};
use hadir_domain::reconcile::{CauseKind, DiscrepancyType, Outcome, Speaker, Tally};
use hadir_reports::minutes::{Minutes, Party};
use hadir_server::services::documenting;
use hadir_server::services::reconcile_reports::portal::{self, SettledPortalDay};
use hadir_store::reconcile::discrepancies::{self, CauseRow, DiscrepancyRow};
use hadir_store::reconcile::match_days::{self, MatchDay};
use hadir_store::seal::testing::count;
use hadir_store::{StoreError, instansi};
use jiff::ToSpan;
use jiff::civil::{Date, date, time};
use uuid::Uuid;

use crate::support::{CITY, DOCTOR, PUSKESMAS, SD_1, SITI, TestApp, person_of};

const SPAN: &str = "from=2026-01-05&to=2026-01-09";

async fn cities() -> Vec<TestApp> {
    let mut tests = vec![TestApp::new().await];
    tests.extend(TestApp::on_postgres().await);
    tests
}

/// A week of the school with two discrepancies of the employee, and of the clinic with one of the doctor.
async fn found(test: &TestApp) {
    let monday = date(2026, 1, 5);
    let day = |unit: UnitId, on: Date, kinds: &[DiscrepancyType]| {
        let mut tally = Tally { roster: 10, off: 1, both_silent: 1, ..Tally::default() };
        for kind in kinds {
            tally.by_type[*kind as usize] += 1;
        }
        tally.matched = 8 - tally.differing();
        MatchDay { unit, on, tally, computed_at: test.app.now() }
    };
    let late = DiscrepancyType::TimeDiffers;
    let gone = DiscrepancyType::MissingInB;
    let days = [
        day(SD_1, monday, &[late]),
        day(SD_1, date(2026, 1, 6), &[gone]),
        day(PUSKESMAS, monday, &[late]),
        day(PUSKESMAS, date(2025, 12, 31), &[]),
    ];
    let cause = Uuid::from_u128(0x77);
    let row = |number: u128, person, unit, on, kind| DiscrepancyRow {
        id: Uuid::from_u128(number),
        person,
        on,
        unit,
        kind,
        a: (Speaker::Manual, Some("07.30–16.00".into())),
        b: (Speaker::Portal, (kind == late).then(|| "08.12–16.02".into())),
        also: vec![],
        detail: "=datang berbeda 42 menit".into(),
        detail_en: "arrival differs by 42 minutes".into(),
        cause: Some(cause),
        proposal: Some(Outcome::ARight),
        because: "mesin sama".into(),
        because_en: "the terminal agrees".into(),
        evidence: [1; 32],
        found_at: test.app.now(),
        due_on: date(2026, 1, 12),
        gone_at: None,
    };
    let siti = person_of(Role::Pegawai);
    let mut no_more = row(4, siti, SD_1, date(2026, 1, 7), late);
    no_more.gone_at = Some(test.app.now());
    let rows = [
        row(1, siti, SD_1, monday, late),
        row(2, siti, SD_1, date(2026, 1, 6), gone),
        row(3, DOCTOR, PUSKESMAS, monday, late),
        no_more,
    ];
    let causes = [CauseRow {
        id: cause,
        kind: CauseKind::ClockOffset,
        speaker: Speaker::Machine,
        origin: Some((None, "BWXP209901".into())),
        unit: None,
        from: monday,
        to: date(2026, 1, 9),
        minutes: Some(42),
        days: 2,
        detail: "Jam mesin BWXP209901 42 menit lebih cepat".into(),
        detail_en: "The clock of BWXP209901 is 42 minutes ahead".into(),
        found_at: test.app.now(),
    }];
    let span = (date(2025, 12, 1), date(2026, 1, 31));
    test.app
        .db
        .write(async |tx| {
            match_days::replace(tx, CITY, span, &days).await?;
            discrepancies::replace_causes(tx, CITY, span, &causes).await?;
            discrepancies::put(tx, CITY, &rows).await
        })
        .await
        .unwrap();
}

async fn documents(test: &TestApp) -> u64 {
    test.app.db.read(async |tx| count(tx, "SELECT COUNT(*) FROM documents").await).await.unwrap()
}

#[tokio::test]
async fn workbook_and_page_are_documents_and_the_same_figures_the_same_files() {
    for test in cities().await {
        found(&test).await;
        let mayor = test.as_role(Role::Pimpinan).await;

        for (end, begins) in [("xlsx", &b"PK"[..]), ("pdf", b"%PDF")] {
            let path = format!("/api/v1/reconcile/report.{end}?{SPAN}");
            let first = mayor.get(&path).await;
            assert!(first.bytes.starts_with(begins), "{}", first.text());
            let before = documents(&test).await;
            test.wait(2.minutes());
            let again = mayor.get(&path).await;
            assert!(first.bytes == again.bytes, "{end}: a little later it is the same file");
            assert_eq!(documents(&test).await, before, "and no new record");
        }
        assert_eq!(documents(&test).await, 2);
    }
}

#[tokio::test]
async fn a_head_gets_the_own_unit_and_nobody_else_s() {
    let test = TestApp::new().await;
    found(&test).await;
    let head = test.as_role(Role::Kepala).await;

    let own = head.get(&format!("/api/v1/reconcile/report.xlsx?{SPAN}")).await;
    let other = head.get(&format!("/api/v1/reconcile/report.xlsx?{SPAN}&unit=DINKES")).await;
    let nobody = test.as_role(Role::Pegawai).await.get(&format!("/api/v1/reconcile/report.pdf?{SPAN}")).await;

    assert_eq!(
        own.header("content-disposition"),
        "attachment; filename=\"rekonsiliasi-DISDIK-2026-01-05-2026-01-09.xlsx\""
    );
    assert_eq!((other.status.as_u16(), nobody.status.as_u16()), (404, 403));
}

#[tokio::test]
async fn a_table_that_does_not_add_up_with_its_list_is_not_printed() {
    let test = TestApp::new().await;
    found(&test).await;
    let gone = [Uuid::from_u128(1)];
    let now = test.app.now();
    test.app.db.write(async |tx| discrepancies::gone(tx, CITY, &gone, now).await).await.unwrap();
    let officer = test.as_role(Role::Bkpsdm).await;

    let answer = officer.get(&format!("/api/v1/reconcile/report.xlsx?{SPAN}")).await;

    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (409, "reconcile_stale"));
    let turned = officer.get("/api/v1/reconcile/report.xlsx?from=2026-01-09&to=2026-01-05").await;
    assert_eq!(turned.code(), "empty_span");
    let long = officer.get("/api/v1/reconcile/report.xlsx?from=2024-01-01&to=2026-01-05").await;
    assert_eq!(long.code(), "span_too_long");
}

#[tokio::test]
async fn corrections_are_written_in_the_form_of_the_file_the_portal_gave() {
    for test in cities().await {
        let officer = test.as_role(Role::Bkpsdm).await;
        let original = format!(
            "\u{feff}NIP;Nama;Tanggal;Jam Masuk;Jam Pulang\r\n{SITI};Siti;13/01/2026;08.12;16.02\r\n{SITI};Siti;14/01/2026;07.30;16.00\r\n"
        );
        let fields = [("source", "portal")];
        let taken = officer.post_file("/api/v1/imports", &fields, "portal.csv", original.as_bytes()).await;
        assert!(taken.status.is_success(), "{}", taken.text());
        let (city, import) = test
            .app
            .db
            .read(async |tx| {
                let city = instansi::get(tx, CITY).await?.expect("the city");
                let import = hadir_store::imports::list(tx, CITY, None, 1).await?.remove(0);
                Ok::<_, StoreError>((city, import.id))
            })
            .await
            .unwrap();
        let day = |on, arrived, status: Option<&str>| SettledPortalDay {
            number: SITI.into(),
            name: "Siti".into(),
            on,
            arrived,
            left: arrived.map(|_| time(16, 2, 0, 0)),
            status: status.map(Into::into),
            reason: "Mesin mencatat 07.30; =usulan disetujui".into(),
        };
        let days = [day(date(2026, 1, 13), Some(time(7, 30, 0, 0)), None), day(date(2026, 1, 15), None, Some("S"))];

        let written = portal::correct(&test.app, &city, import, &days).await.unwrap();

        assert_eq!(
            String::from_utf8(written.file).unwrap(),
            format!("\u{feff}NIP;Nama;Tanggal;Jam Masuk;Jam Pulang\r\n{SITI};Siti;13/01/2026;07.30;16.02\r\n")
        );
        assert_eq!((written.rows, written.not_said, written.file_name.as_str()), (1, 1, "koreksi-portal.csv"));
        let reasons = String::from_utf8(written.reasons).unwrap();
        assert_eq!(reasons.lines().count(), 3);
        assert!(reasons.contains("Mesin mencatat 07.30") && reasons.contains("hapus kehadiran"), "{reasons}");
        let none = portal::correct(&test.app, &city, ImportId(Uuid::from_u128(9)), &days).await.unwrap_err();
        assert_eq!(none.code, "unknown_import");
    }
}

#[tokio::test]
async fn an_official_record_is_a_document_anybody_can_check() {
    let test = TestApp::new().await;
    let city = test.app.db.read(async |tx| instansi::get(tx, CITY).await).await.unwrap().unwrap();
    let minutes = Minutes {
        instansi: city.name.clone(),
        office: "Inspektorat Daerah".into(),
        subject: "Pemeriksaan kecocokan data kehadiran".into(),
        number: "700/1/2026".into(),
        on: date(2026, 1, 19),
        place: "Kota Contoh".into(),
        examiners: vec![Party { name: "Contoh Auditor".into(), role: "Ketua tim".into(), ..Party::default() }],
        examined: vec![],
        basis: vec![],
        span: None,
        sample: None,
        examined_what: vec![],
        findings: vec![],
        follow_up: vec![],
        response: String::new(),
        printed_at: String::new(),
        created_at: test.app.now(),
        footer: String::new(),
        mark: None,
    };

    let first = documenting::minutes::pdf(&test.app, &city, ("DISDIK", "inspektorat"), &minutes).await.unwrap();
    test.wait(1.hours());
    let again = documenting::minutes::pdf(&test.app, &city, ("DISDIK", "lain"), &minutes).await.unwrap();
    let nobody = Minutes { examiners: vec![], ..minutes };
    let refused = documenting::minutes::pdf(&test.app, &city, ("DISDIK", "x"), &nobody).await.unwrap_err();

    assert!(first.starts_with(b"%PDF") && first == again);
    assert_eq!((documents(&test).await, refused.code), (1, "not_printable"));
}
