//! Signed receipts: the server's promise that these commitments are in its journal and will be sealed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hadir_domain::ids::InstansiId;
use hadir_ledger::leaf::Commitment;
use hadir_ledger::merkle;
use hadir_ledger::receipt::{Statement, key_id};
use hadir_store::instansi::Instansi;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::time::{Duration, Instant};
use utoipa::ToSchema;

use super::wire::{b64, from_b64};
use crate::app::App;
use crate::services::error::ServiceError;
use crate::services::sealing::keys;

/// How long a signer is used before it is asked again which key is the newest. Older keys stay in use for longer than this
/// ([`keys::OVERLAP`]), so that no receipt is signed with one that was ended.
const KNOWN_FOR: Duration = Duration::from_secs(10);

/// Until when a record must have its place in the log.
const PROMISE: SignedDuration = SignedDuration::from_hours(24);

/// A receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Receipt {
    /// The code of the government body that signs.
    pub instansi: String,
    /// Which of its keys.
    pub key_id: String,
    /// When it was signed: the records were on disk by then.
    pub received_at: String,
    /// When the records must have their place in the log.
    pub include_by: String,
    /// What stands for each record in the log, base64url, in the order of the results.
    pub commitments: Vec<String>,
    /// Ed25519 over `hadir-receipt-v1\n` and RFC 8785 of `include_by`, `instansi`, `key_id`, `received_at`, `root` (the
    /// RFC 6962 tree hash over the commitments, base64url) and `size`; base64url.
    pub signature: String,
}

impl Receipt {
    /// The bytes that are signed.
    fn signed_bytes(&self, commitments: &[Commitment]) -> Vec<u8> {
        let statement = Statement {
            instansi: &self.instansi,
            key_id: &self.key_id,
            received_at: &self.received_at,
            include_by: &self.include_by,
            root: &merkle::root(commitments),
            size: commitments.len() as u64,
        };
        statement.signed_bytes()
    }

    /// Whether a key signed this receipt.
    pub fn holds(&self, public_key: &[u8; 32]) -> bool {
        let commitments: Option<Vec<Commitment>> =
            self.commitments.iter().map(|text| from_b64(text)?.try_into().ok()).collect();
        let signature = from_b64(&self.signature).and_then(|bytes| Signature::from_slice(&bytes).ok());
        let key = VerifyingKey::from_bytes(public_key).ok();
        match (commitments, signature, key) {
            (Some(commitments), Some(signature), Some(key)) => {
                key.verify_strict(&self.signed_bytes(&commitments), &signature).is_ok()
            }
            _ => false,
        }
    }
}

/// The keys that sign, one for each instansi.
#[derive(Default)]
pub struct Signers(Mutex<HashMap<InstansiId, (Instant, Arc<OneSigner>)>>);

/// The key of one instansi.
pub struct OneSigner {
    key: SigningKey,
    /// The first eight bytes of the public key's SHA-256, hex.
    pub key_id: String,
}

impl OneSigner {
    /// The public key.
    pub fn public_key(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// Signs other bytes than those of punches, which begin with a line of their own; base64url.
    pub fn sign_text(&self, bytes: &[u8]) -> String {
        b64(&self.key.sign(bytes).to_bytes())
    }
}

impl Signers {
    /// The key of an instansi: the newest that was put in use.
    ///
    /// # Errors
    ///
    /// When the secret cannot be read.
    pub async fn of(&self, app: &App, instansi: &Instansi) -> Result<Arc<OneSigner>, ServiceError> {
        if let Some((since, one)) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&instansi.id)
            && since.elapsed() < KNOWN_FOR
        {
            return Ok(Arc::clone(one));
        }
        let since = Instant::now();
        let secret = keys::receipt_secret(app, instansi).await?;
        let seed = app.keys.secret(&app.db, instansi.id, &secret).await.map_err(ServiceError::fault)?;
        let key = SigningKey::from_bytes(&seed);
        let key_id = key_id(key.verifying_key().as_bytes());
        let one = Arc::new(OneSigner { key, key_id });
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(instansi.id, (since, Arc::clone(&one)));
        Ok(one)
    }

    /// Signs for commitments that are on disk.
    ///
    /// # Errors
    ///
    /// When the key cannot be read.
    pub async fn sign(
        &self,
        app: &App,
        instansi: &Instansi,
        commitments: Vec<Commitment>,
        received_at: Timestamp,
    ) -> Result<Receipt, ServiceError> {
        let signer = self.of(app, instansi).await?;
        let mut receipt = Receipt {
            instansi: instansi.code.clone(),
            key_id: signer.key_id.clone(),
            received_at: received_at.to_string(),
            include_by: received_at.checked_add(PROMISE).unwrap_or(Timestamp::MAX).to_string(),
            commitments: commitments.iter().map(|one| b64(one)).collect(),
            signature: String::new(),
        };
        receipt.signature = b64(&signer.key.sign(&receipt.signed_bytes(&commitments)).to_bytes());
        Ok(receipt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_holds_only_as_it_was_signed() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let commitments = [[1; 32], [2; 32], [3; 32]];
        let mut receipt = Receipt {
            instansi: "kota-contoh".into(),
            key_id: "k".into(),
            received_at: "2026-01-19T00:31:10Z".into(),
            include_by: "2026-01-20T00:31:10Z".into(),
            commitments: commitments.iter().map(|one| b64(one)).collect(),
            signature: String::new(),
        };
        receipt.signature = b64(&key.sign(&receipt.signed_bytes(&commitments)).to_bytes());
        let public = key.verifying_key().to_bytes();

        assert!(receipt.holds(&public));
        assert!(!receipt.holds(SigningKey::from_bytes(&[8; 32]).verifying_key().as_bytes()));
        let mut later = receipt.clone();
        later.include_by = "2027-01-20T00:31:10Z".into();
        assert!(!later.holds(&public));
        let mut fewer = receipt.clone();
        fewer.commitments.pop();
        assert!(!fewer.holds(&public));
        receipt.commitments.swap(0, 1);
        assert!(!receipt.holds(&public));
    }
}
