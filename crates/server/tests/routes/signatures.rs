//! Electronic signatures of letters over HTTP: by who issued the letter alone, kept as signed, with no passphrase kept.

use std::sync::Arc;

use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use hadir_domain::access::Role;
use hadir_reports::signing::Passphrase;
use hadir_server::services::signing::trial;
use hadir_server::settings::{BsreSettings, SigningSettings};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::discipline::does;
use crate::documents::document_of;
use crate::letters::{keep, last, letter, path, summons, text, verified};
use crate::support::{Answer, Client, TestApp, person_of};

const NIK: &str = "3200000000000001";
const WORD: &str = "kata-rahasia-kepala";

fn key(number: u128) -> Uuid {
    Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0007_0000 + number)
}

fn at(letter: &Value) -> String {
    format!("{}/letters/{}/signature", path(), letter.as_str().unwrap())
}

async fn sign(client: &Client, letter: &Value, number: u128, nik: Option<&str>, passphrase: &str) -> Answer {
    client.post(&at(letter), &json!({ "id": key(number), "nik": nik, "passphrase": passphrase })).await
}

/// A case with its first summons issued by its head; that summons.
async fn summoned(test: &TestApp) -> (Client, Client, Value) {
    let (head, agency) = verified(test).await;
    let called = does(test, &head, 3, "2026-04-13", summons("2026-04-22", "800.1.6.2/001/SP1/IV/2026")).await;
    (head, agency, last(&called))
}

#[tokio::test]
async fn without_a_service_letters_are_signed_in_ink() {
    let test = TestApp::new().await;
    let (head, _, summons) = summoned(&test).await;

    let shown = head.get(&at(&summons)).await.json();
    assert_eq!((&shown["service"], &shown["may_sign"]), (&Value::Null, &json!(false)), "{shown}");
    let answer = sign(&head, &summons, 1, None, WORD).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (404, "signing_off"));
}

#[tokio::test]
async fn who_issued_a_letter_signs_it_once_and_it_is_given_out_as_it_was_signed() {
    let test = TestApp::with(|settings| settings.signing = Some(SigningSettings::Uji)).await;
    let (head, agency, summons) = summoned(&test).await;
    let shown = head.get(&at(&summons)).await.json();
    assert_eq!(shown["service"]["certified"], false, "{shown}");
    assert_eq!((&shown["may_sign"], &shown["signature"]), (&json!(true), &Value::Null));
    assert_eq!(agency.get(&at(&summons)).await.json()["may_sign"], false);
    let siti = test.as_role(Role::Pegawai).await;
    assert_eq!(siti.get(&at(&summons)).await.status, 200, "whoever may read a letter sees who signed it");
    assert_eq!(sign(&agency, &summons, 1, None, WORD).await.code(), "not_the_signer");
    assert_eq!(sign(&head, &summons, 1, None, WORD).await.code(), "no_certificate");
    let plain = letter(&head, &summons).await;

    let word = |text: &str| Passphrase::new(text.into());
    trial::enrol(test.app.data(), ("kepala", "Kepala Contoh"), [9; 32], &word(WORD), test.app.now()).unwrap();
    assert_eq!(sign(&head, &summons, 1, None, "kata-rahasia-lain").await.code(), "wrong_passphrase");
    assert_eq!(letter(&head, &summons).await.bytes, plain.bytes, "nothing was signed");

    let signed = sign(&head, &summons, 1, None, WORD).await;
    assert_eq!(signed.status, 201, "{}", signed.text());
    let signature = signed.json()["signature"].clone();
    assert_eq!((&signature["holder"], &signature["certified"]), (&json!("Kepala Contoh"), &json!(false)));
    assert_eq!(sign(&head, &summons, 1, None, WORD).await.status, 201, "the same again changes nothing");
    assert_eq!(sign(&head, &summons, 2, None, WORD).await.code(), "signed_already");

    test.wait(jiff::ToSpan::days(1));
    let file = letter(&siti, &summons).await;
    keep("surat-bertanda-tangan", &file.bytes);
    let read = text(&file.bytes).await;
    assert!(read.contains("Ditandatangani secara elektronik"), "{read}");
    assert!(read.contains("Uji coba, tanpa kekuatan hukum"), "{read}");
    assert_eq!(letter(&agency, &summons).await.bytes, file.bytes);
    let document = document_of(&test, &file).await;
    assert_eq!((&document["valid"], &document["sha256"]), (&json!(true), &signature["sha256"]), "{document}");
    let verified = agency.get(&format!("{}?verify=true", at(&summons))).await.json();
    assert_eq!(verified["worth"], "trial", "{verified}");

    let sealed = std::fs::read(test.database_url().trim_start_matches("sqlite://")).unwrap();
    let keys = std::fs::read(trial::place(test.app.data())).unwrap();
    for kept in [sealed, keys] {
        assert!(!kept.windows(WORD.len()).any(|part| part == WORD.as_bytes()), "a passphrase was kept");
    }
}

