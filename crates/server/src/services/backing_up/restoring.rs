//! Bringing a city back: from a backup into an empty place, or what other means brought back already.
//!
//! Everything is unpacked and looked at apart. Only what holds is put in its place, with a new epoch of its log, so that
//! nobody can take the log that goes on for the one that was lost.

use std::io::Write;
use std::path::{Path, PathBuf};

use hadir_ledger::note::Note;
use hadir_store::instansi::Instansi;
use hadir_store::{Db, StoreError, instansi, leases, maintenance, records, state_hash};
use jiff::Timestamp;
use zeroize::Zeroizing;

use super::keying::{put_key, secrets_open};
use super::manifest::Manifest;
use super::renewing::{self, Renewed};
use super::seal::{self, Looked};
use super::staging::Staging;
use super::{DATABASE, Progress, io, postgres, private_file, unpacking};
use crate::app::App;
use crate::keys::Keys;
use crate::services::erasing;
use crate::services::error::ServiceError;
use crate::settings::{Settings, TEMPLATE};
use crate::system::System;

/// Leaves placed at once.
const AT_ONCE: u32 = 5_000;

/// What to bring back, and where to.
#[derive(Debug)]
pub struct Order {
    /// The backup.
    pub file: PathBuf,
    /// The data folder and the database it goes to.
    pub settings: Settings,
    /// Opens the server's key in the backup.
    pub passphrase: Option<Zeroizing<String>>,
    /// What happened meanwhile, kept elsewhere.
    pub meanwhile: Meanwhile,
}

/// What is known of the time after a backup, from outside of it.
#[derive(Debug, Default)]
pub struct Meanwhile {
    /// Checkpoints that were published.
    pub since: Vec<Note>,
    /// The list of erasures, as it was kept.
    pub erasures: Option<String>,
    /// Who brings it back.
    pub by: String,
}

/// How an instansi came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CityReport {
    /// Its code.
    pub code: String,
    /// What the look at its log found.
    pub looked: Looked,
    /// Whether what was claimed is what the backup says; unknown without a backup.
    pub state_hash_same: Option<bool>,
    /// What was begun anew; nothing when it does not hold or in a drill.
    pub renewed: Option<Renewed>,
}

impl CityReport {
    /// Whether it may be served.
    pub fn holds(&self) -> bool {
        self.looked.holds() && self.state_hash_same != Some(false)
    }
}

/// How it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What the backup says of itself; none when other means brought it back.
    pub manifest: Option<Manifest>,
    /// Each instansi.
    pub cities: Vec<CityReport>,
}

impl Report {
    /// Whether all of it holds.
    pub fn holds(&self) -> bool {
        self.cities.iter().all(CityReport::holds)
    }
}

/// Restores a backup into an empty data folder and an empty database. When the answer says that it does not hold, and
/// when there is none, nothing is left behind.
///
/// # Errors
///
/// `not_empty`, `damaged_backup`, `no_key`, `wrong_key` and what else stands against it.
pub async fn restore(system: &System, order: &Order, progress: Progress<'_>) -> Result<Report, ServiceError> {
    let (sound, manifest) = unpacking::check(&order.file, progress)?;
    fits(&order.settings, &manifest)?;
    let staging = Staging::begin(&order.settings.data)?;
    let tree = staging.tree();
    let key = put_key(order, &sound, &tree)?;
    if let Some(list) = &order.meanwhile.erasures {
        // The list goes on where the city goes on.
        let kept = tree.join(erasing::list::FILE);
        private_file(&kept).and_then(|mut file| file.write_all(list.as_bytes())).map_err(io(&kept))?;
    }
    let mut token = String::new();
    let url = match &order.settings.database {
        Some(url) if is_postgres(url) => {
            token = empty_database(url, &staging, system).await?;
            url.clone()
        }
        _ => sqlite_url(&tree),
    };
    let settings = Settings { data: tree.clone(), database: Some(url.clone()), ..order.settings.clone() };
    let brought = async {
        let dump = unpacking::unpack(&order.file, &sound, &manifest, &tree, progress)?;
        let dump = dump.as_deref().map(|dump| (dump, Some(&staging)));
        let app = open(system, settings, Keys::of(*key, system), &manifest, dump, progress).await?;
        let done = finish_apart(&app, &manifest, &order.meanwhile, progress).await;
        app.db.close().await;
        done
    }
    .await;
    match brought {
        Ok(report) if report.holds() => {
            progress("menempatkan", "putting in place", 0, 1);
            let toml = tree.join("hadir.toml");
            if !order.settings.data.join("hadir.toml").exists() {
                std::fs::write(&toml, TEMPLATE).map_err(io(&toml))?;
            }
            staging.finish()?;
            if is_postgres(&url) {
                with_database(&url, async |db| db.end_filling().await).await?;
            }
            progress("menempatkan", "putting in place", 1, 1);
            Ok(report)
        }
        other => {
            if is_postgres(&url) {
                with_database(&url, async |db| db.undo_filling(&token).await).await?;
            }
            other
        }
    }
}

