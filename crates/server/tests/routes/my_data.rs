//! One's own data: who looked, a copy of everything, and what is asked about it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use axum::body::Body;
use axum::http::Method;
use hadir_domain::access::Role;
use jiff::ToSpan;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zip::ZipArchive;

use hadir_server::services::exporting::{self, Of};

use crate::support::{CITY, Client, DOCTOR, OTHER, OTHER_OFFICER, TestApp, TestPhone, person_of, send};

const ARRIVAL: &str = "2026-01-19T07:31:05+07:00";

fn days_of(person: impl std::fmt::Display) -> String {
    format!("/api/v1/people/{person}/days?month=2026-01")
}

fn wish(id: u128) -> Value {
    json!({
        "id": Uuid::from_u128(0xd000 + id), "ask": "correct", "field": "name",
        "wrong": "Nama saya tertulis Sitti", "wanted": "Siti"
    })
}

fn answer(id: u128, what: &str) -> Value {
    json!({ "id": Uuid::from_u128(0xe000 + id), "answer": what, "reason": "sudah diperiksa" })
}

fn path(id: u128) -> String {
    format!("/api/v1/data-requests/{}/answer", Uuid::from_u128(0xd000 + id))
}

fn files(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).expect("a ZIP");
    let mut files = BTreeMap::new();
    for place in 0..zip.len() {
        let mut file = zip.by_index(place).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.insert(file.name().unwrap().into_owned(), bytes);
    }
    files
}