#[tokio::test]
async fn guessing_a_passphrase_has_to_wait_and_a_record_of_many_is_signed_in_ink() {
    let test = TestApp::with(|settings| settings.signing = Some(SigningSettings::Uji)).await;
    let (head, _, summons) = summoned(&test).await;
    let word = Passphrase::new(WORD.into());
    trial::enrol(test.app.data(), ("kepala", "Kepala Contoh"), [9; 32], &word, test.app.now()).unwrap();
    let mut codes = Vec::new();
    for number in 0..7 {
        codes.push(sign(&head, &summons, number, None, "menebak-saja").await.code());
    }
    assert_eq!((codes[0].as_str(), codes[6].as_str()), ("wrong_passphrase", "too_many_tries"), "{codes:?}");
    assert_eq!(sign(&head, &summons, 8, None, WORD).await.code(), "too_many_tries", "even the right one waits");
    test.wait(jiff::ToSpan::hours(1));
    assert_eq!(sign(&head, &summons, 9, None, WORD).await.status, 201);

    let signed = |role| json!({ "person": person_of(role), "signed": true, "reason": null });
    let examine = json!({
        "step": "examine", "number": "BAP-1", "exchanges": [{ "question": "Di mana?", "answer": "Di rumah." }],
        "statement": null, "signatures": [signed(Role::Kepala), signed(Role::Pegawai)],
    });
    let record = last(&does(&test, &head, 4, "2026-04-22", examine).await);
    let shown = head.get(&at(&record)).await.json();
    assert_eq!((&shown["together"], &shown["may_sign"]), (&json!(true), &json!(false)));
    assert_eq!(sign(&head, &record, 10, None, WORD).await.code(), "signed_together");
}

/// What the stand-in for a service of BSrE's kind was asked.
#[derive(Clone)]
struct Service(Arc<std::sync::Mutex<Vec<String>>>);

fn said(status: u16, body: Value) -> Response {
    (StatusCode::from_u16(status).unwrap(), Json(body)).into_response()
}

