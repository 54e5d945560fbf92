//! Backup and restore: one file while the server goes on writing, checked before anything of it counts.
//!
//! **Invariant:** a restore puts nothing in its place before the seal of what it brings was found to hold.
//!
//! **Invariant:** a backup holds no key of the server unless somebody asked for it, and then under a passphrase.

pub mod archive;
pub mod drilling;
pub mod keying;
pub mod manifest;
pub mod passphrase;
pub mod postgres;
pub mod renewing;
pub mod restoring;
pub mod seal;
pub mod staging;
pub mod unpacking;
pub mod writing;

use std::path::{Component, Path};

use super::error::ServiceError;

/// How far it has come: what is being done in both languages, bytes done and all.
pub type Progress<'a> = &'a mut (dyn FnMut(&'static str, &'static str, u64, u64) + Send);

/// Folders below the data folder whose files the database names.
pub const FOLDERS: [&str; 5] = ["raw", "photos", "requests", "rolls", "terminal-photos"];

/// The SQLite database in the data folder.
pub const DATABASE: &str = "hadir.db";

/// A file that cannot be read or written, named.
pub(crate) fn io(path: &Path) -> impl Fn(std::io::Error) -> ServiceError + '_ {
    move |error| match error.kind() {
        std::io::ErrorKind::NotFound => ServiceError::not_found(
            "no_such_file",
            format!("{}: tidak ada; periksa nama dan foldernya", path.display()),
            format!("{}: not there; check its name and folder", path.display()),
        ),
        std::io::ErrorKind::StorageFull => full(path),
        _ => ServiceError::bad(
            "file_trouble",
            format!("{}: {error}", path.display()),
            format!("{}: {error}", path.display()),
        ),
    }
}

fn full(path: &Path) -> ServiceError {
    ServiceError::conflict(
        "disk_full",
        format!("{}: ruang disk habis; sediakan ruang atau pilih tempat lain", path.display()),
        format!("{}: the disk is full; make room or choose another place", path.display()),
    )
}

/// Refuses when a folder's disk has less room than is needed, and a little more.
///
/// # Errors
///
/// `disk_full`.
pub fn needs_room(folder: &Path, bytes: u64) -> Result<(), ServiceError> {
    const SPARE: u64 = 64 << 20;
    let about = rustix::fs::statvfs(folder).map_err(|error| io(folder)(error.into()))?;
    let free = about.f_bavail.saturating_mul(about.f_frsize);
    let needed = bytes.saturating_add(SPARE);
    if free >= needed {
        return Ok(());
    }
    let mib = |bytes: u64| bytes.div_ceil(1 << 20);
    Err(ServiceError::conflict(
        "disk_full",
        format!(
            "{}: perlu {} MiB, tersedia {} MiB; sediakan ruang atau pilih tempat lain",
            folder.display(),
            mib(needed),
            mib(free)
        ),
        format!(
            "{}: needs {} MiB, has {} MiB; make room or choose another place",
            folder.display(),
            mib(needed),
            mib(free)
        ),
    ))
}

/// Whether a path is one the database may name: a file in a folder of its own below the data folder.
pub(crate) fn is_stored_path(path: &Path) -> bool {
    let mut parts = path.components();
    let folder = match parts.next() {
        Some(Component::Normal(first)) => first.to_str().is_some_and(|first| FOLDERS.contains(&first)),
        _ => false,
    };
    let rest: Vec<Component<'_>> = parts.collect();
    folder && !rest.is_empty() && rest.iter().all(|part| matches!(part, Component::Normal(_)))
}

/// A new file that only its owner can read; one that is there is emptied.
pub(crate) fn private_file(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(file)
}

/// A folder that only its owner can enter, with those above it.
pub(crate) fn private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Writes a folder's entries to disk.
pub(crate) fn sync_folder(path: &Path) -> std::io::Result<()> {
    std::fs::File::open(path)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_names_files_in_their_folders_only() {
        for good in ["raw/1/ab/abcd.ef", "terminal-photos/1/x"] {
            assert!(is_stored_path(Path::new(good)), "{good}");
        }
        for bad in ["hadir.db", "raw", "/raw/x", "raw/../hadir.key", "../raw/x", "other/x", "", "./raw/x"] {
            assert!(!is_stored_path(Path::new(bad)), "{bad}");
        }
    }

    #[test]
    fn a_disk_without_room_is_told_beforehand() {
        let folder = tempfile::tempdir().unwrap();

        assert!(needs_room(folder.path(), 1).is_ok());
        assert_eq!(needs_room(folder.path(), u64::MAX / 2).unwrap_err().code, "disk_full");
    }
}
