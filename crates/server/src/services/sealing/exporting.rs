//! Writing a bundle: the log as it is at one checkpoint, for whoever checks it without this server.
//!
//! **Invariant:** a bundle shows one state of the database, and no leaf that no checkpoint covers.

use std::io::Write;

use hadir_ledger::bundle::{self, Body, Frame, Manifest, Records, Writer, Written};
use hadir_store::instansi::Instansi;
use hadir_store::seal::bundles::{self, KeptCheckpoint, LeafAndBody};
use hadir_store::seal::checkpoints::{self, StoredCheckpoint};
use hadir_store::seal::keys::{self, KeyStep, KeyStepKind};
use hadir_store::seal::{epochs, tiles, witnesses};
use hadir_store::{StoreError, Tx, records};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::sequencing;
use crate::app::App;
use crate::services::error::{Kind, ServiceError};

/// Leaves in a whole tile.
const TILE: u64 = hadir_ledger::tile::WIDTH;
/// Records read at once.
const STEP: u32 = 512;
/// Checkpoints read at once.
const CHECKPOINTS: u32 = 1_000;
/// How far apart the earlier checkpoints of a bundle are at least. Those that a witness signed are all in it.
const APART: SignedDuration = SignedDuration::from_mins(10);
/// How often it is begun anew when something is erased meanwhile.
const TRIES: usize = 3;

/// What goes into a bundle.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// With the records, or only what stands for them.
    pub records: Records,
    /// The first leaf; the tile it lies in is written whole.
    pub from: u64,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The state of the log it shows.
    pub checkpoint: StoredCheckpoint,
    /// The first leaf in it.
    pub from: u64,
    /// What it holds.
    pub written: Written,
}

impl Exported {
    /// Whether the leaves give the root that was signed. Where they do not, the bundle shows it.
    pub fn fits(&self) -> bool {
        self.written.root == self.checkpoint.root
    }
}

/// Seals what waits and writes a bundle of the log as it is then.
///
/// `open` gives a place to write to; it is asked again when an erasure comes between.
///
/// # Errors
///
/// `no_log` before the log began, `log_incomplete` when the database has not every leaf its checkpoint counts; when the
/// database does not answer or nothing can be written.
pub async fn export<W: Write + Send>(
    app: &App,
    instansi: &Instansi,
    options: Options,
    mut open: impl FnMut() -> std::io::Result<W>,
) -> Result<(W, Exported), ServiceError> {
    for _ in 0..TRIES {
        match sequencing::now(app, instansi).await {
            Ok(_) => {}
            // A damaged log is the very thing somebody else should look at: what is there is written.
            Err(error) if error.code == "log_damaged" => {}
            Err(error) => return Err(error),
        }
        let out = open().map_err(unwritten)?;
        let tried = app.db.read(async |tx| write(tx, app.now(), instansi, options, out).await).await;
        match tried {
            Err(Trouble::Erased) => {}
            Err(Trouble::Service(error)) => return Err(error),
            Ok(done) => return Ok(done),
        }
    }
    Err(ServiceError {
        kind: Kind::Unavailable,
        ..ServiceError::conflict(
            "erasing_now",
            "penghapusan data sedang berjalan; ulangi setelah selesai",
            "data is being erased at this moment; try again when that is done",
        )
    })
}

enum Trouble {
    /// A record was erased whose tombstone the checkpoint does not cover yet.
    Erased,
    Service(ServiceError),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Service(error.into())
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Self::Service(unwritten(error))
    }
}

fn unwritten(error: std::io::Error) -> ServiceError {
    ServiceError::fault(error)
}

async fn write<W: Write>(
    tx: &mut Tx,
    now: Timestamp,
    instansi: &Instansi,
    options: Options,
    out: W,
) -> Result<(W, Exported), Trouble> {
    let id = instansi.id;
    let Some(checkpoint) = checkpoints::latest(tx, id).await? else { return Err(Trouble::Service(no_log())) };
    let size = checkpoint.size;
    if records::leaf_count(tx, id).await? < size {
        return Err(Trouble::Service(incomplete()));
    }
    let from = options.from.min(size) / TILE * TILE;
    let manifest = manifest(tx, now, instansi, options.records, (from, size)).await?;
    let note = cosigned(tx, instansi, &checkpoint.note, (size, checkpoint.epoch)).await?;
    let mut writer = Writer::begin(out, &manifest, &note)?;
    earlier(tx, instansi, &checkpoint, &mut writer).await?;
    before(tx, instansi, from, &mut writer).await?;

    let mut next = from;
    while next < size {
        let page = page(tx, instansi, options.records, (next, size)).await?;
        let gone = erasures(tx, instansi, options.records, &page, size).await?;
        for one in &page {
            let leaf = &one.leaf;
            if leaf.position != next {
                return Err(Trouble::Service(incomplete()));
            }
            let body = match &one.body {
                Some((salt, body)) => Body::Kept { salt: *salt, body },
                None => Body::Destroyed { by: gone.get(&leaf.record).copied() },
            };
            let frame = Frame { position: next, id: leaf.record.into_bytes(), kind: leaf.kind, body };
            writer.leaf(next, &leaf.leaf, &frame)?;
            next += 1;
        }
        if page.is_empty() {
            return Err(Trouble::Service(incomplete()));
        }
    }
    let (out, written) = writer.finish()?;
    Ok((out, Exported { checkpoint, from, written }))
}

