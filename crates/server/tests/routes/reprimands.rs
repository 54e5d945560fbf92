//! The register of reprimands over HTTP: given by superiors, received or not signed, taken back, seen by few.

use hadir_domain::access::Role;
use hadir_domain::ids::{AccountId, PersonId};
use hadir_domain::people::{EmployeeType, Person, Post};
use hadir_store::accounts::{self, Account, AccountState};
use hadir_store::{directory, people, posts};
use jiff::civil::date;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{CITY, Client, DOCTOR, OTHER, OTHER_OFFICER, SD_1, TestApp, person_of};
use crate::{discipline, letters};

const ENTRY: Uuid = Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0007_0001);
const TONI: PersonId = PersonId(Uuid::from_u128(0x7101));
const TONIS: AccountId = AccountId(Uuid::from_u128(0x7102));

/// Somebody with a contract at the school, who can sign in.
async fn with_toni(test: &TestApp) -> Client {
    let person = Person {
        instansi: CITY,
        id: TONI,
        name: "Toni Contoh".into(),
        employee_type: EmployeeType::NonAsn,
        identifiers: Vec::new(),
    };
    let post = Post {
        person: TONI,
        unit: SD_1,
        site: None,
        title: "Penjaga sekolah".into(),
        rank: None,
        heads_unit: false,
        from_on: date(2025, 1, 1),
        to_on: None,
    };
    let account = Account {
        instansi: CITY,
        id: TONIS,
        login: "toni".into(),
        password_hash: None,
        person: Some(TONI),
        lang: "id".into(),
        state: AccountState::Active,
        failed_tries: 0,
        locked_until: None,
        created_at: test.app.now(),
    };
    test.app
        .db
        .write(async |tx| {
            people::add(tx, &person, None, test.app.now()).await?;
            posts::add(tx, CITY, &post).await?;
            accounts::add(tx, &account).await?;
            directory::put(tx, CITY, directory::Key::Login, "toni").await
        })
        .await
        .unwrap();
    test.as_account(CITY, TONIS).await
}

fn sp1() -> Value {
    json!({
        "id": ENTRY, "person": TONI, "on": "2026-01-19", "number": "SP/1", "text": "Tidak masuk tiga hari.",
        "kind": { "kind": "by_contract", "name": "SP1", "source": "Perjanjian kerja Pasal 9" }, "days": ["2026-01-12"],
    })
}

fn word(number: u128, step: Value) -> Value {
    json!({ "id": Uuid::from_u128(ENTRY.as_u128() + 0x10 + number), "on": "2026-01-19", "step": step })
}

#[tokio::test]
async fn a_reprimand_is_given_by_a_superior_received_with_a_reason_and_taken_back() {
    let test = TestApp::new().await;
    let toni = with_toni(&test).await;
    let (head, agency, siti) =
        (test.as_role(Role::Kepala).await, test.as_role(Role::Bkpsdm).await, test.as_role(Role::Pegawai).await);
    let give = async |client: &Client, change: Value| {
        let mut body = sp1();
        for (key, value) in change.as_object().unwrap() {
            body[key] = value.clone();
        }
        client.post("/api/v1/reprimands", &body).await
    };
    assert_eq!(give(&agency, json!({})).await.code(), "not_superior");
    assert_eq!(give(&test.as_role(Role::AdminUnit).await, json!({})).await.status, 403);
    assert_eq!(give(&head, json!({ "person": DOCTOR })).await.status, 404, "serves elsewhere");
    let oral = json!({ "kind": { "kind": "lisan" }, "person": person_of(Role::Pegawai), "article": "Ps 4 huruf f" });
    assert_eq!(give(&head, oral).await.code(), "case_needed", "a PNS has a case first");
    assert_eq!(give(&head, json!({ "person": person_of(Role::Pegawai) })).await.code(), "listed_only");
    assert_eq!(give(&head, json!({ "person": person_of(Role::Kepala) })).await.code(), "own_record");
    assert_eq!(give(&head, json!({ "kind": { "kind": "lisan" } })).await.code(), "blank", "without an article");
    assert_eq!(give(&head, json!({ "on": "2026-01-20" })).await.code(), "wrong_day");

    let given = give(&head, json!({})).await;
    assert_eq!(given.status, 201, "{}", given.text());
    assert_eq!(given.json()["kind_text"], "SP1");
    assert_eq!(give(&head, json!({})).await.status, 201, "the same again");
    assert_eq!(give(&head, json!({ "text": "Lain." })).await.code(), "id_taken");

    // The person, who heads the unit and who keeps the register see it; nobody else does.
    let path = format!("/api/v1/reprimands/{ENTRY}");
    let count = async |client: &Client| {
        let list = client.get("/api/v1/reprimands").await;
        list.status.is_success().then(|| list.json()["items"].as_array().unwrap().len())
    };
    let inspector = test.as_role(Role::Inspektorat).await;
    assert_eq!((count(&head).await, count(&agency).await), (Some(1), Some(1)));
    assert_eq!((count(&inspector).await, count(&test.as_role(Role::Pimpinan).await).await), (Some(0), None));
    for stranger in [&siti, &inspector, &test.as_role(Role::Operator).await] {
        assert_eq!(stranger.get(&path).await.code(), "unknown_reprimand");
        assert_eq!(stranger.get(&format!("{path}/letters/{ENTRY}")).await.code(), "unknown_reprimand");
    }
    assert_eq!(test.as_account(OTHER, OTHER_OFFICER).await.get(&path).await.status, 404);
    let below = agency.get("/api/v1/reprimands?unit=DINKES").await.json();
    assert_eq!(below["items"], json!([]), "of another unit");

    let acts = format!("{path}/acts");
    let received =
        |signed: bool, reason: Option<&str>| word(1, json!({ "step": "receive", "signed": signed, "reason": reason }));
    let mine = toni.get("/api/v1/me/reprimands").await.json();
    assert_eq!(mine["items"][0]["can"], json!(["receive"]), "{mine}");
    assert_eq!(siti.get("/api/v1/me/reprimands").await.json()["items"], json!([]));
    assert_eq!(toni.post(&acts, &received(false, None)).await.code(), "blank");
    assert_eq!(agency.post(&acts, &received(true, None)).await.code(), "not_superior");
    assert_eq!(siti.post(&acts, &received(true, None)).await.code(), "unknown_reprimand");
    let refused = toni.post(&acts, &received(false, Some("Saya sudah izin."))).await;
    assert_eq!(refused.status, 200, "{}", refused.text());
    assert_eq!(refused.json()["refused_reason"], "Saya sudah izin.");
    assert_eq!(toni.post(&acts, &received(false, Some("Saya sudah izin."))).await.status, 200, "the same again");
    let late = word(2, json!({ "step": "receive", "signed": true, "reason": null }));
    assert_eq!(toni.post(&acts, &late).await.code(), "wrong_stage");

    for client in [&head, &toni] {
        let paper = client.get(&format!("{path}/letters/{ENTRY}")).await;
        assert_eq!(paper.status, 200, "{}", paper.text());
        assert!(paper.bytes.starts_with(b"%PDF"));
        if let Ok(folder) = std::env::var("HADIR_ARTIFACTS") {
            std::fs::write(format!("{folder}/teguran.pdf"), &paper.bytes).unwrap();
        }
    }
    assert_eq!(head.get(&format!("{path}/letters/{DOCTOR}", DOCTOR = DOCTOR.0)).await.code(), "no_letter");

    let earlier = async |client: &Client, person: PersonId| {
        client.get(&format!("/api/v1/reprimands/earlier?person={}", person.0)).await
    };
    assert_eq!(earlier(&head, TONI).await.json()["total"], 1);
    assert_eq!(earlier(&head, DOCTOR).await.status, 404);
    let back = |text: &str| word(3, json!({ "step": "withdraw", "text": text }));
    assert_eq!(toni.post(&acts, &back("Keliru.")).await.code(), "own_record");
    assert_eq!(head.post(&acts, &back(" ")).await.code(), "blank");
    let gone = head.post(&acts, &back("Ia memang izin.")).await.json();
    assert_eq!((&gone["withdrawn_on"], &gone["can"]), (&json!("2026-01-19"), &json!([])), "{gone}");
    assert_eq!(earlier(&head, TONI).await.json()["total"], 0, "it counts no more");
    assert_eq!(count(&head).await, Some(1), "and stays in sight");

    let looks = toni.get("/api/v1/me/looks").await.json().to_string();
    assert!(looks.contains("jumlah teguran sebelumnya") && looks.contains("membuka teguran"), "{looks}");
    let notices = toni.get("/api/v1/me/notices").await.json();
    let told = notices["items"].as_array().unwrap().iter().filter(|one| one["kind"] == "case_mine").count();
    assert_eq!(told, 2, "given and taken back: {notices}");
}

