use hadir_domain::access::AccessFilter;
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::reconcile::{DiscrepancyType, Outcome, Says, SettleState, SettleStep, SettleWord, Speaker, Standing};
use hadir_domain::status::Status;
use hadir_ledger::leaf::RecordKind;
use hadir_store::reconcile::discrepancies::{self, DiscrepancyRow};
use hadir_store::reconcile::settlements::{self, ListFilter, NewSettleStep, Position, StateFilter};
use hadir_store::testing::TestDb;
use hadir_store::{Db, StoreError, records};
use jiff::civil::{Date, date};
use uuid::Uuid;

use crate::city::{self, *};

const NOW: &str = "2026-01-12T03:00:00Z";

fn found(number: u128, person: PersonId, unit: UnitId, on: Date) -> DiscrepancyRow {
    DiscrepancyRow {
        id: Uuid::from_u128(0x900 + number),
        person,
        on,
        unit,
        kind: DiscrepancyType::TimeDiffers,
        a: (Speaker::Machine, Some("07.20".into())),
        b: (Speaker::Manual, Some("07.00".into())),
        also: Vec::new(),
        detail: "jam datang berbeda".into(),
        detail_en: "arrival differs".into(),
        cause: None,
        proposal: None,
        because: String::new(),
        because_en: String::new(),
        evidence: [u8::try_from(number).unwrap(); 32],
        found_at: at(NOW),
        due_on: date(2026, 1, 16),
        gone_at: None,
    }
}

fn step(of: &DiscrepancyRow, step: SettleStep, by: &str) -> NewSettleStep {
    NewSettleStep {
        discrepancy: of.id,
        person: of.person,
        on: of.on,
        unit: of.unit,
        word: SettleWord {
            id: fresh(),
            step,
            owner: (step == SettleStep::Assign).then(|| "bkpsdm".into()),
            outcome: matches!(step, SettleStep::Propose | SettleStep::Confirm).then_some(Outcome::ARight),
            evidence: of.evidence,
            says: Says { arrived: Some(of.on.at(7, 20, 0, 0)), left: None, status: Some(Status::H) },
            corrections: vec![Uuid::from_u128(5)],
            bundle: Some(Uuid::from_u128(77)),
            reason: "sesuai mesin".into(),
            by: by.into(),
            by_person: Some(BUDI),
            at: at(NOW),
        },
    }
}

async fn put(db: &Db, rows: &[DiscrepancyRow]) {
    db.write(async |tx| discrepancies::put(tx, CITY, rows).await).await.unwrap();
}

async fn add(db: &Db, new: NewSettleStep) -> Result<(), StoreError> {
    db.write(async |tx| {
        let steps = settlements::steps_of(tx, CITY, &[new.discrepancy]).await?;
        let before = Standing::of(steps.get(&new.discrepancy).into_iter().flatten());
        settlements::add(tx, CITY, &[(new, before)], &[[3; 16]]).await
    })
    .await
}

#[tokio::test]
async fn a_step_is_a_sealed_record_and_is_read_back_as_it_was() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let row = found(1, SITI, BIDANG, MONDAY);
        put(&test.db, std::slice::from_ref(&row)).await;
        let new = step(&row, SettleStep::Propose, "admin");
        add(&test.db, new.clone()).await.unwrap();

        let id = new.word.id;
        let (read, body) = test
            .db
            .read(async |tx| {
                Ok::<_, StoreError>((settlements::step(tx, CITY, id).await?, records::body(tx, CITY, id).await?))
            })
            .await
            .unwrap();

        assert_eq!(read, Some((row.id, new.word.clone())));
        let (salt, body) = body.expect("a body");
        assert_eq!(salt, [3; 16]);
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!((&body["says"]["arrived"], &body["ordinal"]), (&"2026-01-05T07:20:00".into(), &0.into()));
        assert_eq!(RecordKind::Settlement.as_str(), "settlement");
        assert!(matches!(add(&test.db, new).await, Err(StoreError::Conflict(_))), "a key is used once");
    })
    .await;
}

#[tokio::test]
async fn two_steps_at_once_are_never_both_kept() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let row = found(1, SITI, BIDANG, MONDAY);
        put(&test.db, std::slice::from_ref(&row)).await;
        let both = [step(&row, SettleStep::Propose, "a"), step(&row, SettleStep::Propose, "b")];
        let before = Standing::default();
        let first = (both[0].clone(), before.clone());
        test.db
            .write(async |tx| settlements::add(tx, CITY, std::slice::from_ref(&first), &[[1; 16]]).await)
            .await
            .unwrap();

        let second = (both[1].clone(), before);
        let late =
            test.db.write(async |tx| settlements::add(tx, CITY, std::slice::from_ref(&second), &[[2; 16]]).await).await;

        assert!(matches!(late, Err(StoreError::Conflict(_))));
    })
    .await;
}