async fn manifest(
    tx: &mut Tx,
    now: Timestamp,
    instansi: &Instansi,
    records: Records,
    (from, size): (u64, u64),
) -> Result<Manifest, StoreError> {
    let epochs = epochs::all(tx, instansi.id).await?.into_iter().map(|epoch| bundle::Epoch {
        epoch: epoch.epoch,
        origin: epoch.origin,
        from_position: epoch.from_position,
        at: epoch.at,
    });
    let epochs = epochs.collect();
    let keys = history(&keys::all(tx, instansi.id).await?);
    let witnesses = witnesses::all(tx, instansi.id).await?.into_iter().map(|witness| witness.vkey).collect();
    let (format, instansi) = (bundle::FORMAT.to_owned(), instansi.code.clone());
    Ok(Manifest { format, instansi, written_at: now, size, from, records, epochs, keys, witnesses })
}

/// Keys with the time of their use, from their steps.
fn history(steps: &[KeyStep]) -> Vec<bundle::Key> {
    let begun = steps.iter().filter(|step| step.step == KeyStepKind::Begin);
    begun
        .map(|begun| {
            let ended = steps.iter().find(|step| step.step == KeyStepKind::End && step.vkey == begun.vkey);
            bundle::Key {
                purpose: begun.purpose.as_str().to_owned(),
                vkey: begun.vkey.clone(),
                epoch: begun.epoch,
                from: begun.at,
                until: ended.map(|ended| ended.at),
            }
        })
        .collect()
}

/// The earlier checkpoints, thinned, with the signatures of witnesses.
async fn earlier<W: Write>(
    tx: &mut Tx,
    instansi: &Instansi,
    latest: &StoredCheckpoint,
    writer: &mut Writer<W>,
) -> Result<(), Trouble> {
    let mut after = (0, 0);
    let mut last: Option<(u32, Timestamp)> = None;
    loop {
        let page = bundles::checkpoints(tx, instansi.id, after, CHECKPOINTS).await?;
        for kept in &page {
            after = (kept.size, kept.epoch);
            if after >= (latest.size, latest.epoch) || !is_worth(kept, last) {
                continue;
            }
            last = Some((kept.epoch, kept.at));
            let note = match kept.cosigned {
                true => cosigned(tx, instansi, &kept.note, after).await?,
                false => kept.note.clone(),
            };
            writer.checkpoint(kept.epoch, kept.size, &note)?;
        }
        if page.len() < CHECKPOINTS as usize {
            return Ok(());
        }
    }
}

fn is_worth(kept: &KeptCheckpoint, last: Option<(u32, Timestamp)>) -> bool {
    kept.cosigned || last.is_none_or(|(epoch, at)| epoch != kept.epoch || kept.at.duration_since(at) >= APART)
}

/// A note with the lines of witnesses behind those of the log.
async fn cosigned(tx: &mut Tx, instansi: &Instansi, note: &str, of: (u64, u32)) -> Result<String, StoreError> {
    let mut text = note.to_owned();
    for line in witnesses::lines(tx, instansi.id, of).await? {
        text.push_str(line.trim_end_matches('\n'));
        text.push('\n');
    }
    Ok(text)
}

/// The hashes of the tiles before the first leaf.
async fn before<W: Write>(tx: &mut Tx, instansi: &Instansi, from: u64, writer: &mut Writer<W>) -> Result<(), Trouble> {
    let mut left = from / TILE;
    let mut index = 0;
    while left > 0 {
        let hashes = tiles::get(tx, instansi.id, 1, index).await?.ok_or_else(|| Trouble::Service(incomplete()))?;
        let wanted = left.min(TILE);
        if (hashes.len() as u64) < wanted {
            return Err(Trouble::Service(incomplete()));
        }
        for (_, hash) in (0..wanted).zip(hashes) {
            writer.tile_before(hash)?;
        }
        left -= wanted;
        index += 1;
    }
    Ok(())
}

async fn page(
    tx: &mut Tx,
    instansi: &Instansi,
    which: Records,
    (from, to): (u64, u64),
) -> Result<Vec<LeafAndBody>, StoreError> {
    match which {
        Records::All => bundles::with_bodies(tx, instansi.id, (from, to), STEP).await,
        Records::None => {
            let limit = u32::try_from(to - from).unwrap_or(u32::MAX).min(STEP);
            let leaves = records::leaves(tx, instansi.id, from, limit).await?;
            Ok(leaves.into_iter().map(|leaf| LeafAndBody { leaf, body: None }).collect())
        }
    }
}

/// The places of the erasures by which records of a page are gone.
async fn erasures(
    tx: &mut Tx,
    instansi: &Instansi,
    which: Records,
    page: &[LeafAndBody],
    size: u64,
) -> Result<std::collections::HashMap<Uuid, u64>, Trouble> {
    let gone: Vec<Uuid> = page.iter().filter(|one| one.body.is_none()).map(|one| one.leaf.record).collect();
    if which == Records::None || gone.is_empty() {
        return Ok(Default::default());
    }
    let places = bundles::tombstones(tx, instansi.id, &gone).await?;
    if places.values().any(|place| place.is_none_or(|place| place >= size)) {
        return Err(Trouble::Erased);
    }
    Ok(places.into_iter().filter_map(|(record, place)| Some((record, place?))).collect())
}

fn no_log() -> ServiceError {
    ServiceError::conflict(
        "no_log",
        "segel belum dimulai: belum ada rekaman; jalankan `hadir serve` atau masukkan data dulu",
        "the log has not begun: nothing is recorded yet; run `hadir serve` or take in data first",
    )
}

fn incomplete() -> ServiceError {
    ServiceError::conflict(
        "log_incomplete",
        "basis data tidak punya semua daun yang dihitung titik periksanya; jalankan `hadir ledger verify`",
        "the database has not every leaf its checkpoint counts; run `hadir ledger verify`",
    )
}
