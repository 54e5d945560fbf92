//! A small city with records of every sealed kind, several checkpoints, and what was kept of them outside.

use hadir_domain::calendar::Week;
use hadir_domain::clocks::{Certainty, Episode, EpisodeKind, Span as ClockSpan};
use hadir_domain::cross_checks::{Duty, StepKind as CrossStepKind, Why};
use hadir_domain::day::{Corrected, Side};
use hadir_domain::doubts::{DoubtPunch, DoubtStep, DoubtWord};
use hadir_domain::erasing::{DataClass, Ground, HoldScope, Span as ErasureSpan};
use hadir_domain::evidence::Verdict;
use hadir_domain::ids::{
    AssignmentId, CorrectionId, DeviceId, ImportId, OutageId, PunchId, RequestId, RollId, ZoneEntryId,
};
use hadir_domain::leave::LeaveKind;
use hadir_domain::matching::{KeyPlace, KeyRef};
use hadir_domain::outages::{Cause, OutageScope, OutageStep};
use hadir_domain::privacy::{DataAsk, DataField, DataRequest, DataState, DataStep};
use hadir_domain::punches::Source;
use hadir_domain::reconcile::{Outcome, Says, SettleStep, SettleWord, Standing};
use hadir_domain::roster::desk::{CellChange, ChangeSet, Target};
use hadir_domain::roster::{Assignment, Exception, ExceptionKind, Part, Pattern};
use hadir_domain::sites::Network;
use hadir_domain::spot_checks::{Place, Share};
use hadir_domain::stages::{Paper, Stage, StageStep, StageWord};
use hadir_domain::status::Status;
use hadir_domain::witnesses::{WitnessHow, WitnessStrength};
use hadir_domain::zones::ZoneStep;
use hadir_ledger::receipt::{self, Receipt};
use hadir_server::app::App;
use hadir_server::services::sealing::activating;
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::cross_checks::names::ListName;
use hadir_store::cross_checks::steps::{self as cross_steps, CrossCheckStep};
use hadir_store::cross_checks::{self, CrossCheckList};
use hadir_store::doubts::voids::{self, PunchVoid, VoidKind};
use hadir_store::erasures::pieces::{self, Tombstone};
use hadir_store::erasures::{self, NewErasure};
use hadir_store::imports::{self, Import};
use hadir_store::instansi::{self, Instansi};
use hadir_store::marks::{self, Ruling, RulingKind};
use hadir_store::pins::steps::{PinAction, PinStep};
use hadir_store::reconcile::settlements;
use hadir_store::roster::Entry;
use hadir_store::roster_changes::{self, Change, Decision};
use hadir_store::seal::audit::SEALED;
use hadir_store::seal::testing::count;
use hadir_store::sheet_statements::{self, SheetStatement};
use hadir_store::spot_checks::{self as spot, CallRow, Round, RoundKind, SeedKind};
use hadir_store::terminals::steps::{DeviceStep, StepKind};
use hadir_store::witnesses::{self, Witnessed};
use hadir_store::{
    Tx, clock_corrections, code_printings, corrections, data_requests, documents, doubts, holds, leave_openings,
    outages, pins, roster, signed_rolls, site_versions, sites, stage_steps, tolerance_zones,
};
use jiff::civil::date;
use jiff::{Span, ToSpan};
use serde_json::json;

use super::*;
use crate::support::{DISDIK, SCHOOL, SD_1, TERMINAL, TestApp, TestPhone, person_of, send};

/// The city and what was kept elsewhere.
pub struct Sealed {
    pub test: TestApp,
    pub instansi: Instansi,
    /// The checkpoints after the first punches and at the end.
    pub outside: Vec<Note>,
    /// What the phone was promised.
    pub receipts: Vec<Receipt>,
}

impl Sealed {
    pub async fn new() -> Self {
        Self::lived(TestApp::new().await).await
    }

    pub async fn on_postgres() -> Option<Self> {
        Some(Self::lived(TestApp::on_postgres().await?).await)
    }