#[tokio::test]
async fn a_reprimand_has_a_number_no_letter_of_the_office_has() {
    let test = TestApp::new().await;
    let toni = with_toni(&test).await;
    let (head, agency) = letters::verified(&test).await;
    let pattern = json!({ "id": Uuid::from_u128(9), "from": "2026-04-13", "pattern": "800.1/{nomor}/{unit}/{tahun}" });
    assert_eq!(agency.post("/api/v1/letters/numbering", &pattern).await.status, 201);
    let numbered = |key: u128, number: &str| {
        let mut one = sp1();
        (one["id"], one["on"]) = (json!(Uuid::from_u128(ENTRY.as_u128() + key)), json!("2026-04-13"));
        one["number"] = json!(number);
        one
    };
    let given = head.post("/api/v1/reprimands", &numbered(0, "800.1/1/DISDIK/2026")).await;
    assert_eq!(given.status, 201, "{}", given.text());
    assert_eq!(
        head.post("/api/v1/reprimands", &numbered(0, "800.1/1/DISDIK/2026")).await.status,
        201,
        "the same again"
    );
    assert_eq!(head.post("/api/v1/reprimands", &numbered(1, "800.1 / 1/DISDIK/2026")).await.code(), "number_taken");
    assert_eq!(letters::number(&head, "step=summon").await, "800.1/2/DISDIK/2026");
    let summons = letters::summons("2026-04-22", "800.1/1/DISDIK/2026");
    assert_eq!(discipline::refused(&test, &head, "2026-04-13", summons).await, "number_taken");

    // What the person says of it takes no number; taken back, it keeps its own.
    let acts = format!("/api/v1/reprimands/{ENTRY}/acts");
    let mut received = word(1, json!({ "step": "receive", "signed": true, "reason": null }));
    let mut back = word(2, json!({ "step": "withdraw", "text": "Keliru." }));
    (received["on"], back["on"]) = (json!("2026-04-13"), json!("2026-04-13"));
    assert_eq!(toni.post(&acts, &received).await.status, 200);
    assert_eq!(head.post(&acts, &back).await.status, 200);
    assert_eq!(letters::number(&head, "step=summon").await, "800.1/2/DISDIK/2026");
    discipline::does(&test, &head, 3, "2026-04-13", letters::summons("2026-04-22", "800.1/2/DISDIK/2026")).await;
    assert_eq!(head.post("/api/v1/reprimands", &numbered(1, "800.1/2/DISDIK/2026")).await.code(), "number_taken");
    assert_eq!(head.post("/api/v1/reprimands", &numbered(1, "800.1/3/DISDIK/2026")).await.status, 201);
}
