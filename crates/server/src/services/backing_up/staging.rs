//! The folder inside the data folder where a restore unpacks and checks, and the step that puts everything in its place.
//!
//! `.restoring/tree` holds what will be in the data folder. Once everything of it is checked and on disk, `.restoring/ready`
//! is written: from then on a restore that was interrupted is finished at the next start, and before that it never
//! counts. So a power cut leaves either nothing that is served, or all of it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::{DATABASE, FOLDERS, io, private_folder, sync_folder};
use crate::services::error::ServiceError;

const FOLDER: &str = ".restoring";
const DONE: &str = ".restoring.done";
const TREE: &str = "tree";
const READY: &str = "ready";
const LOCK: &str = "lock";
const TOKEN: &str = "token";

/// A restore under way. Dropped before [`Staging::finish`], it leaves nothing behind.
#[derive(Debug)]
pub struct Staging {
    data: PathBuf,
    made: bool,
    done: bool,
    /// Held as long as the restore runs.
    lock: File,
}

impl Staging {
    /// Takes an empty data folder, makes it when there is none, and clears away a restore that was interrupted.
    ///
    /// # Errors
    ///
    /// `not_empty`, `restore_runs`.
    pub fn begin(data: &Path) -> Result<Self, ServiceError> {
        let made = !data.exists();
        private_folder(data).map_err(io(data))?;
        let folder = data.join(FOLDER);
        private_folder(&folder).map_err(io(&folder))?;
        let lock = lock(data)?;
        let staging = Self { data: data.to_owned(), made, done: false, lock };
        if folder.join(READY).exists() {
            // Whoever was interrupted at the last step is helped first; then the folder is not empty any more.
            put_in_place(data)?;
        }
        if let Some(there) = occupied(data) {
            return Err(ServiceError::conflict(
                "not_empty",
                format!(
                    "{} sudah berisi {there}; pulihkan ke folder data yang kosong (boleh berisi hadir.key dan hadir.toml)",
                    data.display()
                ),
                format!(
                    "{} holds {there} already; restore into an empty data folder (hadir.key and hadir.toml may be there)",
                    data.display()
                ),
            ));
        }
        let _ = fs::remove_dir_all(data.join(DONE));
        let _ = fs::remove_dir_all(folder.join(TREE));
        private_folder(&staging.tree()).map_err(io(&folder))?;
        Ok(staging)
    }

    /// What will be in the data folder.
    pub fn tree(&self) -> PathBuf {
        self.data.join(FOLDER).join(TREE)
    }

    /// The lock once more, for a program that fills the database: when this one is killed, nobody begins anew before that one
    /// has ended as well.
    ///
    /// # Errors
    ///
    /// When the system has no handle to give.
    pub fn held(&self) -> Result<File, ServiceError> {
        self.lock.try_clone().map_err(io(&self.data))
    }

    /// The token of an interrupted restore that had begun to fill a database.
    pub fn had_begun(&self) -> Option<String> {
        fs::read_to_string(self.data.join(FOLDER).join(TOKEN)).ok()
    }

    /// Notes, before anything is written there, the token by which the database is marked that is being filled.
    ///
    /// # Errors
    ///
    /// When the disk refuses.
    pub fn begins(&self, token: &str) -> Result<(), ServiceError> {
        let folder = self.data.join(FOLDER);
        let path = folder.join(TOKEN);
        fs::write(&path, token).and_then(|()| File::open(&path)?.sync_all()).map_err(io(&path))?;
        sync_folder(&folder).map_err(io(&folder))
    }

    /// Puts everything in its place.
    ///
    /// # Errors
    ///
    /// When the disk refuses; the next start goes on then.
    pub fn finish(mut self) -> Result<(), ServiceError> {
        sync_tree(&self.tree()).map_err(io(&self.data))?;
        let folder = self.data.join(FOLDER);
        let ready = folder.join(READY);
        File::create(&ready).and_then(|file| file.sync_all()).map_err(io(&ready))?;
        sync_folder(&folder).map_err(io(&folder))?;
        self.done = true;
        put_in_place(&self.data)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_dir_all(self.data.join(FOLDER));
            if self.made {
                let _ = fs::remove_dir(&self.data);
            }
        }
    }
}

/// Looks, before a data folder is opened, whether a restore was interrupted there: finishes it when it was checked,
/// refuses otherwise.
///
/// # Errors
///
/// `restore_runs`, `restore_interrupted`.
pub fn finish(data: &Path) -> Result<(), ServiceError> {
    let _ = fs::remove_dir_all(data.join(DONE));
    let folder = data.join(FOLDER);
    if !folder.exists() {
        return Ok(());
    }
    let _lock = lock(data)?;
    if folder.join(READY).exists() {
        return put_in_place(data);
    }
    Err(ServiceError::conflict(
        "restore_interrupted",
        format!(
            "pemulihan ke {} terhenti sebelum selesai diperiksa; ulangi `hadir restore BERKAS`, atau hapus {}",
            data.display(),
            folder.display()
        ),
        format!(
            "a restore into {} was interrupted before it was checked; run `hadir restore FILE` again, or remove {}",
            data.display(),
            folder.display()
        ),
    ))
}

