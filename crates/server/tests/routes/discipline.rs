//! A discipline case over HTTP: led by named people, seen by nobody else, sealed step by step.

use hadir_domain::access::Role;
use hadir_domain::ids::PersonId;
use hadir_server::services::casing::watching;
use hadir_store::instansi;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{CITY, Client, DOCTOR, OTHER, OTHER_OFFICER, TestApp, person_of};

pub const CASE: Uuid = Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0005_0001);

pub fn on(test: &TestApp, day: &str) {
    test.app.system.set(format!("{day}T02:00:00Z").parse().unwrap());
}

fn member(person: PersonId, office: &str, role: &str) -> Value {
    json!({ "person": person, "office": office, "chair": role == "chair", "secretary": role == "secretary" })
}

pub fn opening() -> Value {
    let has =
        |duty: &str, role: Role, office: &str| json!({ "duty": duty, "person": person_of(role), "office": office });
    json!({
        "id": CASE, "person": person_of(Role::Pegawai), "office": "fungsional_pertama", "origin": "laporan_atasan",
        "source": null,
        "breaches": [{ "article": "PP 94/2021 Ps 4 huruf f", "text": "Tidak masuk kerja sesudah libur", "attendance": false,
                       "days": ["2026-03-25", "2026-03-26"], "indicated": null }],
        "people": [
            has("atasan_langsung", Role::Kepala, "administrator"), has("bkpsdm", Role::Bkpsdm, "pelaksana"),
            has("kepala_opd", Role::AdminUnit, "jpt_pratama"), has("pejabat_berwenang", Role::Pimpinan, "ppk"),
            has("pemutus_keberatan", Role::Pimpinan, "ppk"),
        ],
    })
}

/// Does a step on a day and gives the answer's body.
pub async fn does(test: &TestApp, client: &Client, number: u128, day: &str, step: Value) -> Value {
    on(test, day);
    let act = json!({ "id": Uuid::from_u128(CASE.as_u128() + 0x10 + number), "on": day, "step": step });
    let path = format!("/api/v1/discipline/cases/{CASE}/acts");
    let answer = client.post(&path, &act).await;
    assert_eq!(answer.status, 200, "{}: {}", act["step"]["step"], answer.text());
    let again = client.post(&path, &act).await;
    assert_eq!(again.status, 200, "the same again changes nothing: {}", again.text());
    answer.json()
}

pub async fn refused(test: &TestApp, client: &Client, day: &str, step: Value) -> String {
    on(test, day);
    let act = json!({ "id": Uuid::from_u128(CASE.as_u128() + 0xff), "on": day, "step": step });
    let answer = client.post(&format!("/api/v1/discipline/cases/{CASE}/acts"), &act).await;
    assert_ne!(answer.status, 200, "{}", answer.text());
    answer.code()
}

