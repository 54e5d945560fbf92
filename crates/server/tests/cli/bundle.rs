//! `hadir ledger export` and `verify BUNDLE`: what an inspector does, with the real binary and no server.

use std::path::Path;

use hadir_ledger::note::{Note, Verifier};
use serde_json::Value;

use crate::support::{Hadir, text};

/// A city with a checkpoint kept elsewhere, some more records, and a bundle of it all.
struct Exported {
    hadir: Hadir,
    checkpoint: String,
    bundle: String,
}

impl Exported {
    fn new() -> Self {
        let hadir = Hadir::office();
        let checkpoint = hadir.run(&["ledger", "checkpoint"]);
        assert_eq!(checkpoint.status, 0, "{}", checkpoint.err);
        let checkpoint = hadir.file("disimpan.txt", checkpoint.out.as_bytes());
        let punches: String = (0..600)
            .map(|row| {
                format!(
                    "{}\t2026-01-{:02} {:02}:{:02}:07\t0\t1\t0\t0\n",
                    1 + row % 2,
                    5 + row / 60,
                    6 + row / 30 % 2,
                    row % 30 + row % 2
                )
            })
            .collect();
        let punches = hadir.file("1_attlog.dat", punches.as_bytes());
        let imported = hadir.run(&["import", &punches, "--source", "machine", "--device", "HDR001"]);
        assert_eq!(imported.status, 0, "{}", imported.err);
        let bundle = text(&hadir.path("bundel.tar"));
        let exported = hadir.json(&["ledger", "export", &bundle]);
        assert!(exported["leaves"].as_u64().unwrap() > 500, "{exported}");
        assert_eq!((&exported["leaves"], &exported["fits"]), (&exported["records"], &true.into()));
        Self { hadir, checkpoint, bundle }
    }

    fn verify(&self, more: &[&str]) -> (i32, Value) {
        // A data folder that is not there, and stays so.
        let none = text(&self.hadir.path("kosong"));
        let mut arguments = vec!["ledger", "verify", "--data", &none, "--json"];
        arguments.extend(more);
        let run = self.hadir.run(&arguments);
        assert!(!Path::new(&none).exists());
        (run.status, serde_json::from_str(&run.out).unwrap_or(Value::Null))
    }
}

#[test]
fn a_bundle_holds_without_server_or_database_and_against_what_was_kept_elsewhere() {
    let city = Exported::new();
    let (status, report) = city.verify(&[&city.bundle, "--since", &city.checkpoint]);

    assert_eq!((status, &report["holds"]), (0, &true.into()), "{report}");
    assert_eq!(report["records"], report["size"]);
    // Its own two, and the one that was kept.
    assert_eq!(report["checkpoints"], 3);
    assert_eq!(report["findings"], Value::Array(Vec::new()));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&city.bundle).unwrap().permissions().mode() & 0o777, 0o600);
    }

    let again = city.hadir.run(&["ledger", "export", &city.bundle]);
    assert_eq!(again.status, 1, "a bundle is never written over");
    let spoken = city.hadir.run(&["ledger", "verify", &city.bundle]);
    assert!(spoken.out.starts_with("SEGEL UTUH\n"), "{}", spoken.out);
}

#[test]
fn without_records_a_bundle_holds_nothing_of_a_person() {
    let city = Exported::new();
    let bare = text(&city.hadir.path("tanpa.tar"));
    let exported = city.hadir.json(&["ledger", "export", &bare, "--records", "none"]);
    assert_eq!(exported["personal_data"], false);
    let bytes = std::fs::read(&bare).unwrap();
    assert!(!bytes.windows(7).any(|bytes| bytes == b"Contoh\"" || bytes == b"HDR001\""));

    let (status, report) = city.verify(&[&bare, "--since", &city.checkpoint]);
    assert_eq!((status, &report["records"]), (0, &0.into()), "{report}");
    // What begins later needs the tiles before it, and gives the same root.
    let late = text(&city.hadir.path("akhir.tar"));
    let exported = city.hadir.json(&["ledger", "export", &late, "--from", "300"]);
    assert_eq!(exported["from"], 256);
    let (status, of_late) = city.verify(&[&late]);
    assert_eq!((status, &of_late["root"]), (0, &report["root"]), "{of_late}");
}

#[test]
fn one_changed_byte_is_named_with_its_record() {
    let city = Exported::new();
    let mut bytes = std::fs::read(&city.bundle).unwrap();
    let place = bytes.windows(16).rposition(|bytes| bytes == b"2026-01-07T06:02").unwrap();
    bytes[place + 9] = b'8';
    let changed = city.hadir.file("diubah.tar", &bytes);
    let (status, report) = city.verify(&[&changed]);

    assert_eq!(status, 3, "{report}");
    let finding = &report["findings"][0];
    assert_eq!(
        (&finding["caught_by"], &finding["what"], &finding["kind"]),
        (&"leaf".into(), &"altered".into(), &"punch".into())
    );
    assert!(finding["position"].is_u64() && finding["record"].is_string(), "{finding}");
    assert_eq!(report["first"], *finding);
}

#[test]
fn another_log_is_no_continuation_of_what_was_kept() {
    let (city, other) = (Exported::new(), Exported::new());
    let (status, report) = city.verify(&[&city.bundle, "--since", &other.checkpoint]);

    assert_eq!(status, 3);
    assert_eq!(report["findings"][0]["caught_by"], "outside_checkpoint");
    assert_eq!(report["findings"][0]["what"], "forked");
}

#[test]
fn what_is_no_bundle_or_no_checkpoint_is_refused_in_one_line() {
    let city = Exported::new();
    for arguments in [
        &["ledger", "verify", &city.checkpoint][..],
        &["ledger", "verify", "tidak-ada.tar"],
        &["ledger", "verify", &city.bundle, "--since", &city.bundle],
        &["ledger", "verify", &city.bundle, "--receipts", &city.checkpoint],
        &["ledger", "verify", &city.bundle, "--key", "bukan-kunci"],
    ] {
        let run = city.hadir.run(arguments);
        assert_eq!(run.status, 1, "{arguments:?}: {}", run.out);
        assert_eq!(run.err.lines().count(), 1, "{}", run.err);
    }
    let note = Note::parse(&std::fs::read_to_string(&city.checkpoint).unwrap()).unwrap();
    let stranger = Verifier::new(&note.lines[0].name, hadir_ledger::note::Algorithm::Ed25519, &STRANGER).unwrap();
    let (status, report) = city.verify(&[&city.bundle, "--key", &stranger.vkey()]);
    assert_eq!((status, &report["findings"][0]["caught_by"]), (3, &"signature".into()), "{report}");
}

/// A public key nobody here signs with (RFC 8032, first test).
const STRANGER: [u8; 32] = [
    0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a, 0x0e, 0xe1, 0x72,
    0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a,
];
