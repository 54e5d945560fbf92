use hadir_domain::devices::PinMapping;
use hadir_domain::stages::{Course, Paper, Stage, StageStep, StageWord};
use hadir_store::punches::with_digital_trace;
use hadir_store::testing::TestDb;
use hadir_store::{Db, StoreError, pins, records, stage_steps};
use jiff::Timestamp;
use jiff::civil::{Date, date};

use crate::city::{self, *};

const FEBRUARY: Date = date(2026, 2, 1);

fn step(word: StageWord, proposal: Option<&StageStep>, received_at: &str) -> StageStep {
    StageStep {
        id: fresh(),
        unit: DINAS,
        proposal: proposal.map(|step| step.id),
        word,
        stage: Stage::Wajib,
        paper: if word == StageWord::Withdraw { Paper::Keep } else { Paper::Drop },
        from_on: FEBRUARY,
        evidence: r#"{"met":true}"#.into(),
        evidence_sha256: "00".repeat(32),
        reason: "semua syarat terpenuhi".into(),
        by_login: word.as_str().into(),
        by_person: Some(BUDI),
        received_at: at(received_at),
    }
}

async fn add(db: &Db, step: &StageStep) -> Result<(), StoreError> {
    db.write(async |tx| stage_steps::add(tx, CITY, step, [3; 16]).await).await
}

#[tokio::test]
async fn the_steps_of_an_opd_come_back_as_they_were_signed_each_with_its_leaf() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let proposal = step(StageWord::Propose, None, "2026-01-19T01:00:00Z");
        let confirmed = step(StageWord::Confirm, Some(&proposal), "2026-01-20T01:00:00Z");
        for step in [&proposal, &confirmed] {
            add(&test.db, step).await.unwrap();
        }

        let (all, of_unit, in_force, beside) = test
            .db
            .read(async |tx| {
                Ok::<_, StoreError>((
                    stage_steps::list(tx, CITY).await?,
                    stage_steps::of_unit(tx, CITY, DINAS).await?,
                    stage_steps::in_force(tx, CITY).await?,
                    stage_steps::of_unit(tx, CITY, OTHER).await?,
                ))
            })
            .await
            .unwrap();

        assert_eq!(all, [proposal.clone(), confirmed.clone()]);
        assert_eq!((of_unit, beside), (all.clone(), vec![]));
        assert_eq!(in_force.iter().map(|step| step.id).collect::<Vec<_>>(), [confirmed.id]);
        let course = Course::of(&in_force, Timestamp::MAX);
        assert!(course.paper_required(date(2026, 1, 31)) && !course.paper_required(FEBRUARY));
        for step in [&proposal, &confirmed] {
            let body = test.db.read(async |tx| records::body(tx, CITY, step.id).await).await.unwrap();
            assert!(body.is_some(), "{step:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_proposal_is_decided_once_and_paper_is_never_dropped_short_of_the_last_stage() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let proposal = step(StageWord::Propose, None, "2026-01-19T01:00:00Z");
        add(&test.db, &proposal).await.unwrap();
        add(&test.db, &step(StageWord::Reject, Some(&proposal), "2026-01-20T01:00:00Z")).await.unwrap();

        let again = add(&test.db, &step(StageWord::Confirm, Some(&proposal), "2026-01-20T02:00:00Z")).await;
        let early = StageStep { stage: Stage::UjiCoba, ..step(StageWord::Propose, None, "2026-01-21T01:00:00Z") };

        assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
        assert!(add(&test.db, &early).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn only_people_with_a_trace_in_the_span_are_active() {
    TestDb::each(async |test| {
        city::build(&test.db).await;
        let pin = PinMapping {
            device: Some(TERMINAL),
            site: None,
            pin: "7".into(),
            person: SITI,
            from_on: None,
            to_on: None,
        };
        test.db.write(async |tx| pins::add(tx, CITY, &pin).await).await.unwrap();
        append(&test.db, &[tap("7", MONDAY.at(7, 12, 33, 0))]).await;
        let active = async |from: &str, to: &str| {
            let span = (at(from), at(to));
            test.db.read(async |tx| with_digital_trace(tx, CITY, span.0, span.1).await).await.unwrap()
        };

        let within = active("2026-01-05T00:00:00Z", "2026-01-06T00:00:00Z").await;
        let after = active("2026-01-06T00:00:00Z", "2026-01-20T00:00:00Z").await;

        assert_eq!((within, after), ([SITI].into(), [].into()));
    })
    .await;
}
