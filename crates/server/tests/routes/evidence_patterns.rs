//! Patterns in what phones told: lists name nobody, details are noted, dossiers judge nobody.

use hadir_domain::access::Role;
use hadir_store::access_log;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use crate::support::{CITY, Client, TestApp, TestPhone, person_of, send};

const MONDAY: Date = date(2026, 1, 19);
const SPAN: &str = "from=2026-01-12&to=2026-01-20";

/// An arrival some seconds past half past seven.
async fn arrives(phone: &mut TestPhone, client: &Client, on: Date, seconds: i64, boot: &str, fix: Value) {
    let at = on.at(7, 30, 0, 0).checked_add(seconds.seconds()).unwrap();
    let mut fix = fix;
    fix["fixed_at"] = json!(format!("{at}+07:00"));
    let fields = json!({ "boot_id": boot, "monotonic_ms": 4_000_000 + seconds * 1000, "fix": fix });
    let punch = phone.punch_with("in", &format!("{at}+07:00"), fields);
    let answer = send(client, &[punch]).await;
    assert_eq!(answer.json()["results"][0]["status"], "stored", "{}", answer.text());
    phone.token = answer.json()["server_token"].as_str().map(str::to_owned);
}

fn at(lat: f64, lon: f64, accuracy_m: f64, altitude_m: Option<f64>) -> Value {
    json!({ "lat": lat, "lon": lon, "accuracy_m": accuracy_m, "altitude_m": altitude_m, "speed_mps": null, "mock": null })
}

/// A typed point of one person, a Wi-Fi point of two, and one run of a phone that both used on three days.
async fn city_of(test: &TestApp) {
    let (siti, head) = (test.as_role(Role::Pegawai).await, test.as_role(Role::Kepala).await);
    let (mut of_siti, mut of_head) = (TestPhone::new(), TestPhone::new());
    assert_eq!(of_siti.enrol(&siti).await.status, 201);
    assert_eq!(of_head.enrol(&head).await.status, 201);
    for day in [12, 13, 14, 15] {
        let on = date(2026, 1, day);
        let boot = format!("satu-hp-{day}");
        arrives(&mut of_head, &head, on, 5, &boot, at(-5.1101234, 105.3001234, 22.5, None)).await;
        arrives(&mut of_siti, &siti, on, 45, &boot, at(-5.11, 105.3, 5.0, Some(0.0))).await;
    }
    arrives(&mut of_siti, &siti, MONDAY, 45, "lain", at(-5.1101234, 105.3001234, 22.5, None)).await;
}

async fn looks(test: &TestApp) -> usize {
    let siti = person_of(Role::Pegawai);
    test.app.db.read(async |tx| access_log::of_person(tx, CITY, siti, 100).await).await.unwrap().len()
}

