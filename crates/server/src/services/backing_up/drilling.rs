//! Proving that a backup restores: all of it into a place apart, looked at, and taken away again.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use hadir_store::punches::{self, Repair};
use hadir_store::{Db, instansi};
use jiff::Timestamp;
use jiff::civil::date;
use serde::{Deserialize, Serialize};

use super::restoring::{self, Order, Report, is_postgres, sqlite_url};
use super::{Progress, io, keying, postgres, private_folder, unpacking};
use crate::app::App;
use crate::keys::{self, Keys};
use crate::services::error::ServiceError;
use crate::services::judging;
use crate::settings::Settings;
use crate::system::System;

/// Where a data folder notes its drills.
pub const FILE: &str = "drills.jsonl";

/// What a drill found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drilled {
    /// As a restore would say.
    pub report: Report,
    /// Whether the server's key was at hand and opened every secret.
    pub key_opens: bool,
    /// Punches recomputed from their records, and those that differ or were changed.
    pub facts: (u64, u64),
    /// Days judged again, and those that differ.
    pub days: (u64, u64),
}

impl Drilled {
    /// Whether this backup would restore.
    pub fn holds(&self) -> bool {
        self.report.holds() && self.facts.1 == 0 && self.days.1 == 0
    }
}

/// One line of [`FILE`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// When it was tried.
    pub at: Timestamp,
    /// The file.
    pub backup: String,
    /// The moment whose state it holds.
    pub made_at: Timestamp,
    /// Whether it would restore.
    pub holds: bool,
    /// How long it took.
    pub seconds: u64,
}

/// Restores a backup into a folder beside it (and, on PostgreSQL, a database beside the one named), checks everything a
/// restore checks and recomputes what is derived, and removes it all again.
///
/// # Errors
///
/// As [`restoring::restore`], but for what lies in the data folder, which is not touched.
pub async fn drill(system: &System, order: &Order, progress: Progress<'_>) -> Result<Drilled, ServiceError> {
    let began = system.now();
    let (sound, manifest) = unpacking::check(&order.file, progress)?;
    let place = Place::beside(&order.file, system)?;
    let carried = keying::carried_key(&sound, order.passphrase.as_ref().map(|text| text.as_str()))?;
    let key = match carried {
        Some(key) => Some(key),
        None => keys::existing(&order.settings.data).map_err(ServiceError::fault)?,
    };
    let keys = key.as_ref().map_or_else(|| Keys::of(system.bytes(), system), |key| Keys::of(**key, system));
    let url = match (manifest.engine.as_str(), &order.settings.database) {
        ("sqlite", _) => sqlite_url(&place.0),
        (_, Some(server)) if is_postgres(server) => server.clone(),
        _ => {
            return Err(ServiceError::bad(
                "no_address",
                "cadangan ini dari PostgreSQL; sebut peladennya dengan --database postgres://…",
                "this backup is of PostgreSQL; name the server with --database postgres://…",
            ));
        }
    };
    let dump = unpacking::unpack(&order.file, &sound, &manifest, &place.0, progress)?;
    let apart = match &dump {
        Some(_) => Some(Apart::make(&url, system).await?),
        None => None,
    };
    let settings = Settings {
        data: place.0.clone(),
        database: Some(apart.as_ref().map_or_else(|| url.clone(), |apart| apart.url.clone())),
        ..order.settings.clone()
    };
    let drilled = async {
        let app =
            restoring::open(system, settings, keys, &manifest, dump.as_deref().map(|dump| (dump, None)), progress)
                .await?;
        let drilled = look(&app, key.is_some(), &manifest, order, progress).await;
        app.db.close().await;
        drilled
    }
    .await;
    if let Some(apart) = apart {
        apart.remove().await?;
    }
    drop(place);
    let drilled = drilled?;
    note(system, order, &drilled, began)?;
    Ok(drilled)
}

async fn look(
    app: &App,
    has_key: bool,
    manifest: &super::manifest::Manifest,
    order: &Order,
    progress: Progress<'_>,
) -> Result<Drilled, ServiceError> {
    if has_key {
        keying::secrets_open(app).await?;
    }
    let report = restoring::examine(app, Some(manifest), &order.meanwhile.since, has_key, progress).await?;
    let mut drilled = Drilled { report, key_opens: has_key, facts: (0, 0), days: (0, 0) };
    for one in app.db.read(async |tx| instansi::all(tx).await).await? {
        progress("menghitung ulang turunan", "recomputing what is derived", 0, 1);
        let facts = app.db.read(async |tx| punches::rebuild(tx, one.id, Repair::No).await).await?;
        drilled.facts.0 += facts.checked;
        drilled.facts.1 += (facts.differing.len() + facts.tampered.len()) as u64;
        let today = app.now().to_zoned(one.zone.time_zone()).date();
        let days = judging::check(app, &one, date(2023, 1, 1), today).await?;
        drilled.days.0 += days.compared;
        drilled.days.1 += days.different;
        progress("menghitung ulang turunan", "recomputing what is derived", 1, 1);
    }
    Ok(drilled)
}

/// Notes in the data folder, where there is one, that a backup was tried.
fn note(system: &System, order: &Order, drilled: &Drilled, began: Timestamp) -> Result<(), ServiceError> {
    let data = &order.settings.data;
    if !data.is_dir() {
        return Ok(());
    }
    let now = system.now();
    let line = Line {
        at: now,
        backup: order.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        made_at: drilled.report.manifest.as_ref().map_or(began, |manifest| manifest.at),
        holds: drilled.holds(),
        seconds: now.duration_since(began).as_secs().unsigned_abs(),
    };
    let path = data.join(FILE);
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let text = serde_json::to_string(&line).map_err(ServiceError::fault)? + "\n";
    options.open(&path).and_then(|mut file| file.write_all(text.as_bytes())).map_err(io(&path))
}

/// A folder beside the backup that goes away.
struct Place(PathBuf);

impl Place {
    fn beside(file: &Path, system: &System) -> Result<Self, ServiceError> {
        let folder = file.with_file_name(format!(".hadir-drill-{}", hex::encode(system.bytes::<6>())));
        private_folder(&folder).map_err(io(&folder))?;
        Ok(Self(folder))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A database beside the one named, for a while.
struct Apart {
    server: String,
    name: String,
    url: String,
}

impl Apart {
    async fn make(server: &str, system: &System) -> Result<Self, ServiceError> {
        let name = format!("hadir_drill_{}", hex::encode(system.bytes::<6>()));
        let db = Db::open(server).await?;
        let made = db.create_database(&name).await;
        db.close().await;
        made.map_err(|error| {
            ServiceError::conflict(
                "no_database",
                format!("latihan perlu membuat basis data sementara (ALTER ROLE … CREATEDB): {error}"),
                format!("a drill makes a database for a while (ALTER ROLE … CREATEDB): {error}"),
            )
        })?;
        Ok(Self { server: server.to_owned(), url: postgres::beside(server, &name)?, name })
    }

    async fn remove(self) -> Result<(), ServiceError> {
        let db = Db::open(&self.server).await?;
        let removed = db.drop_database(&self.name).await;
        db.close().await;
        Ok(removed?)
    }
}