async fn a_case_is_led(test: TestApp) {
    on(&test, "2026-04-06");
    let (siti, head, agency) =
        (test.as_role(Role::Pegawai).await, test.as_role(Role::Kepala).await, test.as_role(Role::Bkpsdm).await);
    let (inspector, opd, mayor, council) = (
        test.as_role(Role::Inspektorat).await,
        test.as_role(Role::AdminUnit).await,
        test.as_role(Role::Pimpinan).await,
        test.as_role(Role::Majelis).await,
    );
    assert_eq!(opd.post("/api/v1/discipline/cases", &opening()).await.status, 403);
    let begun = inspector.post("/api/v1/discipline/cases", &opening()).await;
    assert_eq!(begun.status, 201, "{}", begun.text());
    assert_eq!(inspector.post("/api/v1/discipline/cases", &opening()).await.status, 201, "the same again");
    let mut twice = opening();
    twice["id"] = json!(Uuid::from_u128(CASE.as_u128() + 1));
    assert_eq!(inspector.post("/api/v1/discipline/cases", &twice).await.code(), "case_open");

    // Whoever has no duty sees nothing of it, whatever they are.
    let path = format!("/api/v1/discipline/cases/{CASE}");
    let treasurer = test.as_role(Role::Bendahara).await;
    let operator = test.as_role(Role::Operator).await;
    for stranger in [&inspector, &treasurer, &operator, &council] {
        assert_eq!(stranger.get(&path).await.code(), "unknown_case");
        assert_eq!(stranger.get("/api/v1/discipline/cases").await.json()["items"], json!([]));
    }
    let shown = agency.get(&path).await.json();
    assert_eq!(shown["sight"], "seluruh_perkara", "{shown}");
    assert_eq!(shown["stage"], "dibuka");
    let own = siti.get(&path).await.json();
    assert_eq!((&own["sight"], &own["lapses"]), (&json!("milik_sendiri"), &json!([])), "{own}");

    let ask = json!({ "step": "ask", "text": "Jelaskan tanggal 25 dan 26 Maret.", "until": "2026-04-10" });
    assert_eq!(refused(&test, &siti, "2026-04-06", ask.clone()).await, "own_record");
    let soon = json!({ "step": "ask", "text": "Jelaskan.", "until": "2026-04-07" });
    assert_eq!(refused(&test, &head, "2026-04-06", soon).await, "too_soon");
    let asked = does(&test, &head, 1, "2026-04-06", ask).await;
    assert_eq!(asked["stage"], "diminta_penjelasan");
    let mine = siti.get(&path).await.json();
    assert!(mine["can"].as_array().unwrap().contains(&json!("explain")), "{mine}");
    let lost = json!({ "step": "explain", "text": "Sakit.", "files": ["00".repeat(32)] });
    assert_eq!(refused(&test, &siti, "2026-04-07", lost).await, "unknown_file");
    let explained = json!({ "step": "explain", "text": "Ibu saya dirawat di kampung.", "files": [] });
    does(&test, &siti, 2, "2026-04-07", explained).await;
    let claim = json!({ "step": "claim_reason", "text": "Orang tua sakit keras.", "files": [] });
    assert_eq!(does(&test, &siti, 3, "2026-04-07", claim).await["stage"], "di_kepala_opd");
    let looked = json!({ "step": "head_look", "view": "ke_majelis", "text": "Perlu dilihat majelis." });
    does(&test, &opd, 4, "2026-04-08", looked).await;
    assert_eq!(council.get(&path).await.code(), "unknown_case", "the council is not formed yet");
    let members = json!([
        member(person_of(Role::Majelis), "administrator", "chair"),
        member(person_of(Role::Operator), "administrator", "secretary"),
        member(person_of(Role::Bendahara), "administrator", ""),
        member(DOCTOR, "administrator", ""),
        member(person_of(Role::Inspektorat), "administrator", ""),
    ]);
    does(&test, &agency, 5, "2026-04-08", json!({ "step": "form_council", "number": "1/ME/2026", "members": members }))
        .await;
    let reason = council.get(&path).await.json();
    assert_eq!(reason["sight"], "alasan_saja", "{reason}");
    assert!(!reason.to_string().contains("Ibu saya dirawat"), "only the claimed reason: {reason}");
    let recommended = json!({
        "step": "recommend", "view": "ke_disiplin", "moral": null, "votes": null, "text": "Tidak ada surat dokter.",
    });
    does(&test, &council, 6, "2026-04-09", recommended).await;
    assert_eq!(council.get(&path).await.code(), "unknown_case", "its stage is over");

    let verified = json!({ "step": "verify", "level": "sedang", "text": "Dua hari tanpa surat." });
    does(&test, &agency, 7, "2026-04-13", verified).await;
    let summons = |day: &str, number: &str| {
        json!({
            "step": "summon", "number": number, "examine_on": day, "at": "09:00:00", "place": "Ruang rapat",
            "before": person_of(Role::Kepala),
        })
    };
    assert_eq!(refused(&test, &head, "2026-04-13", summons("2026-04-20", "1")).await, "too_soon");
    let called = does(&test, &head, 8, "2026-04-13", summons("2026-04-22", "800/1")).await;
    assert_eq!(called["stage"], "panggilan_1");
    let record = json!({
        "step": "examine", "number": "BAP/1", "statement": null,
        "exchanges": [{ "question": "Apakah Saudara sehat?", "answer": "Sehat." }],
        "signatures": [{ "person": person_of(Role::Pegawai), "signed": true, "reason": null },
                       { "person": person_of(Role::Kepala), "signed": true, "reason": null }],
    });
    assert_eq!(refused(&test, &head, "2026-04-21", record.clone()).await, "too_soon");
    does(&test, &head, 9, "2026-04-22", record).await;
    let report = json!({
        "step": "report", "number": "LHP/1", "aggravating": "-", "mitigating": "Baru sekali", "impact": "Kelas kosong",
        "proposed": { "kind": "listed", "sanction": "tunda_kgb_1th" },
    });
    let reported = does(&test, &head, 10, "2026-04-24", report).await;
    assert_eq!(reported["stage"], "dilaporkan", "{reported}");
    let decision = json!({ "step": "decide", "decision": {
        "number": "SK/1", "punishment": { "kind": "listed", "sanction": "tunda_kgb_1th" },
        "articles": ["PP 94/2021 Ps 4 huruf f"], "office": "ppk", "text": "Terbukti.",
    }});
    assert_eq!(refused(&test, &agency, "2026-04-27", decision.clone()).await, "no_duty");
    does(&test, &mayor, 11, "2026-04-27", decision).await;
    assert!(!siti.get(&path).await.json().to_string().contains("tunda_kgb_1th"), "not before it is handed over");
    let handed = does(&test, &head, 12, "2026-04-28", json!({ "step": "hand_over", "present": true })).await;
    assert_eq!(handed["received_on"], "2026-04-28", "{handed}");
    let mine = siti.get(&path).await.json();
    assert_eq!((&mine["contest"], &mine["contest_until"]), (&json!("keberatan"), &json!("2026-05-21")), "{mine}");
    let object = json!({ "step": "object", "text": "Saya merawat ibu.", "files": [] });
    does(&test, &siti, 13, "2026-05-04", object).await;
    let answer = json!({
        "step": "answer_objection", "outcome": "diringankan", "number": "SK/2", "text": "Alasan dapat diterima sebagian.",
        "instead": { "kind": "listed", "sanction": "tidak_puas_tertulis" },
    });
    let lighter = does(&test, &mayor, 14, "2026-05-11", answer).await;
    assert_eq!(lighter["punishment"]["sanction"], "tidak_puas_tertulis", "{lighter}");
    does(&test, &head, 15, "2026-05-12", json!({ "step": "hand_over", "present": true })).await;

    let letters = agency.get(&path).await.json()["letters"].as_array().unwrap().clone();
    let kinds: Vec<&str> = letters.iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["panggilan_1", "bap", "lhp", "keputusan", "penyerahan", "penyerahan"]);
    for (place, one) in letters.iter().enumerate() {
        let paper = agency.get(&format!("{path}/letters/{}", one["act"].as_str().unwrap())).await;
        assert_eq!(paper.status, 200, "{}", paper.text());
        assert!(paper.bytes.starts_with(b"%PDF"), "{one}");
        if let Ok(folder) = std::env::var("HADIR_ARTIFACTS") {
            std::fs::write(format!("{folder}/{place}-{}.pdf", kinds[place]), &paper.bytes).unwrap();
        }
    }
    let lhp = format!("{path}/letters/{}", letters[2]["act"].as_str().unwrap());
    assert_eq!(siti.get(&lhp).await.code(), "unknown_case", "what officers write to each other is not theirs");
    assert_eq!(treasurer.get(&lhp).await.code(), "unknown_case");

    // What came to level ringan and was handed over stands in the register by itself, for those who see the case.
    let register = agency.get("/api/v1/reprimands").await.json();
    let entry = &register["items"][0];
    assert_eq!((&entry["kind"], &entry["by_case"]), (&json!("tidak_puas"), &json!(true)), "{register}");
    assert_eq!((&entry["number"], &entry["received_on"]), (&json!("SK/1"), &json!("2026-05-12")), "{register}");
    assert_eq!(register["items"].as_array().unwrap().len(), 1, "once");
    assert_eq!(inspector.get("/api/v1/reprimands").await.json()["items"], json!([]), "no duty in the case");
    let place = format!("/api/v1/reprimands/{}", entry["id"].as_str().unwrap());
    assert_eq!(inspector.get(&place).await.code(), "unknown_reprimand");
    let own = siti.get("/api/v1/me/reprimands").await.json();
    assert_eq!((&own["items"][0]["case"], &own["items"][0]["can"]), (&json!(CASE), &json!([])), "{own}");
    let withdraw = json!({
        "id": Uuid::from_u128(CASE.as_u128() + 0xf0), "on": "2026-05-12", "step": { "step": "withdraw", "text": "x" }
    });
    assert_eq!(head.post(&format!("{place}/acts"), &withdraw).await.code(), "by_case");
    let printed = head.get(&format!("{place}/letters/{}", entry["id"].as_str().unwrap())).await;
    assert!(printed.bytes.starts_with(b"%PDF"), "{}", printed.text());
    let earlier = head.get(&format!("/api/v1/reprimands/earlier?person={}", person_of(Role::Pegawai).0)).await.json();
    assert_eq!(earlier["kinds"][0]["kind_text"], "pernyataan tidak puas secara tertulis", "{earlier}");

    // Every look of others is there for the person to see, none of their own.
    let looks = siti.get("/api/v1/me/looks").await.json().to_string();
    assert!(looks.contains("discipline_case"), "{looks}");
    // The copy of their own data holds what was addressed to them and not what officers wrote to each other.
    let list = siti.get("/api/v1/discipline/cases?open=true").await.json();
    assert_eq!(list["items"][0]["sight"], "milik_sendiri", "{list}");
    // Another government knows of nothing.
    let other = test.as_account(OTHER, OTHER_OFFICER).await;
    assert_eq!(other.get(&path).await.status, 404);
}

