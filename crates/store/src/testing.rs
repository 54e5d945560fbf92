//! Runs a test on both databases. Each database is new and migrated.
//!
//! SQLite lies in a temporary folder. PostgreSQL is a private cluster of the installed binaries on a unix socket,
//! one for each test run, removed when the run ends. Without binaries the PostgreSQL half is left out
//! with a message; with `HADIR_REQUIRE_POSTGRES=1` the test fails instead.

// A test may stop where it cannot go on.
#![allow(clippy::missing_panics_doc)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock};

use crate::Db;

static LEAVES: AtomicBool = AtomicBool::new(true);

/// Leaves records out of the log, or no more. For the figures of what the log costs, and nothing else.
pub fn log_leaves(logged: bool) {
    LEAVES.store(logged, Ordering::Relaxed);
}

pub(crate) fn leaves_are_logged() -> bool {
    LEAVES.load(Ordering::Relaxed)
}

/// The two databases under test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One file.
    Sqlite,
    /// A private cluster.
    Postgres,
}

/// A new, migrated database. Its file or cluster goes away with it.
#[derive(Debug)]
pub struct TestDb {
    /// The open database.
    pub db: Db,
    /// Which one.
    pub kind: Kind,
    /// Its address, to open it again.
    pub url: String,
    _place: Place,
}

/// What goes away with the database, after its connections.
#[derive(Debug)]
enum Place {
    Folder { _folder: tempfile::TempDir },
    Database { cluster: &'static Cluster, name: String },
}

impl Drop for Place {
    /// A run makes many hundreds of databases of some 25 MB each, more than a small disk holds at once.
    fn drop(&mut self) {
        if let Self::Database { cluster, name } = self {
            let _ = cluster.command("dropdb").args(["-h", cluster.socket(), "-U", "hadir", "--force", name]).output();
        }
    }
}

impl TestDb {
    /// A new SQLite database.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite://{}", folder.path().join("hadir.db").display());
        Self::open(url, Kind::Sqlite, Place::Folder { _folder: folder }).await
    }

    /// A new PostgreSQL database; `None` when no binaries are installed and none are required.
    pub async fn postgres() -> Option<Self> {
        let empty = Self::empty_postgres().await?;
        empty.db.migrate().await.expect("migrations that run");
        Some(empty)
    }

    /// A new PostgreSQL database without a table; `None` as there.
    pub async fn empty_postgres() -> Option<Self> {
        static COUNTER: Mutex<u32> = Mutex::new(0);
        let cluster = cluster()?;
        let name = {
            let mut counter = COUNTER.lock().expect("no test panicked here");
            *counter += 1;
            format!("t{}_{counter}", std::process::id())
        };
        cluster.run("createdb", &["-h", cluster.socket(), "-U", "hadir", &name]);
        let url = format!("postgres://hadir@localhost/{name}?host={}", cluster.socket());
        let db = Db::open(&url).await.expect("a database that opens");
        Some(Self { db, kind: Kind::Postgres, url, _place: Place::Database { cluster, name } })
    }

    /// Runs a test on SQLite, then on PostgreSQL.
    pub async fn each(test: impl AsyncFn(TestDb)) {
        test(Self::sqlite().await).await;
        if let Some(postgres) = Self::postgres().await {
            test(postgres).await;
        }
    }

    async fn open(url: String, kind: Kind, place: Place) -> Self {
        let db = Db::open(&url).await.expect("a database that opens");
        db.migrate().await.expect("migrations that run");
        Self { db, kind, url, _place: place }
    }
}

impl Db {
    /// Changes something behind the back of every rule, as somebody with the database in hand could. `$1` is the bytes.
    pub async fn tamper(&self, sql: &'static str, bytes: &[u8]) {
        let rows = match self {
            Self::Sqlite { writer, .. } => {
                sqlx::query(sql).bind(bytes).execute(writer).await.expect("a statement").rows_affected()
            }
            Self::Postgres(pool) => {
                sqlx::query(sql).bind(bytes).execute(pool).await.expect("a statement").rows_affected()
            }
        };
        assert!(rows > 0, "nothing was changed by: {sql}");
    }
}

#[derive(Debug)]
struct Cluster {
    bin: PathBuf,
    folder: PathBuf,
}

/// One of PostgreSQL's programs, or any other by its full path, run as the user clusters run as. `None` when PostgreSQL
/// is not installed and not required.
pub fn postgres_program(name: &str) -> Option<Command> {
    let bin = required_binaries()?;
    Some(Cluster { bin, folder: PathBuf::new() }.command(name))
}

