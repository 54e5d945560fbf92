//! Stops of pay over HTTP: a superior gives notice, BKPSDM verifies, the KPA decides, each another person, seen by nobody else.

use std::collections::BTreeSet;

use hadir_domain::access::Role;
use hadir_domain::ids::PersonId;
use hadir_domain::status::Status;
use hadir_server::services::pay_stopping::watching;
use hadir_store::days::{self, Day};
use hadir_store::instansi;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{CITY, Client, DOCTOR, OTHER, OTHER_OFFICER, SD_1, TestApp, person_of};
use crate::{discipline, letters};

const STOP: Uuid = Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0006_0001);

fn on(test: &TestApp, day: &str) {
    test.app.system.set(format!("{day}T02:00:00Z").parse().unwrap());
}

/// Ten working days in a row, two weeks without a holiday.
fn ten() -> Vec<Date> {
    (6..=10).chain(13..=17).map(|day| date(2026, 4, day)).collect()
}

/// Judged days of a person.
async fn judged(test: &TestApp, person: PersonId, dates: &[Date], status: Status) {
    let day = |on: &Date| Day {
        person,
        on: *on,
        unit: Some(SD_1),
        status,
        settled: true,
        marks: Vec::new(),
        first_in: None,
        last_out: None,
        late_minutes: 0,
        early_minutes: 0,
        pack_sha256: [0; 32],
        engine: "uji".into(),
        window_end: None,
        judged_at: test.app.now(),
    };
    let days: Vec<Day> = dates.iter().map(day).collect();
    test.app.db.write(async |tx| days::put(tx, CITY, &days).await).await.unwrap();
}

fn notice() -> Value {
    json!({
        "id": STOP, "person": person_of(Role::Pegawai), "number": "800/10", "on": "2026-04-20",
        "verifier": person_of(Role::Bkpsdm), "kpa": person_of(Role::Bendahara),
    })
}

fn act(number: u128, day: &str, step: &Value) -> Value {
    json!({ "id": Uuid::from_u128(STOP.as_u128() + 0x10 + number), "on": day, "step": step })
}

/// Does a step on a day, twice as a lost answer would have it, and gives the answer's body.
async fn does(test: &TestApp, client: &Client, number: u128, day: &str, step: Value) -> Value {
    on(test, day);
    let path = format!("/api/v1/pay-stops/{STOP}/acts");
    let body = act(number, day, &step);
    let answer = client.post(&path, &body).await;
    assert_eq!(answer.status, 200, "{step}: {}", answer.text());
    assert_eq!(client.post(&path, &body).await.status, 200, "the same again changes nothing");
    answer.json()
}

async fn refused(test: &TestApp, client: &Client, day: &str, step: Value) -> String {
    on(test, day);
    let answer = client.post(&format!("/api/v1/pay-stops/{STOP}/acts"), &act(0xff, day, &step)).await;
    assert_ne!(answer.status, 200, "{}", answer.text());
    answer.code()
}

async fn told(test: &TestApp, role: Role, kind: &str) -> usize {
    let all = test.as_role(role).await.get("/api/v1/me/notices").await.json();
    all["items"].as_array().unwrap().iter().filter(|one| one["kind"] == kind).count()
}

fn decides(stop: bool, number: &str) -> Value {
    json!({ "step": "decide", "stop": stop, "number": number, "text": "Terbukti." })
}

