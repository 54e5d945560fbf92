//! The key of the data folder, and the secrets sealed with it.
//!
//! Secrets live in the database, so that several servers share them, encrypted with one key from a file or
//! from `HADIR_KEY`. Whoever has only the database, or only the key, has nothing.
//!
//! **Invariant:** every sealed value is bound to a label saying what it is and whose; moved elsewhere it no
//! longer opens.

use std::collections::HashMap;
use std::fmt;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, bail};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hadir_domain::ids::InstansiId;
use hadir_store::{Db, secrets};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::system::System;

/// The variable that may hold the key instead of the file: 64 hexadecimal digits.
pub const VARIABLE: &str = "HADIR_KEY";

/// The key file in the data folder.
pub const FILE: &str = "hadir.key";

/// Bytes that only the key opens again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Used once.
    pub nonce: [u8; 24],
    /// The encrypted bytes with their authenticator.
    pub ciphertext: Vec<u8>,
}

/// It was changed, it is of something else, or it was sealed with another key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("sealed with another key, changed, or of something else")]
pub struct NotOurs;

/// The key, with what it opens.
pub struct Keys {
    cipher: XChaCha20Poly1305,
    hashing: [u8; 32],
    system: System,
    opened: Mutex<HashMap<(InstansiId, String), Secret>>,
}

/// A secret of 32 bytes. Not printed.
pub type Secret = Arc<[u8; 32]>;

impl Keys {
    /// Takes the key from `HADIR_KEY`, else from the data folder, where it is made when there is none.
    ///
    /// # Errors
    ///
    /// When the key has not 64 hexadecimal digits, or the file cannot be read or made.
    pub fn open(data: &Path, system: &System) -> anyhow::Result<Self> {
        let given = std::env::var(VARIABLE).ok();
        Self::from(given.as_deref(), &data.join(FILE), system)
    }

    /// A key for tests and for data that need not last.
    pub fn of(key: [u8; 32], system: &System) -> Self {
        Self {
            cipher: XChaCha20Poly1305::new(&Key::from(hmac(&key, b"hadir: sealing"))),
            hashing: hmac(&key, b"hadir: keyed hashes of codes and tokens"),
            system: system.clone(),
            opened: Mutex::default(),
        }
    }

    fn from(given: Option<&str>, file: &Path, system: &System) -> anyhow::Result<Self> {
        let key = match find(given, file)? {
            Some(key) => *key,
            None => make(file, system)?,
        };
        Ok(Self::of(key, system))
    }

    /// Encrypts bytes for the place and purpose `label` names.
    pub fn seal(&self, label: &str, bytes: &[u8]) -> Sealed {
        let nonce = self.system.bytes::<24>();
        let payload = Payload { msg: bytes, aad: label.as_bytes() };
        // The cipher fails only beyond 256 GiB, which no caller can hand in.
        let ciphertext = self.cipher.encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
        Sealed { nonce, ciphertext }
    }

    /// Decrypts what was sealed under the same label.
    ///
    /// # Errors
    ///
    /// [`NotOurs`] when the bytes, the label or the key are not those of the sealing.
    pub fn unseal(&self, label: &str, nonce: &[u8], ciphertext: &[u8]) -> Result<Vec<u8>, NotOurs> {
        let nonce: [u8; 24] = nonce.try_into().map_err(|_| NotOurs)?;
        let payload = Payload { msg: ciphertext, aad: label.as_bytes() };
        self.cipher.decrypt(&XNonce::from(nonce), payload).map_err(|_| NotOurs)
    }

    /// The hash under which a code or token is stored. A copy of the database alone does not help to guess it.
    pub fn hash(&self, purpose: &str, text: &str) -> [u8; 32] {
        hmac(&self.hashing, format!("{purpose}\n{text}").as_bytes())
    }

