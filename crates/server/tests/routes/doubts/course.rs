//! The course of a case: heard, reviewed by two, void, appealed, restored.

use axum::body::Body;
use axum::http::Method;
use hadir_server::services::judging;
use hadir_store::doubts::voids;
use hadir_store::records;
use jiff::{Span, ToSpan};
use sha2::{Digest, Sha256};

use super::*;
use crate::support::DOCTOR;

async fn checked(app: &TestApp) {
    let checked = judging::check(&app.app, &city(app).await, SPAN.0, SPAN.1).await.unwrap();
    assert_eq!((checked.different, checked.compared > 0), (0, true), "{:?}", checked.differences);
}

async fn a_life(app: TestApp) {
    let case = doubted(&app).await;
    let siti = person_of(Role::Pegawai);
    let before = day_of(&app, siti, THURSDAY).await;
    assert_eq!(before["first_in"], "07:10:00", "{before}");
    let head = app.as_role(Role::Kepala).await;

    // The file, for and against.
    let open = head.get(&format!("/api/v1/doubts/{case}")).await.json();
    assert_eq!(
        (&open["state"], &open["can"]),
        (&json!("open"), &json!(["take", "ask", "review", "withdraw"])),
        "{open}"
    );
    assert_eq!(open["items"][0]["against"][0]["code"], "same_fix_as_others");
    assert_eq!(open["items"][0]["in_favour"][0]["code"], "own_phone");
    assert_eq!((&open["items"][0]["local_time"], &open["items"][0]["source"]), (&json!("07:10:00"), &json!("machine")));
    assert_eq!(open["days"][0]["date"], "2026-01-15");
    assert_eq!(open["reference"].as_str().unwrap().len(), 11);

    // Nobody is found to misuse anything without having been asked.
    let misuse = json!({ "step": "review", "outcome": "misuse" });
    let (status, early) = say(&head, &case, misuse.clone()).await;
    assert_eq!((status, &early["code"]), (409, &json!("not_heard")), "{early}");
    let (status, asked) = say(&head, &case, json!({ "step": "ask", "text": "Di mana Anda pukul 07.10?" })).await;
    assert_eq!(
        (status, &asked["state"], &asked["answer_until"]),
        (200, &json!("asked"), &json!("2026-01-22")),
        "{asked}"
    );
    assert_eq!(asked["owner"], "kepala");
    let (status, early) = say(&head, &case, misuse.clone()).await;
    assert_eq!((status, &early["code"]), (409, &json!("not_heard")), "there is time left: {early}");

    // The person is told, sees the same file and answers with a photo and a witness.
    let employee = app.as_role(Role::Pegawai).await;
    let notices = employee.get("/api/v1/me/notices").await.json();
    assert_eq!(
        (&notices["items"][0]["kind"], &notices["items"][0]["link"]),
        (&json!("doubt_asked"), &json!(format!("/doubts/{case}")))
    );
    let mine = employee.get("/api/v1/me/doubts").await.json();
    assert_eq!((&mine["asked"], &mine["items"][0]["id"]), (&json!(1), &json!(case)));
    let file = employee.get(&format!("/api/v1/me/doubts/{case}")).await.json();
    assert_eq!((&file["items"], &file["can"]), (&asked["items"], &json!(["answer"])));
    let photo = [&[0xff, 0xd8, 0xff, 0xe0][..], &[5; 300]].concat();
    let hash = hex::encode(Sha256::digest(&photo));
    let answer =
        json!({ "step": "answer", "text": "Saya di gerbang.", "files": [hash], "witness": DOCTOR, "id": fresh() });
    let (status, early) = own(&employee, &case, answer.clone()).await;
    assert_eq!((status, &early["code"]), (409, &json!("unknown_file")), "{early}");
    let to = format!("/api/v1/me/doubts/{case}/files/{hash}");
    for _ in 0..2 {
        let kept = employee.send(Method::PUT, &to, Some("image/jpeg"), Body::from(photo.clone())).await;
        assert_eq!(kept.status, 204, "{}", kept.text());
    }
    let (status, answered) = own(&employee, &case, answer.clone()).await;
    assert_eq!((status, &answered["state"], &answered["heard"]), (200, &json!("answered"), &json!(true)), "{answered}");
    assert_eq!(own(&employee, &case, answer).await.0, 200, "the same again changes nothing");
    assert_eq!(head.get("/api/v1/me/notices").await.json()["items"][0]["kind"], "doubt_waiting");
    let seen = head.get(&format!("/api/v1/doubts/{case}/files/{hash}")).await;
    assert_eq!((seen.status.as_u16(), seen.header("content-type")), (200, "image/jpeg"));
    let open = head.get(&format!("/api/v1/doubts/{case}")).await.json();
    assert_eq!(open["steps"][1]["witness_name"], "dr. Wulan Contoh");

    // Two officers, and a word of the reviewer alone changes nothing.
    let (status, reviewed) = say(&head, &case, misuse).await;
    assert_eq!(
        (status, &reviewed["state"], &reviewed["can"]),
        (200, &json!("reviewed"), &json!(["take", "withdraw"])),
        "{reviewed}"
    );
    assert_eq!(day_of(&app, siti, THURSDAY).await, before);
    assert_eq!(say(&head, &case, json!({ "step": "confirm" })).await.0, 403, "a head does not confirm");
    let agency = app.as_role(Role::Bkpsdm).await;
    let (status, closed) = say(&agency, &case, json!({ "step": "confirm" })).await;
    assert_eq!((status, &closed["state"], &closed["outcome"]), (200, &json!("closed"), &json!("misuse")), "{closed}");
    assert_eq!(closed["appeal_until"], "2026-01-26");

    // The punch is named, and decides nothing.
    let void = day_of(&app, siti, THURSDAY).await;
    assert_eq!(void["first_in"], Value::Null, "{void}");
    assert!(void["reasons"].to_string().contains("Gugur: rekaman pukul 07.10.00 dari mesin"), "{void}");
    assert!(void["reasons"].to_string().contains(open["reference"].as_str().unwrap()));
    assert_eq!(void["punches"][0]["labels"], json!(["void"]));
    assert_eq!(void["punches"].as_array().unwrap().len(), 2, "it stays listed");
    checked(&app).await;

    // The appeal is a third officer's.
    let (status, appealed) =
        own(&employee, &case, json!({ "step": "appeal", "text": "Kamera gerbang merekam saya." })).await;
    assert_eq!((status, &appealed["state"]), (200, &json!("appealed")), "{appealed}");
    assert_eq!(day_of(&app, siti, THURSDAY).await, void, "an appeal alone changes nothing");
    let (status, spoke) = say(&agency, &case, json!({ "step": "overturn" })).await;
    assert_eq!((status, &spoke["code"]), (403, &json!("spoke_before")), "{spoke}");
    app.wait(1.minute());
    let inspector = app.as_role(Role::Inspektorat).await;
    let (status, overturned) = say(&inspector, &case, json!({ "step": "overturn" })).await;
    assert_eq!((status, &overturned["state"], &overturned["outcome"]), (200, &json!("closed"), &json!("honest")));
    assert_eq!(overturned["can"], json!([]));
    assert_eq!(day_of(&app, siti, THURSDAY).await, before, "it counts again");
    checked(&app).await;
    assert_eq!(opened(&app).await, Opened::default(), "a closed case is not opened again");

    // Every look of others is told, and the words are sealed.
    let looks = employee.get("/api/v1/me/looks").await.json().to_string();
    assert!(looks.contains("membuka perkara keraguan PK-"), "{looks}");
    let step: Uuid = overturned["steps"][5]["id"].as_str().unwrap().parse().unwrap();
    let body = app.app.db.read(async |tx| records::body(tx, CITY, step).await).await.unwrap().expect("a body").1;
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((&body["step"], &body["case"], &body["ordinal"]), (&json!("overturn"), &json!(case), &json!(5)));
}

