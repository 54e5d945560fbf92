//! Writing a backup while the server goes on.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use hadir_store::{Db, Tx, instansi, maintenance, records, seal, state_hash, stored_files};
use jiff::Timestamp;
use zeroize::Zeroizing;

use super::archive::{self, Writer};
use super::manifest::{City, FORMAT, Files, Manifest, Members};
use super::{Progress, io, needs_room, passphrase, postgres, private_file, sync_folder};
use crate::app::App;
use crate::keys;
use crate::services::error::ServiceError;

/// Missing files that are named.
const MOST_NAMED: usize = 1_000;

/// What to write.
#[derive(Debug)]
pub struct Order {
    /// The file.
    pub out: PathBuf,
    /// Takes the server's key along, under this.
    pub passphrase: Option<Zeroizing<String>>,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Bytes of the file.
    pub bytes: u64,
    /// The hash its last member states.
    pub sha256: [u8; 32],
    /// What it holds.
    pub manifest: Manifest,
}

/// Writes a backup to a new file: consistent, whole or not there at all, and readable by its owner only.
///
/// # Errors
///
/// `out_exists`, `disk_full`, `no_pg_dump`, `nothing_to_back_up`; those of disk and database.
pub async fn write(app: &App, order: &Order, progress: Progress<'_>) -> Result<Written, ServiceError> {
    let names = Names::beside(&order.out)?;
    clear_up(names.folder());
    let database = app.db.size_on_disk().await?;
    // The copy, and the copy within the backup.
    needs_room(names.folder(), database.saturating_mul(2))?;
    let sealed_key = match &order.passphrase {
        Some(phrase) => Some(sealed_key(app, phrase)?),
        None => None,
    };
    let partial = private_file(&names.partial).map_err(io(&names.partial))?;
    partial.try_lock().map_err(|_| {
        ServiceError::conflict(
            "backup_runs",
            format!("cadangan ke {} sedang ditulis; tunggu sampai selesai", order.out.display()),
            format!("a backup to {} is being written; wait until it has ended", order.out.display()),
        )
    })?;
    let sweep = Sweep(&names);
    let at = app.now();
    progress("menyalin basis data", "copying the database", 0, database);
    let taken = take(app, &names).await?;
    progress("menyalin basis data", "copying the database", database, database);
    let written = tokio::task::block_in_place(|| pack(app, &names, partial, at, taken, sealed_key, progress))?;
    fs::rename(&names.partial, &order.out).map_err(io(&order.out))?;
    sync_folder(names.folder()).map_err(io(&order.out))?;
    drop(sweep);
    Ok(written)
}

/// Takes away what a backup that was killed left in the folder. One that is being written holds its lock.
fn clear_up(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(out) = name.strip_prefix('.').and_then(|name| name.strip_suffix(PARTIAL)) else { continue };
        if File::open(&path).is_ok_and(|file| file.try_lock().is_ok())
            && let Ok(names) = Names::beside(&path.with_file_name(out))
        {
            drop(Sweep(&names));
        }
    }
}

/// How the name of a backup ends that is being written.
const PARTIAL: &str = ".partial";

/// Files that lie beside the backup while it is written.
struct Names {
    partial: PathBuf,
    database: PathBuf,
    paths: PathBuf,
    lines: PathBuf,
}

impl Names {
    fn beside(out: &Path) -> Result<Self, ServiceError> {
        if out.exists() {
            return Err(ServiceError::conflict(
                "out_exists",
                format!("{} sudah ada; pilih nama lain, cadangan tidak pernah ditimpa", out.display()),
                format!("{} exists; choose another name, a backup is never overwritten", out.display()),
            ));
        }
        let name = out.file_name().map(|name| name.to_string_lossy().into_owned()).ok_or_else(|| {
            ServiceError::bad("no_name", "cadangan perlu nama berkas", "a backup needs the name of a file")
        })?;
        let beside = |end: &str| out.with_file_name(format!(".{name}{PARTIAL}{end}"));
        Ok(Self { partial: beside(""), database: beside("-db"), paths: beside("-paths"), lines: beside("-members") })
    }

    fn folder(&self) -> &Path {
        self.partial.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }
}

/// Takes everything away that is not the backup, however the writing ends.
struct Sweep<'a>(&'a Names);

impl Drop for Sweep<'_> {
    fn drop(&mut self) {
        let Names { partial, database, paths, lines } = self.0;
        let beside = ["-wal", "-shm", "-journal"].map(|end| {
            let mut name = database.clone().into_os_string();
            name.push(end);
            PathBuf::from(name)
        });
        for path in [partial, database, paths, lines].into_iter().chain(&beside) {
            let _ = fs::remove_file(path);
        }
    }
}

/// What one look at the database gave.
struct Taken {
    schema_version: i64,
    cities: Vec<City>,
    paths: u64,
}

