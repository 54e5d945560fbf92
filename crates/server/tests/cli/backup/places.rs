//! Where a city is, and where it may come back to: a data folder, and on PostgreSQL a database of its own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hadir_domain::ids::InstansiId;
use hadir_server::app::App;
use hadir_server::keys::Keys;
use hadir_server::lang::Lang;
use hadir_server::services::sealing::sequencing;
use hadir_server::settings::Settings;
use hadir_server::system::System;
use hadir_store::terminals::commands;
use hadir_store::testing::TestDb;
use hadir_store::{Db, devices, instansi, people};
use serde_json::Value;

use crate::support::{Hadir, Run, text};

/// The instansi that commands make.
pub const CITY: InstansiId = InstansiId(1);

/// A data folder with its database.
pub struct Place {
    pub hadir: Hadir,
    /// An empty database; the data folder's own file where there is none.
    url: Option<String>,
    _database: Option<TestDb>,
}

const ATTLOG: &[u8] = b"        1\t2026-01-05 07:12:33\t1\t0\t1\t0\n\
        2\t2026-01-05 08:15:10\t1\t1\t1\t0\n\
        1\t2026-01-05 16:02:00\t1\t1\t1\t0\n\
        9\t2026-01-05 07:00:00\t1\t0\t1\t0\n\
        2\t2026-13-05 16:30:00\t1\t1\t1\t0\n\
        2\t2026-01-05 16:30:00\t1\t1\t1\t0\n";

impl Place {
    /// In SQLite, in the folder.
    pub fn sqlite() -> Self {
        Self { hadir: Hadir::new(), url: None, _database: None }
    }

    /// In PostgreSQL, where it is installed.
    pub fn postgres() -> Option<Self> {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let database = runtime.block_on(async {
            let database = TestDb::empty_postgres().await?;
            database.db.close().await;
            Some(database)
        })?;
        Some(Self { hadir: Hadir::new(), url: Some(database.url.clone()), _database: Some(database) })
    }

    /// In a database that is there already.
    pub fn at(url: &str) -> Self {
        Self { hadir: Hadir::new(), url: Some(url.to_owned()), _database: None }
    }

    /// Another, empty place of the same kind.
    pub fn another(&self) -> Self {
        if self.engine() == "sqlite" { Self::sqlite() } else { Self::postgres().unwrap() }
    }