#[tokio::test]
async fn the_list_says_where_each_stands_as_the_domain_does() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let mut rows: Vec<DiscrepancyRow> = (1..=7).map(|number| found(number, SITI, BIDANG, MONDAY)).collect();
        rows[6].gone_at = Some(at(NOW));
        put(&test.db, &rows).await;
        let lives: [&[SettleStep]; 7] = [
            &[],
            &[SettleStep::Assign],
            &[SettleStep::Assign, SettleStep::Propose],
            &[SettleStep::Propose, SettleStep::Confirm],
            &[SettleStep::Propose, SettleStep::Confirm],
            &[SettleStep::Propose, SettleStep::Reject],
            &[],
        ];
        for (row, life) in rows.iter().zip(lives) {
            for one in life {
                add(&test.db, step(row, *one, "admin")).await.unwrap();
            }
        }
        // The fifth says something else by now.
        rows[4].evidence = [99; 32];
        put(&test.db, &rows).await;

        let filter = ListFilter::within(AccessFilter::All);
        let (listed, steps) = test
            .db
            .read(async |tx| {
                let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
                let steps = settlements::steps_of(tx, CITY, &ids).await?;
                Ok::<_, StoreError>((settlements::list(tx, CITY, &filter, None, 50).await?, steps))
            })
            .await
            .unwrap();

        use SettleState::{Assigned, Gone, Open, Proposed, Reopened, Settled};
        let states: Vec<SettleState> = listed.iter().map(|one| one.state).collect();
        assert_eq!(states, [Open, Assigned, Proposed, Settled, Reopened, Open, Gone]);
        for one in &listed {
            let standing = Standing::of(steps.get(&one.row.id).into_iter().flatten());
            assert_eq!(standing.state(&one.row.evidence, one.row.gone_at.is_some()), one.state);
        }
        let proposed = &listed[2];
        assert_eq!((proposed.outcome, proposed.proposed_by.as_deref()), (Some(Outcome::ARight), Some("admin")));
        assert_eq!((listed[1].owner.as_deref(), listed[3].outcome), (Some("bkpsdm"), None));
    })
    .await;
}

#[tokio::test]
async fn a_list_is_filtered_counted_and_paged_within_reach() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let mut rows: Vec<DiscrepancyRow> = (1..=5)
            .map(|number| {
                found(
                    number,
                    SITI,
                    BIDANG,
                    MONDAY.checked_add(jiff::Span::new().days(i64::try_from(number).unwrap() - 1)).unwrap(),
                )
            })
            .collect();
        rows[4].unit = OTHER;
        rows[3].kind = DiscrepancyType::MissingInA;
        rows[3].a = (Speaker::Portal, None);
        rows[2].due_on = date(2026, 2, 2);
        put(&test.db, &rows).await;
        add(&test.db, step(&rows[0], SettleStep::Assign, "kepala")).await.unwrap();
        let reach = AccessFilter::Some { units: vec![DINAS], person: None };
        let all = ListFilter::within(reach);
        let keys = async |filter: ListFilter, after: Option<Position>, limit: u32| -> Vec<Uuid> {
            let list = test.db.read(async |tx| settlements::list(tx, CITY, &filter, after, limit).await).await.unwrap();
            list.into_iter().map(|one| one.row.id).collect()
        };
        let key = |place: usize| rows[place].id;

        let page = keys(all.clone(), None, 3).await;
        let after = Position { on: rows[2].on, id: rows[2].id };
        assert_eq!(page, [key(0), key(1), key(2)]);
        assert_eq!(keys(all.clone(), Some(after), 3).await, [key(3)], "another agency's is out of reach");
        let mine = ListFilter { owner: Some("bkpsdm".into()), ..all.clone() };
        assert_eq!(keys(mine, None, 9).await, [key(0)]);
        let portal = ListFilter { source: Some(Speaker::Portal), ..all.clone() };
        assert_eq!(keys(portal, None, 9).await, [key(3)]);
        let span = ListFilter { from: Some(rows[1].on), to: Some(rows[2].on), ..all.clone() };
        assert_eq!(keys(span, None, 9).await, [key(1), key(2)]);
        let due = ListFilter { due_before: Some(date(2026, 1, 20)), state: StateFilter::Waiting, ..all.clone() };
        assert_eq!(keys(due, None, 9).await, [key(0), key(1), key(3)]);
        let below = ListFilter { unit: Some(OTHER), ..all.clone() };
        assert_eq!(keys(below, None, 9).await, Vec::<Uuid>::new());
        let open = ListFilter { state: StateFilter::Only(SettleState::Open), unit: Some(BIDANG), ..all.clone() };
        assert_eq!(keys(open, None, 9).await, [key(1), key(2), key(3)]);
        let person = ListFilter { person: Some(BUDI), ..all.clone() };
        assert_eq!(keys(person, None, 9).await, Vec::<Uuid>::new());

        let today = date(2026, 1, 20);
        let counts = test.db.read(async |tx| settlements::counts(tx, CITY, &all, today).await).await.unwrap();
        let flat: Vec<_> = counts.iter().map(|one| (one.state, one.kind, one.count, one.overdue)).collect();
        assert_eq!(
            flat,
            [
                (SettleState::Assigned, DiscrepancyType::TimeDiffers, 1, 1),
                (SettleState::Open, DiscrepancyType::MissingInA, 1, 1),
                (SettleState::Open, DiscrepancyType::TimeDiffers, 2, 1),
            ]
        );
        let nothing = ListFilter::within(AccessFilter::Nothing);
        assert_eq!(keys(nothing, None, 9).await, Vec::<Uuid>::new());
    })
    .await;
}

#[tokio::test]
async fn a_bundle_knows_what_waits_in_it() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let rows = [found(1, SITI, BIDANG, MONDAY), found(2, SITI, BIDANG, date(2026, 1, 6))];
        put(&test.db, &rows).await;
        for row in &rows {
            add(&test.db, step(row, SettleStep::Propose, "admin")).await.unwrap();
        }
        add(&test.db, step(&rows[0], SettleStep::Confirm, "bkpsdm")).await.unwrap();

        let bundle = Uuid::from_u128(77);
        let (waiting, proposed) = test
            .db
            .read(async |tx| {
                let waiting = settlements::waiting_of_bundle(tx, CITY, bundle).await?;
                let proposed = settlements::of_bundle(tx, CITY, bundle, SettleStep::Propose).await?;
                Ok::<_, StoreError>((waiting, proposed))
            })
            .await
            .unwrap();

        assert_eq!(waiting, [rows[1].id]);
        assert_eq!(proposed, [rows[0].id, rows[1].id]);
    })
    .await;
}