fn parsed(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Value {
    serde_json::from_slice(&files[name]).unwrap()
}

async fn looks(siti: &Client) -> Vec<Value> {
    siti.get("/api/v1/me/looks").await.json()["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn whoever_opens_my_month_is_shown_to_me_with_name_and_office_and_i_am_not() {
    let app = TestApp::new().await;
    let (siti, head) = (app.as_role(Role::Pegawai).await, app.as_role(Role::Kepala).await);
    let mine = person_of(Role::Pegawai);

    assert_eq!(siti.get(&days_of(mine)).await.status, 200);
    assert!(looks(&siti).await.is_empty(), "looking at oneself is no look");
    assert_eq!(head.get(&days_of(mine)).await.status, 200);
    assert_eq!(head.get(&days_of(DOCTOR)).await.status, 404);
    assert_eq!(app.as_account(OTHER, OTHER_OFFICER).await.get(&days_of(mine)).await.status, 404);

    let seen = looks(&siti).await;
    assert_eq!(seen.len(), 1, "who was refused did not look: {seen:?}");
    assert_eq!((&seen[0]["by_login"], &seen[0]["by_roles"]), (&json!("kepala"), &json!(["kepala"])));
    assert_eq!((&seen[0]["what"], &seen[0]["text"]), (&json!("days"), &json!("membuka kehadiran bulan 2026-01")));
    assert!(seen[0]["by_name"].is_string() && seen[0]["by_office"].is_string(), "{seen:?}");
}

#[tokio::test]
async fn reading_on_within_an_hour_is_one_look_and_later_is_another() {
    let app = TestApp::new().await;
    let (siti, head) = (app.as_role(Role::Pegawai).await, app.as_role(Role::Kepala).await);

    head.get(&days_of(person_of(Role::Pegawai))).await;
    app.wait(59.minutes());
    head.get(&days_of(person_of(Role::Pegawai))).await;
    assert_eq!(looks(&siti).await.len(), 1);
    app.wait(2.minutes());
    head.get(&days_of(person_of(Role::Pegawai))).await;
    assert_eq!(looks(&siti).await.len(), 2);
}

#[tokio::test]
async fn the_copy_holds_my_punches_and_photos_that_verify_and_nobody_elses() {
    let app = TestApp::new().await;
    let (siti, head) = (app.as_role(Role::Pegawai).await, app.as_role(Role::Kepala).await);
    let (mut own, mut other) = (TestPhone::new(), TestPhone::new());
    own.enrol(&siti).await;
    other.enrol(&head).await;
    app.wait(60.seconds());
    let photo = [&[0xff, 0xd8, 0xff, 0xe0][..], &[9; 3000]].concat();
    let hash = hex::encode(Sha256::digest(&photo));
    let punch = own.punch_with("in", ARRIVAL, json!({ "selfie_sha256": hash }));
    let receipt = send(&siti, std::slice::from_ref(&punch)).await;
    let to = format!("/api/v1/punches/{}/photo", punch["id"].as_str().unwrap());
    assert_eq!(siti.send(Method::PUT, &to, Some("image/jpeg"), Body::from(photo.clone())).await.status, 204);
    let foreign = other.punch("in", ARRIVAL);
    send(&head, std::slice::from_ref(&foreign)).await;
    siti.post("/api/v1/me/data-requests", &wish(1)).await;
    head.get(&days_of(person_of(Role::Pegawai))).await;

    let answer = siti.get("/api/v1/me/export").await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "application/zip"));
    assert!(answer.header("content-disposition").contains("data-saya-2026-01-19.zip"));
    let files = files(&answer.bytes);
    let punches = parsed(&files, "rekaman.json");
    assert_eq!(punches.as_array().unwrap().len(), 1);
    let kept = &punches[0];
    // What the file holds is enough to reckon the seal of the receipt anew.
    let mut leaf = Sha256::new();
    leaf.update(b"hadir-leaf-v1\npunch\n");
    leaf.update(hex::decode(kept["salt"].as_str().unwrap()).unwrap());
    leaf.update(kept["record_text"].as_str().unwrap());
    let leaf: [u8; 32] = leaf.finalize().into();
    assert_eq!(kept["commitment"], hex::encode(leaf));
    let results = receipt.json();
    assert!(results.to_string().contains(&hadir_server::services::punching::wire::b64(&leaf)), "{results}");
    assert_eq!(kept["record"]["detail"]["punch"]["id"], punch["id"]);
    let image = parsed(&files, "foto.json")["items"][0]["file"].as_str().unwrap().to_owned();
    assert_eq!(files[&image], photo);
    assert_eq!(parsed(&files, "hp.json")["phones"][0]["device_key"], own.key);
    assert_eq!(parsed(&files, "permohonan-data.json")[0]["wanted"], "Siti");
    assert_eq!(parsed(&files, "dilihat.json")[0]["by_login"], "kepala");

    let all: String = files.values().map(|bytes| String::from_utf8_lossy(bytes)).collect();
    for foreign in [foreign["id"].as_str().unwrap(), other.key.as_str(), &DOCTOR.to_string()] {
        assert!(!all.contains(foreign), "holds {foreign}");
    }
    for secret in ["$argon2", "password_hash", "token_hash", "public_key"] {
        assert!(!all.contains(secret), "holds {secret}");
    }
    let page = String::from_utf8(files["BACA-SAYA.html"].clone()).unwrap();
    assert!(page.contains("Siapa melihat data saya") && !page.contains("<script"));
}

#[tokio::test]
async fn photos_that_are_too_many_for_one_file_come_in_the_next_and_none_is_missing() {
    let app = TestApp::new().await;
    let siti = app.as_role(Role::Pegawai).await;
    let mut phone = TestPhone::new();
    phone.enrol(&siti).await;
    let mut photos = Vec::new();
    for number in 1..4_u8 {
        app.wait(60.seconds());
        let photo = [&[0xff, 0xd8, 0xff, 0xe0][..], &[number; 3000]].concat();
        let hash = hex::encode(Sha256::digest(&photo));
        let punch = phone.punch_with("in", ARRIVAL, json!({ "selfie_sha256": hash }));
        send(&siti, std::slice::from_ref(&punch)).await;
        let to = format!("/api/v1/punches/{}/photo", punch["id"].as_str().unwrap());
        assert_eq!(siti.send(Method::PUT, &to, Some("image/jpeg"), Body::from(photo.clone())).await.status, 204);
        photos.push(photo);
    }
    let instansi = app.app.db.read(async |tx| hadir_store::instansi::get(tx, CITY).await).await.unwrap().unwrap();
    let of = Of { instansi: &instansi, person: person_of(Role::Pegawai), by: "siti" };

    let first = files(&exporting::build_within(&app.app, &of, None, 6500).await.unwrap());
    let list = parsed(&first, "foto.json");
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    let next = list["next"].as_str().expect("a further part").to_owned();
    let answer = siti.get(&next).await;
    let second = files(&answer.bytes);
    assert_eq!(parsed(&second, "foto.json")["next"], Value::Null);
    assert!(!second.contains_key("rekaman.json"));
    let images = |part: &BTreeMap<String, Vec<u8>>| {
        let images = part.iter().filter(|(name, _)| name.starts_with("foto/"));
        images.map(|(_, bytes)| bytes.clone()).collect::<Vec<_>>()
    };
    let mut found = [images(&first), images(&second)].concat();
    found.sort();
    assert_eq!(found, photos);
    assert_eq!(siti.get("/api/v1/me/export?photos_after=x").await.code(), "bad_cursor");
}

