//! The history of the log's beginnings and keys, and what signatures say by it.

use hadir_domain::ids::InstansiId;
use hadir_ledger::checkpoint::Checkpoint;
use hadir_ledger::finding::{CaughtBy, What};
use hadir_ledger::note::{Note, NoteError, SignatureLine, Verifier};
use hadir_ledger::receipt::Receipt;
use hadir_store::seal::audit;
use hadir_store::seal::audit::RawCheckpoint;
use hadir_store::{StoreError, Tx};
use uuid::Uuid;

use super::findings::Findings;

/// Signatures that are read at once.
const PAGE: i64 = 500;

/// One beginning of the log.
#[derive(Debug, Clone)]
pub(super) struct Epoch {
    pub(super) number: i64,
    pub(super) origin: String,
    pub(super) from: u64,
}

/// Beginnings and keys as the database tells of them. Their own records are checked with all others.
#[derive(Debug, Default)]
pub(super) struct History {
    pub(super) epochs: Vec<Epoch>,
    log: Vec<(i64, Verifier)>,
    time: Vec<(i64, Verifier)>,
    receipt: Vec<Verifier>,
}

/// What a checkpoint says when its signatures hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signed {
    pub(super) checkpoint: Checkpoint,
    /// Seconds since 1970, as the log's clock signed them.
    pub(super) time: Option<u64>,
}

impl History {
    /// Reads it.
    pub(super) async fn of(tx: &mut Tx, instansi: InstansiId, findings: &mut Findings) -> Result<Self, StoreError> {
        let mut history = Self::default();
        for epoch in audit::epochs(tx, instansi).await? {
            let Some(origin) = epoch.origin else {
                findings.add(CaughtBy::Shape, What::Damaged, "log_epochs", "an origin cannot be read");
                continue;
            };
            let from = epoch.from_position.unsigned_abs();
            history.epochs.push(Epoch { number: epoch.epoch, origin, from });
        }
        for key in audit::keys(tx, instansi).await? {
            let verifier = key.vkey.as_deref().map(Verifier::parse);
            match (key.purpose.as_deref(), verifier) {
                (Some("log"), Some(Ok(verifier))) => history.log.push((key.epoch, verifier)),
                (Some("time"), Some(Ok(verifier))) => history.time.push((key.epoch, verifier)),
                (Some("receipt"), Some(Ok(verifier))) => history.receipt.push(verifier),
                _ => findings.add(CaughtBy::Shape, What::Damaged, "log_keys", "a key cannot be read"),
            }
        }
        Ok(history)
    }

    /// Whether the log ever signed with a key.
    pub(super) fn knows(&self, key: &Verifier) -> bool {
        self.log.iter().chain(&self.time).any(|(_, known)| known == key) || self.receipt.contains(key)
    }

    /// Whether a key of the history signed a receipt.
    pub(super) fn promised(&self, receipt: &Receipt) -> bool {
        self.receipt.iter().any(|key| receipt.signed_by(&key.public_key()))
    }

    /// First line of the checkpoints that are signed now.
    pub(super) fn latest_origin(&self) -> Option<&str> {
        self.epochs.last().map(|epoch| epoch.origin.as_str())
    }

    /// The beginning whose checkpoints have this first line.
    pub(super) fn epoch_of(&self, origin: &str) -> Option<&Epoch> {
        self.epochs.iter().find(|epoch| epoch.origin == origin)
    }

    /// Where the log of an epoch was cut off by a restore; `None` for the one in force.
    pub(super) fn end_of(&self, number: i64) -> Option<u64> {
        self.epochs.iter().find(|epoch| epoch.number > number).map(|epoch| epoch.from)
    }

    /// Opens a note of an epoch: every line of one of its keys must hold, and one must be of a key of the log.
    pub(super) fn open(&self, note: &Note, epoch: i64) -> Result<Signed, NoteError> {
        let of_epoch = |keys: &[(i64, Verifier)]| -> Vec<Verifier> {
            keys.iter().filter(|(number, _)| *number == epoch).map(|(_, key)| key.clone()).collect()
        };
        let (log, clock) = (of_epoch(&self.log), of_epoch(&self.time));
        let checkpoint = Checkpoint::open(note, &log)?;
        let mut time = None;
        for key in log.iter().chain(&clock) {
            match key.check(note) {
                Ok(stated) => time = time.or(stated),
                Err(NoteError::NotSigned) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Signed { checkpoint, time })
    }

    /// Opens a checkpoint of the database; every line must be of a key of its epoch, and the clock's among them.
    pub(super) fn open_kept(&self, kept: &RawCheckpoint) -> Result<Signed, &'static str> {
        let note = kept.note.as_deref().and_then(|note| Note::parse(note).ok()).ok_or("its note cannot be read")?;
        let signed = self.open(&note, kept.epoch).map_err(|error| match error {
            NoteError::NotSigned => "no key of the log signed it",
            _ => "a signature does not fit it",
        })?;
        let known = |line: &SignatureLine| {
            let mut keys = self.log.iter().chain(&self.time);
            keys.any(|(epoch, key)| *epoch == kept.epoch && key.name() == line.name && key.id() == line.id)
        };
        if !note.lines.iter().all(known) {
            return Err("it carries a signature of an unknown key");
        }
        let epoch = self.epochs.iter().find(|epoch| epoch.number == kept.epoch);
        if epoch.is_none_or(|epoch| epoch.origin != signed.checkpoint.origin) {
            return Err("it is of another log");
        }
        if self.time.iter().any(|(epoch, _)| *epoch == kept.epoch) {
            let stated = signed.time.ok_or("the log's clock did not sign it")?;
            if i64::try_from(stated).ok() != Some(kept.at.div_euclid(1_000_000)) {
                return Err("its date is not the signed one");
            }
        }
        Ok(signed)
    }
}

/// What witnesses signed.
pub(super) async fn cosignatures(tx: &mut Tx, instansi: InstansiId, findings: &mut Findings) -> Result<(), StoreError> {
    let mut after = (-1, -1, Uuid::nil());
    loop {
        let rows = audit::cosignatures(tx, instansi, after, PAGE).await?;
        for row in &rows {
            let note = row.note.as_deref().and_then(|note| Note::parse(note).ok());
            let line = row.line.as_deref().and_then(|line| SignatureLine::parse(line).ok());
            let key = row.vkey.as_deref().and_then(|vkey| Verifier::parse(vkey).ok());
            let holds = note
                .zip(line)
                .zip(key)
                .is_some_and(|((note, line), key)| key.check(&Note { text: note.text, lines: vec![line] }).is_ok());
            if !holds {
                let place = format!("cosignatures {}", row.size);
                findings.add(CaughtBy::Signature, What::Altered, place, "the witness did not sign this checkpoint");
            }
        }
        let Some(last) = rows.last() else { return Ok(()) };
        let Some(witness) = last.witness else {
            findings.add(CaughtBy::Shape, What::Damaged, "cosignatures", "the key of a witness cannot be read");
            return Ok(());
        };
        after = (last.size, last.epoch, witness);
    }
}