/// Copies the database and reads, in exactly the state of the copy, what the manifest says and which files belong to it.
async fn take(app: &App, names: &Names) -> Result<Taken, ServiceError> {
    let _ = fs::remove_file(&names.database);
    match &app.db {
        Db::Sqlite { .. } => {
            app.db.copy_to(&names.database).await?;
            let copy = Db::open(&format!("sqlite://{}", names.database.display())).await?;
            let taken = copy.read(async |tx| look(tx, &names.paths).await).await;
            copy.close().await;
            taken
        }
        Db::Postgres(_) => {
            private_file(&names.database).map_err(io(&names.database))?;
            app.db
                .read(async |tx| {
                    let snapshot = maintenance::export_snapshot(tx).await?;
                    postgres::dump(&app.settings.database_url(), &snapshot, &names.database).await?;
                    look(tx, &names.paths).await
                })
                .await
        }
    }
}

async fn look(tx: &mut Tx, paths: &Path) -> Result<Taken, ServiceError> {
    let mut out = BufWriter::new(private_file(paths).map_err(io(paths))?);
    let mut taken = Taken { schema_version: maintenance::schema_version(tx).await?, cities: Vec::new(), paths: 0 };
    for one in instansi::all(tx).await? {
        let checkpoint = seal::checkpoints::latest(tx, one.id).await?;
        taken.cities.push(City {
            log_size: records::leaf_count(tx, one.id).await?,
            waiting: records::waiting_count(tx, one.id).await?,
            checkpoint: checkpoint.map(|checkpoint| checkpoint.note),
            state_hash: hex::encode(state_hash(tx, one.id).await?),
            code: one.code,
            name: one.name,
        });
        let count = &mut taken.paths;
        stored_files::each(tx, one.id, |path| {
            *count += 1;
            writeln!(out, "{path}").map_err(io(paths))
        })
        .await?;
    }
    out.flush().map_err(io(paths))?;
    if taken.cities.is_empty() {
        return Err(ServiceError::not_found(
            "nothing_to_back_up",
            "folder data ini belum berisi kota",
            "there is no city in this data folder yet",
        ));
    }
    Ok(taken)
}

fn sealed_key(app: &App, phrase: &str) -> Result<Vec<u8>, ServiceError> {
    let key = keys::existing(app.data())
        .map_err(ServiceError::fault)?
        .ok_or_else(|| ServiceError::not_found("no_key", "hadir.key tidak ada", "there is no hadir.key"))?;
    let sealed = passphrase::seal(&app.system, phrase, &key)?;
    serde_json::to_vec_pretty(&sealed).map_err(ServiceError::fault)
}

fn pack(
    app: &App,
    names: &Names,
    partial: File,
    at: Timestamp,
    taken: Taken,
    sealed_key: Option<Vec<u8>>,
    progress: Progress<'_>,
) -> Result<Written, ServiceError> {
    let disk = io(&names.partial);
    let seconds = u64::try_from(at.as_second()).unwrap_or(0);
    let mut writer = Writer::new(partial, names.lines.clone(), seconds).map_err(&disk)?;
    if let Some(key) = &sealed_key {
        writer.text(archive::KEYS, key).map_err(&disk)?;
    }
    let copy = File::open(&names.database).map_err(io(&names.database))?;
    let size = copy.metadata().map_err(io(&names.database))?.len();
    let member = if app.db.engine() == "sqlite" { archive::SQLITE } else { archive::POSTGRES };
    writer.member(member, size, copy).map_err(&disk)?;
    let files = add_files(app, names, &mut writer, taken.paths, progress)?;
    let listed = writer.list().map_err(&disk)?;
    let manifest = Manifest {
        format: FORMAT.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        at,
        engine: app.db.engine().into(),
        schema_version: taken.schema_version,
        cities: taken.cities,
        files,
        members: Members { count: listed.members, sha256: hex::encode(listed.sha256) },
        with_keys: sealed_key.is_some(),
    };
    let text = serde_json::to_vec_pretty(&manifest).map_err(ServiceError::fault)?;
    let (bytes, sha256) = writer.finish(&text).map_err(&disk)?;
    Ok(Written { bytes, sha256, manifest })
}

/// Each file is written once and never changed, so those the copy names can be taken after it.
fn add_files(
    app: &App,
    names: &Names,
    writer: &mut Writer,
    count: u64,
    progress: Progress<'_>,
) -> Result<Files, ServiceError> {
    let mut files = Files::default();
    let lines = BufReader::new(File::open(&names.paths).map_err(io(&names.paths))?).lines();
    for (done, path) in lines.enumerate() {
        let path = path.map_err(io(&names.paths))?;
        if done % 100 == 0 {
            progress("menyalin berkas", "copying files", done as u64, count);
        }
        if !super::is_stored_path(Path::new(&path)) {
            return Err(ServiceError::fault(format!("the database names a file outside its folder: {path}")));
        }
        let full = app.data().join(&path);
        let file = match File::open(&full) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                files.gone += 1;
                if files.gone_paths.len() < MOST_NAMED {
                    files.gone_paths.push(path);
                }
                continue;
            }
            Err(error) => return Err(io(&full)(error)),
        };
        let size = file.metadata().map_err(io(&full))?.len();
        writer.member(&format!("{}{path}", archive::FILES), size, file).map_err(io(&names.partial))?;
        files.count += 1;
        files.bytes += size;
    }
    progress("menyalin berkas", "copying files", count, count);
    Ok(files)
}
