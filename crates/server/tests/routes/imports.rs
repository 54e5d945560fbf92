//! Attendance files and lists of people, sent as forms.

use hadir_domain::access::Role;
use serde_json::json;

use crate::support::{TERMINAL, TestApp, person_of};

/// Two punches of siti, one of nobody known, one row nobody can read.
const ATTLOG: &[u8] = b"7\t2026-01-16 07:12:33\t1\t0\t1\t0\r\n\
    7\t2026-01-16 16:04:10\t1\t1\t1\t0\r\n\
    99\t2026-01-16 07:20:00\t1\t0\t1\t0\r\n\
    7\t2026-01-16 25:99:00\t1\t0\t1\t0\r\n";

const FROM_TERMINAL: &[(&str, &str)] = &[("source", "machine"), ("device", TERMINAL)];

#[tokio::test]
async fn a_preview_says_what_an_import_would_do_and_stores_nothing() {
    let app = TestApp::new().await;
    let officer = app.as_role(Role::Bkpsdm).await;

    let answer = officer.post_file("/api/v1/imports/preview", FROM_TERMINAL, "1_attlog.dat", ATTLOG).await;

    assert_eq!(answer.status, 200, "{}", answer.text());
    let preview = answer.json();
    assert_eq!(preview["format"], "zk-attlog");
    assert_eq!((preview["rows"].clone(), preview["events"].clone()), (4.into(), 3.into()));
    assert_eq!(preview["malformed"][0]["line"], 4);
    assert_eq!(preview["malformed"][0]["reason"], "bad_time");
    assert_eq!(preview["sample"][0]["matched"]["id"], json!(person_of(Role::Pegawai)));
    assert_eq!(preview["unmatched_keys"][0]["person_key"], "99");
    assert_eq!(officer.get("/api/v1/imports").await.json()["items"], json!([]));
}

#[tokio::test]
async fn an_import_counts_in_what_it_stored_and_repeating_it_changes_nothing() {
    let app = TestApp::new().await;
    let officer = app.as_role(Role::Bkpsdm).await;

    let first = officer.post_file("/api/v1/imports", FROM_TERMINAL, "1_attlog.dat", ATTLOG).await;
    let again = officer.post_file("/api/v1/imports", FROM_TERMINAL, "1_attlog.dat", ATTLOG).await;

    assert_eq!((first.status.as_u16(), again.status.as_u16()), (201, 200), "{} {}", first.text(), again.text());
    for (answer, new, repeated) in [(&first, 3, 0), (&again, 0, 3)] {
        let body = answer.json();
        assert_eq!(body["received"], 4);
        assert_eq!(
            (body["new"].clone(), body["repeated"].clone(), body["problems"].clone()),
            (new.into(), repeated.into(), 1.into())
        );
        assert_eq!(body["unmatched"], 1);
    }
    let list = officer.get("/api/v1/imports").await.json();
    assert_eq!(list["items"][1]["by"], "bkpsdm");
    assert_eq!(list["items"][1]["device"], TERMINAL);
    assert_eq!(list["items"][1]["sha256"], first.json()["sha256"]);
}

#[tokio::test]
async fn rows_nobody_understood_can_be_downloaded_before_and_after() {
    let app = TestApp::new().await;
    let officer = app.as_role(Role::Bkpsdm).await;
    let before = officer.post_file("/api/v1/imports/problems.csv", FROM_TERMINAL, "1_attlog.dat", ATTLOG).await;
    let stored = officer.post_file("/api/v1/imports", FROM_TERMINAL, "1_attlog.dat", ATTLOG).await.json();
    let path = format!("/api/v1/imports/{}/problems.csv", stored["sha256"].as_str().unwrap());

    let after = officer.get(&path).await;

    for answer in [&before, &after] {
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(answer.header("content-disposition"), "attachment; filename=\"1_attlog-baris-bermasalah.csv\"");
        let text = answer.text();
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("\u{feff}Lembar;Baris;Sel;Kode;Sebab;Reason;Isi baris"));
        assert!(lines.next().unwrap().starts_with(";4;;bad_time;jam tidak terbaca"), "{text}");
        assert_eq!(lines.next(), None);
    }
    assert_eq!(app.as_role(Role::AdminUnit).await.get(&path).await.status, 404);
}

