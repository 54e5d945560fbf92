//! Papers that leave the house with a mark by which anybody can check them.
//!
//! **Invariant:** the same content printed again is the same document, byte for byte, and makes no new record.

pub mod apel;
pub mod dossier;
pub mod letter;
mod mark;
pub mod minutes;
pub mod recap;
pub mod record;
pub mod sidak;
pub mod visit;

use hadir_ledger::merkle;
use hadir_reports::paper_mark::PaperMark;
use hadir_store::documents::{self, Added, Document};
use hadir_store::instansi::Instansi;
use hadir_store::seal::{checkpoints, epochs};
use hadir_store::{StoreError, Tx};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub use self::mark::Mark;
use super::error::ServiceError;
use crate::app::App;

/// What kind of paper it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The monthly recap of a unit.
    Recap,
    /// What reconciliation found.
    Reconcile,
    /// An official record of an examination.
    Minutes,
    /// What is known of one point, phone or person.
    Dossier,
    /// The official record of an online sidak.
    Sidak,
    /// The official record of a visit.
    Visit,
    /// The official record of an apel.
    Apel,
    /// The report of the first day after a holiday.
    FirstDay,
    /// A letter of a discipline case.
    Letter,
}

impl Kind {
    /// The code of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Recap => "recap",
            Self::Reconcile => "reconcile",
            Self::Minutes => "minutes",
            Self::Dossier => "dossier",
            Self::Sidak => "sidak",
            Self::Visit => "visit",
            Self::Apel => "apel",
            Self::FirstDay => "first_day",
            Self::Letter => "letter",
        }
    }
}

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For printing.
    Pdf,
    /// A workbook.
    Xlsx,
}

impl Format {
    /// The code of the API and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
        }
    }
}

/// What is to be printed, before it has a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// What it is.
    pub kind: Kind,
    /// In which form.
    pub format: Format,
    /// Code of the office it speaks of.
    pub unit: String,
    /// Its name, as printed.
    pub office: String,
    /// What time it speaks of: `2026-01`.
    pub period: String,
    /// Hash of everything printed but the moment of printing.
    pub content: [u8; 32],
}

impl Paper {
    /// The content with kind and form: a workbook is not the same document as the paper of the same figures.
    fn content_hash(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        for part in [self.kind.as_str(), self.format.as_str(), &self.unit, &self.period] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        hash.update(self.content);
        hash.finalize().into()
    }
}

/// A paper whose mark is known, so that it can be set; it is a document once it is kept.
pub struct Draft {
    mark: Mark,
    paper: Paper,
    replaces: Uuid,
    /// Hash of the file, where the document is there already.
    known: Option<[u8; 32]>,
}

/// How often a paper is set anew when others print the same meanwhile.
const TRIES: usize = 5;

/// Sets a paper with its mark and keeps it as a document; `set` makes the bytes from the mark and the moment of issue, once
/// or more.
///
/// # Errors
///
/// When `set` fails or the database does not answer.
pub async fn print<F>(
    app: &App,
    instansi: &Instansi,
    paper: Paper,
    by: &str,
    set: impl Fn(PaperMark, Timestamp) -> F,
) -> Result<Vec<u8>, ServiceError>
where
    F: Future<Output = Result<Vec<u8>, ServiceError>>,
{
    let zone = instansi.zone.time_zone();
    let mut draft = issue(app, instansi, paper).await?;
    for _ in 0..TRIES {
        let mark = draft.mark().printed(app.settings.public_url.as_deref(), &zone);
        let bytes = set(mark, draft.mark().issued_at).await?;
        match draft.keep(app, instansi, by, &bytes).await? {
            Kept::Yes => return Ok(bytes),
            Kept::Anew(next) => draft = *next,
        }
    }
    Err(ServiceError::conflict(
        "printed_meanwhile",
        "dokumen yang sama sedang dicetak di tempat lain; coba lagi",
        "the same document is being printed elsewhere; try again",
    ))
}