async fn finish_apart(
    app: &App,
    manifest: &Manifest,
    meanwhile: &Meanwhile,
    progress: Progress<'_>,
) -> Result<Report, ServiceError> {
    secrets_open(app).await?;
    let mut report = examine(app, Some(manifest), &meanwhile.since, true, progress).await?;
    if report.holds() {
        for one in cities(app).await? {
            // Whoever held a turn when the copy was made does not hold it here.
            app.db.write(async |tx| leases::clear(tx, one.id).await).await?;
        }
        renew(app, &mut report, meanwhile, manifest.at).await?;
    }
    Ok(report)
}

/// Looks at a city that other means brought back, as PostgreSQL's own recovery to a moment, and begins anew what a
/// restore begins anew. `since` is the moment from which on terminals are asked again.
///
/// # Errors
///
/// `no_key`, `wrong_key`, those of the database.
pub async fn recovered(
    app: &App,
    meanwhile: &Meanwhile,
    since: Timestamp,
    progress: Progress<'_>,
) -> Result<Report, ServiceError> {
    secrets_open(app).await?;
    let mut report = examine(app, None, &meanwhile.since, true, progress).await?;
    if report.holds() {
        renew(app, &mut report, meanwhile, since).await?;
    }
    Ok(report)
}

async fn renew(app: &App, report: &mut Report, meanwhile: &Meanwhile, at: Timestamp) -> Result<(), ServiceError> {
    for (one, city) in cities(app).await?.iter().zip(&mut report.cities) {
        city.renewed = Some(renewing::begin_anew(app, one, meanwhile, at).await?);
    }
    Ok(())
}

/// Looks at every log, and compares with what a backup says.
///
/// # Errors
///
/// When the database does not answer.
pub async fn examine(
    app: &App,
    manifest: Option<&Manifest>,
    since: &[Note],
    with_key: bool,
    progress: Progress<'_>,
) -> Result<Report, ServiceError> {
    let all = cities(app).await?;
    let mut report = Report { manifest: manifest.cloned(), cities: Vec::new() };
    for (done, one) in all.iter().enumerate() {
        progress("memeriksa segel", "checking the seal", done as u64, all.len() as u64);
        // Several servers leave a queue; what waits in it gets its place first, so that the look misses nothing.
        while app.db.write(async |tx| records::place_waiting(tx, one.id, AT_ONCE).await).await? > 0 {}
        let stated = manifest.and_then(|manifest| manifest.cities.iter().find(|city| city.code == one.code));
        let note = stated.and_then(|city| city.checkpoint.as_deref()).and_then(|text| Note::parse(text).ok());
        let looked = seal::look(app, one, note.as_ref(), since, with_key).await?;
        let hash = app.db.read(async |tx| state_hash(tx, one.id).await).await?;
        report.cities.push(CityReport {
            code: one.code.clone(),
            looked,
            state_hash_same: stated.map(|city| city.state_hash == hex::encode(hash)),
            renewed: None,
        });
    }
    progress("memeriksa segel", "checking the seal", all.len() as u64, all.len() as u64);
    if let Some(manifest) = manifest
        && manifest.cities.len() != all.len()
    {
        return Err(ServiceError::conflict(
            "damaged_backup",
            "kota di basis data bukan yang disebut cadangan",
            "the cities in the database are not those the backup names",
        ));
    }
    // A checkpoint must speak of one of the logs.
    for place in 0..since.len() {
        let strange =
            |city: &CityReport| city.looked.outside.get(place).is_none_or(|one| one.says == seal::Says::Strange);
        if report.cities.iter().all(strange) {
            return Err(ServiceError::bad(
                "strange_checkpoint",
                "titik periksa yang diberikan bukan dari segel kota ini; periksa berkasnya",
                "the checkpoint handed in is not of this city's log; check the file",
            ));
        }
    }
    Ok(report)
}

