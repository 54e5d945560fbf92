//! A reader in another language, by other people: the Go packages `golang.org/x/mod/sumdb/{note,tlog}` as Debian ships
//! them accept the log over HTTP and an unpacked bundle, and refuse both when they are changed.
//!
//! Without Go these tests say so and check nothing; with `HADIR_REQUIRE_GO=1` they fail.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use crate::support::{Hadir, text};

/// Where Debian keeps the sources of Go packages.
const SOURCES: &str = "/usr/share/gocode";

/// The reader, built once; `None` without Go.
fn reader() -> Option<&'static Path> {
    static READER: OnceLock<Option<PathBuf>> = OnceLock::new();
    READER
        .get_or_init(|| {
            let there = Path::new(SOURCES).join("src/golang.org/x/mod/sumdb/tlog").is_dir()
                && Command::new("go").arg("version").output().is_ok_and(|done| done.status.success());
            if !there {
                assert!(
                    std::env::var_os("HADIR_REQUIRE_GO").is_none(),
                    "the Go reader is required: apt-get install golang-go golang-golang-x-mod-dev"
                );
                println!("no Go with golang.org/x/mod: the log is not read by another language");
                return None;
            }
            let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("foreign");
            std::fs::create_dir_all(&folder).unwrap();
            let built = folder.join("check");
            // Several test processes may build at once: each its own, then one name.
            let own = folder.join(format!("check.{}", std::process::id()));
            let done = Command::new("go")
                .args(["build", "-o", &text(&own), "check.go"])
                .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/foreign"))
                .envs([("GO111MODULE", "off"), ("GOPATH", SOURCES), ("CGO_ENABLED", "0"), ("GOFLAGS", "")])
                .env("GOCACHE", folder.join("cache"))
                .output()
                .unwrap();
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
            std::fs::rename(own, &built).unwrap();
            Some(built)
        })
        .as_deref()
}

/// What the reader says: its counts, or why it refuses.
fn read(log: &str, keys: &[String], more: &[String]) -> Result<Value, String> {
    let mut command = Command::new(reader().unwrap());
    for key in keys {
        command.args(["-vkey", key]);
    }
    let done = command.args(more).arg(log).output().unwrap();
    if done.status.success() {
        return Ok(serde_json::from_slice(&done.stdout).unwrap());
    }
    Err(String::from_utf8_lossy(&done.stderr).into_owned())
}

/// A small city's data, its log begun.
fn city() -> Hadir {
    let hadir = Hadir::new();
    let built = hadir.run(&["demo", "--people", "12", "--build-only"]);
    assert_eq!(built.status, 0, "{}", built.err);
    hadir
}

/// Unpacks a bundle.
fn unpacked(bundle: &str, into: &Path) -> Vec<PathBuf> {
    let mut archive = tar::Archive::new(std::fs::File::open(bundle).unwrap());
    archive.unpack(into).unwrap();
    let mut earlier: Vec<PathBuf> = std::fs::read_dir(into.join("checkpoints/1"))
        .map(|folder| folder.map(|entry| entry.unwrap().path()).collect())
        .unwrap_or_default();
    earlier.sort();
    earlier
}

#[test]
fn an_unpacked_bundle_is_a_log_that_go_reads() {
    if reader().is_none() {
        return;
    }
    let hadir = city();
    let checkpoint = hadir.run(&["ledger", "checkpoint"]);
    let kept = hadir.file("kept.txt", checkpoint.out.as_bytes());
    hadir.json(&["sites", "add", "POS", "--name", "Pos", "--tz", "WIB"]);
    let bundle = text(&hadir.path("bundel.tar"));
    let exported = hadir.json(&["ledger", "export", &bundle]);
    let folder = hadir.path("unpacked");
    let earlier = unpacked(&bundle, &folder);
    let manifest: Value = serde_json::from_slice(&std::fs::read(folder.join("bundle.json")).unwrap()).unwrap();
    let keys = keys(&manifest["keys"]);
    let mut more = vec!["-earlier".to_owned(), kept];
    earlier.iter().for_each(|note| more.extend(["-earlier".to_owned(), text(note)]));

    let said = read(&text(&folder), &keys, &more).unwrap();
    assert_eq!(
        (&said["size"], &said["entries"], &said["proofs"]),
        (&exported["size"], &exported["size"], &exported["size"])
    );
    assert_eq!(said["earlier"], 1 + earlier.len());

    let entries = folder.join("tile/entries/000");
    let mut bytes = std::fs::read(&entries).unwrap();
    bytes[34 * 3 + 7] ^= 1;
    std::fs::write(&entries, bytes).unwrap();
    assert!(read(&text(&folder), &keys, &[]).is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_served_log_and_its_proofs_hold_for_go() {
    if reader().is_none() {
        return;
    }
    let hadir = city();
    let before = hadir.json(&["ledger", "checkpoint"]);
    hadir.json(&["sites", "add", "POS", "--name", "Pos", "--tz", "WIB"]);
    let now = hadir.json(&["ledger", "checkpoint"]);
    let bundle = text(&hadir.path("bundel.tar"));
    hadir.json(&["ledger", "export", &bundle, "--records", "none"]);
    let folder = hadir.path("unpacked");
    unpacked(&bundle, &folder);
    let mut server = hadir.serve_with(&[]);
    let address = server.address;
    let code = now["checkpoint"].as_str().unwrap().lines().next().unwrap().rsplit('/').next().unwrap().to_owned();

    let (from, to) = (before["size"].as_u64().unwrap(), now["size"].as_u64().unwrap());
    let growth = get(address, &format!("/api/v1/log/consistency?from={from}&to={to}"));
    let growth = hadir.file("growth.json", growth.as_bytes());
    let mut more = vec!["-growth".to_owned(), growth];
    // The commitments of the last tile stand in the bundle.
    let entries = std::fs::read(folder.join("tile/entries/000")).unwrap();
    for place in [3, 100, 255] {
        let commitment = hadir_server::services::punching::wire::b64(&entries[34 * place + 2..34 * (place + 1)]);
        let proof = get(address, &format!("/api/v1/receipts/{commitment}/proof"));
        more.extend(["-proof".to_owned(), hadir.file(&format!("proof{place}.json"), proof.as_bytes())]);
    }
    let keys: Value = serde_json::from_str(&get(address, &format!("/log/{code}/keys"))).unwrap();
    let said = read(&format!("http://{address}/log/{code}"), &self::keys(&keys["keys"]), &more);
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    let said = said.unwrap();

    assert!(said["size"].as_u64().unwrap() >= to, "{said}");
    assert_eq!((&said["proofs"], &said["shown"], &said["grown"]), (&said["size"], &3.into(), &1.into()));
}

/// The keys that sign checkpoints.
fn keys(all: &Value) -> Vec<String> {
    let log = all.as_array().unwrap().iter().filter(|key| key["purpose"] == "log");
    log.map(|key| key["vkey"].as_str().unwrap().to_owned()).collect()
}

/// The body of an answer that must be good.
fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.contains(" 200 "), "{path}: {answer}");
    body.to_owned()
}
