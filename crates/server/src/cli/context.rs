//! Opening the data folder for a command.

use std::io::Write;
use std::path::Path;

use hadir_domain::calendar::Week;
use hadir_domain::ids::InstansiId;
use hadir_domain::sites::Zone;
use hadir_store::instansi::Instansi;
use hadir_store::{Db, StoreError, directory, instansi};

use super::{Failure, Global};
use crate::app::App;
use crate::keys::Keys;
use crate::lang::Lang;
use crate::services::backing_up::staging;
use crate::services::error::ServiceError;
use crate::services::rule_changes::in_force;
use crate::settings::{NoticeSettings, Settings, SettingsFile, SigningSettings, TEMPLATE, TerminalSettings};
use crate::system::System;

/// The open data folder, and on whose records the command acts.
pub struct Context {
    /// The application.
    pub app: App,
    /// The instansi.
    pub instansi: Instansi,
    /// The language to answer in.
    pub lang: Lang,
    /// Print JSON.
    pub json: bool,
}

impl Context {
    /// Whose records.
    pub fn id(&self) -> InstansiId {
        self.instansi.id
    }

    /// The date in the instansi's zone.
    pub fn today(&self) -> jiff::civil::Date {
        self.app.now().to_zoned(self.instansi.zone.time_zone()).date()
    }

    /// Who acts, as written beside records.
    pub fn by(&self) -> String {
        console_user()
    }

    /// A refusal in the language asked for.
    pub fn fail(&self, error: ServiceError) -> Failure {
        Failure::Work(error.sentence(self.lang).to_owned())
    }

    /// A refusal in the language asked for.
    pub fn refuse(&self, id: impl Into<String>, en: impl Into<String>) -> Failure {
        Failure::Work(self.lang.pick(id.into(), en.into()))
    }
}

/// Who sits at the console: `konsol:<user>`.
pub fn console_user() -> String {
    let user = std::env::var("USER").or_else(|_| std::env::var("LOGNAME")).unwrap_or_else(|_| "operator".into());
    format!("konsol:{user}")
}

/// Opens the data folder and picks the instansi, to read.
///
/// # Errors
///
/// When there is no data yet, or several instansi and none named.
pub async fn open(global: &Global) -> Result<Context, Failure> {
    needs_data(global)?;
    pick(global, open_app(global).await?, None).await
}

/// Refuses an empty data folder without a database of its own.
///
/// # Errors
///
/// When there is no data yet.
pub fn needs_data(global: &Global) -> Result<(), Failure> {
    let lang = global.lang();
    staging::finish(&global.data).map_err(|error| Failure::Work(error.sentence(lang).to_owned()))?;
    if settings(global)?.database.is_none() && !global.data.join("hadir.db").exists() {
        return Err(Failure::Work(lang.pick(
            format!(
                "folder data {} masih kosong; mulai dengan `hadir serve`, `hadir demo` atau `hadir devices add`",
                global.data.display()
            ),
            format!(
                "the data folder {} is empty; begin with `hadir serve`, `hadir demo` or `hadir devices add`",
                global.data.display()
            ),
        )));
    }
    Ok(())
}

/// Opens the data folder to write; an empty one gets an instansi of its own, still to be named at set-up.
///
/// # Errors
///
/// As [`open`], and when the folder cannot be made.
pub async fn open_or_create(global: &Global, zone: Option<&Zone>) -> Result<Context, Failure> {
    let zone = match zone {
        Some(zone) => zone.clone(),
        None => Zone::parse("Asia/Jakarta")?,
    };
    pick(global, open_app(global).await?, Some(zone)).await
}

/// Opens the database, its keys and the rules in force.
///
/// # Errors
///
/// When the folder, the settings, the key or the database cannot be opened.
pub async fn open_app(global: &Global) -> Result<App, Failure> {
    open_app_with(global, System::real()).await
}

