//! Punches of phones: stored once, labelled, never refused for a signal, answered with a receipt.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Method;
use hadir_domain::access::Role;
use hadir_server::services::punching::receipt::Receipt;
use hadir_server::services::punching::wire::from_b64;
use hadir_store::problems::{self, ProblemFilter};
use hadir_store::{access_log, punches};
use jiff::ToSpan;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{CITY, OTHER, OTHER_OFFICER, TestApp, TestPhone, labels, person_of, send};

const ARRIVAL: &str = "2026-01-19T07:31:05.120+07:00";

async fn enrolled(app: &TestApp) -> (crate::support::Client, TestPhone) {
    let siti = app.as_role(Role::Pegawai).await;
    let mut phone = TestPhone::new();
    assert_eq!(phone.enrol(&siti).await.status, 201);
    let home = siti.get("/api/v1/me/punching").await.json();
    phone.token = Some(home["server_token"].as_str().unwrap().to_owned());
    (siti, phone)
}

/// Why rows wait on the work list, sorted.
async fn problems_of(app: &TestApp) -> Vec<String> {
    let list = async |tx: &mut hadir_store::Tx| problems::list(tx, CITY, ProblemFilter::default(), None, 100).await;
    let mut reasons: Vec<String> = app.app.db.read(list).await.unwrap().into_iter().map(|row| row.reason).collect();
    reasons.sort();
    reasons
}

/// A minute before the city's Monday morning, which the first token then lies before.
async fn city() -> TestApp {
    let app = TestApp::new().await;
    app.app.system.set("2026-01-19T00:30:10Z".parse().unwrap());
    app
}

#[tokio::test]
async fn a_signed_punch_is_stored_once_and_answered_with_a_receipt_that_holds() {
    let app = city().await;
    let (siti, mut phone) = enrolled(&app).await;
    app.wait(60.seconds());
    let punch = phone.punch("in", ARRIVAL);

    let first = send(&siti, std::slice::from_ref(&punch)).await;
    app.wait(5.minutes());
    let again = send(&siti, std::slice::from_ref(&punch)).await;

    assert_eq!(first.status, 200, "{}", first.text());
    let (first, again) = (first.json(), again.json());
    assert_eq!(first["results"][0]["status"], "stored");
    assert_eq!(first["results"][0]["labels"], json!(["no_passkey"]));
    assert_eq!(again["results"][0]["status"], "repeated");
    for field in ["commitment", "received_at", "labels"] {
        assert_eq!(first["results"][0][field], again["results"][0][field], "{field}");
    }
    let home = siti.get(&format!("/api/v1/me/punching?device_key={}", phone.key)).await.json();
    let key: [u8; 32] = from_b64(home["receipt_key"]["public_key"].as_str().unwrap()).unwrap().try_into().unwrap();
    for answer in [&first, &again] {
        let receipt: Receipt = serde_json::from_value(answer["receipt"].clone()).unwrap();
        assert!(receipt.holds(&key));
        assert_eq!(json!(receipt.commitments), json!([answer["results"][0]["commitment"]]));
    }
    assert_eq!((&home["phone"]["stored_count"], &home["phone"]["last_seq"]), (&json!(1), &json!(1)));

    let id = punch["id"].as_str().unwrap();
    let seals = siti.get(&format!("/api/v1/me/punches/seals?ids={id},nothing")).await.json();
    assert_eq!(seals["items"][0]["commitment"], first["results"][0]["commitment"]);
    assert!(seals["items"][0]["position"].is_u64());
    assert_eq!(seals["items"][1], json!({ "id": "nothing", "stored": false, "commitment": null, "position": null }));
}

#[tokio::test]
async fn many_phones_at_once_are_each_stored_once_on_postgresql_too() {
    let Some(app) = TestApp::on_postgres().await else { return };
    let tokens = crate::support::crowd(&app, 20).await;
    let mut all = tokio::task::JoinSet::new();
    for token in tokens {
        let client = app.anyone().with("authorization", &format!("Bearer {token}"));
        all.spawn(async move {
            let mut phone = TestPhone::new();
            phone.enrol(&client).await;
            let punch = phone.punch("in", ARRIVAL);
            let (one, other) =
                tokio::join!(send(&client, std::slice::from_ref(&punch)), send(&client, std::slice::from_ref(&punch)));
            let mut statuses: Vec<String> = [one, other]
                .iter()
                .map(|answer| answer.json()["results"][0]["status"].as_str().unwrap().to_owned())
                .collect();
            statuses.sort();
            statuses
        });
    }

    for statuses in all.join_all().await {
        assert_eq!(statuses, ["repeated", "stored"]);
    }
    let count = async |tx: &mut hadir_store::Tx| punches::journal_count(tx, CITY).await;
    assert_eq!(app.app.db.read(count).await.unwrap(), 20);
}

