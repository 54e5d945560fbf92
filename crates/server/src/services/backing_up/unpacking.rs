//! From the file of a backup to a database and files in a folder of their own.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::archive::{self, Sound, Unsound};
use super::manifest::Manifest;
use super::{DATABASE, Progress, io, needs_room, private_file, private_folder};
use crate::services::error::ServiceError;

/// The dump of a PostgreSQL database, while it waits to be read.
const DUMP: &str = "hadir.pgdump";

/// Reads a backup whole and says what is in it; nothing is unpacked.
///
/// # Errors
///
/// `not_a_backup`, `damaged_backup`, `newer_backup`.
pub fn check(file: &Path, progress: Progress<'_>) -> Result<(Sound, Manifest), ServiceError> {
    let sound = Sound::read(file, |done, all| progress("memeriksa berkas", "checking the file", done, all))
        .map_err(|error| unsound(file, error))?;
    let manifest = Manifest::parse(&sound.manifest).ok_or_else(|| {
        ServiceError::conflict(
            "newer_backup",
            format!(
                "{}: bentuk cadangan ini tidak dikenal; pakai Hadir yang menulisnya atau yang lebih baru",
                file.display()
            ),
            format!(
                "{}: this form of backup is not known; use the Hadir that wrote it, or a newer one",
                file.display()
            ),
        )
    })?;
    Ok((sound, manifest))
}

/// Unpacks a backup into a folder. Answers the dump, where it holds one.
///
/// # Errors
///
/// `disk_full`, `damaged_backup`.
pub fn unpack(
    file: &Path,
    sound: &Sound,
    manifest: &Manifest,
    tree: &Path,
    progress: Progress<'_>,
) -> Result<Option<PathBuf>, ServiceError> {
    needs_room(tree, sound.size)?;
    let list = manifest.list().ok_or_else(|| unsound(file, Unsound::Damaged(archive::MEMBERS.into())))?;
    let (mut dump, mut done, mut members) = (None, 0, 0);
    sound
        .each(&list, |name, size, content| {
            let to = match name {
                archive::SQLITE => tree.join(DATABASE),
                archive::POSTGRES => tree.join(DUMP),
                other => match other.strip_prefix(archive::FILES) {
                    Some(path) => tree.join(path),
                    None => {
                        members += 1;
                        return Ok(());
                    }
                },
            };
            if name == archive::POSTGRES {
                dump = Some(to.clone());
            }
            members += 1;
            if let Some(folder) = to.parent() {
                private_folder(folder)?;
            }
            let mut out = private_file(&to)?;
            std::io::copy(content, &mut out)?;
            out.flush()?;
            done += size;
            progress("membongkar", "unpacking", done, sound.size);
            Ok(())
        })
        .map_err(|error| unsound(file, error))?;
    if members != manifest.members.count {
        return Err(unsound(file, Unsound::Damaged("its members are not as many as it says".into())));
    }
    Ok(dump)
}

fn unsound(file: &Path, error: Unsound) -> ServiceError {
    match error {
        Unsound::NotABackup => ServiceError::bad(
            "not_a_backup",
            format!("{}: bukan cadangan Hadir", file.display()),
            format!("{}: not a backup of Hadir", file.display()),
        ),
        Unsound::Damaged(what) => ServiceError::conflict(
            "damaged_backup",
            format!("{}: cadangan ini rusak ({what}); tidak ada yang dipulihkan, pakai cadangan lain", file.display()),
            format!("{}: this backup is damaged ({what}); nothing was restored, use another one", file.display()),
        ),
        Unsound::Disk(error) => io(file)(error),
    }
}