    async fn lived(test: TestApp) -> Self {
        let app = &test.app;
        let instansi = app.db.read(async |tx| instansi::get(tx, CITY).await).await.unwrap().unwrap();
        activating::keep(app, &instansi).await.unwrap();
        let mut outside = Vec::new();
        let mut seal = async || {
            let checkpoint = sequencing::now(app, &instansi).await.unwrap().unwrap();
            outside.push(Note::parse(&checkpoint.note).unwrap());
        };
        seal().await;
        test.wait(1.minute());
        let siti = test.as_role(Role::Pegawai).await;
        let mut phone = TestPhone::new();
        phone.enrol(&siti).await;
        test.wait(1.minute());
        let sent = send(&siti, &[phone.punch("in", "2026-01-19T07:31:05+07:00")]).await;
        let receipts = receipt::read(sent.json()["receipt"].to_string().as_bytes()).unwrap();
        let officer = test.as_role(Role::Bkpsdm).await;
        let wish = json!({
            "id": app.system.uuid(), "kind": "correction", "reason": "lupa absen",
            "detail": { "date": "2026-01-15", "side": "status", "status": "DL", "code": "elsewhere" }
        });
        assert_eq!(siti.post("/api/v1/me/requests", &wish).await.status, 201);
        let from = [("source", "machine"), ("device", TERMINAL)];
        let taken = officer.post_file("/api/v1/imports", &from, "1_attlog.dat", rows().as_bytes()).await;
        assert_eq!(taken.status, 201, "{}", taken.text());
        watched(&test).await;
        seal().await;
        test.wait(1.minute());
        app.db.write(async |tx| papers(app, tx).await).await.unwrap();
        app.db.write(async |tx| cross_checked(app, tx).await).await.unwrap();
        app.db.write(async |tx| acted(app, tx).await).await.unwrap();
        seal().await;
        test.wait(1.minute());
        app.db.write(async |tx| more(app, tx).await).await.unwrap();
        seal().await;
        test.wait(Span::new().hours(24 * 23));
        let officer = test.as_role(Role::Bkpsdm).await;
        let closed =
            officer.post("/api/v1/periods", &json!({ "unit": "DISDIK", "month": "2026-01", "reason": "uji" })).await;
        assert_eq!(closed.status, 204, "{}", closed.text());
        seal().await;
        for sealed in &SEALED {
            let statement = format!("SELECT COUNT(*) FROM {}", sealed.table);
            assert!(app.db.read(async |tx| count(tx, &statement).await).await.unwrap() > 0, "no {}", sealed.table);
        }
        drop(siti);
        Self { instansi, outside, receipts, test }
    }

    /// The claim of some punch of the terminal.
    pub async fn a_claim(&self) -> hadir_store::claim::Claim {
        let mut claim = hadir_store::claim::Claim::new(Source::Machine, "7", date(2026, 1, 12).at(7, 0, 0, 0));
        claim.device = Some(DeviceId(Uuid::from_u128(0x501)));
        claim
    }
}

/// The beginning of a sidak, and what an instruction came to.
async fn acted(app: &App, tx: &mut Tx) -> Result<(), StoreError> {
    let act = |kind, what: &str, person| {
        let id = app.system.uuid();
        Act {
            id,
            subject: id,
            ordinal: Some(0),
            kind,
            what: what.into(),
            unit: Some(DISDIK),
            person,
            on: date(2026, 1, 19),
            content: json!({ "text": "uji" }),
            by_login: "pimpinan".into(),
            by_person: None,
            received_at: app.now(),
        }
    };
    let begun = act(ActKind::Sidak, "begun", None);
    let row = Act { subject: begun.id, ordinal: None, ..act(ActKind::Sidak, "call", Some(person_of(Role::Pegawai))) };
    acts::add(tx, CITY, &[begun, row], || app.system.bytes()).await?;
    acts::add(tx, CITY, &[act(ActKind::Instruction, "given", None)], || app.system.bytes()).await
}