#[tokio::test]
async fn a_punch_from_a_phone_makes_the_day() {
    let app = city().await;
    let (siti, mut phone) = enrolled(&app).await;
    app.wait(2.minutes());
    send(&siti, &[phone.punch("in", ARRIVAL), phone.punch("spot", "2026-01-19T07:31:40+07:00")]).await;

    let month = siti.get("/api/v1/me/days?month=2026-01").await.json();

    let monday = &month["days"][18];
    assert_eq!((&monday["status"], &monday["first_in"]), (&json!("H"), &json!("07:31:05")));
    assert_eq!(monday["punches"].as_array().unwrap().len(), 2);
    assert_eq!(monday["punches"][1]["used_as"], Value::Null, "an answered call is neither arrival nor departure");
    assert!(monday["reasons"].as_array().unwrap().iter().any(|reason| reason["code"] == "answered_call"));
}

#[tokio::test]
async fn no_signal_refuses_a_punch() {
    let app = city().await;
    let (siti, mut phone) = enrolled(&app).await;
    app.wait(60.seconds());
    let far = json!({ "lat": -6.2, "lon": 106.8, "accuracy_m": 5.0, "fixed_at": ARRIVAL, "mock": true });

    for (over, label) in [
        (json!({ "fix": null }), "no_fix"),
        (json!({ "fix": far }), "outside_site"),
        (json!({ "fix": far }), "mock_location"),
        (json!({ "fix": { "lat": "x", "lon": [] } }), "no_fix"),
        (json!({ "server_token": "AAAA" }), "bad_token"),
        (json!({ "server_token": null }), "no_token"),
        (json!({ "office_code": "HC1.SEKOLAH.1.aaaaaaaaaaaaaaaa" }), "office_code_invalid"),
        (json!({ "claimed_at": "2031-01-19T07:31:05+07:00" }), "clock_ahead"),
        (json!({ "claimed_at": "1999-01-19T07:31:05+07:00" }), "before_token"),
        (
            json!({ "clock": { "token_monotonic_ms": 0, "token_boot_id": "b1" }, "monotonic_ms": 3_600_000 }),
            "clock_shifted",
        ),
        (json!({ "something": { "nobody": ["knows", 1e300] } }), "no_passkey"),
    ] {
        let answer = send(&siti, &[phone.punch_with("in", ARRIVAL, over.clone())]).await;
        assert_eq!(answer.json()["results"][0]["status"], "stored", "{over}: {}", answer.text());
        assert!(labels(&answer).iter().any(|found| found == label), "{over}: {:?}", labels(&answer));
    }
}

#[tokio::test]
async fn a_phone_without_a_key_and_one_with_a_wrong_signature_still_punch() {
    let app = city().await;
    let (siti, mut phone) = enrolled(&app).await;
    let mut stranger = TestPhone::new();
    app.wait(60.seconds());
    let mut bare = phone.punch("in", ARRIVAL);
    for field in ["signature", "device_key", "seq", "prev"] {
        bare.as_object_mut().unwrap().remove(field);
    }
    let mut forged = phone.punch("in", "2026-01-19T07:31:06+07:00");
    forged["reason"] = "diubah".into();

    for (punch, label) in
        [(bare, "unsigned"), (stranger.punch("in", ARRIVAL), "unknown_key"), (forged, "bad_signature")]
    {
        let answer = send(&siti, &[punch]).await;
        assert_eq!(answer.json()["results"][0]["status"], "stored");
        assert!(labels(&answer).iter().any(|found| found == label), "{label}: {:?}", labels(&answer));
    }
}

#[tokio::test]
async fn a_month_of_backlog_comes_freshest_first_and_is_stored_once_with_one_receipt_a_request() {
    let app = city().await;
    let (siti, mut phone) = enrolled(&app).await;
    let punches: Vec<Value> = (1..=60)
        .map(|number| {
            let day = 19 + number / 60;
            phone.punch("in", &format!("2026-01-{day}T08:{:02}:05+07:00", number % 60))
        })
        .collect();
    app.app.system.set("2026-02-19T03:00:00Z".parse().unwrap());

    let fresh = send(&siti, &punches[59..]).await.json();
    let mut backlog: Vec<Value> = punches[..59].to_vec();
    backlog.reverse();
    let later = send(&siti, &backlog).await.json();
    let everything = send(&siti, &punches).await.json();

    assert_eq!(fresh["results"][0]["status"], "stored");
    assert!(later["results"].as_array().unwrap().iter().all(|result| result["status"] == "stored"));
    let late = later["results"][0]["labels"].as_array().unwrap();
    assert!(late.contains(&json!("sent_late")) && !late.contains(&json!("chain_broken")), "{late:?}");
    assert_eq!(later["receipt"]["commitments"].as_array().unwrap().len(), 59);
    assert!(everything["results"].as_array().unwrap().iter().all(|result| result["status"] == "repeated"));
    let used = siti.get("/api/v1/me/devices").await.json();
    assert_eq!((&used["items"][0]["stored_count"], &used["items"][0]["gaps"]), (&json!(60), &json!(0)));
}