#[tokio::test]
async fn a_case_is_led_by_named_people_and_seen_by_nobody_else() {
    a_case_is_led(TestApp::new().await).await;
    if let Some(test) = TestApp::on_postgres().await {
        a_case_is_led(test).await;
    }
}

#[tokio::test]
async fn a_term_that_runs_out_is_told_to_who_let_it_and_to_the_next_one_up() {
    let test = TestApp::new().await;
    on(&test, "2026-04-06");
    let inspector = test.as_role(Role::Inspektorat).await;
    assert_eq!(inspector.post("/api/v1/discipline/cases", &opening()).await.status, 201);
    let instansi = test.app.db.read(async |tx| instansi::get(tx, CITY).await).await.unwrap().unwrap();
    let told = async |role: Role| {
        let all = test.as_role(role).await.get("/api/v1/me/notices").await.json();
        let items = all["items"].as_array().unwrap().clone();
        items.iter().filter(|one| one["kind"] == "case_due").count()
    };
    watching::once(&test.app, &instansi).await.unwrap();
    let (head, mayor) = (told(Role::Kepala).await, told(Role::Pimpinan).await);
    assert_eq!((head, mayor), (1, 0), "its turn, once");

    on(&test, "2026-04-30");
    watching::once(&test.app, &instansi).await.unwrap();
    watching::once(&test.app, &instansi).await.unwrap();
    assert_eq!((told(Role::Kepala).await, told(Role::Pimpinan).await), (2, 1), "once each");
    let agency = test.as_role(Role::Bkpsdm).await;
    let shown = agency.get(&format!("/api/v1/discipline/cases/{CASE}")).await.json();
    assert_eq!(shown["due"][0]["urgency"], "dieskalasi", "{shown}");
    assert_eq!(shown["lapses"][0]["who"][0]["name"], "Contoh kepala", "{shown}");
}

#[tokio::test]
async fn a_case_outside_the_callers_reach_or_about_oneself_is_not_opened() {
    let test = TestApp::new().await;
    on(&test, "2026-04-06");
    let head = test.as_role(Role::Kepala).await;
    let mut about = opening();
    about["person"] = json!(DOCTOR);
    assert_eq!(head.post("/api/v1/discipline/cases", &about).await.status, 404, "serves elsewhere");
    about["person"] = json!(person_of(Role::Kepala));
    assert_eq!(head.post("/api/v1/discipline/cases", &about).await.code(), "own_record");
    let mut nobody = opening();
    nobody["people"] = json!([]);
    assert_eq!(head.post("/api/v1/discipline/cases", &nobody).await.code(), "nobody_assigned");
    let mut unknown = opening();
    unknown["people"][0]["person"] = json!(Uuid::from_u128(9));
    assert_eq!(head.post("/api/v1/discipline/cases", &unknown).await.status, 422);
}
