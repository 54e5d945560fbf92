//! Places of work: drawn, checked, changed with their history, named on posts.

use hadir_domain::access::Role;
use hadir_domain::ids::PersonId;
use hadir_domain::people::Post;
use hadir_store::{posts, records, site_versions};
use jiff::ToSpan;
use jiff::civil::date;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{CITY, DOCTOR, SCHOOL, SD_1, TestApp, TestPhone, labels, person_of, send};

const NEW: &str = "00000000-0000-7000-8000-000000000001";

fn gym() -> Value {
    json!({
        "id": NEW, "code": "GOR", "name": "Gedung Olahraga", "lat": -5.1135, "lon": 105.3067, "radius_m": 75,
        "outline": [], "network": "good"
    })
}

fn with(mut site: Value, over: Value) -> Value {
    for (name, value) in over.as_object().unwrap() {
        site[name] = value.clone();
    }
    site
}

/// The school as the small city has it.
fn school() -> Value {
    json!({ "code": "SEKOLAH", "name": "SEKOLAH", "lat": -5.11, "lon": 105.3, "radius_m": 100, "network": "good" })
}

#[tokio::test]
async fn a_site_sent_twice_is_drawn_once_and_listed_with_its_likely_zone() {
    let app = TestApp::new().await;
    let admin = app.as_role(Role::AdminUnit).await;

    let first = admin.post("/api/v1/sites", &gym()).await;
    let again = admin.post("/api/v1/sites", &gym()).await;
    let other = admin.post("/api/v1/sites", &with(gym(), json!({ "name": "Lain" }))).await;
    let code = admin.post("/api/v1/sites", &with(gym(), json!({ "id": SD_1, "code": "KLINIK" }))).await;

    assert_eq!((first.status.as_u16(), again.status.as_u16()), (201, 200), "{}", first.text());
    assert_eq!((other.status.as_u16(), other.code()), (409, "site_taken".into()));
    assert_eq!((code.status.as_u16(), code.code()), (409, "site_taken".into()));
    let list = admin.get("/api/v1/sites").await.json();
    let gyms: Vec<&Value> = list["items"].as_array().unwrap().iter().filter(|site| site["code"] == "GOR").collect();
    assert_eq!((gyms.len(), &gyms[0]["zone"], &gyms[0]["people"]), (1, &json!("Asia/Jakarta"), &json!(0)));
}

#[tokio::test]
async fn faults_of_a_drawing_are_named_at_their_fields_and_nothing_is_kept() {
    let app = TestApp::new().await;
    let admin = app.as_role(Role::AdminUnit).await;
    let hourglass = json!([[-5.113, 105.306], [-5.112, 105.307], [-5.112, 105.306], [-5.113, 105.307]]);
    for (over, field, code) in [
        (json!({ "lat": 105.3067, "lon": -5.1135 }), "lat", "outside_indonesia"),
        (json!({ "radius_m": 5 }), "radius_m", "radius"),
        (json!({ "outline": hourglass }), "outline", "crosses_itself"),
        (json!({ "lon": null }), "lon", "half_a_point"),
        (json!({ "network": "cepat" }), "network", "unknown"),
        (json!({ "zone": "Asia/Metro" }), "zone", "unknown"),
        (json!({ "zone": "WIT" }), "zone", "zone_unlikely"),
    ] {
        let refused = admin.post("/api/v1/sites", &with(gym(), over.clone())).await;
        let said = refused.json()["errors"][0].clone();
        assert_eq!(
            (refused.status.as_u16(), &said["field"], &said["code"]),
            (422, &json!(field), &json!(code)),
            "{over}"
        );
    }

    let confirmed = with(gym(), json!({ "zone": "WIT", "confirm_zone": true }));
    assert_eq!(admin.post("/api/v1/sites", &confirmed).await.status, 201);
}