#[tokio::test]
async fn an_id_for_another_punch_a_counter_used_twice_and_a_foreign_id_are_told_apart() {
    let app = city().await;
    let (siti, mut phone) = enrolled(&app).await;
    app.wait(60.seconds());
    let first = phone.punch("in", ARRIVAL);
    send(&siti, std::slice::from_ref(&first)).await;

    let mut other_content = first.clone();
    other_content["kind"] = "out".into();
    let reused = send(&siti, &[other_content]).await.json();
    assert_eq!(
        (&reused["results"][0]["status"], &reused["results"][0]["code"]),
        (&json!("refused"), &json!("id_reused"))
    );
    assert_eq!(reused["receipt"], Value::Null);

    let replay = phone.punch_with("in", "2026-01-19T07:31:07+07:00", json!({ "seq": 1 }));
    let replay = send(&siti, &[replay]).await;
    assert_eq!(replay.json()["results"][0]["status"], "stored");
    assert!(labels(&replay).contains(&"seq_reused".to_owned()));

    let head = app.as_role(Role::Kepala).await;
    let stolen = send(&head, &[first]).await.json();
    assert_eq!(stolen["results"][0]["code"], "not_yours");
    assert!(stolen["results"][0]["detail"].as_str().unwrap().contains("akun"));

    assert_eq!(problems_of(&app).await, ["id_reused", "not_yours"]);
}

#[tokio::test]
async fn what_cannot_be_read_is_kept_among_the_problems_and_the_others_go_on() {
    let app = city().await;
    let (siti, mut phone) = enrolled(&app).await;
    app.wait(60.seconds());
    let large = phone.punch_with("in", ARRIVAL, json!({ "reason": "x".repeat(20_000) }));
    let good = phone.punch("in", ARRIVAL);

    let answer = send(&siti, &[json!({ "id": "x", "kind": "lunch" }), json!(7), large, good]).await.json();

    let statuses: Vec<(&str, Option<&str>)> = answer["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| (result["status"].as_str().unwrap(), result["code"].as_str()))
        .collect();
    assert_eq!(
        statuses,
        [
            ("refused", Some("unreadable")),
            ("refused", Some("unreadable")),
            ("refused", Some("too_large")),
            ("stored", None)
        ]
    );
    assert_eq!(answer["results"][0]["id"], "x");
    assert_eq!(problems_of(&app).await, ["too_large", "unreadable", "unreadable"]);
}

#[tokio::test]
async fn only_a_person_punches_and_only_so_many_at_once() {
    let app = city().await;
    let (siti, mut phone) = enrolled(&app).await;
    let nobody = app.as_account(OTHER, OTHER_OFFICER).await;

    assert_eq!(send(&app.anyone(), &[phone.punch("in", ARRIVAL)]).await.status, 401);
    assert_eq!(send(&nobody, &[phone.punch("in", ARRIVAL)]).await.code(), "not_signed_in");
    assert_eq!(send(&siti, &[]).await.code(), "invalid");
    let meant = |who: Role| siti.with("x-hadir-person", &person_of(who).to_string());
    assert_eq!(send(&meant(Role::Kepala), &[phone.punch("in", ARRIVAL)]).await.code(), "other_person");
    assert_eq!(send(&meant(Role::Pegawai), &[phone.punch("in", ARRIVAL)]).await.status, 200);
    let many: Vec<Value> = (0..501).map(|_| json!({})).collect();
    assert_eq!(send(&siti, &many).await.code(), "invalid");
}

#[tokio::test]
async fn a_full_queue_says_come_back_and_takes_nothing() {
    let app = city().await;
    let (siti, mut phone) = enrolled(&app).await;
    app.wait(60.seconds());
    let batches: Vec<Vec<Value>> = (0..60).map(|_| (0..500).map(|_| json!({ "id": "x" })).collect()).collect();
    send(&siti, &[phone.punch("in", ARRIVAL)]).await;
    let good = phone.punch("out", ARRIVAL);

    // While somebody holds the one writer, the queue fills up.
    let db = app.app.db.clone();
    let (held, holding) = tokio::sync::oneshot::channel();
    let (release, released) = tokio::sync::oneshot::channel::<()>();
    let writer = tokio::spawn(async move {
        db.write(async |_| {
            held.send(()).unwrap();
            released.await.unwrap();
            Ok::<_, hadir_store::StoreError>(())
        })
        .await
    });
    holding.await.unwrap();
    let mut waiting = tokio::task::JoinSet::new();
    for batch in batches {
        let client = siti.clone();
        waiting.spawn(async move { send(&client, &batch).await });
    }
    let mut turned_away = None;
    for _ in 0..200 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        if let Some(answer) = waiting.try_join_next() {
            turned_away = Some(answer.unwrap());
            break;
        }
    }
    let turned_away = turned_away.expect("the queue is bounded");
    release.send(()).unwrap();
    writer.await.unwrap().unwrap();
    waiting.join_all().await;

    assert_eq!(turned_away.status, 503);
    assert_eq!(turned_away.code(), "overloaded");
    assert!(turned_away.header("retry-after").parse::<u32>().unwrap() > 0);
    assert_eq!(send(&siti, &[good]).await.json()["results"][0]["status"], "stored");
}

