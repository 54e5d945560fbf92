//! Backups that are not as they were written, and restores that die.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::places::{Place, each_engine};

/// How often a restore is killed; `HADIR_KILLS` asks for more.
const KILLS: u64 = 12;

/// A number nobody foresees.
fn chance() -> u64 {
    let bytes: [u8; 8] = hadir_server::system::System::real().bytes();
    u64::from_le_bytes(bytes)
}

#[test]
fn a_backup_damaged_in_fifty_ways_never_restores_and_leaves_nothing() {
    let (home, away) = (Place::sqlite(), Place::sqlite());
    home.fill();
    let file = home.backup("kota.tar");
    let whole = std::fs::read(&file).unwrap();
    let place = |length: usize| usize::try_from(chance() % length as u64).unwrap();
    for round in 0..50 {
        let mut damaged = whole.clone();
        let what = match round % 5 {
            0 => {
                let at = place(damaged.len());
                damaged[at] ^= 1 << (chance() % 8);
                format!("one bit of byte {at}")
            }
            1 => {
                let left = place(damaged.len());
                damaged.truncate(left);
                format!("cut to {left} bytes")
            }
            2 => {
                let block = place(damaged.len() / 512) * 512;
                damaged.drain(block..block + 512);
                format!("without the block at {block}")
            }
            3 => {
                let (one, other) = (place(damaged.len() / 512) * 512, place(damaged.len() / 512) * 512);
                let (first, second) = (damaged[one..one + 512].to_vec(), damaged[other..other + 512].to_vec());
                if first == second {
                    continue;
                }
                damaged[one..one + 512].copy_from_slice(&second);
                damaged[other..other + 512].copy_from_slice(&first);
                format!("blocks at {one} and {other} swapped")
            }
            _ => {
                damaged.extend_from_slice(&[0; 512]);
                "longer by a block".to_owned()
            }
        };
        let path = home.hadir.file("rusak.tar", &damaged);
        let refused = away.run(&["restore", &path]);
        assert_eq!(refused.status, 1, "{what}: {} {}", refused.out, refused.err);
        assert_eq!(refused.out, "", "{what}");
        assert!(!away.data().exists(), "{what}");
    }
}

#[test]
fn a_record_that_was_changed_before_the_backup_is_named_and_nothing_is_left() {
    each_engine(|home, away| {
        home.fill();
        home.execute(
            "UPDATE record_bodies SET salt = $1 WHERE record_id = (SELECT id FROM punches ORDER BY id LIMIT 1)",
        );
        let file = home.backup("kota.tar");
        home.give_key(away);

        let refused = away.run(&["restore", &file, "--json"]);

        assert_eq!(refused.status, 3, "{}", refused.err);
        let answer: serde_json::Value = serde_json::from_str(&refused.out).unwrap();
        let found = &answer["cities"][0]["findings"][0];
        assert_eq!((&found["what"], &found["caught_by"]), (&"altered".into(), &"leaf".into()), "{answer}");
        assert_eq!((&found["kind"], found["position"].is_u64()), (&"punch".into(), true));
        assert_eq!(away.leftovers(), Vec::<String>::new());
        away.database_is_blank();
        assert_eq!(std::fs::read_dir(away.data()).unwrap().count(), 1, "only the key that was put there");
        assert_eq!(home.run(&["restore", &file, "--drill"]).status, 3);
    });
}

#[test]
fn a_restore_killed_at_any_moment_leaves_nothing_that_is_served_or_all_of_it() {
    each_engine(|home, away| {
        home.fill();
        let file = home.backup("kota.tar");
        let hash = home.json(&["punches", "--hash"]);
        home.give_key(away);
        let began = Instant::now();
        assert_eq!(away.json(&["restore", &file])["holds"], true);
        let whole = began.elapsed();
        let kills = std::env::var("HADIR_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(KILLS);
        let (mut nothing, mut all) = (0, 0);
        for round in 0..kills {
            let place = away.another();
            home.give_key(&place);
            let mut child = place.start(&["restore", &file]);
            // Most die under way, some at the end, where everything is put in its place.
            let part =
                whole.as_micros() as u64 * if round % 3 == 0 { 90 + chance() % 20 } else { chance() % 100 } / 100;
            std::thread::sleep(Duration::from_micros(part));
            let _ = child.kill();
            child.wait().unwrap();

            // A database nothing had reached yet would be taken for a new city's, as it may be.
            let reached = !place.leftovers().is_empty() || !place.is_blank();
            let served = reached.then(|| place.run(&["punches", "--hash", "--json"]));
            if let Some(served) = served.filter(|served| served.status == 0) {
                all += 1;
                assert_eq!(served.json(), hash);
            } else {
                nothing += 1;
                assert!(!place.data().join("hadir.db").exists());
                assert_eq!(restored(&place, &file), 0, "after {part} of {whole:?}");
                assert_eq!(place.json(&["punches", "--hash"]), hash);
            }
            assert_eq!(place.run(&["rebuild", "--check"]).status, 0);
            assert_eq!(place.stored_files(), home.stored_files());
            assert_eq!(place.leftovers(), Vec::<String>::new());
        }
        println!("{kills} kills: {nothing} left nothing, {all} left all of it");
        assert!(nothing > 0, "some kill hit a restore under way");
    });
}

/// Restores as soon as what the killed one had started has ended too.
fn restored(place: &Place, file: &str) -> i32 {
    for _ in 0..200 {
        let run = place.run(&["restore", file]);
        if run.status != 1 || !run.err.contains("sedang berjalan") {
            println!("{}", run.err);
            return run.status;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    1
}

impl Place {
    /// Starts a command and does not wait.
    fn start(&self, arguments: &[&str]) -> std::process::Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hadir"));
        command.args(arguments).env_clear().env("HADIR_DATA", self.data());
        if self.engine() == "postgres" {
            command.env("HADIR_DATABASE", self.url());
        }
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Changes something behind the server's back; `$1` is a salt.
    fn execute(&self, sql: &'static str) {
        let url = self.url();
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let db = hadir_store::Db::open(&url).await.unwrap();
            db.tamper(sql, &[9; 16]).await;
            db.close().await;
        });
    }
}

#[test]
fn an_interrupted_restore_is_never_taken_for_a_new_city() {
    let place = Place::sqlite();
    std::fs::create_dir_all(place.data().join(".restoring/tree")).unwrap();

    for command in [&["units"][..], &["serve", "--listen", "127.0.0.1:0"], &["units", "add", "X", "--name", "X"]] {
        let refused = place.run(command);
        assert_eq!(refused.status, 1);
        assert!(refused.err.contains("hadir restore"), "{}", refused.err);
    }
    assert!(!place.data().join("hadir.db").exists());
}