#[tokio::test]
async fn an_officer_of_a_unit_takes_in_only_for_that_unit_and_its_terminals() {
    let app = TestApp::new().await;
    let admin = app.as_role(Role::AdminUnit).await;
    let send = async |fields: &[(&str, &str)]| admin.post_file("/api/v1/imports", fields, "1_attlog.dat", ATTLOG).await;

    let nameless = send(FROM_TERMINAL).await;
    let foreign_unit = send(&[("source", "machine"), ("device", TERMINAL), ("unit", "DINKES")]).await;
    let foreign_terminal = send(&[("source", "machine"), ("device", "BWXP209902"), ("unit", "DISDIK")]).await;
    let own = send(&[("source", "machine"), ("device", TERMINAL), ("unit", "DISDIK")]).await;

    assert_eq!((nameless.status.as_u16(), nameless.json()["errors"][0]["field"].clone()), (422, "unit".into()));
    assert_eq!(foreign_unit.status, 404);
    assert_eq!(foreign_terminal.status, 404);
    assert_eq!(own.status, 201, "{}", own.text());
    assert_eq!(admin.get("/api/v1/imports").await.json()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn forms_without_a_file_an_origin_or_sense_are_refused_in_words() {
    let app = TestApp::new().await;
    let officer = app.as_role(Role::Bkpsdm).await;
    let path = "/api/v1/imports";

    let no_source = officer.post_file(path, &[], "1_attlog.dat", ATTLOG).await;
    let phone = officer.post_file(path, &[("source", "phone")], "1_attlog.dat", ATTLOG).await;
    let no_form = officer.post(path, &json!({})).await;
    let no_sense = officer.post_file(path, FROM_TERMINAL, "foto.jpg", b"\xff\xd8\xff\xe0 no attendance at all").await;
    let unknown_terminal = [("source", "machine"), ("device", "TIDAK-ADA")];
    let unknown_terminal = officer.post_file(path, &unknown_terminal, "1_attlog.dat", ATTLOG).await;

    assert_eq!((no_source.status.as_u16(), phone.status.as_u16()), (422, 422));
    assert_eq!((no_form.status.as_u16(), no_form.code()), (415, "not_multipart".into()));
    assert_eq!((no_sense.status.as_u16(), no_sense.code()), (422, "not_understood".into()));
    assert!(no_sense.json()["detail"].as_str().unwrap().contains("foto.jpg"));
    assert!(unknown_terminal.status.is_client_error());
    assert_eq!(officer.get("/api/v1/imports").await.json()["items"], json!([]));
}

#[tokio::test]
async fn a_file_beyond_the_limit_is_refused() {
    let app = TestApp::new().await;
    let officer = app.as_role(Role::Bkpsdm).await;

    let answer = officer.post_file("/api/v1/imports", FROM_TERMINAL, "x.dat", &vec![b'x'; 65 * 1024 * 1024]).await;

    assert_eq!((answer.status.as_u16(), answer.code()), (413, "too_large".into()));
}

#[tokio::test]
async fn a_list_of_people_is_rehearsed_then_taken_in_whole_or_not_at_all() {
    let app = TestApp::new().await;
    let officer = app.as_role(Role::Bkpsdm).await;
    let good = "nama;jenis;nip;nomor_lokal;kode_unit\nBudi Contoh;PNS;209905052120051005;;DISDIK\nAni Contoh;NON_ASN;;TKK-1;DISDIK-SD1\n";
    let bad = format!("{good}Tanpa Unit;PNS;209906062120061006;;TIDAK-ADA\n");

    let rehearsal = officer.post_file("/api/v1/people/import?dry_run=true", &[], "p.csv", good.as_bytes()).await;
    assert_eq!(officer.get("/api/v1/people?q=budi").await.json()["items"], json!([]));
    let refused = officer.post_file("/api/v1/people/import", &[], "p.csv", bad.as_bytes()).await;
    assert_eq!(officer.get("/api/v1/people?q=budi").await.json()["items"], json!([]));
    let taken = officer.post_file("/api/v1/people/import", &[], "p.csv", good.as_bytes()).await;

    assert_eq!(rehearsal.status, 200, "{}", rehearsal.text());
    assert_eq!(rehearsal.json()["rows"], 2, "{}", rehearsal.text());
    assert_eq!(refused.json()["errors"].as_array().unwrap().len(), 1, "{}", refused.text());
    assert_eq!(taken.json()["errors"], json!([]), "{}", taken.text());
    assert_eq!(officer.get("/api/v1/people?q=budi").await.json()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_template_is_a_workbook_with_a_name() {
    let app = TestApp::new().await;

    let template = app.as_role(Role::Bkpsdm).await.get("/api/v1/people/template").await;

    assert!(template.bytes.starts_with(b"PK"));
    assert_eq!(template.header("content-disposition"), "attachment; filename=\"pegawai.xlsx\"");
}