/// A list of the daily cross-check with a name and a step.
async fn cross_checked(app: &App, tx: &mut Tx) -> Result<(), hadir_store::StoreError> {
    let (now, id) = (app.now(), app.system.uuid());
    let on = date(2026, 1, 19);
    let list = CrossCheckList {
        id,
        unit: DISDIK,
        on,
        duty: Duty { drawn_at: now, remind_at: now, due_at: now, superior_at: now, agency_at: now, closes_at: now },
        seed: "07".repeat(32),
        population: 8,
        population_hash: "ab".repeat(32),
        names: 1,
        rules: "cd".repeat(32),
        head: Some(person_of(Role::Kepala)),
        headless: vec![SD_1],
        again_in: 6,
        again_of: 1,
    };
    let person = person_of(Role::Pegawai);
    let name = ListName {
        id: app.system.uuid(),
        list: id,
        on,
        person,
        place: 0,
        weight: 25,
        exponent: 21_321_910_191,
        why: vec![Why::Unheard],
    };
    cross_checks::add(tx, CITY, &list, &[name], || app.system.bytes()).await?;
    let step = CrossCheckStep {
        id: app.system.uuid(),
        list: id,
        unit: DISDIK,
        on,
        kind: CrossStepKind::CounterDrawn,
        person: Some(person),
        subject: Some(app.system.uuid()),
        content: json!({ "due_at": now }),
        by_login: "kepala".into(),
        by_person: Some(person_of(Role::Kepala)),
        received_at: now,
    };
    cross_steps::add(tx, CITY, &step, app.system.bytes()).await.map(drop)
}

/// A list of those who are paid, a roll call, and a finding of the inspectorate.
async fn watched(test: &TestApp) {
    let agency = test.as_role(Role::Bkpsdm).await;
    let paid = [("kind", "paid"), ("month", "2026-01")];
    let list =
        agency.post_file("/api/v1/roster-lists", &paid, "gaji.csv", b"nip;nama\n209901022121052001;Siti\n").await;
    assert_eq!(list.status, 201, "{}", list.text());
    let (inspector, new) = (test.as_role(Role::Inspektorat).await, || test.app.system.uuid());
    let row = json!({ "id": new(), "person": person_of(Role::Pegawai), "seen": "present", "note": "apel" });
    let call = json!({
        "id": new(), "kind": "roll_call", "unit": "DISDIK", "at": "2026-01-19T00:15:00Z", "site": SCHOOL, "rows": [row]
    });
    assert_eq!(inspector.post("/api/v1/checks", &call).await.status, 201);
    let finding = json!({ "id": new(), "unit": "DISDIK", "severity": "ringan", "text": "uji", "follow_up": "uji" });
    assert_eq!(inspector.post("/api/v1/audits/findings", &finding).await.status, 201);
}

/// Rows of a terminal: two people, morning and evening, enough for a full tile.
fn rows() -> String {
    let mut rows = String::new();
    for day in 1..=16 {
        for pin in [7, 99] {
            for minute in 0..9 {
                rows.push_str(&format!("{pin}\t2026-01-{day:02} 07:{minute:02}:33\t1\t0\t1\t0\r\n"));
            }
        }
    }
    rows
}

/// A promised seed, a round, a call that was heard of, and a colleague who saw somebody.
async fn spot_checks(app: &App, tx: &mut Tx) -> Result<(), StoreError> {
    let (now, siti, on) = (app.now(), person_of(Role::Pegawai), date(2026, 1, 19));
    let salt = || app.system.bytes::<16>();
    spot::seeds::add(tx, CITY, app.system.uuid(), (on, SeedKind::Commit), [5; 32], now, salt()).await?;
    let round = Round {
        id: app.system.uuid(),
        on,
        number: 3,
        kind: RoundKind::Extra,
        unit: Some(DISDIK),
        share: Share { numerator: 1, denominator: 10, least: 1, most: 20, reserved: 0, most_per_week: 2 },
        rule: json!({ "weekly_chance": 2000 }),
        population: 1,
        population_hash: [6; 32],
        called: 1,
        reason: "uji".into(),
        by_login: "inspektorat".into(),
        by_person: Some(person_of(Role::Inspektorat)),
        received_at: now,
    };
    spot::rounds::add(tx, CITY, &round, "", salt()).await?;
    let call = CallRow {
        id: app.system.uuid(),
        round: round.id,
        person: siti,
        unit: SD_1,
        site: Some(SCHOOL),
        on,
        called_at: now,
        window_s: 600,
        until: now,
        network: Network::Good,
        place: Place::Lottery,
    };
    spot::calls::add(tx, CITY, std::slice::from_ref(&call), salt).await?;
    let step = spot::NewStep {
        id: app.system.uuid(),
        call: call.id,
        kind: spot::StepKind::Delivered,
        outcome: String::new(),
        punch: None,
        reason: String::new(),
        by_login: "siti".into(),
        by_person: Some(siti),
        received_at: now,
    };
    spot::calls::step(tx, CITY, &step, salt()).await?;
    let seen = Witnessed {
        id: app.system.uuid(),
        person: siti,
        witness: person_of(Role::Majelis),
        seen_at: now,
        on,
        how: WitnessHow::PersonCode,
        strength: WitnessStrength::BothKeys,
        sender_key: "k".into(),
        other_key: Some("o".into()),
        punch: None,
        site: Some(SCHOOL),
        place: Some(json!({ "lat": -5.11, "lon": 105.3 })),
        note: "uji".into(),
        received_at: now,
    };
    witnesses::add(tx, CITY, &seen, &json!({ "how": "person_code" }), salt()).await
}

