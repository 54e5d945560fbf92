//! What is said of a terminal's clock: labels, corrected times, and everything kept.

use hadir_domain::clocks::{Certainty, CorrectionState, Episode, EpisodeKind, Shift, Span};
use hadir_domain::devices::PinMapping;
use hadir_domain::punches::Clock;
use hadir_store::imports::Import;
use hadir_store::punches::{self, Repair};
use hadir_store::roster::Entry;
use hadir_store::testing::TestDb;
use hadir_store::{Db, clock_corrections, clock_evidence, dirty, pins};
use jiff::civil::date;
use uuid::Uuid;

use crate::city::{
    CITY, DINAS, SITI, TERMINAL, add_import, append, at, build, fresh, hash, listed, new_punch, sheet, tap,
};

const RESET: jiff::civil::DateTime = date(2000, 1, 1).at(0, 5, 0, 0);
const TRUE: jiff::civil::DateTime = date(2026, 1, 6).at(7, 20, 0, 0);

fn entry() -> Entry {
    Entry { by_login: "petugas".into(), received_at: at("2026-01-21T03:00:00Z"), salt: *fresh().as_bytes() }
}

fn episode() -> Episode {
    Episode {
        kind: EpisodeKind::BatteryReset,
        span: Span {
            from: RESET,
            to: date(2000, 1, 1).at(23, 0, 0, 0),
            received_from: at("2026-01-20T03:00:00Z"),
            received_to: at("2026-01-20T03:00:00Z"),
        },
        rows: 1,
        shift: Some(Shift::Constant { seconds: TRUE.duration_since(RESET).as_secs() }),
        certainty: Certainty::High,
        evidence: "jam mesin kembali ke awal".into(),
        evidence_en: "the clock began anew".into(),
    }
}

async fn propose(db: &Db) -> Uuid {
    let id = fresh();
    db.write(async |tx| clock_corrections::propose(tx, CITY, id, TERMINAL, &episode(), None, &entry()).await)
        .await
        .expect("a proposal");
    id
}

async fn decide(db: &Db, id: Uuid, confirmed: bool) -> Result<(), hadir_store::StoreError> {
    db.write(async |tx| {
        let proposal = clock_corrections::get(tx, CITY, id).await?.expect("the proposal");
        clock_corrections::decide(tx, CITY, &proposal, fresh(), confirmed, "dicek", &entry()).await
    })
    .await
}

/// Siti's PIN, only in the days of the corrected time.
async fn enrol(db: &Db) {
    let pin = PinMapping {
        device: Some(TERMINAL),
        site: None,
        pin: "7".into(),
        person: SITI,
        from_on: Some(date(2025, 1, 1)),
        to_on: None,
    };
    db.write(async |tx| pins::add(tx, CITY, &pin).await).await.expect("a pin");
}

fn reset_tap() -> hadir_store::claim::Claim {
    let mut claim = tap("7", RESET);
    claim.clock = Clock::Suspect;
    claim
}

#[tokio::test]
async fn dropped_instead_of_labelled_a_punch_whose_clock_cannot_be_right_is_stored_listed_and_labelled() {
    TestDb::each(async |test| {
        build(&test.db).await;
        let stored = append(&test.db, &[reset_tap(), tap("7", TRUE)]).await;
        let before = hash(&test.db).await;
        propose(&test.db).await;

        let rows = listed(&test.db, 10).await;
        let count = test.db.read(async |tx| punches::journal_count(tx, CITY).await).await.unwrap();

        assert_eq!((stored.new_count(), count, rows.len()), (2, 2, 2));
        let doubted = rows.iter().find(|row| row.local_time == RESET).unwrap();
        assert_eq!((doubted.clock, doubted.labels.as_slice()), (Clock::Suspect, &["clock_reset".to_owned()][..]));
        assert_eq!((doubted.shift_s, rows.iter().filter(|row| !row.labels.is_empty()).count()), (None, 1));
        assert_eq!(hash(&test.db).await, before);
    })
    .await;
}