#[tokio::test]
async fn a_doubt_is_heard_reviewed_by_two_and_undone_by_a_third() {
    a_life(TestApp::new().await).await;
}

#[tokio::test]
async fn a_doubt_is_heard_reviewed_by_two_and_undone_by_a_third_on_postgres() {
    if let Some(app) = TestApp::on_postgres().await {
        a_life(app).await;
    }
}

#[tokio::test]
async fn silence_ends_the_waiting_and_decides_nothing() {
    let app = TestApp::new().await;
    let case = doubted(&app).await;
    let head = app.as_role(Role::Kepala).await;
    assert_eq!(say(&head, &case, json!({ "step": "ask" })).await.0, 200);

    app.wait(Span::new().hours(24 * 4));
    let head = app.as_role(Role::Kepala).await;
    let silent = head.get("/api/v1/doubts?state=silent").await.json();
    assert_eq!(silent["items"][0]["id"], json!(case), "{silent}");
    assert_eq!(silent["items"][0]["overdue"], false, "officers have their own time after it");
    let open = head.get(&format!("/api/v1/doubts/{case}")).await.json();
    assert_eq!((&open["outcome"], &open["heard"]), (&Value::Null, &json!(true)));
    let late = app.as_role(Role::Pegawai).await;
    assert_eq!(own(&late, &case, json!({ "step": "answer", "text": "Maaf, baru sempat." })).await.0, 200);

    let (status, closed) = say(&head, &case, json!({ "step": "review", "outcome": "technical" })).await;
    assert_eq!((status, &closed["state"], &closed["can"]), (200, &json!("closed"), &json!([])), "{closed}");
    assert_eq!(late.get("/api/v1/me/notices").await.json()["items"][0]["kind"], "doubt_decided");
    app.wait(Span::new().hours(24 * 30));
    let overdue = app.as_role(Role::Kepala).await.get("/api/v1/doubts?overdue=true").await.json();
    assert_eq!(overdue["items"], json!([]), "a closed case is nobody's to do");
}

