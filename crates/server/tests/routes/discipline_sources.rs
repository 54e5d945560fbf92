//! Cases opened from where the breach was found, each once, and only for whoever may see it.

use hadir_domain::access::Role;
use hadir_domain::ids::PersonId;
use hadir_domain::origins::{Origin, OriginKind};
use hadir_server::services::following_up::{self, NewFollowUp};
use hadir_server::services::judging;
use hadir_server::services::roster_desk::Officer;
use hadir_store::{StoreError, marks};
use jiff::civil::date;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::doubts::{city, doubted, own, say};
use crate::support::{Answer, CITY, Client, SD_1, TestApp, account_of, person_of};

const MACHINE: Uuid = Uuid::from_u128(0x501);
const FOLLOW_UP: Uuid = Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0006_0001);

pub fn fresh() -> Uuid {
    hadir_server::system::System::real().uuid()
}

/// Siti has no word from Monday to Thursday, and everything that could have spoken has.
pub async fn absent(test: &TestApp) {
    let until = "2026-01-16T00:00:00Z".parse().unwrap();
    test.app
        .db
        .write(async |tx| {
            marks::reach(tx, CITY, "machine", &MACHINE.to_string(), until).await?;
            marks::reach(tx, CITY, "manual", &SD_1.to_string(), until).await?;
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    judging::settle(&test.app, &city(test).await, date(2026, 1, 12), date(2026, 1, 16)).await.unwrap();
}

/// A case as it is opened, with the duties of a small office.
pub fn opening(origin: &str, source: Option<&str>, breaches: Value) -> Value {
    let has =
        |duty: &str, role: Role, office: &str| json!({ "duty": duty, "person": person_of(role), "office": office });
    json!({
        "id": fresh(), "person": person_of(Role::Pegawai), "office": "fungsional_pertama", "origin": origin,
        "source": source, "breaches": breaches,
        "people": [
            has("atasan_langsung", Role::Kepala, "administrator"), has("bkpsdm", Role::Bkpsdm, "pelaksana"),
            has("pejabat_berwenang", Role::Pimpinan, "ppk"),
        ],
    })
}

async fn draft(client: &Client, query: &str) -> Answer {
    client.get(&format!("/api/v1/discipline/openings?{query}")).await
}

/// The case of a source, as a caller is told of it.
async fn case_of(client: &Client, source: &str) -> Value {
    client.get(&format!("/api/v1/discipline/sources/{source}")).await.json()["case"].clone()
}

async fn from_a_misuse(test: TestApp) {
    let doubt = doubted(&test).await;
    let (head, agency) = (test.as_role(Role::Kepala).await, test.as_role(Role::Bkpsdm).await);
    let (siti, inspector) = (test.as_role(Role::Pegawai).await, test.as_role(Role::Inspektorat).await);
    let query = format!("origin=penyalahgunaan&source={doubt}");
    assert_eq!(draft(&head, "origin=penyalahgunaan").await.code(), "source_missing");
    assert_eq!(draft(&head, &query).await.code(), "not_confirmed");
    assert_eq!(draft(&siti, &query).await.status, 403);
    assert_eq!(say(&head, &doubt, json!({ "step": "ask" })).await.0, 200);
    assert_eq!(own(&siti, &doubt, json!({ "step": "answer", "text": "Saya di gerbang." })).await.0, 200);
    let found = json!({ "step": "review", "outcome": "misuse", "text": "Titipan rekan." });
    assert_eq!(say(&head, &doubt, found).await.0, 200);
    let early = opening("penyalahgunaan", Some(&doubt), json!([]));
    assert_eq!(head.post("/api/v1/discipline/cases", &early).await.code(), "not_confirmed");
    assert_eq!(say(&agency, &doubt, json!({ "step": "confirm" })).await.0, 200);

    let begun = draft(&head, &query).await.json();
    assert_eq!(begun["person"]["id"], json!(person_of(Role::Pegawai)), "{begun}");
    assert_eq!((&begun["unit"]["code"], &begun["source"]), (&json!("DISDIK-SD1"), &json!(doubt)), "{begun}");
    let breach = &begun["breaches"][0];
    assert_eq!((&breach["days"], &breach["attendance"]), (&json!(["2026-01-15"]), &json!(false)), "{begun}");
    assert!(breach["text"].as_str().unwrap().contains("Titipan rekan."), "{begun}");
    assert_eq!(breach["article"], begun["articles"][0]["article"], "{begun}");
    assert_eq!(begun["articles"][0]["confirmed"], false, "{begun}");

    let mut elsewhere = begun["breaches"].clone();
    elsewhere[0]["days"] = json!(["2026-01-02"]);
    let other_day = opening("penyalahgunaan", Some(&doubt), elsewhere);
    assert_eq!(head.post("/api/v1/discipline/cases", &other_day).await.code(), "source_differs");
    let one = opening("penyalahgunaan", Some(&doubt), begun["breaches"].clone());
    let opened = head.post("/api/v1/discipline/cases", &one).await;
    assert_eq!(opened.status, 201, "{}", opened.text());
    assert_eq!(head.post("/api/v1/discipline/cases", &one).await.status, 201, "the same again");

    // Whoever has a part in it is told of it, nobody else.
    let id = opened.json()["id"].clone();
    assert_eq!((case_of(&head, &doubt).await, case_of(&agency, &doubt).await), (id.clone(), id.clone()));
    assert_eq!(case_of(&inspector, &doubt).await, Value::Null);
    assert_eq!(case_of(&test.as_role(Role::Operator).await, &doubt).await, Value::Null);

    // One source, one case, until it is taken back.
    assert_eq!(draft(&inspector, &query).await.code(), "source_used");
    let mut again = one.clone();
    (again["id"], again["breaches"][0]["article"]) = (json!(fresh()), json!("PP 94/2021 Ps 4 huruf f"));
    assert_eq!(inspector.post("/api/v1/discipline/cases", &again).await.code(), "source_used");
    let close = json!({ "id": fresh(), "on": "2026-01-19",
        "step": { "step": "close", "reason": "ditarik", "text": "Dibuka dua kali." } });
    let path = format!("/api/v1/discipline/cases/{}/acts", id.as_str().unwrap());
    let closed = agency.post(&path, &close).await;
    assert_eq!(closed.status, 200, "{}", closed.text());
    assert_eq!(case_of(&head, &doubt).await, Value::Null, "it was taken back");
    let anew = inspector.post("/api/v1/discipline/cases", &again).await;
    assert_eq!(anew.status, 201, "{}", anew.text());
}

#[tokio::test]
async fn a_confirmed_misuse_begins_one_case_with_what_was_found() {
    from_a_misuse(TestApp::new().await).await;
    if let Some(test) = TestApp::on_postgres().await {
        from_a_misuse(test).await;
    }
}

/// Asks Siti about a sidak of Thursday.
async fn asked(test: &TestApp) {
    let instansi = city(test).await;
    let new = NewFollowUp {
        id: FOLLOW_UP,
        origin: Origin { kind: OriginKind::Sidak, id: Uuid::from_u128(0xa1) },
        person: person_of(Role::Pegawai),
        unit: SD_1,
        on: date(2026, 1, 15),
        found: "Tidak di tempat saat sidak pukul 10.00".into(),
    };
    let login = account_of(Role::Inspektorat).0.to_string();
    let officer = Officer { login: &login, person: Some(person_of(Role::Inspektorat)) };
    test.app
        .db
        .write(async |tx| following_up::open(tx, &test.app, &instansi, officer, std::slice::from_ref(&new)).await)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_finding_whose_explanation_was_not_accepted_begins_a_case() {
    let test = TestApp::new().await;
    asked(&test).await;
    let (siti, head) = (test.as_role(Role::Pegawai).await, test.as_role(Role::Kepala).await);
    let source = FOLLOW_UP.to_string();
    let query = format!("origin=temuan_sidak&source={source}");
    assert_eq!(draft(&head, &query).await.code(), "not_handed_on");
    let explains = json!({ "id": fresh(), "step": "explain", "text": "Ke kantin sebentar.", "files": [] });
    assert_eq!(siti.post(&format!("/api/v1/me/follow-ups/{source}/steps"), &explains).await.status, 200);
    let on = json!({ "id": fresh(), "step": "to_discipline", "text": "Dua jam bukan sebentar.", "files": [] });
    let handed = head.post(&format!("/api/v1/follow-ups/{source}/steps"), &on).await;
    assert_eq!(handed.status, 200, "{}", handed.text());

    let begun = draft(&head, &query).await.json();
    let text = begun["breaches"][0]["text"].as_str().unwrap();
    assert!(text.contains("15 Januari 2026: Tidak di tempat saat sidak pukul 10.00."), "{text}");
    assert!(text.contains("Dua jam bukan sebentar."), "{text}");
    let one = opening("temuan_sidak", Some(&source), begun["breaches"].clone());
    let opened = head.post("/api/v1/discipline/cases", &one).await;
    assert_eq!(opened.status, 201, "{}", opened.text());
    assert_eq!(case_of(&head, &source).await, opened.json()["id"]);
    assert_eq!(case_of(&siti, &source).await, opened.json()["id"], "it is about them");
    assert_eq!(draft(&head, &query).await.code(), "source_used");
    assert_eq!(draft(&head, &format!("origin=temuan_sidak&source={}", fresh())).await.status, 404);
}

#[tokio::test]
async fn an_indication_begins_a_case_with_its_days_and_only_what_the_ladder_says() {
    let test = TestApp::new().await;
    absent(&test).await;
    let inspector = test.as_role(Role::Inspektorat).await;
    let PersonId(siti) = person_of(Role::Pegawai);
    let begun = draft(&inspector, &format!("origin=indikasi&person={siti}&year=2026")).await;
    assert_eq!(begun.status, 200, "{}", begun.text());
    let begun = begun.json();
    let days = json!(["2026-01-12", "2026-01-13", "2026-01-14", "2026-01-15"]);
    assert_eq!(begun["breaches"][0]["days"], days, "{begun}");
    assert!(begun["breaches"][0]["text"].as_str().unwrap().contains("4 hari kerja"), "{begun}");
    let breach = |days: Value| {
        let mut all = begun["breaches"].clone();
        (all[0]["days"], all[0]["indicated"]) = (days, json!("pdhtaps"));
        all
    };
    let send =
        async |breaches: Value| inspector.post("/api/v1/discipline/cases", &opening("indikasi", None, breaches)).await;
    assert_eq!(send(breach(json!(["2026-01-12", "2026-01-19"]))).await.code(), "still_waiting");
    assert_eq!(send(breach(json!(["2026-01-12", "2026-01-13"]))).await.code(), "no_indication");
    let opened = send(breach(days.clone())).await;
    assert_eq!(opened.status, 201, "{}", opened.text());
    assert_eq!(send(breach(days.clone())).await.code(), "case_open");
    assert_eq!(draft(&inspector, &format!("origin=indikasi&person={siti}&year=2026")).await.code(), "source_used");

    // What the sender says of the punishment is not taken; the list tells of the case only whoever has a part in it.
    let agency = test.as_role(Role::Bkpsdm).await;
    let shown = agency.get(&format!("/api/v1/discipline/cases/{}", opened.json()["id"].as_str().unwrap())).await.json();
    assert_eq!(shown["breaches"][0]["indicated"], "teguran_tertulis", "{shown}");
    let listed = async |client: &Client| {
        let list = client.get("/api/v1/discipline/indications?year=2026").await.json();
        let items = list["items"].as_array().unwrap().clone();
        items.into_iter().find(|one| one["person"]["id"] == json!(siti)).unwrap()["case"].clone()
    };
    assert_eq!(listed(&agency).await, opened.json()["id"]);
    assert_eq!(listed(&inspector).await, Value::Null);
}

#[tokio::test]
async fn a_superior_reports_a_named_breach_without_a_count() {
    let test = TestApp::new().await;
    absent(&test).await;
    let head = test.as_role(Role::Kepala).await;
    let begun = draft(&head, "origin=laporan_atasan").await.json();
    assert_eq!((&begun["person"], &begun["breaches"]), (&Value::Null, &json!([])), "{begun}");
    assert!(!begun["articles"].as_array().unwrap().is_empty(), "{begun}");
    let own = draft(&head, &format!("origin=laporan_atasan&person={}", person_of(Role::Kepala).0)).await;
    assert_eq!(own.code(), "own_record");
    let breach = |attendance: bool, day: &str| {
        json!([{ "article": "PP 94/2021 Ps 4 huruf f", "text": "Meninggalkan loket.", "attendance": attendance,
                 "days": [day], "indicated": "teguran_lisan" }])
    };
    let worked = opening("laporan_atasan", None, breach(true, "2026-01-19"));
    assert_eq!(head.post("/api/v1/discipline/cases", &worked).await.code(), "still_waiting");
    let named = opening("laporan_atasan", Some(&fresh().to_string()), breach(false, "2026-01-16"));
    assert_eq!(head.post("/api/v1/discipline/cases", &named).await.status, 422, "a report names no record");
    let counted =
        head.post("/api/v1/discipline/cases", &opening("laporan_atasan", None, breach(true, "2026-01-12"))).await;
    assert_eq!(counted.status, 201, "{}", counted.text());
    assert_eq!(counted.json()["breaches"][0]["indicated"], Value::Null, "a report has no figure of the ladder");
}
