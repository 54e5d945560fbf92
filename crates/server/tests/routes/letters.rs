//! Letters over HTTP: worded, headed and numbered by the office, issued once and never changed.

use std::process::Stdio;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hadir_domain::access::Role;
use hadir_domain::people::EmployeeType;
use hadir_store::people;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use uuid::Uuid;

use crate::discipline::{CASE, does, on, opening, refused};
use crate::support::{Answer, CITY, Client, DINKES, DISDIK, OTHER, OTHER_OFFICER, TestApp, person_of};

const LOGO: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 4\"><path d=\"M0 0h4v4z\"/></svg>";

fn key(number: u128) -> Uuid {
    Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0006_0000 + number)
}

pub fn path() -> String {
    format!("/api/v1/discipline/cases/{CASE}")
}

/// The text of a PDF as another program reads it, blanks made one.
pub async fn text(pdf: &[u8]) -> String {
    let mut child = tokio::process::Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext of poppler-utils, which scripts/test installs");
    let mut input = child.stdin.take().unwrap();
    let bytes = pdf.to_vec();
    let writing = tokio::spawn(async move { input.write_all(&bytes).await });
    let read = child.wait_with_output().await.unwrap().stdout;
    writing.await.unwrap().unwrap();
    String::from_utf8(read).unwrap().replace('\u{ad}', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

pub fn keep(name: &str, bytes: &[u8]) {
    if let Ok(folder) = std::env::var("HADIR_ARTIFACTS") {
        std::fs::write(format!("{folder}/{name}.pdf"), bytes).unwrap();
    }
}

pub async fn letter(client: &Client, id: &Value) -> Answer {
    let answer = client.get(&format!("{}/letters/{}", path(), id.as_str().unwrap())).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

pub fn last(case: &Value) -> Value {
    case["letters"].as_array().unwrap().last().unwrap()["act"].clone()
}

pub async fn number(client: &Client, of: &str) -> String {
    let answer = client.get(&format!("{}/numbers?{of}", path())).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["number"].as_str().unwrap().to_owned()
}

/// A case that waits for its summons, on 13 April.
pub async fn verified(test: &TestApp) -> (Client, Client) {
    on(test, "2026-04-06");
    let (head, agency) = (test.as_role(Role::Kepala).await, test.as_role(Role::Bkpsdm).await);
    let inspector = test.as_role(Role::Inspektorat).await;
    let begun = inspector.post("/api/v1/discipline/cases", &opening()).await;
    assert_eq!(begun.status, 201, "{}", begun.text());
    let ask = json!({ "step": "ask", "text": "Jelaskan tanggal 25 dan 26 Maret.", "until": "2026-04-10" });
    does(test, &head, 1, "2026-04-06", ask).await;
    let verified = json!({ "step": "verify", "level": "sedang", "text": "Dua hari tanpa surat." });
    does(test, &agency, 2, "2026-04-13", verified).await;
    (head, agency)
}

pub fn summons(day: &str, number: &str) -> Value {
    json!({
        "step": "summon", "number": number, "examine_on": day, "at": "09:00:00", "place": "Ruang rapat",
        "before": person_of(Role::Kepala),
    })
}

#[tokio::test]
async fn words_that_do_not_fit_are_refused_with_the_line_and_what_to_do() {
    let test = TestApp::new().await;
    on(&test, "2026-04-13");
    let agency = test.as_role(Role::Bkpsdm).await;
    let list = agency.get("/api/v1/letters/templates").await.json();
    assert_eq!(list["items"].as_array().unwrap().len(), 19, "{list}");
    assert!(list["items"].as_array().unwrap().iter().all(|one| one["own"] == false));
    let shown = agency.get("/api/v1/letters/templates/surat_panggilan_1").await.json();
    let shipped = shown["text"].as_str().unwrap();
    assert!(shown["names"].as_array().unwrap().iter().any(|one| one["name"] == "pasal" && one["need"] == "wajib"));
    assert_eq!(agency.get("/api/v1/letters/templates/memo").await.status, 404);

    let wrong = shipped.replace("{pasal}", "{psal}");
    let line = wrong.lines().position(|line| line.contains("{psal}")).unwrap() + 1;
    let at = "/api/v1/letters/templates/surat_panggilan_1";
    let sent = json!({ "id": key(1), "from": "2026-04-13", "text": wrong });
    for (to, body) in [(at.to_owned(), &sent), (format!("{at}/preview"), &sent)] {
        let answer = agency.post(&to, body).await;
        assert_eq!(answer.status, 422, "{}", answer.text());
        let errors = answer.json()["errors"].clone();
        assert_eq!(errors[0]["field"], format!("text.{line}"), "{errors}");
        let said = errors[0]["detail"].as_str().unwrap();
        assert!(said.starts_with(&format!("Baris {line}, ")) && said.contains("{psal} tidak dikenal"), "{said}");
        assert!(errors[1]["detail"].as_str().unwrap().contains("tulis {pasal} pada salah satu teks"), "{errors}");
    }
    let own = shipped.replace("Demikian untuk dilaksanakan.", "Harap hadir tepat waktu, Sdr. {nama}.");
    let late = agency.post(at, &json!({ "id": key(2), "from": "2026-04-12", "text": own })).await;
    assert_eq!(late.code(), "bad_day", "letters of yesterday are out");

    let preview = agency.post(&format!("{at}/preview"), &json!({ "text": own })).await;
    assert_eq!(preview.status, 200, "{}", preview.text());
    let read = text(&preview.bytes).await;
    assert!(read.contains("Harap hadir tepat waktu, Sdr. Dr. Ir. Hj. Rara"), "{read}");
    assert!(read.contains("CONTOH, BUKAN SURAT"), "it says that it is none: {read}");

    let new = json!({ "id": key(2), "from": "2026-04-13", "text": own });
    let saved = agency.post(at, &new).await;
    assert_eq!((saved.status.as_u16(), saved.json()["text"].as_str()), (201, Some(own.as_str())));
    assert_eq!(agency.post(at, &new).await.status, 201, "the same again changes nothing");
    let other = json!({ "id": key(2), "from": "2026-04-14", "text": own });
    assert_eq!(agency.post(at, &other).await.code(), "id_taken");
    assert_eq!(agency.get(at).await.json()["versions"].as_array().unwrap().len(), 1);
    let back = agency.post(at, &json!({ "id": key(3), "from": "2026-05-01", "text": null })).await.json();
    assert_eq!((back["text"].as_str(), back["versions"][0]["text"].clone()), (Some(own.as_str()), Value::Null));
    on(&test, "2026-05-01");
    assert_eq!(agency.get(at).await.json()["text"], shipped, "from May on the shipped words hold again");
    // Another government has words of its own.
    let elsewhere = test.as_account(OTHER, OTHER_OFFICER).await;
    assert_eq!(elsewhere.get(at).await.json()["versions"], json!([]));
}

#[tokio::test]
async fn a_letterhead_is_checked_and_looked_at_before_it_is_kept() {
    let test = TestApp::new().await;
    on(&test, "2026-04-13");
    let agency = test.as_role(Role::Bkpsdm).await;
    let head = |number: u128, names: Value, logo: Value| {
        json!({
            "id": key(number), "from": "2026-04-13", "unit": DISDIK, "names": names,
            "address": ["Jalan Contoh Nomor 1", "Telepon (000) 000000"], "place": "Contoh Raya", "code": "DIK", "logo": logo,
        })
    };
    let names = json!(["Pemerintah Kota Contoh", "Dinas Pendidikan dan Kebudayaan"]);
    let foreign = STANDARD.encode(LOGO.replace("<path", "<image href=\"http://a.test/x.png\"/><path"));
    for (names, logo) in [
        (json!(["a", "b", "c", "d", "e"]), json!(null)),
        (json!([""]), json!(null)),
        (names.clone(), json!(foreign)),
        (names.clone(), json!("bukan base64!")),
    ] {
        let answer = agency.post("/api/v1/letters/heads", &head(1, names, logo)).await;
        assert_eq!(answer.status, 422, "{}", answer.text());
        assert_eq!(answer.json()["errors"][0]["code"], "bad_letterhead");
    }
    let good = head(2, names, json!(STANDARD.encode(LOGO)));
    let preview = agency.post("/api/v1/letters/heads/preview", &good).await;
    assert_eq!(preview.status, 200, "{}", preview.text());
    keep("kop-pratinjau", &preview.bytes);
    let read = text(&preview.bytes).await;
    for words in
        ["DINAS PENDIDIKAN DAN KEBUDAYAAN", "Jalan Contoh Nomor 1", "Telepon (000) 000000", "Contoh Raya, 12 Januari"]
    {
        assert!(read.contains(words), "{words}: {read}");
    }
    assert_eq!(agency.get("/api/v1/letters/heads").await.json()["items"], json!([]), "a preview keeps nothing");
    assert_eq!(agency.post("/api/v1/letters/heads", &good).await.status, 201);
    let kept = agency.get("/api/v1/letters/heads").await.json()["items"][0].clone();
    assert_eq!((&kept["in_force"], &kept["unit"], &kept["code"]), (&json!(true), &json!(DISDIK), &json!("DIK")));
    let mut lost = good.clone();
    (lost["id"], lost["unit"]) = (json!(key(3)), json!(Uuid::from_u128(9)));
    assert_eq!(agency.post("/api/v1/letters/heads", &lost).await.status, 404);
}

#[tokio::test]
async fn an_issued_letter_keeps_its_words_and_head_and_no_number_is_given_twice() {
    let test = TestApp::new().await;
    let (head, agency) = verified(&test).await;
    assert_eq!(number(&head, "step=summon").await, "800.1.6.2/001/SP1/IV/2026");
    let called = does(&test, &head, 3, "2026-04-13", summons("2026-04-22", "800.1.6.2/001/SP1/IV/2026")).await;
    let first = last(&called);
    let issued = letter(&head, &first).await;
    assert!(text(&issued.bytes).await.contains("Demikian untuk dilaksanakan."));

    // The same day, an hour later, the office changes its words, head and numbers.
    test.app.system.set("2026-04-13T03:00:00Z".parse().unwrap());
    for kind in ["surat_panggilan_1", "surat_panggilan_2"] {
        let shown = agency.get(&format!("/api/v1/letters/templates/{kind}")).await.json();
        let own = shown["text"].as_str().unwrap().replace("Demikian untuk dilaksanakan.", "Harap hadir tepat waktu.");
        let new = json!({ "id": key(kind.len() as u128 * 8 + kind.ends_with('2') as u128), "from": "2026-04-13", "text": own });
        assert_eq!(agency.post(&format!("/api/v1/letters/templates/{kind}"), &new).await.status, 201);
    }
    let letterhead = json!({
        "id": key(5), "from": "2026-04-13", "unit": DISDIK, "names": ["Pemerintah Kota Contoh", "Dinas Pendidikan Baru"],
        "address": ["Jalan Baru Nomor 2"], "place": "Contoh Raya", "code": "DIK", "logo": STANDARD.encode(LOGO),
    });
    assert_eq!(agency.post("/api/v1/letters/heads", &letterhead).await.status, 201);
    let elsewhere = json!({ "id": key(6), "from": "2026-04-13", "unit": DINKES, "names": ["Dinas Lain"] });
    assert_eq!(agency.post("/api/v1/letters/heads", &elsewhere).await.status, 201);
    let bad = json!({ "id": key(7), "from": "2026-04-13", "pattern": "800/{nomor}" });
    assert_eq!(agency.post("/api/v1/letters/numbering", &bad).await.json()["errors"][0]["code"], "bad_pattern");
    let pattern = json!({ "id": key(7), "from": "2026-04-13", "pattern": "800.1.6.2/{nomor}/{unit}/{bulan}/{tahun}" });
    let numbering = agency.post("/api/v1/letters/numbering", &pattern).await;
    assert_eq!(numbering.json()["sample"], "800.1.6.2/1/kota-contoh/IV/2026", "{}", numbering.text());

    let again = letter(&head, &first).await;
    assert_eq!(again.bytes, issued.bytes, "the letter that was issued is the same file");

    // The second summons has the new words, head and number.
    on(&test, "2026-04-23");
    let next = number(&head, "step=summon").await;
    assert_eq!(next, "800.1.6.2/1/DIK/IV/2026");
    let twice = refused(&test, &head, "2026-04-23", summons("2026-05-05", " 800.1.6.2 /001/sp1/IV/2026")).await;
    assert_eq!(twice, "number_taken", "capitals and blanks make no other number");
    let called = does(&test, &head, 4, "2026-04-23", summons("2026-05-05", &next)).await;
    let second = letter(&head, &last(&called)).await;
    keep("panggilan-2-kop-baru", &second.bytes);
    let read = text(&second.bytes).await;
    for words in
        ["DINAS PENDIDIKAN BARU", "Jalan Baru Nomor 2", "Harap hadir tepat waktu.", "Contoh Raya, 23 April 2026", &next]
    {
        assert!(read.contains(words), "{words}: {read}");
    }
    assert_eq!(number(&head, "kind=kronologi").await, "800.1.6.2/2/DIK/IV/2026", "one book for all kinds");
    let paper = json!({ "id": key(8), "number": next, "content": { "paper": "chronology" } });
    assert_eq!(head.post(&format!("{}/papers", path()), &paper).await.code(), "number_taken");
}

/// Two letters of one office that are sent at one moment cannot both find a number free.
async fn one_of_many_gets_the_number(test: TestApp) {
    let (head, agency) = verified(&test).await;
    let mut all = tokio::task::JoinSet::new();
    for sent in 0..8_u128 {
        let client = if sent % 2 == 0 { head.clone() } else { agency.clone() };
        let paper = json!({ "id": key(0x80 + sent), "number": "800/7/2026", "content": { "paper": "chronology" } });
        all.spawn(async move {
            let answer = client.post(&format!("{}/papers", path()), &paper).await;
            if answer.status == 201 { "issued".to_owned() } else { answer.code() }
        });
    }
    let mut answers = all.join_all().await;
    answers.sort();
    let mut one = vec!["number_taken".to_owned(); 8];
    one[0] = "issued".to_owned();
    assert_eq!(answers, one);

    // The same letter sent twice at one moment is one letter and takes its number once.
    let paper = json!({ "id": key(0x90), "number": "800/8/2026", "content": { "paper": "chronology" } });
    let at = format!("{}/papers", path());
    let (first, second) = tokio::join!(head.post(&at, &paper), head.post(&at, &paper));
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 201), "{} {}", first.text(), second.text());
    let listed = head.get(&at).await.json();
    let numbers: Vec<&str> =
        listed["items"].as_array().unwrap().iter().map(|one| one["number"].as_str().unwrap()).collect();
    assert_eq!(numbers, ["800/7/2026", "800/8/2026"]);
}

#[tokio::test]
async fn a_number_is_given_once_however_many_ask_at_one_moment() {
    one_of_many_gets_the_number(TestApp::new().await).await;
    if let Some(test) = TestApp::on_postgres().await {
        one_of_many_gets_the_number(test).await;
    }
}

#[tokio::test]
async fn papers_beside_the_steps_say_what_happened_and_stay_as_they_were_issued() {
    let test = TestApp::new().await;
    let (head, agency) = verified(&test).await;
    let siti = test.as_role(Role::Pegawai).await;
    let at = format!("{}/papers", path());
    let content = |number: u128, content: Value| json!({ "id": key(number), "number": format!("P/{number}"), "content": content });
    let empty = agency
        .post(&at, &content(1, json!({ "paper": "colleague", "said_by": person_of(Role::Bendahara), "text": " " })))
        .await;
    assert_eq!(empty.status, 422, "{}", empty.text());
    let early = agency.post(&at, &content(1, json!({ "paper": "power_note", "text": "Bukan kewenangan kami." }))).await;
    assert_eq!(early.code(), "not_there_yet");
    let told = content(2, json!({ "paper": "chronology" }));
    let issued = agency.post(&at, &told).await;
    assert_eq!(issued.status, 201, "{}", issued.text());
    assert_eq!(agency.post(&at, &told).await.status, 201, "the same again changes nothing");
    let first = letter(&agency, &issued.json()["id"]).await;
    keep("kronologi", &first.bytes);
    let read = text(&first.bytes).await;
    for words in [
        "RAHASIA",
        "25 Maret 2026",
        "Tidak masuk kerja sesudah libur",
        "Jelaskan tanggal 25 dan 26 Maret",
        "Dua hari tanpa surat",
    ] {
        assert!(read.contains(words), "{words}: {read}");
    }
    does(&test, &head, 3, "2026-04-13", summons("2026-04-22", "800/1/2026")).await;
    assert_eq!(letter(&agency, &issued.json()["id"]).await.bytes, first.bytes, "what came later is not in it");

    let recap = agency.post(&at, &content(3, json!({ "paper": "recap", "year": 2026 }))).await;
    assert_eq!(recap.status, 201, "{}", recap.text());
    let read = text(&letter(&agency, &recap.json()["id"]).await.bytes).await;
    assert!(read.contains("Maret") && read.contains("belum ditutup") && read.contains("Jumlah"), "{read}");
    let said = json!({ "paper": "colleague", "said_by": person_of(Role::Bendahara), "text": "Ia mengantar ibunya ke rumah sakit." });
    let said = agency.post(&at, &content(4, said)).await;
    let read = text(&letter(&agency, &said.json()["id"]).await.bytes).await;
    assert!(read.contains("Contoh bendahara") && read.contains("mengantar ibunya"), "{read}");
    let nobody = json!({ "paper": "colleague", "said_by": Uuid::from_u128(9), "text": "x" });
    assert_eq!(agency.post(&at, &content(5, nobody)).await.code(), "unknown_person");

    // The person sees none of these, and issues none.
    assert_eq!(siti.get(&at).await.json()["items"], json!([]));
    assert_eq!(siti.get(&format!("{}/letters/{}", path(), key(2))).await.code(), "unknown_case");
    assert_eq!(siti.post(&at, &content(6, json!({ "paper": "chronology" }))).await.code(), "unknown_case");
    assert_eq!(siti.get(&format!("{}/absences.xlsx", path())).await.code(), "unknown_case");

    let sheet = agency.get(&format!("{}/absences.xlsx?year=2026", path())).await;
    assert_eq!(sheet.status, 200, "{}", sheet.text());
    assert!(sheet.bytes.starts_with(b"PK"));
    assert_eq!(agency.get(&format!("{}/absences.xlsx?year=2030", path())).await.code(), "bad_year");
    let listed = agency.get(&at).await.json();
    let kinds: Vec<&str> =
        listed["items"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["kronologi", "rekap_ketidakhadiran", "keterangan_rekan"]);
    let looks = siti.get("/api/v1/me/looks").await.json().to_string();
    assert!(looks.contains("discipline_case"), "{looks}");
}

/// Leads a case from its verification to a decision.
async fn decided(test: &TestApp, punishment: Value, articles: Value) -> (Client, Client, Client) {
    let (head, agency) = verified(test).await;
    let mayor = test.as_role(Role::Pimpinan).await;
    does(test, &head, 3, "2026-04-13", summons("2026-04-22", "800/1/2026")).await;
    let record = json!({
        "step": "examine", "number": "BAP/1", "statement": null,
        "exchanges": [{ "question": "Apakah Saudara sehat?", "answer": "Sehat." }],
        "signatures": [{ "person": person_of(Role::Pegawai), "signed": true, "reason": null },
                       { "person": person_of(Role::Kepala), "signed": true, "reason": null }],
    });
    does(test, &head, 4, "2026-04-22", record).await;
    let report = json!({
        "step": "report", "number": "LHP/1", "aggravating": "-", "mitigating": "Baru sekali", "impact": "Kelas kosong",
        "proposed": punishment,
    });
    does(test, &head, 5, "2026-04-24", report).await;
    let decision = json!({ "step": "decide", "decision": {
        "number": "SK/1", "punishment": punishment, "articles": articles, "office": "ppk", "text": "Sudah ditimbang.",
    }});
    does(test, &mayor, 6, "2026-04-27", decision).await;
    (head, agency, mayor)
}

#[tokio::test]
async fn a_decision_that_nobody_is_punished_has_its_own_letter() {
    let test = TestApp::new().await;
    let none = json!({ "kind": "none", "text": "ternyata dirawat di rumah sakit, dengan surat dokter" });
    let (_, agency, _) = decided(&test, none, json!([])).await;
    let shown = agency.get(&path()).await.json();
    let one = shown["letters"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(one["kind"], "keputusan_tidak_terbukti", "{shown}");
    let pdf = letter(&agency, &one["act"]).await.bytes;
    keep("keputusan-tidak-terbukti", &pdf);
    let read = text(&pdf).await;
    for words in ["tidak menjatuhkan hukuman disiplin", "surat dokter", "PP 94/2021 Ps 4 huruf f", "BAP/1", "SK/1"] {
        assert!(read.contains(words), "{words}: {read}");
    }
}

#[tokio::test]
async fn the_record_of_a_hand_over_has_a_number_of_its_own() {
    let listed = json!({ "kind": "listed", "sanction": "tunda_kgb_1th" });
    let articles = json!(["PP 94/2021 Ps 4 huruf f"]);
    let test = TestApp::new().await;
    let (head, ..) = decided(&test, listed.clone(), articles.clone()).await;
    on(&test, "2026-04-28");
    let next = number(&head, "step=hand_over").await;
    assert_eq!(next, "800.1.6.2/001/BAPK/IV/2026");
    let step = |number: &str| json!({ "step": "hand_over", "present": true, "number": number });
    assert_eq!(refused(&test, &head, "2026-04-28", step("lhp/1")).await, "number_taken", "that of the report");
    let handed = does(&test, &head, 7, "2026-04-28", step(&next)).await;
    assert_eq!(number(&head, "step=hand_over").await, "800.1.6.2/002/BAPK/IV/2026");
    let read = text(&letter(&head, &last(&handed)).await.bytes).await;
    assert!(read.contains(&next) && read.matches("SK/1").count() == 1, "the decision is named in it: {read}");

    // One without a number, as they were kept before, prints the decision's and takes none.
    let test = TestApp::new().await;
    let (head, ..) = decided(&test, listed, articles).await;
    let handed = does(&test, &head, 7, "2026-04-28", json!({ "step": "hand_over", "present": true })).await;
    assert_eq!(number(&head, "step=hand_over").await, next);
    let read = text(&letter(&head, &last(&handed)).await.bytes).await;
    assert_eq!(read.matches("SK/1").count(), 2, "{read}");
}

#[tokio::test]
async fn a_measure_by_contract_has_its_own_letter() {
    let test = TestApp::new().await;
    let siti = person_of(Role::Pegawai);
    test.app
        .db
        .write(async |tx| people::change(tx, CITY, siti, "Contoh pegawai", EmployeeType::Pppk).await)
        .await
        .unwrap();
    let by_contract = json!({
        "kind": "by_contract", "level": "sedang", "text": "perjanjian kerja tidak diperpanjang",
        "source": "Peraturan Wali Kota Contoh Nomor 1 Tahun 2026",
    });
    let (_, agency, _) = decided(&test, by_contract, json!(["Pasal 9 perjanjian kerja"])).await;
    let shown = agency.get(&path()).await.json();
    let one = shown["letters"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(one["kind"], "keputusan_kontrak", "{shown}");
    let pdf = letter(&agency, &one["act"]).await.bytes;
    keep("keputusan-kontrak", &pdf);
    let read = text(&pdf).await;
    for words in [
        "perjanjian kerja tidak diperpanjang",
        "Nomor 49 Tahun 2018",
        "Peraturan Wali Kota Contoh Nomor 1",
        "hari kerja ke-",
    ] {
        assert!(read.contains(words), "{words}: {read}");
    }
    assert!(!read.contains("Nomor 94 Tahun 2021"), "not the law of a PPPK: {read}");
    let record = agency.get(&format!("{}/hukdis.json", path())).await;
    assert_eq!(record.code(), "no_punishment", "nothing of the list: {}", record.text());
}

#[tokio::test]
async fn the_record_for_bkn_is_served_once_the_decision_is_final_and_with_its_ids() {
    let test = TestApp::new().await;
    let listed = json!({ "kind": "listed", "sanction": "tunda_kgb_1th" });
    let (head, agency, mayor) = decided(&test, listed, json!(["PP 94/2021 Ps 4 huruf f"])).await;
    let siti = test.as_role(Role::Pegawai).await;
    let at = |ending: &str, query: &str| format!("{}/hukdis.{ending}?{query}", path());
    let ids = "pns_orang_id=P1&alasan_id=A1&jenis_id=J1&tingkat_id=S&nomor_pp=07";

    let meeting = json!({
        "id": key(1), "number": "P/1", "on": "2026-04-27",
        "content": { "paper": "receive_summons", "before": person_of(Role::Kepala), "meet_on": "2026-04-28", "at": "09:00:00",
                     "place": "Ruang kepala" },
    });
    assert_eq!(head.post(&format!("{}/papers", path()), &meeting).await.status, 201);
    let own = siti.get(&format!("{}/papers", path())).await.json();
    assert_eq!(own["items"][0]["kind"], "surat_panggilan_keputusan", "{own}");
    assert!(text(&letter(&siti, &json!(key(1))).await.bytes).await.contains("Selasa"));
    let note = json!({ "id": key(2), "number": "P/2", "content": { "paper": "power_note", "text": "Bukan kewenangan kami." } });
    let noted = head.post(&format!("{}/papers", path()), &note).await;
    assert_eq!(noted.status, 201, "{}", noted.text());
    let read = text(&letter(&head, &json!(key(2))).await.bytes).await;
    assert!(read.contains("LHP/1") && read.contains("Bukan kewenangan kami"), "{read}");

    does(&test, &head, 7, "2026-04-28", json!({ "step": "hand_over", "present": true })).await;
    assert_eq!(agency.get(&at("json", ids)).await.code(), "not_final");
    on(&test, "2026-06-01");
    let closed = json!({ "step": "close", "reason": "selesai", "text": "Sudah berlaku." });
    does(&test, &agency, 8, "2026-06-01", closed).await;
    let lacking = agency.get(&at("json", "pns_orang_id=P1")).await;
    assert_eq!(
        (lacking.status.as_u16(), lacking.json()["errors"][0]["code"].as_str().map(str::to_owned)),
        (422, Some("missing_reference".to_owned())),
        "{}",
        lacking.text()
    );
    let record = agency.get(&at("json", ids)).await;
    assert_eq!(record.status, 200, "{}", record.text());
    let record = record.json();
    assert_eq!(
        (&record["skNomor"], &record["nomorPp"], &record["masaTahun"]),
        (&json!("SK/1"), &json!("07"), &json!("1"))
    );
    assert_eq!(record.as_object().unwrap().len(), 20);
    let csv = agency.get(&at("csv", ids)).await.text();
    assert!(csv.contains("skNomor") && csv.contains("SK/1"), "{csv}");
    assert_eq!(siti.get(&at("json", ids)).await.code(), "unknown_case");
    assert_eq!(mayor.get(&at("json", ids)).await.status, 200, "who decided sees the whole");
}
