//! The look at the whole seal of a live database: every leaf, the tree, its checkpoints and their signatures, every
//! sealed row and body, checkpoints and receipts kept elsewhere.
//!
//! **Invariant:** it writes nothing, sees one unchanging state, and takes every byte it reads for possibly forged: what
//! cannot be read is a finding, never an error.

mod findings;
mod history;
mod log;
pub mod looking;
mod records;

use hadir_ledger::finding::{CaughtBy, Finding, What};
use hadir_ledger::merkle::Hash;
use hadir_ledger::note::{Note, Verifier};
use hadir_ledger::receipt::Receipt;
use hadir_store::instansi::Instansi;
use hadir_store::punches::{self, DedupeSecret, Repair};
use hadir_store::{StoreError, Tx};
use jiff::civil::Date;

use self::findings::Findings;
use self::history::History;
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::{importing, judging};

/// What to look at beside the database itself.
#[derive(Debug, Clone, Default)]
pub struct Question<'a> {
    /// Checkpoints that were kept elsewhere.
    pub outside: &'a [Note],
    /// Receipts that were kept elsewhere.
    pub receipts: &'a [Receipt],
    /// Keys of the log that are known from elsewhere.
    pub keys: &'a [Verifier],
    /// Whether to compute anew what is derived, the days from this one on.
    pub derived_from: Option<Date>,
}

/// What the look found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// First line of its checkpoints; empty before the first.
    pub origin: String,
    /// How many leaves the log has.
    pub size: u64,
    /// The root over them; `None` when a leaf is missing.
    pub root: Option<Hash>,
    /// How many kept checkpoints were borne out.
    pub checkpoints: u64,
    /// How many records gave their leaf.
    pub records: u64,
    /// How many wait for their place.
    pub waiting: u64,
    /// How many were erased by law.
    pub erased: u64,
    /// How many promises were kept.
    pub receipts: u64,
    /// How many promised records wait for their place.
    pub receipts_waiting: u64,
    /// What a restore explains, in words.
    pub explained: Vec<String>,
    /// What does not hold, the first place in the log first.
    pub findings: Vec<Finding>,
    /// How many more there were.
    pub more: u64,
}

impl Report {
    /// Whether everything holds.
    pub fn holds(&self) -> bool {
        self.findings.is_empty()
    }

    /// The first thing that does not.
    pub fn first(&self) -> Option<&Finding> {
        self.findings.first()
    }
}

/// Looks at everything, with checkpoints that were kept elsewhere.
///
/// # Errors
///
/// When the database does not answer.
pub async fn verify(app: &App, instansi: &Instansi, outside: &[Note]) -> Result<Report, ServiceError> {
    verify_with(app, instansi, &Question { outside, ..Question::default() }).await
}

/// The same, with everything that can be asked.
///
/// # Errors
///
/// When the database does not answer.
pub async fn verify_with(app: &App, instansi: &Instansi, question: &Question<'_>) -> Result<Report, ServiceError> {
    let secret = app.keys.secret(&app.db, instansi.id, importing::DEDUPE_SECRET).await.map_err(ServiceError::fault)?;
    let secret = DedupeSecret(*secret);
    let mut look = app.db.read(async |tx| in_tables(tx, instansi, question, &secret).await).await?;
    if let Some(from) = question.derived_from {
        days(app, instansi, from, &mut look.1).await?;
    }
    let (mut report, findings) = look;
    (report.findings, report.more) = findings.sorted();
    Ok(report)
}

async fn in_tables(
    tx: &mut Tx,
    instansi: &Instansi,
    question: &Question<'_>,
    secret: &DedupeSecret,
) -> Result<(Report, Findings), StoreError> {
    let mut findings = Findings::default();
    let history = History::of(tx, instansi.id, &mut findings).await?;
    for key in question.keys.iter().filter(|key| !history.knows(key)) {
        let detail = format!("the history has no key {}", key.vkey());
        findings.add(CaughtBy::Signature, What::Forked, "log_keys", detail);
    }
    let log = log::look(tx, instansi.id, &history, question, &mut findings).await?;
    let records = records::look(tx, instansi.id, &log, secret, &mut findings).await?;
    records::beside(tx, instansi.id, &records, &mut findings).await?;
    history::cosignatures(tx, instansi.id, &mut findings).await?;
    if question.derived_from.is_some() {
        facts(tx, instansi, &mut findings).await?;
    }
    let report = Report {
        origin: history.latest_origin().unwrap_or_default().to_owned(),
        size: log.size,
        root: log.root,
        checkpoints: log.checkpoints,
        records: records.whole,
        waiting: records.waiting,
        erased: records.erased,
        receipts: log.promises_kept,
        receipts_waiting: log.promises_waiting,
        explained: log.explained,
        findings: Vec::new(),
        more: 0,
    };
    Ok((report, findings))
}

/// The searchable form of punches against what follows from their bodies.
async fn facts(tx: &mut Tx, instansi: &Instansi, findings: &mut Findings) -> Result<(), StoreError> {
    let report = match punches::rebuild(tx, instansi.id, Repair::No).await {
        Ok(report) => report,
        Err(StoreError::Corrupt(what)) => {
            findings.add(CaughtBy::Rebuild, What::Damaged, "punch_facts", what);
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    for punch in report.differing {
        let mut finding = findings::plain(
            CaughtBy::Rebuild,
            What::Altered,
            "punch_facts",
            "the searchable form of a punch does not follow from its record",
        );
        finding.record = Some(*punch.0.as_bytes());
        findings.push(finding);
    }
    Ok(())
}

/// Stored days against what follows from the records.
async fn days(app: &App, instansi: &Instansi, from: Date, findings: &mut Findings) -> Result<(), ServiceError> {
    let today = instansi.zone.time_zone().to_datetime(app.now()).date();
    match judging::check(app, instansi, from, today).await {
        Ok(checked) => {
            for difference in checked.differences {
                findings.add(CaughtBy::Rebuild, What::Altered, "days", difference);
            }
        }
        Err(error) if error.kind == crate::services::error::Kind::Fault => {
            findings.add(CaughtBy::Rebuild, What::Damaged, "days", error.text.en.clone());
        }
        Err(error) => return Err(error),
    }
    Ok(())
}