fn lock(data: &Path) -> Result<File, ServiceError> {
    let path = data.join(FOLDER).join(LOCK);
    let file = super::private_file(&path).map_err(io(&path))?;
    file.try_lock().map_err(|_| {
        ServiceError::conflict(
            "restore_runs",
            format!("pemulihan ke {} sedang berjalan; tunggu sampai selesai", data.display()),
            format!("a restore into {} is running; wait until it has ended", data.display()),
        )
    })?;
    Ok(file)
}

/// What of a city lies in a data folder already.
fn occupied(data: &Path) -> Option<String> {
    let database = [DATABASE.to_owned(), format!("{DATABASE}-wal"), format!("{DATABASE}-shm")];
    let files = database.into_iter().find(|name| data.join(name).exists());
    let filled = |name: &str| fs::read_dir(data.join(name)).is_ok_and(|mut entries| entries.next().is_some());
    files.or_else(|| FOLDERS.iter().find(|name| filled(name)).map(|name| format!("{name}/")))
}

/// Moves what is still in the tree; may be repeated. The database comes last.
fn put_in_place(data: &Path) -> Result<(), ServiceError> {
    let folder = data.join(FOLDER);
    let tree = folder.join(TREE);
    let mut names: Vec<std::ffi::OsString> = match fs::read_dir(&tree) {
        Ok(entries) => entries.map(|entry| entry.map(|entry| entry.file_name())).collect::<Result<_, _>>(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
    .map_err(io(&tree))?;
    names.sort_by_key(|name| name == DATABASE);
    for name in names {
        let to = data.join(&name);
        if to.is_dir() {
            // An empty folder of that name makes way.
            let _ = fs::remove_dir(&to);
        }
        fs::rename(tree.join(&name), &to).map_err(io(&to))?;
    }
    sync_folder(data).map_err(io(data))?;
    // The sign goes last but one, so that the rest is never mistaken for a restore that was not checked.
    let _ = fs::remove_dir(&tree);
    let aside = data.join(DONE);
    let _ = fs::remove_dir_all(&aside);
    fs::rename(&folder, &aside).map_err(io(&folder))?;
    fs::remove_dir_all(&aside).map_err(io(&aside))?;
    sync_folder(data).map_err(io(data))
}

fn sync_tree(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sync_tree(&path)?;
        } else {
            File::open(&path)?.sync_all()?;
        }
    }
    sync_folder(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_checked_leaves_nothing_and_is_never_served() {
        let outside = tempfile::tempdir().unwrap();
        let data = outside.path().join("data");
        let staging = Staging::begin(&data).unwrap();
        fs::write(staging.tree().join(DATABASE), "x").unwrap();
        assert_eq!(finish(&data).unwrap_err().code, "restore_runs");

        drop(staging);
        assert!(!data.exists());
        assert!(finish(&data).is_ok());

        // As after a power cut.
        private_folder(&data.join(FOLDER).join(TREE)).unwrap();
        fs::write(data.join(FOLDER).join(TREE).join(DATABASE), "x").unwrap();
        assert_eq!(finish(&data).unwrap_err().code, "restore_interrupted");
        let again = Staging::begin(&data).unwrap();
        assert!(!again.tree().join(DATABASE).exists());
    }

    #[test]
    fn what_was_checked_is_put_in_its_place_wherever_the_power_went() {
        let outside = tempfile::tempdir().unwrap();
        for moved in [false, true] {
            let data = outside.path().join(format!("data{moved}"));
            let tree = data.join(FOLDER).join(TREE);
            private_folder(&tree.join("raw/1")).unwrap();
            fs::write(tree.join("raw/1/a"), "a").unwrap();
            fs::write(tree.join(DATABASE), "db").unwrap();
            fs::write(data.join(FOLDER).join(READY), "").unwrap();
            if moved {
                fs::rename(tree.join("raw"), data.join("raw")).unwrap();
            }

            finish(&data).unwrap();

            assert_eq!(fs::read_to_string(data.join("raw/1/a")).unwrap(), "a");
            assert_eq!(fs::read_to_string(data.join(DATABASE)).unwrap(), "db");
            assert!(!data.join(FOLDER).exists());
            assert_eq!(Staging::begin(&data).unwrap_err().code, "not_empty");
            assert_eq!(fs::read_to_string(data.join(DATABASE)).unwrap(), "db");
        }
    }
}