#[tokio::test]
async fn a_check_names_sites_near_by_and_those_that_share_ground() {
    let app = TestApp::new().await;
    let admin = app.as_role(Role::AdminUnit).await;
    let beside = json!({ "lat": -5.1115, "lon": 105.3, "radius_m": 80, "outline": [] });

    let check = admin.post("/api/v1/sites/check", &beside).await.json();
    let own = admin.post("/api/v1/sites/check", &with(beside.clone(), json!({ "id": SCHOOL }))).await.json();
    let far = admin.post("/api/v1/sites/check", &with(beside, json!({ "lat": -2.0, "lon": 119.4 }))).await.json();

    let near = check["near"].as_array().unwrap();
    assert_eq!(near.len(), 2, "{check}");
    assert!(near.iter().all(|site| site["overlaps"] == true && site["distance_m"] == 167), "{check}");
    assert_eq!(own["near"].as_array().unwrap().len(), 1);
    assert_eq!((&far["zone"], &far["near"], &far["problems"]), (&json!("Asia/Makassar"), &json!([]), &json!([])));
}

#[tokio::test]
async fn a_site_that_moved_keeps_its_history_and_says_why() {
    let app = TestApp::new().await;
    let officer = app.as_role(Role::Bkpsdm).await;
    let path = format!("/api/v1/sites/{SCHOOL}");
    let moved = with(school(), json!({ "lat": -5.12, "reason": "pindah ke gedung baru" }));

    let silent = officer.patch(&path, &with(school(), json!({ "lat": -5.12 }))).await;
    let same = officer.patch(&path, &school()).await;
    app.wait(1.minute());
    let done = officer.patch(&path, &moved).await;

    assert_eq!((silent.status.as_u16(), silent.json()["errors"][0]["code"].clone()), (422, "reason_needed".into()));
    assert_eq!((same.status.as_u16(), done.status.as_u16()), (200, 200), "{}", done.text());
    let history = officer.get(&format!("{path}/history")).await.json();
    let items = history["items"].as_array().unwrap();
    assert_eq!(items.len(), 2, "what it was before, and what it is now; the unchanged one left no version");
    assert_eq!(
        (&items[0]["lat"], &items[0]["reason"], &items[0]["by"]),
        (&json!(-5.12), &moved["reason"], &json!("bkpsdm"))
    );
    assert_eq!((&items[1]["lat"], &items[1]["from_at"]), (&json!(-5.11), &Value::Null));
    let version: Uuid = items[0]["id"].as_str().unwrap().parse().unwrap();
    let sealed = app.app.db.read(async |tx| records::position_of(tx, CITY, version).await).await.unwrap();
    assert_eq!(sealed.unwrap().kind.as_str(), "site");
}

#[tokio::test]
async fn a_punch_made_before_a_site_moved_is_judged_by_where_it_was() {
    let app = TestApp::new().await;
    app.app.system.set("2026-01-19T00:30:10Z".parse().unwrap());
    let siti = app.as_role(Role::Pegawai).await;
    let mut phone = TestPhone::new();
    phone.enrol(&siti).await;
    let home = siti.get("/api/v1/me/punching").await.json();
    phone.token = home["server_token"].as_str().map(str::to_owned);
    app.wait(1.minute());
    let before = phone.punch("in", "2026-01-19T07:31:05.120+07:00");
    let moved = with(school(), json!({ "lat": -5.2, "reason": "pindah" }));
    let officer = app.as_role(Role::Bkpsdm).await;
    assert_eq!(officer.patch(&format!("/api/v1/sites/{SCHOOL}"), &moved).await.status, 200);
    app.wait(1.minute());
    let after = phone.punch("out", "2026-01-19T07:32:05.120+07:00");

    let early = send(&siti, &[before]).await;
    let late = send(&siti, &[after]).await;

    assert!(!labels(&early).contains(&"outside_site".to_owned()), "{:?}", labels(&early));
    assert!(labels(&late).contains(&"outside_site".to_owned()), "{:?}", labels(&late));
}