#[tokio::test]
async fn a_photo_follows_its_punch_and_who_looks_at_it_is_noted() {
    let app = city().await;
    let (siti, mut phone) = enrolled(&app).await;
    app.wait(60.seconds());
    let photo = [&[0xff, 0xd8, 0xff, 0xe0][..], &[7; 2000]].concat();
    let hash = hex::encode(Sha256::digest(&photo));
    let punch = phone.punch_with("in", ARRIVAL, json!({ "selfie_sha256": hash }));
    let path = format!("/api/v1/punches/{}/photo", punch["id"].as_str().unwrap());
    let put = async |bytes: &[u8]| siti.send(Method::PUT, &path, Some("image/jpeg"), Body::from(bytes.to_vec())).await;

    assert_eq!(put(&photo).await.code(), "unknown_punch");
    send(&siti, std::slice::from_ref(&punch)).await;
    assert_eq!(put(b"<svg onload=alert(1)>").await.code(), "not_a_photo");
    assert_eq!(put(&[&photo[..], &[1]].concat()).await.code(), "photo_differs");
    assert_eq!(put(&vec![0xff; 500_000]).await.status, 413);
    assert_eq!(put(&photo).await.status, 204);
    assert_eq!(put(&photo).await.status, 204);

    let own = siti.get(&path).await;
    assert_eq!((own.bytes.as_slice(), own.header("content-type")), (photo.as_slice(), "image/jpeg"));
    let officer = app.as_role(Role::Bkpsdm).await;
    let month = officer.get(&format!("/api/v1/people/{}/days?month=2026-01", person_of(Role::Pegawai))).await.json();
    let journal_id = month["days"][18]["punches"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(officer.get(&format!("/api/v1/punches/{journal_id}/photo")).await.bytes, photo);
    assert_eq!(app.as_account(OTHER, OTHER_OFFICER).await.get(&path).await.status, 404);
    let looks = app.app.db.read(async |tx| access_log::of_person(tx, CITY, person_of(Role::Pegawai), 10).await).await;
    let looks: BTreeSet<(String, String)> = looks.unwrap().into_iter().map(|look| (look.by_login, look.what)).collect();
    assert_eq!(looks, ["days", "photo"].map(|what| ("bkpsdm".to_owned(), what.to_owned())).into());
    let stored: Vec<_> = std::fs::read_dir(app.app.data().join("photos/1")).unwrap().collect();
    assert_eq!(stored.len(), 1);
}

#[tokio::test]
async fn the_plan_reaches_five_weeks_so_that_a_month_without_network_is_no_blank() {
    let app = city().await;
    let (siti, _) = enrolled(&app).await;

    let home = siti.get("/api/v1/me/punching").await.json();

    let plan = home["plan"].as_array().unwrap();
    assert_eq!(plan.len(), 37);
    assert_eq!((&plan[0]["date"], &plan[0]["off"].is_string()), (&json!("2026-01-18"), &true));
    assert_eq!((&plan[1]["mode"], &plan[1]["starts"]), (&json!("WFO"), &json!("07:30")));
    assert_eq!(home["sites"][0]["code"], "SEKOLAH");
    assert_eq!(home["policy"]["photo"], "optional");
    assert_eq!(home["passkeys"], false);
    assert!(home["passkeys_why"].as_str().unwrap().contains("public_url"));
}