async fn papers(app: &App, tx: &mut Tx) -> Result<(), StoreError> {
    let (now, siti, head) = (app.now(), person_of(Role::Pegawai), person_of(Role::Kepala));
    let by = || "bkpsdm".to_owned();
    let salt = || app.system.bytes::<16>();
    let entry = || Entry { by_login: by(), received_at: now, salt: salt() };
    let assignment = Assignment {
        id: AssignmentId(app.system.uuid()),
        person: siti,
        from_on: date(2026, 1, 1),
        to_on: None,
        pattern: Pattern::Office { week: Week::Five },
    };
    roster::assign(tx, CITY, &assignment, &entry()).await?;
    for (day, kind) in [(13, ExceptionKind::Leave), (14, ExceptionKind::Sick)] {
        let paper = Exception {
            id: AssignmentId(app.system.uuid()),
            person: siti,
            from_on: date(2026, 1, day),
            to_on: date(2026, 1, day),
            part: Part::Whole,
            kind,
            reference: "850/12/2026".into(),
        };
        roster::except(tx, CITY, &paper, &entry()).await?;
        if day == 14 {
            roster::void(tx, CITY, paper.id, siti, "keliru", &entry()).await?;
        }
    }
    let ruling = Ruling {
        id: app.system.uuid(),
        source: "machine".into(),
        name: None,
        unit: Some(DISDIK),
        from_on: date(2026, 1, 12),
        to_on: date(2026, 1, 12),
        kind: RulingKind::OthersSuffice,
        reason: "mesin rusak".into(),
        by_login: by(),
        received_at: now,
    };
    marks::rule(tx, CITY, &ruling, salt()).await?;
    let opening = leave_openings::LeaveOpening {
        id: app.system.uuid(),
        kind: LeaveKind::Tahunan,
        left_half_days: 8,
        person: siti,
        reference: "SK 1".into(),
        year: 2025,
    };
    leave_openings::add(tx, CITY, &opening, &entry()).await?;
    let correction = corrections::NewCorrection {
        id: CorrectionId(app.system.uuid()),
        person: siti,
        on: date(2026, 1, 9),
        corrected: Corrected::ArrivedAt(date(2026, 1, 9).at(7, 20, 0, 0)),
        punch: None,
        replaces: None,
        rests_on: corrections::RestsOn::Request(RequestId(app.system.uuid())),
        reference: "disetujui kepala".into(),
    };
    assert_eq!(correction.corrected.side(), Side::In);
    corrections::add(tx, CITY, &correction, &entry()).await?;
    let proposal = settlements::NewSettleStep {
        discrepancy: app.system.uuid(),
        person: siti,
        on: date(2026, 1, 12),
        unit: SD_1,
        word: SettleWord {
            id: app.system.uuid(),
            step: SettleStep::Propose,
            owner: None,
            outcome: Some(Outcome::BothWrong),
            evidence: [3; 32],
            says: Says { arrived: Some(date(2026, 1, 12).at(7, 20, 0, 0)), left: None, status: Some(Status::H) },
            corrections: Vec::new(),
            bundle: None,
            reason: "uji".into(),
            by: by(),
            by_person: Some(head),
            at: now,
        },
    };
    settlements::add(tx, CITY, &[(proposal, Standing::default())], &[salt()]).await?;
    let outage = outages::NewOutage {
        id: OutageId(app.system.uuid()),
        scope: OutageScope::Site(SCHOOL),
        from: now,
        to: None,
        cause: Cause::Listrik,
        words: "padam".into(),
        by_login: by(),
        by_person: Some(head),
        received_at: now,
    };
    outages::add(tx, CITY, &outage, salt()).await?;
    for (step, ended_at) in [(OutageStep::Confirm, None), (OutageStep::End, Some(now))] {
        let step = outages::NewStep {
            id: app.system.uuid(),
            outage: outage.id,
            step,
            ended_at,
            reason: "benar".into(),
            by_login: by(),
            by_person: Some(head),
            received_at: now,
        };
        outages::step(tx, CITY, &step, salt()).await?;
    }
    for (word, proposal) in [(StageWord::Propose, None), (StageWord::Confirm, Some(Uuid::from_u128(0x7001)))] {
        let step = StageStep {
            id: if proposal.is_none() { Uuid::from_u128(0x7001) } else { app.system.uuid() },
            unit: DISDIK,
            proposal,
            word,
            stage: Stage::UjiCoba,
            paper: Paper::Keep,
            from_on: date(2026, 1, 19),
            evidence: r#"{"met":false}"#.into(),
            evidence_sha256: "00".repeat(32),
            reason: "mulai".into(),
            by_login: by(),
            by_person: Some(head),
            received_at: now,
        };
        stage_steps::add(tx, CITY, &step, salt()).await?;
    }
    spot_checks(app, tx).await?;
    let zone = tolerance_zones::NewZone {
        id: ZoneEntryId(app.system.uuid()),
        site: SCHOOL,
        network: Network::Weak,
        reason: "sinyal".into(),
        from_on: date(2026, 1, 19),
        review_on: date(2026, 4, 19),
        by_login: by(),
        by_person: None,
        received_at: now,
    };
    tolerance_zones::add(tx, CITY, &zone, salt()).await?;
    let step = tolerance_zones::NewZoneStep {
        id: app.system.uuid(),
        zone: zone.id,
        step: ZoneStep::Approve,
        ended_on: None,
        reason: "ya".into(),
        by_login: "kepala".into(),
        by_person: None,
        received_at: now,
    };
    tolerance_zones::step(tx, CITY, &step, salt()).await?;
    let pin = PinStep {
        action: PinAction::Aside,
        bundle: None,
        by_login: by(),
        by_person: Some(head),
        from_on: None,
        id: app.system.uuid(),
        key: KeyRef {
            place: KeyPlace::Device(DeviceId(Uuid::from_u128(0x501))),
            source: Source::Machine,
            key: "99".into(),
        },
        person: None,
        reason: "tamu".into(),
        received_at: now,
        to_on: None,
    };
    pins::steps::add(tx, CITY, &pin, salt()).await?;
    let change = Change {
        id: app.system.uuid(),
        unit: DISDIK,
        set: ChangeSet::Cells { cells: vec![CellChange { person: siti, on: date(2026, 1, 22), target: Target::Off }] },
        asked_sha256: [9; 32],
        reason: "ganti".into(),
        late: true,
        by_login: by(),
        by_person: Some(head),
        received_at: now,
    };
    roster_changes::add(tx, CITY, &change, salt()).await?;
    let decision = Decision {
        id: app.system.uuid(),
        change: change.id,
        confirmed: true,
        reason: "ya".into(),
        by_login: "kepala".into(),
        received_at: now,
    };
    roster_changes::decide(tx, CITY, &decision, salt()).await
}