async fn open_app_with(global: &Global, system: System) -> Result<App, Failure> {
    staging::finish(&global.data).map_err(|error| Failure::Work(error.sentence(global.lang()).to_owned()))?;
    prepare_folder(&global.data)?;
    let settings = settings(global)?;
    let db = Db::open(&settings.database_url()).await?;
    db.migrate().await?;
    let keys = Keys::open(&global.data, &system)?;
    let app = App::over(db, system, settings, keys);
    // What cannot be read stops judging, not the taking in of punches.
    if let Err(error) = in_force::refresh(&app).await {
        tracing::error!(code = error.code, "signed rules could not be read: {error}");
    }
    Ok(app)
}

/// The settings in force, without opening anything.
///
/// # Errors
///
/// When they cannot be read.
pub(super) fn settings(global: &Global) -> anyhow::Result<Settings> {
    let file = SettingsFile::read(&global.data)?;
    let notices = NoticeSettings::read(&file, |name| std::env::var(name).ok())?;
    let signing = SigningSettings::read(&file, |name| std::env::var(name).ok())?;
    let terminals = TerminalSettings { listen: file.terminals_listen, client_ca: file.terminals_client_ca };
    Ok(Settings {
        notices,
        terminals,
        signing,
        data: global.data.clone(),
        database: global.database.clone().or(file.database),
        lang: global.lang.or(file.lang).unwrap_or_default(),
        instansi: global.instansi.clone(),
        public_url: file.public_url,
        tls: file.tls_cert.zip(file.tls_key),
        trusted_proxies: file.trusted_proxy,
        demo_public: false,
    })
}

fn prepare_folder(data: &Path) -> anyhow::Result<()> {
    let problem = |error: std::io::Error| anyhow::anyhow!("{}: {error}", data.display());
    if data.exists() {
        return Ok(());
    }
    std::fs::create_dir_all(data).map_err(problem)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(data, std::fs::Permissions::from_mode(0o700)).map_err(problem)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(data.join("hadir.toml")).and_then(|mut file| file.write_all(TEMPLATE.as_bytes()));
    written.map_err(problem)
}

async fn pick(global: &Global, app: App, create_in: Option<Zone>) -> Result<Context, Failure> {
    let lang = global.lang.unwrap_or(app.settings.lang);
    let all = app.db.read(async |tx| instansi::all(tx).await).await?;
    let chosen = match (&global.instansi, all.as_slice()) {
        (Some(code), all) => all.iter().find(|one| one.code == *code).cloned().ok_or_else(|| {
            Failure::Work(lang.pick(
                format!("instansi {code} tidak ada; yang ada: {}", codes(all)),
                format!("there is no instansi {code}; there are: {}", codes(all)),
            ))
        })?,
        (None, [only]) => only.clone(),
        (None, []) => match create_in {
            Some(zone) => create(&app, zone).await?,
            None => {
                return Err(Failure::Work(lang.pick(
                    "belum ada instansi; jalankan `hadir serve` dan buka tautan penyiapannya".to_owned(),
                    "there is no instansi yet; run `hadir serve` and open its set-up link".to_owned(),
                )));
            }
        },
        (None, all) => {
            return Err(Failure::Work(lang.pick(
                format!("ada beberapa instansi; sebutkan satu dengan --instansi: {}", codes(all)),
                format!("there are several instansi; name one with --instansi: {}", codes(all)),
            )));
        }
    };
    Ok(Context { app, instansi: chosen, lang, json: global.json })
}

fn codes(all: &[Instansi]) -> String {
    all.iter().map(|one| one.code.as_str()).collect::<Vec<_>>().join(", ")
}

/// An instansi for a data folder that is used from the command line before set-up.
async fn create(app: &App, zone: Zone) -> Result<Instansi, Failure> {
    let new = Instansi {
        id: InstansiId(1),
        code: "instansi".into(),
        name: "Instansi".into(),
        region: String::new(),
        zone,
        week: Week::Five,
        settings: serde_json::json!({ "set_up": false }),
        created_at: app.now(),
    };
    app.db
        .write(async |tx| {
            instansi::add(tx, &new).await?;
            directory::put(tx, new.id, directory::Key::Code, &new.code).await?;
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok(new)
}