#[tokio::test]
async fn a_confirmed_correction_moves_the_instant_and_keeps_the_claimed_time() {
    TestDb::each(async |test| {
        build(&test.db).await;
        enrol(&test.db).await;
        append(&test.db, &[reset_tap()]).await;
        let before = hash(&test.db).await;
        assert_eq!(listed(&test.db, 10).await[0].person, None);

        let id = propose(&test.db).await;
        decide(&test.db, id, true).await.unwrap();

        let row = listed(&test.db, 10).await.remove(0);
        assert_eq!((row.local_time, row.at), (RESET, at("2026-01-06T00:20:00Z")));
        assert_eq!((row.person, row.offset().seconds()), (Some(SITI), 7 * 3600));
        let days = test.db.write(async |tx| dirty::take(tx, CITY, 100).await).await.unwrap();
        assert!(days.contains(&(SITI, date(2026, 1, 6))), "{days:?}");
        let report = test.db.read(async |tx| punches::rebuild(tx, CITY, Repair::No).await).await.unwrap();
        assert!(report.holds(), "{report:?}");
        assert_eq!(hash(&test.db).await, before);
    })
    .await;
}

#[tokio::test]
async fn a_punch_that_comes_after_the_decision_is_moved_at_once_and_a_repeat_changes_nothing() {
    TestDb::each(async |test| {
        build(&test.db).await;
        let id = propose(&test.db).await;
        decide(&test.db, id, true).await.unwrap();

        append(&test.db, &[reset_tap()]).await;
        let again = append(&test.db, &[reset_tap()]).await;

        assert_eq!(again.repeated_count(), 1);
        assert_eq!(listed(&test.db, 10).await[0].at, at("2026-01-06T00:20:00Z"));
        let outside = new_punch(tap("7", date(2000, 1, 2).at(0, 5, 0, 0)));
        let secret = crate::city::SECRET;
        test.db.write(async |tx| punches::append(tx, CITY, &secret, &[outside]).await).await.unwrap();
        assert_eq!(listed(&test.db, 10).await.iter().filter(|row| row.shift_s.is_some()).count(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_rejected_proposal_leaves_the_rows_as_they_were_and_is_decided_once() {
    TestDb::each(async |test| {
        build(&test.db).await;
        append(&test.db, &[reset_tap()]).await;
        let before = listed(&test.db, 10).await;

        let id = propose(&test.db).await;
        decide(&test.db, id, false).await.unwrap();

        assert_eq!(listed(&test.db, 10).await, before);
        assert!(decide(&test.db, id, true).await.is_err());
        let row = test.db.read(async |tx| clock_corrections::get(tx, CITY, id).await).await.unwrap().unwrap();
        assert_eq!(row.correction.state, CorrectionState::Rejected);
        assert_eq!(row.decided.unwrap().note, "dicek");
    })
    .await;
}

#[tokio::test]
async fn the_rows_of_a_terminal_are_seen_in_the_order_they_came() {
    TestDb::each(async |test| {
        build(&test.db).await;
        append(&test.db, &[tap("7", TRUE), reset_tap()]).await;

        let import = Import { device: Some(TERMINAL), unit: None, ..sheet(DINAS, "2026-01-20T03:00:00Z") };
        add_import(&test.db, &import).await.unwrap();
        let since = at("2026-01-01T00:00:00Z");
        let seen = test.db.read(async |tx| clock_evidence::seen(tx, CITY, TERMINAL, since).await).await.unwrap();
        let changed = test.db.read(async |tx| clock_evidence::changed(tx, CITY, since).await).await.unwrap();

        assert_eq!(seen.rows.iter().map(|row| row.claimed).collect::<Vec<_>>(), [TRUE, RESET]);
        assert!(seen.rows.iter().all(|row| !row.live && row.arrived == date(2026, 1, 20).at(10, 0, 0, 0)));
        assert_eq!(changed, [TERMINAL]);
    })
    .await;
}
