//! Proofs that a record is in the log, and that the log of today is the log of yesterday and more.

use hadir_domain::punches::Source;
use hadir_ledger::leaf::Commitment;
use hadir_ledger::merkle::Hash;
use hadir_ledger::note::Note;
use hadir_ledger::proof::Proof;
use hadir_store::instansi::{self, Instansi};
use hadir_store::punches::{self, DedupeSecret};
use hadir_store::records::PlacedLeaf;
use hadir_store::seal::checkpoints::{self, StoredCheckpoint};
use hadir_store::seal::finder;
use hadir_store::{StoreError, Tx, records};
use uuid::Uuid;

use super::keys::Log;
use super::{nodes, publishing};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::importing::DEDUPE_SECRET;
use crate::services::punching::wire::from_b64;

/// What a record is asked for by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordName {
    /// The id the phone gave, or the one it has here.
    Id(Uuid),
    /// What stands for it in the log.
    Commitment(Commitment),
}

impl RecordName {
    /// Reads a UUID, or a commitment in base64url.
    pub fn parse(text: &str) -> Option<Self> {
        let commitment = || from_b64(text)?.try_into().ok().map(Self::Commitment);
        Uuid::parse_str(text).ok().map(Self::Id).or_else(commitment)
    }
}

/// What can be shown of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What stands for it in the log.
    pub commitment: Commitment,
    /// The proof; `None` while it waits for the next checkpoint.
    pub proof: Option<InclusionOf>,
    /// The keys that sign checkpoints of that epoch.
    pub keys: Vec<String>,
}

/// Where a record is, and the way from it to a signed root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InclusionOf {
    /// Its place, from 0.
    pub position: u64,
    /// The checkpoint.
    pub checkpoint: StoredCheckpoint,
    /// The nearest hash first.
    pub path: Vec<Hash>,
    /// The checkpoint with every signature.
    pub note: String,
    /// All of it as a file to keep (C2SP tlog-proof).
    pub text: String,
}

/// Shows that a record is in the log: against the latest checkpoint, or the kept one of a size.
///
/// # Errors
///
/// `unknown_record` when nothing of that name is stored, `unknown_checkpoint` when none of that size is kept, `not_yet` when
/// that one was signed before the record had its place.
pub async fn inclusion(app: &App, name: RecordName, size: Option<u64>) -> Result<Shown, ServiceError> {
    for one in app.db.read(async |tx| instansi::all(tx).await).await? {
        if let Some(shown) = in_log(app, &one, name, size).await? {
            return Ok(shown);
        }
    }
    Err(ServiceError::not_found(
        "unknown_record",
        "tidak ada catatan dengan nomor itu; periksa apakah tanda terimanya dari kota ini dan disalin lengkap",
        "there is no record of that number; check that the receipt is of this city and copied whole",
    ))
}

async fn in_log(
    app: &App,
    instansi: &Instansi,
    name: RecordName,
    size: Option<u64>,
) -> Result<Option<Shown>, ServiceError> {
    let secret = match name {
        RecordName::Id(_) => {
            Some(app.keys.secret(&app.db, instansi.id, DEDUPE_SECRET).await.map_err(ServiceError::fault)?)
        }
        RecordName::Commitment(_) => None,
    };
    app.db
        .read(async |tx| {
            let found = match (name, secret) {
                (RecordName::Id(id), Some(secret)) => by_id(tx, instansi, id, &DedupeSecret(*secret)).await?,
                (RecordName::Id(_), None) => None,
                (RecordName::Commitment(commitment), _) => by_commitment(tx, instansi, commitment).await?,
            };
            match found {
                Some((commitment, leaf)) => show(tx, instansi, commitment, leaf, size).await.map(Some),
                None => Ok(None),
            }
        })
        .await
}

type Found = Option<(Commitment, Option<PlacedLeaf>)>;

async fn by_id(tx: &mut Tx, instansi: &Instansi, id: Uuid, secret: &DedupeSecret) -> Result<Found, StoreError> {
    if let Some(leaf) = records::position_of(tx, instansi.id, id).await? {
        return Ok(Some((leaf.leaf, Some(leaf))));
    }
    if let Some(commitment) = records::waiting(tx, instansi.id, id).await? {
        return Ok(Some((commitment, None)));
    }
    let text = id.to_string();
    let named = [(Source::Phone, text.as_str()), (Source::Kiosk, text.as_str())];
    let stored = punches::by_client_ids(tx, instansi.id, secret, &named).await?;
    let Some(stored) = stored.into_iter().flatten().next() else { return Ok(None) };
    Ok(Some((stored.commitment, records::position_of(tx, instansi.id, stored.id.0).await?)))
}