async fn a_stop_is_led(test: TestApp) {
    on(&test, "2026-04-20");
    judged(&test, person_of(Role::Pegawai), &ten(), Status::Tk).await;
    let (siti, head, agency) =
        (test.as_role(Role::Pegawai).await, test.as_role(Role::Kepala).await, test.as_role(Role::Bkpsdm).await);
    let (kpa, inspector, mayor) = (
        test.as_role(Role::Bendahara).await,
        test.as_role(Role::Inspektorat).await,
        test.as_role(Role::Pimpinan).await,
    );

    // Only a superior gives notice, with three different people, and the server counts the days.
    for (client, code) in [(&agency, "not_superior"), (&inspector, "not_superior"), (&mayor, "forbidden")] {
        let answer = client.post("/api/v1/pay-stops", &notice()).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (403, code));
    }
    let with = |field: &str, role: Role| {
        let mut one = notice();
        one[field] = json!(person_of(role));
        one
    };
    assert_eq!(head.post("/api/v1/pay-stops", &with("kpa", Role::Kepala)).await.code(), "duties");
    assert_eq!(head.post("/api/v1/pay-stops", &with("verifier", Role::Pimpinan)).await.code(), "not_bkpsdm");
    assert_eq!(head.post("/api/v1/pay-stops", &with("person", Role::Kepala)).await.code(), "not_in_row");
    let mut elsewhere = notice();
    elsewhere["person"] = json!(DOCTOR);
    assert_eq!(head.post("/api/v1/pay-stops", &elsewhere).await.status, 404, "serves elsewhere");
    let counted = head.get(&format!("/api/v1/pay-stops/days?person={}", person_of(Role::Pegawai))).await.json();
    assert_eq!((counted["days"].as_array().unwrap().len(), &counted["in_row"]), (10, &json!(10)), "{counted}");

    let begun = head.post("/api/v1/pay-stops", &notice()).await;
    assert_eq!(begun.status, 201, "{}", begun.text());
    let begun = begun.json();
    assert_eq!((&begun["stage"], &begun["due"]["until"]), (&json!("diberitahukan"), &json!("2026-04-27")), "{begun}");
    assert_eq!(head.post("/api/v1/pay-stops", &notice()).await.status, 201, "the same again");
    let mut other_words = notice();
    other_words["number"] = json!("800/11");
    assert_eq!(head.post("/api/v1/pay-stops", &other_words).await.code(), "id_taken");
    let mut twice = notice();
    twice["id"] = json!(Uuid::from_u128(STOP.as_u128() + 1));
    let again = head.post("/api/v1/pay-stops", &twice).await.code();
    assert_eq!(again, "not_in_row", "the days of a stop are not counted a second time");

    // Whoever has no duty sees nothing of it, whatever they are.
    let path = format!("/api/v1/pay-stops/{STOP}");
    let (operator, opd) = (test.as_role(Role::Operator).await, test.as_role(Role::AdminUnit).await);
    for stranger in [&inspector, &mayor, &operator, &opd] {
        assert_eq!(stranger.get(&path).await.code(), "unknown_pay_stop");
        assert_eq!(stranger.get("/api/v1/pay-stops").await.json()["items"], json!([]));
        let step = json!({ "step": "verify", "stands": true, "text": "cocok" });
        assert_eq!(refused(&test, stranger, "2026-04-21", step).await, "unknown_pay_stop");
    }
    assert_eq!(test.as_account(OTHER, OTHER_OFFICER).await.get(&path).await.status, 404);
    assert_eq!(agency.get(&path).await.json()["can"], json!(["verify", "dissolve", "assign"]));
    assert_eq!(siti.get(&path).await.json()["sight"], "milik_sendiri");

    // Each step has its officer; nobody speaks twice, nothing lies in the future.
    let verify = json!({ "step": "verify", "stands": true, "text": "Cocok dengan mesin." });
    assert_eq!(refused(&test, &head, "2026-04-22", verify.clone()).await, "spoke_before");
    assert_eq!(refused(&test, &kpa, "2026-04-22", verify.clone()).await, "wrong_stage");
    assert_eq!(refused(&test, &siti, "2026-04-22", verify.clone()).await, "own_record");
    let blank = json!({ "step": "verify", "stands": true, "text": " " });
    assert_eq!(refused(&test, &agency, "2026-04-22", blank).await, "blank");
    assert_eq!(refused(&test, &agency, "2026-04-17", verify.clone()).await, "before_last");
    let tomorrow = act(0xfe, "2026-04-23", &verify);
    on(&test, "2026-04-22");
    assert_eq!(agency.post(&format!("{path}/acts"), &tomorrow).await.code(), "in_future");
    let days: BTreeSet<Date> = ten().into_iter().collect();
    let typed = json!({ "step": "notify", "number": "800/12", "days": days });
    assert_eq!(refused(&test, &head, "2026-04-22", typed).await, "wrong_stage", "days are the server's");
    does(&test, &agency, 1, "2026-04-22", verify).await;
    let pass = json!({ "step": "pass", "number": "900/3" });
    assert_eq!(refused(&test, &head, "2026-04-23", pass.clone()).await, "wrong_stage");
    does(&test, &agency, 2, "2026-04-23", pass).await;
    assert_eq!(refused(&test, &agency, "2026-04-24", decides(true, "KPA/1")).await, "spoke_before");
    assert_eq!(refused(&test, &head, "2026-04-24", decides(true, "KPA/1")).await, "spoke_before");

    // The KPA lets the term run out: they and the others hear of it, once each.
    let instansi = test.app.db.read(async |tx| instansi::get(tx, CITY).await).await.unwrap().unwrap();
    on(&test, "2026-05-11");
    let before = (told(&test, Role::Bendahara, "case_due").await, told(&test, Role::Kepala, "case_due").await);
    watching::once(&test.app, &instansi).await.unwrap();
    watching::once(&test.app, &instansi).await.unwrap();
    let after = (told(&test, Role::Bendahara, "case_due").await, told(&test, Role::Kepala, "case_due").await);
    assert_eq!(after, (before.0 + 1, before.1 + 1));
    let stopped = does(&test, &kpa, 3, "2026-05-11", decides(true, "KPA/1")).await;
    assert_eq!((&stopped["stage"], &stopped["stopped_from"]), (&json!("dihentikan"), &json!("2026-06-01")));
    let lapse = &stopped["lapses"][0];
    assert_eq!((&lapse["who"]["name"], &lapse["until"]), (&json!("Contoh bendahara"), &json!("2026-04-30")), "{lapse}");
    assert_eq!((&lapse["done_on"], stopped["lapses"].as_array().unwrap().len()), (&json!("2026-05-11"), 1));

    // The person reads the decision and what is needed, not what officers wrote to each other.
    let mine = siti.get("/api/v1/me/pay-stops").await.json();
    let own = &mine["items"][0];
    assert_eq!((&own["decisions"][0]["number"], &own["letters"]), (&json!("KPA/1"), &json!([])), "{own}");
    assert_eq!(own["resume_items"].as_array().unwrap().len(), 5);
    assert!(!own.to_string().contains("Cocok dengan mesin") && !own.to_string().contains("Contoh bkpsdm"), "{own}");
    assert_eq!(told(&test, Role::Pegawai, "case_mine").await, 2, "notice and decision");

    // Paying again: proposed by the superior with what belongs to it, decided by the KPA.
    let propose = |recap: [&str; 2], items: &[&str]| json!({ "step": "propose_resume", "number": "800/77", "recap": recap, "items": items });
    let items =
        ["a_pernyataan_atasan", "b_pernyataan_pegawai", "c_rekap_kehadiran", "d_salinan_perkara", "e_bukti_lain"];
    let month = ["2026-06-08", "2026-07-10"];
    assert_eq!(refused(&test, &head, "2026-07-13", propose(month, &items[..3])).await, "items_missing");
    let short = propose(["2026-06-20", "2026-07-10"], &items);
    assert_eq!(refused(&test, &head, "2026-07-13", short).await, "recap_too_short");
    assert_eq!(refused(&test, &kpa, "2026-07-13", propose(month, &items)).await, "wrong_stage");
    does(&test, &head, 4, "2026-07-13", propose(month, &items[..4])).await;
    let resume = json!({ "step": "resume", "resume": true, "number": "KPA/2", "text": "Lengkap." });
    assert_eq!(refused(&test, &agency, "2026-07-14", resume.clone()).await, "wrong_stage");
    let paid = does(&test, &kpa, 5, "2026-07-14", resume).await;
    assert_eq!((&paid["stage"], &paid["resumed_on"]), (&json!("diaktifkan"), &json!("2026-07-14")), "{paid}");
    assert_eq!(paid["can"], json!([]));

    let letters = agency.get(&path).await.json()["letters"].as_array().unwrap().clone();
    assert_eq!(letters.len(), 3, "{letters:?}");
    for (place, one) in letters.iter().enumerate() {
        let paper = format!("{path}/letters/{}", one["act"].as_str().unwrap());
        let printed = agency.get(&paper).await;
        assert_eq!(printed.status, 200, "{}", printed.text());
        assert!(printed.bytes.starts_with(b"%PDF"), "{one}");
        assert_eq!(siti.get(&paper).await.code(), "unknown_pay_stop", "what officers write to each other");
        assert_eq!(inspector.get(&paper).await.code(), "unknown_pay_stop");
        if let Ok(folder) = std::env::var("HADIR_ARTIFACTS") {
            std::fs::write(format!("{folder}/gaji-{place}.pdf"), &printed.bytes).unwrap();
        }
    }
    let decided = format!("{path}/letters/{}", Uuid::from_u128(STOP.as_u128() + 0x13));
    assert_eq!(agency.get(&decided).await.code(), "no_letter");
    let looks = siti.get("/api/v1/me/looks").await.json().to_string();
    assert!(looks.contains("membuka penghentian gaji"), "{looks}");
}

