//! Backup and restore: what comes back, what never does, and what is left behind.

mod damage;
mod load;
mod moment;
mod places;

use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use self::places::{Place, each_engine};
use crate::support::text;

#[test]
fn a_backup_restores_the_same_city_with_its_files_and_its_key() {
    each_engine(|home, away| {
        home.fill();
        let (file, phrase) = (home.hadir.path("kota.tar"), home.hadir.file("sandi", b"kuda zebra baterai\n"));

        let made = home.json(&["backup", &text(&file), "--with-keys", "--passphrase-file", &phrase, "--drill"]);
        let restored = away.json(&["restore", &text(&file), "--keys-passphrase-file", &phrase]);

        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(made["drill"]["holds"], true, "{made}");
        assert_eq!(made["drill"]["key_opens"], true);
        assert_eq!(made["manifest"]["files"]["count"], 1);
        assert_eq!(
            (&made["manifest"]["format"], &made["manifest"]["engine"]),
            (&json!("hadir-backup-v1"), &json!(home.engine()))
        );
        assert_eq!((&restored["holds"], &restored["cities"][0]["state_hash_same"]), (&json!(true), &json!(true)));
        assert_eq!(restored["cities"][0]["terminals_asked"], 1);
        assert_eq!(home.json(&["punches", "--hash"]), away.json(&["punches", "--hash"]));
        assert_eq!(home.run(&["rebuild", "--check"]).status, 0);
        assert_eq!(away.run(&["rebuild", "--check"]).status, 0);
        assert_eq!(home.stored_files(), away.stored_files());
        assert_eq!(home.key(), away.key());
        assert_eq!(away.leftovers(), Vec::<String>::new());
        assert_eq!(home.beside(&file), ["kota.tar"]);
        assert!(!home.key().is_empty() && !contains(&std::fs::read(&file).unwrap(), home.key().as_bytes()));
        let drills = std::fs::read_to_string(home.data().join("drills.jsonl")).unwrap();
        assert_eq!(drills.lines().count(), 1);

        // The terminal is asked for what it wrote since.
        assert!(away.commands().iter().any(|line| line.starts_with("DATA QUERY ATTLOG")), "{:?}", away.commands());
    });
}

#[test]
fn a_key_stays_apart_unless_asked_for_and_a_wrong_one_restores_nothing() {
    each_engine(|home, away| {
        home.fill();
        let file = home.backup("kota.tar");
        let keyless = away.run(&["restore", &file]);
        assert_eq!(keyless.status, 1);
        assert!(keyless.err.contains("hadir.key"), "{}", keyless.err);
        away.untouched();

        std::fs::create_dir_all(away.data()).unwrap();
        std::fs::write(away.data().join("hadir.key"), "0a".repeat(32)).unwrap();
        let wrong = away.run(&["restore", &file]);
        assert_eq!(wrong.status, 1);
        assert!(wrong.err.contains("bukan kunci basis data ini"), "{}", wrong.err);
        assert_eq!(away.leftovers(), Vec::<String>::new());
        assert_eq!(std::fs::read_dir(away.data()).unwrap().count(), 1, "the key stays where it was put");

        std::fs::copy(home.data().join("hadir.key"), away.data().join("hadir.key")).unwrap();
        assert_eq!(away.json(&["restore", &file])["holds"], true);
        assert_eq!(home.json(&["punches", "--hash"]), away.json(&["punches", "--hash"]));
    });
}

#[test]
fn a_wrong_passphrase_restores_nothing() {
    let (home, away) = (Place::sqlite(), Place::sqlite());
    home.fill();
    let phrase = home.hadir.file("sandi", b"kuda zebra baterai\n");
    let other = home.hadir.file("lain", b"kuda zebra bateraj\n");
    let file = text(&home.hadir.path("kota.tar"));
    home.json(&["backup", &file, "--with-keys", "--passphrase-file", &phrase]);

    let wrong = away.run(&["restore", &file, "--keys-passphrase-file", &other]);

    assert_eq!(wrong.status, 1);
    assert!(wrong.err.contains("kata sandi"), "{}", wrong.err);
    away.untouched();
    let short = home.hadir.file("pendek", b"sandi\n");
    let path = text(&home.hadir.path("dua.tar"));
    assert_eq!(home.run(&["backup", &path, "--with-keys", "--passphrase-file", &short]).status, 1);
    assert!(!home.hadir.path("dua.tar").exists());
    assert_eq!(home.run(&["backup", &path, "--with-keys"]).status, 2);
}

#[test]
fn nothing_is_restored_over_a_city_and_no_backup_over_a_file() {
    each_engine(|home, away| {
        home.fill();
        let file = home.backup("kota.tar");
        away.fill();
        let before = away.json(&["punches", "--hash"]);

        let refused = away.run(&["restore", &file]);
        assert_eq!(refused.status, 1);
        assert!(refused.err.contains("kosong"), "{}", refused.err);
        assert_eq!(away.json(&["punches", "--hash"]), before);
        assert_eq!(away.run(&["rebuild", "--check"]).status, 0);

        let again = home.run(&["backup", &file]);
        assert_eq!(again.status, 1);
        assert!(again.err.contains("tidak pernah ditimpa"), "{}", again.err);
    });
}

