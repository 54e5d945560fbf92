//! Findings: made by the inspectorate, answered by the OPD, closed by the inspectorate. Each step is a sealed record.

use std::collections::BTreeMap;

use hadir_domain::audit::{AuditStep, AuditStepKind, Finding, Severity, StepBar, may_answer, may_close};
use hadir_domain::ids::{PersonId, UnitId};
use hadir_domain::units::subtree;
use hadir_store::audits::{self, AuditRecord};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx, posts, units};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{rule, sampling};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::requesting::workdays_after;
use crate::services::roster_desk::Officer;
use crate::services::webhooks;

/// A finding somebody makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFinding {
    /// Its key, made by whoever sends it.
    pub id: Uuid,
    /// The unit it is about.
    pub unit: UnitId,
    /// The person whose record it is about.
    pub person: Option<PersonId>,
    /// The day it is about.
    pub on: Option<Date>,
    /// The roll it is about.
    pub roll: Option<Uuid>,
    /// The sample it came up in.
    pub sample: Option<Uuid>,
    /// How much it matters.
    pub severity: Severity,
    /// What was found.
    pub text: String,
    /// What is wanted of the OPD.
    pub follow_up: String,
    /// Until when; by the rules when it is not said.
    pub due_on: Option<Date>,
}

/// What is kept of a finding.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Content {
    on: Option<Date>,
    roll: Option<Uuid>,
    sample: Option<Uuid>,
    severity: Severity,
    text: String,
    follow_up: String,
    due_on: Date,
}

/// What is kept of a step.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Words {
    text: String,
}

fn corrupt(error: serde_json::Error) -> ServiceError {
    ServiceError::fault(format!("record of an audit: {error}"))
}

/// Puts the records of findings together; in the order they were made.
fn fold(records: Vec<AuditRecord>) -> Result<Vec<Finding>, ServiceError> {
    let mut found: Vec<Finding> = Vec::new();
    let mut places: BTreeMap<Uuid, usize> = BTreeMap::new();
    let mut steps = Vec::new();
    for record in records {
        match AuditStepKind::parse(&record.kind) {
            Some(AuditStepKind::Finding) => {
                places.insert(record.id, found.len());
                found.push(read(record)?);
            }
            Some(kind) => steps.push((kind, record)),
            None => {}
        }
    }
    steps.sort_by_key(|(_, record)| record.ordinal);
    for (kind, record) in steps {
        let Some(finding) = places.get(&record.subject).and_then(|place| found.get_mut(*place)) else { continue };
        let words: Words = serde_json::from_value(record.content).map_err(corrupt)?;
        finding.steps.push(AuditStep {
            id: record.id,
            kind,
            text: words.text,
            by_login: record.by_login,
            received_at: record.received_at,
        });
    }
    Ok(found)
}

fn read(record: AuditRecord) -> Result<Finding, ServiceError> {
    let content: Content = serde_json::from_value(record.content).map_err(corrupt)?;
    Ok(Finding {
        id: record.id,
        unit: record.unit.ok_or_else(|| ServiceError::fault("a finding without a unit"))?,
        person: record.person,
        on: content.on,
        roll: content.roll,
        sample: content.sample,
        severity: content.severity,
        text: content.text,
        follow_up: content.follow_up,
        due_on: content.due_on,
        by_login: record.by_login,
        received_at: record.received_at,
        steps: Vec::new(),
    })
}

/// Every finding as it stands, in the order they were made.
///
/// # Errors
///
/// When the database refuses.
pub async fn list(app: &App, instansi: &Instansi) -> Result<Vec<Finding>, ServiceError> {
    fold(app.db.read(async |tx| audits::findings(tx, instansi.id).await).await?)
}

/// One finding as it stands.
///
/// # Errors
///
/// `unknown_finding`.
pub async fn get(app: &App, instansi: &Instansi, id: Uuid) -> Result<Finding, ServiceError> {
    app.db.read(async |tx| load(tx, instansi, id).await).await
}

async fn load(tx: &mut Tx, instansi: &Instansi, id: Uuid) -> Result<Finding, ServiceError> {
    fold(audits::of_subject(tx, instansi.id, id).await?)?.pop().ok_or_else(unknown_finding)
}

/// Makes a finding. Sent again with the same key and content, it changes nothing.
///
/// # Errors
///
/// `unknown_unit`, `not_of_unit`, `unknown_sample`, `own_record`, `bad_due`, `id_taken`.
pub async fn make(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    new: &NewFinding,
) -> Result<Finding, ServiceError> {
    let today = app.today(instansi);
    if new.person.is_some() && new.person == officer.person {
        return Err(barred(StepBar::OwnRecord));
    }
    let due_on = match new.due_on {
        Some(due_on) => due_on,
        None => workdays_after(app, instansi, today, rule(app, instansi, today)?.answer_workdays),
    };
    let content = Content {
        on: new.on,
        roll: new.roll,
        sample: new.sample,
        severity: new.severity,
        text: new.text.clone(),
        follow_up: new.follow_up.clone(),
        due_on,
    };
    let record = AuditRecord {
        id: new.id,
        subject: new.id,
        ordinal: 0,
        kind: AuditStepKind::Finding.as_str().to_owned(),
        unit: Some(new.unit),
        person: new.person,
        content: serde_json::to_value(&content).map_err(corrupt)?,
        by_login: officer.login.to_owned(),
        by_person: officer.person,
        received_at: app.now(),
    };
    app.db
        .write(async |tx| {
            if let Some(there) = audits::get(tx, instansi.id, new.id).await? {
                let mut same = AuditRecord { received_at: there.received_at, ..record.clone() };
                if new.due_on.is_none() {
                    same.content["due_on"] = there.content["due_on"].clone();
                }
                return if same == there { load(tx, instansi, new.id).await } else { Err(taken()) };
            }
            if due_on < today {
                return Err(ServiceError::bad(
                    "bad_due",
                    "Batas jawaban sudah lewat. Pilih hari ini atau sesudahnya.",
                    "The day to answer by is past. Choose today or later.",
                ));
            }
            fits(tx, instansi, new, today).await?;
            audits::add(tx, instansi.id, &record, app.system.bytes()).await?;
            let data = json!({ "finding": new.id, "unit": new.unit, "severity": new.severity.as_str(), "due": due_on });
            webhooks::tell(tx, app, instansi.id, webhooks::FINDING_MADE, &data).await?;
            load(tx, instansi, new.id).await
        })
        .await
}