/// A case of doubt, a word said in it, and a punch that counts no more.
async fn doubted(app: &App, tx: &mut Tx) -> Result<(), StoreError> {
    let (now, siti, salt) = (app.now(), person_of(Role::Pegawai), || app.system.bytes::<16>());
    let case = doubts::DoubtCase {
        id: app.system.uuid(),
        person: siti,
        unit: Some(SD_1),
        opened_on: date(2026, 1, 19),
        punches: vec![DoubtPunch {
            punch: PunchId(app.system.uuid()),
            on: date(2026, 1, 12),
            at: now,
            site: Some(SCHOOL),
            verdict: Verdict::Contradicted,
            weight: 310,
            score: 900_000,
            reasons: Vec::new(),
            policy: "07".repeat(32),
        }],
        reason: "uji".into(),
        due_on: date(2026, 1, 26),
        by_login: "bkpsdm".into(),
        by_person: None,
        received_at: now,
    };
    doubts::open(tx, CITY, &case, salt()).await?;
    let before = doubts::get(tx, CITY, case.id).await?.unwrap();
    let word = DoubtWord {
        id: app.system.uuid(),
        step: DoubtStep::Ask,
        outcome: None,
        text: "uji".into(),
        which: Vec::new(),
        punches: Vec::new(),
        due_on: Some(date(2026, 1, 22)),
        review_due_on: None,
        files: Vec::new(),
        witness: None,
        by: "kepala".into(),
        by_person: Some(person_of(Role::Kepala)),
        at: now,
    };
    doubts::say(tx, CITY, before, word, salt()).await?;
    let void = PunchVoid {
        id: app.system.uuid(),
        punch: case.punches[0].punch,
        person: siti,
        on: date(2026, 1, 12),
        case: case.id,
        kind: VoidKind::Void,
        reason: "uji".into(),
        found_by: Some("kepala".into()),
        by_login: "bkpsdm".into(),
        by_person: None,
        received_at: now,
    };
    voids::add(tx, CITY, &[void], salt).await
}