async fn patterns_of(test: TestApp) {
    city_of(&test).await;
    let inspector = test.as_role(Role::Inspektorat).await;
    let get = async |path: &str| inspector.get(&format!("/api/v1/evidence/patterns/{path}")).await;

    // Lists count and name nobody; what repeats by nature says so.
    let points = get(&format!("points?{SPAN}")).await.json();
    assert_eq!((&points["total"], &points["punches"], &points["with_position"]), (&json!(2), &json!(9), &json!(9)));
    let [typed, wifi] = points["items"].as_array().unwrap().as_slice() else { panic!("{points}") };
    assert_eq!((&typed["class"], &typed["repeats_by_nature"]), (&json!("satellite"), &json!(false)));
    assert_eq!((&typed["punches"], &typed["people"], &typed["days"]), (&json!(4), &json!(1), &json!(4)));
    assert_eq!(
        (&wifi["class"], &wifi["repeats_by_nature"], &wifi["people"]),
        (&json!("network"), &json!(true), &json!(2))
    );
    assert_eq!(typed["distance_m"], json!(0.0));
    let phones = get(&format!("phones?{SPAN}")).await.json();
    let group = &phones["items"][0];
    assert_eq!((&phones["total"], &group["people"], &group["keys"]), (&json!(1), &json!(2), &json!(2)));
    assert_eq!((&group["closest_s"], &group["days_close"], &group["runs"]), (&json!(40), &json!(4), &json!(4)));
    assert_eq!(group["all_on_record"], true);
    assert_eq!(looks(&test).await, 0, "nobody was looked at yet");

    // Whoever is named finds the look.
    let cell = typed["cell"].as_str().unwrap();
    let detail = get(&format!("points/{cell}?{SPAN}")).await.json();
    let person = &detail["people"][0];
    assert_eq!((&person["punches"], &person["of"]), (&json!(4), &json!(5)));
    assert!(!person["name"].as_str().unwrap().is_empty() && !detail["explanations"].as_array().unwrap().is_empty());
    assert_eq!(looks(&test).await, 1);
    let key = group["key"].as_str().unwrap();
    let shared = get(&format!("phones/{key}?{SPAN}")).await.json();
    assert_eq!(shared["people"].as_array().unwrap().len(), 2);
    assert!(shared["facts"][0]["text"].as_str().unwrap().contains("2 orang"), "{shared}");
    assert_eq!(looks(&test).await, 2);

    let siti = person["person"].as_str().unwrap();
    let line = get(&format!("timeline?{SPAN}&person={siti}")).await.json();
    let items = line["items"].as_array().unwrap();
    assert_eq!((items.len(), &items[0]["what"], &items[0]["class"]), (5, &json!("punch"), &json!("satellite")));
    assert!(items.windows(2).all(|two| two[0]["at"].as_str() <= two[1]["at"].as_str()));
    let by_key = get(&format!("timeline?{SPAN}&key={key}")).await.json();
    assert_eq!(by_key["people"].as_array().unwrap().len(), 1);

    // What cannot be answered says what to do.
    assert_eq!(get(&format!("timeline?{SPAN}")).await.code(), "invalid");
    assert_eq!(get(&format!("points?{SPAN}&decimals=9")).await.code(), "invalid");
    assert_eq!(get("points?from=2025-01-01&to=2026-01-20").await.code(), "bad_span");
    assert_eq!(get(&format!("points/7.1.1?{SPAN}")).await.code(), "nothing_there");
    assert_eq!(get(&format!("phones/none?{SPAN}")).await.code(), "nothing_there");
    let stranger = "00000000-0000-0000-0000-000000000001";
    assert_eq!(get(&format!("timeline?{SPAN}&person={stranger}")).await.code(), "nothing_there");
    let head = test.as_role(Role::Kepala).await;
    assert_eq!(head.get(&format!("/api/v1/evidence/patterns/points?{SPAN}")).await.code(), "forbidden");

    // A dossier lists facts and honest reasons, and is the same document when it is printed again.
    for (of, id) in [("point", cell), ("phone", key), ("person", siti)] {
        let dossier = get(&format!("dossier.json?{SPAN}&of={of}&id={id}")).await.json();
        assert!(!dossier["facts"].as_array().unwrap().is_empty(), "{of}: {dossier}");
        assert!(!dossier["explanations"].as_array().unwrap().is_empty());
        assert!(!dossier["events"].as_array().unwrap().is_empty());
        assert!(dossier["closing"].as_str().unwrap().contains("bukan penilaian"));
        let pdf = get(&format!("dossier.pdf?{SPAN}&of={of}&id={id}")).await;
        assert!(pdf.status.is_success() && pdf.bytes.starts_with(b"%PDF"), "{of}");
        assert!(get(&format!("dossier.pdf?{SPAN}&of={of}&id={id}")).await.bytes == pdf.bytes);
        assert!(get(&format!("dossier.xlsx?{SPAN}&of={of}&id={id}")).await.bytes.starts_with(b"PK"));
    }
    assert_eq!(get(&format!("dossier.json?{SPAN}&of=unit&id=x")).await.code(), "invalid");
}

#[tokio::test]
async fn patterns_count_before_they_name_and_a_dossier_judges_nobody() {
    patterns_of(TestApp::new().await).await;
    if let Some(test) = TestApp::on_postgres().await {
        patterns_of(test).await;
    }
}