#[tokio::test]
async fn a_rejected_misuse_goes_back_and_who_found_it_does_not_confirm() {
    let app = TestApp::new().await;
    let case = doubted(&app).await;
    let agency = app.as_role(Role::Bkpsdm).await;
    let employee = app.as_role(Role::Pegawai).await;
    assert_eq!(own(&employee, &case, json!({ "step": "answer" })).await.0, 200, "nobody has to wait to be asked");
    let (status, reviewed) = say(&agency, &case, json!({ "step": "review", "outcome": "misuse" })).await;
    assert_eq!(status, 200, "{reviewed}");

    for step in ["confirm", "reject"] {
        let (status, own) = say(&agency, &case, json!({ "step": step })).await;
        assert_eq!((status, &own["code"]), (403, &json!("own_word")), "{own}");
    }
    let inspector = app.as_role(Role::Inspektorat).await;
    let (status, back) = say(&inspector, &case, json!({ "step": "reject" })).await;
    assert_eq!((status, &back["state"], &back["outcome"]), (200, &json!("answered"), &Value::Null));
    let (status, blank) = say(&agency, &case, json!({ "step": "review", "outcome": "honest", "text": " " })).await;
    assert_eq!((status, &blank["code"]), (422, &json!("text_needed")));
    let (status, nothing) = say(&agency, &case, json!({ "step": "review" })).await;
    assert_eq!((status, &nothing["code"]), (422, &json!("outcome_needed")));
}

#[tokio::test]
async fn only_the_named_punches_of_a_case_become_void_and_later_facts_bring_them_back() {
    let app = TestApp::new().await;
    let siti = person_of(Role::Pegawai);
    let [thursday, wednesday] = punched(&app).await;
    let both = [
        weighed(thursday, siti, THURSDAY, Verdict::Contradicted, 310),
        weighed(wednesday, siti, WEDNESDAY, Verdict::Contradicted, 200),
    ];
    weigh(&app, &both).await;
    assert_eq!(opened(&app).await.opened, 1, "one person, one case");
    let case = only_case(&app).await;
    let (head, agency) = (app.as_role(Role::Kepala).await, app.as_role(Role::Bkpsdm).await);
    let employee = app.as_role(Role::Pegawai).await;
    assert_eq!(own(&employee, &case, json!({ "step": "answer" })).await.0, 200);
    let (status, _) = say(&head, &case, json!({ "step": "review", "outcome": "misuse", "which": [DOCTOR] })).await;
    assert_eq!(status, 422, "that is no punch of the case");
    let found = json!({ "step": "review", "outcome": "misuse", "which": [wednesday] });
    assert_eq!(say(&head, &case, found).await.0, 200);
    assert_eq!(say(&agency, &case, json!({ "step": "confirm" })).await.0, 200);

    let void = async || {
        let now = app.app.now();
        let found = app.app.db.read(async |tx| voids::of_people(tx, CITY, &[siti], SPAN, now).await).await.unwrap();
        found.into_keys().collect::<Vec<_>>()
    };
    assert_eq!(void().await, [wednesday]);
    assert_eq!(day_of(&app, siti, THURSDAY).await["first_in"], "07:10:00");
    assert_eq!(day_of(&app, siti, WEDNESDAY).await["first_in"], Value::Null);

    app.wait(Span::new().hours(24 * 30));
    let employee = app.as_role(Role::Pegawai).await;
    let (status, late) = own(&employee, &case, json!({ "step": "appeal" })).await;
    assert_eq!((status, &late["code"]), (409, &json!("not_now")));
    let head = app.as_role(Role::Kepala).await;
    assert_eq!(say(&head, &case, json!({ "step": "withdraw" })).await.0, 403, "two officers said so");
    let inspector = app.as_role(Role::Inspektorat).await;
    let (status, withdrawn) = say(&inspector, &case, json!({ "step": "withdraw", "text": "Rekaman kamera." })).await;
    assert_eq!((status, &withdrawn["state"]), (200, &json!("withdrawn")), "{withdrawn}");
    assert!(void().await.is_empty());
    assert_eq!(day_of(&app, siti, WEDNESDAY).await["first_in"], "07:12:00");
}

#[tokio::test]
async fn a_closed_month_gets_what_a_void_punch_changes() {
    let app = TestApp::new().await;
    let case = doubted(&app).await;
    app.wait(Span::new().hours(24 * 23));
    let agency = app.as_role(Role::Bkpsdm).await;
    let close = json!({ "unit": "DISDIK", "month": "2026-01", "reason": "uji" });
    assert_eq!(agency.post("/api/v1/periods", &close).await.status, 204);
    let (head, employee) = (app.as_role(Role::Kepala).await, app.as_role(Role::Pegawai).await);
    assert_eq!(own(&employee, &case, json!({ "step": "answer" })).await.0, 200);
    assert_eq!(say(&head, &case, json!({ "step": "review", "outcome": "misuse" })).await.0, 200);
    app.wait(1.minute());
    assert_eq!(say(&agency, &case, json!({ "step": "confirm" })).await.0, 200);

    let deltas = agency.get("/api/v1/periods/deltas?unit=DISDIK&month=2026-01").await;
    let text = deltas.text();
    assert_eq!(deltas.status, 200, "{text}");
    assert!(text.contains("rekaman gugur menurut perkara PK-"), "{text}");
}
