//! The server's key in a backup: under a passphrase, by Argon2id and XChaCha20-Poly1305.

use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::io;
use crate::services::error::ServiceError;
use crate::system::System;

/// Fewest characters of a passphrase.
pub const SHORTEST: usize = 12;

const FORMAT: &str = "hadir-keys-v1";
/// A backup lies about for years, so guessing is made dearer than for a login: 256 MiB, three passes, some half second.
const MEMORY_KIB: u32 = 256 << 10;
const PASSES: u32 = 3;
/// More than this is no backup of ours, and must not take the machine's memory.
const MOST_MEMORY_KIB: u32 = 1 << 20;
const MOST_PASSES: u32 = 16;

/// The key as it lies in a backup. Its first fields are bound to the ciphertext.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedKey {
    format: String,
    kdf: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
    nonce: String,
    ciphertext: String,
}

/// Reads a passphrase from a file: its first line.
///
/// # Errors
///
/// `passphrase_too_short`, and when the file cannot be read.
pub fn read(file: &Path) -> Result<Zeroizing<String>, ServiceError> {
    let line = first_line(file)?;
    if line.chars().count() < SHORTEST {
        return Err(ServiceError::bad(
            "passphrase_too_short",
            format!("{}: kata sandi cadangan sedikitnya {SHORTEST} huruf, di baris pertama", file.display()),
            format!("{}: the passphrase has at least {SHORTEST} characters, on the first line", file.display()),
        ));
    }
    Ok(line)
}

/// The first line of a file, without blanks around it.
///
/// # Errors
///
/// `no_such_file`, `file_trouble`.
pub fn first_line(file: &Path) -> Result<Zeroizing<String>, ServiceError> {
    let text = Zeroizing::new(std::fs::read_to_string(file).map_err(io(file))?);
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().trim().to_owned()))
}

/// Puts the key under a passphrase. Takes about half a second and 256 MiB.
///
/// # Errors
///
/// When the library refuses its parameters.
pub fn seal(system: &System, passphrase: &str, key: &[u8; 32]) -> Result<SealedKey, ServiceError> {
    let mut sealed = SealedKey {
        format: FORMAT.into(),
        kdf: "argon2id".into(),
        memory_kib: MEMORY_KIB,
        passes: PASSES,
        lanes: 1,
        salt: STANDARD.encode(system.bytes::<16>()),
        nonce: String::new(),
        ciphertext: String::new(),
    };
    let nonce = system.bytes::<24>();
    sealed.nonce = STANDARD.encode(nonce);
    let cipher = sealed.cipher(passphrase).ok_or_else(|| ServiceError::fault("Argon2"))?;
    let bound = sealed.bound();
    let payload = Payload { msg: key, aad: bound.as_bytes() };
    let ciphertext = cipher.encrypt(&XNonce::from(nonce), payload).map_err(ServiceError::fault)?;
    sealed.ciphertext = STANDARD.encode(ciphertext);
    Ok(sealed)
}

impl SealedKey {
    /// Opens the key.
    ///
    /// # Errors
    ///
    /// `wrong_passphrase`.
    pub fn open(&self, passphrase: &str) -> Result<Zeroizing<[u8; 32]>, ServiceError> {
        let opened = || {
            let nonce: [u8; 24] = STANDARD.decode(&self.nonce).ok()?.try_into().ok()?;
            let ciphertext = STANDARD.decode(&self.ciphertext).ok()?;
            let bound = self.bound();
            let payload = Payload { msg: &ciphertext, aad: bound.as_bytes() };
            let key = Zeroizing::new(self.cipher(passphrase)?.decrypt(&XNonce::from(nonce), payload).ok()?);
            Some(Zeroizing::new(<[u8; 32]>::try_from(key.as_slice()).ok()?))
        };
        opened().ok_or_else(|| {
            ServiceError::bad(
                "wrong_passphrase",
                "kata sandi ini tidak membuka kunci di dalam cadangan; periksa berkas kata sandinya",
                "this passphrase does not open the key in the backup; check the passphrase file",
            )
        })
    }

    fn cipher(&self, passphrase: &str) -> Option<XChaCha20Poly1305> {
        if self.format != FORMAT
            || self.kdf != "argon2id"
            || self.memory_kib > MOST_MEMORY_KIB
            || self.passes > MOST_PASSES
        {
            return None;
        }
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).ok()?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), &STANDARD.decode(&self.salt).ok()?, key.as_mut())
            .ok()?;
        Some(XChaCha20Poly1305::new(&Key::from(*key)))
    }

    fn bound(&self) -> String {
        let Self { format, kdf, memory_kib, passes, lanes, salt, nonce, .. } = self;
        format!("{format}\n{kdf}\n{memory_kib}\n{passes}\n{lanes}\n{salt}\n{nonce}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_passphrase_opens_the_key_and_nothing_of_its_header_may_change() {
        let sealed = seal(&System::real(), "kuda zebra baterai", &[7; 32]).unwrap();

        assert_eq!(*sealed.open("kuda zebra baterai").unwrap(), [7; 32]);
        assert_eq!(sealed.open("kuda zebra bateraj").unwrap_err().code, "wrong_passphrase");
        let weaker = SealedKey { passes: 1, ..sealed.clone() };
        assert_eq!(weaker.open("kuda zebra baterai").unwrap_err().code, "wrong_passphrase");
        let hungry = SealedKey { memory_kib: u32::MAX, ..sealed };
        assert_eq!(hungry.open("kuda zebra baterai").unwrap_err().code, "wrong_passphrase");
    }

    #[test]
    fn a_short_passphrase_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sandi");
        std::fs::write(&file, "pendek\nbaris kedua yang panjang sekali\n").unwrap();
        assert_eq!(read(&file).unwrap_err().code, "passphrase_too_short");

        std::fs::write(&file, "kuda zebra baterai\n").unwrap();
        assert_eq!(*read(&file).unwrap(), "kuda zebra baterai");
    }
}
