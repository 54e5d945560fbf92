use hadir_domain::access::AccessFilter;
use hadir_domain::calendar::Week;
use hadir_domain::ids::AssignmentId;
use hadir_domain::punches::Source;
use hadir_domain::roster::{Assignment, Exception, ExceptionKind, Part, Pattern, Turn};
use hadir_domain::status::{Mark, Status};
use hadir_ledger::leaf::RecordKind;
use hadir_store::days::{self, Day};
use hadir_store::marks::{self, Ruling, RulingKind};
use hadir_store::roster::{self, Entry};
use hadir_store::sheet_statements::{self, SheetStatement};
use hadir_store::testing::TestDb;
use hadir_store::{Tx, activated_packs, dirty, months, people, records, spans};
use jiff::civil::{date, time};

use crate::city::{self, *};

fn day(person: hadir_domain::ids::PersonId, status: Status) -> Day {
    Day {
        person,
        on: MONDAY,
        unit: Some(if person == SITI { BIDANG } else { OTHER }),
        status,
        settled: false,
        marks: vec![Mark::Tl(45), Mark::MissingOut],
        first_in: Some(MONDAY.at(8, 15, 0, 0)),
        last_out: None,
        late_minutes: 45,
        early_minutes: 0,
        pack_sha256: [4; 32],
        engine: "1".into(),
        window_end: Some(at("2026-01-05T20:00:00Z")),
        judged_at: at("2026-01-05T03:00:00Z"),
    }
}

#[tokio::test]
async fn a_span_comes_as_one_row_a_person_over_the_turn_of_a_year() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let eve = date(2025, 12, 31);
        let absent = Day { on: eve, settled: true, late_minutes: 0, marks: vec![], ..day(SITI, Status::Tk) };
        let written = [absent, day(SITI, Status::H), day(BUDI, Status::H)];
        test.db.write(async |tx| days::put(tx, CITY, &written).await).await.unwrap();
        let nobody = hadir_domain::ids::PersonId(uuid::Uuid::from_u128(0x99));
        let (span, now) = ((eve, MONDAY), at("2026-01-05T03:00:01Z"));

        let read = async |tx: &mut Tx| spans::of_people(tx, CITY, &[SITI, BUDI, nobody], span, now).await;
        let found = test.db.read(read).await.unwrap();

        assert_eq!(found.len(), 2, "who has no day is left out");
        let siti = found.iter().find(|one| one.person == SITI).unwrap();
        let days: Vec<_> = siti.days.iter().map(|day| (day.on, day.status, day.settled, day.late_minutes)).collect();
        assert_eq!(days, [(eve, Status::Tk, true, 0), (MONDAY, Status::H, false, 45)]);
        assert_eq!(siti.stale, 1);
    })
    .await;
}

#[tokio::test]
async fn a_month_comes_as_one_row_a_person_with_what_is_stale() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let next = MONDAY.tomorrow().unwrap();
        let settled = Day { on: next, settled: true, marks: vec![], ..day(SITI, Status::Libur) };
        let written = [day(SITI, Status::H), settled, day(BUDI, Status::Tk)];
        test.db.write(async |tx| days::put(tx, CITY, &written).await).await.unwrap();
        let read = async |now: &str| {
            let (first, last) = (MONDAY.first_of_month(), MONDAY.last_of_month());
            let now = at(now);
            test.db.read(async |tx| months::of_people(tx, CITY, &[SITI, BUDI], first, last, now).await).await.unwrap()
        };

        let before = read("2026-01-05T03:00:00Z").await;
        let after = read("2026-01-05T03:00:01Z").await;

        let siti = after.iter().find(|month| month.person == SITI).unwrap();
        assert_eq!(siti.days.iter().map(|day| day.on).collect::<Vec<_>>(), [MONDAY, next]);
        assert_eq!(siti.days[0].marks, [Mark::Tl(45), Mark::MissingOut]);
        assert!(siti.days[1].settled);
        assert_eq!((before.len(), before[0].stale, siti.stale), (2, 0, 1));
    })
    .await;
}

