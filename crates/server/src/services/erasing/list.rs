//! The list of erasures beside the database, kept outside backups: what a restored backup brings back is erased again by it.
//! It names people and records by keys alone.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::PathBuf;

use hadir_domain::erasing::{DataClass, ErasureState, Ground, Span};
use hadir_domain::ids::PersonId;
use hadir_store::erasures::pieces::Tombstone;
use hadir_store::erasures::{self, NewErasure, SYSTEM, Step, Word};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, records};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::carrying;
use crate::app::App;
use crate::services::error::ServiceError;

/// Its name in the data folder.
pub const FILE: &str = "erasures.jsonl";

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "snake_case")]
enum Line {
    /// An erasure was confirmed.
    Order { instansi: String, erasure: Uuid, person: Option<PersonId>, ground: Ground, spans: Vec<Span>, at: Timestamp },
    /// A piece of it goes.
    Piece { instansi: String, erasure: Uuid, piece: Uuid, class: DataClass, records: Vec<Uuid>, at: Timestamp },
    /// All of it went.
    Done { instansi: String, erasure: Uuid, at: Timestamp },
}

/// Where it lies.
pub fn path(app: &App) -> PathBuf {
    app.data().join(FILE)
}

/// Writes a line to disk before it answers. It is written before the transaction stands, so that nothing goes that is not
/// in the list.
fn append(app: &App, line: &Line) -> Result<(), ServiceError> {
    let mut text = serde_json::to_vec(line).map_err(ServiceError::fault)?;
    text.push(b'\n');
    let path = path(app);
    let fresh = !path.exists();
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let written = options.open(&path).and_then(|mut file| {
        file.write_all(&text)?;
        file.sync_all()?;
        if fresh { File::open(app.data())?.sync_all() } else { Ok(()) }
    });
    written.map_err(|error| ServiceError::fault(format!("{}: {error}", path.display())))
}

/// Notes that an erasure was confirmed.
pub(super) fn order(app: &App, instansi: &Instansi, new: &NewErasure) -> Result<(), ServiceError> {
    append(
        app,
        &Line::Order {
            instansi: instansi.code.clone(),
            erasure: new.id,
            person: new.person,
            ground: new.ground,
            spans: new.spans.clone(),
            at: app.now(),
        },
    )
}

/// Notes that a piece goes.
pub(super) fn piece(app: &App, instansi: &Instansi, stone: &Tombstone) -> Result<(), ServiceError> {
    append(
        app,
        &Line::Piece {
            instansi: instansi.code.clone(),
            erasure: stone.erasure,
            piece: stone.id,
            class: stone.class,
            records: stone.records.clone(),
            at: stone.received_at,
        },
    )
}

/// Notes that an erasure is done.
pub(super) fn done(app: &App, instansi: &Instansi, erasure: Uuid) -> Result<(), ServiceError> {
    append(app, &Line::Done { instansi: instansi.code.clone(), erasure, at: app.now() })
}

/// What replaying did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Replayed {
    /// Erasures in the list.
    pub erasures: u64,
    /// Those carried out again.
    pub again: u64,
    /// Records that were there again and went one by one.
    pub records: u64,
}

/// Erases again what a list says was erased, after a backup from before was restored. May be repeated.
///
/// A hold does not keep what was gone before it began: it was not there to be kept.
///
/// # Errors
///
/// When the list is no such list, or the database or the disk refuses.
pub async fn replay(app: &App, instansi: &Instansi, text: &str) -> Result<Replayed, ServiceError> {
    let mut did = Replayed::default();
    let mut pieces = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let line: Line = serde_json::from_str(line).map_err(|error| not_a_list(number + 1, &error))?;
        match line {
            Line::Order { instansi: code, erasure, person, ground, spans, at } if code == instansi.code => {
                did.erasures += 1;
                let new = NewErasure {
                    id: erasure,
                    person,
                    // What the request was is not in the list.
                    ground: if ground == Ground::Request { Ground::Order } else { ground },
                    spans,
                    reference: String::new(),
                    reason: REPLAYED.into(),
                    request: None,
                    by_login: SYSTEM.into(),
                    by_person: None,
                    received_at: at,
                };
                if confirm_again(app, instansi, &new).await? {
                    carrying::run(app, instansi, erasure, carrying::Holds::PassedBy).await?;
                    did.again += 1;
                }
            }
            Line::Piece { instansi: code, erasure, class, records, .. } if code == instansi.code => {
                pieces.push((erasure, class, records));
            }
            _ => {}
        }
    }
    for (erasure, class, ids) in pieces {
        did.records += bury_left(app, instansi, erasure, class, &ids).await?;
    }
    Ok(did)
}

const REPLAYED: &str = "dipulihkan dari daftar penghapusan";

/// Makes an erasure confirmed; false when it is done in this database.
async fn confirm_again(app: &App, instansi: &Instansi, new: &NewErasure) -> Result<bool, ServiceError> {
    app.db
        .write(async |tx| {
            let there = match erasures::get(tx, instansi.id, new.id).await? {
                Some(there) => there,
                None => {
                    erasures::add(tx, instansi.id, new, app.system.bytes()).await?;
                    erasures::Erasure { new: new.clone(), steps: Vec::new() }
                }
            };
            if there.state() == ErasureState::Done {
                return Ok(false);
            }
            if there.state() == ErasureState::Proposed {
                let step = Step {
                    id: app.system.uuid(),
                    erasure: new.id,
                    word: Word::Confirm,
                    reason: REPLAYED.into(),
                    by_login: SYSTEM.into(),
                    by_person: None,
                    received_at: app.now(),
                };
                erasures::step(tx, instansi.id, &step, app.system.bytes()).await?;
            }
            Ok::<_, ServiceError>(true)
        })
        .await
}

/// Buries records of a piece that are there again and were not reached otherwise.
async fn bury_left(
    app: &App,
    instansi: &Instansi,
    erasure: Uuid,
    class: DataClass,
    ids: &[Uuid],
) -> Result<u64, ServiceError> {
    app.db
        .write(async |tx| {
            if erasures::get(tx, instansi.id, erasure).await?.is_none() {
                return Ok(0);
            }
            let mut left = Vec::new();
            for id in ids {
                if records::body(tx, instansi.id, *id).await?.is_some() {
                    left.push(*id);
                }
            }
            if left.is_empty() {
                return Ok(0);
            }
            erasures::punches::remove(tx, instansi.id, &left).await?;
            let stone =
                Tombstone { items: left.len() as u64, records: left, ..carrying::stone(app, erasure, class, None) };
            erasures::pieces::bury(tx, instansi.id, &stone, app.system.bytes()).await?;
            Ok::<_, StoreError>(stone.items)
        })
        .await
        .map_err(ServiceError::from)
}

fn not_a_list(number: usize, error: &serde_json::Error) -> ServiceError {
    ServiceError::bad(
        "not_a_list",
        format!("Baris {number} bukan baris daftar penghapusan ({error}). Pakai berkas {FILE} dari folder data."),
        format!("Line {number} is no line of a list of erasures ({error}). Use the file {FILE} of the data folder."),
    )
}