    /// `sqlite` or `postgres`.
    pub fn engine(&self) -> &'static str {
        if self.url.is_some() { "postgres" } else { "sqlite" }
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.hadir.path("data")
    }

    /// The address of the database.
    pub fn url(&self) -> String {
        self.url.clone().unwrap_or_else(|| format!("sqlite://{}", self.data().join("hadir.db").display()))
    }

    /// Runs a command here.
    pub fn run(&self, arguments: &[&str]) -> Run {
        let mut all = arguments.to_vec();
        if let Some(url) = &self.url {
            all.extend(["--database", url]);
        }
        self.hadir.run(&all)
    }

    /// Runs a command here with `--json` and answers its document.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let mut all = arguments.to_vec();
        all.push("--json");
        self.run(&all).json()
    }

    /// An office of two people with a terminal and its file.
    pub fn fill(&self) {
        self.json(&["sites", "add", "KANTOR", "--name", "Kantor", "--tz", "WIB"]);
        self.json(&["units", "add", "DINKES", "--name", "Dinas Kesehatan"]);
        self.json(&["devices", "add", "HDR001", "--tz", "WIB", "--site", "KANTOR"]);
        let staff = self.hadir.file(
            "pegawai.csv",
            b"nama;jenis;nip;nomor_lokal;kode_unit;jabatan;golongan;kode_lokasi;pin;mesin;mulai;kepala\n\
              Siti Contoh;PNS;209901022121052001;;DINKES;Kepala Dinas;IV/b;KANTOR;1;HDR001;2025-01-01;ya\n",
        );
        self.json(&["people", "import", &staff]);
        let file = self.hadir.file("1_attlog.dat", ATTLOG);
        self.json(&["import", &file, "--source", "machine", "--device", "HDR001"]);
    }

    /// One more row of the terminal, by its local time.
    pub fn punch(&self, at: &str) {
        let row = format!("        1\t{at}\t1\t0\t1\t0\n");
        let file = self.hadir.file("satu_attlog.dat", row.as_bytes());
        let done = self.json(&["import", &file, "--source", "machine", "--device", "HDR001"]);
        assert_eq!(done["new"], 1, "{done}");
    }

    /// Sequences what waits, keeps the newest checkpoint in a file and answers its path.
    pub fn checkpoint(&self, name: &str) -> String {
        let note = self.with_app(async |app| {
            let one = app.db.read(async |tx| instansi::get(tx, CITY).await).await.unwrap().unwrap();
            sequencing::now(app, &one).await.unwrap().unwrap().note
        });
        self.hadir.file(name, note.as_bytes())
    }

    /// The lines of the commands that wait for the terminal.
    pub fn commands(&self) -> Vec<String> {
        self.with_app(async |app| {
            let newest = app.db.read(async |tx| {
                let row = devices::by_serial(tx, CITY, "HDR001").await?.unwrap();
                commands::newest(tx, CITY, row.device.id, 10).await
            });
            newest.await.unwrap().into_iter().map(|command| command.line).collect()
        })
    }

    /// The only employee.
    pub fn somebody(&self) -> String {
        self.with_app(async |app| {
            let everybody = app.db.read(async |tx| people::ids(tx, CITY).await).await.unwrap();
            everybody[0].to_string()
        })
    }

    /// Does something with the application over this place.
    fn with_app<T>(&self, work: impl AsyncFnOnce(&App) -> T) -> T {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let system = System::real();
            let keys = Keys::open(&self.data(), &system).unwrap();
            let settings = Settings {
                data: self.data(),
                database: self.url.clone(),
                lang: Lang::Id,
                instansi: None,
                public_url: None,
                tls: None,
                trusted_proxies: Vec::new(),
                demo_public: false,
                notices: Default::default(),
                terminals: Default::default(),
                signing: None,
            };
            let app = App::over(Db::open(&self.url()).await.unwrap(), system, settings, keys);
            let done = work(&app).await;
            app.db.close().await;
            done
        })
    }

    /// Writes a backup and answers its path.
    pub fn backup(&self, name: &str) -> String {
        let file = text(&self.hadir.path(name));
        self.json(&["backup", &file]);
        file
    }

    /// The server's key.
    pub fn key(&self) -> String {
        std::fs::read_to_string(self.data().join("hadir.key")).unwrap_or_default().trim().to_owned()
    }

    /// Puts this place's key in another, as somebody who restores does.
    pub fn give_key(&self, to: &Self) {
        std::fs::create_dir_all(to.data()).unwrap();
        std::fs::copy(self.data().join("hadir.key"), to.data().join("hadir.key")).unwrap();
    }

    /// Every file that lies beside the database, with its bytes.
    pub fn stored_files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        for folder in ["raw", "photos", "requests", "rolls", "terminal-photos"] {
            walk(&self.data(), &self.data().join(folder), &mut files);
        }
        files
    }

    /// What an interrupted restore leaves in the data folder.
    pub fn leftovers(&self) -> Vec<String> {
        names(&self.data()).into_iter().filter(|name| name.starts_with(".restoring")).collect()
    }

    /// Names beside a file that begin as it does, hidden ones too.
    pub fn beside(&self, file: &Path) -> Vec<String> {
        let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
        names(file.parent().unwrap()).into_iter().filter(|name| name.contains(&stem)).collect()
    }

    /// Nothing was restored and nothing is left of the attempt.
    pub fn untouched(&self) {
        assert!(!self.data().exists(), "{:?}", names(&self.data()));
        self.database_is_blank();
    }

    /// There is no table.
    pub fn database_is_blank(&self) {
        assert!(self.is_blank());
    }

    /// Whether there is no table.
    pub fn is_blank(&self) -> bool {
        let Some(url) = self.url.clone() else { return !self.data().join("hadir.db").exists() };
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let db = Db::open(&url).await.unwrap();
            let blank = db.is_blank().await.unwrap();
            db.close().await;
            blank
        })
    }
}

/// Runs a test with two places on SQLite, then on PostgreSQL.
pub fn each_engine(test: impl Fn(&Place, &Place)) {
    test(&Place::sqlite(), &Place::sqlite());
    if let (Some(home), Some(away)) = (Place::postgres(), Place::postgres()) {
        test(&home, &away);
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn walk(base: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for name in names(folder) {
        let path = folder.join(name);
        if path.is_dir() {
            walk(base, &path, files);
        } else {
            let name = path.strip_prefix(base).unwrap().to_string_lossy().into_owned();
            files.insert(name, std::fs::read(&path).unwrap());
        }
    }
}