#[test]
fn a_file_that_is_gone_is_named_and_the_rest_is_kept() {
    let (home, away) = (Place::sqlite(), Place::sqlite());
    home.fill();
    let lost = home.stored_files().keys().next().cloned().unwrap();
    std::fs::remove_file(home.data().join(&lost)).unwrap();
    let file = text(&home.hadir.path("kota.tar"));

    let made = home.json(&["backup", &file]);

    assert_eq!(
        (&made["manifest"]["files"]["gone"], &made["manifest"]["files"]["gone_paths"]),
        (&json!(1), &json!([lost]))
    );
    home.give_key(&away);
    assert_eq!(away.json(&["restore", &file])["holds"], true);
}

#[test]
fn what_a_killed_backup_left_is_cleared_up_by_the_next_one() {
    let home = Place::sqlite();
    home.fill();
    for end in ["", "-db", "-db-wal", "-paths", "-members"] {
        home.hadir.file(&format!(".kota-lama.tar.partial{end}"), b"sisa");
    }

    let file = home.backup("kota.tar");

    assert_eq!(home.beside(std::path::Path::new(&file)), ["kota.tar"]);
}

#[test]
fn a_checkpoint_kept_elsewhere_says_what_is_missing_and_the_log_goes_on_under_a_new_name() {
    each_engine(|home, away| {
        home.fill();
        let early = home.checkpoint("awal.txt");
        let file = home.backup("kota.tar");
        home.punch("2026-01-06 07:11:00");
        let late = home.checkpoint("akhir.txt");
        home.give_key(away);

        let restored = away.json(&["restore", &file, "--since", &late, "--since", &early]);

        let city = &restored["cities"][0];
        assert_eq!((&restored["holds"], &city["epoch"]), (&json!(true), &json!(2)), "{restored}");
        assert_eq!((&city["since"][0]["says"], &city["since"][0]["signed"]), (&json!("missing"), &json!(true)));
        assert!(city["since"][0]["missing"].as_u64() > Some(0));
        assert_eq!(city["since"][1]["says"], "holds");
        assert_eq!(city["origin"], "hadir.invalid/log/instansi/2");
        // The lost punch comes again; whoever kept the late checkpoint finds it explained in the bundle, not forked.
        away.punch("2026-01-06 07:11:00");
        let new = std::fs::read_to_string(away.checkpoint("baru.txt")).unwrap();
        assert_eq!(new.lines().next(), Some("hadir.invalid/log/instansi/2"));
        let bundle = text(&away.hadir.path("bundel.tar"));
        away.json(&["ledger", "export", &bundle]);
        let verified = away.run(&["ledger", "verify", &bundle, "--since", &late, "--since", &early]);
        assert_eq!(verified.status, 0, "{} {}", verified.out, verified.err);
    });
}

#[test]
fn a_backup_of_a_log_that_went_another_way_is_refused() {
    each_engine(|home, away| {
        home.fill();
        home.checkpoint("awal.txt");
        let first = home.backup("satu.tar");
        home.give_key(away);
        assert_eq!(away.json(&["restore", &first])["holds"], true);
        away.punch("2026-01-06 07:11:00");
        let of_the_other = away.checkpoint("lain.txt");
        for minute in 10..20 {
            home.punch(&format!("2026-01-07 07:{minute}:00"));
        }
        home.checkpoint("akhir.txt");
        let second = home.backup("dua.tar");
        let third = home.another();
        home.give_key(&third);

        let refused = third.run(&["restore", &second, "--since", &of_the_other, "--json"]);

        assert_eq!(refused.status, 3, "{} {}", refused.out, refused.err);
        assert!(refused.out.contains("\"forked\""), "{}", refused.out);
        third.database_is_blank();
        assert_eq!(third.leftovers(), Vec::<String>::new());
        let strange = home
            .hadir
            .file("x.txt", std::fs::read_to_string(&of_the_other).unwrap().replace("instansi", "y").as_bytes());
        assert_eq!(third.run(&["restore", &second, "--since", &strange]).status, 1);
        third.database_is_blank();
    });
}

#[test]
fn an_erasure_made_after_the_backup_is_repeated_before_anything_is_served() {
    each_engine(|home, away| {
        home.fill();
        home.checkpoint("awal.txt");
        let file = home.backup("kota.tar");
        let person = home.somebody();
        let order = json!({
            "line": "order", "instansi": "instansi", "erasure": "019b9999-0000-7000-8000-000000000001",
            "person": person, "ground": "order", "spans": [{ "class": "punches", "until_on": "2026-12-31" }],
            "at": "2026-11-29T08:00:00Z"
        });
        let list = home.hadir.file("erasures.jsonl", format!("{order}\n").as_bytes());
        home.give_key(away);

        let restored = away.json(&["restore", &file, "--erasures", &list]);

        assert_eq!(
            (&restored["holds"], &restored["cities"][0]["erasures_repeated"]),
            (&json!(true), &json!(1)),
            "{restored}"
        );
        assert_eq!(home.json(&["punches", "--person", "209901022121052001"])["punches"].as_array().unwrap().len(), 2);
        assert_eq!(away.json(&["punches", "--person", "209901022121052001"])["punches"], json!([]));
        assert_eq!(away.run(&["rebuild", "--check"]).status, 0);
        let kept = std::fs::read_to_string(away.data().join("erasures.jsonl")).unwrap();
        assert!(kept.starts_with(&order.to_string()), "the list goes on: {kept}");

        let broken = home.hadir.file("rusak.jsonl", b"bukan daftar\n");
        let third = home.another();
        home.give_key(&third);
        assert_eq!(third.run(&["restore", &file, "--erasures", &broken]).status, 1);
        third.database_is_blank();
        assert_eq!(third.leftovers(), Vec::<String>::new());
    });
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