    /// A secret of an instansi by name, made at first use.
    ///
    /// # Errors
    ///
    /// When the database does not answer, or the secret was sealed with another key.
    pub async fn secret(&self, db: &Db, instansi: InstansiId, name: &str) -> anyhow::Result<Secret> {
        let place = (instansi, name.to_owned());
        if let Some(secret) = self.opened.lock().unwrap_or_else(PoisonError::into_inner).get(&place) {
            return Ok(Arc::clone(secret));
        }
        let label = format!("secret {} {name}", instansi.0);
        let stored = match db.read(async |tx| secrets::get(tx, instansi, name).await).await? {
            Some(stored) => stored,
            None => {
                let Sealed { nonce, ciphertext } = self.seal(&label, &self.system.bytes::<32>());
                let fresh = secrets::Sealed { nonce: nonce.into(), ciphertext };
                let now = self.system.now();
                db.write(async |tx| secrets::put(tx, instansi, name, &fresh, now).await).await?
            }
        };
        let bytes = self
            .unseal(&label, &stored.nonce, &stored.ciphertext)
            .with_context(|| format!("secret {name}: is {FILE} (or {VARIABLE}) the key of this database?"))?;
        let secret: Secret = Arc::new(bytes.try_into().map_err(|_| NotOurs)?);
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).insert(place, Arc::clone(&secret));
        Ok(secret)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

/// HMAC-SHA-256.
pub fn hmac(key: &[u8; 32], bytes: &[u8]) -> [u8; 32] {
    // HMAC fills a short key up with zeros to the block of its hash.
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(bytes);
    mac.finalize().into_bytes().into()
}

/// The key itself, for a backup that takes it along; `None` where there is none yet. Never makes one.
///
/// # Errors
///
/// When the key has not 64 hexadecimal digits, or the file cannot be read.
pub fn existing(data: &Path) -> anyhow::Result<Option<Zeroizing<[u8; 32]>>> {
    find(std::env::var(VARIABLE).ok().as_deref(), &data.join(FILE))
}

fn find(given: Option<&str>, file: &Path) -> anyhow::Result<Option<Zeroizing<[u8; 32]>>> {
    let key = match given {
        Some(text) => parse(text).with_context(|| VARIABLE.to_owned())?,
        None => match std::fs::read_to_string(file) {
            Ok(text) => parse(&text).with_context(|| file.display().to_string())?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| file.display().to_string()),
        },
    };
    Ok(Some(Zeroizing::new(key)))
}

fn parse(text: &str) -> anyhow::Result<[u8; 32]> {
    let mut key = [0; 32];
    match hex::decode_to_slice(text.trim(), &mut key) {
        Ok(()) => Ok(key),
        Err(_) => bail!("the key must be 64 hexadecimal digits"),
    }
}

/// Writes a new key for its owner's eyes only; when two start at once, the first one's key stands.
fn make(file: &Path, system: &System) -> anyhow::Result<[u8; 32]> {
    put(file, &system.bytes::<32>())
}

/// Writes a key for its owner's eyes only. One that is there already stands, and is the answer.
///
/// # Errors
///
/// When the file cannot be written, or holds no key.
pub fn put(file: &Path, key: &[u8; 32]) -> anyhow::Result<[u8; 32]> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(file) {
        Ok(mut open) => {
            let written = open.write_all(format!("{}\n", hex::encode(key)).as_bytes()).and_then(|()| open.sync_all());
            written.with_context(|| file.display().to_string())?;
            Ok(*key)
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => parse(&std::fs::read_to_string(file)?),
        Err(error) => Err(error).with_context(|| file.display().to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn system() -> System {
        System::fixed("2026-01-19T00:31:10Z".parse().unwrap(), 1)
    }

    #[test]
    fn what_was_sealed_opens_only_under_its_label_and_key() {
        let keys = Keys::of([1; 32], &system());
        let sealed = keys.seal("raw 1 ab", b"isi berkas");
        let open = |keys: &Keys, label| keys.unseal(label, &sealed.nonce, &sealed.ciphertext);

        assert_eq!(open(&keys, "raw 1 ab"), Ok(b"isi berkas".to_vec()));
        assert_eq!(open(&keys, "raw 2 ab"), Err(NotOurs));
        assert_eq!(open(&Keys::of([2; 32], &system()), "raw 1 ab"), Err(NotOurs));
        assert_eq!(keys.unseal("raw 1 ab", &sealed.nonce[1..], &sealed.ciphertext), Err(NotOurs));
    }

    #[test]
    fn the_same_bytes_are_sealed_differently_each_time() {
        let keys = Keys::of([1; 32], &system());

        assert_ne!(keys.seal("x", b"same"), keys.seal("x", b"same"));
    }

    #[test]
    fn a_new_folder_gets_a_key_that_only_its_owner_reads_and_that_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);

        let first = Keys::from(None, &file, &system()).unwrap();
        let again = Keys::from(None, &file, &System::real()).unwrap();

        assert_eq!(first.hash("code", "x"), again.hash("code", "x"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[tokio::test]
    async fn a_secret_stays_the_same_and_needs_the_key_it_was_sealed_with() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&format!("sqlite://{}", folder.path().join("x.db").display())).await.unwrap();
        db.migrate().await.unwrap();
        let ask = async |key| Keys::of(key, &System::real()).secret(&db, InstansiId(0), "dedupe").await;

        let first = ask([1; 32]).await.unwrap();

        assert_eq!(ask([1; 32]).await.unwrap(), first);
        assert!(ask([2; 32]).await.unwrap_err().to_string().contains(FILE));
    }

    #[test]
    fn a_key_given_by_variable_stands_before_the_file_and_must_be_whole() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);

        assert!(Keys::from(Some(&"0a".repeat(32)), &file, &system()).is_ok());
        assert!(!file.exists());
        assert!(Keys::from(Some("0a0b"), &file, &system()).is_err());
    }
}