async fn more(app: &App, tx: &mut Tx) -> Result<(), StoreError> {
    doubted(app, tx).await?;
    let (now, siti) = (app.now(), person_of(Role::Pegawai));
    let by = || "bkpsdm".to_owned();
    let salt = || app.system.bytes::<16>();
    let entry = || Entry { by_login: by(), received_at: now, salt: salt() };
    let import = Import {
        id: ImportId(app.system.uuid()),
        sha256: [3; 32],
        file_name: "JANUARI 2026.xls".into(),
        format: "month-matrix".into(),
        source: "manual".into(),
        device: None,
        unit: Some(DISDIK),
        period: Some((date(2026, 1, 1), date(2026, 1, 31))),
        accepted: true,
        received: 2,
        new: 2,
        repeated: 0,
        problems: 0,
        unmatched: 0,
        by_login: by(),
        received_at: now,
    };
    let cell = |ordinal, code: &str| SheetStatement {
        import: import.id,
        ordinal,
        source: Source::Manual,
        unit: Some(DISDIK),
        person_key: "3".into(),
        person: None,
        day_on: date(2026, 1, 8),
        code: code.into(),
        minutes: Some(45),
        raw: format!("{code}45"),
        sheet: Some("JAN".into()),
        line: 7,
        cell: Some("C7".into()),
    };
    let cells = [cell(0, "TL"), cell(1, "I")];
    imports::add(tx, CITY, &import, &cells, salt()).await?;
    sheet_statements::append(tx, CITY, &cells).await?;
    let roll = signed_rolls::SignedRoll {
        id: RollId(app.system.uuid()),
        import: import.id,
        unit: Some(DISDIK),
        period: import.period,
        signer_name: "Kepala Contoh".into(),
        signer_number: "209901012120012009".into(),
        signer_position: "Kepala".into(),
        scan_sha256: None,
        outage: None,
        by_login: by(),
        received_at: now,
    };
    signed_rolls::add(tx, CITY, &roll, salt()).await?;
    let site = sites::get(tx, CITY, SCHOOL).await?.unwrap();
    for from_at in [None, Some(now)] {
        let version = site_versions::SiteVersion {
            id: app.system.uuid(),
            from_at,
            site: site.clone(),
            reason: "digambar".into(),
            by_login: by(),
            received_at: now,
        };
        site_versions::add(tx, &version, salt()).await?;
    }
    let printing = code_printings::CodePrinting {
        id: app.system.uuid(),
        unit: DISDIK,
        scope: "missing".into(),
        cards: 3,
        new_accounts: 1,
        signed_in: 0,
        reason: String::new(),
        by_login: by(),
        printed_at: now,
        expires_at: now,
    };
    code_printings::add(tx, CITY, &printing, &[], salt()).await?;
    let device = DeviceId(Uuid::from_u128(0x501));
    let step = DeviceStep {
        by_login: by(),
        detail: json!({ "site": "SEKOLAH" }),
        device,
        id: app.system.uuid(),
        reason: "dipindah".into(),
        received_at: now,
        step: StepKind::Move,
    };
    hadir_store::terminals::steps::add(tx, CITY, &step, salt()).await?;
    let episode = Episode {
        kind: EpisodeKind::Off,
        span: ClockSpan {
            from: date(2020, 1, 1).at(0, 0, 0, 0),
            to: date(2020, 1, 2).at(0, 0, 0, 0),
            received_from: now,
            received_to: now,
        },
        rows: 0,
        shift: None,
        certainty: Certainty::Low,
        evidence: "uji".into(),
        evidence_en: "test".into(),
    };
    let proposal = app.system.uuid();
    clock_corrections::propose(tx, CITY, proposal, device, &episode, None, &entry()).await?;
    let row = clock_corrections::get(tx, CITY, proposal).await?.unwrap();
    clock_corrections::decide(tx, CITY, &row, app.system.uuid(), false, "bukan", &entry()).await?;
    let request = DataRequest {
        instansi: CITY,
        id: app.system.uuid(),
        person: siti,
        ask: DataAsk::Correct,
        field: DataField::Name,
        wrong: "Siti".into(),
        wanted: "Siti C.".into(),
        state: DataState::Open,
        asked_at: now,
        due_at: now,
        answered: None,
    };
    for step in [DataStep::Ask, DataStep::Done] {
        let one = data_requests::Step {
            by_login: by(),
            id: app.system.uuid(),
            person: siti,
            reason: "salah".into(),
            received_at: now,
            request: request.id,
            step,
        };
        if step == DataStep::Ask {
            data_requests::add(tx, &request, &one, salt()).await?;
        } else {
            data_requests::step(tx, &request, DataState::Done, &one, salt()).await?;
        }
    }
    let hold = holds::NewHold {
        id: app.system.uuid(),
        scope: HoldScope::Unit(DISDIK),
        reason: "sengketa".into(),
        reference: "PN-1".into(),
        from: date(2026, 1, 1),
        until: None,
        by_login: by(),
        by_person: None,
        received_at: now,
    };
    holds::add(tx, CITY, &hold, salt()).await?;
    let end = holds::HoldEnd {
        id: app.system.uuid(),
        hold: hold.id,
        reason: "selesai".into(),
        by_login: by(),
        by_person: None,
        received_at: now,
    };
    holds::end(tx, CITY, &end, salt()).await?;
    let document = documents::Document {
        checkpoint_root: [4; 32],
        checkpoint_size: 3,
        content_hash: [5; 32],
        format: "pdf".into(),
        id: app.system.uuid(),
        issued_at: now,
        issued_by: [6; 32],
        kind: "recap".into(),
        log: "hadir.invalid/log/kota-contoh".into(),
        office: "Dinas Pendidikan".into(),
        period: "2026-01".into(),
        replaces: Uuid::nil(),
        sha256: [7; 32],
        unit: "DISDIK".into(),
    };
    documents::add(tx, CITY, &document, salt()).await?;
    erased(app, tx).await
}