fn required_binaries() -> Option<PathBuf> {
    let found = binaries();
    if found.is_none() {
        let required = std::env::var("HADIR_REQUIRE_POSTGRES").is_ok_and(|value| value == "1");
        assert!(!required, "HADIR_REQUIRE_POSTGRES=1, but no PostgreSQL binaries are installed");
        eprintln!("No PostgreSQL binaries found: this test ran on SQLite only.");
    }
    found
}

impl Cluster {
    fn socket(&self) -> &str {
        self.folder.to_str().expect("a path of plain letters")
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let done = self.command(program).args(arguments).output().expect("a program that starts");
        assert!(done.status.success(), "{program}: {}", String::from_utf8_lossy(&done.stderr));
    }

    /// PostgreSQL refuses to run as root, so root hands over to the user `postgres`.
    fn command(&self, program: &str) -> Command {
        let path = self.bin.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        command.current_dir("/").stdin(Stdio::null());
        command
    }
}

fn cluster() -> Option<&'static Cluster> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    let cluster = CLUSTER.get_or_init(|| required_binaries().map(start));
    cluster.as_ref()
}

/// The cluster of this test run: nextest runs each test in a process of its own and names the run, so that all of
/// them share one cluster, which lives as long as nextest does.
fn start(bin: PathBuf) -> Cluster {
    let (run, owner) = match std::env::var("NEXTEST_RUN_ID") {
        Ok(run) => {
            (run.chars().filter(char::is_ascii_alphanumeric).take(12).collect(), std::os::unix::process::parent_id())
        }
        Err(_) => (std::process::id().to_string(), std::process::id()),
    };
    // Short, since the path of a socket may have 107 bytes only.
    let folder = PathBuf::from(format!("/tmp/hadir-pg-{run}"));
    let cluster = Cluster { bin, folder };
    let lock_path = cluster.folder.with_extension("lock");
    let lock = std::fs::File::create(&lock_path).expect("a lock beside the cluster");
    lock.lock().expect("the other processes leave the lock");
    let ready = cluster.folder.join("ready");
    if !ready.exists() {
        create(&cluster);
        watch(&cluster, owner);
        std::fs::write(&ready, "").expect("a sign that the cluster runs");
    }
    cluster
}

fn create(cluster: &Cluster) {
    let _ = std::fs::remove_dir_all(&cluster.folder);
    std::fs::create_dir(&cluster.folder).expect("a folder for the cluster");
    if is_root() {
        let owned = Command::new("chown").arg("postgres").arg(&cluster.folder).status();
        assert!(owned.is_ok_and(|status| status.success()), "the folder of the cluster goes to user postgres");
    }
    let data = format!("{}/data", cluster.socket());
    let log = format!("{}/log", cluster.socket());
    cluster.run(
        "initdb",
        &["-D", &data, "-U", "hadir", "-A", "trust", "--no-locale", "-E", "UTF8", "--no-sync", "--no-instructions"],
    );
    let options = format!(
        "-k {} -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
         -c max_connections=200",
        cluster.socket()
    );
    cluster.run("pg_ctl", &["-D", &data, "-w", "-s", "-l", &log, "-o", &options, "start"]);
}

/// Stops and removes the cluster once its owner is gone, however it ends.
fn watch(cluster: &Cluster, owner: u32) {
    let as_postgres = if is_root() { "setpriv --reuid=postgres --regid=postgres --clear-groups" } else { "" };
    let script = format!(
        "while kill -0 {owner} 2>/dev/null; do sleep 0.3; done; \
         {as_postgres} '{bin}/pg_ctl' -D '{folder}/data' -m immediate -s stop; rm -rf '{folder}' '{folder}.lock'",
        bin = cluster.bin.display(),
        folder = cluster.folder.display(),
    );
    let mut command = Command::new("setsid");
    command.args(["sh", "-c", &script]).current_dir("/");
    let watcher = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    assert!(watcher.is_ok(), "setsid starts the watcher of the cluster");
}

fn binaries() -> Option<PathBuf> {
    let asked = Command::new("pg_config").arg("--bindir").output().ok();
    let asked = asked.map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    let mut folders: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.flatten().map(|entry| entry.path().join("bin")).collect())
        .unwrap_or_default();
    folders.sort();
    folders.into_iter().rev().chain(asked).find(|folder| has_server(folder))
}

fn has_server(folder: &Path) -> bool {
    folder.is_absolute() && ["initdb", "pg_ctl", "createdb"].iter().all(|program| folder.join(program).is_file())
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|entry| {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            entry.uid() == 0
        }
        #[cfg(not(unix))]
        {
            let _ = entry;
            false
        }
    })
}