#[tokio::test]
async fn a_day_written_anew_replaces_the_day_before_it() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let first = [day(SITI, Status::Belum), day(BUDI, Status::Tk)];
        test.db.write(async |tx| days::put(tx, CITY, &first).await).await.unwrap();
        let settled = Day { settled: true, marks: vec![], ..day(SITI, Status::H) };
        test.db.write(async |tx| days::put(tx, CITY, std::slice::from_ref(&settled)).await).await.unwrap();
        let seen = |access: AccessFilter, unit| {
            let db = test.db.clone();
            async move {
                let days = db.read(async |tx| days::of_unit(tx, CITY, &access, unit, MONDAY, MONDAY).await).await;
                days.unwrap().into_iter().map(|day| day.person).collect::<Vec<_>>()
            }
        };

        let stored = test.db.read(async |tx| days::of_person(tx, CITY, SITI, MONDAY, MONDAY).await).await.unwrap();
        assert_eq!(stored, [settled]);
        let both =
            test.db.read(async |tx| days::of_people(tx, CITY, &[SITI, BUDI], MONDAY, MONDAY).await).await.unwrap();
        assert_eq!(both.iter().find(|day| day.person == BUDI), Some(&first[1]));
        assert_eq!(seen(AccessFilter::All, None).await, [SITI, BUDI]);
        assert_eq!(seen(AccessFilter::All, Some(DINAS)).await, [SITI]);
        assert_eq!(seen(AccessFilter::Some { units: vec![OTHER], person: None }, None).await, [BUDI]);
        assert_eq!(seen(AccessFilter::Some { units: vec![], person: Some(SITI) }, None).await, [SITI]);
        let counts = test.db.read(async |tx| days::counts(tx, CITY, MONDAY, MONDAY).await).await.unwrap();
        assert_eq!(counts.iter().map(|count| count.people).sum::<u64>(), 2);
        let late = at("2026-01-05T20:00:00Z");
        let open = test.db.read(async |tx| days::unsettled(tx, CITY, late, 10).await).await.unwrap();
        assert_eq!(open, [(BUDI, MONDAY)]);
        test.db.write(async |tx| days::remove(tx, CITY, BUDI, MONDAY).await).await.unwrap();
        assert_eq!(seen(AccessFilter::All, None).await, [SITI]);
    })
    .await;
}

#[tokio::test]
async fn a_mark_only_ever_moves_forward() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let reach = |text: &str| {
            let (db, reached) = (test.db.clone(), at(text));
            async move { db.write(async |tx| marks::reach(tx, CITY, "machine", "BWXP1", reached).await).await.unwrap() }
        };

        assert!(reach("2026-01-05T20:00:00Z").await);
        assert!(!reach("2026-01-04T20:00:00Z").await);
        assert!(!reach("2026-01-05T20:00:00Z").await);
        assert!(reach("2026-01-06T20:00:00Z").await);
        let mark = test.db.read(async |tx| marks::get(tx, CITY, "machine", "BWXP1").await).await.unwrap();
        assert_eq!(mark, Some(at("2026-01-06T20:00:00Z")));
        assert_eq!(test.db.read(async |tx| marks::all(tx, CITY).await).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_ruling_is_found_by_the_days_it_touches() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let ruling = Ruling {
            id: fresh(),
            source: "machine".into(),
            name: Some("BWXP1".into()),
            unit: Some(DINAS),
            from_on: MONDAY,
            to_on: date(2026, 1, 9),
            kind: RulingKind::OthersSuffice,
            reason: "mesin rusak".into(),
            by_login: "bkpsdm".into(),
            received_at: at("2026-01-10T00:00:00Z"),
        };
        test.db.write(async |tx| marks::rule(tx, CITY, &ruling, [8; 16]).await).await.unwrap();
        let on = |day| {
            let db = test.db.clone();
            async move { db.read(async |tx| marks::rulings(tx, CITY, day, day).await).await.unwrap() }
        };

        assert_eq!(on(date(2026, 1, 9)).await, [ruling]);
        assert_eq!(on(date(2026, 1, 10)).await, []);
    })
    .await;
}

#[tokio::test]
async fn the_roster_is_read_back_as_it_was_written() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let entry = Entry { by_login: "bkpsdm".into(), received_at: at("2026-01-02T00:00:00Z"), salt: [1; 16] };
        let assignment = Assignment {
            id: AssignmentId(fresh()),
            person: SITI,
            from_on: date(2026, 1, 1),
            to_on: None,
            pattern: Pattern::Office { week: Week::Five },
        };
        let leave = Exception {
            id: AssignmentId(fresh()),
            person: SITI,
            from_on: MONDAY,
            to_on: date(2026, 1, 7),
            part: Part::Whole,
            kind: ExceptionKind::Leave,
            reference: "850/12/2026".into(),
        };
        test.db
            .write(async |tx| {
                roster::assign(tx, CITY, &assignment, &entry).await?;
                roster::except(tx, CITY, &leave, &entry).await
            })
            .await
            .unwrap();

        let stored = test.db.read(async |tx| roster::assignments(tx, CITY, &[SITI, BUDI]).await).await.unwrap();
        assert_eq!(stored, [assignment]);
        let papers = |from, to| {
            let db = test.db.clone();
            async move { db.read(async |tx| roster::exceptions(tx, CITY, &[SITI], from, to).await).await.unwrap() }
        };
        assert_eq!(papers(date(2026, 1, 7), date(2026, 1, 31)).await, [leave]);
        assert_eq!(papers(date(2026, 1, 8), date(2026, 1, 31)).await, []);
    })
    .await;
}