/// A service that answers as clients of BSrE publish it; it "signs" by words at the end of the file.
async fn service() -> (String, Service) {
    async fn state(State(of): State<Service>, headers: HeaderMap, Path(nik): Path<String>) -> Response {
        of.0.lock().unwrap().push(format!("status {nik}"));
        // hadir:sandi-layanan
        match headers.get("authorization").map(|it| it.as_bytes()) {
            Some(b"Basic aGFkaXI6c2FuZGktbGF5YW5hbg==") if nik == NIK => {
                said(200, json!({ "status_code": 1111, "status": "ISSUE", "message": "aktif" }))
            }
            Some(b"Basic aGFkaXI6c2FuZGktbGF5YW5hbg==") => {
                said(200, json!({ "status_code": 1110, "status": "NOT_REGISTERED", "message": "belum" }))
            }
            _ => said(401, json!({ "error": "unauthorized" })),
        }
    }
    async fn sign(State(of): State<Service>, mut form: Multipart) -> Response {
        let (mut file, mut fields) = (Vec::new(), Vec::new());
        while let Some(field) = form.next_field().await.unwrap() {
            let name = field.name().unwrap().to_owned();
            match name.as_str() {
                "file" => file = field.bytes().await.unwrap().to_vec(),
                _ => fields.push((name, field.text().await.unwrap())),
            }
        }
        of.0.lock().unwrap().push(format!("sign {fields:?}"));
        if !fields.contains(&("passphrase".into(), WORD.into())) {
            return said(400, json!({ "status_code": 2031, "error": "Passphrase anda salah !!!" }));
        }
        file.extend(b"\n% ditandatangani layanan");
        ([("content-type", "application/pdf")], file).into_response()
    }
    async fn verify(mut form: Multipart) -> Response {
        let field = form.next_field().await.unwrap().unwrap();
        assert_eq!(field.name(), Some("signed_file"));
        let whole = field.bytes().await.unwrap().ends_with(b"% ditandatangani layanan");
        let signer =
            json!({ "signer_name": "KEPALA CONTOH", "issuer_dn": "CN=OSD Contoh, C=ID", "cert_user_certified": true });
        let details = json!([{ "info_signer": signer, "signature_document": { "document_integrity": whole } }]);
        said(200, json!({ "nama_dokumen": "surat.pdf", "jumlah_signature": 1, "details": details }))
    }
    let asked = Service(Arc::default());
    let router = Router::new()
        .route("/tte/api/user/status/{nik}", get(state))
        .route("/tte/api/sign/pdf", post(sign))
        .route("/tte/api/sign/verify", post(verify))
        .with_state(asked.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (format!("http://{address}/tte/"), asked)
}

fn bsre(url: &str, password: &str) -> Option<SigningSettings> {
    Some(SigningSettings::Bsre(BsreSettings {
        url: url.parse().unwrap(),
        user: "hadir".into(),
        password: password.into(),
    }))
}

#[tokio::test]
async fn the_service_of_bsre_signs_by_nik_and_passphrase_and_says_what_is_wrong() {
    let (url, asked) = service().await;
    let test = TestApp::with(|settings| settings.signing = bsre(&url, "sandi-layanan")).await;
    let (head, _, summons) = summoned(&test).await;
    assert_eq!(head.get(&at(&summons)).await.json()["service"]["asks_nik"], true);
    assert_eq!(sign(&head, &summons, 1, Some("32000000"), WORD).await.code(), "bad_nik");
    assert_eq!(sign(&head, &summons, 1, Some("3200000000000002"), WORD).await.code(), "no_certificate");
    assert_eq!(sign(&head, &summons, 1, Some(NIK), "salah").await.code(), "wrong_passphrase");

    let signed = sign(&head, &summons, 1, Some("3200 0000 0000 0001"), WORD).await;
    assert_eq!(signed.status, 201, "{}", signed.text());
    let signature = signed.json()["signature"].clone();
    assert_eq!((&signature["holder"], &signature["certified"]), (&json!("KEPALA CONTOH"), &json!(true)));
    let file = letter(&head, &summons).await;
    assert!(file.bytes.ends_with(b"% ditandatangani layanan"), "the file is the one that came back");
    let document = document_of(&test, &file).await;
    assert_eq!(document["valid"], true, "the public check knows the file as it was signed: {document}");
    assert_eq!(head.get(&format!("{}?verify=true", at(&summons))).await.json()["worth"], "valid");
    let last = asked.0.lock().unwrap().last().unwrap().clone();
    assert!(
        last.contains("(\"tampilan\", \"invisible\")") && last.contains("(\"location\", \"Kota Contoh\")"),
        "{last}"
    );
}

#[tokio::test]
async fn a_service_that_is_away_or_lets_nobody_in_leaves_a_letter_unsigned() {
    let (url, _) = service().await;
    let mut test = TestApp::with(|settings| settings.signing = bsre("http://127.0.0.1:9/", "sandi-layanan")).await;
    let (head, _, summons) = summoned(&test).await;
    let away = sign(&head, &summons, 1, Some(NIK), WORD).await;
    assert_eq!((away.status.as_u16(), away.code().as_str()), (503, "signing_away"), "{}", away.text());
    assert_eq!(head.get(&at(&summons)).await.json()["signature"], Value::Null);

    test.change(|to| to.signing = bsre(&url, "sandi-lama"));
    let head = test.as_role(Role::Kepala).await;
    let stranger = sign(&head, &summons, 1, Some(NIK), WORD).await;
    assert_eq!((stranger.status.as_u16(), stranger.code().as_str()), (409, "signing_refused"), "{}", stranger.text());
    assert_eq!(head.get(&at(&summons)).await.json()["signature"], Value::Null);
}
