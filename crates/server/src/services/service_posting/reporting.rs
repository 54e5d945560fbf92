//! Reports of visitors for officers: listed, compared with the records, answered, counted.

use std::collections::BTreeMap;

use hadir_domain::service_posts::{Outcome, Report, ReportTally};
use hadir_store::StoreError;
use hadir_store::acts::{self, Act, ActKind};
use hadir_store::instansi::Instansi;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::receiving::{REPORT, ReportContent};
use super::repeats;
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::roster_desk::Officer;

/// What the office says of a report.
pub const ANSWER: &str = "answer";
/// Most days listed at once.
pub const MOST_DAYS: i32 = 92;

/// An answer as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerContent {
    /// What was found.
    pub outcome: Outcome,
    /// In words.
    pub text: String,
}

/// The answer to a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// What was found.
    pub content: AnswerContent,
    /// Whose login.
    pub by_login: String,
    /// When.
    pub at: Timestamp,
}

/// A report with its answer.
#[derive(Debug, Clone)]
pub struct ReportRow {
    /// Its key.
    pub id: Uuid,
    /// The unit of its post.
    pub unit: Option<hadir_domain::ids::UnitId>,
    /// Its day.
    pub on: Date,
    /// When it came.
    pub at: Timestamp,
    /// What it says.
    pub content: ReportContent,
    /// What the office answered.
    pub answer: Option<Answered>,
    /// The same as it is counted.
    pub counted: Report,
}

/// The reports of a span of days, newest first.
///
/// # Errors
///
/// `bad_span`; when the database does not answer.
pub async fn list(app: &App, instansi: &Instansi, (from, to): (Date, Date)) -> Result<Vec<ReportRow>, ServiceError> {
    if to < from || from.until(to).map_or(true, |span| span.get_days() > MOST_DAYS) {
        return Err(ServiceError::bad(
            "bad_span",
            format!("Pilih tanggal awal sebelum tanggal akhir, paling lama {MOST_DAYS} hari."),
            format!("Choose a first day before the last, at most {MOST_DAYS} days."),
        ));
    }
    let kind = (ActKind::ServicePost, REPORT);
    let (reports, words) = app
        .db
        .read(async |tx| {
            let reports = acts::what_in_span(tx, instansi.id, kind, (from, to)).await?;
            let ids: Vec<Uuid> = reports.iter().map(|act| act.id).collect();
            Ok::<_, StoreError>((reports, acts::of_subjects(tx, instansi.id, &ids).await?))
        })
        .await?;
    let mut answers: BTreeMap<Uuid, Act> = BTreeMap::new();
    for act in words.into_iter().filter(|act| act.what == ANSWER) {
        answers.entry(act.subject).or_insert(act);
    }
    let mut rows = Vec::with_capacity(reports.len());
    for act in reports {
        rows.push(row(instansi, &act, answers.remove(&act.id).as_ref())?);
    }
    rows.sort_by_key(|row| (std::cmp::Reverse(row.at), row.id));
    Ok(rows)
}

fn row(instansi: &Instansi, report: &Act, answer: Option<&Act>) -> Result<ReportRow, ServiceError> {
    let content: ReportContent = report.read()?;
    let answer = match answer {
        Some(act) => Some(Answered { content: act.read()?, by_login: act.by_login.clone(), at: act.received_at }),
        None => None,
    };
    let counted = Report {
        saw: content.saw,
        believed: content.believed,
        due_on: content.due_on,
        answered_on: answer.as_ref().map(|answer| instansi.zone.time_zone().to_datetime(answer.at).date()),
        outcome: answer.as_ref().map(|answer| answer.content.outcome),
    };
    Ok(ReportRow { id: report.id, unit: report.unit, on: report.on, at: report.received_at, content, answer, counted })
}

/// How many reports of each post came to what; nothing is given out that does not add up.
///
/// # Errors
///
/// When a tally does not add up.
pub fn tallies(rows: &[ReportRow], today: Date) -> Result<BTreeMap<Uuid, ReportTally>, ServiceError> {
    let mut by_post: BTreeMap<Uuid, Vec<Report>> = BTreeMap::new();
    for row in rows {
        by_post.entry(row.content.post).or_default().push(row.counted);
    }
    let mut tallies = BTreeMap::new();
    for (post, reports) in by_post {
        let tally = ReportTally::of(&reports, today);
        if !tally.check() {
            return Err(ServiceError::fault("a tally of reports does not add up"));
        }
        tallies.insert(post, tally);
    }
    Ok(tallies)
}

/// One report.
///
/// # Errors
///
/// `unknown_report`.
pub async fn get(app: &App, instansi: &Instansi, id: Uuid) -> Result<ReportRow, ServiceError> {
    let words = app.db.read(async |tx| acts::of_subject(tx, instansi.id, id).await).await?;
    let report = words.iter().find(|act| act.kind == ActKind::ServicePost && act.what == REPORT);
    let report = report.ok_or_else(unknown_report)?;
    row(instansi, report, words.iter().find(|act| act.what == ANSWER))
}

/// The refusal of a report that is not there, or not for this caller.
pub fn unknown_report() -> ServiceError {
    ServiceError::not_found(
        "unknown_report",
        "Laporan itu tidak ada di unit Anda. Muat ulang daftar laporan.",
        "There is no such report in your units. Load the list of reports again.",
    )
}

/// Answers a report, once. Sending the same again changes nothing.
///
/// # Errors
///
/// `unknown_report`, `id_taken`, `already_answered`.
pub async fn answer(
    app: &App,
    instansi: &Instansi,
    officer: Officer<'_>,
    (id, report): (Uuid, &ReportRow),
    content: &AnswerContent,
) -> Result<(), ServiceError> {
    let act = Act {
        id,
        subject: report.id,
        ordinal: Some(1),
        kind: ActKind::ServicePost,
        what: ANSWER.into(),
        unit: report.unit,
        person: None,
        on: report.on,
        content: serde_json::to_value(content).map_err(ServiceError::fault)?,
        by_login: officer.login.to_owned(),
        by_person: officer.person,
        received_at: app.now(),
    };
    app.db
        .write(async |tx| {
            if let Some(there) = acts::get(tx, instansi.id, id).await? {
                return repeats(&there, &act);
            }
            acts::add(tx, instansi.id, std::slice::from_ref(&act), || app.system.bytes()).await.map_err(|error| {
                match error {
                    StoreError::Conflict(_) => ServiceError::conflict(
                        "already_answered",
                        "Laporan ini sudah dijawab orang lain. Muat ulang untuk melihat jawabannya.",
                        "Somebody else has answered this report. Load it again to see the answer.",
                    ),
                    other => other.into(),
                }
            })
        })
        .await
}