/// One punch of a stranger goes by law.
async fn erased(app: &App, tx: &mut Tx) -> Result<(), StoreError> {
    let now = app.now();
    let gone = punches::list(tx, CITY, &Default::default(), None, 500).await?;
    let gone = gone.iter().find(|row| row.person_key == "99").unwrap().id.0;
    let erasure = NewErasure {
        id: app.system.uuid(),
        person: None,
        ground: Ground::Retention,
        spans: vec![ErasureSpan { class: DataClass::Punches, until_on: date(2020, 1, 1) }],
        reference: "JRA".into(),
        reason: "waktunya".into(),
        request: None,
        by_login: "bkpsdm".into(),
        by_person: None,
        received_at: now,
    };
    erasures::add(tx, CITY, &erasure, app.system.bytes()).await?;
    let step = erasures::Step {
        id: app.system.uuid(),
        erasure: erasure.id,
        word: erasures::Word::Confirm,
        reason: "ya".into(),
        by_login: "kepala".into(),
        by_person: None,
        received_at: now,
    };
    erasures::step(tx, CITY, &step, app.system.bytes()).await?;
    let stone = Tombstone {
        class: DataClass::Punches,
        erasure: erasure.id,
        from_on: None,
        id: app.system.uuid(),
        items: 1,
        kept_codes: Default::default(),
        person: None,
        received_at: now,
        records: vec![gone],
        replaced: Vec::new(),
        hashes: Vec::new(),
        to_on: None,
    };
    pieces::bury(tx, CITY, &stone, app.system.bytes()).await?;
    let place = is(tx, "punch_id", gone);
    tamper(tx, &format!("DELETE FROM punch_facts WHERE {place}")).await.map(drop)
}

/// A condition on a key, as the database writes keys.
pub fn is(tx: &Tx, column: &str, id: Uuid) -> String {
    match tx {
        Tx::Sqlite(_) => format!("{column} = x'{}'", id.simple()),
        Tx::Postgres(_) => format!("{column} = '{id}'"),
    }
}