#[tokio::test]
async fn a_voided_paper_holds_no_longer_and_stays_sealed() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let entry = |salt| Entry { by_login: "bkpsdm".into(), received_at: at("2026-01-02T00:00:00Z"), salt };
        let turn = Turn { starts: time(21, 0, 0, 0), minutes: 600, break_minutes: 30, grace_minutes: 5 };
        let cell = Exception {
            id: AssignmentId(fresh()),
            person: SITI,
            from_on: MONDAY,
            to_on: MONDAY,
            part: Part::Whole,
            kind: ExceptionKind::Turn { turn },
            reference: "jadwal".into(),
        };
        let other = Exception { id: AssignmentId(fresh()), person: BUDI, ..cell.clone() };
        let write = async |tx: &mut Tx| {
            roster::except(tx, CITY, &cell, &entry([1; 16])).await?;
            roster::except(tx, CITY, &other, &entry([2; 16])).await
        };
        test.db.write(write).await.unwrap();
        let void = async || {
            test.db
                .write(async |tx| roster::void(tx, CITY, cell.id, SITI, "salah ketik", &entry([3; 16])).await)
                .await
                .unwrap()
        };
        let paper = async || test.db.read(async |tx| roster::paper(tx, CITY, cell.id).await).await.unwrap();
        assert_eq!(paper().await.as_ref(), Some(&cell));

        assert!(void().await);
        assert!(!void().await);

        assert_eq!(paper().await, None);
        let left = test.db.read(async |tx| roster::exceptions(tx, CITY, &[SITI, BUDI], MONDAY, MONDAY).await).await;
        assert_eq!(left.unwrap(), [other]);
        test.db.write(async |tx| records::place_waiting(tx, CITY, 10).await).await.unwrap();
        let leaves = test.db.read(async |tx| records::leaves(tx, CITY, 0, 10).await).await.unwrap();
        let sealed = leaves.iter().filter(|leaf| leaf.kind == RecordKind::Exception).count();
        assert_eq!(sealed, 3);
    })
    .await;
}

#[tokio::test]
async fn the_newest_accepted_sheet_about_a_unit_and_day_counts() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let mut ids = Vec::new();
        for (received_at, code) in [("2026-02-01T00:00:00Z", "TL"), ("2026-02-02T00:00:00Z", "I")] {
            let import = sheet(BIDANG, received_at);
            add_import(&test.db, &import).await.unwrap();
            let cell = |ordinal, key: &str| SheetStatement {
                import: import.id,
                ordinal,
                source: Source::Manual,
                unit: Some(BIDANG),
                person_key: key.into(),
                person: None,
                day_on: MONDAY,
                code: code.into(),
                minutes: Some(45),
                raw: format!("{code}45"),
                sheet: Some("JAN".into()),
                line: 7,
                cell: Some("C7".into()),
            };
            let cells = [cell(0, SITI_NIP), cell(1, "tak dikenal")];
            let unknown = test.db.write(async |tx| sheet_statements::append(tx, CITY, &cells).await).await.unwrap();
            assert_eq!(unknown, 1);
            ids.push(import.id);
        }
        let codes = || {
            let db = test.db.clone();
            async move {
                let cells =
                    db.read(async |tx| sheet_statements::of_people(tx, CITY, &[SITI], MONDAY, MONDAY).await).await;
                cells.unwrap().into_iter().map(|cell| cell.code).collect::<Vec<_>>()
            }
        };

        assert_eq!(codes().await, ["I"]);
        let all = test.db.read(async |tx| sheet_statements::in_span(tx, CITY, MONDAY, MONDAY).await).await.unwrap();
        assert_eq!(all.len(), 2);
        let kept = test.db.read(async |tx| sheet_statements::of_import(tx, CITY, ids[1]).await).await.unwrap();
        assert_eq!(kept.len(), 2);

        let alias = hadir_domain::people::Identifier {
            kind: hadir_domain::people::IdentifierKind::Lokal,
            value: "tak dikenal".into(),
            from_on: None,
            to_on: None,
        };
        let changed = test
            .db
            .write(async |tx| {
                people::add_identifier(tx, CITY, BUDI, &alias).await?;
                sheet_statements::rematch(tx, CITY, None).await
            })
            .await
            .unwrap();
        assert_eq!(changed, 2);
        assert_eq!(
            test.db.write(async |tx| dirty::take(tx, CITY, 10).await).await.unwrap(),
            [(SITI, MONDAY), (BUDI, MONDAY)]
        );
    })
    .await;
}

#[tokio::test]
async fn a_rule_pack_is_kept_whole_and_once() {
    TestDb::each(async |test| {
        let pack = activated_packs::ActivatedPack {
            sha256: [6; 32],
            name: "nasional/jam-kerja".into(),
            body: "covers_from = 2023-04-12".into(),
            activated_at: at("2026-01-01T00:00:00Z"),
            by_login: "penyiapan".into(),
        };

        let add = async || {
            test.db.write(async |tx| activated_packs::add(tx, CITY, &pack, fresh(), [5; 16]).await).await.unwrap()
        };
        assert!(add().await);
        assert!(!add().await);
        assert_eq!(test.db.read(async |tx| activated_packs::all(tx, CITY).await).await.unwrap(), [pack]);
    })
    .await;
}