async fn by_commitment(tx: &mut Tx, instansi: &Instansi, commitment: Commitment) -> Result<Found, StoreError> {
    if let Some(leaf) = finder::find(tx, instansi.id, &commitment).await? {
        return Ok(Some((commitment, Some(leaf))));
    }
    Ok(records::is_waiting(tx, instansi.id, &commitment).await?.then_some((commitment, None)))
}

async fn show(
    tx: &mut Tx,
    instansi: &Instansi,
    commitment: Commitment,
    leaf: Option<PlacedLeaf>,
    size: Option<u64>,
) -> Result<Shown, ServiceError> {
    let log = Log::read(tx, instansi).await?;
    let checkpoint = match size {
        Some(size) => Some(checkpoints::of_size(tx, instansi.id, size).await?.ok_or_else(unknown_checkpoint)?),
        None => checkpoints::latest(tx, instansi.id).await?,
    };
    let keys_of = |epoch| {
        let keys = log.as_ref().map(|log| log.log_keys(epoch)).unwrap_or_default();
        keys.iter().map(hadir_ledger::note::Verifier::vkey).collect()
    };
    let (Some(leaf), Some(checkpoint)) = (leaf, checkpoint) else {
        let epoch = log.as_ref().map_or(1, |log| log.epoch.epoch);
        return Ok(Shown { commitment, proof: None, keys: keys_of(epoch) });
    };
    let keys = keys_of(checkpoint.epoch);
    if leaf.position >= checkpoint.size {
        return match size {
            Some(_) => Err(not_yet()),
            None => Ok(Shown { commitment, proof: None, keys }),
        };
    }
    let path = nodes::inclusion(tx, instansi.id, leaf.position, checkpoint.size).await?;
    let note = publishing::note(tx, instansi, &checkpoint).await?;
    let signed = Note::parse(&note).map_err(ServiceError::fault)?;
    let text = Proof { index: leaf.position, path: path.clone(), checkpoint: signed }.to_string();
    let proof = InclusionOf { position: leaf.position, checkpoint, path, note, text };
    Ok(Shown { commitment, proof: Some(proof), keys })
}

fn unknown_checkpoint() -> ServiceError {
    ServiceError::not_found(
        "unknown_checkpoint",
        "tidak ada titik periksa tersimpan dengan ukuran itu; mintalah bukti tanpa ukuran untuk yang terbaru",
        "no checkpoint of that size is kept; ask without a size for the latest",
    )
}

fn not_yet() -> ServiceError {
    ServiceError::conflict(
        "not_yet",
        "titik periksa itu ditandatangani sebelum catatan ini mendapat tempat; mintalah yang lebih baru",
        "that checkpoint was signed before this record had its place; ask for a later one",
    )
}

/// That one size of the log is the beginning of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Growth {
    /// The smaller size and its root.
    pub from: (u64, Hash),
    /// The larger size and its root.
    pub to: (u64, Hash),
    /// The proof of RFC 6962.
    pub proof: Vec<Hash>,
    /// The checkpoint of the larger size, with every signature.
    pub note: String,
}

/// Shows that the log of `from` leaves is the beginning of the log of `to` leaves, the latest when `to` is not named.
///
/// # Errors
///
/// `unknown_checkpoint` when no checkpoint of the larger size is kept, `bad_size` when `from` is larger than `to`.
pub async fn growth(app: &App, instansi: &Instansi, from: u64, to: Option<u64>) -> Result<Growth, ServiceError> {
    app.db
        .read(async |tx| {
            let checkpoint = match to {
                Some(to) => checkpoints::of_size(tx, instansi.id, to).await?.ok_or_else(unknown_checkpoint)?,
                None => checkpoints::latest(tx, instansi.id).await?.ok_or_else(publishing::no_checkpoint)?,
            };
            let to = checkpoint.size;
            if from > to {
                return Err(ServiceError::bad(
                    "bad_size",
                    format!("ukuran awal {from} lebih besar daripada ukuran akhir {to}"),
                    format!("the first size {from} is larger than the second {to}"),
                ));
            }
            Ok(Growth {
                from: (from, nodes::root(tx, instansi.id, from).await?),
                to: (to, checkpoint.root),
                proof: nodes::consistency(tx, instansi.id, from, to).await?,
                note: publishing::note(tx, instansi, &checkpoint).await?,
            })
        })
        .await
}