/// What became of a draft.
pub enum Kept {
    /// It is a document.
    Yes,
    /// Something stood in between; the paper must be set anew with this mark.
    Anew(Box<Draft>),
}

/// The mark for a paper: that of the document of the same content, or a new one.
///
/// # Errors
///
/// When the database does not answer.
pub async fn issue(app: &App, instansi: &Instansi, paper: Paper) -> Result<Draft, ServiceError> {
    let hash = paper.content_hash();
    let known = app.db.read(async |tx| documents::of_content(tx, instansi.id, &hash).await).await?;
    match known {
        Some(document) => Ok(Draft::of(document, paper)),
        None => fresh(app, instansi, paper, Uuid::nil()).await,
    }
}

async fn fresh(app: &App, instansi: &Instansi, paper: Paper, replaces: Uuid) -> Result<Draft, ServiceError> {
    let state = app.db.read(async |tx| state(tx, instansi).await).await?;
    // In whole seconds, as files write it.
    let issued_at = Timestamp::from_second(app.now().as_second()).unwrap_or(app.now());
    let (log, size, root) = state;
    let mark = Mark { id: app.system.uuid(), log, size, root, issued_at };
    Ok(Draft { mark, paper, replaces, known: None })
}

/// Name, size and root of the log as last published.
async fn state(tx: &mut Tx, instansi: &Instansi) -> Result<(String, u64, merkle::Hash), StoreError> {
    let epochs = epochs::all(tx, instansi.id).await?;
    let latest = checkpoints::latest(tx, instansi.id).await?;
    Ok(match latest {
        Some(latest) => {
            let epoch = epochs.into_iter().find(|epoch| epoch.epoch == latest.epoch);
            (epoch.map(|epoch| epoch.origin).unwrap_or_default(), latest.size, latest.root)
        }
        None => (epochs.into_iter().next_back().map(|epoch| epoch.origin).unwrap_or_default(), 0, merkle::root(&[])),
    })
}

impl Draft {
    fn of(document: Document, paper: Paper) -> Self {
        let mark = Mark {
            id: document.id,
            log: document.log,
            size: document.checkpoint_size,
            root: document.checkpoint_root,
            issued_at: document.issued_at,
        };
        Self { mark, paper, replaces: document.replaces, known: Some(document.sha256) }
    }

    /// What is printed on the paper.
    pub fn mark(&self) -> &Mark {
        &self.mark
    }

    /// Keeps the document, sealed with the hash of its file. The same bytes as before make no record.
    ///
    /// A document whose bytes cannot be made again (another version sets it otherwise) is replaced by a new one.
    ///
    /// # Errors
    ///
    /// When the database does not answer.
    pub async fn keep(self, app: &App, instansi: &Instansi, by: &str, file: &[u8]) -> Result<Kept, ServiceError> {
        let sha256: [u8; 32] = Sha256::digest(file).into();
        match self.known {
            Some(known) if known == sha256 => return Ok(Kept::Yes),
            Some(_) => {
                let anew = fresh(app, instansi, self.paper, self.mark.id).await?;
                return Ok(Kept::Anew(Box::new(anew)));
            }
            None => {}
        }
        let document = Document {
            checkpoint_root: self.mark.root,
            checkpoint_size: self.mark.size,
            content_hash: self.paper.content_hash(),
            format: self.paper.format.as_str().into(),
            id: self.mark.id,
            issued_at: self.mark.issued_at,
            issued_by: app.keys.hash("document issued by", by),
            kind: self.paper.kind.as_str().into(),
            log: self.mark.log.clone(),
            office: self.paper.office.clone(),
            period: self.paper.period.clone(),
            replaces: self.replaces,
            sha256,
            unit: self.paper.unit.clone(),
        };
        let salt = app.system.bytes();
        let added = app.db.write(async |tx| documents::add(tx, instansi.id, &document, salt).await).await?;
        match added {
            Added::New => Ok(Kept::Yes),
            // Somebody printed the same at the same moment.
            Added::TooLate => Ok(Kept::Anew(Box::new(issue(app, instansi, self.paper).await?))),
        }
    }
}
