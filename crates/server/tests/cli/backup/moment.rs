//! PostgreSQL brought back to a moment by its own means, and Hadir going on from there.

use std::path::PathBuf;
use std::process::Output;
use std::time::Duration;

use hadir_store::testing::postgres_program;

use super::places::Place;
use crate::support::text;

/// A cluster of its own, whose log is archived.
struct Cluster {
    folder: PathBuf,
    data: PathBuf,
}

impl Cluster {
    /// A new one; `None` where PostgreSQL is not installed and not required.
    fn new() -> Option<Self> {
        postgres_program("initdb")?;
        // Short, since the path of a socket may have 107 bytes only.
        let folder = PathBuf::from(format!("/tmp/hadir-pitr-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir(&folder).unwrap();
        // Whoever the programs run as must be able to write here.
        std::fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o777)).unwrap();
        let cluster = Self { data: folder.join("data"), folder };
        cluster.run(
            "initdb",
            &["-D", &text(&cluster.data), "-U", "hadir", "-A", "trust", "--no-locale", "-E", "UTF8", "--no-sync"],
        );
        cluster.run_sh(&format!("mkdir {0}/wal", cluster.folder.display()));
        let archive = format!(
            "wal_level = replica\narchive_mode = on\narchive_command = 'cp %p {0}/wal/%f'\nlisten_addresses = ''\n\
             unix_socket_directories = '{0}'\nfsync = off\nmax_wal_senders = 3\n",
            cluster.folder.display()
        );
        cluster.configure(&archive);
        cluster.start();
        cluster.run("createdb", &["-h", &text(&cluster.folder), "-U", "hadir", "hadir"]);
        Some(cluster)
    }

    fn url(&self) -> String {
        format!("postgres://hadir@localhost/hadir?host={}", self.folder.display())
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        let output = postgres_program(program).unwrap().args(arguments).output().unwrap();
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        output
    }

    /// As the user the programs run as, so that files belong to it.
    fn run_sh(&self, script: &str) {
        self.run("/bin/sh", &["-c", script]);
    }

    fn configure(&self, lines: &str) {
        self.run_sh(&format!("printf '%s' \"{lines}\" >> {}/postgresql.auto.conf", self.data.display()));
    }

    fn start(&self) {
        let log = text(&self.folder.join("log"));
        self.run("pg_ctl", &["-D", &text(&self.data), "-w", "-s", "-l", &log, "start"]);
    }

    fn stop(&self) {
        self.run("pg_ctl", &["-D", &text(&self.data), "-w", "-s", "-m", "fast", "stop"]);
    }

    fn ask(&self, sql: &str) -> String {
        let said = self.run("psql", &["-h", &text(&self.folder), "-U", "hadir", "-d", "hadir", "-Atc", sql]);
        String::from_utf8(said.stdout).unwrap().trim().to_owned()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(mut stop) = postgres_program("pg_ctl") {
            let _ = stop.args(["-D", &text(&self.data), "-m", "immediate", "-s", "stop"]).output();
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn postgres_is_brought_back_between_two_punches_and_the_log_goes_on_as_a_new_epoch() {
    let Some(mut cluster) = Cluster::new() else { return };
    let place = Place::at(&cluster.url());
    place.fill();
    place.checkpoint("early.txt");
    let base = cluster.folder.join("base");
    cluster.run(
        "pg_basebackup",
        &["-D", &text(&base), "-X", "stream", "-c", "fast", "-h", &text(&cluster.folder), "-U", "hadir"],
    );

    place.punch("2026-01-06 07:11:00");
    std::thread::sleep(Duration::from_millis(300));
    let moment = cluster.ask("SELECT to_char(clock_timestamp(), 'YYYY-MM-DD HH24:MI:SS.USOF')");
    std::thread::sleep(Duration::from_millis(300));
    place.punch("2026-01-06 16:03:00");
    let later = place.checkpoint("later.txt");
    cluster.ask("SELECT pg_switch_wal()");
    cluster.stop();

    cluster.data = base;
    cluster.configure(&format!(
        "restore_command = 'cp {}/wal/%f %p'\nrecovery_target_time = '{moment}'\nrecovery_target_action = 'promote'\n\
         archive_mode = off\n",
        cluster.folder.display()
    ));
    cluster.run_sh(&format!("touch {}/recovery.signal", cluster.data.display()));
    cluster.start();
    while cluster.ask("SELECT pg_is_in_recovery()") != "f" {
        std::thread::sleep(Duration::from_millis(100));
    }

    let times = |place: &Place| place.json(&["punches"])["punches"].to_string();
    assert!(times(&place).contains("2026-01-06T07:11:00"), "the first punch is there");
    assert!(!times(&place).contains("2026-01-06T16:03:00"), "the second is not");
    let back = place.json(&["restore", "--recovered", "--since", &later]);
    let city = &back["cities"][0];
    assert_eq!((&back["holds"], &city["epoch"]), (&true.into(), &2.into()), "{back}");
    assert_eq!(city["since"][0]["says"], "missing", "{back}");
    assert!(city["since"][0]["missing"].as_u64().unwrap() > 0 && city["since"][0]["signed"] == true);
    assert_eq!(city["terminals_asked"], 1);

    // The punch that was lost comes again; the log goes on, and the checkpoint of the lost one is no fork.
    place.punch("2026-01-06 16:03:00");
    assert!(times(&place).contains("2026-01-06T16:03:00"));
    let note = std::fs::read_to_string(place.checkpoint("new.txt")).unwrap();
    assert!(note.lines().next().unwrap().ends_with("/2"), "{note}");
    let bundle = text(&place.hadir.path("bundel.tar"));
    place.json(&["ledger", "export", &bundle]);
    let verified = place.run(&["ledger", "verify", &bundle, "--since", &later, "--json"]);
    assert_eq!(verified.status, 0, "{} {}", verified.out, verified.err);
}