/// Whether what a finding names is there.
async fn fits(tx: &mut Tx, instansi: &Instansi, new: &NewFinding, today: Date) -> Result<(), ServiceError> {
    let all = units::list(tx, instansi.id).await?;
    if !all.iter().any(|unit| unit.id == new.unit) {
        return Err(crate::services::error::unknown_unit(""));
    }
    if let Some(person) = new.person {
        let (below, on) = (subtree(&all, new.unit), new.on.unwrap_or(today));
        let serving = posts::of_people(tx, instansi.id, &[person]).await?;
        if !serving.iter().any(|post| below.contains(&post.unit) && post.holds_on(on)) {
            return Err(ServiceError::not_found(
                "not_of_unit",
                "Pegawai itu tidak bertugas di unit itu pada hari itu. Periksa unit dan tanggalnya.",
                "That person does not serve in that unit on that day. Check unit and date.",
            ));
        }
    }
    if let Some(sample) = new.sample {
        let found = audits::get(tx, instansi.id, sample).await?;
        found.filter(|record| record.kind == audits::SAMPLE).ok_or_else(sampling::unknown_sample)?;
    }
    Ok(())
}

/// Answers a finding for the OPD.
///
/// # Errors
///
/// `unknown_finding`, `own_record`, `finding_closed`, `changed_meanwhile`.
pub async fn answer(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    finding: Uuid,
    step: (Uuid, &str),
) -> Result<Finding, ServiceError> {
    say(app, instansi, officer, finding, AuditStepKind::Answer, step).await
}

/// Closes a finding for the inspectorate.
///
/// # Errors
///
/// As [`answer`].
pub async fn close(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    finding: Uuid,
    step: (Uuid, &str),
) -> Result<Finding, ServiceError> {
    say(app, instansi, officer, finding, AuditStepKind::Close, step).await
}

async fn say(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    id: Uuid,
    kind: AuditStepKind,
    (key, text): (Uuid, &str),
) -> Result<Finding, ServiceError> {
    app.db
        .write(async |tx| {
            let finding = load(tx, instansi, id).await?;
            if let Some(there) = finding.steps.iter().find(|step| step.id == key) {
                let same = there.kind == kind && there.text == text && there.by_login == officer.login;
                return if same { Ok(finding) } else { Err(taken()) };
            }
            let bar = match kind {
                AuditStepKind::Close => may_close(&finding, officer.person),
                _ => may_answer(&finding, officer.person),
            };
            if let Some(bar) = bar {
                return Err(barred(bar));
            }
            let words = Words { text: text.to_owned() };
            let record = AuditRecord {
                id: key,
                subject: id,
                ordinal: u32::try_from(finding.steps.len() + 1).map_err(ServiceError::fault)?,
                kind: kind.as_str().to_owned(),
                unit: Some(finding.unit),
                person: finding.person,
                content: serde_json::to_value(&words).map_err(corrupt)?,
                by_login: officer.login.to_owned(),
                by_person: officer.person,
                received_at: app.now(),
            };
            let kept = audits::add(tx, instansi.id, &record, app.system.bytes()).await;
            kept.map_err(|error| if matches!(error, StoreError::Conflict(_)) { meanwhile() } else { error.into() })?;
            load(tx, instansi, id).await
        })
        .await
}

fn barred(bar: StepBar) -> ServiceError {
    match bar {
        StepBar::OwnRecord => ServiceError::forbidden(
            "own_record",
            "Temuan ini tentang catatan Anda sendiri. Minta petugas lain menanganinya.",
            "This finding is about your own record. Ask another officer to handle it.",
        ),
        StepBar::Closed => ServiceError::conflict(
            "finding_closed",
            "Temuan ini sudah ditutup. Buat temuan baru bila ada hal baru.",
            "This finding is closed. Make a new one when there is something new.",
        ),
    }
}

fn taken() -> ServiceError {
    ServiceError::conflict(
        "id_taken",
        "Kunci itu sudah dipakai dengan isi lain. Muat ulang halaman lalu kirim lagi.",
        "That key is in use with other content. Load the page again and send anew.",
    )
}

fn meanwhile() -> ServiceError {
    ServiceError::conflict(
        "changed_meanwhile",
        "Temuan ini baru saja berubah. Muat ulang halaman, baca, lalu kirim lagi.",
        "This finding has just changed. Load the page again, read, and send anew.",
    )
}

/// There is no such finding, or not for this caller.
pub fn unknown_finding() -> ServiceError {
    ServiceError::not_found(
        "unknown_finding",
        "Temuan itu tidak ada. Lihat daftar temuan.",
        "There is no such finding. See the list of findings.",
    )
}
