use hadir_domain::ids::AssignmentId;
use hadir_domain::roster::desk::{CellChange, ChangeSet, DutyPost, NamedCycle, NamedTurn, Target};
use hadir_domain::roster::{Exception, ExceptionKind, Part, Turn};
use hadir_store::roster::{self, Entry};
use hadir_store::roster_changes::{self, Change, Decision};
use hadir_store::roster_desk::{self, By, Kind};
use hadir_store::testing::TestDb;
use hadir_store::{StoreError, Tx};
use jiff::civil::time;

use crate::city::{self, *};

fn night() -> Turn {
    Turn { starts: time(21, 0, 0, 0), minutes: 600, break_minutes: 30, grace_minutes: 5 }
}

fn named(code: &str) -> NamedTurn {
    NamedTurn {
        id: fresh(),
        unit: BIDANG,
        code: code.into(),
        name: "Malam".into(),
        turn: night(),
        colour: 3,
        ended: false,
    }
}

fn change(late: bool) -> Change {
    let target = Target::Turn { code: "M".into(), turn: night() };
    Change {
        id: fresh(),
        unit: BIDANG,
        set: ChangeSet::Cells { cells: vec![CellChange { person: SITI, on: MONDAY, target }] },
        asked_sha256: [9; 32],
        reason: "ganti jaga".into(),
        late,
        by_login: "admin".into(),
        by_person: Some(BUDI),
        received_at: at("2026-01-05T00:00:00Z"),
    }
}

#[tokio::test]
async fn a_letter_names_one_turn_of_a_unit_until_it_ends() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let by = By { login: "admin", at: at("2026-01-05T00:00:00Z") };
        let first = named("M");
        let again = named("M");
        let add =
            async |turn: &NamedTurn| test.db.write(async |tx| roster_desk::add_turn(tx, CITY, turn, by).await).await;

        add(&first).await.unwrap();
        assert!(matches!(add(&again).await, Err(StoreError::Conflict(_))));
        let end = async |tx: &mut Tx| roster_desk::end(tx, CITY, Kind::Turn, first.id, by).await;
        assert!(test.db.write(end).await.unwrap());
        assert!(!test.db.write(end).await.unwrap());
        add(&again).await.unwrap();

        let known = test.db.read(async |tx| roster_desk::turns(tx, CITY).await).await.unwrap();
        assert_eq!(known, [NamedTurn { ended: true, ..first }, again]);
    })
    .await;
}

#[tokio::test]
async fn posts_and_cycles_are_read_back_as_they_were_written() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let by = By { login: "admin", at: at("2026-01-05T00:00:00Z") };
        let post = DutyPost {
            id: fresh(),
            unit: BIDANG,
            name: "IGD".into(),
            turn_code: "M".into(),
            weekday_needed: 3,
            weekend_needed: 2,
            ended: false,
        };
        let cycle = NamedCycle {
            id: fresh(),
            unit: BIDANG,
            name: "2-2-2".into(),
            turns: vec![Some("P".into()), Some("M".into()), None],
            ended: false,
        };
        test.db
            .write(async |tx| {
                roster_desk::add_post(tx, CITY, &post, by).await?;
                roster_desk::add_cycle(tx, CITY, &cycle, by).await?;
                roster_desk::end(tx, CITY, Kind::Post, post.id, by).await
            })
            .await
            .unwrap();

        let posts = test.db.read(async |tx| roster_desk::posts(tx, CITY).await).await.unwrap();
        let cycles = test.db.read(async |tx| roster_desk::cycles(tx, CITY).await).await.unwrap();
        assert_eq!(posts, [DutyPost { ended: true, ..post }]);
        assert_eq!(cycles, [cycle]);
    })
    .await;
}

#[tokio::test]
async fn a_late_change_waits_until_it_is_decided_once() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let (late, soon) = (change(true), change(false));
        test.db
            .write(async |tx| {
                roster_changes::add(tx, CITY, &late, [1; 16]).await?;
                roster_changes::add(tx, CITY, &soon, [2; 16]).await
            })
            .await
            .unwrap();
        let waiting = async || test.db.read(async |tx| roster_changes::waiting(tx, CITY, 10).await).await.unwrap();
        assert_eq!(waiting().await, std::slice::from_ref(&late));

        let decision = |id| Decision {
            id,
            change: late.id,
            confirmed: true,
            reason: String::new(),
            by_login: "kepala".into(),
            received_at: at("2026-01-06T00:00:00Z"),
        };
        let said = decision(fresh());
        let decide = async |decision: Decision| {
            test.db.write(async |tx| roster_changes::decide(tx, CITY, &decision, [3; 16]).await).await
        };
        decide(said.clone()).await.unwrap();

        assert!(matches!(decide(decision(fresh())).await, Err(StoreError::Conflict(_))));
        assert_eq!(waiting().await, []);
        let stored = test.db.read(async |tx| roster_changes::decision(tx, CITY, late.id).await).await.unwrap();
        assert_eq!(stored, Some(said));
        let again = test.db.read(async |tx| roster_changes::get(tx, CITY, soon.id).await).await.unwrap();
        assert_eq!(again, Some(soon));
    })
    .await;
}

#[tokio::test]
async fn the_cells_of_the_grid_are_told_from_other_papers() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let of_grid = change(false);
        let paper = || Exception {
            id: AssignmentId(fresh()),
            person: SITI,
            from_on: MONDAY,
            to_on: MONDAY,
            part: Part::Whole,
            kind: ExceptionKind::Turn { turn: night() },
            reference: "jadwal".into(),
        };
        let (cell, other) = (paper(), paper());
        let entry = |salt| Entry { by_login: "admin".into(), received_at: of_grid.received_at, salt };
        test.db
            .write(async |tx| {
                roster_changes::add(tx, CITY, &of_grid, [1; 16]).await?;
                roster::except(tx, CITY, &cell, &entry([2; 16])).await?;
                roster::except(tx, CITY, &other, &entry([3; 16])).await?;
                roster_changes::made(tx, CITY, of_grid.id, &[cell.id]).await
            })
            .await
            .unwrap();

        let cells = |people: Vec<_>| {
            let db = test.db.clone();
            async move {
                db.read(async |tx| roster_changes::cells(tx, CITY, &people, MONDAY, MONDAY).await).await.unwrap()
            }
        };
        assert_eq!(cells(vec![SITI, BUDI]).await, [cell.id]);
        assert_eq!(cells(vec![BUDI]).await, []);
    })
    .await;
}
