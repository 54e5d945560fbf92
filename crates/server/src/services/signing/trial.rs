//! Keys for trying out, in a file of the data folder. Whoever holds one is named by their login.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use hadir_reports::signing::local::{LocalSigning, TrialKey};
use hadir_reports::signing::{CertificateInfo, Passphrase, SignerId, SigningError};
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};

/// Years a key lasts, as certificates of officials do.
const YEARS: i64 = 2;
/// Fewest letters of a passphrase.
pub const SHORTEST: usize = 8;

/// Where the keys lie.
pub fn place(data: &Path) -> PathBuf {
    data.join("tanda-tangan-uji.json")
}

/// The keys of a data folder; none where nobody was enrolled.
///
/// # Errors
///
/// [`SigningError::BadKeys`] when the file cannot be read.
pub fn load(data: &Path) -> Result<LocalSigning, SigningError> {
    let bad = |error: &dyn std::fmt::Display| SigningError::BadKeys(error.to_string());
    match std::fs::read(place(data)) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(LocalSigning::new()),
        Err(error) => Err(bad(&error)),
        Ok(bytes) => {
            let keys: Vec<TrialKey> = serde_json::from_slice(&bytes).map_err(|error| bad(&error))?;
            LocalSigning::of(keys)
        }
    }
}

/// Makes a key for a login and keeps it; another one takes the place of an earlier.
///
/// # Errors
///
/// When the file cannot be read or written.
pub fn enrol(
    data: &Path,
    (login, holder): (&str, &str),
    seed: [u8; 32],
    passphrase: &Passphrase,
    now: Timestamp,
) -> anyhow::Result<CertificateInfo> {
    let mut local = load(data)?;
    let until = now.to_zoned(TimeZone::UTC).checked_add(YEARS.years())?.timestamp();
    let certificate = local.enrol(SignerId(login.to_owned()), holder, seed, passphrase, now, until);
    let new = place(data).with_extension("baru");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&new)?;
    file.write_all(&serde_json::to_vec_pretty(&local.keys())?)?;
    file.sync_all()?;
    std::fs::rename(&new, place(data))?;
    Ok(certificate)
}