#[tokio::test]
async fn the_copy_and_the_clock_are_the_same_on_postgresql() {
    let Some(app) = TestApp::on_postgres().await else { return };
    let siti = app.as_role(Role::Pegawai).await;
    let mut phone = TestPhone::new();
    phone.enrol(&siti).await;
    app.wait(60.seconds());
    send(&siti, &[phone.punch("in", ARRIVAL)]).await;
    siti.post("/api/v1/me/data-requests", &wish(1)).await;
    app.as_role(Role::Kepala).await.get(&days_of(person_of(Role::Pegawai))).await;

    let files = files(&siti.get("/api/v1/me/export").await.bytes);
    assert_eq!(parsed(&files, "rekaman.json").as_array().unwrap().len(), 1);
    assert_eq!(parsed(&files, "dilihat.json").as_array().unwrap().len(), 1);
    assert_eq!(parsed(&files, "permohonan-data.json")[0]["due_at"], "2026-01-22T00:32:10Z");
    app.wait(73.hours());
    let list = app.as_role(Role::Bkpsdm).await.get("/api/v1/data-requests?state=overdue").await.json();
    assert_eq!(list["counts"], json!({ "waiting": 1, "overdue": 1 }));
}

#[tokio::test]
async fn copies_are_bounded_and_each_is_shown_to_its_person() {
    let app = TestApp::new().await;
    let siti = app.as_role(Role::Pegawai).await;

    for _ in 0..5 {
        assert_eq!(siti.get("/api/v1/me/export").await.status, 200);
    }
    assert_eq!(siti.get("/api/v1/me/export").await.code(), "too_many_copies");
    assert_eq!(app.as_role(Role::Kepala).await.get("/api/v1/me/export").await.status, 200);
    assert_eq!(siti.get("/api/v1/me/looks").await.json()["copies"].as_array().unwrap().len(), 5);
    app.wait(61.minutes());
    assert_eq!(siti.get("/api/v1/me/export").await.status, 200);
}

