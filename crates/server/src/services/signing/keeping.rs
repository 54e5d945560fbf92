//! Signatures as they are kept: an act of its own beside the letter, and the signed file.

use hadir_reports::signing::{CertificateInfo, Detached};
use hadir_store::acts::{self, Act};
use hadir_store::instansi::Instansi;
use hadir_store::{StoreError, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// The word of a signature.
pub(super) const SIGNATURE: &str = "signature";

/// What is kept of a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The letter.
    pub letter: Uuid,
    /// SHA-256 of the signed file, hex.
    pub sha256: String,
    /// The service.
    pub provider: String,
    /// The certificate.
    pub certificate: CertificateInfo,
    /// Whether an authority vouches for it.
    pub certified: bool,
    /// When.
    pub signed_at: Timestamp,
    /// The signature, where it lies beside the file.
    pub detached: Option<Detached>,
}

/// A signature with its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSignature {
    /// Its key.
    pub id: Uuid,
    /// What is kept of it.
    pub said: Signature,
}

impl KeptSignature {
    /// An act that is a signature.
    pub(super) fn of(act: &Act) -> Result<Self, StoreError> {
        Ok(Self { id: act.id, said: act.read()? })
    }
}

/// Under which subject the signature of a letter is kept: a letter's own key may be that with which something else begins.
pub(super) fn subject_of(letter: Uuid) -> Uuid {
    let hash = Sha256::new().chain_update(b"hadir signature of a letter\n").chain_update(letter.as_bytes()).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// The signature of a letter, if it has one.
///
/// # Errors
///
/// When the database does not answer.
pub(super) async fn of_letter(
    tx: &mut Tx,
    instansi: &Instansi,
    letter: Uuid,
) -> Result<Option<KeptSignature>, StoreError> {
    let kept = acts::what_of_subject(tx, instansi.id, subject_of(letter), SIGNATURE).await?;
    kept.iter().map(KeptSignature::of).next().transpose()
}
