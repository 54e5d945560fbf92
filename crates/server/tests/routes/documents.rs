//! Printed papers with a mark, and who may check them.

use hadir_domain::access::Role;
use hadir_store::records;
use jiff::ToSpan;
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::support::{Answer, CITY, SITI, TestApp};

const PAPER: &str = "/api/v1/recap.pdf?month=2025-12&unit=DISDIK-SD1";

/// The document of a file that was just printed.
pub async fn document_of(app: &TestApp, file: &Answer) -> Value {
    assert_eq!(file.status, 200, "{}", file.text());
    let sha256 = hex::encode(Sha256::digest(&file.bytes));
    let leaves = app.app.db.read(async |tx| records::leaves(tx, CITY, 0, 1000).await).await.unwrap();
    for leaf in leaves.iter().rev().filter(|leaf| leaf.kind.as_str() == "document") {
        let answer = app.anyone().get(&format!("/api/v1/documents/{}", leaf.record)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        if answer.json()["sha256"] == sha256 {
            return answer.json();
        }
    }
    panic!("no document has the hash {sha256}");
}

async fn documents(app: &TestApp) -> usize {
    let leaves = app.app.db.read(async |tx| records::leaves(tx, CITY, 0, 1000).await).await.unwrap();
    leaves.iter().filter(|leaf| leaf.kind.as_str() == "document").count()
}

#[tokio::test]
async fn the_same_figures_printed_again_are_the_same_file_and_no_new_record() {
    let app = TestApp::new().await;
    let head = app.as_role(Role::Kepala).await;

    let first = head.get(PAPER).await;
    app.wait(26.hours());
    let again = app.as_role(Role::Bkpsdm).await.get(PAPER).await;

    assert_eq!(first.status, 200, "{}", first.text());
    assert!(first.bytes == again.bytes, "a day later and by another hand");
    assert_eq!(documents(&app).await, 1);
    let workbook = head.get(&PAPER.replace(".pdf", ".xlsx")).await;
    assert_eq!(workbook.status, 200, "{}", workbook.text());
    assert_eq!(documents(&app).await, 2, "a workbook is a document of its own");
}

#[tokio::test]
async fn anybody_checks_a_paper_and_nobody_s_name_is_in_the_answer() {
    let app = TestApp::new().await;
    let paper = app.as_role(Role::Kepala).await.get(PAPER).await;

    let document = document_of(&app, &paper).await;

    assert_eq!(document["valid"], true);
    assert_eq!(document["kind"], "recap");
    assert_eq!(document["format"], "pdf");
    assert_eq!(document["office"], "SD Negeri 1");
    assert_eq!(document["period"], "2025-12");
    assert_eq!(document["issued_on"], "2026-01-19");
    assert_eq!(document["newer_on"], Value::Null);
    assert!(document["position"].is_u64(), "{document}");
    let text = document.to_string();
    for name in ["Contoh pegawai", "Contoh kepala", SITI, "\"kepala\"", "20990101"] {
        assert!(!text.contains(name), "{name} in {text}");
    }
    // What is shown is what was sealed: whoever asks can compute the commitment.
    let bytes = |name: &str| {
        use base64::Engine;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(document[name].as_str().unwrap()).unwrap()
    };
    let body = document["body"].as_str().unwrap();
    let mut hash = Sha256::new();
    hash.update(b"hadir-leaf-v1\ndocument\n");
    hash.update(bytes("salt"));
    hash.update(body);
    assert_eq!(hash.finalize().as_slice(), bytes("commitment"));
    let sealed: Value = serde_json::from_str(body).unwrap();
    for (name, sealed_as) in [("id", "id"), ("office", "office"), ("sha256", "sha256"), ("period", "period")] {
        assert_eq!(document[name], sealed[sealed_as]);
    }
}

#[tokio::test]
async fn a_changed_figure_gives_another_document_and_the_older_one_says_so() {
    let app = TestApp::new().await;
    let head = app.as_role(Role::Kepala).await;
    let paper = head.get(PAPER).await;
    let first = document_of(&app, &paper).await;
    app.wait(1.minute());
    let correction = serde_json::json!({ "name": "SD Negeri 1 Pagi" });
    let unit = crate::support::SD_1;
    let renamed = app.as_role(Role::Bkpsdm).await.patch(&format!("/api/v1/units/{unit}"), &correction).await;
    assert_eq!(renamed.status, 200, "{}", renamed.text());

    let second = head.get(PAPER).await;
    let second = document_of(&app, &second).await;

    assert_ne!(first["id"], second["id"]);
    assert_ne!(first["sha256"], second["sha256"]);
    assert_eq!(second["newer_on"], Value::Null);
    let first = app.anyone().get(&format!("/api/v1/documents/{}", first["id"].as_str().unwrap())).await.json();
    assert_eq!((&first["valid"], &first["newer_on"]), (&Value::Bool(true), &Value::from("2026-01-19")));
}

#[tokio::test]
async fn an_unknown_mark_is_told_as_such_and_asking_too_often_has_to_wait() {
    let app = TestApp::new().await;
    let path = format!("/api/v1/documents/{}", Uuid::from_u128(77));

    let unknown = app.anyone().get(&path).await;
    let other = app.anyone().get(&format!("{path}?instansi=kota-lain")).await;
    let mut last = other.status;
    for _ in 0..150 {
        last = app.anyone().get(&path).await.status;
    }

    assert_eq!((unknown.status.as_u16(), unknown.code().as_str()), (404, "unknown_document"));
    assert_eq!(other.status, 404);
    assert_eq!(last, 429);
    assert_eq!(app.anyone().from("203.0.113.10").get(&path).await.status, 404, "others need not wait");
}