pub(super) async fn cities(app: &App) -> Result<Vec<Instansi>, ServiceError> {
    Ok(app.db.read(async |tx| instansi::all(tx).await).await?)
}

/// Opens what was unpacked. A dump is read into the database first.
///
/// # Errors
///
/// `newer_backup`; those of the database.
pub async fn open(
    system: &System,
    settings: Settings,
    keys: Keys,
    manifest: &Manifest,
    dump: Option<(&Path, Option<&Staging>)>,
    progress: Progress<'_>,
) -> Result<App, ServiceError> {
    let url = settings.database_url();
    if let Some((dump, staging)) = dump {
        progress("mengisi basis data", "filling the database", 0, 1);
        postgres::restore(&url, dump, staging.map(Staging::held).transpose()?).await?;
        std::fs::remove_file(dump).map_err(io(dump))?;
        progress("mengisi basis data", "filling the database", 1, 1);
    }
    let db = Db::open(&url).await?;
    let version = db.read(async |tx| maintenance::schema_version(tx).await).await?;
    if version != manifest.schema_version || version > db.newest_schema() {
        return Err(ServiceError::conflict(
            "newer_backup",
            format!(
                "cadangan ini ditulis Hadir {}, lebih baru dari yang ini; pasang versi itu dahulu",
                manifest.version
            ),
            format!(
                "this backup was written by Hadir {}, newer than this one; install that version first",
                manifest.version
            ),
        ));
    }
    db.migrate().await?;
    Ok(App::over(db, system.clone(), settings, keys))
}

fn fits(settings: &Settings, manifest: &Manifest) -> Result<(), ServiceError> {
    let wanted = if settings.database.as_deref().is_some_and(is_postgres) { "postgres" } else { "sqlite" };
    if let Some(other) = settings.database.as_deref().filter(|url| !is_postgres(url)) {
        return Err(ServiceError::bad(
            "no_address",
            format!("pemulihan SQLite selalu ke folder data; hapus pilihan basis data {other}"),
            format!("an SQLite backup always goes into the data folder; leave out the database {other}"),
        ));
    }
    if manifest.engine == wanted {
        return Ok(());
    }
    let engine = &manifest.engine;
    Err(ServiceError::conflict(
        "other_engine",
        format!("cadangan ini dari basis data {engine}; pilih tujuan yang sama dengan --database"),
        format!("this backup is of a database of {engine}; choose a place of that kind with --database"),
    ))
}

pub(super) fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

pub(super) fn sqlite_url(folder: &Path) -> String {
    format!("sqlite://{}", folder.join(DATABASE).display())
}

/// Makes sure that a PostgreSQL database is empty, and marks it. What an interrupted restore had put there is taken away,
/// and nothing else.
async fn empty_database(url: &str, staging: &Staging, system: &System) -> Result<String, ServiceError> {
    let before = staging.had_begun();
    let token = hex::encode(system.bytes::<16>());
    let emptied = with_database(url, async |db| {
        if let Some(before) = before {
            db.undo_filling(&before).await?;
        }
        let blank = db.is_blank().await?;
        if blank {
            staging.begins(&token).map_err(|error| StoreError::Unavailable(error.to_string()))?;
            db.begin_filling(&token).await?;
        }
        Ok(blank)
    })
    .await?;
    if emptied {
        return Ok(token);
    }
    Err(ServiceError::conflict(
        "not_empty",
        "basis data tujuan sudah berisi tabel; buat basis data kosong dengan `createdb` dan tunjuk dengan --database",
        "the database holds tables already; make an empty one with `createdb` and name it with --database",
    ))
}

async fn with_database<T>(url: &str, work: impl AsyncFnOnce(&Db) -> Result<T, StoreError>) -> Result<T, ServiceError> {
    let db = Db::open(url).await?;
    let done = work(&db).await;
    db.close().await;
    Ok(done?)
}