#[tokio::test]
async fn pay_is_stopped_and_paid_again_by_named_people_and_seen_by_nobody_else() {
    a_stop_is_led(TestApp::new().await).await;
    if let Some(test) = TestApp::on_postgres().await {
        a_stop_is_led(test).await;
    }
}

#[tokio::test]
async fn letters_of_a_stop_stand_in_the_same_book_as_those_of_cases() {
    let test = TestApp::new().await;
    let (head, agency) = letters::verified(&test).await;
    let kpa = test.as_role(Role::Bendahara).await;
    let pattern = json!({ "id": Uuid::from_u128(9), "from": "2026-04-13", "pattern": "800.1/{nomor}/{unit}/{tahun}" });
    assert_eq!(agency.post("/api/v1/letters/numbering", &pattern).await.status, 201);
    on(&test, "2026-04-20");
    judged(&test, person_of(Role::Pegawai), &ten(), Status::Tk).await;
    let next = async || letters::number(&head, "step=summon").await;
    assert_eq!(next().await, "800.1/1/DISDIK/2026");
    discipline::does(&test, &head, 3, "2026-04-20", letters::summons("2026-04-29", "800.1/1/DISDIK/2026")).await;

    // A notice does not take the number of a summons; its own is counted and taken by none after it.
    let numbered = |number: &str| {
        let mut one = notice();
        one["number"] = json!(number);
        one
    };
    let taken = head.post("/api/v1/pay-stops", &numbered("800.1/1/disdik/2026")).await;
    assert_eq!(taken.code(), "number_taken");
    assert!(taken.text().contains("2026-04-20"), "{}", taken.text());
    assert_eq!(head.post("/api/v1/pay-stops", &numbered("800.1/2/DISDIK/2026")).await.status, 201);
    assert_eq!(next().await, "800.1/3/DISDIK/2026");

    // Each letter and decision of the stop, too; what was refused is done with the next number.
    let verify = json!({ "step": "verify", "stands": true, "text": "Cocok dengan mesin." });
    does(&test, &agency, 1, "2026-04-21", verify).await;
    let pass = |number: u8| json!({ "step": "pass", "number": format!("800.1/{number}/DISDIK/2026") });
    assert_eq!(refused(&test, &agency, "2026-04-21", pass(2)).await, "number_taken");
    does(&test, &agency, 2, "2026-04-21", pass(3)).await;
    let decide = |number: u8| decides(true, &format!("800.1/{number}/DISDIK/2026"));
    assert_eq!(refused(&test, &kpa, "2026-04-22", decide(3)).await, "number_taken");
    does(&test, &kpa, 3, "2026-04-22", decide(4)).await;
    assert_eq!(next().await, "800.1/5/DISDIK/2026");
    for number in 1..=4 {
        let number = format!("800.1/{number}/DISDIK/2026");
        let paper = json!({ "id": Uuid::from_u128(10), "number": number, "content": { "paper": "chronology" } });
        let path = format!("/api/v1/discipline/cases/{}/papers", discipline::CASE);
        assert_eq!(head.post(&path, &paper).await.code(), "number_taken", "{number}");
    }

    // Another year is another book.
    on(&test, "2027-01-04");
    let again = json!({
        "step": "propose_resume", "number": "800.1/2/DISDIK/2026", "recap": ["2026-06-08", "2026-07-10"],
        "items": ["a_pernyataan_atasan", "b_pernyataan_pegawai", "c_rekap_kehadiran", "d_salinan_perkara"],
    });
    assert_eq!(refused(&test, &head, "2026-12-30", again.clone()).await, "number_taken");
    does(&test, &head, 4, "2027-01-04", again).await;
}

