//! People.

use hadir_domain::access::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{DOCTOR, SITI, TestApp, person_of};

fn new(number: u32) -> Value {
    json!({
        "id": Uuid::from_u128(0xA000 + u128::from(number)), "name": format!("Guru {number:03}"),
        "employee_type": "PPPK Paruh Waktu", "lokal": format!("PW-{number}"), "unit": "DISDIK-SD1", "site": "SEKOLAH",
        "title": "Guru", "from_on": "2026-01-01"
    })
}

#[tokio::test]
async fn numbers_are_masked_wherever_people_are_shown() {
    let app = TestApp::new().await;
    let officer = app.as_role(Role::Bkpsdm).await;

    let list = officer.get("/api/v1/people").await;
    let one = officer.get(&format!("/api/v1/people/{}", person_of(Role::Pegawai))).await;

    for answer in [&list, &one] {
        assert!(!answer.text().contains(SITI), "{}", answer.text());
    }
    assert_eq!(one.json()["number_masked"], "2099••••••••••2001");
    assert_eq!(one.json()["identifiers"][0]["value_masked"], "2099••••••••••2001");
    assert_eq!(one.json()["posts"][0]["unit"]["code"], "DISDIK-SD1");
    assert_eq!(one.json()["rank"], "III/b");
}

#[tokio::test]
async fn a_person_sent_twice_is_there_once_and_a_number_has_one_owner() {
    let app = TestApp::new().await;
    let officer = app.as_role(Role::Bkpsdm).await;
    let mut other = new(2);
    other["lokal"] = json!("PW-1");

    let first = officer.post("/api/v1/people", &new(1)).await;
    let again = officer.post("/api/v1/people", &new(1)).await;
    let taken = officer.post("/api/v1/people", &other).await;

    assert_eq!((first.status.as_u16(), again.status.as_u16()), (201, 200), "{}", first.text());
    assert_eq!(first.json()["employee_type"], "PPPK_PARUH_WAKTU");
    assert_eq!((taken.status.as_u16(), taken.code()), (409, "taken".into()));
    let found = officer.get("/api/v1/people?q=guru").await.json();
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repeat() {
    let app = TestApp::new().await;
    let officer = app.as_role(Role::Bkpsdm).await;
    for number in 0..120 {
        assert_eq!(officer.post("/api/v1/people", &new(number)).await.status, 201);
    }

    let mut names = Vec::new();
    let mut path = "/api/v1/people?q=guru&unit=DISDIK".to_owned();
    let mut pages = 0;
    loop {
        let page = officer.get(&path).await.json();
        names.extend(page["items"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()));
        pages += 1;
        match page["next"].as_str() {
            Some(next) => path = format!("/api/v1/people?q=guru&unit=DISDIK&cursor={next}"),
            None => break,
        }
    }

    let expected: Vec<String> = (0..120).map(|number| format!("Guru {number:03}")).collect();
    assert_eq!((pages, names), (3, expected));
}

#[tokio::test]
async fn search_finds_by_name_and_number_but_only_within_reach() {
    let app = TestApp::new().await;
    let found = async |role, text: &str| {
        let list = app.as_role(role).await.get(&format!("/api/v1/people?q={text}")).await.json();
        list["items"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };

    assert_eq!(found(Role::Bkpsdm, "wulan").await, [DOCTOR.to_string()]);
    assert_eq!(found(Role::Bkpsdm, "209902022120022002").await, [DOCTOR.to_string()]);
    assert_eq!(found(Role::Kepala, "wulan").await, Vec::<String>::new());
    assert_eq!(found(Role::Pegawai, "contoh").await, [person_of(Role::Pegawai).to_string()]);
    assert_eq!(found(Role::Bkpsdm, "%25").await, Vec::<String>::new());
}
