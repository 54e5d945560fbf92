//! What a first start makes is for its owner's eyes only.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::support::{Hadir, text};

fn open_to_others(path: &Path, found: &mut Vec<String>) {
    let meta = std::fs::metadata(path).unwrap();
    if meta.permissions().mode() & 0o077 != 0 {
        found.push(format!("{} {:o}", path.display(), meta.permissions().mode()));
    }
    if meta.is_dir() {
        std::fs::read_dir(path).unwrap().flatten().for_each(|entry| open_to_others(&entry.path(), found));
    }
}

#[tokio::test]
async fn data_folder_database_keys_and_the_log_are_owner_only() {
    let hadir = Hadir::office();
    let mut server = hadir.serve_with(&[]);
    let checkpoint = hadir.json(&["ledger", "checkpoint"]);
    let mut found = Vec::new();

    open_to_others(&hadir.path("data"), &mut found);

    server.child.kill().unwrap();
    server.child.wait().unwrap();
    assert!(checkpoint["size"].as_u64().unwrap() >= 4, "the log has begun: {checkpoint}");
    assert!(hadir.path("data/hadir.key").exists() && hadir.path("data/hadir.db").exists());
    assert_eq!(found, Vec::<String>::new());
    assert!(text(&hadir.path("data")).ends_with("data"));
}

#[test]
fn keys_and_witnesses_are_looked_after_on_the_command_line() {
    let hadir = Hadir::office();
    assert_eq!(hadir.run(&["ledger", "keys"]).status, 1, "nothing is signed yet");
    let first = hadir.json(&["ledger", "checkpoint"]);
    let note = hadir.run(&["ledger", "checkpoint"]).out;
    assert_eq!(first["checkpoint"], note.as_str(), "nothing new: the same checkpoint");

    let new = hadir.json(&["ledger", "keys", "rotate", "--purpose", "log", "--reason", "tiap tahun"]);
    let keys = hadir.json(&["ledger", "keys"]);
    assert_eq!(keys["keys"].as_array().unwrap().len(), 4);
    let old = keys["keys"].as_array().unwrap().iter().find(|key| key["purpose"] == "log").unwrap();
    let refused = hadir.run(&["ledger", "keys", "end", old["vkey"].as_str().unwrap(), "--reason", "tiap tahun"]);
    assert_eq!(refused.status, 1);
    assert!(refused.err.contains("belum dipakai satu menit"), "{}", refused.err);
    let both = hadir.run(&["ledger", "checkpoint"]).out;
    assert_eq!(both.matches("\n\u{2014} hadir.invalid/log/").count(), 3, "two log keys and the time: {both}");

    let watched = hadir.json(&["ledger", "witness", "watch", new["vkey"].as_str().unwrap()]);
    assert_eq!(watched["watched"][0]["origin"], keys["origin"]);
    let refused = hadir.run(&["ledger", "witness", "add", "https://10.0.0.1", watched["vkey"].as_str().unwrap()]);
    assert_eq!(refused.status, 1, "only public addresses");
    let added = hadir.json(&["ledger", "witness", "add", "https://saksi.example/w", watched["vkey"].as_str().unwrap()]);
    let id = added["witnesses"][0]["id"].as_str().unwrap();
    let ended = hadir.json(&["ledger", "witness", "end", id]);
    assert!(ended["witnesses"][0]["ended_at"].is_string());
}