#[tokio::test]
async fn nine_days_stop_no_pay_and_a_sick_day_among_ten_is_told_to_who_verifies() {
    let test = TestApp::new().await;
    on(&test, "2026-04-20");
    let siti = person_of(Role::Pegawai);
    judged(&test, siti, &ten()[1..], Status::Tk).await;
    let (head, agency) = (test.as_role(Role::Kepala).await, test.as_role(Role::Bkpsdm).await);
    let few = head.post("/api/v1/pay-stops", &notice()).await;
    assert_eq!(few.code(), "not_in_row");
    assert!(few.text().contains("Baru 9 hari"), "{}", few.text());

    judged(&test, siti, &ten()[..1], Status::Tk).await;
    assert_eq!(head.post("/api/v1/pay-stops", &notice()).await.status, 201);
    let long = json!({ "step": "verify", "stands": true, "text": "a".repeat(20_000) });
    let answer = agency.post(&format!("/api/v1/pay-stops/{STOP}/acts"), &act(0xfe, "2026-04-20", &long)).await;
    assert_eq!(answer.json()["errors"][0]["code"], "too_long", "{}", answer.text());
    judged(&test, siti, &ten()[4..5], Status::S).await;
    let shown = agency.get(&format!("/api/v1/pay-stops/{STOP}")).await.json();
    assert_eq!(shown["changed_days"], json!(["2026-04-10"]), "{shown}");
    let instansi = test.app.db.read(async |tx| instansi::get(tx, CITY).await).await.unwrap().unwrap();
    let before = told(&test, Role::Bkpsdm, "case_due").await;
    watching::once(&test.app, &instansi).await.unwrap();
    watching::once(&test.app, &instansi).await.unwrap();
    assert_eq!(told(&test, Role::Bkpsdm, "case_due").await, before + 1, "once");
    let gone = json!({ "step": "dissolve", "text": "Surat sakit 10 April." });
    assert_eq!(refused(&test, &head, "2026-04-21", gone.clone()).await, "wrong_stage");
    let dropped = does(&test, &agency, 1, "2026-04-21", gone).await;
    assert_eq!((&dropped["stage"], &dropped["over"]), (&json!("tidak_dihentikan"), &json!(true)), "{dropped}");
    let open = head.get("/api/v1/pay-stops?open=true").await.json();
    assert_eq!(open["items"], json!([]));
}