#[tokio::test]
async fn a_request_has_seventy_two_hours_and_its_answer_is_seen_by_both() {
    let app = TestApp::new().await;
    let (siti, officer) = (app.as_role(Role::Pegawai).await, app.as_role(Role::Bkpsdm).await);

    let asked = siti.post("/api/v1/me/data-requests", &wish(1)).await;
    assert_eq!(asked.status, 201, "{}", asked.text());
    assert_eq!((&asked.json()["due_at"], &asked.json()["state"]), (&json!("2026-01-22T00:31:10Z"), &json!("open")));
    assert_eq!(siti.post("/api/v1/me/data-requests", &wish(1)).await.status, 200);
    let mut other = wish(1);
    other["wanted"] = json!("Sitta");
    assert_eq!(siti.post("/api/v1/me/data-requests", &other).await.code(), "id_reused");

    let list = officer.get("/api/v1/data-requests").await.json();
    assert_eq!((&list["answer_hours"], &list["counts"]), (&json!(72), &json!({ "waiting": 1, "overdue": 0 })));
    assert_eq!(list["items"][0]["can"], json!(["answer"]));
    app.wait(1.hours());
    assert_eq!(officer.post(&path(1), &answer(1, "need_more")).await.json()["state"], "needs_more");
    assert_eq!(officer.post(&path(1), &answer(1, "need_more")).await.status, 200, "sent again");
    let reply = format!("/api/v1/me/data-requests/{}/reply", Uuid::from_u128(0xd001));
    let more = json!({ "id": Uuid::from_u128(0xf001), "reason": "lihat SK saya" });
    app.wait(1.hours());
    assert_eq!(siti.post(&reply, &more).await.json()["state"], "open");
    app.wait(1.hours());
    let done = officer.post(&path(1), &answer(2, "done")).await.json();
    assert_eq!((&done["state"], &done["due_at"]), (&json!("done"), &json!("2026-01-22T00:31:10Z")));
    assert_eq!(officer.post(&path(1), &answer(3, "refuse")).await.code(), "already_decided");

    let mine = siti.get("/api/v1/me/data-requests").await.json();
    let steps: Vec<_> = mine["items"][0]["steps"].as_array().unwrap().iter().map(|one| one["step"].clone()).collect();
    assert_eq!(steps, ["ask", "need_more", "reply", "done"]);
    assert_eq!(mine["items"][0]["reason"], "sudah diperiksa");
    assert_eq!(officer.get("/api/v1/data-requests?state=over").await.json()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_nobody_answers_in_time_is_overdue_for_all_who_watch() {
    let app = TestApp::new().await;
    app.as_role(Role::Pegawai).await.post("/api/v1/me/data-requests", &wish(1)).await;
    let overdue = async || {
        let operator = app.as_role(Role::Operator).await;
        operator.get("/api/v1/data-requests?state=overdue").await.json()
    };

    app.wait(72.hours());
    assert_eq!(overdue().await["counts"]["overdue"], 0);
    app.wait(1.seconds());
    let list = overdue().await;
    assert_eq!((&list["counts"]["overdue"], &list["items"][0]["overdue"]), (&json!(1), &json!(true)));
    assert_eq!(list["items"][0]["can"], json!([]), "the operator watches");
}

#[tokio::test]
async fn nobody_answers_their_own_request_nor_one_of_another_instansi() {
    let app = TestApp::new().await;
    let officer = app.as_role(Role::Bkpsdm).await;
    officer.post("/api/v1/me/data-requests", &wish(1)).await;

    assert_eq!(officer.post(&path(1), &answer(1, "done")).await.code(), "own_record");
    let stranger = app.as_account(OTHER, OTHER_OFFICER).await;
    assert_eq!(stranger.post(&path(1), &answer(2, "done")).await.status, 404);
    for role in [Role::Pegawai, Role::Kepala, Role::AdminUnit, Role::Inspektorat, Role::Operator] {
        assert_eq!(app.as_role(role).await.post(&path(1), &answer(3, "done")).await.code(), "forbidden", "{role:?}");
    }
    let withdraw = format!("/api/v1/me/data-requests/{}/withdraw", Uuid::from_u128(0xd001));
    let body = json!({ "id": Uuid::from_u128(0xf001) });
    assert_eq!(app.as_role(Role::Pegawai).await.post(&withdraw, &body).await.code(), "unknown_request");
    assert_eq!(officer.post(&withdraw, &body).await.json()["state"], "withdrawn");
}

#[tokio::test]
async fn a_request_that_says_nothing_is_refused_field_by_field_and_ten_may_wait() {
    let app = TestApp::new().await;
    let siti = app.as_role(Role::Pegawai).await;

    let empty = json!({ "id": Uuid::from_u128(1), "ask": "correct", "field": "gaji", "wrong": " ", "wanted": "" });
    let refused = siti.post("/api/v1/me/data-requests", &empty).await;
    let fields: Vec<_> = refused.json()["errors"].as_array().unwrap().iter().map(|one| one["field"].clone()).collect();
    assert_eq!((refused.status.as_u16(), fields), (422, vec![json!("field"), json!("wrong"), json!("wanted")]));
    for number in 0..10 {
        assert_eq!(siti.post("/api/v1/me/data-requests", &wish(number)).await.status, 201);
    }
    assert_eq!(siti.post("/api/v1/me/data-requests", &wish(10)).await.code(), "too_many_open");
    let erase = json!({ "id": Uuid::from_u128(2), "ask": "erase", "field": "photo", "wrong": "foto lama" });
    let head = app.as_role(Role::Kepala).await;
    assert_eq!(head.post("/api/v1/me/data-requests", &erase).await.status, 201);
}