#[tokio::test]
async fn an_outline_is_stored_told_to_phones_and_counts_instead_of_the_ring() {
    let app = TestApp::new().await;
    let officer = app.as_role(Role::Bkpsdm).await;
    let outline = json!([[-5.121, 105.299], [-5.121, 105.301], [-5.109, 105.301], [-5.109, 105.299]]);
    let drawn = with(school(), json!({ "outline": outline, "radius_m": 20, "lat": -5.12, "reason": "batas tanah" }));
    assert_eq!(officer.patch(&format!("/api/v1/sites/{SCHOOL}"), &drawn).await.status, 200);
    app.wait(1.minute());

    let siti = app.as_role(Role::Pegawai).await;
    let home = siti.get("/api/v1/me/punching").await.json();
    // A kilometre from the middle, and within the outline.
    let mut phone = TestPhone::new();
    phone.enrol(&siti).await;
    let sent = send(&siti, &[phone.punch("in", "2026-01-19T07:32:00+07:00")]).await;

    assert_eq!(home["sites"][0]["outline"], outline);
    assert!(
        !labels(&sent).iter().any(|label| label == "outside_site" || label == "place_unsure"),
        "{:?}",
        labels(&sent)
    );
}

#[tokio::test]
async fn a_unit_admin_changes_no_site_where_others_serve_too() {
    let app = TestApp::new().await;
    let admin = app.as_role(Role::AdminUnit).await;
    let guest = Post {
        person: DOCTOR,
        unit: crate::support::PUSKESMAS,
        site: Some(SCHOOL),
        title: "Dokter tamu".into(),
        rank: None,
        heads_unit: false,
        from_on: date(2026, 1, 1),
        to_on: None,
    };
    let path = format!("/api/v1/sites/{SCHOOL}");
    let renamed = with(school(), json!({ "name": "Sekolah Kita" }));

    let alone = admin.patch(&path, &renamed).await;
    app.app.db.write(async |tx| posts::add(tx, CITY, &guest).await).await.unwrap();
    let shared = admin.patch(&path, &school()).await;

    assert_eq!(alone.status, 200, "{}", alone.text());
    assert_eq!((shared.status.as_u16(), shared.code()), (403, "shared_site".into()));
    let sites = admin.get("/api/v1/sites").await.json();
    let school = sites["items"].as_array().unwrap().iter().find(|site| site["code"] == "SEKOLAH").unwrap().clone();
    assert_eq!((&school["may_change"], &school["people"]), (&json!(false), &json!(9)));
}

#[tokio::test]
async fn people_without_a_place_of_work_get_one_from_today_on_and_the_past_stays() {
    let app = TestApp::new().await;
    let officer = app.as_role(Role::Bkpsdm).await;
    officer.post("/api/v1/sites", &gym()).await;
    let person = json!({
        "id": NEW, "name": "Orang Baru", "employee_type": "NON_ASN", "lokal": "TKK-1", "unit": "DISDIK-SD1",
        "from_on": "2026-01-05"
    });
    assert_eq!(officer.post("/api/v1/people", &person).await.status, 201);

    let done = officer.post(&format!("/api/v1/sites/{NEW}/people"), &json!({ "unit": "DISDIK" })).await;
    let again = officer.post(&format!("/api/v1/sites/{NEW}/people"), &json!({ "unit": "DISDIK" })).await;

    assert_eq!((done.json(), again.json()), (json!({ "people": 1 }), json!({ "people": 0 })));
    let who = PersonId(NEW.parse().unwrap());
    let found =
        app.app.db.read(async |tx| posts::of_people(tx, CITY, &[who, person_of(Role::Pegawai)]).await).await.unwrap();
    let new: Vec<_> = found.iter().filter(|post| post.person == who).collect();
    assert_eq!(new.len(), 2);
    assert_eq!((new[0].site, new[0].to_on), (None, Some(date(2026, 1, 18))));
    assert_eq!((new[1].site.map(|site| site.0.to_string()), new[1].from_on), (Some(NEW.into()), date(2026, 1, 19)));
    assert!(found.iter().any(|post| post.person == person_of(Role::Pegawai) && post.site == Some(SCHOOL)));
    let versions = app.app.db.read(async |tx| site_versions::drawn(tx, CITY).await).await.unwrap();
    assert_eq!(versions.len(), 3);
}