#[tokio::test]
async fn a_duty_passes_to_another_officer_who_alone_sees_it_from_then_on() {
    let test = TestApp::new().await;
    on(&test, "2026-04-20");
    judged(&test, person_of(Role::Pegawai), &ten(), Status::Tk).await;
    let (head, kpa) = (test.as_role(Role::Kepala).await, test.as_role(Role::Bendahara).await);
    assert_eq!(head.post("/api/v1/pay-stops", &notice()).await.status, 201);
    let hand =
        |duty: &str, to: Role| json!({ "step": "assign", "duty": duty, "to": person_of(to), "text": "Pindah tugas." });
    assert_eq!(refused(&test, &head, "2026-04-20", hand("bkpsdm", Role::Inspektorat)).await, "not_bkpsdm");
    assert_eq!(refused(&test, &head, "2026-04-20", hand("kpa", Role::Pegawai)).await, "duties");
    assert_eq!(refused(&test, &head, "2026-04-20", hand("kpa", Role::Bkpsdm)).await, "duties", "one duty each");
    let handed = does(&test, &kpa, 1, "2026-04-20", hand("kpa", Role::Pimpinan)).await;
    assert_eq!(handed["sight"], "milik_sendiri", "who gave the duty up sees no more than the person: {handed}");
    let path = format!("/api/v1/pay-stops/{STOP}");
    assert_eq!(kpa.get(&path).await.code(), "unknown_pay_stop");
    assert_eq!(test.as_role(Role::Pimpinan).await.get(&path).await.json()["sight"], "seluruhnya");
}
